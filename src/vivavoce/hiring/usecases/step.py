"""The one way an interview moves: row, history, event, webhook and audit together."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from vivavoce.contracts.envelope import Event, Payload
from vivavoce.hiring.domain.interview import Actor, Interview, Step
from vivavoce.hiring.domain.workflow import RULES, Rule, Transition
from vivavoce.hiring.ports import Announcer, Audit, Interviews
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock


class TakeStep:
    """Takes one step of the workflow inside the caller's unit of work."""

    def __init__(
        self, interviews: Interviews, announcer: Announcer, audit: Audit, clock: Clock
    ) -> None:
        self._interviews = interviews
        self._announcer = announcer
        self._audit = audit
        self._clock = clock

    async def __call__(
        self,
        work: Work,
        interview: Interview,
        transition: Transition,
        *,
        by: Actor,
        event: Payload | Event,
        caller: Caller | None = None,
        asks: Payload | None = None,
        reason: str | None = None,
        data: Mapping[str, Any] | None = None,  # Any: JSON for partners
        **changes: Any,  # Any: fields of Interview
    ) -> Interview:
        """Return the interview after the step, or raise ``MoveNotAllowed`` and change nothing.

        ``event`` is what tells the step: a payload to publish, or the event that was heard.
        """
        rule = RULES[transition]
        _refuse_other_event(rule, event, asks)
        moved, step = interview.taking(
            transition, by=by, at=self._clock.now(), reason=reason, **changes
        )
        told = await self._tell(work, interview, event)
        if asks is not None:
            await self._tell(work, interview, asks)
        step = dataclasses.replace(step, event_id=told.id)
        await self._interviews.save(work, moved, was=interview.version)
        await self._interviews.note(work, moved, step)
        if rule.webhook is not None:
            await self.announce(work, moved, rule.webhook, data or {})
        if caller is not None:
            await self._note(work, caller, moved, step)
        return moved

    async def announce(
        self,
        work: Work,
        interview: Interview,
        event: str,
        data: Mapping[str, Any],  # Any: JSON for partners
    ) -> None:
        """Tell partners about ``interview`` as it stands, unless it is the person's own affair."""
        if interview.profile.visibility != "staff":
            return
        await self._announcer.announce(
            work,
            interview_id=interview.id,
            run_id=interview.run_id,
            event=event,
            state=str(interview.state),
            callback_url=interview.request.callback_url,
            data=data,
            person_id=interview.person_id,
            candidate_ref=interview.request.candidate_ref,
        )

    async def _tell(self, work: Work, interview: Interview, event: Payload | Event) -> Event:
        if isinstance(event, Event):
            return event
        return await work.publish(event, run_id=interview.run_id, interview_id=interview.id)

    async def _note(self, work: Work, caller: Caller, moved: Interview, step: Step) -> None:
        details = {
            "transition": str(step.transition),
            "from": None if step.before is None else str(step.before),
            "to": str(step.after),
            "onBehalfOf": step.actor.on_behalf_of,
        }
        action = f"interview.{step.transition.lower()}"
        await self._audit.note(work, caller, action, str(moved.id), details)


def _refuse_other_event(rule: Rule, event: Payload | Event, asks: Payload | None) -> None:
    is_heard = isinstance(event, Event)
    is_right = event.topic == rule.topic and is_heard == rule.is_heard
    is_asked = (None if asks is None else type(asks)) is rule.asks
    if not is_right or not is_asked:
        raise ValueError(f"'{rule.transition}' is told by '{rule.topic}', not by '{event.topic}'")
