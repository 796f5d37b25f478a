"""Measures of an interview, each with a target range, and progress across sessions.

Speech measures use spoken turns only; typing speed never counts as speech. Measures without data are
``not_available``. Scores of different kinds of scorer are never compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import DIFFICULTIES, InterviewTranscript, InterviewTranscriptTurn
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.transcript import Scorecard
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.translation import translatable
from vivavoce.practice.domain.review.answers import (
    AnsweredQuestion,
    list_candidate_answers,
    split_words,
)

RatioVerdict = Literal["below", "within", "above", "not_available"]
_READING_SPEED_WPM = 130
"""Assumed words per minute of a typed answer read aloud, to compare its length with its time budget."""
_FILLER_WORDS = re.compile(
    r"\b(?:u+h*m+|u+h+|e+r+m?|hmm+|you know|i mean|kind of|sort of|basically|actually|literally)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioCard:
    """One measure with its target range. A None bound is open; a None value could not be measured."""

    key: str
    label: str
    value: float | None
    target_min: float | None = None
    target_max: float | None = None

    @property
    def verdict(self) -> RatioVerdict:
        """Where the value lies relative to the target range."""
        if self.value is None:
            return "not_available"
        if self.target_min is not None and self.value < self.target_min:
            return "below"
        if self.target_max is not None and self.value > self.target_max:
            return "above"
        return "within"

    def to_json(self) -> Json:
        """Return the card as JSON for a review."""
        return {
            "key": self.key,
            "label": self.label,
            "value": self.value,
            "target_min": self.target_min,
            "target_max": self.target_max,
            "verdict": self.verdict,
        }


def build_ratio_cards(
    transcript: InterviewTranscript, plan: InterviewPlan, answers: Sequence[AnsweredQuestion]
) -> tuple[RatioCard, ...]:
    """Return all cards, in a fixed order."""
    return (*_speech_cards(transcript), *_content_cards(transcript, plan, answers))


def _speech_cards(transcript: InterviewTranscript) -> tuple[RatioCard, ...]:
    spoken = [turn for turn in list_candidate_answers(transcript) if turn.speech_ms is not None]
    spoken_ms = sum(turn.speech_ms or 0 for turn in spoken)
    asked_ms = sum(turn.speech_ms or 0 for turn in transcript.turns if turn.role == "agent")
    # The word count of an unchecked low-accuracy transcript measures the speech engine, not the person.
    checked = [turn for turn in spoken if not turn.is_draft]
    minutes = sum(turn.speech_ms or 0 for turn in checked) / 60_000
    words = sum(len(split_words(turn.text)) for turn in checked)
    fillers = sum(len(_FILLER_WORDS.findall(turn.text.lower())) for turn in checked)
    return (
        RatioCard(
            key="talk_listen",
            label=translatable("Your share of the speaking time"),
            # If the interviewer's turns were text only, there is no share of speaking time.
            value=_ratio(spoken_ms, spoken_ms + asked_ms) if asked_ms and spoken_ms else None,
            target_min=0.5,
            target_max=0.85,
        ),
        RatioCard(
            key="words_per_minute",
            label=translatable("Words per minute while you spoke"),
            value=_ratio(words, minutes, digits=0),
            target_min=110,
            target_max=160,
        ),
        RatioCard(
            key="fillers_per_100",
            label=translatable("Filler words per hundred words"),
            value=_ratio(100 * fillers, words, digits=1),
            target_max=4,
        ),
        RatioCard(
            key="pauses_per_minute",
            label=translatable("Pauses of more than two seconds before you spoke, per minute"),
            # The log has no common clock for the end of a question and the start of its answer.
            value=None,
            target_max=4,
        ),
    )


def _content_cards(
    transcript: InterviewTranscript, plan: InterviewPlan, answers: Sequence[AnsweredQuestion]
) -> tuple[RatioCard, ...]:
    answered_questions = [answer for answer in answers if answer.sentences]
    answered = [question.id in transcript.answered_question_ids for question in plan.questions]
    return (
        RatioCard(
            key="answer_length",
            label=_answer_length_label(answered_questions),
            value=_answer_length_ratio(answered_questions),
            target_min=0.25,
            target_max=1.0,
        ),
        RatioCard(
            key="star_coverage",
            label=translatable("Parts of a complete answer that you covered"),
            value=_part_coverage(answered_questions),
            target_min=0.75,
            target_max=1.0,
        ),
        RatioCard(
            key="quantified_results",
            label=translatable("Examples with a number in the result"),
            value=_quantified_share(answered_questions),
            target_min=0.5,
            target_max=1.0,
        ),
        RatioCard(
            key="question_coverage",
            label=translatable("Planned questions that you answered"),
            value=_ratio(sum(answered), len(answered)),
            target_min=1.0,
            target_max=1.0,
        ),
    )


def _answer_length_label(answered_questions: Sequence[AnsweredQuestion]) -> str:
    if any(turn.speech_ms is None for answer in answered_questions for turn in answer.turns):
        return translatable(
            "Length of your answers compared with the time for them; typed answers count as read "
            "aloud at {speed} words per minute",
            speed=_READING_SPEED_WPM,
        )
    return translatable("Length of your answers compared with the time for them")


def _part_coverage(answered_questions: Sequence[AnsweredQuestion]) -> float | None:
    is_covered = [
        answer.first_sentence_with(part) is not None
        for answer in answered_questions
        for part in answer.framework.parts
        if part.is_core
    ]
    return _ratio(sum(is_covered), len(is_covered))


def _quantified_share(answered_questions: Sequence[AnsweredQuestion]) -> float | None:
    """Return the share of the examples that should have a number and have one."""
    has_number = [
        any("measure" in sentence.elements for sentence in answer.sentences)
        for answer in answered_questions
        if any(part.element == "measure" for part in answer.framework.parts)
    ]
    return _ratio(sum(has_number), len(has_number))


def _answer_length_ratio(answered_questions: Sequence[AnsweredQuestion]) -> float | None:
    budget_s = sum(answer.question.time_budget_s for answer in answered_questions)
    return _ratio(
        sum(_answer_duration_s(turn) for answer in answered_questions for turn in answer.turns),
        budget_s,
    )


def _answer_duration_s(turn: InterviewTranscriptTurn) -> float:
    if turn.speech_ms is not None:
        return turn.speech_ms / 1000
    return len(split_words(turn.text)) / _READING_SPEED_WPM * 60


def _ratio(part: float, whole: float, *, digits: int = 2) -> float | None:
    return round(part / whole, digits) if whole > 0 else None


_RAISE_DIFFICULTY_FROM = 75.0
_LOWER_DIFFICULTY_BELOW = 40.0
_DEFAULT_DIFFICULTY = "medium"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReview:
    """An earlier completed review of the same person by the same kind of scorer."""

    session_id: str
    completed_at: datetime
    overall_score: float | None
    scores: Mapping[str, float | None]
    """Scores (1-5) by criterion."""


def compare_with_previous_review(
    scorecard: Scorecard, earlier: Sequence[PastReview]
) -> Json | None:
    """Return what changed since the last review, or None for the first; ``earlier`` is oldest first."""
    if not earlier:
        return None
    last = earlier[-1]
    deltas = [
        {
            "criterion": competency.name,
            "before": before,
            "now": competency.score,
            "delta": round(competency.score - before, 2),
        }
        for competency in scorecard.competencies
        if competency.score is not None and (before := last.scores.get(competency.name)) is not None
    ]
    return {
        "previous_session_id": last.session_id,
        "delta_overall": _delta(scorecard.overall_score, last.overall_score),
        "deltas": deltas,
    }


def build_trend(
    session_id: str, scorecard: Scorecard, earlier: Sequence[PastReview], *, now: datetime
) -> list[Json]:
    """Return the overall scores so far, oldest first; sessions without a score are left out."""
    points = [(review.session_id, review.completed_at, review.overall_score) for review in earlier]
    points.append((session_id, now, scorecard.overall_score))
    return [
        {
            "session_id": reviewed_id,
            "completed_at": format_timestamp(at),
            "overall_score": score,
        }
        for reviewed_id, at, score in points
        if score is not None
    ]


def suggest_difficulty(overall_score: float | None, difficulty: str | None) -> str:
    """Return the next difficulty: one step up from a score of 75, one down below 40, else the same."""
    at = DIFFICULTIES.index(_known_difficulty(difficulty))
    if overall_score is not None and overall_score >= _RAISE_DIFFICULTY_FROM:
        at += 1
    elif overall_score is not None and overall_score < _LOWER_DIFFICULTY_BELOW:
        at -= 1
    return DIFFICULTIES[min(max(at, 0), len(DIFFICULTIES) - 1)]


def _known_difficulty(difficulty: str | None) -> str:
    return difficulty if difficulty in DIFFICULTIES else _DEFAULT_DIFFICULTY


def _delta(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else round(now - before, 1)
