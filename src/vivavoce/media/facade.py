"""What other slices may be wired to: forgetting what is kept of a person, and the film of a socket."""

from __future__ import annotations

from vivavoce.infra.work import Work
from vivavoce.kernel.ids import PersonId, SessionId, TenantId
from vivavoce.media.domain.film import Place
from vivavoce.media.ports import Shelf
from vivavoce.media.usecases.film_line import FilmLine, FilmLines, Say


class Belongings:
    """The recordings and documents that are kept of a person."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def forget(self, work: Work, person_id: PersonId) -> int:
        """Forget all of a person in ``work`` and return how much it was; the sweep deletes the objects."""
        return await self._shelf.forget_person(work, person_id)


class Films:
    """The film's side of a candidate's connection."""

    def __init__(self, lines: FilmLines) -> None:
        self._lines = lines

    def open(
        self, tenant_id: TenantId, session_id: SessionId, *, is_framed: bool, say: Say
    ) -> FilmLine:
        """Return what is offered every message of a connection before the talk is.

        ``is_framed`` is binary with the header of ``vivavoce.v1``; ``say`` sends a message back.
        """
        return self._lines.open(Place(tenant_id, session_id), is_framed=is_framed, say=say)
