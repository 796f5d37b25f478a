"""Short replies that only their question explains: there was no such case, or something is asked back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding.clauses import Sentence

_ASKS_STORY = re.compile(
    r"\b(?:tell me about|think of (?:a|one|your)|when did|"
    r"which \w+(?: \w+){0,4} (?:did|was|were|has|had|gave|took|came|taught)|"
    r"what was (?:the|your)|who (?:in|on|was|did)|describe (?:a|one)|pick one|do you remember|"
    r"what have you|have you)\b",
    re.IGNORECASE,
)
"""A question about what happened once."""
_DENIES = re.compile(
    r"(?:(?:no|well|hm+|oh|honestly|actually|to be honest|i (?:think|guess)) ){0,3}"
    r"(?:not (?:really|much|often|so often|that often|so far|especially|"
    r"that i (?:know|recall|remember)(?: of)?)|"
    r"(?:i|we) (?:never|hardly ever|rarely|do not(?: really)?) (?:disagree|argue|fight|quarrel)|"
    r"hardly(?: ever)?|rarely|nothing (?:much|special|really|like that)|none really)\b"
)
_DENIES_HAVING = re.compile(
    r"(?:(?:no|well|hm+|oh|honestly|actually|to be honest|i (?:think|guess)|with me|at ours) ){0,3}"
    r"(?:(?:i|we) (?:do|did|have|had) not (?:really |actually |usually |normally |ever |often |tend to )*"
    r"(?:have|get|get into|had|make|run into)|(?:i|we) (?:never|hardly ever|rarely) (?:really )?"
    r"(?:have|had|get|get into|make|run into)|there (?:is|are|was|were) (?:never|not) (?:really )?(?:a|any)|"
    r"there (?:is|are|was|were) (?:really )?no) (?P<what>(?:\w+ ){0,3}?\w+)"
    r"(?: (?:with|at|in|from|here|there|at all)\b.*)?"
)
_TROUBLE_WORDS = """
friction conflicts conflict disagreements disagreement fights arguments complaints problems trouble mistakes
difficulties issues such
"""
_TROUBLE = frozenset(_TROUBLE_WORDS.split())
_GOES_ON = re.compile(r"\b(?:but|once|although|though|except|however|one time|only|just|unless)\b")
"""What follows such a denial may be the case itself."""
_OF_CASE = re.compile(
    r"(?:(?:sorry|excuse me|pardon|wait|okay|i am sorry|just to be sure) ){0,2}"
    r"(?:is|are|was|were|does|do|did|has|have|can|could|may|would|am) "
    r"(?:the|he|she|they|it|there|that|this|anybody|somebody|anyone|someone|i|we|my|both|all)\b"
)
_OF_INTERVIEW = re.compile(
    r"\b(?:interview\w*|record\w*|camera|data|answers?|scor\w+|results?|recruiter|company|salary|job|"
    r"position|person|human|robot|machine|ai|you|your|questions?|video|notes|call|chat|conversation|"
    r"salary|pay|pays|paid|wages?|overtime|weekends|shifts|holidays?|vacation|bonus|uniform|minute|moment|"
    r"toilet|"
    r"saved|stored|stop|pause|break|skip|again|repeat|write|type|count|okay|long|decides?|decided)\b"
)
_GIVES_CASE = re.compile(
    r"\b(?:suppose|imagine|what do you do|how do you|talk me through|walk me through|do you tell)\b",
    re.IGNORECASE,
)
"""A question that gives a case, about which one may ask back."""
_ASKS_WHY_ASKED = re.compile(
    r"(?:(?:sorry|but|and|may i ask|can i ask) ){0,2}why (?:do|did|are|would) you (?:ask|asking|"
    r"want to know|need to know)\b"
)
_ASKS_WHICH = re.compile(
    r"(?:(?:sorry|excuse me|pardon|wait|i am sorry) ){0,2}(?:what|which|who|whose|where|when)\b"
)
_WORD = re.compile(r"[a-z]{3,}")
_SMALL_WORDS = """
what which who whose where when why how the and that this for with from was were are did does has have had
your you can could would should there here they them their then than into about sorry
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_MAX_DENIAL, _MAX_ASKED_BACK = 16, 12
"""Numbers of words."""


def read_reply_to_question(sentences: Sequence[Sentence], question: str) -> UtteranceAct | None:
    """Return the act of a short reply to ``question`` if the question makes it certain, or None."""
    if not question:
        return None
    if _asks_back(sentences, question) or any(
        _ASKS_WHY_ASKED.match(each.plain) for each in sentences
    ):
        return "asks_about_question"
    return "never_had" if _denies_case(sentences, question) else None


def _denies_case(sentences: Sequence[Sentence], question: str) -> bool:
    """Whether a reply to a question about one time says that there was none: "Not really."."""
    plain = " ".join(each.plain for each in sentences)
    denial = _DENIES.match(plain) or _match_denied_having(plain, question)
    if denial is None or len(plain.split()) > _MAX_DENIAL or sentences[-1].ending == "?":
        return False
    return _ASKS_STORY.search(question) is not None and not _GOES_ON.search(plain[denial.end() :])


def _match_denied_having(plain: str, question: str) -> re.Match[str] | None:
    """Return the match of "I don't really have friction": of trouble, or of what the question is about."""
    match = _DENIES_HAVING.fullmatch(plain)
    if match is None:
        return None
    asked = set(_WORD.findall(question.lower())) - _SMALL
    return match if set(match["what"].split()) & (asked | _TROUBLE) else None


def _asks_back(sentences: Sequence[Sentence], question: str) -> bool:
    """Whether one sentence asks about the case of the question: "Is the box heavy?", "Which door?"."""
    plain = sentences[-1].plain
    is_one = len(sentences) == 1 and sentences[-1].ending == "?"
    if not is_one or len(plain.split()) > _MAX_ASKED_BACK or _OF_INTERVIEW.search(plain):
        return False
    if _OF_CASE.match(plain):
        return _GIVES_CASE.search(question) is not None
    is_about_words = bool(set(plain.split()) & set(_WORD.findall(question.lower())) - _SMALL)
    return _ASKS_WHICH.match(plain) is not None and is_about_words
