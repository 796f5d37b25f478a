"""All metrics of a process, each recorded in one place: numbers and kinds, never ids.

Counters cover this process. Values shared by all processes (sessions by state, queue depths) are in
``SHARED_METRICS``; one process at a time reads them from the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

from vivavoce.contracts.voice import Transport, VoiceFailureKind

disable_created_metrics()  # type: ignore[no-untyped-call]  # the library is not typed here

STAGE_BUCKETS = (0.1, 0.2, 0.3, 0.38, 0.5, 0.65, 0.8, 1, 1.45, 2, 3, 5, 10)
"""The latency budget's limits are bucket edges; otherwise a p95 near its limit would be inaccurate."""
_SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1)
_LONG = (0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300)
_DOLLARS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
SECONDARY_REGISTRY = CollectorRegistry(auto_describe=True)
"""For metric names that the library would treat as a counter's; the page shows both registries."""

HTTP_REQUESTS = Counter(
    "http_requests_total", "HTTP requests answered.", ["method", "route", "status"]
)
HTTP_SECONDS = Histogram(
    "http_request_seconds",
    "Time to answer a request.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
CONNECTIONS = Gauge(
    "http_connections",
    "Open connections of this process: idle (no request in progress), busy, or known (a "
    "signed-in caller or a live candidate).",
    ["kind"],
)
CONNECTIONS_LIMIT = Gauge(
    "http_connections_limit", "Limit on the open connections of this process."
)
CONNECTIONS_REFUSED = Counter(
    "http_connections_refused_total",
    "Connections that were refused, or closed to make room for others.",
    ["reason"],
)
CONNECTIONS_TIMED_OUT = Counter(
    "http_connections_timed_out_total",
    "Connections that were closed because the client was too slow.",
    ["phase"],
)
ASSISTANT_REPLIES_WITHHELD = Counter(
    "assistant_replies_blocked_total",
    "Replies of the practice assistant that were withheld because the tools' answers did "
    "not support them.",
    ["kind"],
)
SignInFailureReason = Literal[
    "unknown_person",
    "wrong_password",
    "too_many_attempts",
    "expired_link",
    "invalid_api_key",
    "organization_unknown",
    "provider_refused",
    "provider_failed",
    "provider_proof_invalid",
    "provider_sign_in_ended",
    "not_admitted",
]
"""Why a sign-in of staff, a seeker or a program failed. Operators read it; responses do not say as much."""
SIGN_IN_FAILURES = Counter(
    "sign_in_failures_total",
    "Failed sign-ins of people with an account, and requests with an unknown API key.",
    ["reason"],
)
BUS_CONSUMED = Counter("bus_consumed_total", "Events handled.", ["group", "topic"])

SESSIONS_TOTAL = Counter("interview_sessions_total", "Sessions that ended.", ["outcome", "channel"])
CANDIDATE_REQUESTS = Counter(
    "interview_candidate_requests_total",
    "Requests that candidates made to the interviewer.",
    ["request", "channel"],
)
HUMAN_TASKS = Counter(
    "human_tasks_total", "Tasks for people that were opened or completed.", ["kind", "outcome"]
)
CONSENTS = Counter(
    "interview_consents_total", "Sessions whose candidate gave consent.", ["channel"]
)
TURNS = Counter("interview_turns_total", "Turns received from candidates.")
TURN_ERRORS = Counter(
    "interview_turn_errors_total", "Turns that failed because of the platform.", ["stage", "type"]
)
STAGE_SECONDS = Histogram(
    "interview_stage_latency_seconds",
    "Duration of a stage of a turn; end_to_end lasts from the end of the answer to the "
    "reply, sent or heard.",
    ["stage"],
    buckets=STAGE_BUCKETS,
)
APPEND_SECONDS = Histogram(
    "event_append_seconds", "Time to append to a session's log.", buckets=_SHORT
)
TAKEOVER_SECONDS = Histogram(
    "interview_takeover_seconds",
    "Time from the last heartbeat of a lost worker until another one took over its session.",
    buckets=_LONG,
)
SESSION_HANDLER_FAILURES = Counter(
    "session_handler_failures_total",
    "Messages of a session's broker that a subscriber failed to handle, or did not handle in time.",
    ["handler", "error"],
)
SESSION_MESSAGES_DROPPED = Counter(
    "session_messages_dropped_total",
    "Live-only messages of a session's broker that were dropped because a subscriber's "
    "queue was full.",
    ["handler"],
)
RECONNECTS = Counter(
    "interview_reconnects_total",
    "Sessions whose candidate was disconnected, by outcome.",
    ["result"],
)
WORKER_UP = Gauge("interview_worker_up", "1 while this process is running.")
WORKER_SESSIONS = Gauge("interview_worker_sessions", "Sessions hosted by this process.")

VOICE_SESSIONS = Gauge("voice_sessions", "Voice sessions of this process.")
VOICE_LAG_SECONDS = Gauge(
    "voice_loop_lag_seconds",
    "99th percentile of the event loop lag in the last 10 s; 0 without voice sessions.",
)
VOICE_SESSIONS_REFUSED = Counter(
    "voice_sessions_refused_total",
    "Voice sessions that this process refused for lack of capacity.",
    ["reason"],
)

VOICE_RECORDING_LOSSES = Counter(
    "voice_recording_pieces_lost_total",
    "Pieces of voice recordings that could not be stored. The recordings show gaps there.",
)
CALLS = Counter(
    "interview_calls_total",
    "Attempts to call candidates, by result: answered, or the reason why not.",
    ["result"],
)

BUDGETS_EXCEEDED = Counter(
    "isolated_limits_exceeded_total",
    "Jobs in isolated processes that were stopped because they exceeded their budget.",
    ["worker", "resource"],
)

QUEUE_WAIT_SECONDS = Histogram(
    "interview_queue_wait_seconds",
    "Time that an interview waited for a plan, an assessment or a free place.",
    ["queue"],
    buckets=_LONG,
)
JOB_SECONDS = Histogram(
    "job_seconds", "Duration of one run of a job.", ["job", "result"], buckets=_LONG
)
PLAN_SECONDS = Histogram(
    "interview_plan_seconds", "Time from the request for a plan to the plan.", buckets=_LONG
)
ASSESSMENT_SECONDS = Histogram(
    "interview_assessment_seconds",
    "Time from the end of an interview to its assessment.",
    buckets=_LONG,
)
WEBHOOK_ATTEMPTS = Counter("webhook_attempts_total", "Attempts to deliver a webhook.", ["outcome"])
WEBHOOK_SECONDS = Histogram(
    "webhook_attempt_seconds", "Duration of one attempt to deliver a webhook.", buckets=_LONG
)

INTERVIEW_COST = Histogram(
    "interview_cost_dollars",
    "Cost of an interview at the time of its assessment; only if every price is known.",
    ["channel"],
    buckets=_DOLLARS,
    registry=SECONDARY_REGISTRY,
)
USAGE_COST = Counter(
    "interview_cost_dollars_total", "Cost of external services, in dollars.", ["provider", "kind"]
)
USAGE_UNPRICED = Counter(
    "interview_usage_unpriced_total", "Usage without a known price.", ["provider", "kind"]
)
MODEL_CALLS = Counter(
    "model_calls_total", "Calls to language models.", ["purpose", "model", "result"]
)
MODEL_FAILURES = Counter(
    "model_failures_total", "Requests that a language model did not fulfill.", ["purpose", "code"]
)
MODEL_TOKENS = Counter(
    "model_tokens_total", "Tokens used by language models.", ["purpose", "model", "direction"]
)
PROVIDER_FALLBACKS = Counter(
    "interview_provider_fallback_total",
    "Times that another provider was used as a fallback.",
    ["stage", "from", "to"],
)
CIRCUIT_OPEN = Gauge(
    "interview_circuit_open",
    "1 while this process does not call a provider for this stage, because it failed repeatedly.",
    ["stage", "provider"],
)

SharedValues = Mapping[str, Mapping[str, float]]
"""Shared values: metric name → value of its one label → number."""


class SharedMetrics(Collector):
    """Values shared by all processes; empty where another process reads them."""

    LABELS: Mapping[str, tuple[str, str]] = {
        "interview_sessions": ("state", "Sessions by state."),
        "interview_queue_depth": (
            "queue",
            "Interviews waiting for a plan, an assessment or a free place.",
        ),
        "jobs_waiting": ("queue", "Jobs that are due but not yet running."),
        "interview_review_flags_open": ("", "Flags that are waiting for a person's decision."),
        "outbox_oldest_seconds": ("", "Age of the oldest event that was not yet published."),
        "model_certificate": (
            "state",
            "1 for the state of the scoring model's certificate; absent without a model.",
        ),
        "model_certificate_left_seconds": (
            "",
            "Time until the scoring model's certificate ends; 0 once it does not hold. Absent for a model "
            "that was never qualified.",
        ),
    }

    def __init__(self) -> None:
        self._values: SharedValues = {}

    def publish(self, numbers: SharedValues) -> None:
        """Publish these values; they replace all earlier ones."""
        unknown = set(numbers) - set(self.LABELS)
        if unknown:
            raise KeyError(f"not a shared metric: {sorted(unknown)}")
        self._values = numbers

    def clear(self) -> None:
        """Publish nothing, because another process reads the values."""
        self._values = {}

    def collect(self) -> Iterator[Metric]:
        """Yield every metric family with its known values."""
        for name, (label, text) in self.LABELS.items():
            family = GaugeMetricFamily(name, text, labels=[label] if label else [])
            for value, number in self._values.get(name, {}).items():
                family.add_metric([value] if label else [], number)
            yield family


SHARED_METRICS = SharedMetrics()
SECONDARY_REGISTRY.register(SHARED_METRICS)


# Create these series at 0: a rate would miss the first error of a series that starts with it.
for _code in ("unavailable", "database_unavailable", "internal"):
    TURN_ERRORS.labels("conduct", _code)
for _why_refused in get_args(SignInFailureReason):
    SIGN_IN_FAILURES.labels(_why_refused)
for _kind_of_connection in ("idle", "busy", "known"):
    CONNECTIONS.labels(_kind_of_connection)
for _why in (
    "full",
    "address_full",
    "gave_way",
    "header_too_large",
    "too_many_headers",
    "url_too_long",
    "malformed",
    "too_many_pipelined",
):
    CONNECTIONS_REFUSED.labels(_why)
for _phase in ("first_byte", "header", "body", "unread_body", "keep_alive", "write"):
    CONNECTIONS_TIMED_OUT.labels(_phase)
for _result in ("resumed", "given_up"):
    RECONNECTS.labels(_result)
for _outcome in (
    "completed",
    "partial",
    "abandoned",
    "no_show",
    "expired",
    "cancelled",
    "failed",
):
    for _way in get_args(Transport):
        SESSIONS_TOTAL.labels(_outcome, _way)
for _way in get_args(Transport):
    CONSENTS.labels(_way)
for _kind in get_args(VoiceFailureKind):
    TURN_ERRORS.labels("tts", _kind)
for _reason in ("limit", "lag"):
    VOICE_SESSIONS_REFUSED.labels(_reason)
for _came in ("answered", "busy", "no_answer", "rejected", "invalid", "machine", "trunk"):
    CALLS.labels(_came)
STAGE_SECONDS.labels("end_to_end")
INTERVIEW_COST.labels("text")
_PURPOSES = (
    "plan",
    "compose",
    "understand",
    "perspective",
    "rubric",
    "artifact",
    "review",
    "score",
)
for _purpose in _PURPOSES:
    for _code in ("key_refused", "model_not_found", "wrong_address", "quota_exhausted"):
        MODEL_FAILURES.labels(_purpose, _code)
for _verdict in ("delivered", "retry", "dead", "gone"):
    WEBHOOK_ATTEMPTS.labels(_verdict)
KAFKA_EVENTS_SENT = Counter("kafka_events_sent_total", "Events that Kafka acknowledged.")
KAFKA_MESSAGES_READ = Counter("kafka_messages_read_total", "Messages read from Kafka.", ["group"])


def collect_metrics() -> Iterator[Metric]:
    """Yield all metrics of this process with their current samples."""
    yield from REGISTRY.collect()
    yield from SECONDARY_REGISTRY.collect()


def collect_samples(names: frozenset[str]) -> Iterator[Sample]:
    """Yield the current samples of these names; the other metrics, of which there are many, are not read."""
    for registry in (REGISTRY, SECONDARY_REGISTRY):
        for family in registry.restricted_registry(names).collect():
            yield from family.samples


def count_sign_in_failure(reason: SignInFailureReason) -> None:
    """Count a failed sign-in."""
    SIGN_IN_FAILURES.labels(reason).inc()


def render_metrics() -> bytes:
    """Return all metrics in Prometheus' text format."""
    return generate_latest(REGISTRY) + generate_latest(SECONDARY_REGISTRY)


def list_series_names() -> frozenset[str]:
    """Return all names of samples, including ``_bucket``, ``_sum``, ``_count`` and ``_total``."""
    names: set[str] = set()
    for family in collect_metrics():
        names.update(_sample_names(family))
    return frozenset(names)


def _sample_names(family: Metric) -> Sequence[str]:
    endings = {
        "histogram": ("_bucket", "_sum", "_count"),
        "counter": ("_total",),
        "gauge": ("",),
    }
    return [family.name + ending for ending in endings.get(family.type, ("",))]


@dataclass(frozen=True, slots=True, order=True)
class MetricDescription:
    """A metric as the reference page shows it."""

    name: str
    kind: str
    labels: tuple[str, ...]
    text: str


def list_metrics() -> Sequence[MetricDescription]:
    """Return all of our metrics, sorted by name."""
    descriptions = [
        MetricDescription(name, "gauge", (label,) if label else (), text)
        for name, (label, text) in SharedMetrics.LABELS.items()
    ]
    for metric in (
        candidate for candidate in globals().values() if isinstance(candidate, MetricWrapperBase)
    ):
        (family,) = metric.describe()
        ending = "_total" if family.type == "counter" else ""
        labels = tuple(metric._labelnames)  # noqa: SLF001 - the library has no public attribute for it
        descriptions.append(
            MetricDescription(family.name + ending, family.type, labels, family.documentation)
        )
    return sorted(descriptions)
