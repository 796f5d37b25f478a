"""What happens when the candidate asks something of the interviewer: it is done, answered and logged.

A request never counts as an answer and never uses up a question. While a person of staff speaks, requests
are theirs to answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vivavoce.contracts.plan import Plan, PlanQuestion
from vivavoce.live.domain import events
from vivavoce.live.domain.mind import replies
from vivavoce.live.domain.mind.director import open_text
from vivavoce.live.domain.mind.interviewer import carry_on, end
from vivavoce.live.domain.mind.pausing import may_pause, pause, resume
from vivavoce.live.domain.mind.reading import read, read_request
from vivavoce.live.domain.mind.request_settling import read_going_on, read_yes_or_no
from vivavoce.live.domain.mind.requests import read_candidate_request
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.unfolding import Unfolding

_ABOUT_US = re.compile(
    r"\b(?:interview|privacy|machine|computer|robot|ai|worried|uncomfortable|strange|nervous|invitation)\b"
)
"""What leads up to a request is no answer where it is about this interview."""
MOST_BEFORE_CONSENT = 20
"""So many questions are answered before the candidate agrees; then only yes and no are taken."""


@dataclass(frozen=True, slots=True)
class Understood:
    """How an utterance reads; ``answer_end`` is where its answer ends and a request begins."""

    reading: events.Reading
    found: tuple[events.Found, ...] = ()
    request: events.Request | None = None
    answer_end: int | None = None
    settles: bool | None = None
    """To the question about ending: whether they want to; while paused, False is going on."""


def understand(
    text: str,
    state: Session,
    question: PlanQuestion,
    plan: Plan,
    *,
    asked: str,
    said_before: str = "",
) -> Understood:
    """Return what ``text`` is, said in ``state`` to ``question``; requests come before any other reading.

    ``said_before`` is the beginning of ``text`` where the candidate fell silent for a moment after it.
    """
    settled = _settles(text, state)
    if settled is not None:
        return Understood("makes_request", answer_end=0, settles=settled)
    request = (
        None if _is_known_request(text) else read_candidate_request(text, said_before=said_before)
    )
    if request is None:
        reading, found = read(text, question, plan, asked=asked)
        return Understood(reading, found)
    if not request.has_answer:
        return Understood("makes_request", request=request.kind, answer_end=0)
    reading, found = read(text[: request.start], question, plan, asked=asked)
    is_about_us = not found and _ABOUT_US.search(text[: request.start].lower()) is not None
    if is_about_us or reading not in ("answer", "does_not_know"):
        return Understood("makes_request", request=request.kind, answer_end=0)
    return Understood(reading, found, request.kind, request.start)


def _is_known_request(text: str) -> bool:
    """Whether they want to hear the question again, or to leave it: buttons say that as well."""
    return read_request(text) is not None


def _settles(text: str, state: Session) -> bool | None:
    """Return what ``text`` says to the question about ending, or that a pause is over; None is neither."""
    if state.is_end_asked:
        request = read_candidate_request(text)
        if request is not None and request.kind == "end" and not request.has_answer:
            return True
        return read_yes_or_no(text)
    if state.is_paused and read_going_on(text):
        return False
    return None


def oblige(on: Unfolding, plan: Plan, understood: Understood) -> None:
    """Do what the candidate's last turn asks for, and let the talk go on.

    Nothing is replied while a person of staff speaks.
    """
    if understood.settles is not None:
        settle(on, plan, wants_to_end=understood.settles)
        return
    request = understood.request
    assert request is not None  # noqa: S101 - whoever calls has looked
    said = replies.reply(request, on.state, on.now)
    on.add(events.CandidateRequested(request=request, turn=len(on.state.turns)))
    if on.state.taken_by is not None:
        return
    if request == "end":
        _say(on, replies.asks_to_end(on.state))
    elif request == "pause":
        _pause(on, plan)
    else:
        _say(on, said)
        if not on.state.is_paused:
            _go_on(on, plan)


def settle(on: Unfolding, plan: Plan, *, wants_to_end: bool) -> None:
    """Take in whether the candidate wants to end, or go on."""
    if wants_to_end:
        resume(on, by="request")
        end(on, plan, "candidate_ended")
        return
    resume(on, by="request")
    _say(on, replies.goes_on(on.state))
    _go_on(on, plan)


def reply_before_consent(on: Unfolding, text: str) -> bool:
    """Answer what is asked before the candidate agreed; return whether ``text`` asked something.

    No word of it is kept, only what kind of question it was.
    """
    request = read_candidate_request(text)
    if request is None or on.state.asked_before_consent >= MOST_BEFORE_CONSENT:
        return False
    said = replies.before_consent(request.kind, on.state)
    on.add(events.CandidateRequested(request=request.kind, reply=said))
    return True


def _pause(on: Unfolding, plan: Plan) -> None:
    if on.state.is_paused:
        _say(on, replies.STILL_PAUSED)
    elif may_pause(on):
        pause(on, by="request")
        _say(on, replies.paused(on.state))
    else:
        _say(on, replies.no_more_pauses())
        _go_on(on, plan)


def _go_on(on: Unfolding, plan: Plan) -> None:
    """Go on where an answer waits for its reply; otherwise put the open question again."""
    before = len(on.state.turns)
    carry_on(on, plan, may_think=False)
    state = on.state
    if len(state.turns) > before or state.thinking is not None or state.status != "in_progress":
        return
    thread, text = state.thread, open_text(state, plan)
    if thread is None or state.taken_by is not None or not text:
        return
    on.add(
        events.TurnCompleted(
            turn=len(state.turns) + 1,
            role="agent",
            kind="repeat",
            text=replies.put_again(text, state),
            question_id=thread.question_id,
        )
    )


def _say(on: Unfolding, text: str) -> None:
    on.add(
        events.TurnCompleted(
            turn=len(on.state.turns) + 1, role="agent", kind="remark", text=text, answer_end=0
        )
    )
