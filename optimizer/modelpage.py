"""Writes `docs/model.md` from the code, so that the page cannot say what the code does not do.

    python -m optimizer.modelpage            write the page
    python -m optimizer.modelpage --check    exit 1 with the difference if the page is not this

Run it in the folder that holds `docs/`. The prose is in `docs/model.in.md`; each `{{ name }}` there
is filled in from here. The rows shown are those that a rule's own code yields on the
scenario of the library that its example is for.
"""

from __future__ import annotations

import argparse
import difflib
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, get_args

import yaml
from pydantic import BaseModel

import scenarios
from optimizer.alone import informed
from optimizer.identities import FORMULAS, SAYS
from optimizer.rows import rows_of
from scenarios.fields import Told, fields_of
from scenarios.objectives import MEASURES
from scenarios.opening import open_ledger
from scenarios.responses import BaselinePower, Linear, Points, Response, Saturating
from scenarios.rules import RULES
from scenarios.rules.base import Rule
from scenarios.selection import Selection
from scenarios.spelling import spell

TEMPLATE: Final = "model.in.md"
PAGE: Final = "model.md"

CURVES: Final[dict[type[BaseModel], tuple[str, str]]] = {
    BaselinePower: (
        r"V(g) = (g + g_0)^e - g_0^e",
        r"g^* = \left[\left(\frac{e\,w}{c}\right)^{\frac{1}{1-e}} - g_0\right]_0^{G}",
    ),
    Saturating: (
        r"V(g) = \bar V \bigl(1 - e^{-g / s}\bigr)",
        r"g^* = \left[s \ln \frac{w\,\bar V}{s\,c}\right]_0^{G}",
    ),
    Linear: (
        r"V(g) = \min(g, \bar g)",
        r"g^* = \min(\bar g, G) \text{ if } w > c, \text{ else } 0",
    ),
    Points: (
        r"V(g) = V_k + \frac{V_{k+1} - V_k}{x_{k+1} - x_k}\,(g - x_k)"
        r" \text{ for } x_k \le g \le x_{k+1}, \qquad V(g) = V_n \text{ for } g > x_n",
        r"g^* = \min(x_k, G) \text{ with the smallest } k \text{ at which } w V_k - c\,x_k"
        r" \text{ is largest}",
    ),
}
"""The curve of each response, and its best answer to a net cost c > 0, a gain w and a cap G."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page, or check it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m optimizer.modelpage")
    parser.add_argument("--check", action="store_true", help="compare with the page on disk")
    parser.add_argument("--docs", type=Path, default=Path("docs"), help="where both files are")
    asked = parser.parse_args(arguments)
    wanted, file = page(asked.docs), asked.docs / PAGE
    if not asked.check:
        file.write_text(wanted, encoding="utf-8", newline="\n")
        return 0
    found = file.read_text(encoding="utf-8") if file.exists() else ""
    changes = difflib.unified_diff(
        found.splitlines(keepends=True), wanted.splitlines(keepends=True), str(file), "the code"
    )
    sys.stdout.writelines(changes)
    return int(found != wanted)


def page(docs: Path) -> str:
    """Return the page: the template in `docs` with every part filled in."""
    template = (docs / TEMPLATE).read_text(encoding="utf-8").partition("-->\n")[2]
    return re.sub(r"\{\{ (\w+) \}\}", lambda found: PARTS[found[1]](), template)


# --- parts ---------------------------------------------------------------------------------------


def _identities() -> str:
    return _blocks(
        f"**{name}** ({SAYS[name].zh})\n\n{SAYS[name].en}\n\n{_math(formula)}"
        for name, formula in FORMULAS.items()
    )


def _measures() -> str:
    return _blocks(
        f"**{name}** ({part.title.zh})\n\n{part.says.en}\n\n{_math(part.formula)}"
        for name, part in MEASURES.items()
    )


def _responses() -> str:
    kinds = get_args(get_args(Response)[0])
    return _blocks(_response(kind, *CURVES[kind]) for kind in kinds)


def _response(kind: type[BaseModel], curve: str, best: str) -> str:
    name = kind.model_fields["kind"].default
    told = fields_of(kind)
    return _blocks([f"### {name}", _said(kind), _math(curve), _math(best), _table(told)])


def _selectors() -> str:
    return _blocks([_said(Selection), _table(fields_of(Selection))])


def _list_of_rules() -> str:
    lines = ["| kind | | says |", "|---|---|---|"]
    for kind, rule in RULES.items():
        lines.append(_row(f"[`{kind}`](#{kind})", rule.title.zh, rule.says.en))
    return "\n".join(lines)


def _rules() -> str:
    return _blocks(_rule(kind, rule) for kind, rule in RULES.items())


def _rule(kind: str, rule: type[Rule]) -> str:
    stanza = yaml.safe_dump(
        [rule.example], default_flow_style=None, sort_keys=False, allow_unicode=True, width=90
    )
    return _blocks(
        [
            f"### {kind}",
            f"**{rule.title.en}** ({rule.title.zh}). {rule.says.zh}",
            _said(rule),
            _math(rule.formula),
            _table(_own_fields(rule)),
            f"For example, under `rules:`\n\n```yaml\n{stanza}```",
            _first_row(rule),
            f"**Price**: {rule.price_means.en} ({rule.price_means.zh}).",
        ]
    )


def _own_fields(rule: type[Rule]) -> list[Told]:
    """Return the fields of a rule; all selectors of a rule that selects stand as one."""
    selects = issubclass(rule, Selection)
    hidden = {"kind", "id", "note", *(Selection.SELECTORS if selects else ())}
    own = [field for field in fields_of(rule) if field.name not in hidden]
    if selects:
        meaning = "which money is counted; see [selectors](#selectors)"
        own.append(Told("funders ... cross_border", "selectors", False, None, meaning))
    return own


def _first_row(rule: type[Rule]) -> str:
    """Return the first clause that the example gives on the small scenario, spelt out."""
    stanza = rule.model_validate(rule.example)
    scenario = scenarios.load(rule.example_on).model_copy(update={"rules": (stanza,)})
    ledger = informed(scenario, open_ledger(scenario))
    rows = [row for row in rows_of(stanza, ledger).rows if not row.ties]
    many = "one row" if len(rows) == 1 else f"{len(rows)} rows, of which the first is"
    return (
        f"On `{rule.example_on}` this gives {many}\n\n```text\n{_lines(spell(rows[0], ledger))}```"
    )


# --- pieces --------------------------------------------------------------------------------------


def _said(stanza: type[BaseModel]) -> str:
    return inspect.getdoc(stanza) or ""


def _math(formula: str) -> str:
    return f"```math\n{formula}\n```"


def _table(fields: Iterable[Told]) -> str:
    lines = ["| field | type | default | meaning |", "|---|---|---|---|"]
    for field in fields:
        default = "*needed*" if field.required else _default(field.default)
        lines.append(_row(f"`{field.name}`", field.type, default, field.meaning))
    return "\n".join(lines)


def _default(value: Any) -> str:
    if isinstance(value, BaseModel):
        return "`all`" if isinstance(value, Selection) else ""
    if isinstance(value, tuple) and value:
        return f"`[{', '.join(map(str, value))}]`"
    return "" if value is None or value == () else f"`{str(value).lower()}`"


def _row(*cells: str) -> str:
    safe = (cell.replace("|", r"\|") for cell in cells)
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in safe)


def _lines(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _blocks(blocks: Iterable[str]) -> str:
    return "\n\n".join(block for block in blocks if block)


PARTS: Final[dict[str, Callable[[], str]]] = {
    "identities": _identities,
    "measures": _measures,
    "responses": _responses,
    "selectors": _selectors,
    "list_of_rules": _list_of_rules,
    "rules": _rules,
}

if __name__ == "__main__":
    sys.exit(main())
