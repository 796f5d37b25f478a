"""What an answer holds: which slots it fills, with the words that fill them. Rules for English.

Slots steer the conversation and nothing else; no score is ever computed from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.live.domain.events import Found, ReasonCode
from vivavoce.live.domain.mind.words import Word, content_stems, units_of, words_of

_POINT = "point:"

SLOTS: Mapping[str, tuple[str, ...]] = {
    "behavioural": ("own_action", "result", "measure", "reason", "situation"),
    "failure": ("own_part", "repair", "lesson"),
}
"""The slots of a kind of question, in the order in which they are asked for."""

CODE_OF: Mapping[str, ReasonCode] = {
    "own_action": "OWNERSHIP",
    "own_part": "OWNERSHIP",
    "result": "RESULT",
    "repair": "RESULT",
    "measure": "MEASURE",
    "reason": "REASON",
    "lesson": "REASON",
    "situation": "SPECIFICS",
}


def slots_of(question: PlanQuestion) -> tuple[str, ...]:
    """Return the slots that a full answer to ``question`` fills, first asked for first."""
    if question.kind == "knowledge":
        return tuple(f"{_POINT}{place}" for place in range(len(question.expected_points)))
    return SLOTS[question.kind]


def code_of(slot: str) -> ReasonCode:
    """Return the reason code under which a missing ``slot`` is asked for."""
    return CODE_OF.get(slot, "DEPTH")


def point_of(slot: str) -> int | None:
    """Return the place of the expected point that ``slot`` stands for, if it stands for one."""
    return int(slot.removeprefix(_POINT)) if slot.startswith(_POINT) else None


def found_in(text: str, question: PlanQuestion) -> tuple[Found, ...]:
    """Return each slot that ``text`` fills, once, with the sentence that fills it first."""
    found: list[Found] = []
    pieces = [(start, end, words_of(text[start:end])) for start, end in units_of(text)]
    for slot in slots_of(question):
        fills = _test_of(slot, question)
        for start, end, words in pieces:
            if fills(text[start:end].lower().replace("\u2019", "'"), words):
                found.append(Found(slot, start, end))
                break
    return tuple(found)


Fills = Callable[[str, tuple[Word, ...]], bool]


def _test_of(slot: str, question: PlanQuestion) -> Fills:
    place = point_of(slot)
    if place is None:
        return _TESTS[slot]
    wanted = content_stems(question.expected_points[place]) - content_stems(question.text)
    wanted = wanted or content_stems(question.expected_points[place])

    def recalls(piece: str, _: tuple[Word, ...]) -> bool:
        return len(content_stems(piece) & wanted) >= max(1, round(0.4 * len(wanted)))

    return recalls


_AUXILIARY_WORDS = """
had have has would will can could did do does also then just first later finally personally
usually always often really simply mainly basically actually even still immediately quickly
myself again therefore already was am were was is i'd been to
"""
_AUXILIARY = frozenset(_AUXILIARY_WORDS.split())
_STATE_WORDS = """
think thought guess believe feel felt know knew mean meant hope want wanted like liked love need
needed remember suppose wish agree see saw hear heard understand work worked prefer sure happy
glad not never don't didn't wasn't cannot can't won't couldn't haven't hadn't and but or a an
the in on at it that this there part one very so from of responsible no afraid sorry new
"""
_STATES = frozenset(_STATE_WORDS.split())
_EXPAND = {"i've": "i", "i'd": "i", "i'll": "i", "i'm": "i"}


def _acts_alone(_: str, words: tuple[Word, ...]) -> bool:
    """Whether "I" is followed by something done: an affirmed verb that is not a state of mind."""
    texts = [_EXPAND.get(word.text, word.text) for word in words]
    for place, text in enumerate(texts):
        if text != "i":
            continue
        verb = next((t for t in texts[place + 1 : place + 5] if not _is_filler(t)), None)
        if verb is not None and verb not in _STATES and verb != "i" and not verb.isdigit():
            return True
    return False


def _is_filler(word: str) -> bool:
    return word in _AUXILIARY or (word.endswith("ly") and len(word) > 4)


def _says(pattern: str) -> Fills:
    compiled = re.compile(rf"\b(?:{pattern})\b")
    return lambda piece, _: compiled.search(piece) is not None


_NUMBER = (
    r"\d{1,12}(?:[.,]\d{1,6}){0,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty|forty|fifty|sixty|ninety|hundreds?|thousands?|millions?|dozens?"
)
_HEADS = (
    r"(?:other |more )?(?:people|persons|engineers?|developers?|colleagues?|members?|nurses?|"
    r"of us|men|women|guys|teammates|managers?|years? old)"
)
_MEASURED = re.compile(
    rf"\b(?<!in )(?<!since )(?:{_NUMBER})\b\s*(?:%|(?!{_HEADS}\b)[a-z]+)"
    r"|\b(?:per ?cent|percentage|half|halved|doubled|tripled|twice|a third|a quarter)\b"
    r"|\b(?:more|less|fewer|faster|slower|higher|lower|better|worse|quicker|cheaper|shorter)\b"
    r"[^,]{0,40}\bthan\b"
    r"|\bcompared (?:to|with)\b|\bfrom \d\S* to \d"
)


def _measures(piece: str, _: tuple[Word, ...]) -> bool:
    return _MEASURED.search(piece) is not None


_TESTS: Mapping[str, Fills] = {
    "own_action": _acts_alone,
    "result": _says(
        r"results?|resulted|in the end|at the end|ended|outcome|finally|eventually|as of today|"
        r"since then|worked|solved|fixed|resolved|went live|launched|shipped|delivered|saved|"
        r"reduced|increased|improved|dropped|fell|rose|grew|doubled|halved|finished|completed|"
        r"succeeded|failed|stopped|recovered|restored|won|lost|accepted|approved|renewed|stayed|"
        r"came back|paid|cut|happy with|satisfied|went (?:down|up)|no longer|became|adopted"
    ),
    "measure": _measures,
    "reason": _says(
        r"because|so that|in order to|the reason|that is why|that's why|instead of|rather than|"
        r"trade-?offs?|due to|considered|alternatives?|compared (?:to|with)|weighed|otherwise|"
        r"(?:chose|choose|decided|picked|preferred)\b.{0,80}\b(?:over|as|since|for|against)|"
        r"to (?:avoid|make sure|ensure|prevent|keep|save|reduce)"
    ),
    "situation": _says(
        r"when (?:i|we|the|a|our|my|one)|last (?:year|month|week|spring|summer|autumn|winter)|"
        r"in (?:19|20)\d\d|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
        r"(?:years?|months?|weeks?) ago|at my|in my (?:last|previous|current|former|first)|"
        r"one (?:day|time|evening|morning|night)|once|for (?:example|instance)|"
        r"(?:a|one|our|the|my) (?:customer|client|patient|guest|project|team|company|colleague|"
        r"manager|release|migration|incident|outage|ward|shop|school|hotel)s?|during"
    ),
    "own_part": lambda piece, words: (
        _acts_alone(piece, words)
        or re.search(
            r"\bmy (?:mistake|fault|error|part|doing)\b|\bi (?:should|could) have\b"
            r"|\bi (?:didn't|did not|failed|forgot)\b",
            piece,
        )
        is not None
    ),
    "repair": _says(
        r"fixed|repaired|corrected|apologi[sz]ed|rolled (?:it )?back|restored|redid|informed|"
        r"called|told (?:him|her|them|the|my|our)|made up|put (?:it )?right|replaced|refunded|"
        r"reverted|patched|recovered|solved|re-?wrote|started (?:again|over)|owned up|admitted"
    ),
    "lesson": _says(
        r"learn(?:ed|t|ing)?|lessons?|since then|from then on|ever since|next time|"
        r"now i|now we|i now|we now|these days|nowadays|took away|would (?:now )?do|"
        r"i always|never again|today i"
    ),
}
