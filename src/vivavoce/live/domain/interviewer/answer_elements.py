"""Finds the elements of an answer and their quotes, and statements that conflict. Rules for English.

The elements are STAR elements and expected points. They only steer the conversation; no score is computed
from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.live.domain.events import ElementMatch, ReasonCode
from vivavoce.live.domain.interviewer.words import (
    TextToken,
    content_stems,
    sentence_spans,
    tokenize,
)

_POINT_PREFIX = "point:"

ELEMENTS_BY_KIND: Mapping[str, tuple[str, ...]] = {
    "behavioral": ("own_action", "result", "measure", "reason", "situation"),
    "failure": ("own_part", "repair", "lesson"),
}
"""The answer elements of each question kind, in the order in which they are asked for."""

REASON_BY_ELEMENT: Mapping[str, ReasonCode] = {
    "own_action": "OWNERSHIP",
    "own_part": "OWNERSHIP",
    "result": "RESULT",
    "repair": "RESULT",
    "measure": "MEASURE",
    "reason": "REASON",
    "lesson": "REASON",
    "situation": "SPECIFICS",
}


def list_expected_elements(question: PlanQuestion) -> tuple[str, ...]:
    """Return the elements of a complete answer to ``question``, in the order they are asked for."""
    if question.kind == "knowledge":
        return tuple(f"{_POINT_PREFIX}{place}" for place in range(len(question.expected_points)))
    return ELEMENTS_BY_KIND[question.kind]


def reason_code_for(element: str) -> ReasonCode:
    """Return the reason code of a follow-up that asks for ``element``."""
    return REASON_BY_ELEMENT.get(element, "DEPTH")


def parse_expected_point_index(element: str) -> int | None:
    """Return the index of the expected point that ``element`` refers to, or None for other elements."""
    return int(element.removeprefix(_POINT_PREFIX)) if element.startswith(_POINT_PREFIX) else None


def find_elements(text: str, question: PlanQuestion) -> tuple[ElementMatch, ...]:
    """Return each element that ``text`` contains, once, with the span of the first sentence it is in."""
    matches: list[ElementMatch] = []
    pieces = [(start, end, tokenize(text[start:end])) for start, end in sentence_spans(text)]
    for slot in list_expected_elements(question):
        fills = _element_test(slot, question)
        for start, end, words in pieces:
            if fills(text[start:end].lower().replace("\u2019", "'"), words):
                matches.append(ElementMatch(slot, start, end))
                break
    return tuple(matches)


ElementTest = Callable[[str, tuple[TextToken, ...]], bool]


def _element_test(element: str, question: PlanQuestion) -> ElementTest:
    place = parse_expected_point_index(element)
    if place is None:
        return _ELEMENT_TESTS[element]
    wanted = content_stems(question.expected_points[place]) - content_stems(question.text)
    wanted = wanted or content_stems(question.expected_points[place])

    def recalls(piece: str, _: tuple[TextToken, ...]) -> bool:
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
_STATE_VERBS = frozenset(_STATE_WORDS.split())
_CONTRACTIONS = {"i've": "i", "i'd": "i", "i'll": "i", "i'm": "i"}


def _tells_own_action(_: str, words: tuple[TextToken, ...]) -> bool:
    """Whether "I" is followed by an action: a verb that is not negated and not a state of mind."""
    texts = [_CONTRACTIONS.get(word.text, word.text) for word in words]
    for place, text in enumerate(texts):
        if text != "i":
            continue
        verb = next((t for t in texts[place + 1 : place + 5] if not _is_filler(t)), None)
        if verb is not None and verb not in _STATE_VERBS and verb != "i" and not verb.isdigit():
            return True
    return False


def _is_filler(word: str) -> bool:
    return word in _AUXILIARY or (word.endswith("ly") and len(word) > 4)


def _matches_phrases(pattern: str) -> ElementTest:
    compiled = re.compile(rf"\b(?:{pattern})\b")
    return lambda piece, _: compiled.search(piece) is not None


_NUMBER = (
    r"\d{1,12}(?:[.,]\d{1,6}){0,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|"
    r"thirty|forty|fifty|sixty|ninety|hundreds?|thousands?|millions?|dozens?"
)
_PEOPLE_NOUNS = (
    r"(?:other |more )?(?:people|persons|engineers?|developers?|colleagues?|members?|nurses?|"
    r"of us|men|women|guys|teammates|managers?|years? old)"
)
_MEASURE = re.compile(
    rf"\b(?<!in )(?<!since )(?:{_NUMBER})\b\s*(?:%|(?!{_PEOPLE_NOUNS}\b)[a-z]+)"
    r"|\b(?:per ?cent|percentage|half|halved|doubled|tripled|twice|a third|a quarter)\b"
    r"|\b(?:more|less|fewer|faster|slower|higher|lower|better|worse|quicker|cheaper|shorter)\b"
    r"[^,]{0,40}\bthan\b"
    r"|\bcompared (?:to|with)\b|\bfrom \d\S* to \d"
)


def _tells_measure(piece: str, _: tuple[TextToken, ...]) -> bool:
    return _MEASURE.search(piece) is not None


_ELEMENT_TESTS: Mapping[str, ElementTest] = {
    "own_action": _tells_own_action,
    "result": _matches_phrases(
        r"results?|resulted|in the end|at the end|ended|outcome|finally|eventually|as of today|"
        r"since then|worked|solved|fixed|resolved|went live|launched|shipped|delivered|saved|"
        r"reduced|increased|improved|dropped|fell|rose|grew|doubled|halved|finished|completed|"
        r"succeeded|failed|stopped|recovered|restored|won|lost|accepted|approved|renewed|stayed|"
        r"came back|paid|cut|happy with|satisfied|went (?:down|up)|no longer|became|adopted"
    ),
    "measure": _tells_measure,
    "reason": _matches_phrases(
        r"because|so that|in order to|the reason|that is why|that's why|instead of|rather than|"
        r"trade-?offs?|due to|considered|alternatives?|compared (?:to|with)|weighed|otherwise|"
        r"(?:chose|choose|decided|picked|preferred)\b.{0,80}\b(?:over|as|since|for|against)|"
        r"to (?:avoid|make sure|ensure|prevent|keep|save|reduce)"
    ),
    "situation": _matches_phrases(
        r"when (?:i|we|the|a|our|my|one)|last (?:year|month|week|spring|summer|autumn|winter)|"
        r"in (?:19|20)\d\d|on (?:mon|tues|wednes|thurs|fri|satur|sun)days?|"
        r"(?:years?|months?|weeks?) ago|at my|in my (?:last|previous|current|former|first)|"
        r"one (?:day|time|evening|morning|night)|once|for (?:example|instance)|"
        r"(?:a|one|our|the|my) (?:customer|client|patient|guest|project|team|company|colleague|"
        r"manager|release|migration|incident|outage|ward|shop|school|hotel)s?|during"
    ),
    "own_part": lambda piece, words: (
        _tells_own_action(piece, words)
        or re.search(
            r"\bmy (?:mistake|fault|error|part|doing)\b|\bi (?:should|could) have\b"
            r"|\bi (?:didn't|did not|failed|forgot)\b",
            piece,
        )
        is not None
    ),
    "repair": _matches_phrases(
        r"fixed|repaired|corrected|apologi[sz]ed|rolled (?:it )?back|restored|redid|informed|"
        r"called|told (?:him|her|them|the|my|our)|made up|put (?:it )?right|replaced|refunded|"
        r"reverted|patched|recovered|solved|re-?wrote|started (?:again|over)|owned up|admitted"
    ),
    "lesson": _matches_phrases(
        r"learn(?:ed|t|ing)?|lessons?|since then|from then on|ever since|next time|"
        r"now i|now we|i now|we now|these days|nowadays|took away|would (?:now )?do|"
        r"i always|never again|today i"
    ),
}


_COUNTED_NOUNS = (
    "people",
    "engineers",
    "developers",
    "colleagues",
    "members",
    "nurses",
    "customers",
    "users",
    "patients",
    "servers",
    "shops",
    "machines",
)
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
_NUMBER_VALUES: Mapping[str, int] = {
    word: value for value, word in enumerate(_NUMBER_WORDS.split())
}
_COUNT_PATTERN = re.compile(
    rf"\b(\d{{1,6}}|{'|'.join(_NUMBER_VALUES)}) (?:of )?(?:\w+ )?({'|'.join(_COUNTED_NOUNS)})\b",
    re.IGNORECASE,
)


def find_conflict(answers: tuple[str, ...]) -> tuple[str, str] | None:
    """Return an earlier statement and the latest answer's conflicting statement, or None.

    Only things that each of the two answers counts once are compared: "from 40 to 10" is a change.
    """
    if len(answers) < 2:
        return None
    latest = _find_counts(answers[-1])
    for earlier in answers[:-1]:
        for thing, (value, statement) in sorted(_find_counts(earlier).items()):
            if thing in latest and latest[thing][0] != value:
                return statement, latest[thing][1]
    return None


def _find_counts(text: str) -> dict[str, tuple[int, str]]:
    counted: dict[str, list[tuple[int, str]]] = {}
    for start, end in sentence_spans(text):
        for match in _COUNT_PATTERN.finditer(text[start:end]):
            number = match.group(1).lower()
            value = _NUMBER_VALUES[number] if number in _NUMBER_VALUES else int(number)
            counted.setdefault(match.group(2).lower(), []).append((value, text[start:end]))
    return {thing: statements[0] for thing, statements in counted.items() if len(statements) == 1}
