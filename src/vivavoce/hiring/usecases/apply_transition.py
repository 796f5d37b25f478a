"""Apply a transition: update row, history, event, webhook and audit in one unit of work."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from vivavoce.contracts.envelope import EventPayload, IntegrationEvent
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.interview import Actor, Interview, TransitionRecord
from vivavoce.hiring.domain.workflow import TRANSITION_RULES, InterviewTransition, TransitionRule
from vivavoce.hiring.ports.interviews import InterviewChangeListener, InterviewWebhookPublisher
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock


class ApplyTransition:
    """Applies one workflow transition within the caller's unit of work."""

    def __init__(
        self,
        interviews: PostgresInterviewRepository,
        webhooks: InterviewWebhookPublisher,
        audit: AuditTrail,
        clock: Clock,
        on_changed: InterviewChangeListener | None = None,
    ) -> None:
        self._interviews = interviews
        self._webhooks = webhooks
        self._audit = audit
        self._clock = clock
        self._on_changed = on_changed

    async def __call__(
        self,
        work: UnitOfWork,
        interview: Interview,
        transition: InterviewTransition,
        *,
        actor: Actor,
        event: EventPayload | IntegrationEvent,
        caller: Caller | None = None,
        follow_up_event: EventPayload | None = None,
        reason: str | None = None,
        data: Mapping[str, Any] | None = None,  # Any: JSON for partners
        **changes: Any,  # Any: fields of Interview
    ) -> Interview:
        """Return the interview after ``transition``, or raise ``InvalidTransitionError`` and change nothing.

        ``event`` is the payload to publish, or the received event that caused the transition. ``data`` is
        the JSON of the webhook; ``changes`` are further fields of ``Interview`` to set. An audit row is
        written only if ``caller`` is given.
        """
        rule = TRANSITION_RULES[transition]
        _check_event_fits_rule(rule, event, follow_up_event)
        moved, record = interview.apply_transition(
            transition, actor=actor, at=self._clock.now(), reason=reason, **changes
        )
        published = await self._publish_event(work, interview, event)
        if follow_up_event is not None:
            await self._publish_event(work, interview, follow_up_event)
        record = dataclasses.replace(record, event_id=published.id)
        await self._interviews.save(work, moved, expected_version=interview.version)
        await self._interviews.add_transition(work, moved, record)
        if rule.webhook is not None:
            await self.publish_webhook(work, moved, rule.webhook, data or {})
        if self._on_changed is not None and moved.profile.visibility == "staff":
            await self._on_changed(work, moved.id)
        if caller is not None:
            await self._record_audit(work, caller, moved, record)
        return moved

    async def publish_webhook(
        self,
        work: UnitOfWork,
        interview: Interview,
        event: str,
        data: Mapping[str, Any],  # Any: JSON for partners
    ) -> None:
        """Queue a webhook about ``interview``; does nothing for profiles that staff cannot see."""
        if interview.profile.visibility != "staff":
            return
        await self._webhooks.publish(
            work,
            interview_id=interview.id,
            run_id=interview.run_id,
            event=event,
            state=str(interview.state),
            callback_url=interview.request.callback_url,
            data=data,
            person_id=interview.person_id,
            candidate_ref=interview.request.candidate_ref,
            external_id=interview.request.external_id,
        )

    async def _publish_event(
        self, work: UnitOfWork, interview: Interview, event: EventPayload | IntegrationEvent
    ) -> IntegrationEvent:
        if isinstance(event, IntegrationEvent):
            return event
        return await work.publish(event, run_id=interview.run_id, interview_id=interview.id)

    async def _record_audit(
        self, work: UnitOfWork, caller: Caller, interview: Interview, record: TransitionRecord
    ) -> None:
        details = {
            "transition": str(record.transition),
            "from": None if record.before is None else str(record.before),
            "to": str(record.after),
            "onBehalfOf": record.actor.on_behalf_of,
        }
        action = f"interview.{record.transition.lower()}"
        await self._audit.record(work, caller, action, str(interview.id), details)


def _check_event_fits_rule(
    rule: TransitionRule,
    event: EventPayload | IntegrationEvent,
    follow_up_event: EventPayload | None,
) -> None:
    is_heard = isinstance(event, IntegrationEvent)
    is_right = event.topic == rule.topic and is_heard == rule.is_external_event
    is_asked = (None if follow_up_event is None else type(follow_up_event)) is rule.follow_up_event
    if not is_right or not is_asked:
        raise ValueError(
            f"'{rule.transition}' is published as '{rule.topic}', not as '{event.topic}'"
        )
