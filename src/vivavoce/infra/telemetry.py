"""Log lines in the seed's format: ids and numbers, never personal data or content."""

from __future__ import annotations

import logging
import logging.handlers
import re
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]+")
_LogLine = MutableMapping[str, Any]  # Any: structlog's own event dict


def correlation_id() -> str:
    """Return the id that links the current work to the request that caused it, or ''."""
    return str(structlog.contextvars.get_contextvars().get("correlation_id", ""))


def error_location(error: BaseException) -> str:
    """Return module and line of the innermost frame of ours in ``error``'s traceback; '' without one.

    For log lines: an error's message may contain personal text, its location does not.
    """
    place, trace = "", error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] == "vivavoce":
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def set_up_logging(level: str, *, file: Path | None = None) -> None:
    """Log to standard error as JSON; with ``file``, log there and show only warnings on screen."""
    shared: list[Any] = [  # Any: structlog's processors share no narrower type
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _mask_addresses,
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
        handler = logging.handlers.RotatingFileHandler(file, maxBytes=10 << 20, backupCount=2)
        handler.setFormatter(_formatter(shared, as_json))
        handlers.append(handler)
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
    # It reports every attempt to reach an unavailable broker; its callers log what matters once.
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


def _mask_addresses(_logger: object, _name: str, line: _LogLine) -> _LogLine:
    """Mask everything that looks like an e-mail address; this is only the last safeguard."""
    for key, value in line.items():
        if isinstance(value, str) and "@" in value:
            line[key] = _ADDRESS.sub("[address]", value)
    return line
