"""Evaluator of structured thinking: which steps of the answer framework are present, not style."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from vivavoce.assessment.domain.panel.answer_context import (
    RULES_LABEL,
    AnswerContext,
    EvaluatorResult,
    build_proposal,
    select_evidence_units,
)
from vivavoce.assessment.domain.rules.abstention import MIN_ANSWER_WORDS
from vivavoce.assessment.domain.rules.answer_routing import extract_affirmed_stems
from vivavoce.assessment.domain.rules.text_units import TextUnit
from vivavoce.contracts.live_session import Evaluation, FollowUpReason, TextSpan
from vivavoce.contracts.transcript import AbstainReason

NAME = "structured_thinking"
CRITERION = "Answer structure"
STEPS_BY_FRAMEWORK: dict[str, tuple[str, ...]] = {
    "behavioral": ("situation", "action", "reason", "result"),
    "failure": ("situation", "own_part", "repair", "lesson"),
    "knowledge": ("point", "reason", "example"),
    "situational": ("plan", "reason"),
    "work_sample": ("plan", "reason"),
    "star": ("situation", "task", "action", "result"),
    "starr": ("situation", "task", "action", "result", "lesson"),
    "soar": ("situation", "task", "action", "result"),
    "car": ("situation", "action", "result"),
    "par": ("situation", "action", "result"),
    "prep": ("point", "reason", "example"),
}
"""Steps by framework, and by kind of question for plans that name no framework."""
_STEP_ALIASES = {
    "context": "situation",
    "problem": "situation",
    "challenge": "situation",
    "obstacle": "task",
    "goal": "task",
    "approach": "action",
    "outcome": "result",
    "learning": "lesson",
    "reflection": "lesson",
    "trade-off": "reason",
    "reasoning": "reason",
}
_REASON_BY_STEP: dict[str, FollowUpReason] = {
    "action": "OWNERSHIP",
    "own_part": "OWNERSHIP",
    "plan": "OWNERSHIP",
    "task": "OWNERSHIP",
    "result": "RESULT",
    "repair": "RESULT",
    "reason": "REASON",
    "lesson": "REASON",
    "situation": "SPECIFICS",
    "example": "SPECIFICS",
    "point": "DEPTH",
}
_STEP_PRIORITY = tuple(_REASON_BY_STEP)
_FIRST_PERSON_ACTION = (
    r"\bi (?:then |also |first |\w+ly )?(?!need|indeed|wanted|liked|worked|tried|felt)"
    r"(?:\w{2,}ed|wrote|took|made|built|ran|led|told|met|found|chose|set|cut|brought|bought|sold|"
    r"kept|gave|drew|spoke|put|sent|taught|held|read|went|began|called|asked)\b"
)


def _match_unit(pattern: str) -> Callable[[TextUnit], bool]:
    compiled = re.compile(pattern)
    return lambda unit: compiled.search(unit.text_without_hedges) is not None


_STEP_TESTS: dict[str, Callable[[TextUnit], bool]] = {
    "situation": _match_unit(
        r"\b(?:when (?:i|we|the|a|our|my|one)|last (?:year|month|week|spring|summer|autumn|winter)|"
        r"in (?:19|20)\d\d|(?:years?|months?|weeks?) ago|at my|in my (?:last|previous|current|first)|"
        r"one (?:day|evening|morning|night)|for (?:example|instance)|on a \w+day|during|"
        r"(?:a|one|our|the|my) (?:customer|client|patient|guest|project|team|company|supplier|"
        r"colleague|manager|release|incident|outage|ward|shop|school|hotel|plant|line)s?)\b"
    ),
    "task": _match_unit(
        r"\b(?:my (?:task|job|role|goal|part) (?:was|had)|i (?:had to|was (?:asked|told) to|needed to|"
        r"was responsible)|we (?:had|needed) to|the (?:goal|aim|task|challenge|problem) was)\b"
    ),
    "action": _match_unit(_FIRST_PERSON_ACTION),
    "reason": _match_unit(
        r"\b(?:because|so that|in order to|the reason|instead of|rather than|due to|considered|"
        r"compared|weighed|otherwise|to (?:avoid|make sure|ensure|prevent|keep|save|reduce))\b"
    ),
    "result": _match_unit(
        r"\b(?:result(?:s|ed)?|in the end|at the end|outcome|finally|eventually|since then|solved|"
        r"resolved|went live|launched|shipped|delivered|saved|reduced|increased|improved|dropped|"
        r"fell|rose|grew|doubled|halved|finished|completed|succeeded|failed|recovered|restored|won|"
        r"lost|accepted|approved|renewed|no longer|down to|up to|went (?:down|up)|from \d\S* to \d)\b"
    ),
    "plan": _match_unit(
        rf"{_FIRST_PERSON_ACTION}|\b(?:i|we) (?:would|will|d|ll|always|usually|normally|first) (?!not\b)\w+|"
        r"\b(?:first|then|next|after that) (?:i|we)\b|\bi (?:start|begin|ask|check|look|call|tell|take|"
        r"write|show|stop|count|measure|read|explain|find)\b"
    ),
    "own_part": _match_unit(
        rf"{_FIRST_PERSON_ACTION}|\bmy (?:mistake|fault|error|doing)\b|\bi (?:should|could) have\b|"
        r"\bi (?:did not|didn't|failed|forgot|missed|underestimated)\b"
    ),
    "repair": _match_unit(
        r"\b(?:fixed|repaired|corrected|apologi[sz]ed|rolled (?:it )?back|restored|redid|informed|"
        r"told (?:him|her|them|the|my|our)|put (?:it )?right|replaced|refunded|reverted|recovered|"
        r"solved|started again|admitted|owned up)\b"
    ),
    "lesson": _match_unit(
        r"\b(?:learn(?:ed|t|ing)?|lessons?|since then|from then on|next time|now (?:i|we)|"
        r"(?:i|we) now|these days|never again)\b"
    ),
    "point": lambda unit: len(unit.stems) >= 3,
    "example": _match_unit(
        r"\b(?:for (?:example|instance)|such as|e\.g|like when|once|last \w+)\b"
    ),
}


_ACTION_STEPS = ("action", "own_part")
_STEPS_AFTER_ACTION = frozenset({"result", "repair", "lesson"})


def select_framework_steps(context: AnswerContext) -> tuple[str, ...]:
    """Return the steps of the question's framework, or of its kind."""
    named = (context.question.expected_framework if context.question is not None else None) or ""
    for word in re.findall(r"[a-z]+", named.lower()):
        if word in STEPS_BY_FRAMEWORK:
            return STEPS_BY_FRAMEWORK[word]
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", named.lower())
    steps = tuple(
        dict.fromkeys(
            _STEP_ALIASES.get(word, word)
            for word in words
            if _STEP_ALIASES.get(word, word) in _STEP_TESTS
        )
    )
    return steps if len(steps) > 1 else STEPS_BY_FRAMEWORK[context.question_kind]


def find_steps(units: Sequence[TextUnit], steps: Sequence[str]) -> dict[str, TextUnit]:
    """Return the first unit of each step. A negated unit can only be the step ``own_part``.

    Results, repairs and lessons count only after the action: text before it describes the situation.
    """
    unit_by_step: dict[str, TextUnit] = {}
    for step in steps:
        done = next((unit_by_step[deed] for deed in _ACTION_STEPS if deed in unit_by_step), None)
        since = done.start if done is not None and step in _STEPS_AFTER_ACTION else 0
        for unit in units:
            is_said = step == "own_part" or bool(extract_affirmed_stems(unit))
            if unit.start >= since and is_said and _STEP_TESTS[step](unit):
                unit_by_step[step] = unit
                break
    return unit_by_step


def evaluate_structure(context: AnswerContext) -> EvaluatorResult:
    """Return the score for the steps that were found, with their quotes."""
    units, steps = select_evidence_units(context), select_framework_steps(context)
    steps_found = find_steps(units, steps)
    words = sum(len(unit.words) for unit in units)
    if not steps_found or words < MIN_ANSWER_WORDS:
        reason: AbstainReason = "too_short" if words < MIN_ANSWER_WORDS else "no_evidence"
        return build_structure_result(context, {}, steps, made_by=RULES_LABEL, abstained=reason)
    spans = {step: TextSpan(start=unit.start, end=unit.end) for step, unit in steps_found.items()}
    return build_structure_result(context, spans, steps, made_by=RULES_LABEL)


def build_structure_result(
    context: AnswerContext,
    spans_by_step: Mapping[str, TextSpan],
    steps: Sequence[str],
    *,
    made_by: str,
    abstained: AbstainReason | None = None,
) -> EvaluatorResult:
    """Return the evaluation of the found steps, whether rules or a model found them.

    The score is 1 + 4 times the share of found steps.
    """
    missing = [step for step in _STEP_PRIORITY if step in steps and step not in spans_by_step]
    share = len(spans_by_step) / len(steps)
    evaluation = Evaluation(
        evaluator=NAME,
        criterion=CRITERION,
        score=round(1 + 4 * share, 2) if spans_by_step else None,
        abstained=(abstained or "no_evidence") if not spans_by_step else None,
        confidence=round(0.6 + 0.3 * share, 2) if spans_by_step else None,
        quotes=tuple(sorted(set(spans_by_step.values()), key=lambda span: span.start)),
        evaluated_by=made_by,
    )
    if not missing or abstained == "too_short":
        return EvaluatorResult(evaluations=(evaluation,))
    asked = build_proposal(
        context,
        by="evaluator",
        name=NAME,
        reason=_REASON_BY_STEP[missing[0]],
        uncertainty=len(missing) / len(steps),
    )
    return EvaluatorResult(evaluations=(evaluation,), proposals=(asked,))
