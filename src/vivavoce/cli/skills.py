"""``vivavoce skills``: import official classifications of skills and occupations, and embed the catalog."""

from __future__ import annotations

import json
from pathlib import Path

import click

from vivavoce.app.platform import open_owner_database
from vivavoce.app.wiring.planning import build_catalog_embedding, build_catalog_import
from vivavoce.cli.runner import EXIT_USAGE, fail, run
from vivavoce.cli.settings import read_settings_quietly
from vivavoce.infra.settings import Settings
from vivavoce.planning.adapters.esco_release import EscoRelease
from vivavoce.planning.adapters.onet_release import OnetRelease
from vivavoce.planning.ports.catalog_import import (
    ATTRIBUTIONS,
    CatalogRelease,
    RejectedRow,
    UnreadableReleaseError,
)
from vivavoce.planning.usecases.import_catalog import ImportResult

_MAX_PRINTED_ROWS = 100
_PLACE = click.Path(path_type=Path, exists=True)


@click.group()
def skills() -> None:
    """Import official classifications of skills and occupations, and embed the catalog."""


@skills.command("import")
@click.option("--esco", type=_PLACE, help="Folder or ZIP archive of an ESCO release: CSV, English.")
@click.option("--onet", type=_PLACE, help="Folder or ZIP archive of an O*NET release: text files.")
@click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
def import_skills(esco: Path | None, onet: Path | None, wants_json: bool) -> None:
    """Import a release of ESCO or O*NET that you downloaded, for all organizations.

    A second run changes nothing; an interrupted import goes on where it stopped. A newer release replaces the
    older one. Rows that cannot be read are named with file and line, and do not stop the import.

    Exit codes: 0 imported, 1 refused, 2 a setting or an argument is wrong, 3 the database is unavailable.
    """
    if (esco is None) == (onet is None):
        fail("give either --esco or --onet, with a folder or a ZIP archive.", EXIT_USAGE)
    settings = read_settings_quietly()
    release = _open_release(esco, onet)
    result = run(_import_release(settings, release))
    if wants_json:
        click.echo(
            json.dumps(
                {
                    "source": release.source,
                    "version": release.version,
                    "skills": result.skills,
                    "occupations": result.occupations,
                    "written": result.written,
                    "removed": result.removed,
                    "rejected": result.rejected,
                    "attribution": ATTRIBUTIONS[release.source],
                }
            )
        )
        return
    click.echo(
        f"{result.skills} skills and {result.occupations} occupations of version {release.version}: "
        f"{result.written} new or changed, {result.removed} removed, {result.rejected} rows not read."
    )
    click.echo(ATTRIBUTIONS[release.source])
    click.echo("To find these skills by meaning, too, run: vivavoce skills embed")


@skills.command("embed")
def embed_catalog() -> None:
    """Embed all skills, so that they are found by meaning; a second run embeds only new ones.

    Without this command, each request that needs it embeds a few skills. Exit codes: 0 done, 1 no embedder is
    installed, 2 a setting is wrong, 3 the database is unavailable.
    """
    settings = read_settings_quietly()
    count = run(_embed_catalog(settings))
    if count is None:
        fail("no embedder is installed. See docs/how-to/match-skills-by-meaning.md.", 1)
    click.echo(f"{count} skills were embedded.")


def _open_release(esco: Path | None, onet: Path | None) -> CatalogRelease:
    try:
        return EscoRelease(esco) if esco is not None else OnetRelease(onet or Path())
    except UnreadableReleaseError as error:
        fail(str(error), 1)


async def _import_release(settings: Settings, release: CatalogRelease) -> ImportResult:
    printed = 0

    def report_row(row: RejectedRow) -> None:
        nonlocal printed
        printed += 1
        if printed <= _MAX_PRINTED_ROWS:
            click.echo(f"{row.file}, line {row.line}: {row.reason}", err=True)
        elif printed == _MAX_PRINTED_ROWS + 1:
            click.echo("More rows could not be read; the summary counts them.", err=True)

    async with open_owner_database(settings, name="skills") as database:
        return await build_catalog_import(database)(
            release,
            on_progress=lambda count: click.echo(f"{count} entries read", err=True),
            on_rejected=report_row,
        )


async def _embed_catalog(settings: Settings) -> int | None:
    async with open_owner_database(settings, name="skills") as database:
        embed = build_catalog_embedding(database)
        if embed is None:
            return None
        return await embed(
            on_progress=lambda done, total: click.echo(f"{done} of {total} skills", err=True)
        )
