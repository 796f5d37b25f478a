"""Loads LiveKit so that it sends nothing outside and puts no spoken words in logs or traces.

All LiveKit modules must be loaded through ``load_guarded``, except the server SDK, which is imported on
first use.
"""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
import sys
from collections.abc import MutableMapping
from types import ModuleType
from typing import NamedTuple

from vivavoce.voice.ports.rooms import LiveKitNotConfiguredError

BLOCKED_ENV_VARS = (
    "LIVEKIT_REMOTE_EOT_URL",
    "LIVEKIT_DEV_MODE",
    "LIVEKIT_INFERENCE_URL",
    "LIVEKIT_INFERENCE_API_KEY",
    "LIVEKIT_INFERENCE_API_SECRET",
    "LIVEKIT_OBSERVABILITY_URL",
    "LIVEKIT_WORKER_TOKEN",
    "LIVEKIT_TELEMETRY_ALLOW_PII",
    "LIVEKIT_URL",
)
"""Environment variables that would change what a session does or where it connects.

The room transport reads its URL from our settings, never from the environment.
"""
_LOGGERS = ("livekit", "livekit.agents", "dtmf-inputs")
_TELEMETRY = "livekit.agents.telemetry"
_KEPT_RECORD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "taskName",
}


class _RedactingFilter(logging.Filter):
    """Keeps a record's level and place in the code, and removes its message and arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        for name in set(vars(record)) - _KEPT_RECORD_FIELDS:
            delattr(record, name)
        record.args = ()
        record.exc_text = None
        if record.exc_info and record.exc_info[0] is not None:
            record.msg = f"{record.module}: {record.exc_info[0].__name__}"
            record.exc_info = None
        elif not isinstance(record.msg, str) or record.levelno < logging.WARNING:
            record.msg = record.module
        else:
            record.msg = f"{record.module}: line {record.lineno}"
        return True


def load_guarded(name: str) -> ModuleType:
    """Import a module that is or needs LiveKit, guarded; raise ``ImportError`` if it is missing.

    Call it outside the event loop: the first call may take a second.
    """
    clear_blocked_env()
    module = importlib.import_module(name)
    silence_loggers()
    disable_livekit_tracing()
    return module


def clear_blocked_env(environment: MutableMapping[str, str] | None = None) -> None:
    """Remove ``BLOCKED_ENV_VARS``; called before LiveKit is imported."""
    surroundings = os.environ if environment is None else environment
    for name in BLOCKED_ENV_VARS:
        surroundings.pop(name, None)


def silence_loggers() -> None:
    """Remove the content of LiveKit's log records; only warnings and worse are passed on.

    Some of its records go to the root logger, which this package does not use: they are filtered there too.
    """
    known = [name for name in logging.root.manager.loggerDict if name.startswith("livekit.")]
    loggers = [logging.getLogger(name) for name in {*_LOGGERS, *known}]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    for logger in (*loggers, logging.root):
        if not any(isinstance(log_filter, _RedactingFilter) for log_filter in logger.filters):
            logger.addFilter(_RedactingFilter())


def disable_livekit_tracing() -> None:
    """Disable LiveKit's tracing, whatever tracing the process uses: its spans contain the conversation."""
    telemetry = sys.modules.get(_TELEMETRY)
    if telemetry is not None:
        trace = importlib.import_module("opentelemetry.trace")
        telemetry.set_tracer_provider(trace.NoOpTracerProvider())


class LiveKitServerSdk(NamedTuple):
    """The SDK's modules used here. They take half a second and 30 MiB, and contain no native code."""

    api: ModuleType
    aiohttp: ModuleType


async def load_sdk() -> LiveKitServerSdk:
    """Return the SDK, imported outside the event loop; raise ``LiveKitNotConfiguredError`` if missing."""
    return await asyncio.to_thread(_load)


def _load() -> LiveKitServerSdk:
    try:
        return LiveKitServerSdk(load_guarded("livekit.api"), importlib.import_module("aiohttp"))
    except ImportError as error:
        raise LiveKitNotConfiguredError(
            "LIVEKIT_URL is set, but the extra 'voice' is not installed. Run: pip "
            "install 'vivavoce[voice]'"
        ) from error
