"""What must hold between the parts of a scenario: ids once, formulas readable, figures declared.

All of it is read from the plain data, so that it can be said together with everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from scenarios.files import shape
from scenarios.files.source import Source, inside, rule_ids
from scenarios.files.wording import show
from scenarios.geography import City, Jurisdiction
from scenarios.problems import Loc, Problem
from scenarios.references import Declared, own_id, plain_id
from scenarios.strengths import Formula, FormulaError
from scenarios.words import Text

SECTIONS = ("jurisdictions", "cities", "chains", "funders", "instruments", "projects", "periods")
WITHOUT_PROJECTS = ("chains", "strengths", "instruments")
"""What a scenario needs that has no projects."""
FIGURES_OF: dict[str, type[BaseModel]] = {"jurisdictions": Jurisdiction, "cities": City}


def inconsistencies(source: Source, declared: Declared) -> Iterator[Problem]:
    """Yield everything that does not fit together in the plain data of a scenario."""
    tree = source.tree
    yield from _lacking(tree)
    yield from _twice_declared(source)
    yield from _twice_known(source, declared)
    yield from _formulas(tree, declared)
    yield from _undeclared_figures(tree, declared)
    yield from _figures_of_two_levels(tree, declared)


def _lacking(tree: Any) -> Iterator[Problem]:
    """Yield the sections that only a scenario of projects may leave out."""
    for section in WITHOUT_PROJECTS:
        if section not in tree and "projects" not in tree:
            expected = Text(
                zh=f"必填字段 {section} (只有 projects 时可省略)",
                en=f"the field {section}, which is needed where there are no projects",
            )
            cure = Text(zh=f"写上 {section}: ...", en=f"add {section}: ...")
            yield Problem((section,), show(tree), expected, cure)


def is_stray(declared: Declared, loc: Loc) -> bool:
    """Tell whether `loc` is in a further field that is no indicator, of which that is said."""
    model = FIGURES_OF.get(str(loc[0])) if len(loc) > 2 else None
    return model is not None and loc[2] not in (shape.fields(model) | declared.ids["indicators"])


def _twice_declared(source: Source) -> Iterator[Problem]:
    for section in SECTIONS:
        items = _list(source.tree, section)
        yield from _twice(source, (section,), [own_id(item) for item in items], NEW_ID)
    for number, chain in enumerate(_list(source.tree, "chains")):
        stages = [own_id(stage) for stage in _list(chain, "stages")]
        yield from _twice(source, ("chains", number, "stages"), stages, NEW_ID)
    yield from _twice(source, ("rules",), rule_ids(_list(source.tree, "rules")), NEW_RULE_ID)


def _twice(source: Source, loc: Loc, names: Iterable[object], cure: Text) -> Iterator[Problem]:
    """Yield each item whose name another item before it has, and where both stand."""
    first: dict[object, int] = {}
    for number, name in enumerate(names):
        if name is not None and first.setdefault(name, number) != number:
            places = ", ".join(_where(source, (*loc, place)) for place in (first[name], number))
            yield Problem((*loc, number), f"{_shown(name)} ({places})", ONCE, cure)


def _shown(name: object) -> str:
    return " - ".join(sorted(name)) if isinstance(name, frozenset) else str(name)


def _where(source: Source, loc: Loc) -> str:
    return source.place(loc) or ".".join(str(part) for part in loc)


def _twice_known(source: Source, declared: Declared) -> Iterator[Problem]:
    """Yield strengths and links that are given a second time."""
    if declared.stages is None:
        return
    sites = _list(inside(source.tree, "strengths"), "sites")
    named = [site_of(item, "", declared) for item in sites]
    yield from _twice(source, ("strengths", "sites"), named, DROP)
    links = _list(inside(source.tree, "links"), "known")
    ends = [[site_of(item, end, declared) for end in ("_a", "_b")] for item in links]
    pairs = [frozenset((one, other)) if one and other else None for one, other in ends]
    yield from _twice(source, ("links", "known"), pairs, DROP)


def site_of(item: Any, end: str, declared: Declared) -> str | None:
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
    for section, model in FIGURES_OF.items():
        choices = [*shape.fields(model), *known]
        allowed, seen = set(choices), dict[str, list[int]]()
        for number, item in enumerate(_list(tree, section)):
            for name in item if isinstance(item, dict) else ():
                if name not in allowed:
                    seen.setdefault(name, []).append(number)
        for name, numbers in seen.items():
            listed = ", ".join(choices)
            expected = Text(
                zh=f"字段或已声明的指标: {listed}", en=f"a field or indicator: {listed}"
            )
            found = name if len(numbers) == 1 else f"{name} (x {len(numbers)})"
            yield Problem((section, numbers[0], name), found, expected, _declare(name, choices))


def _declare(name: str, choices: Iterable[str]) -> Text:
    otherwise = Text(
        zh=f"在 indicators 中声明 {name}, 或删去它",
        en=f"declare {name} under indicators, or remove it",
    )
    return shape.did_you_mean(name, choices, otherwise)


def _figures_of_two_levels(tree: Any, declared: Declared) -> Iterator[Problem]:
    """Yield indicators known both of cities and of jurisdictions, as no one can tell."""
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
