"""The errors of the API document: for each operation and status, the codes that it can return."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any

from vivavoce.infra.web.problems import PROBLEM_MEANINGS
from vivavoce.kernel.errors import VivavoceError

Json = dict[str, Any]  # Any: an OpenAPI document
OPERATION_ERRORS = Path(__file__).with_name("operation_errors.json")
"""The codes by operation and status; ``scripts/operation_errors.py`` reads them from the code."""
_RETRY_AFTER = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
_WAITING = ("429", "503")


def document_errors(document: Json) -> None:
    """Add to each operation its errors by status. ``4XX`` stays: it covers errors of the connection."""
    meanings = {**PROBLEM_MEANINGS, **_read_meanings(VivavoceError)}
    errors = json.loads(OPERATION_ERRORS.read_text(encoding="utf-8"))
    document["components"].setdefault("headers", {})["RetryAfter"] = {
        "description": "After how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 1},
    }
    for path in document["paths"].values():
        for operation in path.values():
            statuses = errors.get(operation.get("operationId"), {})
            for status, codes in statuses.items():
                response = _describe_response(status, codes, meanings)
                operation["responses"].setdefault(status, response)
            operation["responses"]["4XX"]["description"] = "Another error of the request"
            operation["responses"] = dict(sorted(operation["responses"].items()))


def _describe_response(status: str, codes: list[str], meanings: dict[str, str]) -> Json:
    listed = "\n".join(f"- `{code}`: {meanings[code]}" for code in codes)
    return {
        "description": f"{HTTPStatus(int(status)).phrase}. `code` is one of:\n\n{listed}",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
        **({"headers": _RETRY_AFTER} if status in _WAITING else {}),
    }


def _read_meanings(kind: type[VivavoceError]) -> dict[str, str]:
    """Return the first sentence of each error class by its code; a subclass without a code adds none.

    Classes of others, such as those of an extension, are not of this API.
    """
    is_own = kind.__module__.startswith("vivavoce.") and "code" in vars(kind)
    found = {kind.code: (kind.__doc__ or "").splitlines()[0]} if is_own else {}
    for child in kind.__subclasses__():
        found = {**_read_meanings(child), **found}
    return found
