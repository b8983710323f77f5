"""What a comparison is about beside its scenario: further scenarios and answers, as data.

They are named by ids and found as the organisation that asks: what it may not see is not there for
it, and of what others share with it there is only what it may read. They are found once when the
run is asked for, so that what is wrong is said at once, and again when it is done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from api.privacy import Sight, shown_document
from api.problems import Refusal
from api.roles import Caller
from api.store.runs import Runs
from api.store.scenarios import Scenarios
from api.store.tables import RunRow, ScenarioRow, VersionRow

COMPARE: Final = "compare"


@dataclass(frozen=True)
class Thing:
    """One of the things that are compared: an answer that was kept, or a scenario to be solved.

    `content` is the answer as JSON, or the scenario in its `form`; an answer has none.
    """

    name: str
    content: bytes
    form: str | None = None
    variant: str | None = None


@dataclass(frozen=True)
class Gathered:
    """All that is compared: `first` is None where the scenario of the run is to be solved."""

    first: Thing | None
    others: tuple[Thing, ...]


def gather(session: Session, caller: Caller, options: Mapping[str, Any]) -> Gathered:
    """Return what the options of a comparison name; refuse what the caller may not see."""
    first = options["first"]
    return Gathered(
        None if first is None else _answer(session, caller, first, "/options/first"),
        tuple(
            _thing(session, caller, named, f"/options/others/{number}")
            for number, named in enumerate(options["others"])
        ),
    )


def _thing(session: Session, caller: Caller, named: Mapping[str, Any], pointer: str) -> Thing:
    if named["run"] is not None:
        return _answer(session, caller, named["run"], f"{pointer}/run")
    return _version(session, caller, named, pointer)


def _answer(session: Session, caller: Caller, name: str, pointer: str) -> Thing:
    """Return the answer of a run; of somebody else's what the caller may read."""
    runs = Runs(session, caller)
    try:
        run = runs.get(RunRow, name)
        _, data = runs.file(run, ["result.json"])
    except Refusal as refusal:
        code = "bad-input" if refusal.code == "no-result" else refusal.code
        words = refusal.detail or f"there is no run {name}"
        raise Refusal(code, words, pointer) from refusal
    if run.analysis != "solve":
        raise Refusal("bad-input", f"run {name} is no solve", pointer)
    version = session.get_one(VersionRow, run.version)
    if run.organisation != caller.organisation:
        sight = Sight.of(version.document, runs.seen_as(run))
        data = json.dumps(sight.result(json.loads(data)), ensure_ascii=False).encode()
    label = run.label if run.organisation == caller.organisation and run.batch is None else ""
    return Thing(label or ", ".join([_named(version, run.variant), *run.changes]), data)


def _version(session: Session, caller: Caller, named: Mapping[str, Any], pointer: str) -> Thing:
    """Return a version of a scenario; of somebody else's what the caller may read."""
    scenarios, variant = Scenarios(session, caller), named["variant"]
    try:
        row = scenarios.get(ScenarioRow, named["scenario"])
        version = scenarios.version(row, named["version"])
    except Refusal as refusal:
        words = refusal.detail or f"there is no such version of {named['scenario']}"
        raise Refusal(refusal.code, words, f"{pointer}/scenario") from refusal
    name = _named(version, variant)
    if row.organisation == caller.organisation:
        return Thing(name, version.source, version.form, variant)
    if variant is not None:
        raise Refusal("bad-input", "variants are for their owner", f"{pointer}/variant")
    hidden = Sight.of(version.document, scenarios.seen_as(row)).hidden
    shown = json.dumps(shown_document(version.document, hidden), ensure_ascii=False)
    return Thing(name, shown.encode(), "json")


def _named(version: VersionRow, variant: str | None) -> str:
    """Return how a version is called in a comparison."""
    name = f"{version.document['id']} v{version.number}"
    return name if variant is None else f"{name}:{variant}"
