"""Language model over any OpenAI-compatible endpoint, with pydantic-ai.

Loaded only through ``open_language_model``. Instrumentation is off, and only the configured endpoint is
called, within limits on size and time.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
import structlog
from openai import AsyncOpenAI, DefaultAsyncHttpxClient
from pydantic_ai import Agent, ModelRetry, NativeOutput, PromptedOutput, RunContext
from pydantic_ai.exceptions import (
    AgentRunError,
    ModelAPIError,
    ModelHTTPError,
    UnexpectedModelBehavior,
)
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
from pydantic_ai.usage import RunUsage

from vivavoce.infra import metrics
from vivavoce.infra.egress.response_limits import (
    MIB,
    LimitedResponseReader,
    ResponseCompressedError,
    ResponseLimits,
    ResponseTooLargeError,
)
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    ModelUsage,
    Output,
    provider_name,
)
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError


class ResponseLimitingModelTransport(httpx2.AsyncBaseTransport):
    """Aborts responses that exceed their limits."""

    def __init__(self, limits: ResponseLimits) -> None:
        self._limits = limits
        self._transport = httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response's head; its body is limited while it is read."""
        answer = LimitedResponseReader(self._limits)
        request.headers["Accept-Encoding"] = "identity"
        try:
            response = await answer.read_head(self._transport.handle_async_request(request))
        except TimeoutError as error:
            raise _transport_error(error) from None
        stream = cast("httpx2.AsyncByteStream", response.stream)
        try:
            answer.check_headers(response.headers)
        except (ResponseTooLargeError, ResponseCompressedError) as error:
            await stream.aclose()
            raise _transport_error(error) from None
        response.stream = _LimitedModelStream(stream, answer)
        return response

    async def aclose(self) -> None:
        """Close the underlying transport."""
        await self._transport.aclose()


class _LimitedModelStream(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, answer: LimitedResponseReader) -> None:
        self._stream = stream
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._answer.read_body(self._stream.__aiter__()):
                yield piece
        except (ResponseTooLargeError, TimeoutError) as error:
            raise _transport_error(error) from None

    async def aclose(self) -> None:
        await self._stream.aclose()


def _transport_error(error: Exception) -> httpx2.TransportError:
    if isinstance(error, TimeoutError):
        return httpx2.ReadTimeout("The response took too long.")
    return httpx2.RemoteProtocolError(type(error).__name__)


_log = structlog.get_logger(__name__)
_FIRST_MODEL_DEADLINE_SHARE = 0.65
"""Share of the deadline that the first of several models may use."""
_SCHEMA_UNSUPPORTED_STATUSES = frozenset({400, 404, 415, 422, 501})
_PROFILE = OpenAIModelProfile(
    supports_json_schema_output=True,
    supports_json_object_output=False,
    openai_chat_supports_max_completion_tokens=False,
)
"""Assumed abilities of endpoints other than OpenAI's; without schema support the format is in the prompt."""
_MAX_CACHED_AGENTS = 32
MODEL_RESPONSE_LIMITS = ResponseLimits(max_bytes=MIB, timeout_s=120.0)
"""The longest requested response has about 50 KB; each request has its own shorter deadline."""
_AgentKey = tuple[str, type[Any], str, int, int, bool]


@dataclass(frozen=True, slots=True)
class _ResponseValidation:
    """The response check of the current request."""

    find_problems: Callable[[Any], Sequence[str]]  # Any: the request's output type


class OpenAiCompatibleLanguageModel:
    """Asks the first model, then the next; remembers which models support a schema.

    The HTTP client with its certificates and the agents with their schemas are built once and reused. No
    connection is kept after its call, so requests from any event loop may use them.
    """

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        models: Sequence[str],
        clock: Clock,
        record_usage: Callable[[ModelUsage], None],
    ) -> None:
        self._base_url = base_url
        client = AsyncOpenAI(
            base_url=base_url,
            api_key=api_key or "none",
            max_retries=1,
            http_client=DefaultAsyncHttpxClient(
                transport=ResponseLimitingModelTransport(MODEL_RESPONSE_LIMITS)
            ),
            default_headers={"Connection": "close"},
        )
        self._models = [self._build_model(name, client) for name in models]
        self._clock = clock
        self._record_usage = record_usage
        self._without_schema: set[str] = set()
        self._agents: OrderedDict[_AgentKey, Agent[_ResponseValidation, Any]] = OrderedDict()

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return a valid response; raise ``ModelUnavailableError`` or ``ModelFailedError``."""
        until = self._clock.monotonic() + task.deadline_s
        spent: list[ModelUsage] = []
        failure: VivavoceError = ModelUnavailableError()
        for place, model in enumerate(self._models):
            left_s = until - self._clock.monotonic()
            is_last = place == len(self._models) - 1
            try:
                value = await self._ask_model(
                    task, model, left_s if is_last else left_s * _FIRST_MODEL_DEADLINE_SHARE, spent
                )
            except (ModelUnavailableError, ModelFailedError) as error:
                failure, name = error, model.model_name
                _log.warning("model.failed", purpose=task.purpose, model=name, code=error.code)
                if not is_last:
                    following = self._models[place + 1].model_name
                    metrics.PROVIDER_FALLBACKS.labels("llm", name, following).inc()
                continue
            return ModelResponse(output=value, model=model.model_name, usages=tuple(spent))
        raise failure

    def _build_model(self, name: str, client: AsyncOpenAI) -> OpenAIChatModel:
        if (urlsplit(self._base_url).hostname or "").endswith("openai.com"):
            return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=client))
        provider = OpenAICompatibleProvider("configured", openai_client=client)
        return OpenAIChatModel(name, provider=provider, profile=_PROFILE)

    async def _ask_model(
        self,
        request: ModelRequest[Output],
        model: OpenAIChatModel,
        deadline_s: float,
        usages: list[ModelUsage],
    ) -> Output:
        usage, began = RunUsage(), self._clock.monotonic()
        is_good = False
        try:
            async with asyncio.timeout(deadline_s):
                value = await self._request_output(request, model, usage)
            is_good = True
            return value
        except TimeoutError as error:
            raise ModelUnavailableError("The language model did not respond in time.") from error
        except UnexpectedModelBehavior as error:
            raise ModelFailedError(
                "The language model's responses did not have the required form."
            ) from error
        except (ModelAPIError, httpx2.HTTPError) as error:
            raise ModelUnavailableError(
                "The language model's API rejected the request or is unavailable."
            ) from error
        except AgentRunError as error:
            raise ModelFailedError("The language model could not be called.") from error
        except RecursionError as error:
            raise ModelFailedError("The language model's response is nested too deeply.") from error
        finally:
            model_usage = ModelUsage(
                purpose=request.purpose,
                model=model.model_name,
                calls=usage.requests,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                duration_ms=round((self._clock.monotonic() - began) * 1000),
                is_successful=is_good,
                provider=provider_name(self._base_url),
            )
            usages.append(model_usage)
            self._record_usage(model_usage)

    async def _request_output(
        self, request: ModelRequest[Output], model: OpenAIChatModel, usage: RunUsage
    ) -> Output:
        if model.model_name not in self._without_schema:
            try:
                return await self._run_agent(request, model, usage, has_schema=True)
            except ModelHTTPError as error:
                if error.status_code not in _SCHEMA_UNSUPPORTED_STATUSES:
                    raise
                self._without_schema.add(model.model_name)
                _log.info(
                    "model.schema_not_supported", model=model.model_name, status=error.status_code
                )
        return await self._run_agent(request, model, usage, has_schema=False)

    async def _run_agent(
        self,
        request: ModelRequest[Output],
        model: OpenAIChatModel,
        usage: RunUsage,
        *,
        has_schema: bool,
    ) -> Output:
        done = await self._get_agent(request, has_schema=has_schema).run(
            request.input, model=model, deps=_ResponseValidation(request.find_problems), usage=usage
        )
        value: Output = done.output
        return value

    def _get_agent(
        self, request: ModelRequest[Output], *, has_schema: bool
    ) -> Agent[_ResponseValidation, Any]:
        """Return the agent for this type of request; the most recent ones are cached."""
        key: _AgentKey = (
            request.purpose,
            request.output_type,
            request.instructions,
            request.max_output_tokens,
            request.max_retries,
            has_schema,
        )
        agent = self._agents.pop(key, None) or _build_agent(request, has_schema=has_schema)
        self._agents[key] = agent
        if len(self._agents) > _MAX_CACHED_AGENTS:
            self._agents.popitem(last=False)
        return agent


def _build_agent(
    request: ModelRequest[Output], *, has_schema: bool
) -> Agent[_ResponseValidation, Any]:
    output: Any = (
        NativeOutput(request.output_type) if has_schema else PromptedOutput(request.output_type)
    )
    agent: Agent[_ResponseValidation, Any] = Agent(
        output_type=output,
        deps_type=_ResponseValidation,
        instructions=request.instructions,
        model_settings={"temperature": 0.0, "max_tokens": request.max_output_tokens},
        retries={"output": request.max_retries},
    )

    @agent.output_validator
    def without_complaints(run: RunContext[_ResponseValidation], value: Any) -> Any:
        if complaints := run.deps.find_problems(value):
            raise ModelRetry("\n".join(f"- {complaint}" for complaint in complaints))
        return value

    return agent
