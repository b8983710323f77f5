"""Logs as lines of JSON, each with the ids of the request, the organisation and the run."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog


def set_up(*, readable: bool) -> None:
    """Write logs to the error stream: for people on a terminal, else as JSON."""
    last: Any = (
        structlog.dev.ConsoleRenderer()
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    first: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*first, last],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    others = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=first, processor=last)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(others)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
