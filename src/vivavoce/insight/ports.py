"""What insight needs: places for samples, alerts, prices and figures, and ways to tell somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID

from vivavoce.infra.egress.client import Answer
from vivavoce.infra.metrics import Numbers
from vivavoce.infra.work import Work
from vivavoce.insight.domain.alerts import Severity, Standing
from vivavoce.insight.domain.figures import CostLine, Story
from vivavoce.insight.domain.series import Labels
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import Malformed
from vivavoce.kernel.ids import InterviewId

Sample = tuple[str, Labels, float]
"""Name, labels, value."""


class PriceRefused(Malformed):
    """A price is not one: see the field."""

    code = "price_refused"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one process measured at one moment."""

    process: str
    at: datetime
    samples: Sequence[Sample]


class Registry(Protocol):
    """The metrics of this process."""

    def __call__(self, names: frozenset[str]) -> Sequence[Sample]:
        """Return the present samples of these series."""


class Samples(Protocol):
    """Keeps what all processes measured, for a while."""

    async def keep(self, reading: Reading, *, is_kept: bool) -> None:
        """Add a reading; ``is_kept`` ones outlive the others."""

    async def since(self, at: datetime | None) -> Sequence[Reading]:
        """Return the readings after ``at``, or all, oldest first."""

    async def trim(self, *, fine: datetime, kept: datetime) -> None:
        """Forget what is older than ``fine``, and what is kept when older than ``kept``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert as it is kept. ``told`` is the last news of it that was told outside."""

    id: UUID
    standing: Standing
    severity: Severity
    told: Literal["", "fired", "cleared"] = ""
    tries: int = 0
    next_try_at: datetime | None = None


class Alerts(Protocol):
    """Keeps alerts."""

    async def standing(self) -> Sequence[Alert]:
        """Return those that are not cleared."""

    async def save(self, changed: Sequence[Alert], gone: Sequence[UUID]) -> None:
        """Keep how these stand, and forget those that never fired."""

    async def recent(self, limit: int) -> Sequence[Alert]:
        """Return alerts that fired: firing ones first, then the newest."""

    async def untold(self, now: datetime, since: datetime) -> Sequence[Alert]:
        """Return alerts with news after ``since`` whose next try to tell it is due."""

    async def note_told(self, alert: Alert) -> None:
        """Keep what was told of an alert, or when it is tried again."""

    async def trim(self, before: datetime) -> None:
        """Forget alerts that were cleared before."""


class Duties(Protocol):
    """Sees to it that one process does what only one may do."""

    async def claim(self, name: str, holder: str, seconds: float) -> bool:
        """Take or keep a duty for so long; False while another process has it."""


class ReadShared(Protocol):
    """Reads the numbers that all processes share."""

    async def __call__(self) -> Numbers:
        """Return them by metric and label."""


class Board(Protocol):
    """Where shared numbers are shown."""

    def show(self, numbers: Numbers) -> None:
        """Show these from now on."""

    def clear(self) -> None:
        """Show none: another process does."""


class Channel(Protocol):
    """A way to reach the operator."""

    name: str

    async def tell(self, alert: Alert, news: Literal["fired", "cleared"], attempt: int) -> bool:
        """Return whether it was taken."""


class Outlet(Protocol):
    """The way out to addresses that somebody set."""

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
        """Return what was answered, or why nobody was reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """From when ``per`` units of a kind cost so many dollars. The model '*' is any."""

    provider: str
    model: str
    kind: str
    valid_from: datetime
    dollars: Decimal
    per: Decimal


class Prices(Protocol):
    """Keeps the price table of the installation."""

    async def all(self, work: Work) -> Sequence[Price]:
        """Return every price, by provider, model and kind, newest first."""

    async def put(self, work: Work, prices: Sequence[Price]) -> int:
        """Keep prices, price again what they are for, and return how many uses changed."""


class Audit(Protocol):
    """Notes who did what (tenancy)."""

    async def note(
        self,
        work: Work,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Note that ``caller`` did ``action`` to ``subject``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Something that was used; ``cost`` is None where nobody knows the price."""

    provider: str
    model: str
    kind: str
    quantity: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an event changes in the figures of its interview; columns are the table's own."""

    interview_id: InterviewId
    at: datetime
    values: Mapping[str, object] = field(default_factory=dict)
    counts: Iterable[str] = ()
    """Columns that grow by one."""


class Book(Protocol):
    """Keeps figures and uses, one row an interview."""

    async def note(self, work: Work, entry: Entry) -> Story:
        """Change the figures of an interview and return how they are then."""

    async def use(
        self,
        work: Work,
        interview_id: InterviewId,
        event_id: UUID,
        at: datetime,
        *,
        purpose: str,
        uses: Sequence[Mapping[str, object]],
    ) -> Sequence[Use]:
        """Keep what was used, priced as of ``at``; add it to the interview's cost."""


class Figures(Protocol):
    """Reads what was kept."""

    async def stories(self, work: Work, since: datetime) -> Sequence[Story]:
        """Return the interviews that something happened to since then."""

    async def cost_lines(self, work: Work, since: datetime) -> Sequence[CostLine]:
        """Return what was used since then, by provider, model and kind."""
