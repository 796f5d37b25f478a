"""Deepgram: streaming STT over a WebSocket, TTS over one POST request."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from vivavoce.contracts.voice import ExpectedAnswer
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.translation import translatable
from vivavoce.voice.adapters.engines.http import (
    CONNECT_S,
    HttpTtsEngine,
    TtsHttpRequest,
    describe_status,
    describe_timeout,
    describe_unreachable,
)
from vivavoce.voice.ports.engines import (
    STT_SAMPLE_RATE,
    LanguageNotSupportedError,
    SpeechEngineError,
    SttResult,
    SttStream,
)

NAME = "deepgram"
PUBLIC_URL = "https://api.deepgram.com"
_CLOSED = translatable("The engine '{engine}' closed the connection.", engine=NAME)
_REPORTED = translatable("The engine '{engine}' reported an error.", engine=NAME)
_UNKNOWN = translatable("The engine '{engine}' sent an unknown response.", engine=NAME)
_STT_MODEL = "nova-3"
_VOICE = "aura-2-thalia-en"
_RATE = 24_000
_MIN_SPEED, _MAX_SPEED = 0.7, 1.5
_KEEP_ALIVE_S = 5.0
_CLOSE_TIMEOUT_S = 1.0
_MAX_MESSAGE_BYTES = 1024 * 1024
_BYTES_PER_MS = STT_SAMPLE_RATE * 2 // 1000


class DeepgramSttEngine:
    """Deepgram's streaming STT engine."""

    name = NAME
    model = _STT_MODEL
    is_draft = False
    needs_speech_only = False

    def __init__(self, clock: Clock, *, url: str, key: str) -> None:
        """Use the server at ``url`` (http or https)."""
        self._clock, self._key = clock, key
        self._url = url.replace("http", "ws", 1)

    async def open(self, *, language: str, expects: ExpectedAnswer = "anything") -> SttStream:
        """Connect, or raise ``SpeechEngineError``."""
        parameters = {
            "model": self.model,
            "language": language,
            "encoding": "linear16",
            "sample_rate": STT_SAMPLE_RATE,
            "channels": 1,
            "interim_results": "true",
            "punctuate": "true",
            "smart_format": "true",
            "endpointing": "false",  # our turn manager decides where speech ends
            "mip_opt_out": "true",  # keep candidates' voices out of model training
        }
        try:
            socket = await connect(
                f"{self._url}/v1/listen?{urlencode(parameters)}",
                additional_headers={"Authorization": f"Token {self._key}"},
                open_timeout=CONNECT_S,
                close_timeout=_CLOSE_TIMEOUT_S,
                max_size=_MAX_MESSAGE_BYTES,
            )
        except InvalidStatus as error:
            status = error.response.status_code
            kind = "failed" if status >= httpx.codes.INTERNAL_SERVER_ERROR else "refused"
            raise SpeechEngineError(kind, describe_status(NAME, status)) from None  # type: ignore[arg-type]
        except TimeoutError:
            raise SpeechEngineError("hung", describe_timeout(NAME)) from None
        except (OSError, InvalidHandshake) as error:
            raise SpeechEngineError("refused", describe_unreachable(NAME)) from error
        return _DeepgramStream(self, socket, self._clock)


class _DeepgramStream:
    """One connection. Keep-alive messages hold it open through silence."""

    def __init__(self, engine: DeepgramSttEngine, socket: ClientConnection, clock: Clock) -> None:
        self._engine, self._socket, self._clock = engine, socket, clock
        self._sent = 0
        self._flushed: list[tuple[int, float]] = []
        self._is_closed = False
        self._keep_alive_task = asyncio.ensure_future(self._keep_alive())

    async def push(self, pcm: bytes) -> None:
        await self._send(pcm)
        self._sent += len(pcm)

    async def flush(self) -> None:
        await self._send(json.dumps({"type": "Finalize"}))
        self._flushed.append((self._sent // _BYTES_PER_MS, self._clock.monotonic()))

    async def results(self) -> AsyncIterator[SttResult]:
        try:
            async for message in self._socket:
                document = json.loads(message)
                if document.get("type") == "Error":
                    raise SpeechEngineError("failed", _REPORTED)
                if (
                    document.get("type") == "Results"
                    and (words := self._to_result(document)) is not None
                ):
                    yield words
        except ConnectionClosed as error:
            if not self._is_closed:
                raise SpeechEngineError("cut", _CLOSED) from error
        except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
            raise SpeechEngineError("failed", _UNKNOWN) from error
        if not self._is_closed:
            raise SpeechEngineError("cut", _CLOSED)

    async def close(self) -> None:
        self._is_closed = True
        self._keep_alive_task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._keep_alive_task
        with contextlib.suppress(ConnectionClosed):
            await self._socket.send(json.dumps({"type": "CloseStream"}))
        await self._socket.close()

    async def _send(self, message: str | bytes) -> None:
        try:
            await self._socket.send(message)
        except ConnectionClosed as error:
            raise SpeechEngineError("cut", _CLOSED) from error

    async def _keep_alive(self) -> None:
        with contextlib.suppress(SpeechEngineError):
            while True:
                await self._clock.sleep(_KEEP_ALIVE_S)
                await self._send(json.dumps({"type": "KeepAlive"}))

    def _to_result(self, message: dict[str, Any]) -> SttResult | None:  # Any: JSON
        best = message["channel"]["alternatives"][0]
        is_final = bool(message.get("is_final"))
        start_ms = round(float(message["start"]) * 1000)
        end_ms = start_ms + round(float(message["duration"]) * 1000)
        latency_ms = 0
        if message.get("from_finalize") and self._flushed:
            flushed_ms, flushed_at = self._flushed.pop(0)
            end_ms = max(
                end_ms, flushed_ms
            )  # this result covers the segment, though it ended in silence
            latency_ms = round((self._clock.monotonic() - flushed_at) * 1000)
        text = str(best["transcript"]).strip()
        if not text and not message.get("from_finalize"):
            return None
        return SttResult(
            text=text,
            is_final=is_final,
            start_ms=start_ms,
            end_ms=end_ms,
            engine=NAME,
            model=_STT_MODEL,
            confidence=float(best["confidence"]) if text and "confidence" in best else None,
            latency_ms=latency_ms,
        )


def create_tts_engine(client: httpx.AsyncClient, *, url: str, key: str) -> HttpTtsEngine:
    """Return a TTS engine for Deepgram's voice, which speaks English only."""

    def ask(text: str, language: str, speed: float) -> TtsHttpRequest:
        if language.split("-")[0].lower() != "en":
            raise LanguageNotSupportedError
        params = {
            "model": _VOICE,
            "encoding": "linear16",
            "sample_rate": str(_RATE),
            "container": "none",
            "mip_opt_out": "true",
        }
        if speed != 1.0:
            params["speed"] = str(min(_MAX_SPEED, max(_MIN_SPEED, speed)))
        return TtsHttpRequest(
            url=f"{url}/v1/speak",
            params=params,
            headers={"Authorization": f"Token {key}"},
            json={"text": text},
        )

    return HttpTtsEngine(
        name=NAME, model="aura-2", voice=_VOICE, rate=_RATE, client=client, build_request=ask
    )
