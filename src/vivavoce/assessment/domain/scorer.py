"""The built-in scorer: rules find evidence, and code verifies it and computes the scorecard."""

from __future__ import annotations

from functools import partial

from vivavoce.assessment.domain.rules.abstention import (
    MIN_ANSWER_WORDS,
    count_words,
    determine_abstention_reason,
    select_answers_for_competency,
)
from vivavoce.assessment.domain.rules.anchors import build_rubric_vocabulary
from vivavoce.assessment.domain.rules.answer_routing import (
    mark_repeated_and_withdrawn,
    route_answers,
)
from vivavoce.assessment.domain.rules.arithmetic import (
    ComputedScore,
    compute_confidence,
    compute_overall_score,
    compute_score,
    derive_recommendation,
    round_score,
    select_evidence,
)
from vivavoce.assessment.domain.rules.dialogue import extract_answers, screen_answer
from vivavoce.assessment.domain.rules.evidence_finder import find_evidence
from vivavoce.assessment.domain.rules.findings import (
    EvidenceFinder,
    EvidenceFinding,
    PreparedTranscript,
    Similarity,
)
from vivavoce.assessment.domain.rules.flags import find_flags
from vivavoce.assessment.domain.rules.question_results import (
    ScoredQuestion,
    cap_levels,
    combine_question_scores,
    score_anchored_questions,
)
from vivavoce.assessment.domain.rules.version import BUILT_IN_SCORER
from vivavoce.assessment.domain.verify import verify_findings
from vivavoce.contracts.plan import Competency, Rubric
from vivavoce.contracts.transcript import (
    CompetencyScore,
    Evidence,
    ReadLanguage,
    Scorecard,
    ScorerInfo,
    Transcript,
)


def score(
    transcript: Transcript,
    rubric: Rubric,
    *,
    masked_names: tuple[str, ...] = (),
    similarity: Similarity | None = None,
    trial_language: ReadLanguage | None = None,
) -> Scorecard:
    """Return the scorecard of the built-in rules; deterministic on every machine.

    ``masked_names`` are masked before scoring. ``similarity`` returns the semantic similarity of an answer
    and an expected point; without it, or if it returns None, only words count. ``trial_language`` is read by
    rules of its own; any other language is read by the rules for English.
    """
    reading = prepare_transcript(
        transcript, rubric, masked_names=masked_names, trial_language=trial_language
    )
    finder = partial(find_evidence, similarity=similarity)
    return score_prepared_transcript(reading, finder, scorer=BUILT_IN_SCORER, similarity=similarity)


def prepare_transcript(
    transcript: Transcript,
    rubric: Rubric,
    *,
    masked_names: tuple[str, ...] = (),
    trial_language: ReadLanguage | None = None,
) -> PreparedTranscript:
    """Return a transcript ready for a finder.

    Identities are masked, and units are split, screened, routed and marked as repeated or withdrawn.
    """
    is_on_trial = transcript.language.lower().partition("-")[0] == trial_language
    language: ReadLanguage = trial_language if is_on_trial and trial_language else "en"
    words = build_rubric_vocabulary(rubric, language)
    answers = extract_answers(transcript, rubric, masked_names, language)
    screened = [(answer, screen_answer(answer, words)) for answer in answers]
    return PreparedTranscript(
        transcript=transcript,
        rubric=rubric,
        rubric_vocabulary=words,
        answers=mark_repeated_and_withdrawn(route_answers(screened, rubric, words)),
    )


def score_prepared_transcript(
    reading: PreparedTranscript,
    finder: EvidenceFinder,
    *,
    scorer: ScorerInfo,
    similarity: Similarity | None = None,
) -> Scorecard:
    """Return the scorecard of the findings of ``finder`` that the transcript supports."""
    findings = verify_findings(finder(reading), reading).accepted
    questions = score_anchored_questions(reading, findings)
    findings = tuple(cap_levels(findings, questions))
    computed: dict[str, ComputedScore] = {}
    scores: list[CompetencyScore] = []
    for competency in reading.rubric.competencies:
        own_findings = [finding for finding in findings if finding.competency == competency.name]
        own_questions = [each for each in questions if each.question.competency == competency.name]
        worth = _compute_competency_score(own_findings, own_questions, reading, competency)
        if worth is not None:
            computed[competency.name] = worth
        items = () if worth is None else select_evidence(own_findings)
        scores.append(build_competency_score(competency, own_findings, worth, reading, items))
    overall_score = compute_overall_score(scores, computed)
    results = tuple(each.result for each in questions)
    return Scorecard(
        overall_score=overall_score,
        recommendation=derive_recommendation(overall_score, scores, reading.rubric),
        competencies=tuple(scores),
        flags=find_flags(reading, scores, similarity, results),
        scorer=scorer,
        questions=results,
    )


def _compute_competency_score(
    findings: list[EvidenceFinding],
    questions: list[ScoredQuestion],
    reading: PreparedTranscript,
    competency: Competency,
) -> ComputedScore | None:
    """Return the mean of the questions heard; questions without anchors count by their findings."""
    anchored = {each.opportunity for each in questions}
    others = [finding for finding in findings if finding.opportunity not in anchored]
    return combine_question_scores(
        [each.computed for each in questions if each.computed is not None],
        _compute_unanchored_score(others, reading, competency),
        len({finding.opportunity for finding in others}),
    )


def _compute_unanchored_score(
    findings: list[EvidenceFinding], reading: PreparedTranscript, competency: Competency
) -> ComputedScore | None:
    is_by_points = any(finding.kind in {"point", "unknown"} for finding in findings)
    words = count_words(select_answers_for_competency(reading, competency.name))
    if words < MIN_ANSWER_WORDS and not is_by_points:
        return None
    return compute_score(findings, reading.rubric)


def build_competency_score(
    competency: Competency,
    findings: list[EvidenceFinding],
    computed: ComputedScore | None,
    reading: PreparedTranscript,
    items: tuple[Evidence, ...],
) -> CompetencyScore:
    """Return a competency's score with ``items`` as its evidence; without ``computed``, with the reason."""
    return CompetencyScore(
        name=competency.name,
        weight=competency.weight,
        is_required=competency.is_required,
        minimum_acceptable_score=competency.minimum_acceptable_score,
        score=None if computed is None else round_score(computed),
        insufficient_evidence=determine_abstention_reason(reading, competency.name)
        if computed is None
        else None,
        confidence=None
        if computed is None
        else compute_confidence(findings, len(items), computed, competency),
        evidence=items,
    )
