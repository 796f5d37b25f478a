"""What bodies contain: descriptions of requests and responses, and the types of passed-on JSON."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

Json = dict[str, Any]  # Any: an OpenAPI document

_PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
_UNDESCRIBED = ("Successful Response", "Additional Response", "")
_FRAMEWORK_SCHEMAS = ("HTTPValidationError", "ValidationError")
"""The framework's own errors, which are never returned."""
_REFERENCE = "#/components/schemas/"


def describe_bodies(document: Json, operations: list[Json]) -> None:
    """Describe the bodies of ``operations`` by their models; errors are always problems."""
    schemas = document["components"]["schemas"]
    for name in _FRAMEWORK_SCHEMAS:
        schemas.pop(name, None)
    for operation in operations:
        if (body := operation.get("requestBody")) is not None:
            text = _describe_content(body.get("content", {}), schemas)
            body.setdefault("description", text or "The body of the request.")
        for status, response in list(operation["responses"].items()):
            content = response.get("content", {})
            if "HTTPValidationError" in str(content):
                del operation["responses"][status]
            elif status in ("4XX", "5XX") and content:
                response["content"] = {"application/problem+json": _PROBLEM}
            elif response.get("description", "") in _UNDESCRIBED or _is_phrase(status, response):
                text = _describe_content(content, schemas)
                response["description"] = text or "Done. The response has no body."


def _is_phrase(status: str, response: Json) -> bool:
    return status.isdigit() and response.get("description") == HTTPStatus(int(status)).phrase


def _describe_content(content: Json, schemas: Json) -> str | None:
    """Return the description of the first model in a body's content, or None."""
    for media in content.values():
        schema = media.get("schema", {})
        if "description" in schema:
            return str(schema["description"])
        for name in _find_references(schema):
            if "description" in schemas.get(name, {}):
                return str(schemas[name]["description"])
    return None


def _find_references(schema: Json) -> list[str]:
    """Return the names of the models that a schema refers to, in order."""
    if "$ref" in schema:
        return [schema["$ref"].removeprefix(_REFERENCE)]
    parts = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
    return [name for part in parts for name in _find_references(part)]
