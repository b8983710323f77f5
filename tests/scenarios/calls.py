"""Calls for proposals as plain data: projects of several partners, and who pays for them."""

from __future__ import annotations

from typing import Any

Tree = dict[str, Any]

CITIES = {"vienna": "austria", "graz": "austria", "oslo": "norway", "riga": "latvia"}


def partner(city: str, amount: Any, **more: Any) -> Tree:
    return {"city": city, "amount": amount, **more}


def project(name: str, score: float, *partners: Tree, **more: Any) -> Tree:
    return {"id": name, "score": score, "partners": list(partners), **more}


def call(*projects: Tree, **changes: Any) -> Tree:
    """Return the smallest file: who pays, who sits where, and what is proposed."""
    lands = list(dict.fromkeys(CITIES.values()))
    tree: Tree = {
        "schema": 1,
        "id": "joint-call",
        "title": "joint call",
        "money": {"currency": "EUR", "unit": "million"},
        "periods": [2026],
        "jurisdictions": [{"id": land} for land in lands],
        "cities": [{"id": city, "jurisdiction": land} for city, land in CITIES.items()],
        "funders": [{"id": land, "jurisdiction": land, "contribution": 3} for land in lands],
        "projects": list(projects),
    }
    return tree | changes
