"""The words of the interviewer's own sentences in other languages than English: they fit any question."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain

from vivavoce.kernel.translation import SpokenLanguage, match_translation, translate
from vivavoce.live.domain.interviewer.probe_wordings import list_builtin_probes
from vivavoce.live.domain.interviewer.understanding.reply_wordings import ALL_WORDINGS
from vivavoce.live.domain.interviewer.words import EVERYDAY_STEMS, content_stems


def list_everyday_stems(language: str) -> frozenset[str]:
    """Return the stems that occur in questions about any kind of work, in ``language``."""
    return EVERYDAY_STEMS | list_own_stems(language)


def list_own_stems(language: str) -> frozenset[str]:
    """Return the stems of the interviewer's sentences in ``language``; empty in English.

    English has a list of stop words, which are no stems.
    """
    if isinstance(language, SpokenLanguage) and language.sentences:
        return _list_stems(tuple(language.sentences.values()))
    known = match_translation(language)
    return frozenset() if known is None else _list_catalog_stems(known)


@cache
def _list_catalog_stems(language: str) -> frozenset[str]:
    texts = (*list_builtin_probes(), *chain.from_iterable(ALL_WORDINGS.values()))
    return _list_stems(tuple(translate(text, language) for text in texts))


@lru_cache(maxsize=64)
def _list_stems(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(*map(content_stems, texts))
