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
