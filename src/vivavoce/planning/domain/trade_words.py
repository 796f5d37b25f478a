"""Whether the text of a posting has the words of a trade that its title only resembles."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache

from vivavoce.planning.domain.everyday_words import load_everyday_stems
from vivavoce.planning.domain.question_fit import tells_work
from vivavoce.planning.domain.question_sets import load_question_set
from vivavoce.planning.domain.text_matching import extract_content_stems

_LEAST, _LEAST_IF_GUESSED = 3, 4
"""Of 525 cases of trades, each rated beside its posting, 31 % misfitted where the title said more than its
occupation and fewer words were there. Where as many were, 11 % did, and 3 % below a plain title."""
_MAX_WORDS = 40


@lru_cache(maxsize=128)
def has_trade_words(set_id: str, job_text: str, *, is_guessed: bool) -> bool:
    """Return whether a job text has enough words of a trade, or is too short to have any.

    ``set_id`` names the question set of the trade, and ``job_text`` begins with the title, in a line of its
    own. A trade that is only guessed needs more words.
    """
    if not tells_work(job_text):
        return True
    found = _list_trade_words(set_id).intersection(extract_content_stems(job_text))
    return len(found) >= (_LEAST_IF_GUESSED if is_guessed else _LEAST)


@cache
def _list_trade_words(set_id: str) -> frozenset[str]:
    """Return the stems that several questions of a trade have, but for those that people use in any job."""
    counts: Counter[str] = Counter()
    for one in load_question_set(set_id).questions:
        texts = [*one.points, *(form.plain for form in one.forms.values())]
        texts += [form.samples.get("strong", "") for form in one.forms.values()]
        counts.update(set(extract_content_stems("\n".join(texts))) - load_everyday_stems())
    often = [(-count, stem) for stem, count in counts.items() if count > 1 and stem.isalpha()]
    return frozenset(stem for _, stem in sorted(often)[:_MAX_WORDS])
