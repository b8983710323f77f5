"""YAML as version 1.2 reads it, with the line of every part, and safe against hostile files.

PyYAML's parser does the syntax; what its events mean is decided here, because PyYAML follows
version 1.1, where `no` is false and `1e-4` is a text, takes the last of two equal keys in silence,
and unfolds aliases without end. Nothing here calls itself, so that depth cannot break it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from scenarios.files.source import copied_data
from scenarios.files.spots import Spot
from scenarios.problems import Loc, Problem, ScenarioError
from scenarios.words import Text

MAX_NODES: Final = 1_000_000
MAX_DEPTH: Final = 50

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Final[dict[str, Any]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBERS: Final[tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...]] = (
    (re.compile(r"[-+]?[0-9]{1,4000}"), int),
    (re.compile(r"0o[0-7]+"), lambda text: int(text[2:], 8)),
    (re.compile(r"0x[0-9a-fA-F]+"), lambda text: int(text[2:], 16)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
    (re.compile(r"[-+]?\.(inf|Inf|INF)"), lambda text: float(text.replace(".", ""))),
    (re.compile(r"\.(nan|NaN|NAN)"), lambda _: float("nan")),
)


def scalar(text: str) -> Any:
    """Return what an unquoted word means in the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    for pattern, meaning in _NUMBERS:
        if pattern.fullmatch(text):
            return meaning(text)
    return text


def read_yaml(text: str, name: str) -> tuple[Any, Spot | None, list[Problem]]:
    """Return the plain data of one YAML document, its spots, and what can be read but is wrong.

    Keys are always text, as they are written. Raises `ScenarioError` where reading cannot go on.
    """
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        raise ScenarioError([*builder.problems, _syntax(error, text, name)]) from error
    if builder.root is None:
        return None, None, builder.problems
    return builder.root.value, builder.root.spot, builder.problems


@dataclass(slots=True)
class _Node:
    """A finished or growing part: its value, spot, size in nodes and height."""

    value: Any
    spot: Spot
    anchor: str | None = None
    size: int = 1
    height: int = 1
    key: str | None = None
    key_spot: Spot | None = None


@dataclass
class _Builder:
    """Builds plain data from the parser's events; `open` are the parts not yet closed."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    root: _Node | None = None
    open: list[_Node] = field(default_factory=list)
    anchors: dict[str, _Node] = field(default_factory=dict)
    nodes: int = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event of the parser."""
        mark = event.start_mark
        spot = Spot(0, 0) if mark is None else Spot(mark.line + 1, mark.column + 1)
        match event:
            case yaml.DocumentStartEvent() if self.root is not None:
                raise self._stop(spot, "---", ONE_DOCUMENT)
            case yaml.AliasEvent(anchor=str(anchor)):
                self._alias(anchor, spot)
            case yaml.ScalarEvent() if self._wants_key:
                self._key(event, spot)
            case yaml.ScalarEvent():
                self._check_tag(event, spot)
                value = scalar(event.value) if event.implicit[0] else event.value
                self._add(_Node(value, spot, event.anchor))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._start(event, spot)
            case yaml.CollectionEndEvent():
                self._add(self.open.pop())

    @property
    def _wants_key(self) -> bool:
        inner = self.open[-1] if self.open else None
        return inner is not None and isinstance(inner.value, dict) and inner.key_spot is None

    @property
    def _loc(self) -> Loc:
        return tuple(self._keys())

    def _keys(self) -> Iterator[str | int]:
        for node in self.open:
            if isinstance(node.value, list):
                yield len(node.value)
            elif node.key is not None:
                yield node.key

    def _start(self, event: Any, spot: Spot) -> None:
        if self._wants_key:
            raise self._stop(spot, "? ...", PLAIN_KEY)
        self._check_tag(event, spot)
        if len(self.open) >= MAX_DEPTH:
            raise self._stop(spot, f"> {MAX_DEPTH}", DEPTH)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.open.append(_Node({} if is_mapping else [], spot, event.anchor))

    def _key(self, event: yaml.ScalarEvent, spot: Spot) -> None:
        self._check_tag(event, spot)
        node = self.open[-1]
        node.key, node.key_spot = event.value, spot
        if event.value in node.value:
            first = node.spot.within(event.value)
            line = "" if first is None else f" ({self.name}:{first.line}, {self.name}:{spot.line})"
            self._report(spot, f"{event.value}{line}", ONCE)

    def _add(self, node: _Node) -> None:
        """Close a part: note its anchor and put it into the part around it."""
        self.nodes += 1
        self._check_size(node.spot)
        if node.anchor is not None:
            self.anchors[node.anchor] = node
        if not self.open:
            self.root = node
            return
        around = self.open[-1]
        around.size += node.size
        around.height = max(around.height, node.height + 1)
        self._put(around, node)

    def _put(self, around: _Node, node: _Node) -> None:
        if isinstance(around.value, list):
            around.spot.put(len(around.value), node.spot)
            around.value.append(node.value)
            return
        key, spot = around.key, around.key_spot
        around.key = around.key_spot = None
        if key is not None and spot is not None and key not in around.value:
            around.spot.put(key, Spot(spot.line, spot.column, node.spot.inside))
            around.value[key] = node.value

    def _alias(self, anchor: str, spot: Spot) -> None:
        node = self.anchors.get(anchor)
        if self._wants_key:
            raise self._stop(spot, f"*{anchor}", PLAIN_KEY)
        if node is None:
            raise self._stop(spot, f"*{anchor}", ANCHOR)
        if len(self.open) + node.height > MAX_DEPTH:
            raise self._stop(spot, f"> {MAX_DEPTH}", DEPTH)
        self.nodes += node.size - 1
        self._check_size(spot)
        copied = copied_data(node.value)
        again = Spot(spot.line, spot.column, node.spot.inside)
        self._add(_Node(copied, again, None, node.size, node.height))

    def _check_size(self, spot: Spot) -> None:
        if self.nodes > MAX_NODES:
            raise self._stop(spot, f"> {MAX_NODES:,}", SIZE)

    def _check_tag(self, event: Any, spot: Spot) -> None:
        if event.tag is not None:
            self._report(spot, str(event.tag).replace("tag:yaml.org,2002:", "!!"), NO_TAG)

    def _report(self, spot: Spot, found: str, said: tuple[Text, Text]) -> None:
        place = f"{self.name}:{spot.line}" if self.name else ""
        self.problems.append(Problem(self._loc, found, *said, place=place))

    def _stop(self, spot: Spot, found: str, said: tuple[Text, Text]) -> ScenarioError:
        self._report(spot, found, said)
        return ScenarioError(self.problems)


def _syntax(error: yaml.YAMLError, text: str, name: str) -> Problem:
    """Say what the parser did not understand, and on which line."""
    mark = getattr(error, "problem_mark", None)
    number = mark.line if mark is not None else _line_of(getattr(error, "character", 0), text)
    lines = text.rstrip().split("\n")
    number = min(number, len(lines) - 1)
    line = lines[number]
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    expected = Text(zh=f"合法的 YAML (解析器: {problem})", en=f"valid YAML (parser: {problem})")
    cure = SPACES if "\t" in line else SYNTAX
    place = f"{name}:{number + 1}" if name else ""
    if "nesting depth" in problem:  # some parsers have a limit of their own
        return Problem((), f"> {MAX_DEPTH}", *DEPTH, place)
    return Problem((), shown(line), expected, cure, place)


def shown(line: str) -> str:
    """Return a line for people to find: without its ends, not long, nothing invisible."""
    text = line.strip()[:60]
    return (text if text.isprintable() else ascii(text)) or "..."


def _line_of(character: object, text: str) -> int:
    """Return the line (from 0) of the character that the parser could not read."""
    wanted = chr(character) if isinstance(character, int) else str(character)
    return text.count("\n", 0, max(text.find(wanted), 0))


ONE_DOCUMENT: Final = (
    Text(zh="一个文件只含一个 YAML 文档", en="one YAML document a file"),
    Text(zh="删去 --- 之后的部分, 或另存为一个文件", en="move what follows --- to another file"),
)
PLAIN_KEY: Final = (
    Text(zh="以文字为键", en="a plain word as key"),
    Text(zh="键只能是名称或编号", en="use a name or an id as key"),
)
ONCE: Final = (
    Text(zh="每个键只出现一次", en="each key once"),
    Text(zh="删去其中一个, 或合并两者", en="remove one of the two, or merge them"),
)
ANCHOR: Final = (
    Text(
        zh="前面已用 & 定义且不指向自身的名称", en="a name that & defined before, not around itself"
    ),
    Text(zh="先用 & 定义, 或把内容写出来", en="define it with & first, or write the content out"),
)
DEPTH: Final = (
    Text(zh=f"至多 {MAX_DEPTH} 层嵌套", en=f"at most {MAX_DEPTH} levels, one inside the other"),
    Text(zh="检查括号与缩进", en="check brackets and indentation"),
)
SIZE: Final = (
    Text(zh=f"至多 {MAX_NODES:,} 个值", en=f"at most {MAX_NODES:,} values, aliases written out"),
    Text(zh="把长列表放进 CSV 表 (table: ...)", en="put long lists into a CSV table (table: ...)"),
)
NO_TAG: Final = (
    Text(zh="不带 ! 标签的值", en="a value without a ! tag"),
    Text(zh="删去标签; 文本请加引号", en="remove the tag; put text into quotes"),
)
SYNTAX: Final = Text(
    zh="检查该行及上一行的缩进、冒号、括号与引号",
    en="check indentation, colons, brackets and quotes in this line and the one before",
)
SPACES: Final = Text(zh="用空格代替制表符缩进", en="indent with spaces instead of tabs")
