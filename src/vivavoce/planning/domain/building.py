"""From what was chosen to the parts of a plan: timed questions, weighted competencies, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vivavoce.contracts.plan import Competency, PlanQuestion
from vivavoce.planning.domain.bank import BankCompetency
from vivavoce.planning.domain.choice import Chosen
from vivavoce.planning.domain.requirements import Requirements
from vivavoce.planning.domain.skills import SkillReport

NOT_ASKED = "There is no question about:"


def questions_of(chosen: Sequence[Chosen], budget: int) -> tuple[PlanQuestion, ...]:
    """Return planned questions in order; the first of a competency and of a skill is mandatory."""
    taken: set[str] = set()
    opened: set[str] = set()
    planned = []
    for one in chosen:
        opens = {one.competency.name, *({one.skill} if one.skill else ())}
        question = planned_question(one, budget, taken=taken, is_mandatory=not opens <= opened)
        taken.add(question.id)
        opened |= opens
        planned.append(question)
    return tuple(planned)


def planned_question(
    one: Chosen, budget: int, *, taken: Iterable[str], is_mandatory: bool
) -> PlanQuestion:
    """Return one question of the bank as a question of a plan, under an id not yet taken."""
    others, question_id, count = set(taken), one.question.id, 1
    while question_id in others:
        count += 1
        question_id = f"{one.question.id}-{count}"
    # Only knowledge has points that a right answer says; a story is read by the rubric's levels.
    is_knowledge = one.question.kind == "knowledge"
    return PlanQuestion(
        id=question_id,
        text=one.question.text,
        competency=one.competency.name,
        kind=one.question.kind,
        skill=one.skill,
        expected_points=one.question.points if is_knowledge else (),
        probes=one.question.probes,
        probe_elements=() if is_knowledge else one.question.probe_elements,
        look_for=() if is_knowledge else one.question.points,
        time_budget_s=budget,
        is_mandatory=is_mandatory,
    )


def competencies_of(chosen: Sequence[Chosen]) -> tuple[Competency, ...]:
    """Return the competencies that have questions, in order of first use, weighted by questions.

    None is required: a must-have is what a person says, see ``must_haves.py``.
    """
    groups: dict[str, list[Chosen]] = {}
    for one in chosen:
        groups.setdefault(one.competency.name, []).append(one)
    weights = shares([float(len(group)) for group in groups.values()])
    return tuple(
        rubric_competency(group[0].competency, weight)
        for group, weight in zip(groups.values(), weights, strict=True)
    )


def rubric_competency(competency: BankCompetency, weight: float) -> Competency:
    """Return a competency of the bank as a part of a rubric."""
    return Competency(name=competency.name, weight=weight, sub_dimensions=competency.sides)


def shares(sizes: Sequence[float]) -> list[float]:
    """Return the sizes as shares of 1 in whole hundredths that sum to exactly 100 of them."""
    total = sum(sizes)
    exact = [100 * size / total for size in sizes]
    whole = [max(1, int(share)) for share in exact]
    by_rest = sorted(range(len(sizes)), key=lambda i: (int(exact[i]) - exact[i], i))
    for turn in range(abs(100 - sum(whole))):
        at = by_rest[turn % len(by_rest)]
        whole[at] += 1 if sum(whole) < 100 else -1
    return [share / 100 for share in whole]


def skill_notes(skills: SkillReport, left_out: Sequence[str]) -> tuple[str, ...]:
    """Return what the recruiter should know, or answer, about the skills."""
    notes = [
        f'"{name}" is not in the skill catalogue. Is the name right? '
        "The plan asks about it in general words."
        for name in skills.unvalidated
        if name not in left_out
    ]
    return (*notes, *not_asked_note(left_out))


def not_asked_note(skills: Sequence[str]) -> tuple[str, ...]:
    """Return the note that names the skills without a question, or nothing."""
    return (f"{NOT_ASKED} {', '.join(skills)}.",) if skills else ()


def text_notes(wanted: Requirements) -> tuple[str, ...]:
    """Return what the recruiter should know about the job description."""
    notes = []
    if wanted.orders:
        notes.append(
            "Part of the job description speaks to a machine instead of a reader. "
            "It was left out and changed nothing."
        )
    return tuple(dict.fromkeys((*notes, *(one.note for one in wanted.left_out))))
