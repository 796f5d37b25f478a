"""The connection to a provider's own API, through its library: Anthropic, Google, Bedrock, Mistral, Groq.

The libraries come with extras of the package. Their own retries are off: one place decides about attempts.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx
import httpx2
from pydantic_ai.exceptions import AgentRunError, ModelHTTPError, UserError
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from vivavoce.infra.egress.response_limits import LimitedHttpTransport, ResponseTooLargeError
from vivavoce.infra.language_model.connection import (
    CONNECT_TIMEOUT_S,
    MODEL_RESPONSE_LIMITS,
    UNREADABLE,
    CallFailedError,
    explain_error,
    pass_head,
    stream_response,
)
from vivavoce.infra.language_model.endpoint_profile import (
    ANSWER_NAME,
    TOOL_DESCRIPTION,
    EndpointProfile,
)
from vivavoce.infra.language_model.failures import ModelFailure, read_error_response
from vivavoce.infra.language_model.options import ModelOptions, NativeProvider
from vivavoce.infra.language_model.transport import ResponseLimitingModelTransport

_TIMEOUT = httpx2.Timeout(MODEL_RESPONSE_LIMITS.timeout_s, connect=CONNECT_TIMEOUT_S)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A provider's client with one key, on one event loop."""

    make_model: Callable[[str], Model[Any]]  # Any: the library's client
    close: Callable[[], Awaitable[None]]


_Open = Callable[[str, str, ModelOptions], _Opened]


class NativeConnection:
    """Calls one provider's API; keys take turns when one is refused or used up."""

    def __init__(self, provider: NativeProvider, base_url: str, options: ModelOptions) -> None:
        self._provider: NativeProvider = provider
        self._base_url = base_url
        self._options = options
        self._key = 0
        self._opened: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, _Opened]] = (
            WeakKeyDictionary()
        )

    def use_next_key(self) -> None:
        """Use the next key for the calls that follow."""
        self._key = (self._key + 1) % max(1, len(self._options.keys))

    async def close(self) -> None:
        """Close the connections of the running event loop; a later call opens new ones."""
        for opened in self._opened.pop(asyncio.get_running_loop(), {}).values():
            await opened.close()

    async def request(
        self,
        model: str,
        profile: EndpointProfile,
        parameters: dict[str, Any],  # Any: JSON
        messages: Sequence[ModelMessage],
        on_first_token: Callable[[], None] | None = None,
    ) -> ModelResponse:
        """Return the response, also one without text; raise ``CallFailedError``.

        ``parameters`` are those of a chat completion; ``profile`` has had its say in them. With
        ``on_first_token``, the response is streamed, and the function is called at its first piece.
        """
        settings, wanted = _translate(self._provider, parameters)
        opened = self._open()
        try:
            caller = opened.make_model(model)
            if on_first_token is None:
                answer = await caller.request(list(messages), settings, wanted)
            else:
                answer = await stream_response(
                    caller, list(messages), settings, wanted, on_first_token
                )
        except (AgentRunError, UserError, httpx2.HTTPError, httpx.HTTPError) as error:
            raise _explain(error) from error
        except _library_errors(self._provider) as error:
            raise CallFailedError(_explain_aws(error), is_final=True) from error
        except UNREADABLE as error:
            raise explain_error(error) from error
        finally:
            if not self._options.keeps_connections:
                await opened.close()
        return _normalize(answer)

    def _open(self) -> _Opened:
        """Return the kept client of the current key, or one for a single call, which closes it."""
        if not self._options.keeps_connections:
            return self._open_anew()
        by_key = self._opened.setdefault(asyncio.get_running_loop(), {})
        if self._key not in by_key:
            by_key[self._key] = self._open_anew()
        return by_key[self._key]

    def _open_anew(self) -> _Opened:
        key = self._options.keys[self._key] if self._options.keys else ""
        return _OPENERS[self._provider](key, self._base_url, self._options)


def _translate(
    provider: NativeProvider,
    parameters: Mapping[str, Any],  # Any: JSON
) -> tuple[ModelSettings, ModelRequestParameters]:
    """Return the parameters of a chat completion in the library's terms."""
    settings = ModelSettings(max_tokens=parameters["max_tokens"])
    if "temperature" in parameters:
        settings["temperature"] = parameters["temperature"]
    if effort := parameters.get("reasoning_effort"):
        settings["thinking"] = False if effort == "none" else effort
    schema = (parameters.get("response_format") or {}).get("json_schema", {}).get("schema")
    if tools := parameters.get("tools"):
        schema = tools[0]["function"]["parameters"]
    if schema is None:
        return settings, ModelRequestParameters()
    if provider == "google":
        output = OutputObjectDefinition(json_schema=schema, name=ANSWER_NAME)
        return settings, ModelRequestParameters(output_mode="native", output_object=output)
    tool = ToolDefinition(
        name=ANSWER_NAME,
        description=TOOL_DESCRIPTION,
        parameters_json_schema=schema,
        kind="output",
    )
    return settings, ModelRequestParameters(
        output_mode="tool", output_tools=[tool], allow_text_output=False
    )


def _normalize(answer: ModelResponse) -> ModelResponse:
    """Return a response that says refusals and thinking as OpenAI does."""
    details = dict(answer.provider_details or {})
    if details.get("finish_reason") == "refusal":
        details.setdefault("refusal", "declined")
    if thought := answer.usage.details.get("thoughts_tokens"):
        answer.usage.details["reasoning_tokens"] = thought
    return replace(answer, provider_details=details)


def _explain(error: Exception) -> CallFailedError:
    """Return the cause of a failed call."""
    if isinstance(error, UserError):
        return CallFailedError(ModelFailure(code="request_refused"), is_final=True)
    if isinstance(error, httpx.TimeoutException):
        return CallFailedError(ModelFailure(code="timeout"))
    if isinstance(error, httpx.HTTPError):
        return CallFailedError(ModelFailure(code="unreachable"))
    if not isinstance(error, ModelHTTPError):
        return explain_error(error)
    body, retry_after_s = _read_body(error.body)
    read = read_error_response(error.status_code, error.headers or {}, body)
    if read.retry_after_s is not None:
        retry_after_s = read.retry_after_s
    return CallFailedError(read.failure, message=read.message, retry_after_s=retry_after_s)


def _library_errors(provider: NativeProvider) -> tuple[type[Exception], ...]:
    """Return the errors of AWS's library that the model library passes on; it is loaded already."""
    if provider != "bedrock":
        return ()
    exceptions = importlib.import_module("botocore.exceptions")
    return (exceptions.BotoCoreError,)


def _explain_aws(error: Exception) -> ModelFailure:
    name = type(error).__name__
    if "Credentials" in name or "Token" in name or "Profile" in name:
        return ModelFailure(code="key_refused", provider_code=name)
    if "Timeout" in name or "Connection" in name:
        return ModelFailure(code="unreachable", provider_code=name)
    return ModelFailure(code="endpoint_error", provider_code=name)


def _read_body(body: object) -> tuple[str, float | None]:
    """Return an error in the common form, and the pause that Google puts into it."""
    if isinstance(body, str):
        return body, None
    if not isinstance(body, dict):
        return json.dumps(body, default=str), None
    if isinstance(fault := body.get("Error"), dict):  # as botocore reports AWS's
        body = {"error": {"code": fault.get("Code"), "message": fault.get("Message")}}
    inner = body.get("error", body)
    details = inner.get("details") if isinstance(inner, dict) else None
    for detail in details if isinstance(details, list) else ():
        delay = detail.get("retryDelay", "") if isinstance(detail, dict) else ""
        number = str(delay).removesuffix("s")
        if delay and number.replace(".", "", 1).isdecimal():
            return json.dumps(body, default=str), float(number)
    return json.dumps(body, default=str), None


def _open_http(options: ModelOptions) -> httpx2.AsyncClient:
    transport = ResponseLimitingModelTransport(
        MODEL_RESPONSE_LIMITS,
        keeps_alive=options.keeps_connections,
        allows_http2=options.allows_http2,
    )
    return httpx2.AsyncClient(
        transport=transport,
        timeout=_TIMEOUT,
        headers=dict(options.headers),
        event_hooks={"response": [pass_head]},
    )


def _load(library: str, name: str) -> tuple[Any, Any]:  # Any: optional libraries have no types here
    """Load a provider's library, and what the model library has for it: both are optional."""
    return (
        importlib.import_module(library) if library else None,
        (
            importlib.import_module(f"pydantic_ai.models.{name}"),
            importlib.import_module(f"pydantic_ai.providers.{name}"),
        ),
    )


def _open_anthropic(key: str, base_url: str, options: ModelOptions) -> _Opened:
    library, (models, providers) = _load("anthropic", "anthropic")
    http = _open_http(options)
    client = library.AsyncAnthropic(api_key=key, base_url=base_url, http_client=http, max_retries=0)
    provider = providers.AnthropicProvider(anthropic_client=client)
    return _Opened(lambda name: models.AnthropicModel(name, provider=provider), http.aclose)


def _open_google(key: str, base_url: str, options: ModelOptions) -> _Opened:
    types, (models, providers) = _load("google.genai.types", "google")
    http = _open_http(options)
    provider = providers.GoogleProvider(
        api_key=key,
        base_url=base_url,
        http_client=http,
        retry_options=types.HttpRetryOptions(attempts=1),
    )
    return _Opened(lambda name: models.GoogleModel(name, provider=provider), http.aclose)


def _open_mistral(key: str, base_url: str, options: ModelOptions) -> _Opened:
    _, (models, providers) = _load("mistralai", "mistral")
    http = _open_http(options)
    provider = providers.MistralProvider(api_key=key, base_url=base_url, http_client=http)
    return _Opened(lambda name: models.MistralModel(name, provider=provider), http.aclose)


def _open_groq(key: str, base_url: str, options: ModelOptions) -> _Opened:
    library, (models, providers) = _load("groq", "groq")
    http = httpx.AsyncClient(
        transport=LimitedHttpTransport(MODEL_RESPONSE_LIMITS),
        timeout=httpx.Timeout(MODEL_RESPONSE_LIMITS.timeout_s, connect=CONNECT_TIMEOUT_S),
        headers=dict(options.headers),
        event_hooks={"response": [pass_head]},
    )
    client = library.AsyncGroq(api_key=key, base_url=base_url, http_client=http, max_retries=0)
    provider = providers.GroqProvider(groq_client=client)
    return _Opened(lambda name: models.GroqModel(name, provider=provider), http.aclose)


def _open_bedrock(key: str, base_url: str, options: ModelOptions) -> _Opened:
    """Open Bedrock with a key, or with the credentials that AWS's library finds on this machine."""
    boto3, (models, providers) = _load("boto3", "bedrock")
    config = importlib.import_module("botocore.config")
    given: dict[str, Any] = {"signature_version": "bearer"} if key else {}
    session = boto3.Session(
        botocore_session=_bearer_session(key) if key else None, region_name=_region_of(base_url)
    )
    client = session.client(
        "bedrock-runtime",
        endpoint_url=base_url,
        config=config.Config(
            connect_timeout=CONNECT_TIMEOUT_S,
            read_timeout=MODEL_RESPONSE_LIMITS.timeout_s,
            retries={"total_max_attempts": 1},
            **given,
        ),
    )
    _limit_responses(client)
    provider = providers.BedrockProvider(bedrock_client=client)

    async def close() -> None:
        client.close()

    return _Opened(lambda name: models.BedrockConverseModel(name, provider=provider), close)


class _LimitedRaw:
    """A response as AWS's library reads it, up to the limits of every model's response."""

    def __init__(self, raw: Any) -> None:  # Any: urllib3's response
        self._raw = raw

    def __getattr__(self, name: str) -> Any:  # Any: whatever urllib3's response has
        return getattr(self._raw, name)

    def stream(self, *arguments: Any, **named: Any) -> Iterator[bytes]:  # Any: urllib3's own
        """Yield the body's chunks; raise ``HTTPClientError`` beyond a limit."""
        errors = importlib.import_module("botocore.exceptions")
        read, ends_at = 0, time.monotonic() + MODEL_RESPONSE_LIMITS.timeout_s
        for piece in self._raw.stream(*arguments, **named):
            read += len(piece)
            if read > MODEL_RESPONSE_LIMITS.max_bytes or time.monotonic() > ends_at:
                self._raw.close()
                raise errors.HTTPClientError(error=ResponseTooLargeError())
            yield piece


def _limit_responses(client: Any) -> None:  # Any: botocore has no types
    """Have AWS's library read responses within limits: it has none of its own."""
    http_session = client._endpoint.http_session  # noqa: SLF001 - the event needs the same connections

    def send(request: Any, **_: Any) -> Any:  # Any: botocore's request and response
        is_streamed, request.stream_output = request.stream_output, True
        response = http_session.send(request)
        request.stream_output = is_streamed
        response.raw = _LimitedRaw(response.raw)
        return response

    client.meta.events.register("before-send.bedrock-runtime", send)


def _bearer_session(key: str) -> Any:  # Any: botocore has no types
    """Return a session whose requests carry ``key`` and no signature."""
    module = importlib.import_module("botocore.session")
    tokens = importlib.import_module("botocore.tokens")
    session = module.Session()
    session.get_auth_token = lambda **_: tokens.FrozenAuthToken(key)
    session.get_credentials = lambda: None
    return session


def _region_of(base_url: str) -> str:
    """Return the region in an address such as bedrock-runtime.us-west-2.amazonaws.com."""
    parts = (urlsplit(base_url).hostname or "").split(".")
    return parts[1] if len(parts) > 3 and parts[0].startswith("bedrock") else "us-east-1"


_OPENERS: Mapping[NativeProvider, _Open] = {
    "anthropic": _open_anthropic,
    "bedrock": _open_bedrock,
    "google": _open_google,
    "groq": _open_groq,
    "mistral": _open_mistral,
}
