"""Signed links over a real socket: what they open, for whom, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.integration.media.media_platform import PUBLIC, WEBM, MediaWorld, sha256

FOREIGN = "https://elsewhere.example.com"


@pytest.fixture
async def video(world: MediaWorld) -> str:
    """Return the link of a video that was uploaded and confirmed."""
    me = world.caller()
    seen = world.viewers.add(me.id)
    await world.uploaded(me, seen)
    return await world.link(me, seen, "session_video")


async def test_a_download_names_its_type_and_forbids_caching(world: MediaWorld, video: str) -> None:
    answer = await world.http.get(video)

    assert (answer.status_code, answer.content) == (200, WEBM)
    headers = answer.headers
    assert headers["content-type"] == "video/webm"
    assert headers["content-length"] == str(len(WEBM))
    assert headers["content-disposition"].startswith('attachment; filename="session_video-')
    assert headers["content-disposition"].endswith('.webm"')
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["accept-ranges"] == "bytes"
    assert headers["etag"] == f'"{sha256(WEBM)}"'


@pytest.mark.parametrize(
    ("wanted", "start", "stop"),
    [
        ("bytes=0-3", 0, 4),
        ("bytes=262140-262150", 262_140, 262_151),
        ("bytes=700000-", 700_000, len(WEBM)),
        ("bytes=-10", len(WEBM) - 10, len(WEBM)),
    ],
)
async def test_a_range_returns_that_part(
    world: MediaWorld, video: str, wanted: str, start: int, stop: int
) -> None:
    answer = await world.http.get(video, headers={"Range": wanted})

    assert answer.status_code == 206
    assert answer.content == WEBM[start:stop]
    assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(WEBM)}"
    assert answer.headers["content-length"] == str(stop - start)


async def test_a_range_past_the_end_is_refused_with_the_size(world: MediaWorld, video: str) -> None:
    answer = await world.http.get(video, headers={"Range": f"bytes={len(WEBM)}-"})

    assert (answer.status_code, answer.json()["code"]) == (416, "range_not_satisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(WEBM)}"


@pytest.mark.parametrize(("tag", "status"), [(f'"{sha256(WEBM)}"', 206), ('"another"', 200)])
async def test_a_range_is_served_only_while_the_object_is_unchanged(
    world: MediaWorld, video: str, tag: str, status: int
) -> None:
    answer = await world.http.get(video, headers={"Range": "bytes=0-3", "If-Range": tag})

    assert answer.status_code == status


async def test_an_expired_link_is_refused(world: MediaWorld, video: str) -> None:
    ticket = await _ticket(world)
    world.clock.ahead += timedelta(minutes=15)

    got, put = await world.http.get(video), await world.put(ticket, WEBM)

    assert [(one.status_code, one.json()["code"]) for one in (got, put)] == [
        (403, "link_expired"),
        (403, "link_expired"),
    ]


async def test_a_link_for_another_method_is_refused(world: MediaWorld, video: str) -> None:
    ticket = await _ticket(world)

    got = await world.http.get(world.local(ticket["url"]))
    put = await world.http.put(video, content=WEBM, headers={"Content-Type": "video/webm"})

    assert [(one.status_code, one.json()["code"]) for one in (got, put)] == [
        (403, "link_invalid"),
        (403, "link_invalid"),
    ]


async def test_a_changed_link_is_refused(world: MediaWorld, video: str) -> None:
    head, token = video.rsplit("/", 1)
    changed = [
        token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in (0, 40, -1)
    ]

    answers = [await world.http.get(f"{head}/{one}") for one in [*changed, token[:-1], token + "A"]]

    assert {one.status_code for one in answers} == {403}


async def test_pages_of_this_installation_may_use_links(world: MediaWorld, video: str) -> None:
    asked = await world.http.options(
        video, headers={"Origin": PUBLIC, "Access-Control-Request-Method": "PUT"}
    )
    got = await world.http.get(video, headers={"Origin": PUBLIC})
    refused = await world.http.get(video + "A", headers={"Origin": PUBLIC})

    assert asked.status_code == 204
    assert asked.headers["access-control-allow-methods"] == "GET, PUT"
    assert "Content-Type" in asked.headers["access-control-allow-headers"]
    for answer in (asked, got, refused):
        assert answer.headers["access-control-allow-origin"] == PUBLIC
        assert "Origin" in answer.headers["vary"]
    assert refused.status_code == 403


@pytest.mark.parametrize("origin", [FOREIGN, "null", PUBLIC + ".evil.example", PUBLIC.upper()])
async def test_pages_of_other_origins_may_not(world: MediaWorld, video: str, origin: str) -> None:
    asked = await world.http.options(
        video, headers={"Origin": origin, "Access-Control-Request-Method": "GET"}
    )
    got = await world.http.get(video, headers={"Origin": origin})

    assert (asked.status_code, asked.json()["code"]) == (403, "foreign_origin")
    assert "access-control-allow-origin" not in asked.headers
    assert "access-control-allow-origin" not in got.headers


async def test_no_other_route_allows_other_origins(world: MediaWorld) -> None:
    me = world.caller()
    seen = world.viewers.add(me.id)

    answer = await world.ask(
        me, "GET", f"/artifacts/{seen.practice_session_id}/transcript", Origin=PUBLIC
    )

    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


async def _ticket(world: MediaWorld) -> dict[str, Any]:
    me = world.caller()
    return await world.ticket(me, world.viewers.add(me.id))
