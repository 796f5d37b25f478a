"""Which speech engines and which phone provider are in use, and why the others are not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from vivavoce.app.doctor.environment import ComponentStatus
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.translation import translatable
from vivavoce.voice.adapters.engines.configured_engines import (
    ConfiguredEngines,
    create_configured_engines,
)
from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine
from vivavoce.voice.adapters.engines.sphinx import PocketsphinxSttEngine
from vivavoce.voice.domain.phrases.spoken_phrases import LinearResampler
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE, SpeechEngineError, SttEngine, TtsEngine

_SENTENCE = "one two three four five"
_SILENCE = bytes(STT_SAMPLE_RATE // 2)
_TIMEOUT_S = 10.0
_PLACE_DETAILS: Mapping[str, tuple[str, str]] = {
    "stt": (
        translatable("first choice"),
        translatable("fallback, also used in parallel when another engine is slow"),
    ),
    "tts": (translatable("first choice"), translatable("fallback")),
}
_DRAFT_PLACE_DETAILS = (
    translatable(
        "first choice; low accuracy: its text counts only after a check, and consent only as a whole phrase"
    ),
    translatable(
        "fallback, never used in parallel; low accuracy: its text counts only after a check, and consent "
        "only as a whole phrase"
    ),
)


async def list_voice_engines(
    settings: Settings, clock: Clock, *, is_tested: bool
) -> tuple[ComponentStatus, ...]:
    """Return every speech engine, whether it is usable, and its rank or the reason why not.

    With ``is_tested``, the engines that need no key speak and transcribe a sentence; the others are never
    called here.
    """
    try:
        configured_engines = create_configured_engines(settings, clock)
    except InvalidSettingError as error:
        return (ComponentStatus("voice", False, error.detail),)
    try:
        tested = await _test_engines(configured_engines, clock) if is_tested else {}
    finally:
        await configured_engines.close()
    others = (
        ComponentStatus(f"{engine.stage}: {engine.engine}", False, engine.reason)
        for engine in configured_engines.unusable
    )
    stt = _engine_statuses("stt", configured_engines.stt_engines, tested)
    return (*stt, *_engine_statuses("tts", configured_engines.tts_engines, tested), *others)


def _engine_statuses(
    stage: str, engines: Sequence[SttEngine | TtsEngine], tested: Mapping[str, ComponentStatus]
) -> list[ComponentStatus]:
    rows = []
    for place, engine in enumerate(engines):
        name = f"{stage}: {engine.name}"
        is_draft = getattr(engine, "is_draft", False)
        where = (_DRAFT_PLACE_DETAILS if is_draft else _PLACE_DETAILS[stage])[min(place, 1)]
        row = tested.get(name, ComponentStatus(name, True, ""))
        detail = (
            row.detail if not row.is_usable else f"{where}; {row.detail}" if row.detail else where
        )
        rows.append(ComponentStatus(name, row.is_usable, detail))
    return rows


async def _test_engines(engines: ConfiguredEngines, clock: Clock) -> dict[str, ComponentStatus]:
    """Return the status of the engines that need no key, after speaking and transcribing a sentence."""
    rows: list[ComponentStatus] = []
    sound = _SILENCE
    for tts in engines.tts_engines:
        if isinstance(tts, EspeakTtsEngine):
            sound, row = await _test_tts(tts, clock)
            rows.append(row)
    stt_engines = [stt for stt in engines.stt_engines if isinstance(stt, PocketsphinxSttEngine)]
    rows += [await _test_stt(stt, sound, clock) for stt in stt_engines]
    return {row.name: row for row in rows}


async def _test_tts(engine: TtsEngine, clock: Clock) -> tuple[bytes, ComponentStatus]:
    name, began = f"tts: {engine.name}", clock.monotonic()
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            pieces = [sound.pcm async for sound in engine.synthesize(_SENTENCE, language="en")]
    except (SpeechEngineError, TimeoutError) as error:
        return _SILENCE, ComponentStatus(
            name, False, f"its worker produced no speech ({_describe_failure(error)})"
        )
    ms = round((clock.monotonic() - began) * 1000)
    pcm = LinearResampler(engine.rate, STT_SAMPLE_RATE).resample(b"".join(pieces))
    return pcm, ComponentStatus(
        name,
        True,
        f"produced {len(pcm) / 2 / STT_SAMPLE_RATE:.1f} s of audio in {ms} ms, including the start",
    )


async def _test_stt(engine: SttEngine, pcm: bytes, clock: Clock) -> ComponentStatus:
    name, began = f"stt: {engine.name}", clock.monotonic()
    try:
        recognition = await engine.open(language="en")
        try:
            await recognition.push(_SILENCE + pcm + _SILENCE)
            await recognition.flush()
            async with asyncio.timeout(_TIMEOUT_S):
                async for words in recognition.results():
                    if words.is_final:
                        ms = round((clock.monotonic() - began) * 1000)
                        return ComponentStatus(name, True, f"recognized '{words.text}' in {ms} ms")
        finally:
            await recognition.close()
    except (SpeechEngineError, TimeoutError) as error:
        return ComponentStatus(
            name, False, f"its worker recognized nothing ({_describe_failure(error)})"
        )
    return ComponentStatus(name, False, "its worker stopped")


def _describe_failure(error: SpeechEngineError | TimeoutError) -> str:
    return f"{error.kind}: {error}" if isinstance(error, SpeechEngineError) else "timeout"


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
            livekit.name,
            False,
            translatable("not used, because Twilio is also configured and has priority"),
        )
    return twilio, livekit


def _provider_status(settings: Settings, provider: str, needed: Sequence[str]) -> ComponentStatus:
    name = f"calls: {provider}"
    if settings.voice == "off":
        return ComponentStatus(name, False, translatable("VIVAVOCE_VOICE is off"))
    lacks = [setting for setting in needed if getattr(settings, setting.lower()) is None]
    if lacks:
        return ComponentStatus(
            name, False, translatable("not set: {settings}", settings=", ".join(lacks))
        )
    return ComponentStatus(
        name, True, translatable("used to call candidates; the connection was not tested")
    )
