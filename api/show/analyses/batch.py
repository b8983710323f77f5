"""A batch for people: a row a run, and below them what is wrong with those that have no answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text as Styled

from api import figures, headers, words
from api.show.grid import grid
from api.voice import Voice
from optimizer.allocation import records
from optimizer.analyses.batch import FAILED, REFUSED, Batch
from scenarios.words import Text

ABOUT: Final = Text(zh="{n} 次求解", en="{n} runs")
SECONDS: Final = Text(zh="秒", en="Seconds")
GAP: Final = Text(zh="差距", en="Gap")
STATUS: Final = words.STATUS | {
    REFUSED: Text(zh="输入有误", en="refused"),
    FAILED: Text(zh="未能求解", en="failed"),
}
FOUND: Final = Text(
    zh="其中 {n} 次取自以前的结果。", en="{n} of them were there from an earlier run."
)
WRONG: Final = Text(zh="• 第 {n} 行: {why}", en="• Row {n}: {why}")
BESIDE: Final = ("value", "spent")


def show(voice: Voice, batch: Batch) -> None:
    """Print the runs."""
    voice.show(*_parts(voice, batch))


def _parts(voice: Voice, batch: Batch) -> Iterator[RenderableType]:
    rows = records(batch.runs)
    yield Styled(voice.words(ABOUT, n=batch.asked), style="bold")
    if batch.found:
        yield voice.words(FOUND, n=batch.found)
    varied = any(row["variant"] is not None for row in rows)
    named = ["scenario", *(["variant"] if varied else []), *batch.paths]
    titles = ["#", *(_title(voice, name) for name in named), voice.words(headers.HEADERS["status"])]
    titles += [_title(voice, name) for name in BESIDE]
    titles += [voice.words(GAP), voice.words(SECONDS)]
    yield grid(
        titles, [_row(voice, n, row, named) for n, row in enumerate(rows, 1)], len(named) + 2
    )
    for n, row in enumerate(rows, 1):
        if row["status"] in (REFUSED, FAILED):
            yield voice.words(WRONG, n=n, why=row[f"why_{voice.language}"])


def _title(voice: Voice, name: str) -> str:
    return voice.words(headers.HEADERS.get(name, Text(zh=name, en=name)))


def _row(voice: Voice, number: int, row: dict[str, Any], named: list[str]) -> list[str]:
    numbers = [row[name] for name in BESIDE]
    cells = [figures.UNKNOWN if n is None else figures.amounts(n)(n) for n in numbers]
    shares = [row["cross_border_share"], row["gap"]]
    cells += [figures.UNKNOWN if n is None else figures.percent(n) for n in shares]
    words_of_row = [str(number), *(str(row[name] or "") for name in named)]
    status = voice.words(STATUS[row["status"]])
    return [*words_of_row, status, *cells, figures.fixed(row["seconds"] or 0.0, 2)]
