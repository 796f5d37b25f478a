"""The ``vivavoce`` command: one binary, every role, and the tools of whoever runs it."""

from __future__ import annotations

import click

from vivavoce import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vivavoce")
def main() -> None:
    """Interviews from the request to a human-approved assessment."""
