"""The interview desk: what other slices may ask of an interview, within their own unit of work."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vivavoce.contracts.events import PlanGenerationStarted
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.domain.completeness import check, planner_question
from vivavoce.hiring.domain.interview import SYSTEM, Interview
from vivavoce.hiring.domain.workflow import State, Transition, not_allowed
from vivavoce.hiring.ports import Interviews, Query, UnknownInterview
from vivavoce.hiring.usecases.begin import EARLY_START, BeginInterview
from vivavoce.hiring.usecases.cancel import EXPIRED
from vivavoce.hiring.usecases.close import CloseUnfinished
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.hiring.usecases.tellings import gaps_told, info_needed
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, PersonId

_ASK_ANYWAY = "Which skills, by their usual names, should be talked about?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The facts that a plan is written from."""

    interview_id: InterviewId
    run_id: str
    profile: str
    state: str
    position: str
    level: str
    skills: tuple[str, ...]
    qualifications: tuple[str, ...]
    job_description: str
    company_name: str | None
    company_description: str | None
    duration_minutes: int
    language: str
    plan_id: str | None
    abilities: Mapping[str, bool]
    interview_type: str | None
    difficulty: str | None
    framework: str | None
    persona_id: str | None
    focus: tuple[str, ...]
    avoid: tuple[str, ...]
    candidate_name: str | None = field(repr=False)
    resume_text: str | None = field(repr=False)
    candidate_profile: Mapping[str, Any] | None = field(repr=False)  # Any: JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the candidate's door shows and needs to know."""

    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    profile: str
    state: str
    position: str | None
    company_name: str | None
    duration_minutes: int
    language: str
    opens_at: datetime | None
    session_id: str | None
    attempt: int
    attempts_left: int
    abilities: Mapping[str, bool]
    persona_id: str | None
    keep_words_days: int
    """How long after its end what was said is kept: what the candidate is told."""
    candidate_name: str | None = field(repr=False)
    email: str | None = field(repr=False)
    """The whole address: for sending to, never for showing."""
    number: str | None = field(default=None, repr=False)
    """The whole telephone number: for calling, never for showing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far an interview has come, without anything personal."""

    interview_id: InterviewId
    run_id: str
    state: str
    plan_id: str | None
    assessment_id: str | None
    session_id: str | None
    cancel_reason: str | None
    failure: Mapping[str, Any] | None  # Any: JSON {stage, code, attempts}
    is_assessed: bool
    """Whether a reading of the person is made of the talk; otherwise it is for documents."""


class InterviewDesk:
    """The interview's facade. Unknown ids raise ``NotFound``, impossible steps ``Refused``."""

    def __init__(
        self,
        interviews: Interviews,
        step: TakeStep,
        close: CloseUnfinished,
        begin: BeginInterview,
        clock: Clock,
    ) -> None:
        self._interviews = interviews
        self._step = step
        self._close = close
        self._begin = begin
        self._clock = clock

    async def brief(self, work: Work, interview_id: InterviewId) -> Brief:
        """Return the facts for the planner."""
        interview = await self._interviews.find(work, str(interview_id))
        request = interview.request
        return Brief(
            interview_id=interview.id,
            run_id=interview.run_id,
            profile=request.profile,
            state=str(interview.state),
            position=request.position or "",
            level=request.level or "",
            skills=request.all_skills,
            qualifications=request.qualifications,
            job_description=request.job_description or "",
            company_name=request.company_name,
            company_description=request.company_description,
            duration_minutes=request.minutes,
            language=request.language,
            plan_id=interview.plan_id,
            abilities=request.abilities,
            interview_type=request.interview_type,
            difficulty=request.difficulty,
            framework=request.framework,
            persona_id=request.persona_id,
            focus=request.focus,
            avoid=request.avoid,
            candidate_name=request.candidate_name,
            resume_text=request.resume_text,
            candidate_profile=request.candidate_profile,
        )

    async def interview_of(self, work: Work, ref: str) -> InterviewId:
        """Return the id of the interview that ``ref``, its id or its run id, names."""
        return (await self._interviews.find(work, ref)).id

    async def standing(self, work: Work, ref: str) -> Standing:
        """Return how the interview stands that ``ref``, its id or its run id, names."""
        return _standing(await self._interviews.find(work, ref))

    async def waiting(self, work: Work, states: Sequence[str], *, limit: int) -> list[Standing]:
        """Return interviews in one of ``states``, newest first."""
        query = Query(states=tuple(State(name) for name in states), limit=limit)
        return [_standing(one) for one in (await self._interviews.page(work, query)).interviews]

    async def wish(self, work: Work, interview_id: InterviewId) -> str | None:
        """Return in which words a person asked for the plan that is awaited now, if one did."""
        interview = await self._interviews.find(work, str(interview_id))
        history = await self._interviews.history(work, interview)
        last = history[-1] if history else None
        return last.reason if last and last.transition is Transition.MODIFY else None

    async def begin_planning(
        self,
        work: Work,
        interview_id: InterviewId,
        validated: Sequence[str],
        unvalidated: Sequence[str],
    ) -> None:
        """Note that the skills are validated; a plan that is being written already stays so."""
        interview = await self._interviews.lock(work, str(interview_id))
        if interview.state is State.GENERATING_PLAN:
            return
        await self._step(
            work,
            interview,
            Transition.GENERATE_PLAN,
            by=SYSTEM,
            event=PlanGenerationStarted(
                validated_skills=tuple(validated), unvalidated_skills=tuple(unvalidated)
            ),
        )

    async def ask_for_info(
        self, work: Work, interview_id: InterviewId, questions: Sequence[str]
    ) -> None:
        """Ask a person about the skills: none was validated, or one is ambiguous."""
        interview = await self._interviews.lock(work, str(interview_id))
        if interview.state is not State.VALIDATING_SKILLS:
            raise not_allowed(interview.state, Transition.REQUEST_INFO)
        gaps = tuple(planner_question(question) for question in questions or (_ASK_ANYWAY,))
        found = dataclasses.replace(check(interview.request), gaps=gaps)
        asked = dataclasses.replace(interview, gaps=gaps, quality=found.quality)
        await self._interviews.save_facts(work, asked)
        await self._step(
            work,
            asked,
            Transition.REQUEST_INFO,
            by=SYSTEM,
            event=info_needed(asked),
            data=gaps_told(asked),
        )

    async def card(self, work: Work, interview_id: InterviewId) -> Card:
        """Return what the candidate's door shows."""
        interview = await self._interviews.find(work, str(interview_id))
        request = interview.request
        return Card(
            interview_id=interview.id,
            run_id=interview.run_id,
            person_id=interview.person_id,
            profile=request.profile,
            state=str(interview.state),
            position=request.position,
            company_name=request.company_name,
            duration_minutes=request.minutes,
            language=request.language,
            opens_at=interview.opens_at(EARLY_START),
            session_id=interview.session_id,
            attempt=interview.attempt,
            attempts_left=interview.attempts_left,
            abilities=request.abilities,
            persona_id=request.persona_id,
            keep_words_days=interview.keeps.words,
            candidate_name=request.candidate_name,
            email=request.candidate_email,
            number=request.number,
        )

    async def open_session(
        self, work: Work, interview_id: InterviewId, session_id: str, attempt: int
    ) -> None:
        """Note that a session waits for the candidate. The interview starts when they begin it."""
        interview = await self._interviews.lock(work, str(interview_id))
        await self._begin.open(work, interview, session_id=session_id, attempt=attempt)

    async def hold(self, work: Work, interview_id: InterviewId) -> None:
        """Let nobody else change an interview until ``work`` ends; an unknown one is left alone."""
        with suppress(UnknownInterview):
            await self._interviews.lock(work, str(interview_id))

    async def expire(self, work: Work, interview_id: InterviewId) -> bool:
        """Close an interview whose link has run out; return False while the candidate talks in it.

        Enough answers make it completed, too few cancelled. One that is over stays as it is,
        and one that was deleted needs nothing more.
        """
        try:
            interview = await self._interviews.lock(work, str(interview_id))
        except UnknownInterview:
            return True
        return await self._close(work, interview, code=EXPIRED)

    async def note_failure(
        self, work: Work, interview_id: InterviewId, *, stage: str, code: str, attempts: int
    ) -> None:
        """Keep what went wrong on the way, for people to see; the next step clears it."""
        interview = await self._interviews.lock(work, str(interview_id))
        failure = {"stage": stage, "code": code, "attempts": attempts}
        noted = dataclasses.replace(interview, failure=failure, updated_at=self._clock.now())
        await self._interviews.save(work, noted, was=interview.version)

    async def masked_names(self, work: Work, interview_id: InterviewId) -> tuple[str, ...]:
        """Return the words that would tell a reader who the candidate is, longest first."""
        request = (await self._interviews.find(work, str(interview_id))).request
        name, address = request.candidate_name or "", request.candidate_email or ""
        words = {name, address, request.number or "", *name.replace(",", " ").split()}
        return tuple(sorted((word for word in words if len(word) > 1), key=lambda w: (-len(w), w)))


def _standing(interview: Interview) -> Standing:
    return Standing(
        interview_id=interview.id,
        run_id=interview.run_id,
        state=str(interview.state),
        plan_id=interview.plan_id,
        assessment_id=interview.assessment_id,
        session_id=interview.session_id,
        cancel_reason=interview.cancel_reason,
        failure=interview.failure,
        is_assessed=PROFILES[interview.request.profile].result == "assessment",
    )
