"""A report as Markdown: the same words and tables, for mail, chats and version control."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from api.reports import wording
from api.reports.blocks import Block, Chart, Figures, Grid, Heading, Report, Section, Sentence
from scenarios.words import Language

SPECIAL = re.compile(r"([\\*_\[\]<>#|~&])")
"""What would be taken for markup; a dot or a hyphen is only so at the start of a line."""


def markdown(report: Report, language: Language) -> str:
    """Return a report as Markdown."""
    lines = [f"# {plain(report.title)}", "", plain(report.subtitle), ""]
    for section in report.sections:
        lines += _section(section)
    lines += ["---", "", wording.FOOTER[language]]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterator[str]:
    yield from (f"## {plain(section.title)}", "")
    for block in section.blocks:
        yield from _block(block)
        yield ""


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text):
            yield f"### {plain(text)}"
        case Sentence(text, strong):
            yield f"**{plain(text)}**" if strong else plain(text)
        case Figures(figures):
            for figure in figures:
                name, value, note = map(plain, (figure.name, figure.value, figure.note))
                yield f"- {name}: **{value}** {note}".rstrip()
        case Chart():
            yield f"### {plain(block.title)} ({plain(block.unit)})"
            yield from ("", plain(block.about), "")
            yield from _grid(block.grid)
        case Grid():
            yield from _grid(block)


def _grid(grid: Grid) -> Iterator[str]:
    columns = grid.columns or ("",) * max(map(len, grid.rows), default=1)
    yield _row(plain(name) for name in columns)
    yield _row("---" if number < grid.words else "---:" for number in range(len(columns)))
    for number, row in enumerate(grid.full, start=1):
        bold = grid.total and number == len(grid.rows)
        cells = [plain(cell) for cell in row]
        yield _row(f"**{cell}**" if bold and cell else cell for cell in cells)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plain(text: str) -> str:
    """Return a text in which nothing is markup but ids between backticks, on one line."""
    parts = " — ".join(part for part in str(text).splitlines() if part).split("`")
    if len(parts) % 2 == 0:
        return SPECIAL.sub(r"\\\1", "'".join(parts))
    return "`".join(
        part if number % 2 else SPECIAL.sub(r"\\\1", part) for number, part in enumerate(parts)
    )
