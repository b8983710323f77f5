"""The command `check`: what a scenario holds, and what can be told of it before solving."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api import words
from api.answering import Exit
from api.documents import check_document
from api.findings import warnings_of
from api.show.scenario import checked_parts
from api.voice import Voice
from optimizer.alone import informed
from scenarios.files.loading import Loaded, check_scenario


def examine(
    voice: Voice, scenario: str, settings: Sequence[str] = (), variant: str | None = None
) -> int:
    """Read a scenario and all its variants, and print what there is and what is odd about it."""
    loaded = check_scenario(scenario, settings, variant)
    document = checked(loaded)
    impossible = any(found["severity"] == "error" for found in document["warnings"])
    if voice.json:
        voice.document(document)
    else:
        voice.show(*checked_parts(loaded.scenario, document, voice.language))
        asked = scenario if variant is None else f"{scenario} --variant {variant}"
        voice.say(words.CLASHES if impossible else words.READY, scenario=asked)
    return Exit.INFEASIBLE if impossible else Exit.ANSWER


def checked(loaded: Loaded) -> dict[str, Any]:
    """Return what a scenario holds, with the findings of the checks before solving."""
    scenario = loaded.scenario
    ledger = informed(scenario, loaded.open())
    return check_document(loaded, ledger) | {"warnings": warnings_of(scenario, ledger)}
