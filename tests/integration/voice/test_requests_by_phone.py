"""A call of candidate requests only: audio on a phone line, scripted recognition, the real session."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from tests.fakes.live_edge import address_of, store_on
from tests.infrastructure import Ground
from tests.integration.voice.test_log_equivalence import TONE, open_phone_backend, opened_on

from vivavoce.app.demo.phone_line import LineConditions, SimulatedPhoneLine
from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.kernel.ids import TenantId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.voice.domain.calls.call import Call
from vivavoce.voice.usecases.call_callbacks import ConnectedCall

pytestmark = [pytest.mark.soak, pytest.mark.turn(0, 2)]

SAID = (
    "um are you a robot",
    "one moment please",
    "okay let's go on",
    "can i talk to a person",
    "i want to stop",
    "yes please",
)


async def log_of(
    ground: Ground, tenant: TenantId, opened: OpenedLiveSession
) -> tuple[RecordedEvent, ...]:
    return await store_on(ground).load(address_of(tenant, opened))


def is_quiet(log: tuple[RecordedEvent, ...], said: int) -> bool:
    """Whether so many utterances were taken, and what was replied to the last was heard to its end."""
    turns = [one.event for one in log if isinstance(one.event, events.TurnCompleted)]
    heard_turns = {one.event.turn for one in log if isinstance(one.event, events.UtteranceSpoken)}
    taken = sum(turn.role == "candidate" for turn in turns)
    return (
        taken == said
        and bool(turns)
        and turns[-1].role == "agent"
        and turns[-1].turn in heard_turns
    )


async def until_quiet(
    ground: Ground, tenant: TenantId, opened: OpenedLiveSession, said: int
) -> None:
    while not is_quiet(await log_of(ground, tenant, opened), said):  # noqa: ASYNC110 - a log has no bell
        await asyncio.sleep(0.05)


async def test_requests_to_stop_to_pause_and_for_a_person_are_understood_by_phone(
    ground: Ground, tenant: TenantId
) -> None:
    async with open_phone_backend(ground, SAID) as backend:
        opened = await opened_on(ground, tenant)
        backend.caller.of["word"] = ConnectedCall(
            tenant_id=tenant, session_id=opened.session_id, call=cast("Call", None)
        )
        line = SimulatedPhoneLine(
            url=f"ws://127.0.0.1:{backend.edge.port}/telephony/media",
            parameters={"token": "word"},
            call_sid="CA1",
            conditions=LineConditions(latency_s=0.08, jitter_s=0.02, loss=0.01),
        )

        async def speak_requests() -> None:
            await line.wait_until(lambda: bool(line.heard))
            await line.press_key("1")
            for count in range(len(SAID)):
                await until_quiet(ground, tenant, opened, count)
                line.say(TONE)
                await line.wait_until_spoken()

        async with asyncio.timeout(180):
            speaking = asyncio.ensure_future(speak_requests())
            await line.call()
            await speaking
        log = [record.event for record in await log_of(ground, tenant, opened)]

    asked = [event.request for event in log if isinstance(event, events.CandidateRequested)]
    assert asked == ["is_machine", "pause", "person", "end"]
    assert sum(isinstance(event, events.ClockPaused) for event in log) == 1
    assert sum(isinstance(event, events.ClockResumed) for event in log) == 1
    closing = next(
        event for event in log if isinstance(event, events.TurnCompleted) and event.end_reason
    )
    assert closing.end_reason == "candidate_ended"
    assert isinstance(log[-1], events.SessionAbandoned), "nothing was answered"
