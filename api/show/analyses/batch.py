"""A batch for people: a row a run, and below them what is wrong with those that have no answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text as Styled

from api import figures, headers, words
from api.names import unit_of
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.allocation import records
from optimizer.analyses.batch import FAILED, REFUSED, Batch
from scenarios.words import Text

ABOUT: Final = Text(zh="{n} 次求解", en="{n} runs")
RUNS: Final = Text(zh="每次求解", en="The runs")
SECONDS: Final = Text(zh="秒", en="Seconds")
GAP: Final = Text(zh="差距", en="Gap")
STATUS: Final = words.STATUS | {
    REFUSED: Text(zh="输入有误", en="refused"),
    FAILED: Text(zh="未能求解", en="failed"),
}
SOLVED: Final = Text(
    zh="{all} 次求解中 {n} 次得到方案{rest}。",
    en="{n} of {all} runs have a plan{rest}.",
)
REST: Final = Text(zh=" ({parts})", en=" ({parts})")
MOST: Final = Text(
    zh="{scenario}: 价值最高的是第 {most} 行 ({high} 分), 最低的是第 {least} 行 ({low} 分)。",
    en="{scenario}: row {most} is worth most ({high} points), row {least} least ({low} points).",
)
APART: Final = Text(
    zh="不同方案的分数不可比较。", en="Points of different scenarios do not compare."
)
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
    yield from _answer(voice, rows, batch.asked)
    if batch.found:
        yield voice.words(FOUND, n=batch.found)
    varied = any(row["variant"] is not None for row in rows)
    named = ["scenario", *(["variant"] if varied else []), *batch.paths]
    titles = ["#", *(_title(voice, name) for name in named), _title(voice, "status")]
    titles += [_title(voice, "value"), _spent(voice, batch), _title(voice, "cross_border_share")]
    titles += [voice.words(GAP), voice.words(SECONDS)]
    yield heading(voice.words(RUNS))
    yield grid(
        titles, [_row(voice, n, row, named) for n, row in enumerate(rows, 1)], len(named) + 2
    )
    for n, row in enumerate(rows, 1):
        if row["status"] in (REFUSED, FAILED):
            yield voice.words(WRONG, n=n, why=row[f"why_{voice.language}"])


def _answer(voice: Voice, rows: list[dict[str, Any]], asked: int) -> Iterator[RenderableType]:
    """Yield how many runs have a plan, and for each scenario which are worth most and least."""
    known = [(n, row) for n, row in enumerate(rows, 1) if row["value"] is not None]
    statuses = Counter(row["status"] for row in rows if row["value"] is None)
    parts = [f"{voice.words(STATUS[name])}: {count}" for name, count in statuses.items()]
    rest = voice.words(REST, parts=", ".join(parts)) if parts else ""
    yield Styled(voice.words(SOLVED, n=len(known), all=asked, rest=rest), style="bold")
    names = list(dict.fromkeys(row["scenario"] for _, row in known))
    for name in names:
        values = {n: float(row["value"]) for n, row in known if row["scenario"] == name}
        most, least = max(values, key=values.__getitem__), min(values, key=values.__getitem__)
        if values[most] > values[least]:
            write = figures.amounts_like(values.values())
            ends = {"high": write(values[most]), "low": write(values[least])}
            yield voice.words(MOST, scenario=name, most=most, least=least, **ends)
    if len(names) > 1:
        yield voice.words(APART)


def says_of(row: dict[str, Any], paths: Sequence[str]) -> str:
    """Return what tells a run from others of its scenario."""
    told = [str(row["variant"])] if row["variant"] is not None else []
    return ", ".join([*told, *(f"{path}={row[path]}" for path in paths)])


def _title(voice: Voice, name: str) -> str:
    known = headers.HEADERS | {part: headers.SUMMARY[part] for part in ("scenario", "variant")}
    return voice.words(known.get(name, Text(zh=name, en=name)))


def _spent(voice: Voice, batch: Batch) -> str:
    """Return the heading of money spent, with its unit where all runs have the same."""
    title, units = headers.HEADERS["spent"], {unit_of(part.money) for part in batch.scenarios}
    if len(units) != 1:
        return voice.words(title)
    return voice.words(headers.IN_UNIT.format(name=title, unit=units.pop()))


def _row(voice: Voice, number: int, row: dict[str, Any], named: list[str]) -> list[str]:
    numbers = [row[name] for name in BESIDE]
    cells = [figures.UNKNOWN if n is None else figures.amounts(n)(n) for n in numbers]
    shares = [row["cross_border_share"], row["gap"]]
    cells += [figures.UNKNOWN if n is None else figures.percent(n) for n in shares]
    words_of_row = [str(number), *(str(row[name] or "") for name in named)]
    status = voice.words(STATUS[row["status"]])
    return [*words_of_row, status, *cells, figures.fixed(row["seconds"] or 0.0, 2)]
