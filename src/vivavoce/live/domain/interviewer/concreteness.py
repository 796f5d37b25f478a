"""Whether an answer about a case or a practice names anything to see or do beyond words of its question.

"I'd get familiar with the tools and see what could be improved" fits every job: it names no thing, number,
occasion or step. Rules for English.
"""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.kernel.text_matching import stem_word
from vivavoce.live.domain.interviewer.event_kinds import find_event_kinds
from vivavoce.live.domain.interviewer.own_acts import PRAISE, without_empty_phrases
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
    return len(own) >= _LEAST_OWN_STEMS
