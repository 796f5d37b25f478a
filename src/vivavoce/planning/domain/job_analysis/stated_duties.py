"""Duties that a sentence states with "you": what people never do, and what they do if something happens."""

from __future__ import annotations

import re

from vivavoce.planning.domain.job_analysis.verb_forms import is_verb
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_FORBIDDEN = re.compile(
    r"you (?:will |must |may |should |can )?(?:never|do not|don't|don\u2019t|not|mustn't|won't|can't|cannot) "
    r"(?:ever )?(?P<verb>[a-z-]+) (?P<rest>\S+ \S+)",
    re.IGNORECASE,
)
_IN_CASE = re.compile(
    r"(?:if|when|whenever|where|once|as soon as) (?!you\b|we\b|interested\b|selected\b|this\b)"
    r"[^.:;!?]{4,90}?,? you (?:will |must |should )?(?:always |at once |immediately )?(?P<verb>[a-z-]+) \S+",
    re.IGNORECASE,
)
TIME_FOR = re.compile(
    r"(?:in |on |most |your |the ){0,3}(?:(?:first|last|next|quiet|other|remaining) )?"
    r"(?:hours?|half hour|mornings?|afternoons?|evenings?|nights?|weekends?|winters?|summers?|springs?|"
    r"autumns?|"
    r"days?|rest of the (?:day|week|shift|year)|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)"
    r"(?: of the (?:day|shift|week|month))? (?:(?:is|are|will be) (?:mostly |mainly |usually )?(?:for|"
    r"about|spent "
    r"(?:on|in)|given to)|goe?s? (?:to|on|into)|belongs? to) "
    r"(?!you\b|free\b|rest\b|yours\b|family\b|overtime\b|time and)(?=\S+ \S+)",
    re.IGNORECASE,
)
"""What a part of the day or year is for: "Mornings are for the handover and the figures"."""
_TO_LOOK_AFTER = re.compile(
    r"you(?:'ll|\u2019ll|'d|\u2019d)?(?: will| would)?(?: also)? have (?:[\w'-]+,? ){1,14}to (?:care for|"
    r"coach|"
    r"look after|lead|manage|run|supervise|train)\b",
    re.IGNORECASE,
)
"""People or things of one's own: "You will have two assistants to look after"."""
_OFTEN = (
    r"(?:daily|weekly|monthly|yearly|hourly|twice|once|three times|(?:every|each) (?:\w+ )?(?:hour|day|"
    r"night|shift|week|"
    r"month|quarter|year|morning|evening|\w+day)s?|(?:\d{1,4}|two|three|four|five|six|"
    r"ten) (?:[\w-]{1,20} ){0,2}(?:a|per) (?:day|night|"
    r"week|month|year|shift))\b"
)
_LABELED = re.compile(
    r"(?!(?:apply|benefits|company|contact|contract|duration|education|experience|holidays?|hours|"
    r"interviews?|"
    r"languages?|leave|location|nice|on[- ]call|overtime|pattern|pay|perks|place|qualifications?|"
    r"reports to|rota|"
    r"salary|shifts?|skills|start|team|travel|training|wages|we|weekends|you|working)\b)"
    rf"[A-Z][\w' /&-]{{1,28}}: (?:(?P<act>\w{{3,20}}ing) (?={_OFTEN})|"
    rf"(?=[^.:;!?]{{0,60}}?\b{_OFTEN})(?P<first>[\w-]{{1,20}}))",
    re.IGNORECASE,
)
_NO_DUTIES = frozenset(
    {"be", "bring", "earn", "enjoy", "expect", "feel", "find", "get", "grow", "have", "know", "like", "lose",
     "love", "mind", "need", "own", "panic", "pay", "qualify", "receive", "require", "see", "want", "win",
     "work", "worry"}
)  # fmt: skip


def names_labeled_work(text: str) -> bool:
    """Return whether a line without a verb says how often work is done: "Feet: trimming twice a year"."""
    found = _LABELED.match(text)
    return found is not None and (found["act"] is not None or not _is_order(found["first"]))


def _is_order(first: str) -> bool:
    word = first.lower()
    return is_verb(word) and word not in load_words("verb_nouns")


def states_duty(text: str) -> bool:
    """Return whether a sentence says what the person never does, or does if something happens.

    "Mornings are for the handover", "You will have two assistants to look after",
    "You never bypass a safety circuit", "If a passenger collapses, you start CPR"; but not "You don't need a
    degree", and not "When you join, you get a phone".
    """
    names_time = TIME_FOR.match(text) is not None and " you " not in text
    if names_time or _TO_LOOK_AFTER.match(text):
        return True
    no_duties = _NO_DUTIES | load_words("owning_verbs")
    if (found := _FORBIDDEN.match(text)) is not None:
        return found["verb"].lower() not in no_duties
    found = _IN_CASE.match(text)
    return found is not None and is_verb(found["verb"].lower()) and found["verb"] not in no_duties
