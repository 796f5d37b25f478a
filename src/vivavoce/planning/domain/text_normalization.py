"""Text normalization for comparisons: case folding, tokens, stems, stop words."""

from __future__ import annotations

import re
import unicodedata

from vivavoce.kernel.stemming import stem_word
from vivavoce.planning.domain.question_bank import load_bank_file

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_STOP_WORDS = frozenset(load_bank_file("words")["stop"].split())


def normalize_text(text: str) -> str:
    """Return ``text`` NFKC-normalized and case-folded, with plain quotes, without invisible characters."""
    if text.isascii():  # fast path for most texts
        return text.casefold()
    plain = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'")
    kept = (c for c in plain if unicodedata.category(c) != "Cf")
    return "".join(kept).casefold()


def tokenize(text: str) -> list[str]:
    """Return the normalized words and numbers of ``text`` in order."""
    return _TOKEN.findall(normalize_text(text))


def extract_content_stems(text: str) -> list[str]:
    """Return the stems of ``text`` without stop words, each once, in order of first use."""
    words = (token.split("'")[0] for token in tokenize(text))
    stems = (stem_word(word) for word in words if word not in _STOP_WORDS)
    return list(dict.fromkeys(s for s in stems if len(s) > 1))


def to_single_line(text: str, *, max_length: int) -> str:
    """Return ``text`` on one line, without markup or control characters, cut at a word boundary."""
    plain = unicodedata.normalize("NFKC", text)
    shown = (c for c in plain if c in "\n\t" or unicodedata.category(c)[0] != "C")
    line = " ".join("".join(c for c in shown if c not in "{}<>[]|`*_\\").split())
    if len(line) <= max_length:
        return line
    return line[: max_length - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"
