"""Listen to the recording of a candidate's voice."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.media.adapters.object_store import EncryptedObjectContents
from vivavoce.media.adapters.videos_postgres import PostgresRecordingRepository
from vivavoce.media.domain.byte_range import ByteRange
from vivavoce.media.domain.video import (
    RecordedSessionAddress,
    RecordingChunk,
    RecordingConsent,
    RecordingNotFoundError,
    resolve_consent,
)
from vivavoce.media.domain.voice_sound import (
    BYTES_PER_MS,
    MAX_SOUND_RANGE_MS,
    RecordedPassage,
    SoundRange,
    build_wav,
    find_gaps,
    locate_passages,
    place_sound,
)
from vivavoce.media.ports import (
    ObjectMissingError,
    SoundCodec,
    VideoSessions,
    ViewableVideoSessionFinder,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRecordingDetails:
    """What is stored of a candidate's voice, and their consent."""

    consent: RecordingConsent
    chunks: Sequence[RecordingChunk]
    gaps: Sequence[SoundRange]
    """Where no sound is stored between the first and the last piece: nothing was heard, or it was lost."""
    passages: Sequence[RecordedPassage]


@dataclass(frozen=True, slots=True)
class VoiceSound:
    """The sound of a range, as a WAV file, with silence in its gaps."""

    wav: bytes
    sha256: str
    """Hex digest of the file."""
    gaps: Sequence[SoundRange]


MAX_CONCURRENT_SOUNDS: Final = 4
"""Sounds that are put together at once; each needs about 40 MB meanwhile, if it is ten minutes long."""


class ReadVoice:
    """Reads recordings of the voice for callers who may view the session."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        videos: PostgresRecordingRepository,
        sessions: VideoSessions,
        find_session: ViewableVideoSessionFinder,
        contents: EncryptedObjectContents,
        codec: SoundCodec,
    ) -> None:
        self._open_work = open_work
        self._videos = videos
        self._sessions = sessions
        self._find_session = find_session
        self._contents = contents
        self._codec = codec
        self._slots = asyncio.Semaphore(MAX_CONCURRENT_SOUNDS)

    async def __call__(self, caller: Caller, reference: str) -> VoiceRecordingDetails:
        """Return what is stored of a session's voice, if anything, and the consent.

        Raises ``NotFoundError``, ``ForbiddenError`` or ``DataErasedError``.
        """
        address = await self._find_session(caller, reference)
        async with self._open_work(address.tenant_id) as work:
            answers = await self._videos.list_consents(work, address.session_id, "voice")
            chunks = await self._videos.list_chunks(work, address.session_id, "voice")
            spoken = (
                await self._sessions.list_spoken_passages(work, address.session_id)
                if chunks
                else ()
            )
        return VoiceRecordingDetails(
            consent=resolve_consent(answers),
            chunks=chunks,
            gaps=find_gaps(chunks, _whole_range(chunks)) if chunks else (),
            passages=locate_passages(spoken, chunks),
        )

    async def get_sound(
        self, caller: Caller, reference: str, from_ms: int, to_ms: int | None
    ) -> VoiceSound:
        """Return the sound of a range of the recording; without an end, of ten minutes at most.

        Raises ``InvalidSoundRangeError``, ``RecordingNotFoundError`` if nothing in the range is stored,
        ``ObjectMissingError`` and the errors of a call.
        """
        address = await self._find_session(caller, reference)
        wanted = SoundRange(from_ms, from_ms + MAX_SOUND_RANGE_MS if to_ms is None else to_ms)
        wanted.validate()
        chunks = await self._list_chunks(address, wanted)
        if not chunks:
            raise RecordingNotFoundError
        if to_ms is None:
            wanted = SoundRange(from_ms, min(wanted.end_ms, _whole_range(chunks).end_ms))
        for chunk in chunks:
            if not await self._contents.exists(chunk.object):
                raise ObjectMissingError
        async with self._slots:
            stored = [(chunk, await self._read_object(chunk)) for chunk in chunks]
            return await asyncio.to_thread(self._build_sound, stored, wanted)

    def _build_sound(
        self, stored: Sequence[tuple[RecordingChunk, bytes]], wanted: SoundRange
    ) -> VoiceSound:
        """Decode the stored chunks into one file; this computes for up to seconds."""
        sound = bytearray(wanted.length_ms * BYTES_PER_MS)
        for chunk, content in stored:
            place_sound(sound, self._codec.decode(content), chunk=chunk, wanted=wanted)
        wav = build_wav(sound)
        gaps = find_gaps([chunk for chunk, _ in stored], wanted)
        return VoiceSound(wav, hashlib.sha256(wav).hexdigest(), gaps)

    async def _list_chunks(
        self, address: RecordedSessionAddress, wanted: SoundRange
    ) -> list[RecordingChunk]:
        async with self._open_work(address.tenant_id) as work:
            chunks = await self._videos.list_chunks(work, address.session_id, "voice")
        return [
            chunk
            for chunk in chunks
            if chunk.at_ms < wanted.end_ms and chunk.at_ms + chunk.duration_ms > wanted.start_ms
        ]

    async def _read_object(self, chunk: RecordingChunk) -> bytes:
        whole = ByteRange(0, chunk.object.size)
        return b"".join([block async for block in self._contents.read(chunk.object, whole)])


def _whole_range(chunks: Sequence[RecordingChunk]) -> SoundRange:
    return SoundRange(
        min(chunk.at_ms for chunk in chunks),
        max(chunk.at_ms + chunk.duration_ms for chunk in chunks),
    )
