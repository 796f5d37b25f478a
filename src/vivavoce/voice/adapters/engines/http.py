"""Base of engines over HTTP: one request each, with time limits, without retries or logged content.

Vendors' SDKs are not used: they retry by themselves, hold threads or read keys from the environment, and each
is several times as long as the code needed here.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import wave
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from vivavoce.contracts.voice import ExpectedAnswer, VoiceFailureKind
from vivavoce.infra.egress.response_limits import MIB, LimitedHttpTransport, ResponseLimits
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.translation import translatable
from vivavoce.voice.ports.engines import (
    STT_SAMPLE_RATE,
    SpeechEngineError,
    SttResult,
    SttStream,
    SynthesizedAudio,
)

CONNECT_S = 1.5
READ_S = 10.0
TTS_BOUNDS = ResponseLimits(max_bytes=32 * MIB, timeout_s=180.0)
"""More than eleven minutes of audio, for one phrase."""
STT_BOUNDS = ResponseLimits(max_bytes=MIB, timeout_s=READ_S)
"""JSON transcript of less than a minute of speech."""
_SERVER_ERROR = 500
"""Statuses below it, 429 included, count as refused: another engine is tried instead of retrying."""
_MAX_SEGMENT_S = 55
"""Longer segments are split: some engines accept at most one minute."""
_BYTES_PER_SECOND = STT_SAMPLE_RATE * 2
_CHUNK_BYTES = 9_600


def create_http_client() -> httpx.AsyncClient:
    """Return the HTTP client that all engines share."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
        follow_redirects=False,
        transport=LimitedHttpTransport(TTS_BOUNDS),
    )


@contextlib.contextmanager
def _as_engine_errors(engine: str) -> Any:  # Any: a generator of None, as contextmanager wants it
    """Turn network errors into ``SpeechEngineError``, without URLs or response bodies in the message."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise SpeechEngineError("hung", describe_timeout(engine)) from error
    except httpx.ConnectError as error:
        raise SpeechEngineError("refused", describe_unreachable(engine)) from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise SpeechEngineError(
            "cut",
            translatable(
                "The engine '{engine}' closed the connection ({error}).",
                engine=engine,
                error=type(error).__name__,
            ),
        ) from error


def describe_timeout(engine: str) -> str:
    """Return the text of the failure of an engine that took too long."""
    return translatable("The engine '{engine}' did not respond in time.", engine=engine)


def describe_unreachable(engine: str) -> str:
    """Return the text of the failure of an engine without a connection."""
    return translatable("The engine '{engine}' cannot be reached.", engine=engine)


def describe_status(engine: str, status: int) -> str:
    """Return the text of the failure of an engine that answered with a status that is no success."""
    return translatable(
        "The engine '{engine}' responded with status {status}.", engine=engine, status=status
    )


def _require_ok(engine: str, response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        kind: VoiceFailureKind = "failed" if response.status_code >= _SERVER_ERROR else "refused"
        raise SpeechEngineError(kind, describe_status(engine, response.status_code))


@dataclass(frozen=True, slots=True, kw_only=True)
class TtsHttpRequest:
    """An HTTP request for synthesized speech."""

    url: str
    headers: Mapping[str, str]
    params: Mapping[str, str] | None = None
    json: Mapping[str, object] | None = None
    content: bytes | None = None


class HttpTtsEngine:
    """A TTS engine that answers a POST with raw PCM as it is made. It reports no word times."""

    def __init__(
        self,
        *,
        name: str,
        model: str,
        voice: str,
        rate: int,
        client: httpx.AsyncClient,
        build_request: Callable[[str, str, float], TtsHttpRequest],
    ) -> None:
        """Use ``build_request`` to make a request from text, language and speed.

        It may raise ``SpeechEngineError``.
        """
        self.name, self.model, self.voice, self.rate = name, model, voice, rate
        self._client, self._ask = client, build_request

    async def synthesize(
        self, text: str, *, language: str, speed: float = 1.0
    ) -> AsyncIterator[SynthesizedAudio]:
        """Yield ``text`` as audio; raise ``SpeechEngineError``."""
        asked = self._ask(text, language, speed)
        with _as_engine_errors(self.name):
            async with self._client.stream(
                "POST",
                asked.url,
                params=asked.params,
                headers=asked.headers,
                json=asked.json,
                content=asked.content,
            ) as response:
                _require_ok(self.name, response)
                rest = b""
                async for chunk in response.aiter_bytes(_CHUNK_BYTES):
                    buffered = rest + chunk
                    even = len(buffered) // 2 * 2
                    buffered, rest = buffered[:even], buffered[even:]
                    if buffered.startswith(b"RIFF"):
                        raise SpeechEngineError(
                            "failed",
                            translatable(
                                "The engine '{engine}' sent a file instead of raw audio.",
                                engine=self.name,
                            ),
                        )
                    yield SynthesizedAudio(pcm=buffered)


TranscribeWav = Callable[[httpx.AsyncClient, bytes, str], Awaitable[tuple[str, float | None]]]
"""Sends a WAV file with its language; returns the text and the engine's confidence (0 to 1) or None."""


class HttpSttEngine:
    """An STT engine that receives each speech segment when it is over. It has no interim results."""

    is_draft = False
    needs_speech_only = True

    def __init__(
        self,
        *,
        name: str,
        model: str,
        client: httpx.AsyncClient,
        clock: Clock,
        transcribe: TranscribeWav,
    ) -> None:
        """Use ``transcribe`` for each segment."""
        self.name, self.model = name, model
        self.client, self.clock, self.transcribe = client, clock, transcribe

    async def open(self, *, language: str, expects: ExpectedAnswer = "anything") -> SttStream:
        """Open a stream; no request is made before the first segment is over."""
        return _HttpSttStream(self, language)


class _HttpSttStream:
    """Transcribes the segments of one stream one after the other, in order."""

    def __init__(self, engine: HttpSttEngine, language: str) -> None:
        self._engine, self._language = engine, language
        self._segment = bytearray()
        self._offset = 0
        self._segments: asyncio.Queue[tuple[bytes, int, float] | None] = asyncio.Queue()

    async def push(self, pcm: bytes) -> None:
        self._segment += pcm
        if len(self._segment) >= _MAX_SEGMENT_S * _BYTES_PER_SECOND:
            await self.flush()

    async def flush(self) -> None:
        if self._segment:
            at = self._engine.clock.monotonic()
            self._segments.put_nowait((bytes(self._segment), self._offset, at))
            self._offset += len(self._segment)
            self._segment.clear()

    async def results(self) -> AsyncIterator[SttResult]:
        engine = self._engine
        while (stretch := await self._segments.get()) is not None:
            pcm, start, flushed_at = stretch
            with _as_engine_errors(engine.name):
                text, confidence = await engine.transcribe(
                    engine.client, to_wav(pcm), self._language
                )
            yield SttResult(
                text=text.strip(),
                is_final=True,
                start_ms=start * 1000 // _BYTES_PER_SECOND,
                end_ms=(start + len(pcm)) * 1000 // _BYTES_PER_SECOND,
                engine=engine.name,
                model=engine.model,
                confidence=confidence,
                latency_ms=round((engine.clock.monotonic() - flushed_at) * 1000),
            )

    async def close(self) -> None:
        self._segments.put_nowait(None)


def to_wav(pcm: bytes, rate: int = STT_SAMPLE_RATE) -> bytes:
    """Return ``pcm`` as a WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(pcm)
    return buffer.getvalue()


def parse_json_response(engine: str, response: httpx.Response) -> dict[str, Any]:  # Any: JSON
    """Return the JSON object in a response, or raise ``SpeechEngineError``."""
    _require_ok(engine, response)
    try:
        document = response.json()
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise SpeechEngineError(
            "failed",
            translatable("The engine '{engine}' did not respond with JSON.", engine=engine),
        )
    return document
