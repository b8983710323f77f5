"""`deltafund serve` and `deltafund worker`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.entry import end, voice_of
from api.options import DebugOption, LangOption

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the data; see DELTAFUND_DATA."),
]


def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option("--host", metavar="ADDRESS", help="Address to listen on.")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", metavar="NUMBER", help="Port to listen on.")
    ] = None,
    data: DataOption = None,
    worker: Annotated[
        bool | None,
        typer.Option(
            "--worker/--no-worker", help="Do runs in this process, too.", show_default=False
        ),
    ] = None,
    show: Annotated[
        bool, typer.Option("--open", help="Open the page in a browser of this machine.")
    ] = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Serve scenarios, runs and decisions over HTTP, for this machine or with keys for others."""
    from api.serving import serve

    given = {"host": host, "port": port, "data": data, "worker": worker}
    end(voice_of(context, lang, debug), lambda voice: serve(voice, show=show, **given))


def worker(
    context: typer.Context,
    data: DataOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Do the runs that a service on the same database asks for."""
    from api.serving import work

    end(voice_of(context, lang, debug), lambda voice: work(voice, data=data))
