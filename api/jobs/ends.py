"""How a run ends that has no result, as its process and its watcher tell it."""

from __future__ import annotations

from typing import Any


def failed(code: str, detail: str, **more: Any) -> dict[str, Any]:
    """Return the end of a run that failed."""
    return {"state": "failed", "error": {"code": code, "detail": detail, **more}}


def out_of_memory(megabytes: int) -> dict[str, Any]:
    """Return the end of a run that needed more memory than it may have."""
    return failed("out-of-memory", f"the run needs more than the {megabytes} MB that it may have")
