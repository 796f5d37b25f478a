"""Finds out whether an answer tells one event: past acts, a time, an amount, a particular person or thing.

A habit or an opinion has none of these signs or one; an event has at least two. Rules for English. They read
no word of any trade, so that an event in unusual words is recognized as well. The interviewer asks for a case
by these rules, and the scorer caps a story by them, so that both read an answer alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

from vivavoce.kernel.sentences import list_clause_spans

EventKind = Literal["act", "time", "amount", "particular"]
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


class SpokenWord(Protocol):
    """A word in lower case, with a straight apostrophe."""

    @property
    def text(self) -> str:
        """The word."""


class _Word(NamedTuple):
    text: str


class _Statement(NamedTuple):
    """A sentence that is no question, with straight apostrophes."""

    text: str
    words: tuple[_Word, ...]
    past_acts: int


_MIN_KINDS = 2
"""Kinds of signs from which an answer tells an event."""
_MIN_ACTS = 1
_MIN_ACTS_ALONE = 3
"""Past acts that make an event without any other sign."""
_STATE_WEIGHT = 0.5
"""A past state ("was", "had") counts this much of a past act."""
_PAST_STATES_WORDS = """
was were had did knew could wasn't weren't hadn't didn't couldn't wouldn't
"""
_PAST_STATES = frozenset(_PAST_STATES_WORDS.split())

_IRREGULAR_PAST = """
ate beat became began bent bit bled blew bought bound broke brought built burnt burst came caught chose
clung crept cried cut dealt did drew drove dug drank fed fell fetched fled flew forgot fought
found froze gave got grew heard held hid hit hung hurt kept laid leapt led left lent let
lost made met overheard overran paid put quit ran rang read rebuilt redid remade reran
resent rewrote rode rose said sank sat saw sent set sewed shook shot shut slept slid
smelt sold spent spilt split spoke spoilt spun stole stood struck stuck stung
swept swore swung taught threw tied told took tore tried undid unwound
went withdrew woke won wore wound wrote
"""
_PAST_VERBS = frozenset(_IRREGULAR_PAST.split())
_SAME_IN_PRESENT_WORDS = """
beat cut hit hurt let put quit read set shut split
"""
_SAME_IN_PRESENT = frozenset(_SAME_IN_PRESENT_WORDS.split())
"""Past forms that are also present forms; they count after 'I' or 'he' only with a sign of the past."""
_NOT_PAST_WORDS = """
bed bleed breed embed exceed feed greed hundred indeed kindred naked need proceed red sacred seed shed
sled speed succeed supposed unused weed wicked used experienced skilled motivated dedicated committed
organized detailed interested involved needed based focused tailored balanced structured advanced
talented educated qualified convinced driven combined engaged aligned
"""
_NOT_PAST = frozenset(_NOT_PAST_WORDS.split())
_NOT_FINITE_WORDS = """
am are be being been is can could may might must shall should will would to has have having having's
i've we've you've they've i'd we'd he'd she'd they'd always never often usually ever get gets feel feels
getting very highly well a an the my our your their every each
"""
_NOT_FINITE = frozenset(_NOT_FINITE_WORDS.split())
"""Before a past form these tell how something is, should be, or always was, not what happened."""
_ADVERBS = frozenset(["also", "even", "just", "really", "simply", "still", "then"])

_MONTHS = (
    "january|february|march|april|june|july|august|september|october|november|december|"
    r"jan|feb|apr|aug|sept|oct|nov|dec"
)
_DAYS = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b)"
_TIME = re.compile(
    rf"\b(?:last|this past|that|one|the (?:next|same|other|following)|on the) "
    rf"(?:{_DAYS}|year|month|week|weekend|night|evening|morning|afternoon|day|spring|summer|autumn|fall|"
    rf"winter|christmas|easter|season|shift|time|hour|{_MONTHS})\b"
    rf"|\b(?:in|on|by|till|until|since|from|of|around|mid|early|late) (?:{_DAYS}|{_MONTHS})\b"
    rf"|\bthe (?:{_DAYS})(?=[,.;:]| (?:when|that|before|after|with|we|i)\b)"
    rf"|\A(?:{_DAYS}|{_MONTHS})\b|\b(?:{_MONTHS}) \d|\b(?:19|20)\d\d\b"
    rf"|\b(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|few|couple of|\d+) "
    r"(?:second|minute|hour|day|week|month|year|decade)s? (?:ago|before|later|after|in|into|earlier|left)\b"
    r"|\b(?:week|month|year|day) (?:one|two|three|four|five|six|ten|\d+)\b"
    r"|\bafter (?:a|an|one|two|three|four|five|six|ten|\d+|some|a few) "
    r"(?:second|minute|hour|day|week|month|year)s?\b"
    r"|\bin my (?:first|second|third|last) \w+|\bwhen i (?:was|started|began|joined|came|had)\b"
    r"|\b(?:yesterday|ago|once|the day before|that (?:day|night|morning|evening|week|year))\b"
    r"|\bat (?:\d|half past|quarter|noon|midnight|night|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"|\b\d{1,2}(?::\d\d)? ?(?:am|pm|a\.m|p\.m|o'clock)|\b\d{1,2}:\d\d\b"
)
_SMALL = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|dozen|half a|a third|"
    "a quarter|half of|double"
)
_AMOUNT = re.compile(
    rf"(?<![\w-])(?:[$€£]? ?\d[\d.,:]*%?|(?:{_SMALL})s?)(?![\w]*-(?:degree|to-|star|check))(?!\w)"
)
_NO_AMOUNT = re.compile(
    r"\b(?:100|110|a hundred|one hundred|hundred and ten) ?(?:percent|per cent|%)|\b360\b|\b24/7\b|"
    r"\b(?:the|these|those|all|my) two (?:cents|sides)\b|\b(?:hundreds|thousands|millions|dozens) of\b|"
    r"\b(?:two|three) of my (?:\w+ )?(?:strengths|qualities|values|talents)\b"
)
"""Manners of speaking that count nothing."""
_NO_TIME = re.compile(r"\b(?:all )?at once\b|\bat the same time\b|\bfrom day one\b")
"""Manners of speaking that tell no time."""
_PEOPLE = (
    r"(?:man|woman|lady|gentleman|guy|girl|boy|kid|child|couple|baby|colleague|coworker|co-worker|boss|chief|"
    r"manager|supervisor|foreman|lead|leader|director|owner|customer|client|patient|guest|resident|student|"
    r"pupil|apprentice|trainee|intern|tenant|buyer|seller|supplier|vendor|driver|nurse|doctor|engineer|"
    r"developer|designer|planner|teacher|mother|father|mom|mum|dad|son|daughter|husband|wife|sister|brother|"
    r"aunt|uncle|cousin|neighbor|family|applicant|candidate|caller|officer|partner|lawyer|accountant|clerk|"
    r"cook|chef|waiter|friend|person|company|firm|shop|school|hospital|hotel|bank|plant|store)"
)
_PARTICULAR = re.compile(
    r"\b(?:he|she) (?:wanted|said|asked|told|came|went|was|had|didn't|wouldn't|couldn't)\b|"
    r"\bthere (?:was|were) (?:this |a |an |one |two |three )|\b(?:we|i) had (?:this|a|an|one)\b"
    r"|\b(?:mr|mrs|ms|dr)\b"
)
_ONE_PERSON = re.compile(
    rf"\b(?:a|an|one|this|that|another|my|our|his|her|their|the) (?:\w+ ){{0,2}}{_PEOPLE}\b(?!')"
)
"""A single person or place; only a past act in the same sentence makes it a particular one."""
_NAME = re.compile(r"(?<=[a-z,;0-9] )(?!I\b|I')[A-Z][a-z]{2,}")
_NOT_NAMES = re.compile(
    rf"(?:{_MONTHS}|{_DAYS}|english|american|internet|excel|outlook|word)\Z", re.IGNORECASE
)


def find_event_kinds(text: str) -> frozenset[EventKind]:
    """Return which signs of an event ``text`` has; questions in it are ignored."""
    return _find_kinds(text, _read(text))


def _find_kinds(text: str, statements: Sequence[_Statement]) -> frozenset[EventKind]:
    kinds: set[EventKind] = set()
    states = 0 if _HABIT.search(text.lower()) else _count_states(statements)
    if _count_acts(statements) + _STATE_WEIGHT * states >= _MIN_ACTS:
        kinds.add("act")
    for statement in statements:
        plain = _NO_TIME.sub(" ", statement.text.lower())
        if _TIME.search(plain):
            kinds.add("time")
        if _AMOUNT.search(_NO_AMOUNT.sub(" ", _TIME.sub(" ", plain))):
            kinds.add("amount")
        if (
            _PARTICULAR.search(plain)
            or (statement.past_acts and _ONE_PERSON.search(plain))
            or _names_something(statement.text)
        ):
            kinds.add("particular")
    if "amount" in kinds and _count_steps(statements) >= (1 if _DIGIT.search(text) else _MIN_STEPS):
        kinds.add("act")
    return frozenset(kinds)


_HABIT = re.compile(
    r"\b(?:usually|normally|mostly|generally|typically|always|every (?:day|time|week|shift)|all the time|"
    r"most (?:days|of the time))\b"
)
"""Beside words of habit a past state ("we had one where ...") begins no story by itself."""


def tells_event(text: str) -> bool:
    """Return whether ``text`` tells one event rather than habits, opinions or what would be done."""
    statements = _read(text)
    past_acts = _count_acts(statements)
    is_past = past_acts or _count_states(statements) or _PAST_TIME.search(text.lower())
    if not is_past or _is_supposed(statements):
        return False
    return past_acts >= _MIN_ACTS_ALONE or len(_find_kinds(text, statements)) >= _MIN_KINDS


_PAST_TIME = re.compile(
    rf"\b(?:last [a-z]+|ago|yesterday|(?:in|since|one day in) (?:{_MONTHS}|(?:19|20)\d\d)|this morning|"
    r"one (?:day|time|morning|afternoon|evening|night|shift))\b"
)
"""A time that makes a story of what is told in the present: "Last week a guest comes in, and I ..."."""
_WOULD = re.compile(r"\b(?:i|we) would\b")
_WAS = re.compile(r"\b(?:i was|i had|i did|we were|we had|we did)\b")


def _is_supposed(statements: Sequence[_Statement]) -> bool:
    """Whether the speaker says what they would do, and nothing that they did."""
    said = [each.text.lower() for each in statements]
    if not any(map(_WOULD.search, said)) or any(map(_WAS.search, said)):
        return False
    return not any(
        is_past_act(words, place)
        and {each.text for each in words[max(0, place - _NEAR) : place]} & {"i", "we"}
        for _, words, past_acts in statements
        if past_acts
        for place in range(len(words))
    )


_NEAR = 3
"""A verb this many words behind "I" or "we" is the speaker's."""


def points_to_one_time(text: str) -> bool:
    """Return whether few words of ``text`` are about one past time, and none about habits."""
    statements = _read(text)
    is_past = _count_acts(statements) > 0 or _count_states(statements) > 0
    return is_past and _HABIT.search(text.lower()) is None and _GENERAL.search(text.lower()) is None


_GENERAL = re.compile(
    r"\b(?:often|never|sometimes|many times|a lot of|lots of|things|people|we all|everybody)\b"
)


def count_past_acts(text: str) -> int:
    """Return how many verbs of ``text`` are in the past; questions in it are ignored."""
    return _count_acts(_read(text))


def _count_acts(statements: Sequence[_Statement]) -> int:
    return sum(each.past_acts for each in statements)


def _count_states(statements: Sequence[_Statement]) -> int:
    return sum(word.text in _PAST_STATES for each in statements for word in each.words)


def _count_steps(statements: Sequence[_Statement]) -> int:
    """Return how many acts are told in the present, as in "I take ten orders by hand"."""
    return sum(len(_PRESENT_STEP.findall(each.text.lower())) for each in statements)


_MIN_STEPS = 2
"""Acts in the present that make an event together with an amount in words; with a figure, one is enough."""
_DIGIT = re.compile(r"\d")
_PRESENT_STEP = re.compile(
    r"(?<![\w'])i (?!am|was|have|had|think|know|feel|like|love|always|never|usually|believe|can|could|would|"
    r"will|don't|do not|want|need|mean|see|get|work|keep|make sure|try|hope|guess|understand)[a-z]{3,}"
)


def _read(text: str) -> tuple[_Statement, ...]:
    """Return the statements of ``text``; every word is looked at once."""
    return tuple(_read_statements(text))


def _read_statements(text: str) -> Iterator[_Statement]:
    for start, end in list_clause_spans(text):
        sentence = text[start:end].replace("\u2019", "'")
        if not sentence.endswith("?"):
            words = tuple(map(_Word, _WORD.findall(sentence.lower())))
            acts = sum(is_past_act(words, place) for place in range(len(words)))
            yield _Statement(sentence, words, acts)


def _names_something(sentence: str) -> bool:
    return any(not _NOT_NAMES.match(match.group()) for match in _NAME.finditer(sentence))


def names_one_person(text: str) -> bool:
    """Return whether ``text``, in lower case, names a single person by what they are: "my boss"."""
    return _ONE_PERSON.search(text) is not None


def is_past_act(words: Sequence[SpokenWord], place: int) -> bool:
    """Return whether the word at ``place`` is a verb in the past, e.g. "rang" in "I then rang her"."""
    word = words[place].text
    if word not in _PAST_VERBS and not (
        len(word) > _MIN_REGULAR and word.endswith("ed") and word not in _NOT_PAST
    ):
        return False
    at = place - 1
    while at >= 0 and words[at].text in _ADVERBS:
        at -= 1
    before = words[at].text if at >= 0 else ""
    if before in _NOT_FINITE or (before.endswith("'s") and word not in _PAST_VERBS):
        return False
    return word not in _SAME_IN_PRESENT or before in _SUBJECTS


_MIN_REGULAR = 3
"""A regular past form is longer: "red" and "bed" are none."""
_SUBJECTS = frozenset(["he", "she", "it", "who", "and"])
