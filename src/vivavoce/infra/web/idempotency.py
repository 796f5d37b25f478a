"""Idempotency-Key on every write of a known caller: a repeated request acts once and gets the same answer.

Routes that store their answer together with the change declare the header themselves and are left alone.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from contextlib import suppress
from json import JSONDecodeError
from typing import Any, Protocol, TypeVar

from fastapi import Request, Response

from vivavoce.contracts.envelope import Json, StoredAnswer, check_idempotency_key
from vivavoce.infra.web.callers import current_caller
from vivavoce.infra.web.strict_json import TooManyValuesError, is_json_content_type
from vivavoce.kernel.caller import Caller

IDEMPOTENCY_KEY = "Idempotency-Key"
IDEMPOTENCY_PARAMETER: dict[str, Any] = {  # Any: OpenAPI
    "parameters": [
        {
            "name": IDEMPOTENCY_KEY,
            "in": "header",
            "required": False,
            "schema": {"type": "string"},
        }
    ]
}
"""What the API document adds to an operation that ``answer_once`` serves."""
WRITING_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
"""The methods that take the header."""
MAX_STORED_BYTES = 1 << 20


class AnsweredRequests(Protocol):
    """Remembers for 24 hours which requests were done, and their answers."""

    async def claim(self, caller: Caller, key: str, request: Json) -> StoredAnswer | None:
        """Return the stored answer, or None if this request is the first with ``key`` and may act.

        Raises ``IdempotencyKeyReusedError`` for another request, ``RequestInProgressError`` while the first
        one runs, ``UnknownOutcomeError`` if it was interrupted, and ``AnswerNotStoredError`` if its answer
        was not stored.
        """

    async def save(self, caller: Caller, key: str, answer: StoredAnswer) -> None:
        """Store the answer to the request that claimed ``key``."""

    async def release(self, caller: Caller, key: str) -> None:
        """Release ``key``, because its request was refused."""


Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])  # Any: an endpoint's own signature


def shows_secret_once(endpoint: Endpoint) -> Endpoint:
    """Mark an endpoint whose answer contains a secret, which must never be stored for repeated requests."""
    endpoint.__dict__["shows_secret_once"] = True
    return endpoint


def shows_secret(endpoint: object) -> bool:
    """Return whether ``shows_secret_once`` marks ``endpoint``."""
    return bool(getattr(endpoint, "shows_secret_once", False))


async def answer_once(
    request: Request, handle: Callable[[], Awaitable[Response]], *, is_secret: bool
) -> Response:
    """Return the answer of ``handle``, or the stored one if the request has a key that was used before.

    Without the header, this only calls ``handle``. With ``is_secret``, the answer is not stored.
    """
    key = request.headers.get(IDEMPOTENCY_KEY)
    answered: AnsweredRequests | None = request.app.state.answered_requests
    if key is None or answered is None:
        return await handle()
    check_idempotency_key(key)
    caller = await current_caller(request)
    stored = await answered.claim(caller, key, await _describe(request))
    if stored is not None:
        return _replay(stored)
    is_done = False
    try:
        response = await handle()
        is_done = True
    finally:
        if not is_done:
            await answered.release(caller, key)
    await answered.save(caller, key, _to_stored(response, is_secret=is_secret))
    return response


async def _describe(request: Request) -> Json:
    """Return what makes two requests the same; the order of a JSON body's members is not part of it.

    A POST is described without its method, as in earlier versions, so that a key survives an upgrade.
    """
    body = await request.body()
    content: Any = base64.b64encode(body).decode() if body else None  # Any: a JSON value
    if body and is_json_content_type(request.headers.get("content-type", "")):
        with suppress(JSONDecodeError, UnicodeDecodeError, TooManyValuesError):
            content = await request.json()
    described = {"path": request.url.path, "query": request.url.query, "body": content}
    return described if request.method == "POST" else {**described, "method": request.method}


def _replay(stored: StoredAnswer) -> Response:
    headers = {"Idempotency-Replayed": "true"}
    if stored.media_type:
        headers["Content-Type"] = stored.media_type
    return Response(stored.body, stored.status, headers)


def _to_stored(response: Response, *, is_secret: bool) -> StoredAnswer:
    """Return what is stored of an answer: neither a secret, nor a stream, nor more than the limit."""
    body: bytes | None = getattr(response, "body", None)
    if is_secret or body is None or len(body) > MAX_STORED_BYTES:
        return StoredAnswer(status=response.status_code)
    media_type = response.headers.get("content-type", "")
    return StoredAnswer(status=response.status_code, media_type=media_type, body=bytes(body))
