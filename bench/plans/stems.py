"""The stem of a question: its words without the fact of the job that they name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from rapidfuzz import fuzz

from bench.plans.job_facts import find_named_facts, split_words
from bench.plans.postings import Posting
from bench.plans.similarity import list_masked_phrases
from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.text_matching import extract_content_stems

PLACE = "*"
_SAME_STEM = 88.0
"""Two stems at least this similar (rapidfuzz ratio, 0 to 100) are one: small words around a fact may differ."""
_MIN_RUN_WORDS, _MIN_RUN_CONTENT = 3, 2


def find_stem(text: str, posting: Posting) -> str:
    """Return the words of a question with ``*`` for each named fact.

    A fact is a task or a tool that the question names, a skill or title of the request, or a run of at
    least three words, two of them content words, that a line of the job has in the same order.
    """
    words = split_words(text)
    stems = [stem_word(word) for word in words]
    masked: set[int] = set()
    for fact in find_named_facts(text, posting):
        masked |= set(range(fact.start, fact.end))
    for phrase in (*list_masked_phrases(posting), *posting.skills):
        wanted = [stem_word(word) for word in split_words(phrase)]
        for at in range(len(stems) - len(wanted) + 1):
            if wanted and stems[at : at + len(wanted)] == wanted:
                masked |= set(range(at, at + len(wanted)))
    masked |= _find_copied_words(stems, posting)
    return _collapse(words, masked)


def number_stems(stems: Iterable[str]) -> list[int]:
    """Return a number for each stem; similar stems have the same one."""
    known: list[str] = []
    numbers = []
    for stem in stems:
        same = next(
            (
                number
                for number, other in enumerate(known)
                if stem == other or fuzz.ratio(stem, other, score_cutoff=_SAME_STEM)
            ),
            None,
        )
        if same is None:
            same = len(known)
            known.append(stem)
        numbers.append(same)
    return numbers


def _find_copied_words(stems: list[str], posting: Posting) -> set[int]:
    runs = _list_runs(posting)
    return {
        place
        for at in range(len(stems) - _MIN_RUN_WORDS + 1)
        if tuple(stems[at : at + _MIN_RUN_WORDS]) in runs
        for place in range(at, at + _MIN_RUN_WORDS)
    }


@cache
def _list_runs(posting: Posting) -> frozenset[tuple[str, ...]]:
    runs = set()
    for line in posting.work_lines:
        words = split_words(line)
        for at in range(len(words) - _MIN_RUN_WORDS + 1):
            part = words[at : at + _MIN_RUN_WORDS]
            if len(extract_content_stems(" ".join(part))) >= _MIN_RUN_CONTENT:
                runs.add(tuple(stem_word(word) for word in part))
    return frozenset(runs)


def _collapse(words: list[str], masked: set[int]) -> str:
    """Return the words with one ``*`` for each masked run; a single word between two of them is part of it."""
    inside = {at for at in range(len(words)) if at - 1 in masked and at + 1 in masked}
    shown: list[str] = []
    for at, word in enumerate(words):
        if at not in masked | inside:
            shown.append(word)
        elif not shown or shown[-1] != PLACE:
            shown.append(PLACE)
    return " ".join(shown)
