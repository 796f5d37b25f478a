"""The ``vivavoce`` command: all roles, and the tools for operators."""

from __future__ import annotations

import importlib
from typing import ClassVar, cast

import click

from vivavoce import __version__


class _LazyCommands(click.Group):
    """Imports a command's module only when it is used, so that small commands start quickly."""

    modules_by_command: ClassVar[dict[str, str]] = {
        "up": "serve",
        "gateway": "serve",
        "agents": "serve",
        "edge": "serve",
        "worker": "serve",
        "livekit": "serve",
        "migrate": "database",
        "pg": "database",
        "retention": "retention",
        "doctor": "operate",
        "admin": "admin",
        "deadletters": "operate",
        "topics": "bus",
        "events": "bus",
        "demo": "story",
        "talk": "story",
        "replay": "replay",
        "score": "score",
        "reference": "reference",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of the table."""
        return list(self.modules_by_command)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None for an unknown name."""
        home = self.modules_by_command.get(cmd_name)
        if home is None:
            return None
        module = importlib.import_module(f"vivavoce.cli.{home}")
        return cast("click.Command", getattr(module, cmd_name))


@click.group(cls=_LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vivavoce")
def main() -> None:
    """Interviews from the request to a human-approved assessment."""
