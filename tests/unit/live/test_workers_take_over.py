"""A session that loses its worker is taken over, and the candidate loses nothing."""

from __future__ import annotations

from tests.fakes.simulated_session import Crash, a_room, consented
from tests.unit.live.test_conversations import EXPERT, planned

from vivavoce.live.domain.session import fold


async def test_another_process_takes_over_and_the_first_one_is_fenced_off() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        async with Crash(room.tools("worker-2")) as other:
            moved = await room.connect(after=call.line.logged[-1]["seq"], host=other)
            await moved.until("STATE", state="in_progress")
            await call.say("Too late.", "m-9")
            await call.settle()
            await moved.say(EXPERT["q1"], "m-1")
            asked = await moved.until_asked()
            state = await room.state()

    assert call.line.closed == (4409, "replaced")
    assert asked["questionId"] == "q2"
    assert [turn.text for turn in state.turns if turn.role == "candidate"] == [EXPERT["q1"]]


async def test_an_idle_host_notices_within_a_second_that_it_lost_the_session() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await room.store.claim(room.address, "worker-2")
        await room.clock.sleep(1)

    assert call.line.closed == (1012, "try again")


async def test_the_candidate_comes_back_to_the_first_process_after_a_take_over() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        async with Crash(room.tools("worker-2")) as other:
            moved = await room.connect(host=other)
            await moved.until("STATE", state="in_progress")
            back = await room.connect()
            await back.until("STATE", state="in_progress")
            await back.say(EXPERT["q1"])
            asked = await back.until("TRANSCRIPT", questionId="q2")
            await room.clock.sleep(1)

    assert asked["kind"] == "question"
    assert moved.line.closed == (4409, "replaced")


async def test_a_killed_worker_loses_no_answer_and_no_question_is_put_twice() -> None:
    async with a_room(**consented()) as room:
        async with Crash(room.tools("worker-2")) as doomed:
            call = await room.connect(host=doomed)
            await call.until_asked()
            await call.say(EXPERT["q1"], "m-1")
            await call.until_asked()
        await room.clock.sleep(5)
        again = await room.connect(after=call.line.logged[-1]["seq"])
        await again.until("STATE", state="in_progress")
        await again.say(EXPERT["q2"], "m-2")
        await again.interview(planned)
        state = await room.ended()

    asked = [turn.question_id for turn in state.turns if turn.kind == "question"]
    assert asked == ["q1", "q2", "q3"]
    assert [t.text for t in state.turns if t.kind == "answer"] == list(EXPERT.values())
    assert state.status == "completed"


async def test_time_without_a_worker_is_not_the_candidates() -> None:
    async with a_room(**consented()) as room:
        async with Crash(room.tools("worker-2")) as doomed:
            call = await room.connect(host=doomed)
            await call.until_asked()
            await room.clock.sleep(60)
        await room.clock.sleep(50)
        again = await room.connect(after=call.line.logged[-1]["seq"])
        back = await again.until("STATE", state="in_progress")

    assert back["remainingSeconds"] in (1739, 1740)


async def test_the_sweep_ends_what_lost_its_worker_and_blames_us() -> None:
    async with a_room(**consented()) as room:
        async with Crash(room.tools("worker-2")) as doomed:
            call = await room.connect(host=doomed)
            await call.until_asked()
        sweep = room.sweep()
        await room.clock.sleep(2)
        await sweep()
        assert (await room.state()).status == "in_progress", "left to who can go on with it"
        await room.clock.sleep(3)

        assert await sweep() == 0
        assert (await room.state()).status == "reconnecting"
        await room.clock.sleep(121)
        assert await sweep() == 1

    (outcome,) = room.store.published
    assert outcome.payload.is_technical is True  # type: ignore[attr-defined]
    assert call.line.sent


async def test_the_sweep_leaves_hosted_sessions_alone() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await room.clock.sleep(10)

        assert await room.sweep()() == 0
        assert (await room.state()).epoch == 1


async def test_a_session_nobody_came_to_is_swept_after_its_window() -> None:
    async with a_room() as room:
        sweep = room.sweep()
        assert await sweep() == 0
        await room.clock.sleep(901)

        assert await sweep() == 1
        assert (await room.state()).status == "no_show"
        assert await sweep() == 0


async def test_stopping_the_host_hands_the_session_back_and_says_come_again() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
    state = fold(await room.store.load(room.address))

    assert call.line.closed == (1012, "try again")
    assert state is not None
    assert state.status == "in_progress"
    assert state.handed_over_at == state.at
    assert await room.store.claim_if_free(room.address, "worker-2") is not None
