"""The commands that a session's orchestrator handles, one at a time, and their queue."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Literal

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.voice import CandidateUtterance, Transport, VoiceConnection, VoiceReport
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.interviewer.question_composition import ModelResult
from vivavoce.live.domain.wire.client_frames import ClientFrame
from vivavoce.live.ports import CandidateChannel, SessionLease
from vivavoce.live.usecases.channel_writer import CLOSE_TRY_AGAIN


@dataclass(frozen=True, slots=True)
class JoinConnection:
    """A connection joins; it has seen all events up to ``last_seq_seen``."""

    channel: CandidateChannel
    last_seq_seen: int
    public_id: str
    transport: Transport = "text"
    voice: VoiceConnection | None = field(default=None, repr=False)
    """Its voice, if it has one from the start."""


@dataclass(frozen=True, slots=True)
class LeaveConnection:
    """A connection is gone."""

    channel: CandidateChannel
    reason: Literal["closed", "silent"] = "closed"


@dataclass(frozen=True, slots=True)
class HandleClientFrame:
    """A connection sent a frame, or something that could not be parsed (then the error)."""

    channel: CandidateChannel
    frame: ClientFrame | VivavoceError
    received_s: float | None = None
    """When it was received, in seconds of the monotonic clock."""


@dataclass(frozen=True, slots=True)
class SwitchTransport:
    """A connection switches its transport; ``voice`` is its voice from now on, None for text."""

    channel: CandidateChannel
    transport: Transport
    voice: VoiceConnection | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HandleCandidateUtterance:
    """The candidate spoke on a connection."""

    channel: CandidateChannel
    utterance: CandidateUtterance = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandleDtmfKey:
    """A phone key was pressed."""

    channel: CandidateChannel
    key: str


@dataclass(frozen=True, slots=True)
class RecordVoiceReport:
    """A status report about an utterance or a speech engine."""

    report: VoiceReport


@dataclass(frozen=True, slots=True)
class CheckLease:
    """This lease could not be renewed."""

    lease: SessionLease


@dataclass(frozen=True, slots=True)
class RecoverSession:
    """The session was taken over from a dead worker under ``lease``, which this worker already has.

    ``log`` and ``plan`` are given if they were read already; otherwise they are still to be read.
    """

    lease: SessionLease
    log: Sequence[RecordedEvent] | None = field(default=None, repr=False)
    plan: InterviewPlan | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class UpdateQueuePosition:
    """The candidate's new position in the admission queue; 0 means admitted."""

    position: int


@dataclass(frozen=True, slots=True)
class ApplyComposition:
    """What a model returned after the answer in ``turn``: a question, its act, or why it failed."""

    turn: int
    result: ModelResult


@dataclass(frozen=True, slots=True)
class AnticipateAnswer:
    """The candidate's answer as it is if they have finished; None when they go on. Nothing is final."""

    channel: CandidateChannel
    utterance: CandidateUtterance | None


class SessionSignal(Enum):
    """Commands that carry nothing but their kind."""

    DRAIN = "drain"
    """Hand the session back at this point and stop."""
    INBOX_READY = "inbox_ready"
    """Another process sent the session a message: read and apply the inbox."""
    TICK = "tick"
    """Time has passed."""


VoiceCommand = SwitchTransport | HandleCandidateUtterance | HandleDtmfKey | RecordVoiceReport
SessionCommand = (
    JoinConnection
    | LeaveConnection
    | HandleClientFrame
    | VoiceCommand
    | CheckLease
    | RecoverSession
    | UpdateQueuePosition
    | ApplyComposition
    | AnticipateAnswer
    | SessionSignal
)


_MAX_SIZE = 256


class CommandQueue:
    """A bounded queue of everything that reaches a session from outside."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._commands: asyncio.Queue[SessionCommand] = asyncio.Queue(_MAX_SIZE)

    async def put(self, command: SessionCommand) -> None:
        """Queue a command; wait while the queue is full."""
        await self._commands.put(command)

    def try_put(self, command: SessionCommand) -> bool:
        """Queue a command, or return False if the queue is full."""
        try:
            self._commands.put_nowait(command)
        except asyncio.QueueFull:
            return False
        return True

    @property
    def has_commands(self) -> bool:
        """Whether any command is queued."""
        return not self._commands.empty()

    async def next(self, due: datetime | None) -> SessionCommand:
        """Return the next command, or a ``TICK`` if none arrives until ``due`` (None: wait without limit)."""
        wait_s = None
        if due is not None:
            wait_s = max(0.0, (due - self._clock.now()).total_seconds())
        try:
            async with asyncio.timeout(wait_s):
                return await self._commands.get()
        except TimeoutError:
            return SessionSignal.TICK

    async def close_unjoined_connections(self) -> None:
        """Close connections that were queued too late to join."""
        while not self._commands.empty():
            command = self._commands.get_nowait()
            if isinstance(command, JoinConnection):
                await command.channel.close(CLOSE_TRY_AGAIN, "try again")
