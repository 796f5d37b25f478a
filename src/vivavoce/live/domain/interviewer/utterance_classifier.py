"""Classifies the candidate's utterances: answer, silence, repeat or skip request. Rules for English."""

from __future__ import annotations

import re

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain.events import ElementMatch, UtteranceIntent
from vivavoce.live.domain.interviewer.answer_elements import find_elements
from vivavoce.live.domain.interviewer.past_event import describes_past_event
from vivavoce.live.domain.interviewer.words import content_stems, tokenize

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
    found = find_elements(text, question)
    words = tokenize(text)
    if all(word.text in _FILLER_WORDS for word in words):
        return "nothing", ()
    plain = text.lower().replace("\u2019", "'")
    if len(words) <= _MAX_DOES_NOT_KNOW_WORDS and _DOES_NOT_KNOW.search(plain) and not found:
        return "does_not_know", ()
    if _is_off_topic(text, found, question, plan) and not content_stems(text) & content_stems(
        open_question
    ):
        return "off_topic", ()
    return "answer", found


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
    text: str, found: tuple[ElementMatch, ...], question: PlanQuestion, plan: InterviewPlan
) -> bool:
    """Whether a longer text shares no content word with the question's topic and describes no past event."""
    said = content_stems(text)
    if len(said) < _MIN_STEMS_OFF_TOPIC or {each.element for each in found} - {"situation"}:
        return False
    return not said & topic_stems(question, plan) and not describes_past_event(text)


def topic_stems(question: PlanQuestion, plan: InterviewPlan) -> frozenset[str]:
    """Return the content stems of the question, its expected points and its competency's rubric."""
    about = [question.text, question.skill or "", *question.expected_points]
    return frozenset().union(
        *map(content_stems, about), collect_rubric_stems(plan, question.competency)
    )


def collect_rubric_stems(plan: InterviewPlan, competency: str | None = None) -> frozenset[str]:
    """Return the content stems of one competency's rubric, or of the whole rubric."""
    texts: list[str] = []
    for each in plan.rubric.competencies:
        if competency not in (None, each.name):
            continue
        texts.append(each.name)
        for side in each.sub_dimensions:
            texts.append(side.name)
            texts.extend(side.indicators.values())
            texts.extend(phrase for said in side.signals.values() for phrase in said)
    return frozenset().union(*map(content_stems, texts))
