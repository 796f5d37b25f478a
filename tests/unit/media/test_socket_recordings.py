"""What a candidate's socket asks of the database to answer about consent."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.profiles import ResultVisibility
from vivavoce.contracts.video import RecordedSession
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.media.domain.video import (
    RecordedSessionAddress,
    VideoUploadStatus,
    build_voice_consent_text,
)
from vivavoce.media.usecases.video_connection import SocketRecordings


class GermanSession:
    """A session whose candidate did not answer; counts how often its log is read."""

    def __init__(self, visibility: ResultVisibility = "staff") -> None:
        self.visibility: ResultVisibility = visibility
        self.reads = 0

    async def get_session(self, address: RecordedSessionAddress) -> RecordedSession:
        self.reads += 1
        return RecordedSession(
            session_id=address.session_id,
            interview_id=InterviewId(UUID(int=3)),
            run_id="run_1",
            person_id=PersonId(UUID(int=4)),
            language="de",
            offered_kinds=frozenset({"voice"}),
            visibility=self.visibility,
            ended_at=None,
        )

    async def get_status(self, *_: object) -> VideoUploadStatus:
        return VideoUploadStatus(None)


def open_recordings(
    session: GermanSession, answers: list[Json], *, is_practice: bool = False
) -> SocketRecordings:
    consent: Any = session  # stands for the use case and its database

    async def send(frame: Json) -> None:
        answers.append(frame)

    unused: Any = None
    return SocketRecordings(
        RecordedSessionAddress(TenantId(UUID(int=1)), SessionId(UUID(int=2))),
        record_consent=consent,
        store_chunk=unused,
        sound_codec=unused,
        clock=SimulatedClock(),
        is_framed=False,
        is_practice=is_practice,
        send=send,
    )


async def test_the_language_of_the_text_is_read_once_for_a_connection() -> None:
    session, answers = GermanSession(), list[Json]()
    async with open_recordings(session, answers) as recordings:
        for _ in range(3):
            await recordings.handle_message(json.dumps({"type": "VOICE_CONSENT"}))

    german = build_voice_consent_text("de")
    assert [(answer["version"], answer["text"]) for answer in answers] == [
        (german.version, german.text)
    ] * 3
    assert session.reads == 1


async def test_a_practice_socket_asks_in_its_own_words_and_carries_no_video() -> None:
    session, answers = GermanSession("person"), list[Json]()
    async with open_recordings(session, answers, is_practice=True) as recordings:
        assert await recordings.handle_message('{"type": "voice_consent"}')
        assert await recordings.handle_message('{"type": "voice_consent", "accepted": "yes"}')
        for other in ('{"type": "VOICE_CONSENT"}', '{"type": "VIDEO_CONSENT"}', '{"type": "end"}'):
            assert not await recordings.handle_message(other)
        assert not await recordings.handle_message(b"sound")

    own = build_voice_consent_text("de", "person")
    assert answers[0] == {
        "type": "voice_consent",
        "version": own.version,
        "text": own.text,
        "accepted": None,
    }
    assert (answers[1]["type"], answers[1]["code"]) == ("error", "video_frame_unreadable")
    assert "seq" not in answers[1]
    assert len(answers) == 2
