"""The language model port: a typed, validated response within a deadline, with its usage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from vivavoce.kernel.errors import UnavailableError, UpstreamError

Output = TypeVar("Output")


class ModelUnavailableError(UnavailableError):
    """No configured model answered in time."""

    code = "model_unavailable"


class ModelFailedError(UpstreamError):
    """The model answered, but no response was valid."""

    code = "model_failed"


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
    provider: str = "local"
    """The endpoint's host, or 'local' for this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelResponse(Generic[Output]):
    """A valid output and its usage over all models that were asked."""

    output: Output
    model: str
    usages: tuple[ModelUsage, ...]


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
