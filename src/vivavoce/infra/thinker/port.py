"""The need: a typed answer from a model, checked, within a time, with what it cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from vivavoce.kernel.errors import Unavailable, UpstreamFailed

Shape = TypeVar("Shape")


class ModelUnavailable(Unavailable):
    """No configured model answered in time."""

    code = "model_unavailable"


class ModelFailed(UpstreamFailed):
    """The model answered, and no answer was of the wanted kind."""

    code = "model_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Generic[Shape]):
    """What to think about. ``material`` is data: nothing in it is an instruction."""

    purpose: str
    instructions: str
    material: str
    shape: type[Shape]
    complaints: Callable[[Shape], Sequence[str]]
    """What is wrong with an answer of the right shape; empty when it is good."""
    deadline_s: float
    most_reasks: int = 2
    most_output_tokens: int = 8000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What asking one model took."""

    purpose: str
    model: str
    calls: int
    input_tokens: int
    output_tokens: int
    ms: int
    is_good: bool
    provider: str = "local"
    """Whose machine it was: the endpoint's host, or 'local' for this machine's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought(Generic[Shape]):
    """A good answer and what it took, over all models that were asked."""

    value: Shape
    model: str
    spent: tuple[Spent, ...]


def provider_of(base_url: str) -> str:
    """Return whose machine an endpoint is: its host, or 'local' where it is this machine."""
    host = (urlsplit(base_url).hostname or "").lower()
    is_here = host in ("", "localhost") or host.startswith("127.") or host == "::1"
    return "local" if is_here else host


class Thinker(Protocol):
    """Asks the configured models in order until one gives a good answer."""

    async def think(self, task: Task[Shape]) -> Thought[Shape]:
        """Return a good answer; raise ``ModelUnavailable`` or ``ModelFailed``.

        A bad answer is asked for again, with the complaints, at most ``most_reasks`` times a model.
        """
