"""Must-have competencies: only a person sets them; a job description can only lead to a proposal."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from vivavoce.contracts.plan import Competency, InterviewPlan
from vivavoce.planning.domain.phrase_matching import find_matching_phrases
from vivavoce.planning.domain.question_bank import BankCompetency
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.text_normalization import extract_content_stems, normalize_text

_MIN_MATCHING_STEMS = 2
_MIN_SCORE, _MIN_SCORE_JUNIOR = 2.5, 2.0


def propose_must_haves(
    competencies: Iterable[BankCompetency], requirements: JobRequirements
) -> tuple[str, ...]:
    """Return a note for each competency that a must-have line of the job description names.

    At least two content words of one line must match; the note does not make the competency required.
    """
    notes = []
    for competency in {each.name: each for each in competencies}.values():
        line = next(
            (each for each in requirements.must_have if _is_named_in(competency, each)), None
        )
        if line is not None:
            notes.append(format_must_have_proposal(competency.name, line))
    return tuple(notes)


def format_must_have_proposal(name: str, line: str | None = None) -> str:
    """Return the note about a proposed must-have that is not confirmed yet."""
    why = f', because the job description says: "{line}"' if line else ""
    return (
        f'Proposed must-have: "{name}"{why}. It only becomes a must-have if you confirm '
        "it when you approve the plan."
    )


def set_must_haves(plan: InterviewPlan, names: Collection[str], *, level: str) -> InterviewPlan:
    """Return ``plan`` with exactly these competencies required; names are compared case-insensitively."""
    wanted = {normalize_text(name).strip() for name in names}
    return replace(
        plan,
        rubric=replace(
            plan.rubric,
            competencies=tuple(
                _set_must_have(
                    competency, is_must_have=normalize_text(competency.name) in wanted, level=level
                )
                for competency in plan.rubric.competencies
            ),
        ),
    )


def find_unknown_must_haves(plan: InterviewPlan, names: Collection[str]) -> tuple[str, ...]:
    """Return the names that no competency of the plan has."""
    known = {normalize_text(competency.name) for competency in plan.rubric.competencies}
    return tuple(name for name in names if normalize_text(name).strip() not in known)


def _is_named_in(competency: BankCompetency, line: str) -> bool:
    said = find_matching_phrases(competency.task_phrases, [line])
    words = {stem for phrase in said for stem in extract_content_stems(phrase)}
    return len(words) >= _MIN_MATCHING_STEMS


def _set_must_have(competency: Competency, *, is_must_have: bool, level: str) -> Competency:
    least = _MIN_SCORE_JUNIOR if level == "JUNIOR" else _MIN_SCORE
    if is_must_have and competency.minimum_acceptable_score is not None:
        least = competency.minimum_acceptable_score
    return replace(
        competency,
        is_required=is_must_have,
        minimum_acceptable_score=least if is_must_have else None,
    )
