"""Which provider calls candidates, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.app.doctor.environment import ComponentStatus
from vivavoce.infra.settings import Settings

_TWILIO = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM_NUMBER")
_LIVEKIT = ("LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET", "LIVEKIT_SIP_TRUNK")


def list_phone_providers(settings: Settings) -> tuple[ComponentStatus, ...]:
    """Return the phone providers in order of preference, with their status."""
    twilio, livekit = (
        _provider_status(settings, "Twilio", _TWILIO),
        _provider_status(settings, "LiveKit", _LIVEKIT),
    )
    if twilio.is_usable and livekit.is_usable:
        livekit = ComponentStatus(
            livekit.name, False, "not used, because Twilio is also configured and has priority"
        )
    return twilio, livekit


def _provider_status(settings: Settings, provider: str, needed: Sequence[str]) -> ComponentStatus:
    name = f"calls: {provider}"
    if settings.voice == "off":
        return ComponentStatus(name, False, "VIVAVOCE_VOICE is off")
    lacks = [each for each in needed if getattr(settings, each.lower()) is None]
    if lacks:
        return ComponentStatus(name, False, f"not set: {', '.join(lacks)}")
    return ComponentStatus(name, True, "used to call candidates; the connection was not tested")
