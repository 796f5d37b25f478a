"""Fill in what was missing, and go on when nothing is missing any more."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from vivavoce.contracts.envelope import camel
from vivavoce.contracts.events import InfoCompleted
from vivavoce.hiring.domain.completeness import check, still_open
from vivavoce.hiring.domain.interview import Interview, acting
from vivavoce.hiring.domain.request import InterviewRequest, merged, said
from vivavoce.hiring.domain.workflow import State, Transition, not_allowed
from vivavoce.hiring.ports import Interviews
from vivavoce.hiring.usecases.request_interview import RequestRules
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.hiring.usecases.tellings import gaps_told, info_needed, validation_requested
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission


class CompleteInfo:
    """Adds facts to an interview that waits for them."""

    def __init__(
        self, open_work: OpenWork, interviews: Interviews, step: TakeStep, rules: RequestRules
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._step = step
        self._rules = rules

    async def __call__(
        self,
        caller: Caller,
        key: str,
        given: Mapping[str, Any],  # Any: facts by their snake_case names
        *,
        on_behalf_of: str | None = None,
    ) -> Interview:
        """Return the interview: on its way, or still INFO_NEEDED with what is missing."""
        caller.require(Permission.INTERVIEW_UPDATE)
        more = self._rules.read(given)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if interview.state is not State.INFO_NEEDED:
                raise not_allowed(interview.state, Transition.COMPLETE_INFO)
            names = said(given)
            filled = _filled(interview, merged(interview.request, more, names), names)
            await self._interviews.save_facts(work, filled)
            by = acting(caller, on_behalf_of)
            if filled.gaps:
                return await self._step(
                    work,
                    filled,
                    Transition.REQUEST_INFO,
                    by=by,
                    caller=caller,
                    event=info_needed(filled),
                    data=gaps_told(filled),
                )
            completed = tuple(camel(name) for name in names)
            return await self._step(
                work,
                filled,
                Transition.COMPLETE_INFO,
                by=by,
                caller=caller,
                event=InfoCompleted(completed_fields=completed, completed_by=by.reference),
                asks=validation_requested(filled),
                data={"completedFields": list(completed)},
            )


def _filled(interview: Interview, request: InterviewRequest, names: tuple[str, ...]) -> Interview:
    asked = [gap for gap in interview.gaps if gap not in check(interview.request).gaps]
    found = check(request)
    answered = {camel(name) for name in names}
    if "qualifications" in answered:
        answered.add("skills")
    gaps = (*found.gaps, *still_open(asked, answered))
    return dataclasses.replace(
        interview,
        request=request,
        gaps=gaps,
        warnings=found.warnings,
        quality=dataclasses.replace(found, gaps=gaps).quality,
    )
