"""Detects requests to the interviewer: to end, to pause, for a person, or about the interview itself.

Most utterances are answers, so doubtful cases count as answers. A request is detected by its phrase
(``request_phrases``), its position (at the end of the utterance, or alone) and its context: reported speech
is part of a story. A classifier trained on labeled utterances finds requests that no phrase covers, and
rejects phrases that mean something else in context. Only the end of a long text is read, so that the run
time is proportional to its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import get_args

from vivavoce.kernel.text_classifier import TextClassifier
from vivavoce.live.domain.events import CandidateRequestKind
from vivavoce.live.domain.interviewer.request_phrases import (
    CONTEXT_PATTERNS,
    CONTRACTIONS,
    FILLERS,
    HESITATIONS,
    INTERRUPTS,
    INVERTED_OPENINGS,
    LEAD_INS,
    OPEN_ENDINGS,
    QUESTION_KINDS,
    REQUEST_PHRASES,
)
from vivavoce.live.domain.interviewer.utterance_classifier import detect_repeat_or_skip

MAX_WORDS = 100
"""Number of tokens read from the end of an utterance; requests are in the last sentences."""


@dataclass(frozen=True, slots=True)
class CandidateRequestMatch:
    """A request that begins at ``text[start:]``; ``has_answer`` if ``text[:start]`` is an answer."""

    kind: CandidateRequestKind
    start: int
    has_answer: bool


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    """Normalized word; a contraction gives two tokens. A comma, a dash or a bracket is ','."""
    start: int


_BREAKS = frozenset(",:.?")
_Sentence = Sequence[_Token]
_TOKEN = re.compile(r"[^\W_]+(?:['.][^\W_]+)*|[.?!;\n…]|[,:()\u2013\u2014\"]|-(?=\s)")
_SPELLED_AI = re.compile(r"\ba i\b", re.IGNORECASE)
_CURLY = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'})
_SHORT_QUESTION_WORDS = 7
_MAX_REQUEST_WORDS = 40
_MIN_ANSWER_WORDS = 4
_CERTAIN_SCORE, _UNLIKELY_SCORE = 2.0, -1.5
"""Score from which the classifier alone decides, and score below which a phrase match is rejected. Chosen on
utterances of authors outside the training set: at 2.0 about 1 of 100 answers is mistaken for a request."""
_FEWEST_WORDS_TO_CLASSIFY = 3
"""With fewer words only phrases count: "go on" and "sorry?" look like requests to the classifier."""
_BETTER_KIND = 1.0
"""Score margin by which another kind must exceed the phrase's own kind to replace it."""


def detect_candidate_request(text: str, *, said_before: str = "") -> CandidateRequestMatch | None:
    """Return the request that ``text`` makes, or None if it is only an answer.

    ``said_before`` is the beginning of a spoken ``text`` that was followed by a silence: a sentence may
    end there.
    """
    by_phrase = _read_phrases(text, said_before)
    if by_phrase is not None:
        scores = _classifier().scores(text)
        if scores["requests"] < _UNLIKELY_SCORE and by_phrase.has_answer:
            # The answer before the request lowers the score, so score the request alone.
            scores = _classifier().scores(text[by_phrase.start :])
        if scores["requests"] < _UNLIKELY_SCORE:
            return None
        likely = _likely_kind(scores)
        if scores[likely] > scores[by_phrase.kind] + _BETTER_KIND:
            return replace(by_phrase, kind=likely)
        return by_phrase
    scores = _classifier().scores(text)
    is_short = len(normalize_words(text)) < _FEWEST_WORDS_TO_CLASSIFY
    sentences = _sentences(text)
    is_other_wish = detect_repeat_or_skip(text) is not None or _gives_orders(sentences)
    if is_short or is_other_wish or scores["requests"] < _CERTAIN_SCORE:
        return None
    start = _last_start(text, sentences)
    kind = _likely_kind(_classifier().scores(text[start:]))
    return CandidateRequestMatch(kind, start, _has_answer(text[:start]))


def _likely_kind(scores: Mapping[str, float]) -> CandidateRequestKind:
    kinds: tuple[CandidateRequestKind, ...] = get_args(CandidateRequestKind)
    return max(kinds, key=scores.__getitem__)


@cache
def _classifier() -> TextClassifier:
    return TextClassifier.load(resources.files(__package__).joinpath("request_classifier.gz"))


def _last_start(text: str, sentences: Sequence[_Sentence]) -> int:
    """Return the start of the shortest ending of ``text`` that is a request by itself; 0 if none is."""
    starts = [sentence[0].start for sentence in sentences]
    sure = (
        at
        for at in reversed(starts)
        if _classifier().scores(text[at:])["requests"] >= _CERTAIN_SCORE
    )
    return next(sure, 0)


def _read_phrases(text: str, said_before: str) -> CandidateRequestMatch | None:
    plain = _SPELLED_AI.sub("ai ", text.translate(_CURLY))
    first = said_before.rstrip()
    if first and not _is_open_ended(first):
        plain = f"{plain[: len(first)]}\n{plain[len(first) + 1 :]}"
    sentences = _sentences(plain)
    if _gives_orders(sentences):
        return None
    for place in range(len(sentences) - 1, -1, -1):
        after = [token for sentence in sentences[place + 1 :] for token in sentence]
        match = _request_in_sentence(sentences[place], after)
        if match is not None:
            kind, start = match
            return CandidateRequestMatch(kind, start, _has_answer(text[:start]))
    return None


def _gives_orders(sentences: Sequence[_Sentence]) -> bool:
    """Whether the text tells the interviewer how to assess; such instructions are ignored."""
    return any(CONTEXT_PATTERNS["orders"].search(_join_words(sentence)) for sentence in sentences)


def _is_open_ended(text: str) -> bool:
    """Whether a clause cannot end here, or reported speech may follow."""
    words = normalize_words(text)
    return (
        not words
        or words[-1] in OPEN_ENDINGS
        or CONTEXT_PATTERNS["says"].search(" ".join(words[-4:])) is not None
    )


def _sentences(text: str) -> list[list[_Token]]:
    """Return the last sentences of ``text`` as normalized tokens."""
    tokens = list(_TOKEN.finditer(text))[-MAX_WORDS:]
    sentences: list[list[_Token]] = [[]]
    for match in tokens:
        piece = match.group().lower()
        if piece[0] in ".?!;\n…":
            sentences[-1].append(_Token("?" if piece == "?" else ".", match.start()))
            sentences.append([])
        elif not piece[0].isalnum():
            sentences[-1].append(_Token(":" if piece == ":" else ",", match.start()))
        else:
            plain = CONTRACTIONS.get(piece, piece)
            sentences[-1] += [_Token(word, match.start()) for word in plain.split()]
    return [
        sentence for sentence in sentences if any(token.word not in _BREAKS for token in sentence)
    ]


def _request_in_sentence(
    sentence: _Sentence, after: _Sentence
) -> tuple[CandidateRequestKind, int] | None:
    """Return the kind and start of the request in ``sentence``, or None; ``after`` is the text after it.

    The most specific of several requests is returned.
    """
    is_asked_on = bool(after) and all(words[-1].word == "?" for words in (after, sentence))
    rest = "" if is_asked_on else _join_words(after)
    best: tuple[int, int] | None = None
    for start in _clause_starts(sentence):
        core = _skip_lead_ins(sentence, start)
        if core >= len(sentence):
            continue
        words = _join_words(sentence[core:])
        if not _has_lead_in(sentence[start:core]) and not _is_direct_question(
            words, sentence[core:]
        ):
            continue
        row = next(
            (row for row, phrase in enumerate(REQUEST_PHRASES) if phrase.matches(words)), None
        )
        if row is None or (best is not None and row >= best[0]):
            continue
        if _is_addressed(REQUEST_PHRASES[row].kind, sentence[:start], sentence[core:], rest):
            best = row, sentence[start].start
    return None if best is None else (REQUEST_PHRASES[best[0]].kind, best[1])


def _clause_starts(sentence: _Sentence) -> Iterator[int]:
    """Yield the token positions where a clause may begin: at 0, after commas and at interrupting words."""
    yield 0
    for place, token in enumerate(sentence[:-1]):
        following = sentence[place + 1].word
        if token.word in _BREAKS or (token.word in FILLERS and following not in FILLERS):
            yield place + 1
        elif token.word in INTERRUPTS or (place and (token.word, following) in INVERTED_OPENINGS):
            yield place


def _is_direct_question(words: str, core: _Sentence) -> bool:
    """Whether the clause is a direct question without a lead-in: it starts and ends like one.

    A clause that ends with a full stop may only report a question, so it must be short.
    """
    if CONTEXT_PATTERNS["indirect"].match(words):
        return False
    if core[-1].word != "." or not CONTEXT_PATTERNS["direct"].match(words):
        return True
    return len(words.split()) <= _SHORT_QUESTION_WORDS and all(
        token.word not in ",:" for token in core
    )


def _has_lead_in(before: _Sentence) -> bool:
    """Whether the tokens before a clause contain a lead-in, such as "can I ask"."""
    return any(token.word not in FILLERS | _BREAKS for token in before)


def _skip_lead_ins(sentence: _Sentence, start: int) -> int:
    """Return the position after the fillers and lead-ins of the clause at ``start``."""
    place = start
    while place < len(sentence):
        if sentence[place].word in _BREAKS or sentence[place].word in FILLERS:
            place += 1
            continue
        lead = next(
            (lead_in for lead_in in LEAD_INS if _matches_at(sentence, place, lead_in)), None
        )
        if lead is None:
            return place
        place += len(lead)
    return place


def _matches_at(sentence: _Sentence, place: int, lead: Sequence[str]) -> bool:
    if place + len(lead) >= len(sentence):
        return False
    return all(sentence[place + i].word == word for i, word in enumerate(lead))


def _is_addressed(kind: CandidateRequestKind, head: _Sentence, core: _Sentence, rest: str) -> bool:
    """Whether the request is addressed to the interviewer now, and not part of a story around it."""
    words = _join_words(core)
    if (
        CONTEXT_PATTERNS["story"].search(f"{words} {rest}")
        or len(words.split()) > _MAX_REQUEST_WORDS
    ):
        return False
    if CONTEXT_PATTERNS["side_story"].search(
        " ".join(token.word for token in core).replace(" ,", ",")
    ):
        return False
    is_question = (
        kind in QUESTION_KINDS or CONTEXT_PATTERNS["asked_for_a_thing"].match(words) is not None
    )
    is_told_on = is_question or CONTEXT_PATTERNS["tale"].search(rest) is not None
    if rest and is_told_on and not CONTEXT_PATTERNS["here"].search(rest):
        return False
    return _can_follow(kind, head, words)


def _can_follow(kind: CandidateRequestKind, head: _Sentence, words: str) -> bool:
    """Whether a request may begin after ``head``, the beginning of the same sentence."""
    head_words = [token.word for token in head if token.word not in _BREAKS]
    if _skip_lead_ins([*head, _Token("", 0)], 0) >= len(head):
        return True
    if head[-1].word == ":" or (_is_continued(head) and not CONTEXT_PATTERNS["opens"].match(words)):
        return False
    if any(token.word == ":" for token in head) and CONTEXT_PATTERNS["says"].search(
        " ".join(head_words)
    ):
        return False
    is_open = head[-1].word not in _BREAKS | FILLERS | INTERRUPTS and head_words[-1] in OPEN_ENDINGS
    if is_open and (len(head_words) < 2 or head_words[-2] not in INTERRUPTS):  # not "hang on"
        return False
    if CONTEXT_PATTERNS["says"].search(" ".join(head_words[-4:])):
        return False
    is_broken_in = any(word in INTERRUPTS for word in head_words[-3:])
    if is_broken_in:
        return True
    start = " ".join(head_words)
    if (
        kind not in QUESTION_KINDS
        and CONTEXT_PATTERNS["condition"].match(start)
        and not CONTEXT_PATTERNS["polite_condition"].match(start)
    ):
        return False
    return CONTEXT_PATTERNS["says"].search(" ".join(head_words[-8:])) is None


def _is_continued(head: _Sentence) -> bool:
    """Whether ``head`` ends in "and" or "and then", so that an enumeration continues."""
    ends = [token.word for token in head[-2:]]
    return ends[-1] == "and" or ends == ["and", "then"]


def _has_answer(text: str) -> bool:
    """Whether the text before a request is an answer, more than a hesitation or a polite phrase."""
    tokens = [token for sentence in _sentences(text) for token in sentence]
    core = _skip_lead_ins([*tokens, _Token("", 0)], 0)
    return len([token for token in tokens[core:] if token.word not in _BREAKS]) >= _MIN_ANSWER_WORDS


def _join_words(tokens: _Sentence) -> str:
    return " ".join(token.word for token in tokens if token.word not in _BREAKS)


def normalize_words(text: str) -> list[str]:
    """Return the normalized words of ``text``, without punctuation and hesitations."""
    tokens = [token for sentence in _sentences(text.translate(_CURLY)) for token in sentence]
    return [
        token.word
        for token in tokens
        if token.word not in _BREAKS and token.word not in HESITATIONS
    ]
