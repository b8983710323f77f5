"""`deltafund alternatives`."""

from __future__ import annotations

from typing import Annotated, Literal

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


def _share(text: str) -> float:
    """Read a share, `1%` or `0.01`."""
    number = text.strip().removesuffix("%")
    try:
        return float(number) / (100 if number != text.strip() else 1)
    except ValueError as error:
        raise typer.BadParameter(text, param_hint="--within") from error


def alternatives(
    context: typer.Context,
    scenario: ScenarioArgument,
    within: Annotated[
        str,
        typer.Option(
            "--within", metavar="SHARE", help="How much value may be given up: 1% or 0.01."
        ),
    ] = "1%",
    plans: Annotated[int, typer.Option("--plans", min=0, help="How many plans that differ.")] = 3,
    by: Annotated[
        Literal["city", "jurisdiction", "instrument"],
        typer.Option("--by", help="Whose least and most money is told."),
    ] = "city",
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
    """Say what else is nearly as good: least and most money for each, and plans that differ."""
    from api.analysing import Asked, analyse
    from api.show.analyses.alternatives import show
    from optimizer.analyses.alternatives import Alternatives, differ

    asked = Asked(scenario, settings, variant, gap, time_limit, out, reports)
    share = _share(within)
    end(
        voice_of(context, lang, debug, json),
        lambda voice: analyse(
            voice,
            asked,
            Alternatives,
            lambda given: differ(
                given.scenario, given.ledger, given.course, within=share, plans=plans, by=by
            ),
            show,
        ),
    )
