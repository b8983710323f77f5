"""`deltafund diagnose`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.entry import end, voice_of
from api.options import (
    DebugOption,
    JsonOption,
    LangOption,
    LimitOption,
    OutOption,
    ReportOption,
    ScenarioArgument,
    SetOption,
    VariantOption,
)


def diagnose(
    context: typer.Context,
    scenario: ScenarioArgument,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, help="List at most so many clashes.")
    ] = 10,
    out: OutOption = None,
    json: JsonOption = False,
    reports: ReportOption = None,
    time_limit: LimitOption = None,
    variant: VariantOption = None,
    settings: SetOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Say why no plan can keep all rules: every smallest clash, whose it is, and the ways out.

    Exit code: 0 there is a plan, 2 bad input, 3 no plan can keep all rules.
    """
    from api.analysing import Asked, analyse
    from api.answering import Exit
    from api.show.analyses.diagnose import show
    from optimizer.analyses.clashes import Clashes, find_clashes

    asked = Asked(scenario, settings, variant, None, time_limit, out, reports)
    end(
        voice_of(context, lang, debug, json),
        lambda voice: analyse(
            voice,
            asked,
            Clashes,
            lambda given: find_clashes(given.scenario, given.ledger, given.course, most=most),
            show,
            lambda found: Exit.INFEASIBLE if found.feasible is False else Exit.ANSWER,
        ),
    )
