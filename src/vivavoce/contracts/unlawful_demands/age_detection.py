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
_LATER = frozenset({"later", "earlier", "onwards", "younger", "on", "after", "before"})
_ANYBODY = frozenset({"nobody", "anybody", "anyone", "somebody", "someone", "people", "those"})
_LAST_HOUR = 24
_FULL_AGE = 18


def has_age_demand(
    reading: ParsedSentence, is_exempt: Callable[[int, int], bool], is_served: Callable[[int], bool]
) -> bool:
    """Return whether the sentence demands an age, given in numbers, of the person sought."""
    return any(
        _is_demanded(reading, at, value)
        and not is_exempt(at, at + 1)
        and not (value < YEARS_OF_BIRTH.start and is_served(_phrase_start(reading.words, at)))
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


WORKING_AGES, YEARS_OF_BIRTH = range(16, 76), range(1930, 2016)
"""Ages of people who work, and years in which they may have been born or left school."""
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
    if value in YEARS_OF_BIRTH:
        return _is_birth_or_graduation_year(before, after)
    if words[at] in _DECADES:
        return True
    if _is_age_group(words, at, before, after):
        return not _is_about_thing(reading, at)
    if value not in WORKING_AGES or _is_legal_minimum_age(reading, before, after, value):
        return False
    if _is_about_thing(reading, at) or _is_hour(value, before, after):
        return False
    if _states_age(words, at, before, after) or _passes_age(before, after):
        return True
    if _bounds_age_of_worker(words, at, after) or _bounds_age_of_anybody(before, after):
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


def _is_birth_or_graduation_year(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    near = set(before[-6:])
    if near & {"birth", "born", "graduated", "graduation", "graduates"} and set(after[:2]) & _LATER:
        return True
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
    if value <= _FULL_AGE and before[-1:] in {("under",), ("below",)} and "only" not in after:
        return True
    is_lower = bool({"over", "above"} & set(before[-2:]))
    if is_lower and value <= _FULL_AGE and not _NEGATIONS & set(before[-5:]):
        return True
    is_licensed = bool(reading.frames["legal"] or reading.frames["licensed"])
    return is_licensed and value <= 25 and (is_lower or "to" not in before[-2:])


def _is_about_thing(reading: ParsedSentence, at: int) -> bool:
    return any(
        -1 <= at - span.end < 6 or 0 <= span.start - at < 3
        for span in (*reading.frames["thing"], *reading.frames["served"])
    )


def _is_hour(value: int, before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Return whether a number is an hour of the day: "shifts for cooks from 18 to 23"."""
    near = {*before, *after}
    return (
        value <= _LAST_HOUR
        and bool(near & get_lexicon_words("hour_words"))
        and not near & (_AGE_WORDS | {"old"})
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
            "y o",
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
    if before[-1:] == ("at",) and after[:1] in {("she",), ("he",)}:
        return True
    if set(near) & {"older", "younger", "age", "aged", "ages", "turned"}:
        return not (after[:1] and after[0] in get_lexicon_words("units") - {"years"})
    return False


def _is_age_group(
    words: tuple[str, ...], at: int, before: tuple[str, ...], after: tuple[str, ...]
) -> bool:
    """Return whether people of an age are meant: "under 30s only", "the over-50s", "in her 40s"."""
    if set(before) & get_lexicon_words("units"):
        return False
    if words[at] not in _DECADES_IN_DIGITS:
        is_plural = words[at].endswith("s") and words[at][:1].isdigit()
        is_adult = is_plural and 21 < (_parse_number(words[at]) or 0) <= 75
        return is_adult and bool(before[-1:]) and before[-1] in _BOUNDS
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


def _passes_age(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Return whether somebody reaches or looks an age: "who has passed fifty-five", "would turn sixty"."""
    if before[-1:] and before[-1] in {"turn", "turns", "turning", "turned"}:
        return not after or after[0] in _PUNCTUATION | get_lexicon_words("function")
    last = before[-2:]
    is_reached = last[-1:] in {("passed",), ("past",), ("beyond",), ("near",), ("nearing",)}
    is_reached = is_reached or last in {
        ("close", "to"),
        ("child", "of"),
        ("boy", "of"),
        ("girl", "of"),
    }
    if not is_reached or (after and after[0] not in _PUNCTUATION | get_lexicon_words("function")):
        return False
    people = get_lexicon_words("people_of_ages") | {
        "anybody",
        "looks",
        "child",
        "boy",
        "girl",
        "has",
    }
    return bool(set(before[-7:]) & people)


def _bounds_age_of_worker(words: tuple[str, ...], at: int, after: tuple[str, ...]) -> bool:
    """Return whether the number bounds the age of people whom a job names.

    "Plasterers over fifty", "store crew, 18-25 only", "nurses between 22 and 40", "helper (till 32)".
    """
    has_years = after[:1] in {("years",), ("year",)}
    following = after[1:2] if has_years else after[:1]
    start = at - 2 if _ends_range(words, at) else at
    bound = words[max(0, start - 1) : start]
    if start < at and following == ("only",) and bound and bound[0] in _PUNCTUATION:
        return True
    if following and following[0] not in _PUNCTUATION | _AFTER_WORKERS:
        return False
    if start < at and has_years and bound == ("between",) and "experience" not in after:
        return True
    opener = start - 1
    while opener >= 0 and words[opener] in _WORKER_BOUNDS:
        opener -= 1
    if opener < 0 or opener == start - 1:
        return False
    return is_person_noun(words[opener]) or words[opener] in _WORKERS


def _bounds_age_of_anybody(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Return whether a number bounds the age of anybody: "nobody under forty understands our customers"."""
    is_bound = before[-1:] and before[-1] in _BOUNDS | {"of", "aged"}
    if not is_bound or not set(before[-2:-1]) & _ANYBODY:
        return False
    return not after or after[0] not in get_lexicon_words("units") - {"years"}


def _ends_range(words: tuple[str, ...], at: int) -> bool:
    """Return whether the number is the upper end of a range of ages: "18 to 25"."""
    if at < 2 or words[at - 1] not in {"to", "and", "till", "until"}:
        return False
    low = _parse_number(words[at - 2])
    return low is not None and 15 <= low < 70


_AFTER_WORKERS = frozenset(
    {
        "only",
        "please",
        "and",
        "above",
        "below",
        "are",
        "is",
        "cannot",
        "can",
        "have",
        "will",
        "do",
        "need",
    }
)
_WORKERS = frozenset(
    {
        "youth",
        "youths",
        "boys",
        "girls",
        "(",
        "workers",
        "persons",
        "people",
        "anybody",
        "anyone",
        "those",
    }
)
_WORKER_BOUNDS = frozenset(
    {
        "over",
        "under",
        "above",
        "below",
        "past",
        "beyond",
        "between",
        "up",
        "to",
        "till",
        "until",
        "of",
        "not",
        "no",
        "more",
        "less",
        "older",
        "younger",
        "than",
        "from",
        "aged",
        "exceeding",
        "maximum",
        "max",
        "at",
    }
)


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
