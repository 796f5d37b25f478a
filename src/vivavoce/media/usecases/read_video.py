"""Read a recording: the list of its chunks, one chunk, or all chunks joined."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.video import (
    RecordingNotFoundError,
    VideoChunk,
    VideoChunkNotFoundError,
    VideoConsent,
    VideoSessionAddress,
    resolve_consent,
    split_byte_range_by_chunk,
)
from vivavoce.media.ports import (
    ObjectContents,
    ObjectMissingError,
    VideoRepository,
    VideoSessionAccess,
)


@dataclass(frozen=True, slots=True)
class ChunkedVideo:
    """The chunks of a session's recording, in order."""

    session_address: VideoSessionAddress
    chunks: Sequence[VideoChunk]


@dataclass(frozen=True, slots=True)
class VideoWithConsent:
    """All chunks of a session's recording, and the candidate's consent."""

    video: ChunkedVideo
    consent: VideoConsent


class ReadVideo:
    """Reads recordings for callers who may watch them."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        videos: VideoRepository,
        access: VideoSessionAccess,
        contents: ObjectContents,
    ) -> None:
        self._open_work = open_work
        self._videos = videos
        self._access = access
        self._contents = contents

    async def __call__(self, caller: Caller, reference: str) -> VideoWithConsent:
        """Return the stored chunks of a session's recording, if any, and the consent.

        Raises ``NotFoundError``, ``ForbiddenError`` or ``DataErasedError``.
        """
        place = await self._access.get_viewable_session(caller, reference)
        async with self._open_work(place.tenant_id) as work:
            answers = await self._videos.list_consents(work, place.session_id)
            film = ChunkedVideo(place, await self._videos.list_chunks(work, place.session_id))
            return VideoWithConsent(film, resolve_consent(answers))

    async def get_video(self, caller: Caller, reference: str) -> ChunkedVideo:
        """Return a recording to play; raise ``RecordingNotFoundError`` if it has no chunks."""
        film = (await self(caller, reference)).video
        if not film.chunks:
            raise RecordingNotFoundError
        return film

    async def get_chunk(self, caller: Caller, reference: str, seq: int) -> ChunkedVideo:
        """Return a recording of only this chunk, or raise ``VideoChunkNotFoundError``."""
        place = await self._access.get_viewable_session(caller, reference)
        async with self._open_work(place.tenant_id) as work:
            piece = await self._videos.find_chunk(work, place.session_id, seq)
        if piece is None:
            raise VideoChunkNotFoundError
        return ChunkedVideo(place, (piece,))

    async def check_objects(self, video: ChunkedVideo, byte_range: ByteRange) -> None:
        """Raise ``ObjectMissingError`` unless all objects of ``byte_range`` are in the store."""
        for piece, _ in split_byte_range_by_chunk(video.chunks, byte_range):
            if not await self._contents.exists(piece.object):
                raise ObjectMissingError

    async def stream(self, video: ChunkedVideo, byte_range: ByteRange) -> AsyncIterator[bytes]:
        """Yield the bytes of ``byte_range`` of the joined chunks."""
        for piece, within in split_byte_range_by_chunk(video.chunks, byte_range):
            async for block in self._contents.read(piece.object, within):
                yield block
