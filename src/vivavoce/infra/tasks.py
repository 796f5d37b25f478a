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
            if is_told_to_stop():
                raise asyncio.CancelledError from error
            failures = 0 if clock.monotonic() - began > 60 else failures + 1
            _log.warning("task.failed", task=name, kind=type(error).__name__, failures=failures)
        await clock.sleep(min(pause_s * 2**failures, 30.0))


def is_told_to_stop() -> bool:
    """Return whether this task was cancelled, even if what it did turned that into another error."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def stop_if_told() -> None:
    """End this task if it was cancelled and something on the way swallowed that. Loops ask each time."""
    if is_told_to_stop():
        raise asyncio.CancelledError


class Bell:
    """A wake-up that coalesces: many rings before a wait wake it once."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self, *_: str) -> None:
        """Wake whoever waits, now or at the next wait."""
        self._rung.set()

    async def wait(self, at_most_s: float) -> None:
        """Return when rung, or after ``at_most_s`` seconds; a task that was told to stop ends here."""
        stop_if_told()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._rung.wait()
        self._rung.clear()


class Rings(Protocol):
    """Something that wakes whoever waits for it."""

    def ring(self, *names: str) -> None:
        """Wake them; with ``names``, those may sleep on who wait for other names."""


class Chime:
    """One ring for many waiters, each with a bell of its own, so that none takes another's ring."""

    def __init__(self) -> None:
        self._bells: list[tuple[str, Bell]] = []

    def bell(self, name: str = "") -> Bell:
        """Return a new bell that every ring for ``name`` reaches; without a name, every ring."""
        made = Bell()
        self._bells.append((name, made))
        return made

    def ring(self, *names: str) -> None:
        """Ring the bells of ``names``, or all."""
        for name, bell in self._bells:
            if not names or not name or name in names:
                bell.ring()
