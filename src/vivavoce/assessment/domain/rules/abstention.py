"""Reasons for abstaining: a competency without answers or evidence gets no score, not a low one."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.findings import PreparedTranscript
from vivavoce.assessment.domain.rules.lexicon import get_vocabulary
from vivavoce.assessment.domain.rules.text_units import tokenize
from vivavoce.contracts.transcript import AbstainReason, ReadLanguage

MIN_ANSWER_WORDS = 5
_REASON_PRIORITY: tuple[AbstainReason, ...] = (
    "no_evidence",
    "too_short",
    "unintelligible",
    "other_language",
    "no_answer",
    "cut",
    "not_asked",
)


def select_answers_for_competency(
    reading: PreparedTranscript, competency: str
) -> list[RoutedAnswer]:
    """Return the answers that can give positive evidence for a competency."""
    return [
        answer
        for answer in reading.answers
        if competency in answer.competencies and not answer.is_inherited
    ]


def count_words(answers: Sequence[RoutedAnswer]) -> int:
    """Return the number of words without hedges and fillers."""
    return sum(len(screened.unit.words) for answer in answers for screened in answer.screened)


def determine_abstention_reason(reading: PreparedTranscript, competency: str) -> AbstainReason:
    """Return the most informative reason why a competency has no score."""
    return classify_unscored_answers(select_answers_for_competency(reading, competency))


def classify_unscored_answers(answers: Sequence[RoutedAnswer]) -> AbstainReason:
    """Return the most informative reason why answers have no score."""
    reasons = {_classify_unscored_answer(answer) for answer in answers if not answer.is_inherited}
    return next((reason for reason in _REASON_PRIORITY if reason in reasons), "not_asked")


def _classify_unscored_answer(routed: RoutedAnswer) -> AbstainReason:
    answer = routed.answer
    if not any(
        _has_content(spoken.normalized.text, routed.answer.language) for spoken in answer.turns
    ):
        is_cut = answer.is_interrupted or (answer.is_last and not answer.turns)
        return "cut" if is_cut else "no_answer"
    verdicts = [screened.verdict for screened in routed.screened if screened.unit.words]
    for verdict in ("other_language", "unintelligible"):
        if verdicts and all(other == verdict for other in verdicts):
            return "other_language" if verdict == "other_language" else "unintelligible"
    return "too_short" if count_words([routed]) < MIN_ANSWER_WORDS else "no_evidence"


def _has_content(text: str, language: ReadLanguage) -> bool:
    plain = " ".join(text.split())
    bare = plain.rstrip(" .?!,")
    vocabulary = get_vocabulary(language)
    if vocabulary.get_phrase("silence").search(plain):
        return False
    if vocabulary.get_phrase("no_answer").search(bare):
        return False
    return bool(tokenize(text, language))
