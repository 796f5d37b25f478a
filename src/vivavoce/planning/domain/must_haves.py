"""Must-have competencies: a person sets them; a posting can only propose one, and the plan says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from vivavoce.contracts.plan import Competency, Plan
from vivavoce.planning.domain.bank import BankCompetency
from vivavoce.planning.domain.requirements import Requirements
from vivavoce.planning.domain.task_words import called_for
from vivavoce.planning.domain.words import content_stems, fold

_LEAST_WORDS = 2
_LEAST_SCORE, _LEAST_SCORE_JUNIOR = 2.5, 2.0


def proposed_must_haves(
    competencies: Iterable[BankCompetency], wanted: Requirements
) -> tuple[str, ...]:
    """Return a note for each competency that an essential line of the posting names in whole words.

    Two content words of one line have to call for it; nothing is required by that.
    """
    notes = []
    for competency in {each.name: each for each in competencies}.values():
        line = next((each for each in wanted.must_have if _names(competency, each)), None)
        if line is not None:
            notes.append(proposal_note(competency.name, line))
    return tuple(notes)


def proposal_note(name: str, line: str | None = None) -> str:
    """Return what the plan says about a must-have that nobody has confirmed."""
    why = f', because the job description says: "{line}"' if line else ""
    return (
        f'Proposed must-have: "{name}"{why}. '
        "It counts as one only if you confirm it when you approve the plan."
    )


def with_must_haves(plan: Plan, names: Collection[str], *, level: str) -> Plan:
    """Return ``plan`` with exactly these competencies required; names compare without case."""
    wanted = {fold(name).strip() for name in names}
    return replace(
        plan,
        rubric=replace(
            plan.rubric,
            competencies=tuple(
                _with_must(competency, is_must=fold(competency.name) in wanted, level=level)
                for competency in plan.rubric.competencies
            ),
        ),
    )


def unknown_must_haves(plan: Plan, names: Collection[str]) -> tuple[str, ...]:
    """Return the names that no competency of the plan has."""
    known = {fold(competency.name) for competency in plan.rubric.competencies}
    return tuple(name for name in names if fold(name).strip() not in known)


def _names(competency: BankCompetency, line: str) -> bool:
    said = called_for(competency.task_words, [line])
    words = {stem for phrase in said for stem in content_stems(phrase)}
    return len(words) >= _LEAST_WORDS


def _with_must(competency: Competency, *, is_must: bool, level: str) -> Competency:
    least = _LEAST_SCORE_JUNIOR if level == "JUNIOR" else _LEAST_SCORE
    if is_must and competency.minimum_acceptable_score is not None:
        least = competency.minimum_acceptable_score
    return replace(
        competency, is_required=is_must, minimum_acceptable_score=least if is_must else None
    )
