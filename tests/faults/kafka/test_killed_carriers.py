"""Relay, reader, consumer and broker are killed in the middle: lost 0, doubled 0, out of order 0."""

from __future__ import annotations

import asyncio
import signal

import pytest
from tests.faults.kafka.stage import Stage

EDGES = {
    "relay": ["kafka.before_send", "kafka.after_send"],
    "hear": [
        "kafka.before_store",
        "kafka.before_acknowledge",
        "bus.before_effect",
        "bus.after_effect",
        "bus.after_commit",
    ],
}


SHORT = "kafka.before_acknowledge"
"""The edge that the ordinary run tries, with its mutant; the long one tries them all."""


@pytest.mark.parametrize(
    ("who", "edge"),
    [
        pytest.param(who, one, marks=() if one == SHORT else pytest.mark.soak)
        for who in EDGES
        for one in EDGES[who]
    ],
)
async def test_killed_at_an_edge_nothing_is_lost_doubled_or_out_of_order(
    stage: Stage, who: str, edge: str
) -> None:
    other = "hear" if who == "relay" else "relay"
    stage.start(other)
    stage.start(who, failpoints=f"{edge}=exit@2")
    assert await stage.say_until_death_of(who) == -signal.SIGKILL
    stage.start(who)
    await stage.say(24)

    balance = await stage.settled()

    assert balance.is_clean, balance


@pytest.mark.soak
async def test_killed_again_and_again_by_chance_nothing_is_lost(stage: Stage) -> None:
    stage.start("relay")
    stage.start("hear")
    saying = asyncio.ensure_future(stage.say(480, pause_s=0.01))
    for who in ("relay", "hear", "relay", "hear"):
        await asyncio.sleep(1.5)
        stage.kill(who)
        stage.start(who)
    await saying

    balance = await stage.settled()

    assert balance.is_clean, balance


@pytest.mark.soak
async def test_the_broker_is_killed_and_restarted_under_load(own_stage: Stage) -> None:
    assert own_stage.broker is not None
    own_stage.start("relay")
    own_stage.start("hear")
    await own_stage.say(60, pause_s=0.01)
    saying = asyncio.ensure_future(own_stage.say(300, pause_s=0.02))
    await asyncio.sleep(1.5)
    await asyncio.to_thread(own_stage.broker.kill)
    await asyncio.sleep(1.0)
    await asyncio.to_thread(own_stage.broker.start)
    await saying

    balance = await own_stage.settled(at_most_s=90)

    assert balance.is_clean, balance


@pytest.mark.soak
async def test_a_frozen_relay_stops_nobody_for_long_and_goes_on_afterwards(stage: Stage) -> None:
    stage.start("relay")
    stage.start("second", "relay")
    stage.start("hear")
    await stage.say(60, pause_s=0.01)
    saying = asyncio.ensure_future(stage.say(240, pause_s=0.01))
    await asyncio.sleep(0.7)
    stage.signal("relay", signal.SIGSTOP)
    await saying

    before = await stage.settled(at_most_s=30)
    stage.signal("relay", signal.SIGCONT)
    await asyncio.sleep(2)
    stage.kill("second")  # what was frozen has lost its connection, and goes on all the same
    await stage.say(24)
    after = await stage.settled()

    assert before.lost == 0, before
    assert after.is_clean, after


@pytest.mark.soak
async def test_the_mutant_that_acknowledges_before_it_keeps_loses_events(stage: Stage) -> None:
    stage.is_apart = True
    stage.start("relay")
    stage.start("hear", "careless", failpoints="kafka.before_store=exit@2")
    assert await stage.say_until_death_of("hear") == -signal.SIGKILL
    stage.start("hear", "careless")

    balance = await stage.settled(at_most_s=8)

    assert balance.lost > 0, balance


async def test_the_mutant_that_forgets_what_it_heard_does_things_twice(stage: Stage) -> None:
    stage.start("relay")
    stage.start("hear", "forgetful", failpoints="kafka.before_acknowledge=exit@2")
    assert await stage.say_until_death_of("hear") == -signal.SIGKILL
    stage.start("hear", "forgetful")

    balance = await stage.settled()

    assert balance.doubled > 0, balance
