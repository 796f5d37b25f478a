"""Decides from the words alone whether a candidate who pauses has finished.

A pause inside a thought and a pause after an answer sound alike; the words before them often differ.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[\w']+")
_END_OF_SENTENCE = re.compile(r"[.?!]\s+")
MIN_COMPLETE_WORDS = 5
"""An answer of fewer words has probably only begun."""
_MAX_OPENING_WORDS = 10

_CONJUNCTIONS = "and or but so because nor yet plus then also although though while whereas"
_ARTICLES = "a an the this these those my our your his her its their some any every each no"
_PREPOSITIONS = (
    "of to in on at for from with by about into over under between through during before after "
    "without within against like as than per via onto toward towards around near behind among"
)
_FILLERS = "um uh uhm erm er hmm hm ah eh mmm"
_OPENINGS = (
    "if when while since unless until where which whose who that whether once although though"
)
_AUXILIARY_VERBS = (
    "is are was were am be been i'm we're they're it's i've we've i'd we'd would could should"
)
_INCOMPLETE_LAST_WORDS = frozenset(
    _WORD.findall(
        f"{_CONJUNCTIONS} {_ARTICLES} {_PREPOSITIONS} {_FILLERS} {_OPENINGS} {_AUXILIARY_VERBS}"
    )
)
_INCOMPLETE_PHRASES = (
    "you know",
    "i mean",
    "kind of",
    "sort of",
    "such as",
    "for example",
    "let's say",
)
_CLAUSE_OPENERS = frozenset(f"{_OPENINGS} after before as because".split())
_PHRASE = re.compile(r"[^|]+")
_COMPLETE_SHORT_ANSWERS = frozenset(
    _PHRASE.findall(
        "yes|no|yeah|yep|nope|yes please|no thanks|no thank you|yes i do|yes i have|yes i am|yes i can|"
        "no i don't|no i haven't|no i'm not|no i can't|i don't know|i do not know|not really|of course|"
        "that's all|that is all|that's it|i'm done|i am done|i'm ready|i am ready|go ahead|sure|never|"
        "next question|next question please|i agree|i do|i don't agree|absolutely|exactly"
    )
)
_BACKCHANNELS = frozenset(
    _PHRASE.findall(
        "mm|mhm|mmhm|mm hm|mm hmm|hm|hmm|uh huh|uhuh|aha|ah|oh|yes|yeah|yep|yup|ok|okay|right|sure|"
        "i see|got it|all right|alright|of course|exactly|great|good|fine|cool|true|indeed|go on"
    )
)


def is_complete_answer(words: str) -> bool:
    """Return whether ``words`` can be a complete answer; if not, the candidate is given more time."""
    plain = _WORD.findall(words.lower())
    if " ".join(plain) in _COMPLETE_SHORT_ANSWERS:
        return True
    if len(plain) < MIN_COMPLETE_WORDS or plain[-1] in _INCOMPLETE_LAST_WORDS:
        return False
    if " ".join(plain).endswith(_INCOMPLETE_PHRASES):
        return False
    return not _is_unfinished_clause(words)


def is_backchannel(words: str) -> bool:
    """Return whether ``words`` only show that the speaker is listening ("mm-hm", "yes, okay")."""
    plain = _WORD.findall(words.lower())
    if not plain or len(plain) > 4:
        return False
    return _is_all_backchannels(tuple(plain))


def _is_all_backchannels(plain: tuple[str, ...]) -> bool:
    if not plain:
        return True
    return any(
        " ".join(plain[:length]) in _BACKCHANNELS and _is_all_backchannels(plain[length:])
        for length in range(1, min(2, len(plain)) + 1)
    )


def _is_unfinished_clause(words: str) -> bool:
    """Return whether the last sentence is a subordinate clause without its main clause."""
    last = _END_OF_SENTENCE.split(words.strip())[-1]
    plain = _WORD.findall(last.lower())
    if (
        "," in last
        or not plain
        or plain[0] not in _CLAUSE_OPENERS
        or len(plain) > _MAX_OPENING_WORDS
    ):
        return False
    return plain[0] != "because" or len(plain) < MIN_COMPLETE_WORDS
