"""Check a better answer that a model worded: it may say nothing that the person did not say.

The rules' better answer has one line per part: the person's own sentences, or what to add in square brackets.
A model may leave out fillers and whole clauses, add words of a closed list and correct forms. All other words
must stay, in their order, with the person who did it and with every negation. Only English can be checked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from vivavoce.contracts.unlawful_demands import find_unlawful_ground
from vivavoce.kernel.sentences import list_clause_spans
from vivavoce.kernel.text_matching import stem_word

RewordingProblem = Literal[
    "gaps", "signs", "length", "untraced", "taken_apart", "other_person", "negation", "other_figure",
    "improper",
]  # fmt: skip
"""Why a text is refused, in the order in which it is checked."""
FindImproperWords = Callable[[str], str | None]
"""Returns 'orders', 'protected' or 'praises' if a text holds an order, a private matter or praise."""

_MOST_WORDS, _LEAST_WORDS = 1.2, 0.5
"""How long a text may be, as shares of the words that were said."""
_SPARE_WORDS = 2
"""Added to the most, so that a short answer can get an article."""
_MOST_CLAUSES = 120
"""A line with more is not compared, which would take too long; two minutes of speech have about 60."""
_TOKEN = re.compile(
    r"[$\u20ac\u00a3]?\d+(?:[.,:]\d+)*[%\u20ac$\u00a3]?|[^\W\d_]+(?:['\u2019][^\W\d_]+)*"
)
_PLAIN_SIGN = re.compile(r"[\w\s.,;:'\u2019-]")
_CLAUSE_END = re.compile(r"[.,;:!?()\u2013\u2014\n]")
_APOSTROPHE = re.compile("['\u2019]")
_CONTRACTIONS = {"can't": ("can", "not"), "won't": ("will", "not"), "cannot": ("can", "not")}
_ENDINGS = {
    "ll": ("will",),
    "ve": ("have",),
    "d": ("would",),
    "s": ("is",),
    "m": ("am",),
    "re": ("are",),
}
"""What a pronoun's ending after an apostrophe stands for; "'s" after any other word is the owner's."""


def _list_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CONNECTING = _list_words(
    "a an the do does did doing and then also in on at of to for with by into that this these those there "
    "which who what as"
)
"""The only words that may be added or left out alone."""
_FILLERS = _list_words("so well just really um uh er ah okay basically actually")
"""Words that may be left out, but not added."""
_FORMS = dict.fromkeys(_list_words("am is are was were been being"), "be") | dict.fromkeys(
    _list_words("has had having"), "have"
)
"""Forms of words that decide whether something was done, was done to somebody, or had to be done."""
_PERSONS = _list_words("i we you he she they it")
_NEGATIONS = _list_words("not no never nobody nothing none neither nor without hardly")
_CLAUSE_STARTS = _list_words(
    "because but although though if when while before after until since unless whereas or"
)
"""Words that begin a clause and decide what it means: they stay with it."""
_PREPOSITIONS = _list_words(
    "in on at of to for with by into from over under above below about within between"
)
_NUMBER_WORDS = _list_words(
    "one two three four five six seven eight nine ten eleven twelve dozen twenty thirty forty fifty sixty "
    "seventy eighty ninety hundred thousand million billion half third quarter twice double"
)


@dataclass(slots=True, kw_only=True)
class _ContentWord:
    """A word that must come from the person, with what decides its meaning."""

    raw: str
    stem: str
    person: str
    """The last pronoun before it in its sentence, such as 'we'; empty if there is none."""
    negations: int
    preposition: str
    """The preposition directly before it; empty if there is none."""
    is_first: bool
    """Whether it begins a sentence."""
    begins_clause: bool
    before: str = ""
    after: str = ""
    """The stems of the content words beside it in its sentence; empty at its ends."""
    ends_clause: bool = False

    def has_role_of(self, said: _ContentWord) -> bool:
        """Return whether it stands beside the same words: a number or a name is about these.

        Where a sentence ended, another clause may follow now.
        """
        return (
            self.preposition == said.preposition
            and (self.before == said.before or (not said.before and self.begins_clause))
            and (self.after == said.after or (not said.after and self.ends_clause))
        )


def find_rewording_problem(
    lines: Sequence[str], rules_lines: Sequence[str], find_improper: FindImproperWords
) -> RewordingProblem | None:
    """Return why ``lines`` may not stand in place of the rules' lines, or None if they may."""
    return next(list_rewording_problems(lines, rules_lines, find_improper), None)


def list_rewording_problems(
    lines: Sequence[str], rules_lines: Sequence[str], find_improper: FindImproperWords
) -> Iterator[RewordingProblem]:
    """Yield every problem of ``lines``. If the gaps differ, nothing else can be compared."""
    if len(lines) != len(rules_lines) or any(
        worded != line
        for worded, line in zip(lines, rules_lines, strict=True)
        if is_gap(line) or is_gap(worded)
    ):
        yield "gaps"
        return
    pairs = [
        _ComparedLine(worded, line)
        for worded, line in zip(lines, rules_lines, strict=True)
        if not is_gap(line)
    ]
    if any(pair.has_other_signs for pair in pairs):
        yield "signs"
    if not _has_fitting_length(pairs):
        yield "length"
    is_traced = all(pair.is_traced for pair in pairs)
    if not is_traced:
        yield "untraced"
    elif any(pair.matches is None for pair in pairs):
        yield "taken_apart"
    matches = [match for pair in pairs for match in pair.matches or ()]
    if any(worded.person != said.person for worded, said in matches):
        yield "other_person"
    if any(worded.negations != said.negations for worded, said in matches):
        yield "negation"
    if any(pair.changes_figure for pair in pairs):
        yield "other_figure"
    if any(_is_improper(pair, find_improper) for pair in pairs):
        yield "improper"


def is_gap(line: str) -> bool:
    """Return whether a line of a better answer says what to add."""
    return line.startswith("[") and line.endswith("]")


@dataclass(slots=True)
class _ComparedLine:
    """One line of a model beside the line of the rules that it stands for."""

    worded: str
    said: str
    words: list[_ContentWord] = field(init=False)
    said_words: list[_ContentWord] = field(init=False)
    matches: list[tuple[_ContentWord, _ContentWord]] | None = field(init=False)
    """Each word with the one that was said; None if the clauses were taken apart or moved."""

    def __post_init__(self) -> None:
        self.words, self.said_words = _read(self.worded), _read(self.said)
        self.matches = _match(self.words, self.said_words)

    @property
    def has_other_signs(self) -> bool:
        """Whether there is more than one line, or a sign such as '?' or '<' that was not there."""
        signs = (sign for sign in self.worded if not _PLAIN_SIGN.fullmatch(sign))
        return not self.worded.isprintable() or any(sign not in self.said for sign in signs)

    @property
    def is_traced(self) -> bool:
        """Whether every content word and every filler was said in this part."""
        known = {word.stem for word in self.said_words}
        return all(word.stem in known for word in self.words) and (
            _FILLERS.intersection(_TOKEN.findall(self.worded.lower()))
            <= set(_TOKEN.findall(self.said.lower()))
        )

    @property
    def changes_figure(self) -> bool:
        """Whether a number or a name stands beside other words than before."""
        plain = {word.raw for word in self.said_words if word.raw.islower()}
        names = {
            word.stem for word in self.said_words if word.raw[0].isupper() and not word.is_first
        }
        return any(
            not worded.has_role_of(said)
            for worded, said in self.matches or ()
            if _is_number(worded.raw)
            or worded.stem in names
            or (worded.raw[0].isupper() and worded.raw.lower() not in plain)
        )


def _read(text: str) -> list[_ContentWord]:
    """Return the content words of a line, in their order."""
    return [
        word for start, end in list_clause_spans(text) for word in _read_sentence(text[start:end])
    ]


def _read_sentence(sentence: str) -> list[_ContentWord]:
    words: list[_ContentWord] = []
    person, negations, previous, at = "", 0, "", 0
    begins_clause = True
    for token in _TOKEN.finditer(sentence):
        between = sentence[at : token.start()]
        begins_clause = begins_clause or _CLAUSE_END.search(between) is not None
        for part in _split_contraction(token.group()):
            word = part.lower()
            if word in _PERSONS:
                person = word
            elif word in _NEGATIONS:
                negations += 1
            elif word == "and":
                begins_clause = True
            elif word not in _CONNECTING | _FILLERS:
                words.append(
                    _ContentWord(
                        raw=part,
                        stem=_FORMS.get(word) or stem_word(word),
                        person=person,
                        negations=negations,
                        preposition=previous if previous in _PREPOSITIONS else "",
                        is_first=at == 0,
                        begins_clause=begins_clause or word in _CLAUSE_STARTS,
                    )
                )
                negations, begins_clause = 0, False
            previous = word
        at = token.end()
    if words:
        words[-1].negations += negations
    for left, right in pairwise(words):
        left.after, right.before = right.stem, left.stem
        left.ends_clause = right.begins_clause
    return words


def _split_contraction(token: str) -> Sequence[str]:
    """Return the words of a token: "didn't" is 'did' and 'not', "I'd" is 'I' and 'would'."""
    plain = token.lower().replace("\u2019", "'")
    if plain in _CONTRACTIONS:
        return _CONTRACTIONS[plain]
    if plain.endswith("n't"):
        return (token[:-3], "not")
    word, *endings = _APOSTROPHE.split(token)
    if endings and word.lower() not in _PERSONS | _CONNECTING:
        endings = [end for end in endings if end.lower() != "s"]
    return (word, *(part for end in endings for part in _ENDINGS.get(end.lower(), (end,))))


_Matches = list[tuple[_ContentWord, _ContentWord]]


def _match(words: Sequence[_ContentWord], said: Sequence[_ContentWord]) -> _Matches | None:
    """Return the words beside those of whole clauses that were said, in their order; None if they are not.

    Of several ways, the one with the fewest other persons and negations is taken.
    """
    clauses = list(_split_clauses(said))
    if len(clauses) > _MOST_CLAUSES:
        return None
    reached: dict[int, tuple[int, _Matches]] = {0: (0, [])}
    for clause in clauses:
        for start in sorted(reached, reverse=True):
            if start == len(words) or words[start].stem != clause[0].stem:
                continue
            part = words[start : start + len(clause)]
            if [word.stem for word in part] != [word.stem for word in clause]:
                continue
            pairs = list(zip(part, clause, strict=True))
            changes, before = reached[start]
            changes += sum(
                (worded.person, worded.negations) != (word.person, word.negations)
                for worded, word in pairs
            )
            end = start + len(clause)
            if end not in reached or changes < reached[end][0]:
                reached[end] = (changes, before + pairs)
    return reached[len(words)][1] if len(words) in reached else None


def _split_clauses(said: Sequence[_ContentWord]) -> Iterator[Sequence[_ContentWord]]:
    starts = [place for place, word in enumerate(said) if word.begins_clause]
    for start, end in pairwise([*starts, len(said)]):
        yield said[start:end]


def _has_fitting_length(pairs: Sequence[_ComparedLine]) -> bool:
    """Return whether each line has words of the person, and all together have a fitting length."""
    worded = sum(_count_words(pair.worded) for pair in pairs)
    said = sum(_count_words(pair.said) for pair in pairs)
    is_empty = any(pair.said_words and not pair.words for pair in pairs)
    most = _MOST_WORDS * said + _SPARE_WORDS
    return not is_empty and _LEAST_WORDS * said <= worded <= most


def _count_words(text: str) -> int:
    """Return the number of words; "didn't" has two, as it would if it were written out."""
    return sum(len(_split_contraction(token)) for token in _TOKEN.findall(text))


def _is_number(word: str) -> bool:
    return word.lower() in _NUMBER_WORDS or any(sign.isdigit() for sign in word)


def _is_improper(pair: _ComparedLine, find_improper: FindImproperWords) -> bool:
    """Return whether a line holds an order, praise or a private matter that was not in the person's words."""
    return any(
        (found := find(pair.worded)) is not None and found != find(pair.said)
        for find in (find_improper, find_unlawful_ground)
    )
