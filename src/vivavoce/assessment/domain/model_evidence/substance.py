"""How much an answer tells at all, by the rules: in almost nothing, a model sees at most weak practice.

The rules count what was done and what is concrete, in the words of any trade. Where they find next to nothing
of that, even a reader that believes every sentence ends at level 2. Acts in words that no anchor knows are
left to the model if a story tells of one event, or if any other answer tells as many acts as a plain one has.
"""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.model_evidence.calls import EvidenceCall
from vivavoce.assessment.domain.rules.anchored_questions import (
    find_anchored_evidence,
    list_units,
)
from vivavoce.assessment.domain.rules.answer_facts import (
    UnitFacts,
    read_unit_facts,
    tells_event,
)
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.findings import PreparedTranscript
from vivavoce.assessment.domain.rules.lexicon import get_vocabulary
from vivavoce.assessment.domain.rules.normalized_text import fold_text
from vivavoce.assessment.domain.rules.question_anchors import STORY_KINDS
from vivavoce.assessment.domain.rules.question_scores import (
    BASIC_ACTS,
    CAPPED_LEVEL,
    count_acts,
    score_question,
)
from vivavoce.assessment.domain.rules.text_units import tokenize

MIN_SUBSTANCE = 0.2
"""The share of a whole answer that the rules must find. Of the samples of the question sets, 2 in 135 decent
answers and no strong one are below or have a cap, and 118 in 135 fluent empty ones."""

MIN_SUBSTANCE_BESIDE_CLAIMS = 0.4
"""The same for an answer in which people also praise themselves, or say that they do not know: fluent empty
answers and guesses reach a quarter or a third with what anyone does at work."""

FULL_SUBSTANCE = 0.75
"""From this share on, which is level 4 by the rules, an answer is no mere description of how people work."""
_MIN_ACTS_BESIDE_CLAIMS, _MIN_ACTS_BESIDE_MANNER, _MIN_MANNER = 3, 2, 2


def find_answer_caps(call: EvidenceCall, reading: PreparedTranscript) -> dict[str, int]:
    """Return what limits every good sign in the answers of a call, by the name of the limit."""
    answers = [answer for answer in reading.answers if answer.opportunity == call.opportunity]
    facts = [read_unit_facts(unit) for _, unit in list_units(answers)]
    has_event = tells_event([fact for fact in facts if not _has_phrase(fact, "no_case")])
    lacks_event = call.kind in STORY_KINDS and not has_event
    caps = {"no_event": CAPPED_LEVEL} if lacks_event else {}
    question = next(
        (each for each in reading.rubric.questions if f"question {each.id}" == call.opportunity),
        None,
    )
    if question is None or not question.anchors:
        is_thin = not has_event and count_acts(facts) < BASIC_ACTS
    else:
        anchors = reading.rubric_vocabulary.questions[question.id]
        sides = reading.rubric_vocabulary.anchors[call.competency]
        ruled = score_question(
            question, answers, find_anchored_evidence(answers, sides, anchors), anchors
        )
        if ruled.score is None or ruled.is_confirmation_needed:
            is_short = call.kind not in STORY_KINDS and count_acts(facts) < BASIC_ACTS
            is_thin = is_short or _tells_only_manner(answers, facts)
        else:
            least = MIN_SUBSTANCE_BESIDE_CLAIMS if _has_claims(answers) else MIN_SUBSTANCE
            is_capped = ruled.cap == CAPPED_LEVEL and not lacks_event
            is_vague = ruled.positive < FULL_SUBSTANCE and _tells_only_manner(answers, facts)
            is_thin = is_capped or is_vague or ruled.positive < least
    if is_thin:
        caps["too_little"] = CAPPED_LEVEL
    return caps


def _has_claims(answers: Sequence[RoutedAnswer]) -> bool:
    """Return whether any part of the answers only says what people are like, or that they do not know.

    "As always" is no such claim: "Then I'd do my check like always."
    """
    facts = [read_unit_facts(each.unit) for answer in answers for each in answer.screened]
    return any(each.verdict == "praise" for answer in answers for each in answer.screened) or any(
        fact.tells_nothing and not _has_phrase(fact, "as_always") for fact in facts
    )


def _tells_only_manner(answers: Sequence[RoutedAnswer], facts: Sequence[UnitFacts]) -> bool:
    """Return whether answers say how people do everything, and next to nothing that they do.

    An act counts outside of such sentences. One number, name, quote or lasting change of what is done is
    enough.
    """
    telling = [fact for fact in facts if not fact.tells_nothing]
    plain = [fact for fact in telling if not _is_manner(fact)]
    asked = _collect_asked(answers)
    if any(
        _list_details(fact) - asked or fact.has_quoted_words or _tells_lasting_change(fact)
        for fact in plain
    ):
        return False
    acts = {act for fact in plain for act in fact.acts}
    if _has_claims(answers):
        return len(acts) < _MIN_ACTS_BESIDE_CLAIMS
    return len(acts) < _MIN_ACTS_BESIDE_MANNER and len(telling) - len(plain) >= _MIN_MANNER


def _collect_asked(answers: Sequence[RoutedAnswer]) -> frozenset[str]:
    """Return the stems of what the interviewer said, and the numbers."""
    asked: set[str] = set()
    for each in answers:
        asked |= each.answer.question_stems
        for text in each.answer.question_texts:
            words = tokenize(fold_text(text), each.answer.language)
            asked |= {word.stem for word in words if word.is_number}
    return frozenset(asked)


def _list_details(fact: UnitFacts) -> frozenset[str]:
    """Return the numbers and names of a unit that measure or name something: "110 percent" does not."""
    if not _has_phrase(fact, "full_effort"):
        return fact.details
    return frozenset(detail for detail in fact.details if not detail.isdigit())


def _tells_lasting_change(fact: UnitFacts) -> bool:
    """Return whether a unit tells what is done since then.

    "My training prepares me for every case" has the words, and tells nothing that anybody does.
    """
    spoken = {word.text for word in fact.unit.words}
    own = get_vocabulary(fact.unit.language).words.first_person
    return fact.has_lasting_change and (fact.has_fact or bool(spoken & own))


def _is_manner(fact: UnitFacts) -> bool:
    vocabulary = get_vocabulary(fact.unit.language)
    listed = vocabulary.get_words("manner") | vocabulary.get_words("claims")
    return _has_phrase(fact, "figures") or any(word.text in listed for word in fact.unit.words)


def _has_phrase(fact: UnitFacts, kind: str) -> bool:
    vocabulary = get_vocabulary(fact.unit.language)
    return vocabulary.get_phrase(kind).search(fact.unit.text) is not None
