"""Create templates from accepted documents, read them, and open interviews from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.contracts.interview import InterviewSnapshot, PlanBrief
from vivavoce.contracts.plan import plan_from_document
from vivavoce.contracts.profiles import HIRING_PROFILE, PROFILES
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.ids import IdGenerator, InterviewId
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.intake.artifacts import (
    ArtifactDocument,
    ArtifactKind,
    InterviewTemplate,
    build_plan_from_template,
    merge_rubrics,
)
from vivavoce.planning.domain.intake.document_edit import apply_written_levels
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.planner import get_base_language
from vivavoce.planning.domain.requirements import extract_skills
from vivavoce.planning.domain.rubric_review import lint_rubric
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog, validate_skills
from vivavoce.planning.domain.text_matching import to_single_line
from vivavoce.planning.ports.intake import (
    ArtifactsNotAcceptedError,
    Intake,
    IntakeInterviewGateway,
    IntakeRepository,
    InterviewOpener,
    InvalidTemplateError,
    StoredTemplate,
    TemplateNotFoundError,
)
from vivavoce.planning.usecases.accept_plan import AttachPlan
from vivavoce.planning.usecases.generate_plan import parse_seniority
from vivavoce.planning.usecases.intakes import get_visible_intake

REQUIRED_KINDS: tuple[ArtifactKind, ...] = (
    "job_description",
    "interview_questions",
    "rating_rubric",
)
DEFAULT_MINUTES = 30
MAX_TEMPLATES = 100
_MAX_DESCRIPTION_CHARACTERS = 20_000
_MAX_TITLE_CHARACTERS = 200


class ManageTemplates:
    """Creates templates, reads them, and opens interviews from them."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        interviews: IntakeInterviewGateway,
        intakes: IntakeRepository,
        open_interview: InterviewOpener,
        attach_plan: AttachPlan,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._intakes = intakes
        self._open_interview = open_interview
        self._attach_plan = attach_plan
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def create_template(
        self,
        caller: Caller,
        intake_id: InterviewId,
        *,
        title: str | None = None,
        profile: str | None = None,
        level: str | None = None,
        minutes: int | None = None,
    ) -> StoredTemplate:
        """Create a template from accepted documents and return it.

        Its plan must follow the rules of every plan. Raises
        ``ArtifactsNotAcceptedError`` or ``InvalidTemplateError`` and stores nothing.
        """
        async with self._open_work(caller.tenant_id) as work:
            intake = await get_visible_intake(
                work, self._intakes, caller, intake_id, is_locked=True
            )
            accepted = await self._load_accepted_documents(work, intake)
            view = await self._interviews.view(work, intake_id)
            template = _build_template(
                accepted,
                view,
                title=title,
                profile=_require_profile(profile or HIRING_PROFILE.name),
                level=level,
                minutes=minutes or DEFAULT_MINUTES,
            )
            now = self._clock.now()
            stored = StoredTemplate(
                id=self._ids.new_id(),
                intake_id=intake.id,
                template=template,
                created_by=caller.id,
                created_at=now,
                changed_by=caller.id,
                changed_at=now,
            )
            await self._intakes.add_template(work, stored)
            await self._audit.record(work, caller, "template.make", str(stored.id))
            return stored

    async def list_templates(
        self,
        caller: Caller,
        *,
        limit: int = MAX_TEMPLATES,
        after: tuple[datetime, UUID] | None = None,
    ) -> list[StoredTemplate]:
        """Return the newest templates, after the one that was created then and has that id."""
        caller.require(Permission.INTAKE_USE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._intakes.list_templates(work, limit=limit, after=after)

    async def list_in(self, work: UnitOfWork) -> list[StoredTemplate]:
        """Return the newest templates, for another slice that knows what its caller may read."""
        return await self._intakes.list_templates(work, limit=MAX_TEMPLATES)

    async def get_template(self, caller: Caller, template_id: UUID) -> StoredTemplate:
        """Return a template, or raise ``TemplateNotFoundError``."""
        caller.require(Permission.INTAKE_USE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._load_template(work, template_id)

    async def open_interview(
        self,
        caller: Caller,
        template_id: UUID,
        candidate: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewSnapshot:
        """Open a candidate's interview with exactly the template's plan and return it.

        Raises ``TemplateNotFoundError``, ``InvalidRequestError`` or ``ForbiddenError``.
        """
        async with self._open_work(caller.tenant_id) as work:
            return await self.open_interview_in(work, caller, template_id, candidate)

    async def open_interview_in(
        self,
        work: UnitOfWork,
        caller: Caller,
        template_id: UUID,
        candidate: Mapping[str, Any],  # Any: as above
    ) -> InterviewSnapshot:
        """Open an interview as ``open_interview`` does, within the caller's own unit of work."""
        caller.require(Permission.INTERVIEW_CREATE)
        template = (await self._load_template(work, template_id)).template

        def plan(brief: PlanBrief, report: SkillReport) -> Any:  # Any: see ``PlanFactory``
            return build_plan_from_template(template, brief, report, name=str(template_id))

        facts = {**candidate, **_build_interview_facts(template)}
        opened = await self._open_interview(work, caller, facts)
        await self._attach_plan(work, opened.interview_id, plan)
        return opened

    async def _load_accepted_documents(
        self, work: UnitOfWork, intake: Intake
    ) -> Mapping[ArtifactKind, ArtifactDocument]:
        artifacts = await self._intakes.list_artifacts(work, intake)
        accepted = {
            artifact.kind: artifact.document
            for artifact in artifacts
            if artifact.is_accepted and artifact.document
        }
        missing = [kind for kind in REQUIRED_KINDS if kind not in accepted]
        if missing:
            raise ArtifactsNotAcceptedError(extra={"missing": missing})
        return accepted

    async def _load_template(self, work: UnitOfWork, template_id: UUID) -> StoredTemplate:
        stored = await self._intakes.find_template(work, template_id)
        if stored is None:
            raise TemplateNotFoundError
        return stored


def _build_interview_facts(
    template: InterviewTemplate,
) -> dict[str, Any]:  # Any: facts by their snake_case names
    names = [competency.name for competency in template.rubric.competencies]
    return {
        "profile": template.profile,
        "language": template.language,
        "position": template.title,
        "level": template.level,
        "company_name": template.company_name,
        "job_description": template.job_description,
        "skills": list(template.skills),
        # Without a known skill, the competencies tell what the interview is about.
        "qualifications": [] if template.skills else names,
        "duration_minutes": template.minutes,
    }


def _build_template(
    accepted: Mapping[ArtifactKind, ArtifactDocument],
    view: InterviewSnapshot,
    *,
    title: str | None,
    profile: str,
    level: str | None,
    minutes: int,
) -> InterviewTemplate:
    questions = plan_from_document(accepted["interview_questions"].plan or {})
    ratings = plan_from_document(accepted["rating_rubric"].plan or {})
    text = accepted["job_description"].content[:_MAX_DESCRIPTION_CHARACTERS]
    named = " ".join((title or view.position or "").split())
    named = named or to_single_line(_extract_title(text), max_length=_MAX_TITLE_CHARACTERS)
    if not named:
        message = translatable("The conversation did not give the position a title. Enter one.")
        raise InvalidTemplateError(errors=[FieldError("title", "missing", message)])
    template = InterviewTemplate(
        title=named,
        company_name=view.company_name,
        level=parse_seniority(level or _extract_level(text)),
        job_description=text,
        skills=questions.validated_skills or tuple(extract_skills(text, load_skill_catalog())),
        minutes=minutes,
        profile=profile,
        language=questions.language,
        rubric=merge_rubrics(
            apply_written_levels(questions.rubric, ratings.rubric), ratings.rubric, minutes=minutes
        ),
    )
    return complete_template(template)


def complete_template(template: InterviewTemplate) -> InterviewTemplate:
    """Return the template with the warnings about its rubric, which are for English ones only.

    Raises ``InvalidTemplateError`` if its title is blank or its plan would break a rule of every plan.
    """
    if not template.title.strip():  # no interview could be opened from it
        raise InvalidTemplateError(errors=[FieldError("title", "missing", "Enter a title.")])
    _validate_template(template)
    # The warnings count English word stems.
    is_english = get_base_language(template.language) == "en"
    warnings = lint_rubric(template.rubric) if is_english else []
    return replace(template, warnings=tuple(warning.detail for warning in warnings))


def _validate_template(template: InterviewTemplate) -> None:
    brief = template.brief
    report = validate_skills(brief.skills, load_skill_catalog(), is_confirmed=True)
    violations = find_plan_violations(
        build_plan_from_template(template, brief, report, name=""), brief, report
    )
    if violations:
        raise InvalidTemplateError(
            errors=[FieldError("template", v.code, v.detail) for v in violations]
        )


def _require_profile(name: str) -> str:
    profile = PROFILES.get(name)
    if profile is None or not profile.is_for_templates:
        message = translatable("Choose an interview profile that candidates open with a link.")
        raise InvalidTemplateError(errors=[FieldError("profile", "not_offered", message)])
    return name


def _extract_title(text: str) -> str:
    first = text.partition("\n")[0].lstrip("# ")
    return "" if first.startswith("[to be filled") else first


def _extract_level(text: str) -> str:
    _, _, after = text.partition("**Level:** ")
    return after.partition("\n")[0].strip()
