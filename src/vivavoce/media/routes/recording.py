"""Films of sessions: their pieces on the way in, and how they are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.datastructures import Headers

from vivavoce.contracts.interview import read_session
from vivavoce.infra.web.bodies import CamelModel, own_router
from vivavoce.infra.web.callers import CallerOf, current_caller
from vivavoce.infra.web.problems import problem, request_id
from vivavoce.kernel.errors import NotFound
from vivavoce.media.domain.artifact import WEBM, NotTaken, UploadTooLarge, base_type
from vivavoce.media.domain.film import (
    LONGEST_MS,
    MOST_FILM_MS,
    MOST_PIECE_BYTES,
    MOST_PIECES,
    Announced,
    Answered,
    Place,
    gaps,
    joined_size,
    joined_tag,
    restarts,
)
from vivavoce.media.domain.ranges import NotSatisfiable, Part, wanted_part
from vivavoce.media.ports import FilmedSessions
from vivavoce.media.usecases.keep_piece import PATH, KeepPiece, piece_path
from vivavoce.media.usecases.show_film import Film, ShowFilm

Seq = Annotated[int, Path(ge=0, lt=MOST_PIECES)]
DurationMs = Annotated[int, Query(alias="durationMs", ge=1, le=LONGEST_MS)]
AtMs = Annotated[int | None, Query(alias="atMs", ge=0, le=MOST_FILM_MS)]
_RAW_BODY = {
    "required": True,
    "content": {WEBM: {"schema": {"type": "string", "format": "binary"}}},
}
_PLAYED: dict[int | str, dict[str, Any]] = {
    200: {"content": {WEBM: {}}},
    206: {},
}  # Any: what the document takes


class ChunkCard(CamelModel):
    """A piece of a film; ``timestamp`` is in ms from the film's start on.

    Where ``opens``, it begins as a WebM file does and plays without those before it.
    """

    timestamp: int
    path: str
    size_bytes: int
    duration_ms: int
    seq: int
    sha256: str
    opens: bool


class ChunkPage(CamelModel):
    """All pieces that are kept of a session's film, in order.

    ``answered`` is how its candidate stands to being filmed, since ``answeredAt``: there the film's own
    time begins where they agreed.
    """

    session_id: str
    chunks: list[ChunkCard]
    total_chunks: int
    total_duration_ms: int
    answered: Answered
    answered_at: datetime | None


class KeptCard(CamelModel):
    """A piece that is kept now."""

    seq: int
    timestamp: int
    size_bytes: int
    duration_ms: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmUseCases:
    """What the routes ask."""

    sessions: FilmedSessions
    keep: KeepPiece
    show: ShowFilm


def recording_routes(on: FilmUseCases) -> APIRouter:
    """Return the routes under ``/api/v1/recording``."""
    router = own_router("recording")
    _add_way_in(router, on)

    @router.get(f"{PATH}/{{session_id}}/chunks")
    async def list_chunks(caller: CallerOf, session_id: str) -> ChunkPage:
        """What is kept of a session's film, piece by piece.

        ``session_id`` is the session's id, or for one's own practice the id that practice shows.
        """
        listed = await on.show(caller, session_id)
        film, place = listed.film, listed.film.place
        return ChunkPage(
            session_id=session_id,
            chunks=[
                ChunkCard(
                    timestamp=piece.at_ms,
                    path=piece_path(place.session_id, piece.seq),
                    size_bytes=piece.object.size,
                    duration_ms=piece.duration_ms,
                    seq=piece.seq,
                    sha256=piece.object.sha256.hex(),
                    opens=piece.opens,
                )
                for piece in film.pieces
            ],
            total_chunks=len(film.pieces),
            total_duration_ms=sum(piece.duration_ms for piece in film.pieces),
            answered=listed.answer.answered,
            answered_at=listed.answer.at,
        )

    @router.get(f"{PATH}/{{session_id}}/stream", responses=_PLAYED)
    async def stream_recording(request: Request, caller: CallerOf, session_id: str) -> Response:
        """A session's film as one WebM file: its pieces in order; ``Range`` is understood.

        ``X-Recording-Gaps`` names pieces that are missing (``3,7-8``), ``X-Recording-Restarts`` those
        that begin a file anew because the camera was started again; players may stop there, and each of
        them plays on its own.
        """
        return await _played(on.show, request, await on.show.whole(caller, session_id))

    @router.get(f"{PATH}/{{session_id}}/chunks/{{seq}}", responses=_PLAYED)
    async def get_chunk(request: Request, caller: CallerOf, session_id: str, seq: Seq) -> Response:
        """One piece of a session's film as it was sent; ``Range`` is understood."""
        return await _played(on.show, request, await on.show.piece(caller, session_id, seq))

    return router


def _add_way_in(router: APIRouter, on: FilmUseCases) -> None:
    @router.put(
        f"{PATH}/{{handle}}/chunks/{{seq}}",
        status_code=201,
        responses={200: {"model": KeptCard}},
        openapi_extra={"requestBody": _RAW_BODY},
    )
    async def put_chunk(
        request: Request,
        response: Response,
        handle: str,
        seq: Seq,
        duration_ms: DurationMs,
        at_ms: AtMs = None,
    ) -> KeptCard:
        """Send a piece of a film: a WebM body of up to 25 MiB and 60 s, numbered from 0 on.

        ``handle`` is what ``start`` answered as ``sessionId``; whoever has it is the candidate. They
        agreed to be filmed in the session before (``VIDEO_CONSENT``), else 409. For one's own practice
        it is the id that practice shows, and the caller is signed in. Pieces come in any order; the same
        piece again answers 200, another one under its number 409. Piece 0 begins as a WebM file does.
        """
        if base_type(request.headers.get("content-type", "")) != WEBM:
            raise NotTaken
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > MOST_PIECE_BYTES:
            raise UploadTooLarge
        place = await _place(on, request, handle)
        announced = Announced(seq=seq, duration_ms=duration_ms, at_ms=at_ms)
        kept = await on.keep(place, announced, request.stream())
        if not kept.is_new:
            response.status_code = 200
        return KeptCard(
            seq=kept.piece.seq,
            timestamp=kept.piece.at_ms,
            size_bytes=kept.piece.object.size,
            duration_ms=kept.piece.duration_ms,
            sha256=kept.piece.object.sha256.hex(),
        )


async def _place(on: FilmUseCases, request: Request, handle: str) -> Place:
    if read_session(handle) is not None:
        return await on.keep.own(await current_caller(request), handle)
    place = await on.sessions.find(handle)
    if place is None:
        raise NotFound
    return place


async def _played(show: ShowFilm, request: Request, film: Film) -> Response:
    size, tag = joined_size(film.pieces), f'"{joined_tag(film.pieces)}"'
    try:
        part = _wanted(request.headers, tag, size)
    except NotSatisfiable as error:
        refusal = problem(error.status, error.code, error.detail, request_id=request_id(request))
        refusal.headers["Content-Range"] = f"bytes */{size}"
        return refusal
    whole = part or Part(0, size)
    await show.check(film, whole)
    answer = StreamingResponse(
        show.read(film, whole), 200 if part is None else 206, media_type=WEBM
    )
    answer.headers["Content-Length"] = str(whole.length)
    answer.headers["Content-Disposition"] = (
        f'inline; filename="recording-{film.place.session_id.hex[:8]}.webm"'
    )
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["ETag"] = tag
    if part is not None:
        answer.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    if len(film.pieces) > 1:
        _tell_breaks(answer, film)
    return answer


def _tell_breaks(answer: Response, film: Film) -> None:
    missing = [f"{a}" if a == b else f"{a}-{b}" for a, b in gaps(film.pieces)]
    if missing:
        answer.headers["X-Recording-Gaps"] = ",".join(missing)
    anew = restarts(film.pieces)
    if anew:
        answer.headers["X-Recording-Restarts"] = ",".join(str(seq) for seq in anew)


def _wanted(headers: Headers, tag: str, size: int) -> Part | None:
    if headers.get("if-range", tag) != tag:
        return None
    return wanted_part(headers.get("range", ""), size)
