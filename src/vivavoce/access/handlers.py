"""An approved plan opens the door: consumer group ``candidate-access``."""

from __future__ import annotations

from vivavoce.access.usecases.invite_candidate import InviteCandidate
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.unit_of_work import UnitOfWork


class AccessHandlers:
    """Consumers of the door; each is one short transaction and may run twice."""

    def __init__(self, invite: InviteCandidate) -> None:
        self._invite = invite

    async def on_approval_approved(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Open the interview's door and send its link, when an address is known."""
        await self._invite.invite_after_approval(work, event.interview_id)
