"""Relay, reader, consumer and broker are killed in the middle: lost 0, doubled 0, out of order 0."""

from __future__ import annotations

import asyncio
import signal

import pytest
from tests.faults.kafka.event_loss import KilledBus
from tests.samples import in_turn

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
"""The edge that every run tries, with its mutant; the long one tries the others, CI in turn."""
OTHERS = [(who, edge) for who, edges in EDGES.items() for edge in edges if edge != SHORT]


@pytest.mark.parametrize(
    ("who", "edge"),
    [
        pytest.param(who, one, marks=() if one == SHORT else pytest.mark.soak)
        for who, one in (("hear", SHORT), *in_turn(OTHERS, 3))
    ],
)
async def test_a_kill_at_a_failpoint_loses_duplicates_or_reorders_no_event(
    killed_bus: KilledBus, who: str, edge: str
) -> None:
    other = "hear" if who == "relay" else "relay"
    killed_bus.start(other)
    killed_bus.start(who, failpoints=f"{edge}=exit@2")
    assert await killed_bus.publish_until_death_of(who) == -signal.SIGKILL
    killed_bus.start(who)
    await killed_bus.publish(24)

    balance = await killed_bus.settled()

    assert balance.is_clean, balance


@pytest.mark.soak
async def test_repeated_random_kills_lose_no_event(killed_bus: KilledBus) -> None:
    killed_bus.start("relay")
    killed_bus.start("hear")
    publishing = asyncio.ensure_future(killed_bus.publish(480, pause_s=0.01))
    for who in ("relay", "hear", "relay", "hear"):
        await asyncio.sleep(1.5)
        killed_bus.kill(who)
        killed_bus.start(who)
    await publishing

    balance = await killed_bus.settled()

    assert balance.is_clean, balance


@pytest.mark.soak
async def test_a_broker_killed_and_restarted_under_load_loses_no_event(own_bus: KilledBus) -> None:
    assert own_bus.broker is not None
    own_bus.start("relay")
    own_bus.start("hear")
    await own_bus.publish(60, pause_s=0.01)
    publishing = asyncio.ensure_future(own_bus.publish(300, pause_s=0.02))
    await asyncio.sleep(1.5)
    await asyncio.to_thread(own_bus.broker.kill)
    await asyncio.sleep(1.0)
    await asyncio.to_thread(own_bus.broker.start)
    await publishing

    balance = await own_bus.settled(at_most_s=90)

    assert balance.is_clean, balance


@pytest.mark.soak
async def test_a_frozen_relay_is_replaced_and_continues_after_its_thaw(
    killed_bus: KilledBus,
) -> None:
    killed_bus.start("relay")
    killed_bus.start("second", "relay")
    killed_bus.start("hear")
    await killed_bus.publish(60, pause_s=0.01)
    publishing = asyncio.ensure_future(killed_bus.publish(240, pause_s=0.01))
    await asyncio.sleep(0.7)
    killed_bus.signal("relay", signal.SIGSTOP)
    await publishing

    before = await killed_bus.settled(at_most_s=30)
    killed_bus.signal("relay", signal.SIGCONT)
    await asyncio.sleep(2)
    killed_bus.kill("second")  # what was frozen has lost its connection, and goes on all the same
    await killed_bus.publish(24)
    after = await killed_bus.settled()

    assert before.lost == 0, before
    assert after.is_clean, after


@pytest.mark.soak
async def test_a_relay_that_acknowledges_before_storing_loses_events(killed_bus: KilledBus) -> None:
    killed_bus.is_apart = True
    killed_bus.start("relay")
    killed_bus.start("hear", "careless", failpoints="kafka.before_store=exit@2")
    assert await killed_bus.publish_until_death_of("hear") == -signal.SIGKILL
    killed_bus.start("hear", "careless")

    balance = await killed_bus.settled(at_most_s=8)

    assert balance.lost > 0, balance


async def test_a_consumer_that_forgets_handled_events_handles_them_twice(
    killed_bus: KilledBus,
) -> None:
    killed_bus.start("relay")
    killed_bus.start("hear", "forgetful", failpoints="kafka.before_acknowledge=exit@2")
    assert await killed_bus.publish_until_death_of("hear") == -signal.SIGKILL
    killed_bus.start("hear", "forgetful")

    balance = await killed_bus.settled()

    assert balance.doubled > 0, balance
