"""Evidence for a question that has its own anchors: an item has the level of the anchor that it meets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from vivavoce.assessment.domain.rules.anchors import CompetencyAnchors
from vivavoce.assessment.domain.rules.answer_depth import TOP_LEVEL, is_rich
from vivavoce.assessment.domain.rules.answer_facts import read_unit_facts
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.dialogue import admits_not_knowing
from vivavoce.assessment.domain.rules.evidence_budget import (
    apply_relief,
    compute_clarification_relief,
    find_deficits,
    is_others_work,
)
from vivavoce.assessment.domain.rules.findings import (
    EvidenceFinding,
    build_finding,
)
from vivavoce.assessment.domain.rules.negation import (
    find_negations,
    find_undone_act,
)
from vivavoce.assessment.domain.rules.question_anchors import (
    POINT_LEVEL,
    AnchorItem,
    AnchorMatch,
    QuestionAnchors,
)
from vivavoce.assessment.domain.rules.text_units import TextUnit

MIN_MET_LEVEL = 3
"""Anchors below this level describe weak practice."""
_WORTH_OF_SIGN = 0.1
"""What a reason, a result, a number or a name adds to an act when quotes are selected; no score counts it."""
_DENIED_LEVEL = 1
_DENIALS = frozenset(
    ("not", "never", "didn't", "didnt", "don't", "dont", "haven't", "havent", "nicht", "nie")
)
"""What is not done or was not done; what could not or would not be done is no admission."""


def list_units(answers: Sequence[RoutedAnswer]) -> list[tuple[RoutedAnswer, TextUnit]]:
    """Return the units of a question's answers that can be evidence, in spoken order."""
    return [
        (answer, screened.unit)
        for answer in answers
        if not answer.is_inherited
        for place, screened in enumerate(answer.screened)
        if not screened.is_list
        and (screened.verdict is None or _is_narrated_question(answer, place))
    ]


def _is_narrated_question(answer: RoutedAnswer, place: int) -> bool:
    """Return whether a question is told ("I ask: what changed?"), not put to the interviewer.

    A question to the interviewer ends its turn.
    """
    screened = answer.screened[place]
    later = answer.screened[place + 1 : place + 2]
    return screened.verdict == "question" and bool(
        later and later[0].unit.turn == screened.unit.turn
    )


def find_anchored_evidence(
    answers: Sequence[RoutedAnswer], sides: CompetencyAnchors, anchors: QuestionAnchors
) -> list[EvidenceFinding]:
    """Return the anchors that the answers to one question meet, acts beside them, and deficits."""
    asked = _collect_asked_stems(answers)
    build = partial(build_finding, sides)
    findings = [
        build(
            answer,
            match.unit,
            kind="met" if match.item.evidence_level >= MIN_MET_LEVEL else "weak",
            amount=match.weight,
            level=match.item.evidence_level,
            matched_words=match.spoken_words,
        )
        for answer, match in _select_matches(answers, anchors, asked)
    ]
    quoted = {(finding.turn, finding.start) for finding in findings}
    findings += [
        build(answer, unit, kind="act", amount=worth, level=level)
        for answer, unit, worth, level in _find_acts(answers, anchors)
        if (unit.turn, unit.start) not in quoted
    ]
    findings += _find_deficit_findings(answers, sides, anchors, asked)
    return findings or _find_admission(answers, sides)


def _collect_asked_stems(answers: Sequence[RoutedAnswer]) -> frozenset[str]:
    return frozenset(stem for answer in answers for stem in answer.answer.question_stems)


def _select_matches(
    answers: Sequence[RoutedAnswer], anchors: QuestionAnchors, asked: frozenset[str]
) -> list[tuple[RoutedAnswer, AnchorMatch]]:
    """Return the best match of each item, in spoken order; each item counts once."""
    best: dict[AnchorItem, tuple[RoutedAnswer, AnchorMatch]] = {}
    for answer, unit in list_units(answers):
        for match in anchors.find_matches(unit, asked):
            known = best.get(match.item)
            if _counts(match) and (known is None or known[1].weight < match.weight):
                best[match.item] = (answer, match)
    return sorted(best.values(), key=lambda pair: (pair[1].unit.turn, pair[1].unit.start))


def _counts(match: AnchorMatch) -> bool:
    """Return whether a match is evidence.

    A claim or disclaimer meets no good anchor, and the work of other people only one that tells of them.
    """
    is_good = match.item.evidence_level >= MIN_MET_LEVEL
    if is_good and read_unit_facts(match.unit).tells_nothing:
        return False
    return not is_others_work(match.unit.words) or is_others_work(match.item.words)


def _find_acts(
    answers: Sequence[RoutedAnswer], anchors: QuestionAnchors
) -> Iterator[tuple[RoutedAnswer, TextUnit, float, int]]:
    """Give the acts of answers on the topic that are worth a quote, each with its worth and level.

    They are on the topic or have a reason or detail; a result alone is not enough: "we pulled together, and
    it went well". If there are none, what was done and what is on the topic is quoted.
    """
    units = [(answer, unit, read_unit_facts(unit)) for answer, unit in list_units(answers)]
    on_topic = {id(unit) for _, unit, _ in units if anchors.measure_relevance(unit) > 0}
    if not on_topic:
        return
    acts = [
        (answer, unit, facts)
        for answer, unit, facts in units
        if facts.acts and (facts.depth_signs > facts.has_result or id(unit) in on_topic)
    ]
    told = [
        each for each in units if each[2].has_fact and (each[2].acts or id(each[1]) in on_topic)
    ]
    for answer, unit, facts in acts or told:
        level = TOP_LEVEL if is_rich(facts) else POINT_LEVEL
        yield answer, unit, _WORTH_OF_SIGN * facts.depth_signs, level


def _find_deficit_findings(
    answers: Sequence[RoutedAnswer],
    sides: CompetencyAnchors,
    anchors: QuestionAnchors,
    asked: frozenset[str],
) -> Iterator[EvidenceFinding]:
    count_denied = partial(_count_denied_anchors, anchors=anchors, asked=asked)
    deficits = [deficit for answer in answers for deficit in find_deficits(answer, count_denied)]
    for deficit in apply_relief(deficits, compute_clarification_relief(answers)):
        yield build_finding(
            sides,
            deficit.answer,
            deficit.unit,
            kind="deficit",
            amount=deficit.amount,
            level=_DENIED_LEVEL,
        )


def _count_denied_anchors(
    unit: TextUnit, *, anchors: QuestionAnchors, asked: frozenset[str]
) -> int:
    """Return how many negations of "I" or "we" deny the act of a good anchor.

    The unit must meet the anchor but for the negation, and the denied word must be the anchor's own.
    """
    met = [
        match.item
        for match in anchors.find_matches(unit, asked, with_negated=True)
        if match.item.evidence_level >= MIN_MET_LEVEL
    ]
    return sum(
        any(
            word.stem in item.stems and word.stem not in item.negated_stems
            for word in find_undone_act(unit.words, denial)
            for item in met
        )
        for denial in find_negations(unit.words)
        if denial.is_first_person and denial.word in _DENIALS
    )


def _find_admission(
    answers: Sequence[RoutedAnswer], sides: CompetencyAnchors
) -> list[EvidenceFinding]:
    return [
        build_finding(sides, answer, unit, kind="unknown", amount=0.0, level=_DENIED_LEVEL)
        for answer, unit in list_units(answers)
        if admits_not_knowing(unit)
    ][:1]
