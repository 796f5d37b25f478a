"""Which engines there are, in which order, and why not the others."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from vivavoce.app.doctor.voice import voice_engines
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.settings import BadSetting, Settings
from vivavoce.voice.adapters.engines.available import Engines, find_engines

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
async def find() -> AsyncIterator[Callable[..., Engines]]:
    found: list[Engines] = []

    def look(**given: str) -> Engines:
        found.append(find_engines(only(**given), SystemClock()))
        return found[-1]

    yield look
    for each in found:
        await each.close()


async def test_without_any_key_the_keyless_ones_are_there(find: Callable[..., Engines]) -> None:
    found = find()

    assert [each.name for each in found.recognisers] == ["pocketsphinx"]
    assert [each.name for each in found.speakers] == ["espeak"]
    assert {(each.stage, each.engine) for each in found.reasons} == {
        (stage, name) for stage in ("stt", "tts") for name in ("deepgram", "openai", "azure")
    }
    assert {each.why for each in found.reasons if each.engine == "deepgram"} == {
        "DEEPGRAM_API_KEY is not set"
    }


async def test_with_all_keys_the_documented_order_holds(find: Callable[..., Engines]) -> None:
    found = find(**ALL_KEYS)

    assert [each.name for each in found.recognisers] == [
        "deepgram", "openai", "azure", "pocketsphinx",
    ]  # fmt: skip
    assert [each.name for each in found.speakers] == ["azure", "openai", "deepgram", "espeak"]
    assert found.reasons == ()


async def test_the_settings_choose_and_order(find: Callable[..., Engines]) -> None:
    found = find(**ALL_KEYS, VIVAVOCE_STT="pocketsphinx, Deepgram", VIVAVOCE_TTS="espeak")

    assert [each.name for each in found.recognisers] == ["pocketsphinx", "deepgram"]
    assert [each.name for each in found.speakers] == ["espeak"]
    assert "VIVAVOCE_TTS does not name it" in {each.why for each in found.reasons}


async def test_a_server_of_ones_own_needs_no_key(find: Callable[..., Engines]) -> None:
    found = find(OPENAI_BASE_URL="http://127.0.0.1:9/v1")

    assert found.recognisers[0].name == "openai"


@pytest.mark.parametrize("setting", ["VIVAVOCE_STT", "VIVAVOCE_TTS"])
async def test_an_unknown_name_is_a_bad_setting(find: Callable[..., Engines], setting: str) -> None:
    with pytest.raises(BadSetting, match="'siri'"):
        find(**{setting: "openai,siri"})
    with pytest.raises(BadSetting, match="names nobody"):
        find(**{setting: " , "})


async def test_voice_off_leaves_no_engine(find: Callable[..., Engines]) -> None:
    found = find(**ALL_KEYS, VIVAVOCE_VOICE="off")

    assert (found.recognisers, found.speakers) == ((), ())
    assert {each.why for each in found.reasons} == {"VIVAVOCE_VOICE is off"}


async def test_the_doctor_says_who_hears_and_speaks_and_shows_no_key() -> None:
    rows = await voice_engines(only(DEEPGRAM_API_KEY=KEY), SystemClock(), tries=False)

    by_name = {row.name: row for row in rows}
    assert by_name["hears: deepgram"].detail == "first choice"
    assert by_name["hears: pocketsphinx"].is_usable
    assert "checked" in by_name["hears: pocketsphinx"].detail
    assert not by_name["speaks: azure"].is_usable
    assert KEY not in str(rows)


async def test_the_doctor_has_the_keyless_ones_say_and_hear_a_sentence() -> None:
    rows = await voice_engines(only(), SystemClock(), tries=True)

    by_name = {row.name: row for row in rows}
    assert "s of sound in" in by_name["speaks: espeak"].detail
    assert "heard '" in by_name["hears: pocketsphinx"].detail


async def test_the_doctor_tells_a_wrong_name_in_a_sentence() -> None:
    [row] = await voice_engines(only(VIVAVOCE_STT="siri"), SystemClock(), tries=False)

    assert not row.is_usable
    assert "'siri'" in row.detail
