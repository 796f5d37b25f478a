"""Recordings over a candidate's socket, alongside the interview and without delaying it.

Messages about recordings are taken out of the interview's message stream. Bytes are stored in separate
tasks, so that text and audio that arrive after them do not wait for the disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType

import structlog

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.video import RecordedSession, RecordingConsentText, RecordingKind
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import UnavailableError, VivavoceError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.media.domain import video_frames as frames
from vivavoce.media.domain.video import (
    VIDEO_CONSENT_TEXT,
    RecordedSessionAddress,
    TooManyVideoChunksError,
    VideoChunkMetadata,
    choose_consent_text,
)
from vivavoce.media.ports import SoundCodec
from vivavoce.media.usecases.store_video_chunk import StoreRecordingChunk
from vivavoce.media.usecases.video_consent import AnswerRecordingConsent
from vivavoce.media.usecases.voice_recorder import VoiceRecorder

SendFrame = Callable[[Json], Awaitable[None]]
MAX_CONCURRENT_CHUNKS = 2
MAX_FRAMES_PER_SECOND = 10
_BLOCK_BYTES = 256 * 1024
_log = structlog.get_logger(__name__)


class SocketRecordings:
    """The recordings of one connection; leaving the ``async with`` block waits until they are stored."""

    def __init__(
        self,
        session_address: RecordedSessionAddress,
        *,
        record_consent: AnswerRecordingConsent,
        store_chunk: StoreRecordingChunk,
        sound_codec: SoundCodec,
        clock: Clock,
        is_framed: bool,
        is_practice: bool,
        send: SendFrame,
    ) -> None:
        self._session_address = session_address
        self._record_consent = record_consent
        self._store_chunk = store_chunk
        self._clock = clock
        self._is_framed = is_framed
        self._is_practice = is_practice
        self._send_frame = send
        self._session: RecordedSession | None = None
        """The session, once the text about its voice was asked for."""
        self._pending_metadata: VideoChunkMetadata | None = None
        self._tasks = asyncio.TaskGroup()
        self._active_count = 0
        self._window_start, self._window_count = float("-inf"), 0
        self._voice = VoiceRecorder(
            session_address,
            record_consent=record_consent,
            store_chunk=store_chunk,
            codec=sound_codec,
            clock=clock,
            tasks=self._tasks,
        )

    async def __aenter__(self) -> SocketRecordings:
        await self._tasks.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._voice.finish()
        # An error of the interview propagates as it is; chunks that have arrived are still stored.
        await self._tasks.__aexit__(None, None, None)

    async def handle_message(self, raw: str | bytes) -> bool:
        """Handle a message about a recording; return False, without effect, for any other message."""
        seq = None if self._pending_metadata is None else self._pending_metadata.seq
        try:
            if isinstance(raw, bytes):
                return self._handle_bytes(raw)
            parse = (
                frames.parse_practice_frame if self._is_practice else frames.parse_recording_frame
            )
            frame = parse(raw)
            if frame is None:
                return False
            self._check_rate()
            await self._handle_frame(frame)
        except VivavoceError as error:
            await self._send(frames.build_error_frame(error, seq=seq))
        return True

    async def _handle_frame(self, frame: frames.RecordingClientFrame) -> None:
        if isinstance(frame, VideoChunkMetadata):
            self._pending_metadata = frame
            return
        kind, address = frame.kind, self._session_address
        if frame.is_accepted is not None:
            if kind == "voice" and not frame.is_accepted:
                self._voice.set_on(is_on=False)
            await self._record_consent(
                address, kind, is_accepted=frame.is_accepted, version=frame.version
            )
        text = await self._choose_text(kind, frame.version)
        status = await self._record_consent.get_status(address, kind)
        if kind == "voice":
            self._voice.set_on(is_on=status.is_accepted is True)
        await self._send(frames.build_consent_frame(kind, text, status))

    async def _choose_text(self, kind: RecordingKind, version: str | None) -> RecordingConsentText:
        if kind == "video":
            return VIDEO_CONSENT_TEXT
        session = await self._get_session()
        return choose_consent_text(
            kind, language=session.language, version=version, setting=session.voice_setting
        )

    async def _get_session(self) -> RecordedSession:
        if self._session is None:
            self._session = await self._record_consent.get_session(self._session_address)
        return self._session

    def record_audio(self, connection_id: str, pcm: bytes, at_ms: int) -> None:
        """Take what the candidate says: 16 kHz sound that begins at ``at_ms`` of ``connection_id``'s sound.

        It is recorded only if the candidate agreed. Returns at once.
        """
        self._voice.record(connection_id, pcm, at_ms)

    async def answer_by_key(self, *, is_accepted: bool) -> bool | None:
        """Store a caller's answer to the offer that they heard; never raises.

        Returns whether it was stored, else nothing is recorded from now on; None without an offer.
        """
        is_stored = False
        try:
            heard = (await self._get_session()).heard_offer
            if heard is None:
                return None
            if not is_accepted:
                self._voice.set_on(is_on=False)
            await self._record_consent(
                self._session_address, "voice", is_accepted=is_accepted, version=heard
            )
            is_stored = True
        except Exception as error:  # noqa: BLE001 - an answer that is not stored must not end the call
            _log.warning("voice.consent_not_stored", kind=type(error).__name__)
        self._voice.set_on(is_on=is_stored and is_accepted)
        return is_stored

    def _handle_bytes(self, raw: bytes) -> bool:
        announced = self._pending_metadata
        content = frames.parse_chunk_bytes(raw, announced, is_framed=self._is_framed)
        if content is None or announced is None:
            return False
        self._pending_metadata = None
        if self._active_count >= MAX_CONCURRENT_CHUNKS:
            raise TooManyVideoChunksError
        self._active_count += 1
        self._tasks.create_task(self._store(announced, content))
        return True

    async def _store(self, metadata: VideoChunkMetadata, content: bytes) -> None:
        try:
            result = await self._store_chunk(
                self._session_address, metadata, _split_into_blocks(content)
            )
            stored = result.chunk.object
            await self._send(frames.build_stored_frame(metadata.seq, stored.size, stored.sha256))
        except VivavoceError as error:
            await self._send(frames.build_error_frame(error, seq=metadata.seq))
        except Exception as error:  # noqa: BLE001 - a failed chunk must not end the interview
            _log.warning("video.chunk_not_stored", kind=type(error).__name__)
            await self._send(frames.build_error_frame(UnavailableError(), seq=metadata.seq))
        finally:
            self._active_count -= 1

    async def _send(self, frame: Json) -> None:
        await self._send_frame(frames.to_practice_frame(frame) if self._is_practice else frame)

    def _check_rate(self) -> None:
        now = self._clock.monotonic()
        if now - self._window_start >= 1.0:
            self._window_start, self._window_count = now, 0
        self._window_count += 1
        if self._window_count > MAX_FRAMES_PER_SECOND:
            raise TooManyVideoChunksError


class RecordingConnections:
    """Opens recordings over candidates' connections."""

    def __init__(
        self,
        *,
        record_consent: AnswerRecordingConsent,
        store_chunk: StoreRecordingChunk,
        sound_codec: SoundCodec,
        clock: Clock,
    ) -> None:
        self._record_consent = record_consent
        self._store_chunk = store_chunk
        self._sound_codec = sound_codec
        self._clock = clock

    def open(
        self,
        tenant_id: TenantId,
        session_id: SessionId,
        *,
        is_framed: bool,
        is_practice: bool = False,
        send: SendFrame,
    ) -> SocketRecordings:
        """Return a handler that is offered every message of a connection before the interview is.

        ``is_framed`` means that binary messages start with the header of ``vivavoce.v1``; ``is_practice``
        that it is a practice socket, which carries no video; ``send`` sends a message back.
        """
        return SocketRecordings(
            RecordedSessionAddress(tenant_id, session_id),
            record_consent=self._record_consent,
            store_chunk=self._store_chunk,
            sound_codec=self._sound_codec,
            clock=self._clock,
            is_framed=is_framed,
            is_practice=is_practice,
            send=send,
        )


async def _split_into_blocks(content: bytes) -> AsyncIterator[bytes]:
    """Yield a message in blocks, so that encrypting it never blocks the event loop for long."""
    for start in range(0, len(content), _BLOCK_BYTES):
        yield content[start : start + _BLOCK_BYTES]
