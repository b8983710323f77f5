"""The scenarios that are shipped, and how a scenario is found by name or path."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scenarios.files.shape import did_you_mean
from scenarios.problems import Problem, ScenarioError
from scenarios.words import Text

SHELF: Final = Path(__file__).parents[1] / "library"
FILE: Final = "scenario.yaml"
NATIONAL: Final = "national"
"""The template that is no scenario itself: `scenarios.national` makes one of the size wished."""


def shipped() -> dict[str, Path]:
    """Return the file of every shipped scenario by its id."""
    return {path.parent.name: path for path in sorted(SHELF.glob(f"*/{FILE}"))}


def find_scenario(name_or_path: str | Path) -> Path:
    """Return the file of a scenario: a path, a folder that holds `scenario.yaml`, or a shipped id.

    A path that exists goes before a shipped scenario of that name.
    """
    path = Path(name_or_path).expanduser() if "\0" not in str(name_or_path) else Path("?")
    if _is_there(path) and str(name_or_path):
        return path / FILE if path.is_dir() else path
    known = shipped()
    if str(name_or_path) in known:
        return known[str(name_or_path)]
    if str(name_or_path) == NATIONAL:
        raise ScenarioError([Problem((), NATIONAL, *MAKE_ONE)])
    listed = ", ".join(known)
    expected = Text(
        zh=f"文件、含 {FILE} 的文件夹, 或自带方案之一: {listed}",
        en=f"a file, a folder with a {FILE}, or one of the shipped scenarios: {listed}",
    )
    cure = did_you_mean(str(name_or_path), [*known, NATIONAL], CHECK)
    raise ScenarioError([Problem((), str(name_or_path)[:200], expected, cure)])


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, RuntimeError):
        return False


CHECK: Final = Text(zh="检查路径", en="check the path")
MAKE_ONE: Final = (
    Text(zh="方案, 而非用来生成方案的模板", en="a scenario, not a template that makes one"),
    Text(
        zh=f"先生成: deltafund new my-nation --from {NATIONAL}, 再使用 my-nation",
        en=f"make one with deltafund new my-nation --from {NATIONAL}, then use my-nation",
    ),
)
