"""What one cell means, by what may stand there: `core, hub` is a list, `2026` a number or a text.

A cell may also hold what a file holds in brackets, `[a, b]` or `{field: value}`, so that there is
nothing that a workbook cannot say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, get_args, get_origin

from scenarios.files import shape
from scenarios.files.dumping import to_flow
from scenarios.files.yaml12 import read_yaml, scalar
from scenarios.problems import ScenarioError

BLANKS: Final = " \t\u00a0\u3000\u200b\ufeff"
SEPARATOR: Final = re.compile(r"[,，、;；\n]")
LARGEST: Final = 2**53
Kinds = tuple[Any, ...]


@dataclass(frozen=True)
class Takes:
    """What may stand in a cell: text, certain words, numbers, truth values, a list, a mapping."""

    text: bool
    words: frozenset[str]
    number: bool
    truth: bool
    list: bool
    items: Kinds
    mapping: bool
    names: frozenset[str]
    any_name: bool


@cache
def takes(kinds: Kinds) -> Takes:
    """Return what a cell of these kinds may hold."""
    words = literals(kinds)
    models = [kind for kind in kinds if shape.is_model(kind)]
    lists = [kind for kind in kinds if _origin(kind) is tuple]
    is_mapping = any(_origin(kind) is dict for kind in kinds)
    whole = [word for word in words if isinstance(word, int) and not isinstance(word, bool)]
    return Takes(
        text=str in kinds,
        words=frozenset(word for word in words if isinstance(word, str)),
        number=float in kinds or int in kinds or bool(whole),
        truth=bool in kinds or any(isinstance(word, bool) for word in words),
        list=bool(lists),
        items=tuple(inner for kind in lists for inner in shape.step(kind, [], 0)),
        mapping=is_mapping or bool(models),
        names=frozenset(name for model in models for name in shape.fields(model)),
        any_name=is_mapping,
    )


def _origin(kind: Any) -> Any:
    return get_origin(kind)


def literals(kinds: Kinds) -> list[Any]:
    """Return the words of which one may stand in a cell."""
    found = (word for kind in kinds if _origin(kind) is Literal for word in get_args(kind))
    return list(dict.fromkeys(found))


def read(value: Any, kinds: Kinds) -> Any:
    """Return what the value of a cell says; raises `ScenarioError` for brackets gone wrong."""
    wanted = takes(kinds)
    if isinstance(value, str):
        return _read_text(clean(value), wanted, known=bool(kinds))
    if isinstance(value, bool) or wanted.number or not kinds:
        return value
    if wanted.text or wanted.words:
        return digits(value)
    if wanted.list and not wanted.truth:
        return [read(value, wanted.items)]
    return value


def free(value: Any) -> Any:
    """Return what a cell says where anything may stand: words, numbers, brackets, quotes.

    Raises `ScenarioError` for brackets or quotes gone wrong.
    """
    if not isinstance(value, str):
        return value
    text = clean(value)
    return _brackets(text) if text.startswith(("[", "{", "'", '"')) else scalar(text)


def spell(value: Any) -> Any:
    """Return what a cell must hold to be read as `value` where anything may stand."""
    if isinstance(value, str):
        return value if _is_plain(value) else to_flow([value])[1:-1]
    return "null" if value is None else write(value, ())


def _is_plain(text: str) -> bool:
    try:
        return bool(free(text) == text)
    except ScenarioError:
        return False


def clean(text: str) -> str:
    """Return a text without the blanks around it; line breaks are kept around several words."""
    inner, bare = text.strip(BLANKS), text.strip(BLANKS + "\r\n")
    return bare if bare.split() in ([bare], []) else inner


def digits(number: float) -> str:
    """Return a number as a person types it."""
    return str(int(number)) if float(number).is_integer() else repr(number)


def _read_text(text: str, wanted: Takes, *, known: bool) -> Any:
    if text in wanted.words:
        return text
    if wanted.text:
        return _brackets(text) if wanted.list and text.startswith("[") else text
    if wanted.truth and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if wanted.number and isinstance(scalar(text), int | float):
        return scalar(text)
    if _is_structured(text, wanted, known=known):
        return _brackets(text)
    if wanted.list:
        parts = (clean(part) for part in SEPARATOR.split(text))
        return [read(part, wanted.items) for part in parts if part]
    return text


def _is_structured(text: str, wanted: Takes, *, known: bool) -> bool:
    """Tell whether a text is meant as a list or mapping as files write them."""
    if not known:
        return text[:1] in ("[", "{")
    if wanted.list and text[:1] in ("[", "{"):
        return True
    if not wanted.mapping:
        return False
    name = re.match(r"([^\s:{}\[\]]+):(\s|$)", text)
    return text.startswith("{") or bool(name and (wanted.any_name or name[1] in wanted.names))


def _brackets(text: str) -> Any:
    value, _, problems = read_yaml(text, "")
    if problems:
        raise ScenarioError(problems)
    return value


def write(value: Any, kinds: Kinds) -> Any:
    """Return what a cell must hold to be read as `value`."""
    if isinstance(value, list):
        simple = not any(isinstance(part, list | dict | bool) or part is None for part in value)
        short = ", ".join(map(_word, value)) if simple else ""
        return short if short and _means(short, value, kinds) else to_flow(value)
    if isinstance(value, dict):
        return to_flow(value)
    is_large = isinstance(value, int) and not isinstance(value, bool) and abs(value) > LARGEST
    return str(value) if is_large else value


def _word(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)


def _means(text: str, value: Any, kinds: Kinds) -> bool:
    try:
        return bool(read(text, kinds) == value)
    except ScenarioError:
        return False
