"""Many solves on any executor: the same results in any order, whatever breaks on the way.

A `Job` tells how one item is done. Items are done in chunks, so that sending them costs little,
and each for itself: a result depends on its item alone, never on the chunk or the worker. What goes
wrong with an item is its result (`Failure`). Where a worker dies, what it was at is done again by
others; an item that is there whenever one dies is given up after `TRIES` times.

With `kept` every finished chunk is on disk, and only what is missing is done (see
`optimizer.kept`).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from optimizer.clock import Stopped, Stopping
from optimizer.course import Course
from optimizer.executors import Workers, abandon
from optimizer.kept import Kept, digest
from scenarios.problems import ModelError

Do = Callable[[Any], Any]
"""Does one item: plain data in, plain data out, as JSON has it."""

TRIES: Final = 3
"""How often an item may be at work when a worker dies."""

AHEAD: Final = 2
"""How many chunks a worker has given to it at once: the one it is at, and the next."""

LOOK: Final = 0.1
"""Seconds between two looks at whether somebody asked for a stop."""


class Job(Protocol):
    """How items are done; it is sent to workers, so it must be small and picklable."""

    def asked(self) -> Any:
        """Return as plain data all that a result depends on, beside the item."""

    def open(self, stop: Stopping) -> Do:
        """Make ready once, and return what does an item after the other."""


@dataclass(frozen=True)
class Failure:
    """Why an item has no result: the kind of what went wrong, and its words."""

    kind: str
    message: str


@dataclass(frozen=True)
class Swept:
    """Results by the key of the item, failures likewise, and how many were on disk already."""

    results: Mapping[str, Any]
    failures: Mapping[str, Failure]
    found: int = 0


@dataclass(eq=False)
class _Chunk:
    keys: tuple[str, ...]
    items: tuple[Any, ...]
    tries: int = 0


@dataclass(eq=False)
class _State:
    """How far a sweep is: what is to do, at work, done."""

    todo: deque[_Chunk]
    of: int
    suspects: deque[_Chunk] = field(default_factory=deque)
    at_work: dict[Future[Any], _Chunk] = field(default_factory=dict)
    results: dict[str, Any] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)

    @property
    def done(self) -> int:
        return len(self.results) + len(self.failures)


def sweep(
    job: Job,
    items: Mapping[str, Any],
    course: Course,
    workers: Workers,
    *,
    chunk: int = 1,
    kept: Kept | None = None,
    name: str = "",
) -> Swept:
    """Do all items, `chunk` at a time; returns what was found, also where it was stopped.

    Whoever stops the course gets what is finished by then; `Swept` then holds fewer results.
    """
    known = {} if kept is None else kept.read()
    state = _State(deque(), len(items))
    state.results.update((key, known[key]) for key in items if key in known)
    found = len(state.results)
    state.todo.extend(_chunks({k: v for k, v in items.items() if k not in known}, chunk))
    _Sweep(job, course, workers, kept, name).run(state)
    order = {key: state.results[key] for key in items if key in state.results}
    return Swept(order, state.failures, found)


def _chunks(items: Mapping[str, Any], size: int) -> Iterable[_Chunk]:
    keys = list(items)
    for start in range(0, len(keys), size):
        part = tuple(keys[start : start + size])
        yield _Chunk(part, tuple(items[key] for key in part))


class _Sweep:
    def __init__(
        self, job: Job, course: Course, workers: Workers, kept: Kept | None, name: str
    ) -> None:
        self._job, self._course, self._workers = job, course, workers
        self._kept, self._name = kept, name
        self._key = digest(job.asked())

    def run(self, state: _State) -> None:
        """Work until nothing is left to do, opening new executors where one breaks."""
        broken, done = 0, state.done
        while state.todo or state.suspects:
            if self._use(state) or self._course.is_over:
                break
            broken = broken + 1 if state.done == done else 0
            done = state.done
            if broken > MOST_BROKEN:
                raise ModelError("workers die before they have finished anything")

    def _use(self, state: _State) -> bool:
        """Work with one executor until it is done, or broken: then false."""
        executor, whole = self._workers.open(), False
        try:
            whole = self._work(executor, state)
        finally:
            if whole:
                executor.shutdown()
            else:
                abandon(executor)
            if self._workers.is_here:
                _ready.__dict__.clear()  # it would keep the stop of this sweep
        return whole

    def _work(self, executor: Executor, state: _State) -> bool:
        """Give out work and take in results; false where the executor broke or is to be left."""
        while state.todo or state.suspects or state.at_work:
            self._course.tell(state.done, state.of, self._name)
            if self._course.is_over:
                return False
            self._give(executor, state)
            done, _ = wait(state.at_work, timeout=LOOK, return_when=FIRST_COMPLETED)
            if not all([self._take(future, state) for future in done]):
                self._recover(state)
                return False
        self._course.tell(state.done, state.of, self._name)
        return True

    def _give(self, executor: Executor, state: _State) -> None:
        """Keep the workers busy; who was there when a worker died works alone, to be found out."""
        if state.suspects:
            if not state.at_work:
                self._submit(executor, state.suspects.popleft(), state)
            return
        here = self._workers.is_here
        room = 1 if here else AHEAD * self._room()
        while state.todo and len(state.at_work) < room:
            self._submit(executor, state.todo.popleft(), state)

    def _room(self) -> int:
        return REMOTE if self._workers.scheduler is not None else self._workers.number

    def _submit(self, executor: Executor, chunk: _Chunk, state: _State) -> None:
        stop = self._course.stop if self._workers.is_here else None
        arguments = (self._job, self._key, chunk.keys, chunk.items)
        try:
            future = executor.submit(_do, *arguments, stop)
        except BrokenExecutor as broken:  # since we looked
            future = Future()
            future.set_exception(broken)
        state.at_work[future] = chunk

    def _take(self, future: Future[Any], state: _State) -> bool:
        """Take in what a chunk brought; false where its worker died."""
        fault = None if future.cancelled() else future.exception()
        if future.cancelled() or _is_death(fault):
            return False
        if fault is not None:
            raise fault
        del state.at_work[future]
        answers = future.result()
        results = {key: told["result"] for key, told in answers.items() if "result" in told}
        state.results.update(results)
        for key, told in answers.items():
            if "failure" in told:
                state.failures[key] = Failure(*told["failure"])
        if self._kept is not None and results:
            self._kept.add(results)
        return True

    def _recover(self, state: _State) -> None:
        """Put back what was at work when a worker died, or give it up."""
        whole = [future for future, chunk in state.at_work.items() if _came_back(future)]
        for future in whole:
            self._take(future, state)
        for chunk in state.at_work.values():
            chunk.tries += 1
            if chunk.tries < TRIES:
                state.suspects.append(chunk)
            elif len(chunk.keys) > 1:
                parts = zip(chunk.keys, chunk.items, strict=True)
                state.suspects.extend(_Chunk((k,), (item,), TRIES - 1) for k, item in parts)
            else:
                state.failures[chunk.keys[0]] = Failure("WorkerDied", "its worker died each time")
        state.at_work.clear()


REMOTE: Final = 32
"""How many workers of a cluster are kept busy at least; a scheduler queues what is too much."""


MOST_BROKEN: Final = 8
"""How often in a row all workers may be lost without anything being finished."""

DEATHS: Final = frozenset({"KilledWorker", "CommClosedError", "FutureCancelledError"})
"""What Dask raises where a worker is lost for good."""


def _is_death(fault: BaseException | None) -> bool:
    return isinstance(fault, BrokenExecutor) or type(fault).__name__ in DEATHS


def _came_back(future: Future[Any]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


# --- in the worker --------------------------------------------------------------------------------

_ready: Final = threading.local()
"""The job that this thread is at, made ready, under its key; only the last one, as it may be large.

Threads of a Dask worker must not share it, because solvers can only be asked one thing at a time.
"""


def _do(
    job: Job, key: str, keys: Sequence[str], items: Sequence[Any], stop: Stopping | None
) -> dict[str, dict[str, Any]]:
    """Do the items of a chunk; what goes wrong with one is its answer."""
    stop = stop or Stopping()
    do: Do | None = _ready.__dict__.get(key)
    if do is None:
        _ready.__dict__.clear()
        do = _ready.__dict__[key] = job.open(stop)
    answers: dict[str, dict[str, Any]] = {}
    for name, item in zip(keys, items, strict=True):
        try:
            answers[name] = {"result": do(item)}
        except Stopped as stopped:
            if stop.is_set():
                break
            answers[name] = {"failure": (type(stopped).__name__, stopped.by)}
        except Exception as fault:  # one item that fails must not hide the others
            message = (str(fault).splitlines() or ["-"])[0][:300]
            answers[name] = {"failure": (type(fault).__name__, message)}
    return answers
