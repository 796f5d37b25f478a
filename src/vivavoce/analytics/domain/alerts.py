"""The alert rules, defined once for Prometheus and for the built-in evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from vivavoce.analytics.domain.expressions import (
    AbsentMetric,
    Aggregation,
    Comparison,
    MetricSelector,
    Multiplication,
    Quantile,
    RangeVectorFunction,
    Ratio,
    SetOperation,
    TimeSeriesExpression,
    find_alarming_values,
)
from vivavoce.analytics.domain.time_series import Labels, TimeSeriesCollection

AlertSeverity = Literal["page", "ticket"]
"""``page`` notifies the operator at once, day or night; ``ticket`` can wait until the morning."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_WORKER_UP = "interview_worker_up"
_TURNS = MetricSelector("interview_turns_total")
_ENDED_SESSIONS = MetricSelector("interview_sessions_total")
_MIN_EVENTS = 20
"""Below this many events, a ratio is not meaningful."""
MISCONFIGURATION_CODES = ("key_refused", "model_not_found", "wrong_address", "quota_exhausted")
"""Failures of a language model that last until someone corrects a setting or pays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """An alert rule. The alert fires once the expression has held for ``for_s`` seconds."""

    name: str
    expression: TimeSeriesExpression
    for_s: int
    severity: AlertSeverity
    summary: str
    advice: str
    dashboard_panel: str
    """The title of the dashboard panel to look at first."""


def _sum_increase(selector: MetricSelector, seconds: int) -> Aggregation:
    return Aggregation("sum", RangeVectorFunction("increase", selector, seconds))


def _mean_cost(seconds: int) -> Ratio:
    total, count = (
        MetricSelector("interview_cost_dollars_sum"),
        MetricSelector("interview_cost_dollars_count"),
    )
    return Ratio(_sum_increase(total, seconds), _sum_increase(count, seconds))


def _p95(bucket: MetricSelector, seconds: int) -> Quantile:
    return Quantile(
        0.95, Aggregation("sum", RangeVectorFunction("rate", bucket, seconds), by=("le",))
    )


ALERT_RULES: tuple[AlertRule, ...] = (
    AlertRule(
        name="HighErrorRate",
        expression=SetOperation(
            Comparison(
                Ratio(
                    Aggregation(
                        "sum",
                        RangeVectorFunction(
                            "rate", MetricSelector("interview_turn_errors_total"), 5 * _MINUTE
                        ),
                    ),
                    Aggregation("sum", RangeVectorFunction("rate", _TURNS, 5 * _MINUTE)),
                ),
                ">",
                0.02,
            ),
            "and",
            Comparison(_sum_increase(_TURNS, 5 * _MINUTE), ">=", _MIN_EVENTS),
        ),
        for_s=5 * _MINUTE,
        severity="page",
        summary="More than 2% of turns fail.",
        advice="Search the log for session.command_failed. Its code names the failing part, usually "
        "the database.",
        dashboard_panel="Errors by type",
    ),
    AlertRule(
        name="HighLatencyP95",
        expression=Comparison(
            _p95(
                MetricSelector("interview_stage_latency_seconds_bucket", {"stage": "end_to_end"}),
                5 * _MINUTE,
            ),
            ">",
            3,
        ),
        for_s=5 * _MINUTE,
        severity="page",
        summary="5% of the interviewer's replies take longer than 3 seconds.",
        advice="Compare event_append_seconds with the load of the machine. Likely causes: a "
        "slow disk, or too many sessions.",
        dashboard_panel="Latency by stage",
    ),
    AlertRule(
        name="QueueBacklog",
        expression=Comparison(Aggregation("sum", MetricSelector("interview_queue_depth")), ">", 50),
        for_s=10 * _MINUTE,
        severity="page",
        summary="More than 50 interviews are waiting for a plan or an assessment.",
        advice="Start another agents process, or search the log for job.failed to see why jobs "
        "fail.",
        dashboard_panel="Sessions active, queued, completed",
    ),
    AlertRule(
        name="SessionFailureRate",
        expression=SetOperation(
            Comparison(
                Ratio(
                    _sum_increase(
                        MetricSelector("interview_sessions_total", {"outcome": "failed"}), _HOUR
                    ),
                    _sum_increase(_ENDED_SESSIONS, _HOUR),
                ),
                ">",
                0.02,
            ),
            "and",
            Comparison(_sum_increase(_ENDED_SESSIONS, _HOUR), ">=", _MIN_EVENTS),
        ),
        for_s=15 * _MINUTE,
        severity="page",
        summary="More than 2% of sessions fail because of the platform.",
        advice="Search the log for session.failed. It names the reason and the stage.",
        dashboard_panel="Sessions by outcome, hourly",
    ),
    AlertRule(
        name="LowCompletion",
        expression=SetOperation(
            Comparison(
                Ratio(
                    _sum_increase(
                        MetricSelector("interview_sessions_total", {"outcome": "completed"}), _DAY
                    ),
                    _sum_increase(MetricSelector("interview_consents_total"), _DAY),
                ),
                "<",
                0.95,
            ),
            "and",
            Comparison(
                _sum_increase(MetricSelector("interview_consents_total"), _DAY), ">=", _MIN_EVENTS
            ),
        ),
        for_s=_HOUR,
        severity="ticket",
        summary="Fewer than 95% of started interviews were completed.",
        advice="Compare the reasons in session.abandoned: lost connections, or candidates who "
        "stop answering.",
        dashboard_panel="Sessions by outcome, hourly",
    ),
    AlertRule(
        name="WorkerLost",
        expression=Comparison(
            Aggregation(
                "count",
                SetOperation(
                    Comparison(
                        RangeVectorFunction(
                            "last_over_time", MetricSelector(_WORKER_UP), 10 * _MINUTE
                        ),
                        "==",
                        1,
                    ),
                    "unless",
                    MetricSelector(_WORKER_UP),
                ),
            ),
            ">",
            0,
        ),
        for_s=_MINUTE,
        severity="page",
        summary="A process disappeared without a clean shutdown.",
        advice="Other processes took over its sessions. Find out why it stopped, and start it "
        "again.",
        dashboard_panel="Processes and their sessions",
    ),
    AlertRule(
        name="TakeoverSlow",
        expression=Comparison(
            _p95(MetricSelector("interview_takeover_seconds_bucket"), 10 * _MINUTE), ">", 5
        ),
        for_s=_MINUTE,
        severity="ticket",
        summary="Sessions of a lost process wait longer than 5 seconds for another process.",
        advice="The worker's sweep runs every 2 seconds. Check that a worker is running and "
        "that the database is fast.",
        dashboard_panel="Lost connections and takeovers",
    ),
    AlertRule(
        name="CircuitOpen",
        # An open circuit closes for each trial call, so a query at a single moment could miss it.
        expression=Comparison(
            Aggregation(
                "max",
                RangeVectorFunction(
                    "max_over_time", MetricSelector("interview_circuit_open"), _MINUTE
                ),
                by=("stage", "provider"),
            ),
            ">",
            0,
        ),
        for_s=2 * _MINUTE,
        severity="ticket",
        summary="A provider is paused, because it failed repeatedly.",
        advice="Check the provider's status page. The fallback engine is used meanwhile, if "
        "there is one.",
        dashboard_panel="Paused engines",
    ),
    AlertRule(
        name="SpeechUnavailable",
        expression=Comparison(
            Aggregation(
                "sum",
                RangeVectorFunction(
                    "increase",
                    MetricSelector("interview_provider_fallback_total", {"to": "none"}),
                    10 * _MINUTE,
                ),
                by=("stage",),
            ),
            ">=",
            3,
        ),
        for_s=_MINUTE,
        severity="page",
        summary="Interviews have no working speech-to-text (stt) or text-to-speech (tts) engine "
        "left. Their candidates type and read.",
        advice="Search the log for provider.failed_over (the reason) and engine_broke (the place). "
        "Run vivavoce doctor --voice.",
        dashboard_panel="Fallbacks",
    ),
    AlertRule(
        name="ModelFails",
        expression=Comparison(
            Aggregation(
                "sum",
                RangeVectorFunction(
                    "increase", MetricSelector("model_failures_total"), 10 * _MINUTE
                ),
                by=("purpose", "code"),
            ),
            ">=",
            3,
        ),
        for_s=_MINUTE,
        severity="ticket",
        summary="The language model fails, and the built-in rules stand in for it.",
        advice="Run vivavoce doctor --try-model: it names the cause and the remedy. The log line "
        "model.failed has the provider's status, code and parameter.",
        dashboard_panel="Model failures",
    ),
    AlertRule(
        name="ModelMisconfigured",
        expression=Comparison(
            Aggregation(
                "sum",
                RangeVectorFunction(
                    "increase",
                    MetricSelector(
                        "model_failures_total", match_any={"code": MISCONFIGURATION_CODES}
                    ),
                    _HOUR,
                ),
                by=("purpose", "code"),
            ),
            ">",
            0,
        ),
        for_s=_MINUTE,
        severity="ticket",
        summary="The language model can never answer as it is configured: the endpoint refuses the key, the "
        "model or the address, or the account has no quota left.",
        advice="Run vivavoce doctor --try-model: it names the setting to correct. The built-in rules "
        "stand in until then.",
        dashboard_panel="Model failures",
    ),
    AlertRule(
        name="ModelCertificateEnds",
        expression=Comparison(
            Aggregation("max", MetricSelector("model_certificate_left_seconds")), "<", 3 * _DAY
        ),
        for_s=10 * _MINUTE,
        severity="ticket",
        summary="The scoring model's certificate ends within three days, or does not hold any more.",
        advice="Run vivavoce qualify. vivavoce doctor says what ended it. Meanwhile, the built-in rules "
        "score without a valid certificate, and each scorecard says so.",
        dashboard_panel="Certificate of the scoring model",
    ),
    AlertRule(
        name="SoundStutters",
        expression=Comparison(
            Aggregation("max", MetricSelector("voice_loop_lag_seconds")), ">", 0.05
        ),
        for_s=2 * _MINUTE,
        severity="page",
        summary="A process is too late, and the audio of its voice interviews stutters.",
        advice="The process accepts no new voice interviews. Check what else uses its cores, or "
        "start another edge.",
        dashboard_panel="Event loop lag",
    ),
    AlertRule(
        name="SoundRefused",
        expression=Comparison(
            Aggregation(
                "sum",
                RangeVectorFunction(
                    "increase", MetricSelector("voice_sessions_refused_total"), 10 * _MINUTE
                ),
                by=("reason",),
            ),
            ">=",
            5,
        ),
        for_s=_MINUTE,
        severity="ticket",
        summary="Candidates had to type, because there was no capacity for voice.",
        advice="limit: start another edge, or raise VIVAVOCE_VOICE_CAPACITY. lag: the cores of "
        "the process are too busy.",
        dashboard_panel="Voice interviews refused",
    ),
    AlertRule(
        name="CallsFail",
        expression=SetOperation(
            Comparison(
                Ratio(
                    _sum_increase(
                        MetricSelector("interview_calls_total", {"result": "trunk"}), _HOUR
                    ),
                    _sum_increase(MetricSelector("interview_calls_total"), _HOUR),
                ),
                ">",
                0.2,
            ),
            "and",
            Comparison(
                _sum_increase(MetricSelector("interview_calls_total", {"result": "trunk"}), _HOUR),
                ">=",
                3,
            ),
        ),
        for_s=_MINUTE,
        severity="page",
        summary="More than 20% of calls to candidates fail because of the phone provider or the "
        "platform.",
        advice="Check the provider's status page and your account. Search the log for "
        "call.failed and the callbacks.",
        dashboard_panel="Calls by outcome",
    ),
    AlertRule(
        name="OutboxStuck",
        expression=Comparison(Aggregation("max", MetricSelector("outbox_oldest_seconds")), ">", 60),
        for_s=_MINUTE,
        severity="page",
        summary="Events wait longer than a minute to be published.",
        advice="Check that a worker is running and that the event bus responds. No event is "
        "lost meanwhile.",
        dashboard_panel="Oldest unpublished event",
    ),
    AlertRule(
        name="CostSpike",
        expression=SetOperation(
            Comparison(_mean_cost(_HOUR), ">", Multiplication(_mean_cost(7 * _DAY), 2)),
            "and",
            Comparison(
                _sum_increase(MetricSelector("interview_cost_dollars_count"), _HOUR), ">=", 5
            ),
        ),
        for_s=10 * _MINUTE,
        severity="ticket",
        summary="An interview costs more than twice the average of the week.",
        advice="/api/v1/analytics/cost shows the provider and the kind. Search the log for "
        "repeated requests.",
        dashboard_panel="Cost per interview",
    ),
    AlertRule(
        name="ConnectionsRefused",
        expression=Comparison(
            Aggregation(
                "sum",
                RangeVectorFunction(
                    "increase", MetricSelector("http_connections_refused_total"), 5 * _MINUTE
                ),
                by=("reason",),
            ),
            ">=",
            100,
        ),
        for_s=_MINUTE,
        severity="page",
        summary="A process refuses or closes connections: it is at its limit, or under attack.",
        advice="Search the log for connections.refused. For full and gave_way, raise the "
        "open-file limit or start another process. Other reasons mean that a client "
        "sends invalid requests.",
        dashboard_panel="Connections refused",
    ),
    AlertRule(
        name="SignInFailures",
        expression=Comparison(
            Aggregation(
                "sum",
                RangeVectorFunction(
                    "increase", MetricSelector("sign_in_failures_total"), 10 * _MINUTE
                ),
                by=("reason",),
            ),
            ">=",
            50,
        ),
        for_s=_MINUTE,
        severity="ticket",
        summary="Many sign-ins fail for the same reason.",
        advice="unknown_person, wrong_password and too_many_attempts: passwords are being guessed. Search "
        "the log for sign_in.failed and sign_in.refused, and compare source_hash. The limits hold meanwhile. "
        "invalid_api_key: an integration sends an old key, or keys are being guessed. provider_failed: an "
        "organization's OpenID provider does not answer.",
        dashboard_panel="Failed sign-ins by reason",
    ),
    AlertRule(
        name="NoMetrics",
        expression=AbsentMetric(MetricSelector(_WORKER_UP)),
        for_s=2 * _MINUTE,
        severity="page",
        summary="No process reports metrics.",
        advice="Check that processes are running and reachable.",
        dashboard_panel="Processes and their sessions",
    ),
)


def list_rule_metrics() -> frozenset[str]:
    """Return the names of all metrics that the rules read and that must be sampled."""
    return frozenset().union(*(rule.expression.list_metrics() for rule in ALERT_RULES))


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertStatus:
    """The status of an alert: pending since ``active_at``, firing since ``fired_at``, or cleared.

    Times are seconds since 1970; ``value`` is the expression's latest value.
    """

    rule: str
    labels: Labels
    value: float
    active_at: float
    fired_at: float | None = None
    cleared_at: float | None = None

    @property
    def is_firing(self) -> bool:
        """Whether the alert has fired and is not cleared."""
        return self.fired_at is not None and self.cleared_at is None


AlertKey = tuple[str, Labels]


def evaluate_rules(
    series: TimeSeriesCollection, now: float, previous: Mapping[AlertKey, AlertStatus]
) -> dict[AlertKey, AlertStatus]:
    """Return the status of every alert now, given the ``previous`` ones; alerts that just cleared included.

    If the expression holds again after an alert cleared, that is a new alert.
    """
    after: dict[AlertKey, AlertStatus] = {}
    for rule in ALERT_RULES:
        for labels, value in find_alarming_values(rule.expression, series, now).items():
            key = (rule.name, labels)
            known = previous.get(key)
            if known is None or known.cleared_at is not None:
                known = AlertStatus(rule=rule.name, labels=labels, value=value, active_at=now)
            fired_at = known.fired_at
            if fired_at is None and now - known.active_at >= rule.for_s:
                fired_at = now
            after[key] = replace(known, value=value, fired_at=fired_at)
    for key, status in previous.items():
        if key not in after and status.is_firing:
            after[key] = replace(status, cleared_at=now)
    return after
