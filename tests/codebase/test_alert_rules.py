"""The rules file is the code's, and Prometheus and our own evaluator alarm at the same minutes."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from tests.fakes.metric_series import (
    MINUTES,
    Scenario,
    fill,
    gappy,
    promtool_values,
    silence,
    synthetic,
)

from vivavoce.analytics.domain.alerts import (
    ALERT_RULES,
    MISCONFIGURATION_CODES,
    AlertKey,
    AlertStatus,
    evaluate_rules,
    list_rule_metrics,
)
from vivavoce.analytics.domain.expressions import (
    Aggregation,
    MetricSelector,
    Quantile,
    RangeVectorFunction,
    TimeSeriesExpression,
)
from vivavoce.analytics.domain.prometheus_rules import render_prometheus_rules
from vivavoce.analytics.domain.time_series import Labels, TimeSeriesCollection
from vivavoce.infra.language_model.purposes import PURPOSES_BY_SETTING
from vivavoce.infra.metrics import collect_samples, list_series_names

RULES_FILE = Path(__file__).parents[2] / "deploy" / "prometheus" / "vivavoce.rules.yml"


def test_the_rules_file_matches_the_code() -> None:
    assert RULES_FILE.read_text() == render_prometheus_rules(), "run: vivavoce reference"


async def test_every_series_in_a_rule_is_exported_by_the_platform() -> None:
    assert list_rule_metrics() <= list_series_names()


def test_the_first_failure_of_a_misconfigured_model_is_an_increase() -> None:
    """Its series exists at 0 from the start of the process: a series that starts with 1 never increases."""
    created = {
        (sample.labels["purpose"], sample.labels["code"])
        for sample in collect_samples(frozenset({"model_failures_total"}))
    }

    purposes = {name for names in PURPOSES_BY_SETTING.values() for name in names}
    assert set(product(purposes, MISCONFIGURATION_CODES)) <= created


def test_the_three_specified_alerts_have_the_agreed_wording() -> None:
    said = {rule.name: (rule.expression.to_promql(), rule.for_s) for rule in ALERT_RULES}

    assert said["HighErrorRate"] == (
        "sum(rate(interview_turn_errors_total[5m]))"
        " / clamp_min(sum(rate(interview_turns_total[5m])), 1e-9) > 0.02"
        " and sum(increase(interview_turns_total[5m])) >= 20",
        300,
    )
    assert said["HighLatencyP95"] == (
        "histogram_quantile(0.95, sum by (le)"
        ' (rate(interview_stage_latency_seconds_bucket{stage="end_to_end"}[5m]))) > 3',
        300,
    )
    assert said["QueueBacklog"] == ("sum(interview_queue_depth) > 50", 600)


def firing_by_minute(scenario: Scenario) -> list[set[AlertKey]]:
    """Return what our own evaluator fires at each minute of the story."""
    series = fill(TimeSeriesCollection(), scenario)
    standing: dict[AlertKey, AlertStatus] = {}
    fired = []
    for minute in range(MINUTES):
        standing = evaluate_rules(series, minute * 60.0, standing)
        fired.append({key for key, one in standing.items() if one.is_firing})
    return fired


def test_every_alert_fires_once_and_clears_in_the_synthetic_series() -> None:
    fired = firing_by_minute(synthetic())

    ever = {name for minute in fired for name, _ in minute}
    assert ever == {rule.name for rule in ALERT_RULES} - {"NoMetrics"}
    assert fired[15] == set()
    keys = {one for minute in fired for one in minute}
    assert [labels for name, labels in keys if name == "CircuitOpen"] == [
        (("provider", "p1"), ("stage", "tts"))
    ]
    assert [labels for name, labels in keys if name == "SpeechUnavailable"] == [(("stage", "stt"),)]
    assert [labels for name, labels in keys if name == "ModelFails"] == [
        (("code", "key_refused"), ("purpose", "plan"))
    ]
    assert {labels for name, labels in keys if name == "ModelMisconfigured"} == {
        (("code", "key_refused"), ("purpose", "plan")),
        (("code", "model_not_found"), ("purpose", "score")),
    }
    assert [labels for name, labels in keys if name == "ConnectionsRefused"] == [
        (("reason", "gave_way"),)
    ]
    assert [labels for name, labels in keys if name == "SignInFailures"] == [
        (("reason", "wrong_password"),)
    ]
    assert [labels for name, labels in keys if name == "SoundRefused"] == [(("reason", "lag"),)]


def test_missing_data_raises_an_alert() -> None:
    fired = firing_by_minute(silence())

    assert [name for name, _ in fired[4]] == []
    assert {name for name, _ in fired[7]} == {"NoMetrics", "WorkerLost"}
    assert {name for name, _ in fired[20]} == {"NoMetrics"}


def test_prometheus_fires_the_same_alerts_at_the_same_minutes(tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: apt-get install prometheus")
    suite = {
        "rule_files": [str(RULES_FILE)],
        "evaluation_interval": "1m",
        "tests": [_expected_alerts(scenario) for scenario in (synthetic(), silence())],
    }
    # JSON is YAML, so no YAML library is needed.
    path = tmp_path / "story.test.yml"
    path.write_text(json.dumps(suite))

    done = subprocess.run(
        [promtool, "test", "rules", str(path)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, (done.stdout + done.stderr)[:4000]


def test_prometheus_and_the_evaluator_agree_on_series_with_gaps(tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: apt-get install prometheus")
    scenario = gappy()
    series = fill(TimeSeriesCollection(), scenario)
    counter = MetricSelector("interview_turns_total")
    expressions: list[TimeSeriesExpression] = [
        RangeVectorFunction("increase", counter, 300),
        RangeVectorFunction("rate", counter, 420),
        Aggregation("max", RangeVectorFunction("last_over_time", counter, 120), by=("process",)),
        Aggregation("sum", RangeVectorFunction("increase", counter, 600)),
        Quantile(
            0.95,
            Aggregation(
                "sum", RangeVectorFunction("rate", MetricSelector("reply_bucket"), 300), by=("le",)
            ),
        ),
        Quantile(0.2, RangeVectorFunction("increase", MetricSelector("reply_bucket"), 600)),
    ]
    tests = [
        {
            "expr": expression.to_promql(),
            "eval_time": f"{minute}m",
            "exp_samples": [
                {"labels": _named("", labels), "value": value}
                for labels, value in expression.evaluate(series, minute * 60.0).items()
                if not math.isnan(value)
            ],
        }
        for expression in expressions
        for minute in range(60)
        if not any(math.isnan(v) for v in expression.evaluate(series, minute * 60.0).values())
    ]
    path = tmp_path / "holes.test.yml"
    path.write_text(
        json.dumps(
            {
                "evaluation_interval": "1m",
                "tests": [
                    {**_expected_alerts(scenario), "alert_rule_test": [], "promql_expr_test": tests}
                ],
            }
        )
    )

    done = subprocess.run(
        [promtool, "test", "rules", str(path)], capture_output=True, text=True, check=False
    )

    assert len(tests) > 300
    assert done.returncode == 0, (done.stdout + done.stderr)[:4000]


def test_prometheus_accepts_the_rules_file() -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: apt-get install prometheus")

    done = subprocess.run(
        [promtool, "check", "rules", str(RULES_FILE)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(ALERT_RULES)} rules found" in done.stdout


def _expected_alerts(scenario: Scenario) -> dict[str, Any]:
    """Return a story and what our own evaluator made of it, as a unit test of promtool."""
    return {
        "interval": "1m",
        "input_series": [
            {"series": _named(name, labels), "values": promtool_values(samples)}
            for (name, labels), samples in scenario.items()
        ],
        "alert_rule_test": [
            {
                "eval_time": f"{minute}m",
                "alertname": rule.name,
                "exp_alerts": [
                    {
                        "exp_labels": {"severity": rule.severity, **dict(labels)},
                        "exp_annotations": {
                            "summary": rule.summary,
                            "description": rule.advice,
                            "panel": rule.dashboard_panel,
                        },
                    }
                    for name, labels in sorted(fired)
                    if name == rule.name
                ],
            }
            for minute, fired in enumerate(firing_by_minute(scenario))
            for rule in ALERT_RULES
        ],
    }


def _named(name: str, labels: Labels) -> str:
    return name + "{" + ",".join(f'{key}="{value}"' for key, value in labels) + "}"
