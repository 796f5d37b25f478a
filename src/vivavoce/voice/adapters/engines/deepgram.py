"""Deepgram: live recognition over its WebSocket, voices over one POST."""

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

from vivavoce.contracts.sound import Expects
from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.engines.http import CONNECT_S, Asked, HttpSpeaker
from vivavoce.voice.ports.engines import EAR_RATE, EngineFailed, Recognition, Transcribed

NAME = "deepgram"
PUBLIC = "https://api.deepgram.com"
_EAR_MODEL = "nova-3"
_VOICE = "aura-2-thalia-en"
_RATE = 24_000
_SLOWEST, _FASTEST = 0.7, 1.5
_STAY_S = 5.0
_CLOSE_S = 1.0
_LONGEST_MESSAGE = 1024 * 1024
_BYTES_A_MS = EAR_RATE * 2 // 1000


class Deepgram:
    """Deepgram's live recogniser."""

    name = NAME
    model = _EAR_MODEL
    is_draft = False
    needs_speech_only = False

    def __init__(self, clock: Clock, *, url: str, key: str) -> None:
        """Speak to the server at ``url`` (http or https)."""
        self._clock, self._key = clock, key
        self._url = url.replace("http", "ws", 1)

    async def open(self, *, language: str, expects: Expects = "anything") -> Recognition:
        """Connect, or raise ``EngineFailed``."""
        wish = {
            "model": self.model,
            "language": language,
            "encoding": "linear16",
            "sample_rate": EAR_RATE,
            "channels": 1,
            "interim_results": "true",
            "punctuate": "true",
            "smart_format": "true",
            "endpointing": "false",  # where speech ends is for us to say
            "mip_opt_out": "true",  # nobody's voice trains a model
        }
        try:
            socket = await connect(
                f"{self._url}/v1/listen?{urlencode(wish)}",
                additional_headers={"Authorization": f"Token {self._key}"},
                open_timeout=CONNECT_S,
                close_timeout=_CLOSE_S,
                max_size=_LONGEST_MESSAGE,
            )
        except InvalidStatus as error:
            status = error.response.status_code
            kind = "failed" if status >= httpx.codes.INTERNAL_SERVER_ERROR else "refused"
            raise EngineFailed(kind, f"{NAME} answered with status {status}") from None  # type: ignore[arg-type]
        except TimeoutError:
            raise EngineFailed("hung", f"{NAME} did not answer in time") from None
        except (OSError, InvalidHandshake) as error:
            raise EngineFailed("refused", f"{NAME} cannot be reached") from error
        return _Live(self, socket, self._clock)


class _Live:
    """One connection. It stays open through silence, because we say now and then that we are here."""

    def __init__(self, engine: Deepgram, socket: ClientConnection, clock: Clock) -> None:
        self._engine, self._socket, self._clock = engine, socket, clock
        self._sent = 0
        self._flushed: list[tuple[int, float]] = []
        self._is_closed = False
        self._staying = asyncio.ensure_future(self._stay())

    async def push(self, pcm: bytes) -> None:
        await self._send(pcm)
        self._sent += len(pcm)

    async def flush(self) -> None:
        await self._send(json.dumps({"type": "Finalize"}))
        self._flushed.append((self._sent // _BYTES_A_MS, self._clock.monotonic()))

    async def results(self) -> AsyncIterator[Transcribed]:
        try:
            async for message in self._socket:
                said = json.loads(message)
                if said.get("type") == "Error":
                    raise EngineFailed("failed", f"{NAME} reported an error")
                if said.get("type") == "Results" and (words := self._words(said)) is not None:
                    yield words
        except ConnectionClosed as error:
            if not self._is_closed:
                raise EngineFailed("cut", f"{NAME} hung up") from error
        except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
            raise EngineFailed("failed", f"{NAME} answered in a way we do not know") from error
        if not self._is_closed:
            raise EngineFailed("cut", f"{NAME} hung up")

    async def close(self) -> None:
        self._is_closed = True
        self._staying.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._staying
        with contextlib.suppress(ConnectionClosed):
            await self._socket.send(json.dumps({"type": "CloseStream"}))
        await self._socket.close()

    async def _send(self, message: str | bytes) -> None:
        try:
            await self._socket.send(message)
        except ConnectionClosed as error:
            raise EngineFailed("cut", f"{NAME} hung up") from error

    async def _stay(self) -> None:
        with contextlib.suppress(EngineFailed):
            while True:
                await self._clock.sleep(_STAY_S)
                await self._send(json.dumps({"type": "KeepAlive"}))

    def _words(self, said: dict[str, Any]) -> Transcribed | None:  # Any: JSON
        best = said["channel"]["alternatives"][0]
        is_final = bool(said.get("is_final"))
        start_ms = round(float(said["start"]) * 1000)
        end_ms = start_ms + round(float(said["duration"]) * 1000)
        latency_ms = 0
        if said.get("from_finalize") and self._flushed:
            flushed_ms, flushed_at = self._flushed.pop(0)
            end_ms = max(end_ms, flushed_ms)  # this answers the stretch, though it ended in silence
            latency_ms = round((self._clock.monotonic() - flushed_at) * 1000)
        text = str(best["transcript"]).strip()
        if not text and not said.get("from_finalize"):
            return None
        return Transcribed(
            text=text,
            is_final=is_final,
            start_ms=start_ms,
            end_ms=end_ms,
            engine=NAME,
            model=_EAR_MODEL,
            confidence=float(best["confidence"]) if text and "confidence" in best else None,
            latency_ms=latency_ms,
        )


def speaker(client: httpx.AsyncClient, *, url: str, key: str) -> HttpSpeaker:
    """Return Deepgram's voice, which speaks English."""

    def ask(text: str, language: str, speed: float) -> Asked:
        if language.split("-")[0].lower() != "en":
            raise EngineFailed("refused", f"{NAME}'s voice speaks English only")
        params = {
            "model": _VOICE,
            "encoding": "linear16",
            "sample_rate": str(_RATE),
            "container": "none",
            "mip_opt_out": "true",
        }
        if speed != 1.0:
            params["speed"] = str(min(_FASTEST, max(_SLOWEST, speed)))
        return Asked(
            url=f"{url}/v1/speak",
            params=params,
            headers={"Authorization": f"Token {key}"},
            json={"text": text},
        )

    return HttpSpeaker(name=NAME, model="aura-2", voice=_VOICE, rate=_RATE, client=client, ask=ask)
