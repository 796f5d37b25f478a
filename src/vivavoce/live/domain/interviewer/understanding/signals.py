"""Signals that no list of wordings holds: what a reply shares with its question, and signs of laughter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from vivavoce.contracts.plan import QuestionKind
from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding.clauses import Sentence, strip_courtesies
from vivavoce.live.domain.interviewer.understanding.noise import may_be_for_others
from vivavoce.live.domain.interviewer.understanding.reasons_for_none import states_principle
from vivavoce.live.domain.interviewer.understanding.replies_to_questions import (
    read_reply_to_question,
)
from vivavoce.live.domain.interviewer.words import content_stems

_ASKS = re.compile(
    r"(?:what|which|who|whom|whose|how|where|when|why|is|are|am|do|does|did|can|could|should|"
    r"shall|may|must|has|"
    r"have|was|were|will|would|you mean|meaning|or)\b"
)
_TAG = re.compile(
    r"\b(?:yeah|yes|right|correct|or what|or not|is it|you mean|in which \w+|in what \w+)\Z"
)
_DENIES = re.compile(
    r"\b(?:never|none|nobody|no one|no|nothing|not (?:a|one|any|once|had)|(?:have|has|had|did|was|"
    r"were|is|are) not|always|"
    r"all (?:of )?(?:my|mine|the|our)|every(?:one| one|body| single)?|each)\b"
)
_HAS_SUCH = re.compile(
    r"\b(?:has|have|had|is|are|was|were|brings?|gets?)\b(?: \w+){0,3} "
    r"(?:like (?:that|this)|such|those|these)\b"
)
"""What every day or case is said to have is not denied."""
_OF_ALL = re.compile(r"\b(?:always|all|every\w*|each)\b")
_OF_SELF = re.compile(r"\b(?:i|we|me|us|my|our|mine|ours)\b")
_NAMES_THING = re.compile(
    r"(?:(?:probably|maybe|perhaps) )?(?:a|an|the|my) (?!question|next|other|end|first|same|second|minute|"
    r"moment|break|pause|person|human|real|real person|bit|little|glass|recruiter|data|sound (?:is|was))"
    r"\w+(?: (?!is\b|was\b|are\b|again\b|please\b)\w+)?"
)
"""A few words that name something: the beginning of an answer, not a request."""
_COMPARES_SELF = re.compile(r"i am (?:more|less) (?:\w+ ){1,3}(?:now|today|than)\b")
_LAUGHS = re.compile(
    r"[\U0001f602\U0001f923\U0001f604\U0001f606\U0001f61c\U0001f605\U0001f603\U0001f609]|"
    r"(?<!\w)[;:]-?[)DP](?!\w)|"
    r"\b(?:(?:ha|he|hi){2,6}h?|lo+l|lmf?ao|rofl|ba ?dum ?tss+|(?:just |only )?(?:kidding|joking)|"
    r"get it\?)(?!\w)",
    re.IGNORECASE,
)
_HAS_MANY = re.compile(
    r"\b(?:so|too|very|quite|pretty|that|this) (?:many|much)\b|"
    r"\b(?:lots|plenty|dozens|hundreds|loads|tons)\b|"
    r"\b(?:more than i can|all the time|every (?:day|week|shift))\b"
)
_CANNOT_CHOOSE = re.compile(
    r"\b(?:(?:can|could|would|do|did) not|cannot|hard to|difficult to|"
    r"where (?:do i|to)|which (?:one|do)|to)\b"
    r"(?: \w+){0,3} (?:choose|pick|single out|name one|pin down|list|count|start|begin|take|tell)\b"
)
"""With so many cases to tell of, the reply is an answer: it lacks only the choice of one."""
_CLOSES = re.compile(
    r"(?:(?:so|well|okay|and|yes|no) ){0,2}(?:that (?:is|was)|there is)"
    r" (?:it|all|everything|nothing (?:more|else))"
)
"""The end of an answer, said on its own: it neither refuses nor asks for anything."""
_CERTAIN = 12.0
_MAX_MANY_WORDS = 20
_MAX_DENIAL_WORDS = 16
_MAX_QUESTION_WORDS = 20


def read_signals(
    text: str, sentences: Sequence[Sentence], question: str, kind: QuestionKind | None = None
) -> Mapping[UtteranceAct, float]:
    """Return what the signals in a short ``text`` add to the scores of acts."""
    if kind is not None and states_principle(sentences, kind):
        return {"answer": _CERTAIN}
    if (act := read_reply_to_question(sentences, question)) is not None:
        return {act: _CERTAIN}
    found: dict[UtteranceAct, float] = {}
    count = sum(len(each.words) for each in sentences)
    if _LAUGHS.search(text):
        found["joke"] = 4.0
    if may_be_for_others(text):
        found["noise"] = 5.0
    plain = " ".join(each.plain for each in sentences)
    if _is_surely_answer(sentences, question, plain, count):
        return found | {"answer": _CERTAIN}
    last = sentences[-1]
    words = strip_courtesies(last.plain.split())
    asks = last.ending == "?" or bool(_ASKS.match(" ".join(words)) or _TAG.search(last.plain))
    shared = content_stems(text) & _stems(question) if question else frozenset()
    if asks and count <= _MAX_QUESTION_WORDS:
        if shared:
            found["asks_about_question"] = 3.2
        elif question and last.ending == "?":
            found["answer"] = -2.4
    elif shared and count <= _MAX_DENIAL_WORDS and _denies(sentences[0].plain):
        found["never_had"] = 3.2
    return found


def is_surely_answer(text: str, sentences: Sequence[Sentence], question: str) -> bool:
    """Return whether the signals alone make a short ``text`` an answer, whatever its words are."""
    return read_signals(text, sentences, question).get("answer", 0.0) >= _CERTAIN


def _is_surely_answer(sentences: Sequence[Sentence], question: str, plain: str, count: int) -> bool:
    """Whether a reply has too many cases, closes an answer, names something or compares oneself."""
    if count <= _MAX_MANY_WORDS and _HAS_MANY.search(plain) and _CANNOT_CHOOSE.search(plain):
        return True
    if sentences[-1].ending == "?":
        return False
    names = _NAMES_THING.fullmatch(plain) or _COMPARES_SELF.match(plain)
    is_named = bool(question and names) and len(sentences) == 1
    return is_named or _CLOSES.fullmatch(plain) is not None


def _denies(plain: str) -> bool:
    denial = _DENIES.search(plain)
    if denial is None or _HAS_SUCH.search(plain):
        return False
    is_of_others = _OF_ALL.match(denial[0]) is not None and _OF_SELF.search(plain) is None
    return not is_of_others  # "every shift is hard"


@lru_cache(maxsize=256)
def _stems(question: str) -> frozenset[str]:
    return content_stems(question)
