"""Which words a candidate for a job can be expected to use: everyday ones, and those of the job."""

from __future__ import annotations

from functools import lru_cache

from vivavoce.planning.domain.everyday_words import load_everyday_stems
from vivavoce.planning.domain.hiring.nearest_sets import list_trade_questions
from vivavoce.planning.domain.text_matching import extract_content_stems, list_stems


@lru_cache(maxsize=64)
def find_known_stems(job_text: str) -> frozenset[str]:
    """Return the stems of everyday words and of those of a job and its trade.

    ``job_text`` begins with the job's title, in a line of its own.
    """
    own = frozenset(extract_content_stems(job_text))
    return load_everyday_stems() | _list_trade_stems(job_text) | own


def _list_trade_stems(job_text: str) -> frozenset[str]:
    trade = list_trade_questions(job_text)
    texts = [
        *(form.plain for one in trade for form in one.forms.values()),
        *(point for one in trade for point in one.points),
        *(signal for one in trade for level in one.anchors.values() for signal in level.signals),
    ]
    return frozenset(extract_content_stems("\n".join(texts)))


def has_only_known_words(text: str, known: frozenset[str]) -> bool:
    """Return whether no word of a text belongs to another trade; numbers belong to none."""
    stems = (stem for stem in list_stems(text) if not stem[0].isdigit())
    return known.issuperset(stems)
