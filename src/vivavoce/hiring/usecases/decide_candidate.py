"""Decide about a candidate: record, confirm and undo a decision, and send it when nobody can undo it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from vivavoce.contracts.envelope import Json, check_idempotency_key
from vivavoce.contracts.events import AssessmentApproved, CandidateDecided
from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.adapters.human_tasks import PostgresHumanTaskRepository
from vivavoce.hiring.adapters.idempotency import PostgresRequestReceiptRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.hiring_decision import (
    DECIDABLE_STATES,
    REJECTIONS,
    UNDO_PERIOD,
    CompetencyLevel,
    DecisionExistsError,
    DecisionNotFoundError,
    HiringDecision,
    HiringOutcome,
    NotDecidableError,
)
from vivavoce.hiring.domain.interview import Actor, Interview, Receipt, check_reason
from vivavoce.hiring.domain.workflow import InterviewState, InterviewTransition
from vivavoce.hiring.ports.interviews import (
    InterviewAssessments,
    InterviewNotFoundError,
    InterviewPolicy,
)
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.decide_assessment import (
    AssessmentChangedError,
    require_decider,
)
from vivavoce.hiring.usecases.decide_plan import require_comments
from vivavoce.hiring.usecases.decision_news import SendDecisionNews
from vivavoce.hiring.usecases.human_tasks import OpenHumanTask
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.ids import IdGenerator, InterviewId, TenantId
from vivavoce.kernel.translation import translatable

SEND_DECISION_JOB = "hiring.send_decision"
DECISION_WEBHOOK = "interview.decided"


class UnknownCompetencyError(InvalidRequestError):
    """This assessment has no such competency."""

    code = "competency_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDraft:
    """What a person decided, and the assessment that they read.

    ``replaces`` is the final decision that the person read and changes; None for a first decision.
    """

    assessment_id: str
    outcome: HiringOutcome
    levels: tuple[CompetencyLevel, ...] = ()
    comments: str | None = None
    asks_second_person: bool = False
    replaces: UUID | None = None


class DecideCandidate:
    """Records decisions about candidates, and sends each once the time to undo it has passed."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        decisions: PostgresHiringDecisionRepository,
        assessments: InterviewAssessments,
        receipts: PostgresRequestReceiptRepository,
        apply_transition: ApplyTransition,
        policy: InterviewPolicy,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
        open_task: OpenHumanTask,
        tasks: PostgresHumanTaskRepository,
        send_news: SendDecisionNews,
    ) -> None:
        self._send_news = send_news
        self._open_task = open_task
        self._tasks = tasks
        self._open_work = open_work
        self._interviews = interviews
        self._decisions = decisions
        self._assessments = assessments
        self._receipts = receipts
        self._apply_transition = apply_transition
        self._policy = policy
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def list(self, caller: Caller, key: str) -> tuple[HiringDecision, ...]:
        """Return the decisions about the candidate of an interview, newest first."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            return await self._decisions.list(work, interview.id)

    async def record(
        self,
        caller: Caller,
        key: str,
        draft: DecisionDraft,
        *,
        raw_body: Json,
        idempotency_key: str | None = None,
    ) -> HiringDecision:
        """Return the new decision; it is sent after ``UNDO_PERIOD``, or once it is confirmed.

        Repeating the request with its ``idempotency_key`` returns the same decision. Raises
        ``HumanDecisionRequiredError``, ``AssessmentChangedError``, ``NotDecidableError``,
        ``UnknownCompetencyError``, ``DecisionExistsError`` with the other decision, or, for a rejection,
        ``CommentsMissingError`` or ``ReasonTooShortError``.
        """
        require_decider(caller)
        comments = _check_comments(draft)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            receipt_key = f"decision:{interview.id}:{idempotency_key}"
            if idempotency_key is not None:
                check_idempotency_key(idempotency_key)
                receipt = await self._receipts.claim(work, receipt_key, raw_body)
                if receipt is not None:
                    return await self._find(work, interview, UUID(receipt.body["decisionId"]))
            await check_assessment(
                work, self._assessments, interview, draft.assessment_id, draft.levels
            )
            await self._check_no_other(work, interview, draft)
            decision = await self._add(work, caller, interview, draft, comments)
            if idempotency_key is not None:
                receipt = Receipt(body={"decisionId": str(decision.id)}, is_new=True)
                await self._receipts.save(work, receipt_key, receipt)
            return decision

    async def _add(
        self,
        work: UnitOfWork,
        caller: Caller,
        interview: Interview,
        draft: DecisionDraft,
        comments: str | None,
    ) -> HiringDecision:
        now = self._clock.now()
        is_required = await self._policy.needs_second_decider(work)
        decision = HiringDecision(
            id=self._ids.new_id(),
            interview_id=interview.id,
            assessment_id=draft.assessment_id,
            outcome=draft.outcome,
            levels=draft.levels,
            comments=comments,
            needs_second_person=draft.asks_second_person or is_required,
            decided_by=caller.id,
            decided_by_name=caller.name,
            decided_at=now,
            takes_effect_at=now + UNDO_PERIOD,
            replaces=draft.replaces,
        )
        await self._decisions.add(work, decision, interview.person_id)
        await work.enqueue(
            SEND_DECISION_JOB, at=decision.takes_effect_at, decision_id=str(decision.id)
        )
        return decision

    async def confirm(self, caller: Caller, key: str, decision_id: UUID) -> HiringDecision:
        """Return the decision after ``HiringDecision.confirm``; a final one is sent.

        Raises what ``HiringDecision.confirm`` raises, ``DecisionNotFoundError``, or
        ``NotDecidableError`` if there is nothing to decide any more.
        """
        require_decider(caller)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            decision = await self._find(work, interview, decision_id)
            confirmed = decision.confirm(caller.id, caller.name, self._clock.now())
            if confirmed == decision:
                return decision
            if not _is_decidable(interview, decision):
                raise NotDecidableError(extra={"currentState": str(interview.state)})
            await self._close_task(work, decision, caller.id)
            await self._apply(work, interview, confirmed, caller)
            return confirmed

    async def withdraw(self, caller: Caller, key: str, decision_id: UUID) -> None:
        """Take a decision back that was not sent: nothing of it stays.

        Within ``UNDO_PERIOD`` only the person who decided may do so. A decision that waits for a second
        person can be taken back by either of them. Raises ``DecisionNotFoundError``,
        ``DecisionFinalError`` or ``DecisionPendingError``.
        """
        require_decider(caller)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            decision = await self._find(work, interview, decision_id)
            decision.check_withdrawable(caller.id)
            await self._decisions.delete(work, decision)
            if decision.status == "awaiting_second_person":
                await self._close_task(work, decision, caller.id)
                await self._record_audit(work, caller, "interview.decision_withdrawn", decision)

    async def send(self, tenant_id: TenantId, decision_id: UUID) -> None:
        """Send a decision whose time to undo has passed; do nothing if it was undone or sent.

        A decision whose assessment was replaced meanwhile, or whose interview ended, is dropped.
        """
        async with self._open_work(tenant_id) as work:
            interview_id = await self._decisions.find_interview_id(work, decision_id)
            interview = await self._lock_if_exists(work, interview_id)
            if interview is None:
                return
            decisions = await self._decisions.list(work, interview.id)
            decision = next((each for each in decisions if each.id == decision_id), None)
            if decision is None or decision.status != "pending":
                return
            caller = _decider_of(tenant_id, decision)
            if not _is_decidable(interview, decision):
                await self._decisions.delete(work, decision)
                await self._record_audit(work, caller, "interview.decision_dropped", decision)
                return
            sent = decision.take_effect(self._clock.now())
            await self._apply(work, interview, sent, caller)

    async def _apply(
        self, work: UnitOfWork, interview: Interview, decision: HiringDecision, caller: Caller
    ) -> None:
        await self._decisions.save(work, decision)
        if decision.status != "final":
            await self._record_audit(work, caller, "interview.decision_proposed", decision)
            await self._open_task(
                work,
                interview,
                "decision_to_confirm",
                self._clock.now(),
                caused_by=decision.decided_by,
            )
            return
        document = decision.to_json()
        decider = Actor(kind="account", id=decision.decided_by, name=decision.decided_by_name)
        if interview.state is InterviewState.ASSESSMENT_PENDING:
            interview = await self._apply_transition(
                work,
                interview,
                InterviewTransition.APPROVE_ASSESSMENT,
                actor=decider,
                caller=caller,
                reason=decision.comments,
                event=AssessmentApproved(
                    assessment_id=decision.assessment_id, approved_by=decider.reference
                ),
                data={
                    "assessmentId": decision.assessment_id,
                    "decidedBy": decider.reference,
                    "comments": decision.comments,
                    "isReassessment": False,
                    "hiringDecision": document,
                },
            )
        await work.publish(
            CandidateDecided(
                decision_id=str(decision.id),
                assessment_id=decision.assessment_id,
                outcome=str(decision.outcome),
                decided_by=decider.reference,
                confirmed_by=None if decision.confirmed_by is None else str(decision.confirmed_by),
            ),
            run_id=interview.run_id,
            interview_id=interview.id,
        )
        await self._apply_transition.publish_webhook(
            work, interview, DECISION_WEBHOOK, {"hiringDecision": document}
        )
        await self._send_news(work, interview)
        await self._record_audit(work, caller, "interview.decided", decision)

    async def _close_task(self, work: UnitOfWork, decision: HiringDecision, by: UUID) -> None:
        await self._tasks.complete_all(
            work, decision.interview_id, "decision_to_confirm", by=by, at=self._clock.now()
        )

    async def _check_no_other(
        self, work: UnitOfWork, interview: Interview, draft: DecisionDraft
    ) -> None:
        newest = next(iter(await self._decisions.list(work, interview.id)), None)
        is_expected = (None if newest is None else newest.id) == draft.replaces
        if newest is not None and (newest.status != "final" or not is_expected):
            raise DecisionExistsError(extra={"currentDecision": newest.to_json()})
        if newest is None and draft.replaces is not None:
            raise DecisionNotFoundError

    async def _find(
        self, work: UnitOfWork, interview: Interview, decision_id: UUID
    ) -> HiringDecision:
        for decision in await self._decisions.list(work, interview.id):
            if decision.id == decision_id:
                return decision
        raise DecisionNotFoundError

    async def _lock_if_exists(
        self, work: UnitOfWork, interview_id: InterviewId | None
    ) -> Interview | None:
        if interview_id is None:
            return None
        try:
            return await self._interviews.lock(work, str(interview_id))
        except InterviewNotFoundError:
            return None

    async def _record_audit(
        self, work: UnitOfWork, caller: Caller, action: str, decision: HiringDecision
    ) -> None:
        details = {
            "decisionId": str(decision.id),
            "outcome": str(decision.outcome),
            "decidedBy": str(decision.decided_by),
            "confirmedBy": None if decision.confirmed_by is None else str(decision.confirmed_by),
        }
        await self._audit.record(work, caller, action, str(decision.interview_id), details)


async def check_assessment(
    work: UnitOfWork,
    assessments: InterviewAssessments,
    interview: Interview,
    assessment_id: str,
    levels: Sequence[CompetencyLevel],
) -> None:
    """Check that a person read the current assessment, and that it has each competency of ``levels``.

    Raises ``NotDecidableError``, ``AssessmentChangedError`` or ``UnknownCompetencyError``.
    """
    if interview.state not in DECIDABLE_STATES or interview.assessment_id is None:
        raise NotDecidableError(extra={"currentState": str(interview.state)})
    if assessment_id != interview.assessment_id:
        raise AssessmentChangedError(extra={"currentAssessmentId": interview.assessment_id})
    if not levels:
        return
    assessment = await assessments.latest(work, interview.id) or {}
    known = [each["name"] for each in assessment.get("scorecard", {}).get("competencies", ())]
    for place, own in enumerate(levels):
        if own.competency not in known:
            message = translatable(
                "The assessment has no competency '{name}'. It has: {names}.",
                name=own.competency[:100],
                names=", ".join(known) or "-",
            )
            field = f"levels.{place}.competency"
            raise UnknownCompetencyError(message, errors=[FieldError(field, "unknown", message)])


def _is_decidable(interview: Interview, decision: HiringDecision) -> bool:
    return interview.state in DECIDABLE_STATES and interview.assessment_id == decision.assessment_id


def _check_comments(draft: DecisionDraft) -> str | None:
    check_reason(draft.comments)
    if draft.outcome in REJECTIONS:
        return require_comments(draft.comments)
    return (draft.comments or "").strip() or None


def _decider_of(tenant_id: TenantId, decision: HiringDecision) -> Caller:
    return Caller(
        tenant_id=tenant_id,
        kind="account",
        id=decision.decided_by,
        name=decision.decided_by_name,
        permissions=frozenset(),
    )
