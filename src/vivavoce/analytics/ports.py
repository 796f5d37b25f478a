"""Ports of analytics: storage of samples, alerts, prices and analytics, and alert channels."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID

from vivavoce.analytics.domain.alerts import AlertSeverity, AlertStatus
from vivavoce.analytics.domain.time_series import Labels
from vivavoce.infra.metrics import SharedValues
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.kernel.ids import InterviewId

MetricSample = tuple[str, Labels, float]
"""Name, labels, value."""


class InvalidPriceError(InvalidRequestError):
    """A price is invalid: see the field."""

    code = "invalid_price"


@dataclass(frozen=True, slots=True)
class MetricReading:
    """The samples of one process at one moment."""

    process: str
    at: datetime
    samples: Sequence[MetricSample]


MetricsRegistryReader = Callable[[frozenset[str]], Sequence[MetricSample]]
"""Returns the current samples of these metrics of this process."""


class MetricSampleRepository(Protocol):
    """Stores the readings of all processes for a limited time."""

    async def save(self, reading: MetricReading, *, is_kept: bool) -> None:
        """Store a reading; with ``is_kept`` it has the longer retention period."""

    async def load_since(self, at: datetime | None) -> Sequence[MetricReading]:
        """Return the readings after ``at``, or all if it is None, oldest first."""

    async def delete_old(self, *, fine: datetime, kept: datetime) -> None:
        """Delete readings older than ``fine``, and those saved with ``is_kept`` if older than ``kept``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A stored alert. ``notified`` is the last change that was notified; ``tries`` counts failed attempts."""

    id: UUID
    status: AlertStatus
    severity: AlertSeverity
    notified: Literal["", "fired", "cleared"] = ""
    tries: int = 0
    next_try_at: datetime | None = None


class AlertRepository(Protocol):
    """Stores alerts."""

    async def list_active(self) -> Sequence[Alert]:
        """Return the alerts that are not cleared, including those that have not fired yet."""

    async def save(self, changed: Sequence[Alert], gone: Sequence[UUID]) -> None:
        """Store the ``changed`` alerts, and delete those of ``gone`` that never fired."""

    async def list_recent(self, limit: int) -> Sequence[Alert]:
        """Return up to ``limit`` alerts that fired: firing ones first, then the newest."""

    async def list_pending_notifications(self, now: datetime, since: datetime) -> Sequence[Alert]:
        """Return alerts with an unnotified change after ``since`` whose next attempt is due at ``now``."""

    async def save_notification_state(self, alert: Alert) -> None:
        """Store what was notified of an alert, or its next attempt."""

    async def delete_cleared(self, before: datetime) -> None:
        """Delete alerts that were cleared before ``before``."""


ScheduledTaskLeaseClaim = Callable[[str, str, float], Awaitable[bool]]
"""Acquires or renews a lease (task, holder, seconds) so that only one process runs a scheduled task.

Returns False while another process holds it.
"""


SharedMetricsReader = Callable[[], Awaitable[SharedValues]]
"""Returns metrics that are the same for all processes, such as queue depths, by metric and label."""


class SharedMetricsPublisher(Protocol):
    """Exposes shared metrics in this process's registry."""

    def publish(self, numbers: SharedValues) -> None:
        """Expose these values from now on."""

    def clear(self) -> None:
        """Expose no shared values, because another process does."""


class AlertChannel(Protocol):
    """Notifies the operator, for example by webhook or e-mail."""

    name: str

    async def notify(self, alert: Alert, change: Literal["fired", "cleared"], attempt: int) -> bool:
        """Send a notification; return whether the channel accepted it. ``attempt`` starts at 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """From ``valid_from`` on, ``per`` units of a kind cost ``dollars``. Model '*' matches every model."""

    provider: str
    model: str
    kind: str
    valid_from: datetime
    dollars: Decimal
    per: Decimal


def price_tokens(
    prices: Iterable[Price],
    *,
    provider: str,
    model: str,
    input_tokens: int,
    output_tokens: int,
) -> Decimal | None:
    """Return what the tokens of a model cost in dollars, or None if a price is unknown."""
    known: dict[str, Price] = {}
    for price in prices:
        if price.provider == provider and price.model in (model, "*"):
            known.setdefault(price.kind, price)
    entering, leaving = known.get("llm_in"), known.get("llm_out")
    if entering is None or leaving is None:
        return None
    return (
        entering.dollars * input_tokens / entering.per
        + leaving.dollars * output_tokens / leaving.per
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedUsage:
    """Priced usage of a provider. ``cost`` is in dollars, or None if no price is known."""

    provider: str
    model: str
    kind: str
    quantity: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeCost:
    """The usage of an interview for one purpose. ``cost`` is in dollars, or None if a price is unknown."""

    purpose: str
    usage_count: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyticsUpdate:
    """What an event changes in the analytics row of its interview; ``values`` is keyed by column name."""

    interview_id: InterviewId
    at: datetime
    values: Mapping[str, object] = field(default_factory=dict)
    increments: Iterable[str] = ()
    """Columns to increment by one."""
