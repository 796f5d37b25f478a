"""External evidence: the assessor gives quotes and levels, code verifies them and computes the scores.

The built-in rules weigh words; an external assessor judges. So the score comes from the levels: the
highest supported level, minus a penalty if it has no other support, minus a penalty for each negative item.
One more positive item never lowers a score, and many mediocre items never add up to an excellent score.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.assessment.domain.rules.anchored_questions import list_units
from vivavoce.assessment.domain.rules.answer_facts import read_unit_facts
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.arithmetic import (
    ComputedScore,
    compute_overall_score,
    derive_recommendation,
    select_evidence,
)
from vivavoce.assessment.domain.rules.findings import EvidenceFinding, PreparedTranscript
from vivavoce.assessment.domain.rules.flags import find_flags
from vivavoce.assessment.domain.rules.identity_masking import find_introduced_names, mask_identity
from vivavoce.assessment.domain.rules.normalized_text import normalize_text
from vivavoce.assessment.domain.rules.question_scores import CAPPED_LEVEL, lacks_event
from vivavoce.assessment.domain.scorer import build_competency_score
from vivavoce.assessment.domain.verify import verify_findings
from vivavoce.contracts.plan import PlanQuestion
from vivavoce.contracts.transcript import CompetencyScore, Scorecard, ScorerInfo, Transcript

MIN_POSITIVE_LEVEL = 3
"""Items from this level on count for a competency, items below it against it."""
SINGLE_EVIDENCE_PENALTY, NEGATIVE_EVIDENCE_PENALTY, MAX_NEGATIVE_EVIDENCE = 0.5, 0.5, 2
MIN_QUOTE_WORDS = 3
_MASK_CHARACTER = "_"
_EMPTY_VERDICTS = frozenset({"praise", "echo", "repetition"})
_SECOND_QUOTE_LEVEL, _MIN_TOP_QUOTES = 4, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One piece of evidence from an external assessor; ``level`` is 1 to 5."""

    quote: str
    turn: int
    competency: str
    sub_dimension: str
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedEvidenceItem:
    """A rejected item: its index in the request, from 0, and the reason code."""

    place: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalAssessment:
    """The scorecard of the accepted items, and the rejected items."""

    scorecard: Scorecard
    rejected: tuple[RejectedEvidenceItem, ...]


def mask_transcript(transcript: Transcript, names: Sequence[str]) -> tuple[str, ...]:
    """Return the texts of all turns with names, schools and places masked by ``_``; offsets do not change."""
    copies = [normalize_text(turn.text) for turn in transcript.turns]
    pairs = list(zip(copies, transcript.turns, strict=True))
    introduced_names = find_introduced_names(
        copy for copy, turn in pairs if turn.role == "candidate"
    )
    known = tuple(sorted({*names, *introduced_names}, key=lambda name: (-len(name), name)))
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
    """Return the scorecard of the verified items; all scores are computed here."""
    texts = mask_transcript(reading.transcript, names)
    dropped: list[RejectedEvidenceItem] = []
    findings: list[EvidenceFinding] = []
    for place, item in enumerate(items):
        located = _locate_item(item, reading, texts)
        refusal = located if isinstance(located, str) else None
        if not isinstance(located, str):
            refused = verify_findings([located], reading).rejected
            refusal = refused[0][1] if refused else None
            if refusal is None and _is_empty_claim(located, reading):
                refusal = "screened"
            if refusal is None and any(_is_duplicate(located, finding) for finding in findings):
                refusal = "said_already"
            if refusal is None:
                findings.append(located)
        if refusal is not None:
            dropped.append(RejectedEvidenceItem(place=place, reason=refusal))
    return ExternalAssessment(
        scorecard=_build_scorecard(reading, _limit_levels(findings, reading), scorer),
        rejected=tuple(dropped),
    )


def compute_level_score(levels: Sequence[int]) -> ComputedScore | None:
    """Return the score (1 to 5) for the levels of one competency's items, or None without items."""
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


def _is_empty_claim(finding: EvidenceFinding, reading: PreparedTranscript) -> bool:
    """Return whether a quote for an anchored question is only a claim, a list or the question's own words."""
    if _find_anchored_question(finding, reading) is None:
        return False
    quoted = [
        screened
        for screened in _find_answer(reading, finding.turn).screened
        if screened.unit.turn == finding.turn
        and screened.unit.start < finding.end
        and finding.start < screened.unit.end
    ]
    return all(
        screened.is_list
        or screened.verdict in _EMPTY_VERDICTS
        or read_unit_facts(screened.unit).is_claim
        for screened in quoted
    )


def _limit_levels(
    findings: Sequence[EvidenceFinding], reading: PreparedTranscript
) -> list[EvidenceFinding]:
    """Return the findings with the levels that the answers to anchored questions can have.

    A story without an event has at most level 2, and level 5 needs two separate quotes of level 4 or 5.
    """
    limited: list[EvidenceFinding] = []
    for finding in findings:
        question = _find_anchored_question(finding, reading)
        level = finding.level
        if question is not None:
            answers = [each for each in reading.answers if each.opportunity == finding.opportunity]
            facts = [read_unit_facts(unit) for _, unit in list_units(answers)]
            high = [
                other
                for other in findings
                if other.competency == finding.competency and other.level >= _SECOND_QUOTE_LEVEL
            ]
            if lacks_event(question, facts):
                level = min(level, CAPPED_LEVEL)
            elif len(high) < _MIN_TOP_QUOTES:
                level = min(level, _SECOND_QUOTE_LEVEL)
        limited.append(replace(finding, level=level))
    return limited


def _find_anchored_question(
    finding: EvidenceFinding, reading: PreparedTranscript
) -> PlanQuestion | None:
    return next(
        (
            question
            for question in reading.rubric.questions
            if question.anchors and finding.opportunity == f"question {question.id}"
        ),
        None,
    )


def _is_duplicate(left: EvidenceFinding, right: EvidenceFinding) -> bool:
    """Return whether two items have overlapping quotes for the same competency."""
    is_one_place = left.turn == right.turn and left.start < right.end and right.start < left.end
    return is_one_place and left.competency == right.competency


def _locate_item(
    item: EvidenceItem, reading: PreparedTranscript, texts: Sequence[str]
) -> EvidenceFinding | str:
    """Return the item as a finding with its position in the transcript, or the rejection reason."""
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
        answer
        for answer in reading.answers
        if any(s.turn.turn == turn for s in answer.answer.turns)
    )


def _build_scorecard(
    reading: PreparedTranscript, findings: Sequence[EvidenceFinding], scorer: ScorerInfo
) -> Scorecard:
    computed: dict[str, ComputedScore] = {}
    scores: list[CompetencyScore] = []
    for competency in reading.rubric.competencies:
        own_findings = [finding for finding in findings if finding.competency == competency.name]
        worth = compute_level_score([finding.level for finding in own_findings])
        if worth is not None:
            computed[competency.name] = worth
        scores.append(
            build_competency_score(
                competency, own_findings, worth, reading, select_evidence(own_findings)
            )
        )
    overall_score = compute_overall_score(scores, computed)
    return Scorecard(
        overall_score=overall_score,
        recommendation=derive_recommendation(overall_score, scores, reading.rubric),
        competencies=tuple(scores),
        flags=find_flags(reading, scores),
        scorer=scorer,
    )
