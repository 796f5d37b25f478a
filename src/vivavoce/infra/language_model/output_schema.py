"""JSON schemas in the form that strict decoding takes."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]  # Any: JSON
_DROPPED_KEYWORDS = frozenset(
    {"title", "default", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum",
     "exclusiveMinimum", "exclusiveMaximum", "pattern"}
)  # fmt: skip


class _OpenObjectError(Exception):
    """An object's members are not listed, which strict decoding does not allow."""


def to_strict_schema(schema: Json) -> Json | None:
    """Return the schema with all members required and no others allowed; None if it has an open object.

    Limits are left out: not every server takes them, and each response is validated anyway.
    """
    try:
        made: Json = _tighten(schema)
    except _OpenObjectError:
        return None
    return made


def _tighten(node: Any) -> Any:  # Any: any part of a JSON schema
    if isinstance(node, list):
        return [_tighten(part) for part in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "object" and "properties" not in node:
        raise _OpenObjectError
    made: Json = {}
    for key, value in node.items():
        if key in ("properties", "$defs"):
            made[key] = {name: _tighten(part) for name, part in value.items()}
        elif key not in _DROPPED_KEYWORDS:
            made[key] = _tighten(value) if key in ("items", "anyOf", "allOf") else value
    if "properties" in made:
        made |= {"required": list(made["properties"]), "additionalProperties": False}
    return made
