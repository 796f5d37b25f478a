"""Acts of the candidate that can be said back to them: "you rang the surgery", "you'd ask the team".

Rules over words, without a grammar of English: an act is said back only if each word of its object has a
known place. Better none than a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vivavoce.kernel.event_kinds import is_past_act
from vivavoce.live.domain.interviewer.own_acts import (
    TokenizedSentence,
    is_plain_verb,
    tells_step,
)
from vivavoce.live.domain.interviewer.words import STOP_WORDS, TextToken, sentence_spans, tokenize

_MAX_OBJECT_WORDS = 6
_DETERMINERS_WORDS = """
the a an my our his her their this that these those both all each every some another one two three four
five six seven eight nine ten
"""
_DETERMINERS = frozenset(_DETERMINERS_WORDS.split())
_POSSESSIVES = {"my": "your", "our": "your", "myself": "yourself", "me": "you", "us": "you"}
_PREPOSITIONS_WORDS = """
to of with at in on for from by about into onto over under through across behind between against around
off out up down back away
"""
_PREPOSITIONS = frozenset(_PREPOSITIONS_WORDS.split())
_PARTICLES = frozenset(["off", "out", "up", "down", "back", "away", "over"])
_PERSONS_WORDS = """
him her them both everyone everybody yourself myself me you
"""
_PERSONS = frozenset(_PERSONS_WORDS.split())
_IDIOMS = re.compile(
    r"\b(?:by hand|at night|at noon|on time|in time|in writing|on foot|by phone|in person|at home|to work|"
    r"in half|on paper|by name|at once|by heart|to court|in private|on hold|at work)\b"
)
_BOUNDARY = re.compile(
    r"[,;:.!?\n\u2013\u2014]|\b(?:and|but|so|or|because|which|who|while|until|till)\b"
)
_NOT_IN_OBJECT_WORDS = """
i we he she they it that if whether what how why where when who which there as than not no never is are
was were be been to-do like now then still already wrong
"""
_NOT_IN_OBJECT = frozenset(_NOT_IN_OBJECT_WORDS.split())
_NOT_TAKEN_UP_WORDS = """
said told thought felt did got had was were meant knew kept let tried started began used wanted needed
happened came expect assume imagine understood believed hoped guessed supposed decided noticed saw heard
found agree agreed missed forgot failed lost broke crashed underestimated overlooked dropped spilled hit
cried wept died blamed slept damaged ruined mixed burned burnt deleted fell slipped swapped poured tripped
"""
_NOT_TAKEN_UP = frozenset(_NOT_TAKEN_UP_WORDS.split())
"""Verbs whose object is a clause, that say little by themselves, or that tell of a mishap."""
_ROUTINE_WORDS = """
wrote noted typed entered recorded documented logged signed sent mailed emailed filled filed printed scanned
called phoned informed reported thanked greeted apologized apologised explained repeated answered
fixed repaired mended sealed corrected replaced changed cleaned washed wiped swept tidied glued welded
patched adjusted tightened checked measured tested counted looked read finished completed delivered solved
write note type enter record document log sign send mail email fill file print scan call phone inform report
thank greet apologize apologise explain repeat answer fix repair mend seal correct replace change clean wash
wipe sweep tidy glue weld patch adjust tighten check measure test count look read finish complete deliver
solve
"""
_ROUTINE = frozenset(_ROUTINE_WORDS.split())
"""What the work asks for anyway; nobody wonders why it was done."""
_TIMES_WORDS = """
second seconds minute minutes hour hours day days week weeks month months year years night morning
evening afternoon monday tuesday wednesday thursday friday saturday sunday spring summer fall autumn
winter time times tonight tomorrow yesterday again too
"""
_TIMES = frozenset(_TIMES_WORDS.split())
_PLACING = frozenset(["put", "set", "laid", "lay", "stuck", "stick"])
"""Verbs that need a place besides their object."""
_GIVING = frozenset(
    ["gave", "give", "showed", "show", "sent", "send", "handed", "hand", "made", "make"]
)
"""Verbs that need an object before a preposition."""
_OWN_ADVERBS_WORDS = """
then just also first immediately simply quickly finally probably next
"""
_OWN_ADVERBS = frozenset(_OWN_ADVERBS_WORDS.split())
QUOTATION_MARKS = re.compile(r"[\"\u201c\u201d]|(?<!\w)['\u2018]|['\u2019](?!\w)")
_TITLES = frozenset(["mr", "mrs", "ms", "dr"])


def find_act(
    answer: str, *, is_case: bool = False, is_reason_asked: bool = False, takes_bare: bool = False
) -> str | None:
    """Return the last act of the answer that can be said back, e.g. "you rang the surgery", or None.

    In a case it is one that the candidate would do: "you'd ring the surgery". If its reason is to be asked
    for, it is none of the acts that explain themselves: "you changed the fuse". ``takes_bare`` also takes
    what is told without "I", as in "Leave the rest".
    """
    acts = [
        act
        for start, end in sentence_spans(answer)
        for act in _acts(answer[start:end], takes_bare=is_case and takes_bare)
    ]
    fitting = [
        act
        for act in acts
        if act.startswith("you'd ") == is_case
        and not (is_reason_asked and act.split()[1] in _ROUTINE)
    ]
    return fitting[-1] if fitting else None


def _acts(sentence: str, *, takes_bare: bool) -> Iterator[str]:
    """Give the acts of a sentence whose words all have a known place, in the second person."""
    if sentence.endswith("?") or QUOTATION_MARKS.search(sentence):
        return
    plain = sentence.replace("\u2019", "'")
    words = tokenize(plain)
    if takes_bare and (act := _bare_act(plain, words)) is not None:
        yield act
    for place in range(len(words)):
        if not _may_begin(plain, words, place):
            continue
        modal = _modal_length(words, place)
        at = place + max(1, modal)
        while at < len(words) and words[at].text in _OWN_ADVERBS:
            at += 1
        if at >= len(words):
            return
        verb = words[at].text
        if not _is_act_verb(words, at, is_modal=modal > 0):
            continue
        rest = _object_after(plain, words, at)
        if rest is not None:
            yield " ".join(("you'd" if modal else "you", verb, rest))


def _bare_act(plain: str, words: tuple[TextToken, ...]) -> str | None:
    """Return the step that a sentence of a case begins with: "Get the hoist." is "you'd get the hoist"."""
    if len(words) < _MIN_BARE_WORDS or words[1].text not in _DETERMINERS | _PERSONS:
        return None
    verb = words[0].text
    is_step = tells_step(TokenizedSentence(plain.lower(), words, 0, len(plain)))
    if (
        not is_step
        or verb.endswith(("ed", "ing", "s"))
        or not _is_act_verb(words, 0, is_modal=True)
    ):
        return None
    rest = _object_after(plain, words, 0)
    return None if rest is None else f"you'd {verb} {rest}"


_MIN_BARE_WORDS = 3


def _may_begin(plain: str, words: Sequence[TextToken], place: int) -> bool:
    """Whether "I" at ``place`` begins a clause of its own, not one after "if", "when" or "what"."""
    if words[place].text not in ("i", "i'd"):
        return False
    if place == 0:
        return True
    gap = plain[words[place - 1].end : words[place].start]
    return words[place - 1].text in ("and", "then", "so", "but") or gap.strip() in (",", ";", ":")


def _modal_length(words: Sequence[TextToken], place: int) -> int:
    if words[place].text == "i'd":
        return 1
    is_would = place + 1 < len(words) and words[place + 1].text == "would"
    return 2 if is_would else 0


def _is_act_verb(words: tuple[TextToken, ...], at: int, *, is_modal: bool) -> bool:
    verb = words[at].text
    if verb in _NOT_TAKEN_UP or "'" in verb or not is_plain_verb(verb):
        return False
    is_past = is_past_act(words, at) or (not is_modal and verb in ("put", "set", "cut", "shut"))
    if is_modal:
        return not verb.endswith("ed") and verb not in STOP_WORDS and not _is_irregular_past(verb)
    return is_past


def _is_irregular_past(verb: str) -> bool:
    lone = tokenize(f"he {verb}")
    return is_past_act(lone, 1) and verb not in ("put", "set", "cut", "shut", "let", "read", "quit")


def _object_after(plain: str, words: Sequence[TextToken], at: int) -> str | None:
    """Return what follows the verb up to the end of its clause, in the second person, or None."""
    tail = plain[words[at].end :]
    boundary = _BOUNDARY.search(tail)
    phrase = tail[: boundary.start()] if boundary else tail
    texts = phrase.split()
    if not 0 < len(texts) <= _MAX_OBJECT_WORDS or not _is_known_phrase(texts):
        return None
    if boundary is not None and boundary.group() in ("and", "or"):
        after = tokenize(tail[boundary.end() :])
        if not after or not _may_follow(after):
            return None
    if words[at].text in _PLACING and not _PREPOSITIONS.intersection(texts):
        return None
    if words[at].text in _GIVING and texts[0] in _PREPOSITIONS:
        return None
    return " ".join(_POSSESSIVES.get(text, text) for text in texts)


def _may_follow(words: tuple[TextToken, ...]) -> bool:
    """Whether a new phrase begins after "and", and not a second adjective: "a long and careful letter"."""
    first = words[0].text
    known = (_DETERMINERS, _PERSONS, _PREPOSITIONS, STOP_WORDS)
    return first.isdigit() or any(first in each for each in known) or is_past_act(words, 0)


def _is_known_phrase(texts: Sequence[str]) -> bool:
    """Whether each noun of an object has its determiner, and no clause begins in it."""
    if any(not re.fullmatch(r"[$\u20ac\u00a3]?[\w-]+%?", text) for text in texts):
        return False
    lower = [text.lower() for text in texts]
    if set(lower) & _NOT_IN_OBJECT or set(lower) & _TITLES or lower[-1] in _DETERMINERS:
        return False
    if lower[-1] in _PREPOSITIONS and lower[-1] not in _PARTICLES:
        return False
    if is_past_act(tokenize(f"the thing {lower[-1]}"), 2):
        return False
    if not any(_is_object(text) for text in lower):
        return False
    idiomatic = _IDIOMS.sub("", " ".join(lower)).split()
    return _has_determiners(idiomatic, texts)


def _is_object(text: str) -> bool:
    known = (STOP_WORDS, _PERSONS, _PREPOSITIONS, _DETERMINERS, _TIMES)
    return len(text) > 2 and not any(text in words for words in known)


def _has_determiners(lower: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether each noun phrase begins with a determiner, a number, a person or a plural."""
    is_open = True
    capitalized = {text.lower() for text in texts if text[:1].isupper()}
    for place, text in enumerate(lower):
        if text in _PREPOSITIONS:
            is_open = text not in _PARTICLES or place + 1 < len(lower)
        elif is_open:
            is_begun = (
                text in _DETERMINERS
                or text in _PERSONS
                or text in capitalized
                or text[0].isdigit()
                or (text.endswith("s") and not text.endswith("ss") and place + 1 == len(lower))
                or text.endswith("self")
            )
            if not is_begun:
                return False
            is_open = text in _PERSONS and place == 0
        elif text in _DETERMINERS and not (text == "all" and lower[place - 1] in _PERSONS):
            return False
    return True
