"""A recording's way in: a ticket, the bytes, the confirmation; and every way in which it goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4  # noqa: TID251 - a ticket that nobody has

import pytest
from tests.database import TestDatabase
from tests.fakes.media import in_pieces, room_for
from tests.integration.media.media_platform import LIMIT, VIDEO, WEBM, MediaWorld, sha256

from vivavoce.media.domain.artifact import SessionProgress


async def test_a_video_is_uploaded_confirmed_and_downloaded(world: MediaWorld) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id, "going_on")

    ticket = await world.ticket(me, seen, bytes=len(WEBM))
    put = await world.put(ticket, WEBM)
    confirmed = await world.confirm(
        me, seen, upload_id=ticket["upload_id"], bytes=len(WEBM), sha256=sha256(WEBM)
    )
    repeated = await world.confirm(me, seen, upload_id=ticket["upload_id"])

    assert (ticket["method"], ticket["headers"], ticket["max_bytes"]) == ("PUT", VIDEO, LIMIT)
    assert (put.status_code, put.headers["etag"]) == (204, f'"{sha256(WEBM)}"')
    assert [one.status_code for one in (confirmed, repeated)] == [202, 200]
    assert (
        confirmed.json()
        == repeated.json()
        == {"video_analysis_status": "not_available", "artifact_type": "session_video"}
    )
    assert (await world.http.get(await world.link(me, seen, "session_video"))).content == WEBM
    (event,) = await world.events(seen)
    assert (event["artifactType"], event["bytes"]) == ("session_video", len(WEBM))
    assert len(world.files()) == 1


async def test_ten_concurrent_confirmations_store_one_video(world: MediaWorld) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)
    await world.put(await world.ticket(me, seen), WEBM)

    answers = await asyncio.gather(*(world.confirm(me, seen) for _ in range(10)))

    assert {one.status_code for one in answers} <= {200, 202}
    assert len(await world.events(seen)) == 1
    assert len(world.files()) == 1


async def test_of_concurrently_requested_tickets_one_is_valid(
    world: MediaWorld, database: TestDatabase
) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)

    async with database.hold_transaction_open(
        "LOCK TABLE upload_ticket IN SHARE ROW EXCLUSIVE MODE"
    ):
        asked = asyncio.gather(*(world.ticket(me, seen) for _ in range(2)))
        await database.until_waiting_for_locks(2)
    puts = [(await world.put(ticket, WEBM)).status_code for ticket in await asked]

    assert sorted(puts) == [204, 409]
    assert len(world.files()) == 1


async def test_a_session_has_one_video(world: MediaWorld) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)
    await world.uploaded(me, seen)

    path = f"/sessions/{seen.practice_session_id}/video/upload-url"
    answer = await world.ask(me, "POST", path, {"content_type": "video/webm"})

    assert (answer.status_code, answer.json()["code"]) == (409, "video_already_uploaded")


@pytest.mark.parametrize(
    ("progress", "body", "status", "code"),
    [
        ("over", {"content_type": "video/mp4"}, 415, "unsupported_media_type"),
        ("over", {"content_type": "video/webm", "bytes": LIMIT + 1}, 413, "upload_too_large"),
        ("over", {"content_type": "video/webm", "bytes": 0}, 422, "validation"),
        ("over", {}, 422, "validation"),
        ("not_begun", {"content_type": "video/webm"}, 409, "session_not_started"),
        ("never_held", {"content_type": "video/webm"}, 409, "session_not_started"),
    ],
)
async def test_an_invalid_ticket_is_refused(
    world: MediaWorld, progress: SessionProgress, body: dict[str, Any], status: int, code: str
) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id, progress)

    answer = await world.ask(
        me, "POST", f"/sessions/{seen.practice_session_id}/video/upload-url", body
    )

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_the_content_type_may_name_codecs(world: MediaWorld) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)
    ticket = await world.ticket(me, seen, content_type="video/webm; codecs=vp9,opus")

    answer = await world.put(ticket, WEBM, {"Content-Type": "video/webm;codecs=vp9,opus"})

    assert answer.status_code == 204


async def test_another_content_type_is_refused(world: MediaWorld) -> None:
    me = world.caller()
    ticket = await world.ticket(me, world.viewers.add(me.id))

    answer = await world.put(ticket, WEBM, {"Content-Type": "text/html"})

    assert answer.status_code == 415
    assert world.files() == []


@pytest.mark.parametrize("is_announced", [True, False])
async def test_an_upload_over_the_limit_is_refused_and_leaves_nothing(
    world: MediaWorld, is_announced: bool
) -> None:
    me = world.caller()
    ticket = await world.ticket(me, world.viewers.add(me.id))
    whole = WEBM + bytes(LIMIT)

    answer = await world.put(ticket, whole if is_announced else in_pieces(whole))

    assert (answer.status_code, answer.json()["code"]) == (413, "upload_too_large")
    assert world.files() == []
    assert (await world.put(ticket, WEBM)).status_code == 204


async def test_an_empty_body_is_refused_and_the_ticket_stays_valid(world: MediaWorld) -> None:
    me = world.caller()
    ticket = await world.ticket(me, world.viewers.add(me.id))

    empty = await world.put(ticket, b"")

    assert (empty.status_code, empty.json()["code"]) == (422, "upload_empty")
    assert world.files() == []
    assert (await world.put(ticket, WEBM)).status_code == 204


async def test_a_ticket_is_valid_for_one_upload(world: MediaWorld) -> None:
    me = world.caller()
    ticket = await world.ticket(me, world.viewers.add(me.id))

    answers = await asyncio.gather(*(world.put(ticket, in_pieces(WEBM)) for _ in range(4)))
    later = await world.put(ticket, WEBM)

    assert sorted(one.status_code for one in answers) == [204, 409, 409, 409]
    assert (later.status_code, later.json()["code"]) == (409, "upload_ticket_used")
    assert len(world.files()) == 1


async def test_a_new_ticket_replaces_the_previous_one_and_its_upload(world: MediaWorld) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)
    former = await world.ticket(me, seen)
    await world.put(former, WEBM)

    newer = await world.ticket(me, seen)
    await world.tidy()

    assert world.files() == []
    assert (await world.put(former, WEBM)).status_code == 409
    answer = await world.confirm(me, seen, upload_id=former["upload_id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "upload_missing")
    assert (await world.put(newer, WEBM)).status_code == 204
    assert (await world.confirm(me, seen)).status_code == 202


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"bytes": len(WEBM) + 1}, 422, "upload_mismatch"),
        ({"sha256": "00" * 32}, 422, "upload_mismatch"),
        ({"sha256": "short"}, 422, "validation"),
        ({"upload_id": str(uuid4())}, 409, "upload_missing"),
    ],
)
async def test_a_confirmation_that_does_not_match_is_refused(
    world: MediaWorld, said: dict[str, Any], status: int, code: str
) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)
    await world.put(await world.ticket(me, seen), WEBM)

    before = await world.confirm(me, seen, **said)
    await world.confirm(me, seen)
    after = await world.confirm(me, seen, **said)

    assert [(one.status_code, one.json()["code"]) for one in (before, after)] == [
        (status, code),
        (status, code),
    ]


async def test_a_missing_upload_cannot_be_confirmed(world: MediaWorld) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)

    without_ticket = await world.confirm(me, seen)
    ticket = await world.ticket(me, seen)
    without_bytes = await world.confirm(me, seen, upload_id=ticket["upload_id"])

    for answer in (without_ticket, without_bytes):
        assert (answer.status_code, answer.json()["code"]) == (409, "upload_missing")


async def test_an_object_missing_from_the_disk_cannot_be_confirmed(world: MediaWorld) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)
    await world.put(await world.ticket(me, seen), WEBM)
    (file,) = world.files()
    file.unlink()

    answer = await world.confirm(me, seen)

    assert (answer.status_code, answer.json()["code"]) == (409, "upload_missing")


@pytest.mark.parametrize("content", [b"RIFF" + bytes(100), b"\x1a\x45\xdf", b"<html>"])
async def test_a_file_that_is_not_webm_is_not_stored(world: MediaWorld, content: bytes) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)
    await world.put(await world.ticket(me, seen), content)

    answer = await world.confirm(me, seen)

    assert (answer.status_code, answer.json()["code"]) == (422, "not_webm")
    assert await world.events(seen) == []


async def test_a_full_disk_is_reported_and_the_ticket_stays_valid(world: MediaWorld) -> None:
    me = world.caller()
    ticket = await world.ticket(me, world.viewers.add(me.id))

    with room_for(300_000):
        answer = await world.put(ticket, WEBM)

    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert world.files() == []
    assert (await world.put(ticket, WEBM)).status_code == 204


async def test_an_interrupted_upload_leaves_nothing_and_can_be_repeated(world: MediaWorld) -> None:
    me = world.caller()
    ticket = await world.ticket(me, world.viewers.add(me.id))

    async def half() -> AsyncIterator[bytes]:
        yield WEBM
        raise ConnectionError("the browser was closed")

    with pytest.raises(ConnectionError):
        await world.put(ticket, half())
    async with asyncio.timeout(60):
        await _until_empty(world)

    assert (await world.put(ticket, WEBM)).status_code == 204


async def _until_empty(world: MediaWorld) -> None:
    while world.files():  # noqa: ASYNC110 - the server notices in its own time
        await asyncio.sleep(0.01)


async def test_an_upload_of_an_erased_person_is_not_stored(world: MediaWorld) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)
    ticket = await world.ticket(me, seen)
    async with world.ground.open_work(world.tenant) as work:
        await world.ground.vault.destroy_key(work, seen.person_id)

    answer = await world.put(ticket, WEBM)

    assert (answer.status_code, answer.json()["code"]) == (410, "erased")
    assert world.files() == []


async def test_the_cleanup_deletes_expired_tickets_and_unconfirmed_uploads(
    world: MediaWorld,
) -> None:
    me = world.caller()
    unused, unconfirmed, kept = (world.viewers.add(me.id) for _ in range(3))
    ticket = await world.ticket(me, unused)
    await world.put(await world.ticket(me, unconfirmed), WEBM)
    await world.uploaded(me, kept)

    world.clock.ahead += timedelta(hours=3)
    await world.tidy()
    assert len(world.files()) == 2
    world.clock.ahead += timedelta(hours=22)
    await world.tidy()

    assert len(world.files()) == 1
    assert (await world.confirm(me, unconfirmed)).status_code == 409
    assert (await world.confirm(me, unused, upload_id=ticket["upload_id"])).status_code == 409
    assert (await world.confirm(me, kept)).status_code == 200
    assert await world.doctor() == {}
