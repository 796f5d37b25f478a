"""Migrations form one line, and its end is the file that a process takes for the newest."""

from __future__ import annotations

from alembic.config import Config
from alembic.script import ScriptDirectory

from vivavoce.infra.migrate import newest, scripts


def test_the_newest_file_is_the_one_head() -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts()))

    heads = ScriptDirectory.from_config(config).get_heads()

    assert heads == [newest()]
