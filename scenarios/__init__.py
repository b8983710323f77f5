"""What planners write: scenario files, the ledger, and the rules. No solver in here.

    load(name_or_path, overrides, variant)
                                    the scenario of a file, a folder or the library
    load_tree(tree, folder)         the same from data
    read_scenario, read_document, read_tree
                                    the same with the line of every part; `.open()` gives the ledger
    check_scenario(name_or_path)    the same, if all variants of the file are right too
    shipped()                       the shipped scenarios
    new_scenario(target, template)  a new folder to start from
    new_workbook(target, template)  the same as one workbook
    convert(name_or_path, file)     the same scenario as YAML, JSON or a workbook
    json_schema()                   what editors complete and check by

They are fetched when first asked for, because reading needs pydantic and pandas, and
`deltafund --help` should not wait for those.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scenarios.files.converting import convert, new_workbook
    from scenarios.files.library import shipped
    from scenarios.files.loading import (
        Loaded,
        check_scenario,
        load,
        load_tree,
        read_document,
        read_scenario,
        read_tree,
    )
    from scenarios.files.schema import json_schema
    from scenarios.files.writing import new_scenario

__all__ = [
    "Loaded",
    "check_scenario",
    "convert",
    "json_schema",
    "load",
    "load_tree",
    "new_scenario",
    "new_workbook",
    "read_document",
    "read_scenario",
    "read_tree",
    "shipped",
]

_HOMES = {
    "convert": "converting",
    "json_schema": "schema",
    "new_scenario": "writing",
    "new_workbook": "converting",
    "shipped": "library",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"scenarios.files.{_HOMES.get(name, 'loading')}")
    return getattr(module, name)
