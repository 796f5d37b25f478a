"""Read the queue of what the caller may decide, and tell colleagues who works on what."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace

from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.adapters.queue import PostgresQueueRepository
from vivavoce.hiring.domain.assessment_flags import count_flags, list_flag_kinds
from vivavoce.hiring.domain.human_task import PeopleOnlyError
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.queue import (
    CLAIM_DURATION,
    PERMISSIONS_BY_KIND,
    QueueClaim,
    QueueItem,
    QueueItemKind,
    QueueOrder,
    QueueOwner,
    QueuePage,
    count_plan_words,
    kinds_decided_by,
    reading_minutes,
)
from vivavoce.hiring.ports.interviews import InterviewAssessments, InterviewPolicy
from vivavoce.hiring.ports.plans import InterviewPlans
from vivavoce.hiring.ports.queue import (
    LiveSessionCounter,
    OwnIntakeReader,
    QueueEntry,
    QueueItemNotFoundError,
    QueueQuery,
    TranscriptWordCounter,
)
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, TenantId

_MAX_COUNTED_TEXTS = 2000


class WordCounts:
    """The words of plans and transcripts that were counted before; a version never changes."""

    def __init__(self, plans: InterviewPlans, count_transcript: TranscriptWordCounter) -> None:
        self._plans = plans
        self._count_transcript = count_transcript
        self._known: OrderedDict[str, int] = OrderedDict()

    async def of_plan(self, work: UnitOfWork, interview: Interview) -> int:
        """Return the words of the current plan; 0 without one."""
        key = f"plan {interview.plan_id}"
        if interview.plan_id is None or key not in self._known:
            plan = await self._plans.current(work, interview.id)
            words = 0 if plan is None else count_plan_words(plan.get("document") or {})
            if interview.plan_id is None:
                return words
            self._remember(key, words)
        return self._known[key]

    async def of_transcript(self, tenant_id: TenantId, interview: Interview) -> int:
        """Return the words of the conversation; 0 if they were erased."""
        session_id = interview.session_id or interview.last_ended_session
        if session_id is None or interview.is_erased:
            return 0
        key = f"transcript {session_id}"
        if key not in self._known:
            self._remember(key, await self._count_transcript(tenant_id, session_id))
        return self._known[key]

    def _remember(self, key: str, words: int) -> None:
        self._known[key] = words
        while len(self._known) > _MAX_COUNTED_TEXTS:
            self._known.popitem(last=False)


class ReadQueue:
    """Reads what waits for a decision that the caller may make."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        queue: PostgresQueueRepository,
        assessments: InterviewAssessments,
        policy: InterviewPolicy,
        word_counts: WordCounts,
        list_own_intakes: OwnIntakeReader,
        count_live_sessions: LiveSessionCounter,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._queue = queue
        self._assessments = assessments
        self._policy = policy
        self._word_counts = word_counts
        self._list_own_intakes = list_own_intakes
        self._count_live_sessions = count_live_sessions
        self._clock = clock

    async def __call__(
        self,
        caller: Caller,
        *,
        owner: QueueOwner,
        order: QueueOrder,
        page: int,
        limit: int,
        only_overdue: bool = False,
        is_test: bool = False,
        after: QueueEntry | None = None,
    ) -> QueuePage:
        """Return one page of the queue, by due time or by the time that the items have waited.

        ``mine`` is what the caller claimed or requested, and their own intakes. With ``only_overdue``, the
        page has only what was due before now. It is empty for a role that decides nothing. Tests are left
        out, or with ``is_test`` all else. ``after`` is the last entry of the page before.
        """
        caller.require(Permission.INTERVIEW_READ)
        kinds = kinds_decided_by(caller.permissions)
        async with self._open_work(caller.tenant_id) as work:
            query = QueueQuery(
                kinds=kinds,
                user_id=caller.id,
                due_hours=await self._policy.decision_due_hours(work) or None,
                now=self._clock.now(),
                owner=owner,
                only_overdue=only_overdue,
                order=order,
                intakes=await find_own_intakes(work, caller, self._list_own_intakes),
                is_test=is_test,
                page=page,
                after=after,
                limit=limit,
            )
            counts = await self._queue.counts(work, query)
            found = await self._queue.list(work, query)
            entries = found[:limit]
            claims = await self._queue.list_claims(
                work, [entry.interview_id for entry in entries], query.now
            )
            items = [await self._load(work, entry, claims) for entry in entries]
            live_count = await self._count_live_sessions(work)
        return QueuePage(
            items=tuple([await self._with_transcript(caller.tenant_id, item) for item in items]),
            total=counts.overdue if only_overdue else getattr(counts, owner),
            counts=counts,
            live_count=live_count,
            decides=kinds,
            has_more=len(found) > limit,
        )

    async def _load(
        self,
        work: UnitOfWork,
        entry: QueueEntry,
        claims: Mapping[tuple[InterviewId, QueueItemKind], tuple[QueueClaim, ...]],
    ) -> QueueItem:
        interview = await self._interviews.find(work, str(entry.interview_id))
        words = 0
        assessment = None
        if entry.kind == "plan":
            words = await self._word_counts.of_plan(work, interview)
        elif entry.kind == "assessment":
            assessment = await self._assessments.latest(work, interview.id)
        found = claims.get((entry.interview_id, entry.kind), ())
        return QueueItem(
            kind=entry.kind,
            interview=interview,
            task_id=entry.task_id,
            waiting_since=entry.waiting_since,
            due_at=entry.due_at,
            claims=tuple(claim for claim in found if claim.claimed_at >= entry.waiting_since),
            flags=list_flag_kinds(assessment),
            flag_count=count_flags(assessment),
            reading_minutes=reading_minutes(words),
        )

    async def _with_transcript(self, tenant_id: TenantId, item: QueueItem) -> QueueItem:
        # Outside the unit of work: the log of a session is read in one of its own.
        if item.kind != "assessment":
            return item
        words = await self._word_counts.of_transcript(tenant_id, item.interview)
        return replace(item, reading_minutes=reading_minutes(words))


async def find_own_intakes(
    work: UnitOfWork, caller: Caller, list_own_intakes: OwnIntakeReader
) -> tuple[InterviewId, ...]:
    """Return the ids of the intakes in which the caller is interviewed and that have not ended."""
    if Permission.INTAKE_USE not in caller.permissions:
        return ()
    return tuple(await list_own_intakes(work, caller.id))


class ManageQueueClaims:
    """Claims and releases items of the queue; a claim informs colleagues and locks nothing."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        queue: PostgresQueueRepository,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._queue = queue
        self._audit = audit
        self._clock = clock

    async def claim(self, caller: Caller, key: str, kind: QueueItemKind) -> tuple[QueueClaim, ...]:
        """Claim an item for four hours and return everybody's claims of it; a second call renews it.

        Raises ``PeopleOnlyError``, ``InterviewNotFoundError`` or ``QueueItemNotFoundError``.
        """
        _require_decider(caller, kind)
        now = self._clock.now()
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            query = QueueQuery(
                kinds=(kind,), user_id=caller.id, due_hours=None, now=now, is_test=None
            )
            since = await self._queue.find_since(work, query, interview.id, kind)
            if since is None:
                raise QueueItemNotFoundError
            claim = QueueClaim(
                user_id=caller.id,
                user_name=caller.name,
                claimed_at=now,
                expires_at=now + CLAIM_DURATION,
            )
            await self._queue.claim(work, interview.id, kind, claim)
            await self._audit.record(work, caller, "queue.claim", str(interview.id), {"kind": kind})
            claims = await self._queue.list_claims(work, [interview.id], now)
        found = claims.get((interview.id, kind), ())
        return tuple(claim for claim in found if claim.claimed_at >= since)

    async def release(self, caller: Caller, key: str, kind: QueueItemKind) -> None:
        """Release the caller's own claim; without one, nothing happens.

        Raises ``PeopleOnlyError`` or ``InterviewNotFoundError``.
        """
        _require_decider(caller, kind)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            if await self._queue.release(work, interview.id, kind, caller.id):
                await self._audit.record(
                    work, caller, "queue.release", str(interview.id), {"kind": kind}
                )


def _require_decider(caller: Caller, kind: QueueItemKind) -> None:
    caller.require(PERMISSIONS_BY_KIND[kind])
    if not caller.is_person:
        raise PeopleOnlyError
