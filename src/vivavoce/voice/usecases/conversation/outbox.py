"""Sends a connection's reports in order, with retries while the receiver is unavailable."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from vivavoce.contracts.voice import CandidateUtterance, VoiceReport, VoiceSessionHandler
from vivavoce.infra.tasks import is_cancelled
from vivavoce.infra.telemetry import error_location
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import UnavailableError, VivavoceError
from vivavoce.voice.ports.audio_io import AudioOutput, ClientUpdateKind

_log = structlog.get_logger(__name__)
_MAX_ATTEMPTS = 4
_PAUSE_S = 0.25
_DRAIN_TIMEOUT_S = 5.0

_OutboxJob = Callable[[], Awaitable[None]]


class ConversationOutbox:
    """Sends messages to ``talk`` (the session) and ``audio_output``, one after the other."""

    def __init__(self, talk: VoiceSessionHandler, audio_output: AudioOutput, clock: Clock) -> None:
        self._talk, self._audio_output, self._clock = talk, audio_output, clock
        self._queue: asyncio.Queue[_OutboxJob | None] = asyncio.Queue()
        self._task: asyncio.Future[None] | None = None

    def start(self) -> None:
        """Start sending."""
        self._task = asyncio.ensure_future(self._run())

    def send_utterance(self, utterance: CandidateUtterance) -> None:
        """Queue an answer for the session."""
        self._queue.put_nowait(lambda: self._talk.on_utterance(utterance))

    def send_report(self, report: VoiceReport) -> None:
        """Queue a report of an utterance or an engine for the session."""
        self._queue.put_nowait(lambda: self._talk.on_report(report))

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
