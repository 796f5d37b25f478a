"""Decisions on candidate input: frames, answers, consent, corrections. Pure; nothing is sent here."""

from __future__ import annotations

from typing import Literal

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer import wording
from vivavoce.live.domain.interviewer.coverage import find_open_turn, get_question
from vivavoce.live.domain.interviewer.followup_policy import open_question_text
from vivavoce.live.domain.interviewer.interview_flow import (
    InterviewNotInProgressError,
    cancel_model_request,
    end_interview,
    make_next_move,
    open_question_turn,
)
from vivavoce.live.domain.interviewer.pauses import pause_clock, resume_clock
from vivavoce.live.domain.interviewer.question_similarity import find_planned_questions
from vivavoce.live.domain.interviewer.request_handling import (
    MAX_REPEATS,
    TooManyRepeatsError,
    answer_request_before_consent,
    repeat_question,
    require_question,
    respond_to_utterance,
    skip_question,
)
from vivavoce.live.domain.interviewer.short_replies import parse_consent, read_offered_words
from vivavoce.live.domain.interviewer.utterance_reading import (
    interpret_utterance,
    reinterpret_turn,
)
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.turns import determine_turn_kind
from vivavoce.live.domain.wire import client_frames as said


class ConsentRequiredError(ConflictError):
    """Please answer the question about consent first: yes or no."""

    code = "consent_required"


class AnswerNotDraftError(ConflictError):
    """Only your own spoken answer that is still an unchecked draft can be corrected."""

    code = "answer_not_correctable"


def apply_client_frame(
    pending: PendingEvents, plan: InterviewPlan, frame: said.ClientFrame
) -> events.TurnCompleted | None:
    """Apply a client frame; for a message that was already received, return its turn, else None.

    Raises a ``ConflictError`` when the session's state does not allow it; then nothing was added.
    """
    match frame:
        case said.TextFrame():
            return _apply_text(pending, plan, frame)
        case said.ConsentFrame():
            apply_consent(pending, plan, accepted=frame.accepted, method="frame")
        case (
            said.ControlFrame.REPEAT
            | said.ControlFrame.SKIP
            | said.ControlFrame.PAUSE
            | said.ControlFrame.RESUME
        ):
            _require_in_progress(pending)
            _cancel_model_request(
                pending, plan, should_continue=frame is not said.ControlFrame.SKIP
            )
            _apply_control(pending, plan, frame)
        case said.ControlFrame.END:
            end_interview(pending, plan, "candidate_ended")
        case said.CorrectionFrame():
            _correct_draft(pending, plan, frame)
        case _:
            _apply_preference(pending, frame)
    return None


def _apply_preference(pending: PendingEvents, frame: said.ClientFrame) -> None:
    """Apply the client's endpointing mode; reject any mode other than text; ignore all other frames."""
    if isinstance(frame, said.EndpointingModeFrame) and frame.mode != pending.state.pace:
        pending.add(events.EndpointingModeChanged(endpointing_mode=frame.mode))
    if isinstance(frame, said.HelloFrame) and frame.mode != "text":
        raise said.ModeNotSupportedError


def _apply_control(
    pending: PendingEvents,
    plan: InterviewPlan,
    frame: Literal[
        said.ControlFrame.REPEAT,
        said.ControlFrame.SKIP,
        said.ControlFrame.PAUSE,
        said.ControlFrame.RESUME,
    ],
) -> None:
    match frame:
        case said.ControlFrame.REPEAT:
            repeat_question(pending, plan)
        case said.ControlFrame.SKIP:
            skip_question(pending, plan)
        case said.ControlFrame.PAUSE:
            pause_clock(pending)
        case said.ControlFrame.RESUME:
            resume_clock(pending)
            make_next_move(pending, plan)  # an answer may still need a reply


def open_interview(pending: PendingEvents, plan: InterviewPlan) -> None:
    """Request consent if it is needed and missing, else start the interview."""
    created = pending.state.created
    if created.needs_consent and not pending.state.has_consent:
        pending.add(
            events.ConsentRequested(text=created.consent_text, text_version=created.consent_version)
        )
    else:
        _start_interview(pending, plan)


def _start_interview(pending: PendingEvents, plan: InterviewPlan) -> None:
    pending.add(
        events.InterviewClockStarted(),
        events.TurnCompleted(
            turn=len(pending.state.turns) + 1,
            role="agent",
            kind="greeting",
            text=wording.greeting_text(plan, minutes=pending.state.created.time_limit_s // 60),
        ),
    )
    make_next_move(pending, plan)


def apply_consent(
    pending: PendingEvents,
    plan: InterviewPlan,
    *,
    accepted: bool,
    method: Literal["frame", "typed", "voice", "dtmf"],
) -> None:
    """Apply the consent answer: start the interview, or cancel the session.

    Raises ``InterviewNotInProgressError`` when no consent request is open.
    """
    if pending.state.status == "in_progress" and accepted and pending.state.has_consent:
        return
    if pending.state.status != "consent_pending":
        raise InterviewNotInProgressError("The consent question is not open.")
    version = pending.state.created.consent_version
    if accepted:
        pending.add(events.ConsentGranted(text_version=version, method=method))
        _start_interview(pending, plan)
    else:
        pending.add(
            events.ConsentDeclined(text_version=version, method=method),
            events.SessionCancelled(reason="consent_declined"),
        )


def _apply_text(
    pending: PendingEvents, plan: InterviewPlan, frame: said.TextFrame
) -> events.TurnCompleted | None:
    if pending.state.status == "consent_pending":
        words = read_offered_words(frame.text, pending.state.created.spoken_language)
        agreed = parse_consent(words)
        if agreed is not None:
            apply_consent(pending, plan, accepted=agreed, method="typed")
        elif not answer_request_before_consent(pending, plan, words):
            raise ConsentRequiredError
        return None
    if frame.client_message_id is not None:
        known = pending.state.find_turn_by_message_id(frame.client_message_id)
        if known is not None:
            return known
    _require_in_progress(pending)
    receive_candidate_utterance(
        pending, plan, frame.text, client_message_id=frame.client_message_id
    )
    return None


def receive_candidate_utterance(
    pending: PendingEvents,
    plan: InterviewPlan,
    text: str,
    *,
    client_message_id: str | None = None,
    is_draft: bool = False,
) -> None:
    """Record ``text`` as the candidate's reply to the open question, and respond to it.

    Raises ``InterviewNotInProgressError`` before the first question, and ``TooManyRepeatsError``.
    """
    progress = require_question(pending)
    question = _open_question_id(pending) or progress.question_id
    asked = open_question_text(pending.state, plan)
    understood = interpret_utterance(
        text, pending.state, get_question(plan, question), plan, open_question=asked
    )
    if understood.intent == "asks_again" and progress.repeats >= MAX_REPEATS:
        raise TooManyRepeatsError
    cancel_model_request(pending)
    if understood.intent != "makes_request":
        resume_clock(pending)
    pending.add(
        events.TurnCompleted(
            turn=len(pending.state.turns) + 1,
            role="candidate",
            kind=determine_turn_kind(understood.intent),
            text=text,
            question_id=question,
            parent_turn=open_question_turn(pending.state),
            client_message_id=client_message_id,
            intent=understood.intent,
            acts=understood.acts,
            elements=understood.elements,
            answer_end=understood.answer_end,
            is_draft=is_draft,
        )
    )
    respond_to_utterance(pending, plan, understood)


def apply_staff_message(
    pending: PendingEvents, plan: InterviewPlan, intervention: events.StaffIntervened
) -> None:
    """Add a staff member's message as an agent turn; the candidate's reply belongs to the open question.

    If the message asks a planned question, that question becomes the open one and is not asked again.
    Raises ``InterviewNotInProgressError``.
    """
    _require_in_progress(pending)
    thread = pending.state.current_question
    put, *others = find_planned_questions(intervention.text, pending.state, plan) or (None,)
    open_id = None if thread is None else thread.question_id
    pending.add(
        events.TurnCompleted(
            turn=len(pending.state.turns) + 1,
            role="agent",
            kind="question" if put else "remark" if thread is None else "follow_up",
            text=intervention.text,
            question_id=put.id if put else open_id,
            parent_turn=None if put else _latest_answer(pending),
            speaker="staff",
            staff_id=intervention.user_id,
        )
    )
    for other in filter(None, others):
        pending.add(
            events.QuestionSkipped(question_id=other.id, skipped_by="policy", reason="covered")
        )


def _latest_answer(pending: PendingEvents) -> int | None:
    """Return the turn number of the latest answer, or None."""
    return next(
        (turn.turn for turn in reversed(pending.state.counted_turns) if turn.kind == "answer"), None
    )


def _open_question_id(pending: PendingEvents) -> str | None:
    """Return the planned question of the open turn; a follow-up may be about an earlier question."""
    turn = find_open_turn(pending.state)
    return None if turn is None else turn.question_id


def _cancel_model_request(
    pending: PendingEvents, plan: InterviewPlan, *, should_continue: bool
) -> None:
    """Cancel an open model request because of the candidate's command, and continue if asked to."""
    if pending.state.pending_model_request is not None:
        cancel_model_request(pending)
        if should_continue:
            make_next_move(pending, plan, can_compose=False)


def _correct_draft(
    pending: PendingEvents, plan: InterviewPlan, frame: said.CorrectionFrame
) -> None:
    """Replace a draft transcription with the candidate's corrected text."""
    state = pending.state
    if state.status not in ("in_progress", "wrapping_up"):
        raise InterviewNotInProgressError
    turn = state.turns[frame.turn - 1] if 0 < frame.turn <= len(state.turns) else None
    if turn is None or turn.role != "candidate" or not turn.is_draft:
        raise AnswerNotDraftError
    read = reinterpret_turn(turn, frame.text, plan)
    pending.add(
        events.TurnAmended(
            turn=turn.turn,
            reason="checked",
            text=frame.text,
            intent=read.intent,
            acts=read.acts,
            elements=read.elements,
            answer_end=read.answer_end,
        )
    )


def _require_in_progress(pending: PendingEvents) -> None:
    if pending.state.status != "in_progress":
        raise InterviewNotInProgressError
