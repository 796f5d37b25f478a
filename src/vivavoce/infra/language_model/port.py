"""The language model port: a typed, validated response within a deadline, with its usage.

Every call and token is recorded, but no content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

import structlog

from vivavoce.infra import metrics
from vivavoce.infra.language_model.endpoint_profile import EndpointProfile
from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.kernel.errors import UnavailableError, UpstreamError

Output = TypeVar("Output")


class ModelUnavailableError(UnavailableError):
    """No configured model answered in time."""

    code = "model_unavailable"

    def __init__(
        self,
        detail: str = "",
        *,
        failure: ModelFailure | None = None,
        usages: tuple[ModelUsage, ...] = (),
    ) -> None:
        super().__init__(detail)
        self.failure = failure or ModelFailure(code="endpoint_error")
        self.usages = usages


class ModelFailedError(UpstreamError):
    """The model answered, but no response was valid."""

    code = "model_failed"

    def __init__(self, detail: str = "", *, failure: ModelFailure | None = None) -> None:
        super().__init__(detail)
        self.failure = failure or ModelFailure(code="invalid_answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest(Generic[Output]):
    """What to ask a model. ``input`` is data: no text in it counts as an instruction."""

    purpose: str
    instructions: str
    input: str
    output_type: type[Output]
    find_problems: Callable[[Output], Sequence[str]]
    """Returns the problems of a well-formed output; empty if it is valid."""
    deadline_s: float
    max_retries: int = 2
    max_output_tokens: int = 8000
    allows_fallback: bool = True
    """Whether another model may answer if the first one fails. A score is the certified model's alone."""
    prompt: str = ""
    """The name and digest of the instructions, for the log; empty for instructions without a file."""
    instead_of: ModelUsage | None = None
    """The failed request to the first endpoint that this one makes up for."""

    @property
    def is_speech(self) -> bool:
        """Return whether a candidate is waiting for it: it goes first, and is not thought over."""
        return self.purpose in ("compose", "understand")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsage:
    """The usage of one model for one request."""

    purpose: str
    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    duration_ms: int
    is_successful: bool
    requests: int = 0
    """How many requests were sent: refused and repeated ones count too, unlike in ``calls``."""
    provider: str = "local"
    """The endpoint's host, or 'local' for this machine."""
    failure: ModelFailure | None = None
    """Why it did not succeed."""
    reported_model: str = ""
    """The model as the endpoint named it in its last answer; empty if it named none."""
    prompt: str = ""
    """The name and digest of the instructions."""
    instead_of: ModelUsage | None = None
    """The failed request that this one makes up for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelResponse(Generic[Output]):
    """A valid output and its usage over all models that were asked."""

    output: Output
    model: str
    usages: tuple[ModelUsage, ...]
    fallback_endpoint: str = ""
    """The host of the second endpoint if it answered instead of the first; else empty."""

    @property
    def author(self) -> str:
        """The model, with its endpoint if that is the second one: for the record of who wrote a text."""
        return f"{self.model} at {self.fallback_endpoint}" if self.fallback_endpoint else self.model

    @property
    def reported_model(self) -> str:
        """The model as the endpoint named it, or as it is configured if the endpoint named none."""
        return (self.usages[-1].reported_model if self.usages else "") or self.model


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSpeed:
    """How fast one streamed answer came."""

    first_token_s: float
    duration_s: float
    output_tokens: int


def provider_name(base_url: str) -> str:
    """Return the provider of an endpoint: its host, or 'local' for this machine."""
    host = (urlsplit(base_url).hostname or "").lower()
    is_here = host in ("", "localhost") or host.startswith("127.") or host == "::1"
    return "local" if is_here else host


class LanguageModel(Protocol):
    """Asks the configured models in order until one gives a valid response."""

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return a valid response; raise ``ModelUnavailableError`` or ``ModelFailedError``.

        An invalid response is requested again with its problems, at most ``max_retries`` times per model.
        """


class EndpointLanguageModel(LanguageModel, Protocol):
    """A language model behind an endpoint: it holds connections, and ``doctor`` can test it."""

    def models_for(self, purpose: str) -> Sequence[str]:
        """Return the models that are asked for a purpose, in order."""

    def profile_of(self, model: str) -> EndpointProfile:
        """Return what is known of what a model accepts."""

    async def close(self) -> None:
        """Close the connections of the running event loop."""

    async def measure(self, request: ModelRequest[Any]) -> ModelSpeed:  # Any: any output
        """Return the speed of one streamed answer; raise as ``generate`` does."""


_log = structlog.get_logger(__name__)
_latest: dict[str, ModelUsage] = {}
_collected_usage: ContextVar[tuple[list[ModelUsage], ...]] = ContextVar("tally", default=())


@contextmanager
def collect_usage(spent: list[ModelUsage] | None = None) -> Iterator[list[ModelUsage]]:
    """Collect the usage of all model requests inside the block in ``spent``, successful or not.

    Blocks around it collect it as well. The usage of a request that was canceled follows a moment later,
    from the thread that asks the model.
    """
    spent = [] if spent is None else spent
    token = _collected_usage.set((*_collected_usage.get(), spent))
    try:
        yield spent
    finally:
        _collected_usage.reset(token)


def read_latest_usage() -> dict[str, ModelUsage]:
    """Return the last request of each purpose in this process, successful or not.

    A canceled request says nothing of the model: scores cancel the other requests after the first failure.
    """
    return dict(_latest)


def find_last_failure(usages: Sequence[ModelUsage]) -> ModelFailure | None:
    """Return why the last request did not succeed; None if it did, or if there was none."""
    return usages[-1].failure if usages else None


def summarize_usage(usages: Sequence[ModelUsage]) -> tuple[dict[str, str | int], ...]:
    """Return token counts for ``usage.recorded``: one entry per provider, model and direction."""
    totals: dict[tuple[str, str, str], int] = {}
    for usage in usages:
        for kind, tokens in (("llm_in", usage.input_tokens), ("llm_out", usage.output_tokens)):
            key = (usage.provider, usage.model, kind)
            totals[key] = totals.get(key, 0) + tokens
    return tuple(
        {"provider": provider, "model": model, "kind": kind, "quantity": quantity}
        for (provider, model, kind), quantity in totals.items()
        if quantity
    )


def record_usage(usage: ModelUsage) -> None:
    """Record calls and tokens in the metrics, the log, and the enclosing ``collect_usage`` block."""
    result = "good" if usage.is_successful else "failed"
    metrics.MODEL_CALLS.labels(usage.purpose, usage.model, result).inc(usage.calls)
    metrics.MODEL_TOKENS.labels(usage.purpose, usage.model, "in").inc(usage.input_tokens)
    metrics.MODEL_TOKENS.labels(usage.purpose, usage.model, "out").inc(usage.output_tokens)
    if usage.failure is not None:
        metrics.MODEL_FAILURES.labels(usage.purpose, usage.failure.code).inc()
    is_canceled = not usage.is_successful and usage.failure is None
    if not is_canceled:
        _latest[usage.purpose] = usage
    for collected in _collected_usage.get():
        collected.append(usage)
    _log.info(
        "llm.response" if usage.is_successful else "llm.failed",
        purpose=usage.purpose,
        provider=usage.provider,
        model=usage.model,
        prompt=usage.prompt,
        calls=usage.calls,
        tokens_in=usage.input_tokens,
        tokens_out=usage.output_tokens,
        latency_ms=usage.duration_ms,
    )
