"""What insight needs: places for samples, alerts, prices and figures, and ways to tell somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID

from vivavoce.analytics.domain.alerts import AlertSeverity, AlertStatus
from vivavoce.analytics.domain.interview_analytics import CostLine, InterviewAnalytics
from vivavoce.analytics.domain.time_series import Labels
from vivavoce.infra.egress.client import EgressResponse
from vivavoce.infra.metrics import SharedValues
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.kernel.ids import InterviewId

MetricSample = tuple[str, Labels, float]
"""Name, labels, value."""


class InvalidPriceError(InvalidRequestError):
    """A price is not one: see the field."""

    code = "price_refused"


@dataclass(frozen=True, slots=True)
class MetricReading:
    """What one process measured at one moment."""

    process: str
    at: datetime
    samples: Sequence[MetricSample]


class MetricsRegistryReader(Protocol):
    """The metrics of this process."""

    def __call__(self, names: frozenset[str]) -> Sequence[MetricSample]:
        """Return the present samples of these series."""


class MetricSampleRepository(Protocol):
    """Keeps what all processes measured, for a while."""

    async def save(self, reading: MetricReading, *, is_kept: bool) -> None:
        """Add a reading; ``is_kept`` ones outlive the others."""

    async def load_since(self, at: datetime | None) -> Sequence[MetricReading]:
        """Return the readings after ``at``, or all, oldest first."""

    async def delete_old(self, *, fine: datetime, kept: datetime) -> None:
        """Forget what is older than ``fine``, and what is kept when older than ``kept``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """An alert as it is kept. ``told`` is the last news of it that was told outside."""

    id: UUID
    status: AlertStatus
    severity: AlertSeverity
    told: Literal["", "fired", "cleared"] = ""
    tries: int = 0
    next_try_at: datetime | None = None


class AlertRepository(Protocol):
    """Keeps alerts."""

    async def list_active(self) -> Sequence[Alert]:
        """Return those that are not cleared."""

    async def save(self, changed: Sequence[Alert], gone: Sequence[UUID]) -> None:
        """Keep how these stand, and forget those that never fired."""

    async def list_recent(self, limit: int) -> Sequence[Alert]:
        """Return alerts that fired: firing ones first, then the newest."""

    async def list_pending_notifications(self, now: datetime, since: datetime) -> Sequence[Alert]:
        """Return alerts with news after ``since`` whose next try to tell it is due."""

    async def save_notification(self, alert: Alert) -> None:
        """Keep what was told of an alert, or when it is tried again."""

    async def delete_cleared(self, before: datetime) -> None:
        """Forget alerts that were cleared before."""


class ScheduledTaskLeases(Protocol):
    """Sees to it that one process does what only one may do."""

    async def claim(self, name: str, holder: str, seconds: float) -> bool:
        """Take or keep a duty for so long; False while another process has it."""


class SharedMetricsReader(Protocol):
    """Reads the numbers that all processes share."""

    async def __call__(self) -> SharedValues:
        """Return them by metric and label."""


class SharedMetricsPublisher(Protocol):
    """Where shared numbers are shown."""

    def publish(self, numbers: SharedValues) -> None:
        """Show these from now on."""

    def clear(self) -> None:
        """Show none: another process does."""


class AlertChannel(Protocol):
    """A way to reach the operator."""

    name: str

    async def notify(self, alert: Alert, change: Literal["fired", "cleared"], attempt: int) -> bool:
        """Return whether it was taken."""


class AlertHttpClient(Protocol):
    """The way out to addresses that somebody set."""

    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes) -> EgressResponse:
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


class PriceRepository(Protocol):
    """Keeps the price table of the installation."""

    async def list_prices(self, work: UnitOfWork) -> Sequence[Price]:
        """Return every price, by provider, model and kind, newest first."""

    async def save_prices(self, work: UnitOfWork, prices: Sequence[Price]) -> int:
        """Keep prices, price again what they are for, and return how many uses changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedUsage:
    """Something that was used; ``cost`` is None where nobody knows the price."""

    provider: str
    model: str
    kind: str
    quantity: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyticsUpdate:
    """What an event changes in the figures of its interview; columns are the table's own."""

    interview_id: InterviewId
    at: datetime
    values: Mapping[str, object] = field(default_factory=dict)
    increments: Iterable[str] = ()
    """Columns that grow by one."""


class AnalyticsRepository(Protocol):
    """Keeps figures and uses, one row an interview."""

    async def update_interview(
        self, work: UnitOfWork, update: AnalyticsUpdate
    ) -> InterviewAnalytics:
        """Change the figures of an interview and return how they are then."""

    async def record_usage(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        event_id: UUID,
        at: datetime,
        *,
        purpose: str,
        uses: Sequence[Mapping[str, object]],
    ) -> Sequence[PricedUsage]:
        """Keep what was used, priced as of ``at``; add it to the interview's cost."""


class AnalyticsReader(Protocol):
    """Reads what was kept."""

    async def list_interviews(
        self, work: UnitOfWork, since: datetime
    ) -> Sequence[InterviewAnalytics]:
        """Return the interviews that something happened to since then."""

    async def list_cost_lines(self, work: UnitOfWork, since: datetime) -> Sequence[CostLine]:
        """Return what was used since then, by provider, model and kind."""
