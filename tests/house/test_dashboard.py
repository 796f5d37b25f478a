"""The dashboard shows the seed's four panels, and names no metric that does not exist."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from vivavoce.infra.metrics import known_series

DASHBOARD = Path(__file__).parents[2] / "deploy" / "grafana" / "vivavoce.json"
PANELS: list[dict[str, Any]] = json.loads(DASHBOARD.read_text())["panels"]
NOT_METRICS = {"by", "and", "unless", "or"}


def expressions() -> list[str]:
    return [target["expr"] for panel in PANELS for target in panel.get("targets", ())]


def metrics_in(expression: str) -> set[str]:
    """Return what an expression reads: names that are neither functions nor labels."""
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]|\bby \([^)]*\)|[\d.]+e-?\d+", " ", expression)
    names = re.findall(r"[a-z_][a-z0-9_]*(?![a-z0-9_]*\s*\()", bare)
    return set(names) - NOT_METRICS


def test_the_seeds_four_panels_are_there() -> None:
    titles = {panel["title"] for panel in PANELS}

    assert {
        "Sessions active, queued, completed",
        "Latency by stage",
        "Errors by type",
        "Cost per interview",
    } <= titles


@pytest.mark.parametrize("expression", expressions())
def test_every_metric_of_the_dashboard_exists(expression: str) -> None:
    found = metrics_in(expression)

    assert found
    assert found <= known_series()


def test_a_metric_that_does_not_exist_would_be_found() -> None:
    assert metrics_in('sum by (le) (rate(interview_dreams_total{a="b"}[5m])) / 2') == {
        "interview_dreams_total"
    }
    assert metrics_in("max(outbox_oldest_seconds)") == {"outbox_oldest_seconds"}
