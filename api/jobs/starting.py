"""The first step of a run's process, free of everything that is slow to load.

Whoever starts runs need not load the optimizer for it: only the process itself does.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any


def begin(asked: Mapping[str, Any], pipe: Connection) -> None:
    """Do the run that is described, in this process."""
    from api.jobs.child import Job, work  # loaded by the server that this process is a copy of

    work(Job(parent=os.getppid(), **asked), pipe)


def failed(code: str, detail: str, **more: Any) -> dict[str, Any]:
    """Return the end of a run that failed."""
    return {"state": "failed", "error": {"code": code, "detail": detail, **more}}


def out_of_memory(megabytes: int) -> dict[str, Any]:
    """Return the end of a run that needed more memory than it may have."""
    return failed("out-of-memory", f"the run needs more than the {megabytes} MB that it may have")
