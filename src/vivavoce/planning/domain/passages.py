"""Split long texts into passages, and choose the few that are nearest to a question.

A job text, a résumé or a company's page can be longer than a model reads well. Only lawful parts without
contact details and without instructions for a program become passages.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import mul
from typing import Any, Literal

from vivavoce.contracts.unlawful_demands import find_unlawful_ground_in_item
from vivavoce.kernel.sentences import split_sentences
from vivavoce.planning.domain.requirements import (
    find_unlawful_topic,
    is_prohibited_topic,
    is_prompt_injection,
)
from vivavoce.planning.domain.text_matching import extract_content_stems, to_single_line

PassageSource = Literal["job", "company", "background"]
"""The job text, the company's description, or the candidate's résumé and profile."""
MAX_PASSAGE_TOKENS = 1200
"""What one request to a model may hold of passages."""
MAX_PASSAGES = 240
_MAX_WORDS = 60
_MIN_WORDS = 3
_MAX_CHECKED_WORDS = 300
_CHARACTERS_PER_TOKEN = 4
_PREFIXES: Mapping[PassageSource, str] = {"job": "j", "company": "c", "background": "b"}
_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(
    r"(?<![^\s@])[^\s@]+@\S+|(?:https?://|www\.)\S+|\b(?:linkedin|github|xing)\.com\S*"
)
_PHONE = re.compile(r"\+?\d[\d\s()./-]{6,}\d")
_YEARS = re.compile(
    r"(?:19|20)\d\d\s*[-/.]\s*(?:19|20)\d\d|(?:[0-3]?\d[./-])?[01]?\d[./-](?:19|20)\d\d"
)
"""A period of years, or a date: a phone number of that form has more in it."""
_PROFILE_WORDS = frozenset({
    "certificates", "certifications", "education", "experience", "headline", "industry", "languages",
    "positions", "projects", "skills", "summary", "title", "work",
})  # fmt: skip
"""The members of a candidate's profile that say something about work; all others are left out."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text, with an id that is stable for the same text."""

    id: str
    source: PassageSource
    text: str = field(repr=False)

    @property
    def tokens(self) -> int:
        """The estimated number of tokens."""
        return count_tokens(self.text)


def count_tokens(text: str) -> int:
    """Return about how many tokens a text takes in a model."""
    return math.ceil(len(text) / _CHARACTERS_PER_TOKEN)


def split_passages(source: PassageSource, text: str) -> tuple[Passage, ...]:
    """Return a text as passages of at most 60 words, at most 240 of them."""
    passages: list[Passage] = []
    for words in _pack_sentences(text):
        if len(passages) == MAX_PASSAGES:
            break
        passages.append(Passage(f"{_PREFIXES[source]}{len(passages) + 1}", source, words))
    return tuple(passages)


def write_background(
    resume_text: str | None,
    profile: Mapping[str, Any] | None,  # Any: JSON
    *,
    candidate_name: str | None,
) -> str:
    """Return what a résumé and a profile say about work, without the candidate's name."""
    text = "\n".join(filter(None, ((resume_text or "").strip(), *_list_profile_lines(profile))))
    for part in sorted((candidate_name or "").split(), key=len, reverse=True):
        if len(part) > 1:
            text = re.sub(rf"\b{re.escape(part)}\b", "", text, flags=re.IGNORECASE)
    return text


def rank_by_vectors(
    query: Sequence[float], vectors: Sequence[Sequence[float]]
) -> list[tuple[float, int]]:
    """Return the places of the vectors of length 1 with their similarity, nearest first."""
    scored = ((sum(map(mul, query, one)), at) for at, one in enumerate(vectors))
    return sorted(scored, key=lambda pair: (-pair[0], pair[1]))


def rank_by_words(query: str, passages: Sequence[Passage]) -> list[tuple[float, int]]:
    """Return the places of the passages that share words with a query; rare words count more."""
    stems = [set(extract_content_stems(passage.text)) for passage in passages]
    frequency = Counter(stem for one in stems for stem in one)
    wanted = set(extract_content_stems(query))
    scored = (
        (sum(math.log(1 + len(passages) / frequency[stem]) for stem in wanted & own), at)
        for at, own in enumerate(stems)
    )
    return sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1]))


def choose_passages(
    ranked: Iterable[int], passages: Sequence[Passage], *, max_tokens: int
) -> tuple[Passage, ...]:
    """Return the first of the ranked passages that fit into the tokens, in the order of their texts."""
    chosen: list[int] = []
    left = max_tokens
    for at in ranked:
        if passages[at].tokens <= left:
            chosen.append(at)
            left -= passages[at].tokens
    return tuple(passages[at] for at in sorted(chosen))


def _pack_sentences(text: str) -> Iterator[str]:
    """Yield runs of sentences of one paragraph; a heading or a bullet joins the lines after it."""
    packed: list[str] = []
    for paragraph in text.splitlines():
        if not paragraph.strip() and packed:
            yield from _join(packed)
            packed = []
        for sentence in _split_sentences(paragraph):
            for words in _cut(_clean(sentence)):
                if len(packed) + len(words) > _MAX_WORDS:
                    yield from _join(packed)
                    packed = []
                packed += words
    yield from _join(packed)


def _split_sentences(paragraph: str) -> Iterator[str]:
    """Yield the sentences of a paragraph that have words; text without sentences in runs of 300 words."""
    sentences = (
        one for one in split_sentences(paragraph, at_semicolons=True) if _LETTER.search(one)
    )
    for sentence in sentences:
        words = sentence.split()
        for start in range(0, len(words), _MAX_CHECKED_WORDS):
            yield " ".join(words[start : start + _MAX_CHECKED_WORDS])


def _join(words: Sequence[str]) -> Iterator[str]:
    if len(words) >= _MIN_WORDS:
        yield " ".join(words)


def _cut(words: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(words), _MAX_WORDS):
        yield words[start : start + _MAX_WORDS]


def _clean(sentence: str) -> list[str]:
    """Return the words of a sentence that may be read; none if it is private, unlawful or an order."""
    if (
        is_prompt_injection(sentence)
        or is_prohibited_topic(sentence)
        or find_unlawful_topic(sentence)
        or find_unlawful_ground_in_item(sentence)
    ):
        return []
    without_addresses = _ADDRESS.sub(" ", sentence)
    without_contact = _PHONE.sub(_keep_years, without_addresses)
    return to_single_line(without_contact, max_length=10_000).split()


def _keep_years(found: re.Match[str]) -> str:
    return found[0] if _YEARS.fullmatch(found[0]) else " "


def _list_profile_lines(value: Any, *, is_about_work: bool = False) -> Iterator[str]:  # Any: JSON
    if isinstance(value, Mapping):
        for key, inner in value.items():
            named = is_about_work or str(key).casefold() in _PROFILE_WORDS
            yield from _list_profile_lines(inner, is_about_work=named)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _list_profile_lines(inner, is_about_work=is_about_work)
    elif isinstance(value, str) and is_about_work and value.strip():
        yield value.strip()
