"""The golden texts of the rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.rules.golden import check

Golden = Callable[[str, dict[str, dict[str, Any]]], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare the rows of named cases of a kind with the stored text; `--update` accepts them."""

    def compare(kind: str, cases: dict[str, dict[str, Any]]) -> None:
        check(kind, cases, update=request.config.getoption("--update"))

    return compare
