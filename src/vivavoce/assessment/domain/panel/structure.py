"""Structured thinking: which steps of the question's framework an answer takes. Steps, not style."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from vivavoce.assessment.domain.panel.heard import RULES, Heard, Verdict, plain_units
from vivavoce.assessment.domain.panel.wording import proposal
from vivavoce.assessment.domain.rules.abstain import LEAST_WORDS
from vivavoce.assessment.domain.rules.standing import affirmed_stems
from vivavoce.assessment.domain.rules.units import Unit
from vivavoce.contracts.panel import Evaluation, FollowUpReason, Span
from vivavoce.contracts.scorecard import AbstainReason

NAME = "structured_thinking"
CRITERION = "Steps of the answer"
FRAMEWORKS: dict[str, tuple[str, ...]] = {
    "behavioural": ("situation", "action", "reason", "result"),
    "failure": ("situation", "own_part", "repair", "lesson"),
    "knowledge": ("point", "reason", "example"),
    "star": ("situation", "task", "action", "result"),
    "starr": ("situation", "task", "action", "result", "lesson"),
    "soar": ("situation", "task", "action", "result"),
    "car": ("situation", "action", "result"),
    "par": ("situation", "action", "result"),
    "prep": ("point", "reason", "example"),
}
"""Steps by framework; those of a kind of question stand in where a plan names none."""
_ALIASES = {
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
_ASKED_AS: dict[str, FollowUpReason] = {
    "action": "OWNERSHIP",
    "own_part": "OWNERSHIP",
    "task": "OWNERSHIP",
    "result": "RESULT",
    "repair": "RESULT",
    "reason": "REASON",
    "lesson": "REASON",
    "situation": "SPECIFICS",
    "example": "SPECIFICS",
    "point": "DEPTH",
}
_ORDER = tuple(_ASKED_AS)
_DEED = (
    r"\bi (?:then |also |first |\w+ly )?(?!need|indeed|wanted|liked|worked|tried|felt)"
    r"(?:\w{2,}ed|wrote|took|made|built|ran|led|told|met|found|chose|set|cut|brought|bought|sold|"
    r"kept|gave|drew|spoke|put|sent|taught|held|read|went|began|called|asked)\b"
)


def _says(pattern: str) -> Callable[[Unit], bool]:
    compiled = re.compile(pattern)
    return lambda unit: compiled.search(unit.lean) is not None


_STEPS: dict[str, Callable[[Unit], bool]] = {
    "situation": _says(
        r"\b(?:when (?:i|we|the|a|our|my|one)|last (?:year|month|week|spring|summer|autumn|winter)|"
        r"in (?:19|20)\d\d|(?:years?|months?|weeks?) ago|at my|in my (?:last|previous|current|first)|"
        r"one (?:day|evening|morning|night)|for (?:example|instance)|on a \w+day|during|"
        r"(?:a|one|our|the|my) (?:customer|client|patient|guest|project|team|company|supplier|"
        r"colleague|manager|release|incident|outage|ward|shop|school|hotel|plant|line)s?)\b"
    ),
    "task": _says(
        r"\b(?:my (?:task|job|role|goal|part) (?:was|had)|i (?:had to|was (?:asked|told) to|needed to|"
        r"was responsible)|we (?:had|needed) to|the (?:goal|aim|task|challenge|problem) was)\b"
    ),
    "action": _says(_DEED),
    "reason": _says(
        r"\b(?:because|so that|in order to|the reason|instead of|rather than|due to|considered|"
        r"compared|weighed|otherwise|to (?:avoid|make sure|ensure|prevent|keep|save|reduce))\b"
    ),
    "result": _says(
        r"\b(?:result(?:s|ed)?|in the end|at the end|outcome|finally|eventually|since then|solved|"
        r"resolved|went live|launched|shipped|delivered|saved|reduced|increased|improved|dropped|"
        r"fell|rose|grew|doubled|halved|finished|completed|succeeded|failed|recovered|restored|won|"
        r"lost|accepted|approved|renewed|no longer|down to|up to|went (?:down|up)|from \d\S* to \d)\b"
    ),
    "own_part": _says(
        rf"{_DEED}|\bmy (?:mistake|fault|error|doing)\b|\bi (?:should|could) have\b|"
        r"\bi (?:did not|didn't|failed|forgot|missed|underestimated)\b"
    ),
    "repair": _says(
        r"\b(?:fixed|repaired|corrected|apologi[sz]ed|rolled (?:it )?back|restored|redid|informed|"
        r"told (?:him|her|them|the|my|our)|put (?:it )?right|replaced|refunded|reverted|recovered|"
        r"solved|started again|admitted|owned up)\b"
    ),
    "lesson": _says(
        r"\b(?:learn(?:ed|t|ing)?|lessons?|since then|from then on|next time|now (?:i|we)|"
        r"(?:i|we) now|these days|never again)\b"
    ),
    "point": lambda unit: len(unit.stems) >= 3,
    "example": _says(r"\b(?:for (?:example|instance)|such as|e\.g|like when|once|last \w+)\b"),
}


_DEEDS = ("action", "own_part")
_AFTERWARDS = frozenset({"result", "repair", "lesson"})


def framework_of(heard: Heard) -> tuple[str, ...]:
    """Return the steps that the question asks for: its own framework's, or those of its kind."""
    named = (heard.question.expected_framework if heard.question is not None else None) or ""
    for word in re.findall(r"[a-z]+", named.lower()):
        if word in FRAMEWORKS:
            return FRAMEWORKS[word]
    words = re.findall(r"[a-z]+(?:-[a-z]+)?", named.lower())
    steps = tuple(
        dict.fromkeys(
            _ALIASES.get(word, word) for word in words if _ALIASES.get(word, word) in _STEPS
        )
    )
    return steps if len(steps) > 1 else FRAMEWORKS[heard.kind]


def steps_in(units: Sequence[Unit], steps: Sequence[str]) -> dict[str, Unit]:
    """Return the first unit that takes each step; what is denied takes none but one's own part.

    What comes of something is told after it was done: before that it is the situation.
    """
    found: dict[str, Unit] = {}
    for step in steps:
        done = next((found[deed] for deed in _DEEDS if deed in found), None)
        since = done.start if done is not None and step in _AFTERWARDS else 0
        for unit in units:
            is_said = step == "own_part" or bool(affirmed_stems(unit))
            if unit.start >= since and is_said and _STEPS[step](unit):
                found[step] = unit
                break
    return found


def structured_thinking(heard: Heard) -> Verdict:
    """Return how many steps were taken, with the words that take them."""
    units, steps = plain_units(heard), framework_of(heard)
    found = steps_in(units, steps)
    words = sum(len(unit.words) for unit in units)
    if not found or words < LEAST_WORDS:
        reason: AbstainReason = "too_short" if words < LEAST_WORDS else "no_evidence"
        return structured(heard, {}, steps, made_by=RULES, abstained=reason)
    spans = {step: Span(start=unit.start, end=unit.end) for step, unit in found.items()}
    return structured(heard, spans, steps, made_by=RULES)


def structured(
    heard: Heard,
    found: Mapping[str, Span],
    steps: Sequence[str],
    *,
    made_by: str,
    abstained: AbstainReason | None = None,
) -> Verdict:
    """Return the verdict that the found steps bear: plain counting, whoever found them."""
    missing = [step for step in _ORDER if step in steps and step not in found]
    share = len(found) / len(steps)
    evaluation = Evaluation(
        evaluator=NAME,
        criterion=CRITERION,
        score=round(1 + 4 * share, 2) if found else None,
        abstained=(abstained or "no_evidence") if not found else None,
        confidence=round(0.6 + 0.3 * share, 2) if found else None,
        quotes=tuple(sorted(set(found.values()), key=lambda span: span.start)),
        made_by=made_by,
    )
    if not missing or abstained == "too_short":
        return Verdict(evaluations=(evaluation,))
    asked = proposal(
        heard,
        by="evaluator",
        name=NAME,
        reason=_ASKED_AS[missing[0]],
        uncertainty=len(missing) / len(steps),
    )
    return Verdict(evaluations=(evaluation,), proposals=(asked,))
