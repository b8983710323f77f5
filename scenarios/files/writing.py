"""A new scenario folder to start from, ready for an editor: a shipped one, or a made-up nation."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from scenarios.files.library import FILE, NATIONAL, find_scenario
from scenarios.files.loading import load
from scenarios.files.reading import read_text
from scenarios.files.schema import json_schema
from scenarios.national import Size, generate
from scenarios.problems import Problem, ScenarioError, refuse
from scenarios.words import ID_PATTERN, Text

SCHEMA_FILE: Final = "scenario.schema.json"
MODELINE: Final = f"# yaml-language-server: $schema=./{SCHEMA_FILE}\n"
Fill = Callable[[Path, str], None]
"""Writes a scenario of this id into this folder."""


def new_scenario(
    target: str | Path, template: str | Path = "minimal", size: Size | None = None
) -> Path:
    """Make the folder `target` with a scenario to start from; return its `scenario.yaml`.

    It is a copy of the template, or, from `national`, a synthetic nation of the given size. The
    name of the folder becomes the id. Raises `ScenarioError` if the folder exists, if its name is
    no id, if the template is no scenario folder that can be loaded, or if the size is not possible
    or not to be chosen. It is made under another name first, so that there is never half a folder.
    """
    folder = Path(target).expanduser().absolute()
    fill, problems = _way(template, size or Size())
    refuse([*_target_problems(folder), *problems])
    draft = folder.with_name(f".{folder.name}.{uuid.uuid4().hex[:8]}")
    try:
        fill(draft, folder.name)
        draft.rename(folder)
    except OSError as error:
        raise ScenarioError([unwritable(folder, error)]) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder / FILE


def _way(template: str | Path, size: Size) -> tuple[Fill, list[Problem]]:
    """Return how the template fills a folder, and what is wrong with what is asked of it."""
    if template == NATIONAL:  # a folder of that name is meant by ./national
        return partial(_generate, size=size), list(size.problems())
    problems = list(size.strays())
    try:
        origin = find_scenario(template)
    except ScenarioError as error:
        return _nothing, [*problems, *error.problems]
    return partial(_copy, origin=origin), [*problems, *_template_problems(origin)]


def _nothing(draft: Path, name: str) -> None:
    """Fill nothing: there is no template."""


def _target_problems(folder: Path) -> list[Problem]:
    problems = []
    if folder.exists() or folder.is_symlink():
        problems.append(Problem((), str(folder), *FREE))
    elif not folder.parent.is_dir():
        problems.append(Problem((), str(folder.parent), *PARENT))
    if re.fullmatch(ID_PATTERN, folder.name) is None or len(folder.name) > 64:
        problems.append(Problem(("id",), folder.name[:80], IDENTIFIER, _other_name(folder.name)))
    return problems


def _other_name(name: str) -> Text:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower())[:64].strip("-") or "my-fund"
    return Text(zh=f"例如改为 {slug}", en=f"call it {slug}, for instance")


def _template_problems(origin: Path) -> list[Problem]:
    return [] if origin.name == FILE else [Problem((), str(origin), *TEMPLATE)]


def _copy(draft: Path, name: str, origin: Path) -> None:
    """Copy the template's folder into `draft`; hidden files and links stay behind."""
    shutil.copytree(origin.parent, draft, ignore=_left_out)
    text = re.sub(r"\A# yaml-language-server:[^\n]*\n", "", read_text(origin, origin.name))
    text = re.sub(r"^id:[^\n#]*?(?=[ \t]*(#|$))", f"id: {name}", text, count=1, flags=re.MULTILINE)
    _write(draft / FILE, MODELINE + text)
    _finish(draft, name, origin)


def _generate(draft: Path, name: str, size: Size) -> None:
    """Write a synthetic nation into `draft`."""
    for path, text in generate(name, size).items():
        (draft / path).parent.mkdir(parents=True, exist_ok=True)
        _write(draft / path, MODELINE + text if path == FILE else text)
    _finish(draft, name, draft)


def _finish(draft: Path, name: str, origin: Path) -> None:
    """Add the schema, and see that the scenario can be loaded under its own name."""
    schema = json.dumps(json_schema(), ensure_ascii=False, indent=2)
    _write(draft / SCHEMA_FILE, schema + "\n")
    if load(draft).id != name:
        raise ScenarioError([Problem(("id",), str(origin), *OWN_LINE)])


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _left_out(folder: str, names: list[str]) -> set[str]:
    """Return what is not copied: hidden files, links, and what is neither a file nor a folder."""
    paths = [Path(folder, name) for name in names]
    kept = {path.name for path in paths if path.is_dir() or path.is_file()}
    return {path.name for path in paths if path.is_symlink() or path.name[0] in "._"} | (
        set(names) - kept
    )


def unwritable(folder: Path, error: OSError) -> Problem:
    """Say that the system refused to write there."""
    return Problem((), f"{folder} ({error.strerror or error})", *WRITABLE)


FREE: Final = (
    Text(zh="尚不存在的文件夹", en="a folder that does not exist yet"),
    Text(zh="换一个名称, 或先移走它", en="choose another name, or move it away first"),
)
PARENT: Final = (
    Text(zh="已存在的文件夹", en="a folder that exists"),
    Text(zh="先建立该文件夹", en="make this folder first"),
)
IDENTIFIER: Final = Text(
    zh="由小写字母、数字和单个连字符组成的名称",
    en="a name of lower-case letters, digits and single hyphens",
)
TEMPLATE: Final = (
    Text(zh=f"自带方案, 或含 {FILE} 的文件夹", en=f"a shipped scenario, or a folder with a {FILE}"),
    Text(zh="给出文件夹的路径", en="give the path of the folder"),
)
OWN_LINE: Final = (
    Text(zh="id 独占一行的模板", en="a template with its id on a line of its own"),
    Text(zh="换一个模板", en="use another template"),
)
WRITABLE: Final = (
    Text(zh="可写的位置", en="a place that can be written to"),
    Text(zh="检查权限与剩余空间", en="check permissions and free space"),
)
