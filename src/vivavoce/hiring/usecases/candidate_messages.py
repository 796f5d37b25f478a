"""What a candidate wrote on their own page, for staff: read it, and answer a request for a review."""

from __future__ import annotations

from vivavoce.contracts.candidate_page import CandidateMessages
from vivavoce.hiring.adapters.candidate_messages import PostgresCandidateMessageRepository
from vivavoce.hiring.adapters.human_tasks import PostgresHumanTaskRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.candidate_page import (
    ReviewAnsweredError,
    ReviewNotFoundError,
    check_message,
)
from vivavoce.hiring.domain.human_task import PeopleOnlyError
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.ports.candidates import CandidateLinkCommands, DecisionMail
from vivavoce.hiring.ports.interviews import InterviewPolicy
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock


class ManageCandidateMessages:
    """Reads the messages of a candidate, and sends the answer to a request for a review."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        messages: PostgresCandidateMessageRepository,
        tasks: PostgresHumanTaskRepository,
        mail: DecisionMail,
        candidate_links: CandidateLinkCommands,
        policy: InterviewPolicy,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._messages = messages
        self._tasks = tasks
        self._mail = mail
        self._candidate_links = candidate_links
        self._policy = policy
        self._audit = audit
        self._clock = clock

    async def read(self, caller: Caller, key: str) -> CandidateMessages:
        """Return what the candidate of an interview wrote; raises ``InterviewNotFoundError``."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            return await self._messages.list(work, interview.id)

    async def answer_review(self, caller: Caller, key: str, answer: str) -> CandidateMessages:
        """Answer a request for a review, e-mail the answer, and complete its task; return all messages.

        Raises ``PeopleOnlyError``, ``MessageTooLongError``, ``ReviewNotFoundError``,
        ``ReviewAnsweredError`` or ``DataErasedError``.
        """
        caller.require(Permission.INTERVIEW_APPROVE)
        if not caller.is_person:
            raise PeopleOnlyError
        text = check_message(answer, "answer")
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if (await self._messages.list(work, interview.id)).review is None:
                raise ReviewNotFoundError
            now = self._clock.now()
            is_stored = await self._messages.answer_review(
                work,
                interview.id,
                interview.person_id,
                answer=text,
                by=caller.id,
                by_name=caller.name,
                at=now,
            )
            if not is_stored:
                raise ReviewAnsweredError
            await self._tasks.complete_all(
                work, interview.id, "review_requested", by=caller.id, at=now
            )
            await self._send(work, interview, text)
            await self._audit.record(work, caller, "interview.review_answered", str(interview.id))
            return await self._messages.list(work, interview.id)

    async def _send(self, work: UnitOfWork, interview: Interview, answer: str) -> None:
        request = interview.request
        if request.candidate_email is None:
            return
        rules = await self._policy.candidate_page_rules(work)
        links = await self._candidate_links.links(work, [interview.id])
        await self._mail.send_review_answered(
            work,
            person_id=interview.person_id,
            to=request.candidate_email,
            position=request.position or "",
            organization=request.company_name or rules.organization_name,
            answer=answer,
            link=links.get(interview.id, ""),
            language=request.reader_language,
        )
