"""A process imports what it needs to start; libraries of single features are loaded at first use."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from vivavoce.cli import main

LOADED_WHEN_USED = (
    "a2a", "aiokafka", "alembic", "av", "docx", "espeakng_loader", "icalendar", "jinja2", "livekit",
    "lxml", "mcp", "numpy", "openai", "pocketsphinx", "pydantic_ai", "pypdf", "rapidfuzz", "sqlalchemy",
    "sse_starlette",
)  # fmt: skip
"""Libraries of single features: each is imported by the first use of its feature."""


def test_a_start_loads_no_library_of_a_feature_and_exempts_its_objects_from_collection() -> None:
    start, checks = run(
        "import click, gc, sys\n"
        "from vivavoce.cli import main\n"
        "main.resolve_command(click.Context(main), ['up'])\n"
        "print(gc.isenabled(), gc.get_freeze_count() > 100_000)\n"
        "import vivavoce.cli.operate\n"
        "from vivavoce.app.wiring.voice import build_voice\n"
        "from vivavoce.infra.clock import SystemClock\n"
        "from vivavoce.infra.settings import Settings\n"
        "assert build_voice(Settings(), SystemClock()) is not None\n"
        "print(*sys.modules)"
    ).splitlines()

    assert start == "True True"
    assert "vivavoce.cli.serve" in checks.split()
    assert list_features(checks) == []


def test_a_library_imported_at_the_start_is_found() -> None:
    modules = run("import jinja2, vivavoce.cli, rapidfuzz, sys\nprint(*sys.modules)")

    assert list_features(modules) == ["jinja2", "rapidfuzz"]


def test_listing_the_commands_imports_no_command() -> None:
    listed = run(
        "import sys\n"
        "from vivavoce.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "print([name for name in sys.modules if name.startswith(('vivavoce.app', 'fastapi'))])"
    )

    assert listed.splitlines()[-1] == "[]"


@pytest.mark.parametrize("command", ["interviews", "mcp"])
def test_a_command_for_a_platform_elsewhere_starts_without_settings_and_logging(
    command: str,
) -> None:
    loaded = run(f"import sys, vivavoce.cli.{command}\nprint(*sys.modules)").split()

    assert "vivavoce.cli.runner" in loaded
    assert not {"pydantic", "pydantic_settings", "structlog"}.intersection(loaded)


def test_the_command_list_shows_the_help_text_of_each_command() -> None:
    commands = {name: main.get_command(click.Context(main), name) for name in main.entries}

    assert {name: entry.summary for name, entry in main.entries.items()} == {
        name: command and command.get_short_help_str(limit=1000)
        for name, command in commands.items()
    }


def test_the_wordings_of_acts_are_compiled_when_they_are_used() -> None:
    output = run(
        "import re\n"
        "compiled = []\n"
        "compile_pattern = re.compile\n"
        "re.compile = lambda pattern, flags=0: (\n"
        "    compiled.append(pattern), compile_pattern(pattern, flags)\n"
        ")[1]\n"
        "from vivavoce.live.domain.interviewer.understanding.act_patterns import ACT_PATTERNS\n"
        "sources = {each.anywhere.pattern for each in ACT_PATTERNS if each.anywhere}\n"
        "print(len(sources) > 20, len(sources & set(compiled)))\n"
        "ACT_PATTERNS[0].find('hello', 'hello')\n"
        "print(len(sources & set(compiled)))"
    )

    assert output.split() == ["True", "0", "1"]


def list_features(modules: str) -> list[str]:
    """Return the libraries of single features among the names of modules."""
    return sorted(set(modules.split()).intersection(LOADED_WHEN_USED))


def run(code: str) -> str:
    """Return what a new process prints."""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
