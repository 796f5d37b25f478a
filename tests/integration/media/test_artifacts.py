"""Artifacts: who gets a link, what is created from the log, and what is missing."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.integration.media.media_platform import PUBLIC, WEBM, MediaWorld, sha256, unknown_session
from tests.whole_examples import members_only_in_example

from vivavoce.kernel.caller import Role
from vivavoce.media.domain.artifact import SessionProgress, ViewableSession


async def test_a_transcript_is_created_from_the_log_and_downloaded_by_its_link(
    world: MediaWorld,
) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)

    answer = await world.ask(me, "GET", f"/artifacts/{seen.practice_session_id}/transcript")

    said = answer.json()
    assert answer.status_code == 200
    assert set(said) == {
        *("artifact_type", "url", "method", "expires_at", "content_type", "bytes", "sha256"),
    }
    assert (said["artifact_type"], said["method"]) == ("transcript", "GET")
    life = datetime.fromisoformat(said["expires_at"]) - world.clock.now()
    assert timedelta(minutes=14) < life <= timedelta(minutes=15)
    document = (await world.http.get(world.local(said["url"]))).content
    assert (len(document), sha256(document)) == (said["bytes"], said["sha256"])
    transcript = json.loads(document)
    assert members_only_in_example("download_media", transcript) == []
    assert transcript["session_id"] == seen.practice_session_id
    assert [turn["text"] for turn in transcript["turns"]] == [
        "What did you build?",
        "A bridge of söme kind.",
    ]


async def test_the_events_are_created_from_the_log_too(world: MediaWorld) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)

    document = (await world.http.get(await world.link(me, seen, "events"))).json()

    assert [event["type"] for event in document["events"]] == ["session.created"]


async def test_an_artifact_is_created_once_and_announced_once(world: MediaWorld) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)
    path = f"/artifacts/{seen.practice_session_id}/transcript"

    answers = await asyncio.gather(*(world.ask(me, "GET", path) for _ in range(8)))
    again = await world.ask(me, "GET", path)

    assert {one.status_code for one in answers} == {200}
    assert len({one.json()["sha256"] for one in [*answers, again]}) == 1
    assert len(world.files()) == 1
    (event,) = await world.events(seen)
    assert (event["artifactType"], event["bytes"]) == ("transcript", again.json()["bytes"])


@pytest.mark.parametrize(
    ("progress", "kind", "status", "code"),
    [
        ("not_begun", "transcript", 409, "artifact_not_ready"),
        ("going_on", "events", 409, "artifact_not_ready"),
        ("never_held", "transcript", 404, "artifact_not_found"),
        ("over", "session_video", 404, "artifact_not_found"),
        ("over", "session_audio", 404, "artifact_not_found"),
        ("over", "candidate_audio", 404, "artifact_not_found"),
        ("over", "agent_audio", 404, "artifact_not_found"),
        ("over", "review_pdf", 404, "artifact_not_found"),
        ("over", "diary", 422, "validation"),
    ],
)
async def test_a_missing_artifact_is_reported_plainly(
    world: MediaWorld, progress: SessionProgress, kind: str, status: int, code: str
) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id, progress)

    answer = await world.ask(me, "GET", f"/artifacts/{seen.practice_session_id}/{kind}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert world.files() == []


@pytest.mark.parametrize("path", ["/artifacts/{}/transcript", "/artifacts/{}/session_video"])
async def test_a_session_of_another_person_gets_the_same_response_as_an_unknown_one(
    world: MediaWorld, path: str
) -> None:
    me, other = world.caller(), world.caller()
    theirs = world.viewers.add(other.id).practice_session_id

    foreign, unknown = [
        await world.ask(me, "GET", path.format(one), **{"X-Request-Id": "same"})
        for one in (theirs, unknown_session())
    ]

    assert foreign.status_code == 404
    assert foreign.content == unknown.content


@pytest.mark.parametrize(
    ("method", "tail"), [("upload-url", "upload-url"), ("uploaded", "uploaded")]
)
async def test_an_upload_to_a_session_of_another_person_is_refused(
    world: MediaWorld, method: str, tail: str
) -> None:
    me, other, staff = world.caller(), world.caller(), world.caller(Role.RECRUITER)
    theirs = world.viewers.add(other.id)
    world.viewers.assigned.add(theirs.interview_id)
    body = {"content_type": "video/webm"} if tail == "upload-url" else {}

    async def tell(who: Any, shown: str) -> tuple[int, bytes]:
        path = f"/sessions/{shown}/video/{tail}"
        answer = await world.ask(who, "POST", path, body, **{"X-Request-Id": "same"})
        return answer.status_code, answer.content

    foreign, unknown = await tell(me, theirs.practice_session_id), await tell(me, unknown_session())

    assert foreign[0] == 404
    assert foreign == unknown == await tell(staff, theirs.practice_session_id)


async def test_staff_read_only_the_sessions_they_assigned(world: MediaWorld) -> None:
    me, staff = world.caller(), world.caller(Role.RECRUITER)
    assigned, own = world.viewers.add(me.id), world.viewers.add(me.id)
    world.viewers.assigned.add(assigned.interview_id)

    answers = [
        await world.ask(staff, "GET", f"/artifacts/{one.practice_session_id}/transcript")
        for one in (assigned, own)
    ]

    assert [one.status_code for one in answers] == [200, 404]


async def test_an_unauthenticated_caller_is_asked_to_sign_in(world: MediaWorld) -> None:
    seen = world.viewers.add(world.caller().id)

    answer = await world.http.get(f"/api/v1/artifacts/{seen.practice_session_id}/transcript")

    assert answer.status_code == 401


async def test_erasing_a_person_deletes_their_objects_and_no_others(world: MediaWorld) -> None:
    me, other = world.caller(), world.caller()
    mine, theirs = world.viewers.add(me.id), world.viewers.add(other.id)
    await world.uploaded(me, mine)
    link = await world.link(me, mine, "transcript")
    kept = await world.link(other, theirs, "transcript")
    unconfirmed = world.viewers.add(me.id)
    world.viewers.seen[unconfirmed.interview_id] = _of_person(unconfirmed, mine)
    assert (await world.put(await world.ticket(me, unconfirmed), WEBM)).status_code == 204
    assert len(world.files()) == 4

    async with world.ground.open_work(world.tenant) as work:
        forgotten = await world.artifacts.delete_person_data(work, mine.person_id)
        await world.ground.vault.destroy_key(work, mine.person_id)
    await world.tidy()

    assert forgotten == 3
    assert (await world.http.get(link)).status_code == 404
    assert (await world.http.get(kept)).status_code == 200
    assert len(world.files()) == 1
    assert await world.doctor() == {}


async def test_an_object_of_an_erased_person_is_unreadable_even_before_the_cleanup(
    world: MediaWorld,
) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)
    link = await world.link(me, seen, "transcript")

    async with world.ground.open_work(world.tenant) as work:
        await world.ground.vault.destroy_key(work, seen.person_id)

    assert (await world.http.get(link)).status_code == 410
    again = await world.ask(me, "GET", f"/artifacts/{seen.practice_session_id}/events")
    assert (again.status_code, again.json()["code"]) == (410, "erased")
    assert len(world.files()) == 1


async def test_the_doctor_finds_a_row_without_its_object_and_an_object_without_a_row(
    world: MediaWorld,
) -> None:
    me = world.caller()
    seen, cut, gone = (world.viewers.add(me.id) for _ in range(3))
    for one in (seen, cut, gone):
        await world.link(me, one, "transcript")
    async with world.ground.open_work(world.tenant) as work:
        rows = await work.fetch_all("SELECT id, interview_id, object_id FROM artifact")
    ids = {row["interview_id"]: (str(row["id"]), row["object_id"]) for row in rows}
    by_name = {path.name: path for path in world.files()}
    assert await world.doctor() == {}

    lost = by_name[ids[gone.interview_id][1].hex]
    stray = lost.with_name("0123456789abcdef0123456789abcdef")
    lost.rename(stray)
    short = by_name[ids[cut.interview_id][1].hex]
    short.write_bytes(short.read_bytes()[:-1])

    found = await world.doctor()
    assert found["rows_have_objects"] == sorted(ids[one.interview_id][0] for one in (cut, gone))
    assert [one.replace("-", "") for one in found["objects_have_rows"]] == [stray.name]
    refused = await world.http.get(world.local(PUBLIC + await world.link(me, gone, "transcript")))
    assert (refused.status_code, refused.json()["code"]) == (503, "stored_object_missing")


def _of_person(seen: ViewableSession, like: ViewableSession) -> ViewableSession:
    return dataclasses.replace(seen, person_id=like.person_id)
