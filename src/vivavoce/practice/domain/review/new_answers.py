"""An answer that a person gives to one question again, beside the answer that they gave in the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import InterviewTranscript, InterviewTranscriptTurn
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.contracts.transcript import Scorecard
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.domain.review.answers import (
    AnsweredQuestion,
    build_question_analysis,
    list_candidate_answers,
    read_answer,
)
from vivavoce.practice.domain.review.composition import INJECTION_FLAG
from vivavoce.practice.domain.review.feedback import explain_score
from vivavoce.practice.domain.review.frameworks import FindAnswerElements

MAX_ANSWER_LENGTH = 8000
MAX_NEW_ANSWERS = 50
"""How many new answers one session can have."""
_ANSWER_TURN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """A new answer to the ``question_number``-th question that a session asked; attempts count from 1."""

    interview_id: InterviewId
    question_number: int
    attempt: int
    answered_at: datetime
    document: Json = field(repr=False)
    """The result of ``compare_answers``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAnswer:
    """The question that was asked, and what was said to it in the session, follow-ups included."""

    question: PlanQuestion
    text: str = field(repr=False)
    checked_text: str = field(repr=False)
    """The text without what an inaccurate speech engine heard and nobody checked."""

    @property
    def is_unchecked(self) -> bool:
        """Whether part of the text was never checked."""
        return self.text != self.checked_text


def find_earlier_answer(
    transcript: InterviewTranscript, plan: InterviewPlan, number: int
) -> EarlierAnswer | None:
    """Return the ``number``-th question that was asked, with its answer; None if there were fewer."""
    asked = [
        question for question in plan.questions if question.id in transcript.asked_question_ids
    ]
    if not 1 <= number <= len(asked):
        return None
    question = asked[number - 1]
    turns = [turn for turn in list_candidate_answers(transcript) if turn.question_id == question.id]
    return EarlierAnswer(
        question=question,
        text="\n\n".join(turn.text for turn in turns),
        checked_text="\n\n".join(turn.text for turn in turns if not turn.is_draft),
    )


def compare_answers(
    number: int,
    earlier: EarlierAnswer,
    new_text: str,
    scorecards: Sequence[Scorecard],
    find_elements: FindAnswerElements,
) -> Json:
    """Return both answers with their scores, what the new one added or lost, and what it still lacks.

    ``scorecards`` are of the earlier answer's checked text and of the new answer, by the same scorer.
    """
    before_card, after_card = scorecards
    question = earlier.question
    before = _read(number, question, earlier.checked_text, before_card, find_elements)
    after = _read(number, question, new_text, after_card, find_elements)
    had, has = _found_parts(before), _found_parts(after)
    analysis = build_question_analysis(after)
    return {
        "question": question.text,
        "competency": question.competency,
        "earlier": {
            **_side_json(before, before_card),
            "text": earlier.text,
            "has_unverified_transcript": earlier.is_unchecked,
        },
        "new": {
            **_side_json(after, after_card),
            "text": new_text,
            "has_unverified_transcript": False,
        },
        "added": [name for name in has if name not in had],
        "lost": [name for name in had if name not in has],
        "still_missing": analysis["missing"],
        "better_answer": analysis["better_answer"],
        "scorer": {"kind": after_card.scorer.kind, "version": after_card.scorer.version},
    }


def _read(
    number: int,
    question: PlanQuestion,
    text: str,
    card: Scorecard,
    find_elements: FindAnswerElements,
) -> AnsweredQuestion:
    turn = InterviewTranscriptTurn(
        turn=_ANSWER_TURN,
        role="candidate",
        kind="answer",
        text=text,
        question_id=question.id,
        start_ms=0,
        end_ms=0,
    )
    orders = {
        flag.turn for flag in card.flags if flag.kind == INJECTION_FLAG and flag.turn is not None
    }
    return read_answer(
        number, question, (turn,) if text else (), find_elements, excluded_turns=orders
    )


def _found_parts(answer: AnsweredQuestion) -> list[str]:
    missing = {part.name for part in answer.missing_parts}
    return [part.name for part in answer.framework.parts if part.name not in missing]


def _side_json(answer: AnsweredQuestion, card: Scorecard) -> Json:
    competency = next(iter(card.competencies), None)
    analysis = build_question_analysis(answer)
    return {
        "score": None if competency is None else competency.score,
        "comment": "" if competency is None else explain_score(competency),
        "framework_match": analysis["framework_match"],
    }
