"""The command line.

Commands import what they need inside functions: reading a scenario needs pydantic and pandas, which
take half a second, and `deltafund --help` should not wait for what it does not use. For the same
reason help is plain text (Rich help would double its time).
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NoReturn

import typer

from api import commands
from api.entry import end, locale_language, voice_of
from api.help_zh import ARGUMENTS, COMMANDS, OPTIONS
from api.options import (
    DebugOption,
    GapOption,
    JsonOption,
    Lang,
    LangOption,
    LimitOption,
    LpAllOption,
    LpOption,
    OutOption,
    ReportOption,
    ScenarioArgument,
    SetOption,
    VariantOption,
    WithOption,
)


def _versions(context: typer.Context) -> NoReturn:
    from api.browsing import print_versions

    end(voice_of(context, None, debug=False), print_versions)


VersionOption = Annotated[
    bool,
    typer.Option(
        "--version",
        help="Say which versions are installed.",
        is_eager=True,
        callback=lambda context, value: _versions(context) if value else None,
    ),
]

app: Final = typer.Typer(
    name="deltafund",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def deltafund(
    context: typer.Context,
    lang: LangOption = None,
    debug: DebugOption = False,
    version: VersionOption = False,  # its callback ends the command
) -> None:
    """Allocate a fund shared by several jurisdictions, and prove that no allocation is better."""
    context.obj = {"lang": lang, "debug": debug}


@app.command("demo")
def demo(
    context: typer.Context,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the answer is written.")
    ] = Path("deltafund-demo"),
    time_limit: LimitOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Solve the Yangtze Delta example and show who gets what, and why."""
    from api.solving import solve_demo  # start-up time, as in all commands below

    end(voice_of(context, lang, debug), lambda voice: solve_demo(voice, out, time_limit))


@app.command("list")
def list_scenarios(
    context: typer.Context,
    json: JsonOption = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """List the scenarios that are shipped."""
    from api.browsing import list_shipped

    end(voice_of(context, lang, debug, json), list_shipped)


@app.command("new")
def new(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            help="The new folder or workbook; its name becomes the id.", show_default=False
        ),
    ],
    template: Annotated[
        str, typer.Option("--from", metavar="SCENARIO", help="The scenario to start from.")
    ] = "minimal",
    form: Annotated[
        Literal["yaml", "xlsx"],
        typer.Option("--format", help="A folder with a YAML file, or one Excel workbook."),
    ] = "yaml",
    cities: Annotated[
        int | None, typer.Option("--cities", help="With --from national: 41 to 1000, or else 340.")
    ] = None,
    chains: Annotated[
        int | None, typer.Option("--chains", help="With --from national: 1 to 8, or else 4.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", help="With --from national: number of the draw, or else 1."),
    ] = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Make a folder, or a workbook, with a scenario of your own to change."""
    from api.browsing import begin

    wish = (name, template, form, cities, chains, seed)
    end(voice_of(context, lang, debug), lambda voice: begin(voice, *wish))


@app.command("convert")
def convert(
    context: typer.Context,
    scenario: ScenarioArgument,
    out: Annotated[
        Path,
        typer.Argument(
            metavar="NEW", help="The new file: .xlsx, .yaml or .json.", show_default=False
        ),
    ],
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Write a scenario in another form: YAML as a workbook, or back."""
    from api.browsing import rewrite

    end(voice_of(context, lang, debug), lambda voice: rewrite(voice, scenario, out))


imports: Final = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(imports, name="import", help="Make scenarios of files in other formats.")
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="The file.")]
FolderOption = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="The folder in which scenarios are made.")
]


@imports.command("mknap")
def import_mknap(
    context: typer.Context,
    file: FileArgument,
    out: FolderOption,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Multidimensional knapsack problems of OR-Library (mknap1, mknapcb)."""
    from api.importing import import_problems

    end(voice_of(context, lang, debug), lambda voice: import_problems(voice, "mknap", file, out))


@imports.command("gap")
def import_gap(
    context: typer.Context,
    file: FileArgument,
    out: FolderOption,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Generalised assignment problems of OR-Library (gap1 to gap12)."""
    from api.importing import import_problems

    end(voice_of(context, lang, debug), lambda voice: import_problems(voice, "gap", file, out))


@imports.command("pabulib")
def import_pabulib(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", show_default=False, help="One .pb file a district."),
    ],
    out: FolderOption,
    pot: Annotated[
        Literal["virtual", "real"],
        typer.Option("--pot", help="virtual: each district pays for its own; real: all for all."),
    ] = "virtual",
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Participatory budgets of Pabulib (.pb): several files of one city make one scenario."""
    from api.importing import import_votes

    virtual = pot == "virtual"
    end(voice_of(context, lang, debug), lambda voice: import_votes(voice, files, out, virtual))


@app.command("check")
def check(
    context: typer.Context,
    scenario: ScenarioArgument,
    variant: VariantOption = None,
    settings: SetOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Read a scenario and say what it holds, or everything that is wrong with it.

    Exit code: 0 sound, 2 bad input, 3 arithmetic shows that no plan can keep all rules.
    """
    from api.checking import examine

    asked = (scenario, settings or (), variant)
    end(voice_of(context, lang, debug, json), lambda voice: examine(voice, *asked))


@app.command("show")
def show(
    context: typer.Context,
    scenario: ScenarioArgument,
    variant: VariantOption = None,
    settings: SetOption = None,
    json: JsonOption = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Print a scenario as one whole file, with what it extends, its variant and its tables."""
    from api.browsing import write_out

    asked = (scenario, settings or (), variant)
    end(voice_of(context, lang, debug, json), lambda voice: write_out(voice, *asked))


@app.command("solve")
def solve(
    context: typer.Context,
    scenario: ScenarioArgument,
    out: OutOption = None,
    json: JsonOption = False,
    lp: LpOption = None,
    lp_all: LpAllOption = False,
    reports: ReportOption = None,
    including: WithOption = None,
    time_limit: LimitOption = None,
    gap: GapOption = None,
    variant: VariantOption = None,
    settings: SetOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Find the best allocation, and say what each rule costs.

    Exit code: 0 a plan, 2 bad input, 3 no plan can keep all rules, 4 stopped without a plan,
    1 a fault of deltafund.
    """
    from api.solving import Wish, solve_and_show

    told = tuple(reports or ()), tuple(including or ())
    wish = Wish(scenario, tuple(settings or ()), time_limit, gap, out, lp, variant, lp_all, *told)
    end(voice_of(context, lang, debug, json), lambda voice: solve_and_show(voice, wish))


commands.register(app)


@app.command("rules")
def rules(
    context: typer.Context,
    kind: Annotated[
        str | None, typer.Argument(help="One kind of rule, in full.", show_default=False)
    ] = None,
    json: JsonOption = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """List the kinds of rules, or explain one."""
    from api.browsing import explain_rules

    end(voice_of(context, lang, debug, json), lambda voice: explain_rules(voice, kind))


@app.command("schema")
def schema(context: typer.Context, debug: DebugOption = False) -> None:
    """Print the JSON Schema of a scenario, for editors."""
    from api.browsing import print_schema

    end(voice_of(context, None, debug, json=True), print_schema)


@app.command("version")
def version(
    context: typer.Context,
    json: JsonOption = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Say which versions of deltafund and its solver are installed."""
    from api.browsing import print_versions

    end(voice_of(context, lang, debug, json), print_versions)


def _asked_language(arguments: list[str]) -> Lang:
    """Return the language that help should have, before the arguments are parsed."""
    joined = " ".join(arguments).replace("--lang=", "--lang ")
    for language in ("zh", "en"):
        if f"--lang {language}" in joined:
            return language
    return locale_language()


def _in_chinese(command: Any, key: str = "deltafund") -> None:
    """Put the Chinese help texts in the place of the English ones."""
    command.help = COMMANDS.get(key, command.help)
    for parameter in command.params:
        texts = ARGUMENTS if parameter.param_type_name == "argument" else OPTIONS
        parameter.help = texts.get(f"{key} {parameter.name}", texts.get(parameter.name))
    for name, part in getattr(command, "commands", {}).items():
        _in_chinese(part, name)


def main() -> None:
    """Run the command line; the last resort for a fault that shows before a command begins."""
    gc.set_threshold(100_000, 20)  # the usual 700 costs a tenth of a short command's time
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows `?`
    command = typer.main.get_command(app)
    if _asked_language(sys.argv[1:]) == "zh":
        _in_chinese(command)
    try:
        command(prog_name="deltafund")
    except SystemExit as end:
        _leave(end.code)
    except Exception as fault:  # the last resort: no traceback unless it is asked for
        if "--debug" in sys.argv:
            raise
        print(f"deltafund cannot start ({type(fault).__name__}: {fault})", file=sys.stderr)
        sys.exit(1)


def _leave(code: str | int | None) -> NoReturn:
    """End at once: taking a large program apart piece by piece takes longer than reading one."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(1)  # nobody reads any more
    if not isinstance(code, int | None):
        sys.exit(code)
    os._exit(code or 0)
