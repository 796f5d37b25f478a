"""The second layer: no finding counts that the transcript does not bear out, whoever found it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from vivavoce.assessment.domain.rules.findings import Finding, Reading
from vivavoce.assessment.domain.rules.normalise import fold
from vivavoce.assessment.domain.rules.route import Routed
from vivavoce.contracts.transcript import Turn

Refusal = Literal[
    "unknown_turn",
    "not_the_candidate",
    "not_verbatim",
    "not_an_answer",
    "screened",
    "words_not_in_quote",
    "impossible_worth",
]
_LEVELS = range(1, 6)
CLOSED = frozenset(
    {"injection", "rubric_echo", "other_language", "unintelligible", "retraction", "withdrawn"}
)
"""Verdicts that no finder can overrule; praise, echoes and the like are for the rules to weigh."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The findings that stand, in their order, and the others with the reason."""

    kept: tuple[Finding, ...]
    dropped: tuple[tuple[Finding, Refusal], ...]


def verify(findings: Iterable[Finding], reading: Reading) -> Verified:
    """Return which findings the transcript bears out: ``quote == text[start:end]``, and more."""
    turns = {turn.turn: turn for turn in reading.transcript.turns}
    answers = {
        spoken.turn.turn: routed for routed in reading.answers for spoken in routed.answer.spoken
    }
    kept: list[Finding] = []
    dropped: list[tuple[Finding, Refusal]] = []
    for one in findings:
        refusal = _refusal(one, turns, answers)
        if refusal is None:
            kept.append(one)
        else:
            dropped.append((one, refusal))
    return Verified(tuple(kept), tuple(dropped))


def _refusal(
    one: Finding, turns: Mapping[int, Turn], answers: Mapping[int, Routed]
) -> Refusal | None:
    turn = turns.get(one.turn)
    if turn is None:
        return "unknown_turn"
    if turn.role != "candidate":
        return "not_the_candidate"
    if not (0 <= one.start < one.end <= len(turn.text)):
        return "not_verbatim"
    if turn.text[one.start : one.end] != one.quote:
        return "not_verbatim"
    said_in = answers.get(one.turn)
    if said_in is None or not _is_answer(one, said_in):
        return "not_an_answer"
    if _is_closed(one, said_in):
        return "screened"
    quote = fold(one.quote)
    if any(word not in quote for word in one.found):
        return "words_not_in_quote"
    if not math.isfinite(one.amount) or one.amount < 0 or one.level not in _LEVELS:
        return "impossible_worth"
    return None


def _is_answer(one: Finding, said_in: Routed) -> bool:
    if one.competency not in said_in.competencies or one.opportunity != said_in.opportunity:
        return False
    return not said_in.is_inherited or one.kind == "deficit"


def _is_closed(one: Finding, said_in: Routed) -> bool:
    return any(
        screened.verdict in CLOSED
        and screened.unit.turn == one.turn
        and screened.unit.start < one.end
        and one.start < screened.unit.end
        for screened in said_in.screened
    )
