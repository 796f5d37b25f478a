"""The settings decide which provider calls candidates, and the doctor names it."""

from __future__ import annotations

import pytest
from tests.fakes.livekit_server import LiveKitDouble
from tests.fakes.phone_platform import livekit_settings

from vivavoce.app.demo.phone_provider import SimulatedPhoneProvider, build_phone_provider_settings
from vivavoce.app.doctor.engines import list_phone_providers
from vivavoce.infra.settings import Settings

TWILIO = build_phone_provider_settings(SimulatedPhoneProvider(url="http://127.0.0.1:9"))
LIVEKIT = livekit_settings(LiveKitDouble())


def _rows(**settings: str) -> list[tuple[str, bool, str]]:
    rows = list_phone_providers(Settings.model_validate(settings))
    return [(row.name, row.is_usable, row.detail) for row in rows]


@pytest.mark.parametrize(
    ("settings", "usable"),
    [
        ({}, []),
        (TWILIO, ["calls: Twilio"]),
        (LIVEKIT, ["calls: LiveKit"]),
        ({**TWILIO, **LIVEKIT}, ["calls: Twilio"]),
        ({**TWILIO, "VIVAVOCE_VOICE": "off"}, []),
    ],
    ids=["none", "twilio", "livekit", "both", "no_sound"],
)
def test_the_doctor_names_the_configured_provider(
    settings: dict[str, str], usable: list[str]
) -> None:
    assert [name for name, is_usable, _ in _rows(**settings) if is_usable] == usable


@pytest.mark.parametrize("missing", sorted({*TWILIO, *LIVEKIT} - {"TWILIO_API_URL"}))
def test_missing_settings_are_named(missing: str) -> None:
    some = {name: value for name, value in {**TWILIO, **LIVEKIT}.items() if name != missing}

    assert f"not set: {missing}" in [detail for _, _, detail in _rows(**some)]


def test_with_two_providers_the_doctor_says_which_one_is_unused_and_why() -> None:
    rows = {name: detail for name, _, detail in _rows(**TWILIO, **LIVEKIT)}

    assert rows["calls: LiveKit"] == "not used, because Twilio is also configured and has priority"
