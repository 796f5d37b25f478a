"""``vivavoce migrate``, ``vivavoce pg`` and ``vivavoce retention``: the schema, PostgreSQL and due data."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from vivavoce.app.platform import migrate_database, open_platform, open_superuser_address
from vivavoce.app.slices import build_slices
from vivavoce.cli.runner import EXIT_REFUSED, EXIT_USAGE, fail, run
from vivavoce.cli.settings import read_settings_quietly
from vivavoce.hiring.ports.retention import RetentionRun
from vivavoce.infra.embedded.locator import find_binaries
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.ids import TenantId

DEFAULT_SCHEMA_FILE = Path("docs/reference/schema.sql")


@click.command()
@click.option(
    "--dump",
    is_flag=False,
    flag_value=DEFAULT_SCHEMA_FILE,
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Also write the schema as text. Default: {DEFAULT_SCHEMA_FILE}.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def migrate(dump: Path | None, as_json: bool) -> None:
    """Migrate the database to this version; an up-to-date database stays unchanged.

    Every start does this too; use this command to migrate first and start later. It is safe while the
    platform is running. Exit codes: 0 done, 2 a setting is wrong, 3 the database is unavailable or cannot
    be migrated.
    """
    settings = read_settings_quietly()
    migrated, schema = run(migrate_database(settings))
    if dump is not None:
        dump.parent.mkdir(parents=True, exist_ok=True)
        dump.write_text(schema)
    if as_json:
        versions = {"before": migrated.before, "after": migrated.after}
        click.echo(json.dumps({**versions, "dump": None if dump is None else str(dump)}))
    elif migrated.before == migrated.after:
        click.echo(f"The schema is already at {migrated.after}.")
    else:
        click.echo(
            f"The schema was migrated from {migrated.before or 'nothing'} to {migrated.after}."
        )


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("program")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def pg(program: str, arguments: tuple[str, ...]) -> None:
    """Run a program of PostgreSQL, such as pg_dump or pg_restore, on Vivavoce's own database.

    The program connects as the database's superuser; the database is started first if it is not running.
    Back up with: vivavoce pg pg_dump --format=custom --file=vivavoce.dump. The exit code is the program's
    own; 2 also means that a setting is wrong or that there is no such program, 3 that the database is
    unavailable.
    """
    settings = read_settings_quietly()
    executable = shutil.which(
        program, path=f"{find_binaries().bin}{os.pathsep}{os.environ['PATH']}"
    )
    if executable is None:
        fail(
            f"there is no program '{program}' here. Install the PostgreSQL client programs.",
            EXIT_USAGE,
        )
    sys.exit(run(_run_on_database(settings, [executable, *arguments])))


async def _run_on_database(settings: Settings, command: Sequence[str]) -> int:
    async with open_superuser_address(settings) as address:
        process = await asyncio.create_subprocess_exec(
            *command, env={**os.environ, **address.environment()}
        )
        return await process.wait()


@click.command()
@click.option("--apply", "applies", is_flag=True, help="Delete the data that is due now.")
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON document.")
def retention(applies: bool, wants_json: bool) -> None:
    """Show what is due to be deleted, by organization. Nothing is deleted without --apply.

    The worker deletes due data once an hour. Organizations set their own retention periods with PATCH
    /api/v1/tenants/me/settings. Exit codes: 0 done, 1 something could not be deleted, 2 a setting is wrong,
    3 the database is unavailable.
    """
    settings = read_settings_quietly()
    runs = run(_run_retention(settings, applies=applies))
    if wants_json:
        report = [
            {
                "organizationId": str(tenant_id),
                "at": format_timestamp(due.at),
                "transcripts": due.transcripts,
                "assessments": due.assessments,
                "recordings": due.recordings,
                "conversations": due.conversations,
                "failed": due.failed,
                "isDryRun": not applies,
            }
            for tenant_id, due in runs.items()
        ]
        click.echo(json.dumps({"data": report}, indent=2))
    else:
        verb = "deleted" if applies else "due"
        for tenant_id, due in runs.items():
            click.echo(
                f"{tenant_id}  {verb}: text of {due.transcripts} interviews, {due.assessments} "
                f"assessments, {due.recordings} recordings, {due.conversations} "
                "conversations with the assistant"
                + (f"; failed: {due.failed}" if due.failed else "")
            )
        if not runs:
            click.echo("Nothing was due." if applies else "Nothing is due.")
    sys.exit(EXIT_REFUSED if any(due.failed for due in runs.values()) else 0)


async def _run_retention(settings: Settings, *, applies: bool) -> dict[TenantId, RetentionRun]:
    async with open_platform(settings, name="retention", pool_size=2) as platform:
        slices = build_slices(platform)
        retention = slices.hiring.retention
        runs = await retention() if applies else await retention.preview()
    return {tenant_id: due for tenant_id, due in runs.items() if due.has_deleted_or_failed}
