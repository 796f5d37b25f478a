"""Reads the settings of a command that runs a part of the platform here."""

from __future__ import annotations

from pydantic import ValidationError

from vivavoce.cli.runner import EXIT_USAGE, fail
from vivavoce.infra.settings import Settings
from vivavoce.infra.telemetry import set_up_logging


def read_settings() -> Settings:
    """Return the settings from the environment, or exit with a message about the first invalid one."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        fail(f"{first['loc'][0]}: {first['msg']}.", EXIT_USAGE)


def read_settings_quietly(level: str = "error") -> Settings:
    """Return the settings, and log to standard error only, from ``level`` on, or all if debugging is set.

    So log lines never mix with what a command prints.
    """
    settings = read_settings()
    set_up_logging(level if settings.log_level != "debug" else "debug")
    return settings
