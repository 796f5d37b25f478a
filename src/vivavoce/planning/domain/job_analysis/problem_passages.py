"""The hard part of a job as a posting tells it in several sentences, below a label that announces it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.planning.domain.job_analysis.problem_words import (
    LIKELY_HEADING,
    OPEN_HEADING,
    PROUD_HEADING,
)

MAX_PASSAGE_WORDS = 75
"""Of sentences that are cited in one question, which still can be read aloud."""
_MIN_TOPIC_WORDS = 4
"""Fewer words behind a label name what follows, and are cited with it: "The hard part: mastitis."."""
_MAX_ANNOUNCING_WORDS = 12
_LEAD = re.compile(r"([A-Za-z][^.:!?]{2,45}?)(?::| [\u2013\u2014-]) (?=\w)")
_ANNOUNCES = re.compile(
    r"^(?:(?:but |and |now )?(?:you (?:should|need to|ought to|must) (?:also )?know (?:this|that|what|one)\b|"
    r"(?:please )?know (?:this|what you|before)|before you apply\b|be (?:warned|aware|prepared)\b|"
    r"(?:we|i)(?:'ll| will| want to|'d like to)? (?:also )?be (?:honest|frank|open|straight)|"
    r"(?:here(?:'s| is)|now (?:for|to|comes)|this is) (?:the|where|what) (?:\w{2,12} )?(?:hard|honest|catch|"
    r"difficult|tricky|problem|trouble|it gets|hurts|awkward|bad)|"
    r"there(?:'s| is) (?:a|one|also a) (?:\w{2,12} )?(?:catch|problem|snag|difficulty|but)\b|"
    r"(?:it|this)(?: is|'s| will|'ll)(?: not|n't)(?: be)? (?:\w{1,10} ){0,3}(?:easy|simple|quiet|calm)\b|"
    r"not (?:everything|all) (?:is|runs|works)\b|things are not\b|one (?:thing|warning)\b))",
    re.IGNORECASE,
)
"""A sentence that only says that something hard follows: "You should know this before you apply."."""
_IS_OTHER = re.compile(
    r"\b(?:you(?:'ll|'d)?|your (?!job\b|post\b|predecessors?\b|team\b)|apply|application|salary|pension|"
    r"bonus|cv|resume|candidates?|applicants?|"
    r"we (?:offer|pay|train|teach|need|seek|want|would like|are looking|look for|are hiring)|"
    r"looking for|hiring|seeking|someone|somebody who|essential|required|preferred|desirable|"
    r"licen[cs]e|certificates?|diploma|degree|holidays?|proud|award|died|death|dead|suicide|killed)\b|"
    r"https?:|@|\?",
    re.IGNORECASE,
)
"""What candidates read about themselves or the terms: with that, the story of the problem is over."""


@dataclass(frozen=True, slots=True)
class AnnouncedPassage:
    """Sentences that a label announces as the hard part, and whether the label leaves no doubt."""

    sentences: tuple[str, ...]
    is_sure: bool


def find_announced_passage(plain: Sequence[str], heading: str) -> AnnouncedPassage | None:
    """Return what stands below a label that announces something hard in a paragraph, or None.

    The label is the heading, the beginning of a sentence before a colon, or a sentence of its own.
    """
    if OPEN_HEADING.search(heading) or LIKELY_HEADING.search(heading):
        return _take(plain, is_sure=OPEN_HEADING.search(heading) is not None)
    for at, sentence in enumerate(plain):
        lead = _LEAD.match(sentence)
        if lead is not None and not PROUD_HEADING.search(lead[1]):
            is_open = OPEN_HEADING.search(lead[1]) is not None
            if is_open or LIKELY_HEADING.search(lead[1]):
                rest = sentence[lead.end() :]
                first = rest if len(rest.split()) >= _MIN_TOPIC_WORDS else sentence
                return _take((first, *plain[at + 1 :]), is_sure=is_open)
        if len(sentence.split()) <= _MAX_ANNOUNCING_WORDS and _ANNOUNCES.search(sentence):
            return _take(plain[at + 1 :], is_sure=True)
    return None


def _take(plain: Sequence[str], *, is_sure: bool) -> AnnouncedPassage | None:
    """Return the sentences up to the first that is about something else, as many as a question can cite."""
    taken = list[str]()
    for sentence in plain:
        count = len(" ".join((*taken, sentence)).split())
        if count > MAX_PASSAGE_WORDS or _IS_OTHER.search(sentence):
            break
        taken.append(sentence)
    return AnnouncedPassage(tuple(taken), is_sure) if taken else None
