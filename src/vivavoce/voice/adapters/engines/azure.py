"""Azure Speech over its REST APIs: short audio in, SSML out. No native library is loaded."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

import httpx

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.translation import translatable
from vivavoce.voice.adapters.engines.http import (
    STT_BOUNDS,
    HttpSttEngine,
    HttpTtsEngine,
    TtsHttpRequest,
    parse_json_response,
)
from vivavoce.voice.ports.engines import LanguageNotSupportedError, SpeechEngineError

NAME = "azure"
_NOT_RECOGNIZED = translatable("The engine '{engine}' could not recognize the speech.", engine=NAME)
_RATE = 24_000
_VOICES = {
    "en": ("en-US", "en-US-JennyNeural"),
    "de": ("de-DE", "de-DE-KatjaNeural"),
    "es": ("es-ES", "es-ES-ElviraNeural"),
    "fr": ("fr-FR", "fr-FR-DeniseNeural"),
    "it": ("it-IT", "it-IT-ElsaNeural"),
    "nl": ("nl-NL", "nl-NL-ColetteNeural"),
    "pt": ("pt-BR", "pt-BR-FranciscaNeural"),
}
_SUCCESS_STATUSES = ("Success", "NoMatch", "InitialSilenceTimeout", "BabbleTimeout")


def build_stt_url(region: str) -> str:
    """Return the speech-to-text URL of ``region``."""
    return (
        f"https://{region}.stt.speech.microsoft.com"
        "/speech/recognition/conversation/cognitiveservices/v1"
    )


def build_tts_url(region: str) -> str:
    """Return the text-to-speech URL of ``region``."""
    return f"https://{region}.tts.speech.microsoft.com/cognitiveservices/v1"


def create_stt_engine(
    client: httpx.AsyncClient, clock: Clock, *, url: str, key: str
) -> HttpSttEngine:
    """Return an STT engine for Azure at ``url``."""

    async def ask(client: httpx.AsyncClient, wav: bytes, language: str) -> tuple[str, float | None]:
        response = await client.post(
            url,
            params={"language": _locale(language), "format": "detailed", "profanity": "raw"},
            headers={
                "Ocp-Apim-Subscription-Key": key,
                "Content-Type": "audio/wav; codecs=audio/pcm; samplerate=16000",
                "Accept": "application/json",
            },
            content=wav,
            extensions=STT_BOUNDS.extensions,
        )
        recognition = parse_json_response(NAME, response)
        if recognition.get("RecognitionStatus") not in _SUCCESS_STATUSES:
            raise SpeechEngineError("failed", _NOT_RECOGNIZED)
        best = (recognition.get("NBest") or [{}])[0]
        text = best.get("Display") or recognition.get("DisplayText") or ""
        confidence = best.get("Confidence")
        return str(text), float(confidence) if confidence is not None else None

    return HttpSttEngine(name=NAME, model="short-audio", client=client, clock=clock, transcribe=ask)


def create_tts_engine(client: httpx.AsyncClient, *, url: str, key: str) -> HttpTtsEngine:
    """Return a TTS engine for Azure at ``url``."""

    def ask(text: str, language: str, speed: float) -> TtsHttpRequest:
        return TtsHttpRequest(
            url=url,
            headers={
                "Ocp-Apim-Subscription-Key": key,
                "Content-Type": "application/ssml+xml",
                "X-Microsoft-OutputFormat": "raw-24khz-16bit-mono-pcm",
                "User-Agent": "vivavoce",
            },
            content=_ssml(text, language, speed).encode(),
        )

    return HttpTtsEngine(
        name=NAME,
        model="neural",
        voice=_VOICES["en"][1],
        rate=_RATE,
        client=client,
        build_request=ask,
    )


def _ssml(text: str, language: str, speed: float) -> str:
    known = _VOICES.get(language.split("-")[0].lower())
    if known is None:
        raise LanguageNotSupportedError
    locale, voice = known
    content = escape(text)
    if speed != 1.0:
        content = (
            f"<prosody rate={quoteattr(f'{round((speed - 1) * 100):+d}%')}>{content}</prosody>"
        )
    return (
        f'<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="{locale}">'
        f'<voice name="{voice}">{content}</voice></speak>'
    )


def _locale(language: str) -> str:
    if "-" in language:
        return language
    return _VOICES.get(language.lower(), (language, ""))[0]
