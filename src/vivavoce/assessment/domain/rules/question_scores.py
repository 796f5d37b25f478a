"""The score of a question that has its own anchors, with its caps and their reasons.

The score grows with what the answer tells about the topic: first acts, and anchors met; then quotes that go
beyond a plain answer. More of it never lowers a score. An answer without an event, without steps, or that
meets only anchors of weak practice cannot pass level 2. Level 4 needs such a quote, and level 5 two.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.abstention import (
    MIN_ANSWER_WORDS,
    classify_unscored_answers,
    count_words,
)
from vivavoce.assessment.domain.rules.anchored_questions import list_units
from vivavoce.assessment.domain.rules.answer_depth import (
    find_highest_level,
    list_quote_weights,
    measure_depth,
    only_lists_acts,
)
from vivavoce.assessment.domain.rules.answer_facts import (
    UnitFacts,
    find_elements,
    read_unit_facts,
    tells_event,
)
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.findings import EvidenceFinding
from vivavoce.assessment.domain.rules.lexicon import get_vocabulary
from vivavoce.assessment.domain.rules.plan_topics import PlanTopics
from vivavoce.assessment.domain.rules.question_anchors import STORY_KINDS, QuestionAnchors
from vivavoce.contracts.plan import PlanQuestion
from vivavoce.contracts.transcript import HeardElement
from vivavoce.kernel.translation import translatable

CAPPED_LEVEL = 2
DEFICIT_CURVE, MAX_DEFICIT_SHARE = 1.5, 0.6
"""As for competencies: many deficits take at most ``MAX_DEFICIT_SHARE`` of what was shown."""
_FREE_RELEVANCE_PER_WORD, _MAX_FREE_RELEVANCE, _FULL_RELEVANCE = 0.03, 1.05, 0.4
"""What an answer to another question says about the topic by its length, and how much more shows that this
one is answered; one anchor met is enough."""
_RELEVANCE_OF_ANCHOR = 2.0
BASIC_ACTS = 4
"""So many acts, or anchors met, are a whole plain answer: level 3."""
_WORDLESS_ACT_SHARE = 0.5
"""A sentence with a fact but without "I did" is half an act: many people tell their own acts tersely."""
_MIN_STEPS = 2
_OTHERS_ACTS_PER_OWN = 2
"""Above so many acts of other people for each own one, a story is theirs."""
_MIN_CLAIMS = 2
_MIN_SHOWN, _MIN_TOPIC = 0.15, 0.5
"""Below this share of a plain answer, nothing was shown; acts that are less surely about the question are for
a person to read."""
_NO_EVENT = translatable(
    "Level 2 at most: the question asks for one event, and the answer names none by a time, a number, a "
    "particular person or thing, or what was done."
)
_OTHERS_WORK = translatable(
    "Level 2 at most: the question asks what the candidate did, and the answer tells mostly what other "
    "people did."
)
_ONLY_CLAIMS = translatable(
    "Level 2 at most: the answer praises its speaker and gives no number, name, spoken words or lasting "
    "change."
)
_NO_STEPS = translatable(
    "Level 2 at most: the answer names fewer than two things that were or would be done."
)
_ONLY_WEAK = translatable(
    "Level 2 at most: the answer meets more anchors of levels 1 and 2 than of the others."
)
_TOO_FEW_QUOTES = {
    3: translatable(
        "Level 3 at most: the answer says what was done, but gives too few reasons, results, numbers, names "
        "or lasting changes for level 4."
    ),
    4: translatable(
        "Level 4 at most: level 5 needs two separate quotes that go beyond a plain answer, and this answer "
        "has fewer."
    ),
}
_OTHER_WORDS = translatable(
    "No level proposed: the answer tells what was done, in words that are not those of this question's "
    "anchors. A person should read it."
)
_OTHER_QUESTION = translatable(
    "No level proposed: the answer does not answer this question. It is about another question of this "
    "interview. A person should read it."
)
_NOTHING_SHOWN = translatable(
    "Level 1 proposed: the question was asked and followed up, and the answers show nothing of what a good "
    "answer covers. A person must confirm it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionScore:
    """The unrounded score of one question and why; None is an abstention."""

    score: float | None
    positive: float = 0.0
    deficit: float = 0.0
    cap: int | None = None
    reason: str | None = None
    is_confirmation_needed: bool = False


def score_question(
    question: PlanQuestion,
    answers: Sequence[RoutedAnswer],
    findings: Sequence[EvidenceFinding],
    anchors: QuestionAnchors,
) -> QuestionScore:
    """Return the score for the answers to one question and their verified findings."""
    facts = [read_unit_facts(unit) for _, unit in list_units(answers)]
    met = _keep_one_per_quote([finding for finding in findings if finding.kind == "met"])
    topic = _measure_topic(facts, len(met), anchors)
    basics = topic * _measure_basics(facts, len(met), anchors)
    deficit_amount = sum(finding.amount for finding in findings if finding.kind == "deficit")
    deficit = 1 - math.exp(-deficit_amount / DEFICIT_CURVE)
    if any(finding.kind == "unknown" for finding in findings):
        return QuestionScore(score=1.0)
    is_weak = _count_weak(findings) > 0 and count_acts(_list_telling(facts)) < BASIC_ACTS
    is_unsure = topic < _MIN_TOPIC and count_acts(_list_telling(facts)) >= _MIN_STEPS
    is_little = (basics < _MIN_SHOWN or is_unsure) and not met and not deficit and not is_weak
    if is_little or not findings:  # no score without a quote
        return _score_nothing_shown(answers, facts)
    telling = _list_telling(facts)
    quotes = list_quote_weights(telling, met, anchors)
    shown = basics * (2 + 2 * measure_depth(quotes))
    score = 1 + shown * (1 - MAX_DEFICIT_SHARE * deficit)
    cap, reason = _find_cap(question, facts, findings, len(met), anchors)
    highest = 3 if only_lists_acts(telling, met) else find_highest_level(quotes)
    if cap is None and score >= highest and highest in _TOO_FEW_QUOTES:
        cap, reason = highest, _TOO_FEW_QUOTES[highest]
    return QuestionScore(
        score=score if cap is None else min(score, cap),
        positive=shown / 4,
        deficit=deficit,
        cap=cap,
        reason=reason,
    )


def drop_other_question(
    scored: QuestionScore,
    question: PlanQuestion,
    answers: Sequence[RoutedAnswer],
    topics: PlanTopics,
) -> QuestionScore:
    """Return the score, or none if it is above level 2 for an answer to another question of the plan.

    A question that suits every trade keeps it: its own words are in nobody's trade.
    """
    is_about_any_work = question.origin is not None and question.origin.is_about_any_work
    if scored.score is None or scored.score <= CAPPED_LEVEL or is_about_any_work:
        return scored
    facts = _list_telling([read_unit_facts(unit) for _, unit in list_units(answers)])
    other = topics.find_other_question(question.id, [fact.unit for fact in facts])
    return scored if other is None else QuestionScore(score=None, reason=_OTHER_QUESTION)


def list_heard_elements(
    answers: Sequence[RoutedAnswer],
) -> tuple[HeardElement, ...]:
    """Return the answer elements that were heard, with their quotes, in spoken order."""
    heard = find_elements([read_unit_facts(unit) for _, unit in list_units(answers)])
    elements = [
        HeardElement(
            element=element,
            quote=unit.raw_text,
            turn=unit.turn,
            start=unit.start,
            end=unit.end,
        )
        for element, unit in heard.items()
    ]
    return tuple(sorted(elements, key=lambda each: (each.turn, each.start, each.element)))


def lacks_event(question: PlanQuestion, facts: Sequence[UnitFacts]) -> bool:
    """Return whether a question asks for a story and the answer tells of no event."""
    return question.kind in STORY_KINDS and not tells_event(facts)


def _tells_others_work(facts: Sequence[UnitFacts]) -> bool:
    """Return whether a story is of other people: it tells far more of their acts than of the speaker's."""
    others = sum(fact.others_acts for fact in facts)
    told = {act for fact in facts for act in fact.acts}
    own = sum(
        any(word.text in get_vocabulary(word.language).words.singular for word in fact.unit.words)
        for fact in facts
    )
    return own < _MIN_STEPS <= others and others > _OTHERS_ACTS_PER_OWN * len(told)


def _only_claims(facts: Sequence[UnitFacts]) -> bool:
    """Return whether an answer claims qualities repeatedly and has nothing that a person could check."""
    factual = _list_telling(facts)
    is_checkable = any(
        fact.details or fact.has_quoted_words or fact.has_lasting_change for fact in factual
    )
    return not is_checkable and sum(fact.is_claim for fact in facts) >= _MIN_CLAIMS


def _score_nothing_shown(
    answers: Sequence[RoutedAnswer], facts: Sequence[UnitFacts]
) -> QuestionScore:
    """Propose level 1 if the question was followed up and both were answered; else abstain.

    An answer that tells acts or an event, in words that no anchor knows, is for a person to read.
    """
    factual = _list_telling(facts)
    if count_acts(factual) >= _MIN_STEPS or (count_acts(factual) >= 1 and tells_event(factual)):
        return QuestionScore(score=None, reason=_OTHER_WORDS)
    answered = [answer for answer in answers if not answer.is_inherited and count_words([answer])]
    is_heard = classify_unscored_answers(answers) == "no_evidence"
    if not is_heard or len(answered) < 2 or count_words(answered) < MIN_ANSWER_WORDS:
        return QuestionScore(score=None)
    return QuestionScore(score=1.0, reason=_NOTHING_SHOWN, is_confirmation_needed=True)


def _measure_topic(facts: Sequence[UnitFacts], met: int, anchors: QuestionAnchors) -> float:
    """Return how sure it is that the answer is about this question, 0 to 1."""
    units = [fact.unit for fact in _list_telling(facts)]
    words = len({stem for unit in units for stem in unit.stems})
    relevance = anchors.measure_answer_relevance(units) + _RELEVANCE_OF_ANCHOR * met
    relevance -= min(_MAX_FREE_RELEVANCE, _FREE_RELEVANCE_PER_WORD * words)
    return min(1.0, max(0.0, relevance / _FULL_RELEVANCE))


def _measure_basics(facts: Sequence[UnitFacts], met: int, anchors: QuestionAnchors) -> float:
    """Return how much of a whole plain answer is there, 0 to 1."""
    return min(1.0, (count_acts(_list_telling(facts), anchors) + met) / BASIC_ACTS)


def _find_cap(
    question: PlanQuestion,
    facts: Sequence[UnitFacts],
    findings: Sequence[EvidenceFinding],
    met: int,
    anchors: QuestionAnchors,
) -> tuple[int | None, str | None]:
    if lacks_event(question, facts):
        return CAPPED_LEVEL, _NO_EVENT
    if question.kind in STORY_KINDS and _tells_others_work(facts):
        return CAPPED_LEVEL, _OTHERS_WORK
    if met == 0 and _only_claims(facts):
        return CAPPED_LEVEL, _ONLY_CLAIMS
    factual = _list_telling(facts)
    if count_acts(factual, anchors) + met < _MIN_STEPS:
        return CAPPED_LEVEL, _NO_STEPS
    if _count_weak(findings) > met and count_acts(factual, anchors) + met < BASIC_ACTS:
        return CAPPED_LEVEL, _ONLY_WEAK
    return None, None


def _keep_one_per_quote(met: Sequence[EvidenceFinding]) -> list[EvidenceFinding]:
    """Return the best match of each sentence, the lower level if two are equal: it is said once."""
    best: dict[tuple[int, int], EvidenceFinding] = {}
    for finding in sorted(met, key=lambda each: (-each.amount, each.level)):
        best.setdefault((finding.turn, finding.start), finding)
    return list(best.values())


def _list_telling(facts: Sequence[UnitFacts]) -> list[UnitFacts]:
    return [fact for fact in facts if not fact.tells_nothing]


def _count_weak(findings: Sequence[EvidenceFinding]) -> int:
    return sum(finding.kind == "weak" for finding in findings)


def count_acts(facts: Sequence[UnitFacts], anchors: QuestionAnchors | None = None) -> float:
    """Return the number of distinct acts, and half of the sentences that have a fact but no act.

    With ``anchors``, a sentence on the topic counts as one with a fact: "Chains on before the grade."
    """
    acts = {act for fact in facts for act in fact.acts}
    wordless = sum(
        fact.has_fact or (anchors is not None and anchors.measure_relevance(fact.unit) > 0)
        for fact in facts
        if not fact.acts
    )
    return len(acts) + _WORDLESS_ACT_SHARE * wordless
