"""Commands for the operator of an installation: the doctor, dead letters, topics and events."""

from __future__ import annotations

import dataclasses
import json
import sys
from uuid import UUID

import click

from vivavoce.app.doctor.report import report_to_json, report_to_text, run_doctor
from vivavoce.app.operator import (
    TenantDeadLetter,
    TopicListing,
    list_dead_letters_across_tenants,
    list_topics,
    replay_all_dead_letters,
    replay_one_dead_letter,
    tail_events,
)
from vivavoce.app.platform import connect_to_platform
from vivavoce.cli.runner import EXIT_USAGE, fail, run
from vivavoce.cli.settings import read_settings_quietly
from vivavoce.infra.dead_letters import DeadLetter
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import format_optional_timestamp, format_timestamp


@click.command()
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--voice", "tries_voice", is_flag=True, help="Test the speech engines that need no key."
)
@click.option(
    "--try-model",
    "tries_model",
    is_flag=True,
    help="Call the language model for each of its purposes, with short requests that may cost money.",
)
def doctor(wants_json: bool, tries_voice: bool, tries_model: bool) -> None:
    """Check the settings, missing features, and the consistency of all stored data.

    Works while the platform is running, changes nothing and shows no secrets. Exit codes: 0 healthy, 1
    something is broken or a tested model fails, 2 a setting is wrong, 3 the database is unavailable.
    """
    settings = read_settings_quietly()
    report = run(run_doctor(settings, is_voice_tested=tries_voice, is_model_tested=tries_model))
    click.echo(
        json.dumps(report_to_json(report), indent=2) if wants_json else report_to_text(report)
    )
    sys.exit(report.exit_code)


@click.group()
def deadletters() -> None:
    """List events that a consumer failed to handle, and replay them."""


@deadletters.command("list")
@click.option("--organization", help="Only events of this organization (its slug).")
@click.option("--all", "has_replayed", is_flag=True, help="Include replayed events.")
@click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
def list_letters(organization: str | None, has_replayed: bool, wants_json: bool) -> None:
    """List dead letters, newest first.

    Exit codes: 0 listed, 1 no such organization, 3 the platform is not running.
    """
    dead_letters = run(
        _list_dead_letters(read_settings_quietly(), organization, has_replayed=has_replayed)
    )
    if wants_json:
        click.echo(
            json.dumps({"data": [_dead_letter_to_json(*item) for item in dead_letters]}, indent=2)
        )
        return
    for slug, dead_letter in dead_letters:
        state = "replayed" if dead_letter.replayed_at else "waiting"
        click.echo(
            f"{dead_letter.id}  {slug}  {dead_letter.topic} for {dead_letter.group}  {dead_letter.error} "
            f"after {dead_letter.attempts} attempts at {format_timestamp(dead_letter.failed_at)}  "
            f"{state}"
        )
    if not dead_letters:
        click.echo("No dead letters.")


@deadletters.command("replay")
@click.argument("letter_id", required=False, type=click.UUID)
@click.option("--all", "is_all", is_flag=True, help="Replay every waiting event.")
@click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
def replay_letters(letter_id: UUID | None, is_all: bool, wants_json: bool) -> None:
    """Send one event, or all waiting ones, to their consumers again.

    Fix the cause first: an event that fails again becomes a new dead letter. Exit codes: 0 replayed, 1
    unknown or already replayed, 2 neither an id nor --all, 3 the platform is not running.
    """
    if (letter_id is None) is not is_all:
        fail("give the id of one dead letter, or use --all.", EXIT_USAGE)
    replayed = run(_replay_dead_letters(read_settings_quietly(), letter_id))
    if wants_json:
        click.echo(
            json.dumps({"data": [_dead_letter_to_json(*item) for item in replayed]}, indent=2)
        )
    else:
        click.echo(f"Replayed: {len(replayed)}.")


async def _list_dead_letters(
    settings: Settings, organization: str | None, *, has_replayed: bool
) -> list[TenantDeadLetter]:
    async with connect_to_platform(settings, name="operator") as platform:
        return await list_dead_letters_across_tenants(
            platform, organization, has_replayed=has_replayed
        )


async def _replay_dead_letters(
    settings: Settings, letter_id: UUID | None
) -> list[TenantDeadLetter]:
    async with connect_to_platform(settings, name="operator") as platform:
        if letter_id is None:
            return await replay_all_dead_letters(platform)
        return [await replay_one_dead_letter(platform, letter_id)]


def _dead_letter_to_json(slug: str, dead_letter: DeadLetter) -> dict[str, object]:
    replayed = format_optional_timestamp(dead_letter.replayed_at)
    return {
        "id": str(dead_letter.id),
        "organization": slug,
        "topic": dead_letter.topic,
        "group": dead_letter.group,
        "event_id": str(dead_letter.event_id),
        "interview_id": str(dead_letter.interview_id),
        "run_id": dead_letter.run_id,
        "attempts": dead_letter.attempts,
        "error": dead_letter.error,
        "at": format_timestamp(dead_letter.at),
        "failed_at": format_timestamp(dead_letter.failed_at),
        "replayed_at": replayed,
    }


@click.command()
@click.option("--create", is_flag=True, help="Create the topics that are missing on Kafka.")
@click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
def topics(create: bool, wants_json: bool) -> None:
    """List the topics: who publishes them, who consumes them, and whether Kafka has them.

    Exit codes: 0 listed, 2 a setting is wrong, 3 Kafka is unavailable.
    """
    listed = run(list_topics(read_settings_quietly(), create=create))
    if wants_json:
        click.echo(json.dumps({"data": [dataclasses.asdict(topic) for topic in listed]}, indent=2))
        return
    width = max(len(topic.name) for topic in listed)
    for topic in listed:
        groups = ", ".join(topic.groups) or "no consumers"
        click.echo(f"{topic.name:<{width}}  {topic.producer} → {groups}{_partition_note(topic)}")


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
    async with connect_to_platform(settings, name="operator") as platform:
        async for envelope in tail_events(
            platform, topic, from_beginning=from_beginning, follow=follow
        ):
            if wants_json:
                click.echo(json.dumps(envelope, ensure_ascii=False))
            else:
                payload = json.dumps(envelope.get("payload", envelope), ensure_ascii=False)
                click.echo(
                    f"{envelope.get('timestamp', '?')}  {envelope.get('runId', '?')}  {payload}"
                )


def _partition_note(topic: TopicListing) -> str:
    if topic.partitions is None:
        return ""
    if topic.partitions == 0:
        return "  (missing on Kafka)"
    return f"  ({topic.partitions} partitions{', created now' if topic.is_new else ''})"
