"""The thinker over any OpenAI-compatible endpoint, by pydantic-ai.

Only ``open_thinker`` loads this module. No instrumentation is switched on and nobody but the given
endpoint is called.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
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
from vivavoce.infra.egress.bounded import MIB, Bounds
from vivavoce.infra.thinker.ledger import Ledger
from vivavoce.infra.thinker.port import (
    ModelFailed,
    ModelUnavailable,
    Shape,
    Spent,
    Task,
    Thought,
    provider_of,
)
from vivavoce.infra.thinker.transport import BoundedModelTransport
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError

_log = structlog.get_logger(__name__)
_FIRST_SHARE = 0.65
"""Share of the deadline that the first of several models may use up."""
_TAKES_NO_SCHEMA = frozenset({400, 404, 415, 422, 501})
_PROFILE = OpenAIModelProfile(
    supports_json_schema_output=True,
    supports_json_object_output=False,
    openai_chat_supports_max_completion_tokens=False,
)
"""What an endpoint is taken to know, other than OpenAI's own; without schemas it is asked in words."""
_MOST_AGENTS = 32
ANSWER = Bounds(max_bytes=MIB, total_s=120.0)
"""The longest answer that is asked for has about 50 KB; each task has a shorter deadline of its own."""
_AgentKey = tuple[str, type[Any], str, int, int, bool]


@dataclass(frozen=True, slots=True)
class _Judge:
    """What is wrong with an answer, as the task at hand sees it."""

    complaints: Callable[[Any], Sequence[str]]  # Any: the task's shape


class CompatibleThinker:
    """Asks the first model, then the next; remembers which of them take a schema.

    The client with its certificates and the agents with their schemas are made once: a thought costs
    its call and no more. No connection outlives its call, so that thoughts of any loop may use them.
    """

    def __init__(
        self, *, base_url: str, api_key: str, models: Sequence[str], clock: Clock, ledger: Ledger
    ) -> None:
        self._base_url = base_url
        client = AsyncOpenAI(
            base_url=base_url,
            api_key=api_key or "none",
            max_retries=1,
            http_client=DefaultAsyncHttpxClient(transport=BoundedModelTransport(ANSWER)),
            default_headers={"Connection": "close"},
        )
        self._models = [self._model(name, client) for name in models]
        self._clock = clock
        self._ledger = ledger
        self._without_schema: set[str] = set()
        self._agents: OrderedDict[_AgentKey, Agent[_Judge, Any]] = OrderedDict()

    async def think(self, task: Task[Shape]) -> Thought[Shape]:
        """Return a good answer; raise ``ModelUnavailable`` or ``ModelFailed``."""
        until = self._clock.monotonic() + task.deadline_s
        spent: list[Spent] = []
        failure: VivavoceError = ModelUnavailable()
        for place, model in enumerate(self._models):
            left_s = until - self._clock.monotonic()
            is_last = place == len(self._models) - 1
            try:
                value = await self._ask(
                    task, model, left_s if is_last else left_s * _FIRST_SHARE, spent
                )
            except (ModelUnavailable, ModelFailed) as error:
                failure, name = error, model.model_name
                _log.warning("model.failed", purpose=task.purpose, model=name, code=error.code)
                if not is_last:
                    following = self._models[place + 1].model_name
                    metrics.FALLBACKS.labels("llm", name, following).inc()
                continue
            return Thought(value=value, model=model.model_name, spent=tuple(spent))
        raise failure

    def _model(self, name: str, client: AsyncOpenAI) -> OpenAIChatModel:
        if (urlsplit(self._base_url).hostname or "").endswith("openai.com"):
            return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=client))
        provider = OpenAICompatibleProvider("configured", openai_client=client)
        return OpenAIChatModel(name, provider=provider, profile=_PROFILE)

    async def _ask(
        self, task: Task[Shape], model: OpenAIChatModel, deadline_s: float, spent: list[Spent]
    ) -> Shape:
        usage, began = RunUsage(), self._clock.monotonic()
        is_good = False
        try:
            async with asyncio.timeout(deadline_s):
                value = await self._answer(task, model, usage)
            is_good = True
            return value
        except TimeoutError as error:
            raise ModelUnavailable("The model did not answer in time.") from error
        except UnexpectedModelBehavior as error:
            raise ModelFailed("The model's answers were not of the wanted kind.") from error
        except (ModelAPIError, httpx2.HTTPError) as error:
            raise ModelUnavailable("The model's endpoint refused or is away.") from error
        except AgentRunError as error:
            raise ModelFailed("The model could not be asked.") from error
        except RecursionError as error:
            raise ModelFailed("The model's answer is nested too deeply.") from error
        finally:
            one = Spent(
                purpose=task.purpose,
                model=model.model_name,
                calls=usage.requests,
                input_tokens=usage.input_tokens,
                output_tokens=usage.output_tokens,
                ms=round((self._clock.monotonic() - began) * 1000),
                is_good=is_good,
                provider=provider_of(self._base_url),
            )
            spent.append(one)
            self._ledger.note(one)

    async def _answer(self, task: Task[Shape], model: OpenAIChatModel, usage: RunUsage) -> Shape:
        if model.model_name not in self._without_schema:
            try:
                return await self._run(task, model, usage, has_schema=True)
            except ModelHTTPError as error:
                if error.status_code not in _TAKES_NO_SCHEMA:
                    raise
                self._without_schema.add(model.model_name)
                _log.info("model.takes_no_schema", model=model.model_name, status=error.status_code)
        return await self._run(task, model, usage, has_schema=False)

    async def _run(
        self, task: Task[Shape], model: OpenAIChatModel, usage: RunUsage, *, has_schema: bool
    ) -> Shape:
        done = await self._agent(task, has_schema=has_schema).run(
            task.material, model=model, deps=_Judge(task.complaints), usage=usage
        )
        value: Shape = done.output
        return value

    def _agent(self, task: Task[Shape], *, has_schema: bool) -> Agent[_Judge, Any]:
        """Return the agent of such tasks; the last few kinds of them are kept."""
        key: _AgentKey = (
            task.purpose,
            task.shape,
            task.instructions,
            task.most_output_tokens,
            task.most_reasks,
            has_schema,
        )
        agent = self._agents.pop(key, None) or _made(task, has_schema=has_schema)
        self._agents[key] = agent
        if len(self._agents) > _MOST_AGENTS:
            self._agents.popitem(last=False)
        return agent


def _made(task: Task[Shape], *, has_schema: bool) -> Agent[_Judge, Any]:
    output: Any = NativeOutput(task.shape) if has_schema else PromptedOutput(task.shape)
    agent: Agent[_Judge, Any] = Agent(
        output_type=output,
        deps_type=_Judge,
        instructions=task.instructions,
        model_settings={"temperature": 0.0, "max_tokens": task.most_output_tokens},
        retries={"output": task.most_reasks},
    )

    @agent.output_validator
    def without_complaints(run: RunContext[_Judge], value: Any) -> Any:
        if complaints := run.deps.complaints(value):
            raise ModelRetry("\n".join(f"- {one}" for one in complaints))
        return value

    return agent
