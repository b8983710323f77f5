"""`deltafund serve` and `deltafund worker`: open the store, answer or work, end in good order."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

import structlog
import uvicorn
from pydantic import ValidationError

from api import logs, metrics, words
from api.app import create_app
from api.auth import Service
from api.jobs.queue import Queue
from api.jobs.worker import Worker
from api.settings import Settings
from api.store.cleaning import kept_clean
from api.store.people import ensure_local
from api.store.store import Store
from api.voice import Voice
from scenarios.problems import Problem, ScenarioError
from scenarios.words import Text

PATIENCE: Final = 10
"""Seconds that open requests have to end when the service stops."""
BACKLOG: Final = 512
log = structlog.get_logger("deltafund")


def settings_of(**given: Any) -> Settings:
    """Return the settings of the environment, and what is given over them."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise ScenarioError([_problem(part) for part in error.errors()]) from error


def _problem(part: Any) -> Problem:
    name = "DELTAFUND_" + "_".join(str(key) for key in part["loc"]).upper()
    words = str(part["msg"]).removeprefix("Value error, ")
    said = Text(zh=words, en=words)
    found = "-" if not part["loc"] else str(part["input"])[:80]
    return Problem((), found, said, SET, named=name.rstrip("_"))


SET: Final = Text(zh="修改该环境变量或选项", en="set the environment variable or option otherwise")


def serve(voice: Voice, *, show: bool = False, **given: Any) -> int:
    """Serve until told to stop; `show` opens the page in a browser of this machine."""
    settings = settings_of(**given)
    logs.set_up(readable=sys.stderr.isatty())
    with _listening(settings) as sock, _opened(settings) as service:
        app = create_app(service)
        worker = Worker(service.store, settings) if settings.worker else None
        if worker is not None:
            worker.start()
        figures = settings.metrics_port and metrics.serve(
            service, app.door.counts, settings.metrics_port
        )
        sock.listen(BACKLOG)  # who reads the address below may ask at once
        host, port = sock.getsockname()[:2]
        voice.say(words.SERVING, address=f"http://{host}:{port}", data=settings.data)
        sys.stdout.flush()
        if show:
            there = "127.0.0.1" if host in ("0.0.0.0", "::") else host
            webbrowser.open(
                f"http://[{there}]:{port}" if ":" in there else f"http://{there}:{port}"
            )
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=PATIENCE,
            timeout_keep_alive=30,
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _ignore)  # the server hears it, ends, and sends it once more
        uvicorn.Server(config).run(sockets=[sock])
        if figures:
            figures.shutdown()
        if worker is not None:
            worker.stop()
    _leave()
    return 0


def _ignore(number: int, frame: FrameType | None) -> None:
    """Go on to the end of what is to be done in good order."""


def work(voice: Voice, **given: Any) -> int:
    """Work until told to stop."""
    settings = settings_of(**given)
    logs.set_up(readable=sys.stderr.isatty())
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with _opened(settings) as service:
        worker = Worker(service.store, settings)
        worker.start()
        voice.say(words.WORKING, worker=worker.slots.mine)
        sys.stdout.flush()
        stop.wait()
        worker.stop()
    _leave()
    return 0


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    """Take the address before anything else: if somebody else has it, nothing is begun."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((settings.host, settings.port))
        except OSError as error:
            found = f"{settings.host}:{settings.port} ({error.strerror})"
            said = Problem((), found, words.FREE_PORT, words.OTHER_PORT, named="--port")
            raise ScenarioError([said]) from error
        yield sock


@contextmanager
def _opened(settings: Settings) -> Iterator[Service]:
    store = Store.opened(settings)
    if settings.auth == "local":
        ensure_local(store)
    queue = Queue(settings)
    try:
        with kept_clean(store, queue, settings):
            yield Service(settings, store, queue)
    finally:
        queue.close()
        store.close()


def _leave() -> None:
    """End without waiting for threads of the queue, which hold what was given back."""
    log.info("stopped")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
