"""Questions that the panel proposes: neutral, short, and without a word of the rubric."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.panel.heard import Heard
from vivavoce.assessment.domain.rules.anchors import EVERYDAY
from vivavoce.assessment.domain.rules.normalise import fold
from vivavoce.assessment.domain.rules.units import content_stems
from vivavoce.contracts.panel import FollowUpReason, Proposal, ProposedBy

PLAIN = "And what else would you say?"
"""Holds no content word, so that no rubric can own one of its words."""
_ASKS: dict[FollowUpReason, tuple[str, ...]] = {
    "OWNERSHIP": ("What was your own share in it?", "Which part did you do yourself?"),
    "RESULT": ("How did it end?", "What came of it?"),
    "MEASURE": ("How could you tell that it was so?", "How did you know?"),
    "REASON": ("Why this way and not another?", "What made you go this way?"),
    "SPECIFICS": ("Can you go through one single time when it happened?", "When was that?"),
    "DEPTH": ("What more comes to mind?", "Is there anything that you would add?"),
    "CLARIFY": ("How does that go together?", "Could you say that in other words?"),
}


def proposal(
    heard: Heard,
    *,
    by: ProposedBy,
    name: str,
    reason: FollowUpReason,
    uncertainty: float,
    questions: Sequence[str] = (),
) -> Proposal:
    """Return a proposal worded by the first question that gives nothing of the rubric away."""
    wordings = (*questions, *_ASKS[reason], PLAIN)
    return Proposal(
        by=by,
        name=name,
        question=next(one for one in wordings if is_neutral(one, heard)),
        criterion=heard.competency,
        reason=reason,
        uncertainty=round(min(1.0, max(0.0, uncertainty)), 2),
    )


def is_neutral(question: str, heard: Heard) -> bool:
    """Tell whether a question holds no word of the rubric that the candidate has not said or heard."""
    known, said = heard.words.known - EVERYDAY, heard.said_stems
    return not any(stem in known and stem not in said for stem in content_stems(fold(question)))
