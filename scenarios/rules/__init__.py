"""The catalogue of rules: one file, one rule, found by being here."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Annotated, Any, Final, Union

from pydantic import Field

from scenarios.rules.base import Rule

HERE: Final = __name__


def _found() -> dict[str, type[Rule]]:
    kinds: dict[str, type[Rule]] = {}
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        members = vars(importlib.import_module(f"{HERE}.{module}")).values()
        for member in members:
            if isinstance(member, type) and issubclass(member, Rule) and member is not Rule:
                _add(kinds, member)
    return kinds


def _add(kinds: dict[str, type[Rule]], rule: type[Rule]) -> None:
    taken = kinds.setdefault(rule.kind_name(), rule)
    if taken is not rule:
        message = f"{rule.__name__} and {taken.__name__} are both of kind {rule.kind_name()}"
        raise TypeError(message)


RULES: Final[dict[str, type[Rule]]] = _found()
"""Every kind of rule by its name, in the order of the file names."""

AnyRule: Any = Annotated[Union[tuple(RULES.values())], Field(discriminator="kind")]  # noqa: UP007
"""The type of a rule's stanza, told apart by `kind`."""
