"""The consumers of some groups, their ears, and the relay that feeds them: on either bus."""

from __future__ import annotations

from collections.abc import Iterable, Set

from vivavoce.app.foundation import Foundation
from vivavoce.app.roles.parts import Step
from vivavoce.app.slices import Slices
from vivavoce.app.subscriptions import groups_by_topic, subscriptions
from vivavoce.infra.bus import Consumer, Relay, hear
from vivavoce.infra.kafka.broker import kafka_of
from vivavoce.infra.kafka.reader import Known, Reader
from vivavoce.infra.kafka.relay import KafkaRelay
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.adapters.checks import list_tenants


def consuming(on: Foundation, of: Slices, groups: Iterable[str]) -> dict[str, Step]:
    """Return one consumer per group, by name."""
    table = subscriptions(of)
    kafka, known = kafka_of(on.settings), organisations(on)
    steps: dict[str, Step] = {"hear": lambda: hear(on.database, on.outbox, on.delivered)}
    for group in (group for group in groups if group in table):
        consumer = Consumer(
            group,
            table[group],
            on.database,
            on.open_work,
            on.ids,
            on.clock,
            (on.delivered.bell(group), on.outbox),
        )
        steps[f"consume {group}"] = consumer.run
        if kafka is not None:
            tools = (on.ids, on.clock)
            reader = Reader(kafka, group, table[group], on.database, on.delivered, tools, known)
            steps[f"read {group}"] = reader.run
    return steps


def organisations(on: Foundation) -> Known:
    """Return what says which organisations there are; the database is asked about new ones only."""
    seen: set[TenantId] = set()

    async def known(asked: Set[TenantId]) -> Set[TenantId]:
        if not asked <= seen:
            seen.update(await list_tenants(on.database))
        return asked & seen

    return known


def relaying(on: Foundation, of: Slices) -> Step:
    """Return the relay: to Kafka where there is one, else to the groups of this installation."""
    groups = groups_by_topic(subscriptions(of))
    kafka, bell = kafka_of(on.settings), on.outbox.bell()
    if kafka is None:
        return Relay(on.database, groups, bell, on.delivered).run
    tools = (on.ids, on.clock)
    return KafkaRelay(kafka, on.database, groups, (bell, on.delivered), tools).run
