"""The JSON Schema by which editors complete and check a scenario file."""

from __future__ import annotations

from typing import Any, Final

from scenarios.files import variants
from scenarios.files.changing import BY_ID
from scenarios.files.variants import EXTENDS
from scenarios.rules import RULES
from scenarios.scenario import Scenario
from scenarios.words import ID_PATTERN, TableForm

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
CHANGED: Final = "Changed"
"""Stands before the name of a stanza that says only what differs."""
A_PATH: Final = r"^[^.]+(\.[^.]+)+$"
STRICT: Final = frozenset({"required", "minItems", "discriminator", "default"})
"""What is asked of a whole stanza and not of one that says what differs."""
Schema = dict[str, Any]


def json_schema() -> Schema:
    """Return the JSON Schema of a scenario as it is written: tables, plain texts and all.

    A file that `extends` another one need not have what is needed in a whole one. Each rule carries
    its title and what it says in both languages, so that an editor shows them.
    """
    whole = Scenario.model_json_schema(by_alias=True, mode="validation")
    stanzas: Schema = whole.pop("$defs")
    for rule in RULES.values():
        described = stanzas.get(rule.__name__)
        if described is not None:
            described["title"] = f"{rule.title.zh} / {rule.title.en}"
            spoken = f"{rule.says.zh}\n{rule.says.en}"
            described["description"] = f"{spoken}\n\n{described.get('description', '')}".rstrip()
    named = {"Scenario": whole, **stanzas}
    changed = {f"{CHANGED}{name}": _changed(stanza) for name, stanza in named.items()}
    body = changed.pop(f"{CHANGED}Scenario")
    for section in BY_ID:
        _needs_id(body["properties"][section])
    body["patternProperties"] = {A_PATH: {"description": "the part that the path leads to"}}
    variant = body | {"properties": _of_a_variant(body["properties"])}
    definitions = {
        "Scenario": whole | {"properties": whole["properties"] | VARIANTS},
        "ExtendingScenario": body
        | {"properties": body["properties"] | EXTENDING | VARIANTS, "required": [EXTENDS]},
        "Variant": variant | {"description": "What differs in this variant."},
    }
    return {
        "$schema": DIALECT,
        "title": "deltafund scenario",
        "type": "object",
        "if": {"required": [EXTENDS]},
        "then": {"$ref": "#/$defs/ExtendingScenario"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": definitions | stanzas | changed,
    }


def _changed(part: Any) -> Any:
    """Return the schema of a part that says only what differs: nothing is needed, null removes."""
    if isinstance(part, list):
        return [_changed(one) for one in part]
    if not isinstance(part, dict) or part == TableForm.SCHEMA:
        return part
    kept = {key: value for key, value in part.items() if key not in STRICT}
    schema: Schema = {
        "anyOf" if key == "oneOf" else key: _changed(value) for key, value in kept.items()
    }
    if isinstance(schema.get("$ref"), str):
        schema["$ref"] = schema["$ref"].replace("#/$defs/", f"#/$defs/{CHANGED}")
    if isinstance(part.get("properties"), dict):
        fields = part["properties"].items()
        schema["properties"] = {name: _or_null(_changed(field)) for name, field in fields}
    return schema


def _or_null(field: Schema) -> Schema:
    """Return a field that may also be null, under its own title and description."""
    said = {key: field[key] for key in ("title", "description") if key in field}
    rest = {key: value for key, value in field.items() if key not in said}
    ways = rest["anyOf"] if rest.keys() == {"anyOf"} else [rest]
    null = {"type": "null"}
    return said | {"anyOf": ways if null in ways else [*ways, null]}


def _needs_id(section: Schema) -> None:
    """Ask each record of a section for its id or, as a rule may go without, for its kind."""
    for way in section["anyOf"]:
        if way.get("type") == "array":
            known = [{"required": ["id"]}, {"required": ["kind"]}]
            way["items"] = {"allOf": [way["items"], {"anyOf": known}]}


def _of_a_variant(fields: Schema) -> Schema:
    """Return the fields of a body that a variant may change, and its own title."""
    own = {"title": {"$ref": "#/$defs/Text", "description": "what people call the variant"}}
    return {name: field for name, field in fields.items() if name not in variants.FIXED} | own


EXTENDING: Final[Schema] = {
    EXTENDS: {
        "type": "string",
        "description": "a shipped scenario, or the path of another one relative to this file; "
        "this file then says only what differs",
    }
}
VARIANTS: Final[Schema] = {
    variants.KEY: {
        "type": "object",
        "description": "named sets of changes, to be asked for with --variant",
        "propertyNames": {"pattern": ID_PATTERN},
        "maxProperties": variants.MOST,
        "additionalProperties": {"$ref": "#/$defs/Variant"},
    }
}
