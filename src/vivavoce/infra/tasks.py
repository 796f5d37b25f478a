"""Supervised background work: every task has an owner and every failure is seen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

from vivavoce.kernel.clock import Clock

_log = structlog.get_logger(__name__)


async def keep_running(
    name: str, step: Callable[[], Awaitable[None]], clock: Clock, *, pause_s: float = 1.0
) -> None:
    """Run ``step`` for ever: when it fails, say so, wait with growing pauses, run it again.

    Each run is a task of its own: until Python 3.13 a task group that fails leaves its task marked as
    cancelled, and that must not end what runs it.
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
    """Return whether this task was cancelled, even if what it did turned that into another error."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def raise_if_cancelled() -> None:
    """End this task if it was cancelled and something on the way swallowed that. Loops ask each time."""
    if is_cancelled():
        raise asyncio.CancelledError


class WakeUpSignal:
    """A wake-up that coalesces: many rings before a wait wake it once."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def notify(self, *_: str) -> None:
        """Wake whoever waits, now or at the next wait."""
        self._event.set()

    async def wait(self, timeout_s: float) -> None:
        """Return when notified, or after ``timeout_s`` seconds; a task that was cancelled ends here."""
        raise_if_cancelled()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._event.wait()
        self._event.clear()


class WakeUpNotifier(Protocol):
    """Something that wakes whoever waits for it."""

    def notify(self, *names: str) -> None:
        """Wake them; with ``names``, those may sleep on who wait for other names."""


class WakeUpBroadcast:
    """One ring for many waiters, each with a bell of its own, so that none takes another's ring."""

    def __init__(self) -> None:
        self._signals: list[tuple[str, WakeUpSignal]] = []

    def subscribe(self, name: str = "") -> WakeUpSignal:
        """Return a new bell that every ring for ``name`` reaches; without a name, every ring."""
        made = WakeUpSignal()
        self._signals.append((name, made))
        return made

    def notify(self, *names: str) -> None:
        """Ring the bells of ``names``, or all."""
        for name, bell in self._signals:
            if not names or not name or name in names:
                bell.notify()
