"""Media in the whole product: a real practice session, its documents and its video."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from tests.database import cloned_database, drop
from tests.fakes.practice_platform import (
    ANSWER,
    IN_TIME_S,
    PracticePlatform,
    Seeker,
    a_practice_platform,
)
from tests.integration.media.media_platform import VIDEO, WEBM, unknown_session

from vivavoce.app.doctor.checks import run_checks
from vivavoce.assessment.domain.documents import parse_transcript
from vivavoce.contracts.interview import parse_practice_session_id

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG = WEBM + bytes(2_000_000)
"""Longer than the body of any other request may be."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def platform(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[PracticePlatform]:
    made = cloned_database(f"{worker_id}_media")
    try:
        async with a_practice_platform(made, tmp_path_factory.mktemp("media")) as platform:
            yield platform
    finally:
        drop(made)


async def ask(
    platform: PracticePlatform, who: str, method: str, path: str, body: object = None
) -> httpx.Response:
    base = f"http://127.0.0.1:{platform.ports['gateway']}"
    headers = {**platform.headers(who), "X-Request-Id": "same"}
    async with httpx.AsyncClient(base_url=base, timeout=IN_TIME_S) as http:
        return await http.request(method, f"/api/v1{path}", json=body, headers=headers)


async def follow(
    platform: PracticePlatform, url: str, *, content: bytes | None = None
) -> httpx.Response:
    """Use a link as a browser does: without any credential."""
    local = f"http://127.0.0.1:{platform.ports['gateway']}/api/" + url.split("/api/", 1)[1]
    async with httpx.AsyncClient(timeout=IN_TIME_S) as http:
        if content is None:
            return await http.get(local)
        return await http.put(local, content=content, headers=VIDEO)


async def practised(platform: PracticePlatform) -> str:
    session_id = await platform.ready("seeker")
    await Seeker(platform.url("edge", session_id), platform.protocols("seeker")).practise()
    await platform.until("seeker", session_id, "COMPLETED")
    return session_id


async def test_a_transcript_is_downloaded_and_can_be_scored(platform: PracticePlatform) -> None:
    session_id = await practised(platform)

    links = {
        kind: (await ask(platform, "seeker", "GET", f"/artifacts/{session_id}/{kind}")).json()[
            "url"
        ]
        for kind in ("transcript", "events")
    }
    transcript = (await follow(platform, links["transcript"])).json()
    events = (await follow(platform, links["events"])).json()["events"]

    read = parse_transcript(transcript)
    assert ANSWER in [turn.text for turn in read.turns if turn.role == "candidate"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["type"] == "session.created"
    assert "session.completed" in [event["type"] for event in events]


async def test_before_the_session_there_is_no_artifact_and_no_upload(
    platform: PracticePlatform,
) -> None:
    session_id = await platform.ready("seeker")

    artifact = await ask(platform, "seeker", "GET", f"/artifacts/{session_id}/transcript")
    wish = {"content_type": "video/webm"}
    ticket = await ask(platform, "seeker", "POST", f"/sessions/{session_id}/video/upload-url", wish)

    assert (artifact.status_code, artifact.json()["code"]) == (409, "artifact_not_ready")
    assert (ticket.status_code, ticket.json()["code"]) == (409, "session_not_started")


async def test_a_long_video_is_uploaded_and_downloaded_and_the_doctor_finds_no_defect(
    platform: PracticePlatform,
) -> None:
    session_id = await practised(platform)
    video = f"/sessions/{session_id}/video"

    ticket = await ask(
        platform, "seeker", "POST", f"{video}/upload-url", {"content_type": "video/webm"}
    )
    put = await follow(platform, ticket.json()["url"], content=LONG)
    kept = await ask(platform, "seeker", "POST", f"{video}/uploaded", {"bytes": len(LONG)})
    link = await ask(platform, "key", "GET", f"/artifacts/{session_id}/session_video")
    got = await follow(platform, link.json()["url"])
    findings = await run_checks(platform.on, recheck_delay_s=0.2)

    assert [one.status_code for one in (ticket, put, kept, link)] == [201, 204, 202, 200]
    assert got.content == LONG
    names = {one.invariant.full_name for one in findings}
    assert names >= {"media.rows_have_objects", "media.objects_have_rows"}
    assert [
        one
        for one in findings
        if one.invariant.owner in ("media", "vault") and not one.is_satisfied
    ] == []


async def test_staff_download_the_sessions_they_assigned_and_upload_nothing(
    platform: PracticePlatform,
) -> None:
    session_id = await practised(platform)
    assigned_by = await platform.caller("recruiter")
    async with platform.on.open_work(assigned_by.tenant_id) as work:
        await work.execute(
            "INSERT INTO assignment (tenant_id, id, batch_id, role, round, status, interview_id,"
            " assigned_by, assigned_at) VALUES (%(tenant)s, %(id)s, %(id)s, 'Buyer', 'behavioral',"
            " 'started', %(interview)s, %(by)s, now())",
            {
                "tenant": assigned_by.tenant_id,
                "id": platform.on.ids.new_id(),
                "interview": parse_practice_session_id(session_id),
                "by": assigned_by.id,
            },
        )
    path, video = f"/artifacts/{session_id}/transcript", f"/sessions/{session_id}/video/upload-url"

    read = {who: await ask(platform, who, "GET", path) for who in ("recruiter", "viewer", "other")}
    sent = await ask(platform, "recruiter", "POST", video, {"content_type": "video/webm"})

    assert {who: one.status_code for who, one in read.items()} == {
        "recruiter": 200,
        "viewer": 403,
        "other": 404,
    }
    assert (await follow(platform, read["recruiter"].json()["url"])).status_code == 200
    assert sent.status_code == 404


async def test_a_video_of_own_practice_passes_through_the_whole_product(
    platform: PracticePlatform,
) -> None:
    session_id = await practised(platform)
    base = f"http://127.0.0.1:{platform.ports['gateway']}"
    pieces = [WEBM, b"x" * 2_000_000]
    async with httpx.AsyncClient(base_url=base, timeout=IN_TIME_S) as http:
        sent = [
            await http.put(
                f"/api/v1/recording/{session_id}/chunks/{seq}?durationMs=30000",
                content=piece,
                headers={**platform.headers("seeker"), **VIDEO},
            )
            for seq, piece in enumerate(pieces)
        ]
    listed = await ask(platform, "seeker", "GET", f"/recording/{session_id}/chunks")
    own = [one["path"].removeprefix("/api/v1") for one in listed.json()["chunks"]]
    got = [(await ask(platform, "seeker", "GET", path)).content for path in own]
    others = {who: await ask(platform, who, "GET", own[0]) for who in ("recruiter", "other")}
    findings = await run_checks(platform.on, recheck_delay_s=0.2)

    assert [one.status_code for one in sent] == [201, 201]
    assert (await ask(platform, "seeker", "GET", f"/recording/{session_id}/stream")).content == (
        b"".join(pieces)
    )
    assert got == pieces
    assert {who: one.status_code for who, one in others.items()} == {"recruiter": 404, "other": 404}
    assert [
        one for one in findings if one.invariant.owner == "media" and not one.is_satisfied
    ] == []


@pytest.mark.parametrize("who", ["admin", "recruiter", "other"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/artifacts/{}/transcript", None),
        ("POST", "/sessions/{}/video/upload-url", {"content_type": "video/webm"}),
        ("POST", "/sessions/{}/video/uploaded", {}),
        ("GET", "/recording/{}/chunks", None),
        ("GET", "/recording/{}/stream", None),
        ("GET", "/recording/{}/chunks/0", None),
    ],
)
async def test_other_callers_get_the_same_response_as_for_an_unknown_session(
    platform: PracticePlatform, who: str, method: str, path: str, body: object
) -> None:
    session_id = await platform.ready("seeker")

    theirs = await ask(platform, who, method, path.format(session_id), body)
    unknown = await ask(platform, who, method, path.format(unknown_session()), body)

    assert theirs.status_code == 404
    assert theirs.content == unknown.content
