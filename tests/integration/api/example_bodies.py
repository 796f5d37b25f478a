"""A request body put together from the examples of its members in the API document."""

from __future__ import annotations

from typing import Any

from tests.fakes.api_clients import Json

_REFERENCE = "#/components/schemas/"


def body_of_examples(document: Json, schema: Json, given: Any) -> Any:  # Any: JSON
    """Return a body with each member that has an example, and others as ``given`` where they are required.

    Members that are deprecated are left out.
    """
    if "$ref" in schema:
        named = document["components"]["schemas"][schema["$ref"].removeprefix(_REFERENCE)]
        return body_of_examples(document, named, given)
    if schema.get("examples"):
        return schema["examples"][0]
    if "anyOf" in schema:
        return body_of_examples(document, schema["anyOf"][0], given)
    if "properties" in schema:
        known = given if isinstance(given, dict) else {}
        return {
            name: body_of_examples(document, member, known.get(name))
            for name, member in schema["properties"].items()
            if name in schema.get("required", ())
            or (member.get("examples") and not member.get("deprecated"))
        }
    if schema.get("type") == "array" and isinstance(given, list):
        return [body_of_examples(document, schema["items"], one) for one in given]
    return given
