"""The base map of a scenario: outlines that may be published, or none.

A map that is published in China needs an approved base map. So outlines are drawn only from a file
`base.geojson` beside the scenario whose first level says under `approval` which authority approved
it, and under which number; that is printed below the map. Outlines of any other file, such as one
meant for analysis, are never drawn: the seats of the cities carry the map.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from api.reports import wording
from scenarios.problems import Problem, ScenarioError
from scenarios.words import Text

FILE: Final = "base.geojson"
KIND: Final = {"Polygon": 1, "MultiPolygon": 2}
"""How deep the rings lie in the coordinates of a feature."""

Ring = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class BaseMap:
    """Outlines by the official code of their city, and who approved them."""

    approval: str
    outlines: dict[str, tuple[Ring, ...]]


def base_map(folder: Path | None) -> BaseMap | None:
    """Return the approved base map of a scenario's folder, if it has one.

    Raises `ScenarioError` if the file is no map, or does not say who approved it.
    """
    if folder is None or not (folder / FILE).is_file():
        return None
    try:
        found = json.loads((folder / FILE).read_text(encoding="utf-8"))
        approval = str(found.get("approval") or "").strip()
        outlines = {str(part["properties"]["code"]): _rings(part) for part in found["features"]}
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise _refused(folder / FILE, repr(fault), wording.OUTLINES) from fault
    if not approval:
        raise _refused(folder / FILE, "-", wording.APPROVAL)
    return BaseMap(approval, outlines)


def _refused(file: Path, found: str, expected: Text) -> ScenarioError:
    return ScenarioError([Problem((), found, expected, wording.APPROVE, place=str(file))])


def _rings(feature: dict[str, Any]) -> tuple[Ring, ...]:
    shape = feature["geometry"]
    parts = shape["coordinates"] if KIND[shape["type"]] == 2 else [shape["coordinates"]]
    return tuple(
        [(float(lon), float(lat)) for lon, lat, *_ in ring] for part in parts for ring in part
    )
