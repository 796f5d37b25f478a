"""Evidence that somebody outside found: they quote and say a level, code verifies and computes.

The built-in rules weigh words; an outside reader judges. So the numbers come from the levels: the
highest level that is borne out, less where it stands alone, less for every sign against it. A true
remark more can never lower a score, and many mediocre remarks never add up to a brilliant one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.arithmetic import (
    ComputedScore,
    compute_overall_score,
    derive_recommendation,
    select_evidence,
)
from vivavoce.assessment.domain.rules.findings import EvidenceFinding, PreparedTranscript
from vivavoce.assessment.domain.rules.flags import raise_flags
from vivavoce.assessment.domain.rules.identity_masking import find_introduced_names, mask_identity
from vivavoce.assessment.domain.rules.normalized_text import normalize_text
from vivavoce.assessment.domain.scorer import build_competency_score
from vivavoce.assessment.domain.verify import verify_findings
from vivavoce.contracts.scorecard import CompetencyScore, Scorecard, ScorerInfo
from vivavoce.contracts.transcript import Transcript

MIN_POSITIVE_LEVEL = 3
"""From this level on an item speaks for a competency, below it against."""
SINGLE_EVIDENCE_PENALTY, NEGATIVE_EVIDENCE_PENALTY, MAX_NEGATIVE_EVIDENCE = 0.5, 0.5, 2
MIN_QUOTE_WORDS = 3
_MASK_CHARACTER = "_"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One piece of evidence as an outside assessor hands it over."""

    quote: str
    turn: int
    competency: str
    sub_dimension: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedItem:
    """An item that does not count: its place in what was sent, and why."""

    place: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalAssessment:
    """The scorecard of what stands, and what does not."""

    scorecard: Scorecard
    rejected: tuple[RejectedItem, ...]


def mask_transcript(transcript: Transcript, names: Sequence[str]) -> tuple[str, ...]:
    """Return the texts of all turns with names, schools and places blanked, offsets unchanged."""
    copies = [normalize_text(turn.text) for turn in transcript.turns]
    pairs = list(zip(copies, transcript.turns, strict=True))
    told = find_introduced_names(copy for copy, turn in pairs if turn.role == "candidate")
    known = tuple(sorted({*names, *told}, key=lambda name: (-len(name), name)))
    texts = []
    for copy, turn in pairs:
        letters = list(turn.text)
        read = mask_identity(copy, known)
        for place, (before, after) in enumerate(zip(copy.cased, read.cased, strict=True)):
            if before != after:
                for at in range(copy.raw_offsets[place], copy.raw_offsets[place + 1]):
                    letters[at] = _MASK_CHARACTER
        texts.append("".join(letters))
    return tuple(texts)


def score_external_evidence(
    reading: PreparedTranscript,
    items: Sequence[EvidenceItem],
    names: Sequence[str],
    *,
    scorer: ScorerInfo,
) -> ExternalAssessment:
    """Return the scorecard that verified items bear; whoever sent them sends no number."""
    texts = mask_transcript(reading.transcript, names)
    dropped: list[RejectedItem] = []
    findings: list[EvidenceFinding] = []
    for place, item in enumerate(items):
        found = _locate_item(item, reading, texts)
        refusal = found if isinstance(found, str) else None
        if not isinstance(found, str):
            refused = verify_findings([found], reading).rejected
            refusal = refused[0][1] if refused else None
            if refusal is None and any(_is_duplicate(found, one) for one in findings):
                refusal = "said_already"
            if refusal is None:
                findings.append(found)
        if refusal is not None:
            dropped.append(RejectedItem(place=place, reason=refusal))
    return ExternalAssessment(
        scorecard=_build_scorecard(reading, findings, scorer), rejected=tuple(dropped)
    )


def compute_level_score(levels: Sequence[int]) -> ComputedScore | None:
    """Return the score on 1-5 that levels bear, or None without any."""
    if not levels:
        return None
    strong = [level for level in levels if level >= MIN_POSITIVE_LEVEL]
    against = min(len(levels) - len(strong), MAX_NEGATIVE_EVIDENCE)
    best = max(levels)
    if not strong:
        weak = best - NEGATIVE_EVIDENCE_PENALTY * (against - 1)
        return ComputedScore(max(1.0, weak), 0.0, against / MAX_NEGATIVE_EVIDENCE)
    near = sum(level >= best - 1 for level in strong)
    score = (
        best - (SINGLE_EVIDENCE_PENALTY if near == 1 else 0.0) - NEGATIVE_EVIDENCE_PENALTY * against
    )
    return ComputedScore(max(1.0, score), (best - 1) / 4, against / MAX_NEGATIVE_EVIDENCE)


def _is_duplicate(left: EvidenceFinding, right: EvidenceFinding) -> bool:
    """Return whether two items quote the same words for the same competency."""
    is_one_place = left.turn == right.turn and left.start < right.end and right.start < left.end
    return is_one_place and left.competency == right.competency


def _locate_item(
    item: EvidenceItem, reading: PreparedTranscript, texts: Sequence[str]
) -> EvidenceFinding | str:
    """Return the item as a finding at its place in the transcript, or why it has none."""
    turns = {
        turn.turn: (turn, text) for turn, text in zip(reading.transcript.turns, texts, strict=True)
    }
    if item.turn not in turns:
        return "unknown_turn"
    turn, text = turns[item.turn]
    if turn.role != "candidate":
        return "not_the_candidate"
    if turn.is_dropped:
        return "not_an_answer"
    if len(item.quote.split()) < MIN_QUOTE_WORDS:
        return "too_short"
    start = text.find(item.quote)
    if start < 0:
        return "not_verbatim"
    said_in = _find_answer(reading, item.turn)
    end = start + len(item.quote)
    return EvidenceFinding(
        competency=item.competency,
        opportunity=said_in.opportunity,
        answer=said_in.answer.index,
        kind="shown" if item.level >= MIN_POSITIVE_LEVEL else "deficit",
        turn=item.turn,
        start=start,
        end=end,
        quote=turn.text[start:end],
        amount=float(item.level),
        level=item.level,
        sub_dimension=item.sub_dimension,
    )


def _find_answer(reading: PreparedTranscript, turn: int) -> RoutedAnswer:
    return next(
        one for one in reading.answers if any(s.turn.turn == turn for s in one.answer.turns)
    )


def _build_scorecard(
    reading: PreparedTranscript, findings: Sequence[EvidenceFinding], scorer: ScorerInfo
) -> Scorecard:
    computed: dict[str, ComputedScore] = {}
    scores: list[CompetencyScore] = []
    for competency in reading.rubric.competencies:
        found = [one for one in findings if one.competency == competency.name]
        worth = compute_level_score([one.level for one in found])
        if worth is not None:
            computed[competency.name] = worth
        scores.append(
            build_competency_score(competency, found, worth, reading, select_evidence(found))
        )
    overall_score = compute_overall_score(scores, computed)
    return Scorecard(
        overall_score=overall_score,
        recommendation=derive_recommendation(overall_score, scores, reading.rubric),
        competencies=tuple(scores),
        flags=raise_flags(reading, scores),
        scorer=scorer,
    )
