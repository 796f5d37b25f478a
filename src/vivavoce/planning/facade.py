"""What planning offers to other slices, within their own unit of work."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import (
    ChangeRequestPreview,
    IgnoredChangeRequestParts,
    PlanBrief,
    PlanningFacts,
)
from vivavoce.contracts.job_analysis import JobCorrection, JobTextFacts
from vivavoce.contracts.plan import InterviewPlan, plan_to_document
from vivavoce.contracts.plan_edit import PlanEdit
from vivavoce.contracts.profiles import get_profile
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock, format_optional_timestamp, format_timestamp
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.ids import IdGenerator, InterviewId, PlanId
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.change_preview import (
    QuestionsUnchangedError,
    extract_lawful_change_text,
    preview_change,
)
from vivavoce.planning.domain.job_analysis import analyze_job
from vivavoce.planning.domain.job_corrections import correct_plan, list_job_corrections
from vivavoce.planning.domain.job_facts import find_job_facts
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.practice.edited_question_rules import (
    MAX_EDITED_QUESTIONS,
    EditedQuestion,
    validate_edited_questions,
)
from vivavoce.planning.domain.practice.edited_questions import (
    has_same_questions,
    replace_plan_questions,
)
from vivavoce.planning.domain.question_bank import load_question_bank
from vivavoce.planning.domain.rubric_review import find_unknown_must_haves, set_must_haves
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills
from vivavoce.planning.ports import (
    PlanningInterviewGateway,
    PlanNotFoundError,
    PlanRepository,
    StoredPlan,
)
from vivavoce.planning.usecases.build_edited_plan import build_edited_plan
from vivavoce.planning.usecases.generate_plan import build_brief, parse_seniority


async def read_job_text(text: str) -> JobTextFacts:
    """Return the position, level and skills that a job text names."""
    return await asyncio.to_thread(find_job_facts, text)


class UnknownMustHaveError(InvalidRequestError):
    """A must-have is not a competency of the plan."""

    code = "must_haves_unknown"


class PlanService:
    """The plans of interviews. A version never changes; its approval is stored beside it."""

    def __init__(
        self, plans: PlanRepository, *, clock: Clock, ids: IdGenerator, is_rule_based: bool = True
    ) -> None:
        self._plans = plans
        self._clock = clock
        self._ids = ids
        self._is_rule_based = is_rule_based

    async def current(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        """Return the newest version as ``serialize_plan`` returns it, or None."""
        stored = await self._plans.find_newest(work, interview_id)
        return None if stored is None else serialize_plan(stored)

    async def drafted(self, work: UnitOfWork, interview_id: InterviewId) -> list[Json]:
        """Return the competencies of the next plan that are written, each with its questions' texts."""
        drafted = await self._plans.read_draft(work, interview_id)
        return [each.to_json() for each in drafted]

    async def read_invitation_message(self, work: UnitOfWork, interview_id: InterviewId) -> str:
        """Return the message of the newest version, which invites the candidate; "" without a plan."""
        stored = await self._plans.find_newest(work, interview_id)
        return "" if stored is None else stored.plan.inmail_draft

    async def by_id(self, work: UnitOfWork, plan_id: PlanId) -> InterviewPlan:
        """Return a plan, or raise ``PlanNotFoundError``."""
        return (await self._plans.find(work, plan_id)).plan

    async def plan(self, work: UnitOfWork, plan_id: PlanId, version: int) -> InterviewPlan:
        """Return this version of a plan, or raise ``PlanNotFoundError``."""
        plan = await self.by_id(work, plan_id)
        if plan.version != version:
            raise PlanNotFoundError
        return plan

    async def preview_change(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        wish: str,
        *,
        position: str,
        level: str,
        job_description: str,
    ) -> ChangeRequestPreview:
        """Return what a change request would do, and which parts of it would have no effect.

        Raises a ``ChangeRefusedError`` if the whole request would have none.

        If a language model writes the plans, only unlawful demands are found here.
        """
        newest = await self._plans.find_newest(work, interview_id)
        if newest is None or not self._is_rule_based:
            removed = extract_lawful_change_text(wish, field="comments").notes
            return ChangeRequestPreview(
                ignored=IgnoredChangeRequestParts(removed=removed), is_read_by_model=True
            )
        plan = newest.plan
        brief = PlanBrief(
            position=position,
            level=parse_seniority(level),
            job_description=job_description,
            skills=(*plan.validated_skills, *plan.unvalidated_skills),
            duration_minutes=plan.duration_minutes,
            language=plan.language,
            previous=plan,
            comments=wish,
            job_corrections=list_job_corrections(plan),
        )
        report = validate_skills(
            brief.skills,
            load_skill_catalog(),
            known_names={name: name for name in plan.validated_skills},
            is_confirmed=True,
        )
        preview = preview_change(brief, report, field="comments")
        return ChangeRequestPreview(changes=preview.changes, ignored=preview.reading)

    async def approve(
        self, work: UnitOfWork, interview_id: InterviewId, *, approved_by: str
    ) -> None:
        """Approve the newest version, or raise ``PlanNotFoundError``."""
        stored = await self._plans.find_newest(work, interview_id)
        if stored is None:
            raise PlanNotFoundError
        await self._plans.approve(work, stored.id, by=approved_by)

    async def set_must_haves(
        self, work: UnitOfWork, interview_id: InterviewId, names: Sequence[str], *, level: str
    ) -> str:
        """Store a new version that requires exactly these competencies and return its id.

        Returns the id of the newest version if nothing changes. Raises ``PlanNotFoundError`` without a plan,
        and ``UnknownMustHaveError`` for a name that no competency of the plan has.
        """
        stored = await self._plans.find_newest(work, interview_id)
        if stored is None:
            raise PlanNotFoundError
        if unknown := find_unknown_must_haves(stored.plan, names):
            known = ", ".join(
                f'"{competency.name}"' for competency in stored.plan.rubric.competencies
            )
            message = translatable(
                'The plan has no competency "{name}". Choose from: {choices}.',
                name=unknown[0],
                choices=known,
            )
            raise UnknownMustHaveError(
                message, errors=[FieldError("mustHaveCompetencies", "unknown", message)]
            )
        plan = set_must_haves(stored.plan, names, level=level)
        if plan.rubric == stored.plan.rubric:
            return str(stored.id)
        return await self._add_version(work, stored, plan)

    async def edit(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        edit: PlanEdit,
        *,
        edited_by: str,
        job_description: str,
    ) -> str:
        """Store a new version as a person wants it and return its id; the newest id if nothing changes.

        Raises ``PlanNotFoundError`` without a plan, ``PlanEditRefusedError`` with everything that must be
        mended, and ``PlanWarningsOpenError`` for warnings without a reason.
        """
        await self._plans.lock_interview(work, interview_id)
        stored = await self._plans.find_newest(work, interview_id)
        if stored is None:
            raise PlanNotFoundError
        plan = await asyncio.to_thread(
            build_edited_plan, stored.plan, edit, job_text=job_description
        )
        if plan is None:
            return str(stored.id)
        return await self._add_version(work, stored, replace(plan, edited_by=edited_by))

    async def list_versions(self, work: UnitOfWork, interview_id: InterviewId) -> list[Json]:
        """Return all versions, newest first, as ``serialize_plan`` returns them."""
        return [serialize_plan(stored) for stored in await self._plans.list_all(work, interview_id)]

    async def read_job_text(
        self, work: UnitOfWork, interview_id: InterviewId, *, position: str, job_description: str
    ) -> Json | None:
        """Return the newest plan's analysis of the job text as JSON.

        Without a plan, or for a plan that has none, the job description is analyzed now. Returns None if
        there is no job description.
        """
        stored = await self._plans.find_newest(work, interview_id)
        if stored is not None and stored.plan.job_analysis is not None:
            return dict(stored.plan.job_analysis)
        if not job_description.strip():
            return None
        analysis = await asyncio.to_thread(analyze_job, job_description, title=position)
        return analysis.to_json()

    async def correct_job_analysis(
        self, work: UnitOfWork, interview_id: InterviewId, corrections: Sequence[JobCorrection]
    ) -> str:
        """Store a new version whose analysis of the job text has these corrections and return its id.

        Raises ``PlanNotFoundError`` without a plan, ``JobAnalysisMissingError`` for a plan without an
        analysis, and ``UnknownCorrectionError`` for corrections that fit nothing.
        """
        await self._plans.lock_interview(work, interview_id)
        stored = await self._plans.find_newest(work, interview_id)
        if stored is None:
            raise PlanNotFoundError
        return await self._add_version(work, stored, correct_plan(stored.plan, corrections))

    async def _add_version(
        self, work: UnitOfWork, previous: StoredPlan, plan: InterviewPlan
    ) -> str:
        added = StoredPlan(
            id=PlanId(self._ids.new_id()),
            interview_id=previous.interview_id,
            plan=replace(plan, version=previous.plan.version + 1),
            created_at=self._clock.now(),
        )
        await self._plans.add(work, added)
        return str(added.id)

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Remove all text from the plans of interviews whose candidate was erased."""
        await self._plans.forget(work, interview_ids)


class InvalidQuestionsError(InvalidRequestError):
    """These questions cannot be asked."""

    code = "questions_not_allowed"
    status = 422
    title = "Unprocessable Content"


class PlanEditor:
    """Puts questions that a person edited into a plan, as its next version."""

    def __init__(
        self,
        *,
        interviews: PlanningInterviewGateway,
        plans: PlanRepository,
        clock: Clock,
        ids: IdGenerator,
        is_rule_based: bool = True,
    ) -> None:
        self._interviews = interviews
        self._plans = plans
        self._clock = clock
        self._ids = ids
        self._is_rule_based = is_rule_based

    async def try_change(self, work: UnitOfWork, interview_id: InterviewId, wish: str) -> None:
        """Raise a ``ChangeRefusedError`` if a change request would not change the newest plan."""
        newest = await self._plans.find_newest(work, interview_id)
        extract_lawful_change_text(wish, field="planner_feedback")
        if newest is None or not self._is_rule_based:
            return
        facts = await self._interviews.get_facts(work, interview_id)
        await asyncio.to_thread(_try_change, facts, newest.plan, wish)

    async def replace_questions(
        self, work: UnitOfWork, interview_id: InterviewId, questions: Sequence[EditedQuestion]
    ) -> StoredPlan:
        """Store and return a version with exactly these questions; no event is published.

        Raises ``InvalidQuestionsError`` with an error for each invalid question, ``QuestionsUnchangedError``
        if nothing changes, and ``PlanNotFoundError`` if there is no plan yet.
        """
        facts = await self._interviews.get_facts(work, interview_id)
        profile = get_profile(facts.profile)
        most = min(
            MAX_EDITED_QUESTIONS,
            profile.question_counts.get(facts.duration_minutes, MAX_EDITED_QUESTIONS),
        )
        if wrong := validate_edited_questions(questions, max_count=most):
            raise InvalidQuestionsError(errors=wrong)
        await self._plans.lock_interview(work, interview_id)
        newest = await self._plans.find_newest(work, interview_id)
        if newest is None:
            raise PlanNotFoundError
        if has_same_questions(newest.plan, questions):
            raise QuestionsUnchangedError(
                "Nothing was changed: the draft already has these questions. You can "
                "still use your edit."
            )
        brief = build_brief(facts)
        plan = replace_plan_questions(newest.plan, questions, brief, load_question_bank())
        # The editor may choose fewer questions than planned, and other types or skills.
        theirs = replace(brief, question_count=None, interview_type=None, skills=())
        if violations := find_plan_violations(plan, theirs):
            raise InvalidQuestionsError(
                errors=[FieldError("questions", v.code, v.detail) for v in violations]
            )
        stored = StoredPlan(
            id=PlanId(self._ids.new_id()),
            interview_id=interview_id,
            plan=plan,
            created_at=self._clock.now(),
        )
        await self._plans.add(work, stored)
        return stored


def _try_change(facts: PlanningFacts, plan: InterviewPlan, wish: str) -> None:
    brief = build_brief(facts, previous=plan, comments=wish)
    report = validate_skills(brief.skills, load_skill_catalog(), is_confirmed=True)
    preview_change(brief, report, field="planner_feedback")


def serialize_plan(stored: StoredPlan) -> Json:
    """Return a plan as JSON for the API: ``planId``, ``version``, ``state``, approval and ``document``."""
    return {
        "planId": str(stored.id),
        "version": stored.plan.version,
        "state": "PENDING" if stored.approved_at is None else "APPROVED",
        "madeAt": format_timestamp(stored.created_at),
        "approvedAt": format_optional_timestamp(stored.approved_at),
        "approvedBy": stored.approved_by,
        "document": plan_to_document(stored.plan),
    }
