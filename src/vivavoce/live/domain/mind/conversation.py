"""Decisions: what a join, a word, a drop or a request makes happen. Pure; nothing is sent here."""

from __future__ import annotations

from typing import Literal

from vivavoce.contracts.plan import Plan
from vivavoce.kernel.errors import Refused
from vivavoce.live.domain import events
from vivavoce.live.domain.mind import wording
from vivavoce.live.domain.mind.coverage import question_of
from vivavoce.live.domain.mind.director import open_text
from vivavoce.live.domain.mind.interviewer import carry_on, end, stop_thinking
from vivavoce.live.domain.mind.pausing import pause, resume
from vivavoce.live.domain.mind.reading import read, read_consent
from vivavoce.live.domain.mind.request_handling import (
    Understood,
    oblige,
    reply_before_consent,
    understand,
)
from vivavoce.live.domain.mind.requests import read_candidate_request
from vivavoce.live.domain.mind.staff_questions import planned_in
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.turns import kind_of
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.domain.wire import client_frames as said

MOST_REPEATS = 5


class NotNow(Refused):
    """The interview is not at a point where this is possible."""

    code = "session_not_in_progress"


class ConsentFirst(Refused):
    """Please answer the question about consent first: yes or no."""

    code = "consent_required"


class TooManyRepeats(Refused):
    """This question was repeated often enough; answer it, or leave it out."""

    code = "too_many_repeats"


class NotADraft(Refused):
    """Only your own answer that was written down from your voice, and not checked yet, can be corrected."""

    code = "answer_not_a_draft"


def hear(on: Unfolding, plan: Plan, frame: said.ClientFrame) -> events.TurnCompleted | None:
    """Take in what the client said; return the turn that a repeated message became before.

    Raises a ``Refused`` when the moment does not allow it; then nothing was added.
    """
    match frame:
        case said.Text():
            return _hear_text(on, plan, frame)
        case said.Consent():
            settle_consent(on, plan, accepted=frame.accepted, method="frame")
        case said.Repeat() | said.Skip() | said.Pause() | said.Resume():
            _require_talk(on)
            _stop_waiting(on, plan, goes_on=not isinstance(frame, said.Skip))
            _do(on, plan, frame)
        case said.End():
            end(on, plan, "candidate_ended")
        case said.Correct():
            _correct(on, plan, frame)
        case _:
            _note_wish(on, frame)
    return None


def _note_wish(on: Unfolding, frame: said.ClientFrame) -> None:
    """Take in how the client wants to talk; the rest needs no decision."""
    if isinstance(frame, said.SetPace) and frame.pace != on.state.pace:
        on.add(events.PaceChanged(pace=frame.pace))
    if isinstance(frame, said.Hello) and frame.mode != "text":
        raise said.ModeNotTaken


def _do(
    on: Unfolding, plan: Plan, wish: said.Repeat | said.Skip | said.Pause | said.Resume
) -> None:
    match wish:
        case said.Repeat():
            _repeat(on, plan)
        case said.Skip():
            _skip(on, plan)
        case said.Pause():
            pause(on)
        case said.Resume():
            resume(on)
            carry_on(on, plan)  # an answer may wait for its reply


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


def settle_consent(
    on: Unfolding,
    plan: Plan,
    *,
    accepted: bool,
    method: Literal["frame", "typed", "voice", "dtmf"],
) -> None:
    """Take in whether the candidate agrees: begin, or end where nothing was kept."""
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
        if agreed is not None:
            settle_consent(on, plan, accepted=agreed, method="typed")
        elif not reply_before_consent(on, frame.text):
            raise ConsentFirst
        return None
    if frame.client_message_id is not None:
        known = on.state.turn_of_message(frame.client_message_id)
        if known is not None:
            return known
    _require_talk(on)
    answer(on, plan, frame.text, client_message_id=frame.client_message_id)
    return None


def answer(
    on: Unfolding,
    plan: Plan,
    text: str,
    *,
    client_message_id: str | None = None,
    is_draft: bool = False,
) -> None:
    """Take ``text`` as what the candidate says to the open question, and let the talk go on."""
    thread = on.state.thread
    if thread is None:
        raise NotNow("No question was put yet.")
    question = _asked_about(on) or thread.question_id
    asked = open_text(on.state, plan)
    understood = understand(text, on.state, question_of(plan, question), plan, asked=asked)
    if understood.reading == "asks_again" and thread.repeats >= MOST_REPEATS:
        raise TooManyRepeats
    stop_thinking(on)
    if understood.reading != "makes_request":
        resume(on)
    on.add(
        events.TurnCompleted(
            turn=len(on.state.turns) + 1,
            role="candidate",
            kind=kind_of(understood.reading),
            text=text,
            question_id=question,
            parent_turn=open_turn(on.state),
            client_message_id=client_message_id,
            reading=understood.reading,
            found=understood.found,
            answer_end=understood.answer_end,
            is_draft=is_draft,
        )
    )
    react(on, plan, understood)


def react(on: Unfolding, plan: Plan, understood: Understood) -> None:
    """Do what the candidate's words ask for, or make the interviewer's next move."""
    if understood.request is not None or understood.settles is not None:
        oblige(on, plan, understood)
    elif understood.reading == "asks_again":
        _repeat(on, plan)
    elif understood.reading == "wants_to_skip":
        _skip(on, plan)
    else:
        carry_on(on, plan)


def _repeat(on: Unfolding, plan: Plan) -> None:
    thread = on.state.thread
    if thread is None:
        raise NotNow("No question was put yet.")
    if thread.repeats >= MOST_REPEATS:
        raise TooManyRepeats
    resume(on)
    turn = len(on.state.turns) + 1
    words = wording.repeat(
        open_text(on.state, plan),
        session_id=on.state.created.session_id,
        turn=len(on.state.counted) + 1,
    )
    on.add(
        events.QuestionRepeated(question_id=thread.question_id),
        events.TurnCompleted(
            turn=turn,
            role="agent",
            kind="repeat",
            text=words.text,
            question_id=thread.question_id,
            parent_turn=open_turn(on.state),
            variant=words.variant,
        ),
    )


def _skip(on: Unfolding, plan: Plan) -> None:
    thread = on.state.thread
    if thread is None:
        raise NotNow("No question was put yet.")
    resume(on)
    on.add(events.QuestionSkipped(question_id=thread.question_id, by="candidate", reason="asked"))
    carry_on(on, plan)


def say_for_staff(on: Unfolding, plan: Plan, spoken: events.StaffIntervened) -> None:
    """Put the words of a person of staff; what the candidate answers belongs to the open question.

    Where the words put a planned question, that one is open from now on and is not put again.
    """
    _require_talk(on)
    thread = on.state.thread
    put, *others = planned_in(spoken.text, on.state, plan) or (None,)
    open_id = None if thread is None else thread.question_id
    on.add(
        events.TurnCompleted(
            turn=len(on.state.turns) + 1,
            role="agent",
            kind="question" if put else "remark" if thread is None else "follow_up",
            text=spoken.text,
            question_id=put.id if put else open_id,
            parent_turn=None if put else _latest_answer(on),
            said_by="staff",
            staff_id=spoken.user_id,
        )
    )
    for other in filter(None, others):
        on.add(events.QuestionSkipped(question_id=other.id, by="policy", reason="covered"))


def _latest_answer(on: Unfolding) -> int | None:
    """Return the number of the latest answer."""
    return next((turn.turn for turn in reversed(on.state.counted) if turn.kind == "answer"), None)


def open_turn(state: Session) -> int | None:
    """Return the number of the agent's turn that stands open."""
    for turn in reversed(state.counted):
        if turn.kind in ("question", "follow_up"):
            return turn.turn
    return None


def _asked_about(on: Unfolding) -> str | None:
    """Return the planned question that stands open: a further question may be about an earlier one."""
    turn = open_turn(on.state)
    return None if turn is None else on.state.turns[turn - 1].question_id


def _stop_waiting(on: Unfolding, plan: Plan, *, goes_on: bool) -> None:
    """The candidate wants something while a model is asked: nobody waits for it any more."""
    if on.state.thinking is not None:
        stop_thinking(on)
        if goes_on:
            carry_on(on, plan, may_think=False)


def _correct(on: Unfolding, plan: Plan, frame: said.Correct) -> None:
    """Put the candidate's own words where a recogniser wrote down what it could."""
    state = on.state
    if state.status not in ("in_progress", "wrapping_up"):
        raise NotNow
    turn = state.turns[frame.turn - 1] if 0 < frame.turn <= len(state.turns) else None
    if turn is None or turn.role != "candidate" or not turn.is_draft:
        raise NotADraft
    read = read_again(turn, frame.text, plan)
    on.add(
        events.TurnAmended(
            turn=turn.turn,
            reason="checked",
            text=frame.text,
            reading=read.reading,
            found=read.found,
            answer_end=read.answer_end,
        )
    )


def read_again(turn: events.TurnCompleted, text: str, plan: Plan) -> Understood:
    """Return how ``text`` reads where the words of ``turn`` stand; an answer stays one."""
    if turn.question_id is None:
        return Understood(turn.reading or "answer")
    reading, found = read(text, question_of(plan, turn.question_id), plan)
    request = read_candidate_request(text)
    return Understood(
        "answer" if kind_of(reading) != "answer" else reading,
        found,
        answer_end=request.start if request is not None and request.has_answer else None,
    )


def _require_talk(on: Unfolding) -> None:
    if on.state.status != "in_progress":
        raise NotNow
