"""An example for each parameter of the API: by name, and where that is not enough by operation.

A parameter with a list of values shows the first. A cursor has no example: it comes from the page before.
"""

from __future__ import annotations

from typing import Any

from vivavoce.contracts.envelope import Json

_ID = "0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"
_HANDLE = "Vt2uQ0y6n3qk8b1mWz5cJr7sXe4dHf9aLpGiTo0vYKU"
_IDS = (
    *("application_id", "calendar_id", "conversation_id", "decision_id", "id", "intake_id"),
    *("interview_id", "invitation_id", "key", "key_id", "letter_id", "link_id", "message_id"),
    *(
        "qualification_id",
        "role_id",
        "run_id",
        "session_id",
        "skill_id",
        "task_id",
        "template_id",
        "user_id",
        "view_id",
    ),
)
_BY_NAME: dict[tuple[str, str], Any] = {  # Any: JSON
    **{("path", name): _ID for name in _IDS},
    ("header", "Idempotency-Key"): "application-4711",
    ("header", "x-session-token"): _HANDLE,
    ("path", "handle"): _HANDLE,
    ("path", "language"): "en",
    ("path", "practice_id"): "int_0198c1f26f5b7a609d4e2b7f3c1a9e55",
    ("path", "seq"): 0,
    ("path", "token"): _HANDLE,
    ("query", "action"): "interview.receive",
    ("query", "actor"): _ID,
    ("query", "after"): 0,
    ("query", "atMs"): 30_000,
    ("query", "before"): "2026-12-01T00:00:00Z",
    ("query", "createdBefore"): "2026-12-01T00:00:00Z",
    ("query", "createdBy"): "me",
    ("query", "createdFrom"): "2026-11-01T00:00:00Z",
    ("query", "days"): 30,
    ("query", "durationMs"): 30_000,
    ("query", "email"): "ada@example.com",
    ("query", "everyone"): False,
    ("query", "externalId"): "application-4711",
    ("query", "failed"): True,
    ("query", "from"): "2026-11-01T00:00:00Z",
    ("query", "interview"): [_ID],
    ("query", "isTest"): False,
    ("query", "language"): "en",
    ("query", "limit"): 20,
    ("query", "offset"): 0,
    ("query", "org_id"): "demo",
    ("query", "page"): 1,
    ("query", "position"): "Warehouse shift lead",
    ("query", "profile"): ["hiring"],
    ("query", "quarter"): "2026-07-01",
    ("query", "replayed"): False,
    ("query", "search"): "Ada Lovelace",
    ("query", "state"): ["PENDING"],
    ("query", "status"): ["PENDING"],
    ("query", "subject"): _ID,
    ("query", "title"): "Warehouse shift lead",
    ("query", "to"): "2026-11-08T00:00:00Z",
    ("query", "unread"): True,
    ("query", "user_id"): _ID,
    ("query", "version"): 1,
    ("query", "words"): "night shift",
}
_BY_OPERATION: dict[tuple[str, str], Any] = {  # Any: JSON
    ("read_dev_mailbox", "to"): "ada@example.com",
    ("search_occupations", "q"): "shift lead",
    ("search_skills", "q"): "stock keeping",
}


def add_parameter_examples(operation: Json, schemas: Json) -> None:
    """Add an example to the parameters of an operation that have none."""
    for parameter in operation.get("parameters", ()):
        schema = parameter.get("schema", {})
        if {"example", "examples"} & (set(parameter) | set(schema)):
            continue
        values = _find_values(schema, schemas)
        named = (operation["operationId"], parameter["name"])
        example = _BY_OPERATION.get(named, values)
        if example is None:
            example = _BY_NAME.get((parameter["in"], parameter["name"]))
        if example is not None:
            parameter["example"] = example


def _find_values(schema: Json, schemas: Json) -> Any:  # Any: JSON
    """Return the default or first value that a schema lists, in a list if it is an array, or None."""
    if "$ref" in schema:
        return _find_values(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "enum" in schema:
        return schema.get("default", schema["enum"][0])
    if schema.get("type") == "array":
        first = _find_values(schema.get("items", {}), schemas)
        return None if first is None else [first]
    parts = (_find_values(part, schemas) for part in schema.get("anyOf", ()))
    return next((part for part in parts if part is not None), None)
