"""The event consumers, their Kafka readers, and the relay that feeds them, on either bus."""

from __future__ import annotations

from collections.abc import Iterable, Set

from vivavoce.app.platform import Platform
from vivavoce.app.roles.role import BackgroundStep
from vivavoce.app.slices import Slices
from vivavoce.app.subscriptions import build_subscriptions, list_groups_by_topic
from vivavoce.infra.bus import EventConsumer, OutboxRelay, listen_for_notifications
from vivavoce.infra.kafka.client import kafka_from_settings
from vivavoce.infra.kafka.reader import FindKnownTenants, KafkaGroupReader
from vivavoce.infra.kafka.relay import KafkaOutboxRelay
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.adapters.checks import list_tenants


def build_consumers(
    platform: Platform, slices: Slices, groups: Iterable[str]
) -> dict[str, BackgroundStep]:
    """Return the consumers of ``groups``, and with Kafka their readers, by name."""
    table = build_subscriptions(slices)
    kafka, known = kafka_from_settings(platform.settings), cached_tenant_lookup(platform)
    steps: dict[str, BackgroundStep] = {
        "hear": lambda: listen_for_notifications(
            platform.database, platform.outbox_signals, platform.delivery_signals
        )
    }
    for group in (group for group in groups if group in table):
        consumer = EventConsumer(
            group,
            table[group],
            platform.database,
            platform.open_work,
            platform.ids,
            platform.clock,
            (platform.delivery_signals.subscribe(group), platform.outbox_signals),
        )
        steps[f"consume {group}"] = consumer.run
        if kafka is not None:
            tools = (platform.ids, platform.clock)
            reader = KafkaGroupReader(
                kafka,
                group,
                table[group],
                platform.database,
                platform.delivery_signals,
                tools,
                known,
            )
            steps[f"read {group}"] = reader.run
    return steps


def cached_tenant_lookup(platform: Platform) -> FindKnownTenants:
    """Return a function that looks up organizations; the database is asked only about new ones."""
    seen: set[TenantId] = set()

    async def known(asked: Set[TenantId]) -> Set[TenantId]:
        if not asked <= seen:
            seen.update(await list_tenants(platform.database))
        return asked & seen

    return known


def build_relay(platform: Platform, slices: Slices) -> BackgroundStep:
    """Return the relay: to Kafka if configured, else to this installation's groups."""
    groups = list_groups_by_topic(build_subscriptions(slices))
    kafka, bell = kafka_from_settings(platform.settings), platform.outbox_signals.subscribe()
    if kafka is None:
        return OutboxRelay(platform.database, groups, bell, platform.delivery_signals).run
    tools = (platform.ids, platform.clock)
    return KafkaOutboxRelay(
        kafka, platform.database, groups, (bell, platform.delivery_signals), tools
    ).run
