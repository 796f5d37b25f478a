"""Add missing facts to an interview, and continue once nothing is missing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from vivavoce.contracts.envelope import to_camel_case
from vivavoce.contracts.events import InterviewInfoCompleted
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.completeness import check_completeness, filter_unanswered
from vivavoce.hiring.domain.interview import Interview, actor_from_caller
from vivavoce.hiring.domain.request import (
    InterviewRequest,
    list_provided_fields,
    merge_request_update,
)
from vivavoce.hiring.domain.workflow import (
    InterviewState,
    InterviewTransition,
    build_transition_error,
)
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.request_interview import (
    RequestRules,
    build_gaps_data,
    build_info_request,
    build_validation_request,
)
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission


class CompleteInfo:
    """Adds facts to an interview in INFO_NEEDED."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        apply_transition: ApplyTransition,
        rules: RequestRules,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._apply_transition = apply_transition
        self._rules = rules

    async def __call__(
        self,
        caller: Caller,
        key: str,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
        *,
        on_behalf_of: str | None = None,
    ) -> Interview:
        """Return the interview: VALIDATING_SKILLS, or still INFO_NEEDED with its remaining gaps.

        Facts that change nothing are no event.
        Raises ``InvalidRequestError`` for bad facts and ``InvalidTransitionError`` in any other state.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        more = self._rules.parse(facts)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if interview.state is not InterviewState.INFO_NEEDED:
                raise build_transition_error(interview.state, InterviewTransition.COMPLETE_INFO)
            names = list_provided_fields(facts)
            filled = _merge_facts(
                interview, merge_request_update(interview.request, more, names), names
            )
            if filled == interview:
                return interview  # else two agents would answer each other without end
            await self._interviews.save_request(work, filled)
            actor = actor_from_caller(caller, on_behalf_of)
            if filled.gaps:
                return await self._apply_transition(
                    work,
                    filled,
                    InterviewTransition.REQUEST_INFO,
                    actor=actor,
                    caller=caller,
                    event=build_info_request(filled),
                    data=build_gaps_data(filled),
                )
            completed = tuple(to_camel_case(name) for name in names)
            return await self._apply_transition(
                work,
                filled,
                InterviewTransition.COMPLETE_INFO,
                actor=actor,
                caller=caller,
                event=InterviewInfoCompleted(
                    completed_fields=completed, completed_by=actor.reference
                ),
                follow_up_event=build_validation_request(filled),
                data={"completedFields": list(completed)},
            )


def _merge_facts(
    interview: Interview, request: InterviewRequest, names: tuple[str, ...]
) -> Interview:
    asked_gaps = [
        gap for gap in interview.gaps if gap not in check_completeness(interview.request).gaps
    ]
    completeness = check_completeness(request)
    answered_fields = {to_camel_case(name) for name in names}
    if "qualifications" in answered_fields:
        answered_fields.add("skills")
    gaps = (*completeness.gaps, *filter_unanswered(asked_gaps, answered_fields))
    return dataclasses.replace(
        interview,
        request=request,
        gaps=gaps,
        warnings=completeness.warnings,
        quality=dataclasses.replace(completeness, gaps=gaps).quality,
    )
