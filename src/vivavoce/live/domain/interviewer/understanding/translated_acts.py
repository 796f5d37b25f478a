"""Finds the acts of an utterance in another language, by a table of wordings and a trained classifier.

A doubtful case is an answer, and only the end of a long text is read. Without a classifier, the wordings
decide.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding import second_opinion
from vivavoce.live.domain.interviewer.understanding.act_patterns import (
    ActPattern,
    build_act_patterns,
)
from vivavoce.live.domain.interviewer.understanding.acts import (
    MAX_WHOLE_WORDS,
    TOLD_BESIDE_STORIES,
    WHOLE_ACTS,
    ActSpan,
)
from vivavoce.live.domain.interviewer.understanding.clauses import Sentence, Word, join_words

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*|[.?!;\n…]|[,:()\u2013—\"“”„]")
_QUOTED = re.compile(r"[\"“„»][^\"“”«\n]{1,160}[\"“”«]")
_ENDS = frozenset(".?!;\n…")
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "-": " ", "'": "", "\u2019": ""}
)
_HESITATIONS = frozenset(("aeh", "aehm", "hm", "hmm", "oehm", "mh"))
_WORDED_BONUS = 1.5
"""Added to the score of an act that is worded as in the table."""
_LEAST_MARGIN = 0.4
"""How much likelier than an answer an act must be."""
_MORE_IN_LONG = (0.8, 2.0)
"""How much more than that in a long answer: in its last sentence, and in the one before."""
_LEAST_MARGINS: Mapping[UtteranceAct, float] = {
    "abuse": 0.1,
    "asks_other_process": 0.1,
    "asks_time": 0.1,
    "asks_who_decides": 0.1,
    "orders_interviewer": 0.1,
    "refuses_other": 0.1,
    "asks_about_question": 0.7,
    "does_not_know": 0.7,
    "wants_end": 0.7,
    "wants_skip": 0.7,
    "wants_slower": 0.7,
    "thanks": 1.0,
    "wants_pause": 1.0,
    "asks_count": 1.3,
    "asks_data": 1.3,
    "small_talk": 1.3,
    "wants_simpler": 1.3,
    "joke": 1.7,
    "noise": 1.7,
}
"""The margins of acts that lines of authors who were not learned show to be surer, or less sure."""
_MAX_WORDED_ONLY = 3
"""Texts of so few words are read by the table alone: "Stopp." is one."""
_MAX_TOKENS, _MAX_CLAUSES = 160, 6
_MIN_ANSWER_WORDS, _MAX_REST_WORDS, _MAX_COURTESIES, _MAX_REPLY = 5, 24, 6, 80


@dataclass(frozen=True, slots=True)
class _Language:
    patterns: tuple[ActPattern, ...]
    leads: LazyPattern
    trails: LazyPattern
    opens_clause: LazyPattern
    reports: LazyPattern
    reported_after: LazyPattern
    tells: LazyPattern
    goes_on: LazyPattern
    repeats: LazyPattern
    replies: Mapping[str, LazyPattern]


@dataclass(frozen=True, slots=True)
class _Clause:
    start: int
    """Offset in the text."""
    plain: str
    core: str
    """``plain`` without courtesies around it."""
    head: str
    """The words of the sentence before it."""
    is_marked: bool
    """Whether punctuation or the beginning of the sentence is before it."""


def find_translated_acts(text: str, language: str) -> tuple[ActSpan, ...] | None:
    """Return the spans that cut ``text``, or None if no wordings are known for ``language``."""
    known = _read_language(language)
    if known is None:
        return None
    sentences = _split(text)
    if not sentences:
        return (ActSpan("noise", 0, len(text)),)
    count = sum(each.plain.count(" ") + 1 for each in sentences)
    if count <= MAX_WHOLE_WORDS:
        is_scored = count > _MAX_WORDED_ONLY
        places = range(len(sentences))
        part = _Part(text, language, sentences, places, 0.0, is_scored=is_scored)
        return _cut(text, sentences, _find_in_part(known, part))
    for number, more in enumerate(_MORE_IN_LONG[: len(sentences)], start=1):
        at = len(sentences) - number
        part = _Part(text, language, sentences, range(at, at + 1), more)
        kept = _find_in_part(known, part)
        if any(act not in WHOLE_ACTS for act, _ in kept.values()):
            return _cut(text, sentences, kept)
    return (ActSpan("answer", 0, len(text)),)


@dataclass(frozen=True, slots=True)
class _Part:
    """Sentences that are read together."""

    text: str
    language: str
    sentences: Sequence[Sentence]
    places: range
    more: float
    """How much likelier than the margin of its act an act must be."""
    is_scored: bool = True

    def score(self) -> Mapping[UtteranceAct, float] | None:
        """Return the classifier's scores of these sentences, or None without them."""
        first, last = self.sentences[self.places[0]], self.sentences[self.places[-1]]
        words = self.text[first.start : last.end] + last.ending
        return second_opinion.score_translated(words, self.language) if self.is_scored else None


def _find_in_part(known: _Language, part: _Part) -> dict[int, tuple[UtteranceAct, int]]:
    """Return the act of each sentence that is none of an answer, with its offset."""
    sentences, scores = part.sentences, part.score()
    possible = None if scores is None else _list_possible(scores, part.more)
    findings = {at: _find_act(known, sentences, at, possible) for at in part.places}
    found = {at: act for at, act in findings.items() if act is not None}
    kept = {at: act for at, act in found.items() if _is_kept(known, sentences, found, at)}
    if scores is None:
        return kept
    likely = _choose(scores, {act for act, _ in kept.values()}, part.more)
    kept = {at: act for at, act in kept.items() if act[0] == likely}
    if likely == "wants_repeat" and not kept and not known.repeats.search(_join(sentences)):
        likely = None
    if likely is not None and not kept:
        at = _locate(part, likely)
        kept = {at: (likely, sentences[at].start)}
    return kept


def find_translated_reply(text: str, language: str) -> str | None:
    """Return "yes", "no" or "go on" if ``text`` is no more than such a reply in ``language``."""
    known = _read_language(language)
    if known is None or len(text) > _MAX_REPLY:
        return None
    plain = " ".join(each.plain for each in _split(text))
    return next((said for said, reply in known.replies.items() if reply.match(plain)), None)


@cache
def _read_language(language: str) -> _Language | None:
    file = resources.files(__package__).joinpath(f"acts_{language}.toml")
    if not file.is_file():
        return None
    table = tomllib.loads(file.read_text("utf-8"))
    context = table["context"]
    return _Language(
        build_act_patterns(table),
        LazyPattern(rf"{context['leads']}\b ?"),
        LazyPattern(rf"(?<!\w){context['trails']}\Z"),
        LazyPattern(rf"(?:{context['opens_clause']})\b"),
        LazyPattern(context["reports"]),
        LazyPattern(context["reported_after"]),
        LazyPattern(context["tells"]),
        LazyPattern(context["goes_on"]),
        LazyPattern(context["repeats"]),
        {said: LazyPattern(rf"(?:{reply})\Z") for said, reply in table["replies"].items()},
    )


def has_wordings(language: str) -> bool:
    """Return whether wordings are known for ``language``, which is one that has a catalog."""
    return _read_language(language) is not None


def _split(text: str) -> list[Sentence]:
    sentences: list[Sentence] = []
    words: list[Word] = []
    bare = _QUOTED.sub(lambda quoted: " " * len(quoted.group()), text)
    plain_text = bare if any(map(str.isalpha, bare)) else text
    for match in list(_TOKEN.finditer(plain_text))[-_MAX_TOKENS:]:
        piece = match.group()
        if piece in _ENDS:
            sentences, words = _end_sentence(sentences, words, piece)
            continue
        plain = piece.lower().translate(_LETTERS) if piece[0].isalnum() else ","
        if plain not in _HESITATIONS:
            words.append(Word(plain, match.start(), match.end()))
    return _end_sentence(sentences, words, "")[0]


def _end_sentence(
    sentences: list[Sentence], words: list[Word], ending: str
) -> tuple[list[Sentence], list[Word]]:
    """Return the sentences, ``words`` the last one if they hold a word, and the words of the next one."""
    if all(word.is_break for word in words):
        return sentences, words
    return [*sentences, Sentence(tuple(words), ending)], []


def _find_act(
    known: _Language,
    sentences: Sequence[Sentence],
    index: int,
    possible: frozenset[UtteranceAct] | None,
) -> tuple[UtteranceAct, int] | None:
    """Return the act that a sentence is, of the ``possible`` ones if they are known, and its offset."""
    sentence = sentences[index]
    after = sentences[index + 1].plain if index + 1 < len(sentences) else ""
    if known.reported_after.match(after):
        return None
    patterns = [each for each in known.patterns if possible is None or each.act in possible]
    clauses = list(_list_clauses(known, sentence)) if patterns else []
    for clause in [*clauses[:1], *clauses[1:][-_MAX_CLAUSES:]]:
        for pattern in patterns:
            place = _find_place(known, pattern, clause, sentence.ending)
            if place is None:
                continue
            if pattern.act not in WHOLE_ACTS or clause.is_marked:
                return pattern.act, clause.start
    return None


def _find_place(known: _Language, pattern: ActPattern, clause: _Clause, ending: str) -> int | None:
    """Return where in the clause the act is worded, or None if it is not, or only as a part of a story.

    Without a question mark, a question opens the sentence.
    """
    for words in (clause.core, clause.plain):
        place = pattern.find(words, words)
        if place is None:
            continue
        if _is_reported(known, clause, words[:place]):
            return None
        if ending == "?":
            return place
        is_told = known.goes_on.search(words[place:])
        is_first = not place and not _strip_leads(known, clause.head)
        if is_told or pattern.act == "asks_about_question":
            return None
        return place if is_first or not pattern.act.startswith("asks_") else None
    return None


def _is_reported(known: _Language, clause: _Clause, head: str) -> bool:
    """Whether the words before the act tell of another conversation; "may I ask" does not."""
    before = f"{clause.head} {head}".strip()
    return bool(known.reports.search(_strip_leads(known, before)))


def _list_possible(scores: Mapping[UtteranceAct, float], more: float) -> frozenset[UtteranceAct]:
    """Return the acts that are likely enough if they are worded as in the table."""
    floor = scores["answer"] + more - _WORDED_BONUS
    return frozenset(act for act, score in scores.items() if score >= floor + _require_margin(act))


def _require_margin(act: UtteranceAct) -> float:
    return _LEAST_MARGINS.get(act, _LEAST_MARGIN)


def _choose(
    scores: Mapping[UtteranceAct, float], worded: Collection[UtteranceAct], more: float
) -> UtteranceAct | None:
    """Return the likeliest act, or None if it is not likelier than an answer by its margin and ``more``."""
    weighed = {act: score + _WORDED_BONUS * (act in worded) for act, score in scores.items()}
    answer = weighed.pop("answer")
    likely = max(weighed, key=weighed.__getitem__)
    return likely if weighed[likely] - answer >= _require_margin(likely) + more else None


def _locate(part: _Part, act: UtteranceAct) -> int:
    """Return which sentence of ``part`` is likeliest ``act`` by itself; of equal ones, the last."""

    def margin(at: int) -> float:
        words = _words_of(part.text, part.sentences[at])
        scores = second_opinion.score_translated(words, part.language)
        return 0.0 if scores is None else scores[act] - scores["answer"]

    return max(reversed(part.places), key=margin)


def _join(sentences: Sequence[Sentence]) -> str:
    return " . ".join(each.plain for each in sentences)


def _words_of(text: str, sentence: Sentence) -> str:
    return text[sentence.start : sentence.end] + sentence.ending


def _list_clauses(known: _Language, sentence: Sentence) -> Iterator[_Clause]:
    """Yield the whole sentence first, and then what may begin a clause in it."""
    words = sentence.words
    for index, word in enumerate(words):
        if word.is_break:
            continue
        is_marked = index == 0 or words[index - 1].is_break
        following = join_words(words[index : index + 4])
        if not is_marked and not known.opens_clause.match(following):
            continue
        plain = join_words(words[index:])
        yield _Clause(
            word.start, plain, _strip_courtesies(known, plain), join_words(words[:index]), is_marked
        )


def _strip_courtesies(known: _Language, plain: str) -> str:
    """Return the words without lead-ins before and courtesies after them; all, if nothing would remain."""
    core = _strip_leads(known, plain)
    for _ in range(_MAX_COURTESIES):
        trail = known.trails.search(core)
        if trail is None or not core[: trail.start()].strip():
            break
        core = core[: trail.start()].strip()
    return core or plain


def _strip_leads(known: _Language, plain: str) -> str:
    core = plain
    for _ in range(_MAX_COURTESIES):
        lead = known.leads.match(core)
        if lead is None or not core[lead.end() :].strip():
            break
        core = core[lead.end() :].strip()
    return core


def _is_kept(
    known: _Language,
    sentences: Sequence[Sentence],
    found: dict[int, tuple[UtteranceAct, int]],
    at: int,
) -> bool:
    """Whether what else is said leaves the finding an act, and makes it no part of a story."""
    act, _ = found[at]
    others = [each for index, each in enumerate(sentences) if index not in found]
    if act in WHOLE_ACTS:
        if act in TOLD_BESIDE_STORIES:
            return True
        return not any(
            each.plain.count(" ") >= _MIN_ANSWER_WORDS * 2 and known.tells.search(each.plain)
            for each in others
        )
    rest = " . ".join(
        each.plain for index, each in enumerate(sentences) if index > at and index not in found
    )
    return not known.tells.search(rest) and rest.count(" ") < _MAX_REST_WORDS


def _cut(
    text: str, sentences: Sequence[Sentence], found: dict[int, tuple[UtteranceAct, int]]
) -> tuple[ActSpan, ...]:
    """Return the spans of the acts, and of the answer before them if there is one."""
    if not found:
        return (ActSpan("answer", 0, len(text)),)
    pieces: list[tuple[UtteranceAct, int]] = []
    first = min(found)
    head = text[: found[first][1]]
    is_answer = _count_words(head) >= _MIN_ANSWER_WORDS and found[first][0] not in WHOLE_ACTS
    if is_answer:
        pieces.append(("answer", 0))
    for at in sorted(found):
        act, start = found[at]
        pieces.append((act, start if pieces else 0))
    merged: list[tuple[UtteranceAct, int]] = []
    for act, start in pieces:
        if not merged or merged[-1][0] != act:
            merged.append((act, start))
    ends = [start for _, start in merged[1:]] + [len(text)]
    return tuple(ActSpan(act, start, end) for (act, start), end in zip(merged, ends, strict=True))


def _count_words(text: str) -> int:
    return sum(match.group()[0].isalnum() for match in _TOKEN.finditer(text))
