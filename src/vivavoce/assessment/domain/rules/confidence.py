"""How much weight a score can bear, from how much there was to read."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.rules.arithmetic import Computed
from vivavoce.assessment.domain.rules.findings import Finding
from vivavoce.contracts.plan import Competency

LOW_CONFIDENCE = 0.6
_LEAST_ITEMS = 2
_STRONG = 0.4


def confidence(
    findings: Sequence[Finding], items: int, computed: Computed, competency: Competency
) -> float:
    """Return 0-1: less for one answer, little evidence, empty sub-dimensions, mixed signals."""
    sure = 1.0
    if len({one.answer for one in findings if one.kind != "deficit"}) < 2:
        sure *= 0.7
    if items < _LEAST_ITEMS:
        sure *= 0.8
    told = {one.sub_dimension for one in findings if one.kind != "deficit"}
    if any(side.name not in told for side in competency.sub_dimensions):
        sure *= 0.8
    if computed.positive >= _STRONG and computed.deficit >= _STRONG:
        sure *= 0.7
    return round(sure, 2)
