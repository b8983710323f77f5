"""The typed client of the page is made from what the service says of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from api.app import create_app
from api.auth import Service
from api.settings import Settings

DESCRIBED = Path(__file__).parents[2] / "api/web/openapi.json"


def test_page_knows_the_service(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """After `--update`, run `npm run types` in api/web, which writes the types anew."""
    nothing = cast(Any, None)
    app = create_app(Service(Settings(data=tmp_path), nothing, nothing))
    told = json.dumps(app.openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if request.config.getoption("--update"):
        DESCRIBED.write_text(told, encoding="utf-8")
    assert told == DESCRIBED.read_text(encoding="utf-8")
