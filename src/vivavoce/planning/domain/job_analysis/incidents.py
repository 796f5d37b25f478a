"""What went wrong in a job once, as its posting reports it: when it was, who did what, and what it led to.

No announcing words are needed: an incident is known by its past tense, by an occasion, and by the losses,
refusals and figures in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.planning.domain.job_analysis.persons import names_person
from vivavoce.planning.domain.job_analysis.problem_words import (
    CONFLICT,
    HAS_IMPROVED,
    IS_OF_OTHERS,
    IS_SOLVED,
)

MAX_INCIDENT_WORDS = 78
"""Of a story that is cited in one question, which still can be read aloud."""
_MIN_INCIDENT_WORDS = 16
_MIN_SIGNS = 3
_MAX_FRAGMENT_WORDS = 9
_MAX_SENTENCES = 40
_SCORE = 8
_CHAIN = 3
"""So many acts of the past in one sentence are a story without a date."""
_NOT_DONE = 1
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|easter|"
    r"christmas|spring|summer|autumn|fall|winter|harvest|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_OCCASION = re.compile(
    rf"\b(?:(?:last|this|the (?:last|previous|past)) (?:\w{{2,12}} )?(?:year|month|week|night|season|term|"
    rf"quarter|shift|half|{_MONTH})|(?:in|on|since|by|until|around) (?:early |late |mid-?|a )?{_MONTH}|"
    rf"(?:in|on) (?:his|her|their|the) \w{{2,10}} (?:\w{{2,12}} )?(?:day|week|month|year|shift|half|night)|"
    rf"(?:on|by|in) (?:day|week|month) \w{{1,10}}|(?:two|three|four|five|six|several|a few) "
    rf"(?:weeks|months|years) ago|one (?:morning|night|evening|afternoon|day|{_MONTH})|yesterday|recently|"
    r"twice|(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) times|"
    r"since (?:the|a|an|then)|(?:at|by) (?:\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve)\b|turned out|(?:our|my|the|your) (?:last|previous|former) \w{3,}|"
    r"(?:our|my|your|the) predecessor|last one)\b",
    re.IGNORECASE,
)
_PAST_FORMS = (
    r"was|were|had|did|didn't|wasn't|weren't|hadn't|went|came|said|told|wrote|took|broke|lost|found|left|rang|"
    r"gave|knew|thought|caught|sent|threw|ran|fell|stood|began|got|kept|held|paid|made|saw|drove|spoke|chose|"
    r"forgot|swore|shook|sold|bought|brought|taught|stuck|blew|drew|flew|grew|rose|tore|wore|woke|quit|"
    r"could(?:n't| not)|would(?:n't| not)"
)
_PERFECT_FORMS = (
    r"(?:has|have|'ve) (?:since |now |not |never |been |\w{2,12}ed)|"
    r"(?:has|have) (?:lost|gone|left|given|come|had|broken|fallen|told|said|written)"
)
_REGULAR_PAST = (
    r"(?<!be )(?<!is )(?<!are )(?<!being )(?<!get )(?<!gets )(?<!the )(?<!a )(?<!an )"
    r"(?<!\w)(?!need|exceed|embed|proceed|speed|feed|seed|indeed|hundred|experienced|required|preferred|based|"
    r"skilled|qualified|detailed|dedicated|certified|licen|related|varied|advanced|limited|listed|unit|"
    r"interested)\w{2,14}ed(?!\w)"
)
_PAST = re.compile(
    rf"(?<![\w'])(?:{_PAST_FORMS}|{_PERFECT_FORMS})(?![\w'])|{_REGULAR_PAST}",
    re.IGNORECASE,
)
_SIMPLE_PAST = re.compile(
    rf"(?<![\w'])(?:{_PAST_FORMS})(?![\w'])|(?<!has )(?<!have )(?<!'ve )(?<!been ){_REGULAR_PAST}",
    re.IGNORECASE,
)
_SIGNS = (
    re.compile(
        r"(?<![\w-])(?:\d[\d,.:]{1,12}\d?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|nineteen|"
        r"twenty|thirty|half|a (?:third|quarter))(?![\w-])"
    ),
    re.compile(
        r"\b(?:nobody|no one|no-one|none|nothing|never|without|not|no|neither)\b|n't\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:but|although|though|even|rather than|instead|still|yet|despite|anyway|because|while|"
        r"whereas|then|so)\b",
        re.IGNORECASE,
    ),
)
"""Of figures, of what was not done, and of what stands against what."""
_PERSON = re.compile(
    r"\b(?:he|she|him|her|his|hers|who|whose|guy|lad|girl|boy|lady|mother|father|mate|agency|somebody|"
    r"someone|union)\b",
    re.IGNORECASE,
)
_NAME_OF_ROLE = re.compile(r"[a-z]{3,20}")
_LOSS = re.compile(
    r"\b(?:wrong|broke|broken|crack\w{0,3}|split|snapped|jammed|burst|leak\w{0,3}|flooded|burn(?:t|ed)|torn|"
    r"spoil\w{0,2}|ruined|damaged|failed|crashed|collapsed|stalled|stuck|stranded|missed|missing|lacked|lost|"
    r"losing|loses|dumped|scrapped|wasted|thrown away|redid|redone|re-?cut|refund\w{0,3}|fined|"
    r"fines|penalt\w+|quashed|void|voided|cancel\w{0,5}|refused|rejected|returned|recall\w{0,3}|withdrawn|"
    r"pulled back|backed out|sent back|went back|came back|come back|superseded|bumped|grounded|hurt|injured|"
    r"crying|cried|tears|shouting|shouted|yelled|screamed|hostile|furious|angry|threatened|threat|"
    r"locked (?:himself|herself|themselves)|suspen\w+|expelled|complain\w{0,4}|lawyer|hospital|on a drip|"
    r"walked (?:off|out)|quit|resigned|burned out|halved|doubled|owed|cost us|late|too (?:late|long|"
    r"early|many|few|much|high|low)|short|delay\w{0,3}|mistake\w{0,1}|error\w{0,1}|fault|overdue|backlog|"
    r"corrected after|instead of|"
    r"(?:had|has|have) to be (?:\w+ )?\w+ed|cannot be|could not be|out of date|fudged|forged|faked|"
    r"taped over|propped|bypassed|chewed|bl(?:ew|own) up|went out|no record|blam\w{1,3}|slipped|fell|"
    r"overturned|stolen|theft)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\bargu(?:e|es|ed|ing)\b|\bblam(?:e|es|ed|ing)\b|\bwhose (?:job|fault|turn)\b|"
    r"\b(?:each|both) (?:of them )?(?:says?|said|blames?)\b|\b(?:says?|said)\b[^.;]{1,60}\b(?:says?|said)\b|"
    r"\bnot speak|\bnot had a\b|\bchewed \w{2,8} out\b",
    re.IGNORECASE,
)
_IS_OTHER = re.compile(
    r"\b(?:you(?:'ll|'d|'re)?|your (?!predecessors?\b)|apply|application|salary|pension|bonus|cv|resume|"
    r"applicants (?:must|should have|will|need)|we (?:offer|pay|train|teach|need|seek|are looking|look for|"
    r"are hiring)|looking for|hiring|seeking|someone who|somebody who|essential|required|preferred|desirable|"
    r"proud|award\w{0,3}|won|founded|opened our|acquired|grew from|celebrat\w+|died|death|dead|suicide|"
    r"killed|raped|(?:in|since|from) (?:1\d{3}|200\d|201\d)|assault\w{0,3})\b|https?:|@|\?",
    re.IGNORECASE,
)
"""What candidates read about themselves or the terms, what the employer prides itself on, and deaths."""
_ENDS_WELL = re.compile(
    r"\b(?:thank(?:s|ed|ful)|grateful|saved|rescued|succe\w{2,9}|delighted|smil(?:e|es|ed|ing)|laugh(?:s|ed|ing)?|"
    r"promoted|on time after all|just in time|still writes|best (?:day|year|season)|record (?:year|season)|"
    r"all went well|is (?:open|running) again)\b",
    re.IGNORECASE,
)
"""A story that the employer likes to tell."""
_IS_RULE = re.compile(
    r"^(?:so )?(?:never|always|do not|don't|no|nothing|nobody|no one|anybody|anyone|everybody|everyone)\b"
    r"(?! (?:\w+ )?(?:was|were|had|did|told|said|has|knows|knew|noticed|hurt|one hurt)\b)",
    re.IGNORECASE,
)
_IS_ORDER = re.compile(r"\b(?:must|shall|should (?!be aware))\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"^(?:he|she|it|they|this(?! (?:year|spring|summer|autumn|fall|winter|month|season|term|week))|these|"
    r"that|those|them|his|her|its|their|and|but|so|or|because|then|which|who)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^[A-Z][^.:!?]{2,45}: (?=\S)")
_TO_CHANGE = re.compile(
    r"^the (?:post-?holder|job-?holder|successful \w{4,12}) (?:will|would)\b[^.]{0,80}?"
    r"\b(?:that|this|these|those|it|them)\b",
    re.IGNORECASE,
)
_PRESENT_SIGN = re.compile(r"\b(?:still|since|nobody|no one|cannot|can't|says?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Incident:
    """Sentences that tell one event, and how surely it is one that went wrong."""

    sentences: tuple[str, ...]
    score: int
    is_over: bool
    """It happened once; otherwise it goes on, or is still to be put right."""


def find_incident(plain: Sequence[str]) -> Incident | None:
    """Return the clearest story of something that went wrong in a paragraph, or None.

    ``plain`` are its sentences, each on one line and without its period. The story is cited word by word, as
    many of its sentences as can be read aloud.
    """
    sentences = [_LABEL.sub("", one, count=1) for one in plain[:_MAX_SENTENCES]]
    rated = (
        _rate(_take(sentences, at))
        for at, sentence in enumerate(sentences)
        if _begins_incident(sentence)
    )
    found = [one for one in rated if one is not None]
    return max(found, key=lambda one: (one.score, _count_past(one.sentences)), default=None)


def _count_past(sentences: Sequence[str]) -> int:
    return sum(len(_PAST.findall(one)) for one in sentences)


def _begins_incident(sentence: str) -> bool:
    """Return whether a sentence tells what happened on one occasion, or a chain of acts."""
    acts = len(_PAST.findall(sentence))
    is_told = acts >= _CHAIN or (acts and _OCCASION.search(sentence) is not None)
    return bool(is_told) and not _is_barred(sentence)


def _is_barred(sentence: str) -> bool:
    is_over = IS_SOLVED.search(sentence) is not None and not _SIGNS[_NOT_DONE].search(sentence)
    return is_over or any(
        one.search(sentence) for one in (_IS_OTHER, _IS_ORDER, IS_OF_OTHERS, HAS_IMPROVED)
    )


def _take(sentences: Sequence[str], at: int) -> list[str]:
    """Return the sentence at a place, those that go on with it, and then those before that belong to it."""
    taken = [sentences[at]]
    for sentence in sentences[at + 1 :]:
        if not _goes_on(sentence) or _count_words((*taken, sentence)) > MAX_INCIDENT_WORDS:
            break
        taken.append(sentence)
    for sentence in reversed(sentences[:at]):
        is_told = _PAST.search(sentence) is not None
        is_sign = _PRESENT_SIGN.search(sentence) is not None and _LOSS.search(sentence) is not None
        is_part = is_told or is_sign or _POINTS_BACK.match(taken[0]) is not None
        if not is_part or _is_barred(sentence):
            break
        if _count_words((sentence, *taken)) > MAX_INCIDENT_WORDS:
            break
        taken.insert(0, sentence)
    return taken


def _goes_on(sentence: str) -> bool:
    if _TO_CHANGE.match(sentence):
        return True
    if _is_barred(sentence) or _IS_RULE.match(sentence):
        return False
    is_told = _PAST.search(sentence) is not None or _PRESENT_SIGN.search(sentence) is not None
    is_fragment = len(sentence.split()) <= _MAX_FRAGMENT_WORDS
    return is_told or (
        is_fragment and (_LOSS.search(sentence) or _AGAINST.search(sentence)) is not None
    )


def _names_people(told: str) -> bool:
    return _PERSON.search(told) is not None or any(map(names_person, _NAME_OF_ROLE.findall(told)))


def _count_words(sentences: Sequence[str]) -> int:
    return sum(len(one.split()) for one in sentences)


def _rate(sentences: Sequence[str]) -> Incident | None:
    """Return the story with its score, or None if it tells of no loss or of too little else."""
    told = ". ".join(sentences)
    if _POINTS_BACK.match(told) or _count_words(sentences) < _MIN_INCIDENT_WORDS:
        return None
    losses = len({one.group().lower() for one in _LOSS.finditer(told)})
    is_against = _AGAINST.search(told) is not None or CONFLICT.search(told) is not None
    signs = sum(one.search(told) is not None for one in _SIGNS) + _names_people(told)
    if _ENDS_WELL.search(told) and not is_against:
        return None
    if losses + is_against == 0 or signs + min(2, losses + is_against) < _MIN_SIGNS + 1:
        return None
    past = sum(_SIMPLE_PAST.search(one) is not None for one in sentences)
    is_over = past * 2 >= len(sentences) and not any(map(_TO_CHANGE.match, sentences))
    return Incident(tuple(sentences), _SCORE + signs + min(2, losses) + is_against, is_over)
