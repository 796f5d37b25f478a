"""``vivavoce retention``: what is due to be deleted, and deleting it now."""

from __future__ import annotations

import json
import sys

import click

from vivavoce.app.platform import open_platform
from vivavoce.app.slices import build_slices
from vivavoce.cli.runner import EXIT_REFUSED, read_settings, run
from vivavoce.hiring.ports import RetentionRun
from vivavoce.infra.settings import Settings
from vivavoce.infra.telemetry import set_up_logging
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.ids import TenantId


@click.command()
@click.option("--apply", "applies", is_flag=True, help="Delete the data that is due now.")
@click.option("--json", "wants_json", is_flag=True, help="Print one JSON document.")
def retention(applies: bool, wants_json: bool) -> None:
    """Show what is due to be deleted, by organization. Nothing is deleted without --apply.

    The worker deletes due data once an hour. Organizations set their own retention periods with PATCH
    /api/v1/tenants/me/settings. Exit codes: 0 done, 1 something could not be deleted, 2 a setting is wrong,
    3 the database is unavailable.
    """
    settings = read_settings()
    set_up_logging("error")
    runs = run(_run_retention(settings, applies=applies))
    if wants_json:
        report = [
            {
                "organizationId": str(tenant_id),
                "at": format_timestamp(one.at),
                "transcripts": one.transcripts,
                "assessments": one.assessments,
                "recordings": one.recordings,
                "failed": one.failed,
                "isDryRun": not applies,
            }
            for tenant_id, one in runs.items()
        ]
        click.echo(json.dumps({"data": report}, indent=2))
    else:
        verb = "deleted" if applies else "due"
        for tenant_id, one in runs.items():
            click.echo(
                f"{tenant_id}  {verb}: text of {one.transcripts} interviews, {one.assessments} "
                f"assessments, {one.recordings} recordings"
                + (f"; failed: {one.failed}" if one.failed else "")
            )
        if not runs:
            click.echo("Nothing was due." if applies else "Nothing is due.")
    sys.exit(EXIT_REFUSED if any(one.failed for one in runs.values()) else 0)


async def _run_retention(settings: Settings, *, applies: bool) -> dict[TenantId, RetentionRun]:
    async with open_platform(settings, name="retention", pool_size=2) as on:
        apply = build_slices(on).hiring.retention
        found = await apply() if applies else await apply.preview()
    return {
        tenant_id: one
        for tenant_id, one in found.items()
        if one.transcripts or one.assessments or one.recordings or one.failed
    }
