"""Wordings of the panel's follow-up questions: neutral, short, and without words of the rubric."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.panel.answer_context import AnswerContext
from vivavoce.assessment.domain.rules.anchors import EVERYDAY_STEMS
from vivavoce.assessment.domain.rules.normalized_text import fold_text
from vivavoce.assessment.domain.rules.text_units import extract_content_stems
from vivavoce.contracts.panel import FollowUpProposal, FollowUpReason, ProposalSource

FALLBACK_QUESTION = "What else would you say about that?"
"""Contains no content word, so it cannot reveal a word of any rubric."""
_MAX_QUOTE_LENGTH = 90
"""In characters; a question with two quotes must stay short enough to be spoken."""
_QUESTIONS_BY_REASON: dict[FollowUpReason, tuple[str, ...]] = {
    "OWNERSHIP": ("What was your part in that?", "Which part did you do yourself?"),
    "RESULT": ("How did it end?", "What happened in the end?"),
    "MEASURE": ("How could you tell?", "How did you know?"),
    "REASON": ("What made you do it that way?", "Why did you choose that way?"),
    "SPECIFICS": ("Can you walk me through one time when it happened?", "When was that?"),
    "DEPTH": ("Can you say a bit more about that?", "Is there anything you'd like to add?"),
    "CLARIFY": ("How do those fit together?", "Could you put that another way?"),
}


def build_proposal(
    context: AnswerContext,
    *,
    by: ProposalSource,
    name: str,
    reason: FollowUpReason,
    uncertainty: float,
    questions: Sequence[str] = (),
) -> FollowUpProposal:
    """Return a proposal with the first wording that reveals nothing of the rubric.

    Tries ``questions``, then the default wordings of ``reason``. ``uncertainty`` is clamped to 0 to 1.
    """
    wordings = (*questions, *_QUESTIONS_BY_REASON[reason], FALLBACK_QUESTION)
    return FollowUpProposal(
        source=by,
        name=name,
        question=next(one for one in wordings if is_neutral(one, context)),
        criterion=context.competency,
        reason=reason,
        uncertainty=round(min(1.0, max(0.0, uncertainty)), 2),
    )


def compose_contradiction_question(before: str, now: str) -> str:
    """Return a question that quotes two contradictory statements."""
    return (
        f"You said “{_shorten(before)}”, and later “{_shorten(now)}”. How do those two "
        "fit together?"
    )


def _shorten(quote: str) -> str:
    quote = " ".join(quote.split()).rstrip(".!?")
    return (
        quote
        if len(quote) <= _MAX_QUOTE_LENGTH
        else quote[:_MAX_QUOTE_LENGTH].rsplit(" ", 1)[0] + "…"
    )


def is_neutral(question: str, context: AnswerContext) -> bool:
    """Return whether a question has no rubric word that has not occurred in the conversation yet."""
    known, said = context.rubric_vocabulary.all_stems - EVERYDAY_STEMS, context.spoken_stems
    return not any(
        stem in known and stem not in said for stem in extract_content_stems(fold_text(question))
    )
