"""Make templates without an intake, edit and delete them, and read who changed what."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from vivavoce.contracts.interview import InterviewSnapshot, PlanBrief
from vivavoce.contracts.profiles import HIRING_PROFILE, PROFILES
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.ids import IdGenerator, InterviewId
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.intake.artifacts import InterviewTemplate
from vivavoce.planning.domain.template_edit import (
    TemplateChange,
    TemplateEdit,
    build_template_from_plan,
    edit_template,
    find_edit_faults,
    list_changes,
    plan_template,
)
from vivavoce.planning.ports import PlanNotFoundError, PlanRepository
from vivavoce.planning.ports.intake import (
    IntakeRepository,
    InvalidTemplateError,
    MemberDirectory,
    StaffInterviewReader,
    StoredTemplate,
    TemplateChangedError,
    TemplateNotFoundError,
)
from vivavoce.planning.usecases.generate_plan import parse_seniority
from vivavoce.planning.usecases.templates import complete_template


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateVersion:
    """One version of a template: who made it when, and what it changed."""

    version: int
    changed_by_name: str | None
    """None if that person is no longer a member."""
    changed_at: datetime
    changes: tuple[TemplateChange, ...]
    """Empty for version 1."""


class EditTemplates:
    """Makes templates from interviews and job texts, edits and deletes them."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        templates: IntakeRepository,
        plans: PlanRepository,
        read_interview: StaffInterviewReader,
        members: MemberDirectory,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._templates = templates
        self._plans = plans
        self._read_interview = read_interview
        self._members = members
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def create_from_interview(
        self, caller: Caller, interview_id: InterviewId, *, title: str | None = None
    ) -> StoredTemplate:
        """Return a new template with the questions and levels of the interview's newest plan.

        Raises ``InterviewNotFoundError``, ``PlanNotFoundError`` before there is a plan, or
        ``InvalidTemplateError``.
        """
        caller.require(Permission.INTAKE_USE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._read_interview(work, interview_id)
            _check_source(interview)
            newest = await self._plans.find_newest(work, interview_id)
            if newest is None:
                raise PlanNotFoundError
            brief = _build_brief(interview)
            name = title or brief.position or "Untitled"
            template = build_template_from_plan(newest.plan, brief, title=name)
            return await self._add(work, caller, template, interview_id=interview_id)

    async def create_from_job_text(self, caller: Caller, brief: PlanBrief) -> StoredTemplate:
        """Return a new template whose questions the built-in rules write from the job text.

        Raises ``InvalidTemplateError`` or ``PlanNotPossibleError``.
        """
        caller.require(Permission.INTAKE_USE)
        template = await asyncio.to_thread(
            plan_template, replace(brief, profile=HIRING_PROFILE.name)
        )
        async with self._open_work(caller.tenant_id) as work:
            return await self._add(work, caller, template, interview_id=None)

    async def edit(
        self, caller: Caller, template_id: UUID, edit: TemplateEdit, *, version: int
    ) -> StoredTemplate:
        """Store a new version and return the template; without a change, return it as it is.

        Raises ``TemplateNotFoundError``, ``TemplateChangedError`` if ``version`` is not the newest, or
        ``InvalidTemplateError``.
        """
        caller.require(Permission.INTAKE_USE)
        async with self._open_work(caller.tenant_id) as work:
            stored = await self._load(work, template_id, version=version)
            if faults := find_edit_faults(stored.template, edit):
                raise InvalidTemplateError(
                    "The template cannot be changed like this.", errors=faults
                )
            template = complete_template(edit_template(stored.template, edit))
            if not list_changes(stored.template, template):
                return stored
            edited = replace(
                stored,
                template=template,
                version=version + 1,
                changed_by=caller.id,
                changed_at=self._clock.now(),
            )
            await self._templates.add_template_change(work, edited)
            await self._audit.record(work, caller, "template.edit", str(template_id))
            return edited

    async def delete(self, caller: Caller, template_id: UUID) -> None:
        """Delete a template; interviews that were opened from it stay. Raises ``TemplateNotFoundError``."""
        caller.require(Permission.INTAKE_USE)
        async with self._open_work(caller.tenant_id) as work:
            stored = await self._load(work, template_id)
            deleted = replace(
                stored,
                version=stored.version + 1,
                changed_by=caller.id,
                changed_at=self._clock.now(),
            )
            await self._templates.add_template_change(work, deleted, is_deleted=True)
            await self._audit.record(work, caller, "template.delete", str(template_id))

    async def list_versions(self, caller: Caller, template_id: UUID) -> tuple[TemplateVersion, ...]:
        """Return the versions, newest first, or raise ``TemplateNotFoundError``."""
        caller.require(Permission.INTAKE_USE)
        async with self._open_work(caller.tenant_id) as work:
            await self._load(work, template_id)
            versions = await self._templates.list_template_versions(work, template_id)
            names = {
                user_id: await self._members.get_name(work, user_id)
                for user_id in {each.changed_by for each in versions}
            }
        listed = []
        previous: InterviewTemplate | None = None
        for each in versions:
            listed.append(
                TemplateVersion(
                    version=each.version,
                    changed_by_name=names[each.changed_by],
                    changed_at=each.changed_at,
                    changes=() if previous is None else list_changes(previous, each.template),
                )
            )
            previous = each.template
        return tuple(reversed(listed))

    async def _add(
        self,
        work: UnitOfWork,
        caller: Caller,
        template: InterviewTemplate,
        *,
        interview_id: InterviewId | None,
    ) -> StoredTemplate:
        now = self._clock.now()
        stored = StoredTemplate(
            id=self._ids.new_id(),
            intake_id=None,
            interview_id=interview_id,
            template=complete_template(template),
            created_by=caller.id,
            created_at=now,
            changed_by=caller.id,
            changed_at=now,
        )
        await self._templates.add_template(work, stored)
        await self._audit.record(work, caller, "template.make", str(stored.id))
        return stored

    async def _load(
        self, work: UnitOfWork, template_id: UUID, *, version: int | None = None
    ) -> StoredTemplate:
        stored = await self._templates.find_template(work, template_id)
        if stored is None:
            raise TemplateNotFoundError
        if version is not None and version != stored.version:
            raise TemplateChangedError
        return stored


def _check_source(interview: InterviewSnapshot) -> None:
    if PROFILES[interview.profile].plan_approved_by != "staff":
        message = translatable("Choose the interview of a candidate.")
        raise InvalidTemplateError(
            message, errors=[FieldError("interviewId", "no_candidate", message)]
        )


def _build_brief(interview: InterviewSnapshot) -> PlanBrief:
    profile = PROFILES[interview.profile]
    return PlanBrief(
        position=interview.position or "",
        level=parse_seniority(interview.level or ""),
        job_description=interview.job_description or "",
        company_name=interview.company_name,
        duration_minutes=interview.duration_minutes,
        language=interview.language,
        profile=(profile if profile.has_link else HIRING_PROFILE).name,
    )
