"""Telephone interviews that nobody finishes, and calls that nobody wants any more."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from tests.fakes.phone_house import PHONE, PhoneHouse
from tests.integration.phone.test_spoken_interview import _questions, answer_all, consent

from vivavoce.app.demo.phone_line import SimulatedPhoneLine
from vivavoce.app.demo.phone_provider import CallBehavior
from vivavoce.kernel.ids import DEMO_TENANT_ID, InterviewId

pytestmark = pytest.mark.soak


async def aged(house: PhoneHouse, run: str, days: int) -> None:
    """Make the interview so much older."""
    async with await psycopg.AsyncConnection.connect(house.database.superuser_url) as link:
        await link.execute(
            "UPDATE interview SET created_at = created_at - %(age)s::interval,"
            " state_since = state_since - %(age)s::interval,"
            " updated_at = updated_at - %(age)s::interval WHERE id = %(id)s",
            {"age": f"{days} days", "id": run},
        )


async def reason(house: PhoneHouse, run: str) -> str | None:
    async with await psycopg.AsyncConnection.connect(house.database.superuser_url) as link:
        row = await (
            await link.execute("SELECT cancel_reason FROM interview WHERE id = %s", [run])
        ).fetchone()
    return None if row is None else row[0]


async def state(house: PhoneHouse, run: str) -> str:
    return str((await house.ask("GET", f"/interviews/{run}/status")).json()["state"])


async def test_what_was_approved_and_never_held_is_ended_when_its_time_is_over(
    house: PhoneHouse,
) -> None:
    asked = {"candidatePhone": "+441134960123"}
    old = await house.approved(candidateRef="old", **asked)
    young = await house.approved(candidateRef="young", **asked)
    planned = await house.approved(candidateRef="planned", **asked)
    soon = house.on.clock.now().replace(microsecond=0).isoformat()
    await house.call(planned, at=soon, timeZone=_night(house))
    assert (await house.card(planned))["state"] == "waiting"
    draft = (await house.ask("POST", "/a2a/interview", _request("draft"))).json()["interviewId"]
    await house.until(lambda at: at == "PENDING", draft)
    for run, days in ((old, 8), (young, 6), (planned, 8), (draft, 8)):
        await aged(house, run, days)

    await house.until(lambda at: at == "CANCELLED", old)
    await house.of.hiring.end_overdue()

    assert await reason(house, old) == "EXPIRED"
    assert await state(house, young) == "APPROVED"
    assert await state(house, planned) == "APPROVED", "they are still going to be called"
    assert await state(house, draft) == "PENDING", "a plan waits for whoever approves it"


async def test_what_somebody_takes_up_while_it_is_being_ended_goes_on(house: PhoneHouse) -> None:
    run = await house.approved()
    touched = "UPDATE interview SET updated_at = now() WHERE id = %s"

    async with house.database.in_the_way("LOCK TABLE call IN ACCESS EXCLUSIVE MODE") as somebody:
        await aged(house, run, 8)
        ending = asyncio.ensure_future(house.of.hiring.end_overdue())
        await house.database.until_waiting_for_locks(2)  # this round and the worker's own
        await somebody.execute(touched, [run])
    await ending

    assert await state(house, run) == "APPROVED"


@pytest.mark.parametrize("is_enough", [True, False], ids=["half was said", "nothing was said"])
async def test_what_was_begun_and_never_finished_is_completed_where_enough_was_said(
    house: PhoneHouse, is_enough: bool
) -> None:
    async def talk(line: SimulatedPhoneLine) -> None:
        await consent(house, line)
        await line.wait_until(lambda: bool(_questions(house)))
        answering = asyncio.ensure_future(answer_all(house, line))
        try:
            while is_enough and await _answered(house, run) < 2:  # noqa: ASYNC110 - from outside
                await asyncio.sleep(0.1)
        finally:
            answering.cancel()
        line.hang_up()

    run = await house.approved()
    house.provider.behaviors = [CallBehavior(hold_call=talk)]
    await house.call(run)
    await house.until_log(run, "connection.lost")
    async with house.on.open_work(DEMO_TENANT_ID) as work:
        assert await house.of.live.sessions.cancel(work, InterviewId(UUID(await _id(house, run))))
    await house.hurry(run)
    await house.until_call(run, lambda card: card["state"] == "ended")
    assert await state(house, run) == "IN_PROGRESS", "they may be called again"
    await aged(house, run, 8)

    over = await house.until(lambda at: at != "IN_PROGRESS", run)

    if is_enough:
        assert over in ("COMPLETED", "ASSESSMENT_PENDING")
        assert await reason(house, run) is None
    else:
        assert (over, await reason(house, run)) == ("CANCELLED", "EXPIRED")


async def _id(house: PhoneHouse, run: str) -> str:
    return str((await house.card(run))["interviewId"])


async def _answered(house: PhoneHouse, run: str) -> int:
    """Return how many questions were answered."""
    said = [event["payload"] for event in await house.log(run) if event["type"] == "turn.completed"]
    return len({one["question_id"] for one in said if one["role"] == "candidate"})


async def test_a_call_that_rings_is_hung_up_when_the_interview_is_cancelled(
    house: PhoneHouse,
) -> None:
    run = await house.approved()
    house.provider.behaviors = [CallBehavior(ringing_s=60.0)]
    await house.call(run)
    await house.until_call(run, lambda card: card["state"] == "ringing")

    await house.ask("DELETE", f"/integration/interviews/{run}")
    over = await house.until_call(run, lambda card: card["state"] == "ended")
    [placed] = house.provider.calls
    async with asyncio.timeout(60):
        await placed.is_over.wait()

    assert over["outcome"] == "canceled"
    assert placed.was_hung_up
    await house.until_log(run, "session.cancelled")
    assert house.provider.orders == 1


async def test_a_candidate_is_erased_at_the_moment_when_they_are_to_be_called(
    house: PhoneHouse,
) -> None:
    run = await house.approved()
    later = (house.on.clock.now() + timedelta(hours=1)).replace(microsecond=0)
    await house.call(run, at=later.isoformat())
    call_id = str(await house.call_id(run))
    due = "UPDATE call SET next_check_at = now() WHERE id = %s"
    its_turn = "SELECT 1 FROM interview WHERE id = %s FOR UPDATE"
    async with house.database.in_the_way(due, call_id):
        pass

    async with house.database.in_the_way(its_turn, run):
        erasing = asyncio.ensure_future(house.ask("DELETE", f"/interviews/{run}"))
        await house.database.until_waiting_for_locks(1)
        dialling = asyncio.ensure_future(house.of.phone.place_call(DEMO_TENANT_ID, call_id=call_id))
        await house.database.until_waiting_for_locks(2)
    erased, _ = await asyncio.gather(erasing, dialling)

    assert erased.status_code == 204
    assert house.provider.orders == 0


async def test_a_call_is_hung_up_also_when_its_name_was_not_known_yet(house: PhoneHouse) -> None:
    run = await house.approved()
    house.provider.behaviors = [CallBehavior(outcome="silence")]
    house.provider.response_delay_s = 2.0
    await house.call(run)
    async with asyncio.timeout(60):
        while not house.provider.calls:  # noqa: ASYNC110 - the order is on its way
            await asyncio.sleep(0.05)

    await house.ask("DELETE", f"/integration/interviews/{run}")
    await house.until_call(run, lambda card: card["state"] == "ended")
    [placed] = house.provider.calls
    async with asyncio.timeout(60):
        while not placed.was_end_requested:  # noqa: ASYNC110 - by another process, as a job
            await asyncio.sleep(0.05)


async def test_a_line_that_is_spoken_on_is_closed_when_the_interview_is_cancelled(
    house: PhoneHouse,
) -> None:
    async def stay(line: SimulatedPhoneLine) -> None:
        await asyncio.Event().wait()

    run = await house.approved()
    house.provider.behaviors = [CallBehavior(hold_call=stay)]
    await house.call(run)
    await house.until_call(run, lambda card: card["state"] == "talking")
    await house.until_log(run, "consent.requested")

    await house.ask("DELETE", f"/integration/interviews/{run}")
    over = await house.until_call(run, lambda card: card["state"] == "ended")
    [placed] = house.provider.calls
    async with asyncio.timeout(60):
        await placed.is_over.wait()

    assert over["outcome"] == "completed"
    assert placed.line is not None
    assert placed.line.close_code == 1000
    assert house.provider.orders == 1


def _request(ref: str) -> dict[str, object]:
    return {**PHONE, "candidateRef": ref}


def _night(house: PhoneHouse) -> str:
    """Return a time zone in which nobody is called now."""
    ahead = 2 - house.on.clock.now().hour
    ahead = ahead + 24 if ahead < -12 else ahead
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"
