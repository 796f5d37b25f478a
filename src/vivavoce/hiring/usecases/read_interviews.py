"""Read interviews: lists, details, status, history, plan and assessment."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace

from vivavoce.contracts.candidate_page import ConsentAnswer
from vivavoce.contracts.envelope import Json
from vivavoce.hiring.adapters.hiring_decisions import PostgresHiringDecisionRepository
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.hiring_decision import HiringDecision
from vivavoce.hiring.domain.interview import Interview, TransitionRecord
from vivavoce.hiring.domain.interview_export import CsvInterview
from vivavoce.hiring.domain.workflow import InterviewState, InterviewTransition
from vivavoce.hiring.ports.candidates import CandidateLinkCommands
from vivavoce.hiring.ports.interviews import InterviewAssessments, InterviewPage, InterviewQuery
from vivavoce.hiring.ports.plans import InterviewPlans
from vivavoce.hiring.usecases.correct_resume import resume_of
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.errors import InvalidRequestError, NotFoundError
from vivavoce.kernel.ids import InterviewId

_PLAN_DECISIONS = frozenset(
    {InterviewTransition.APPROVE, InterviewTransition.AUTO_APPROVE, InterviewTransition.REJECT}
)
_ASSESSMENT_DECISIONS = frozenset(
    {InterviewTransition.APPROVE_ASSESSMENT, InterviewTransition.REJECT_ASSESSMENT}
)
_PLAN_CREATIONS = frozenset({InterviewTransition.PLAN_READY, InterviewTransition.MODIFY})
_ASSESSMENT_CREATIONS = frozenset(
    {InterviewTransition.ASSESSMENT_READY, InterviewTransition.REASSESS}
)


_MAX_POSITIONS = 200
_EXPORT_PAGE = 500
_RESULTS_PAGE = 50


class ExportTooLargeError(InvalidRequestError):
    """More than 10,000 interviews match. Narrow the filters, for example by date."""

    code = "export_too_large"


class NotAvailableYetError(NotFoundError):
    """This does not exist yet."""

    code = "not_available_yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewListing:
    """One page of a list with the candidate links that the caller may see."""

    page: InterviewPage
    links: Mapping[InterviewId, str] = field(repr=False)
    decisions: Mapping[InterviewId, HiringDecision]
    """The newest decision about each candidate, without its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewWithResults:
    """One interview with its history, link, plan and assessment."""

    interview: Interview
    history: tuple[TransitionRecord, ...]
    link: str | None = field(default=None, repr=False)
    decision: HiringDecision | None = None
    """The newest decision about the candidate."""
    drafted: tuple[Json, ...] = ()
    """The competencies of the next plan that are written, while a model writes it."""
    plan: Json | None = None
    assessment: Json | None = None


class ReadInterviews:
    """Reads interviews of the caller's organization. ``key`` is an interview id or a run id."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        candidate_links: CandidateLinkCommands,
        plans: InterviewPlans,
        assessments: InterviewAssessments,
        decisions: PostgresHiringDecisionRepository,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._candidate_links = candidate_links
        self._plans = plans
        self._assessments = assessments
        self._decisions = decisions

    async def page(self, caller: Caller, query: InterviewQuery) -> InterviewListing:
        """Return the page of interviews that ``query`` asks for."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview_page = await self._interviews.page(work, query)
            links = await self._links(work, caller, *interview_page.interviews)
            ids = [interview.id for interview in interview_page.interviews]
            decisions = await self._decisions.newest(work, ids)
        return InterviewListing(page=interview_page, links=links, decisions=decisions)

    async def list_positions(self, caller: Caller) -> tuple[str, ...]:
        """Return the positions of the organization's interviews in alphabetical order, at most 200."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            return await self._interviews.list_positions(work, limit=_MAX_POSITIONS)

    async def export(self, caller: Caller, query: InterviewQuery) -> list[CsvInterview]:
        """Return every interview that ``query`` asks for with its decision; its page is ignored.

        Raises ``ExportTooLargeError`` for more than ``MAX_COUNTED_INTERVIEWS``.
        """
        caller.require(Permission.INTERVIEW_READ)
        exported: list[CsvInterview] = []
        part = replace(query, page=1, cursor=None, limit=_EXPORT_PAGE)
        async with self._open_work(caller.tenant_id) as work:
            while True:
                found = await self._interviews.page(work, part)
                if not found.is_total_exact:
                    raise ExportTooLargeError
                ids = [interview.id for interview in found.interviews]
                decisions = await self._decisions.newest(work, ids)
                exported += [CsvInterview(one, decisions.get(one.id)) for one in found.interviews]
                if found.next_cursor is None:
                    return exported
                part = replace(part, cursor=found.next_cursor)

    def stream_results(
        self, caller: Caller, query: InterviewQuery
    ) -> AsyncIterator[InterviewWithResults]:
        """Return every interview that ``query`` asks for with its results, however many there are.

        They are ordered by time of creation; no transaction is open while the reader is slow. Candidate
        links are left out.
        """
        caller.require(Permission.INTERVIEW_READ)
        return self._stream(caller, replace(query, page=1, cursor=None, limit=_RESULTS_PAGE))

    async def _stream(
        self, caller: Caller, part: InterviewQuery
    ) -> AsyncIterator[InterviewWithResults]:
        is_last = False
        while not is_last:
            async with self._open_work(caller.tenant_id) as work:
                found = await self._interviews.page(work, part)
                results = [await self._results(work, one) for one in found.interviews]
            for result in results:
                yield result
            part = replace(part, cursor=found.next_cursor)
            is_last = found.next_cursor is None

    async def counts(self, caller: Caller) -> dict[InterviewState, int]:
        """Return the number of interviews in each state; states without any have 0."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            return await self._interviews.counts(work)

    async def detail(self, caller: Caller, key: str) -> InterviewWithResults:
        """Return an interview with its history."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            links = await self._links(work, caller, interview)
            return InterviewWithResults(
                interview=interview,
                history=await self._interviews.history(work, interview),
                link=links.get(interview.id),
                decision=await self._decision(work, interview),
                drafted=tuple(await self._plans.drafted(work, interview.id)),
            )

    async def list_consents(self, caller: Caller, key: str) -> tuple[ConsentAnswer, ...]:
        """Return what the candidate answered to consent texts, oldest first."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            return await self._candidate_links.list_consents(work, interview.id)

    async def status(self, caller: Caller, key: str) -> InterviewWithResults:
        """Return an interview with its plan and its assessment, each with its decision."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            links = await self._links(work, caller, interview)
            return replace(await self._results(work, interview), link=links.get(interview.id))

    async def json_resume(self, caller: Caller, key: str) -> Json:
        """Return what is known about the candidate, as JSON Resume."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            request = (await self._interviews.find(work, key)).request
        return resume_of(request)

    async def plan(self, caller: Caller, key: str) -> Json:
        """Return the current plan with the decision about it, or raise ``NotAvailableYetError``."""
        status = await self.status(caller, key)
        if status.plan is None:
            raise NotAvailableYetError("This interview has no plan yet.")
        return status.plan

    async def plan_versions(self, caller: Caller, key: str) -> list[Json]:
        """Return all versions of the plan, newest first; empty if there is none yet."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            return await self._plans.list_versions(work, interview.id)

    async def job_analysis(self, caller: Caller, key: str) -> Json:
        """Return what was read in each line of the job text, before the plan exists as well as after.

        Raises ``NotAvailableYetError`` without a job text.
        """
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            analysis = await self._plans.read_job_text(
                work,
                interview.id,
                position=interview.request.position or "",
                job_description=interview.request.job_description or "",
            )
        if analysis is None:
            raise NotAvailableYetError("This interview has no job text yet.")
        return analysis

    async def assessment(self, caller: Caller, key: str) -> Json:
        """Return the newest assessment with the decision about it, or raise ``NotAvailableYetError``."""
        status = await self.status(caller, key)
        if status.assessment is None:
            raise NotAvailableYetError("This interview has no assessment yet.")
        return status.assessment

    async def _results(self, work: UnitOfWork, interview: Interview) -> InterviewWithResults:
        history = await self._interviews.history(work, interview)
        return InterviewWithResults(
            interview=interview,
            history=history,
            decision=await self._decision(work, interview),
            plan=await self._plan(work, interview, history),
            assessment=await self._assessment(work, interview, history),
        )

    async def _plan(
        self, work: UnitOfWork, interview: Interview, history: tuple[TransitionRecord, ...]
    ) -> Json | None:
        plan = await self._plans.current(work, interview.id)
        if plan is None:
            return None
        return {**plan, "decision": find_decision(history, _PLAN_DECISIONS, _PLAN_CREATIONS)}

    async def _assessment(
        self, work: UnitOfWork, interview: Interview, history: tuple[TransitionRecord, ...]
    ) -> Json | None:
        assessment = await self._assessments.latest(work, interview.id)
        if assessment is None:
            return None
        corrections = await self._decisions.list_corrections(
            work, interview.id, str(assessment["assessmentId"])
        )
        return {
            **assessment,
            "decision": find_decision(history, _ASSESSMENT_DECISIONS, _ASSESSMENT_CREATIONS),
            "corrections": [correction.to_json() for correction in corrections],
        }

    async def _decision(self, work: UnitOfWork, interview: Interview) -> HiringDecision | None:
        return next(iter(await self._decisions.list(work, interview.id)), None)

    async def _links(
        self, work: UnitOfWork, caller: Caller, *interviews: Interview
    ) -> Mapping[InterviewId, str]:
        # The link gives access to the interview: only callers who may send it may read it.
        if Permission.INTERVIEW_UPDATE not in caller.permissions or not interviews:
            return {}
        return await self._candidate_links.links(work, [interview.id for interview in interviews])


def find_decision(
    history: tuple[TransitionRecord, ...],
    decisions: frozenset[InterviewTransition],
    creations: frozenset[InterviewTransition],
) -> Json | None:
    """Return the decision about the current version as JSON, or None if there is none.

    A decision counts only if no transition in ``creations`` follows it.
    """
    for record in reversed(history):
        if record.transition in creations:
            return None
        if record.transition in decisions:
            return {
                "approved": record.transition
                not in (InterviewTransition.REJECT, InterviewTransition.REJECT_ASSESSMENT),
                "by": record.actor.name,
                "at": format_timestamp(record.at),
                "comments": record.reason,
            }
    return None
