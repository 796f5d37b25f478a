"""What a session's broker carries, and what it says of itself. Nothing here runs.

Everything that must not be lost stands in the log before it is carried: the broker can be thrown away
at any moment and nothing is gone but haste.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, TypeVar

from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session

QUEUE_SIZE = 1024
"""How many messages may wait for one subscriber."""
HANDLER_TIMEOUT_S = 30.0
"""How long one message may take a subscriber."""
DRAIN_TIMEOUT_S = 5.0
"""How long a closing broker goes on with what is queued."""


class BrokerClosedError(ConflictError):
    """This session's broker takes nothing any more."""

    code = "broker_closed"


class BrokerMessage:
    """What is carried. Subscribers choose by class; a class stands for its subclasses as well."""

    __slots__ = ()
    is_durable: ClassVar[bool] = True
    """Whether its publisher waits for room. Live-only messages push the oldest live-only one out."""

    @property
    def id(self) -> str:
        """What a dead letter calls it: numbers and names, nobody's words."""
        return type(self).__name__

    @property
    def topic(self) -> type:
        """The other class that it can be subscribed to by; mostly its own."""
        return type(self)


@dataclass(frozen=True, slots=True)
class EventAppended(BrokerMessage):
    """An event that is in the log, with the session right after it.

    It is found by the event's class as well: ``subscribe(events.TurnCompleted, …)``.
    """

    record: RecordedEvent
    state: Session
    received_s: float | None = None
    """When what it replies to was received, on the monotonic clock; None for all but replies."""
    is_local: bool = True
    """Whether this process appended it; what others appended, others have counted."""
    log: Sequence[RecordedEvent] = field(default=(), repr=False, compare=False)
    """The session's log, at least up to this event; it grows."""

    @property
    def id(self) -> str:
        """The session and the event's place in its log."""
        return f"{self.state.created.session_id}:{self.record.seq}"

    @property
    def topic(self) -> type:
        """The event's class."""
        return type(self.record.event)


@dataclass(frozen=True, slots=True)
class CommandFailed(BrokerMessage):
    """Something could not be done, and the candidate was told; the session goes on."""

    is_durable: ClassVar[bool] = False
    code: str
    is_server_error: bool


MessageTypes = type | tuple[type, ...]
"""One class or several; ``Message`` is the wildcard."""
MessageT = TypeVar("MessageT", bound=BrokerMessage, contravariant=True)


class MessageHandler(Protocol[MessageT]):
    """Takes messages in, one at a time and in the order in which they were published."""

    def __call__(self, message: MessageT, /) -> Awaitable[None]:
        """Take one in."""


class SessionEventListener(Protocol):
    """Watches a hosted session from beside: never on the candidate's path, and never waited for.

    It is shown each event with the session after it, and live-only notices. One that is slow misses
    the oldest and finds them in the log.
    """

    name: str

    async def on_message(self, message: EventAppended | CommandFailed) -> None:
        """Take in what happened."""


@dataclass(frozen=True, slots=True)
class BrokerDeadLetter:
    """A message that a subscriber failed on: who, on what, and the kind of failure."""

    handler: str
    message_id: str
    error: str


@dataclass(frozen=True, slots=True)
class UndeliveredMessages:
    """What one subscriber had not dealt with when the broker closed."""

    handler: str
    count: int


DeadLetterCallback = Callable[[BrokerDeadLetter], None]
MessageDroppedCallback = Callable[[str], None]
