"""Answers of shipped scenarios, each solved once for all tests that ask for it."""

from __future__ import annotations

from functools import cache

from optimizer import Allocation, solve
from scenarios import load


@cache
def answer(name: str, variant: str | None = None, *changes: str) -> Allocation:
    """Return the answer of a shipped scenario, of a variant of it, or of it with changes."""
    return solve(load(name, list(changes), variant=variant))


def solved(name: str, variant: str | None = None, *changes: str) -> Allocation:
    """Return the answer, which must be optimal."""
    found = answer(name, variant, *changes)
    assert found.status == "optimal"
    return found


def value(name: str, variant: str | None = None, *changes: str) -> float:
    """Return what the optimum is worth."""
    found = solved(name, variant, *changes).value
    assert found is not None
    return found
