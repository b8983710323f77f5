"""Work in a process of its own, with a time limit, and how much memory it took."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any


def peak() -> float:
    """Return the peak memory in MB, of this process or of the solver it started if that is more.

    Where Linux tells it, of this program alone: `ru_maxrss` goes on from the parent's peak.
    """
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="ascii")
        own = next(int(line.split()[1]) for line in status.splitlines() if "VmHWM" in line)
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def in_process(seconds: float, work: Callable[..., None], *arguments: Any) -> Any:
    """Return what `work` answers from a process of its own; `TimeoutError` after `seconds`.

    `ChildProcessError` if it ends without an answer; it says itself why. Its standard output is
    dropped: solvers greet, whatever they are told.
    """
    spawn = multiprocessing.get_context("spawn")
    mine, theirs = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_quietly, args=(work, *arguments, theirs))
    process.start()
    theirs.close()
    try:
        if not mine.poll(seconds):
            raise TimeoutError
        return mine.recv()
    except EOFError:
        raise ChildProcessError(f"{work.__module__} ended without an answer") from None
    finally:
        _end(process)


def _quietly(work: Callable[..., None], *arguments: Any) -> None:
    """Work in a session of its own, so that a solver that it starts can be ended with it."""
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    work(*arguments)


def _end(process: Any) -> None:
    """End a process, and the solver that it may have started."""
    process.join(1)
    if process.is_alive():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.join()
