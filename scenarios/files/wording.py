"""What pydantic found wrong, said in our own words: found, expected, cure, in both languages.

A field that may be written in several ways yields an error for each way; they are made one again
here, and the names by which pydantic tells the ways apart are taken out of the path.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scenarios.files import shape
from scenarios.files.source import inside
from scenarios.files.yaml12 import shown
from scenarios.problems import Loc, Problem
from scenarios.references import SECTIONS, UNKNOWN
from scenarios.words import ID_PATTERN, NAME_PATTERN, Text

Said = tuple[Text, Text]

MAX_CHOICES: Final = 40


def problems_of(error: ValidationError, tree: Any) -> list[Problem]:
    """Return a problem for each part of `tree` that pydantic refused, in its order."""
    groups: dict[tuple[Loc, bool], list[ErrorDetails]] = {}
    for details in error.errors(include_url=False, include_input=False):
        place = _path(details, tree), details["loc"][-1:] == ("[key]",)
        groups.setdefault(place, []).append(details)
    around = {path[:length] for path, _ in groups for length in range(len(path))}
    problems = []
    for (path, _), errors in groups.items():
        fitting = [each for each in errors if each["type"] not in VAGUE]
        if fitting or path not in around:
            said = [_said(each, path, tree) for each in fitting or errors]
            problems.append(Problem(path, _found(errors[0], path, tree), *_either(said)))
    return problems


def _path(details: ErrorDetails, tree: Any) -> Loc:
    """Return the path in the file: without tags of unions and other names of pydantic's own."""
    path: list[str | int] = []
    part, tag_may_follow = tree, True
    for number, key in enumerate(details["loc"]):
        is_tag = tag_may_follow and isinstance(part, dict) and part.get("kind") == key
        tag_may_follow = not is_tag
        is_lacking = details["type"] == "missing" and number == len(details["loc"]) - 1
        if is_tag or not (_holds(part, key) or is_lacking):
            continue
        path.append(key)
        part, tag_may_follow = inside(part, key), True
    return (*path, "kind") if details["type"] in UNION else tuple(path)


def _holds(part: Any, key: str | int) -> bool:
    if isinstance(part, dict):
        return key in part
    return isinstance(part, list) and isinstance(key, int) and 0 <= key < len(part)


def _either(said: list[Said]) -> Said:
    """Join what each way of writing expects."""
    expected = list(dict.fromkeys((text.zh, text.en) for text, _ in said))
    zh, en = " 或 ".join(one for one, _ in expected), " or ".join(other for _, other in expected)
    return Text(zh=zh, en=en), said[0][1]


def _found(details: ErrorDetails, path: Loc, tree: Any) -> str:
    """Return what stands in the file, in few words of no language."""
    if details["type"] == "extra_forbidden" or details["loc"][-1:] == ("[key]",):
        return str(path[-1])
    is_lacking = details["type"] in ("missing", "union_tag_not_found")
    return show(_at(tree, path[:-1] if is_lacking else path))


def show(value: Any) -> str:
    """Return plain data as a file would have it, shortened."""
    match value:
        case str():
            return shown(value) if value.strip() else f'"{value[:9]}"'
        case bool():
            return str(value).lower()
        case float() if not math.isfinite(value):
            return f".{value}" if value > 0 or math.isnan(value) else f"-.{-value}"
        case int() if abs(value) >= 10**20:
            return "> 10^20" if value > 0 else "< -10^20"
        case dict():
            return f"{{{_some(value)}}}"
        case list():
            return f"[{_some(show(part) for part in value[:8])}]"
    return "null" if value is None else str(value)


def _some(words: Iterable[str]) -> str:
    listed = list(words)
    return ", ".join(shown(word) for word in listed[:7]) + (", ..." if len(listed) > 7 else "")


def _at(tree: Any, path: Loc) -> Any:
    for key in path:
        tree = inside(tree, key)
    return tree


def _said(details: ErrorDetails, path: Loc, tree: Any) -> Said:
    """Return what was expected and the cure."""
    kind, context = details["type"], details.get("ctx", {})
    match kind:
        case "missing":
            return _missing(path)
        case "extra_forbidden":
            return _unknown_field(path, tree)
        case "literal_error" | "enum":
            return _choice(_at(tree, path), shape.choices(tree, path))
        case "union_tag_invalid" | "union_tag_not_found":
            return _kind(_at(tree, path), shape.kinds_of(tree, path[:-1]))
        case "string_pattern_mismatch":
            return _pattern(str(context["pattern"]), str(_at(tree, path)))
        case "value_error" | "assertion_error":
            return _own(context["error"])
        case "tuple_type" | "list_type" if path and shape.takes_table(tree, path):
            return LIST_OR_TABLE
        case _ if kind == UNKNOWN:
            return _undeclared(**context)
        case _ if kind in SAID:
            expected, cure = SAID[kind]
            return expected.format(**context), cure
    message = details["msg"]
    return Text(zh=message, en=message), CORRECT


def _missing(path: Loc) -> Said:
    field = path[-1] if path else "?"
    return (
        Text(zh=f"必填字段 {field}", en=f"the field {field}, which is needed"),
        Text(zh=f"写上 {field}: ...", en=f"add {field}: ..."),
    )


def _unknown_field(path: Loc, tree: Any) -> Said:
    model = shape.model_at(tree, path[:-1])
    names = list(shape.fields(model))
    return _one_of(names), shape.did_you_mean(str(path[-1]), names, REMOVE)


def _choice(value: Any, choices: list[str]) -> Said:
    return _one_of(choices), shape.did_you_mean(str(value), choices, CHOOSE)


def _kind(value: Any, kinds: list[str]) -> Said:
    listed = _one_of(kinds)
    expected = Text(zh=f"kind: {listed.zh}", en=f"a kind: {listed.en}")
    return expected, shape.did_you_mean(str(value), kinds, CHOOSE)


def _pattern(pattern: str, value: str) -> Said:
    expected = PATTERNS.get(pattern)
    if expected is None:
        return Text(zh=f"符合 {pattern} 的文本", en=f"text that matches {pattern}"), CORRECT
    slug = re.sub(r"[^a-z0-9]+", "-", value.lower()[:64]).strip("-")
    if pattern != ID_PATTERN or not slug:
        return expected, RENAME
    return expected, Text(zh=f"例如改为 {slug}", en=f"write {slug}, for instance")


def _own(error: Exception) -> Said:
    """Return what one of our own validators expected; `Unfit` says it in both languages."""
    text = getattr(error, "text", None)
    return (text if isinstance(text, Text) else Text(zh=str(error), en=str(error))), CORRECT


def _undeclared(name: str, section: str, known: list[str]) -> Said:
    listed, what = _listed(known), SECTIONS[section]
    expected = Text(zh=f"已声明的{what.zh}: {listed}", en=f"a declared {what.en}: {listed}")
    where = Text(zh="cities 的 tier 中", en="as tier of a city") if section == "tiers" else None
    otherwise = Text(
        zh=f"更正名称, 或在 {section} 中声明 {name}" if where is None else f"写在 {where.zh}",
        en=f"correct the name, or declare {name} {where.en if where else f'under {section}'}",
    )
    return expected, shape.did_you_mean(name, known, otherwise)


def _one_of(names: list[str]) -> Text:
    listed = _listed(names)
    return (
        _words(listed, listed)
        if len(names) == 1
        else _words(f"以下之一: {listed}", f"one of {listed}")
    )


def _listed(names: list[str]) -> str:
    more = " ..." if len(names) > MAX_CHOICES else ""
    return ", ".join(names[:MAX_CHOICES]) + more or "-"


def _words(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


REMOVE: Final = _words("删去该字段", "remove the field")
CHOOSE: Final = _words("从中选择一个", "choose one of these")
CORRECT: Final = _words("更正此处", "correct this part")
RENAME: Final = _words("用小写字母、数字改写", "write it anew in lower-case letters and digits")
NUMBER: Final = _words("数", "a number")
PLAIN_NUMBER: Final = _words(
    "只写数字与小数点, 不写单位和千位分隔符; 未知则不写此字段",
    "write digits and a point, no unit and no thousands separator; leave it out if unknown",
)
ANOTHER_NUMBER: Final = _words("更正这个数", "correct the number")
WHOLE: Final = _words("整数", "a whole number")
TRUTH: Final = _words("true 或 false", "true or false")
WRITE_TRUTH: Final = _words("写 true 或 false", "write true or false")
TEXT: Final = _words("文本", "text")
QUOTE: Final = _words("填写文本; 数字形式的文本请加引号", "write a text; put digits into quotes")
LIST: Final = _words("列表", "a list")
WRITE_LIST: Final = _words("写成列表: [..., ...]", "write it as a list: [..., ...]")
MAPPING: Final = _words("由字段组成的映射", "a mapping of fields")
WRITE_MAPPING: Final = _words("写成 {字段: 值}", "write it as {field: value}")
LIST_OR_TABLE: Final = (
    _words("记录的列表或表", "a list of records or a table"),
    _words("写成列表, 或 {table: 文件.csv}", "write a list, or {table: file.csv}"),
)
PATTERNS: Final = {
    ID_PATTERN: _words(
        "由小写字母、数字和单个连字符组成的编号",
        "an id of lower-case letters, digits and single hyphens",
    ),
    NAME_PATTERN: _words(
        "以小写字母开头, 由小写字母、数字和下划线组成的名称",
        "a name of lower-case letters, digits and underscores, a letter first",
    ),
}

SAID: Final[dict[str, Said]] = {
    "greater_than_equal": (
        _words("不小于 {ge:g} 的数", "a number of at least {ge:g}"),
        ANOTHER_NUMBER,
    ),
    "greater_than": (_words("大于 {gt:g} 的数", "a number of more than {gt:g}"), ANOTHER_NUMBER),
    "less_than_equal": (_words("不大于 {le:g} 的数", "a number of at most {le:g}"), ANOTHER_NUMBER),
    "less_than": (_words("小于 {lt:g} 的数", "a number of less than {lt:g}"), ANOTHER_NUMBER),
    "finite_number": (_words("有限的数", "a finite number"), PLAIN_NUMBER),
    "float_type": (NUMBER, PLAIN_NUMBER),
    "float_parsing": (NUMBER, PLAIN_NUMBER),
    "int_type": (WHOLE, PLAIN_NUMBER),
    "int_parsing": (WHOLE, PLAIN_NUMBER),
    "int_parsing_size": (WHOLE, PLAIN_NUMBER),
    "int_from_float": (WHOLE, ANOTHER_NUMBER),
    "bool_type": (TRUTH, WRITE_TRUTH),
    "bool_parsing": (TRUTH, WRITE_TRUTH),
    "string_type": (TEXT, QUOTE),
    "string_too_long": (
        _words("至多 {max_length} 个字符的文本", "text of at most {max_length} characters"),
        _words("缩短", "shorten it"),
    ),
    "string_too_short": (
        _words("至少 {min_length} 个字符的文本", "text of at least {min_length} characters"),
        _words("填写此处", "fill it in"),
    ),
    "too_short": (
        _words("至少 {min_length} 项", "at least {min_length} items"),
        _words("补上缺少的项, 或不写此字段", "add what is lacking, or leave the field out"),
    ),
    "too_long": (
        _words("至多 {max_length} 项", "at most {max_length} items"),
        _words("删去多余的项", "remove what is too much"),
    ),
    "tuple_type": (LIST, WRITE_LIST),
    "list_type": (LIST, WRITE_LIST),
    "dict_type": (MAPPING, WRITE_MAPPING),
    "model_type": (MAPPING, WRITE_MAPPING),
    "model_attributes_type": (MAPPING, WRITE_MAPPING),
}

UNION: Final = ("union_tag_invalid", "union_tag_not_found")
VAGUE: Final = frozenset(
    kind
    for kind in SAID
    if kind.endswith(("_type", "_parsing")) or kind in ("int_from_float", "too_short")
)
"""Said also of a way of writing that was not meant, and of a list whose items are wrong.

An error of another type, or one further inside, tells more.
"""
