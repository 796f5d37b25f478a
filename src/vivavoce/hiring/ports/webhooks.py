"""Webhooks to partners, and the addresses that they go to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId


class InterviewWebhookPublisher(Protocol):
    """Publishes webhooks to partners (implemented by delivery)."""

    async def publish(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        run_id: str,
        event: str,
        state: str,
        callback_url: str | None,
        data: Mapping[str, Any],  # Any: JSON
        person_id: PersonId,
        candidate_ref: str | None,
    ) -> object:
        """Queue the webhook, its body encrypted with the person's key; it is sent after ``work`` commits."""


CallbackUrlValidator = Callable[[str], None]
"""Raises ``InvalidRequestError`` with the reason if a URL may not be a callback (implemented by delivery)."""
