"""``vivavoce topics`` and ``vivavoce events``: the bus on the command line."""

from __future__ import annotations

import dataclasses
import json

import click

from vivavoce.app.events import TopicListing, list_topics, tail_events
from vivavoce.app.platform import connect_to_platform
from vivavoce.cli.operate import read_settings_quietly
from vivavoce.cli.runner import run
from vivavoce.infra.settings import Settings


@click.command()
@click.option("--create", is_flag=True, help="Create the topics that are missing on Kafka.")
@click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
def topics(create: bool, wants_json: bool) -> None:
    """List the topics: who publishes them, who consumes them, and whether Kafka has them.

    Exit codes: 0 listed, 2 a setting is wrong, 3 Kafka is unavailable.
    """
    listed = run(list_topics(read_settings_quietly(), create=create))
    if wants_json:
        click.echo(json.dumps({"data": [dataclasses.asdict(one) for one in listed]}, indent=2))
        return
    width = max(len(one.name) for one in listed)
    for one in listed:
        heard = ", ".join(one.groups) or "no consumers"
        click.echo(f"{one.name:<{width}}  {one.producer} → {heard}{_partition_note(one)}")


@click.group()
def events() -> None:
    """Inspect the events on the bus."""


@events.command("tail")
@click.argument("topic")
@click.option("--from-beginning", is_flag=True, help="Start with the oldest stored event.")
@click.option(
    "--no-follow", is_flag=True, help="Stop after the newest event instead of waiting for more."
)
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON envelope per line.")
def tail_topic(topic: str, from_beginning: bool, no_follow: bool, wants_json: bool) -> None:
    """Print the events of TOPIC as they arrive: from Kafka if it carries them, else from the outbox.

    Erased text of candidates is not included. Exit codes: 0 ended, 1 no such topic, 2 a setting is wrong, 3
    the platform is not running or Kafka is unavailable, 130 interrupted.
    """
    run(_print_events(read_settings_quietly(), topic, from_beginning, not no_follow, wants_json))


async def _print_events(
    settings: Settings, topic: str, from_beginning: bool, follow: bool, wants_json: bool
) -> None:
    async with connect_to_platform(settings, name="operator") as on:
        async for said in tail_events(on, topic, from_beginning=from_beginning, follow=follow):
            if wants_json:
                click.echo(json.dumps(said, ensure_ascii=False))
            else:
                payload = json.dumps(said.get("payload", said), ensure_ascii=False)
                click.echo(f"{said.get('timestamp', '?')}  {said.get('runId', '?')}  {payload}")


def _partition_note(topic: TopicListing) -> str:
    if topic.partitions is None:
        return ""
    if topic.partitions == 0:
        return "  (missing on Kafka)"
    return f"  ({topic.partitions} partitions{', created now' if topic.is_new else ''})"
