"""Signals that no list of wordings holds: what a reply shares with its question, and signs of laughter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding.clauses import Sentence, strip_courtesies
from vivavoce.live.domain.interviewer.understanding.noise import may_be_for_others
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
_ASKS_STORY = re.compile(
    r"\b(?:tell me about|think of (?:a|one|your)|when did|which \w+(?: \w+){0,4} (?:did|was|were|had|gave|took|came)|"
    r"what was (?:the|your)|who (?:in|on|was|did)|describe (?:a|one)|pick one|do you remember|"
    r"what have you|have you)\b",
    re.IGNORECASE,
)
"""A question about what happened once."""
_DENIES_CASE = re.compile(
    r"(?:(?:no|well|hm+|oh|honestly|actually|to be honest|i (?:think|guess)) ){0,3}"
    r"(?:not (?:really|much|often|so often|that often|so far|especially|that i (?:know|recall|remember)(?: of)?)|"
    r"hardly(?: ever)?|rarely|nothing (?:much|special|really|like that)|none really)\b"
)
_GOES_ON = re.compile(r"\b(?:but|once|although|though|except|however|one time|only|just|unless)\b")
"""What follows such a denial may be the case itself."""
_OF_THE_CASE = re.compile(
    r"(?:(?:sorry|excuse me|pardon|wait|okay|i am sorry|just to be sure) ){0,2}"
    r"(?:is|are|was|were|does|do|did|has|have|can|could|may|would|am) "
    r"(?:the|he|she|they|it|there|that|this|anybody|somebody|anyone|someone|i|we|my|both|all)\b"
)
_OF_THE_INTERVIEW = re.compile(
    r"\b(?:interview\w*|record\w*|camera|data|answers?|scor\w+|results?|recruiter|company|salary|job|position|"
    r"person|human|robot|machine|ai|you|your|questions?|video|notes|call|chat|conversation|saved|stored|"
    r"stop|pause|break|skip|again|repeat|write|type|count|okay|long|decides?|decided)\b"
)
_SUPPOSES = re.compile(
    r"\b(?:suppose|imagine|what do you do|how do you|talk me through|walk me through|do you tell)\b",
    re.IGNORECASE,
)
"""A question that gives a case, about which one may ask back."""
_WHAT_IS_MEANT = re.compile(
    r"(?:(?:sorry|excuse me|pardon|wait|i am sorry) ){0,2}(?:what|which|who|whose|where|when)\b"
)
_MAX_ASKED_BACK = 12
_CERTAIN = 12.0
_MAX_MANY_WORDS = 20
_MAX_DENIAL_WORDS = 16
_MAX_QUESTION_WORDS = 20


def read_signals(
    text: str, sentences: Sequence[Sentence], question: str
) -> Mapping[UtteranceAct, float]:
    """Return what the signals in a short ``text`` add to the scores of acts."""
    found: dict[UtteranceAct, float] = {}
    count = sum(len(each.words) for each in sentences)
    if _LAUGHS.search(text):
        found["joke"] = 4.0
    if may_be_for_others(text):
        found["noise"] = 5.0
    plain = " ".join(each.plain for each in sentences)
    if count <= _MAX_MANY_WORDS and _HAS_MANY.search(plain) and _CANNOT_CHOOSE.search(plain):
        found["answer"] = _CERTAIN
        return found
    if _CLOSES.fullmatch(plain) and sentences[-1].ending != "?":
        found["answer"] = _CERTAIN
        return found
    last = sentences[-1]
    words = strip_courtesies(last.plain.split())
    asks = last.ending == "?" or bool(_ASKS.match(" ".join(words)) or _TAG.search(last.plain))
    shared = content_stems(text) & _stems(question) if question else frozenset()
    if _asks_back(sentences, question):
        found["asks_about_question"] = _CERTAIN
    elif asks and count <= _MAX_QUESTION_WORDS:
        if shared:
            found["asks_about_question"] = 3.2
        elif question and last.ending == "?":
            found["answer"] = -2.4
    elif shared and count <= _MAX_DENIAL_WORDS and _DENIES.search(sentences[0].plain):
        found["never_had"] = 3.2
    if count <= _MAX_DENIAL_WORDS and not asks and _denies_case(plain, question):
        found["never_had"] = _CERTAIN
    return found


def _denies_case(plain: str, question: str) -> bool:
    """Whether a short reply to a question about one time says that there was none: "Not really."."""
    denial = _DENIES_CASE.match(plain)
    is_asked = denial is not None and _ASKS_STORY.search(question) is not None
    return is_asked and denial is not None and not _GOES_ON.search(plain[denial.end() :])


def _asks_back(sentences: Sequence[Sentence], question: str) -> bool:
    """Whether one sentence asks about the case of the question: "Is the box heavy?", "Sorry, which door?"."""
    (*before, last), words = sentences, sentences[-1].plain.split()
    is_one = not before and last.ending == "?" and len(words) <= _MAX_ASKED_BACK
    if not is_one or not question or _OF_THE_INTERVIEW.search(last.plain):
        return False
    if _OF_THE_CASE.match(last.plain):
        return _SUPPOSES.search(question) is not None
    is_about_words = bool(set(words) & set(_WORD.findall(question.lower())) - _SMALL)
    return _WHAT_IS_MEANT.match(last.plain) is not None and is_about_words


_WORD = re.compile(r"[a-z]{3,}")
_SMALL = frozenset(
    [
        "what",
        "which",
        "who",
        "whose",
        "where",
        "when",
        "why",
        "how",
        "the",
        "and",
        "that",
        "this",
        "for",
        "with",
        "from",
        "was",
        "were",
        "are",
        "did",
        "does",
        "has",
        "have",
        "had",
        "your",
        "you",
        "can",
        "could",
        "would",
        "should",
        "there",
        "here",
        "they",
        "them",
        "their",
        "then",
        "than",
        "into",
        "about",
        "sorry",
    ]
)


@lru_cache(maxsize=256)
def _stems(question: str) -> frozenset[str]:
    return content_stems(question)
