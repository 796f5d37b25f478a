"""What a candidate asks of the interviewer: an end, a pause, a person, or how things are here.

Most utterances are answers, so that a doubt is settled for the answer. A request is known by how it is put
(``request_phrases``), by where it stands (at the end of what is said, or alone), and by what stands around
it: words that somebody else said, asked or always says are a story. A classifier that was trained on labeled
lines finds requests in words that no phrase foresaw, and stops a phrase that means something else here. Only
the end of a long text is read, so that the time is proportional to its length.
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
"""So much of an utterance's end is read; a request stands in its last sentences."""


@dataclass(frozen=True, slots=True)
class DetectedRequest:
    """One request, and where it begins: ``text[:start]`` is an answer before it, if it says anything."""

    kind: CandidateRequestKind
    start: int
    has_answer: bool


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    """In plain form; one written word may be two here. A comma, a dash or a bracket is ','."""
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
"""Scores above which the classifier alone decides, and below which a phrase is not believed. Chosen on lines
of authors whom it was not trained on: at 2.0 about 1 of 100 answers is taken for a request."""
_FEWEST_WORDS_TO_CLASSIFY = 3
"""Of fewer words only the phrases are requests: "go on" and "sorry?" are not, and look like some."""
_BETTER_KIND = 1.0
"""So much more likely another kind of request has to be than the phrase's own."""


def detect_candidate_request(text: str, *, said_before: str = "") -> DetectedRequest | None:
    """Return what ``text`` asks of the interviewer, or None for an answer, however it is worded.

    ``said_before`` is the beginning of a spoken ``text`` after which there was a silence: a sentence may
    end there.
    """
    by_phrase = _read_phrases(text, said_before)
    if by_phrase is not None:
        scores = _classifier().scores(text)
        if scores["requests"] < _UNLIKELY_SCORE and by_phrase.has_answer:
            # A whole answer stands before the request, and says nothing about it.
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
    return DetectedRequest(kind, start, _has_answer(text[:start]))


def _likely_kind(scores: Mapping[str, float]) -> CandidateRequestKind:
    kinds: tuple[CandidateRequestKind, ...] = get_args(CandidateRequestKind)
    return max(kinds, key=scores.__getitem__)


@cache
def _classifier() -> TextClassifier:
    return TextClassifier.load(resources.files(__package__).joinpath("request_classifier.gz"))


def _last_start(text: str, sentences: Sequence[_Sentence]) -> int:
    """Return where the shortest ending of ``text`` begins that is a request by itself."""
    starts = [sentence[0].start for sentence in sentences]
    sure = (
        at
        for at in reversed(starts)
        if _classifier().scores(text[at:])["requests"] >= _CERTAIN_SCORE
    )
    return next(sure, 0)


def _read_phrases(text: str, said_before: str) -> DetectedRequest | None:
    plain = _SPELLED_AI.sub("ai ", text.translate(_CURLY))
    first = said_before.rstrip()
    if first and not _is_open_ended(first):
        plain = f"{plain[: len(first)]}\n{plain[len(first) + 1 :]}"
    sentences = _sentences(plain)
    if _gives_orders(sentences):
        return None
    for place in range(len(sentences) - 1, -1, -1):
        after = [token for each in sentences[place + 1 :] for token in each]
        found = _request_in_sentence(sentences[place], after)
        if found is not None:
            kind, start = found
            return DetectedRequest(kind, start, _has_answer(text[:start]))
    return None


def _gives_orders(sentences: Sequence[_Sentence]) -> bool:
    """Whether the interviewer is told what to do with the assessment, which nothing follows from."""
    return any(CONTEXT_PATTERNS["orders"].search(_join_words(sentence)) for sentence in sentences)


def _is_open_ended(text: str) -> bool:
    """Whether a clause cannot end here, or what follows may be what somebody said."""
    words = normalize_words(text)
    return (
        not words
        or words[-1] in OPEN_ENDINGS
        or CONTEXT_PATTERNS["says"].search(" ".join(words[-4:])) is not None
    )


def _sentences(text: str) -> list[list[_Token]]:
    """Return the last sentences of ``text`` as words in plain form."""
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
    return [each for each in sentences if any(token.word not in _BREAKS for token in each)]


def _request_in_sentence(
    sentence: _Sentence, after: _Sentence
) -> tuple[CandidateRequestKind, int] | None:
    """Return the request that ``sentence`` makes when ``after`` is said behind it, and where it begins.

    Of several the most particular counts.
    """
    is_asked_on = bool(after) and all(each[-1].word == "?" for each in (after, sentence))
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
        row = next((row for row, each in enumerate(REQUEST_PHRASES) if each.matches(words)), None)
        if row is None or (best is not None and row >= best[0]):
            continue
        if _is_addressed(REQUEST_PHRASES[row].kind, sentence[:start], sentence[core:], rest):
            best = row, sentence[start].start
    return None if best is None else (REQUEST_PHRASES[best[0]].kind, best[1])


def _clause_starts(sentence: _Sentence) -> Iterator[int]:
    """Yield where a clause may begin: first of all, and behind commas and words that break in."""
    yield 0
    for place, token in enumerate(sentence[:-1]):
        following = sentence[place + 1].word
        if token.word in _BREAKS or (token.word in FILLERS and following not in FILLERS):
            yield place + 1
        elif token.word in INTERRUPTS or (place and (token.word, following) in INVERTED_OPENINGS):
            yield place


def _is_direct_question(words: str, core: _Sentence) -> bool:
    """Whether a question that nothing leads up to is put: it begins like one, and ends like one.

    Where sentences end with stops, so do questions that are only told of.
    """
    if CONTEXT_PATTERNS["indirect"].match(words):
        return False
    if core[-1].word != "." or not CONTEXT_PATTERNS["direct"].match(words):
        return True
    return len(words.split()) <= _SHORT_QUESTION_WORDS and all(
        token.word not in ",:" for token in core
    )


def _has_lead_in(before: _Sentence) -> bool:
    """Whether what stands before a clause makes a question of it."""
    return any(token.word not in FILLERS | _BREAKS for token in before)


def _skip_lead_ins(sentence: _Sentence, start: int) -> int:
    """Return where the clause at ``start`` comes to the point."""
    place = start
    while place < len(sentence):
        if sentence[place].word in _BREAKS or sentence[place].word in FILLERS:
            place += 1
            continue
        lead = next((each for each in LEAD_INS if _matches_at(sentence, place, each)), None)
        if lead is None:
            return place
        place += len(lead)
    return place


def _matches_at(sentence: _Sentence, place: int, lead: Sequence[str]) -> bool:
    if place + len(lead) >= len(sentence):
        return False
    return all(sentence[place + i].word == word for i, word in enumerate(lead))


def _is_addressed(kind: CandidateRequestKind, head: _Sentence, core: _Sentence, rest: str) -> bool:
    """Whether it is said to the interviewer now: no story stands before, in or behind it."""
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
    """Whether a request may begin behind ``head``, the beginning of the same sentence."""
    said = [token.word for token in head if token.word not in _BREAKS]
    if _skip_lead_ins([*head, _Token("", 0)], 0) >= len(head):
        return True
    if head[-1].word == ":" or (_is_continued(head) and not CONTEXT_PATTERNS["opens"].match(words)):
        return False
    if any(token.word == ":" for token in head) and CONTEXT_PATTERNS["says"].search(" ".join(said)):
        return False
    is_open = head[-1].word not in _BREAKS | FILLERS | INTERRUPTS and said[-1] in OPEN_ENDINGS
    if is_open and (len(said) < 2 or said[-2] not in INTERRUPTS):  # not "hang on"
        return False
    if CONTEXT_PATTERNS["says"].search(" ".join(said[-4:])):
        return False
    is_broken_in = any(word in INTERRUPTS for word in said[-3:])
    if is_broken_in:
        return True
    start = " ".join(said)
    if (
        kind not in QUESTION_KINDS
        and CONTEXT_PATTERNS["condition"].match(start)
        and not CONTEXT_PATTERNS["polite_condition"].match(start)
    ):
        return False
    return CONTEXT_PATTERNS["says"].search(" ".join(said[-8:])) is None


def _is_continued(head: _Sentence) -> bool:
    """Whether what follows ``head`` is one more thing in a row: "and", "and then"."""
    ends = [token.word for token in head[-2:]]
    return ends[-1] == "and" or ends == ["and", "then"]


def _has_answer(text: str) -> bool:
    """Whether words before a request are an answer, more than a hesitation or a courtesy."""
    tokens = [token for each in _sentences(text) for token in each]
    core = _skip_lead_ins([*tokens, _Token("", 0)], 0)
    return len([token for token in tokens[core:] if token.word not in _BREAKS]) >= _MIN_ANSWER_WORDS


def _join_words(tokens: _Sentence) -> str:
    return " ".join(token.word for token in tokens if token.word not in _BREAKS)


def normalize_words(text: str) -> list[str]:
    """Return the words of ``text`` in plain form, without hesitations."""
    tokens = [token for each in _sentences(text.translate(_CURLY)) for token in each]
    return [
        token.word
        for token in tokens
        if token.word not in _BREAKS and token.word not in HESITATIONS
    ]
