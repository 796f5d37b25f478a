"""Ratio cards: simple measures of the interview, each with a target range.

Speech measures use spoken turns only; typing speed never counts as speech. Measures without data are
``not_available``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview_transcript import InterviewTranscript, InterviewTranscriptTurn
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.practice.domain.review.answers import AnsweredQuestion, list_candidate_answers
from vivavoce.practice.domain.review.text import split_words

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
    story: InterviewTranscript, plan: InterviewPlan, answers: Sequence[AnsweredQuestion]
) -> tuple[RatioCard, ...]:
    """Return all cards, in a fixed order."""
    return (*_speech_cards(story), *_content_cards(story, plan, answers))


def _speech_cards(story: InterviewTranscript) -> tuple[RatioCard, ...]:
    said = [turn for turn in list_candidate_answers(story) if turn.speech_ms is not None]
    spoken_ms = sum(turn.speech_ms or 0 for turn in said)
    asked_ms = sum(turn.speech_ms or 0 for turn in story.turns if turn.role == "agent")
    # The word count of an unchecked low-accuracy transcript measures the speech engine, not the person.
    sure = [turn for turn in said if not turn.is_draft]
    minutes = sum(turn.speech_ms or 0 for turn in sure) / 60_000
    words = sum(len(split_words(turn.text)) for turn in sure)
    fillers = sum(len(_FILLER_WORDS.findall(turn.text.lower())) for turn in sure)
    return (
        RatioCard(
            key="talk_listen",
            label="Your share of the speaking time",
            # If the interviewer's turns were text only, there is no share of speaking time.
            value=_ratio(spoken_ms, spoken_ms + asked_ms) if asked_ms and spoken_ms else None,
            target_min=0.5,
            target_max=0.85,
        ),
        RatioCard(
            key="words_per_minute",
            label="Words per minute while you spoke",
            value=_ratio(words, minutes, digits=0),
            target_min=110,
            target_max=160,
        ),
        RatioCard(
            key="fillers_per_100",
            label="Filler words per hundred words",
            value=_ratio(100 * fillers, words, digits=1),
            target_max=4,
        ),
        RatioCard(
            key="pauses_per_minute",
            label="Pauses of more than two seconds before you spoke, per minute",
            # The log has no common clock for the end of a question and the start of its answer.
            value=None,
            target_max=4,
        ),
    )


def _content_cards(
    story: InterviewTranscript, plan: InterviewPlan, answers: Sequence[AnsweredQuestion]
) -> tuple[RatioCard, ...]:
    told = [one for one in answers if one.sentences]
    parts = [(one, part) for one in told for part in one.framework.parts if part.is_core]
    found = sum(1 for one, part in parts if one.first_sentence_with(part) is not None)
    asked_for_numbers = [
        one for one in told if any(part.element == "measure" for part in one.framework.parts)
    ]
    with_number = sum(
        1 for one in asked_for_numbers if any("measure" in each.elements for each in one.sentences)
    )
    planned = len(plan.questions)
    answered = sum(1 for one in plan.questions if one.id in story.answered_question_ids)
    is_typed = any(turn.speech_ms is None for one in told for turn in one.turns)
    in_time = (
        f"; typed answers count as read aloud at {_READING_SPEED_WPM} words per minute"
        if is_typed
        else ""
    )
    return (
        RatioCard(
            key="answer_length",
            label=f"Length of your answers compared with the time for them{in_time}",
            value=_answer_length_ratio(told),
            target_min=0.25,
            target_max=1.0,
        ),
        RatioCard(
            key="star_coverage",
            label="Parts of a complete answer that you covered",
            value=_ratio(found, len(parts)),
            target_min=0.75,
            target_max=1.0,
        ),
        RatioCard(
            key="quantified_results",
            label="Examples with a number in the result",
            value=_ratio(with_number, len(asked_for_numbers)),
            target_min=0.5,
            target_max=1.0,
        ),
        RatioCard(
            key="question_coverage",
            label="Planned questions that you answered",
            value=_ratio(answered, planned),
            target_min=1.0,
            target_max=1.0,
        ),
    )


def _answer_length_ratio(told: Sequence[AnsweredQuestion]) -> float | None:
    budget_s = sum(one.question.time_budget_s for one in told)
    return _ratio(sum(_answer_duration_s(turn) for one in told for turn in one.turns), budget_s)


def _answer_duration_s(turn: InterviewTranscriptTurn) -> float:
    if turn.speech_ms is not None:
        return turn.speech_ms / 1000
    return len(split_words(turn.text)) / _READING_SPEED_WPM * 60


def _ratio(part: float, whole: float, *, digits: int = 2) -> float | None:
    return round(part / whole, digits) if whole > 0 else None
