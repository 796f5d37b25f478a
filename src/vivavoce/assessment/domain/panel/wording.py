"""Questions that the panel proposes: neutral, short, and without a word of the rubric."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.panel.heard import Heard
from vivavoce.assessment.domain.rules.anchors import EVERYDAY
from vivavoce.assessment.domain.rules.normalise import fold
from vivavoce.assessment.domain.rules.units import content_stems
from vivavoce.contracts.panel import FollowUpReason, Proposal, ProposedBy

PLAIN = "What else would you say about that?"
"""Holds no content word, so that no rubric can own one of its words."""
_LONGEST_QUOTE = 90
"""Characters; two of them and the question stay short enough to be said."""
_ASKS: dict[FollowUpReason, tuple[str, ...]] = {
    "OWNERSHIP": ("What was your own part in that?", "Which part did you do yourself?"),
    "RESULT": ("How did it end?", "What happened in the end?"),
    "MEASURE": ("How could you tell?", "How did you know?"),
    "REASON": ("What made you do it that way?", "Why did you choose that way?"),
    "SPECIFICS": ("Can you walk me through one time when it happened?", "When was that?"),
    "DEPTH": ("Can you say a bit more about that?", "Is there anything you would add?"),
    "CLARIFY": ("How does that fit together?", "Could you say that in other words?"),
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


def side_by_side(before: str, now: str) -> str:
    """Return the question about two statements that do not fit, with both of them in it."""
    return f"You said “{_brief(before)}”, and then “{_brief(now)}”. How do those two fit together?"


def _brief(quote: str) -> str:
    quote = " ".join(quote.split()).rstrip(".!?")
    return quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + "…"


def is_neutral(question: str, heard: Heard) -> bool:
    """Tell whether a question holds no word of the rubric that the candidate has not said or heard."""
    known, said = heard.words.known - EVERYDAY, heard.said_stems
    return not any(stem in known and stem not in said for stem in content_stems(fold(question)))
