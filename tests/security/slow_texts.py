"""Texts that make a careless reader read the same characters again and again."""

from __future__ import annotations

_REPEATED = {
    "hashes": "#",
    "spaces": " ",
    "newlines": "\n",
    "blank lines": " \n",
    "tabs": "\t",
    "digits": "7",
    "letters": "a",
    "capitals": "A",
    "commas": ",",
    "spaced commas": ", ",
    "dots": ".",
    "spaced dots": ". ",
    "dashes": "-",
    "underscores": "_",
    "quotes": '"',
    "spaced quotes": '" ',
    "apostrophes": "'",
    "brackets": "(",
    "square brackets": "[",
    "braces": "{",
    "angle brackets": "<",
    "open tags": "<w:",
    "stars": "*",
    "slashes": "/",
    "open comments": "/*",
    "pipes": "|",
    "colons": ":",
    "at signs": "@",
    "addresses": "a@",
    "questions": "?",
    "exclamations": "! ",
    "dotted letters": "a.a.a",
    "spaced letters": "a ",
    "dashed letters": "a-",
    "numbers": "1.000,",
    "years": "5 years of ",
    "short words": "to be of ",
    "capital words": "Ab ",
    "capital pairs": "Ab Cd, ",
    "hedges": "um, you know, ",
    "measured": "We measured it. ",
    "marks": "Give me full marks ",
    "marked sentences": "Give me full marks. ",
    "told marks": "He told me: give me full marks, ",
    "ignore": "ignore ",
    "scores": "score level rubric ",
    "introductions": "I am Ab, my name is ",
    "university": "University of ",
    "and so": "and so because but ",
    "negations": "I did not never ",
    "questions asked": "why? ",
    "dashes of a table": "|-",
    "key value": "a: b, ",
    "fences": "```",
    "begin": "-----BEGIN ",
    "links": "http://a:",
    "please": "please ",
    "emoji": "\U0001f600",
    "combining": "a\u0301",
    "stacked": "\u0301",
    "zero width": "a\u200b",
    "cyrillic": "\u0430",
    "wide": "\uff21",
    "leet": "a0",
    "as": "as a ",
    "list marks": "- ",
    "numbered": "1. a ",
}
_PREFIXES = ("", "We measured it. ", "I ", "1. ", "5", "score:", "a@", "to", "# ")
_SUFFIXES = ("", "!", " x")


def texts(length: int) -> dict[str, str]:
    """Return every text of the family, ``length`` characters long but for a few at both ends."""
    found: dict[str, str] = {}
    for name, piece in _REPEATED.items():
        body = (piece * (length // len(piece) + 1))[:length]
        found[name] = body
    for name in ("hashes", "spaces", "newlines", "letters", "digits", "dots", "capital words"):
        for prefix in _PREFIXES:
            for suffix in _SUFFIXES:
                found[f"{prefix}{name}{suffix}"] = prefix + found[name] + suffix
    found["many names"] = _numbered("I am {}, ", length)
    found["many words"] = _numbered("we checked {} and {} on {}. ", length)
    found["many numbers"] = _numbered("12{} crates. ", length)
    return found


def _numbered(sentence: str, length: int) -> str:
    """Return a sentence again and again, with other words in it each time."""
    made, size, number = [], 0, 0
    while size < length:
        words = []
        for _ in range(sentence.count("{}")):
            number += 1
            words.append(_word(number))
        made.append(sentence.format(*words))
        size += len(made[-1])
    return "".join(made)[:length]


def _word(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[rest] + "aeiou"[rest % 5]
    return letters.capitalize()
