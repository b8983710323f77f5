"""`deltafund prices`."""

from __future__ import annotations

import typer

from api.entry import end, voice_of
from api.options import (
    DebugOption,
    GapOption,
    JsonOption,
    LangOption,
    LimitOption,
    OutOption,
    ReportOption,
    ScenarioArgument,
    SetOption,
    VariantOption,
)


def prices(
    context: typer.Context,
    scenario: ScenarioArgument,
    out: OutOption = None,
    json: JsonOption = False,
    reports: ReportOption = None,
    time_limit: LimitOption = None,
    gap: GapOption = None,
    variant: VariantOption = None,
    settings: SetOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Say what each rule costs, how far its price holds, and what dropping it would gain."""
    from api.analysing import Asked, analyse
    from api.show.analyses.prices import show
    from optimizer.analyses.pricelist import PriceList, price_rules

    asked = Asked(scenario, settings, variant, gap, time_limit, out, reports)
    end(
        voice_of(context, lang, debug, json),
        lambda voice: analyse(
            voice,
            asked,
            PriceList,
            lambda given: price_rules(given.scenario, given.ledger, given.course),
            show,
        ),
    )
