"""What counts as a reason for a decision: text that another person can understand later."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from vivavoce.kernel.errors import FieldError, InvalidRequestError

MIN_WORDS, MIN_LETTERS, MIN_UNSPACED_LETTERS = 2, 5, 4
MAX_CHARACTERS_READ = 1_000
_SCRIPTS_WITHOUT_SPACES = frozenset(
    {"CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "BOPOMOFO"}
)
_MESSAGE = (
    "Give the reason in 'comments', in at least two words. It is stored with the "
    "decision, and the candidate can ask to see it."
)


class ReasonTooShortError(InvalidRequestError):
    """The reason is too short. Give it in at least two words."""

    code = "reason_too_short"


def is_meaningful_reason(text: str) -> bool:
    """Return whether ``text`` has two words with five letters, or four letters of an unspaced script."""
    words = text[:MAX_CHARACTERS_READ].split()
    letters = [sign for word in words for sign in word if sign.isalpha()]
    if sum(1 for _ in _letters_of_unspaced_scripts(letters)) >= MIN_UNSPACED_LETTERS:
        return True
    in_words = sum(any(sign.isalpha() for sign in word) for word in words)
    return in_words >= MIN_WORDS and len(letters) >= MIN_LETTERS


def check_reason(text: str | None) -> None:
    """Raise ``ReasonTooShortError`` if a reason is given but too short; no reason at all is accepted."""
    if text is not None and text.strip() and not is_meaningful_reason(text):
        raise ReasonTooShortError(_MESSAGE, errors=[FieldError("comments", "too_short", _MESSAGE)])


def _letters_of_unspaced_scripts(letters: list[str]) -> Iterator[str]:
    return (
        sign
        for sign in letters
        if unicodedata.name(sign, "").partition(" ")[0].partition("-")[0] in _SCRIPTS_WITHOUT_SPACES
    )
