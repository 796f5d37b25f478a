"""Evaluator of exaggeration: unsupported claims and contradictory numbers.

It evaluates statements, not people: it cannot detect lies and draws no conclusions about the candidate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vivavoce.assessment.domain.panel.answer_context import (
    RULES_LABEL,
    AnswerContext,
    EvaluatorResult,
    build_proposal,
    build_quote_spans,
    compose_contradiction_question,
    select_conversation_units,
)
from vivavoce.assessment.domain.rules.flags import extract_counts
from vivavoce.assessment.domain.rules.text_units import TextUnit, tokenize
from vivavoce.contracts.live_session import Evaluation, FollowUpReason
from vivavoce.contracts.plan import Competency, SubDimension

NAME = "exaggeration"
CRITERION = "Claims are supported"
INDICATORS = {
    "1": "Makes a large claim and gives nothing that supports it.",
    "2": "Supports few of its claims, or gives two different numbers for the same thing.",
    "3": "Supports about half of its claims.",
    "4": "Supports nearly all claims with a number, a reason or an action.",
    "5": "Supports every claim with a number, a reason or an action.",
}
COMPETENCY = Competency(
    name=CRITERION,
    weight=1.0,
    sub_dimensions=(SubDimension(name=CRITERION, indicators=INDICATORS),),
)
_CLAIM = re.compile(
    r"\b(?:the (?:very )?(?:best|biggest|fastest|greatest|only one)|best (?:ever|in)|always|never|"
    r"every single|everybody|everyone|nobody else|no one else|single-?handed(?:ly)?|all by myself|"
    r"perfect(?:ly)?|flawless(?:ly)?|world-?class|revolutioni[sz]ed?|transformed|unprecedented|"
    r"incredibl[ey]|amazing(?:ly)?|huge(?:ly)?|massive(?:ly)?|enormous(?:ly)?|guaranteed?|"
    r"countless|tripled|quadrupled|tenfold|10x|completely (?:solved|fixed|changed)|"
    r"saved the company|number one|top performer)\b|\b100 ?(?:%|per ?cent)"
)
_REASON = re.compile(r"\b(?:because|since|so that|due to|as a result|by (?:\w+ly )?\w+ing)\b")
_PAST_ACTION = re.compile(
    r"\b(?:i|we) (?:\w+ly )?(?!need|indeed|transformed|revolutioni|tripled|quadrupled|solved)"
    r"(?:\w{2,}ed|wrote|took|made|built|ran|led|told|met|found|chose|set|cut|brought|kept|gave|"
    r"drew|spoke|put|sent|taught|held|read)\b"
)
_CLAIM_VERDICTS = frozenset({None, "praise"})
"""Self-praise is never evidence elsewhere; here it is a claim that needs support."""
_CONFLICT_PENALTY, _SCORE_RANGE = 2.0, 4.0
_CONFIDENCE, _SINGLE_CLAIM_CONFIDENCE = 0.8, 0.6


def evaluate_exaggeration(context: AnswerContext) -> EvaluatorResult:
    """Return how many claims are supported; abstain if there are neither claims nor contradictions.

    The score is 5 minus 4 times the share of unsupported claims, minus 2 for contradictory numbers, and at
    least 1.
    """
    units = [
        screened.unit for screened in context.screened_units if screened.verdict in _CLAIM_VERDICTS
    ]
    claims = [place for place, unit in enumerate(units) if _CLAIM.search(unit.text)]
    bare = [units[place] for place in claims if not _is_supported(units, place)]
    conflicting = _find_conflicts(units, context)
    if not claims and not conflicting:
        return EvaluatorResult(evaluations=(_build_evaluation(None, None, ()),))
    share = len(bare) / len(claims) if claims else 0.0
    score = 5 - _SCORE_RANGE * share - (_CONFLICT_PENALTY if conflicting else 0.0)
    sure = _CONFIDENCE if len(claims) > 1 else _SINGLE_CLAIM_CONFIDENCE
    latest = [now for _, now in conflicting]
    quotes = tuple(dict.fromkeys([*latest, *bare, *(units[place] for place in claims)]))
    reason: FollowUpReason = "CLARIFY" if conflicting else "MEASURE"
    asked = build_proposal(
        context,
        by="evaluator",
        name=NAME,
        reason=reason,
        uncertainty=share or 0.5,
        questions=[
            compose_contradiction_question(before.raw_text, now.raw_text)
            for before, now in conflicting
        ],
    )
    return EvaluatorResult(
        evaluations=(_build_evaluation(round(max(1.0, score), 2), sure, quotes),),
        proposals=(asked,) if bare or conflicting else (),
    )


def _is_supported(units: Sequence[TextUnit], place: int) -> bool:
    """Return whether the claim's unit or an adjacent one gives a number, a reason or an action."""
    for at in range(max(0, place - 1), min(len(units), place + 2)):
        rest = _CLAIM.sub(" ", units[at].text)
        has_number = any(word.is_number for word in tokenize(rest))
        if has_number or _REASON.search(rest) or _PAST_ACTION.search(rest):
            return True
    return False


def _find_conflicts(
    units: Sequence[TextUnit], context: AnswerContext
) -> list[tuple[TextUnit, TextUnit]]:
    """Return pairs of an earlier and a current unit, of one question, with different counts of a thing."""
    now = _collect_counts(units)
    before = _collect_counts(
        [
            unit
            for unit in select_conversation_units(context)
            if unit.turn in _find_earlier_turns(context)
        ]
    )
    contradictions = []
    for thing, current in now.items():
        earlier = before.get(thing)
        if earlier is None or len(earlier) != 1 or len(current) != 1:
            continue
        if set(earlier) != set(current):
            contradictions.append((next(iter(earlier.values())), next(iter(current.values()))))
    return contradictions


def _find_earlier_turns(context: AnswerContext) -> frozenset[int]:
    return frozenset(
        turn.turn
        for turn in context.answered_turn.turns
        if turn.role == "candidate"
        and turn.turn < context.answered_turn.turn
        and turn.question_id is not None
        and turn.question_id == context.answered_turn.question_id
    )


def _collect_counts(units: Sequence[TextUnit]) -> dict[str, dict[str, TextUnit]]:
    counts: dict[str, dict[str, TextUnit]] = {}
    for unit in units:
        for thing, value in extract_counts(unit):
            counts.setdefault(thing, {}).setdefault(value, unit)
    return counts


def _build_evaluation(
    score: float | None, confidence: float | None, units: tuple[TextUnit, ...]
) -> Evaluation:
    return Evaluation(
        evaluator=NAME,
        criterion=CRITERION,
        score=score,
        abstained="no_evidence" if score is None else None,
        confidence=confidence,
        quotes=build_quote_spans(units),
        evaluated_by=RULES_LABEL,
    )
