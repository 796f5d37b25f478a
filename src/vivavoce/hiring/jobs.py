"""Background jobs of hiring."""

from __future__ import annotations

from uuid import UUID

from vivavoce.hiring.usecases.decide_candidate import DecideCandidate
from vivavoce.kernel.ids import TenantId


class SendDecisionJob:
    """``hiring.send_decision``: sends a decision about a candidate once it can no longer be undone."""

    def __init__(self, decide_candidate: DecideCandidate) -> None:
        self._decide_candidate = decide_candidate

    async def __call__(self, tenant_id: TenantId, *, decision_id: str) -> None:
        """Send the decision, unless it was undone or sent."""
        await self._decide_candidate.send(tenant_id, UUID(decision_id))
