"""How a follow-up of the policy is worded: the question's own part, the candidate's words, or a probe."""

from __future__ import annotations

from typing import TypedDict

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.kernel.event_kinds import points_to_one_time
from vivavoce.kernel.translation import is_english
from vivavoce.live.domain.events import FollowupOption
from vivavoce.live.domain.interviewer import wording
from vivavoce.live.domain.interviewer.answer_elements import (
    CASE_KINDS,
    CONCRETE_CASE,
    TOLD_CASE,
    find_conflict,
)
from vivavoce.live.domain.interviewer.coverage import answers_to
from vivavoce.live.domain.interviewer.question_guard import RubricGuard, may_be_said_back
from vivavoce.live.domain.interviewer.question_parts import phrase_open_part
from vivavoce.live.domain.interviewer.taken_up_words import (
    OWN_PART_LEADS,
    has_takeup,
    list_takeups,
    speaks_of_group_only,
)
from vivavoce.live.domain.interviewer.wording import QuestionWording
from vivavoce.live.domain.session import Session


class WordingSeed(TypedDict):
    """The seed that selects a wording, and the language that it is said in."""

    session_id: str
    turn: int
    language: str


def wording_seed(state: Session) -> WordingSeed:
    """Return the seed for the next wording of the session."""
    return WordingSeed(
        session_id=state.created.session_id,
        turn=len(state.counted_turns) + 1,
        language=state.created.spoken_language,
    )


def phrase_followup(
    option: FollowupOption, state: Session, question: PlanQuestion, guard: RubricGuard
) -> QuestionWording | None:
    """Return an unused wording for ``option``, or None if there is none that gives nothing away."""
    answers = answers_to(state, question.id)
    if option.reason == "CLARIFY":
        first, second = find_conflict(answers) or ("", "")
        return wording.phrase_conflict_question(first, second, **wording_seed(state))
    asked = asked_followups(state)
    progress = state.progress_of(question.id)
    found = frozenset[str]() if progress is None else progress.found_elements
    parts = [
        text
        for text in phrase_open_part(
            option.element, question, found, answers, state.created.spoken_language
        )
        if text not in asked
    ]
    if parts:
        return QuestionWording(wording.select_wording(parts, **wording_seed(state)).text, -1)
    element = option.element
    asks_for_event = element == CONCRETE_CASE or (
        element == "own_action" and question.kind in CASE_KINDS  # "I had that in my second week."
    )
    if asks_for_event and points_to_one_time(answers[-1]):
        element = TOLD_CASE
    takeups = _list_takeups(element, state, question)
    new = [
        text
        for text in takeups
        if text not in asked and may_be_said_back(text) and not guard.leaks(text)
    ]
    if new:
        return wording.select_wording(new, **wording_seed(state))
    is_own_part = option.reason == "OWNERSHIP" and speaks_of_group_only(answers[-1])
    followup = wording.probe_wording(
        element,
        option.reason,
        question,
        guard,
        answers=answers,
        already_asked=asked,
        is_own_part=is_own_part,
        **wording_seed(state),
    )
    if followup is None or not is_own_part:
        return followup
    return wording.add_lead(followup, OWN_PART_LEADS, **wording_seed(state))


def _list_takeups(element: str, state: Session, question: PlanQuestion) -> tuple[str, ...]:
    """Return follow-ups that take up the latest answer, if none did for this question so far.

    What is taken up has to fit the grammar of a sentence, which is known for English only.
    """
    if not is_english(state.created.spoken_language):
        return ()
    turns = [turn for turn in state.counted_turns if turn.question_id == question.id]
    latest = next((turn.text for turn in reversed(turns) if turn.kind == "answer"), "")
    is_done = any(has_takeup(turn.text) for turn in turns if turn.kind == "follow_up")
    return () if is_done else list_takeups(latest, element, question)


def asked_followups(state: Session) -> frozenset[str]:
    """Return the texts of all follow-ups so far, so that no wording is used twice."""
    return frozenset(turn.text for turn in state.counted_turns if turn.kind == "follow_up")
