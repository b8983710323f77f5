"""What must hold between the parts of a scenario: ids once, formulas readable, figures declared.

All of it is read from the plain data, so that it can be said together with everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scenarios.files import shape
from scenarios.files.source import inside, rule_ids
from scenarios.geography import City, Jurisdiction
from scenarios.problems import Loc, Problem
from scenarios.references import Declared, own_id, plain_id
from scenarios.strengths import Formula, FormulaError
from scenarios.words import Text

SECTIONS = ("jurisdictions", "cities", "chains", "funders", "instruments", "periods")


def inconsistencies(tree: Any, declared: Declared) -> Iterator[Problem]:
    """Yield everything that does not fit together in the plain data of a scenario."""
    yield from _twice_declared(tree)
    yield from _twice_known(tree, declared)
    yield from _formulas(tree, declared)
    yield from _undeclared_figures(tree, declared)
    yield from _figures_of_two_levels(tree, declared)


def _twice_declared(tree: Any) -> Iterator[Problem]:
    for section in SECTIONS:
        items = _list(tree, section)
        yield from _twice((section,), [own_id(item) for item in items], NEW_ID)
    for number, chain in enumerate(_list(tree, "chains")):
        stages = [own_id(stage) for stage in _list(chain, "stages")]
        yield from _twice(("chains", number, "stages"), stages, NEW_ID)
    yield from _twice(("rules",), rule_ids(_list(tree, "rules")), NEW_RULE_ID)


def _twice(loc: Loc, names: Iterable[object], cure: Text) -> Iterator[Problem]:
    """Yield each item whose name another item before it has."""
    first: dict[object, int] = {}
    for number, name in enumerate(names):
        if name is not None and first.setdefault(name, number) != number:
            found = f"{_said(name)} ({_path(loc, first[name])}, {_path(loc, number)})"
            yield Problem((*loc, number), found, ONCE, cure)


def _said(name: object) -> str:
    return " - ".join(sorted(name)) if isinstance(name, frozenset) else str(name)


def _path(loc: Loc, number: int) -> str:
    return ".".join(str(part) for part in (*loc, number))


def _twice_known(tree: Any, declared: Declared) -> Iterator[Problem]:
    """Yield strengths and links that are given a second time."""
    if declared.stages is None:
        return
    sites = _list(inside(tree, "strengths"), "sites")
    yield from _twice(("strengths", "sites"), [_site(item, "", declared) for item in sites], DROP)
    links = _list(inside(tree, "links"), "known")
    ends = [[_site(item, end, declared) for end in ("_a", "_b")] for item in links]
    pairs = [frozenset((one, other)) if one and other else None for one, other in ends]
    yield from _twice(("links", "known"), pairs, DROP)


def _site(item: Any, end: str, declared: Declared) -> str | None:
    """Return the site that a record speaks of, with the chain where that is the only one."""
    if not isinstance(item, dict):
        return None
    city, stage = plain_id(item.get(f"city{end}")), plain_id(item.get(f"stage{end}"))
    if city is None or stage is None:
        return None
    chains = declared.chains_of(stage, plain_id(item.get("chain")))
    return f"{city}/{'+'.join(chains)}/{stage.rpartition('/')[2]}"


def _formulas(tree: Any, declared: Declared) -> Iterator[Problem]:
    """Yield formulas that cannot be read, or that need what is not an indicator."""
    formulas = inside(inside(tree, "strengths"), "formulas")
    known = declared.ids["indicators"]
    for stage, text in formulas.items() if isinstance(formulas, dict) else ():
        loc = ("strengths", "formulas", stage)
        if not isinstance(text, str):
            continue
        try:
            names = Formula(text).names
        except FormulaError as error:
            cure = Text(zh=f"更正公式: {error}", en=f"correct the formula: {error}")
            yield Problem(loc, text[:80], FORMULA, cure)
            continue
        for name in sorted(names - set(known)):
            listed = ", ".join(known) or "-"
            expected = Text(zh=f"已声明的指标: {listed}", en=f"a declared indicator: {listed}")
            yield Problem(loc, name, expected, _declare(name, known))


def _undeclared_figures(tree: Any, declared: Declared) -> Iterator[Problem]:
    """Yield each further field of cities and jurisdictions that is not a declared indicator."""
    known = declared.ids["indicators"]
    for section, model in (("jurisdictions", Jurisdiction), ("cities", City)):
        choices = [*shape.fields(model), *known]
        allowed, seen = set(choices), dict[str, list[int]]()
        for number, item in enumerate(_list(tree, section)):
            for name in item if isinstance(item, dict) else ():
                if name not in allowed:
                    seen.setdefault(name, []).append(number)
        for name, numbers in seen.items():
            listed = ", ".join(choices)
            expected = Text(zh=f"字段或已声明的指标: {listed}", en=f"a field or indicator: {listed}")
            found = name if len(numbers) == 1 else f"{name} (x {len(numbers)})"
            yield Problem((section, numbers[0], name), found, expected, _declare(name, choices))


def _declare(name: str, choices: Iterable[str]) -> Text:
    otherwise = Text(
        zh=f"在 indicators 中声明 {name}, 或删去它", en=f"declare {name} under indicators, or remove it"
    )
    return shape.did_you_mean(name, choices, otherwise)


def _figures_of_two_levels(tree: Any, declared: Declared) -> Iterator[Problem]:
    """Yield indicators known both of cities and of jurisdictions: which of the two is meant?"""
    for name in declared.ids["indicators"]:
        first = [_first_with(tree, section, name) for section in ("cities", "jurisdictions")]
        if None not in first:
            yield Problem(("indicators", name), f"{name}: cities, jurisdictions", *ONE_LEVEL)


def _first_with(tree: Any, section: str, name: str) -> int | None:
    given = (inside(item, name) is not None for item in _list(tree, section))
    return next((number for number, found in enumerate(given) if found), None)


def _list(part: Any, key: str) -> list[Any]:
    value = inside(part, key)
    return value if isinstance(value, list) else []


ONCE = Text(zh="只出现一次", en="to be there only once")
NEW_ID = Text(zh="改用另一个编号, 或删去其中一个", en="give it another id, or remove one of them")
NEW_RULE_ID = Text(zh="给规则写上自己的 id", en="give the rule an id of its own")
DROP = Text(zh="删去其中一个", en="remove one of them")
FORMULA = Text(
    zh="由数、指标、+ - * / **、括号和 sqrt、log1p、minimum、maximum 组成的公式",
    en="a formula of numbers, indicators, + - * / **, brackets, sqrt, log1p, minimum, maximum",
)
ONE_LEVEL = (
    Text(zh="指标只属于城市或只属于辖区", en="an indicator either of cities or of jurisdictions"),
    Text(zh="给其中一个改名", en="rename one of the two"),
)
