"""One visit of the doctor: look at the machine, find what runs, examine it, change nothing."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.app.doctor.examine import examine
from vivavoce.app.doctor.machine import engines, missing, settings_shown
from vivavoce.app.doctor.report import Report
from vivavoce.app.doctor.telephone import telephone
from vivavoce.app.doctor.voice import voice_engines
from vivavoce.app.foundation import find_foundation
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.settings import BadSetting, Settings
from vivavoce.kernel.errors import VivavoceError


async def visit(settings: Settings, *, tries_voice: bool = False) -> Report:
    """Return the report; a database that is away is part of it.

    With ``tries_voice`` the keyless engines say and hear a sentence.
    """
    voices = await voice_engines(settings, SystemClock(), tries=tries_voice)
    seen = Report(
        settings=settings_shown(settings),
        missing=missing(settings),
        engines=(*engines(settings), *voices, *telephone(settings)),
    )
    try:
        async with find_foundation(settings, name="doctor") as on:
            return replace(seen, findings=await examine(on))
    except VivavoceError as error:
        return replace(seen, away=str(error), is_misconfigured=isinstance(error, BadSetting))
