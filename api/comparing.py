"""`deltafund compare`: find out what each thing is, have scenarios solved, tell."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from api.analysing import Wanted, tell_of
from api.answering import Exit
from api.show.analyses.compare import show
from api.voice import Voice
from optimizer.allocation import SCHEMA
from optimizer.analyses.comparison import PARTS, Answered, Comparison, Open, compare
from scenarios.files.loading import load_tree, read_scenario
from scenarios.files.reading import read_text
from scenarios.problems import Problem, ScenarioError, refuse
from scenarios.words import Text

ANSWER: Final = "allocation.json"
NEEDED: Final = frozenset(
    {"scenario", "status", "value", "bound", "gap", "money", "grants", "rules", "input", *PARTS}
)


def compare_things(
    voice: Voice,
    things: Sequence[str],
    seconds: float | None,
    out: Path | None,
    reports: Sequence[Path] | None = None,
) -> int:
    """Compare scenarios and answers; return the exit code."""
    parts: list[Answered | Open] = []
    problems: list[Problem] = []
    if len(things) < 2:
        problems.append(Problem((), str(len(things)), *TWO, named="A B..."))
    for thing, label in zip(things, labels(things), strict=True):
        try:
            parts.append(_read(thing, label))
        except ScenarioError as error:
            problems += error.problems
    refuse(problems)
    return tell_of(
        voice,
        Wanted(Comparison, seconds, out, reports),
        lambda course: compare(parts, course),
        show,
        lambda found: Exit.ANSWER if found.complete else Exit.NO_PLAN,
    )


def labels(names: Sequence[str]) -> list[str]:
    """Return a label for each name: the name itself, numbered where it comes again."""
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _read(thing: str, label: str) -> Answered | Open:
    path = Path(thing).expanduser()
    answer = path / ANSWER if path.is_dir() else path
    if answer.suffix.lower() == ".json" and answer.is_file():
        document = _document(answer)
        if document is not None:
            return answered(document, str(answer), label)
    name, variant = thing, None
    if not path.exists() and ":" in thing:
        name, _, variant = thing.rpartition(":")
    loaded = read_scenario(name, variant=variant)
    return Open(label, loaded.scenario, loaded.open())


def _document(path: Path) -> dict[str, Any] | None:
    """Return the answer in a file; None if it is something else, such as a scenario."""
    try:
        tree = json.loads(read_text(path, path.name))
    except ValueError:
        return None  # reading it as a scenario tells what is wrong with it
    is_ours = isinstance(tree, dict) and str(tree.get("schema")).startswith("deltafund/")
    return tree if is_ours else None


def answered(document: dict[str, Any], place: str, label: str) -> Answered:
    """Return an answer that was kept, to be compared; raises `ScenarioError` if it is not whole."""
    if document["schema"] != SCHEMA or not set(document) >= NEEDED:
        lacking = sorted(NEEDED - set(document))
        found = str(document["schema"]) + (f" - {', '.join(lacking)}" if lacking else "")
        raise ScenarioError([Problem((), found[:120], *WHOLE, place=place)])
    scenario = load_tree(document["input"]).as_variant(document["scenario"]["variant"])
    return Answered(label, scenario, document)


TWO: Final = (
    Text(zh="两个以上的方案或答案", en="two or more scenarios or answers"),
    Text(zh="再写一个", en="name another one"),
)
WHOLE: Final = (
    Text(zh=f"{SCHEMA} 的完整答案, 含 input", en=f"a whole answer of {SCHEMA}, with its input"),
    Text(zh="用 deltafund solve --out 重新写出", en="write it again with deltafund solve --out"),
)
