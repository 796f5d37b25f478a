"""Creates the engines that settings and installed packages allow, and says why others are unusable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import httpx
from pydantic import SecretStr

from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.translation import translatable
from vivavoce.voice.adapters.engines import azure, deepgram, openai
from vivavoce.voice.adapters.engines.espeak import EspeakTtsEngine, find_espeak_unavailable_reason
from vivavoce.voice.adapters.engines.http import create_http_client
from vivavoce.voice.adapters.engines.sphinx import (
    PocketsphinxSttEngine,
    find_pocketsphinx_unavailable_reason,
)
from vivavoce.voice.ports.engines import SttEngine, TtsEngine

STT_ENGINES = ("deepgram", "openai", "azure", "pocketsphinx")
TTS_ENGINES = ("azure", "openai", "deepgram", "espeak")
_Engine = TypeVar("_Engine")


@dataclass(frozen=True, slots=True)
class UnusableEngine:
    """An engine that cannot be used here; ``reason`` is shown to the operator."""

    stage: Literal["stt", "tts"]
    engine: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfiguredEngines:
    """The engines of a process, preferred first. ``close`` ends their workers and connections."""

    stt_engines: tuple[SttEngine, ...]
    tts_engines: tuple[TtsEngine, ...]
    unusable: tuple[UnusableEngine, ...]
    _client: httpx.AsyncClient = field(repr=False)

    async def warm_up(self) -> None:
        """Start the workers of the preferred engines, where these run locally."""
        for engine in (*self.stt_engines[:1], *self.tts_engines[:1]):
            if isinstance(engine, EspeakTtsEngine | PocketsphinxSttEngine):
                await engine.warm_up()

    async def close(self) -> None:
        """End workers and connections, and wait until they are gone."""
        for engine in (*self.stt_engines, *self.tts_engines):
            if isinstance(engine, EspeakTtsEngine | PocketsphinxSttEngine):
                await engine.close()
        await self._client.aclose()


def create_configured_engines(settings: Settings, clock: Clock) -> ConfiguredEngines:
    """Return the usable engines; nothing is started or called.

    Raises ``InvalidSettingError`` when a setting names an unknown engine.
    """
    parts = _EngineBuilder(settings, clock)
    recognizers = _create_stage(
        "stt",
        "VIVAVOCE_STT",
        settings,
        settings.voice_stt,
        STT_ENGINES,
        parts.stt_factories(),
        parts.unusable,
    )
    speakers = _create_stage(
        "tts",
        "VIVAVOCE_TTS",
        settings,
        settings.voice_tts,
        TTS_ENGINES,
        parts.tts_factories(),
        parts.unusable,
    )
    return ConfiguredEngines(
        stt_engines=recognizers,
        tts_engines=speakers,
        unusable=tuple(parts.unusable),
        _client=parts.client,
    )


def _create_stage(
    stage: Literal["stt", "tts"],
    setting: str,
    settings: Settings,
    setting_value: str | None,
    known: tuple[str, ...],
    factories: Mapping[str, Callable[[], _Engine | str]],
    unusable: list[UnusableEngine],
) -> tuple[_Engine, ...]:
    names = _parse_engine_names(setting, setting_value, known)
    engines: list[_Engine] = []
    for name in (*names, *(default for default in known if default not in names)):
        engine: _Engine | str
        if settings.voice == "off":
            engine = translatable("VIVAVOCE_VOICE is off")
        elif name not in names:
            engine = translatable("{setting} does not list it", setting=setting)
        else:
            engine = factories[name]()
        if isinstance(engine, str):
            unusable.append(UnusableEngine(stage, name, engine))
        else:
            engines.append(engine)
    return tuple(engines)


def _parse_engine_names(
    setting: str, setting_value: str | None, known: tuple[str, ...]
) -> tuple[str, ...]:
    if setting_value is None:
        return known
    names = tuple(
        dict.fromkeys(name.strip().lower() for name in setting_value.split(",") if name.strip())
    )
    for name in names:
        if name not in known:
            raise InvalidSettingError(
                translatable(
                    "{setting} lists '{name}', which does not exist. Choose from: {choices}.",
                    setting=setting,
                    name=name,
                    choices=", ".join(known),
                )
            )
    if not names:
        raise InvalidSettingError(
            translatable(
                "{setting} is empty. Leave it unset to use: {choices}.",
                setting=setting,
                choices=", ".join(known),
            )
        )
    return names


class _EngineBuilder:
    """Creates each engine, or returns the reason why it is unusable."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self.client = create_http_client()
        self.unusable: list[UnusableEngine] = []

    def stt_factories(self) -> Mapping[str, Callable[[], SttEngine | str]]:
        return {
            "deepgram": self._create_deepgram_stt,
            "openai": self._create_openai_stt,
            "azure": self._create_azure_stt,
            "pocketsphinx": lambda: (
                find_pocketsphinx_unavailable_reason() or PocketsphinxSttEngine(self._clock)
            ),
        }

    def tts_factories(self) -> Mapping[str, Callable[[], TtsEngine | str]]:
        return {
            "azure": self._create_azure_tts,
            "openai": self._create_openai_tts,
            "deepgram": self._create_deepgram_tts,
            "espeak": lambda: find_espeak_unavailable_reason() or EspeakTtsEngine(),
        }

    def _create_deepgram_stt(self) -> SttEngine | str:
        key = _reveal_secret(self._settings.deepgram_api_key)
        if key is None:
            return translatable("DEEPGRAM_API_KEY is not set")
        return deepgram.DeepgramSttEngine(self._clock, url=self._deepgram_url, key=key)

    def _create_deepgram_tts(self) -> TtsEngine | str:
        key = _reveal_secret(self._settings.deepgram_api_key)
        if key is None:
            return translatable("DEEPGRAM_API_KEY is not set")
        return deepgram.create_tts_engine(self.client, url=self._deepgram_url, key=key)

    @property
    def _deepgram_url(self) -> str:
        return (self._settings.deepgram_url or deepgram.PUBLIC_URL).rstrip("/")

    def _create_openai_stt(self) -> SttEngine | str:
        return self._missing_openai_setting() or openai.create_stt_engine(
            self.client,
            self._clock,
            url=self._openai_url,
            key=_reveal_secret(self._settings.openai_api_key),
            model=self._settings.openai_stt_model,
        )

    def _create_openai_tts(self) -> TtsEngine | str:
        return self._missing_openai_setting() or openai.create_tts_engine(
            self.client,
            url=self._openai_url,
            key=_reveal_secret(self._settings.openai_api_key),
            model=self._settings.openai_tts_model,
            voice=self._settings.openai_tts_voice,
        )

    def _missing_openai_setting(self) -> str:
        if self._settings.openai_api_key is None and self._settings.openai_base_url is None:
            return translatable("neither OPENAI_API_KEY nor OPENAI_BASE_URL is set")
        return ""

    @property
    def _openai_url(self) -> str:
        return (self._settings.openai_base_url or openai.PUBLIC_URL).rstrip("/")

    def _create_azure_stt(self) -> SttEngine | str:
        key, region = (
            _reveal_secret(self._settings.azure_speech_key),
            self._settings.azure_speech_region,
        )
        if key is None or region is None:
            return translatable("AZURE_SPEECH_KEY and AZURE_SPEECH_REGION are not both set")
        return azure.create_stt_engine(
            self.client, self._clock, url=azure.build_stt_url(region), key=key
        )

    def _create_azure_tts(self) -> TtsEngine | str:
        key, region = (
            _reveal_secret(self._settings.azure_speech_key),
            self._settings.azure_speech_region,
        )
        if key is None or region is None:
            return translatable("AZURE_SPEECH_KEY and AZURE_SPEECH_REGION are not both set")
        return azure.create_tts_engine(self.client, url=azure.build_tts_url(region), key=key)


def _reveal_secret(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None
