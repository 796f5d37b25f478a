"""Handlers of consumer group ``candidate-access``: an approved plan invites the candidate."""

from __future__ import annotations

from vivavoce.access.usecases.candidate_links import InviteCandidate
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.unit_of_work import UnitOfWork


class AccessHandlers:
    """Event handlers; each is one short transaction and is idempotent."""

    def __init__(self, invite: InviteCandidate) -> None:
        self._invite = invite

    async def on_approval_approved(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Create the candidate link, and e-mail it if an address is known."""
        await self._invite.invite_after_approval(work, event.interview_id)
