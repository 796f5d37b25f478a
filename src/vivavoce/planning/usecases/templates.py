"""Templates: made from accepted documents, and interviews made from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.interview import InterviewView
from vivavoce.contracts.plan import plan_from_document
from vivavoce.contracts.profiles import HIRING, PROFILES
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.ids import Ids, InterviewId
from vivavoce.planning.domain.intake.artifacts import ArtifactKind, Written
from vivavoce.planning.domain.intake.template import Template, joined, plan_from_template
from vivavoce.planning.domain.invariants import check_plan
from vivavoce.planning.domain.lint import lint_rubric
from vivavoce.planning.domain.requirements import skills_read
from vivavoce.planning.domain.skills import SkillReport, load_catalogue, validate_skills
from vivavoce.planning.domain.words import one_line
from vivavoce.planning.ports.intake import (
    Audit,
    Intake,
    IntakeDesk,
    IntakeStore,
    NotAccepted,
    OpenInterview,
    StoredTemplate,
    TemplateStore,
    TemplateUnfit,
    UnknownTemplate,
)
from vivavoce.planning.usecases.generate_plan import seniority
from vivavoce.planning.usecases.give_plan import GivePlan
from vivavoce.planning.usecases.read_intake import visible

NEEDED: tuple[ArtifactKind, ...] = ("job_description", "interview_questions", "rating_rubric")
_MINUTES = 30
_MOST = 100
_LONGEST_DESCRIPTION = 20_000


class MakeTemplate:
    """Makes a template of what was accepted; it keeps the rules of every plan."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        desk: IntakeDesk,
        intakes: IntakeStore,
        templates: TemplateStore,
        audit: Audit,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._desk = desk
        self._intakes = intakes
        self._templates = templates
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def __call__(
        self,
        caller: Caller,
        intake_id: InterviewId,
        *,
        title: str | None = None,
        profile: str | None = None,
        level: str | None = None,
        minutes: int | None = None,
    ) -> StoredTemplate:
        """Return the template; raise ``NotAccepted`` or ``TemplateUnfit`` and keep nothing."""
        async with self._open_work(caller.tenant_id) as work:
            intake = await visible(work, self._intakes, caller, intake_id, is_locked=True)
            accepted = await self._accepted(work, intake)
            view = await self._desk.view(work, intake_id)
            made = _template(
                accepted,
                view,
                title=title,
                profile=_profile(profile or HIRING.name),
                level=level,
                minutes=minutes or _MINUTES,
            )
            stored = StoredTemplate(
                id=self._ids.new(),
                intake_id=intake.id,
                template=made,
                created_by=caller.id,
                created_at=self._clock.now(),
            )
            await self._templates.add(work, stored)
            await self._audit.note(work, caller, "template.make", str(stored.id))
            return stored

    async def _accepted(self, work: Work, intake: Intake) -> Mapping[ArtifactKind, Written]:
        found = await self._intakes.artifacts(work, intake)
        accepted = {one.kind: one.written for one in found if one.is_accepted and one.written}
        missing = [kind for kind in NEEDED if kind not in accepted]
        if missing:
            raise NotAccepted(extra={"missing": missing})
        return accepted


class ReadTemplates:
    """Shows the organisation's templates."""

    def __init__(self, open_work: OpenWork, templates: TemplateStore) -> None:
        self._open_work = open_work
        self._templates = templates

    async def listed(self, caller: Caller) -> list[StoredTemplate]:
        """Return the newest templates."""
        caller.require(Permission.INTAKE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._templates.newest(work, limit=_MOST)

    async def one(self, caller: Caller, template_id: UUID) -> StoredTemplate:
        """Return a template, or raise ``UnknownTemplate``."""
        caller.require(Permission.INTAKE)
        async with self._open_work(caller.tenant_id) as work:
            found = await self._templates.find(work, template_id)
        if found is None:
            raise UnknownTemplate
        return found


class InterviewFromTemplate:
    """Opens a candidate's interview whose plan is the template's, word for word."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        templates: TemplateStore,
        open_interview: OpenInterview,
        give_plan: GivePlan,
    ) -> None:
        self._open_work = open_work
        self._templates = templates
        self._open_interview = open_interview
        self._give_plan = give_plan

    async def __call__(
        self,
        caller: Caller,
        template_id: UUID,
        candidate: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewView:
        """Return the interview; raise ``UnknownTemplate``, ``Malformed`` or ``Forbidden``."""
        caller.require(Permission.INTERVIEW_CREATE)
        async with self._open_work(caller.tenant_id) as work:
            found = await self._templates.find(work, template_id)
            if found is None:
                raise UnknownTemplate
            template = found.template

            def plan(brief: PlanBrief, report: SkillReport) -> Any:  # Any: see ``MakePlan``
                return plan_from_template(template, brief, report, name=str(template_id))

            facts = {**candidate, **_facts(template)}
            opened = await self._open_interview(work, caller, facts)
            await self._give_plan(work, opened.interview_id, plan)
            return opened


def _facts(template: Template) -> dict[str, Any]:  # Any: facts by their snake_case names
    names = [competency.name for competency in template.rubric.competencies]
    return {
        "profile": template.profile,
        "position": template.title,
        "level": template.level,
        "company_name": template.company_name,
        "job_description": template.job_description,
        "skills": list(template.skills),
        # Without a skill of the catalogue the request still says what is talked about.
        "qualifications": [] if template.skills else names,
        "duration_minutes": template.minutes,
    }


def _template(
    accepted: Mapping[ArtifactKind, Written],
    view: InterviewView,
    *,
    title: str | None,
    profile: str,
    level: str | None,
    minutes: int,
) -> Template:
    questions = plan_from_document(accepted["interview_questions"].plan or {})
    ratings = plan_from_document(accepted["rating_rubric"].plan or {})
    text = accepted["job_description"].content[:_LONGEST_DESCRIPTION]
    named = one_line(title or view.position or _headed(text), limit=80)
    if not named:
        said = "Nobody said how the position is called: name it."
        raise TemplateUnfit(errors=[FieldError("title", "missing", said)])
    made = Template(
        title=named,
        company_name=view.company_name,
        level=seniority(level or _level_in(text)),
        job_description=text,
        skills=questions.validated_skills or tuple(skills_read(text, load_catalogue())),
        minutes=minutes,
        profile=profile,
        rubric=joined(questions.rubric, ratings.rubric, minutes=minutes),
    )
    _refuse_unfit(made)
    warnings = tuple(one.detail for one in lint_rubric(made.rubric))
    return replace(made, warnings=warnings)


def _refuse_unfit(made: Template) -> None:
    brief = made.brief
    report = validate_skills(brief.skills, load_catalogue(), is_confirmed=True)
    violations = check_plan(plan_from_template(made, brief, report, name=""), brief, report)
    if violations:
        raise TemplateUnfit(errors=[FieldError("template", v.code, v.detail) for v in violations])


def _profile(name: str) -> str:
    profile = PROFILES.get(name)
    if profile is None or not profile.has_link or profile.plan_approved_by != "staff":
        said = "Name a kind of interview that candidates enter by a link."
        raise TemplateUnfit(errors=[FieldError("profile", "not_offered", said)])
    return name


def _headed(text: str) -> str:
    first = text.partition("\n")[0].lstrip("# ")
    return "" if first.startswith("[to be filled") else first


def _level_in(text: str) -> str:
    _, _, after = text.partition("**Level:** ")
    return after.partition("\n")[0].strip()
