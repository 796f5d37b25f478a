"""The hours at which a scene plays, and whether a posting is about work at other hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_HOURS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_NAME = "|".join(_HOURS)
_IN_SCENE = re.compile(
    rf"\b(?:(?:half past |a quarter (?:to|past) )?({_NAME})(?: o'clock)? (in the morning|in the afternoon"
    rf"|in the evening|at night)|at (noon|midnight)|(?:before|by|from|until) (noon|midnight))\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"\b(?:at|by|until|before|closes at|leaves at|half past|quarter past) ({_NAME})(?: o'clock)?"
    r"(?=[,;?!]|\.(?:\s|$)| and\b| you\b| the\b| people\b)",
    re.IGNORECASE,
)
"""An hour of the morning or of the afternoon: "The office closes at five."."""
_LATE = re.compile(r"\blate in the evening\b", re.IGNORECASE)
_SHIFT = re.compile(
    r"(?<![\d$\u00a3\u20ac])\b(\d{1,2})(?:[:.]\d{2})? ?(am|pm|a\.m\.|p\.m\.)? ?(?:-|\u2013|to|till|until) ?"
    r"(\d{1,2})(?:[:.]\d{2})? ?(am|pm|a\.m\.|p\.m\.)",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?<![\d.:$\u00a3\u20ac])(\d{1,2})[:.]\d{2}(?: ?h)? ?(?:-|\u2013|to|till|until) ?(\d{1,2})[:.]\d{2}\b"
    r"(?! ?(?:[ap]\.?m|an\b|per\b|/|[$\u00a3\u20ac%]|euros?|eur\b|dollars|pounds|gbp|usd|m\b|kg|km|hours))",
    re.IGNORECASE,
)
_WEEKDAYS = re.compile(
    r"\b(?:fri(?:day)?s?|weekdays),? (?:from )?(\d{1,2}) ?(?:-|\u2013|to|till|until) ?(\d{1,2})\b"
    r"(?![:.]?\d| ?[ap]\.?m)",
    re.IGNORECASE,
)
"""Hours without halves behind the days: "Monday to Friday 7-4"."""
_OPENING = re.compile(r"\b(?:open|opens|opening|hours of business)\b[^.;\n]{0,30}$", re.IGNORECASE)
"""Before hours at which customers come, not those of the work."""
_DAWN, _MIDDAY, _EVENING, _DAY = 5, 12, 21, 24
_LOOK_BACK = 50
_LEAST_SHIFT, _SLACK = 4, 1
"""In hours: the shortest shift, and how long before and after one something of it may still happen."""


@lru_cache(maxsize=8192)
def is_within_hours(scene: str, job_text: str) -> bool:
    """Return whether a scene plays at hours that the posting names, if it names any."""
    worked = _find_worked_hours(job_text)
    if not worked:
        return True
    return _find_scene_hours(scene) <= worked and all(
        {hour, hour + _MIDDAY} & worked for hour in _find_bare_hours(scene)
    )


@lru_cache(maxsize=4096)
def _find_bare_hours(scene: str) -> frozenset[int]:
    """Return the hours of which a scene does not say whether they are before or after noon, from 0 to 11."""
    bare = _IN_SCENE.sub("", scene)
    return frozenset(_HOURS[found[1].lower()] % _MIDDAY for found in _BARE.finditer(bare))


@lru_cache(maxsize=4096)
def _find_scene_hours(scene: str) -> frozenset[int]:
    hours: set[int] = set()
    if _LATE.search(scene):
        hours.add(_EVENING)
    for found in _IN_SCENE.finditer(scene):
        name, part = (found[1] or "").lower(), (found[2] or "").lower()
        if not name:
            hours.add(0 if "midnight" in found[0].lower() else _MIDDAY)
            continue
        is_late = part in {"in the afternoon", "in the evening"}
        is_late |= part == "at night" and _MIDDAY // 2 < _HOURS[name] < _MIDDAY
        hours.add((_HOURS[name] % _MIDDAY) + (_MIDDAY if is_late else 0))
    return frozenset(hours)


@lru_cache(maxsize=256)
def _find_worked_hours(job_text: str) -> frozenset[int]:
    """Return the hours of all shifts that a posting names: "10pm to 7am"."""
    hours: set[int] = set()
    for start, end in _list_shifts(job_text):
        length = (end - start) % _DAY
        if length >= _LEAST_SHIFT:  # or it is a meeting
            hours.update(hour % _DAY for hour in range(start - _SLACK, start + length + 1 + _SLACK))
    return frozenset(hours)


def _list_shifts(job_text: str) -> Iterator[tuple[int, int]]:
    """Yield the hours at which shifts begin and end, by a clock of twelve hours or of 24."""
    for found in (*_CLOCK.finditer(job_text), *_WEEKDAYS.finditer(job_text)):
        if not _OPENING.search(job_text, max(0, found.start() - _LOOK_BACK), found.start()):
            start, end = int(found[1]) % _DAY, int(found[2]) % _DAY
            is_of_day = _DAWN <= start < _MIDDAY and end < start
            yield start, end + _MIDDAY if is_of_day else end
    for found in _SHIFT.finditer(job_text):
        if _OPENING.search(job_text, max(0, found.start() - _LOOK_BACK), found.start()):
            continue
        if max(int(found[1]), int(found[3])) > _MIDDAY:
            continue  # a wage by the month: "28-32 p.m."
        end = _read_hour(found[3], found[4])
        start = _read_hour(found[1], found[2] or found[4])
        if not found[2] and start >= end:
            start = (start + _MIDDAY) % _DAY
        yield start, end


def _read_hour(number: str, half: str) -> int:
    is_late = half.lower().startswith("p")
    return int(number) % _MIDDAY + (_MIDDAY if is_late else 0)
