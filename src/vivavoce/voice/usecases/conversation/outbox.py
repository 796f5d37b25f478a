"""Sends a connection's reports in order, with retries while the receiver is unavailable.

A wake-up signal tells waiting tasks of the conversation to check their conditions again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import structlog

from vivavoce.contracts.voice import CandidateUtterance, VoiceReport, VoiceSessionHandler
from vivavoce.infra.tasks import is_cancelled
from vivavoce.infra.telemetry import error_location
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import UnavailableError, VivavoceError
from vivavoce.voice.ports.audio import AudioOutput, ClientUpdateKind


class ChangeSignal:
    """Wakes the tasks that wait for a condition, so that they check it again."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    def notify(self) -> None:
        """Wake all waiting tasks."""
        self._changed.set()

    async def wait_until(
        self, predicate: Callable[[], bool], *, timeout_s: float | None = None
    ) -> None:
        """Wait until ``predicate`` is true or ``timeout_s`` seconds have passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while not predicate():
                    self._changed.clear()
                    await self._changed.wait()


_log = structlog.get_logger(__name__)
_MAX_ATTEMPTS = 4
_PAUSE_S = 0.25
_DRAIN_TIMEOUT_S = 5.0

_OutboxJob = Callable[[], Awaitable[None]]


class ConversationOutbox:
    """Sends messages to ``session`` and ``audio_output``, one after the other."""

    def __init__(
        self, session: VoiceSessionHandler, audio_output: AudioOutput, clock: Clock
    ) -> None:
        self._session, self._audio_output, self._clock = session, audio_output, clock
        self._queue: asyncio.Queue[_OutboxJob | None] = asyncio.Queue()
        self._task: asyncio.Future[None] | None = None

    def start(self) -> None:
        """Start sending."""
        self._task = asyncio.ensure_future(self._run())

    def send_utterance(self, utterance: CandidateUtterance) -> None:
        """Queue an answer for the session."""
        self._queue.put_nowait(lambda: self._session.on_utterance(utterance))

    def send_possible_answer(self, utterance: CandidateUtterance | None) -> None:
        """Queue an answer that is not final for the session; None withdraws it."""
        self._queue.put_nowait(lambda: self._session.on_possible_answer(utterance))

    def send_report(self, report: VoiceReport) -> None:
        """Queue a report of an utterance or an engine for the session."""
        self._queue.put_nowait(lambda: self._session.on_report(report))

    def send_update(self, kind: ClientUpdateKind, text: str = "") -> None:
        """Queue a transient update for the candidate's client, in order with the other messages."""
        self._queue.put_nowait(lambda: self._audio_output.send_update(kind, text))

    async def close(self) -> None:
        """Send what is queued, for at most 5 s, and stop."""
        self._queue.put_nowait(None)
        if self._task is None:
            return
        _, late = await asyncio.wait([self._task], timeout=_DRAIN_TIMEOUT_S)
        for task in late:
            task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while (errand := await self._queue.get()) is not None:
            await self._deliver(errand)

    async def _deliver(self, job: _OutboxJob) -> None:
        for attempt in range(_MAX_ATTEMPTS):
            try:
                await job()
                return
            except UnavailableError as error:
                if attempt + 1 == _MAX_ATTEMPTS:
                    _log.warning("audio.not_reported", kind=error.code)
            except VivavoceError as error:
                _log.warning("audio.not_reported", kind=error.code)
                return
            except Exception as error:
                if is_cancelled():
                    raise
                _log.error(
                    "audio.not_reported", kind=type(error).__name__, place=error_location(error)
                )
                return
            await self._clock.sleep(_PAUSE_S * 2**attempt)
