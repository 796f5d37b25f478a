"""The sound of a candidate's voice: only with consent, in its place, for those who may view the session."""

from __future__ import annotations

import asyncio
import io
import json
import wave
from array import array
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from math import pi, sin
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.live_edge import started, store_on
from tests.fakes.media import account
from tests.infrastructure import Ground
from tests.integration.media.media_platform import PUBLIC, sha256
from tests.integration.media.test_video_recording import FIRST, code_of
from tests.integration.media.video_platform import (
    VideoWorld,
    agree,
    receive_frame,
    say,
    video_world,
)

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import format_practice_session_id
from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.contracts.profiles import (
    HIRING_PROFILE,
    INTAKE_PROFILE,
    PANEL_PROFILE,
    PHONE_SCREEN_PROFILE,
    PRACTICE_PROFILE,
    InterviewProfile,
)
from vivavoce.contracts.video import SPOKEN_OFFER_MARK, VoiceRecordingSize
from vivavoce.infra.metrics import VOICE_RECORDING_LOSSES
from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.ids import InterviewId, SessionId, TenantId
from vivavoce.live.ports import SessionAddress
from vivavoce.media.adapters.artifacts_postgres import PostgresMediaRetention
from vivavoce.media.adapters.object_store import FolderObjectStore
from vivavoce.media.adapters.opus_sound import OpusSoundCodec
from vivavoce.media.adapters.videos_postgres import PostgresRecordingRepository
from vivavoce.media.domain.artifact import ObjectName, ViewableSession
from vivavoce.media.domain.video import (
    VIDEO_CONSENT_TEXT,
    build_voice_consent_text,
)
from vivavoce.media.ports import ObjectStoreFullError
from vivavoce.media.usecases.video_connection import SocketRecordings

FRAME_MS = 20
SAID = "SELECT seq, at_ms, duration_ms, connection_id, connection_ms, kind FROM video_chunk ORDER BY at_ms"


def tone(ms: int, hertz: int = 440) -> bytes:
    """Return a sine of 16 kHz."""
    return array(
        "h", (int(9000 * sin(2 * pi * hertz * n / 16_000)) for n in range(ms * 16))
    ).tobytes()


class Candidate:
    """One connection of a candidate, whose sound is handed over in frames."""

    def __init__(self, recordings: SocketRecordings, connection_id: str) -> None:
        self.recordings = recordings
        self.connection_id = connection_id
        self.answers: list[Json] = []

    async def answer(self, accepted: bool | None, **more: Any) -> Json:
        frame: Json = {"type": "VOICE_CONSENT", **more}
        if accepted is not None:
            frame["accepted"] = accepted
        await say_to(self.recordings, frame)
        return self.answers[-1]

    def speak(self, ms: int, *, at_ms: int = 0, hertz: int = 440) -> None:
        pcm = tone(ms, hertz)
        for start in range(0, ms, FRAME_MS):
            frame = pcm[start * 32 : (start + FRAME_MS) * 32]
            self.recordings.record_audio(self.connection_id, frame, at_ms + start)


async def say_to(recordings: SocketRecordings, frame: Json) -> None:
    assert await recordings.handle_message(json.dumps(frame))


@asynccontextmanager
async def connected(
    world: VideoWorld, opened: OpenedLiveSession, connection_id: str = "c1"
) -> AsyncIterator[Candidate]:
    """Return a connection; leaving it waits until what was said is stored."""
    answers: list[Json] = []

    async def send(document: Json) -> None:
        answers.append(document)

    recordings = world.recordings.open(
        world.tenant,
        opened.session_id,
        is_framed=False,
        send=send,
    )
    async with recordings:
        candidate = Candidate(recordings, connection_id)
        candidate.answers = answers
        yield candidate


@pytest.fixture
async def world(ground: Ground, tenant: TenantId, tmp_path: Path) -> AsyncIterator[VideoWorld]:
    async with video_world(ground, tenant, tmp_path) as world:
        yield world


async def sound_of(
    world: VideoWorld, opened: OpenedLiveSession, from_ms: int, to_ms: int, **headers: str
) -> Any:
    return await world.get(opened, f"voice/sound?fromMs={from_ms}&toMs={to_ms}", headers)


def samples_of(wav: bytes) -> array[int]:
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
        return array("h", file.readframes(file.getnframes()))


def loudness(samples: array[int], from_ms: int, to_ms: int) -> float:
    part = samples[from_ms * 16 : to_ms * 16]
    return sum(abs(sample) for sample in part) / max(1, len(part))


async def test_no_sound_is_stored_without_consent_or_after_a_no(world: VideoWorld) -> None:
    opened = await world.open()
    async with connected(world, opened) as unasked:
        unasked.speak(2000)
        await asyncio.sleep(0)
    async with connected(world, opened, "c2") as declining:
        answered = await declining.answer(False)
        declining.speak(2000)

    assert answered["accepted"] is False
    assert world.files() == []
    assert await world.rows(SAID) == []
    listed = (await world.get(opened, "voice")).json()
    assert (listed["consent"], listed["storedMs"], listed["passages"]) == ("declined", 0, [])
    assert code_of(await sound_of(world, opened, 0, 1000)) == (404, "recording_not_found")


async def test_what_is_said_after_the_yes_is_stored_and_heard(world: VideoWorld) -> None:
    opened = await world.open()
    async with connected(world, opened) as candidate:
        candidate.speak(1000)  # before the yes: never stored
        agreed = await candidate.answer(True)
        candidate.speak(3000, at_ms=1000)

    assert agreed["accepted"] is True
    [chunk] = await world.rows(SAID)
    assert chunk | {"at_ms": 0} == {
        "seq": 0,
        "at_ms": 0,
        "duration_ms": 3000,
        "connection_id": "c1",
        "connection_ms": 1000,
        "kind": "voice",
    }
    at = chunk["at_ms"]
    heard = await sound_of(world, opened, at, at + 3000)
    samples = samples_of(heard.content)
    assert heard.headers["content-type"] == "audio/wav"
    assert len(samples) == 3000 * 16
    assert loudness(samples, 100, 2900) > 3000
    crossings = sum(1 for a, b in pairwise(samples[1600:]) if a < 0 <= b)
    assert 430 < crossings / (len(samples[1600:]) / 16_000) < 450


async def test_a_range_is_named_with_its_gaps_and_served_in_bytes(world: VideoWorld) -> None:
    opened = await world.open()
    async with connected(world, opened) as candidate:
        await candidate.answer(True)
        candidate.speak(1000)
        world.clock.ahead += timedelta(seconds=6)
        candidate.speak(1000, at_ms=6000)

    first, second = await world.rows(SAID)
    start, end = first["at_ms"], second["at_ms"] + second["duration_ms"]
    heard = await sound_of(world, opened, start, end)
    part = await sound_of(world, opened, start, end, Range="bytes=44-1043")
    listed = (await world.get(opened, "voice")).json()

    gap = {"startMs": start + 1000, "endMs": second["at_ms"]}
    assert listed["gaps"] == [gap]
    assert heard.headers["x-recording-gaps"] == f"{gap['startMs']}-{gap['endMs']}"
    samples = samples_of(heard.content)
    assert loudness(samples, 100, 900) > 3000
    assert loudness(samples, 1100, second["at_ms"] - start - 100) < 10
    assert (part.status_code, part.content) == (206, heard.content[44:1044])
    rest = await world.get(opened, f"voice/sound?fromMs={second['at_ms']}")
    assert len(samples_of(rest.content)) == second["duration_ms"] * 16
    bad = await sound_of(world, opened, 5, 5)
    assert code_of(bad) == (422, "sound_range_invalid")


async def test_a_long_answer_is_stored_in_pieces_that_follow_each_other(world: VideoWorld) -> None:
    opened = await world.open()
    async with connected(world, opened) as candidate:
        await candidate.answer(True)
        candidate.speak(30_000)
        await asyncio.sleep(0)
        candidate.speak(4_000, at_ms=30_000)

    rows = await world.rows(SAID)
    assert [row["duration_ms"] for row in rows] == [30_000, 4_000]
    assert rows[1]["at_ms"] == rows[0]["at_ms"] + 30_000
    heard = await sound_of(world, opened, rows[0]["at_ms"] + 29_000, rows[0]["at_ms"] + 32_000)
    assert "x-recording-gaps" not in heard.headers
    assert loudness(samples_of(heard.content), 0, 3000) > 3000


async def test_withdrawing_deletes_all_and_keeps_nothing_that_was_under_way(
    world: VideoWorld,
) -> None:
    opened = await world.open()
    async with connected(world, opened) as candidate:
        await candidate.answer(True)
        candidate.speak(2000)
    async with connected(world, opened, "c2") as candidate:
        await candidate.answer(True)
        candidate.speak(1000)
        withdrawn = await candidate.answer(False)
        candidate.speak(1000, at_ms=1000)
    async with world.talking(opened):  # takes in what the log was sent
        said = await world.log_says(opened, 3)

    assert withdrawn["accepted"] is False
    assert await world.rows(SAID) == []
    await world.tidy()
    assert world.files() == []
    listed = (await world.get(opened, "voice")).json()
    assert (listed["consent"], listed["storedMs"]) == ("withdrawn", 0)
    assert [(kind, values["artifact_type"]) for kind, values in said] == [
        ("recording.started", "candidate_audio"),
        ("recording.chunk_stored", "candidate_audio"),
        ("recording.stopped", "candidate_audio"),
    ]


async def test_sound_after_voice_was_closed_and_opened_again_has_a_place_of_its_own(
    world: VideoWorld,
) -> None:
    opened = await world.open()
    async with connected(world, opened, "c1.1") as candidate:
        await candidate.answer(True)
        candidate.speak(2000)
        world.clock.ahead += timedelta(seconds=5)
        candidate.connection_id = "c1.2"
        candidate.speak(1000, at_ms=0)

    rows = await world.rows(SAID)
    assert [(row["connection_id"], row["connection_ms"], row["duration_ms"]) for row in rows] == [
        ("c1.1", 0, 2000),
        ("c1.2", 0, 1000),
    ]
    assert rows[1]["at_ms"] >= rows[0]["at_ms"] + 5000


async def test_sound_from_before_a_second_yes_is_never_stored(world: VideoWorld) -> None:
    """Another page withdraws and agrees again while this one still holds what was said before."""
    opened = await world.open()
    async with connected(world, opened) as candidate:
        await candidate.answer(True)
        candidate.speak(2000)
        world.clock.ahead += timedelta(seconds=5)
        async with connected(world, opened, "c2") as other:
            await other.answer(False)
            await other.answer(True)

    assert await world.rows(SAID) == []


async def test_a_returning_connection_knows_the_earlier_yes(world: VideoWorld) -> None:
    opened = await world.open()
    async with connected(world, opened) as candidate:
        await candidate.answer(True)
    async with connected(world, opened, "c2") as returned:
        returned.speak(FRAME_MS)
        async with asyncio.timeout(10):
            while returned.recordings._voice._is_on is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        returned.speak(1000, at_ms=FRAME_MS)

    assert [row["connection_id"] for row in await world.rows(SAID)] == ["c2"]


async def test_it_is_offered_only_where_the_organization_allows_it(world: VideoWorld) -> None:
    world.rules.is_voice_recording_allowed = False
    opened = await world.open()
    async with connected(world, opened) as candidate:
        refused = await candidate.answer(True)
        candidate.speak(1000)
        world.rules.is_voice_recording_allowed = True
        outdated = await candidate.answer(True, version="voice.of.old")

    assert (refused["type"], refused["code"]) == ("ERROR", "voice_not_offered")
    assert outdated["code"] == "voice_consent_changed"
    assert await world.rows("SELECT 1 FROM video_consent") == []
    assert await world.rows(SAID) == []


@pytest.mark.parametrize(
    ("profile", "is_offered"),
    [
        (HIRING_PROFILE, True),
        (PANEL_PROFILE, True),
        (PRACTICE_PROFILE, True),
        (INTAKE_PROFILE, False),
        (PHONE_SCREEN_PROFILE, False),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
async def test_it_is_offered_to_candidates_who_enter_by_a_link_and_in_practice(
    world: VideoWorld, profile: InterviewProfile, is_offered: bool
) -> None:
    opened = await world.open(profile=profile)
    async with connected(world, opened) as candidate:
        answer = await candidate.answer(True)
        candidate.speak(1000)

    assert (answer.get("code") == "voice_not_offered") is not is_offered
    assert bool(await world.rows("SELECT 1 FROM video_consent")) is is_offered
    assert bool(await world.rows(SAID)) is is_offered


async def test_a_caller_answers_with_keys_only_where_the_call_offered_it(world: VideoWorld) -> None:
    heard = build_voice_consent_text("de", "call").version
    offered = await world.open(
        profile=PHONE_SCREEN_PROFILE, consent_version=f"t.spoken{SPOKEN_OFFER_MARK}{heard}"
    )
    silent = await world.open(profile=PHONE_SCREEN_PROFILE, consent_version="t.spoken")
    page = await world.open()
    for opened, is_stored in ((offered, True), (silent, None), (page, None)):
        async with connected(world, opened, str(opened.session_id)) as caller:
            caller.speak(1000)  # before the key: never stored
            assert await caller.recordings.answer_by_key(is_accepted=True) is is_stored
            caller.speak(2000, at_ms=1000)
            if is_stored is None:
                assert await caller.recordings.answer_by_key(is_accepted=False) is None

    [chunk] = await world.rows(SAID)
    assert chunk["connection_id"] == str(offered.session_id)
    assert (chunk["connection_ms"], chunk["duration_ms"]) == (1000, 2000)
    [consent] = await world.rows("SELECT session_id, version FROM video_consent")
    assert consent["session_id"] == offered.session_id
    assert consent["version"] == heard

    async with connected(world, offered, "later") as caller:
        assert await caller.recordings.answer_by_key(is_accepted=False) is True
        caller.speak(2000)

    assert await world.rows(SAID) == []
    assert await world.doctor() == {}


async def test_an_offer_whose_text_has_changed_since_it_was_heard_cannot_be_accepted(
    world: VideoWorld,
) -> None:
    former = await world.open(
        profile=PHONE_SCREEN_PROFILE,
        consent_version=f"t.spoken{SPOKEN_OFFER_MARK}voice.phone.2020-01-01.30.en",
    )
    async with connected(world, former) as caller:
        assert await caller.recordings.answer_by_key(is_accepted=True) is False
        caller.speak(2000)

    assert await world.rows(SAID) == []
    assert await world.rows("SELECT version FROM video_consent") == []


async def test_an_answer_by_key_that_cannot_be_stored_records_nothing_and_raises_nothing(
    world: VideoWorld,
) -> None:
    unknown = replace(await world.open(), session_id=SessionId(UUID(int=9)))
    async with connected(world, unknown) as caller:
        assert await caller.recordings.answer_by_key(is_accepted=True) is False
        caller.speak(1000)

    assert await world.rows(SAID) == []


async def test_people_who_practice_decide_themselves_and_agree_to_a_text_of_their_own(
    world: VideoWorld,
) -> None:
    world.rules.is_voice_recording_allowed = False  # is about candidates
    opened = await world.open(profile=PRACTICE_PROFILE)
    async with connected(world, opened) as learner:
        hiring = await learner.answer(True, version=build_voice_consent_text("en").version)
        learner.speak(1000)
        agreed = await learner.answer(
            True, version=build_voice_consent_text("de", "person").version
        )
        learner.speak(1000, at_ms=1000)

    assert hiring["code"] == "voice_consent_changed"
    assert (agreed["accepted"], agreed["text"]) == (
        True,
        build_voice_consent_text("de", "person").text,
    )
    assert [row["connection_ms"] for row in await world.rows(SAID)] == [1000]
    asked = await world.rows("SELECT version, accepted FROM video_consent")
    assert asked == [{"version": agreed["version"], "accepted": True}]


async def practiced(world: VideoWorld) -> tuple[OpenedLiveSession, ViewableSession, Caller]:
    """Return a practice session whose person kept two pieces of their voice, and the person."""
    opened = await world.open(profile=PRACTICE_PROFILE)
    async with connected(world, opened) as learner:
        await learner.answer(True)
        learner.speak(2000, hertz=440)
        world.clock.ahead += timedelta(seconds=6)
        learner.speak(1000, at_ms=6000, hertz=880)
    row = await store_on(world.ground).load_row(SessionAddress(world.tenant, opened.session_id))
    me = account(world.tenant, Role.SEEKER)
    world.authenticator.known[str(me.id)] = me
    interview = InterviewId(row.interview_id)
    seen = ViewableSession(
        practice_session_id=format_practice_session_id(interview),
        interview_id=interview,
        run_id="run_1",
        person_id=row.person_id,
        session_id=opened.session_id,
        progress="over",
    )
    world.viewers.owners[interview], world.viewers.seen[interview] = me.id, seen
    return opened, seen, me


async def another_attempt(
    world: VideoWorld, former: OpenedLiveSession, seen: ViewableSession
) -> OpenedLiveSession:
    """Return the session in which the same practice goes on, as after a failure of ours."""
    await world.end(former)
    return await started(
        world.ground,
        world.tenant,
        interview=seen.interview_id.int,
        person_id=seen.person_id,
        attempt=2,
        profile=PRACTICE_PROFILE,
    )


async def voice_file(world: VideoWorld, seen: ViewableSession, headers: dict[str, str]) -> Any:
    path = f"/api/v1/artifacts/{seen.practice_session_id}/candidate_audio"
    return await world.http.get(path, headers=headers)


async def test_a_person_who_practiced_downloads_what_is_stored_of_their_voice(
    world: VideoWorld,
) -> None:
    _, seen, me = await practiced(world)
    own = {"X-API-Key": str(me.id)}
    world.viewers.seen[seen.interview_id] = replace(seen, progress="going_on")
    early = await voice_file(world, seen, own)
    world.viewers.seen[seen.interview_id] = seen

    named = (await voice_file(world, seen, own)).json()
    url = named["url"].removeprefix(PUBLIC)
    whole = await world.http.get(url)
    part = await world.http.get(url, headers={"Range": "bytes=100-8099"})
    stored = (await world.rows("SELECT sum(bytes)::int AS size FROM video_chunk"))[0]["size"]
    async with world.ground.open_work(world.tenant) as work:
        size = await PostgresRecordingRepository(world.ground.vault).find_voice_size(
            work, seen.interview_id
        )

    assert size == VoiceRecordingSize(bytes=stored, duration_ms=3000)
    assert code_of(early) == (409, "artifact_not_ready")
    assert (named["artifact_type"], named["content_type"]) == ("candidate_audio", "audio/ogg")
    assert (named["bytes"], named["sha256"]) == (stored, sha256(whole.content))
    assert whole.headers["content-type"] == "audio/ogg"
    assert whole.headers["content-disposition"].endswith('.ogg"')
    assert (part.status_code, part.content) == (206, whole.content[100:8100])
    samples = array("h", OpusSoundCodec().decode(whole.content))
    assert len(samples) == 3000 * 16  # one piece after the other, without the gap between them
    assert loudness(samples, 100, 1900) > 3000
    assert loudness(samples, 2100, 2900) > 3000


async def test_only_the_person_and_staff_who_assigned_the_practice_get_the_voice(
    world: VideoWorld,
) -> None:
    _, seen, _ = await practiced(world)
    other = account(world.tenant, Role.SEEKER)
    world.authenticator.known[str(other.id)] = other

    refused = [
        await voice_file(world, seen, {"X-API-Key": str(other.id)}),
        await voice_file(world, seen, world.staff()),
    ]
    world.viewers.assigned.add(seen.interview_id)
    assigned = await voice_file(world, seen, world.staff())

    assert [code_of(answer) for answer in refused] == [(404, "artifact_not_found")] * 2
    assert assigned.status_code == 200


async def test_a_link_to_the_voice_ends_with_the_recording(world: VideoWorld) -> None:
    opened, seen, me = await practiced(world)
    own = {"X-API-Key": str(me.id)}
    url = (await voice_file(world, seen, own)).json()["url"].removeprefix(PUBLIC)
    async with connected(world, opened, "c2") as learner:
        await learner.answer(False)

    assert code_of(await world.http.get(url)) == (404, "artifact_not_found")
    assert code_of(await voice_file(world, seen, own)) == (404, "artifact_not_found")


async def test_a_person_who_stops_has_the_voice_of_every_attempt_of_the_practice_deleted(
    world: VideoWorld,
) -> None:
    first, seen, me = await practiced(world)
    _, others, _ = await practiced(world)
    second = await another_attempt(world, first, seen)
    async with connected(world, second, "c2") as learner:
        await learner.answer(True)
        learner.speak(1000)
    async with connected(world, second, "c3") as learner:
        await learner.answer(False)
    async with connected(world, first, "c4") as late:
        late.speak(1000)

    left = await world.rows("SELECT DISTINCT interview_id FROM video_chunk")
    assert left == [{"interview_id": others.interview_id}]
    own = {"X-API-Key": str(me.id)}
    assert code_of(await voice_file(world, seen, own)) == (404, "artifact_not_found")
    agreed = await world.rows(
        "SELECT has_consent FROM recording WHERE interview_id = %(id)s", id=seen.interview_id
    )
    assert agreed == [{"has_consent": False}] * 2
    assert await world.doctor() == {}


async def test_a_person_who_declines_in_a_new_attempt_has_the_earlier_voice_deleted(
    world: VideoWorld,
) -> None:
    first, seen, _ = await practiced(world)
    second = await another_attempt(world, first, seen)
    async with connected(world, second, "c2") as learner:
        await learner.answer(False)

    assert await world.rows(SAID) == []


async def test_what_was_said_last_is_not_stored_once_the_session_is_erased(
    world: VideoWorld,
) -> None:
    """The person erases the session in one page while another page still holds what they said."""
    opened, kept = [await world.open(profile=PRACTICE_PROFILE) for _ in range(2)]
    interview = await world.interview_of(opened)
    async with connected(world, opened) as learner, connected(world, kept, "c2") as other:
        for person in (learner, other):
            await person.answer(True)
            person.speak(2000)
        await world.end(opened)
        async with world.ground.open_work(world.tenant) as work:
            await PostgresMediaRetention().forget(work, [interview])
    await world.tidy()

    assert [row["connection_id"] for row in await world.rows(SAID)] == ["c2"]
    assert len(world.files()) == 1
    assert await world.doctor() == {}


async def test_the_voice_of_practice_is_deleted_with_the_session_and_after_its_days(
    world: VideoWorld,
) -> None:
    _, erased, me = await practiced(world)
    _, old, old_person = await practiced(world)
    retention = PostgresMediaRetention()
    async with world.ground.open_work(world.tenant) as work:
        await retention.forget(work, [erased.interview_id])
    left = await world.rows("SELECT DISTINCT interview_id FROM video_chunk")
    gone = await voice_file(world, erased, {"X-API-Key": str(me.id)})
    async with world.ground.open_work(world.tenant) as work:
        await retention.delete_before(work, world.clock.now() + timedelta(seconds=1))
    expired = await voice_file(world, old, {"X-API-Key": str(old_person.id)})
    await world.tidy()

    assert left == [{"interview_id": old.interview_id}]
    assert code_of(gone) == code_of(expired) == (404, "artifact_not_found")
    assert world.files() == []
    assert await world.doctor() == {}


async def test_each_kind_has_its_own_consent_and_text(world: VideoWorld) -> None:
    opened = await world.open()
    german = build_voice_consent_text("de")
    async with world.talking(opened) as socket:
        await agree(socket)
        await say(socket, type="VOICE_CONSENT")
        asked = await receive_frame(socket, "VOICE_CONSENT")
        await say(socket, type="VOICE_CONSENT", accepted=True, version=german.version)
        answered = await receive_frame(socket, "VOICE_CONSENT")
        await world.put(opened, 0, FIRST)
        await agree(socket, is_accepted=False)

    assert (asked["accepted"], asked["text"]) == (None, build_voice_consent_text("en").text)
    assert (answered["accepted"], answered["text"]) == (True, german.text)
    rows = await world.rows(
        "SELECT kind, version, text, accepted FROM video_consent ORDER BY at, id"
    )
    assert [(row["kind"], row["version"], row["accepted"]) for row in rows] == [
        ("video", VIDEO_CONSENT_TEXT.version, True),
        ("voice", german.version, True),
        ("video", VIDEO_CONSENT_TEXT.version, False),
    ]
    assert rows[1]["text"] == german.text
    assert "30 Tagen" in german.text
    assert (await world.get(opened, "voice")).json()["consent"] == "agreed"
    assert (await world.get(opened, "chunks")).json()["consent"] == "withdrawn"


async def test_only_those_who_may_view_the_session_hear_it(
    world: VideoWorld,
) -> None:
    opened = await world.open()
    async with connected(world, opened) as candidate:
        await candidate.answer(True)
        candidate.speak(1000)
    [chunk] = await world.rows(SAID)
    path = f"/api/v1/recording/{opened.session_id}/voice"
    range_of = f"{path}/sound?fromMs={chunk['at_ms']}&toMs={chunk['at_ms'] + 1000}"
    stranger = account(TenantId(UUID(int=987)), Role.RECRUITER)
    world.authenticator.known[str(stranger.id)] = stranger
    seeker = world.staff(Role.SEEKER)

    for address in (path, range_of):
        assert (await world.http.get(address)).status_code == 401
        foreign = await world.http.get(address, headers={"X-API-Key": str(stranger.id)})
        assert foreign.status_code == 404
        assert (await world.http.get(address, headers=seeker)).status_code == 403
        assert (await world.http.get(address, headers=world.staff())).status_code == 200


async def test_the_doctor_finds_sound_without_consent(world: VideoWorld) -> None:
    opened = await world.open()
    async with world.talking(opened) as socket:
        await agree(socket)
    async with connected(world, opened) as candidate:
        await candidate.answer(True)
        candidate.speak(1000)
    assert await world.doctor() == {}

    async with world.ground.open_work(world.tenant) as work:
        await work.execute("UPDATE recording SET has_consent = false WHERE kind = 'voice'", {})

    assert list(await world.doctor()) == ["films_are_agreed"]


class FullStore(FolderObjectStore):
    """A folder on a disk without space."""

    async def put(self, name: ObjectName, chunks: AsyncIterable[bytes]) -> int:
        raise ObjectStoreFullError


async def test_a_full_disk_leaves_a_gap_and_is_counted(
    ground: Ground, tenant: TenantId, tmp_path: Path
) -> None:
    before = VOICE_RECORDING_LOSSES._value.get()
    async with video_world(ground, tenant, tmp_path, FullStore(tmp_path / "media")) as world:
        opened = await world.open()
        async with connected(world, opened) as candidate:
            await candidate.answer(True)
            candidate.speak(2000)
            still = await candidate.answer(None)

    assert still["accepted"] is True
    assert VOICE_RECORDING_LOSSES._value.get() == before + 1
    assert (await rows_of(ground, tenant)) == []


async def rows_of(ground: Ground, tenant: TenantId) -> list[dict[str, Any]]:
    async with ground.open_work(tenant) as work:
        return await work.fetch_all(SAID, {})


@pytest.mark.parametrize("is_call", [False, True])
async def test_it_is_deleted_after_30_days_and_with_the_person(
    world: VideoWorld, *, is_call: bool
) -> None:
    heard = f"t.spoken{SPOKEN_OFFER_MARK}{build_voice_consent_text('en', 'call').version}"
    call = {"profile": PHONE_SCREEN_PROFILE, "consent_version": heard}
    opened, other = [await world.open(**(call if is_call else {})) for _ in range(2)]
    for session in (opened, other):
        async with connected(world, session) as candidate:
            if is_call:
                await candidate.recordings.answer_by_key(is_accepted=True)
            else:
                await candidate.answer(True)
            candidate.speak(1000)
    assert await world.doctor() == {}

    async with world.ground.open_work(world.tenant) as work:
        await world.artifacts.delete_person_data(work, await world.person_of(opened))
    assert (await world.get(opened, "voice")).json()["storedMs"] == 0
    assert (await world.get(other, "voice")).json()["storedMs"] == 1000

    world.clock.ahead += timedelta(days=30, hours=1)
    await world.tidy()
    assert world.files() == []
    assert (await world.get(other, "voice")).json()["storedMs"] == 0
