"""A model as planner: it writes words; rules, numbers and scripts stay ours.

The model sees the job description without the sentences that speak to machines, and never the
résumé. Its draft becomes a plan by arithmetic, and the plan keeps the same rules as every other; what
it breaks is what the model is asked to mend.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from importlib import resources

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.demands import lawful_part
from vivavoce.contracts.plan import (
    Competency,
    Plan,
    PlannerFailed,
    PlanQuestion,
    Rubric,
    SubDimension,
    plan_document,
)
from vivavoce.infra.thinker.port import ModelFailed, ModelUnavailable, Task, Thinker
from vivavoce.planning.adapters.draft import Draft, DraftCompetency, DraftQuestion, DraftSide
from vivavoce.planning.adapters.practice_brief import asked_again, dressed, practice_facts, told
from vivavoce.planning.domain.building import shares, skill_notes, text_notes
from vivavoce.planning.domain.changes import read_changes
from vivavoce.planning.domain.choice import LEAST_S, budget_s, question_count, question_time_s
from vivavoce.planning.domain.invariants import check_plan
from vivavoce.planning.domain.must_haves import proposal_note
from vivavoce.planning.domain.planner import check_length
from vivavoce.planning.domain.practice.setting import is_practice
from vivavoce.planning.domain.requirements import Requirements, read_requirements
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.wording import closing, greeting, inmail
from vivavoce.planning.domain.words import content_stems, fold, one_line

_PROMPT_VERSION = 1


def _prompt(name: str) -> str:
    folder = resources.files("vivavoce.planning.adapters").joinpath("prompts")
    return folder.joinpath(f"{name}_v{_PROMPT_VERSION}.md").read_text("utf-8")


_PROMPT = _prompt("plan")
_PRACTICE_PROMPT = f"{_PROMPT}\n{_prompt('practice')}"
_OPEN_PROBE = "What else comes to your mind there?"
_SCRIPTS_NOTE = (
    "The scripts were written by the model in another language. Read them before you approve."
)


class ModelPlanner:
    """Asks a model for a draft: one call when it is good, one more when it has to be mended."""

    def __init__(self, thinker: Thinker, *, deadline_s: float = 30.0) -> None:
        self._thinker = thinker
        self._deadline_s = deadline_s

    async def plan(self, brief: PlanBrief, skills: SkillReport) -> Plan:
        """Return a plan that keeps every rule, or raise ``PlannerFailed``."""
        check_length(brief)
        wanted = read_requirements(brief.job_description)
        seen = told(brief, skills, wanted) if is_practice(brief) else brief

        def complaints(draft: Draft) -> Sequence[str]:
            plan = plan_of(draft, seen, skills, wanted, model="")
            broken = [violation.detail for violation in check_plan(plan, brief, skills)]
            return [*broken, *_uncovered(plan, seen), *asked_again(plan, seen)]

        try:
            thought = await self._thinker.think(
                Task(
                    purpose="plan",
                    instructions=_instructions(brief),
                    material=_material(seen, skills, wanted),
                    shape=Draft,
                    complaints=complaints,
                    deadline_s=self._deadline_s,
                    most_reasks=1,
                )
            )
        except (ModelFailed, ModelUnavailable) as error:
            raise PlannerFailed("The configured model did not deliver a valid plan.") from error
        return plan_of(thought.value, seen, skills, wanted, model=thought.model)


def _instructions(brief: PlanBrief) -> str:
    return _PRACTICE_PROMPT if is_practice(brief) else _PROMPT


def plan_of(
    draft: Draft, brief: PlanBrief, skills: SkillReport, wanted: Requirements, *, model: str
) -> Plan:
    """Return the plan that a draft stands for; what it repeats of an earlier plan stays the same."""
    previous = brief.previous
    minutes = _minutes(brief)
    questions = _questions(draft, brief, skills, minutes)
    covered = {question.skill for question in questions}
    names = (*skills.validated, *skills.unvalidated)
    is_english = brief.language.lower().startswith("en")
    notes = (
        *skill_notes(skills, [name for name in names if name not in covered]),
        *text_notes(wanted),
        *_proposed_must_haves(draft, brief),
        *lawful_part(brief.comments or "").notes,
        *(() if is_english else (_SCRIPTS_NOTE,)),
    )
    digest = hashlib.sha256(_instructions(brief).encode()).hexdigest()[:8]
    plan = Plan(
        version=previous.version + 1 if previous else 1,
        planner=f"model {model} (prompt v{_PROMPT_VERSION} {digest})",
        language=brief.language,
        duration_minutes=minutes,
        greeting_script=greeting(brief) if is_english else draft.greeting,
        closing_script=closing(brief) if is_english else draft.closing,
        inmail_draft=inmail(brief) if is_english else draft.invitation,
        rubric=Rubric(competencies=_competencies(draft, previous), questions=questions),
        must_have=wanted.must_have,
        nice_to_have=wanted.nice_to_have,
        skills_coverage={name: name in covered for name in names},
        validated_skills=skills.validated,
        unvalidated_skills=skills.unvalidated,
        notes=notes,
    )
    return dressed(plan, brief) if is_practice(brief) else plan


def _proposed_must_haves(draft: Draft, brief: PlanBrief) -> tuple[str, ...]:
    """What a model takes for a must-have is a proposal; a person confirms it with the plan."""
    if is_practice(brief):
        return ()
    return tuple(proposal_note(part.name) for part in draft.competencies if part.is_required)


def _minutes(brief: PlanBrief) -> int:
    """A length is a number, so it is read by rules, not by the model."""
    if is_practice(brief):
        return brief.duration_minutes
    asked = [
        c.number
        for c in read_changes(lawful_part(brief.comments or "").text)
        if c.kind == "minutes"
    ]
    within = [minutes for minutes in asked if 5 <= minutes <= 180]
    kept = brief.previous.duration_minutes if brief.previous else brief.duration_minutes
    return within[-1] if within else kept


def _questions(
    draft: Draft, brief: PlanBrief, skills: SkillReport, minutes: int
) -> tuple[PlanQuestion, ...]:
    known = {fold(name): name for name in (*skills.validated, *skills.unvalidated)}
    before = {fold(q.text): q for q in (brief.previous.questions if brief.previous else ())}
    taken = {question.id for question in before.values()}
    made = []
    for part in draft.competencies:
        for asked in part.questions:
            same = before.get(fold(asked.text))
            if same is None or same.competency != part.name:
                number = next(n for n in itertools.count(1) if f"m{n}" not in taken)
                skill = known.get(fold(asked.skill or ""))
                same = _question(asked, part, question_id=f"m{number}", skill=skill)
            taken.add(same.id)
            made.append(same)
    return _timed(made, {q.id for q in before.values()}, minutes)


def _timed(
    questions: Sequence[PlanQuestion], kept: Collection[str], minutes: int
) -> tuple[PlanQuestion, ...]:
    """Give new questions time without taking it from kept ones, as long as that is possible."""
    even = budget_s(minutes, len(questions))
    new = sum(question.id not in kept for question in questions)
    spare = question_time_s(minutes) - sum(q.time_budget_s for q in questions if q.id in kept)
    own = min(even, spare // new // 5 * 5) if new else even
    if spare < 0 or own < LEAST_S:
        return tuple(replace(question, time_budget_s=even) for question in questions)
    return tuple(q if q.id in kept else replace(q, time_budget_s=own) for q in questions)


def _question(
    asked: DraftQuestion, part: DraftCompetency, *, question_id: str, skill: str | None
) -> PlanQuestion:
    pairs = list(zip(asked.expected_points, asked.probes, strict=False))
    return PlanQuestion(
        id=question_id,
        text=one_line(asked.text, limit=600),
        competency=part.name,
        kind=asked.kind,
        skill=skill,
        expected_points=tuple(point for point, _ in pairs),
        probes=tuple(_probe(point, probe) for point, probe in pairs),
        is_mandatory=asked is part.questions[0],
    )


def _probe(point: str, probe: str) -> str:
    """A probe that gives its point away is replaced by one that asks openly."""
    return _OPEN_PROBE if set(content_stems(point)) & set(content_stems(probe)) else probe


def _competencies(draft: Draft, previous: Plan | None) -> tuple[Competency, ...]:
    before = {c.name: c for c in (previous.rubric.competencies if previous else ())}
    if previous is not None and list(before) == [part.name for part in draft.competencies]:
        return previous.rubric.competencies
    weights = shares([float(part.importance) for part in draft.competencies])
    return tuple(
        Competency(
            name=part.name,
            weight=weight,
            sub_dimensions=before[part.name].sub_dimensions
            if part.name in before
            else tuple(_side(side) for side in part.sub_dimensions),
        )
        for part, weight in zip(draft.competencies, weights, strict=True)
    )


def _side(side: DraftSide) -> SubDimension:
    return SubDimension(
        name=side.name,
        indicators={
            "1": side.level_1,
            "2": side.level_2,
            "3": side.level_3,
            "4": side.level_4,
            "5": side.level_5,
        },
        signals={
            level: tuple(said)
            for level, said in (("3", side.said_3), ("4", side.said_4), ("5", side.said_5))
            if said
        },
    )


def _uncovered(plan: Plan, brief: PlanBrief) -> list[str]:
    if brief.previous is not None or brief.interview_type in ("warm_up", "behavioral"):
        return []
    room = _most_questions(brief, plan.duration_minutes, skills=len(plan.validated_skills))
    missing = [name for name in plan.validated_skills if not plan.skills_coverage[name]]
    return [f'"{name}" has no question.' for name in missing[: max(0, room - 1)]]


def _most_questions(brief: PlanBrief, minutes: int, *, skills: int) -> int:
    return brief.question_count or question_count(minutes, skills=skills)


def _material(brief: PlanBrief, skills: SkillReport, wanted: Requirements) -> str:
    return json.dumps(
        {
            "position": one_line(brief.position, limit=120),
            "company": one_line(brief.company_name or "", limit=120),
            "level": brief.level,
            "language": brief.language,
            "minutes": _minutes(brief),
            "questions_at_most": _most_questions(
                brief, _minutes(brief), skills=len(skills.validated)
            ),
            "skills_to_cover": list(skills.validated),
            "other_skills": list(skills.unvalidated),
            "must_have": list(wanted.must_have),
            "nice_to_have": list(wanted.nice_to_have),
            "job_description": wanted.text,
            "previous": plan_document(brief.previous)["competencies"] if brief.previous else None,
            "wanted_changes": lawful_part(brief.comments or "").text.strip() or None,
            **({"practice": practice_facts(brief)} if is_practice(brief) else {}),
        },
        ensure_ascii=False,
    )
