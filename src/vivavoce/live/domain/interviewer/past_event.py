"""Detects descriptions of past events: past-tense verbs, a time, a number, the speaker. Rules for English.

Answers may use words of a trade that no rubric contains, so events are detected without a vocabulary.
"""

from __future__ import annotations

import re

from vivavoce.live.domain.interviewer.words import TextToken, sentence_spans, tokenize

_IRREGULAR_PAST = """
ate beat became began bent bit bled blew bought bound broke brought built burnt came caught chose
clung crept cried cut dealt did drew drove dug drank fed fell felt fetched fled flew forgot fought
found froze gave got grew had heard held hid hit hung hurt kept knew laid leapt led left lent let
lost made meant met overheard overran paid put quit ran rang read rebuilt redid reran
resent rewrote rode rose said sank sat saw sent set sewed shook shot shut slept slid
smelt sold spent spilt split spoke spoilt spun stole stood struck stuck stung
swept swore swung taught thought threw tied told took tore tried understood undid unwound
went withdrew woke won wore wound wrote
"""
_IRREGULAR_VERBS = frozenset(_IRREGULAR_PAST.split())
_NOT_PAST_WORDS = """
bed bleed breed embed exceed feed greed hundred indeed kindred naked need proceed red sacred seed
shed sled speed succeed supposed unused weed wicked
"""
_NOT_PAST = frozenset(_NOT_PAST_WORDS.split())
_AUXILIARY_WORDS = """
am are be being is can could may might must shall should will would to
"""
_AUXILIARIES = frozenset(_AUXILIARY_WORDS.split())
"""Before a word in -ed these describe how something is or should be, not what happened."""
_SPEAKER = frozenset(["i", "i'd", "me", "my", "mine", "we", "us", "our", "ours"])
_TIME = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|june|july|"
    r"august|september|october|november|december|christmas|easter|spring|summer|autumn|winter|"
    r"yesterday|overnight|midnight|noon|dawn|morning|afternoon|evening|night|last|ago|once|twice|"
    r"until|till|since|(?:19|20)\d\d|(?:second|minute|hour|day|week|month|year|decade)s?)\b"
)
_NUMBER = re.compile(
    r"\b(?:\d{1,12}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundreds?|thousands?|millions?|dozens?|half|double)\b"
)


def describes_past_event(text: str) -> bool:
    """Return whether ``text`` describes a past event; questions in it are ignored."""
    acts, has_speaker, has_mark = 0, False, False
    for start, end in sentence_spans(text):
        unit = text[start:end]
        if unit.rstrip().endswith("?"):
            continue
        words = tokenize(unit)
        acts += sum(_is_past_act(words, place) for place in range(len(words)))
        has_speaker = has_speaker or _mentions_speaker(words)
        plain = unit.lower()
        has_mark = has_mark or bool(_TIME.search(plain) or _NUMBER.search(plain))
    return acts >= 2 or (acts == 1 and (has_speaker or has_mark))


def _mentions_speaker(words: tuple[TextToken, ...]) -> bool:
    """Whether the speaker is mentioned, or implied by an initial verb: "Swapped the pump."."""
    return _is_past_act(words, 0) or any(word.text in _SPEAKER for word in words)


def _is_past_act(words: tuple[TextToken, ...], place: int) -> bool:
    word = words[place].text
    before = words[place - 1].text if place else ""
    if before in _AUXILIARIES:
        return False
    is_regular = len(word) > 3 and word.endswith("ed") and word not in _NOT_PAST
    return is_regular or word in _IRREGULAR_VERBS
