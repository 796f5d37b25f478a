"""External evidence: the assessor gives quotes and levels, code verifies them and computes the scores.

The built-in rules weigh words; an external assessor judges, as a model does. So each item passes the same
guards as an item of a model, and the arithmetic is that of a model's votes, with all items of a competency
as one vote.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from vivavoce.assessment.domain.model_evidence.calls import (
    ANSWER_SIDE,
    EvidenceCall,
    build_calls,
)
from vivavoce.assessment.domain.model_evidence.guards import (
    Act,
    ModelItem,
    RefusalReason,
    check_items,
)
from vivavoce.assessment.domain.model_evidence.votes import (
    MAX_NEGATIVE_EVIDENCE,
    compute_vote_score,
)
from vivavoce.assessment.domain.rules.arithmetic import (
    ComputedScore,
    compute_overall_score,
    derive_recommendation,
    select_evidence,
)
from vivavoce.assessment.domain.rules.findings import EvidenceFinding, PreparedTranscript
from vivavoce.assessment.domain.rules.flags import find_flags
from vivavoce.assessment.domain.scorer import build_competency_score
from vivavoce.assessment.domain.transcript_masking import mask_transcript
from vivavoce.contracts.transcript import CompetencyScore, Scorecard, ScorerInfo

ItemRefusal = Literal[RefusalReason, "unknown_turn", "not_the_candidate", "not_an_answer"]
"""Why an item of an external assessor counts for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One piece of evidence from an external assessor; ``level`` is 1 to 5."""

    quote: str
    turn: int
    competency: str
    sub_dimension: str
    level: int
    act: Act = "own"
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedEvidenceItem:
    """A rejected item: its index in the request, from 0, and the reason code."""

    place: int
    reason: ItemRefusal


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalAssessment:
    """The scorecard of the accepted items, and the rejected items."""

    scorecard: Scorecard
    rejected: tuple[RejectedEvidenceItem, ...]


def score_external_evidence(
    reading: PreparedTranscript,
    items: Sequence[EvidenceItem],
    names: Sequence[str],
    *,
    scorer: ScorerInfo,
) -> ExternalAssessment:
    """Return the scorecard of the verified items; all scores are computed here."""
    calls = build_calls(reading, mask_transcript(reading.transcript, names))
    call_of = {
        (call.competency, turn.turn): place
        for place, call in enumerate(calls)
        for turn in call.turns
    }
    refused: dict[int, ItemRefusal] = {}
    by_call: dict[int, list[int]] = {}
    for place, item in enumerate(items):
        at = call_of.get((item.competency, item.turn))
        if at is None:
            refused[place] = _find_wrong_turn(item, reading)
        else:
            by_call.setdefault(at, []).append(place)
    findings: list[EvidenceFinding] = []
    for at, places in sorted(by_call.items()):
        found, dropped = _check(calls[at], {place: items[place] for place in places}, reading)
        findings += found
        refused |= dropped
    return ExternalAssessment(
        scorecard=_build_scorecard(reading, findings, scorer),
        rejected=tuple(
            RejectedEvidenceItem(place=place, reason=refused[place]) for place in sorted(refused)
        ),
    )


def _check(
    call: EvidenceCall, items: Mapping[int, EvidenceItem], reading: PreparedTranscript
) -> tuple[list[EvidenceFinding], dict[int, ItemRefusal]]:
    """Return the findings of the items of one call, and why the others count for nothing."""
    has_own_anchors = call.sides == (ANSWER_SIDE,)
    checked = check_items(
        call,
        [
            ModelItem(
                side=ANSWER_SIDE if has_own_anchors else item.sub_dimension,
                level=item.level,
                quote=item.quote,
                act=item.act,
                negated=item.negated,
                turn=item.turn,
            )
            for item in items.values()
        ],
        reading,
    )
    refusals = dict(zip(items, checked.refusals, strict=True))
    counted = [item for place, item in items.items() if refusals[place] is None]
    findings = [
        replace(finding, sub_dimension=item.sub_dimension)
        for finding, item in zip(checked.findings, counted, strict=True)
    ]
    return findings, {place: reason for place, reason in refusals.items() if reason is not None}


def _find_wrong_turn(item: EvidenceItem, reading: PreparedTranscript) -> ItemRefusal:
    """Return why the turn of an item is no answer about its competency."""
    turn = next((turn for turn in reading.transcript.turns if turn.turn == item.turn), None)
    if turn is None:
        return "unknown_turn"
    return "not_an_answer" if turn.role == "candidate" else "not_the_candidate"


def _build_scorecard(
    reading: PreparedTranscript, findings: Sequence[EvidenceFinding], scorer: ScorerInfo
) -> Scorecard:
    computed: dict[str, ComputedScore] = {}
    scores: list[CompetencyScore] = []
    for competency in reading.rubric.competencies:
        own = [finding for finding in findings if finding.competency == competency.name]
        worth = _compute_score(own)
        if worth is not None:
            computed[competency.name] = worth
        scores.append(build_competency_score(competency, own, worth, reading, select_evidence(own)))
    overall_score = compute_overall_score(scores, computed)
    return Scorecard(
        overall_score=overall_score,
        recommendation=derive_recommendation(overall_score, scores, reading.rubric),
        competencies=tuple(scores),
        flags=find_flags(reading, scores),
        scorer=scorer,
    )


def _compute_score(findings: Sequence[EvidenceFinding]) -> ComputedScore | None:
    score = compute_vote_score(findings)
    if score is None:
        return None
    against = sum(finding.kind == "deficit" for finding in findings)
    best = max((finding.level for finding in findings if finding.kind == "shown"), default=1)
    return ComputedScore(score, (best - 1) / 4, min(1.0, against / MAX_NEGATIVE_EVIDENCE))
