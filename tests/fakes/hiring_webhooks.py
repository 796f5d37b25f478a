"""Webhooks as hiring sends them: each is checked against the API document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from vivavoce.app.api_document.webhook_events import WEBHOOK_BODIES
from vivavoce.app.api_document.webhook_examples import WEBHOOK_EXAMPLES
from vivavoce.delivery.domain.webhook import WebhookMessage, serialize_message
from vivavoce.hiring.domain.workflow import TRANSITION_RULES
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, TenantId

_EVENT_STATES = {
    event: {str(rule.target) for rule in TRANSITION_RULES.values() if rule.webhook == event}
    for event in WEBHOOK_EXAMPLES
}
# A plan that is approved automatically never waits.
_EVENT_STATES["interview.plan_generated"].add("GENERATING_PLAN")


def check_webhook(event: str, state: str, data: Mapping[str, Any]) -> None:
    """Raise an error unless the API document describes such a webhook and its example has its members."""
    example = WEBHOOK_EXAMPLES[event]
    assert set(data) <= set(example["data"]), (event, data)
    if states := _EVENT_STATES[event]:
        assert {state, example["state"]} <= states, (event, state)
    message = WebhookMessage(
        id=UUID(int=1),
        event=event,
        run_id="run_1",
        interview_id=InterviewId(UUID(int=2)),
        tenant_id=TenantId(UUID(int=3)),
        candidate_ref=None,
        state=state,
        at=datetime(2026, 11, 22, tzinfo=UTC),
        sequence=1,
        data=data,
    )
    WEBHOOK_BODIES[event].model_validate_json(serialize_message(message))


@dataclass
class RecordingWebhookPublisher:
    recorded: list[dict[str, Any]] = field(default_factory=list)

    async def publish(self, work: UnitOfWork, **what: Any) -> None:
        check_webhook(what["event"], what["state"], what["data"])
        self.recorded.append(what)

    def events(self, interview_id: UUID) -> list[str]:
        return [what["event"] for what in self.recorded if what["interview_id"] == interview_id]
