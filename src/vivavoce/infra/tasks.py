"""Supervised background tasks: every task has an owner and every failure is logged."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from vivavoce.kernel.clock import Clock

_log = structlog.get_logger(__name__)


async def keep_running(
    name: str, step: Callable[[], Awaitable[None]], clock: Clock, *, pause_s: float = 1.0
) -> None:
    """Run ``step`` forever: after a failure, log it, wait with growing pauses, and run it again.

    Each run is a separate task: until Python 3.13, a failing task group leaves its task marked as canceled,
    which must not end the supervising task.
    """
    failures = 0
    while True:
        began = clock.monotonic()
        try:
            await asyncio.ensure_future(step())
            return
        except Exception as error:
            if is_cancelled():
                raise asyncio.CancelledError from error
            failures = 0 if clock.monotonic() - began > 60 else failures + 1
            _log.warning("task.failed", task=name, kind=type(error).__name__, failures=failures)
        await clock.sleep(min(pause_s * 2**failures, 30.0))


def is_cancelled() -> bool:
    """Return whether this task was canceled, even if the cancellation turned into another error."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def raise_if_cancelled() -> None:
    """Raise ``CancelledError`` if this task was canceled and that was swallowed. Loops call it each time."""
    if is_cancelled():
        raise asyncio.CancelledError


class WakeUpSignal:
    """A wake-up signal that coalesces: many notifications before a wait wake it once."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self, *_: str) -> None:
        """Wake the waiting task, now or at its next wait."""
        self._event.set()

    async def wait(self, timeout_s: float) -> None:
        """Return when notified or after ``timeout_s`` seconds; raise ``CancelledError`` if canceled."""
        raise_if_cancelled()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._event.wait()
        self._event.clear()


class WakeUpBroadcast:
    """Notifies many waiting tasks; each has its own signal, so that none misses a notification."""

    def __init__(self) -> None:
        self._signals: list[tuple[str, WakeUpSignal]] = []

    def subscribe(self, name: str = "") -> WakeUpSignal:
        """Return a new signal for notifications of ``name``; without a name, for all."""
        signal = WakeUpSignal()
        self._signals.append((name, signal))
        return signal

    def notify(self, *names: str) -> None:
        """Notify the signals of ``names``, or all."""
        for name, bell in self._signals:
            if not names or not name or name in names:
                bell.notify()


WakeUpNotifier = WakeUpSignal | WakeUpBroadcast
"""Wakes the waiting tasks; with names, at least those that wait for one of them."""
