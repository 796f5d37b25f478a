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
        summary="More than 2 of 100 turns go wrong.",
        advice="Look for session.stumbled in the log; its code says what fails, mostly the database.",
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
        summary="One reply in twenty takes longer than 3 seconds.",
        advice="Compare event_append_seconds with the machine's load: a slow disk or too many sessions.",
        dashboard_panel="Latency by stage",
    ),
    AlertRule(
        name="QueueBacklog",
        expression=Comparison(Aggregation("sum", MetricSelector("interview_queue_depth")), ">", 50),
        for_s=10 * _MINUTE,
        severity="page",
        summary="More than 50 interviews wait for a plan or an assessment.",
        advice="Start another agents process, or see why its jobs fail: job.failed in the log.",
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
        summary="More than 2 of 100 sessions end because of us.",
        advice="session.failed in the log names reason and stage.",
        dashboard_panel="Talks that ended",
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
        summary="Fewer than 95 of 100 talks that began were finished.",
        advice="Compare session.abandoned with its reasons: lost lines, or people who stop answering.",
        dashboard_panel="Talks that ended",
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
        summary="A process vanished without saying goodbye.",
        advice="Its talks were taken over; see why it died, and start it again.",
        dashboard_panel="Processes and the talks they host",
    ),
    AlertRule(
        name="TakeoverSlow",
        expression=Comparison(
            _p95(MetricSelector("interview_takeover_seconds_bucket"), 10 * _MINUTE), ">", 5
        ),
        for_s=_MINUTE,
        severity="ticket",
        summary="Talks of a lost process wait longer than 5 seconds for another.",
        advice="The sweep runs in the worker every 2 seconds: is it alive, is the database slow?",
        dashboard_panel="Lost and found",
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
        summary="A provider is not called for now, because it failed again and again.",
        advice="Ask its status page; the stand-in serves meanwhile, where there is one.",
        dashboard_panel="Engines that are not called",
    ),
    AlertRule(
        name="SoundGone",
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
        summary="Talks have nobody left who hears (stt) or speaks (tts): their candidates type and read.",
        advice="provider.fallback in the log gives the reason, engine_broke the place; try doctor --voice.",
        dashboard_panel="Stand-ins",
    ),
    AlertRule(
        name="SoundStutters",
        expression=Comparison(
            Aggregation("max", MetricSelector("voice_loop_lag_seconds")), ">", 0.05
        ),
        for_s=2 * _MINUTE,
        severity="page",
        summary="A process is so late with its work that spoken talks stutter.",
        advice="It takes no new spoken talks meanwhile. See what else runs on its cores; start another edge.",
        dashboard_panel="How late the loops are",
    ),
    AlertRule(
        name="SoundRefused",
        expression=Comparison(
            Aggregation(
                "sum",
                RangeVectorFunction(
                    "increase", MetricSelector("voice_refused_total"), 10 * _MINUTE
                ),
                by=("reason",),
            ),
            ">=",
            5,
        ),
        for_s=_MINUTE,
        severity="ticket",
        summary="Candidates who wanted to speak had to write, because there was no room.",
        advice="limit: start another edge, or raise VIVAVOCE_VOICE_CAPACITY; lag: its cores are too busy.",
        dashboard_panel="Refused for want of room",
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
        summary="More than 20 of 100 calls to candidates did not come about on our side.",
        advice="Ask the trunk's status page and its account; call.failed and callbacks in the log say more.",
        dashboard_panel="Calls by outcome",
    ),
    AlertRule(
        name="OutboxStuck",
        expression=Comparison(Aggregation("max", MetricSelector("outbox_oldest_seconds")), ">", 60),
        for_s=_MINUTE,
        severity="page",
        summary="Events wait longer than a minute to be handed on.",
        advice="Is a worker running, and does its bus answer? Nothing is lost meanwhile.",
        dashboard_panel="Oldest event nobody relayed",
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
        summary="An interview costs more than twice the week's mean.",
        advice="/api/v1/insight/cost shows which provider and kind; look for repeated asking in the log.",
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
        summary="A process refuses connections, or closes some to make room: an attack, or no room left.",
        advice="connections.refused in the log counts the reasons. full, gave_way: raise the open-file limit "
        "or start another process; all others: a client sends what it should not.",
        dashboard_panel="Connections refused",
    ),
    AlertRule(
        name="NoMetrics",
        expression=AbsentMetric(MetricSelector(_WORKER_UP)),
        for_s=2 * _MINUTE,
        severity="page",
        summary="Nothing reports any more.",
        advice="Is any process running, and can they be reached?",
        dashboard_panel="Processes and the talks they host",
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
    for key, known in previous.items():
        if key not in after and known.is_firing:
            after[key] = replace(known, cleared_at=now)
    return after
