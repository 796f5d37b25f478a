"""When somebody has to look: every rule once, for Prometheus and for our own evaluator alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from vivavoce.insight.domain.expressions import (
    Absent,
    Both,
    Expression,
    Fold,
    Over,
    Quantile,
    Ratio,
    Select,
    Times,
    Where,
    alarming,
)
from vivavoce.insight.domain.series import Labels, Series

Severity = Literal["page", "ticket"]
"""Whether somebody is woken, or looks at it in the morning."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_UP = "interview_worker_up"
_TURNS = Select("interview_turns_total")
_ENDED = Select("interview_sessions_total")
_FEW = 20
"""Below so many events a share says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One alert: alarming for so long, then it fires."""

    name: str
    expression: Expression
    for_s: int
    severity: Severity
    summary: str
    advice: str
    panel: str
    """The title of the dashboard's panel to look at first."""


def _grown(of: Select, seconds: int) -> Fold:
    return Fold("sum", Over("increase", of, seconds))


def _mean_cost(seconds: int) -> Ratio:
    total, count = Select("interview_cost_dollars_sum"), Select("interview_cost_dollars_count")
    return Ratio(_grown(total, seconds), _grown(count, seconds))


def _p95(bucket: Select, seconds: int) -> Quantile:
    return Quantile(0.95, Fold("sum", Over("rate", bucket, seconds), by=("le",)))


RULES: tuple[Rule, ...] = (
    Rule(
        name="HighErrorRate",
        expression=Both(
            Where(
                Ratio(
                    Fold("sum", Over("rate", Select("interview_turn_errors_total"), 5 * _MINUTE)),
                    Fold("sum", Over("rate", _TURNS, 5 * _MINUTE)),
                ),
                ">",
                0.02,
            ),
            "and",
            Where(_grown(_TURNS, 5 * _MINUTE), ">=", _FEW),
        ),
        for_s=5 * _MINUTE,
        severity="page",
        summary="More than 2 of 100 turns go wrong.",
        advice="Look for session.stumbled in the log; its code says what fails, mostly the database.",
        panel="Errors by type",
    ),
    Rule(
        name="HighLatencyP95",
        expression=Where(
            _p95(
                Select("interview_stage_latency_seconds_bucket", {"stage": "end_to_end"}),
                5 * _MINUTE,
            ),
            ">",
            3,
        ),
        for_s=5 * _MINUTE,
        severity="page",
        summary="One reply in twenty takes longer than 3 seconds.",
        advice="Compare event_append_seconds with the machine's load: a slow disk or too many sessions.",
        panel="Latency by stage",
    ),
    Rule(
        name="QueueBacklog",
        expression=Where(Fold("sum", Select("interview_queue_depth")), ">", 50),
        for_s=10 * _MINUTE,
        severity="page",
        summary="More than 50 interviews wait for a plan or an assessment.",
        advice="Start another agents process, or see why its jobs fail: job.failed in the log.",
        panel="Sessions active, queued, completed",
    ),
    Rule(
        name="SessionFailureRate",
        expression=Both(
            Where(
                Ratio(
                    _grown(Select("interview_sessions_total", {"outcome": "failed"}), _HOUR),
                    _grown(_ENDED, _HOUR),
                ),
                ">",
                0.02,
            ),
            "and",
            Where(_grown(_ENDED, _HOUR), ">=", _FEW),
        ),
        for_s=15 * _MINUTE,
        severity="page",
        summary="More than 2 of 100 sessions end because of us.",
        advice="session.failed in the log names reason and stage.",
        panel="Talks that ended",
    ),
    Rule(
        name="LowCompletion",
        expression=Both(
            Where(
                Ratio(
                    _grown(Select("interview_sessions_total", {"outcome": "completed"}), _DAY),
                    _grown(Select("interview_consents_total"), _DAY),
                ),
                "<",
                0.95,
            ),
            "and",
            Where(_grown(Select("interview_consents_total"), _DAY), ">=", _FEW),
        ),
        for_s=_HOUR,
        severity="ticket",
        summary="Fewer than 95 of 100 talks that began were finished.",
        advice="Compare session.abandoned with its reasons: lost lines, or people who stop answering.",
        panel="Talks that ended",
    ),
    Rule(
        name="WorkerLost",
        expression=Where(
            Fold(
                "count",
                Both(
                    Where(Over("last_over_time", Select(_UP), 10 * _MINUTE), "==", 1),
                    "unless",
                    Select(_UP),
                ),
            ),
            ">",
            0,
        ),
        for_s=_MINUTE,
        severity="page",
        summary="A process vanished without saying goodbye.",
        advice="Its talks were taken over; see why it died, and start it again.",
        panel="Processes and the talks they host",
    ),
    Rule(
        name="TakeoverSlow",
        expression=Where(_p95(Select("interview_takeover_seconds_bucket"), 10 * _MINUTE), ">", 5),
        for_s=_MINUTE,
        severity="ticket",
        summary="Talks of a lost process wait longer than 5 seconds for another.",
        advice="The sweep runs in the worker every 2 seconds: is it alive, is the database slow?",
        panel="Lost and found",
    ),
    Rule(
        name="CircuitOpen",
        # Between its rest and the next try an engine is called again: a look at one moment may miss it.
        expression=Where(
            Fold(
                "max",
                Over("max_over_time", Select("interview_circuit_open"), _MINUTE),
                by=("stage", "provider"),
            ),
            ">",
            0,
        ),
        for_s=2 * _MINUTE,
        severity="ticket",
        summary="A provider is not called for now, because it failed again and again.",
        advice="Ask its status page; the stand-in serves meanwhile, where there is one.",
        panel="Engines that are not called",
    ),
    Rule(
        name="SoundGone",
        expression=Where(
            Fold(
                "sum",
                Over(
                    "increase",
                    Select("interview_provider_fallback_total", {"to": "none"}),
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
        panel="Stand-ins",
    ),
    Rule(
        name="SoundStutters",
        expression=Where(Fold("max", Select("voice_loop_lag_seconds")), ">", 0.05),
        for_s=2 * _MINUTE,
        severity="page",
        summary="A process is so late with its work that spoken talks stutter.",
        advice="It takes no new spoken talks meanwhile. See what else runs on its cores; start another edge.",
        panel="How late the loops are",
    ),
    Rule(
        name="SoundRefused",
        expression=Where(
            Fold(
                "sum", Over("increase", Select("voice_refused_total"), 10 * _MINUTE), by=("reason",)
            ),
            ">=",
            5,
        ),
        for_s=_MINUTE,
        severity="ticket",
        summary="Candidates who wanted to speak had to write, because there was no room.",
        advice="limit: start another edge, or raise VIVAVOCE_VOICE_CAPACITY; lag: its cores are too busy.",
        panel="Refused for want of room",
    ),
    Rule(
        name="CallsFail",
        expression=Both(
            Where(
                Ratio(
                    _grown(Select("interview_calls_total", {"result": "trunk"}), _HOUR),
                    _grown(Select("interview_calls_total"), _HOUR),
                ),
                ">",
                0.2,
            ),
            "and",
            Where(_grown(Select("interview_calls_total", {"result": "trunk"}), _HOUR), ">=", 3),
        ),
        for_s=_MINUTE,
        severity="page",
        summary="More than 20 of 100 calls to candidates did not come about on our side.",
        advice="Ask the trunk's status page and its account; call.failed and callbacks in the log say more.",
        panel="Calls by outcome",
    ),
    Rule(
        name="OutboxStuck",
        expression=Where(Fold("max", Select("outbox_oldest_seconds")), ">", 60),
        for_s=_MINUTE,
        severity="page",
        summary="Events wait longer than a minute to be handed on.",
        advice="Is a worker running, and does its bus answer? Nothing is lost meanwhile.",
        panel="Oldest event nobody relayed",
    ),
    Rule(
        name="CostSpike",
        expression=Both(
            Where(_mean_cost(_HOUR), ">", Times(_mean_cost(7 * _DAY), 2)),
            "and",
            Where(_grown(Select("interview_cost_dollars_count"), _HOUR), ">=", 5),
        ),
        for_s=10 * _MINUTE,
        severity="ticket",
        summary="An interview costs more than twice the week's mean.",
        advice="/api/v1/insight/cost shows which provider and kind; look for repeated asking in the log.",
        panel="Cost per interview",
    ),
    Rule(
        name="ConnectionsRefused",
        expression=Where(
            Fold(
                "sum",
                Over("increase", Select("http_connections_refused_total"), 5 * _MINUTE),
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
        panel="Connections refused",
    ),
    Rule(
        name="NoMetrics",
        expression=Absent(Select(_UP)),
        for_s=2 * _MINUTE,
        severity="page",
        summary="Nothing reports any more.",
        advice="Is any process running, and can they be reached?",
        panel="Processes and the talks they host",
    ),
)


def metrics_of_rules() -> frozenset[str]:
    """Return the series that the rules read: what must be sampled."""
    return frozenset().union(*(rule.expression.metrics() for rule in RULES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one alert stands: alarming since ``active_at``, firing since ``fired_at``, or cleared."""

    rule: str
    labels: Labels
    value: float
    active_at: float
    fired_at: float | None = None
    cleared_at: float | None = None

    @property
    def is_firing(self) -> bool:
        """Whether it fired and was not cleared."""
        return self.fired_at is not None and self.cleared_at is None


Key = tuple[str, Labels]


def judge(series: Series, now: float, before: Mapping[Key, Standing]) -> dict[Key, Standing]:
    """Return how the alerts stand now, given how they stood: those that cleared are told once more.

    An alert that is alarming anew after it cleared is a new one.
    """
    after: dict[Key, Standing] = {}
    for rule in RULES:
        for labels, value in alarming(rule.expression, series, now).items():
            key = (rule.name, labels)
            known = before.get(key)
            if known is None or known.cleared_at is not None:
                known = Standing(rule=rule.name, labels=labels, value=value, active_at=now)
            fired_at = known.fired_at
            if fired_at is None and now - known.active_at >= rule.for_s:
                fired_at = now
            after[key] = replace(known, value=value, fired_at=fired_at)
    for key, known in before.items():
        if key not in after and known.is_firing:
            after[key] = replace(known, cleared_at=now)
    return after
