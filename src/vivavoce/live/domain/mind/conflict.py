"""Two statements to one question that name different numbers of the same thing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vivavoce.live.domain.mind.words import units_of

_COUNTED = (
    "people",
    "engineers",
    "developers",
    "colleagues",
    "members",
    "nurses",
    "customers",
    "users",
    "patients",
    "servers",
    "shops",
    "machines",
)
_NUMBERS = "zero one two three four five six seven eight nine ten eleven twelve"
_VALUES: Mapping[str, int] = {word: value for value, word in enumerate(_NUMBERS.split())}
_COUNT = re.compile(
    rf"\b(\d{{1,6}}|{'|'.join(_VALUES)}) (?:of )?(?:\w+ )?({'|'.join(_COUNTED)})\b", re.IGNORECASE
)


def conflict_in(answers: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the latest answer's statement and the earlier one that it does not fit, if any.

    Only a thing that each of the two answers counts once is compared: "from 40 to 10" is a change.
    """
    if len(answers) < 2:
        return None
    latest = _counts(answers[-1])
    for earlier in answers[:-1]:
        for thing, (value, statement) in sorted(_counts(earlier).items()):
            if thing in latest and latest[thing][0] != value:
                return statement, latest[thing][1]
    return None


def _counts(text: str) -> dict[str, tuple[int, str]]:
    counted: dict[str, list[tuple[int, str]]] = {}
    for start, end in units_of(text):
        for match in _COUNT.finditer(text[start:end]):
            number = match.group(1).lower()
            value = _VALUES[number] if number in _VALUES else int(number)
            counted.setdefault(match.group(2).lower(), []).append((value, text[start:end]))
    return {thing: said[0] for thing, said in counted.items() if len(said) == 1}
