"""From a wish to an order: what is asked for is looked at before it has to wait for its turn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy.orm import Session

from api.analyses import BY_NAME, SOLVE
from api.gathering import COMPARE, gather
from api.given import check_gathered
from api.problems import BadOptions, Refusal
from api.roles import Caller
from api.routes.shapes import Wish
from api.settings import Settings
from api.store.runs import Order
from api.store.scenarios import Scenarios
from api.store.tables import ScenarioRow, VersionRow
from api.uploads import reread
from scenarios.problems import ScenarioError

USUAL: float = 60.0
"""The time limit of a scenario that names none."""


def order(
    session: Session,
    caller: Caller,
    wish: Wish,
    settings: Settings,
    variant: str | None,
    changes: list[str],
    label: str,
) -> Order:
    """Return what a run is to do; refuse what cannot be done, with everything that is wrong."""
    scenarios = Scenarios(session, caller)
    version = scenarios.version(scenarios.get_own(ScenarioRow, wish.scenario), wish.version)
    options = _options(wish)
    kind = BY_NAME[wish.analysis]
    if variant is not None or changes or kind.check is not None:
        loaded = reread(version.source, version.form, variant, changes)
        if kind.check is not None:
            with _of_the_options():
                kind.check(loaded, kind.options.model_validate(options))
    if kind.name == COMPARE:
        with _of_the_options():
            check_gathered(gather(session, caller, options))
    return Order(
        version=version,
        analysis=wish.analysis,
        options=options,
        variant=variant,
        changes=changes,
        priority=wish.priority,
        seconds=_seconds(wish, version, settings),
        memory=_memory(wish, settings),
        program=wish.program,
        reports=wish.reports,
        label=label,
    )


def _options(wish: Wish) -> dict[str, Any]:
    kind = BY_NAME.get(wish.analysis)
    if kind is None:
        raise Refusal("bad-input", f"choose one of {', '.join(BY_NAME)}", "/analysis")
    if wish.program and kind.name != SOLVE:
        raise Refusal("bad-input", "only a solve has a program to keep", "/program")
    try:
        return kind.options.model_validate(wish.options).model_dump(mode="json")
    except ValidationError as error:
        wrong = [part | {"loc": ("body", "options", *part["loc"])} for part in error.errors()]
        raise RequestValidationError(wrong) from error


@contextmanager
def _of_the_options() -> Iterator[None]:
    """Tell what is wrong as something in the options of the wish."""
    try:
        yield
    except ScenarioError as error:
        wrong = [replace(each, loc=("options", *each.loc), named="") for each in error.problems]
        raise BadOptions(wrong) from error


def _seconds(wish: Wish, version: VersionRow, settings: Settings) -> float:
    most = settings.most_run_seconds
    if wish.seconds is not None:
        if wish.seconds > most:
            raise Refusal("bad-input", f"at most {most:g}", "/seconds")
        return wish.seconds
    if wish.analysis != SOLVE:
        return min(settings.run_seconds, most)
    return min(float(version.document.get("options", {}).get("time_limit", USUAL)), most)


def _memory(wish: Wish, settings: Settings) -> int:
    asked = settings.run_memory if wish.megabytes is None else wish.megabytes
    if asked > settings.most_run_memory:
        raise Refusal("bad-input", f"at most {settings.most_run_memory}", "/megabytes")
    return asked


def setting(path: str, value: bool | float | str) -> str:
    """Return a setting as the command line has it."""
    return f"{path}={value if isinstance(value, str) else json.dumps(value)}"
