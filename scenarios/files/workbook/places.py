"""Which cell each part of a workbook stands in, told as files tell their lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scenarios.files.spots import Cell, Spot
from scenarios.problems import Loc


@dataclass(frozen=True, slots=True)
class Cells:
    """The row of a sheet that a record or a value was read from, and the columns of its fields.

    `rank` is the number of the sheet in the workbook.
    """

    sheet: str
    rank: int
    row: int
    columns: Mapping[Loc, str]

    def cell(self, inner: Loc = ()) -> str:
        """Return the cell of a field of the record, for instance `cities!C7`."""
        parts = (inner[:length] for length in range(len(inner), -1, -1))
        column = next((self.columns[part] for part in parts if part in self.columns), "A")
        return f"{self.sheet}!{column}{self.row}"

    def spot(self, letter: str = "") -> Cell:
        """Return the spot of a cell, or of the record as such."""
        letter = letter or self.columns.get((), "A")
        return Cell(self.row, 1, None, self.sheet, letter, self.rank)


def spots(places: Mapping[Loc, Cells]) -> Spot:
    """Return the spots of a workbook: a cell for every field of every record, blank ones too."""
    root = Cell(0, 0)
    for loc, cells in places.items():
        spot = _put(root, loc, cells.spot(), Cell(0, 0))
        for path, letter in cells.columns.items():
            if path:
                _put(spot, path, cells.spot(letter), cells.spot())
    return root


def _put(spot: Spot, path: Loc, end: Cell, between: Cell) -> Spot:
    """Put a spot at a path; what lies between and is not known yet gets a spot of its own."""
    for key in path[:-1]:
        inner = spot.within(key)
        if inner is None:
            inner = between.copied()
            spot.put(key, inner)
        spot = inner
    known = spot.within(path[-1])
    if known is None:
        spot.put(path[-1], end)
        return end
    if not isinstance(known, Cell) or not known.sheet:
        end.inside = known.inside
        spot.put(path[-1], end)
        return end
    return known
