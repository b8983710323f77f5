"""`variants`: named sets of changes in one file, for questions that are asked again and again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from scenarios.files.changing import Changer
from scenarios.files.shape import did_you_mean
from scenarios.files.source import Source, inside
from scenarios.files.spots import Origin
from scenarios.files.wording import CORRECT, MAPPING, RENAME, TEXT, WRITE_MAPPING, show
from scenarios.problems import Problem, ScenarioError
from scenarios.words import ID_PATTERN, Text

EXTENDS: Final = "extends"
KEY: Final = "variants"
TITLE: Final = "title"
FIXED: Final = ("schema", "id", EXTENDS, KEY)
"""What a variant cannot change: it is a variant of this scenario."""
MOST: Final = 50


@dataclass(frozen=True)
class Variant:
    """A named set of changes: how people call it, what it changes, and where that is written."""

    title: Text | None
    body: Mapping[str, Any]
    origin: Origin

    def apply(self, source: Source) -> list[Problem]:
        """Make the changes; return what is wrong with them."""
        changer = Changer(source)
        changer.body(dict(self.body), self.origin)
        return changer.finish()


def take_variants(source: Source) -> tuple[dict[str, Variant], list[Problem]]:
    """Take the variants out of a file; return them, and what is wrong with how they are written."""
    written = source.tree.pop(KEY, None)
    if written is None:
        return {}, []
    origin = Origin(source.name, source.spot).within(KEY)
    if not isinstance(written, dict):
        return {}, [_problem((), origin, show(written), VARIANTS, WRITE_VARIANTS)]
    if len(written) > MOST:
        return {}, [_problem((), origin, f"{len(written):,}", *FEWER)]
    variants: dict[str, Variant] = {}
    problems: list[Problem] = []
    for name, body in written.items():
        here = origin.within(name)
        problems += _problems_of(name, body, here)
        if isinstance(body, dict):
            changes = {key: part for key, part in body.items() if key not in (TITLE, *FIXED)}
            variants[name] = Variant(_title(body), changes, here)
    return variants, problems


def _problems_of(name: str, body: Any, origin: Origin) -> list[Problem]:
    """Return what is wrong with a variant as it is written, whatever it changes."""
    problems = []
    if re.fullmatch(ID_PATTERN, name) is None or len(name) > 64:
        problems.append(_problem((name,), origin, name[:80], IDENTIFIER, RENAME))
    if not isinstance(body, dict):
        return [*problems, _problem((name,), origin, show(body), MAPPING, WRITE_MAPPING)]
    for key in body:
        if key in FIXED:
            problems.append(_problem((name, key), origin.within(key), key, *STAYS))
    if TITLE in body and _title(body) is None:
        place = origin.within(TITLE)
        problems.append(_problem((name, TITLE), place, show(body[TITLE]), TEXT, CORRECT))
    return problems


def _title(body: dict[str, Any]) -> Text | None:
    try:
        return Text.model_validate(inside(body, TITLE))
    except ValidationError:
        return None


def _problem(
    loc: tuple[str, ...], origin: Origin, found: str, expected: Text, cure: Text
) -> Problem:
    return Problem((KEY, *loc), found, expected, cure, str(origin))


def chosen(name: str, variants: Mapping[str, Variant]) -> Variant:
    """Return the variant of this name; raises `ScenarioError` with all names if there is none."""
    variant = variants.get(name)
    if variant is None:
        listed = ", ".join(variants)
        one = Text(zh=f"变体之一: {listed}", en=f"one of the variants: {listed}")
        cure = did_you_mean(name, variants, CHOOSE if variants else NONE[1])
        found = name[:80] or '""'
        place = f"--variant {name[:80]}"
        raise ScenarioError([Problem((KEY,), found, one if variants else NONE[0], cure, place)])
    return variant


VARIANTS: Final = Text(zh="由变体名称到其改动的映射", en="a mapping from names to changes")
WRITE_VARIANTS: Final = Text(
    zh="写成 {名称: {改动}}", en="write it as {name: {what changes}}, one entry a variant"
)
FEWER: Final = (
    Text(zh=f"至多 {MOST} 个变体", en=f"at most {MOST} variants"),
    Text(
        zh="写在另一个文件中, 用 extends 引用本文件", en="write others in a file that extends this"
    ),
)
IDENTIFIER: Final = Text(
    zh="由小写字母、数字和单个连字符组成的名称",
    en="a name of lower-case letters, digits and single hyphens",
)
STAYS: Final = (
    Text(zh="变体可以改动的字段", en="a field that a variant may change"),
    Text(
        zh="删去, 或另写一个使用 extends 的文件", en="remove it, or write a file that extends this"
    ),
)
CHOOSE: Final = Text(zh="从中选择一个", en="choose one of these")
NONE: Final = (
    Text(zh="含有变体的方案", en="a scenario that has variants"),
    Text(
        zh="不指定变体, 或在文件中写上 variants", en="ask for none, or write variants in the file"
    ),
)
