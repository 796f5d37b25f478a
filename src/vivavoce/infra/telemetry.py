"""Log lines of the seed's shape and the metrics: ids and numbers, never what somebody said or is."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

STAGE_BUCKETS = (0.1, 0.2, 0.3, 0.38, 0.5, 0.65, 0.8, 1, 1.45, 2, 3, 5, 10)
HTTP_REQUESTS = Counter("http_requests_total", "Answered requests.", ["method", "route", "status"])
HTTP_SECONDS = Histogram(
    "http_request_seconds",
    "Time to answer a request.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
BUS_CONSUMED = Counter("bus_consumed_total", "Events handled.", ["group", "topic"])
OUTBOX_OLDEST = Gauge("outbox_oldest_seconds", "Age of the oldest event nobody relayed yet.")
# A gauge and a counter of the same stem clash in one registry; the page shows both registries.
STATES = CollectorRegistry()
SESSIONS = Gauge("interview_sessions", "Sessions by state.", ["state"], registry=STATES)
SESSIONS_TOTAL = Counter("interview_sessions_total", "Sessions that ended.", ["outcome", "channel"])
TURNS = Counter("interview_turns_total", "Turns completed.")
TURN_ERRORS = Counter("interview_turn_errors_total", "Turns that went wrong.", ["stage", "type"])
STAGE_SECONDS = Histogram(
    "interview_stage_latency_seconds",
    "Time of a stage of a turn.",
    ["stage"],
    buckets=STAGE_BUCKETS,
)
APPEND_SECONDS = Histogram(
    "event_append_seconds",
    "Time to append to a session's log.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1),
)
RECONNECTS = Counter("interview_reconnects_total", "Sockets that came back.", ["result"])
REVIEW_FLAGS = Counter("interview_review_flags_total", "Flags raised for a person.", ["kind"])


def metrics_page() -> bytes:
    """Return every metric in Prometheus' text format."""
    return generate_latest(REGISTRY) + generate_latest(STATES)


_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_Line = MutableMapping[str, Any]  # Any: structlog's own event dict


def correlation_id() -> str:
    """Return the id that ties the present work to the request that caused it, or ''."""
    return str(structlog.contextvars.get_contextvars().get("correlation_id", ""))


def set_up_logging(level: str, *, to_terminal: bool = False) -> None:
    """Send every log line to standard error: JSON, or plain lines where a person reads along."""
    last: Any = (  # Any: structlog's processors share no narrower type
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if to_terminal
        else structlog.processors.JSONRenderer(sort_keys=False)
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _mask,
    ]
    number = logging.getLevelName(level.upper())
    structlog.configure(
        processors=[*shared, last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.WARNING))
    for noisy in ("uvicorn.access", "httpx", "procrastinate", "psycopg.pool", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


def _mask(_logger: object, _name: str, line: _Line) -> _Line:
    """Blank out whatever looks like an address: the last net, not the first."""
    for key, value in line.items():
        if isinstance(value, str) and "@" in value:
            line[key] = _ADDRESS.sub("[address]", value)
    return line
