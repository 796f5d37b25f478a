"""What engines over HTTP have in common: one call, our time limits, nothing tried again, nothing told.

Plain calls instead of vendors' packages: those retry by themselves, hold threads or read keys from the
environment, and each is several times as long as what is needed here.
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

from vivavoce.contracts.sound import Expects, FailureKind
from vivavoce.infra.egress.bounded import MIB, BoundedTransport, Bounds
from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.engines import EAR_RATE, EngineFailed, Recognition, Sound, Transcribed

CONNECT_S = 1.5
READ_S = 10.0
SPEECH = Bounds(max_bytes=32 * MIB, total_s=180.0)
"""More than eleven minutes of sound, for one phrase."""
WORDS = Bounds(max_bytes=MIB, total_s=READ_S)
"""What was said in less than a minute, as JSON."""
_REFUSING = 500
"""Below it a status says that asking again changes nothing; 429 as well: another engine is at hand."""
_MOST_STRETCH_S = 55
"""What is longer is understood in pieces: some engines take no more than a minute."""
_BYTES_A_SECOND = EAR_RATE * 2
_PIECE = 9_600


def open_client() -> httpx.AsyncClient:
    """Return the client that all engines share."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(READ_S, connect=CONNECT_S),
        follow_redirects=False,
        transport=BoundedTransport(SPEECH),
    )


@contextlib.contextmanager
def _as_failures(engine: str) -> Any:  # Any: a generator of None, as contextmanager wants it
    """Turn what the network does into ``EngineFailed``; no address and no answer is repeated in it."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise EngineFailed("hung", f"{engine} did not answer in time") from error
    except httpx.ConnectError as error:
        raise EngineFailed("refused", f"{engine} cannot be reached") from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise EngineFailed("cut", f"{engine} broke off ({type(error).__name__})") from error


def _check(engine: str, response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        kind: FailureKind = "failed" if response.status_code >= _REFUSING else "refused"
        raise EngineFailed(kind, f"{engine} answered with status {response.status_code}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request for speech."""

    url: str
    headers: Mapping[str, str]
    params: Mapping[str, str] | None = None
    json: Mapping[str, object] | None = None
    content: bytes | None = None


class HttpSpeaker:
    """A voice that answers a POST with raw sound as it is made. It does not tell the times of words."""

    def __init__(
        self,
        *,
        name: str,
        model: str,
        voice: str,
        rate: int,
        client: httpx.AsyncClient,
        ask: Callable[[str, str, float], Asked],
    ) -> None:
        """``ask`` makes the request from text, language and speed, or raises ``EngineFailed``."""
        self.name, self.model, self.voice, self.rate = name, model, voice, rate
        self._client, self._ask = client, ask

    async def speak(self, text: str, *, language: str, speed: float = 1.0) -> AsyncIterator[Sound]:
        """Yield ``text`` as sound."""
        asked = self._ask(text, language, speed)
        with _as_failures(self.name):
            async with self._client.stream(
                "POST",
                asked.url,
                params=asked.params,
                headers=asked.headers,
                json=asked.json,
                content=asked.content,
            ) as response:
                _check(self.name, response)
                rest = b""
                async for chunk in response.aiter_bytes(_PIECE):
                    whole = rest + chunk
                    even = len(whole) // 2 * 2
                    whole, rest = whole[:even], whole[even:]
                    if whole.startswith(b"RIFF"):
                        raise EngineFailed("failed", f"{self.name} sent a file, not raw sound")
                    yield Sound(pcm=whole)


Ask = Callable[[httpx.AsyncClient, bytes, str], Awaitable[tuple[str, float | None]]]
"""Sends a WAV in a language and returns its words and how sure the engine is."""


class HttpRecogniser:
    """A recogniser that is sent each stretch of speech when it is over. It has no interim results."""

    is_draft = False
    needs_speech_only = True

    def __init__(
        self, *, name: str, model: str, client: httpx.AsyncClient, clock: Clock, ask: Ask
    ) -> None:
        """``ask`` makes one call."""
        self.name, self.model = name, model
        self.client, self.clock, self.ask = client, clock, ask

    async def open(self, *, language: str, expects: Expects = "anything") -> Recognition:
        """Begin; nobody is called before the first stretch is over."""
        return _Stretches(self, language)


class _Stretches:
    """The stretches of one recognition, understood one after the other, in order."""

    def __init__(self, engine: HttpRecogniser, language: str) -> None:
        self._engine, self._language = engine, language
        self._sound = bytearray()
        self._from = 0
        self._over: asyncio.Queue[tuple[bytes, int, float] | None] = asyncio.Queue()

    async def push(self, pcm: bytes) -> None:
        self._sound += pcm
        if len(self._sound) >= _MOST_STRETCH_S * _BYTES_A_SECOND:
            await self.flush()

    async def flush(self) -> None:
        if self._sound:
            at = self._engine.clock.monotonic()
            self._over.put_nowait((bytes(self._sound), self._from, at))
            self._from += len(self._sound)
            self._sound.clear()

    async def results(self) -> AsyncIterator[Transcribed]:
        engine = self._engine
        while (stretch := await self._over.get()) is not None:
            pcm, start, flushed_at = stretch
            with _as_failures(engine.name):
                text, confidence = await engine.ask(engine.client, as_wav(pcm), self._language)
            yield Transcribed(
                text=text.strip(),
                is_final=True,
                start_ms=start * 1000 // _BYTES_A_SECOND,
                end_ms=(start + len(pcm)) * 1000 // _BYTES_A_SECOND,
                engine=engine.name,
                model=engine.model,
                confidence=confidence,
                latency_ms=round((engine.clock.monotonic() - flushed_at) * 1000),
            )

    async def close(self) -> None:
        self._over.put_nowait(None)


def as_wav(pcm: bytes, rate: int = EAR_RATE) -> bytes:
    """Return ``pcm`` as a WAV file."""
    made = io.BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(pcm)
    return made.getvalue()


def read_answer(engine: str, response: httpx.Response) -> dict[str, Any]:  # Any: JSON
    """Return the object that was answered, or raise ``EngineFailed``."""
    _check(engine, response)
    try:
        said = response.json()
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise EngineFailed("failed", f"{engine} did not answer with JSON")
    return said
