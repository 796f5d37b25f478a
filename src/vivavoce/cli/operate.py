"""Commands for the operator of an installation: the doctor and dead letters."""

from __future__ import annotations

import json
import sys
from uuid import UUID

import click

from vivavoce.app.dead_letters import (
    TenantDeadLetter,
    list_dead_letters_across_tenants,
    replay_all_dead_letters,
    replay_one_dead_letter,
)
from vivavoce.app.doctor.report import report_to_json, report_to_text
from vivavoce.app.doctor.run import run_doctor
from vivavoce.app.platform import connect_to_platform
from vivavoce.cli.runner import EXIT_USAGE, fail, read_settings, run
from vivavoce.infra.dead_letters import DeadLetter
from vivavoce.infra.settings import Settings
from vivavoce.infra.telemetry import set_up_logging
from vivavoce.kernel.clock import format_timestamp


@click.command()
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--voice", "tries_voice", is_flag=True, help="Test the speech engines that need no key."
)
def doctor(wants_json: bool, tries_voice: bool) -> None:
    """Check the settings, missing features, and the consistency of all stored data.

    Works while the platform is running, changes nothing and shows no secrets. Exit codes: 0 healthy, 1
    something is broken, 2 a setting is wrong, 3 the database is unavailable.
    """
    settings = read_settings_quietly()
    report = run(run_doctor(settings, is_voice_tested=tries_voice))
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
    letters = run(
        _list_dead_letters(read_settings_quietly(), organization, has_replayed=has_replayed)
    )
    if wants_json:
        click.echo(
            json.dumps({"data": [_dead_letter_to_json(*each) for each in letters]}, indent=2)
        )
        return
    for slug, letter in letters:
        state = "replayed" if letter.replayed_at else "waiting"
        click.echo(
            f"{letter.id}  {slug}  {letter.topic} for {letter.group}  {letter.error} "
            f"after {letter.attempts} attempts at {format_timestamp(letter.failed_at)}  "
            f"{state}"
        )
    if not letters:
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
            json.dumps({"data": [_dead_letter_to_json(*each) for each in replayed]}, indent=2)
        )
    else:
        click.echo(f"Replayed: {len(replayed)}.")


async def _list_dead_letters(
    settings: Settings, organization: str | None, *, has_replayed: bool
) -> list[TenantDeadLetter]:
    async with connect_to_platform(settings, name="operator") as on:
        return await list_dead_letters_across_tenants(on, organization, has_replayed=has_replayed)


async def _replay_dead_letters(
    settings: Settings, letter_id: UUID | None
) -> list[TenantDeadLetter]:
    async with connect_to_platform(settings, name="operator") as on:
        if letter_id is None:
            return await replay_all_dead_letters(on)
        return [await replay_one_dead_letter(on, letter_id)]


def _dead_letter_to_json(slug: str, letter: DeadLetter) -> dict[str, object]:
    replayed = None if letter.replayed_at is None else format_timestamp(letter.replayed_at)
    return {
        "id": str(letter.id),
        "organization": slug,
        "topic": letter.topic,
        "group": letter.group,
        "event_id": str(letter.event_id),
        "interview_id": str(letter.interview_id),
        "run_id": letter.run_id,
        "attempts": letter.attempts,
        "error": letter.error,
        "at": format_timestamp(letter.at),
        "failed_at": format_timestamp(letter.failed_at),
        "replayed_at": replayed,
    }


def read_settings_quietly() -> Settings:
    """Return the settings, and log only errors, so that log lines do not mix with the output."""
    settings = read_settings()
    set_up_logging("error" if settings.log_level != "debug" else "debug")
    return settings
