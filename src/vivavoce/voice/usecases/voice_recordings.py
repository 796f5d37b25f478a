"""Record the candidate's voice on a telephone call or in a room, if they agreed to that."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from functools import partial

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.recordings import CandidateRecordings, CandidateRecordingsFactory
from vivavoce.contracts.voice import AudioRecorder, InterviewerUtterance
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.phrases.spoken_phrases import SystemPhrase, build_notice

_REPLY_FRESH_S = 300.0
"""Seconds for which the reply to a key waits for the end of an answer or of other speech."""


async def _send_nothing(document: Json) -> None:
    """Drop a message: a caller has no screen."""


def open_recordings(
    factory: CandidateRecordingsFactory | None,
    tenant_id: TenantId,
    session_id: SessionId,
    send: Callable[[Json], Awaitable[None]] = _send_nothing,
) -> AbstractAsyncContextManager[CandidateRecordings | None]:
    """Return the recordings of one connection, None without ``factory``; ``send`` answers its messages."""
    if factory is None:
        return nullcontext()
    return factory.open(tenant_id, session_id, is_framed=False, send=send)


async def answer_by_key(
    recordings: CandidateRecordings, is_accepted: bool, language: str
) -> InterviewerUtterance | None:
    """Store a caller's answer to the offer of a recording; return what they hear, None without an offer."""
    is_stored = await recordings.answer_by_key(is_accepted=is_accepted)
    if is_stored is None:
        return None
    kept: SystemPhrase = "voice_kept" if is_accepted else "voice_not_kept"
    notice = build_notice(kept if is_stored else "voice_answer_failed", language)
    return replace(notice, expires_after_s=_REPLY_FRESH_S)


def build_recorder(
    recordings: CandidateRecordings | None, connection_id: str
) -> AudioRecorder | None:
    """Return what takes the sound of ``connection_id``, or None where nothing is recorded."""
    return None if recordings is None else partial(recordings.record_audio, connection_id)
