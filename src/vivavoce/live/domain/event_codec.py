"""Encodes events as JSON and decodes them: a registry of types and versions, with upcasters."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.translation import translatable
from vivavoce.live.domain.events import SessionEvent

FieldReader = Callable[[Any], Any]  # Any: a JSON value in, a field's value out
Upcaster = Callable[[Json], Json]


class UnreadableEventError(VivavoceError):
    """A stored event cannot be read by this version of the product."""

    code = "session_event_unreadable"


@dataclass(frozen=True, slots=True)
class EncodedEvent:
    """An event in its stored form; ``personal`` must be encrypted, ``open`` must not."""

    type: str
    v: int
    open: Json
    personal: Json


EVENT_TYPES: dict[str, type[SessionEvent]] = {kind.type: kind for kind in get_args(SessionEvent)}
"""All event classes by their stored type name."""

UPCASTERS: dict[tuple[str, int], Upcaster] = {}
"""Maps (type, version) to a function that raises the event's merged JSON to the next version."""


def personal_fields(kind: type[SessionEvent]) -> frozenset[str]:
    """Return the names of an event class's personal fields."""
    return frozenset(f.name for f in dataclasses.fields(kind) if f.metadata.get("personal"))


def erased_personal_fields(name: str) -> Json:
    """Return the personal fields of an erased event: an empty list or an empty string for each.

    Raises ``UnreadableEventError`` for an unknown type name.
    """
    hints = get_type_hints(get_event_class(name))
    return {
        field: [] if get_origin(hints[field]) is tuple else ""
        for field in personal_fields(get_event_class(name))
    }


def get_event_class(name: str) -> type[SessionEvent]:
    """Return the event class of a stored type name, or raise ``UnreadableEventError``."""
    kind = EVENT_TYPES.get(name)
    if kind is None:
        raise UnreadableEventError(translatable("There is no event type '{name}'.", name=name))
    return kind


def encode(event: SessionEvent) -> EncodedEvent:
    """Return ``event`` as JSON with its personal fields apart; default values are included."""
    members = {f.name: _to_json(getattr(event, f.name)) for f in dataclasses.fields(event)}
    private = _PERSONAL_FIELDS[event.type]
    return EncodedEvent(
        type=event.type,
        v=event.v,
        open={name: value for name, value in members.items() if name not in private},
        personal={name: value for name, value in members.items() if name in private},
    )


def decode(
    stored: EncodedEvent,
    *,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> SessionEvent:
    """Return the event, upcast to the current version, or raise ``UnreadableEventError``."""
    kind = get_event_class(stored.type)
    members = {**stored.open, **stored.personal}
    if stored.v > kind.v:
        raise UnreadableEventError(
            translatable(
                "'{type}' version {version} is newer than this version of the product.",
                type=stored.type,
                version=stored.v,
            )
        )
    for version in range(stored.v, kind.v):
        members = _upcast(stored.type, version, members, upcasters)
    readers = _READERS[stored.type]
    try:
        return kind(**{name: readers[name](value) for name, value in members.items()})
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableEventError(
            translatable("'{type}' does not match its schema.", type=stored.type)
        ) from error


def _upcast(
    name: str, version: int, members: Json, upcasters: Mapping[tuple[str, int], Upcaster]
) -> Json:
    upcast = upcasters.get((name, version))
    if upcast is None:
        raise UnreadableEventError(
            translatable(
                "No upgrade exists from '{name}' version {version} to the next version.",
                name=name,
                version=version,
            )
        )
    try:
        return upcast(members)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableEventError(
            translatable(
                "'{name}' version {version} does not match its schema.", name=name, version=version
            )
        ) from error


def _to_json(value: Any) -> Any:  # Any: a field's value, its JSON
    if isinstance(value, tuple):
        return [_to_json(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


def _reader(hint: Any) -> FieldReader:  # Any: a type expression
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        inner = _reader(next(arg for arg in args if arg is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _reader(args[0])
        return lambda value: tuple(item(member) for member in value)
    if origin is Literal:
        return _literal_reader(frozenset(args))
    if hint is datetime:
        return datetime.fromisoformat
    if dataclasses.is_dataclass(hint):
        return _dataclass_reader(hint)
    return _scalar_reader(hint)


def _dataclass_reader(kind: Any) -> FieldReader:  # Any: a dataclass
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
    return lambda value: kind(**{name: readers[name](member) for name, member in value.items()})


def _literal_reader(allowed: frozenset[object]) -> FieldReader:
    def read(value: Any) -> Any:  # Any: JSON
        if value not in allowed:
            raise ValueError(value)
        return value

    return read


def _scalar_reader(kind: type) -> FieldReader:
    def read(value: Any) -> Any:  # Any: JSON
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if type(value) is not kind:
            raise ValueError(kind.__name__)
        return value

    return read


_PERSONAL_FIELDS = {name: personal_fields(kind) for name, kind in EVENT_TYPES.items()}
_READERS = {
    name: {
        f.name: _reader(hints[f.name])
        for hints in (get_type_hints(kind),)
        for f in dataclasses.fields(kind)
    }
    for name, kind in EVENT_TYPES.items()
}
