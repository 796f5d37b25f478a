"""What may come to a conductor from outside, one at a time."""

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
    """A connection is there and has seen everything up to ``last_seq_seen``."""

    channel: CandidateChannel
    last_seq_seen: int
    public_id: str
    transport: Transport = "text"
    voice: VoiceConnection | None = field(default=None, repr=False)
    """Its sound, where it has some from the beginning."""


@dataclass(frozen=True, slots=True)
class LeaveConnection:
    """A connection is gone."""

    channel: CandidateChannel
    reason: Literal["closed", "silent"] = "closed"


@dataclass(frozen=True, slots=True)
class HandleClientFrame:
    """A connection said something, or something that could not be read."""

    channel: CandidateChannel
    frame: ClientFrame | VivavoceError
    received_s: float | None = None
    """When it was received, on the monotonic clock."""


@dataclass(frozen=True, slots=True)
class SwitchTransport:
    """A connection goes on with sound, or without; ``voiced`` is its sound from now on."""

    channel: CandidateChannel
    transport: Transport
    voice: VoiceConnection | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HandleCandidateUtterance:
    """The candidate said something aloud on a connection."""

    channel: CandidateChannel
    utterance: CandidateUtterance = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandleDtmfKey:
    """A key of the telephone was pressed."""

    channel: CandidateChannel
    key: str


@dataclass(frozen=True, slots=True)
class RecordVoiceReport:
    """Something became of an utterance, or of an engine."""

    report: VoiceReport


@dataclass(frozen=True, slots=True)
class CheckLease:
    """This lease was not among those that could be renewed."""

    lease: SessionLease


@dataclass(frozen=True, slots=True)
class ResumeSession:
    """The session was taken from a worker that died; ``lease`` is ours already.

    The log and the plan are given where they were read since; else they are still to be read.
    """

    lease: SessionLease
    log: Sequence[RecordedEvent] | None = field(default=None, repr=False)
    plan: InterviewPlan | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class UpdateQueuePosition:
    """The queue moved: this is the candidate's place now, 0 where there is room."""

    position: int


@dataclass(frozen=True, slots=True)
class DrainSession:
    """Hand the session back at this boundary and stop."""


@dataclass(frozen=True, slots=True)
class InboxReady:
    """Somebody elsewhere told the session something: read it and take it in."""


@dataclass(frozen=True, slots=True)
class ApplyComposition:
    """What a model made of the answer ``turn``, or why nothing came of it."""

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
    | ResumeSession
    | UpdateQueuePosition
    | DrainSession
    | ApplyComposition
    | Tick
)
