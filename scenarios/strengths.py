"""How strong each site is: a small formula language over indicators."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from scenarios.ledger import Floats

OPERATORS: Final[dict[type[ast.AST], Callable[..., Floats]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
FUNCTIONS: Final[dict[str, Callable[..., Floats]]] = {
    "sqrt": np.sqrt,
    "log1p": np.log1p,
    "minimum": np.minimum,
    "maximum": np.maximum,
}


class FormulaError(ValueError):
    """A formula that cannot be read; the message says which part and what is allowed."""


class Formula:
    """A formula over named indicators, read once; `names` are the indicators it needs.

    Allowed are numbers, indicator names, `+ - * / **`, brackets, and `sqrt`, `log1p`, `minimum`,
    `maximum`. Nothing else can be said, so that a file from a stranger is safe to read.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self._tree = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            message = f"{text!r} is not a formula: {getattr(error, 'msg', error)}"
            raise FormulaError(message) from error
        self.names = frozenset(_names(self._tree, text, depth=0))

    def __call__(self, figures: Mapping[str, Floats]) -> Floats:
        """Evaluate over `figures`, arrays of one shape by indicator name."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return np.asarray(_value(self._tree, figures), dtype=np.float64)


def _names(node: ast.AST, text: str, depth: int) -> set[str]:
    if depth > 50:
        raise FormulaError("the formula is nested too deeply")
    match node:
        case ast.Name(id=name):
            return {name}
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return set()
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            return _names(left, text, depth + 1) | _names(right, text, depth + 1)
        case ast.UnaryOp(op=op, operand=operand) if type(op) in OPERATORS:
            return _names(operand, text, depth + 1)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            return set().union(*(_names(part, text, depth + 1) for part in args))
    part, allowed = ast.get_source_segment(text.strip(), node) or text, ", ".join(FUNCTIONS)
    raise FormulaError(f"{part!r} is not allowed; use numbers, indicators, + - * / **, {allowed}")


def _value(node: ast.AST, figures: Mapping[str, Floats]) -> Floats:
    match node:
        case ast.Name(id=name):
            return figures[name]
        case ast.Constant(value=int() | float() as number):
            return np.asarray(number, dtype=np.float64)
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_value(left, figures), _value(right, figures))
        case ast.UnaryOp(op=op, operand=operand):
            return OPERATORS[type(op)](_value(operand, figures))
        case ast.Call(func=ast.Name(id=name), args=args):
            return FUNCTIONS[name](*(_value(part, figures) for part in args))
    raise FormulaError(f"{type(node).__name__} is not allowed")


def relative(figures: Floats) -> Floats:
    """Divide by the mean of what is known, so that figures of different units can be added."""
    known = figures[np.isfinite(figures)]
    mean = known.mean() if known.size else 0.0
    return figures / mean if mean else figures
