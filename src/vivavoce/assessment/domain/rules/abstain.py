"""Why there is no number. Nothing heard or nothing found is not a bad answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vivavoce.assessment.domain.rules.findings import Reading
from vivavoce.assessment.domain.rules.lexicon import PHRASES, pattern
from vivavoce.assessment.domain.rules.route import Routed
from vivavoce.assessment.domain.rules.units import read_words
from vivavoce.contracts.scorecard import AbstainReason

LEAST_WORDS = 5
_SILENCE = re.compile(PHRASES["silence"])
_NO_ANSWER = pattern(*PHRASES["no_answer"])
_MOST_HEARD: tuple[AbstainReason, ...] = (
    "no_evidence",
    "too_short",
    "unintelligible",
    "other_language",
    "no_answer",
    "cut",
    "not_asked",
)


def answers_to(reading: Reading, competency: str) -> list[Routed]:
    """Return the answers that feed a competency with more than doubt."""
    return [
        one for one in reading.answers if competency in one.competencies and not one.is_inherited
    ]


def heard_words(answers: Sequence[Routed]) -> int:
    """Return how many words were said, hedges and fillers left out."""
    return sum(len(screened.unit.words) for one in answers for screened in one.screened)


def abstention(reading: Reading, competency: str) -> AbstainReason:
    """Return the reason that tells most about what was heard for a competency without a score."""
    reasons = {_reason(one) for one in answers_to(reading, competency)}
    return next((reason for reason in _MOST_HEARD if reason in reasons), "not_asked")


def _reason(one: Routed) -> AbstainReason:
    answer = one.answer
    if not any(_says_something(spoken.copy.text) for spoken in answer.spoken):
        is_cut = answer.is_cut or (answer.is_last and not answer.spoken)
        return "cut" if is_cut else "no_answer"
    verdicts = [screened.verdict for screened in one.screened if screened.unit.words]
    for verdict in ("other_language", "unintelligible"):
        if verdicts and all(each == verdict for each in verdicts):
            return "other_language" if verdict == "other_language" else "unintelligible"
    return "too_short" if heard_words([one]) < LEAST_WORDS else "no_evidence"


def _says_something(text: str) -> bool:
    said = " ".join(text.split())
    bare = said.rstrip(" .?!,")
    if _SILENCE.search(said) or _NO_ANSWER.search(bare):
        return False
    return bool(read_words(text))
