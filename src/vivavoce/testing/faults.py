"""What can go wrong at an endpoint, by name, and the requests at which it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vivavoce.testing.protocol import openai_error

Fault = tuple[int, dict[str, str], Any]
"""Status, headers and body of an answer; a body that is text is a page."""
HANGS = "hang"
"""The name of the fault that never answers."""


def _error(status: int, message: str, code: str | None, **headers: str) -> Fault:
    return status, headers, openai_error(message, code, None)[1]


def _completion(text: str, finish_reason: str, refusal: str | None = None) -> Fault:
    message = {"role": "assistant", "content": text, "refusal": refusal}
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "imitated",
        "choices": [{"index": 0, "finish_reason": finish_reason, "message": message}],
        "usage": {"prompt_tokens": 700, "completion_tokens": 12, "total_tokens": 712},
    }
    return 200, {}, body


_FAULTS: Mapping[str, Fault] = {
    "rate-limit": (429, {"Retry-After": "1"}, openai_error("Slow down.", "rate_limit", None)[1]),
    "quota": _error(429, "You exceeded your current quota.", "insufficient_quota"),
    "key": _error(401, "Incorrect API key provided.", "invalid_api_key"),
    "unknown-model": _error(404, "The model does not exist.", "model_not_found"),
    "context-length": _error(400, "The input is too long.", "context_length_exceeded"),
    "content-filter": _error(400, "The response was filtered.", "content_filter"),
    "refusal": _completion("", "stop", "I cannot help with that."),
    "truncated": _completion('{"question": "What did', "length"),
    "prose": _completion("I would love to help!", "stop"),
    "error": _error(500, "Something broke.", None),
    "overloaded": _error(503, "The server is overloaded.", None),
    "page": (502, {}, "<html><body><h1>Bad Gateway</h1></body></html>"),
}
FAULT_NAMES: Sequence[str] = (*_FAULTS, HANGS)


class InvalidScheduleError(ValueError):
    """A schedule of faults cannot be read; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class FaultSchedule:
    """Which requests fail, and how; requests are counted from 1."""

    at: Mapping[int, str]
    """The fault of one request."""
    every: Mapping[int, str]
    """The fault of each request whose number is a multiple of this."""

    def fault_for(self, number: int) -> str | None:
        """Return the name of the fault of a request, or None if it is answered."""
        repeated = (name for step, name in self.every.items() if number % step == 0)
        return self.at.get(number) or next(repeated, None)


def parse_schedule(text: str) -> FaultSchedule:
    """Read '3:rate-limit, */10:error': the third request, and each tenth.

    Raises ``InvalidScheduleError``.
    """
    at: dict[int, str] = {}
    every: dict[int, str] = {}
    for entry in (part.strip() for part in text.split(",") if part.strip()):
        place, _, name = entry.partition(":")
        is_repeated = place.startswith("*/")
        number = place.removeprefix("*/")
        if name not in FAULT_NAMES:
            raise InvalidScheduleError(f'"{entry}": write one of {", ".join(FAULT_NAMES)}.')
        if not number.isdecimal() or int(number) < 1:
            raise InvalidScheduleError(
                f'"{entry}": write the number of a request, such as 3:{name}, or */10:{name}.'
            )
        (every if is_repeated else at)[int(number)] = name
    return FaultSchedule(at, every)


def get_fault(name: str) -> Fault:
    """Return the answer of a fault other than ``HANGS``."""
    return _FAULTS[name]
