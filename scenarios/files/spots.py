"""Lines of files and cells of workbooks: where a part is written, and how that is told."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(slots=True)
class Spot:
    """The line and column (from 1) of one part of a file, and the spots of what is inside it."""

    line: int
    column: int
    inside: dict[str | int, Spot] | None = None

    @property
    def at(self) -> str:
        """How the spot is told, for instance `7` or `cities!C7`; empty where nobody can tell."""
        return str(self.line) if self.line else ""

    @property
    def rank(self) -> int:
        """The number of the sheet; a text has only one."""
        return 0

    def within(self, key: str | int) -> Spot | None:
        """Return the spot of an entry or item, or None if there is none."""
        return None if self.inside is None else self.inside.get(key)

    def put(self, key: str | int, spot: Spot) -> None:
        """Note the spot of an entry or item."""
        if self.inside is None:
            self.inside = {}
        self.inside[key] = spot

    def copied(self) -> Spot:
        """Return a copy, for a tree that is going to change."""
        inside = self.inside
        parts = None if inside is None else {key: spot.copied() for key, spot in inside.items()}
        return replace(self, inside=parts)


@dataclass(slots=True)
class Cell(Spot):
    """The cell of a workbook in the place of a line; a part that no cell holds has no `sheet`."""

    sheet: str = ""
    letter: str = "A"
    number: int = 0

    @property
    def at(self) -> str:
        """The cell, for instance `cities!C7`."""
        return f"{self.sheet}!{self.letter}{self.line}" if self.sheet else ""

    @property
    def rank(self) -> int:
        """The number of the sheet in the workbook."""
        return self.number


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a part is written: the file, or a setting in its place, and the spot in it."""

    file: str
    spot: Spot | None = None

    def __str__(self) -> str:
        """Say the place as a problem does."""
        at = "" if self.spot is None else self.spot.at
        return f"{self.file}:{at}" if at and self.file else self.file

    def within(self, key: str | int) -> Origin:
        """Return where a part of it is written, as near as that is known."""
        spot = None if self.spot is None else self.spot.within(key)
        return self if spot is None else replace(self, spot=spot)
