"""The thinker over any OpenAI-compatible endpoint, by pydantic-ai.

Only ``open_thinker`` loads this module. No instrumentation is switched on and nobody but the given
endpoint is called.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import structlog
from openai import AsyncOpenAI
from pydantic_ai import Agent, ModelRetry, NativeOutput, PromptedOutput
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


class CompatibleThinker:
    """Asks the first model, then the next; remembers which of them take a schema."""

    def __init__(
        self, *, base_url: str, api_key: str, models: Sequence[str], clock: Clock, ledger: Ledger
    ) -> None:
        self._base_url = base_url
        self._api_key = api_key or "none"
        self._models = list(models)
        self._clock = clock
        self._ledger = ledger
        self._without_schema: set[str] = set()

    async def think(self, task: Task[Shape]) -> Thought[Shape]:
        """Return a good answer; raise ``ModelUnavailable`` or ``ModelFailed``.

        The connection lives as long as the thought: nothing is left open between two of them.
        """
        async with AsyncOpenAI(
            base_url=self._base_url, api_key=self._api_key, max_retries=1
        ) as client:
            return await self._first_good(task, client)

    async def _first_good(self, task: Task[Shape], client: AsyncOpenAI) -> Thought[Shape]:
        until = self._clock.monotonic() + task.deadline_s
        spent: list[Spent] = []
        failure: VivavoceError = ModelUnavailable()
        for place, model in enumerate(self._models):
            left_s = until - self._clock.monotonic()
            is_last = place == len(self._models) - 1
            try:
                value = await self._ask(
                    task,
                    self._model(model, client),
                    left_s if is_last else left_s * _FIRST_SHARE,
                    spent,
                )
            except (ModelUnavailable, ModelFailed) as error:
                failure = error
                _log.warning("model.failed", purpose=task.purpose, model=model, code=error.code)
                if not is_last:
                    metrics.FALLBACKS.labels("llm", model, self._models[place + 1]).inc()
                continue
            return Thought(value=value, model=model, spent=tuple(spent))
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
        except ModelAPIError as error:
            raise ModelUnavailable("The model's endpoint refused or is away.") from error
        except AgentRunError as error:
            raise ModelFailed("The model could not be asked.") from error
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
        output: Any = NativeOutput(task.shape) if has_schema else PromptedOutput(task.shape)
        agent: Agent[None, Shape] = Agent(
            model,
            output_type=output,
            instructions=task.instructions,
            model_settings={"temperature": 0.0, "max_tokens": task.most_output_tokens},
            retries={"output": task.most_reasks},
        )

        @agent.output_validator
        def without_complaints(value: Shape) -> Shape:
            if complaints := task.complaints(value):
                raise ModelRetry("\n".join(f"- {one}" for one in complaints))
            return value

        done = await agent.run(task.material, usage=usage)
        return done.output
