"""What people read: lists, one interview whole, its state, its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.interview import Interview, Step
from vivavoce.hiring.domain.workflow import State, Transition
from vivavoce.hiring.ports import Assessments, Doors, Interviews, Plans, Query
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import iso_ms
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import InterviewId

_PLAN_DECISIONS = frozenset({Transition.APPROVE, Transition.AUTO_APPROVE, Transition.REJECT})
_VERDICTS = frozenset({Transition.APPROVE_ASSESSMENT, Transition.REJECT_ASSESSMENT})
_PLAN_MADE = frozenset({Transition.PLAN_READY, Transition.MODIFY})
_ASSESSMENT_MADE = frozenset({Transition.ASSESSMENT_READY, Transition.REASSESS})


class NothingYet(NotFound):
    """This does not exist yet."""

    code = "not_there_yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a list with the links that the reader may see."""

    interviews: tuple[Interview, ...]
    links: Mapping[InterviewId, str] = field(repr=False)
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """One interview with everything that belongs to it."""

    interview: Interview
    history: tuple[Step, ...]
    link: str | None = field(default=None, repr=False)
    plan: Json | None = None
    assessment: Json | None = None


class ReadInterviews:
    """Reads within the caller's organisation."""

    def __init__(
        self,
        open_work: OpenWork,
        interviews: Interviews,
        doors: Doors,
        plans: Plans,
        assessments: Assessments,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._doors = doors
        self._plans = plans
        self._assessments = assessments

    async def page(self, caller: Caller, query: Query) -> Listing:
        """Return a page, in the order that is asked for."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            found = await self._interviews.page(work, query)
            links = await self._links(work, caller, *found.interviews)
        return Listing(interviews=found.interviews, links=links, total=found.total)

    async def counts(self, caller: Caller) -> dict[State, int]:
        """Return how many interviews stand in each of the states."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            return await self._interviews.counts(work)

    async def detail(self, caller: Caller, key: str) -> Whole:
        """Return an interview with its history."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            links = await self._links(work, caller, interview)
            return Whole(
                interview=interview,
                history=await self._interviews.history(work, interview),
                link=links.get(interview.id),
            )

    async def status(self, caller: Caller, key: str) -> Whole:
        """Return an interview with its plan and its assessment, each with its decision."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.find(work, key)
            history = await self._interviews.history(work, interview)
            links = await self._links(work, caller, interview)
            return Whole(
                interview=interview,
                history=history,
                link=links.get(interview.id),
                plan=await self._plan(work, interview, history),
                assessment=await self._assessment(work, interview, history),
            )

    async def plan(self, caller: Caller, key: str) -> Json:
        """Return the current plan with the decision about it, or raise ``NothingYet``."""
        whole = await self.status(caller, key)
        if whole.plan is None:
            raise NothingYet("There is no plan yet.")
        return whole.plan

    async def assessment(self, caller: Caller, key: str) -> Json:
        """Return the newest assessment with the decision about it, or raise ``NothingYet``."""
        whole = await self.status(caller, key)
        if whole.assessment is None:
            raise NothingYet("There is no assessment yet.")
        return whole.assessment

    async def _plan(
        self, work: Work, interview: Interview, history: tuple[Step, ...]
    ) -> Json | None:
        plan = await self._plans.current(work, interview.id)
        if plan is None:
            return None
        return {**plan, "decision": decision(history, _PLAN_DECISIONS, _PLAN_MADE)}

    async def _assessment(
        self, work: Work, interview: Interview, history: tuple[Step, ...]
    ) -> Json | None:
        assessment = await self._assessments.latest(work, interview.id)
        if assessment is None:
            return None
        return {**assessment, "decision": decision(history, _VERDICTS, _ASSESSMENT_MADE)}

    async def _links(
        self, work: Work, caller: Caller, *interviews: Interview
    ) -> Mapping[InterviewId, str]:
        # The link lets its holder in: only who may send it may read it.
        if Permission.INTERVIEW_UPDATE not in caller.permissions or not interviews:
            return {}
        return await self._doors.links(work, [interview.id for interview in interviews])


def decision(
    history: tuple[Step, ...], decisions: frozenset[Transition], made: frozenset[Transition]
) -> Json | None:
    """Return the last decision that no later version has undone: who, when, in which words."""
    for step in reversed(history):
        if step.transition in made:
            return None
        if step.transition in decisions:
            return {
                "approved": step.transition
                not in (Transition.REJECT, Transition.REJECT_ASSESSMENT),
                "by": step.actor.name,
                "at": iso_ms(step.at),
                "comments": step.reason,
            }
    return None
