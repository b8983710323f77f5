"""Scenarios that are sent: the same reading and the same errors as on the command line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from api import checking
from api.bounds import bounded
from api.problems import Refusal
from api.store.scenarios import Read
from scenarios.files.dumping import plain
from scenarios.files.loading import Loaded, check_upload, read_upload
from scenarios.files.workbook.writing import workbook_of
from scenarios.words import Language

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
YAML: Final = "application/yaml"
FORMS: Final = {
    "application/json": "json",
    YAML: "yaml",
    "application/x-yaml": "yaml",
    "text/yaml": "yaml",
    "text/x-yaml": "yaml",
    XLSX: "xlsx",
}
MEDIA: Final = {"json": "application/json", "yaml": YAML, "xlsx": XLSX}


def form_of(media: str | None) -> str:
    """Return the form of what is sent, by its media type; JSON if it is not told."""
    if not media:
        return "json"
    form = FORMS.get(media.partition(";")[0].strip().lower())
    if form is None:
        raise Refusal("unknown-form", f"send one of {', '.join(sorted(FORMS))}")
    return form


def read(data: bytes, form: str) -> Read:
    """Return a scenario that was sent, or raise everything that is wrong with it or a variant."""
    loaded = check_upload(data, f"scenario.{form}", None, bounded)
    scenario = loaded.scenario
    return Read(
        form=form,
        source=data,
        name=scenario.id,
        titles=(scenario.title.zh, scenario.title.en),
        digest=scenario.digest,
        document=plain(scenario),
        variants=list(loaded.variants),
    )


def workbook(document: dict[str, Any], language: Language) -> bytes:
    """Return a scenario that is kept as a workbook, headings and notes in `language`."""
    loaded = read_upload(json.dumps(document).encode(), "scenario.json")
    return workbook_of(loaded.scenario, language)


def check(data: bytes, form: str, variant: str | None) -> dict[str, Any]:
    """Return what a scenario holds that was sent; nothing is kept."""
    return checking.checked(check_upload(data, f"scenario.{form}", variant, bounded))


def reread(data: bytes, form: str, variant: str | None, changes: Sequence[str]) -> Loaded:
    """Return a scenario that was kept, as a variant and with changes."""
    return bounded(read_upload(data, f"scenario.{form}", changes, variant))
