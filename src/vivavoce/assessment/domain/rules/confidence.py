"""The confidence of a score, from the amount and consistency of its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.rules.arithmetic import ComputedScore
from vivavoce.assessment.domain.rules.findings import EvidenceFinding
from vivavoce.contracts.plan import Competency

LOW_CONFIDENCE_THRESHOLD = 0.6
_MIN_EVIDENCE_ITEMS = 2
_MIXED_SIGNALS_THRESHOLD = 0.4


def compute_confidence(
    findings: Sequence[EvidenceFinding],
    evidence_count: int,
    computed: ComputedScore,
    competency: Competency,
) -> float:
    """Return 0 to 1; lower for a single answer, little evidence, empty sub-dimensions or mixed signals."""
    sure = 1.0
    if len({one.answer for one in findings if one.kind != "deficit"}) < 2:
        sure *= 0.7
    if evidence_count < _MIN_EVIDENCE_ITEMS:
        sure *= 0.8
    told = {one.sub_dimension for one in findings if one.kind != "deficit"}
    if any(side.name not in told for side in competency.sub_dimensions):
        sure *= 0.8
    if (
        computed.positive >= _MIXED_SIGNALS_THRESHOLD
        and computed.deficit >= _MIXED_SIGNALS_THRESHOLD
    ):
        sure *= 0.7
    return round(sure, 2)
