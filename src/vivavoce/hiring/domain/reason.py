"""What counts as a reason for a decision: words that somebody else can understand later."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from vivavoce.kernel.errors import FieldError, Malformed

LEAST_WORDS, LEAST_LETTERS, LEAST_SIGNS = 2, 5, 4
READ_CHARACTERS = 1_000
_WITHOUT_SPACES = frozenset(
    {"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "BOPOMOFO"}
)
_MESSAGE = (
    "Give the reason in 'comments' in at least two words. It is kept with the decision, and the"
    " candidate may ask to see it."
)


class ReasonTooShortError(Malformed):
    """A reason of one word or a few characters does not tell why a decision was taken."""

    code = "reason_too_short"


def is_reason(text: str) -> bool:
    """Return whether ``text`` has at least two words, or some signs of a script without spaces."""
    words = text[:READ_CHARACTERS].split()
    letters = [sign for word in words for sign in word if sign.isalpha()]
    if sum(1 for _ in _signs_of_words(letters)) >= LEAST_SIGNS:
        return True
    in_words = sum(any(sign.isalpha() for sign in word) for word in words)
    return in_words >= LEAST_WORDS and len(letters) >= LEAST_LETTERS


def refuse_short_reason(text: str | None) -> None:
    """Raise ``ReasonTooShortError`` where a reason was given and says nothing; none is no reason."""
    if text is not None and text.strip() and not is_reason(text):
        raise ReasonTooShortError(_MESSAGE, errors=[FieldError("comments", "too_short", _MESSAGE)])


def _signs_of_words(letters: list[str]) -> Iterator[str]:
    return (
        sign
        for sign in letters
        if unicodedata.name(sign, "").partition(" ")[0].partition("-")[0] in _WITHOUT_SPACES
    )
