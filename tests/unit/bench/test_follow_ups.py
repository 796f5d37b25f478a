"""Sessions of scripted people: the marks against their follow-ups stay few, and each can be given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from bench.follow_ups import MOST_MARKED, find_exceeded, hold_sessions
from bench.people.marks import MARKS, count_marks, mark_session
from bench.people.plans import plans_for_all_sets
from bench.people.scripts import ScriptedReply, load_people
from bench.people.sessions import HeldSession
from bench.rating import list_follow_ups
from tests.samples import part_of

from vivavoce.live.domain.events import TurnCompleted
from vivavoce.live.domain.interviewer.question_guard import RubricGuard
from vivavoce.live.domain.interviewer.words import content_stems

LEAST_ALIVE = 0.92


@pytest.fixture(scope="module")
def sessions() -> list[HeldSession]:
    return hold_sessions(seed=1)


def test_few_follow_ups_are_marked(sessions: list[HeldSession]) -> None:
    followups = [followup for held in sessions for followup in mark_session(held)]

    assert len(followups) >= 80
    assert find_exceeded(followups) == [], count_marks(followups)


def test_every_session_ends_and_keeps_to_two_follow_ups_a_question(
    sessions: list[HeldSession],
) -> None:
    assert len(sessions) == len(load_people()) == 20
    for held in sessions:
        assert held.state.is_over, held.person.name
        assert max(each.probes for each in held.state.asked_questions) <= 2


def test_sessions_can_be_rated_by_readers(sessions: list[HeldSession]) -> None:
    items = [item for held in sessions for item in list_follow_ups(held.person.name, held.log)]

    assert len(items) >= 80


def with_followup(held: HeldSession, text: str, place: int = 0) -> HeldSession:
    """Return the session with other words in one of its follow-ups."""
    _, old = list(held.followups)[place]

    def change(turn: TurnCompleted) -> TurnCompleted:
        return replace(turn, text=text) if turn.turn == old.turn else turn

    return replace(
        held,
        state=replace(held.state, turns=tuple(map(change, held.state.turns))),
        log=[change(each) if isinstance(each, TurnCompleted) else each for each in held.log],
    )


def with_reply(held: HeldSession, place: int = 0, **changes: object) -> HeldSession:
    """Return the session with another label on the answer before one of its follow-ups."""
    _, turn = list(held.followups)[place]
    replies: dict[int, ScriptedReply] = dict(held.replies)
    replies[turn.turn - 1] = replace(replies[turn.turn - 1], **changes)  # type: ignore[arg-type]
    return replace(held, replies=replies)


def find_followup(sessions: list[HeldSession], element: str) -> tuple[HeldSession, int]:
    """Return a session and the place of a follow-up that asks a first answer to a story for ``element``."""
    for held in sessions:
        kinds = {question.id: question.kind for question in held.plan.questions}
        for place, (decision, turn) in enumerate(held.followups):
            is_story = kinds[turn.question_id or ""] == "behavioral"
            if decision.element == element and is_story and len(held.answers_before(turn)) == 1:
                return held, place
    raise AssertionError(element)


def with_label(
    sessions: list[HeldSession], element: str, **label: object
) -> tuple[HeldSession, int]:
    held, place = find_followup(sessions, element)
    return with_reply(held, place, **label), place


SPOILED: dict[str, Callable[[list[HeldSession]], tuple[HeldSession, int]]] = {
    "asks for what was said": lambda sessions: with_label(
        sessions, "concrete_case", holds=frozenset(["event"])
    ),
    "asks for details without a story": lambda sessions: with_label(
        sessions, "reason", holds=frozenset(), may_hold=frozenset()
    ),
    "repeats": lambda sessions: (
        with_followup(sessions[0], sessions[0].plan.questions[0].text),
        0,
    ),
    "ignores a question": lambda sessions: (
        with_reply(sessions[0], holds=frozenset(["question"])),
        0,
    ),
    "leaks the rubric": lambda sessions: (
        with_followup(
            sessions[0], f"Was it that you {sessions[0].plan.questions[0].expected_points[0]}?"
        ),
        0,
    ),
    "takes up wrongly": lambda sessions: (
        with_followup(sessions[0], "You said you rang my. What happened then?"),
        0,
    ),
    "sounds like an examination": lambda sessions: (
        with_followup(sessions[0], "What would have told you otherwise?"),
        0,
    ),
}


@pytest.mark.parametrize("mark", MARKS)
def test_each_mark_is_given_where_it_belongs(mark: str, sessions: list[HeldSession]) -> None:
    held, place = SPOILED[mark](sessions)

    assert mark in mark_session(held)[place].marks


def test_each_mark_has_a_largest_share() -> None:
    assert set(MOST_MARKED) == set(MARKS) == set(SPOILED)


def test_most_probes_of_the_question_sets_can_be_asked() -> None:
    questions = [(plan, question) for plan, own in plans_for_all_sets() for question in own]
    alive, elements = [], []
    some = part_of(questions, 12)
    for plan, question in some:
        guard = RubricGuard(plan, spoken_stems=content_stems(question.text))
        can_ask = [not guard.leaks(probe) for probe in question.probes]
        by_element = list(zip(question.probe_elements, can_ask, strict=True))
        alive += can_ask
        elements += [
            any(can for each, can in by_element if each == element)
            for element in dict.fromkeys(question.probe_elements)
        ]

    assert len(questions) == 1393
    assert len(alive) >= 11 * len(some)
    assert sum(alive) / len(alive) >= LEAST_ALIVE
    assert len(elements) == 4 * len(some)
    assert all(elements)
