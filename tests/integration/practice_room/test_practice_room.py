"""The practice session socket: who may connect, what is sent, and what remains afterwards."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.practice_platform import (
    ANSWER,
    PracticePlatform,
    Seeker,
    closed,
    message,
    say,
    until,
)
from websockets.asyncio.client import connect

from vivavoce.contracts.interview import parse_practice_session_id
from vivavoce.contracts.personas import PERSONAS
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import fold
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.append_side_effects import collect_side_effects

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def log_of(platform: PracticePlatform, session_id: str) -> tuple[events.RecordedEvent, ...]:
    view = await platform.view("seeker", session_id)
    assert view.session_id is not None
    tenant = (await platform.caller("seeker")).tenant_id
    return await platform.of.live._store.load(SessionAddress(tenant, named(view.session_id)))


def named(session: str) -> SessionId:
    return SessionId(UUID(session))


async def rows(platform: PracticePlatform, query: Any, **values: Any) -> list[dict[str, Any]]:
    async with platform.on.open_work((await platform.caller("seeker")).tenant_id) as work:
        return await work.fetch_all(query, values)


async def published_topics(platform: PracticePlatform, session_id: str) -> list[str]:
    """Return the topics that were published about a practice session, in order."""
    found = await rows(
        platform,
        "SELECT topic FROM outbox WHERE interview_id = %(id)s ORDER BY position",
        id=parse_practice_session_id(session_id),
    )
    return [row["topic"] for row in found]


async def test_a_complete_practice_interview_works_with_a_ticket(
    platform: PracticePlatform,
) -> None:
    session_id = await platform.ready("seeker")
    issued = await platform.ticket("seeker", session_id)
    ticket = issued.json()
    seeker = Seeker(
        platform.url("gateway", session_id, ticket=ticket["ticket"]), ["vivavoce.practice.v1"]
    )
    ended = await seeker.practise()
    view = await platform.until("seeker", session_id, "COMPLETED")
    log = await log_of(platform, session_id)

    assert issued.status_code == 201
    assert ticket["ws_url"].endswith(f"/api/v1/session/{session_id}")
    assert set(ticket) == {"ticket", "expires_at", "ws_url", "consent", "voice", "voice_recording"}
    assert seeker.messages[0]["type"] == "ready"
    assert seeker.messages[0]["session_id"] == session_id
    assert (ended["reason"], ended["review_url"]) == (
        "all_asked",
        f"/api/v1/review/{session_id}",
    )
    assert seeker.seqs == sorted(set(seeker.seqs))
    consent = [each for each in log if isinstance(each.event, events.ConsentGranted)]
    answers = [each for each in log if getattr(each.event, "role", "") == "candidate"]
    assert [each.event.method for each in consent] == ["click"]
    assert consent[0].event.text_version == ticket["consent"]["version"]
    assert consent[0].seq < answers[0].seq
    assert view.attempt == 1
    later = [one["text"] for one in seeker.messages if one.get("kind") == "question"][1:]
    assert later
    assert all(text.startswith(PERSONAS["john"].acknowledgements) for text in later)


async def test_the_edge_serves_the_room_too_and_a_second_window_takes_over(
    platform: PracticePlatform,
) -> None:
    session_id = await platform.ready("seeker")
    offered = platform.protocols("seeker")
    async with connect(platform.url("edge", session_id), subprotocols=offered) as first:
        await say(first, "hello", last_seq=0, mode="text")
        await until(first, "question")
        async with connect(platform.url("gateway", session_id), subprotocols=offered) as second:
            await say(second, "hello", last_seq=0)
            asked = await until(second, "question")
            assert await closed(first) == (4409, "superseded")
            assert (asked["turn"], asked["index"]) == (2, 1)
            assert second.subprotocol == "vivavoce.practice.v1"


async def test_entering_ten_times_at_once_opens_one_session_and_starts_nothing_yet(
    platform: PracticePlatform,
) -> None:
    session_id = await platform.ready("seeker")
    interview_id = parse_practice_session_id(session_id)
    assert interview_id is not None
    tenant = (await platform.caller("seeker")).tenant_id
    entered = await asyncio.gather(
        *(platform.of.self_service_sessions.start(tenant, interview_id) for _ in range(10))
    )
    found = await rows(
        platform, "SELECT id FROM session WHERE interview_id = %(id)s", id=interview_id
    )

    assert len(set(entered)) == 1
    assert len(found) == 1
    assert "interview.started" not in await published_topics(platform, session_id)
    assert (await platform.view("seeker", session_id)).state == "APPROVED"


async def test_a_failure_at_the_start_opens_no_session(
    platform: PracticePlatform,
) -> None:
    session_id = await platform.ready("seeker")
    interview_id = parse_practice_session_id(session_id)
    assert interview_id is not None
    rooms = platform.of.self_service_sessions.practice
    tenant = (await platform.caller("seeker")).tenant_id

    class Failing:
        async def open_session(self, *_: object) -> None:
            raise ConnectionError

    interviews, rooms._interviews = rooms._interviews, Failing()  # type: ignore[assignment]
    try:
        with pytest.raises(ConnectionError):
            await rooms.start(tenant, interview_id)
    finally:
        rooms._interviews = interviews
    found = await rows(
        platform, "SELECT id FROM session WHERE interview_id = %(id)s", id=interview_id
    )

    assert found == []
    assert (await platform.view("seeker", session_id)).state == "APPROVED"


# -- who is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "which", "code", "reason"),
    [
        ("seeker", "draft", 4409, "not_approved"),
        ("recruiter", "ready", 4403, "not_owner"),
        ("admin", "ready", 4403, "not_owner"),
        ("viewer", "ready", 4403, "forbidden"),
        ("other", "ready", 4404, "session_not_found"),
        ("seeker", "int_" + "0" * 32, 4404, "session_not_found"),
        ("seeker", "nonsense", 4404, "session_not_found"),
    ],
)
async def test_a_refused_person_gets_the_reason_after_the_handshake(
    platform: PracticePlatform, who: str, which: str, code: int, reason: str
) -> None:
    made = {"draft": platform.draft, "ready": platform.ready}
    session_id = await made[which]("seeker") if which in made else which
    offered = platform.protocols(who)
    async with connect(platform.url("gateway", session_id), subprotocols=offered) as line:
        assert await closed(line) == (code, reason)
    if which in made:
        assert (await platform.view("seeker", session_id)).session_id is None


async def test_without_a_valid_credential_the_connection_is_refused(
    platform: PracticePlatform,
) -> None:
    session_id = await platform.ready("seeker")
    another = await platform.ready("seeker")
    url = platform.url("gateway", session_id)
    async with connect(url) as line:
        assert (await closed(line))[0] == 4401
    bad: Any = ["vivavoce.practice.v1", "bearer.not-a-token"]
    async with connect(url, subprotocols=bad) as line:
        assert (await closed(line))[0] == 4401
    elsewhere = (await platform.ticket("seeker", another)).json()["ticket"]
    for ticket in ("guessed", elsewhere, ""):
        async with connect(platform.url("gateway", session_id, ticket=ticket)) as line:
            assert await closed(line) == (4401, "session_unknown")
    good = (await platform.ticket("seeker", session_id)).json()["ticket"]
    async with connect(platform.url("edge", session_id, ticket=good)) as line:
        await say(line, "hello")
        await until(line, "question")
        async with connect(platform.url("edge", session_id, ticket=good)) as again:
            assert await closed(again) == (4401, "session_unknown")
        await say(line, "ping")
        await until(line, "pong")


async def test_a_ticket_is_valid_for_one_minute(platform: PracticePlatform) -> None:
    session_id = await platform.ready("seeker")
    ticket = (await platform.ticket("seeker", session_id)).json()["ticket"]
    kept = await rows(
        platform,
        "SELECT extract(epoch FROM expires_at - clock_timestamp())::float AS left_s FROM self_service_ticket"
        " WHERE interview_id = %(id)s",
        id=parse_practice_session_id(session_id),
    )
    async with platform.on.open_work((await platform.caller("seeker")).tenant_id) as work:
        await work.execute(
            "UPDATE self_service_ticket SET expires_at = clock_timestamp() WHERE interview_id = %(id)s",
            {"id": parse_practice_session_id(session_id)},
        )
    async with connect(platform.url("gateway", session_id, ticket=ticket)) as line:
        assert (await closed(line))[0] == 4401

    assert [0 < row["left_s"] <= 60 for row in kept] == [True]


async def test_pages_of_other_origins_are_refused(platform: PracticePlatform) -> None:
    session_id = await platform.ready("seeker")
    url, offered = platform.url("gateway", session_id), platform.protocols("seeker")
    for origin in ("https://evil.example", "null"):
        async with connect(url, subprotocols=offered, origin=origin) as line:  # type: ignore[arg-type]
            assert (await closed(line))[0] == 4403
    origin = f"http://127.0.0.1:{platform.ports['gateway']}"
    async with connect(url, subprotocols=offered, origin=origin) as line:  # type: ignore[arg-type]
        await say(line, "hello")
        await until(line, "question")


@pytest.mark.soak  # five seconds, in which it may say what it has seen
async def test_a_client_that_says_nothing_is_sent_everything(platform: PracticePlatform) -> None:
    session_id = await platform.ready("seeker")
    url, offered = platform.url("gateway", session_id), platform.protocols("seeker")
    async with connect(url, subprotocols=offered) as line:
        await until(line, "question")


async def test_tickets_are_issued_only_for_the_persons_own_open_sessions(
    platform: PracticePlatform,
) -> None:
    ready, draft = await platform.ready("seeker"), await platform.draft("seeker")
    asked = {
        (who, what): await platform.ticket(who, session_id)
        for who, what, session_id in (
            ("seeker", "ready", ready),
            ("key", "ready", ready),
            ("nobody", "ready", ready),
            ("recruiter", "ready", ready),
            ("other", "ready", ready),
            ("viewer", "ready", ready),
            ("seeker", "unknown", "int_" + "0" * 32),
            ("seeker", "draft", draft),
        )
    }

    assert {key: answer.status_code for key, answer in asked.items()} == {
        ("seeker", "ready"): 201,
        ("key", "ready"): 201,
        ("nobody", "ready"): 401,
        ("recruiter", "ready"): 404,
        ("other", "ready"): 404,
        ("viewer", "ready"): 403,
        ("seeker", "unknown"): 404,
        ("seeker", "draft"): 409,
    }
    foreign, unknown = asked["recruiter", "ready"].json(), asked["seeker", "unknown"].json()
    assert {**foreign, "requestId": ""} == {**unknown, "requestId": ""}
    assert asked["seeker", "draft"].json()["code"] == "not_approved"


async def test_a_session_expires_after_seven_days(platform: PracticePlatform) -> None:
    session_id = await platform.ready("seeker")
    async with platform.on.open_work((await platform.caller("seeker")).tenant_id) as work:
        await work.execute(
            "UPDATE interview SET created_at = created_at - interval '7 days' WHERE id = %(id)s",
            {"id": parse_practice_session_id(session_id)},
        )
    refused = await platform.ticket("seeker", session_id)
    offered = platform.protocols("seeker")
    async with connect(platform.url("gateway", session_id), subprotocols=offered) as line:
        assert await closed(line) == (4410, "session_ended")

    assert (refused.status_code, refused.json()["code"]) == (409, "session_ended")


async def test_an_installation_at_capacity_says_so(platform: PracticePlatform) -> None:
    session_id = await platform.ready("seeker")
    offered = platform.protocols("seeker")
    host = platform.of.live.host
    most, host._max_sessions = host._max_sessions, 0
    try:
        async with connect(platform.url("gateway", session_id), subprotocols=offered) as line:
            await say(line, "hello")
            assert await closed(line) == (4429, "capacity")
    finally:
        host._max_sessions = most
    async with connect(platform.url("gateway", session_id), subprotocols=offered) as line:
        await say(line, "hello")
        await until(line, "question")


# -- in the room ----------------------------------------------------------------------------------


async def test_unsupported_audio_is_refused_and_the_session_continues(
    platform: PracticePlatform,
) -> None:
    session_id = await platform.ready("seeker")
    offered = platform.protocols("seeker")
    async with connect(platform.url("gateway", session_id), subprotocols=offered) as line:
        await say(line, "hello", last_seq=0, mode="voice", audio={"codec": "pcm", "rate": 16000})
        refused = await until(line, "error")
        await line.send(b"\x00" * 640)
        sound = await until(line, "error")
        await say(line, "text_answer", text=ANSWER, client_msg_id="a")
        transcript = await until(line, "transcript")

    assert (refused["code"], sound["code"]) == ("mode_not_supported", "binary_not_supported")
    assert transcript["text"] == ANSWER


@pytest.mark.parametrize("way", ["hello", "address"])
async def test_a_reconnected_client_receives_exactly_the_missing_messages(
    platform: PracticePlatform, way: str
) -> None:
    session_id = await platform.ready("seeker")
    offered = platform.protocols("seeker")
    line = await connect(platform.url("gateway", session_id), subprotocols=offered)
    await say(line, "hello")
    seen = (await until(line, "question"))["seq"]
    await say(line, "text_answer", text=ANSWER, client_msg_id="m-1")
    line.transport.abort()
    query = {"lastEventId": seen} if way == "address" else {}
    async with connect(platform.url("edge", session_id, **query), subprotocols=offered) as again:
        if way == "hello":
            await say(again, "hello", last_seq=seen)
        await say(again, "text_answer", text=ANSWER, client_msg_id="m-1")
        got = [await message(again)]
        while got[-1].get("type") != "transcript" or len(got) < 3:
            got.append(await message(again))
            if sum(each["type"] == "question" for each in got):
                break
        await say(again, "ping")
        await until(again, "pong")
    state = fold(await log_of(platform, session_id))

    numbered = [each["seq"] for each in got if "seq" in each]
    assert state is not None
    assert got[0]["type"] == "ready"
    assert min(numbered) > seen
    assert [turn.client_message_id for turn in state.turns if turn.role == "candidate"] == ["m-1"]


async def test_leaving_after_an_answer_completes_the_session_and_before_does_not(
    platform: PracticePlatform,
) -> None:
    offered = platform.protocols("seeker")
    reasons = {}
    for answers in (1, 0):
        session_id = await platform.ready("seeker")
        async with connect(platform.url("gateway", session_id), subprotocols=offered) as line:
            await say(line, "hello")
            await until(line, "question")
            if answers:
                await say(line, "text_answer", text=ANSWER)
                await until(line, "question")
            await say(line, "end")
            ended = await until(line, "ended")
            assert await closed(line) == (1000, "ended")
        view = await platform.until("seeker", session_id, "COMPLETED", "CANCELLED")
        reasons[answers] = (ended["reason"], view.state)

    assert reasons == {
        1: ("candidate_ended", "COMPLETED"),
        0: ("no_answers", "CANCELLED"),
    }


async def test_an_ended_session_can_be_read_and_not_entered(platform: PracticePlatform) -> None:
    session_id = await platform.ready("seeker")
    offered = platform.protocols("seeker")
    ended = await Seeker(platform.url("edge", session_id), offered).practise()
    async with connect(platform.url("edge", session_id), subprotocols=offered) as line:
        await say(line, "hello", last_seq=ended["seq"] - 1)
        missed = await until(line, "ended")
        assert await closed(line) == (4410, "ended")
    refused = await platform.ticket("seeker", session_id)
    found = await rows(
        platform,
        "SELECT id FROM session WHERE interview_id = %(id)s",
        id=parse_practice_session_id(session_id),
    )

    assert missed == ended
    assert (refused.status_code, refused.json()["code"]) == (409, "session_ended")
    assert len(found) == 1


async def test_a_server_failure_uses_up_no_attempt(platform: PracticePlatform) -> None:
    session_id = await platform.ready("seeker")
    offered = platform.protocols("seeker")
    async with connect(platform.url("gateway", session_id), subprotocols=offered) as line:
        await say(line, "hello")
        await until(line, "question")
        await say(line, "text_answer", text=ANSWER)
        await until(line, "question")
        first = (await platform.view("seeker", session_id)).session_id
        assert first is not None
        address = SessionAddress((await platform.caller("seeker")).tenant_id, named(first))
        store = platform.of.live._store
        lease = await store.claim(address, "breaks")
        state = fold(await store.load(address))
        on = PendingEvents(state, platform.on.clock.now())
        on.add(events.SessionFailed(reason="broken", stage="talk", is_recoverable=False))
        await store.append(lease, on.records, collect_side_effects(on))
        assert (await closed(line))[0] in (4410, 4409, 1000)
    again = Seeker(platform.url("gateway", session_id), offered)
    ended = await again.practise()
    view = await platform.until("seeker", session_id, "COMPLETED")
    story = await platform.of.live.interview_transcripts(
        address.tenant_id, named(str(view.session_id))
    )

    assert ended["reason"] == "all_asked"
    assert (view.attempt, view.session_id != first) == (2, True)
    assert len({turn.turn for turn in story.turns}) == len(story.turns)
    assert story.turns[2].text == ANSWER


async def test_a_session_that_failed_and_stayed_empty_ends(
    platform: PracticePlatform,
) -> None:
    session_id = await platform.ready("seeker")
    line = connect(platform.url("gateway", session_id), subprotocols=platform.protocols("seeker"))
    async with line as line:
        await say(line, "hello")
        await until(line, "question")
        first = (await platform.view("seeker", session_id)).session_id
        address = SessionAddress((await platform.caller("seeker")).tenant_id, named(str(first)))
        store = platform.of.live._store
        lease = await store.claim(address, "breaks")
        state = fold(await store.load(address))
        on = PendingEvents(state, platform.on.clock.now())
        on.add(events.SessionFailed(reason="broken", stage="talk", is_recoverable=False))
        await store.append(lease, on.records, collect_side_effects(on))
    waiting = (await platform.ask("seeker", "GET", f"/api/v1/review/{session_id}")).json()
    async with platform.on.open_work(address.tenant_id) as work:
        await work.execute(
            "UPDATE interview SET state_since = state_since - interval '7 days', "
            "created_at = created_at - interval '7 days', updated_at = updated_at - interval '7 days' "
            "WHERE id = %(id)s",
            {"id": parse_practice_session_id(session_id)},
        )

    ended = await platform.until("seeker", session_id, "CANCELLED")
    async with asyncio.timeout(20):
        while True:
            review = (await platform.ask("seeker", "GET", f"/api/v1/review/{session_id}")).json()
            if review["status"] != "processing":
                break
            await asyncio.sleep(0.1)

    assert (waiting["status"], ended.cancel_reason) == ("processing", "EXPIRED")
    assert review["status"] == "not_eligible"


# -- who may read ---------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["", "/transcript", "/events"])
async def test_a_practice_transcript_is_shown_to_its_person_only(
    platform: PracticePlatform, what: str
) -> None:
    session_id = await platform.ready("seeker")
    await Seeker(platform.url("edge", session_id), platform.protocols("seeker")).practise()
    inner = (await platform.view("seeker", session_id)).session_id
    asked = {
        who: (await platform.ask(who, "GET", f"/api/v1/sessions/{inner}{what}")).status_code
        for who in ("seeker", "admin", "recruiter", "viewer", "key", "other", "nobody")
    }

    assert asked == {
        "seeker": 200,
        "admin": 404,
        "recruiter": 404,
        "viewer": 404,
        "key": 404,
        "other": 404,
        "nobody": 401,
    }
