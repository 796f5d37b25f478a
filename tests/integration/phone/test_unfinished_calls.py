"""Phone interviews that are never finished, and calls that are canceled."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from tests.fakes.phone_platform import PHONE, PhonePlatform
from tests.integration.phone.test_spoken_interview import _questions, answer_all, consent

from vivavoce.app.demo.phone_line import SimulatedPhoneLine
from vivavoce.app.demo.phone_provider import CallBehavior
from vivavoce.kernel.ids import DEMO_TENANT_ID, InterviewId

pytestmark = pytest.mark.soak


async def aged(platform: PhonePlatform, run: str, days: int) -> None:
    """Make the interview so much older."""
    async with await psycopg.AsyncConnection.connect(platform.database.superuser_url) as link:
        await link.execute(
            "UPDATE interview SET created_at = created_at - %(age)s::interval,"
            " state_since = state_since - %(age)s::interval,"
            " updated_at = updated_at - %(age)s::interval WHERE id = %(id)s",
            {"age": f"{days} days", "id": run},
        )


async def reason(platform: PhonePlatform, run: str) -> str | None:
    async with await psycopg.AsyncConnection.connect(platform.database.superuser_url) as link:
        row = await (
            await link.execute("SELECT cancel_reason FROM interview WHERE id = %s", [run])
        ).fetchone()
    return None if row is None else row[0]


async def state(platform: PhonePlatform, run: str) -> str:
    return str((await platform.ask("GET", f"/interviews/{run}/status")).json()["state"])


async def test_an_approved_interview_that_was_never_held_ends_at_its_deadline(
    platform: PhonePlatform,
) -> None:
    asked = {"candidatePhone": "+441134960123"}
    old = await platform.approved(candidateRef="old", **asked)
    young = await platform.approved(candidateRef="young", **asked)
    planned = await platform.approved(candidateRef="planned", **asked)
    soon = platform.on.clock.now().replace(microsecond=0).isoformat()
    await platform.call(planned, at=soon, timeZone=_night(platform))
    assert (await platform.card(planned))["state"] == "waiting"
    draft = (await platform.ask("POST", "/a2a/interview", _request("draft"))).json()["interviewId"]
    await platform.until(lambda at: at == "PENDING", draft)
    for run, days in ((old, 8), (young, 6), (planned, 8), (draft, 8)):
        await aged(platform, run, days)

    await platform.until(lambda at: at == "CANCELLED", old)
    await platform.of.hiring.end_overdue()

    assert await reason(platform, old) == "EXPIRED"
    assert await state(platform, young) == "APPROVED"
    assert await state(platform, planned) == "APPROVED", "they are still going to be called"
    assert await state(platform, draft) == "PENDING", "a plan waits for whoever approves it"


async def test_an_interview_resumed_while_it_is_being_closed_continues(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    touched = "UPDATE interview SET updated_at = now() WHERE id = %s"

    async with platform.database.hold_transaction_open(
        "LOCK TABLE call IN ACCESS EXCLUSIVE MODE"
    ) as somebody:
        await aged(platform, run, 8)
        ending = asyncio.ensure_future(platform.of.hiring.end_overdue())
        await platform.database.until_waiting_for_locks(2)  # this round and the worker's own
        await somebody.execute(touched, [run])
    await ending

    assert await state(platform, run) == "APPROVED"


@pytest.mark.parametrize("is_enough", [True, False], ids=["half was said", "nothing was said"])
async def test_an_unfinished_interview_with_enough_answers_is_completed(
    platform: PhonePlatform, is_enough: bool
) -> None:
    async def answer_call(line: SimulatedPhoneLine) -> None:
        await consent(platform, line)
        await line.wait_until(lambda: bool(_questions(platform)))
        answering = asyncio.ensure_future(answer_all(platform, line))
        try:
            while is_enough and await _answered(platform, run) < 2:  # noqa: ASYNC110 - from outside
                await asyncio.sleep(0.1)
        finally:
            answering.cancel()
        line.hang_up()

    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior(hold_call=answer_call)]
    await platform.call(run)
    await platform.until_log(run, "connection.lost")
    async with platform.on.open_work(DEMO_TENANT_ID) as work:
        assert await platform.of.live.sessions.cancel(
            work, InterviewId(UUID(await _id(platform, run)))
        )
    await platform.hurry(run)
    await platform.until_call(run, lambda card: card["state"] == "ended")
    assert await state(platform, run) == "IN_PROGRESS", "they may be called again"
    await aged(platform, run, 8)

    over = await platform.until(lambda at: at != "IN_PROGRESS", run)

    if is_enough:
        assert over in ("COMPLETED", "ASSESSMENT_PENDING")
        assert await reason(platform, run) is None
    else:
        assert (over, await reason(platform, run)) == ("CANCELLED", "EXPIRED")


async def _id(platform: PhonePlatform, run: str) -> str:
    return str((await platform.card(run))["interviewId"])


async def _answered(platform: PhonePlatform, run: str) -> int:
    """Return how many questions were answered."""
    said = [
        event["payload"] for event in await platform.log(run) if event["type"] == "turn.completed"
    ]
    return len({one["question_id"] for one in said if one["role"] == "candidate"})


async def test_a_ringing_call_is_hung_up_when_the_interview_is_canceled(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior(ringing_s=60.0)]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["state"] == "ringing")

    await platform.ask("DELETE", f"/integration/interviews/{run}")
    over = await platform.until_call(run, lambda card: card["state"] == "ended")
    [placed] = platform.provider.calls
    async with asyncio.timeout(60):
        await placed.is_over.wait()

    assert over["outcome"] == "canceled"
    assert placed.was_hung_up
    await platform.until_log(run, "session.cancelled")
    assert platform.provider.orders == 1


async def test_a_candidate_erased_when_a_call_is_due_is_not_called(
    platform: PhonePlatform,
) -> None:
    run = await platform.approved()
    later = (platform.on.clock.now() + timedelta(hours=1)).replace(microsecond=0)
    await platform.call(run, at=later.isoformat())
    call_id = str(await platform.call_id(run))
    due = "UPDATE call SET next_check_at = now() WHERE id = %s"
    its_turn = "SELECT 1 FROM interview WHERE id = %s FOR UPDATE"
    async with platform.database.hold_transaction_open(due, call_id):
        pass

    async with platform.database.hold_transaction_open(its_turn, run):
        erasing = asyncio.ensure_future(platform.ask("DELETE", f"/interviews/{run}"))
        await platform.database.until_waiting_for_locks(1)
        dialling = asyncio.ensure_future(
            platform.of.phone.place_call(DEMO_TENANT_ID, call_id=call_id)
        )
        await platform.database.until_waiting_for_locks(2)
    erased, _ = await asyncio.gather(erasing, dialling)

    assert erased.status_code == 204
    assert platform.provider.orders == 0


async def test_a_call_without_a_provider_id_is_hung_up_too(platform: PhonePlatform) -> None:
    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior(outcome="silence")]
    platform.provider.response_delay_s = 2.0
    await platform.call(run)
    async with asyncio.timeout(60):
        while not platform.provider.calls:  # noqa: ASYNC110 - the order is on its way
            await asyncio.sleep(0.05)

    await platform.ask("DELETE", f"/integration/interviews/{run}")
    await platform.until_call(run, lambda card: card["state"] == "ended")
    [placed] = platform.provider.calls
    async with asyncio.timeout(60):
        while not placed.was_end_requested:  # noqa: ASYNC110 - by another process, as a job
            await asyncio.sleep(0.05)


async def test_a_connected_call_is_closed_when_the_interview_is_canceled(
    platform: PhonePlatform,
) -> None:
    async def stay(line: SimulatedPhoneLine) -> None:
        await asyncio.Event().wait()

    run = await platform.approved()
    platform.provider.behaviors = [CallBehavior(hold_call=stay)]
    await platform.call(run)
    await platform.until_call(run, lambda card: card["state"] == "talking")
    await platform.until_log(run, "consent.requested")

    await platform.ask("DELETE", f"/integration/interviews/{run}")
    over = await platform.until_call(run, lambda card: card["state"] == "ended")
    [placed] = platform.provider.calls
    async with asyncio.timeout(60):
        await placed.is_over.wait()

    assert over["outcome"] == "completed"
    assert placed.line is not None
    assert placed.line.close_code == 1000
    assert platform.provider.orders == 1


def _request(ref: str) -> dict[str, object]:
    return {**PHONE, "candidateRef": ref}


def _night(platform: PhonePlatform) -> str:
    """Return a time zone in which nobody is called now."""
    ahead = 2 - platform.on.clock.now().hour
    ahead = ahead + 24 if ahead < -12 else ahead
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"
