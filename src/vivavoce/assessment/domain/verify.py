"""Verify findings: only findings that the transcript supports count, whether rules or models made them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.findings import EvidenceFinding, PreparedTranscript
from vivavoce.assessment.domain.rules.normalized_text import fold_text
from vivavoce.contracts.transcript import TranscriptTurn

RejectionReason = Literal[
    "unknown_turn",
    "not_the_candidate",
    "not_verbatim",
    "not_an_answer",
    "screened",
    "words_not_in_quote",
    "impossible_worth",
]
_LEVELS = range(1, 6)
BlockingVerdict = Literal[
    "injection", "rubric_echo", "other_language", "unintelligible", "retraction", "withdrawn"
]
BLOCKING_VERDICTS: frozenset[BlockingVerdict] = frozenset(get_args(BlockingVerdict))
"""Verdicts that exclude a unit for every finder; only the rules exclude the others, such as praise."""


@dataclass(frozen=True, slots=True)
class VerifiedFindings:
    """The accepted findings in order, and the rejected ones with their reasons."""

    accepted: tuple[EvidenceFinding, ...]
    rejected: tuple[tuple[EvidenceFinding, RejectionReason], ...]


def verify_findings(
    findings: Iterable[EvidenceFinding], reading: PreparedTranscript
) -> VerifiedFindings:
    """Return which findings the transcript supports.

    The quote must equal ``text[start:end]`` of a candidate turn in a matching, unblocked answer, and amount
    and level must be valid.
    """
    turns = {turn.turn: turn for turn in reading.transcript.turns}
    answers = {
        spoken.turn.turn: routed for routed in reading.answers for spoken in routed.answer.turns
    }
    accepted: list[EvidenceFinding] = []
    dropped: list[tuple[EvidenceFinding, RejectionReason]] = []
    for finding in findings:
        refusal = _find_rejection_reason(finding, turns, answers)
        if refusal is None:
            accepted.append(finding)
        else:
            dropped.append((finding, refusal))
    return VerifiedFindings(tuple(accepted), tuple(dropped))


def _find_rejection_reason(
    finding: EvidenceFinding,
    turns: Mapping[int, TranscriptTurn],
    answers: Mapping[int, RoutedAnswer],
) -> RejectionReason | None:
    turn = turns.get(finding.turn)
    if turn is None:
        return "unknown_turn"
    if turn.role != "candidate":
        return "not_the_candidate"
    if not (0 <= finding.start < finding.end <= len(turn.text)):
        return "not_verbatim"
    if turn.text[finding.start : finding.end] != finding.quote:
        return "not_verbatim"
    said_in = answers.get(finding.turn)
    if said_in is None or not _is_from_answer(finding, said_in):
        return "not_an_answer"
    if _is_in_blocked_unit(finding, said_in):
        return "screened"
    quote = fold_text(finding.quote)
    if any(word not in quote for word in finding.found):
        return "words_not_in_quote"
    if not math.isfinite(finding.amount) or finding.amount < 0 or finding.level not in _LEVELS:
        return "impossible_worth"
    return None


def _is_from_answer(finding: EvidenceFinding, answer: RoutedAnswer) -> bool:
    if finding.competency not in answer.competencies or finding.opportunity != answer.opportunity:
        return False
    return not answer.is_inherited or finding.kind == "deficit"


def _is_in_blocked_unit(finding: EvidenceFinding, answer: RoutedAnswer) -> bool:
    return any(
        screened.verdict in BLOCKING_VERDICTS
        and screened.unit.turn == finding.turn
        and screened.unit.start < finding.end
        and finding.start < screened.unit.end
        for screened in answer.screened
    )
