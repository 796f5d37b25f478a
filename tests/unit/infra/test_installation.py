"""Suggested commands: make's in a checkout, our own after an installation by pip."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from vivavoce.app.roles.start import explain_missing_link, render_welcome
from vivavoce.app.screens import render_missing_screens
from vivavoce.cli import main
from vivavoce.infra.database import DatabaseUnavailableError
from vivavoce.infra.installation import StartCommand, command_line, is_checkout

_MAKE = r"\bmake (run|demo|talk|test|kafka|web|dev|migrate)\b"
SOURCE = Path(__file__).resolve().parents[3] / "src" / "vivavoce"


def test_these_sources_are_a_checkout_and_an_installed_package_is_not(tmp_path: Path) -> None:
    (tmp_path / "lib" / "vivavoce").mkdir(parents=True)

    assert is_checkout()
    assert not is_checkout(tmp_path / "lib")


@pytest.mark.parametrize(
    ("command", "in_checkout", "typed"),
    [
        ("up", True, "make run"),
        ("up", False, "vivavoce up"),
        ("demo", True, "make demo"),
        ("demo", False, "vivavoce demo"),
        ("demo --me", True, "make talk"),
        ("demo --me", False, "vivavoce demo --me"),
    ],
)
def test_a_command_is_named_as_it_is_typed_here(
    command: StartCommand, in_checkout: bool, typed: str
) -> None:
    assert command_line(command, in_checkout=in_checkout) == typed


@pytest.mark.parametrize("in_checkout", [True, False])
def test_the_banner_and_the_page_name_make_in_a_checkout_only(in_checkout: bool) -> None:
    banner = render_welcome("http://x", "http://x/l", (), in_checkout=in_checkout)
    page = render_missing_screens(in_checkout=in_checkout)

    assert ("make demo" in banner, "make talk" in banner) == (in_checkout, in_checkout)
    assert ("vivavoce demo " in banner, "vivavoce demo --me" in banner) == (
        not in_checkout,
        not in_checkout,
    )
    assert ("make run" in page) is in_checkout


def test_no_help_names_make() -> None:
    context = click.Context(main)
    helps = {name: main.get_command(context, name) for name in main.list_commands(context)}

    mentions = [
        name
        for name, command in helps.items()
        if command and re.search(_MAKE, command.get_help(click.Context(command)))
    ]
    assert mentions == []


def test_make_is_named_only_where_a_checkout_is_known() -> None:
    named = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if re.search(_MAKE, path.read_text())
    }

    assert named == {"app/screens.py", "infra/installation.py"}


def test_a_missing_link_names_its_own_cause() -> None:
    plan_is_late = explain_missing_link(TimeoutError(), has_model=True)
    database_is_away = explain_missing_link(DatabaseUnavailableError(), has_model=True)

    assert plan_is_late.endswith("run vivavoce doctor --try-model")
    assert "database" in database_is_away
    assert "try-model" not in database_is_away
