"""Funds small enough to solve with a pencil."""

from __future__ import annotations

from typing import Any

from scenarios.scenario import Scenario

POWER = {"kind": "baseline-power", "elasticity": 0.5, "baseline": 4.0}


def fund(
    contribution: Any,
    links: dict[tuple[str, str], float],
    response: dict[str, Any],
    **changes: Any,
) -> Scenario:
    """Return a fund of one stage, a city a land, and links between cities of given strength."""
    names = sorted({city for pair in links for city in pair})
    known = [
        {"city_a": a, "stage_a": "work", "city_b": b, "stage_b": "work", "strength": strength}
        for (a, b), strength in links.items()
    ]
    data: dict[str, Any] = {
        "schema": 1,
        "id": "pencil",
        "title": "pencil",
        "money": {"currency": "EUR", "unit": "million"},
        "periods": [1],
        "jurisdictions": [{"id": name} for name in names],
        "cities": [{"id": name, "jurisdiction": name} for name in names],
        "chains": [{"id": "chain", "stages": ["work"]}],
        "funders": [{"id": "purse", "contribution": contribution}],
        "strengths": {
            "sites": [{"city": name, "stage": "work", "strength": 1.0} for name in names]
        },
        "instruments": [{"id": "joint", "scope": "link", "response": response}],
        "links": {"known": known},
        "options": {"gap": 1e-9},
    }
    return Scenario.model_validate(data | changes)
