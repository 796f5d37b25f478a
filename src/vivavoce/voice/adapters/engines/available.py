"""Which engines this machine and its settings give us, in which order, and why not the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import httpx
from pydantic import SecretStr

from vivavoce.infra.settings import BadSetting, Settings
from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.engines import azure, deepgram, openai
from vivavoce.voice.adapters.engines.espeak import Espeak, why_no_espeak
from vivavoce.voice.adapters.engines.http import open_client
from vivavoce.voice.adapters.engines.sphinx import Pocketsphinx, why_no_sphinx
from vivavoce.voice.ports.engines import Recogniser, Speaker

EARS = ("deepgram", "openai", "azure", "pocketsphinx")
MOUTHS = ("azure", "openai", "deepgram", "espeak")
_Engine = TypeVar("_Engine")


@dataclass(frozen=True, slots=True)
class Unusable:
    """An engine that cannot be used here, and why, in a sentence for the operator."""

    stage: Literal["stt", "tts"]
    engine: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """The engines of a process, first choice first. ``close`` ends what they run."""

    recognisers: tuple[Recogniser, ...]
    speakers: tuple[Speaker, ...]
    reasons: tuple[Unusable, ...]
    _client: httpx.AsyncClient = field(repr=False)

    async def warm(self) -> None:
        """Start the workers of the engines of first choice, where these run here."""
        for engine in (*self.recognisers[:1], *self.speakers[:1]):
            if isinstance(engine, Espeak | Pocketsphinx):
                await engine.warm()

    async def close(self) -> None:
        """End workers and connections, and wait until they are gone."""
        for engine in (*self.recognisers, *self.speakers):
            if isinstance(engine, Espeak | Pocketsphinx):
                await engine.close()
        await self._client.aclose()


def find_engines(settings: Settings, clock: Clock) -> Engines:
    """Return what is usable; nothing is started or called by that.

    Raises ``BadSetting`` when an engine is named that we do not know.
    """
    parts = _Parts(settings, clock)
    recognisers = _find(
        "stt", "VIVAVOCE_STT", settings, settings.voice_stt, EARS, parts.ears(), parts.reasons
    )
    speakers = _find(
        "tts", "VIVAVOCE_TTS", settings, settings.voice_tts, MOUTHS, parts.mouths(), parts.reasons
    )
    return Engines(
        recognisers=recognisers,
        speakers=speakers,
        reasons=tuple(parts.reasons),
        _client=parts.client,
    )


def _find(
    stage: Literal["stt", "tts"],
    setting: str,
    settings: Settings,
    wanted: str | None,
    known: tuple[str, ...],
    makers: Mapping[str, Callable[[], _Engine | str]],
    reasons: list[Unusable],
) -> tuple[_Engine, ...]:
    names = _names(setting, wanted, known)
    found: list[_Engine] = []
    for name in (*names, *(each for each in known if each not in names)):
        made: _Engine | str
        if settings.voice == "off":
            made = "VIVAVOCE_VOICE is off"
        elif name not in names:
            made = f"{setting} does not name it"
        else:
            made = makers[name]()
        if isinstance(made, str):
            reasons.append(Unusable(stage, name, made))
        else:
            found.append(made)
    return tuple(found)


def _names(setting: str, wanted: str | None, known: tuple[str, ...]) -> tuple[str, ...]:
    if wanted is None:
        return known
    names = tuple(dict.fromkeys(name.strip().lower() for name in wanted.split(",") if name.strip()))
    for name in names:
        if name not in known:
            raise BadSetting(f"{setting} names '{name}'; the known ones are: {', '.join(known)}.")
    if not names:
        raise BadSetting(f"{setting} names nobody; leave it unset for: {', '.join(known)}.")
    return names


class _Parts:
    """Makes each engine, or says why not."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self.client = open_client()
        self.reasons: list[Unusable] = []

    def ears(self) -> Mapping[str, Callable[[], Recogniser | str]]:
        return {
            "deepgram": self._deepgram_ear,
            "openai": self._openai_ear,
            "azure": self._azure_ear,
            "pocketsphinx": lambda: why_no_sphinx() or Pocketsphinx(self._clock),
        }

    def mouths(self) -> Mapping[str, Callable[[], Speaker | str]]:
        return {
            "azure": self._azure_mouth,
            "openai": self._openai_mouth,
            "deepgram": self._deepgram_mouth,
            "espeak": lambda: why_no_espeak() or Espeak(),
        }

    def _deepgram_ear(self) -> Recogniser | str:
        key = _open(self._settings.deepgram_api_key)
        if key is None:
            return "DEEPGRAM_API_KEY is not set"
        return deepgram.Deepgram(self._clock, url=self._deepgram_url, key=key)

    def _deepgram_mouth(self) -> Speaker | str:
        key = _open(self._settings.deepgram_api_key)
        if key is None:
            return "DEEPGRAM_API_KEY is not set"
        return deepgram.speaker(self.client, url=self._deepgram_url, key=key)

    @property
    def _deepgram_url(self) -> str:
        return (self._settings.deepgram_url or deepgram.PUBLIC).rstrip("/")

    def _openai_ear(self) -> Recogniser | str:
        return self._openai_lacks() or openai.recogniser(
            self.client,
            self._clock,
            url=self._openai_url,
            key=_open(self._settings.openai_api_key),
            model=self._settings.openai_stt_model,
        )

    def _openai_mouth(self) -> Speaker | str:
        return self._openai_lacks() or openai.speaker(
            self.client,
            url=self._openai_url,
            key=_open(self._settings.openai_api_key),
            model=self._settings.openai_tts_model,
            voice=self._settings.openai_tts_voice,
        )

    def _openai_lacks(self) -> str:
        if self._settings.openai_api_key is None and self._settings.openai_base_url is None:
            return "neither OPENAI_API_KEY nor OPENAI_BASE_URL is set"
        return ""

    @property
    def _openai_url(self) -> str:
        return (self._settings.openai_base_url or openai.PUBLIC).rstrip("/")

    def _azure_ear(self) -> Recogniser | str:
        key, region = _open(self._settings.azure_speech_key), self._settings.azure_speech_region
        if key is None or region is None:
            return "AZURE_SPEECH_KEY and AZURE_SPEECH_REGION are not both set"
        return azure.recogniser(self.client, self._clock, url=azure.stt_url(region), key=key)

    def _azure_mouth(self) -> Speaker | str:
        key, region = _open(self._settings.azure_speech_key), self._settings.azure_speech_region
        if key is None or region is None:
            return "AZURE_SPEECH_KEY and AZURE_SPEECH_REGION are not both set"
        return azure.speaker(self.client, url=azure.tts_url(region), key=key)


def _open(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None
