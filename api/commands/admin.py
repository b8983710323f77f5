"""`deltafund admin`: organisations, keys, backup, cleaning."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from api.entry import end, voice_of
from api.options import DebugOption, JsonOption, LangOption

admin: Final = typer.Typer(
    name="admin",
    no_args_is_help=True,
    help="Manage organisations and keys of the service, on its own machine.",
)
Organisation = Annotated[
    str, typer.Argument(metavar="ORGANISATION", help="Id of the organisation.", show_default=False)
]


@admin.command("add-organisation")
def add_organisation(
    context: typer.Context,
    organisation: Organisation,
    zh: Annotated[str | None, typer.Option("--zh", metavar="NAME", help="Name in Chinese.")] = None,
    en: Annotated[str | None, typer.Option("--en", metavar="NAME", help="Name in English.")] = None,
    json: JsonOption = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Add an organisation."""
    from api.administration import add

    end(voice_of(context, lang, debug, json), lambda voice: add(voice, organisation, zh, en))


@admin.command("organisations")
def list_organisations(
    context: typer.Context,
    json: JsonOption = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """List organisations and their keys, without secrets."""
    from api.administration import list_all

    end(voice_of(context, lang, debug, json), list_all)


@admin.command("add-key")
def add_key(
    context: typer.Context,
    organisation: Organisation,
    name: Annotated[
        str, typer.Option("--name", metavar="TEXT", help="Who or what will use the key.")
    ] = "key",
    role: Annotated[
        Literal["viewer", "analyst", "planner", "admin"],
        typer.Option("--role", help="What the key may do."),
    ] = "analyst",
    json: JsonOption = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Make a key for an organisation; its secret is shown once."""
    from api.administration import add_key

    end(
        voice_of(context, lang, debug, json),
        lambda voice: add_key(voice, organisation, name, role),
    )


@admin.command("revoke-key")
def revoke_key(
    context: typer.Context,
    organisation: Organisation,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Id of the key.", show_default=False)],
    json: JsonOption = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Let a key open nothing from now on."""
    from api.administration import revoke

    end(voice_of(context, lang, debug, json), lambda voice: revoke(voice, organisation, key))


@admin.command("backup")
def backup(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A new file for the copy.", show_default=False)
    ],
    json: JsonOption = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Copy the SQLite database while the service runs."""
    from api.administration import backup

    end(voice_of(context, lang, debug, json), lambda voice: backup(voice, file))


@admin.command("clean")
def clean(
    context: typer.Context,
    json: JsonOption = False,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Take away what is of no use any more, as the service does by itself once a day."""
    from api.administration import tidy

    end(voice_of(context, lang, debug, json), tidy)
