"""Video chunks: consent, storage in any order, events, playback and deletion."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.fakes.media import MemoryStore, in_pieces, room_for
from tests.fakes.video import EBML, a_video, cut, length_s
from tests.infrastructure import Ground
from tests.integration.media.video_platform import (
    VideoWorld,
    agree,
    receive_frame,
    say,
    video_world,
)

from vivavoce.kernel.caller import Role
from vivavoce.kernel.ids import TenantId
from vivavoce.media.adapters.artifacts_postgres import PostgresMediaRetention
from vivavoce.media.adapters.object_store import EncryptedObjectContents
from vivavoce.media.adapters.videos_postgres import PostgresRecordingRepository
from vivavoce.media.domain.artifact import ObjectName

FIRST, SECOND, THIRD = EBML + b"1" * 300_000, b"2" * 70_000, b"3" * 999


@pytest.fixture
async def world(ground: Ground, tenant: TenantId, tmp_path: Path) -> AsyncIterator[VideoWorld]:
    async with video_world(ground, tenant, tmp_path) as world:
        yield world


def code_of(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]  # type: ignore[attr-defined]


async def test_a_real_video_in_chunks_plays_as_one_recording(world: VideoWorld) -> None:
    video = a_video()
    pieces = cut(video, 3)
    opened = await world.agreed()

    for seq, piece in enumerate(pieces):
        assert (await world.put(opened, seq, piece, ms=1000)).status_code == 201

    joined = await world.get(opened, "stream")
    assert joined.headers["content-type"] == "video/webm"
    assert joined.content == video
    assert "x-recording-gaps" not in joined.headers
    assert length_s(joined.content) == length_s(video) == 3.0


async def test_the_chunk_list_has_the_specified_shape(world: VideoWorld) -> None:
    opened = await world.agreed()
    await world.put(opened, 0, FIRST)
    await world.put(opened, 1, SECOND, ms=12_500)

    listed = (await world.get(opened, "chunks")).json()

    assert listed["sessionId"] == str(opened.session_id)
    assert (listed["totalChunks"], listed["totalDurationMs"]) == (2, 42_500)
    assert [
        (one["timestamp"], one["sizeBytes"], one["durationMs"]) for one in listed["chunks"]
    ] == [
        (0, len(FIRST), 30_000),
        (30_000, len(SECOND), 12_500),
    ]
    path = listed["chunks"][1]["path"]
    assert path == f"/api/v1/recording/{opened.session_id}/chunks/1"
    piece = await world.http.get(path, headers=world.staff())
    assert (piece.status_code, piece.content) == (200, SECOND)


async def test_chunks_are_accepted_in_any_order_and_missing_ones_are_named(
    world: VideoWorld,
) -> None:
    opened = await world.agreed()
    for seq, piece in ((4, THIRD), (0, FIRST), (2, SECOND)):
        assert (await world.put(opened, seq, piece)).status_code == 201

    joined = await world.get(opened, "stream")

    assert joined.content == FIRST + SECOND + THIRD
    assert joined.headers["x-recording-gaps"] == "1,3"


async def test_a_restarted_camera_is_recorded(world: VideoWorld) -> None:
    opened = await world.agreed()
    for seq, piece in enumerate((FIRST, SECOND, FIRST, THIRD)):
        await world.put(opened, seq, piece)

    joined = await world.get(opened, "stream")

    assert joined.headers["x-recording-restarts"] == "2"


async def test_a_range_of_the_joined_video_spans_chunks(world: VideoWorld) -> None:
    opened = await world.agreed()
    whole = FIRST + SECOND + THIRD
    for seq, piece in enumerate((FIRST, SECOND, THIRD)):
        await world.put(opened, seq, piece)

    for start, stop in ((0, 4), (len(FIRST) - 3, len(FIRST) + 5), (299_000, len(whole) - 1)):
        part = await world.get(opened, "stream", {"Range": f"bytes={start}-{stop - 1}"})
        assert part.status_code == 206
        assert part.content == whole[start:stop]
        assert part.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(whole)}"
    beyond = await world.get(opened, "stream", {"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(whole)}")


async def test_a_repeated_chunk_changes_nothing_and_a_different_one_is_refused(
    world: VideoWorld,
) -> None:
    opened = await world.agreed()
    first = await world.put(opened, 0, FIRST)

    again = await world.put(opened, 0, FIRST)
    other = await world.put(opened, 0, FIRST + b"!")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert code_of(other) == (409, "chunk_conflict")
    assert len(world.files()) == 1
    assert len(await world.claims(opened)) == 1


async def test_concurrent_uploads_of_one_chunk_store_it_once(world: VideoWorld) -> None:
    opened = await world.agreed()

    answers = await asyncio.gather(*(world.put(opened, 0, FIRST) for _ in range(6)))

    assert sorted(one.status_code for one in answers) == [200] * 5 + [201]
    assert len(world.files()) == 1
    assert len(await world.claims(opened)) == 1


async def test_the_chunk_event_contains_a_reference_and_no_video(world: VideoWorld) -> None:
    opened = await world.agreed()
    await world.put(opened, 0, FIRST)

    [claim] = await world.claims(opened)

    assert claim == {
        "sessionId": str(opened.session_id),
        "chunk": 0,
        "timestampMs": 0,
        "path": f"/api/v1/recording/{opened.session_id}/chunks/0",
        "sizeBytes": len(FIRST),
        "durationMs": 30_000,
        "contentType": "video/webm",
        "sha256": hashlib.sha256(FIRST).hexdigest(),
    }


async def test_the_log_records_the_start_and_the_end_of_the_video(world: VideoWorld) -> None:
    opened = await world.open()
    async with world.talking(opened) as socket:
        await agree(socket)
        await world.put(opened, 0, FIRST)
        await world.put(opened, 1, SECOND)
        await world.log_says(opened, 3)
        await world.end(opened)
    said = await world.log_says(opened, 4)

    assert [kind for kind, _ in said] == [
        "recording.started",
        *["recording.chunk_stored"] * 2,
        "recording.stopped",
    ]
    assert said[1][1] == {
        "artifact_type": "session_video",
        "chunk": 0,
        "size": len(FIRST),
        "duration_ms": 30_000,
        "sha256": hashlib.sha256(FIRST).hexdigest(),
    }
    assert said[3][1] == {"artifact_type": "session_video", "chunks": 2}


async def test_the_last_chunks_may_arrive_shortly_after_the_end_and_no_later(
    world: VideoWorld,
) -> None:
    opened = await world.agreed()
    await world.end(opened)

    late = await world.put(opened, 0, FIRST)
    world.clock.ahead += timedelta(minutes=16)
    too_late = await world.put(opened, 1, SECOND)

    assert late.status_code == 201
    assert code_of(too_late) == (409, "recording_ended")


@pytest.mark.parametrize("protocol", [None, "vivavoce.v1"])
async def test_a_socket_carries_chunks_beside_the_interview(
    world: VideoWorld, protocol: str | None
) -> None:
    opened = await world.open()
    header = b"" if protocol is None else bytes((3, 0, 0, 0)) + (0).to_bytes(4, "little")
    async with world.talking(opened, *([protocol] if protocol else [])) as socket:
        await agree(socket)
        await say(socket, type="VIDEO_CHUNK", seq=0, durationMs=30_000)
        await socket.send(header + FIRST)
        stored = await receive_frame(socket, "VIDEO_STORED")

    assert stored == {
        "type": "VIDEO_STORED",
        "seq": 0,
        "sizeBytes": len(FIRST),
        "sha256": hashlib.sha256(FIRST).hexdigest(),
    }
    assert (await world.get(opened, "chunks/0")).content == FIRST


async def test_a_chunk_of_four_mebibytes_and_the_message_behind_it_pass_the_socket(
    world: VideoWorld,
) -> None:
    opened = await world.open()
    async with world.talking(opened) as socket:
        await agree(socket)
        await say(socket, type="VIDEO_CHUNK", seq=0, durationMs=30_000)
        await socket.send(EBML + bytes((4 << 20) - 4))
        await say(
            socket, type="TEXT", text="We moved the whole release by a week and told everybody."
        )
        assert (await receive_frame(socket, "TRANSCRIPT"))["role"] == "candidate"
    # Leaving waits for what is under way.
    async with asyncio.timeout(20):
        while len(await world.claims(opened)) < 1:  # noqa: ASYNC110 - the server keeps it
            await asyncio.sleep(0.02)


async def test_a_chunk_without_its_announcement_is_refused_by_name(world: VideoWorld) -> None:
    opened = await world.open()
    async with world.talking(opened, "vivavoce.v1") as socket:
        await agree(socket)
        await socket.send(bytes((3, 0, 0, 0, 0, 0, 0, 0)) + FIRST)
        assert (await receive_frame(socket, "ERROR"))["code"] == "video_not_announced"


async def test_a_video_without_a_valid_beginning_is_refused(world: VideoWorld) -> None:
    opened = await world.agreed()

    answers = [
        await world.put(opened, 0, content) for content in (b"not a film at all", b"\x1a", b"")
    ]

    assert [code_of(one) for one in answers] == [
        (422, "not_webm"),
        (422, "not_webm"),
        (422, "upload_empty"),
    ]
    assert world.files() == []


@pytest.mark.parametrize("ms", [0, 60_001, -1])
async def test_a_chunk_may_last_up_to_a_minute(world: VideoWorld, ms: int) -> None:
    opened = await world.agreed()

    assert (await world.put(opened, 0, FIRST, ms=ms)).status_code == 422
    assert world.files() == []


async def test_a_chunk_over_25_mebibytes_is_refused_with_and_without_a_length(
    world: VideoWorld,
) -> None:
    opened = await world.agreed()

    async def endless() -> AsyncIterator[bytes]:
        yield EBML
        for _ in range(26):
            yield bytes(1 << 20)

    declared = await world.put(opened, 0, EBML + bytes(25 << 20))
    chunked = await world.put(opened, 0, endless())

    assert (declared.status_code, chunked.status_code) == (413, 413)
    assert world.files() == []


async def test_a_video_is_limited_to_four_hours(world: VideoWorld) -> None:
    opened = await world.agreed()
    await world.put(opened, 0, FIRST, ms=60_000)
    await _stretch(world, 4 * 3_600_000 - 30_000)

    full = await world.put(opened, 1, SECOND, ms=30_001)
    fits = await world.put(opened, 1, SECOND, ms=30_000)

    assert code_of(full) == (413, "recording_too_large")
    assert fits.status_code == 201


async def test_too_many_chunks_are_slowed_down(world: VideoWorld) -> None:
    opened = await world.agreed()

    answers = [await world.put(opened, 1, b"a") for _ in range(121)]

    assert code_of(answers[-1]) == (429, "rate_exceeded")
    assert "retry-after" in answers[-1].headers
    assert {one.status_code for one in answers[:-1]} == {200, 201}


async def test_a_full_disk_stores_nothing_and_the_chunk_can_be_sent_again(
    world: VideoWorld,
) -> None:
    opened = await world.agreed()

    with room_for(100_000):
        full = await world.put(opened, 0, FIRST)
    assert code_of(full) == (507, "storage_full")
    assert world.files() == []
    assert await world.rows("SELECT 1 FROM video_chunk") == []
    assert (await world.put(opened, 0, FIRST)).status_code == 201
    assert await world.doctor() == {}


async def test_an_unknown_handle_and_staff_of_another_organization_find_nothing(
    world: VideoWorld,
) -> None:
    opened = await world.agreed()
    await world.put(opened, 0, FIRST)

    assert code_of(await world.put("int_" + "A" * 43, 0, FIRST)) == (404, "not_found")
    assert code_of(await world.put(str(opened.session_id), 1, SECOND)) == (404, "not_found")
    assert (
        await world.http.get(f"/api/v1/recording/{opened.session_id}/chunks")
    ).status_code == 401
    seeker = world.staff(Role.SEEKER)
    for path in ("chunks", "stream", "chunks/0"):
        assert (await world.get(opened, path, seeker)).status_code == 403


async def test_own_practice_is_recorded_when_the_person_sends_video(world: VideoWorld) -> None:
    me = world.staff(Role.SEEKER)
    opened = await world.open()
    mine = world.viewers.add(world.authenticator.known[me["X-API-Key"]].id, "going_on")
    world.viewers.seen[mine.interview_id] = replace(mine, session_id=opened.session_id)

    nobody = await world.put(mine.practice_session_id, 0, FIRST)
    other = await world.put(mine.practice_session_id, 0, FIRST, headers=world.staff(Role.SEEKER))
    own = await world.put(mine.practice_session_id, 0, FIRST, headers=me)

    assert (nobody.status_code, other.status_code, own.status_code) == (401, 404, 201)
    assert await world.rows("SELECT consent_version FROM video_chunk") == [
        {"consent_version": "own_upload"}
    ]
    assert await world.doctor() == {}


async def test_erasing_a_person_deletes_their_video(world: VideoWorld, ground: Ground) -> None:
    opened, other = await world.agreed(), await world.agreed()
    for one in (opened, other):
        await world.put(one, 0, FIRST)
    person = await world.person_of(opened)
    async with ground.open_work(world.tenant) as work:
        assert await world.artifacts.delete_person_data(work, person) == 1
        await ground.vault.destroy_key(work, person)

    assert code_of(await world.get(opened, "chunks/0")) == (404, "chunk_not_found")
    assert (await world.get(other, "chunks/0")).content == FIRST
    assert (await world.put(opened, 1, SECOND)).status_code == 409
    await world.tidy()
    assert len(world.files()) == 1
    assert await world.doctor() == {}


async def test_a_video_is_the_same_on_another_object_store(
    ground: Ground, tenant: TenantId, tmp_path: Path
) -> None:
    memory = MemoryStore(ground.clock.now)
    async with video_world(ground, tenant, tmp_path, memory) as world:
        opened = await world.agreed()
        for seq, piece in ((1, SECOND), (0, FIRST), (0, FIRST)):
            await world.put(opened, seq, piece)
        joined = await world.get(opened, "stream")
        assert joined.content == FIRST + SECOND
        assert len(await memory.list_names(tenant)) == 2
        assert await world.doctor() == {}
        async with world.talking(opened) as socket:
            await agree(socket, is_accepted=False)
        await world.tidy()
        assert await memory.list_names(tenant) == []


@pytest.mark.parametrize("erased", ["person", "interview"])
async def test_erasing_waits_for_a_chunk_being_stored_and_deletes_it(
    world: VideoWorld, ground: Ground, erased: str
) -> None:
    opened = await world.agreed()
    await world.put(opened, 0, FIRST)
    person, videos = await world.person_of(opened), PostgresRecordingRepository(ground.vault)
    interview = await world.interview_of(opened)

    async def erase() -> None:
        async with ground.open_work(world.tenant) as work:
            if erased == "person":
                assert await world.artifacts.delete_person_data(work, person) == 2
            else:
                await PostgresMediaRetention().forget(work, [interview])

    async with asyncio.TaskGroup() as group:
        async with ground.open_work(world.tenant) as work:
            recording = await videos.lock_recording(work, opened.session_id, "video")
            first = await videos.find_chunk(work, opened.session_id, "video", 0)
            assert recording is not None
            assert first is not None
            name = ObjectName(world.tenant, ground.ids.new_id())
            written = await EncryptedObjectContents(world.store).write(
                name, in_pieces(SECOND), limit=10**6
            )
            group.create_task(erase())
            await _until_lock_is_awaited(world)
            second = replace(first, id=ground.ids.new_id(), seq=1, object=written)
            await videos.add_chunk(work, recording, second, forget_at=first.kept_at)

    assert await world.rows("SELECT 1 FROM video_chunk") == []
    assert await world.rows("SELECT 1 FROM recording") == []
    await world.tidy()
    assert world.files() == []


async def _until_lock_is_awaited(world: VideoWorld) -> None:
    async with asyncio.timeout(20):
        while not await world.rows(  # noqa: ASYNC110 - another connection waits
            "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.datname = current_database()"
            " WHERE NOT l.granted"
        ):
            await asyncio.sleep(0.01)


async def test_a_chunk_is_retained_for_thirty_days(world: VideoWorld) -> None:
    opened = await world.agreed()
    await world.put(opened, 0, FIRST)

    world.clock.ahead += timedelta(days=29)
    await world.tidy()
    assert (await world.get(opened, "chunks/0")).status_code == 200
    world.clock.ahead += timedelta(days=2)
    await world.tidy()

    assert (await world.get(opened, "chunks/0")).status_code == 404
    assert world.files() == []


async def _stretch(world: VideoWorld, duration_ms: int) -> None:
    """Make the one piece that is kept as long as a film of hours."""
    async with world.ground.open_work(world.tenant) as work:
        assert await work.execute(
            "UPDATE video_chunk SET duration_ms = %(ms)s", {"ms": duration_ms}
        )
