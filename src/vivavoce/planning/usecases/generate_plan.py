"""Write the plan that was ordered: skills validated, a plan written, kept and told, exactly once.

The order is the memory of this work. Whoever comes second, or comes back after a crash, finds in it
how far the first one came; plan, order and event change in one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from vivavoce.contracts.brief import (
    DIFFICULTIES,
    INTERVIEW_TYPES,
    SENIORITIES,
    PlanBrief,
    Seniority,
)
from vivavoce.contracts.demands import lawful_name, unlawful_item
from vivavoce.contracts.events import PlanGenerated, UsageRecorded
from vivavoce.contracts.plan import Plan, PlannerFailed
from vivavoce.contracts.profiles import HIRING, PROFILES
from vivavoce.infra import metrics
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.thinker.ledger import tally, uses_of
from vivavoce.infra.thinker.port import Spent
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound, Refused
from vivavoce.kernel.ids import Ids, PlanId, TenantId
from vivavoce.planning.domain.bank import SOFTWARE
from vivavoce.planning.domain.invariants import check_plan
from vivavoce.planning.domain.requirements import SOME_POSITION, skills_read
from vivavoce.planning.domain.skills import SkillReport, load_catalogue, match_skill
from vivavoce.planning.ports import (
    Desk,
    InterviewFacts,
    Orders,
    Planner,
    PlanOrder,
    PlanStore,
    StoredPlan,
    awaits_plan,
)
from vivavoce.planning.usecases.validate_skills import ValidateSkills

_log = structlog.get_logger(__name__)
STAND_IN_NOTE = (
    "The configured model did not deliver a valid plan. This one was written by the built-in rules."
)


@dataclass(frozen=True, slots=True)
class _Task:
    """What one order is about."""

    order: PlanOrder
    facts: InterviewFacts
    previous: Plan | None
    confirmed: frozenset[str]


class GeneratePlan:
    """Carries out one order for a plan."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        desk: Desk,
        orders: Orders,
        plans: PlanStore,
        validate: ValidateSkills,
        planner: Planner,
        stand_in: Planner,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._desk = desk
        self._orders = orders
        self._plans = plans
        self._validate = validate
        self._planner = planner
        self._stand_in = stand_in
        self._clock = clock
        self._ids = ids

    async def __call__(self, tenant_id: TenantId, order_id: UUID) -> None:
        """Write, keep and tell the plan; do nothing when the order is closed or nobody waits."""
        task = await self._task(tenant_id, order_id)
        if task is None:
            return
        brief = brief_of(task.facts, previous=task.previous, comments=task.order.comments)
        report = await self._validate(tenant_id, brief.skills, confirmed=task.confirmed)
        brief = replace(brief, are_skills_confirmed=report.is_confirmed)
        if not await self._begin(tenant_id, task, report):
            return
        with tally() as spent:
            try:
                plan = await self._written(brief, report)
            except (PlannerFailed, Refused) as error:
                async with self._open_work(tenant_id) as work:
                    await _tell_usage(work, task.order, spent)
                    await self._give_up(work, task.order, error.code)
                return
        await self._keep(tenant_id, task.order, plan, spent)

    async def abandon(self, tenant_id: TenantId, order_id: UUID, *, attempts: int) -> None:
        """Note that every try at an order broke off; an order that was carried out stays so."""
        async with self._open_work(tenant_id) as work:
            order = await self._orders.find(work, order_id)
            if order is not None and not order.is_closed:
                await self._give_up(work, order, PlannerFailed.code, attempts=attempts)

    async def _task(self, tenant_id: TenantId, order_id: UUID) -> _Task | None:
        async with self._open_work(tenant_id) as work:
            order = await self._orders.find(work, order_id)
            if order is None or order.is_closed:
                return None
            try:
                facts = await self._desk.brief(work, order.interview_id)
            except NotFound:
                await self._orders.close(work, order.id, "stale")
                return None
            newest = await self._plans.newest(work, order.interview_id)
            if not awaits_plan(facts, newest):
                # Nobody waits, or somebody else gave the plan already: no model is asked for nothing.
                await self._orders.close(work, order.id, "stale")
                return None
            previous = await self._previous(work, order)
            asked = await self._orders.asked_about(work, order.interview_id)
            return _Task(order, facts, previous, asked)

    async def _previous(self, work: Work, order: PlanOrder) -> Plan | None:
        if order.previous_plan_id is None:
            return None
        return (await self._plans.find(work, order.previous_plan_id)).plan

    async def _begin(self, tenant_id: TenantId, task: _Task, report: SkillReport) -> bool:
        """Take the interview to the next step; False when a person is asked first."""
        order, is_first = task.order, task.facts.state == "VALIDATING_SKILLS"
        async with self._open_work(tenant_id) as work:
            again = await self._orders.find(work, order.id)
            if again is None or again.is_closed:
                return False
            needs_facts = PROFILES.get(task.facts.profile, HIRING).needs_facts
            if is_first and needs_facts and report.questions:
                unclear = [m.asked for m in report.matches if m.status != "validated"]
                await self._desk.ask_for_info(work, order.interview_id, report.questions)
                await self._orders.note_asked(work, order.interview_id, unclear)
                await self._orders.close(work, order.id, "asked")
                return False
            if is_first:
                await self._desk.begin_planning(
                    work, order.interview_id, report.validated, report.unvalidated
                )
            return True

    async def _written(self, brief: PlanBrief, report: SkillReport) -> Plan:
        try:
            return _valid(await self._planner.plan(brief, report), brief, report)
        except PlannerFailed as error:
            profile = PROFILES.get(brief.profile, HIRING)
            if profile.planner_fallback != "built_in_marked" or self._planner is self._stand_in:
                raise
            metrics.FALLBACKS.labels("llm", "model", "built-in").inc()
            _log.warning("plan.stand_in", why=error.code)
        plan = await self._stand_in.plan(brief, report)
        return _valid(replace(plan, notes=(*plan.notes, STAND_IN_NOTE)), brief, report)

    async def _keep(
        self, tenant_id: TenantId, order: PlanOrder, plan: Plan, spent: Sequence[Spent]
    ) -> None:
        async with self._open_work(tenant_id) as work:
            await _tell_usage(work, order, spent)
            await self._orders.take_turn(work, order.interview_id)
            again = await self._orders.find(work, order.id)
            if again is None or again.is_closed:
                return
            facts = await self._desk.brief(work, order.interview_id)
            newest = await self._plans.newest(work, order.interview_id)
            if not awaits_plan(facts, newest):
                await self._orders.close(work, order.id, "stale")
                return
            await store_plan(
                work,
                plan,
                order=order,
                plans=self._plans,
                plan_id=PlanId(self._ids.new()),
                clock=self._clock,
            )
            await self._orders.close(work, order.id, "planned")
            await failpoint("plan.before_commit")
        await failpoint("plan.after_commit")

    async def _give_up(self, work: Work, order: PlanOrder, code: str, *, attempts: int = 1) -> None:
        await self._desk.note_failure(
            work, order.interview_id, stage="planning", code=code, attempts=attempts
        )
        await self._orders.close(work, order.id, "refused")


async def _tell_usage(work: Work, order: PlanOrder, spent: Sequence[Spent]) -> None:
    """Tell what models were asked, also in vain: it was paid for whatever became of it."""
    if uses := uses_of(spent):
        await work.publish(
            UsageRecorded(purpose="plan", uses=uses),
            run_id=order.run_id,
            interview_id=order.interview_id,
        )


async def store_plan(
    work: Work,
    plan: Plan,
    *,
    order: PlanOrder,
    plans: PlanStore,
    plan_id: PlanId,
    clock: Clock,
    is_told: bool = False,
) -> StoredPlan:
    """Keep a plan as the interview's next version and tell that it is ready, in one transaction.

    With ``is_told`` somebody has told it already: the event that brought it.
    """
    newest = await plans.newest(work, order.interview_id)
    numbered = replace(plan, version=newest.plan.version + 1 if newest else 1)
    stored = StoredPlan(
        id=plan_id,
        interview_id=order.interview_id,
        plan=numbered,
        made_at=clock.now(),
        order_id=order.id,
    )
    await plans.add(work, stored)
    if is_told:
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


def brief_of(
    facts: InterviewFacts, *, previous: Plan | None = None, comments: str | None = None
) -> PlanBrief:
    """Return the planner's brief; a qualification counts as a skill only where it names one."""
    sentences = set(facts.qualifications)
    catalogue = load_catalogue()
    position = lawful_name(facts.position, instead=SOME_POSITION)
    # What is no lawful skill or title is a line of the text, where it is left out and told.
    told = [] if position == facts.position else [facts.position]
    told += [skill for skill in facts.skills if skill not in sentences and unlawful_item(skill)]
    named = [
        skill
        for skill in facts.skills
        if unlawful_item(skill) is None
        and (skill not in sentences or match_skill(skill, catalogue).status == "validated")
    ]
    demands = "".join(f"\n- {line}" for line in (*facts.qualifications, *told))
    text = (
        f"{facts.job_description}\n\nRequirements:{demands}" if demands else facts.job_description
    )
    profile = PROFILES.get(facts.profile, HIRING)
    kind = next((known for known in INTERVIEW_TYPES if known == facts.interview_type), None)
    if not profile.needs_facts and kind in ("role_related", "coding"):
        read = skills_read(f"{position}\n{text}", catalogue)
        is_kept = {name: catalogue.skills[name].category in SOFTWARE for name in read}
        named += [name for name in read if kind == "role_related" or is_kept[name]]
    return PlanBrief(
        position=position,
        level=seniority(facts.level),
        job_description=text,
        skills=tuple(dict.fromkeys(named)),
        duration_minutes=facts.duration_minutes,
        language=facts.language,
        company_name=facts.company_name,
        resume_text=facts.resume_text,
        profile=facts.profile,
        previous=previous,
        comments=comments,
        interview_type=kind,
        difficulty=next((known for known in DIFFICULTIES if known == facts.difficulty), None),
        framework=facts.framework,
        persona_id=facts.persona_id,
        question_count=profile.question_counts.get(facts.duration_minutes),
        focus=facts.focus,
        avoid=facts.avoid,
    )


def seniority(level: str) -> Seniority:
    """Return the seniority that a text names; MID where it names none."""
    return next((known for known in SENIORITIES if known == level.upper()), "MID")


def _valid(plan: Plan, brief: PlanBrief, report: SkillReport) -> Plan:
    if violations := check_plan(plan, brief, report):
        codes = ", ".join(sorted({violation.code for violation in violations}))
        raise PlannerFailed(f"The plan breaks rules: {codes}.")
    return plan
