"""Record what one connection hears of the candidate, if they agreed to that.

The sound is cut into pieces, which are encoded and stored in tasks of their own. A piece that cannot be
stored is dropped, logged and counted: the interview goes on, and the recording shows a gap.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

import structlog

from vivavoce.infra.metrics import VOICE_RECORDING_LOSSES
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.media.domain.video import (
    MediaPosition,
    RecordedSessionAddress,
    RecordingEndedError,
    VoiceConsentRequiredError,
    VoicePiece,
)
from vivavoce.media.domain.voice_sound import BYTES_PER_MS
from vivavoce.media.ports import SoundCodec
from vivavoce.media.usecases.store_video_chunk import StoreRecordingChunk
from vivavoce.media.usecases.video_consent import AnswerRecordingConsent

MAX_PIECE_MS: Final = 30_000
MAX_PENDING_PIECES: Final = 2
"""Pieces that may wait to be stored: with the one that grows, about 3 MB of sound for a connection."""
_MAX_SILENCE_MS = 2_000
"""A longer pause in the sound that arrives is a gap; a shorter one is stored as silence."""
_MIN_JUMP_MS = 20
_MIN_PIECE_MS = 100
_log = structlog.get_logger(__name__)


class VoiceRecorder:
    """Records one connection. It asks whether the candidate agreed when the first sound arrives."""

    def __init__(
        self,
        session_address: RecordedSessionAddress,
        *,
        record_consent: AnswerRecordingConsent,
        store_chunk: StoreRecordingChunk,
        codec: SoundCodec,
        clock: Clock,
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._session_address = session_address
        self._record_consent = record_consent
        self._store_chunk = store_chunk
        self._codec = codec
        self._clock = clock
        self._tasks = tasks
        self._is_on: bool | None = None
        """Whether the candidate agrees; None is not known yet."""
        self._is_asking = False
        self._pending_count = 0
        self._sound = bytearray()
        self._connection_id = ""
        """The clock on which the piece that grows is placed."""
        self._start_ms = 0
        self._started_at: datetime | None = None
        """When the piece that grows began, or the one after a piece that was just cut."""

    def set_on(self, *, is_on: bool) -> None:
        """Record from now on, or stop and drop what is not stored yet."""
        if not is_on:
            self._drop()
        self._is_on = is_on

    def record(self, connection_id: str, pcm: bytes, at_ms: int) -> None:
        """Take sound that begins at ``at_ms`` of the sound of ``connection_id``; drop it without consent."""
        if self._is_on is None:
            self._ask()
        if not self._is_on:
            return
        if connection_id != self._connection_id:
            self._cut()
            self._connection_id, self._started_at = connection_id, None
        jump_ms = at_ms - self._start_ms - len(self._sound) // BYTES_PER_MS
        if self._started_at is not None and not 0 <= jump_ms + 1 <= _MAX_SILENCE_MS:
            self._cut()
            self._started_at = None
        if self._started_at is None:
            self._start_ms, self._started_at = at_ms, self._clock.now()
        elif jump_ms >= _MIN_JUMP_MS:
            self._sound += bytes(jump_ms * BYTES_PER_MS)
        self._sound += pcm
        if len(self._sound) >= MAX_PIECE_MS * BYTES_PER_MS:
            self._cut()

    def finish(self) -> None:
        """Store what was recorded last: the connection has ended."""
        if self._is_on:
            self._cut()
        self._is_on = False

    def _drop(self) -> None:
        self._sound.clear()
        self._started_at = None

    def _ask(self) -> None:
        if not self._is_asking:
            self._is_asking = True
            self._tasks.create_task(self._read_consent())

    async def _read_consent(self) -> None:
        try:
            status = await self._record_consent.get_status(self._session_address, "voice")
        except Exception as error:  # noqa: BLE001 - without an answer nothing is recorded
            _log.warning("voice.consent_not_read", kind=type(error).__name__)
        else:
            if self._is_on is None:  # the candidate may have answered meanwhile
                self._is_on = status.is_accepted is True

    def _cut(self) -> None:
        """Hand over what was recorded so far; what follows at once is the next piece."""
        pcm, started_at = bytes(self._sound), self._started_at
        duration_ms = len(pcm) // BYTES_PER_MS
        if started_at is None or duration_ms < _MIN_PIECE_MS:
            self._drop()
            return
        position = MediaPosition(connection_id=self._connection_id, offset_ms=self._start_ms)
        self._sound.clear()
        self._start_ms += duration_ms
        self._started_at = started_at + timedelta(milliseconds=duration_ms)
        if self._pending_count >= MAX_PENDING_PIECES:
            self._lose("overload")
            return
        self._pending_count += 1
        self._tasks.create_task(self._store(pcm, duration_ms, started_at, position))

    async def _store(
        self, pcm: bytes, duration_ms: int, started_at: datetime, position: MediaPosition
    ) -> None:
        try:
            piece = VoicePiece(
                content=await asyncio.to_thread(self._codec.encode, pcm),
                duration_ms=duration_ms,
                started_at=started_at,
                position=position,
            )
            await self._store_chunk.store_voice(self._session_address, piece)
        except VoiceConsentRequiredError:
            # Withdrawn elsewhere, or withdrawn and given again since: the next sound asks anew.
            self._drop()
            self._is_on, self._is_asking = None, False
        except RecordingEndedError:
            self.set_on(is_on=False)
        except VivavoceError as error:
            self._lose(error.code)
        except Exception as error:  # noqa: BLE001 - a failed piece must not end the interview
            self._lose(type(error).__name__)
        finally:
            self._pending_count -= 1

    def _lose(self, reason: str) -> None:
        VOICE_RECORDING_LOSSES.inc()
        _log.warning("voice.piece_not_stored", reason=reason)
