"""The errors of the API document: for each operation and status, the codes that it can return."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path

from vivavoce.contracts.envelope import Json
from vivavoce.infra.rate_limiter import RateLimitExceededError
from vivavoce.infra.web.problems import PROBLEM_MEANINGS, make_problem_response
from vivavoce.infra.web.request_middleware import API_VERSION
from vivavoce.kernel.errors import FieldError, VivavoceError

OPERATION_ERRORS = Path(__file__).with_name("operation_errors.json")
"""The codes by operation and status; ``scripts/operation_errors.py`` reads them from the code."""
_HEADERS: dict[str, Json] = {
    "RetryAfter": {
        "description": "After how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "ApiVersion": {
        "description": "The version of the API that answered.",
        "schema": {"type": "string"},
        "example": API_VERSION,
    },
    "RateLimitPolicy": {
        "description": "The limits that this request counts for, each with its name, its quota `q`, and its "
        "window `w` in seconds.",
        "schema": {"type": "string"},
        "example": '"assistant";q=20;w=60',
    },
    "RateLimit": {
        "description": "What is left of each limit: `r` requests, and `t` seconds until its window ends.",
        "schema": {"type": "string"},
        "example": '"assistant";r=19;t=60',
    },
    "IdempotencyReplayed": {
        "description": "`true` if this is the stored answer to an earlier request with the same key.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}
_RETRY_AFTER = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
_RATE_LIMITS = {
    "RateLimit-Policy": {"$ref": "#/components/headers/RateLimitPolicy"},
    "RateLimit": {"$ref": "#/components/headers/RateLimit"},
}
_API_VERSION = {"API-Version": {"$ref": "#/components/headers/ApiVersion"}}
_REPLAYED = {"Idempotency-Replayed": {"$ref": "#/components/headers/IdempotencyReplayed"}}
_WAITING = ("429", "503")


def document_errors(document: Json) -> None:
    """Add to each operation its errors by status. ``4XX`` stays: it covers errors of the connection."""
    meanings = {**PROBLEM_MEANINGS, **_read_meanings(VivavoceError)}
    errors = json.loads(OPERATION_ERRORS.read_text(encoding="utf-8"))
    document["components"].setdefault("headers", {}).update(_HEADERS)
    document["components"].setdefault("examples", {}).update(_make_examples(errors, meanings))
    for path in document["paths"].values():
        for operation in path.values():
            statuses = errors.get(operation.get("operationId"), {})
            for status, codes in statuses.items():
                response = _describe_response(status, codes, meanings)
                operation["responses"].setdefault(status, response)
            operation["responses"]["4XX"]["description"] = "Another error of the request"
            operation["responses"] = dict(sorted(operation["responses"].items()))
            _document_headers(operation, statuses)


def _document_headers(operation: Json, errors: dict[str, list[str]]) -> None:
    """Add the headers of the operation's successes, and of the error that a rate limit returns."""
    headers: Json = dict(_API_VERSION)
    if any(one["name"] == "Idempotency-Key" for one in operation.get("parameters", ())):
        headers |= _REPLAYED
    is_limited = all(operation["security"]) and bool(operation["security"])
    if is_limited and RateLimitExceededError.code in errors.get("429", ()):
        headers |= _RATE_LIMITS
        operation["responses"]["429"]["headers"] = _RETRY_AFTER | _RATE_LIMITS
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            response.setdefault("headers", {}).update(headers)


def _describe_response(status: str, codes: list[str], meanings: dict[str, str]) -> Json:
    listed = "\n".join(f"- `{code}`: {meanings[code]}" for code in codes)
    return {
        "description": f"{HTTPStatus(int(status)).phrase}. `code` is one of:\n\n{listed}",
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {
                    code: {"$ref": f"#/components/examples/{_name_example(status, code)}"}
                    for code in codes
                },
            }
        },
        **({"headers": _RETRY_AFTER} if status in _WAITING else {}),
    }


def _make_examples(
    errors: dict[str, dict[str, list[str]]], meanings: dict[str, str]
) -> dict[str, Json]:
    """Return an example of each code with each of its statuses, as the platform writes it."""
    pairs = {
        (status, code)
        for statuses in errors.values()
        for status, codes in statuses.items()
        for code in codes
    }
    return {
        _name_example(status, code): {
            "summary": meanings[code],
            "value": _make_problem(int(status), code, meanings[code]),
        }
        for status, code in sorted(pairs)
    }


def _make_problem(status: int, code: str, meaning: str) -> Json:
    is_validation = code == "validation"
    invalid = [FieldError("candidateEmail", "invalid", "this is not an e-mail address.")]
    response = make_problem_response(
        status,
        code,
        "'candidateEmail': this is not an e-mail address." if is_validation else meaning,
        request_id="req_5Yq1mC0w",
        errors=invalid if is_validation else (),
    )
    problem: Json = json.loads(bytes(response.body))
    return problem


def _name_example(status: str, code: str) -> str:
    return f"{code}_{status}"


def _read_meanings(kind: type[VivavoceError]) -> dict[str, str]:
    """Return the first sentence of each error class by its code; a subclass without a code adds none.

    Classes of others, such as those of an extension, are not of this API.
    """
    is_own = kind.__module__.startswith("vivavoce.") and "code" in vars(kind)
    found = {kind.code: (kind.__doc__ or "").splitlines()[0]} if is_own else {}
    for child in kind.__subclasses__():
        found = {**_read_meanings(child), **found}
    return found
