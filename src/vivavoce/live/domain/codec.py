"""Events to JSON and back: a registry of names and versions, with upcasters for old ones."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain.events import SessionEvent

Read = Callable[[Any], Any]  # Any: a JSON value in, a field's value out
Upcast = Callable[[Json], Json]


class UnreadableEvent(VivavoceError):
    """A stored event cannot be read by this version of the product."""

    code = "session_event_unreadable"


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event as a store keeps it; ``personal`` is to be encrypted, ``open`` is not."""

    type: str
    v: int
    open: Json
    personal: Json


TYPES: dict[str, type[SessionEvent]] = {kind.type: kind for kind in get_args(SessionEvent)}
"""Every event by the name that the log keeps."""

UPCASTERS: dict[tuple[str, int], Upcast] = {}
"""From (type, version) to the same event one version later, on its merged JSON."""


def personal_fields(kind: type[SessionEvent]) -> frozenset[str]:
    """Return the names of the fields that hold somebody's words."""
    return frozenset(f.name for f in dataclasses.fields(kind) if f.metadata.get("personal"))


def nothing_said(name: str) -> Json:
    """Return the personal members of an event whose words were erased: empty, in their own shape."""
    hints = get_type_hints(type_named(name))
    return {
        field: [] if get_origin(hints[field]) is tuple else ""
        for field in personal_fields(type_named(name))
    }


def type_named(name: str) -> type[SessionEvent]:
    """Return the event class of a stored name, or raise ``UnreadableEvent``."""
    kind = TYPES.get(name)
    if kind is None:
        raise UnreadableEvent(f"There is no event type '{name}'.")
    return kind


def encode(event: SessionEvent) -> Encoded:
    """Return ``event`` as JSON, the personal members apart. Members at their default are kept."""
    members = {f.name: _write(getattr(event, f.name)) for f in dataclasses.fields(event)}
    private = _PERSONAL[event.type]
    return Encoded(
        type=event.type,
        v=event.v,
        open={name: value for name, value in members.items() if name not in private},
        personal={name: value for name, value in members.items() if name in private},
    )


def decode(
    stored: Encoded,
    *,
    upcasters: Mapping[tuple[str, int], Upcast] = UPCASTERS,
) -> SessionEvent:
    """Return the event, raised to today's version; raise ``UnreadableEvent``."""
    kind = type_named(stored.type)
    members = {**stored.open, **stored.personal}
    if stored.v > kind.v:
        raise UnreadableEvent(f"'{stored.type}' version {stored.v} is newer than this product.")
    for version in range(stored.v, kind.v):
        members = _raised(stored.type, version, members, upcasters)
    readers = _READERS[stored.type]
    try:
        return kind(**{name: readers[name](value) for name, value in members.items()})
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableEvent(f"'{stored.type}' does not fit its shape.") from error


def _raised(
    name: str, version: int, members: Json, upcasters: Mapping[tuple[str, int], Upcast]
) -> Json:
    upcast = upcasters.get((name, version))
    if upcast is None:
        raise UnreadableEvent(f"Nothing raises '{name}' version {version} to the next.")
    try:
        return upcast(members)
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableEvent(f"'{name}' version {version} does not fit its shape.") from error


def _write(value: Any) -> Any:  # Any: a field's value, its JSON
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _write(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


def _reader(hint: Any) -> Read:  # Any: a type expression
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        inner = _reader(next(arg for arg in args if arg is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        item = _reader(args[0])
        return lambda value: tuple(item(each) for each in value)
    if origin is Literal:
        return _one_of(frozenset(args))
    if hint is datetime:
        return datetime.fromisoformat
    if dataclasses.is_dataclass(hint):
        return _record(hint)
    return _exactly(hint)


def _record(kind: Any) -> Read:  # Any: a dataclass
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
    return lambda value: kind(**{name: readers[name](each) for name, each in value.items()})


def _one_of(allowed: frozenset[object]) -> Read:
    def read(value: Any) -> Any:  # Any: JSON
        if value not in allowed:
            raise ValueError(value)
        return value

    return read


def _exactly(kind: type) -> Read:
    def read(value: Any) -> Any:  # Any: JSON
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if type(value) is not kind:
            raise ValueError(kind.__name__)
        return value

    return read


_PERSONAL = {name: personal_fields(kind) for name, kind in TYPES.items()}
_READERS = {
    name: {
        f.name: _reader(hints[f.name])
        for hints in (get_type_hints(kind),)
        for f in dataclasses.fields(kind)
    }
    for name, kind in TYPES.items()
}
