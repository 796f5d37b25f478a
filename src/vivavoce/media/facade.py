"""What other slices may be wired to: forgetting what is kept of a person."""

from __future__ import annotations

from vivavoce.infra.work import Work
from vivavoce.kernel.ids import PersonId
from vivavoce.media.ports import Shelf


class Belongings:
    """The recordings and documents that are kept of a person."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def forget(self, work: Work, person_id: PersonId) -> int:
        """Forget all of a person in ``work`` and return how much it was; the sweep deletes the objects."""
        return await self._shelf.forget_person(work, person_id)
