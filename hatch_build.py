"""No wheel without the page: who installs one must be able to open it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


# hatchling stands in the environment of a build alone, so that a checker knows nothing of it
class PageIsBuilt(BuildHookInterface):  # type: ignore[misc, type-arg]
    """Refuses to build a wheel when `api/static/index.html` is missing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Look for the page, except where the package stays in its folder."""
        if version != "editable" and not Path(self.root, "api/static/index.html").is_file():
            raise FileNotFoundError(
                "api/static/index.html: build the page first: npm ci && npm run build in api/web"
            )
