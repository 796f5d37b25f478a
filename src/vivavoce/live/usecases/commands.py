"""The commands that a session's orchestrator handles, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.voice import CandidateUtterance, Transport, VoiceConnection, VoiceReport
from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.interviewer.question_composition import (
    ComposedQuestion,
    CompositionFailure,
)
from vivavoce.live.domain.wire.client_frames import ClientFrame
from vivavoce.live.ports import CandidateChannel, SessionLease


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
class DrainSession:
    """Hand the session back at this point and stop."""


@dataclass(frozen=True, slots=True)
class InboxReady:
    """Another process sent the session a message: read and apply the inbox."""


@dataclass(frozen=True, slots=True)
class ApplyComposition:
    """The question that a model composed after the answer in ``turn``, or why it failed."""

    turn: int
    result: ComposedQuestion | CompositionFailure


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


VoiceCommand = SwitchTransport | HandleCandidateUtterance | HandleDtmfKey | RecordVoiceReport
SessionCommand = (
    JoinConnection
    | LeaveConnection
    | HandleClientFrame
    | VoiceCommand
    | InboxReady
    | CheckLease
    | RecoverSession
    | UpdateQueuePosition
    | DrainSession
    | ApplyComposition
    | Tick
)
