"""The need: a typed answer from a model, checked, within a time, with what it cost."""

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
    """The model answered, and no answer was of the wanted kind."""

    code = "model_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest(Generic[Output]):
    """What to think about. ``material`` is data: nothing in it is an instruction."""

    purpose: str
    instructions: str
    input: str
    output_type: type[Output]
    find_problems: Callable[[Output], Sequence[str]]
    """What is wrong with an answer of the right shape; empty when it is good."""
    deadline_s: float
    max_retries: int = 2
    max_output_tokens: int = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelUsage:
    """What asking one model took."""

    purpose: str
    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    duration_ms: int
    is_successful: bool
    provider: str = "local"
    """Whose machine it was: the endpoint's host, or 'local' for this machine's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelResponse(Generic[Output]):
    """A good answer and what it took, over all models that were asked."""

    output: Output
    model: str
    usages: tuple[ModelUsage, ...]


def provider_name(base_url: str) -> str:
    """Return whose machine an endpoint is: its host, or 'local' where it is this machine."""
    host = (urlsplit(base_url).hostname or "").lower()
    is_here = host in ("", "localhost") or host.startswith("127.") or host == "::1"
    return "local" if is_here else host


class LanguageModel(Protocol):
    """Asks the configured models in order until one gives a good answer."""

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        """Return a good answer; raise ``ModelUnavailableError`` or ``ModelFailedError``.

        A bad answer is asked for again, with the complaints, at most ``max_retries`` times a model.
        """
