"""A part of the bus in a process of its own, to be killed, frozen and started again.

``python -m tests.faults.kafka.carrier relay|hear|careless|forgetful`` reads ``DATABASE``, ``BROKER``,
``TOPIC`` and ``GROUP`` from the environment. Two mutants must fail the same tests: the careless one
acknowledges before it keeps, the forgetful one does not know what it has heard.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4  # noqa: TID251 - what the forgetful one makes up

from tests.database import KEYS
from tests.kafka import kafka_at
from tests.world import Ground, open_ground

from vivavoce.contracts.envelope import Event
from vivavoce.infra.bus import Consumer
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.kafka.reader import Reader
from vivavoce.infra.kafka.relay import KafkaRelay
from vivavoce.infra.tasks import Bell, keep_running
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import EventId

EFFECT = "INSERT INTO effect (tenant_id, interview_id, words) VALUES (%(t)s, %(i)s, %(w)s)"


async def leave_effect(work: Work, event: Event) -> None:
    params = {"t": event.tenant_id, "i": event.interview_id, "w": int(event.payload["words"])}
    await work.execute(EFFECT, params)


class Careless(Reader):
    """Acknowledges first, keeps afterwards."""

    async def read_once(self, consumer: Any) -> int:
        found = await consumer.getmany(timeout_ms=500)
        records = [record for part in found.values() for record in part]
        if not records:
            return 0
        await consumer.commit()
        await failpoint("kafka.before_keep")
        await self.keep(records)
        self._delivered.ring()
        return len(records)


class Forgetful(Reader):
    """Takes what comes again for news."""

    async def _receive(self, events: Sequence[Event]) -> int:
        return await super()._receive([replace(one, id=EventId(uuid4())) for one in events])


async def relay(ground: Ground) -> None:
    kafka, topic, group = kafka_at(os.environ["BROKER"]), os.environ["TOPIC"], os.environ["GROUP"]
    bells, tools = (Bell(), Bell()), (ground.ids, ground.clock)
    relay = KafkaRelay(kafka, ground.database, {topic: [group]}, bells, tools)
    relay._bell.wait = _soon  # type: ignore[method-assign]
    await keep_running("relay", relay.run, ground.clock, pause_s=0.1)


async def _soon(_: float) -> None:
    await asyncio.sleep(0.02)


async def hear(ground: Ground, kind: type[Reader]) -> None:
    kafka, topic, group = kafka_at(os.environ["BROKER"]), os.environ["TOPIC"], os.environ["GROUP"]
    bell = Bell()
    reader = kind(kafka, group, [topic], ground.database, bell, (ground.ids, ground.clock))
    consumer = Consumer(
        group,
        {topic: leave_effect},
        ground.database,
        ground.open_work,
        ground.ids,
        ground.clock,
        (bell, Bell()),
    )
    async with asyncio.TaskGroup() as tasks:
        for name, step in (("read", reader.run), ("consume", consumer.run)):
            tasks.create_task(keep_running(name, step, ground.clock, pause_s=0.1))


async def main(kind: str) -> None:
    async with open_ground(os.environ["DATABASE"], KEYS) as ground:
        if kind == "relay":
            await relay(ground)
        readers = {"hear": Reader, "careless": Careless, "forgetful": Forgetful}
        await hear(ground, readers[kind])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
