"""Classifies the candidate's utterances: answers, requests, descriptions of past events. Rules for English.

Answers may use words of a trade that no rubric contains, so events are detected without a vocabulary.
"""

from __future__ import annotations

import re

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain.events import ElementMatch, UtteranceIntent
from vivavoce.live.domain.interviewer.answer_elements import find_elements
from vivavoce.live.domain.interviewer.words import (
    TextToken,
    content_stems,
    sentence_spans,
    tokenize,
)

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


_FILLER_WORD_LIST = """
um umm uh uhm er erm hm hmm mm mhm ah oh well so ok okay yes yeah yep no nope right sure nothing
none nil na silence hello hi
"""
_FILLER_WORDS = frozenset(_FILLER_WORD_LIST.split())
_POLITE = r"(?:(?:sorry|please|oh|hm|um|well|excuse me|pardon me|hey|ok|okay|yes)[,. ]+)*"


def _request_pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\A{_POLITE}(?:{pattern})(?:[,. ]+(?:please|thanks|thank you))?[\s.?!]*")


_REPEAT_REQUEST = _request_pattern(
    r"(?:could|can|would|will) you (?:please |kindly )?(?:repeat|rephrase|say|ask|reword)\b.{0,50}"
    r"|(?:please )?(?:repeat|rephrase|say)(?: (?:it|that|the question))?(?: again| once more)?"
    r"|what was (?:the|your) (?:last )?question.{0,20}|come again|pardon|sorry|what|again"
    r"|i (?:didn't|did not|don't|do not|couldn't|could not) "
    r"(?:quite )?(?:understand|get|catch|hear|follow)\b.{0,40}"
    r"|what (?:exactly )?do you mean\b.{0,60}|(?:can|could) you (?:explain|clarify)\b.{0,60}"
)
_SKIP_REQUEST = _request_pattern(
    r"(?:i(?:'d| would) (?:like|prefer|rather)(?: to)? |can (?:i|we) |could (?:i|we) |"
    r"let(?:'s| us) |may i |i want to )?(?:skip|pass|move on|go on)(?: (?:on|over|to))?"
    r"(?: (?:this|that|it|the|one|question|next))*|next(?: (?:question|one))?"
    r"|no comment|i(?:'d| would) rather not (?:say|answer)\b.{0,30}"
)
_DOES_NOT_KNOW = re.compile(
    r"\b(?:i (?:really |honestly )?(?:don't|do not|dont) (?:really )?(?:know|remember|"
    r"have (?:an?|any) (?:example|experience|idea))|no idea|i have no (?:idea|experience|example)|"
    r"(?:can't|cannot|can not|could not|couldn't) (?:really )?(?:think of|remember|recall|say)|"
    r"never (?:had|done|heard|used|happened)|not sure|idk|dunno)\b"
)
_MAX_REQUEST_WORDS = 14
_MAX_DOES_NOT_KNOW_WORDS = 14
_MIN_STEMS_OFF_TOPIC = 6


def classify_utterance(
    text: str, question: PlanQuestion, plan: InterviewPlan, *, open_question: str = ""
) -> tuple[UtteranceIntent, tuple[ElementMatch, ...]]:
    """Return the intent of ``text`` as a reply to ``question``, and the answer elements found in it.

    ``open_question`` is the text that was asked last, which may be a follow-up.
    """
    request = detect_repeat_or_skip(text)
    if request is not None:
        return request, ()
    elements = find_elements(text, question)
    words = tokenize(text)
    if all(word.text in _FILLER_WORDS for word in words):
        return "nothing", ()
    plain = text.lower().replace("\u2019", "'")
    if len(words) <= _MAX_DOES_NOT_KNOW_WORDS and _DOES_NOT_KNOW.search(plain) and not elements:
        return "does_not_know", ()
    if _is_off_topic(text, elements, question, plan) and not content_stems(text) & content_stems(
        open_question
    ):
        return "off_topic", ()
    return "answer", elements


def detect_repeat_or_skip(text: str) -> UtteranceIntent | None:
    """Return 'asks_again' or 'wants_to_skip' if ``text`` is such a request, else None."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    if len(plain.split()) > _MAX_REQUEST_WORDS:
        return None
    if _REPEAT_REQUEST.fullmatch(plain):
        return "asks_again"
    return "wants_to_skip" if _SKIP_REQUEST.fullmatch(plain) else None


def parse_consent(text: str) -> bool | None:
    """Return True for yes, False for no, and None if ``text`` is neither."""
    plain = " ".join(word.text for word in tokenize(text))
    if re.fullmatch(
        r"(?:yes|yep|yeah|ok|okay|sure|agreed|i agree|i consent|1)"
        r"(?: (?:please|i agree|i do|i consent|of course|thank you|thanks|go ahead|you may"
        r"|that's fine|that is fine|fine|it's fine|it is fine|it's ok|it's okay|absolutely))*",
        plain,
    ):
        return True
    if re.fullmatch(
        r"(?:no|nope|i (?:disagree|decline|refuse)|i (?:do not|don't) "
        r"(?:agree|consent|want (?:this|that|to)))(?: (?:thanks|thank you|sorry|"
        r"i (?:do not|don't)(?: agree)?))*",
        plain,
    ):
        return False
    return None


def _is_off_topic(
    text: str, elements: tuple[ElementMatch, ...], question: PlanQuestion, plan: InterviewPlan
) -> bool:
    """Whether a longer text shares no content word with the question's topic and describes no past event."""
    stems = content_stems(text)
    if len(stems) < _MIN_STEMS_OFF_TOPIC or {match.element for match in elements} - {"situation"}:
        return False
    return not stems & topic_stems(question, plan) and not describes_past_event(text)


def topic_stems(question: PlanQuestion, plan: InterviewPlan) -> frozenset[str]:
    """Return the content stems of the question, its expected points and its competency's rubric."""
    about = [question.text, question.skill or "", *question.expected_points]
    return frozenset().union(
        *map(content_stems, about), collect_rubric_stems(plan, question.competency)
    )


def collect_rubric_stems(plan: InterviewPlan, competency: str | None = None) -> frozenset[str]:
    """Return the content stems of one competency's rubric, or of the whole rubric."""
    texts: list[str] = []
    for rubric_competency in plan.rubric.competencies:
        if competency not in (None, rubric_competency.name):
            continue
        texts.append(rubric_competency.name)
        for side in rubric_competency.sub_dimensions:
            texts.append(side.name)
            texts.extend(side.indicators.values())
            texts.extend(phrase for phrases in side.signals.values() for phrase in phrases)
    return frozenset().union(*map(content_stems, texts))


_PERSON = (
    r"(?:an? |the |some )?(?:real |actual |live |human )?"
    r"(?:person|human|human being|someone|somebody|recruiter|representative|member of staff)"
)
_LEAD = (
    r"(?:(?:can|could|may|might) i(?: please)?|let me|i (?:would|d) (?:like|prefer|rather|love)(?: to)?|"
    r"i (?:want|need|wish|prefer) to|please|is it possible to)"
)
_PERSON_REQUESTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_LEAD} (?:talk|speak|chat) (?:to|with) {_PERSON}\b(?! (?:who|on|in|at|about)\b)",
        rf"\b(?:get|give|connect|transfer|put) me (?:to |through to |with )?{_PERSON}\b",
        rf"\b(?:i (?:want|need|would like|d like|prefer|would prefer|d prefer)) {_PERSON}\b",
        rf"\b(?:is|are) there (?:{_PERSON}|anyone|anybody|people) (?:here|there|i can|to talk|to speak)",
        rf"\bcan (?:{_PERSON}|anyone|anybody) (?:help|take over|join)\b",
        r"\b(?:i (?:do not|don t|dont|will not|won t|wont|would not|wouldn t|would rather not|d rather not) "
        r"(?:want to |wish to )?(?:talk|speak) (?:to|with) (?:a |an |this |the )?"
        r"(?:bot|robot|machine|computer|ai|program))\b",
    )
)
_NARRATIVE = re.compile(
    r"\b(?:had to|have to|used to|would|when i|then i|so i|i|we|they|to) (?:asked?|told|wanted|went) "
)
_MAX_REQUEST_LENGTH = 320
"""Maximum characters; longer texts are stories, not requests."""


def is_person_request(text: str) -> bool:
    """Return whether ``text`` asks to talk with a person instead of the interviewer."""
    if len(text) > _MAX_REQUEST_LENGTH:
        return False
    plain = " ".join(word.text.replace("'", " ") for word in tokenize(text))
    return not _NARRATIVE.search(plain) and any(
        pattern.search(plain) for pattern in _PERSON_REQUESTS
    )
