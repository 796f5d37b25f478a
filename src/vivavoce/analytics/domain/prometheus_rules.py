"""Render the alert rules for Prometheus, as ``deploy/prometheus/vivavoce.rules.yml``."""

from __future__ import annotations

import json

from vivavoce.analytics.domain.alerts import ALERT_RULES, AlertRule
from vivavoce.analytics.domain.expressions import format_duration

_HEADER = """\
# Made from src/vivavoce/analytics/domain/alerts.py by `vivavoce reference`; change it there.
groups:
  - name: vivavoce
    rules:
"""


def render_prometheus_rules() -> str:
    """Return the text of the rule file (YAML)."""
    return _HEADER + "".join(_render_rule(rule) for rule in ALERT_RULES)


def _render_rule(rule: AlertRule) -> str:
    return (
        f"      - alert: {rule.name}\n"
        f"        expr: {json.dumps(rule.expression.to_promql())}\n"
        f"        for: {format_duration(rule.for_s)}\n"
        f"        labels:\n"
        f"          severity: {rule.severity}\n"
        f"        annotations:\n"
        f"          summary: {json.dumps(rule.summary)}\n"
        f"          description: {json.dumps(rule.advice)}\n"
        f"          panel: {json.dumps(rule.dashboard_panel)}\n"
    )
