"""Finds two statements about one question that give different numbers for the same thing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from vivavoce.live.domain.interviewer.words import sentence_spans

_COUNTED_NOUNS = (
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
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBER_VALUES: Mapping[str, int] = {
    word: value for value, word in enumerate(_NUMBER_WORDS.split())
}
_COUNT_PATTERN = re.compile(
    rf"\b(\d{{1,6}}|{'|'.join(_NUMBER_VALUES)}) (?:of )?(?:\w+ )?({'|'.join(_COUNTED_NOUNS)})\b",
    re.IGNORECASE,
)


def find_conflict(answers: tuple[str, ...]) -> tuple[str, str] | None:
    """Return an earlier statement and the latest answer's conflicting statement, or None.

    Only things that each of the two answers counts once are compared: "from 40 to 10" is a change.
    """
    if len(answers) < 2:
        return None
    latest = _find_counts(answers[-1])
    for earlier in answers[:-1]:
        for thing, (value, statement) in sorted(_find_counts(earlier).items()):
            if thing in latest and latest[thing][0] != value:
                return statement, latest[thing][1]
    return None


def _find_counts(text: str) -> dict[str, tuple[int, str]]:
    counted: dict[str, list[tuple[int, str]]] = {}
    for start, end in sentence_spans(text):
        for match in _COUNT_PATTERN.finditer(text[start:end]):
            number = match.group(1).lower()
            value = _NUMBER_VALUES[number] if number in _NUMBER_VALUES else int(number)
            counted.setdefault(match.group(2).lower(), []).append((value, text[start:end]))
    return {thing: said[0] for thing, said in counted.items() if len(said) == 1}
