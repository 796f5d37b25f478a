"""Whether a probe asks for a given detail, or presumes an act or a thing that nobody told of. For English."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from vivavoce.kernel.event_kinds import find_event_kinds
from vivavoce.kernel.text_matching import stem_word
from vivavoce.live.domain.interviewer.words import content_stems


def asks_for_given_detail(probe: str, answers: Sequence[str]) -> bool:
    """Return whether ``probe`` asks for a person, a time, an amount or words that ``answers`` give."""
    text = "\n".join(answers)
    return any(
        question.search(_plain(probe)) is not None and is_given(text, _plain(text))
        for question, is_given in _DETAILS.items()
    )


def presumes_too_much(probe: str, question: str, answers: Sequence[str]) -> bool:
    """Return whether ``probe`` is about somebody or something that neither side mentioned.

    An order of steps is the candidate's own: that the question has one does not help.
    """
    heard = [_plain(question), *map(_plain, answers)]
    if lacks_referent(probe, " ".join(heard)):
        return True
    told = heard[1:] or heard
    asks_order = _ASKS_ORDER.search(_plain(probe)) is not None
    if asks_order and not any(map(_TELLS_ORDER.search, told)):
        return True
    return any(
        presuming.search(_plain(probe)) is not None and not any(map(mention.search, heard))
        for presuming, mention in _PRESUMED.items()
    )


def lacks_referent(probe: str, heard: str) -> bool:
    """Return whether ``probe`` points to a thing that ``heard`` does not name.

    "Why that stop first?" needs a stop, and "the driver who offers more" needs an offer or a "more". What the
    candidate just said or did ("that step", "that decision") needs no name.
    """
    plain = _plain(probe)
    pointed, told_of = list(_POINTED.finditer(plain)), list(_TOLD_OF.finditer(plain))
    if not pointed and not told_of:
        return False
    known = content_stems(heard)
    for match in pointed:
        noun = match["noun"]
        is_counted = noun in _COUNTED and _COUNT.search(heard) is not None
        if not is_counted and stem_word(noun) not in known:
            return True
    return any(
        content_stems(match["tells"]) and not content_stems(match["tells"]) & known
        for match in told_of
    )


_THINGS_WORDS = """
machine machines guest guests customer customers room rooms patient patients client clients task tasks
question request requests remark plan figure figures number numbers repair site table record records
equipment building service system call line goods trip message entry load paper papers sheet hair
sentence stop slot parent parents advice answers meeting feedback audience material wire power discussion
split session crowd passenger passengers house lunch child floor tool noise route wiring scene sample
shift shifts channel measures departure product screen test pipes role percentage prices estimate costs
supplier picture contacts student students group drawer text note sender amount visit email letter report
file truck driver bus vehicle door shelf pallet box bill invoice contract deadline complaint colleague
coworker trainee
"""
_POINTED = re.compile(
    rf"\b(?:that|those|these) (?P<noun>{'|'.join(_THINGS_WORDS.split())})\b(?! (?:is|are|was|were) what)"
)
_COUNTED = frozenset(
    ["figure", "figures", "number", "numbers", "percentage", "amount", "costs", "prices"]
)
_COUNT = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|percent|half)\b"
)
_TOLD_OF = re.compile(
    r"\bthe (?!one\b|ones\b|others\b|people\b|person\b|first\b|last\b|thing\b|things\b|part\b)[a-z]{3,20} "
    r"(?:who|which) (?P<tells>[a-z' ]{3,80})"
)


def presumes_act(probe: str) -> bool:
    """Return whether ``probe`` asks what follows an act, so that it does not ask for a first one."""
    return _SEQUEL.search(_plain(probe)) is not None


_SEQUEL = re.compile(
    r"\b(?:after (?:that|your first)|after(?=\?)|afterwards?|next|then|else|later|"
    r"(?:if|once|when) (?:that|it|this|they|the [a-z]+(?: [a-z]+)?|that person) "
    r"(?:did|does|do|had|has|have|changed|failed|insisted|refused|said)|"
    r"weeks? (?:two|three|four)|the rest of (?:the|your)|(?:when|if) something (?:is|was|goes|went)|"
    r"if (?:nobody|no one|none|nothing|the usual))\b"
)
_SOMEBODY = re.compile(
    r"\b(?:him|her|them|he|she|they|the (?:others?|two of you|doubters)|between you|each of them|"
    r"that person|the person|everyone|everybody|anyone else)\b"
)
_PERSON = re.compile(
    r"\b(?:he|she|they|him|her|them|his|their|we|us|people|somebody|someone|everyone|everybody|nobody|"
    r"who|both|team|staff|crew|class|family|company|client|customer|guest|patient|resident|student|"
    r"pupil|child|kid|boy|girl|man|woman|lady|guy|mother|father|mom|dad|son|daughter|wife|husband|"
    r"boss|manager|chief|lead|foreman|supervisor|director|owner|colleague|coworker|partner|friend|"
    r"neighbor|nurse|doctor|teacher|driver|buyer|seller|supplier|carrier|tenant|landlord|caller|"
    r"applicant|candidate|apprentice|trainee|learner|engineer|developer|designer|user|lawyer|officer|"
    r"auditor|visitor|parent|inspector|dispatch\w*|planner|plumber|stranger)(?:e?s|ren)?\b"
)


_ASKS_ORDER = re.compile(r"\b(?:sequence|order|stages|come first|start (?:there|with that))\b")
_TELLS_ORDER = re.compile(r"\b(?:first|then|after|before|next|second|last|finally|order)\b")
_PRESUMED: Mapping[re.Pattern[str], re.Pattern[str]] = {
    _SOMEBODY: _PERSON,
    re.compile(
        r"\blook(?:ed)? (?:there|closer|twice|in that)|\bthat (?:spot|corner|direction|track)\b|"
        r"\bdig\b|\bsuspect"
    ): re.compile(
        r"\b(?:look|search|dug|dig|trac|went through|go through|opened|took (?:it )?apart|hunt)"
    ),
    re.compile(r"\b(?:hesitate|hold back|hold off|wait)\b"): re.compile(
        r"\b(?:wait|held|hold|stopp?|paus|didn't|not yet|refus|longer)"
    ),
    re.compile(r"\b(?:silence|nothing happened)\b"): re.compile(
        r"\b(?:silen|quiet|nothing|not say|a word|wait|weeks|months)"
    ),
    re.compile(r"\b(?:that moment|that tone|that figure|that number)\b"): re.compile(
        r"\b(?:moment|then|when|as soon as|tone|voice|\d+|figure|number)"
    ),
    re.compile(r"\bstand today\b"): re.compile(
        r"\b(?:still|today|now|since|years?|months?|projects?|process|contract|customer|system)"
    ),
    re.compile(
        r"\b(?:decid\w+|decisions?|options|choose|consider|arguments for|what else could)\b"
    ): re.compile(
        r"\b(?:decid|decision|chose|choos|choice|between|either|option|rather|instead|offer)"
    ),
}
"""What a probe presumes, and how one sees that it was mentioned."""


def _plain(text: str) -> str:
    return text.lower().replace("\u2019", "'")


def _given(pattern: str) -> Callable[[str, str], bool]:
    compiled = re.compile(rf"(?<![\w'])(?:{pattern})(?![\w'])")
    return lambda _, plain: compiled.search(plain) is not None


_DETAILS: Mapping[re.Pattern[str], Callable[[str, str], bool]] = {
    re.compile(r"\b(?:who|whom|whose)\b"): lambda text, _: "particular" in find_event_kinds(text),
    re.compile(r"\b(?:when|how (?:long|soon|late)|how much time|what day)\b"): lambda text, _: (
        "time" in find_event_kinds(text)
    ),
    re.compile(r"\bhow (?:many|much|big|bad|often)\b|\bnumber\b|\bcost\b"): lambda text, _: (
        "amount" in find_event_kinds(text)
    ),
    re.compile(r"\bwhat (?:did|would) you (?:tell|say)|\bwhat words\b|\bnext sentence\b"): _given(
        r"(?:i|i'd) (?:\w+ )?(?:say|said|tell|told|explain|explained)"
    ),
    re.compile(
        r"\bwhat did (?:they|he|she|the \w+(?: or the \w+)?|others) (?:say|think)|"
        r"\bhow did (?:they|he|she|the \w+|others) (?:take|see|like|react)"
    ): _given(
        r"(?:he|she|they|nobody|everyone|everybody|boss|customer|client|team|manager|chief|lead|family) "
        r"(?:said|thanked|laughed|agreed|accepted|liked|loved|bought|signed|complained|apologized|took it|"
        r"was (?:happy|angry|glad|pleased|relieved|okay|fine)|were (?:happy|angry|glad|pleased|okay|fine))"
    ),
    re.compile(
        r"\b(?:differently|otherwise|different since|since then|these days|today|now)\b"
    ): _given(
        r"since then|from then on|ever since|now (?:i|we)|(?:i|we) now|these days|nowadays|next time|"
        r"today (?:i|we)"
    ),
}
"""A kind of question, and how one sees that its answer was given; called with the text and its lower case."""
