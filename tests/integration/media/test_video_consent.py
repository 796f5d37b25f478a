"""Consent to a video: asked with its text, given, withdrawn, and named by every chunk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.infrastructure import Ground
from tests.integration.media.test_video_recording import FIRST, SECOND, THIRD, code_of
from tests.integration.media.video_platform import (
    VideoWorld,
    agree,
    receive_frame,
    say,
    video_world,
)

from vivavoce.contracts.profiles import Abilities
from vivavoce.kernel.ids import TenantId
from vivavoce.media.domain.video import VIDEO_CONSENT_TEXT


@pytest.fixture
async def world(ground: Ground, tenant: TenantId, tmp_path: Path) -> AsyncIterator[VideoWorld]:
    async with video_world(ground, tenant, tmp_path) as world:
        yield world


async def test_no_chunk_is_accepted_before_consent(world: VideoWorld) -> None:
    opened = await world.open()
    async with world.talking(opened) as socket:
        refused = await world.put(opened, 0, FIRST)
        await say(socket, type="VIDEO_CHUNK", seq=0, durationMs=1000)
        await socket.send(FIRST)
        on_socket = await receive_frame(socket, "ERROR")
        asked = await agree(socket, is_accepted=False)
        still = await world.put(opened, 0, FIRST)
        await say(
            socket, type="TEXT", text="We moved the whole release by a week and told everybody."
        )
        answer_frame = await receive_frame(socket, "TRANSCRIPT")

    assert code_of(refused) == code_of(still) == (409, "video_consent_required")
    assert (on_socket["code"], on_socket["seq"]) == ("video_consent_required", 0)
    assert asked["accepted"] is False
    assert answer_frame["role"] == "candidate"
    assert world.files() == []
    assert await world.rows("SELECT 1 FROM video_chunk") == []
    assert await world.claims(opened) == []


async def test_the_consent_text_is_shown_before_it_is_answered(world: VideoWorld) -> None:
    opened = await world.open()
    async with world.talking(opened) as socket:
        await say(socket, type="VIDEO_CONSENT")
        asked = await receive_frame(socket, "VIDEO_CONSENT")
        await say(socket, type="VIDEO_CONSENT", accepted=True, version="another text")
        refused = await receive_frame(socket, "ERROR")
        await say(socket, type="VIDEO_CONSENT", accepted=True, version=asked["version"])
        answered = await receive_frame(socket, "VIDEO_CONSENT")

    assert (asked["accepted"], asked["text"]) == (None, VIDEO_CONSENT_TEXT.text)
    assert refused["code"] == "video_consent_changed"
    assert answered["accepted"] is True
    [kept] = await world.rows(
        "SELECT version, text, accepted FROM video_consent WHERE session_id = %(id)s",
        id=opened.session_id,
    )
    assert kept == {
        "version": VIDEO_CONSENT_TEXT.version,
        "text": VIDEO_CONSENT_TEXT.text,
        "accepted": True,
    }


@pytest.mark.parametrize("is_wanted", [True, False])
async def test_no_video_is_recorded_where_request_or_organization_exclude_it(
    world: VideoWorld, is_wanted: bool
) -> None:
    world.rules.is_video_allowed = not is_wanted
    opened = await world.open(Abilities(video_presence=is_wanted))
    async with world.talking(opened) as socket:
        await say(socket, type="VIDEO_CONSENT", accepted=True)
        refused = await receive_frame(socket, "ERROR")
        put = await world.put(opened, 0, FIRST)

    assert refused["code"] == "video_not_offered"
    assert code_of(put) == (409, "video_consent_required")
    assert await world.rows("SELECT 1 FROM video_consent") == []


async def test_consent_can_be_withdrawn_even_when_it_can_no_longer_be_given(
    world: VideoWorld,
) -> None:
    opened = await world.agreed()
    await world.put(opened, 0, FIRST)
    world.rules.is_video_allowed = False

    async with world.talking(opened) as socket:
        answered = await agree(socket, is_accepted=False)

    assert answered["accepted"] is False
    assert (await world.get(opened, "chunks")).json()["totalChunks"] == 0


async def test_a_reloaded_page_learns_where_its_recording_continues(world: VideoWorld) -> None:
    opened = await world.open()
    async with world.talking(opened) as socket:
        first = await agree(socket)
        await world.put(opened, 0, FIRST)
        await world.put(opened, 2, SECOND)
    world.clock.ahead += timedelta(seconds=90)

    async with world.talking(opened) as socket:
        await say(socket, type="VIDEO_CONSENT")
        again = await receive_frame(socket, "VIDEO_CONSENT")

    assert (first["accepted"], first["nextSeq"]) == (True, 0)
    assert first["recordingMs"] < 60_000
    assert (again["accepted"], again["nextSeq"]) == (True, 3)
    assert 90_000 <= again["recordingMs"] < 150_000


async def test_staff_see_the_video_consent_of_the_candidate(world: VideoWorld) -> None:
    opened = await world.open()
    unasked = (await world.get(opened, "chunks")).json()
    async with world.talking(opened) as socket:
        await agree(socket, is_accepted=False)
        declined = (await world.get(opened, "chunks")).json()
        await agree(socket)
        await world.put(opened, 0, FIRST)
        await world.put(opened, 1, SECOND)
        agreed = (await world.get(opened, "chunks")).json()
        await agree(socket, is_accepted=False)
    withdrawn = (await world.get(opened, "chunks")).json()

    statuses = [each["consent"] for each in (unasked, declined, agreed, withdrawn)]
    assert statuses == ["not_answered", "declined", "agreed", "withdrawn"]
    assert unasked["consentAt"] is None
    assert declined["consentAt"] < agreed["consentAt"] < withdrawn["consentAt"]
    assert [each["isFileStart"] for each in agreed["chunks"]] == [True, False]


async def test_every_chunk_names_the_consent_text(world: VideoWorld) -> None:
    opened = await world.agreed()
    await world.put(opened, 0, FIRST)

    rows = await world.rows("SELECT consent_version FROM video_chunk")

    assert rows == [{"consent_version": VIDEO_CONSENT_TEXT.version}]


async def test_withdrawing_consent_deletes_the_video_and_the_interview_continues(
    world: VideoWorld,
) -> None:
    opened = await world.open()
    async with world.talking(opened) as socket:
        await agree(socket)
        await world.put(opened, 0, FIRST)
        await world.put(opened, 1, SECOND)
        await agree(socket, is_accepted=False)
        refused = await world.put(opened, 2, THIRD)
        await say(
            socket, type="TEXT", text="We moved the whole release by a week and told everybody."
        )
        assert (await receive_frame(socket, "TRANSCRIPT"))["role"] == "candidate"
        said = await world.log_says(opened, 4)

    assert code_of(refused) == (409, "video_consent_required")
    assert code_of(await world.get(opened, "chunks/0")) == (404, "chunk_not_found")
    assert code_of(await world.get(opened, "stream")) == (404, "recording_not_found")
    assert [kind for kind, _ in said] == [
        "recording.started",
        *["recording.chunk_stored"] * 2,
        "recording.stopped",
    ]
    await world.tidy()
    assert world.files() == []


async def test_a_chunk_in_transit_while_consent_is_withdrawn_is_not_stored(
    world: VideoWorld,
) -> None:
    opened, half_way, go_on = await world.agreed(), asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield FIRST[:100_000]
        half_way.set()
        await go_on.wait()
        yield FIRST[100_000:]

    async with asyncio.TaskGroup() as group:
        sending = group.create_task(world.put(opened, 0, slowly()))
        await half_way.wait()
        async with world.talking(opened) as socket:
            await agree(socket, is_accepted=False)
        go_on.set()

    assert code_of(sending.result()) == (409, "video_consent_required")
    assert world.files() == []
    assert await world.claims(opened) == []
    assert await world.doctor() == {}


async def test_the_doctor_reports_a_chunk_without_consent(world: VideoWorld) -> None:
    opened = await world.agreed()
    await world.put(opened, 0, FIRST)
    async with world.ground.open_work(world.tenant) as work:
        await work.execute("UPDATE recording SET has_consent = false", {})

    assert list(await world.doctor()) == ["films_are_agreed"]
