"""Sentence embeddings from an endpoint with OpenAI's Embeddings API, for passages of long texts.

Requests are limited in size and time, and no content is logged. Every failure is an
``EmbedderUnavailableError``, so that callers compare words instead.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx
from pydantic import BaseModel, Field, ValidationError

from vivavoce.infra.egress.response_limits import MIB, LimitedHttpTransport, ResponseLimits
from vivavoce.infra.embeddings import Embedder, EmbedderUnavailableError, find_embedder
from vivavoce.infra.language_model.options import refuse_unsendable_key
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.translation import translatable

_LIMITS = ResponseLimits(max_bytes=16 * MIB, timeout_s=10.0)
"""64 vectors of 4,096 numbers are about 6 MB of JSON."""
_BATCH_SIZE = 64
_TOO_MANY = frozenset({400, 413, 422})
"""How endpoints refuse more texts than they take at once; some take only 32, 25 or 10."""
_CONNECT_TIMEOUT_S = 2.0
_MAX_DIMENSIONS = 8192


class _RefusedRequestError(EmbedderUnavailableError):
    """The endpoint refused a request, perhaps for its size."""


class _EmbeddedText(BaseModel):
    index: int
    embedding: Annotated[list[float], Field(min_length=1, max_length=_MAX_DIMENSIONS)]


class _EmbeddingsAnswer(BaseModel):
    data: list[_EmbeddedText]


class EndpointEmbedder:
    """Embeds texts with one model of an endpoint; connections stay open, one pool per event loop."""

    def __init__(self, *, base_url: str, model: str, api_key: str = "") -> None:
        self.name = model
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._batch_size = _BATCH_SIZE
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, httpx.AsyncClient] = (
            WeakKeyDictionary()
        )

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one vector of length 1 per text, in order, or raise ``EmbedderUnavailableError``.

        A refused request is halved until the endpoint takes it, and that size is remembered. If a part
        fails, there are no vectors at all: a few would be searched as if they were the whole text.
        """
        vectors: list[list[float]] = []
        most = self._batch_size
        while len(vectors) < len(texts):
            start, size = len(vectors), min(most, len(texts) - len(vectors))
            try:
                vectors += await self._embed_batch(texts[start : start + size])
            except EmbedderUnavailableError as error:
                if size > 1 and isinstance(error, _RefusedRequestError):
                    most = size // 2
                    continue
                place = f"texts {start + 1} to {start + size} of {len(texts)}"
                raise EmbedderUnavailableError(
                    translatable("{error} It was asked for {place}.", error=error, place=place)
                ) from None
            self._batch_size = most
        if len({len(vector) for vector in vectors}) > 1:
            raise EmbedderUnavailableError("The embeddings endpoint sent vectors of two lengths.")
        return vectors

    async def close(self) -> None:
        """Close the connections of the running event loop; a later call opens new ones."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    async def _embed_batch(self, texts: Sequence[str]) -> list[list[float]]:
        try:
            response = await self._open_client().post(
                self._url, json={"model": self.name, "input": list(texts)}, headers=self._headers
            )
            response.raise_for_status()
            answer = _EmbeddingsAnswer.model_validate_json(response.content)
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            kind = _RefusedRequestError if status in _TOO_MANY else EmbedderUnavailableError
            raise kind(f"The embeddings endpoint responded with status {status}.") from None
        except httpx.HTTPError as error:
            raise EmbedderUnavailableError(
                translatable(
                    "The embeddings endpoint did not answer ({kind}).", kind=type(error).__name__
                )
            ) from None
        except ValidationError:
            raise EmbedderUnavailableError(
                "The embeddings endpoint sent something other than embeddings."
            ) from None
        return _normalize_in_order(answer.data, count=len(texts))

    def _open_client(self) -> httpx.AsyncClient:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = httpx.AsyncClient(
                timeout=httpx.Timeout(_LIMITS.timeout_s, connect=_CONNECT_TIMEOUT_S),
                follow_redirects=False,
                transport=LimitedHttpTransport(_LIMITS),
            )
        return self._clients[loop]


def find_passage_embedder(settings: Settings) -> Embedder | None:
    """Return the embedder for passages: the configured endpoint, else this machine's, else None.

    Raises ``InvalidSettingError`` if only one of the endpoint's two settings is there.
    """
    address, model = settings.embeddings_base_url, settings.embeddings_model
    if not address and not model:
        return find_embedder()
    if not address or not model:
        raise InvalidSettingError("EMBEDDINGS_BASE_URL and EMBEDDINGS_MODEL belong together.")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidSettingError(
            translatable(
                'EMBEDDINGS_BASE_URL "{address}" is not an address. It starts with http:// or '
                "https://.",
                address=address,
            )
        )
    secret = settings.embeddings_api_key
    key = secret.get_secret_value() if secret else ""
    refuse_unsendable_key("EMBEDDINGS_API_KEY", key)
    return EndpointEmbedder(base_url=address, model=model, api_key=key)


def _normalize_in_order(texts: Sequence[_EmbeddedText], *, count: int) -> list[list[float]]:
    by_index = {one.index: one.embedding for one in texts}
    if len(texts) != count or set(by_index) != set(range(count)):
        raise EmbedderUnavailableError("The embeddings endpoint did not answer for every text.")
    return [_normalize(by_index[index]) for index in range(count)]


def _normalize(vector: Sequence[float]) -> list[float]:
    length = math.sqrt(sum(number * number for number in vector))
    if not math.isfinite(length) or length == 0:
        raise EmbedderUnavailableError("The embeddings endpoint sent a vector without a direction.")
    return [number / length for number in vector]
