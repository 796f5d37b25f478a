"""A part of the bus in a process of its own, to be killed, frozen and started again.

``python -m tests.faults.kafka.bus_process relay|hear|careless|forgetful`` reads ``DATABASE``, ``BROKER``,
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
from tests.infrastructure import Ground, open_ground
from tests.kafka import kafka_at

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.infra.bus import EventConsumer
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.kafka.reader import KafkaGroupReader
from vivavoce.infra.kafka.relay import KafkaOutboxRelay
from vivavoce.infra.tasks import WakeUpSignal, keep_running
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import EventId

EFFECT = "INSERT INTO effect (tenant_id, interview_id, words) VALUES (%(t)s, %(i)s, %(w)s)"


async def leave_effect(work: UnitOfWork, event: IntegrationEvent) -> None:
    params = {"t": event.tenant_id, "i": event.interview_id, "w": int(event.payload["words"])}
    await work.execute(EFFECT, params)


class Careless(KafkaGroupReader):
    """Acknowledges first, keeps afterwards."""

    async def poll_once(self, consumer: Any) -> int:
        found = await consumer.getmany(timeout_ms=500)
        records = [record for part in found.values() for record in part]
        if not records:
            return 0
        await consumer.commit()
        await failpoint("kafka.before_store")
        await self.store_records(records)
        self._delivery_notifier.notify()
        return len(records)


class Forgetful(KafkaGroupReader):
    """Takes what comes again for news."""

    async def _store_events(self, events: Sequence[IntegrationEvent]) -> int:
        return await super()._store_events([replace(one, id=EventId(uuid4())) for one in events])


async def relay(ground: Ground) -> None:
    kafka, topic, group = kafka_at(os.environ["BROKER"]), os.environ["TOPIC"], os.environ["GROUP"]
    bells, tools = (WakeUpSignal(), WakeUpSignal()), (ground.ids, ground.clock)
    relay = KafkaOutboxRelay(kafka, ground.database, {topic: [group]}, bells, tools)
    relay._outbox_signal.wait = _soon  # type: ignore[method-assign]
    await keep_running("relay", relay.run, ground.clock, pause_s=0.1)


async def _soon(_: float) -> None:
    await asyncio.sleep(0.02)


async def hear(ground: Ground, kind: type[KafkaGroupReader]) -> None:
    kafka, topic, group = kafka_at(os.environ["BROKER"]), os.environ["TOPIC"], os.environ["GROUP"]
    bell = WakeUpSignal()
    reader = kind(kafka, group, [topic], ground.database, bell, (ground.ids, ground.clock))
    consumer = EventConsumer(
        group,
        {topic: leave_effect},
        ground.database,
        ground.open_work,
        ground.ids,
        ground.clock,
        (bell, WakeUpSignal()),
    )
    async with asyncio.TaskGroup() as tasks:
        for name, step in (("read", reader.run), ("consume", consumer.run)):
            tasks.create_task(keep_running(name, step, ground.clock, pause_s=0.1))


async def main(kind: str) -> None:
    async with open_ground(os.environ["DATABASE"], KEYS) as ground:
        if kind == "relay":
            await relay(ground)
        readers = {"hear": KafkaGroupReader, "careless": Careless, "forgetful": Forgetful}
        await hear(ground, readers[kind])


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
