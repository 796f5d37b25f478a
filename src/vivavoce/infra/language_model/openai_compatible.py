"""Language model over any OpenAI-compatible endpoint: it learns what the endpoint accepts, and retries.

Loaded only through ``open_language_model``. Instrumentation is off, and only the configured endpoint is
called, within limits on size and time.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2
import structlog
from pydantic_ai.messages import ModelMessage, SystemPromptPart, TextPart, UserPromptPart
from pydantic_ai.messages import ModelRequest as Question
from pydantic_ai.messages import ModelResponse as Answer

from vivavoce.infra import metrics
from vivavoce.infra.language_model.connection import (
    CallFailedError,
    EndpointConnection,
    ModelConnection,
    read_text,
)
from vivavoce.infra.language_model.endpoint_profile import (
    EndpointProfile,
    RequestShape,
    apply_overrides,
    build_parameters,
    guess_profile,
    learn_from_refusal,
    simplify,
)
from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.infra.language_model.options import DEFAULT_EFFORTS, ModelOptions
from vivavoce.infra.language_model.output_reading import read_output, schema_for
from vivavoce.infra.language_model.port import (
    ModelFailedError,
    ModelRequest,
    ModelResponse,
    ModelSpeed,
    ModelUnavailableError,
    ModelUsage,
    Output,
    provider_name,
)
from vivavoce.infra.language_model.rate_headers import EndpointRooms
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.translation import translatable

_log = structlog.get_logger(__name__)
_FIRST_MODEL_DEADLINE_SHARE = 0.65
"""Share of the deadline that the first of several models may use."""
_MAX_LESSONS = 8
"""More refusals than an endpoint can have reasons for."""
_MAX_RATE_WAITS = 5
_IGNORED_BEFORE_SHOWN = 2
_CHARACTERS_PER_TOKEN = 4
_MOST_TOKENS_OF_CALL = 10_000_000
"""More than any model reads; what an endpoint counts beyond is a mistake of its own."""
_MOST_CHARACTERS_OF_NAME = 200
_MAX_LOADING_PAUSE_S = 2.0
_TEACHING = frozenset({"request_refused", "context_too_long"})
_WAITABLE = frozenset({"rate_limited", "loading", "overloaded", "unreachable", "endpoint_error"})
_FAILED = frozenset(
    {"context_too_long", "content_filtered", "refused", "truncated", "invalid_answer"}
)
_OTHER_KEY_HELPS = frozenset({"key_refused", "rate_limited", "quota_exhausted"})
_CUT_OFF = "The answer was cut off. Write a shorter one."
_FORMAT_TEXT = (
    "Answer with one JSON object and nothing else, without a code fence. "
    "It follows this JSON schema:\n{schema}"
)


@dataclass(slots=True)
class _Progress:
    """What happened so far with one model for one request."""

    until: float
    calls: int = 0
    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    lessons: int = 0
    rate_waits: int = 0
    repeats: int = 0
    pause_s: float = 0.25
    keys_tried: int = 1
    is_simplified: bool = False
    waits_for: ModelFailure | None = None
    """What the next attempt waits for, if the deadline comes first."""
    open_input_tokens: int = 0
    """About how many tokens the call that is not answered yet has sent."""
    on_first_token: Callable[[], None] | None = None
    reported_model: str = ""
    messages: list[ModelMessage] = field(default_factory=list)


class OpenAiCompatibleLanguageModel:
    """Asks the first model, then the next; remembers per model what the endpoint accepts."""

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str,
        models: Sequence[str],
        clock: Clock,
        record_usage: Callable[[ModelUsage], None],
        options: ModelOptions | None = None,
        transport: httpx2.AsyncBaseTransport | None = None,
        connection: ModelConnection | None = None,
    ) -> None:
        self._base_url = base_url
        self._options = options or ModelOptions(keys=(api_key,) if api_key else ())
        self._connection = connection or EndpointConnection(base_url, self._options, transport)
        self._models = tuple(models)
        self._clock = clock
        self._record_usage = record_usage
        self._profiles: dict[str, EndpointProfile] = {}
        self._ignored_schemas: dict[str, int] = {}
        self._rooms = EndpointRooms(clock)

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return a valid response; raise ``ModelUnavailableError`` or ``ModelFailedError``."""
        until = self._clock.monotonic() + task.deadline_s
        spent: list[ModelUsage] = []
        failed: ModelUnavailableError | ModelFailedError = ModelUnavailableError()
        models = self.models_for(task.purpose)
        if not task.allows_fallback:
            models = models[:1]
        for place, model in enumerate(models):
            left_s = until - self._clock.monotonic()
            is_last = place == len(models) - 1
            share = 1.0 if is_last else _FIRST_MODEL_DEADLINE_SHARE
            try:
                value = await self._ask_model(task, model, left_s * share, spent)
            except (ModelUnavailableError, ModelFailedError) as error:
                failed = error
                if not is_last:
                    metrics.PROVIDER_FALLBACKS.labels("llm", model, models[place + 1]).inc()
                continue
            return ModelResponse(output=value, model=model, usages=tuple(spent))
        if isinstance(failed, ModelUnavailableError):
            failed.usages = tuple(spent)
        raise failed

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        await self._connection.close()

    async def measure(self, request: ModelRequest[Any]) -> ModelSpeed:  # Any: any output
        """Ask the first model of the purpose once, streamed; raise as ``generate`` does."""
        began = self._clock.monotonic()
        first: list[float] = []

        def notice() -> None:
            if not first:
                first.append(self._clock.monotonic())

        progress = _Progress(until=began + request.deadline_s, on_first_token=notice)
        model = self.models_for(request.purpose)[0]
        try:
            async with asyncio.timeout(request.deadline_s):
                answer = await self._call(request, self.shape_of(request), model, progress)
        except CallFailedError as error:
            raise _as_port_error(error.failure) from error
        except TimeoutError as error:
            raise _as_port_error(ModelFailure(code="timeout")) from error
        text = read_text(answer)
        if not text and not answer.usage.output_tokens:
            raise _as_port_error(ModelFailure(code="invalid_answer"))
        ended = self._clock.monotonic()
        return ModelSpeed(
            first_token_s=(first[0] if first else ended) - began,
            duration_s=ended - began,
            output_tokens=_limit_tokens(answer.usage.output_tokens) or _count_written(answer),
        )

    def models_for(self, purpose: str) -> tuple[str, ...]:
        """Return the models that are asked for a purpose, in order."""
        return self._options.list_models(purpose, self._models)

    def profile_of(self, model: str) -> EndpointProfile:
        """Return what is known of a model so far; at first a guess by its name and address."""
        if model not in self._profiles:
            guessed = guess_profile(self._base_url, model)
            self._profiles[model] = apply_overrides(guessed, self._options.overrides)
        return self._profiles[model]

    def shape_of(self, request: ModelRequest[Any]) -> RequestShape:  # Any: any output
        """Return what a request needs of the endpoint."""
        options = self._options
        output_type: Any = (
            request.output_type
        )  # Any: types are hashable, which their own type does not say
        return RequestShape(
            schema=None if output_type is str else schema_for(output_type),
            max_output_tokens=options.limit_output_tokens(request),
            thinking_tokens=options.thinking_tokens,
            effort=options.choose_effort(request),
            default_effort=DEFAULT_EFFORTS.get(request.purpose),
            temperature=options.temperature,
        )

    async def _ask_model(
        self, request: ModelRequest[Output], model: str, deadline_s: float, usages: list[ModelUsage]
    ) -> Output:
        began = self._clock.monotonic()
        progress = _Progress(until=began + deadline_s)
        failure: ModelFailure | None = None
        is_successful = False
        try:
            async with asyncio.timeout(deadline_s):
                value = await self._converse(request, model, progress)
            is_successful = True
            return value
        except CallFailedError as error:
            failure = error.failure
            raise _as_port_error(failure) from error
        except TimeoutError as error:
            failure = progress.waits_for or ModelFailure(code="timeout")
            raise _as_port_error(failure) from error
        except RecursionError as error:
            failure = ModelFailure(code="invalid_answer")
            raise _as_port_error(failure) from error
        finally:
            # A canceled request is neither successful nor the model's failure. Its endpoint has read it.
            usage = ModelUsage(
                purpose=request.purpose,
                model=model,
                calls=progress.calls + bool(progress.open_input_tokens),
                requests=progress.requests,
                input_tokens=progress.input_tokens + progress.open_input_tokens,
                output_tokens=progress.output_tokens,
                duration_ms=round((self._clock.monotonic() - began) * 1000),
                is_successful=is_successful,
                provider=provider_name(self._base_url),
                failure=failure,
                reported_model=progress.reported_model,
                prompt=request.prompt,
                instead_of=request.instead_of or (usages[-1] if usages else None),
            )
            usages.append(usage)
            self._record_usage(usage)
            _log_failure(usage)

    async def _converse(
        self, request: ModelRequest[Output], model: str, progress: _Progress
    ) -> Output:
        """Ask until an answer is valid, each time with what was wrong with the one before."""
        failure = ModelFailure(code="invalid_answer")
        shape = self.shape_of(request)
        was_shown = False
        for _ in range(request.max_retries + 1):
            answer = await self._call(request, shape, model, progress)
            progress.reported_model = _clean_name(answer.model_name or "")
            text = read_text(answer)
            value, problems = read_output(text, request.output_type)
            is_cut = answer.finish_reason == "length" and (problems or request.output_type is str)
            if not problems and not is_cut:
                self._notice_format(model, shape, was_shown=was_shown)
                problems = request.find_problems(value)
                if not problems:
                    output: Output = value
                    return output
            elif shape.schema is not None and self.profile_of(model).sends_schema:
                # Some endpoints ignore the schema without a word: then the model has never seen it.
                problems = (*problems, _FORMAT_TEXT.format(schema=_to_text(shape.schema)))
                was_shown = not is_cut
            if is_cut:
                failure, problems = ModelFailure(code="truncated"), (_CUT_OFF,)
            progress.messages += [
                Answer(parts=[TextPart(text or "(nothing)")]),
                Question(parts=[UserPromptPart("\n".join(f"- {problem}" for problem in problems))]),
            ]
        raise CallFailedError(failure)

    def _notice_format(self, model: str, shape: RequestShape, *, was_shown: bool) -> None:
        """Show the schema from now on if twice in a row an answer had its form only once it was shown."""
        profile = self.profile_of(model)
        if shape.schema is None or not profile.sends_schema:
            return
        self._ignored_schemas[model] = self._ignored_schemas.get(model, 0) + 1 if was_shown else 0
        if self._ignored_schemas[model] >= _IGNORED_BEFORE_SHOWN:
            self._learn(model, replace(profile, output_format="prompted"))

    async def _call(
        self,
        request: ModelRequest[Any],  # Any: any output
        shape: RequestShape,
        model: str,
        progress: _Progress,
    ) -> Answer:
        """Return an answer with text; handle refusals, limits and thinking on the way."""
        profile = self.profile_of(model)
        while True:
            parameters = build_parameters(profile, shape)
            messages = [_first_message(request, shape, profile), *progress.messages]
            input_tokens = _estimate_tokens(messages)
            tokens = input_tokens + shape.max_output_tokens // 2
            await self._await_room(request, model, tokens, progress)
            progress.open_input_tokens = input_tokens
            progress.requests += 1
            try:
                with self._rooms.watch(model, tokens):
                    answer = await self._connection.request(
                        model, profile, parameters, messages, progress.on_first_token
                    )
            except CallFailedError as error:
                progress.open_input_tokens = 0
                profile = await self._recover(error, model, profile, parameters, progress)
                continue
            progress.open_input_tokens = 0
            progress.calls += 1
            progress.waits_for = None
            self._count_tokens(model, answer, input_tokens, progress)
            if answer.finish_reason == "content_filter":
                has_refusal = bool((answer.provider_details or {}).get("refusal"))
                raise CallFailedError(
                    ModelFailure(code="refused" if has_refusal else "content_filtered")
                )
            is_new = self._notice_thinking(model, answer)
            if (
                answer.finish_reason == "length"
                and not read_text(answer)
                and (is_new or not profile.thinks)
            ):
                profile = replace(profile, thinks=True)
                progress.lessons += 1
                if progress.lessons <= _MAX_LESSONS:
                    continue
            return answer

    def _count_tokens(
        self, model: str, answer: Answer, sent_tokens: int, progress: _Progress
    ) -> None:
        """Add the tokens of a call; without the endpoint's word, about how many were sent and written."""
        usage = answer.usage
        if usage.input_tokens > 0 or usage.output_tokens > 0:
            progress.input_tokens += _limit_tokens(usage.input_tokens)
            progress.output_tokens += _limit_tokens(usage.output_tokens)
            return
        progress.input_tokens += sent_tokens
        progress.output_tokens += _count_written(answer)
        self._learn(model, replace(self.profile_of(model), reports_usage=False))

    async def _await_room(
        self,
        request: ModelRequest[Any],  # Any: any output
        model: str,
        tokens: int,
        progress: _Progress,
    ) -> None:
        """Wait until the endpoint has room by its own headers, or ask with the next key.

        If there is none before the deadline, the request is sent all the same: the endpoint decides.
        """
        is_urgent = request.is_speech
        while wait_s := self._rooms.compute_wait_s(model, tokens=tokens, is_urgent=is_urgent):
            if self._try_next_key(progress):
                break
            if self._clock.monotonic() + wait_s >= progress.until:
                break
            _log.info("model.slowed_down", purpose=request.purpose, model=model, wait_s=wait_s)
            progress.waits_for = ModelFailure(code="rate_limited")
            await self._clock.sleep(wait_s)
            progress.waits_for = None

    def _try_next_key(self, progress: _Progress) -> bool:
        """Return whether another key is left for this request; it is used from now on."""
        if progress.keys_tried >= max(1, len(self._options.keys)):
            return False
        progress.keys_tried += 1
        self._connection.use_next_key()
        self._rooms.forget()
        return True

    def _notice_thinking(self, model: str, answer: Answer) -> bool:
        """Remember that a model thinks; return whether that was new."""
        profile = self.profile_of(model)
        thought = any(part.part_kind == "thinking" for part in answer.parts)
        if profile.thinks or not (thought or answer.usage.details.get("reasoning_tokens")):
            return False
        self._learn(model, replace(profile, thinks=True))
        return True

    async def _recover(
        self,
        error: CallFailedError,
        model: str,
        profile: EndpointProfile,
        parameters: dict[str, Any],  # Any: JSON
        progress: _Progress,
    ) -> EndpointProfile:
        """Return the profile for the next attempt, after a pause if one helps; else raise the error."""
        if error.failure.code in _TEACHING and progress.lessons < _MAX_LESSONS:
            progress.lessons += 1
            lesson = learn_from_refusal(profile, error.message, error.failure.parameter, parameters)
            if lesson is not None:
                if lesson.is_lasting:
                    self._learn(model, lesson.profile)
                return lesson.profile
            if error.failure.code == "request_refused" and not progress.is_simplified:
                progress.is_simplified = True
                return simplify(profile)
        if error.failure.code in _OTHER_KEY_HELPS and self._try_next_key(progress):
            return profile
        pause_s = _pause_s(error, progress)
        if pause_s is None or self._clock.monotonic() + pause_s >= progress.until:
            raise error
        progress.waits_for = error.failure
        await self._clock.sleep(pause_s)
        return profile

    def _learn(self, model: str, profile: EndpointProfile) -> None:
        """Keep what was learned; what the settings fix stays as it is."""
        kept = apply_overrides(profile, self._options.overrides)
        if kept != self.profile_of(model):
            self._profiles[model] = kept
            _log.info("model.profile_learned", model=model, profile=kept.describe())


def _log_failure(usage: ModelUsage) -> None:
    if usage.failure is not None:
        _log.warning(
            "model.failed",
            purpose=usage.purpose,
            model=usage.model,
            code=usage.failure.code,
            status=usage.failure.status,
            provider_code=usage.failure.provider_code,
            parameter=usage.failure.parameter,
        )


def _pause_s(error: CallFailedError, progress: _Progress) -> float | None:
    """Return how long to wait before the next attempt; None if waiting does not help."""
    code = error.failure.code
    if code not in _WAITABLE:
        return None
    if code in ("unreachable", "endpoint_error"):
        progress.repeats += 1
        return 0.1 if progress.repeats <= 1 and not error.is_final else None
    if code == "rate_limited":
        progress.rate_waits += 1
        if progress.rate_waits > _MAX_RATE_WAITS:
            return None
    pause_s = progress.pause_s
    progress.pause_s = min(_MAX_LOADING_PAUSE_S, progress.pause_s * 2)
    return pause_s if error.retry_after_s is None else max(error.retry_after_s, 0.05)


def _as_port_error(failure: ModelFailure) -> ModelUnavailableError | ModelFailedError:
    if failure.code == "timeout":
        return ModelUnavailableError("The language model did not respond in time.", failure=failure)
    detail = translatable(
        "The language model gave no valid answer: {cause}.", cause=failure.describe()
    )
    kind = ModelFailedError if failure.code in _FAILED else ModelUnavailableError
    return kind(detail, failure=failure)


def _estimate_tokens(messages: Sequence[ModelMessage]) -> int:
    """Return about how many tokens the messages have; an endpoint counts only what it has answered."""
    parts = (part for message in messages for part in message.parts)
    return sum(len(str(getattr(part, "content", ""))) for part in parts) // _CHARACTERS_PER_TOKEN


def _count_written(answer: Answer) -> int:
    """Return about how many tokens an answer has with its thoughts, by its characters."""
    thoughts = (part.content for part in answer.parts if part.part_kind == "thinking")
    written = len(read_text(answer)) + sum(map(len, thoughts))
    return -(-written // _CHARACTERS_PER_TOKEN)


def _limit_tokens(tokens: int) -> int:
    """Return the tokens that an endpoint counts for a call, within what a call can have."""
    return min(max(0, tokens), _MOST_TOKENS_OF_CALL)


def _clean_name(name: str) -> str:
    """Return a model's name as it can be stored and shown, whatever an endpoint reports."""
    return "".join(filter(str.isprintable, name[:_MOST_CHARACTERS_OF_NAME]))


def _to_text(schema: dict[str, Any]) -> str:  # Any: JSON
    return json.dumps(schema, ensure_ascii=False)


def _first_message(
    request: ModelRequest[Any],  # Any: any output
    shape: RequestShape,
    profile: EndpointProfile,
) -> Question:
    instructions = request.instructions
    if shape.schema is not None and not profile.sends_schema:
        instructions = f"{instructions}\n\n{_FORMAT_TEXT.format(schema=_to_text(shape.schema))}"
    if not profile.has_system_role:
        return Question(parts=[UserPromptPart(f"{instructions}\n\n{request.input}")])
    return Question(parts=[SystemPromptPart(instructions), UserPromptPart(request.input)])
