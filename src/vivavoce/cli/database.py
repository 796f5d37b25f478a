"""``vivavoce migrate``: the schema of this version."""

from __future__ import annotations

import json
from pathlib import Path

import click

from vivavoce.app.foundation import bring_up_to_date
from vivavoce.cli.running import read_settings, run
from vivavoce.infra.telemetry import set_up_logging

SCHEMA = Path("docs/reference/schema.sql")


@click.command()
@click.option(
    "--dump",
    is_flag=False,
    flag_value=SCHEMA,
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Also write the schema as text, by default to {SCHEMA}.",
)
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def migrate(dump: Path | None, as_json: bool) -> None:
    """Bring the database to this version; one that has it already stays as it is.

    Every start does this too; alone it serves whoever wants to migrate first and start later. Safe
    beside a running platform. Exit codes: 0 done, 2 a setting is wrong, 3 the database is away or
    cannot be migrated.
    """
    settings = read_settings()
    set_up_logging("error")
    migrated, schema = run(bring_up_to_date(settings))
    if dump is not None:
        dump.parent.mkdir(parents=True, exist_ok=True)
        dump.write_text(schema)
    if as_json:
        said = {"before": migrated.before, "after": migrated.after}
        click.echo(json.dumps({**said, "dump": None if dump is None else str(dump)}))
    elif migrated.before == migrated.after:
        click.echo(f"The schema is {migrated.after} already.")
    else:
        click.echo(f"The schema went from {migrated.before or 'nothing'} to {migrated.after}.")
