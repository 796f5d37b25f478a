"""The ``vivavoce`` command: one binary, every role, and the tools of whoever runs it."""

from __future__ import annotations

from pathlib import Path

import click

from vivavoce import __version__
from vivavoce.app.reference import write


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vivavoce")
def main() -> None:
    """Interviews from the request to a human-approved assessment."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("docs/reference"))
def reference(folder: Path) -> None:
    """Write the generated reference pages (topics, settings, error codes, jobs)."""
    write(folder)
