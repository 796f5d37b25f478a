"""Which engines there are, in which order, and why not the others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from vivavoce.app.doctor.engines import list_voice_engines
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.voice.adapters.engines.configured_engines import (
    ConfiguredEngines,
    create_configured_engines,
)

KEY = "hidden-from-everybody"
ALL_KEYS = {
    "DEEPGRAM_API_KEY": KEY,
    "OPENAI_API_KEY": KEY,
    "AZURE_SPEECH_KEY": KEY,
    "AZURE_SPEECH_REGION": "westeurope",
}


def only(**given: str) -> Settings:
    return Settings(**given)


@pytest.fixture
async def find() -> AsyncIterator[Callable[..., ConfiguredEngines]]:
    found: list[ConfiguredEngines] = []

    def look(**given: str) -> ConfiguredEngines:
        found.append(create_configured_engines(only(**given), SystemClock()))
        return found[-1]

    yield look
    for each in found:
        await each.close()


async def test_without_any_key_the_keyless_engines_are_available(
    find: Callable[..., ConfiguredEngines],
) -> None:
    found = find()

    assert [each.name for each in found.stt_engines] == ["pocketsphinx"]
    assert [each.name for each in found.tts_engines] == ["espeak"]
    assert {(each.stage, each.engine) for each in found.unusable} == {
        (stage, name) for stage in ("stt", "tts") for name in ("deepgram", "openai", "azure")
    }
    assert {each.reason for each in found.unusable if each.engine == "deepgram"} == {
        "DEEPGRAM_API_KEY is not set"
    }


async def test_with_all_keys_the_documented_order_holds(
    find: Callable[..., ConfiguredEngines],
) -> None:
    found = find(**ALL_KEYS)

    assert [each.name for each in found.stt_engines] == [
        "deepgram", "openai", "azure", "pocketsphinx",
    ]  # fmt: skip
    assert [each.name for each in found.tts_engines] == ["azure", "openai", "deepgram", "espeak"]
    assert found.unusable == ()


async def test_the_settings_select_and_order_the_engines(
    find: Callable[..., ConfiguredEngines],
) -> None:
    found = find(**ALL_KEYS, VIVAVOCE_STT="pocketsphinx, Deepgram", VIVAVOCE_TTS="espeak")

    assert [each.name for each in found.stt_engines] == ["pocketsphinx", "deepgram"]
    assert [each.name for each in found.tts_engines] == ["espeak"]
    assert "VIVAVOCE_TTS does not list it" in {each.reason for each in found.unusable}


async def test_a_self_hosted_server_needs_no_key(find: Callable[..., ConfiguredEngines]) -> None:
    found = find(OPENAI_BASE_URL="http://127.0.0.1:9/v1")

    assert found.stt_engines[0].name == "openai"


@pytest.mark.parametrize("setting", ["VIVAVOCE_STT", "VIVAVOCE_TTS"])
async def test_an_unknown_engine_name_is_an_invalid_setting(
    find: Callable[..., ConfiguredEngines], setting: str
) -> None:
    with pytest.raises(InvalidSettingError, match="'siri'"):
        find(**{setting: "openai,siri"})
    with pytest.raises(InvalidSettingError, match="is empty"):
        find(**{setting: " , "})


async def test_with_voice_switched_off_there_is_no_engine(
    find: Callable[..., ConfiguredEngines],
) -> None:
    found = find(**ALL_KEYS, VIVAVOCE_VOICE="off")

    assert (found.stt_engines, found.tts_engines) == ((), ())
    assert {each.reason for each in found.unusable} == {"VIVAVOCE_VOICE is off"}


async def test_the_doctor_lists_the_engines_and_shows_no_key() -> None:
    rows = await list_voice_engines(only(DEEPGRAM_API_KEY=KEY), SystemClock(), is_tested=False)

    by_name = {row.name: row for row in rows}
    assert by_name["stt: deepgram"].detail == "first choice"
    assert by_name["stt: pocketsphinx"].is_usable
    assert "check" in by_name["stt: pocketsphinx"].detail
    assert not by_name["tts: azure"].is_usable
    assert KEY not in str(rows)


async def test_the_doctor_lets_the_keyless_engines_speak_and_recognize_a_sentence() -> None:
    rows = await list_voice_engines(only(), SystemClock(), is_tested=True)

    by_name = {row.name: row for row in rows}
    assert "s of audio in" in by_name["tts: espeak"].detail
    assert "recognized '" in by_name["stt: pocketsphinx"].detail


async def test_the_doctor_explains_an_unknown_engine_name() -> None:
    [row] = await list_voice_engines(only(VIVAVOCE_STT="siri"), SystemClock(), is_tested=False)

    assert not row.is_usable
    assert "'siri'" in row.detail
