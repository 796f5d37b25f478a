"""The rules as Prometheus reads them; ``deploy/prometheus/vivavoce.rules.yml`` is this text."""

from __future__ import annotations

import json

from vivavoce.insight.domain.alerts import RULES, Rule
from vivavoce.insight.domain.expressions import duration

_HEAD = """\
# Made from src/vivavoce/insight/domain/alerts.py by `vivavoce reference`; change it there.
groups:
  - name: vivavoce
    rules:
"""


def rules_file() -> str:
    """Return the file."""
    return _HEAD + "".join(_entry(rule) for rule in RULES)


def _entry(rule: Rule) -> str:
    return (
        f"      - alert: {rule.name}\n"
        f"        expr: {json.dumps(rule.expression.promql())}\n"
        f"        for: {duration(rule.for_s)}\n"
        f"        labels:\n"
        f"          severity: {rule.severity}\n"
        f"        annotations:\n"
        f"          summary: {json.dumps(rule.summary)}\n"
        f"          description: {json.dumps(rule.advice)}\n"
        f"          panel: {json.dumps(rule.panel)}\n"
    )
