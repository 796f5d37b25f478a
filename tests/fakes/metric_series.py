"""Four hours in the life of an installation, minute by minute, in which everything goes wrong once."""

from __future__ import annotations

import math
from collections.abc import Callable

from vivavoce.analytics.domain.time_series import Labels, TimeSeriesCollection, make_labels

MINUTES = 240
_EDGES = ("0.5", "1", "2", "3", "5", "10", "+Inf")
Sample = float | None
"""None: nothing was scraped in this minute."""

Scenario = dict[tuple[str, Labels], list[Sample]]


def synthetic() -> Scenario:
    """Return each series' sample of each minute; NaN is the mark that a series ended."""
    made: Scenario = {}

    def put(name: str, at: Callable[[int], Sample], **labels: str) -> None:
        made[name, make_labels(**labels)] = [at(minute) for minute in range(MINUTES)]

    put("interview_turns_total", _counter(lambda m: 0 if 100 <= m < 110 else 30))
    put(
        "interview_turn_errors_total",
        _counter(lambda m: 3 if 20 <= m < 32 else 0),
        stage="conduct",
        type="unavailable",
    )
    # A restart: the counter begins anew, and nothing alarming may come of it.
    put("interview_turn_errors_total", lambda m: float(m % 90) / 90, stage="conduct", type="x")
    for place, edge in enumerate(_EDGES):
        share = place + 1
        put(
            "interview_stage_latency_seconds_bucket",
            _counter(lambda m, s=share: (20 if s >= 6 else 1) if 40 <= m < 52 else 20),
            le=edge,
            stage="end_to_end",
        )
    put("interview_queue_depth", lambda m: 40.0 if 60 <= m < 85 else 1.0, queue="plan")
    put("interview_queue_depth", lambda m: 20.0 if 62 <= m < 80 else 0.0, queue="assess")
    ended = {"completed": 2.0, "failed": 0.0}
    for outcome, usual in ended.items():
        put(
            "interview_sessions_total",
            _counter(lambda m, o=outcome, u=usual: _ends(o, m, u)),
            outcome=outcome,
            channel="text",
        )
    put("interview_consents_total", _counter(lambda _: 2), channel="text")
    put("interview_worker_up", lambda _: 1.0, instance="worker-1")
    put("interview_worker_up", lambda m: _until(m, 90, 1.0), instance="edge-1")
    put("interview_worker_up", lambda m: _goodbye(m, 95), instance="edge-2")
    for edge in ("1", "5", "10", "+Inf"):
        put(
            "interview_takeover_seconds_bucket",
            _counter(lambda m, e=edge: 1 if m in (91, 92, 93) and e in ("10", "+Inf") else 0),
            le=edge,
        )
    # A probe now and then finds it closed for a moment: that is no end of the trouble.
    put("interview_circuit_open", lambda m: float(m in (110, 112, 114)), stage="tts", provider="p1")
    put("interview_circuit_open", lambda m: float(m == 112), stage="stt", provider="p1")
    put(
        "interview_provider_fallback_total",
        _counter(lambda m: 2 if 30 <= m < 33 else 0),
        **{"stage": "stt", "from": "p1", "to": "none"},
    )
    put(
        "interview_provider_fallback_total",
        _counter(lambda m: 9 if 30 <= m < 90 else 0),
        **{"stage": "tts", "from": "p1", "to": "p2"},
    )
    put(
        "model_failures_total",
        _counter(lambda m: 2 if 30 <= m < 33 else 0),
        purpose="plan",
        code="key_refused",
    )
    for code in ("model_not_found", "timeout"):
        put(
            "model_failures_total",
            _counter(lambda m: float(m == 40)),
            purpose="score",
            code=code,
        )
    put("model_certificate_left_seconds", lambda m: 0.0 if 34 <= m < 60 else 20 * 86400.0 - 60 * m)
    put("voice_loop_lag_seconds", lambda m: 0.2 if 50 <= m < 54 or m == 70 else 0.01)
    put("voice_sessions_refused_total", _counter(lambda m: 2 if 54 <= m < 60 else 0), reason="lag")
    put("voice_sessions_refused_total", _counter(lambda m: 1 if m == 70 else 0), reason="limit")
    put("interview_calls_total", _counter(lambda m: 1 if m % 3 == 0 else 0), result="answered")
    put("interview_calls_total", _counter(lambda m: 1 if 150 <= m < 160 else 0), result="trunk")
    put(
        "http_connections_refused_total",
        _counter(lambda m: 60 if 160 <= m < 166 else 0),
        reason="gave_way",
    )
    put("http_connections_refused_total", _counter(lambda m: 2), reason="malformed")
    put(
        "sign_in_failures_total",
        _counter(lambda m: 40 if 170 <= m < 174 else 0),
        reason="wrong_password",
    )
    put("sign_in_failures_total", _counter(lambda m: 2), reason="expired_link")
    put("outbox_oldest_seconds", lambda m: 10.0 * max(0, m - 120) if m < 140 else 0.0)
    put("interview_cost_dollars_count", _counter(lambda _: 1), channel="text")
    put("interview_cost_dollars_sum", _counter(lambda m: 0.5 if m >= 190 else 0.01), channel="text")
    return made


def silence() -> Scenario:
    """Return the story of an installation whose only process vanishes after five minutes."""
    up = [_until(minute, 5, 1.0) for minute in range(MINUTES)]
    return {("interview_worker_up", make_labels(instance="up-1")): up}


def gappy() -> Scenario:
    """Return counters with holes and a restart, as a scraper sees them on a bad day."""
    grown = _counter(lambda minute: 1 + minute % 7)
    whole = [grown(minute) for minute in range(60)]
    holes: list[Sample] = [None if minute % 5 == 2 else v for minute, v in enumerate(whole)]
    restarted: list[Sample] = [v if m < 23 else v - whole[22] for m, v in enumerate(whole)]
    scenario: Scenario = {
        ("interview_turns_total", make_labels(process="a")): holes,
        ("interview_turns_total", make_labels(process="b")): [*restarted[:40], math.nan],
        ("interview_turns_total", make_labels(process="c")): [None] * 11 + whole[:30],
    }
    for place, edge in enumerate(("0.5", "2", "10", "+Inf")):
        share = (0.1, 0.4, 0.9, 1.0)[place]
        scenario["reply_bucket", make_labels(le=edge)] = [
            None if minute % 4 == 3 else float(int(value * share))
            for minute, value in enumerate(whole)
        ]
    return scenario


def fill(series: TimeSeriesCollection, scenario: Scenario) -> TimeSeriesCollection:
    """Add every sample of ``scenario`` to ``series`` and return it; times are in seconds."""
    for (name, labels), samples in scenario.items():
        for minute, value in enumerate(samples):
            if value is not None:
                series.add(name, labels, minute * 60.0, value)
    return series


def promtool_values(samples: list[Sample]) -> str:
    """Return samples as promtool's unit tests write them."""
    return " ".join(_written(value) for value in samples)


def _written(value: Sample) -> str:
    if value is None:
        return "_"
    return "stale" if math.isnan(value) else repr(value)


def _counter(grows: Callable[[int], float]) -> Callable[[int], float]:
    total = 0.0

    def at(minute: int) -> float:
        nonlocal total
        total += grows(minute)
        return total

    return at


def _ends(outcome: str, minute: int, usual: float) -> float:
    if 130 <= minute < 175:
        return 1.0
    return usual


def _until(minute: int, end: int, value: float) -> Sample:
    """A process that is killed: the scraper marks the end, then there is nothing."""
    if minute < end:
        return value
    return math.nan if minute == end else None


def _goodbye(minute: int, end: int) -> Sample:
    """A process that stops on purpose says 0 first."""
    if minute < end:
        return 1.0
    if minute == end:
        return 0.0
    return math.nan if minute == end + 1 else None
