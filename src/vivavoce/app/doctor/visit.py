"""One visit of the doctor: look at the machine, find what runs, examine it, change nothing."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.app.doctor.examine import examine
from vivavoce.app.doctor.machine import engines, missing, settings_shown
from vivavoce.app.doctor.report import Report
from vivavoce.app.foundation import find_foundation
from vivavoce.infra.settings import BadSetting, Settings
from vivavoce.kernel.errors import VivavoceError


async def visit(settings: Settings) -> Report:
    """Return the report; a database that is away is part of it."""
    seen = Report(
        settings=settings_shown(settings), missing=missing(settings), engines=engines(settings)
    )
    try:
        async with find_foundation(settings, name="doctor") as on:
            return replace(seen, findings=await examine(on))
    except VivavoceError as error:
        return replace(seen, away=str(error), is_misconfigured=isinstance(error, BadSetting))
