"""Members of a body and query parameters that the route does not know, each with the nearest known name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, get_args

from fastapi import Response
from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.text_matching import count_typos
from vivavoce.kernel.translation import translatable

UNKNOWN_FIELD = "extra_forbidden"
"""Pydantic's type of the error that refuses a field which the model does not have."""
_MAX_MEMBERS = 50
_MAX_HEADERS = 10
"""Together below 3 kB: a proxy takes 4 kB or 8 kB of headers."""
_MAX_PATH_LENGTH = 120
_SHORT_NAME_LENGTH = 4


class RequestWarningResponse(BaseModel):
    """A warning about a member or a parameter of the request, in the form of a missing fact."""

    field: str = Field(examples=["candidatMail"])
    """The path of the member, or the name of the query parameter, that is not known."""
    severity: Literal["INFO"]
    """Always `INFO`."""
    message: str = Field(
        examples=[
            "'candidatMail' is not a known field and was ignored. Did you mean 'candidateEmail'?"
        ]
    )
    """The warning in a sentence, with the nearest known name."""
    question: str
    """Always empty."""


@dataclass(frozen=True, slots=True)
class UnknownMember:
    """A member that no field of the model takes; ``suggestion`` is a known name, or None."""

    path: str
    suggestion: str | None

    @property
    def refusal(self) -> str:
        """The sentence that refuses the member."""
        if self.suggestion is None:
            return translatable("is not a known field.")
        return translatable(
            "is not a known field. Did you mean '{suggestion}'?", suggestion=self.suggestion
        )

    @property
    def warning(self) -> dict[str, str]:
        """The entry in ``warnings`` for a member that was ignored."""
        message = f"'{self.path}' is not a known field and was ignored.{self._question}"
        return {"field": self.path, "severity": "INFO", "message": message, "question": ""}

    @property
    def _question(self) -> str:
        return "" if self.suggestion is None else f" Did you mean '{self.suggestion}'?"


@dataclass(frozen=True, slots=True)
class UnknownParameter(UnknownMember):
    """A query parameter that the operation does not have; ``known`` are those that it has."""

    known: tuple[str, ...]

    @property
    def refusal(self) -> str:
        """The sentence that refuses the parameter, with what the operation has instead."""
        if self.suggestion is not None:
            return translatable(
                "is not a parameter of this operation. Did you mean '{suggestion}'?",
                suggestion=self.suggestion,
            )
        if not self.known:
            return translatable("is not a parameter of this operation, which has none.")
        return translatable(
            "is not a parameter of this operation. It has: {names}.", names=", ".join(self.known)
        )

    @property
    def warning(self) -> dict[str, str]:
        """The entry in ``warnings`` for a parameter that was ignored."""
        message = (
            f"'{self.path}' is not a parameter of this operation and was ignored.{self._question}"
        )
        return {"field": self.path, "severity": "INFO", "message": message, "question": ""}


def find_unknown_parameters(known: Sequence[str], sent: Iterable[str]) -> list[UnknownParameter]:
    """Return the query parameters that are not among ``known``, each once; at most 50."""
    unknown = [name for name in dict.fromkeys(sent) if name not in known][:_MAX_MEMBERS]
    return [
        UnknownParameter(name[:_MAX_PATH_LENGTH], _find_nearest(name, known), tuple(known))
        for name in unknown
    ]


def find_unknown_members(
    model: type[BaseModel],
    value: Any,  # Any: JSON
) -> list[UnknownMember]:
    """Return the members of ``value`` that ``model`` does not know, nested ones too; at most 50.

    A model may name the keys that it knows of a field that is a dictionary, in ``known_keys``.
    """
    return list(islice(_walk_model(model, value, ""), _MAX_MEMBERS))


def name_unknown_members(
    fields: Sequence[FieldError],
    model: type[BaseModel],
    value: Any,  # Any: JSON
) -> list[FieldError]:
    """Return what is wrong with the request with its unknown members, which may be misspelt.

    Where unknown members are ignored, a missing one is often there under a misspelt name: it is first.
    """
    unknown = find_unknown_members(model, value)
    refusals = {
        member.path: FieldError(member.path, UNKNOWN_FIELD, member.refusal) for member in unknown
    }
    named = {field.field for field in fields}
    first = [
        refusals.pop(member.path)
        for member in unknown
        if member.suggestion in named and member.path not in named
    ]
    known = [
        refusals.pop(field.field, field) if field.code == UNKNOWN_FIELD else field
        for field in fields
    ]
    return [*first, *known, *(one for path, one in refusals.items() if path not in named)]


def find_models(annotation: object) -> Iterator[type[BaseModel]]:
    """Yield the models of an annotation, such as both of ``list[First] | Second``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from find_models(part)


def add_warnings(
    response: Response, unknown: Sequence[UnknownMember], *, has_warnings: bool
) -> None:
    """Name what is unknown in the response: in its ``warnings``, or else in headers ``Warning``.

    ``has_warnings`` says whether its JSON objects have ``warnings``. Errors stay as they are.
    """
    if not unknown or response.status_code >= 300:
        return
    is_json = response.headers.get("content-type", "").startswith("application/json")
    body = json.loads(bytes(response.body)) if is_json and has_warnings else None
    if isinstance(body, dict):
        body["warnings"] = [*body.get("warnings", ()), *(member.warning for member in unknown)]
        response.body = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        response.headers["Content-Length"] = str(len(response.body))
        return
    messages = [member.warning["message"] for member in unknown]
    if len(messages) > _MAX_HEADERS:
        messages[_MAX_HEADERS - 1 :] = [f"and {len(messages) - _MAX_HEADERS + 1} more."]
    for message in messages:
        text = message.replace("\\", "").replace('"', "'")
        plain = text.encode("ascii", "replace").decode()
        printable = "".join(character if character.isprintable() else "?" for character in plain)
        response.headers.append("Warning", f'299 - "{printable}"')


def describe_warning_header(statuses: Sequence[int]) -> dict[str, Any]:  # Any: an OpenAPI document
    """Return what the OpenAPI operation says about the header ``Warning`` of its responses."""
    header = {
        "description": "Names a query parameter that is not known and was ignored; otherwise absent. "
        "There are at most ten; if that is not enough, the tenth says how many more.",
        "schema": {"type": "string"},
    }
    return {"responses": {str(status): {"headers": {"Warning": header}} for status in statuses}}


def describe_warnings(statuses: Sequence[int]) -> dict[str, Any]:  # Any: an OpenAPI document
    """Return what the OpenAPI operation says about ``warnings`` in its JSON responses."""
    items = RequestWarningResponse.model_json_schema()
    property_schema = {
        "type": "array",
        "description": "The members and query parameters of the request that are not known and were ignored.",
        "items": {key: items[key] for key in ("type", "required", "properties")},
    }
    schema = {"properties": {"warnings": property_schema}}
    return {
        "responses": {
            str(status): {"content": {"application/json": {"schema": schema}}}
            for status in statuses
        }
    }


def _walk_model(model: type[BaseModel], value: object, path: str) -> Iterator[UnknownMember]:
    if not isinstance(value, dict):
        return
    fields = _fields_by_name(model)
    known_keys: Mapping[str, frozenset[str]] = getattr(model, "known_keys", {})
    for name, inner in value.items():
        named_field = fields.get(name)
        here = _join(path, name)
        if named_field is None:
            yield _unknown(here, path, name, _public_names(model))
            continue
        field_name, field = named_field
        if field_name in known_keys and isinstance(inner, dict):
            keys = sorted(known_keys[field_name])
            for key in sorted(set(inner) - set(keys)):
                yield _unknown(_join(here, key), here, key, keys)
        else:
            yield from _walk_annotation(field.annotation, inner, here)


def _walk_annotation(annotation: object, value: object, path: str) -> Iterator[UnknownMember]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk_annotation(annotation, item, _join(path, str(index)))
    elif isinstance(value, dict):
        readings = [
            list(islice(_walk_model(model, value, path), _MAX_MEMBERS))
            for model in find_models(annotation)
        ]
        yield from min(readings, key=len, default=[])


def _fields_by_name(model: type[BaseModel]) -> dict[str, tuple[str, FieldInfo]]:
    """Return the fields by each name that the model takes in JSON."""
    takes_both = bool(model.model_config.get("populate_by_name"))
    fields: dict[str, tuple[str, FieldInfo]] = {}
    for name, field in model.model_fields.items():
        if field.alias is not None:
            fields[field.alias] = (name, field)
        if field.alias is None or takes_both:
            fields[name] = (name, field)
    return fields


def _public_names(model: type[BaseModel]) -> list[str]:
    return [
        field.alias or name for name, field in model.model_fields.items() if not field.deprecated
    ]


def _unknown(path: str, parent: str, name: str, known: Sequence[str]) -> UnknownMember:
    nearest = _find_nearest(name, known)
    return UnknownMember(
        path[:_MAX_PATH_LENGTH], None if nearest is None else _join(parent, nearest)
    )


def _find_nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name with the fewest typing errors, or None if there are too many."""
    limit = 1 if len(name) <= _SHORT_NAME_LENGTH else 2
    folded = _fold(name)
    ranked = [
        (count_typos(folded, _fold(candidate), limit=limit), candidate) for candidate in known
    ]
    nearest = min(ranked, default=(limit + 1, ""), key=lambda pair: pair[0])
    return nearest[1] if nearest[0] <= limit else None


def _fold(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
