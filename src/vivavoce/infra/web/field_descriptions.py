"""Descriptions of properties in the API document, read from the docstrings below the fields of the models.

Pydantic can read them too (``use_attribute_docstrings``), but only while it creates a class: that would add
more than half a second to every start. Here they are read when the document is built.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from pydantic import BaseModel

_PACKAGE = "vivavoce."
_VARIANTS = ("-Input", "-Output")
"""What the framework appends to the name of a model that has two schemas."""


def describe_properties(document: dict[str, Any]) -> None:  # Any: an OpenAPI document
    """Add the docstring of its field to every property of ``document`` that has no description."""
    describe_schemas(document.get("components", {}).get("schemas", {}))


def describe_schemas(schemas: dict[str, Any]) -> None:  # Any: JSON schemas
    """Add the docstrings of fields to the properties of schemas, which are named after their models."""
    models = {model.__name__: model for model in _list_models(BaseModel)}
    for name, schema in schemas.items():
        model = models.get(_strip_variant(name))
        if model is None:
            continue
        texts = read_field_docstrings(model)
        aliases = {
            field.serialization_alias or field.alias or field_name: field_name
            for field_name, field in model.model_fields.items()
        }
        for alias, schema_property in schema.get("properties", {}).items():
            text = texts.get(aliases.get(alias, alias))
            if text is not None:
                schema_property.setdefault("description", text)


def read_field_docstrings(model: type) -> dict[str, str]:
    """Return the docstrings of a class's fields by name, those of its base classes included."""
    texts: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if base.__module__.startswith(_PACKAGE):
            module = inspect.getmodule(base)
            texts |= {} if module is None else _read_module(module).get(base.__qualname__, {})
    return texts


@cache
def _read_module(module: ModuleType) -> dict[str, dict[str, str]]:
    """Return the docstrings of the fields of every class of a module; none without its source."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except OSError:
        return {}
    return {
        node.name: dict(_read_class(node)) for node in tree.body if isinstance(node, ast.ClassDef)
    }


def _read_class(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, following in zip(node.body, node.body[1:], strict=False):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            text = following.value.value
            if isinstance(text, str):
                yield field.target.id, " ".join(text.replace("``", "`").split())


def _list_models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for child in model.__subclasses__():
        if child.__module__.startswith(_PACKAGE):
            yield child
        yield from _list_models(child)


def _strip_variant(name: str) -> str:
    return next((name.removesuffix(end) for end in _VARIANTS if name.endswith(end)), name)
