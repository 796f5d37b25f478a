"""Build the parts of a plan from selected questions: timed questions, weighted competencies, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from vivavoce.contracts.plan import Competency, PlanQuestion
from vivavoce.planning.domain.question_bank import BankCompetency
from vivavoce.planning.domain.question_selection import SelectableQuestion
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.skills import SkillReport

UNCOVERED_SKILLS_PREFIX = "There is no question about:"


def build_plan_questions(
    selected: Sequence[SelectableQuestion], budget: int
) -> tuple[PlanQuestion, ...]:
    """Return the plan's questions in order, ``budget`` seconds each.

    The first question of each competency and of each skill is mandatory.
    """
    taken: set[str] = set()
    opened: set[str] = set()
    planned = []
    for one in selected:
        opens = {one.competency.name, *({one.skill} if one.skill else ())}
        question = build_plan_question(
            one, budget, used_ids=taken, is_mandatory=not opens <= opened
        )
        taken.add(question.id)
        opened |= opens
        planned.append(question)
    return tuple(planned)


def build_plan_question(
    selectable: SelectableQuestion, budget: int, *, used_ids: Iterable[str], is_mandatory: bool
) -> PlanQuestion:
    """Return a question of the bank as a plan question of ``budget`` seconds, with an unused id."""
    others, question_id, count = set(used_ids), selectable.question.id, 1
    while question_id in others:
        count += 1
        question_id = f"{selectable.question.id}-{count}"
    # Only knowledge questions have points that a right answer makes; others are scored by rubric levels.
    is_knowledge = selectable.question.kind == "knowledge"
    return PlanQuestion(
        id=question_id,
        text=selectable.question.text,
        competency=selectable.competency.name,
        kind=selectable.question.kind,
        skill=selectable.skill,
        expected_points=selectable.question.expected_points if is_knowledge else (),
        probes=selectable.question.probes,
        probe_elements=() if is_knowledge else selectable.question.probe_elements,
        look_for=() if is_knowledge else selectable.question.expected_points,
        time_budget_s=budget,
        is_mandatory=is_mandatory,
    )


def build_rubric_competencies(selected: Sequence[SelectableQuestion]) -> tuple[Competency, ...]:
    """Return the competencies of the questions in order of first use, weighted by number of questions.

    None is required: only a person sets must-haves, see ``must_haves.py``.
    """
    groups: dict[str, list[SelectableQuestion]] = {}
    for one in selected:
        groups.setdefault(one.competency.name, []).append(one)
    weights = compute_weights([float(len(group)) for group in groups.values()])
    return tuple(
        build_rubric_competency(group[0].competency, weight)
        for group, weight in zip(groups.values(), weights, strict=True)
    )


def build_rubric_competency(competency: BankCompetency, weight: float) -> Competency:
    """Return a competency of the bank as a rubric competency."""
    return Competency(name=competency.name, weight=weight, sub_dimensions=competency.sub_dimensions)


def compute_weights(sizes: Sequence[float]) -> list[float]:
    """Return the sizes as weights in whole hundredths, each at least 0.01, that sum to exactly 1."""
    total = sum(sizes)
    exact = [100 * size / total for size in sizes]
    whole = [max(1, int(share)) for share in exact]
    by_rest = sorted(range(len(sizes)), key=lambda i: (int(exact[i]) - exact[i], i))
    for turn in range(abs(100 - sum(whole))):
        at = by_rest[turn % len(by_rest)]
        whole[at] += 1 if sum(whole) < 100 else -1
    return [share / 100 for share in whole]


def write_skill_notes(skills: SkillReport, uncovered_skills: Sequence[str]) -> tuple[str, ...]:
    """Return notes for the recruiter about unknown and uncovered skills."""
    notes = [
        f'"{name}" is not in the skill catalog. Check the name. The plan has only general '
        "questions about it."
        for name in skills.unvalidated_skills
        if name not in uncovered_skills
    ]
    return (*notes, *write_uncovered_skills_note(uncovered_skills))


def write_uncovered_skills_note(skills: Sequence[str]) -> tuple[str, ...]:
    """Return the note that names the skills without a question, or an empty tuple."""
    return (f"{UNCOVERED_SKILLS_PREFIX} {', '.join(skills)}.",) if skills else ()


def write_job_description_notes(requirements: JobRequirements) -> tuple[str, ...]:
    """Return notes for the recruiter about parts of the job description that were left out."""
    notes = []
    if requirements.prompt_injection_count:
        notes.append(
            "Part of the job description contains instructions for a program. It was "
            "left out and had no effect."
        )
    return tuple(dict.fromkeys((*notes, *(one.note for one in requirements.excluded_demands))))
