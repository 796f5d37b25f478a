"""Which members a JSON value has, as its schema in the API document names them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.fakes.api_clients import Json

_REFERENCE = "#/components/schemas/"
_COMBINED = ("anyOf", "oneOf", "allOf")


def documented_members(document: Json, schema: Json, value: Any) -> set[str]:  # Any: JSON
    """Return the paths of the members of ``value`` that the schema names: ``data/*/id``.

    ``*`` stands for each item of an array, and for each key that the schema leaves open.
    """
    return {path for path, is_named in _walk(document, [schema], value, "") if is_named}


def undocumented_members(document: Json, schema: Json, value: Any) -> set[str]:  # Any: JSON
    """Return the paths of the members of ``value`` that the schema neither names nor leaves open."""
    return {path for path, is_named in _walk(document, [schema], value, "") if not is_named}


def _walk(
    document: Json, schemas: list[Json], value: Any, where: str
) -> Iterator[tuple[str, bool]]:
    parts = list(_all_parts(document, schemas))
    if isinstance(value, list):
        items = [part["items"] for part in parts if isinstance(part.get("items"), dict)]
        for item in value:
            yield from _walk(document, items, item, f"{where}*/")
    elif isinstance(value, dict):
        objects = [part for part in parts if part.get("type") == "object" or "properties" in part]
        for name, member in value.items():
            if named := [one["properties"][name] for one in objects if name in _names(one)]:
                yield where + name, True
                yield from _walk(document, named, member, f"{where}{name}/")
            elif any(_is_open(one) for one in objects):
                yield f"{where}*", True
                values = [one["additionalProperties"] for one in objects if _has_values(one)]
                yield from _walk(document, values, member, f"{where}*/")
            elif parts:
                yield where + name, False


def _all_parts(document: Json, schemas: list[Json]) -> Iterator[Json]:
    for schema in schemas:
        if "$ref" in schema:
            named = document["components"]["schemas"][schema["$ref"].removeprefix(_REFERENCE)]
            yield from _all_parts(document, [named])
        yield schema
        for combined in _COMBINED:
            yield from _all_parts(document, schema.get(combined, []))


def _names(schema: Json) -> Json:
    names: Json = schema.get("properties", {})
    return names


def _is_open(schema: Json) -> bool:
    return bool(schema.get("additionalProperties", "properties" not in schema))


def _has_values(schema: Json) -> bool:
    return isinstance(schema.get("additionalProperties"), dict)
