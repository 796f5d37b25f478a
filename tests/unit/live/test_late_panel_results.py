"""Panel results and answers that come late, twice or not at all."""

from __future__ import annotations

import asyncio

from tests.fakes.simulated_session import a_room, consented
from tests.unit.live.failing_sessions import (
    PANEL,
    RecordingListener,
    answer_question,
    deliver_panel_results,
)
from tests.unit.live.test_conversations import EXPERT, planned

from vivavoce.contracts.live_session import turn_correlation_id
from vivavoce.live.domain import events


async def test_a2_1_one_failing_evaluator_of_four_costs_its_own_result_only() -> None:
    async with a_room(abilities=PANEL, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await answer_question(call, "q1")
        await deliver_panel_results(room, 3, ("relevance", "structure", "rubric"))
        await call.settle()
        await call.interview(planned)
        log = await room.log()

    graded = [event.evaluator for event in log if isinstance(event, events.EvaluationGenerated)]
    assert graded == ["relevance", "structure", "rubric"]
    assert isinstance(log[-1], events.SessionCompleted)


# -- A2-3: the candidate waited for the graders ------------------------------------------------


async def test_a2_3_the_next_question_waits_for_no_evaluator_and_for_no_listener() -> None:
    async def for_half_a_minute() -> None:
        await asyncio.sleep(25)

    slow = RecordingListener(then=for_half_a_minute)
    async with a_room(listeners=[lambda _: slow], abilities=PANEL, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        began = room.clock.monotonic()
        for question in ("q1", "q2"):
            await answer_question(call, question)
        waited = room.clock.monotonic() - began

    assert waited == 0
    assert [errand.arguments["turn"] for errand in room.store.jobs] == ["3", "5"]


# -- A2-7: readings carried the id of another turn ---------------------------------------------


async def test_a2_7_a_late_result_carries_the_id_of_the_answer_that_it_scores() -> None:
    async with a_room(abilities=PANEL, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await answer_question(call, "q1")
        await answer_question(call, "q2")
        carried = await deliver_panel_results(room, 3, ("relevance", "rubric"))
        await call.settle()
        log = await room.log()

    graded = [event for event in log if isinstance(event, events.EvaluationGenerated)]
    of_the_answer = turn_correlation_id(str(room.opened.session_id), 3)
    assert [(event.turn, event.correlation_id) for event in graded] == [(3, of_the_answer)] * 2
    assert carried == of_the_answer != turn_correlation_id(str(room.opened.session_id), 6)


async def test_a2_7_the_candidate_gets_no_result() -> None:
    async with a_room(abilities=PANEL, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await answer_question(call, "q1")
        before = len(call.line.sent)
        await deliver_panel_results(room, 3, ("relevance",))
        await call.settle()

        assert isinstance((await room.log())[-1], events.EvaluationGenerated)
        assert len(call.line.sent) == before


# -- A2-10: doubles, late answers, statuses ----------------------------------------------------


async def test_a2_10_one_answer_delivered_twice_asks_one_question() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"], "m-1")
        await call.say(EXPERT["q1"], "m-1")
        await call.settle()
        state = await room.state()

    assert [turn.question_id for turn in state.turns if turn.kind == "question"] == ["q1", "q2"]


async def test_a2_10_results_delivered_twice_are_applied_once() -> None:
    async with a_room(abilities=PANEL, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await answer_question(call, "q1")
        for _ in range(3):  # the job that tells them was run again
            await deliver_panel_results(room, 3, ("relevance",))
            room.host._signal_inbox(room.opened.session_id)
        await call.settle()
        log = await room.log()
        waiting = await room.store.load_messages(room.address)

    assert sum(isinstance(event, events.EvaluationGenerated) for event in log) == 1
    assert waiting == ()


async def test_a2_10_a_late_answer_gets_no_next_question() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        state = await room.ended()
        assert await call.say("And another thing.") is False
        late = await room.connect()
        await late.say("And another thing.")
        await late.settle()

        assert (await room.state()) == state
    assert late.line.closed == (4410, "over")


async def test_a2_10_status_and_times_are_written_and_a_reconnection_continues_where_it_was() -> (
    None
):
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await answer_question(call, "q1")
        await call.drop()
        again = await room.connect()
        asked = await again.until("TRANSCRIPT", questionId="q2")
        await again.say(EXPERT["q2"])
        await again.interview(planned)
        state = await room.ended()

    assert asked["kind"] == "question"
    assert state.status == "completed"
    assert state.started_at is not None
    assert [turn.question_id for turn in state.turns if turn.kind == "question"] == [
        "q1",
        "q2",
        "q3",
    ]
