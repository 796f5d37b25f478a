"""``vivavoce reference``: the generated pages."""

from __future__ import annotations

from pathlib import Path

import click

from vivavoce.app.reference import write_deployment_files, write_pages

_DEPLOY = Path("deploy")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("docs/reference"))
def reference(folder: Path) -> None:
    """Write the generated reference pages (topics, settings, error codes, jobs, metrics).

    In a checkout, Prometheus' rules under ``deploy`` are written too.
    """
    write_pages(folder)
    if _DEPLOY.is_dir():
        write_deployment_files(_DEPLOY)
