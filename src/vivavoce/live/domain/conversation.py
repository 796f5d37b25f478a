"""Decisions: what a join, a word, a drop or a request makes happen. Pure; nothing is sent here."""

from __future__ import annotations

from typing import Literal

from vivavoce.contracts.plan import Plan
from vivavoce.kernel.errors import Refused
from vivavoce.live.domain import client_frames as said
from vivavoce.live.domain import events, wording
from vivavoce.live.domain.director import (
    RULES,
    Ask,
    Close,
    Probe,
    Weighed,
    next_move,
    open_text,
    question_of,
)
from vivavoce.live.domain.reading import read, read_consent
from vivavoce.live.domain.unfolding import Unfolding

MOST_REPEATS = 5
MOST_PAUSES = 5
EndReason = Literal["all_asked", "time", "candidate_ended", "staff_ended"]


class NotNow(Refused):
    """The interview is not at a point where this is possible."""

    code = "session_not_in_progress"


class ConsentFirst(Refused):
    """Please answer the question about consent first: yes or no."""

    code = "consent_required"


class TooManyRepeats(Refused):
    """This question was repeated often enough; answer it, or leave it out."""

    code = "too_many_repeats"


class TooManyPauses(Refused):
    """There are no more pauses in this interview."""

    code = "too_many_pauses"


def hear(on: Unfolding, plan: Plan, frame: said.ClientFrame) -> events.TurnCompleted | None:
    """Take in what the client said; return the turn that a repeated message became before.

    Raises a ``Refused`` when the moment does not allow it; then nothing was added.
    """
    match frame:
        case said.Text():
            return _hear_text(on, plan, frame)
        case said.Consent():
            _settle_consent(on, plan, accepted=frame.accepted, method="frame")
        case said.Repeat() | said.Skip() | said.Pause() | said.Resume():
            _require_talk(on)
            _oblige(on, plan, frame)
        case said.End():
            end(on, plan, "candidate_ended")
        case said.Hello():
            if frame.mode != "text":
                raise said.ModeNotTaken
        case said.Pong() | said.Ping() | said.GreetingRequest() | said.EndOfTurn():
            pass
    return None


def _oblige(
    on: Unfolding, plan: Plan, wish: said.Repeat | said.Skip | said.Pause | said.Resume
) -> None:
    match wish:
        case said.Repeat():
            _repeat(on, plan)
        case said.Skip():
            _skip(on, plan)
        case said.Pause():
            _pause(on)
        case said.Resume():
            _resume(on)


def end(on: Unfolding, plan: Plan, reason: EndReason) -> None:
    """Say goodbye and end; without one answer there is nothing to assess."""
    if on.state.is_over:
        return
    if on.state.status != "in_progress":
        on.add(events.SessionAbandoned(reason="no_answers", is_technical=False))
        return
    on.add(
        events.TurnCompleted(
            turn=len(on.state.turns) + 1,
            role="agent",
            kind="closing",
            text=wording.closing(plan, reason),
        )
    )
    if on.state.answered:
        on.add(completed(on, plan, reason))
    else:
        on.add(events.SessionAbandoned(reason="no_answers", is_technical=False))


def completed(
    on: Unfolding, plan: Plan, reason: EndReason | Literal["connection_lost"]
) -> events.SessionCompleted:
    """Return how the session was completed, with its figures."""
    used = min(on.state.used(on.now).total_seconds(), on.state.created.time_limit_s)
    answered = on.state.answered
    mandatory = {question.id for question in plan.questions if question.is_mandatory}
    return events.SessionCompleted(
        reason=reason,
        asked=len(on.state.threads),
        answered=sum(thread.answers > 0 for thread in on.state.threads),
        duration_s=round(used),
        is_partial=not mandatory <= answered,
    )


def open_talk(on: Unfolding, plan: Plan) -> None:
    """Ask for consent where it is needed and missing; otherwise greet and begin."""
    created = on.state.created
    if created.needs_consent and not on.state.has_consent:
        on.add(
            events.ConsentRequested(text=created.consent_text, text_version=created.consent_version)
        )
    else:
        _start(on, plan)


def _start(on: Unfolding, plan: Plan) -> None:
    on.add(
        events.InterviewStarted(),
        events.TurnCompleted(
            turn=len(on.state.turns) + 1,
            role="agent",
            kind="greeting",
            text=wording.greeting(plan, minutes=on.state.created.time_limit_s // 60),
        ),
    )
    carry_on(on, plan)


def _settle_consent(
    on: Unfolding, plan: Plan, *, accepted: bool, method: Literal["frame", "typed"]
) -> None:
    if on.state.status == "in_progress" and accepted and on.state.has_consent:
        return
    if on.state.status != "consent_pending":
        raise NotNow("There is no question about consent to answer now.")
    version = on.state.created.consent_version
    if accepted:
        on.add(events.ConsentGranted(text_version=version, method=method))
        _start(on, plan)
    else:
        on.add(
            events.ConsentDeclined(text_version=version, method=method),
            events.SessionCancelled(reason="consent_declined"),
        )


def _hear_text(on: Unfolding, plan: Plan, frame: said.Text) -> events.TurnCompleted | None:
    if on.state.status == "consent_pending":
        agreed = read_consent(frame.text)
        if agreed is None:
            raise ConsentFirst
        _settle_consent(on, plan, accepted=agreed, method="typed")
        return None
    if frame.client_message_id is not None:
        known = on.state.turn_of_message(frame.client_message_id)
        if known is not None:
            return known
    _require_talk(on)
    _answer(on, plan, frame)
    return None


def _answer(on: Unfolding, plan: Plan, frame: said.Text) -> None:
    thread = on.state.thread
    if thread is None:
        raise NotNow("No question was put yet.")
    reading, found = read(frame.text, question_of(plan, thread.question_id), plan)
    if reading == "asks_again" and thread.repeats >= MOST_REPEATS:
        raise TooManyRepeats
    _resume(on)
    is_request = reading in ("asks_again", "wants_to_skip")
    on.add(
        events.TurnCompleted(
            turn=len(on.state.turns) + 1,
            role="candidate",
            kind="remark" if is_request else "answer",
            text=frame.text,
            question_id=thread.question_id,
            parent_turn=_open_turn(on),
            client_message_id=frame.client_message_id,
            reading=reading,
            found=found,
        )
    )
    if reading == "asks_again":
        _repeat(on, plan)
    elif reading == "wants_to_skip":
        _skip(on, plan)
    else:
        carry_on(on, plan)


def _repeat(on: Unfolding, plan: Plan) -> None:
    thread = on.state.thread
    if thread is None:
        raise NotNow("No question was put yet.")
    if thread.repeats >= MOST_REPEATS:
        raise TooManyRepeats
    _resume(on)
    turn = len(on.state.turns) + 1
    words = wording.repeat(
        open_text(on.state, plan), session_id=on.state.created.session_id, turn=turn
    )
    on.add(
        events.QuestionRepeated(question_id=thread.question_id),
        events.TurnCompleted(
            turn=turn,
            role="agent",
            kind="repeat",
            text=words.text,
            question_id=thread.question_id,
            parent_turn=_open_turn(on),
            variant=words.variant,
        ),
    )


def _skip(on: Unfolding, plan: Plan) -> None:
    thread = on.state.thread
    if thread is None:
        raise NotNow("No question was put yet.")
    _resume(on)
    on.add(events.QuestionSkipped(question_id=thread.question_id, by="candidate", reason="asked"))
    carry_on(on, plan)


def _pause(on: Unfolding) -> None:
    if on.state.is_paused:
        return
    if on.state.pauses >= MOST_PAUSES:
        raise TooManyPauses
    on.add(events.ClockPaused(reason="candidate"))


def _resume(on: Unfolding) -> None:
    if on.state.is_paused:
        on.add(events.ClockResumed(reason="candidate"))


def say_for_staff(on: Unfolding, plan: Plan, spoken: events.StaffIntervened) -> None:
    """Put the words of a person of staff; what the candidate answers belongs to the open question."""
    _require_talk(on)
    thread = on.state.thread
    on.add(
        events.TurnCompleted(
            turn=len(on.state.turns) + 1,
            role="agent",
            kind="remark" if thread is None else "follow_up",
            text=spoken.text,
            question_id=None if thread is None else thread.question_id,
            said_by="staff",
            staff_id=spoken.user_id,
        )
    )


def carry_on(on: Unfolding, plan: Plan) -> None:
    """Let the interviewer make its next move."""
    move = next_move(on.state, plan, on.now)
    match move:
        case Probe():
            _note(on, move.weighed, is_asked=True)
            _probe(on, move)
        case Ask():
            _note(on, move.weighed, is_asked=False)
            _leave_out(on, move)
            _ask(on, move)
        case Close():
            _note(on, move.weighed, is_asked=False)
            _leave_out(on, move)
            end(on, plan, "all_asked")
        case _:
            pass


def _probe(on: Unfolding, move: Probe) -> None:
    on.add(
        events.TurnCompleted(
            turn=len(on.state.turns) + 1,
            role="agent",
            kind="follow_up",
            text=move.wording.text,
            question_id=move.weighed.question_id,
            parent_turn=move.weighed.turn,
            reason=move.weighed.reason,
            variant=move.wording.variant,
        )
    )


def _ask(on: Unfolding, move: Ask) -> None:
    on.add(
        events.TurnCompleted(
            turn=len(on.state.turns) + 1,
            role="agent",
            kind="question",
            text=move.wording.text,
            question_id=move.question.id,
            variant=move.wording.variant,
            suggested_s=move.suggested_s,
        )
    )


def _note(on: Unfolding, weighed: Weighed | None, *, is_asked: bool) -> None:
    if weighed is None:
        return
    on.add(
        events.FollowupChosen(
            turn=weighed.turn,
            question_id=weighed.question_id,
            reason=weighed.reason,
            is_asked=is_asked,
            slot=weighed.slot,
            value=weighed.value,
            by=RULES,
            passed_over=weighed.passed_over,
        )
    )


def _leave_out(on: Unfolding, move: Ask | Close) -> None:
    for question_id in move.covered:
        on.add(events.QuestionSkipped(question_id=question_id, by="policy", reason="covered"))
    for question_id in move.hurried:
        on.add(events.QuestionSkipped(question_id=question_id, by="policy", reason="time"))


def _open_turn(on: Unfolding) -> int | None:
    """Return the number of the agent's turn that stands open."""
    for turn in reversed(on.state.turns):
        if turn.kind in ("question", "follow_up"):
            return turn.turn
    return None


def _require_talk(on: Unfolding) -> None:
    if on.state.status != "in_progress":
        raise NotNow
