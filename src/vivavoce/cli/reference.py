"""``vivavoce reference``: the generated pages."""

from __future__ import annotations

from pathlib import Path

import click

from vivavoce.app.reference import write


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("docs/reference"))
def reference(folder: Path) -> None:
    """Write the generated reference pages (topics, settings, error codes, jobs)."""
    write(folder)
