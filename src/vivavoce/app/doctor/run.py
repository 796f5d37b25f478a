"""One doctor run: inspect the machine, connect to the running platform, check it, change nothing."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.app.doctor.checks import run_checks
from vivavoce.app.doctor.environment import list_components, list_missing_features, list_settings
from vivavoce.app.doctor.report import DoctorReport
from vivavoce.app.doctor.telephony import list_phone_providers
from vivavoce.app.doctor.voice import list_voice_engines
from vivavoce.app.platform import connect_to_platform
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.settings import InvalidSettingError, Settings
from vivavoce.kernel.errors import VivavoceError


async def run_doctor(settings: Settings, *, is_voice_tested: bool = False) -> DoctorReport:
    """Return the report; an unavailable database is part of it.

    With ``is_voice_tested``, the engines that need no key speak and transcribe a sentence.
    """
    voices = await list_voice_engines(settings, SystemClock(), is_tested=is_voice_tested)
    seen = DoctorReport(
        settings=list_settings(settings),
        missing_features=list_missing_features(settings),
        components=(*list_components(settings), *voices, *list_phone_providers(settings)),
    )
    try:
        async with connect_to_platform(settings, name="doctor") as on:
            return replace(seen, check_results=await run_checks(on))
    except VivavoceError as error:
        return replace(
            seen, database_error=str(error), is_misconfigured=isinstance(error, InvalidSettingError)
        )
