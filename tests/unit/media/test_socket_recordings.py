"""What a candidate's socket asks of the database to answer about consent."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.media.domain.video import (
    RecordedSessionAddress,
    VideoUploadStatus,
    build_voice_consent_text,
)
from vivavoce.media.usecases.video_connection import SocketRecordings


class GermanSession:
    """A session whose candidate did not answer; counts how often its log is read."""

    def __init__(self) -> None:
        self.reads = 0

    async def get_language(self, address: RecordedSessionAddress) -> str:
        self.reads += 1
        return "de"

    async def get_status(self, *_: object) -> VideoUploadStatus:
        return VideoUploadStatus(None)


async def test_the_language_of_the_text_is_read_once_for_a_connection() -> None:
    session: Any = GermanSession()  # stands for the use case and its database
    answers: list[Json] = []

    async def send(frame: Json) -> None:
        answers.append(frame)

    unused: Any = None
    recordings = SocketRecordings(
        RecordedSessionAddress(TenantId(UUID(int=1)), SessionId(UUID(int=2))),
        record_consent=session,
        store_chunk=unused,
        sound_codec=unused,
        clock=SimulatedClock(),
        is_framed=False,
        send=send,
    )
    async with recordings:
        for _ in range(3):
            await recordings.handle_message(json.dumps({"type": "VOICE_CONSENT"}))

    german = build_voice_consent_text("de")
    assert [(answer["version"], answer["text"]) for answer in answers] == [
        (german.version, german.text)
    ] * 3
    assert session.reads == 1
