"""Facade for other slices: read and change an interview within the caller's own unit of work."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from contextlib import suppress

from vivavoce.contracts.events import PlanGenerationStarted
from vivavoce.contracts.interview import CandidateInterviewDetails, InterviewStatus, PlanningFacts
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.completeness import build_skills_gap, check_completeness
from vivavoce.hiring.domain.interview import SYSTEM_ACTOR, Interview
from vivavoce.hiring.domain.workflow import (
    InterviewState,
    InterviewTransition,
    build_transition_error,
)
from vivavoce.hiring.ports.interviews import InterviewNotFoundError, InterviewQuery
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import EARLY_START_TOLERANCE, BeginInterview
from vivavoce.hiring.usecases.end_interview import CANCEL_REASON_EXPIRED, CloseUnfinishedInterview
from vivavoce.hiring.usecases.request_interview import build_gaps_data, build_info_request
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId

_DEFAULT_SKILLS_QUESTION = "Which skills should the interview cover? Please use their usual names."


class InterviewFacade:
    """Facade of interviews. Unknown ids raise ``NotFoundError``, impossible steps ``ConflictError``."""

    def __init__(
        self,
        interviews: PostgresInterviewRepository,
        apply_transition: ApplyTransition,
        close_unfinished: CloseUnfinishedInterview,
        begin_interview: BeginInterview,
        clock: Clock,
    ) -> None:
        self._interviews = interviews
        self._apply_transition = apply_transition
        self._close_unfinished = close_unfinished
        self._begin_interview = begin_interview
        self._clock = clock

    async def get_facts(self, work: UnitOfWork, interview_id: InterviewId) -> PlanningFacts:
        """Return the facts that the planner needs."""
        interview = await self._interviews.find(work, str(interview_id))
        request = interview.request
        return PlanningFacts(
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

    async def resolve_interview_id(self, work: UnitOfWork, ref: str) -> InterviewId:
        """Return the id of the interview with the id or run id ``ref``."""
        return (await self._interviews.find(work, ref)).id

    async def get_status(self, work: UnitOfWork, ref: str) -> InterviewStatus:
        """Return the status of the interview with the id or run id ``ref``."""
        return _to_status(await self._interviews.find(work, ref))

    async def list_by_state(
        self, work: UnitOfWork, states: Sequence[str], *, limit: int
    ) -> list[InterviewStatus]:
        """Return up to ``limit`` interviews in one of ``states``, newest first."""
        query = InterviewQuery(
            states=tuple(InterviewState(name) for name in states), is_test=None, limit=limit
        )
        return [
            _to_status(interview)
            for interview in (await self._interviews.page(work, query)).interviews
        ]

    async def get_change_request(self, work: UnitOfWork, interview_id: InterviewId) -> str | None:
        """Return the text of the change request behind the plan that is being written, or None."""
        interview = await self._interviews.find(work, str(interview_id))
        history = await self._interviews.history(work, interview)
        last = history[-1] if history else None
        return last.reason if last and last.transition is InterviewTransition.MODIFY else None

    async def begin_planning(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        validated: Sequence[str],
        unvalidated: Sequence[str],
    ) -> None:
        """Record the validated skills and start plan generation; does nothing if it has already started."""
        interview = await self._interviews.lock(work, str(interview_id))
        if interview.state is InterviewState.GENERATING_PLAN:
            return
        await self._apply_transition(
            work,
            interview,
            InterviewTransition.GENERATE_PLAN,
            actor=SYSTEM_ACTOR,
            event=PlanGenerationStarted(
                validated_skills=tuple(validated), unvalidated_skills=tuple(unvalidated)
            ),
        )

    async def ask_for_info(
        self, work: UnitOfWork, interview_id: InterviewId, questions: Sequence[str]
    ) -> None:
        """Move the interview to INFO_NEEDED with questions about its skills.

        Used when a name means two skills; without ``questions`` a default one is asked. Raises
        ``InvalidTransitionError`` outside VALIDATING_SKILLS.
        """
        interview = await self._interviews.lock(work, str(interview_id))
        if interview.state is not InterviewState.VALIDATING_SKILLS:
            raise build_transition_error(interview.state, InterviewTransition.REQUEST_INFO)
        gaps = tuple(
            build_skills_gap(question) for question in questions or (_DEFAULT_SKILLS_QUESTION,)
        )
        completeness = dataclasses.replace(check_completeness(interview.request), gaps=gaps)
        with_questions = dataclasses.replace(interview, gaps=gaps, quality=completeness.quality)
        await self._interviews.save_request(work, with_questions)
        await self._apply_transition(
            work,
            with_questions,
            InterviewTransition.REQUEST_INFO,
            actor=SYSTEM_ACTOR,
            event=build_info_request(with_questions),
            data=build_gaps_data(with_questions),
        )

    async def get_candidate_details(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> CandidateInterviewDetails:
        """Return what the candidate link page shows."""
        interview = await self._interviews.find(work, str(interview_id))
        request = interview.request
        return CandidateInterviewDetails(
            interview_id=interview.id,
            run_id=interview.run_id,
            person_id=interview.person_id,
            profile=request.profile,
            state=str(interview.state),
            position=request.position,
            company_name=request.company_name,
            duration_minutes=request.minutes,
            language=request.reader_language,
            opens_at=interview.opens_at(EARLY_START_TOLERANCE),
            starts_at=request.scheduled_at,
            time_zone=request.time_zone,
            session_id=interview.session_id,
            attempt=interview.attempt,
            attempts_left=interview.attempts_left,
            abilities=request.abilities,
            persona_id=request.persona_id,
            transcript_retention_days=interview.retention.transcript,
            is_test=interview.is_test,
            candidate_name=request.candidate_name,
            email=request.candidate_email,
            phone_number=request.phone_number,
        )

    async def open_session(
        self, work: UnitOfWork, interview_id: InterviewId, session_id: str, attempt: int
    ) -> None:
        """Record a session that waits for the candidate; beginning it starts the interview."""
        interview = await self._interviews.lock(work, str(interview_id))
        await self._begin_interview.register_session(
            work, interview, session_id=session_id, attempt=attempt
        )

    async def choose_language(
        self, work: UnitOfWork, interview_id: InterviewId, language: str
    ) -> None:
        """Store the language in which the candidate reads pages and e-mails."""
        interview = await self._interviews.lock(work, str(interview_id))
        request = dataclasses.replace(interview.request, candidate_language=language)
        await self._interviews.save_request(work, dataclasses.replace(interview, request=request))

    async def lock_interview(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Lock an interview until ``work`` ends; an unknown id is ignored."""
        with suppress(InterviewNotFoundError):
            await self._interviews.lock(work, str(interview_id))

    async def expire(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Close an interview whose link has expired; return False while the candidate is in a session.

        With enough answers it becomes completed, otherwise cancelled. An interview that is already over
        or deleted stays as it is, and the result is True.
        """
        try:
            interview = await self._interviews.lock(work, str(interview_id))
        except InterviewNotFoundError:
            return True
        return await self._close_unfinished(work, interview, code=CANCEL_REASON_EXPIRED)

    async def note_failure(
        self, work: UnitOfWork, interview_id: InterviewId, *, stage: str, code: str, attempts: int
    ) -> None:
        """Record a failure of ``stage`` for staff to see; the next transition clears it."""
        interview = await self._interviews.lock(work, str(interview_id))
        failure = {"stage": stage, "code": code, "attempts": attempts}
        with_failure = dataclasses.replace(interview, failure=failure, updated_at=self._clock.now())
        await self._interviews.save(work, with_failure, expected_version=interview.version)

    async def get_names_to_mask(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, ...]:
        """Return the name, name parts, e-mail address and phone number to mask, longest first."""
        request = (await self._interviews.find(work, str(interview_id))).request
        name, address = request.candidate_name or "", request.candidate_email or ""
        words = {name, address, request.phone_number or "", *name.replace(",", " ").split()}
        return tuple(sorted((word for word in words if len(word) > 1), key=lambda w: (-len(w), w)))


def _to_status(interview: Interview) -> InterviewStatus:
    return InterviewStatus(
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
