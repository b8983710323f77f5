"""The folder of an imported scenario: `scenario.yaml` with its projects and partners as tables."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from scenarios.files.library import FILE
from scenarios.files.loading import load
from scenarios.files.writing import FREE, PARENT, WRITABLE
from scenarios.problems import Problem, ScenarioError, refuse
from scenarios.words import Text

PROJECTS, PARTNERS = "projects.csv", "partners.csv"
NO_CURRENCY: Final = "XXX"
"""The code of ISO 4217 for no currency."""
GAP: Final = 1e-6
"""How close value and bound must be: the optima of the sources are exact."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Pot:
    """A funder with its own jurisdiction and its one city, all of the same id."""

    id: str
    money: float
    name: str | None = None


@dataclass(frozen=True)
class Imported:
    """A scenario to be written: `projects` and `partners` are rows of their tables.

    In a `virtual` common pot every funder pays only in its own jurisdiction.
    """

    name: str
    title: Text
    description: Text
    source: str
    pots: Sequence[Pot]
    projects: Sequence[Row]
    partners: Sequence[Row]
    virtual: bool = True
    rules: Sequence[Mapping[str, Any]] = ()
    currency: str = NO_CURRENCY

    def tree(self) -> dict[str, Any]:
        """Return the scenario as plain data."""
        capped = [{"kind": "outflow_cap", "max": 0}] if self.virtual else []
        return {
            "schema": 1,
            "id": slug(self.name),
            "title": self.title.model_dump(),
            "description": self.description.model_dump(),
            "source": self.source,
            "money": {"currency": self.currency, "unit": "one"},
            "periods": [1],
            "jurisdictions": [_named(pot) for pot in self.pots],
            "cities": [_named(pot) | {"jurisdiction": pot.id} for pot in self.pots],
            "funders": [
                {"id": pot.id, "jurisdiction": pot.id, "contribution": pot.money}
                for pot in self.pots
            ],
            "projects": {"table": PROJECTS},
            "partners": {"table": PARTNERS},
            "rules": [*capped, *map(dict, self.rules)],
            "options": {"gap": GAP},
        }


def write_folders(found: Sequence[Imported], out: Path) -> list[Path]:
    """Write each scenario into its folder inside `out`; return their `scenario.yaml`.

    Raises `ScenarioError` if one of the folders exists already or cannot be written.
    """
    out = out.expanduser().absolute()
    folders = [out / one.name for one in found]
    problems = [Problem((), str(folder), *FREE) for folder in folders if folder.exists()]
    if not out.parent.is_dir():
        problems.append(Problem((), str(out.parent), *PARENT))
    refuse(problems)
    for one, folder in zip(found, folders, strict=True):
        try:
            _write(one, folder)
            load(folder)
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError):
                told = f"{folder} ({error.strerror or error})"
                raise ScenarioError([Problem((), told, *WRITABLE)]) from error
            raise
    return [folder / FILE for folder in folders]


def _write(one: Imported, folder: Path) -> None:
    folder.mkdir(parents=True)
    text = yaml.safe_dump(one.tree(), allow_unicode=True, sort_keys=False, width=100)
    for name, content in (
        (FILE, text),
        (PROJECTS, _csv(one.projects)),
        (PARTNERS, _csv(one.partners)),
    ):
        (folder / name).write_text(content, encoding="utf-8", newline="\n")


def _csv(rows: Sequence[Row]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _named(pot: Pot) -> dict[str, Any]:
    return {"id": pot.id} if pot.name is None else {"id": pot.id, "name": pot.name}


def slug(name: str) -> str:
    """Return an id made of a name; `x` where nothing of it can stay."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower())[:64].strip("-") or "x"


def plain(number: float) -> float | int:
    """Return a whole number as such, to be written without a point."""
    return int(number) if number.is_integer() else number
