"""The dashboard uses existing metrics and labels only, and every alert has its panel."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vivavoce.analytics.domain.alerts import ALERT_RULES
from vivavoce.infra.metrics import list_metrics, list_series_names

ROOT = Path(__file__).parents[2]
DASHBOARD = ROOT / "deploy" / "grafana" / "vivavoce.json"
PANELS: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
GRAPHS = [panel for panel in PANELS if panel["type"] != "row"]
TARGETS = [(target["expr"], target["legendFormat"]) for one in GRAPHS for target in one["targets"]]
KNOWN = list_series_names()
NOT_METRICS = {"by", "and", "unless", "or"}
OF_THE_SCRAPER = {"instance"}
"""What Prometheus itself adds to every series: the process."""
_MATCHER = re.compile(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"[^\"]*\"")


def metrics_in(expression: str) -> set[str]:
    """Return what an expression reads: names that are neither functions nor labels."""
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)|[\d.]+e-?\d+", " ", expression)
    names = re.findall(r"[a-z_][a-z0-9_]*(?![a-z0-9_]*\s*\()", bare)
    return set(names) - NOT_METRICS


def grouped_in(expression: str) -> set[str]:
    """Return the labels that an expression keeps."""
    groups = re.findall(r"\bby \(([^)]*)\)", expression)
    return {label.strip() for group in groups for label in group.split(",")}


def strange_labels(expression: str) -> set[str]:
    """Return the labels in an expression that what it reads does not have."""
    known = set().union(*(LABELS[name] for name in metrics_in(expression)), OF_THE_SCRAPER)
    chosen = {
        (metric, label)
        for metric, matchers in re.findall(r"(\w+)\{([^}]*)\}", expression)
        for label in _MATCHER.findall(matchers)
    }
    return {label for metric, label in chosen if label not in LABELS[metric]} | (
        grouped_in(expression) - known
    )


def _labelled() -> Iterator[tuple[str, set[str]]]:
    for one in list_metrics():
        if one.kind == "histogram":
            yield f"{one.name}_bucket", {*one.labels, "le"}
            yield f"{one.name}_sum", set(one.labels)
            yield f"{one.name}_count", set(one.labels)
        else:
            yield one.name, set(one.labels)


LABELS = dict(_labelled())


def test_the_four_specified_panels_exist() -> None:
    titles = {panel["title"] for panel in PANELS}

    assert {
        "Sessions active, queued, completed",
        "Latency by stage",
        "Errors by type",
        "Cost per interview",
    } <= titles


def test_every_metric_of_the_dashboard_exists() -> None:
    read = {expression: metrics_in(expression) for expression, _ in TARGETS}

    assert all(read.values())
    assert {text: unknown for text, names in read.items() if (unknown := names - KNOWN)} == {}


def test_every_label_of_the_dashboard_exists() -> None:
    strange = {text: labels for text, _ in TARGETS if (labels := strange_labels(text))}
    dropped = {
        text: labels
        for text, legend in TARGETS
        if (labels := set(re.findall(r"\{\{(\w+)\}\}", legend)) - grouped_in(text))
    }

    assert strange == {}
    assert dropped == {}, "a legend shows only what the expression keeps"


def test_an_unknown_metric_name_is_found() -> None:
    assert metrics_in('sum by (le) (rate(interview_dreams_total{a="b"}[5m])) / 2') == {
        "interview_dreams_total"
    }
    assert metrics_in("max(outbox_oldest_seconds)") == {"outbox_oldest_seconds"}
    assert strange_labels('sum by (mood) (interview_sessions{state="x",hue=~"y|z"})') == {
        "mood",
        "hue",
    }
    assert strange_labels("sum by (le) (rate(interview_plan_seconds_sum[5m]))") == {"le"}


def test_every_panel_has_a_title_and_its_own_position() -> None:
    titles = [panel["title"] for panel in PANELS]
    ids = [panel["id"] for panel in PANELS]
    taken = [
        (x, y)
        for at in (panel["gridPos"] for panel in PANELS)
        for x in range(at["x"], at["x"] + at["w"])
        for y in range(at["y"], at["y"] + at["h"])
    ]

    assert len(set(titles)) == len(titles)
    assert len(set(ids)) == len(ids)
    assert len(set(taken)) == len(taken), "panels overlap"
    assert {x for x, _ in taken} == set(range(24)), "panels reach beyond the page"


def test_every_alert_links_to_a_panel_that_shows_its_metric() -> None:
    shown = {
        one["title"]: set().union(*(metrics_in(target["expr"]) for target in one["targets"]))
        for one in GRAPHS
    }

    assert [
        rule.name
        for rule in ALERT_RULES
        if not shown.get(rule.dashboard_panel, set()) & rule.expression.list_metrics()
    ] == []


def test_the_voice_page_names_existing_panels_and_log_lines() -> None:
    page = (ROOT / "docs" / "how-to" / "monitor.md").read_text()
    table = page.partition("## Sound")[2].partition("## ")[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| `")]
    said = {row[0].strip("| `"): row[-1].strip("| ") for row in rows}
    code = "".join(path.read_text() for path in (ROOT / "src").rglob("*.py"))
    logged = set(re.findall(r"`([a-z]+\.[a-z_]+)`", table))

    assert said == {rule.name: rule.dashboard_panel for rule in ALERT_RULES if rule.name in said}
    assert {"SpeechUnavailable", "SoundStutters", "SoundRefused", "CallsFail"} <= said.keys()
    assert {name for name in logged if f'"{name}"' not in code} == set()


def test_prometheus_parses_every_expression(tmp_path: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed: apt-get install prometheus")
    rules = [
        {"record": "shown", "expr": one, "labels": {"no": str(no)}}
        for no, one in enumerate(expression for expression, _ in TARGETS)
    ]
    # JSON is YAML, so no YAML library is needed.
    path = tmp_path / "dashboard.rules.yml"
    path.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))

    done = subprocess.run(
        [promtool, "check", "rules", str(path)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(TARGETS)} rules found" in done.stdout
