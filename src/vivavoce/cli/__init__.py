"""The ``vivavoce`` command: all roles, and the tools for operators."""

from __future__ import annotations

import gc
import importlib
from typing import ClassVar, NamedTuple, cast

import click

from vivavoce import __version__


class _CommandEntry(NamedTuple):
    """Where a command is defined, and its line in the list of commands."""

    module: str
    summary: str
    """The first sentence of the command's help text."""


class _LazyCommands(click.Group):
    """Imports a command's module only when it is used, so that small commands start quickly."""

    entries: ClassVar[dict[str, _CommandEntry]] = {
        "up": _CommandEntry(
            "serve",
            "Start the whole platform on this machine: every role in one process, with its own "
            "PostgreSQL.",
        ),
        "gateway": _CommandEntry("serve", "Start only the gateway: REST, screens, /ws."),
        "agents": _CommandEntry("serve", "Start only the agents: planner and assessor."),
        "edge": _CommandEntry("serve", "Start only an edge: live sessions over WebSockets."),
        "worker": _CommandEntry("serve", "Start only a worker: relay, jobs, sweeps."),
        "livekit": _CommandEntry(
            "serve", "Start a process that holds interviews in the rooms of a LiveKit server."
        ),
        "migrate": _CommandEntry(
            "database",
            "Migrate the database to this version; an up-to-date database stays unchanged.",
        ),
        "pg": _CommandEntry(
            "database",
            "Run a program of PostgreSQL, such as pg_dump or pg_restore, on Vivavoce's own database.",
        ),
        "retention": _CommandEntry("database", "Show what is due to be deleted, by organization."),
        "doctor": _CommandEntry(
            "operate",
            "Check the settings, missing features, and the consistency of all stored data.",
        ),
        "qualify": _CommandEntry(
            "qualify",
            "Let the configured model read 600 labeled answers, and certify what it may do.",
        ),
        "admin": _CommandEntry(
            "admin",
            "Invite administrators of organizations, and manage the operators of this installation.",
        ),
        "skills": _CommandEntry(
            "skills",
            "Import official classifications of skills and occupations, and embed the catalog.",
        ),
        "deadletters": _CommandEntry(
            "operate", "List events that a consumer failed to handle, and replay them."
        ),
        "topics": _CommandEntry(
            "operate",
            "List the topics: who publishes them, who consumes them, and whether Kafka has them.",
        ),
        "events": _CommandEntry("operate", "Inspect the events on the bus."),
        "demo": _CommandEntry(
            "demo",
            "Run one complete interview: request, plan, approval, interview, assessment, webhooks.",
        ),
        "talk": _CommandEntry(
            "demo",
            "Take an interview in this terminal: LINK is the candidate link that you received.",
        ),
        "interviews": _CommandEntry(
            "interviews",
            "Take interviews of a platform, here or elsewhere, from the request to the decision.",
        ),
        "mcp": _CommandEntry(
            "mcp",
            "Serve the tools of MCP on stdin and stdout, by passing every message to a gateway.",
        ),
        "replay": _CommandEntry(
            "replay",
            "Replay SESSION from its log: every event at its time, with the resulting state.",
        ),
        "score": _CommandEntry(
            "score", "Score TRANSCRIPT against a rubric and print the scorecard as JSON."
        ),
        "reference": _CommandEntry(
            "reference",
            "Write the generated reference pages (topics, settings, error codes, jobs, metrics).",
        ),
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in the order of the table."""
        return list(self.entries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None for an unknown name."""
        entry = self.entries.get(cmd_name)
        if entry is None:
            return None
        module = importlib.import_module(f"vivavoce.cli.{entry.module}")
        return cast("click.Command", getattr(module, cmd_name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command to run, imported without garbage collections.

        An import makes hundreds of thousands of objects, and nearly all live as long as the process.
        Collections during the import take a tenth of its time and free nothing. Later ones would visit all
        these objects again, and delay a live interview by a tenth of a second, so they are exempt.
        """
        gc.disable()
        try:
            return super().resolve_command(ctx, args)
        finally:
            gc.freeze()
            gc.enable()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing their modules."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.entries.items()])


@click.group(cls=_LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vivavoce")
def main() -> None:
    """Interviews from the request to a human-approved assessment."""
