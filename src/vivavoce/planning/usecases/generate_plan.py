"""Carry out a plan order: validate the skills, write the plan, store and publish it, exactly once.

The order records the progress, so a concurrent or restarted worker does not repeat finished work. Plan,
order and event change in one transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

import structlog

from vivavoce.contracts.events import PlanGenerated
from vivavoce.contracts.interview import (
    DIFFICULTIES,
    INTERVIEW_TYPES,
    SENIORITIES,
    PlanBrief,
    PlanningFacts,
    Seniority,
)
from vivavoce.contracts.plan import InterviewPlan, PlannerFailedError
from vivavoce.contracts.profiles import get_profile
from vivavoce.contracts.unlawful_demands import filter_name, find_unlawful_ground_in_item
from vivavoce.infra import metrics
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.language_model.port import (
    ModelUsage,
    collect_usage,
    find_last_failure,
)
from vivavoce.infra.language_model.usage_events import publish_usage
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ConflictError, NotFoundError, UnavailableError
from vivavoce.kernel.ids import IdGenerator, PlanId, TenantId
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.job_corrections import list_job_corrections
from vivavoce.planning.domain.passages import write_background
from vivavoce.planning.domain.plan_edit import keep_edits
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.question_bank import SOFTWARE_CATEGORIES
from vivavoce.planning.domain.requirements import UNNAMED_POSITION, extract_skills
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog, match_skill
from vivavoce.planning.ports import (
    Planner,
    PlanningInterviewGateway,
    PlanRepository,
    PlanRequest,
    StoredPlan,
    is_awaiting_plan,
)
from vivavoce.planning.ports.plan_drafts import DraftedCompetency, draft_reports_to
from vivavoce.planning.usecases.validate_skills import ValidateSkills

_log = structlog.get_logger(__name__)
FALLBACK_PLANNER_NOTE = translatable(
    "The configured language model did not write a valid plan. The built-in rules wrote this one."
)


@dataclass(frozen=True, slots=True)
class _PlanTask:
    """The input of one order."""

    order: PlanRequest
    facts: PlanningFacts
    previous: InterviewPlan | None
    confirmed_skills: frozenset[str]


class GeneratePlan:
    """Carries out one plan order."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        interviews: PlanningInterviewGateway,
        plans: PlanRepository,
        validate: ValidateSkills,
        planner: Planner,
        fallback_planner: Planner,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._plans = plans
        self._validate = validate
        self._planner = planner
        self._fallback_planner = fallback_planner
        self._clock = clock
        self._ids = ids

    async def __call__(self, tenant_id: TenantId, order_id: UUID) -> None:
        """Write, store and publish the plan; do nothing if the order is closed or no plan is awaited."""
        task = await self._load_task(tenant_id, order_id)
        if task is None:
            return
        brief = await asyncio.to_thread(
            build_brief, task.facts, previous=task.previous, comments=task.order.comments
        )
        report = await self._validate(
            tenant_id,
            brief.skills,
            confirmed_skills=task.confirmed_skills,
            posting=f"{brief.position}\n{brief.job_description}",
        )
        brief = replace(brief, are_skills_confirmed=report.is_confirmed)
        if not await self._begin_planning(tenant_id, task, report):
            return
        order = task.order
        with (
            collect_usage() as spent,
            draft_reports_to(partial(self._save_draft, tenant_id, order.id)),
        ):
            try:
                plan = await self._write_plan(brief, report, spent)
            except (PlannerFailedError, ConflictError) as error:
                async with self._open_work(tenant_id) as work:
                    await publish_usage(
                        work,
                        spent,
                        purpose="plan",
                        run_id=task.order.run_id,
                        interview_id=task.order.interview_id,
                    )
                    await self._record_failure(work, task.order, error.code)
                return
        await self._store_plan(tenant_id, task.order, plan, spent)

    async def record_final_failure(
        self, tenant_id: TenantId, order_id: UUID, *, attempts: int
    ) -> None:
        """Record that all attempts at an order failed; a closed order does not change."""
        async with self._open_work(tenant_id) as work:
            order = await self._plans.lock_request(work, order_id)
            if order is not None and not order.is_closed:
                await self._record_failure(work, order, PlannerFailedError.code, attempts=attempts)

    async def _load_task(self, tenant_id: TenantId, order_id: UUID) -> _PlanTask | None:
        async with self._open_work(tenant_id) as work:
            order = await self._plans.lock_request(work, order_id)
            if order is None or order.is_closed:
                return None
            try:
                facts = await self._interviews.get_facts(work, order.interview_id)
            except NotFoundError:
                await self._plans.close_request(work, order.id, "superseded")
                return None
            newest = await self._plans.find_newest(work, order.interview_id)
            if not is_awaiting_plan(facts, newest):
                # The plan is no longer awaited or already exists: save the model call.
                await self._plans.close_request(work, order.id, "superseded")
                return None
            previous = await self._load_previous_plan(work, order)
            asked = await self._plans.get_inquired_skills(work, order.interview_id)
            return _PlanTask(order, facts, previous, asked)

    async def _load_previous_plan(
        self, work: UnitOfWork, order: PlanRequest
    ) -> InterviewPlan | None:
        if order.previous_plan_id is None:
            return None
        return (await self._plans.find(work, order.previous_plan_id)).plan

    async def _begin_planning(
        self, tenant_id: TenantId, task: _PlanTask, report: SkillReport
    ) -> bool:
        """Move the interview to its next state; return False if a person must be asked first."""
        order, is_first = task.order, task.facts.state == "VALIDATING_SKILLS"
        async with self._open_work(tenant_id) as work:
            again = await self._plans.lock_request(work, order.id)
            if again is None or again.is_closed:
                return False
            needs_facts = get_profile(task.facts.profile).can_request_missing_info
            if is_first and needs_facts and report.clarification_questions:
                unclear = [m.requested_name for m in report.matches if m.status != "validated"]
                await self._interviews.ask_for_info(
                    work, order.interview_id, report.clarification_questions
                )
                await self._plans.add_inquired_skills(work, order.interview_id, unclear)
                await self._plans.close_request(work, order.id, "info_requested")
                return False
            if is_first:
                await self._interviews.begin_planning(
                    work, order.interview_id, report.validated_skills, report.unvalidated_skills
                )
            return True

    async def _write_plan(
        self, brief: PlanBrief, report: SkillReport, spent: Sequence[ModelUsage]
    ) -> InterviewPlan:
        try:
            plan = await self._planner(brief, report)
            return await asyncio.to_thread(_require_valid, plan, brief, report)
        except PlannerFailedError as error:
            profile, failed = get_profile(brief.profile), error
            if (
                profile.planner_fallback != "built_in_marked"
                or self._planner is self._fallback_planner
            ):
                raise
            metrics.PROVIDER_FALLBACKS.labels("llm", "model", "built-in").inc()
            failure = find_last_failure(spent)
            _log.warning("plan.fallback_used", why=failure.code if failure else error.code)
        try:
            plan = await self._fallback_planner(brief, report)
        except ConflictError:
            if profile.visibility == "person":
                raise failed from None
            raise
        # Why the model failed is for those who can change it, not for a person who practices.
        reason = (
            ()
            if failure is None or profile.visibility == "person"
            else (translatable("Reason: {reason}.", reason=failure.describe()),)
        )
        notes = (*plan.notes, FALLBACK_PLANNER_NOTE, *reason)
        return await asyncio.to_thread(_require_valid, replace(plan, notes=notes), brief, report)

    async def _save_draft(
        self, tenant_id: TenantId, order_id: UUID, drafted: Sequence[DraftedCompetency]
    ) -> None:
        """Let people read what is written so far; the plan does not fail with it."""
        try:
            async with self._open_work(tenant_id) as work:
                await self._plans.save_draft(work, order_id, drafted)
        except UnavailableError as error:
            _log.warning("plan.draft_not_saved", code=error.code)

    async def _store_plan(
        self,
        tenant_id: TenantId,
        order: PlanRequest,
        plan: InterviewPlan,
        spent: Sequence[ModelUsage],
    ) -> None:
        async with self._open_work(tenant_id) as work:
            await publish_usage(
                work,
                spent,
                purpose="plan",
                run_id=order.run_id,
                interview_id=order.interview_id,
            )
            await self._plans.lock_interview(work, order.interview_id)
            again = await self._plans.lock_request(work, order.id)
            if again is None or again.is_closed:
                return
            facts = await self._interviews.get_facts(work, order.interview_id)
            newest = await self._plans.find_newest(work, order.interview_id)
            if not is_awaiting_plan(facts, newest):
                await self._plans.close_request(work, order.id, "superseded")
                return
            await store_plan(
                work,
                plan,
                order=order,
                plans=self._plans,
                plan_id=PlanId(self._ids.new_id()),
                clock=self._clock,
            )
            await failpoint("plan.before_commit")
        await failpoint("plan.after_commit")

    async def _record_failure(
        self, work: UnitOfWork, order: PlanRequest, code: str, *, attempts: int = 1
    ) -> None:
        await self._interviews.note_failure(
            work, order.interview_id, stage="planning", code=code, attempts=attempts
        )
        await self._plans.close_request(work, order.id, "failed")


async def store_plan(
    work: UnitOfWork,
    plan: InterviewPlan,
    *,
    order: PlanRequest,
    plans: PlanRepository,
    plan_id: PlanId,
    clock: Clock,
    is_published: bool = False,
) -> StoredPlan:
    """Store a plan as the interview's next version, close its order and publish it, in one transaction.

    With ``is_published``, the event that delivered the plan already announced it, so nothing is published.
    """
    newest = await plans.find_newest(work, order.interview_id)
    numbered = replace(plan, version=newest.plan.version + 1 if newest else 1)
    stored = StoredPlan(
        id=plan_id,
        interview_id=order.interview_id,
        plan=numbered,
        created_at=clock.now(),
        order_id=order.id,
    )
    await plans.add(work, stored)
    await plans.close_request(work, order.id, "planned")
    if is_published:
        return stored
    await work.publish(
        PlanGenerated(
            plan_id=str(plan_id),
            validated_skills=numbered.validated_skills,
            duration=numbered.duration_minutes,
        ),
        run_id=order.run_id,
        interview_id=order.interview_id,
    )
    return stored


def build_brief(
    facts: PlanningFacts, *, previous: InterviewPlan | None = None, comments: str | None = None
) -> PlanBrief:
    """Return the planner's brief; a qualification counts as a skill only if it names just one."""
    sentences = set(facts.qualifications)
    catalog = load_skill_catalog()
    position = filter_name(facts.position, fallback=UNNAMED_POSITION)
    # An unlawful skill or title becomes a line of the job description, where it is removed with a note.
    unlawful_items = [] if position == facts.position else [facts.position]
    unlawful_items += [
        skill
        for skill in facts.skills
        if skill not in sentences and find_unlawful_ground_in_item(skill)
    ]
    named = [
        skill
        for skill in facts.skills
        if find_unlawful_ground_in_item(skill) is None
        and (skill not in sentences or len(match_skill(skill, catalog).canonical_names) == 1)
    ]
    demands = "".join(f"\n- {line}" for line in (*facts.qualifications, *unlawful_items))
    text = (
        f"{facts.job_description}\n\nRequirements:{demands}" if demands else facts.job_description
    )
    profile = get_profile(facts.profile)
    kind = next((known for known in INTERVIEW_TYPES if known == facts.interview_type), None)
    if not profile.can_request_missing_info and kind in ("role_related", "coding"):
        read = extract_skills(f"{position}\n{text}", catalog)
        is_kept = {name: catalog.skills[name].category in SOFTWARE_CATEGORIES for name in read}
        named += [name for name in read if kind == "role_related" or is_kept[name]]
    return PlanBrief(
        position=position,
        level=parse_seniority(facts.level),
        job_description=text,
        skills=tuple(dict.fromkeys(named)),
        duration_minutes=facts.duration_minutes,
        language=facts.language,
        company_name=facts.company_name,
        company_description=facts.company_description,
        resume_text=facts.resume_text,
        candidate_background=write_background(
            facts.resume_text, facts.candidate_profile, candidate_name=facts.candidate_name
        ),
        profile=facts.profile,
        previous=previous,
        comments=comments,
        job_corrections=list_job_corrections(previous),
        interview_type=kind,
        difficulty=next((known for known in DIFFICULTIES if known == facts.difficulty), None),
        framework=facts.framework,
        persona_id=facts.persona_id,
        question_count=profile.question_counts.get(facts.duration_minutes),
        focus=facts.focus,
        avoid=facts.avoid,
        form_seed=str(facts.interview_id),
    )


def parse_seniority(level: str) -> Seniority:
    """Return the seniority that a text names, or MID."""
    return next((known for known in SENIORITIES if known == level.upper()), "MID")


def _require_valid(plan: InterviewPlan, brief: PlanBrief, report: SkillReport) -> InterviewPlan:
    """Return the plan with what a person fixed in it, or raise ``PlannerFailedError``."""
    plan = keep_edits(plan, brief.previous)
    if violations := find_plan_violations(plan, brief, report):
        codes = ", ".join(sorted({violation.code for violation in violations}))
        raise PlannerFailedError(translatable("The plan breaks these rules: {codes}.", codes=codes))
    return plan
