"""Message types and protocols of a session's in-process message broker.

Everything that must not be lost is in the log before it is published, so the broker can be discarded
at any moment without losing data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session

QUEUE_SIZE = 1024
"""Maximum number of messages that wait for one subscriber."""
HANDLER_TIMEOUT_S = 30.0
"""Seconds that a subscriber may take to handle one message."""
DRAIN_TIMEOUT_S = 5.0
"""Seconds that a closing broker keeps delivering queued messages."""


class BrokerClosedError(ConflictError):
    """This session's message broker is closed."""

    code = "broker_closed"


class BrokerMessage:
    """Base class of messages. Subscribing to a class includes its subclasses."""

    __slots__ = ()
    is_durable: ClassVar[bool] = True
    """Whether the publisher waits when a queue is full; if not, the oldest non-durable message is dropped."""

    @property
    def id(self) -> str:
        """The id used in dead letters; contains no personal data."""
        return type(self).__name__

    @property
    def topic(self) -> type:
        """Another class under which the message can be subscribed to; by default its own."""
        return type(self)


@dataclass(frozen=True, slots=True)
class EventAppended(BrokerMessage):
    """An event that is in the log, with the session's state right after it.

    Can also be subscribed to by the event's class: ``subscribe(events.TurnCompleted, …)``.
    """

    record: RecordedEvent
    state: Session
    received_s: float | None = None
    """When the message that it replies to was received, on the monotonic clock; None if it is no reply."""
    is_local: bool = True
    """Whether this process appended the event; only then does it count in this process's metrics."""
    log: Sequence[RecordedEvent] = field(default=(), repr=False, compare=False)
    """The session's log, at least up to this event; it may grow later."""

    @property
    def id(self) -> str:
        """The session id and the event's ``seq``."""
        return f"{self.state.created.session_id}:{self.record.seq}"

    @property
    def topic(self) -> type:
        """The event's class."""
        return type(self.record.event)


@dataclass(frozen=True, slots=True)
class CommandFailed(BrokerMessage):
    """A candidate's command failed and the candidate was notified; the session goes on."""

    is_durable: ClassVar[bool] = False
    code: str
    is_server_error: bool


MessageTypes = type | tuple[type, ...]
"""One message class or several; ``BrokerMessage`` matches all."""


class SessionEventListener(Protocol):
    """Observes a hosted session without delaying it; nothing waits for a listener.

    It receives each event with the state after it, and failed commands. A slow listener misses the
    oldest messages and can read their events from the log.
    """

    name: str

    async def on_message(self, message: EventAppended | CommandFailed) -> None:
        """Handle an event or a failed command."""


@dataclass(frozen=True, slots=True)
class BrokerDeadLetter:
    """A message that a subscriber failed to handle; ``error`` names the kind of failure."""

    handler: str
    message_id: str
    error: str


@dataclass(frozen=True, slots=True)
class UndeliveredMessages:
    """The number of messages that a subscriber had not handled when the broker closed."""

    handler: str
    count: int


DeadLetterCallback = Callable[[BrokerDeadLetter], None]
MessageDroppedCallback = Callable[[str], None]
