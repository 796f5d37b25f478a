"""Shows what is kept of a film: its pieces, one of them, or all of them joined."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller
from vivavoce.media.domain.film import (
    ChunkNotFound,
    FilmAnswer,
    Piece,
    Place,
    RecordingNotFound,
    answer_of,
    parts_of,
)
from vivavoce.media.domain.ranges import Part
from vivavoce.media.ports import Contents, FilmShelf, FilmViewers, ObjectMissing


@dataclass(frozen=True, slots=True)
class Film:
    """The pieces of a session's film, in order."""

    place: Place
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class FilmList:
    """All pieces of a session's film, and how its candidate stands to being filmed."""

    film: Film
    answer: FilmAnswer


class ShowFilm:
    """What is asked of a film by whoever may see it."""

    def __init__(
        self, *, open_work: OpenWork, films: FilmShelf, viewers: FilmViewers, contents: Contents
    ) -> None:
        self._open_work = open_work
        self._films = films
        self._viewers = viewers
        self._contents = contents

    async def __call__(self, caller: Caller, named: str) -> FilmList:
        """Return what is kept of a session's film, be it without a piece.

        Raises ``NotFound``, ``Forbidden`` or ``Erased``.
        """
        place = await self._viewers.reader(caller, named)
        async with self._open_work(place.tenant_id) as work:
            answers = await self._films.answers(work, place.session_id)
            film = Film(place, await self._films.pieces(work, place.session_id))
            return FilmList(film, answer_of(answers))

    async def whole(self, caller: Caller, named: str) -> Film:
        """Return a film to be played; raise ``RecordingNotFound`` where there is none."""
        film = (await self(caller, named)).film
        if not film.pieces:
            raise RecordingNotFound
        return film

    async def piece(self, caller: Caller, named: str, seq: int) -> Film:
        """Return one piece as a film of its own, or raise ``ChunkNotFound``."""
        place = await self._viewers.reader(caller, named)
        async with self._open_work(place.tenant_id) as work:
            piece = await self._films.piece(work, place.session_id, seq)
        if piece is None:
            raise ChunkNotFound
        return Film(place, (piece,))

    async def check(self, film: Film, part: Part) -> None:
        """Raise ``ObjectMissing`` unless all that ``part`` needs is in the store."""
        for piece, _ in parts_of(film.pieces, part):
            if not await self._contents.is_there(piece.object):
                raise ObjectMissing

    async def read(self, film: Film, part: Part) -> AsyncIterator[bytes]:
        """Yield the bytes of ``part`` of all pieces joined."""
        for piece, within in parts_of(film.pieces, part):
            async for block in self._contents.read(piece.object, within):
                yield block
