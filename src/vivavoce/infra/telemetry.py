"""Log lines of the seed's shape and the metrics: ids and numbers, never what somebody said or is."""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
from collections.abc import MutableMapping
from pathlib import Path
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


def set_up_logging(level: str, *, file: Path | None = None) -> None:
    """Send log lines to standard error as JSON; with ``file``, there, and only warnings to the eye."""
    shared: list[Any] = [  # Any: structlog's processors share no narrower type
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _mask,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    to_eye = logging.StreamHandler(sys.stderr)
    handlers: list[logging.Handler] = [to_eye]
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    to_eye.setFormatter(_formatter(shared, as_json))
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        kept = logging.handlers.RotatingFileHandler(file, maxBytes=10 << 20, backupCount=2)
        kept.setFormatter(_formatter(shared, as_json))
        handlers.append(kept)
        to_eye.setLevel(logging.WARNING)
        to_eye.setFormatter(
            _formatter(shared, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()))
        )
    root = logging.getLogger()
    root.handlers[:] = handlers
    root.setLevel(level.upper())
    for noisy in (
        "uvicorn",
        "uvicorn.error",
        "uvicorn.access",
        "httpx",
        "httpcore",
        "asyncio",
        "websockets",
    ):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    for chatty in ("procrastinate", "psycopg", "psycopg.pool"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    # It reports every try to reach a broker that is away; what matters is said once by its callers.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)


def _formatter(shared: list[Any], last: Any) -> logging.Formatter:  # Any: structlog processors
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            last,
        ],
    )


def _mask(_logger: object, _name: str, line: _Line) -> _Line:
    """Blank out whatever looks like an address: the last net, not the first."""
    for key, value in line.items():
        if isinstance(value, str) and "@" in value:
            line[key] = _ADDRESS.sub("[address]", value)
    return line


KAFKA_TOLD = Counter("kafka_told_total", "Events that Kafka acknowledged.")
KAFKA_HEARD = Counter("kafka_heard_total", "Messages read from Kafka.", ["group"])
