"""The connection to one endpoint: one client per event loop, kept alive, and errors by their cause."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx
import httpx2
import structlog
from openai import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncOpenAI,
    DefaultAsyncHttpxClient,
)
from pydantic_ai.exceptions import (
    AgentRunError,
    ModelAPIError,
    ModelHTTPError,
    UnexpectedModelBehavior,
)
from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.openai import OpenAIChatModel, OpenAIResponsesModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.settings import ModelSettings

from vivavoce.infra.egress.response_limits import MIB, ResponseLimits
from vivavoce.infra.language_model.endpoint_profile import EndpointProfile
from vivavoce.infra.language_model.failures import ModelFailure, read_error_response
from vivavoce.infra.language_model.options import ModelOptions
from vivavoce.infra.language_model.rate_headers import read_head
from vivavoce.infra.language_model.transport import (
    ResponseLimitingModelTransport,
    ResponseRefusedError,
)
from vivavoce.infra.telemetry import error_location

MODEL_RESPONSE_LIMITS = ResponseLimits(max_bytes=MIB, timeout_s=600.0)
"""The longest requested response has about 50 KB; each request has its own shorter deadline."""
CONNECT_TIMEOUT_S = 5.0
_WIRE_PROFILE = OpenAIModelProfile(
    supports_json_schema_output=True,
    supports_json_object_output=False,
    openai_chat_send_back_thinking_parts=False,
    openai_supports_reasoning=False,
)
"""The library adds nothing of its own: all parameters come from our profile."""
UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a client library raises for an answer in JSON that has not the form of its API."""
_GARBLED = (ResponseRefusedError, ValueError)
"""What shows that an endpoint is there: it answered, with bytes that cannot be read."""
_log = structlog.get_logger(__name__)


class CallFailedError(Exception):
    """One call failed; ``message`` is the provider's and may quote content, so it is never kept."""

    def __init__(
        self,
        failure: ModelFailure,
        *,
        message: str = "",
        retry_after_s: float | None = None,
        is_final: bool = False,
    ) -> None:
        super().__init__(failure.code)
        self.failure = failure
        self.message = message
        self.retry_after_s = retry_after_s
        self.is_final = is_final


class ModelConnection(Protocol):
    """Calls one endpoint in its own protocol."""

    def use_next_key(self) -> None:
        """Use the next key for the calls that follow."""

    async def close(self) -> None:
        """Close the connections of the running event loop; a later call opens new ones."""

    async def request(
        self,
        model: str,
        profile: EndpointProfile,
        parameters: dict[str, Any],  # Any: JSON
        messages: Sequence[ModelMessage],
        on_first_token: Callable[[], None] | None = None,
    ) -> ModelResponse:
        """Return the response, also one without text; raise ``CallFailedError``."""


class EndpointConnection:
    """Calls one endpoint; keys take turns when one is refused or used up."""

    def __init__(
        self,
        base_url: str,
        options: ModelOptions,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._base_url = base_url
        self._options = options
        self._transport = transport
        self._key = 0
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncOpenAI] = (
            WeakKeyDictionary()
        )

    def use_next_key(self) -> None:
        """Use the next key for the calls that follow."""
        self._key = (self._key + 1) % max(1, len(self._options.keys))

    async def close(self) -> None:
        """Close the connections of the running event loop; a later call opens new ones."""
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.close()

    async def request(
        self,
        model: str,
        profile: EndpointProfile,
        parameters: dict[str, Any],  # Any: JSON
        messages: Sequence[ModelMessage],
        on_first_token: Callable[[], None] | None = None,
    ) -> ModelResponse:
        """Return the response, also one without text; raise ``CallFailedError``.

        With ``on_first_token``, the response is streamed, and the function is called at its first piece.
        """
        caller, settings = self._open_model(model, profile), ModelSettings(extra_body=parameters)
        try:
            if on_first_token is None:
                return await caller.request(list(messages), settings, ModelRequestParameters())
            return await stream_response(
                caller, list(messages), settings, ModelRequestParameters(), on_first_token
            )
        except (AgentRunError, httpx2.HTTPError, *UNREADABLE) as error:
            raise explain_error(error) from error

    def _open_model(
        self, name: str, profile: EndpointProfile
    ) -> OpenAIChatModel | OpenAIResponsesModel:
        """Return the library's model for the current key and the profile's API."""
        kind = OpenAIResponsesModel if profile.api == "responses" else OpenAIChatModel
        provider = OpenAICompatibleProvider("configured", openai_client=self._open_client())
        return kind(name, provider=provider, profile=_WIRE_PROFILE)

    def _open_client(self) -> AsyncOpenAI:
        loop = asyncio.get_running_loop()
        client = self._clients.get(loop)
        if client is None:
            client = self._clients[loop] = AsyncOpenAI(
                base_url=self._base_url,
                api_key="none",
                max_retries=0,
                timeout=httpx2.Timeout(MODEL_RESPONSE_LIMITS.timeout_s, connect=CONNECT_TIMEOUT_S),
                http_client=DefaultAsyncHttpxClient(
                    transport=ResponseLimitingModelTransport(
                        MODEL_RESPONSE_LIMITS,
                        self._transport,
                        keeps_alive=self._options.keeps_connections,
                        allows_http2=self._options.allows_http2,
                    ),
                    event_hooks={"response": [pass_head, _reveal_error]},
                    # A redirect would carry answers of candidates, and headers with keys, to another host.
                    follow_redirects=False,
                ),
                default_query=dict(self._options.query),
            )
        key = self._options.keys[self._key] if self._options.keys else "none"
        return client.with_options(api_key=key, default_headers=self._headers(key))

    def _headers(self, key: str) -> dict[str, str]:
        """Return the operator's headers; Azure takes its key in a header of its own."""
        host = (urlsplit(self._base_url).hostname or "").lower()
        is_azure = host.endswith(".azure.com") or "api-version" in self._options.query
        return {**({"api-key": key} if is_azure else {}), **self._options.headers}


def read_text(response: ModelResponse) -> str:
    """Return the text of a response, without its thinking; the arguments of a tool if it calls one.

    Half of a surrogate pair, which no request can send back, becomes a question mark.
    """
    for part in response.parts:
        if isinstance(part, ToolCallPart):
            return _to_unicode(part.args_as_json_str())
    text = "".join(part.content for part in response.parts if part.part_kind == "text")
    return _to_unicode(text).strip()


def _to_unicode(text: str) -> str:
    return text.encode(errors="replace").decode()


def explain_error(error: Exception) -> CallFailedError:
    """Return the cause of a failed call."""
    cause = error.__cause__
    if isinstance(cause, APIStatusError) and not isinstance(error, ModelHTTPError):
        # The library counts a redirect as no error of HTTP.
        read = read_error_response(cause.status_code, cause.response.headers, cause.response.text)
        return CallFailedError(read.failure, message=read.message, is_final=True)
    if isinstance(error, ModelHTTPError):
        body = (
            cause.response.text
            if isinstance(cause, APIStatusError)
            else json.dumps(error.body, default=str)
        )
        read = read_error_response(error.status_code, error.headers or {}, body)
        return CallFailedError(read.failure, message=read.message, retry_after_s=read.retry_after_s)
    if isinstance(error, httpx2.TimeoutException) or isinstance(cause, APITimeoutError):
        return CallFailedError(ModelFailure(code="timeout"))
    if isinstance(error, UnexpectedModelBehavior):
        is_page = "expected JSON data" in str(error)
        return CallFailedError(ModelFailure(code="wrong_address" if is_page else "invalid_answer"))
    if isinstance(error, UNREADABLE):
        place = error_location(error)  # it may be a fault of ours
        _log.warning("model.unreadable_answer", kind=type(error).__name__, place=place)
        return CallFailedError(ModelFailure(code="invalid_answer"), is_final=True)
    if isinstance(error, ModelAPIError | httpx2.HTTPError):
        is_unreachable = isinstance(cause, APIConnectionError) or not isinstance(cause, APIError)
        if any(_is_garbled(each) for each in _list_causes(error)):
            is_unreachable = False
        return CallFailedError(
            ModelFailure(code="unreachable" if is_unreachable else "endpoint_error")
        )
    return CallFailedError(ModelFailure(code="endpoint_error"), is_final=True)


def _is_garbled(error: BaseException) -> bool:
    """Whether an error shows a response; a certificate that is not trusted is a ``ValueError``, too."""
    return isinstance(error, _GARBLED) and not isinstance(error, ssl.SSLError)


def _list_causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and what caused it, and so on, as a traceback shows it."""
    each: BaseException | None = error
    while each is not None:
        yield each
        if each.__cause__ is None and not each.__suppress_context__:
            each = each.__context__
        else:
            each = each.__cause__


async def stream_response(
    caller: Model[Any],  # Any: the library's client
    messages: list[ModelMessage],
    settings: ModelSettings,
    wanted: ModelRequestParameters,
    on_first_token: Callable[[], None],
) -> ModelResponse:
    """Return a streamed response; ``on_first_token`` is called at its first piece."""
    async with caller.request_stream(messages, settings, wanted) as stream:
        is_first = True
        async for _ in stream:
            if is_first:
                on_first_token()
            is_first = False
        return stream.get()


async def pass_head(response: httpx2.Response | httpx.Response) -> None:
    """Pass the headers of a response to whoever made its request."""
    if (read := read_head.get()) is not None:
        read(response.headers)


async def _reveal_error(response: httpx2.Response) -> None:
    """Give an error that was sent with status 200, as gateways do, a status of its own."""
    if response.status_code != 200 or "json" not in response.headers.get("content-type", ""):
        return
    body = await response.aread()
    if b'"error"' not in body:
        return
    try:
        read = json.loads(body)
        error = read.get("error")
    except (ValueError, AttributeError, RecursionError):
        return
    if isinstance(error, dict):
        code = str(error.get("code"))
        is_status = len(code) == len("400") and code.isdecimal() and 400 <= int(code) < 600
        response.status_code = int(code) if is_status else 502
    elif isinstance(error, str) and error and not read.get("choices"):
        response.status_code = 502
