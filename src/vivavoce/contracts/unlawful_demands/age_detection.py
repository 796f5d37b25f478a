"""Ages in numbers: "under 35", "between 25 and 35 years old", "born after 1990"."""

from __future__ import annotations

from collections.abc import Callable

from vivavoce.contracts.unlawful_demands.parsing import (
    ParsedSentence,
    get_lexicon_words,
    is_person_noun,
    spelled_numbers,
)

_DECADES = frozenset({"twenties", "thirties", "forties", "fifties", "sixties"})
_DECADES_IN_DIGITS = frozenset({"20s", "30s", "40s", "50s", "60s"})
_BOUNDS = frozenset({"over", "under", "above", "below", "past", "beyond"})
_NEGATIONS = frozenset({"no", "not", "nobody", "nothing", "none", "never"})
_AGE_WORDS = frozenset({"years", "year", "age", "aged", "ages"})
_CONTEXT_WORDS = 8
_PUNCTUATION = frozenset(",;:()?!.")


def has_age_demand(
    reading: ParsedSentence, is_exempt: Callable[[int, int], bool], is_served: Callable[[int], bool]
) -> bool:
    """Return whether the sentence demands an age, given in numbers, of the person sought."""
    return any(
        _is_demanded(reading, at, value)
        and not is_exempt(at, at + 1)
        and not is_served(_phrase_start(reading.words, at))
        for at, word in enumerate(reading.words)
        if (value := _parse_number(word)) is not None
    )


def _phrase_start(words: tuple[str, ...], at: int) -> int:
    """Return where the phrase of an age begins: "born after" 1990, "between 25 and" 35."""
    while at > 0 and (
        words[at - 1] in get_lexicon_words("age_leads") | get_lexicon_words("age_bounds")
        or _parse_number(words[at - 1]) is not None
    ):
        at -= 1
    return (
        at - 1
        if at > 0 and words[at - 1] in {"people", "persons", "men", "women", "adults"}
        else at
    )


_MAX_DIGITS = 4
"""Digits of a year; a longer number is neither an age nor a year."""


def _parse_number(word: str) -> int | None:
    bare = word.removesuffix("s") if word[:1].isdigit() else word
    if bare.isascii() and bare.isdigit():
        return int(bare) if len(bare) <= _MAX_DIGITS else None
    return spelled_numbers().get(word)


def _is_demanded(reading: ParsedSentence, at: int, value: int) -> bool:
    words = reading.words
    before, after = words[max(0, at - _CONTEXT_WORDS) : at], words[at + 1 : at + 5]
    if 1930 <= value <= 2015:
        return _is_birth_or_graduation_year(before)
    if words[at] in _DECADES:
        return True
    if _is_age_group(words, at, before, after):
        return not _is_about_thing(reading, at)
    if not 16 <= value <= 75 or _is_legal_minimum_age(reading, before, after, value):
        return False
    if _is_about_thing(reading, at):
        return False
    if _states_age(words, at, before, after):
        return True
    if after and _counts_things(after[0]):
        return False
    return _bounds_age_of_person(before, after)


def _counts_things(following: str) -> bool:
    """Return whether a number counts things: "under 35 minutes"."""
    if following in get_lexicon_words("units") and following != "years":
        return True
    is_free = (
        following in _PUNCTUATION
        or following in get_lexicon_words("function")
        or following in {"years", "year", "tops", "please"}
    )
    return not is_free and not is_person_noun(following)


def _is_birth_or_graduation_year(before: tuple[str, ...]) -> bool:
    near = set(before[-6:])
    if before[-1:] in {("in",), ("class",)} and "born" in near | {"graduated"} and "or" in near:
        return True
    return bool(near & {"born", "graduated", "graduate", "finished", "graduation"}) and bool(
        near & {"after", "before", "since", "until", "than", "from", "under"}
    )


def _is_legal_minimum_age(
    reading: ParsedSentence, before: tuple[str, ...], after: tuple[str, ...], value: int
) -> bool:
    """Return whether this is a legal minimum age: a lower bound of at most 21 (25 with a license)."""
    if value <= 21 and (
        {"least", "minimum"} & set(before)
        or after[:2] in {("or", "over"), ("or", "older"), ("or", "above")}
    ):
        return True
    is_lower = bool({"over", "above"} & set(before[-2:]))
    is_licensed = bool(reading.frames["legal"] or reading.frames["licensed"])
    return is_licensed and value <= 25 and (is_lower or "to" not in before[-2:])


def _is_about_thing(reading: ParsedSentence, at: int) -> bool:
    return any(
        -1 <= at - span.end < 6 or 0 <= span.start - at < 3
        for span in (*reading.frames["thing"], *reading.frames["served"])
    )


def _states_age(
    words: tuple[str, ...], at: int, before: tuple[str, ...], after: tuple[str, ...]
) -> bool:
    following_words = " ".join(after)
    if following_words.startswith(
        ("years of age", "years old", "years or younger")
    ) and _has_only_bounds_before(before):
        return True
    if _is_stated_of_person(before, after):
        return True
    if following_words.startswith(
        (
            "years old",
            "year old",
            "years of age",
            "years young",
            "or younger",
            "years or younger",
            "and younger",
            "something",
            "plus somethings",
        )
    ):
        return _mentions_person(before, after)
    if before[-2:] in {("he", "is"), ("she", "is")} and (
        not after or after[0] in _PUNCTUATION or after[0] in _AGE_WORDS
    ):
        return True
    if "age" in before and "between" in before:
        return True
    near = before[-4:]
    if set(near) & {"older", "younger", "age", "aged", "ages", "turned"}:
        return not (after[:1] and after[0] in get_lexicon_words("units") - {"years"})
    return False


def _is_age_group(
    words: tuple[str, ...], at: int, before: tuple[str, ...], after: tuple[str, ...]
) -> bool:
    """Return whether people of an age are meant: "under 30s only", "the over-50s", "in her 40s"."""
    if words[at] not in _DECADES_IN_DIGITS or set(before) & get_lexicon_words("units"):
        return False
    if before[-1:] and before[-1] in _BOUNDS:
        return (
            before[-2:-1] == ("the",) or not after or after[0] in {"only", "please"} | _PUNCTUATION
        )
    return before[-1:] in {("her",), ("his",), ("their",), ("early",), ("mid",), ("late",)}


def _has_only_bounds_before(before: tuple[str, ...]) -> bool:
    """Return whether only a bound precedes the number: "up to", "not above", "max"."""
    free = (
        _BOUNDS
        | _NEGATIONS
        | get_lexicon_words("bounds_of_ages")
        | {"up", "only", "please", "around"}
    )
    return set(before) <= free


def _is_stated_of_person(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Return whether a number is a person's age: "anyone who is 50 or more", "she would be 60 next year"."""
    is_free = not after or after[0] in _PUNCTUATION | {
        "and",
        "so",
        "next",
        "soon",
        "already",
        "now",
    }
    is_open = after[:2] in {("or", "more"), ("or", "over"), ("or", "above"), ("and", "up")}
    is_open = is_open or after[:1] in {("plus",), ("upwards",), ("onwards",)}
    people = get_lexicon_words("people_of_ages") | {"last", "hire", "guy", "girl"}
    if before[-1:] and before[-1] in {"is", "was", "be", "are", "turns", "hits", "hit"}:
        is_said = bool(set(before[-4:-1]) & (people - {"is", "be"}))
        return is_said and (is_open or is_free)
    return before[-2:] in {("not", "above"), ("nothing", "over"), ("nothing", "above")} and (
        is_free and len(before) == 2
    )


def _mentions_person(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    near = {*before, *after}
    people = get_lexicon_words("possessive") | get_lexicon_words("said_with_ages")
    return bool(near & people) or not before


def _bounds_age_of_person(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Return whether a bare number bounds a person's age: "nobody over fifty", "must be under 35"."""
    last = before[-3:]
    if not set(last) & get_lexicon_words("bounds_of_ages") and after[:1] != ("tops",):
        return False
    if set(last) & {"to", "between"} and not get_lexicon_words("ranges_of_people") & set(before):
        return False
    if (
        after[:1] == ("years",)
        and set(last) & {"max", "maximum"}
        and set(after[1:2]) <= _PUNCTUATION
    ):
        return True
    if after[:1] == ("years",) and after[1:2] != ("old",) and after[1:3] != ("of", "age"):
        return (
            bool(set(before) & {"nobody", "she", "he"})
            and "experience" not in after
            and "in" not in after
        )
    people = get_lexicon_words("people_of_ages")
    return bool(set(before[-5:]) & people)
