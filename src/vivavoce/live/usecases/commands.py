"""What may come to a conductor from outside, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from vivavoce.contracts.plan import Plan
from vivavoce.contracts.sound import Heard, SoundNews, Transport, Voiced
from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.mind.composing import Composed, Failed
from vivavoce.live.domain.wire.client_frames import ClientFrame
from vivavoce.live.ports import Lease, Line


@dataclass(frozen=True, slots=True)
class Join:
    """A connection is there and has seen everything up to ``last_seq_seen``."""

    line: Line
    last_seq_seen: int
    shown_id: str
    transport: Transport = "text"
    voiced: Voiced | None = field(default=None, repr=False)
    """Its sound, where it has some from the beginning."""


@dataclass(frozen=True, slots=True)
class Leave:
    """A connection is gone."""

    line: Line
    reason: Literal["closed", "silent"] = "closed"


@dataclass(frozen=True, slots=True)
class Hear:
    """A connection said something, or something that could not be read."""

    line: Line
    heard: ClientFrame | VivavoceError
    came_s: float | None = None
    """When it was received, on the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A connection goes on with sound, or without; ``voiced`` is its sound from now on."""

    line: Line
    transport: Transport
    voiced: Voiced | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class HearAloud:
    """The candidate said something aloud on a connection."""

    line: Line
    heard: Heard = field(repr=False)


@dataclass(frozen=True, slots=True)
class Press:
    """A key of the telephone was pressed."""

    line: Line
    key: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something became of an utterance, or of an engine."""

    news: SoundNews


@dataclass(frozen=True, slots=True)
class CheckLease:
    """This lease was not among those that could be renewed."""

    lease: Lease


@dataclass(frozen=True, slots=True)
class Attach:
    """The session was taken from a worker that died; ``lease`` is ours already.

    The log and the plan are given where they were read since; else they are still to be read.
    """

    lease: Lease
    log: Sequence[Recorded] | None = field(default=None, repr=False)
    plan: Plan | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Called:
    """The queue moved: this is the candidate's place now, 0 where there is room."""

    place: int


@dataclass(frozen=True, slots=True)
class Drain:
    """Hand the session back at this boundary and stop."""


@dataclass(frozen=True, slots=True)
class Heed:
    """Somebody elsewhere told the session something: read it and take it in."""


@dataclass(frozen=True, slots=True)
class Thought:
    """What a model made of the answer ``turn``, or why nothing came of it."""

    turn: int
    made: Composed | Failed


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


Sounded = Switch | HearAloud | Press | Note
Command = (
    Join | Leave | Hear | Sounded | Heed | CheckLease | Attach | Called | Drain | Thought | Tick
)
