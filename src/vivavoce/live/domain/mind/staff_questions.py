"""What a person of staff asked instead of the interviewer, as far as their words show it.

Words are compared, nothing cleverer: a planned question that they put quite differently is not known
to be put, and comes again.
"""

from __future__ import annotations

from vivavoce.contracts.plan import Plan, PlanQuestion
from vivavoce.live.domain.mind.coverage import not_yet_put
from vivavoce.live.domain.mind.likeness import SAME, gist_of
from vivavoce.live.domain.mind.slots import code_of, slots_of
from vivavoce.live.domain.mind.wording import PROBES, planned_probes
from vivavoce.live.domain.mind.words import EVERYDAY, content_stems, units_of, words_of
from vivavoce.live.domain.session import Session, Thread

_FEWEST_WORDS = 5
_MOST_OF_QUESTION = 0.75
_LEAST_DISTINCTIVE = 2


def planned_in(words: str, state: Session, plan: Plan) -> tuple[PlanQuestion, ...]:
    """Return the planned questions that are still to come and that ``words`` put.

    Those that stand in ``words`` as they are; without any, the one that is most like them.
    """
    to_come = not_yet_put(state, plan)
    if as_they_are := tuple(each for each in to_come if _holds_beginning(words, each.text)):
        return as_they_are
    said = gist_of(words)
    alike = [each for each in to_come if _is_put(each, words)]
    return tuple(sorted(alike, key=lambda each: -said.likeness(gist_of(each.text)))[:1])


def elements_asked_by_staff(
    state: Session, thread: Thread, question: PlanQuestion
) -> frozenset[str]:
    """Return the elements of an answer to ``question`` that a person asked for in our own words."""
    asked = [
        turn.text
        for turn in state.counted
        if turn.said_by == "staff" and turn.question_id == thread.question_id
    ]
    if not asked:
        return frozenset()
    return frozenset(
        slot
        for slot in slots_of(question)
        if any(_is_like(ours, words) for ours in _wordings(slot, question) for words in asked)
    )


def _wordings(slot: str, question: PlanQuestion) -> tuple[str, ...]:
    return (*planned_probes(slot, question), *(PROBES.get(slot) or PROBES[code_of(slot)]))


def _is_like(ours: str, words: str) -> bool:
    return _stands_in(_plain(ours), words) or gist_of(ours).likeness(gist_of(words)) >= SAME


def _is_put(planned: PlanQuestion, words: str) -> bool:
    said, asked = gist_of(words), gist_of(planned.text)
    if not content_stems(planned.skill or "") <= said.stems:
        return False
    if said.likeness(asked) >= SAME:
        return True
    shared = said.stems & asked.stems
    return (
        "?" in words
        and len(shared - EVERYDAY) >= _LEAST_DISTINCTIVE
        and len(shared) >= _MOST_OF_QUESTION * len(asked.stems)
    )


def _holds_beginning(words: str, planned: str) -> bool:
    """Whether the first sentence of a planned question stands in ``words``, if it says something."""
    start, end = units_of(planned)[0]
    first = _plain(planned[start:end])
    has_content = len(first.split()) >= _FEWEST_WORDS and bool(content_stems(first))
    return has_content and _stands_in(first, words)


def _stands_in(plain: str, words: str) -> bool:
    return f" {plain} " in f" {_plain(words)} "


def _plain(text: str) -> str:
    return " ".join(word.text for word in words_of(text))
