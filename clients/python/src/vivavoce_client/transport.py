"""Sends calls over HTTP, again where that is safe, and turns answers into JSON or errors."""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Generic, Self, TypeVar, cast

import httpx

from vivavoce_client.errors import ApiError, UnreachableError

Result = TypeVar("Result")
PREFIX = "/api/v1"
MAX_WAIT_S = 60.0
"""A longer ``Retry-After`` is not waited for: the error is raised, with ``retry_after_s``."""
_REPEATABLE_METHODS = frozenset({"GET", "PUT"})
_NOT_TAKEN = frozenset({429, 503})
_PASSING = _NOT_TAKEN | {502, 504}


@dataclass(frozen=True)
class Call(Generic[Result]):
    """One request; ``Result`` is the type of the JSON that comes back."""

    method: str
    path: str
    """Below ``/api/v1``."""
    body: object = None
    query: Mapping[str, Any] = field(default_factory=dict)  # Any: values of a query
    idempotency_key: str | None = None
    request_id: str | None = None
    is_keyed: bool = False
    """Whether it gets an ``Idempotency-Key`` also when the program gives none."""

    @property
    def is_repeatable(self) -> bool:
        """Whether a second request has no further effect."""
        return self.method in _REPEATABLE_METHODS or self.idempotency_key is not None


@dataclass(frozen=True)
class Connection:
    """Where the platform is, who calls, and how each call is sent."""

    url: str
    api_key: str | None
    token: str | None
    max_retries: int
    timeout_s: float | None = None
    """None is the timeout of the HTTP client."""
    idempotency_key: str | None = None
    request_id: str | None = None

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise ValueError(f"'{self.url}' is no http address, such as 'http://127.0.0.1:3009'.")
        if self.api_key is not None and self.token is not None:
            raise ValueError("Give either 'api_key' or 'token', not both.")
        for name, given in (("api_key", self.api_key), ("token", self.token)):
            if given is not None and not (given.isascii() and given.isprintable()):
                raise ValueError(
                    f"'{name}' has a character that it cannot have, such as '…' or a line break."
                )

    def with_options(
        self,
        timeout_s: float | None,
        max_retries: int | None,
        idempotency_key: str | None,
        request_id: str | None,
    ) -> Connection:
        """Return a connection with these options; None keeps what it has."""
        return replace(
            self,
            timeout_s=self.timeout_s if timeout_s is None else timeout_s,
            max_retries=self.max_retries if max_retries is None else max_retries,
            idempotency_key=idempotency_key or self.idempotency_key,
            request_id=request_id or self.request_id,
        )

    def complete(self, call: Call[Result]) -> Call[Result]:
        """Return the call with its names: its own, else those of this connection, else a new key."""
        key = call.idempotency_key
        if key is None and call.method != "GET":
            key = self.idempotency_key
        if key is None and call.is_keyed:
            key = secrets.token_hex(16)
        return replace(call, idempotency_key=key, request_id=call.request_id or self.request_id)

    def build(self, call: Call[Any]) -> dict[str, Any]:
        """Return the arguments of the HTTP request."""
        headers = {"Accept": "application/json"}
        if self.api_key is not None:
            headers["X-API-Key"] = self.api_key
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if call.idempotency_key is not None:
            headers["Idempotency-Key"] = call.idempotency_key
        if call.request_id is not None:
            headers["X-Request-Id"] = call.request_id
        query = {name: value for name, value in call.query.items() if value is not None}
        url = httpx.URL(f"{self.url.rstrip('/').removesuffix(PREFIX)}{PREFIX}{call.path}")
        return {
            "method": call.method,
            "url": url.copy_merge_params(query),
            "headers": headers,
            **({} if call.body is None else {"json": call.body}),
            **({} if self.timeout_s is None else {"timeout": self.timeout_s}),
        }

    def wait_after_failure(
        self, call: Call[Any], error: httpx.TransportError, attempt: int
    ) -> float:
        """Return the seconds until the next attempt, or raise ``UnreachableError``."""
        is_safe = call.is_repeatable or isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        if is_safe and attempt < self.max_retries:
            return _back_off(attempt)
        reason = str(error) or type(error).__name__
        raise UnreachableError(f"No answer from {self.url}: {reason}") from error

    def wait_after_answer(
        self, call: Call[Any], answer: httpx.Response, attempt: int
    ) -> float | None:
        """Return the seconds until the next attempt, or None if the answer stands."""
        passes = _PASSING if call.is_repeatable else _NOT_TAKEN
        if answer.status_code not in passes or attempt >= self.max_retries:
            return None
        wait_s = _read_retry_after(answer)
        if wait_s is None:
            return _back_off(attempt)
        return wait_s if wait_s <= MAX_WAIT_S else None


class ClientOptions(ABC):
    """What both clients have: the same client with other options for its calls."""

    _connection: Connection
    _is_own: bool

    @abstractmethod
    def _use(self, connection: Connection) -> None:
        """Send all calls over ``connection``."""

    def with_options(
        self,
        *,
        timeout_s: float | None = None,
        max_retries: int | None = None,
        idempotency_key: str | None = None,
        request_id: str | None = None,
    ) -> Self:
        """Return a client for calls with other options. It has the same connections; do not close it.

        An ``idempotency_key`` is for one call: another request with it is refused.
        """
        client = copy(self)
        client._is_own = False  # noqa: SLF001 - a copy of this client
        client._use(  # noqa: SLF001 - a copy of this client
            self._connection.with_options(timeout_s, max_retries, idempotency_key, request_id)
        )
        return client


class Transport:
    """Sends calls and waits for the answers."""

    def __init__(self, connection: Connection, http: httpx.Client) -> None:
        self._connection = connection
        self._http = http

    def send(self, call: Call[Result]) -> Result:
        """Return the JSON of the answer, None for an empty one; or raise an error of this client."""
        call = self._connection.complete(call)
        attempt = 0
        while True:
            try:
                answer = self._http.request(**self._connection.build(call))
            except httpx.TransportError as error:
                wait_s = self._connection.wait_after_failure(call, error, attempt)
            else:
                pause = self._connection.wait_after_answer(call, answer, attempt)
                if pause is None:
                    return cast("Result", read_answer(answer))
                wait_s = pause
            time.sleep(wait_s)
            attempt += 1


class AsyncTransport:
    """Sends calls, for asyncio."""

    def __init__(self, connection: Connection, http: httpx.AsyncClient) -> None:
        self._connection = connection
        self._http = http

    async def send(self, call: Call[Result]) -> Result:
        """Return the JSON of the answer, None for an empty one; or raise an error of this client."""
        call = self._connection.complete(call)
        attempt = 0
        while True:
            try:
                answer = await self._http.request(**self._connection.build(call))
            except httpx.TransportError as error:
                wait_s = self._connection.wait_after_failure(call, error, attempt)
            else:
                pause = self._connection.wait_after_answer(call, answer, attempt)
                if pause is None:
                    return cast("Result", read_answer(answer))
                wait_s = pause
            await asyncio.sleep(wait_s)
            attempt += 1


def read_answer(answer: httpx.Response) -> Any:  # Any: JSON
    """Return the JSON of a successful answer, None without a body; raise ``ApiError`` for any other."""
    if answer.is_success:
        if not answer.content:
            return None
        try:
            return answer.json()
        except ValueError:
            raise _describe_foreign(answer) from None
    try:
        problem = answer.json()
    except ValueError:
        raise _describe_foreign(answer) from None
    if not isinstance(problem, dict) or "code" not in problem:
        raise _describe_foreign(answer)
    raise ApiError(
        answer.status_code,
        str(problem["code"]),
        str(problem.get("detail", "")),
        request_id=str(problem.get("requestId", "")),
        errors=problem.get("errors") or (),
        retry_after_s=_read_retry_after(answer),
        problem=problem,
    )


def _describe_foreign(answer: httpx.Response) -> ApiError:
    return ApiError(
        answer.status_code,
        "unexpected_answer",
        f"{answer.request.url} did not answer as Vivavoce does. Is the address right?",
        retry_after_s=_read_retry_after(answer),
    )


def _back_off(attempt: int) -> float:
    """Return half a second, then twice as long each time, less up to a half so that clients spread."""
    return min(0.5 * 2.0**attempt, 8.0) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


def _read_retry_after(answer: httpx.Response) -> float | None:
    text = answer.headers.get("Retry-After", "")
    if text.isdigit():
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (at - datetime.now(UTC)).total_seconds()) if at.tzinfo else None
