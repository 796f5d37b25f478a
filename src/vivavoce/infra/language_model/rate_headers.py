"""The room that an endpoint says is left: read from the headers of its answers, used before it refuses.

Two families of headers are read. OpenAI, Azure, Groq and gateways send ``x-ratelimit-remaining-requests``
and ``x-ratelimit-reset-tokens: 6m0s``; Anthropic sends ``anthropic-ratelimit-tokens-reset`` with a time.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from vivavoce.infra.language_model.budget import compute_background_share
from vivavoce.kernel.clock import Clock

RoomKind = Literal["requests", "tokens", "input-tokens", "output-tokens"]
_KINDS: tuple[RoomKind, ...] = ("requests", "tokens", "input-tokens", "output-tokens")
_DURATION = re.compile(
    r"(?:(\d{1,3})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,6}(?:\.\d{1,9})?)s)?"
    r"(?:(\d{1,9}(?:\.\d{1,9})?)ms)?"
)
_SECONDS = re.compile(r"\d{1,6}(?:\.\d{1,9})?")
_UNITS_S = (86_400.0, 3600.0, 60.0, 1.0, 0.001)
_LONGEST_PERIOD_S = 120.0
"""In a limit that fills up more slowly, such as one of requests a day, nothing is kept for speech."""
_SHORTEST_WAIT_S = 0.01
"""Rounding leaves waits of next to nothing, in which no clock moves."""

HeadReader = Callable[[Mapping[str, str]], None]
read_head: ContextVar[HeadReader | None] = ContextVar("read_head", default=None)
"""What a connection calls with the headers of each response, in the context of its request."""


@dataclass(frozen=True, slots=True)
class EndpointRoom:
    """What is left of one limit; it fills up evenly until ``resets_in_s`` have passed."""

    remaining: float
    limit: int | None
    resets_in_s: float


def read_rooms(headers: Mapping[str, str], now: datetime) -> dict[RoomKind, EndpointRoom]:
    """Return what is left of each limit that the headers name; times count from their own ``Date``."""
    lowered = {name.lower(): value for name, value in headers.items()}
    with suppress(KeyError, ValueError):
        now = parsedate_to_datetime(lowered["date"])
    rooms: dict[RoomKind, EndpointRoom] = {}
    for kind in _KINDS:
        for names in ("x-ratelimit-{0}-" + kind, f"anthropic-ratelimit-{kind}-" + "{0}"):
            remaining = _read_number(lowered.get(names.format("remaining")))
            resets_in_s = _read_reset_s(lowered.get(names.format("reset"), ""), now)
            if remaining is not None and resets_in_s is not None:
                limit = _read_number(lowered.get(names.format("limit")))
                rooms[kind] = EndpointRoom(remaining, limit, resets_in_s)
    return rooms


class EndpointRooms:
    """Remembers the room of each model, and what is on its way to it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rooms: dict[str, dict[RoomKind, tuple[EndpointRoom, float]]] = {}
        self._sent: dict[str, dict[int, int]] = {}
        self._numbers = itertools.count()

    @contextmanager
    def watch(self, model: str, tokens: int) -> Iterator[None]:
        """Send a request inside the block: it counts until its headers say what is left."""
        sent, number = self._sent.setdefault(model, {}), next(self._numbers)

        def note(headers: Mapping[str, str]) -> None:
            sent.pop(number, None)
            self._note(model, headers)

        sent[number] = tokens
        reading = read_head.set(note)
        try:
            yield
        finally:
            read_head.reset(reading)
            sent.pop(number, None)

    def compute_wait_s(self, model: str, *, tokens: int, is_urgent: bool) -> float:
        """Return the seconds until a request of so many tokens has room; 0 if it has.

        An urgent request may use all of it, others leave a quarter of the limit.
        """
        now, sent = self._clock.monotonic(), self._sent.get(model, {})
        counts = 1 + len(sent), tokens + sum(sent.values())
        waits = [
            _wait_s(room, now - read_at, counts[kind != "requests"], is_urgent=is_urgent)
            for kind, (room, read_at) in self._rooms.get(model, {}).items()
        ]
        wait_s = max(waits, default=0.0)
        return max(wait_s, _SHORTEST_WAIT_S) if wait_s else 0.0

    def _note(self, model: str, headers: Mapping[str, str]) -> None:
        now = self._clock.monotonic()
        rooms = self._rooms.setdefault(model, {})
        for kind, room in read_rooms(headers, self._clock.now()).items():
            known, read_at = rooms.get(kind, (room, now))
            is_comparable = room.limit is not None and known.limit == room.limit
            # Answers overtake each other: of two, the one with less room is the later one.
            if not is_comparable or room.remaining <= _left_after(known, now - read_at):
                rooms[kind] = room, now

    def forget(self) -> None:
        """Forget all rooms: those of another key are not known."""
        self._rooms.clear()


def _left_after(room: EndpointRoom, passed_s: float) -> float:
    if room.limit is None:
        return room.remaining
    share = min(1.0, passed_s / room.resets_in_s) if room.resets_in_s else 1.0
    return room.remaining + max(0.0, room.limit - room.remaining) * share


def _wait_s(room: EndpointRoom, passed_s: float, wanted: int, *, is_urgent: bool) -> float:
    """Return when ``wanted`` fits; a request above the whole limit fits when the limit is full."""
    left_s = room.resets_in_s - passed_s
    if left_s <= 0:
        return 0.0
    if room.limit is None:
        return left_s if room.remaining < wanted else 0.0
    missing = max(0.0, room.limit - room.remaining)
    is_slow = room.resets_in_s * room.limit > _LONGEST_PERIOD_S * missing
    kept = 0 if is_urgent or is_slow else room.limit - compute_background_share(room.limit)
    lacking = min(wanted + kept, room.limit) - _left_after(room, passed_s)
    return lacking * room.resets_in_s / missing if lacking > 0 and missing else 0.0


def _read_number(value: str | None) -> int | None:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 13 else None


def _read_reset_s(value: str, now: datetime) -> float | None:
    """Return the seconds of '6m0s', of '1.5', or until a time by RFC 3339; None for anything else."""
    if _SECONDS.fullmatch(value):
        return float(value)
    if value and (found := _DURATION.fullmatch(value)):
        pairs = zip(found.groups(), _UNITS_S, strict=True)
        return sum(float(number or 0) * unit_s for number, unit_s in pairs)
    try:
        return max(0.0, (datetime.fromisoformat(value) - now).total_seconds())
    except (ValueError, TypeError):  # TypeError: one of them has no time zone
        return None
