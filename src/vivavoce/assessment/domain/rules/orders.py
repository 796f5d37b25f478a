"""Orders to whoever grades, in any disguise. They only ever cost: nothing said is executed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vivavoce.assessment.domain.rules.disguise import (
    OVERRIDES,
    first_tag,
    has_encoded_token,
    joined_letters,
    rotated,
    tagged,
    views,
)
from vivavoce.assessment.domain.rules.lexicon import ENGLISH, ORDERS, pattern
from vivavoce.assessment.domain.rules.units import Unit

_GAP = 60
_COMMAND = re.compile(
    rf"\b(?:{ORDERS['command_verbs']})\b.{{0,{_GAP}}}?\b(?:{ORDERS['command_objects']})\b"
)
_AWARD = re.compile(
    rf"\b(?:{ORDERS['award_verbs']})\b\s+(?:{ORDERS['award_objects']})\b"
    rf".{{0,{_GAP}}}?(?<!\w)(?:{ORDERS['award_values']})(?!\w)"
)
_LEAD = re.compile(rf"(?:^|[.,;:!?\"'()\[\]*#>-]|\b(?:{ORDERS['command_lead']}))\s*$")
_WEAK_LEAD = re.compile(rf"\b(?:{ORDERS['weak_lead']})\s*$")
_SUBJECT = re.compile(r"\b(?:i|we|he|she|they|to|not|never|who|it)\s+(?:\w+\s+)?$")
_TO_YOU = re.compile(
    r"\b(?:want|need|ask|order|instruct|tell|told|require|command|like) you to\s*$"
)
_REPORTED = re.compile(ORDERS["reported"])
_FLAT = pattern(*ORDERS["flat"])
_FLAT_UNLESS_OWN = pattern(*ORDERS["flat_unless_own"])
_JUDGING = re.compile(rf"\b(?:{ORDERS['judging']})\b")
_STRONG_TARGET = re.compile(ORDERS["strong_targets"])
_WEAK_TARGET = re.compile(ORDERS["weak_targets"])
_ADDRESSED = re.compile(ORDERS["addressed"])
_FIRST_PERSON = re.compile(ORDERS["first_person"])
_COMPACT = pattern(*ORDERS["compact"])
_ELSEWHERE = tuple(
    (re.compile(row["verb"]), re.compile(row["object"])) for row in ORDERS["elsewhere"]
)
_SHORT_UNIT_WORDS = 2
_BEFORE = 240
"""So many characters before a verb say who its subject is: reading all of them for each verb of a
long text would be reading the text as many times as it has verbs."""
_JUDGING_WITH_TARGET, _JUDGING_ALONE = 2, 3


def first_order(units: Sequence[Unit], raw: str, spoken_rubric: frozenset[str]) -> int | None:
    """Return the place of the first unit of a turn that orders, or None.

    An order in invisible characters may stand behind the last unit: then it is ``len(units)``.

    ``spoken_rubric`` are the rubric's own words: who is asked about rubrics may speak of them.
    """
    if _orders_hidden(raw):
        hidden = first_tag(raw)
        return sum(unit.end <= hidden for unit in units)
    is_reversed = any(mark in raw for mark in OVERRIDES)
    for place, unit in enumerate(units):
        if is_order(unit.said, unit.raw, spoken_rubric, is_reversed=is_reversed):
            return place
    for place, text in _joined_short(units):
        if is_order(text, text, spoken_rubric, is_reversed=is_reversed):
            return place
    return None


def is_order(
    said: str,
    raw: str,
    spoken_rubric: frozenset[str] = frozenset(),
    *,
    is_reversed: bool = False,
) -> bool:
    """Tell whether a folded text gives orders to whoever grades, in any of its views."""
    if has_encoded_token(raw):
        return True
    readings = [said, *views(said)]
    if is_reversed:
        readings.append(said[::-1])
    if any(_orders(text, spoken_rubric) for text in readings):
        return True
    if any(_COMMAND.search(rotated(text)) for text in readings):
        return True
    spelled = [joined_letters(text) for text in readings]
    return any(text is not None and _COMPACT.search(text) for text in spelled)


def _orders_hidden(raw: str) -> bool:
    hidden = tagged(raw)
    return bool(hidden) and (_orders(hidden, frozenset()) or bool(_COMPACT.search(hidden)))


def _orders(text: str, spoken_rubric: frozenset[str]) -> bool:
    is_own = bool(_FIRST_PERSON.search(text))
    return (
        any(_is_command(text, match) for match in _COMMAND.finditer(text))
        or any(_is_command(text, match) for match in _AWARD.finditer(text))
        or any(not _is_reported(_before(text, match)) for match in _FLAT.finditer(text))
        or (bool(_FLAT_UNLESS_OWN.search(text)) and not is_own)
        or _judges(text, spoken_rubric)
        or any(verb.search(text) and thing.search(text) for verb, thing in _ELSEWHERE)
    )


def _is_command(text: str, match: re.Match[str]) -> bool:
    # Hedges before the verb would hide who its subject is: "we just ignore the rules".
    before = " ".join(
        word for word in _before(text, match).split() if word not in ENGLISH.hedge_words
    )
    is_about_grading = bool(_JUDGING.search(match.group()))
    if _is_reported(before) and not is_about_grading:
        return False
    if _TO_YOU.search(before):
        return True
    if _SUBJECT.search(before):
        return False
    return bool(_LEAD.search(before)) or (bool(_WEAK_LEAD.search(before)) and is_about_grading)


def _before(text: str, match: re.Match[str]) -> str:
    return text[max(0, match.start() - _BEFORE) : match.start()]


def _is_reported(before: str) -> bool:
    return bool(_REPORTED.search(before.rstrip("\"' :,")))


def _judges(text: str, spoken_rubric: frozenset[str]) -> bool:
    found = {word for word in _JUDGING.findall(text) if word not in spoken_rubric}
    if len(found) >= _JUDGING_WITH_TARGET and _STRONG_TARGET.search(text):
        return True
    if _FIRST_PERSON.search(text):
        return False
    if len(found) >= _JUDGING_WITH_TARGET and _WEAK_TARGET.search(text):
        return True
    return len(found) >= _JUDGING_ALONE and bool(_ADDRESSED.search(text))


def _joined_short(units: Sequence[Unit]) -> list[tuple[int, str]]:
    runs: list[tuple[int, str]] = []
    start = 0
    while start < len(units):
        end = start
        while end < len(units) and len(units[end].words) <= _SHORT_UNIT_WORDS:
            end += 1
        if end - start > 1:
            runs.append((start, " ".join(unit.said for unit in units[start:end])))
        start = max(end, start + 1)
    return runs
