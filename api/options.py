"""What commands are asked with: their arguments and options, each told once.

Kept free of heavy imports, because `deltafund --help` needs it.
"""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated, Literal

import typer

Lang = Literal["zh", "en"]


class Part(enum.StrEnum):
    """The analyses that the report of a plan may be asked to hold; done by `api.reporting`."""

    PRICES = "prices"
    DIVISION = "division"
    DIAGNOSE = "diagnose"


LangOption = Annotated[
    Lang | None, typer.Option("--lang", help="Language of the output; the default is the locale's.")
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document and nothing else.")
]
DebugOption = Annotated[
    bool, typer.Option("--debug", help="Show the traceback of a fault of deltafund.")
]
ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE|NAME", help="A scenario file, its folder, or a shipped scenario.",
        show_default=False,
    ),
]  # fmt: skip
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Write the answer here: JSON, CSV tables and XLSX."),
]
ReportOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--report",
        metavar="FILE",
        help="Write a report: .html, .xlsx or .md; repeatable.",
    ),
]
WithOption = Annotated[
    list[Part] | None,
    typer.Option(
        "--with",
        metavar="NAME",
        help="Put an analysis into the report: prices, division, diagnose; repeatable.",
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a value, e.g. funders.shanghai.contribution=900.",
    ),
]
VariantOption = Annotated[
    str | None,
    typer.Option(
        "--variant", metavar="NAME", help="Take this variant of the scenario; --set goes on top."
    ),
]
LimitOption = Annotated[
    float | None, typer.Option("--time-limit", metavar="SECONDS", help="Stop after so long.")
]
GapOption = Annotated[
    float | None,
    typer.Option("--gap", metavar="SHARE", help="Stop when value and bound are this close."),
]
LpOption = Annotated[
    Path | None,
    typer.Option("--lp", metavar="FILE", help="Write the linear program as an LP file."),
]
LpAllOption = Annotated[
    bool,
    typer.Option("--lp-all", help="With --lp: every possible grant, not only those taken in."),
]
WorkersOption = Annotated[
    int,
    typer.Option(
        "--workers",
        metavar="N",
        min=0,
        help="Processes that work at once; 0 takes as many as there are processors.",
    ),
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Let the workers of this Dask scheduler do it, e.g. tcp://10.0.0.1:8786.",
    ),
]
ResumeOption = Annotated[
    Path | None,
    typer.Option(
        "--resume",
        metavar="DIR",
        help="Keep what is finished in this folder, and do only what is not there yet.",
    ),
]
