"""Splits an utterance into sentences and clauses of normalized words that know their place in the text.

Speech has no punctuation, so a clause may also begin where a question is inverted ("can we", "is this").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vivavoce.kernel.sentences import mask_abbreviations
from vivavoce.live.domain.interviewer.understanding.act_patterns import SHORT_FORMS
from vivavoce.live.domain.interviewer.understanding.context_patterns import REPORTS_NEXT
from vivavoce.live.domain.interviewer.words import STRAIGHT_QUOTES

MAX_TOKENS = 160
"""Number of tokens read at the end of an utterance; wishes come last."""
_TOKEN = re.compile(r"[^\W_]+(?:['.\u2019][^\W_]+)*|[.?!;\n…]|[,:()\u2013\u2014]|-(?=\s)|[\"“”]")
_SPOKEN_QUOTE = re.compile(r"(?<!\w)'[^'\n]{1,120}'(?!\w)|\"[^\"\n]{1,160}\"")
_HESITATIONS = frozenset(("um", "umm", "uh", "uhm", "er", "erm", "hm", "hmm", "mm", "mhm", "uhh"))
_ENDS = frozenset(".?!;\n…")
_BREAKS = frozenset(',:?."')
_LEADS = """
sorry|so sorry|i am sorry|excuse me|pardon me|pardon|okay|oh|ah|well|so|but|and|then|now|hey|hi
hello|listen|look|wait|yes|yeah|yep|right|alright|all right|actually|honestly|basically|just|like
anyway|anyways|also|maybe|perhaps|hm|god|gosh|man|dude|sir|madam|mate|boss|dear|please|thanks
thank you|because|or|ugh|whoa|wow|well then
can i ask|can i ask you|may i ask|may i ask you|could i ask|could i ask you|can i just ask
can i know|may i know|i was wondering|i am wondering|i wonder|i was just wondering|just wondering
i would like to know|i want to know|i wanted to know|i just want to know|can you tell me
could you tell me|can you please tell me|could you please tell me|would you tell me|please tell me
tell me|tell me honestly|do you know|can you say|quick question|one question|one more question
another question|small question|a question|i have a question|i have a quick question|my question is
let me ask|let me ask you|if i may ask|if i may|by the way|before i go on|before we go on
before i answer|before i answer that|before we start|before that|before i say more
before we continue|first|first of all|to be honest|out of curiosity|just curious|i am curious
forgive me|please forgive me|i think|i guess|i am afraid|i mean|you know|you know what
if you do not mind|if you do not mind me asking|do you mind if i ask|no offense|in that case
at this point|one thing|one last thing|with respect|with all due respect|i just wanted to ask
i wanted to ask|i want to ask|i would like to ask|i have to ask|i need to ask|is it okay to ask
i was going to ask|not to be rude|good morning|good afternoon|good evening|for me|i wonder if
"""
_TRAILS = """
please|thanks|thank you|thanks a lot|sorry|now|then|though|if possible|if that is okay
if that is all right|if it is okay|if you do not mind|if that works|if i may|if i may ask|my friend
my dear|dear|sir|madam|mate|boss|man|dude|by the way|haha|lol|to be honest|honestly|okay|right
for me|at the moment|right now|today|you know|i think|serious question|serious question though
is that okay|would that be okay|is it possible|would you|will you|could you|can you|here|actually
"""
_MAX_LEAD_WORDS = 8


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(phrase.split()) for line in text.split("\n") for phrase in line.split("|") if phrase
    )


_LEAD_PHRASES, _TRAIL_PHRASES = _phrases(_LEADS), _phrases(_TRAILS)
_INVERTED = frozenset(
    f"{first} {second}"
    for first in [
        "can",
        "could",
        "may",
        "might",
        "would",
        "will",
        "shall",
        "is",
        "are",
        "do",
        "does",
        "did",
        "am",
        "was",
    ]
    for second in [
        "i",
        "we",
        "you",
        "it",
        "this",
        "that",
        "there",
        "my",
        "the",
        "someone",
        "somebody",
        "anyone",
        "anybody",
    ]
) | frozenset(
    [
        "how long",
        "how many",
        "how much",
        "what happens",
        "what is",
        "who decides",
        "when will",
        "when do",
        "who is",
        "i want",
        "i would",
        "i need",
        "let us",
        "what was",
        "what did",
        "who will",
        "i do",
        "i can",
        "i am",
    ]
)
_BREAK_INS = frozenset(
    (
        "sorry",
        "wait",
        "actually",
        "anyway",
        "hang",
        "hold",
        "please",
        "excuse",
        "hey",
        "listen",
        "goodbye",
        "bye",
        "right",
        "okay",
        "oh",
    )
)


@dataclass(frozen=True, slots=True)
class Word:
    """A normalized word, or ',', ':' for a break; ``start`` and ``end`` are offsets in the text."""

    text: str
    start: int
    end: int
    is_quoted: bool = False

    @property
    def is_break(self) -> bool:
        """Whether this is punctuation."""
        return self.text in _BREAKS


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence; ``ending`` is its final mark, or an empty string."""

    words: tuple[Word, ...]
    ending: str

    @property
    def start(self) -> int:
        """Offset of the first word."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Offset after the last word."""
        return self.words[-1].end

    @property
    def plain(self) -> str:
        """The normalized words, joined by spaces."""
        return join_words(self.words)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence that may be an act: from word ``index`` of the sentence to its end."""

    index: int
    plain: str
    core: str
    """``plain`` without courtesies and lead-ins around it."""
    is_marked: bool
    """Whether punctuation or the beginning of the sentence is before the clause."""


def split_sentences(text: str, *, said_before: str = "") -> list[Sentence]:
    """Return the last sentences of ``text``; a silence after ``said_before`` ends a sentence, too."""
    plain = mask_abbreviations(text.translate(STRAIGHT_QUOTES))
    quotes = [(match.start(), match.end()) for match in _SPOKEN_QUOTE.finditer(plain)]
    silence = len(said_before.rstrip()) if said_before.strip() else -1
    sentences: list[Sentence] = []
    words: list[Word] = []
    for match in list(_TOKEN.finditer(plain))[-MAX_TOKENS:]:
        piece = match.group().lower()
        if (
            words
            and 0 < silence <= match.start()
            and words[-1].end <= silence
            and not REPORTS_NEXT.search(join_words(words))
        ):
            sentences, words, silence = [*sentences, Sentence(tuple(words), "")], [], -1
        if piece in _ENDS:
            if any(not word.is_break for word in words):
                sentences.append(Sentence(tuple(words), piece))
                words = []
            continue
        words += _normalize(piece, match.start(), match.end(), quotes)
    if any(not word.is_break for word in words):
        sentences.append(Sentence(tuple(words), ""))
    return sentences


def _normalize(
    piece: str, start: int, end: int, quotes: Sequence[tuple[int, int]]
) -> Iterator[Word]:
    if piece == '"':
        return
    if not piece[0].isalnum():
        yield Word(":" if piece == ":" else ",", start, end)
        return
    if piece in _HESITATIONS:
        return
    is_quoted = any(first < start and end <= last for first, last in quotes[-20:])
    for word in (
        SHORT_FORMS.get(piece) or piece.replace("'s", " s").replace("'", " ").replace(".", " ")
    ).split():
        yield Word(word, start, end, is_quoted)


def join_words(words: Sequence[Word]) -> str:
    """Return the words without breaks, joined by spaces."""
    return " ".join(word.text for word in words if not word.is_break)


def list_clauses(sentence: Sentence) -> Iterator[Clause]:
    """Yield the whole sentence first, and then what may begin a clause in it."""
    words = sentence.words
    yield _clause(words, 0, is_marked=True)
    for index in range(1, len(words)):
        before, word = words[index - 1], words[index]
        if word.is_break:
            continue
        if before.is_break:
            yield _clause(words, index, is_marked=True)
        elif index + 1 < len(words) and (
            f"{word.text} {words[index + 1].text}" in _INVERTED or word.text in _BREAK_INS
        ):
            yield _clause(words, index, is_marked=False)


def _clause(words: Sequence[Word], index: int, *, is_marked: bool) -> Clause:
    said = [word.text for word in words[index:] if not word.is_break]
    return Clause(index, " ".join(said), " ".join(strip_courtesies(said)), is_marked)


def strip_courtesies(words: Sequence[str]) -> Sequence[str]:
    """Return the words without lead-ins before and courtesies after them; all, if nothing would remain."""
    first, last = 0, len(words)
    while first < last and (length := _phrase_length(words[first:last], _LEAD_PHRASES)):
        first += length
    while last > first and (length := _trail_length(words[first:last])):
        last -= length
    return words[first:last] if first < last else words


def is_courtesy(words: Sequence[str]) -> bool:
    """Return whether the words are only lead-ins, such as "actually" or "can I ask"."""
    first = 0
    while first < len(words) and (length := _phrase_length(words[first:], _LEAD_PHRASES)):
        first += length
    return first == len(words)


def _phrase_length(words: Sequence[str], phrases: frozenset[tuple[str, ...]]) -> int:
    for length in range(min(_MAX_LEAD_WORDS, len(words)), 0, -1):
        if tuple(words[:length]) in phrases:
            return length
    return 0


def _trail_length(words: Sequence[str]) -> int:
    for length in range(min(_MAX_LEAD_WORDS, len(words)), 0, -1):
        if tuple(words[-length:]) in _TRAIL_PHRASES:
            return length
    return 0
