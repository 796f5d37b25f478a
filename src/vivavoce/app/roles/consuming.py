"""The consumers of some groups, and the ear for what other processes announce."""

from __future__ import annotations

from collections.abc import Iterable

from vivavoce.app.foundation import Foundation
from vivavoce.app.roles.parts import Step
from vivavoce.app.slices import Slices
from vivavoce.app.subscriptions import subscriptions
from vivavoce.infra.bus import Consumer, hear


def consuming(on: Foundation, of: Slices, groups: Iterable[str]) -> dict[str, Step]:
    """Return one consumer per group, by name."""
    table = subscriptions(of)
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
    return steps
