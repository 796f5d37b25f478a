"""Create an interview for another slice, within that slice's unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.hiring.domain.interview import actor_from_caller
from vivavoce.hiring.usecases.register_interview import RegisterInterview
from vivavoce.hiring.usecases.request_interview import RequestRules
from vivavoce.hiring.usecases.self_service import to_interview_details
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller, Permission


class CreateInterview:
    """Creates an interview as the request route does; the calling slice supplies the plan."""

    def __init__(self, register_interview: RegisterInterview, rules: RequestRules) -> None:
        self._register_interview = register_interview
        self._rules = rules

    async def __call__(
        self,
        work: UnitOfWork,
        caller: Caller,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewSnapshot:
        """Return the new interview, or raise ``InvalidRequestError`` or ``ForbiddenError``."""
        caller.require(Permission.INTERVIEW_CREATE)
        request = self._rules.parse(facts)
        return to_interview_details(
            await self._register_interview(
                work, request, actor=actor_from_caller(caller), caller=caller
            )
        )
