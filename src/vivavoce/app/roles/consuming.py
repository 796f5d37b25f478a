"""The consumers of some groups, their ears, and the relay that feeds them: on either bus."""

from __future__ import annotations

from collections.abc import Iterable

from vivavoce.app.foundation import Foundation
from vivavoce.app.roles.parts import Step
from vivavoce.app.slices import Slices
from vivavoce.app.subscriptions import groups_by_topic, subscriptions
from vivavoce.infra.bus import Consumer, Relay, hear
from vivavoce.infra.kafka.broker import kafka_of
from vivavoce.infra.kafka.reader import Reader
from vivavoce.infra.kafka.relay import KafkaRelay


def consuming(on: Foundation, of: Slices, groups: Iterable[str]) -> dict[str, Step]:
    """Return one consumer per group, by name."""
    table = subscriptions(of)
    kafka = kafka_of(on.settings)
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
            reader = Reader(kafka, group, table[group], on.database, on.delivered, tools)
            steps[f"read {group}"] = reader.run
    return steps


def relaying(on: Foundation, of: Slices) -> Step:
    """Return the relay: to Kafka where there is one, else to the groups of this installation."""
    groups = groups_by_topic(subscriptions(of))
    kafka, bell = kafka_of(on.settings), on.outbox.bell()
    if kafka is None:
        return Relay(on.database, groups, bell, on.delivered).run
    tools = (on.ids, on.clock)
    return KafkaRelay(kafka, on.database, groups, (bell, on.delivered), tools).run
