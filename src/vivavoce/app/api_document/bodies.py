"""What bodies contain: descriptions of requests and responses, and the types of passed-on JSON."""

from __future__ import annotations

from http import HTTPStatus

from vivavoce.contracts.envelope import Json

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
                if text or not content:
                    response["description"] = text or "Done. The response has no body."
            for media_type, media in content.items():
                _separate_text_from_model(media.get("schema", {}), media_type)


def _separate_text_from_model(schema: Json, media_type: str) -> None:
    """Correct the schema of a text that holds a model: the framework says that it is both at once."""
    if schema.get("type") == "string" and "$ref" in schema:
        schema["contentMediaType"] = media_type
        schema["contentSchema"] = {"$ref": schema.pop("$ref")}


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
