"""Follow-ups that take up an act or a thing of the candidate's own, as in "You mentioned the pond.".

The candidate's words are said back, never summarized or judged. What does not fit surely is not taken up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.kernel.translation import phrases
from vivavoce.live.domain.interviewer.answer_elements import CASE_KINDS, is_brief_answer
from vivavoce.live.domain.interviewer.quotable_acts import QUOTATION_MARKS, find_act
from vivavoce.live.domain.interviewer.words import (
    EVERYDAY_STEMS,
    STOP_WORDS,
    content_stems,
    sentence_spans,
    tokenize,
)

_ACT_LEADS = ("You said {words}.", "You mentioned that {words}.", "You told me {words}.")
_THING_LEADS = (
    "You mentioned {words}.",
    "Let's stay with {words} for a moment.",
)
OWN_PART_LEADS = phrases(
    "I'd like to hear about you in particular.",
    "Let's turn to you for a moment.",
    "Let's leave the others aside for a moment.",
)
"""Before a follow-up about an own part that was told as "we"; each goes before any wording."""
_ACT_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "reason": (
        "What made you do that?",
        "Why did you do that?",
        "What was the thinking behind that?",
        "What was the idea behind that?",
    ),
    "result": (
        "What happened then?",
        "How did that turn out?",
        "What did that change?",
        "How did it go from there?",
    ),
}
_CASE_ACT_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "reason": (
        "Why would you do that?",
        "What would be the idea behind that?",
        "What's the thinking behind that?",
    ),
    "result": (
        "What would you expect to happen then?",
        "And what would come after that?",
        "What would that change?",
    ),
}
_THING_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "own_action": (
        "What did you do about that?",
        "What did you do then?",
        "What was your part in that?",
    ),
    "result": ("How did that end?", "What happened with that in the end?", "How did it turn out?"),
}
"""What fits after any act or thing, by the element that it asks for."""
_MIN_WE = 2

_THING_BEFORE = r"\b(?P<determiner>the|a|an|this|that|my|our)"
_THING_AFTER = (
    r"(?=\s*(?:[,;:.!]|$)|\s+(?:and|but|so|because|was|were|had|wanted|came|went|said|kept|did|stood|got|"
    r"that|which|who|where|until|when)\b)"
)
_THING = re.compile(rf"{_THING_BEFORE} (?P<noun>[a-z]{{3,}}){_THING_AFTER}")
_INTRODUCES = re.compile(
    r"\b(?:there (?:was|were)|(?:we|i) had|(?:it|that) was|about|we got|i got|i found|we found)\s*\Z",
    re.IGNORECASE,
)
_MIN_NAMED = 2
_NOT_THINGS_WORDS = """
first second third last next other others same whole rest most least best worst only old new young big
small good bad right wrong left one two three few lot bit while moment time times day days week weeks
month months year years morning afternoon evening night hour hours minute minutes second thing things
way ways kind sort part end beginning start middle case example question answer point fact idea reason
problem issue matter situation everything nothing something anything anyone someone nobody somebody
people person man woman guy lady gentleman boy girl kid child job work world name number half third
quarter past future present truth maximum minimum former latter above below following former bigger
better more less very early late long short high low hard easy weekend monday tuesday wednesday thursday
friday saturday sunday spring summer autumn winter christmas fall house hand hands head heart mind eye
eyes back face foot feet knee leg life wife husband mother father mum mom dad son daughter family
brother sister aunt uncle belief opinion view feeling sense hope wish dream priority passion strength
weakness goal mission vision table journey bottom line picture board wall truth lord devil other's
outside inside poor rich sick dead elderly public boss team company office place others' own wrong front
side top round go try look fault pocket finger shirt season background hint mess sum area language
percent breath tongue nose zero boom guess select medium absence reference target law court approval
price tie release load idea copy picture photo call mail email message note moon sun weather police
doctor lesson start mistake error trick quarrel dispute fight deal vote war gun weapon union church
party god jesus body skin blood baby pregnancy divorce accent country village religion color colour
disability illness disease cancer depression lack use need want say talk walk run turn move call ask
buyer seller tenant landlord nurse surgeon resident student learner trainee apprentice intern foreman
supervisor lead leader director owner supplier vendor driver engineer developer designer planner couple
neighbor cousin applicant caller officer partner lawyer accountant clerk cook chef waiter stranger crew
"""
_NOT_THINGS = frozenset(_NOT_THINGS_WORDS.split())
"""Words that are no thing of their own, that mean anybody, or that are private."""


def list_takeups(answer: str, element: str, question: PlanQuestion) -> tuple[str, ...]:
    """Return follow-ups about ``element`` that take up a phrase of ``answer``, or none."""
    is_case = question.kind in CASE_KINDS
    act = find_act(
        answer,
        is_case=is_case,
        is_reason_asked=element == "reason",
        takes_bare=element == "reason" and is_brief_answer(answer),
    )
    questions = (_CASE_ACT_QUESTIONS if is_case else _ACT_QUESTIONS).get(element, ())
    if act is not None and questions:
        return _combine(_ACT_LEADS, act, questions)
    questions = () if is_case else _THING_QUESTIONS.get(element, ())
    thing = find_thing(answer, known_stems=content_stems(question.text)) if questions else None
    return () if thing is None else _combine(_THING_LEADS, thing, questions)


def has_takeup(followup: str) -> bool:
    """Return whether a follow-up takes up something that the candidate said."""
    return any(lead.partition("{")[0] in followup for lead in (*_ACT_LEADS, *_THING_LEADS))


def _combine(leads: Sequence[str], words: str, questions: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{lead.format(words=words)} {each}" for lead in leads for each in questions)


def find_thing(answer: str, *, known_stems: frozenset[str]) -> str | None:
    """Return what the answer is about, e.g. "the pond", or None; nothing that is in ``known_stems``.

    An answer is about a thing that it introduces ("there was a pond") or names twice.
    """
    named = Counter(stem for word in tokenize(answer) for stem in content_stems(word.text))
    for start, end in sentence_spans(answer):
        sentence = answer[start:end]
        if sentence.endswith("?") or QUOTATION_MARKS.search(sentence):
            continue
        for match in _THING.finditer(sentence):
            noun, stems = match["noun"], content_stems(match["noun"])
            is_topic = _INTRODUCES.search(sentence[: match.start()]) or any(
                named[stem] >= _MIN_NAMED for stem in stems
            )
            if is_topic and _is_thing(noun) and not stems & known_stems:
                determiner = "your" if match["determiner"] in ("my", "our") else "the"
                return f"{determiner} {noun}"
    return None


def speaks_of_group_only(answer: str) -> bool:
    """Return whether an answer says "we" again and again, and hardly ever "I"."""
    texts = [word.text.partition("'")[0] for word in tokenize(answer)]
    return texts.count("we") >= _MIN_WE and texts.count("we") > texts.count("i")


def _is_thing(noun: str) -> bool:
    return (
        noun not in _NOT_THINGS
        and noun not in STOP_WORDS
        and not noun.endswith(
            ("ed", "ing", "ly", "est", "ful", "ous", "ible", "able", "ive", "less")
        )
        and not content_stems(noun) & EVERYDAY_STEMS
    )
