"""Whether an answer about a case or a practice names anything to see or do beyond words of its question.

"I'd get familiar with the tools and see what could be improved" fits every job: it names no thing, number,
occasion or step. Rules for English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.kernel.event_kinds import find_event_kinds
from vivavoce.kernel.text_matching import stem_word
from vivavoce.live.domain.interviewer.own_acts import (
    PRAISE,
    is_plain_verb,
    without_empty_phrases,
)
from vivavoce.live.domain.interviewer.words import EVERYDAY_STEMS, content_stems

_VAGUE_WORDS = """
always usually important properly careful carefully attention protocol process processes procedure
procedures rule rules guideline guidelines standard standards situation situations solution solutions
problem problems overview tool tools team research information everything something relationship
relationships authentic communicate communication open openly status goal goals involve involved
concentrate attention focus experience depends situation circumstances approach quickly soon possible
best proper correct correctly mistake mistakes person people stress stressed calm patience patient
patiently manage handle deal homework prepare preparation materials unprofessional professional properly
priority prioritize multitasking organize organized structured structure plan planning sort find improve
improved familiar basically configuration wrong early late adapt agile requirement requirements matter
matters trust trained training whole time times
"""
_VAGUE = frozenset(map(stem_word, _VAGUE_WORDS.split()))
"""Words of any trade, which show nothing of this one."""
_ENOUGH_WORDS = 45
"""So long an answer is judged by its elements alone."""
_LEAST_OWN_STEMS = 3


def names_something(question: PlanQuestion, answers: Sequence[str]) -> bool:
    """Return whether the answers name a thing, a number, an occasion or a step of their own."""
    text = "\n".join(answers)
    is_long = len(text.split()) >= _ENOUGH_WORDS
    if is_long or find_event_kinds(text) & {"time", "amount", "particular"}:
        return True
    told = without_empty_phrases(PRAISE.sub(" ", text.lower().replace("\u2019", "'")))
    own = content_stems(told) - content_stems(question.text) - EVERYDAY_STEMS - _VAGUE
    return len(own) >= _LEAST_OWN_STEMS or any(map(_is_plain_act, _OWN_ACT.finditer(told)))


def _is_plain_act(act: re.Match[str]) -> bool:
    """Whether an act of the speaker could be watched, and is done to a thing or a person."""
    verb, rest = act["verb"], content_stems(act["rest"])
    return is_plain_verb(verb) and not _STATE.search(verb) and bool(rest - _VAGUE)


_OWN_ACT = re.compile(
    r"\bi(?:'d| would|'ll)? (?:then |also |just |always |first |never |don't |won't |wouldn't |do |do not )?"
    r"(?P<verb>[a-z]{3,}) (?P<rest>[^.,;!?]{3,60})"
)
_STATE = re.compile(
    r"ed\Z|ing\Z|\A(?:inform|involve|consult|research|study|improve|optimize|deal|support|speak|talk|"
    r"communicate|discuss|solve|try|make|get|find|look|use)\Z"
)
"""Verbs that say little of an act without more words."""
