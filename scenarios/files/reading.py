"""Reading a file safely: its size before its content, its text, and the plain data it holds."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any, Final

from scenarios.files.source import Source
from scenarios.files.yaml12 import DEPTH, MAX_DEPTH, MAX_NODES, ONCE, SIZE, read_yaml, shown
from scenarios.problems import Loc, Problem, ScenarioError
from scenarios.words import Text

MAX_BYTES: Final = 32 * 2**20
BOM: Final = b"\xef\xbb\xbf"


def read_text(path: Path, name: str, loc: Loc = ()) -> str:
    """Return the text of an ordinary UTF-8 file of at most `MAX_BYTES`; errors call it `name`."""
    return decoded(read_bytes(path, name, loc), name, loc)


def decoded(data: bytes, name: str, loc: Loc = ()) -> str:
    """Return the text that is written in UTF-8; what is not is told with its line."""
    skipped = len(BOM) if data.startswith(BOM) else 0
    try:
        return data[skipped:].decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start + skipped
        found = f"0x{data[at]:02x} @ {at}"
        line = data.count(b"\n", 0, at) + 1
        raise ScenarioError([Problem(loc, found, *NOT_UTF8, place=f"{name}:{line}")]) from error


def read_bytes(path: Path, name: str, loc: Loc = ()) -> bytes:
    """Return the content, after a look at what kind of file it is and how large."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ScenarioError([Problem(loc, str(path), *ORDINARY, place=name)])
        if status.st_size > MAX_BYTES:
            raise ScenarioError([_too_large(status.st_size, name, loc)])
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        found = f"{path} ({reason})"
        raise ScenarioError([Problem(loc, found, *READABLE, place=name)]) from error
    if len(data) > MAX_BYTES:
        raise ScenarioError([_too_large(len(data), name, loc)])
    return data


def _too_large(size: int, name: str, loc: Loc) -> Problem:
    return Problem(loc, f"{size / 2**20:,.1f} MB", *SMALL, place=name)


def parse(text: str, name: str) -> tuple[Source, list[Problem]]:
    """Return the plain data of YAML, or of JSON if `name` ends in `.json`, with all places.

    Raises `ScenarioError` where reading cannot go on; what is wrong but can be read is returned.
    """
    if name.lower().endswith(".json"):
        return _parse_json(text, name)
    tree, spot, problems = read_yaml(text, name)
    source, more = from_data(tree, name)
    source.spot = spot
    return source, problems + more


def _parse_json(text: str, name: str) -> tuple[Source, list[Problem]]:
    """Read JSON by its own rules; lines come from a second look at the text as YAML."""
    twice: list[str] = []
    try:
        tree = json.loads(
            text, parse_constant=_no_constant, object_pairs_hook=lambda pairs: _once(pairs, twice)
        )
    except RecursionError as error:
        raise ScenarioError([Problem((), f"> {MAX_DEPTH}", *DEPTH, place=name)]) from error
    except ValueError as error:
        raise ScenarioError([_not_json(error, text, name)]) from error
    source, problems = from_data(tree, name)
    try:
        _, source.spot, marked = read_yaml(text, name)
    except ScenarioError:
        marked = [Problem((), key, *ONCE, place=name) for key in twice]
    return source, problems + marked


def _no_constant(word: str) -> None:
    raise ValueError(word)


def _once(pairs: list[tuple[str, Any]], twice: list[str]) -> dict[str, Any]:
    """Build a mapping in which the first of equal keys stands; note the others."""
    mapping: dict[str, Any] = {}
    for key, value in pairs:
        if key in mapping:
            twice.append(key)
        mapping.setdefault(key, value)
    return mapping


def _not_json(error: ValueError, text: str, name: str) -> Problem:
    if not isinstance(error, json.JSONDecodeError):
        return Problem((), str(error)[:60], *FINITE, place=name)
    lines = text.split("\n")
    found = lines[min(error.lineno, len(lines)) - 1]
    expected = Text(zh=f"合法的 JSON ({error.msg})", en=f"valid JSON ({error.msg})")
    return Problem((), shown(found), expected, JSON_SYNTAX, place=f"{name}:{error.lineno}")


def from_data(tree: Any, name: str = "") -> tuple[Source, list[Problem]]:
    """Return data from elsewhere as plain data of its own: text keys, lists, bounded depth.

    Raises `ScenarioError` if it is deeper or larger than a file may be.
    """
    copier = _Copier(name)
    source = Source(copier.plain(tree, ()), name)
    return source, copier.problems


class _Copier:
    """Copies data that may come from anywhere into plain data."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes = 0
        self.problems: list[Problem] = []

    def plain(self, value: Any, loc: Loc) -> Any:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise ScenarioError([Problem(loc, f"> {MAX_NODES:,}", *SIZE, place=self.name)])
        if isinstance(value, dict | list | tuple) and len(loc) >= MAX_DEPTH:
            raise ScenarioError([Problem((), f"> {MAX_DEPTH}", *DEPTH, place=self.name)])
        match value:
            case dict():
                return {
                    self._text(str(key), loc): self.plain(part, (*loc, str(key)))
                    for key, part in value.items()
                }
            case list() | tuple():
                return [self.plain(part, (*loc, index)) for index, part in enumerate(value)]
            case str():
                return self._text(value, loc)
            case None | bool() | int() | float():
                return value
        self.problems.append(Problem(loc, repr(value)[:60], *PLAIN))
        return None

    def _text(self, text: str, loc: Loc) -> str:
        """Return the text; half of a surrogate pair cannot be written to any file."""
        if text.isascii():
            return text
        whole = text.encode("utf-8", "replace").decode("utf-8")
        if whole != text:
            self.problems.append(Problem(loc, ascii(text)[:60], *WHOLE_TEXT))
        return whole


NOT_UTF8: Final = (
    Text(zh="UTF-8 编码的文本", en="text in UTF-8"),
    Text(
        zh="另存为 UTF-8 (Excel: “CSV UTF-8”)",
        en="save the file as UTF-8 (in Excel: CSV UTF-8)",
    ),
)
ORDINARY: Final = (
    Text(zh="普通文件", en="an ordinary file"),
    Text(zh="给出文件本身的路径", en="give the path of the file itself"),
)
READABLE: Final = (
    Text(zh="存在且可读的文件", en="a file that exists and can be read"),
    Text(zh="检查路径与权限", en="check the path and the permissions"),
)
SMALL: Final = (
    Text(zh=f"不超过 {MAX_BYTES // 2**20} MB", en=f"at most {MAX_BYTES // 2**20} MB"),
    Text(zh="拆分文件, 或只保留所需的行", en="split it, or keep only the rows that are needed"),
)
FINITE: Final = (
    Text(zh="JSON 中有限的数", en="a finite number as JSON has it"),
    Text(zh="改写该数, 或删去该字段", en="write another number, or leave the field out"),
)
PLAIN: Final = (
    Text(zh="文本、数、真假值、列表或映射", en="text, number, truth value, list or mapping"),
    Text(zh="先转换为这些类型之一", en="turn it into one of these first"),
)
WHOLE_TEXT: Final = (
    Text(zh="完整的 Unicode 文本", en="whole Unicode text"),
    Text(zh="删去残缺的字符", en="remove the broken character"),
)
JSON_SYNTAX: Final = Text(
    zh="检查该行及上一行的逗号、引号与括号",
    en="check commas, quotes and brackets in this line and the one before",
)
