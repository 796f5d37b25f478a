"""An approved plan opens the door: consumer group ``candidate-access``."""

from __future__ import annotations

from vivavoce.access.usecases.invite import Invite
from vivavoce.contracts.envelope import Event
from vivavoce.infra.work import Work


class AccessHandlers:
    """Consumers of the door; each is one short transaction and may run twice."""

    def __init__(self, invite: Invite) -> None:
        self._invite = invite

    async def on_approval_approved(self, work: Work, event: Event) -> None:
        """Open the interview's door and send its link, when an address is known."""
        await self._invite.when_approved(work, event.interview_id)
