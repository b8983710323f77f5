"""The JSON Schema by which editors complete and check a scenario file."""

from __future__ import annotations

from typing import Any, Final

from scenarios.rules import RULES
from scenarios.scenario import Scenario

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario as it is written: tables, plain texts and all.

    Each rule carries its title and what it says in both languages, so that an editor shows them.
    """
    schema = Scenario.model_json_schema(by_alias=True, mode="validation")
    for rule in RULES.values():
        described = schema["$defs"].get(rule.__name__)
        if described is not None:
            described["title"] = f"{rule.title.zh} / {rule.title.en}"
            spoken = f"{rule.says.zh}\n{rule.says.en}"
            described["description"] = f"{spoken}\n\n{described.get('description', '')}".rstrip()
    return {"$schema": DIALECT, **schema, "title": "deltafund scenario"}
