"""The server that copies itself: quick, and gone when there is nothing to do."""

from __future__ import annotations

import os
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path

from api.jobs.forking import Forks


def say(word: str, pipe: Connection) -> None:
    pipe.send((word, os.getppid()))


def asked(forks: Forks) -> int:
    """Start a process; return the process that it is a copy of."""
    child = forks.start(say, "hello")
    assert child.pipe.poll(60)
    word, parent = child.pipe.recv()
    child.process.join()
    child.pipe.close()
    assert word == "hello"
    return int(parent)


def test_it_ends_when_there_is_nothing_to_do_and_starts_again() -> None:
    forks = Forks(loaded=())
    first = asked(forks)
    assert asked(forks) == first
    assert not forks.rest(60)
    assert forks.rest(0)
    assert not Path(f"/proc/{first}").exists()
    assert not forks.rest(0)
    second = asked(forks)
    assert second != first
    assert forks.rest(0)
    assert forkserver._forkserver._forkserver_pid is None  # type: ignore[attr-defined]
