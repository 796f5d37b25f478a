"""Checks proposed questions before the interviewer asks them, also that they do not reveal the rubric.

The text, from a model or a person, is only checked; no instruction in it is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from vivavoce.contracts.live_session import DiscardReason
from vivavoce.contracts.plan import AnswerAnchor, InterviewPlan
from vivavoce.contracts.unlawful_demands import find_unlawful_ground
from vivavoce.live.domain.interviewer.answer_topic import collect_rubric_stems
from vivavoce.live.domain.interviewer.everyday_words import list_everyday_stems, list_own_stems
from vivavoce.live.domain.interviewer.words import (
    MIN_ENGLISH_SHARE,
    content_stems,
    measure_stop_word_share,
    plan_stems,
    tokenize,
)
from vivavoce.live.domain.session import Session

_MIN_SHARED_WORDS = 2
_POINT_SHARE = 0.6
"""A question with this share of an expected point's words, at least two, reveals the point."""
_SIGNAL_SHARE = 0.75
"""The same share for signals; it is higher because signals are whole sentences in everyday words."""
_LOWEST_SUFFICIENT_LEVEL = "3"
_MIN_PHRASE_WORDS = 3


class RubricGuard:
    """Decides which questions would reveal the rubric.

    ``spoken_stems`` are the stems of everything said so far; repeating them reveals nothing new.
    """

    def __init__(self, plan: InterviewPlan, *, spoken_stems: frozenset[str] = frozenset()) -> None:
        known = spoken_stems | list_own_stems(plan.spoken_language)
        points, signals = tuple(_expected_points(plan)), tuple(_signals(plan))
        self._told = [
            (stems, max(_MIN_SHARED_WORDS, share * len(stems)))
            for share, texts in ((_POINT_SHARE, points), (_SIGNAL_SHARE, signals))
            for stems in (plan_stems(text) - known for text in texts)
        ]
        phrases = map(_join_plan_words, (*points, *signals))
        self._phrases = [phrase for phrase in phrases if phrase.count(" ") > _MIN_PHRASE_WORDS]
        scored = (plan_stems(point) for q in plan.questions for point in q.expected_points)
        self._distinctive = (
            collect_rubric_stems(plan).union(*scored, *map(plan_stems, _anchor_texts(plan)))
            - spoken_stems
            - list_everyday_stems(plan.spoken_language)
        )

    def leaks(self, question: str) -> bool:
        """Whether ``question`` contains a distinctive rubric word, or most of a point or signal."""
        stems = content_stems(question)
        return (
            bool(stems & self._distinctive)
            or any(len(stems & told) >= enough for told, enough in self._told)
            or self._quotes_phrase(question)
        )

    def _quotes_phrase(self, question: str) -> bool:
        """Whether ``question`` holds a whole point or signal of a few words, also of everyday words."""
        words = _join_words(question)
        return any(phrase in words for phrase in self._phrases)


def collect_spoken_stems(state: Session) -> frozenset[str]:
    """Return the stems of everything that either side said in the session."""
    return frozenset[str]().union(*(_list_turn_stems(turn.text) for turn in state.turns))


_list_turn_stems = lru_cache(maxsize=256)(content_stems)
"""The earlier turns of a session are asked for again with each answer."""


def _join_words(text: str) -> str:
    """Return the words of ``text`` between single spaces, with a space at both ends."""
    return f" {' '.join(word.text for word in tokenize(text))} "


_join_plan_words = lru_cache(maxsize=4096)(_join_words)


def _expected_points(plan: InterviewPlan) -> Iterator[str]:
    for question in plan.questions:
        yield from question.expected_points
        yield from question.look_for


def _signals(plan: InterviewPlan) -> Iterator[str]:
    for competency in plan.rubric.competencies:
        for side in competency.sub_dimensions:
            for signals in side.signals.values():
                yield from signals
            yield from (side.indicators[level] for level in "45" if level in side.indicators)
    for anchor in _good_answers(plan):
        yield from anchor.signals


def _anchor_texts(plan: InterviewPlan) -> Iterator[str]:
    for anchor in _good_answers(plan):
        yield anchor.description
        yield from anchor.signals


def _good_answers(plan: InterviewPlan) -> Iterator[AnswerAnchor]:
    """Give the questions' anchors of sufficient answers: words of a poor answer give nothing away."""
    for question in plan.questions:
        for level, anchor in question.anchors.items():
            if level >= _LOWEST_SUFFICIENT_LEVEL:
                yield anchor


_MIN_WORDS, _MAX_WORDS, _MAX_CHARACTERS = 3, 45, 320
_MAX_FOREIGN_LETTERS = 3
"""Allowed non-ASCII letters, for names and loanwords."""

_INVITATION = re.compile(
    r"^(?:(?:please|and|then|now|so)[, ]+)*(?:tell|describe|walk|talk|take|explain|give|share|say|"
    r"go|think|help|show|name)\b",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"\b(?:great|excellent|impressive|impressed|amazing|awesome|fantastic|brilliant|wonderful|"
    r"perfect(?:ly)?|superb|outstanding|terrific|well done|good (?:job|work|answer|point|one)|"
    r"nice (?:job|work|answer|one)|strong answer|i (?:really )?(?:love|like)d? (?:that|your|how)|"
    r"congratulations|disappoint\w*|poor answer|bad answer|weak answer|wrong answer)\b",
    re.IGNORECASE,
)
_PROMPT_INJECTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|rules?|prompts?|"
    r"above|previous|prior|everything|all|questions?|plan)\b"
    r"|\b(?:system|developer) (?:prompt|message)|\binstructions? (?:to|for|above)\b"
    r"|\bas an? (?:ai|language model|assistant)\b|\byou are now\b|\bact as\b|\bpretend\b"
    r"|\b(?:score|rate|rating|grade|points?|pass(?:ed)?|hire|hired|recommend)\b.{0,40}"
    r"\b(?:candidate|applicant|\d|full|highest|maximum|top|this answer|him|her|them)\b"
    r"|\b(?:highest|maximum|top|full|best) (?:scores?|marks?|ratings?|points?|grades?)\b"
    r"|\b(?:end|stop|close|finish) (?:the|this) (?:interview|session|talk|conversation)\b"
    r"|\b(?:password|passwords|api key|secret key|credit card|bank account|passport number)\b"
    r"|(?<![a-z0-9-])[a-z0-9-]++\.(?:com|org|info|biz|link|xyz)\b|(?<![\w-])[\w-]++\.[a-z]{2,6}/\w|\S@\w+\.\w"
    r"|https?://|www\.|</?[a-z]+>|```|\{\{|\[/?inst|<\|",
    re.IGNORECASE,
)
_PROTECTED_TOPICS = re.compile(
    r"\bhow old\b|\byour (?:age|birthday|date of birth|year of birth)\b|\bwere you born\b"
    r"|\bgenerations? are you\b|\bretir(?:e|ing|ement)\b.{0,20}\byou\b"
    r"|\bare you (?:\w+ )?(?:married|single|divorced|engaged|pregnant|expecting|religious|"
    r"disabled|healthy|ill|sick|gay|straight|lesbian|transgender|a citizen)\b"
    r"|\byour (?:husband|wife|spouse|partner|children|kids|child|family|marriage|pregnancy|"
    r"marital status|family plans|religion|faith|church|beliefs?|health|illness\w*|disabilit\w*|"
    r"medical \w+|medication|diagnosis|nationality|citizenship|ethnicity|ethnic \w+|race|origins?|"
    r"accent|mother tongue|native (?:language|country|tongue)|skin|gender|sex|sexual \w+|"
    r"sexuality|politic\w*|party|union membership|home country|weight)\b"
    r"|\b(?:do|did|will|would) you (?:\w+ )?(?:have|plan|planning|want|get) (?:\w+ ){0,3}"
    r"(?:children|kids|child|baby|babies|family|married|pregnant)\b"
    r"|\bwhere (?:are|do) you (?:really |originally )?(?:from|come from)\b"
    r"|\bwhat country\b.{0,20}\bfrom\b|\b(?:do|did) you (?:pray|vote|smoke|drink)\b"
    r"|\b(?:which|what) (?:religion|church|race|political party)\b|\bpregnan(?:t|cy)\b"
    r"|\b(?:sick|ill) (?:days|leave)\b.{0,20}\byou\b|\bsexual orientation\b",
    re.IGNORECASE,
)


class QuestionGuard:
    """Decides which questions may be asked in the current state of one session."""

    def __init__(self, state: Session, plan: InterviewPlan) -> None:
        self._is_english = plan.language.lower().startswith("en")
        self._guard = RubricGuard(plan, spoken_stems=collect_spoken_stems(state))

    def rejection_reason(self, question: str) -> DiscardReason | None:
        """Return why ``question`` may not be asked, or None if it may."""
        if not _has_valid_length(question):
            return "length"
        if (why := find_improper_words(question)) is not None:
            return why
        if find_unlawful_ground(question) is not None:
            return "protected"
        if "?" not in question and not _INVITATION.search(question.strip()):
            return "no_question"
        if self._is_english and not _is_english(question):
            return "language"
        return "leaks_rubric" if self._guard.leaks(question) else None


def staff_rejection_reason(question: str) -> DiscardReason | None:
    """Return 'protected' if a staff member's question is about a protected topic, else None."""
    is_private = (
        _PROTECTED_TOPICS.search(question) is not None or find_unlawful_ground(question) is not None
    )
    return "protected" if is_private else None


def may_be_said_back(followup: str) -> bool:
    """Return whether a follow-up in the candidate's own words holds no order, praise or protected topic."""
    return not _OUR_WORDS.search(followup) and find_improper_words(followup) is None


def find_improper_words(text: str) -> DiscardReason | None:
    """Return 'orders', 'protected' or 'praises' if a text holds an order, a private matter or praise."""
    return next((why for why, pattern in _REJECTION_PATTERNS.items() if pattern.search(text)), None)


_OUR_WORDS = re.compile(
    r"\b(?:rubrics?|prompts?|instructions?|systems?|scores?|scoring|ratings?|grades?|candidates?|interview\w*|"
    r"recruiters?|assistants?|models?|rules?|hire|hired|points?|evaluat\w+)\b",
    re.IGNORECASE,
)
"""Words about the interview itself: what is said of it is not taken up, because it can be an order."""
_REJECTION_PATTERNS: Mapping[DiscardReason, re.Pattern[str]] = {
    "orders": _PROMPT_INJECTION,
    "protected": _PROTECTED_TOPICS,
    "praises": _PRAISE,
}


def _has_valid_length(question: str) -> bool:
    count = len(tokenize(question))
    is_one_line = question.isprintable()
    return is_one_line and _MIN_WORDS <= count <= _MAX_WORDS and len(question) <= _MAX_CHARACTERS


def _is_english(question: str) -> bool:
    foreign = sum(character.isalpha() and not character.isascii() for character in question)
    is_plain = measure_stop_word_share(question) >= MIN_ENGLISH_SHARE
    return foreign <= _MAX_FOREIGN_LETTERS and is_plain
