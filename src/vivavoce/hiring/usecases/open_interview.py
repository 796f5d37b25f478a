"""An interview that another slice opens on a person's word, within its own unit of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vivavoce.contracts.interview import InterviewView
from vivavoce.hiring.domain.interview import acting
from vivavoce.hiring.usecases.own_interviews import view_of
from vivavoce.hiring.usecases.request_interview import RequestRules
from vivavoce.hiring.usecases.take_in import TakeIn
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller, Permission


class OpenInterview:
    """Takes a request in as the route for requests does; its plan is the caller's to give."""

    def __init__(self, take_in: TakeIn, rules: RequestRules) -> None:
        self._take_in = take_in
        self._rules = rules

    async def __call__(
        self,
        work: Work,
        caller: Caller,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewView:
        """Return the new interview, or raise ``Malformed`` or ``Forbidden``."""
        caller.require(Permission.INTERVIEW_CREATE)
        request = self._rules.read(facts)
        return view_of(await self._take_in(work, request, by=acting(caller), caller=caller))
