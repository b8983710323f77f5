"""What a scenario declares, and whether what it refers to is declared.

The ids are collected from the plain data before anything is validated, so that a city with a bad
figure is still a city, and one mistake is told once. A section that cannot be read at all is left
open: nothing that refers to it is called wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from scenarios.chain import WHOLE
from scenarios.instruments import FOR_PROJECTS
from scenarios.words import Ref, Text, Unfit

Ids = dict[str, None]
"""Ids in the order of the file, to be looked up fast."""

SECTIONS: Final = {
    "jurisdictions": Text(zh="辖区", en="jurisdiction"),
    "cities": Text(zh="城市", en="city"),
    "tiers": Text(zh="城市层级", en="tier of a city"),
    "chains": Text(zh="产业链", en="chain"),
    "stages": Text(zh="环节", en="stage"),
    "sites": Text(zh="节点", en="site"),
    "funders": Text(zh="出资方", en="funder"),
    "instruments": Text(zh="政策工具", en="instrument"),
    "projects": Text(zh="项目", en="project"),
    "periods": Text(zh="期", en="period"),
    "indicators": Text(zh="指标", en="indicator"),
}
PLAIN: Final = ("jurisdictions", "cities", "funders", "projects", "periods")
BY_ITSELF: Final[dict[str, list[Any]]] = {
    "chains": [chain.model_dump() for chain in WHOLE],
    "instruments": [tool.model_dump() for tool in FOR_PROJECTS],
    "projects": [],
}
"""What is declared where a scenario of projects leaves the section out."""
UNKNOWN: Final = "unknown_reference"
"""The type of the pydantic error about a name that is not declared."""


@dataclass(frozen=True)
class Declared:
    """The ids that a scenario declares, by section, and the stages of each chain.

    A section that is missing here is open. Given to pydantic as validation context; see
    `scenarios.words.Ref`.
    """

    ids: Mapping[str, Ids]
    stages: Mapping[str, Ids] | None

    def check(self, section: str, name: str) -> None:
        """Refuse a `name` that `section` does not declare."""
        if section == "sites":
            self._check_site(name)
            return
        known = self.ids.get(section)
        if known is not None and name not in known:
            raise PydanticCustomError(
                UNKNOWN,
                "{name} is not declared",
                {"name": name, "section": section, "known": list(known)},
            )

    def chains_of(self, stage: str, chain: str | None = None) -> list[str]:
        """Return the chains that have the stage, written with its chain or without."""
        within, _, bare = stage.rpartition("/")
        wanted = {name for name in (within, chain) if name}
        stages = self.stages or {}
        return [name for name, found in stages.items() if bare in found and wanted <= {name}]

    def check_stanza(self, stanza: BaseModel) -> None:
        """Refuse a stage that none of the chains named beside it has."""
        chain_fields, stage_fields = _chains_and_stages(type(stanza))
        chains = {name for field in chain_fields for name in _names(getattr(stanza, field))}
        if self.stages is None or not chains:
            return
        for stage in (name for field in stage_fields for name in _names(getattr(stanza, field))):
            if chains.isdisjoint(self.chains_of(stage)):
                named = ", ".join(sorted(chains))
                raise Unfit(f"{named} 中的环节, 而非 {stage}", f"a stage of {named}, not {stage}")

    def _check_site(self, name: str) -> None:
        city, *chain, stage = name.split("/")
        self.check("cities", city)
        self.check("stages", "/".join([*chain, stage]))


def declared(tree: Any, unread: Iterable[tuple[str | int, ...]] = ()) -> Declared:
    """Return what the plain data of a scenario declares; the sections `unread` are left open."""
    open_sections = {str(loc[0]) for loc in unread if len(loc) == 1}
    parts = tree if isinstance(tree, dict) else {}
    left_out = BY_ITSELF if "projects" in parts else {"projects": []}
    ids: dict[str, Ids] = {"indicators": _keys(parts.get("indicators", {}))}
    if "indicators" in open_sections:  # whatever stands beside a city may be one
        ids["indicators"] |= _figures(parts)
    for section in (*PLAIN, "chains", "instruments"):
        items = parts.get(section, left_out.get(section))
        names = _ids(items) if section not in open_sections else None
        if names is not None:
            ids[section] = names
    if "cities" in ids:
        ids["tiers"] = dict.fromkeys(_values(parts["cities"], "tier"))
    chains = parts.get("chains", left_out.get("chains"))
    stages = _stages(chains or []) if "chains" in ids else None
    if stages is None:
        return Declared(ids, None)
    ids["stages"] = {stage: None for found in stages.values() for stage in found}
    ids["stages"] |= {f"{chain}/{stage}": None for chain in stages for stage in stages[chain]}
    return Declared(ids, stages)


def plain_id(value: Any) -> str | None:
    """Return an id as text; a whole number may stand for one."""
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_plain else None


def own_id(item: Any) -> str | None:
    """Return the id that an item of a list declares: its `id`, or the item itself if plain."""
    return plain_id(item.get("id") if isinstance(item, dict) else item)


def _ids(items: Any) -> Ids | None:
    """Return the ids of a list, or None if it is no list or an item of it has none to be read."""
    names = [own_id(item) for item in items] if isinstance(items, list) else [None]
    return None if None in names else {name: None for name in names if name is not None}


def _values(items: list[Any], key: str) -> Iterator[str]:
    values = (plain_id(item.get(key)) for item in items if isinstance(item, dict))
    return (value for value in values if value is not None)


def _keys(mapping: Any) -> Ids:
    return dict.fromkeys(mapping) if isinstance(mapping, dict) else {}


def _figures(parts: Mapping[str, Any]) -> Ids:
    """Return the fields that only cities have or only jurisdictions have."""
    found = (parts.get(section) for section in ("cities", "jurisdictions"))
    one, other = (
        {name: None for item in items for name in _keys(item)} if isinstance(items, list) else {}
        for items in found
    )
    return dict.fromkeys(sorted(one.keys() ^ other.keys()))


def _stages(chains: list[Any]) -> dict[str, Ids] | None:
    """Return the stages of each chain, or None if those of some chain cannot be read."""
    stages: dict[str, Ids] = {}
    for chain in chains:
        found = _ids(chain.get("stages") if isinstance(chain, dict) else None)
        if found is None:
            return None
        stages.setdefault(str(own_id(chain)), {}).update(found)
    return stages


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


@cache
def _chains_and_stages(model: type[BaseModel]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the fields of a stanza that name chains, and those that name stages."""
    sections = {name: sections_of(field) for name, field in model.model_fields.items()}
    chains = tuple(name for name, found in sections.items() if found == {"chains"})
    stages = tuple(name for name, found in sections.items() if found == {"stages"})
    return chains, stages


def sections_of(field: FieldInfo) -> set[str]:
    """Return the sections whose ids a field names."""
    return {
        section for part in (*field.metadata, field.annotation) for section in sections_in(part)
    }


def sections_in(annotation: Any) -> set[str]:
    """Return the sections whose ids a type names."""
    return {ref.section for ref in _refs(annotation)}


def _refs(annotation: Any) -> Iterator[Ref]:
    """Yield the marks of reference anywhere in an annotation."""
    if isinstance(annotation, Ref):
        yield annotation
    for part in get_args(annotation):
        yield from _refs(part)
