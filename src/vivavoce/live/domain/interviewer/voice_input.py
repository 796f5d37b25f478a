"""Decisions on voice input: answers, continued answers, late transcripts, telephone keys. Pure."""

from __future__ import annotations

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.voice import CandidateUtterance, ExpectedAnswer
from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer import conversation
from vivavoce.live.domain.interviewer.conversation import ConsentRequiredError
from vivavoce.live.domain.interviewer.coverage import get_question
from vivavoce.live.domain.interviewer.followup_policy import open_question_text
from vivavoce.live.domain.interviewer.interview_flow import (
    InterviewNotInProgressError,
    cancel_model_request,
    end_interview,
    end_reason_of,
    finish_session,
    open_question_turn,
)
from vivavoce.live.domain.interviewer.pauses import resume_clock
from vivavoce.live.domain.interviewer.request_handling import (
    answer_request_before_consent,
    resolve_end_confirmation,
    respond_to_utterance,
)
from vivavoce.live.domain.interviewer.short_replies import (
    is_resume_request,
    parse_consent,
    read_offered_words,
)
from vivavoce.live.domain.interviewer.speech_updates import (
    find_unheard_question,
    is_plausible_repeat_or_skip,
)
from vivavoce.live.domain.interviewer.utterance_reading import (
    interpret_utterance,
    is_request,
    reinterpret_turn,
)
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.speech_state import clean_text
from vivavoce.live.domain.wire import client_frames as said

MAX_ANSWER_BYTES = said.MAX_TEXT_BYTES
"""Maximum size of a spoken answer, the same as of a typed one."""
_CONSENT_KEYS = {"1": True, "2": False}
_REVOCABLE_END_REASONS = ("all_asked", "time")
"""End reasons that the candidate did not ask for; if the candidate is still speaking, they are undone."""


class InterviewPausedError(ConflictError):
    """The interview is paused. When you are ready, say: go on."""

    code = "paused_now"


def apply_speech(pending: PendingEvents, plan: InterviewPlan, speech: CandidateUtterance) -> None:
    """Apply the candidate's speech, as a new utterance or as the continuation of an earlier one.

    Raises a ``ConflictError`` when the session's state does not allow it; then nothing was added.
    """
    words = clean_text(speech.text)
    if not words:
        return
    state = pending.state
    if state.status == "consent_pending":
        _apply_spoken_consent(pending, plan, words)
        return
    if state.status not in ("in_progress", "wrapping_up"):
        raise InterviewNotInProgressError
    if (
        state.status == "in_progress"
        and not speech.is_continuation
        and _is_request(state, plan, words)
    ):
        _record_speech(pending, speech, len(state.turns) + 1)
        conversation.receive_candidate_utterance(pending, plan, words, is_draft=speech.is_draft)
        return
    if speech.is_aside and state.status == "in_progress":
        _record_unheard_remark(
            pending, speech, words, question=open_question_turn(state) or 0, is_said_again=False
        )
        return
    _assign_speech(pending, plan, speech, words)


def _apply_spoken_consent(pending: PendingEvents, plan: InterviewPlan, words: str) -> None:
    words = read_offered_words(words, pending.state.created.spoken_language)
    agreed = parse_consent(words)
    if agreed is not None or not answer_request_before_consent(pending, plan, words):
        _record_consent(pending, plan, agreed, "voice")


def _assign_speech(
    pending: PendingEvents, plan: InterviewPlan, speech: CandidateUtterance, words: str
) -> None:
    """Assign speech to the latest answer, to an earlier one, or to a new one."""
    state = pending.state
    late = _find_turn_of_late_speech(state, speech)
    # While a model is working there is no reply yet, so the speech continues the same answer.
    goes_on = speech.is_continuation or state.pending_model_request is not None
    if goes_on and _can_extend_answer(state, words):
        _extend_answer(pending, plan, speech, words)
    elif late is not None:
        _append_late_speech(pending, plan, speech, late, words)
    elif state.is_paused:
        raise InterviewPausedError
    elif state.status == "wrapping_up":
        _record_remark_after_closing(pending, plan, speech, words)
    elif not _handle_unheard_question(pending, plan, speech, words):
        _record_speech(pending, speech, len(state.turns) + 1)
        conversation.receive_candidate_utterance(pending, plan, words, is_draft=speech.is_draft)


def apply_dtmf(pending: PendingEvents, plan: InterviewPlan, key: str) -> None:
    """Apply a telephone key: consent or end confirmation (1, 2), repeat (*), pause or resume (5), skip (7).

    Raises a ``ConflictError`` when the session's state does not allow it.
    """
    status = pending.state.status
    if status == "consent_pending":
        _record_consent(pending, plan, _CONSENT_KEYS.get(key), "dtmf")
    elif (
        status == "in_progress" and pending.state.is_end_confirmation_open and key in _CONSENT_KEYS
    ):
        resolve_end_confirmation(pending, plan, wants_to_end=_CONSENT_KEYS[key])
    elif status == "in_progress":
        frame = _frame_for_key(pending.state, key)
        if frame is not None:
            conversation.apply_client_frame(pending, plan, frame)


def can_transcribe(state: Session) -> bool:
    """Whether the candidate's audio may be sent to an STT engine now: never before consent.

    The exception is a telephone caller during the consent request, who can only answer aloud. In a pause
    only the request to resume is acted on, and nothing else is stored.
    """
    if state.status == "consent_pending":
        return state.is_on_phone
    return state.status in ("in_progress", "wrapping_up")


def can_record(state: Session) -> bool:
    """Whether the candidate's audio may be recorded now: only in the interview, and never in a pause."""
    return state.status in ("in_progress", "wrapping_up") and not state.is_paused


def get_expected_answer_kind(state: Session) -> ExpectedAnswer:
    """Return the kind of answer that the STT engine should expect now."""
    return "yes_or_no" if state.status == "consent_pending" else "anything"


def _frame_for_key(state: Session, key: str) -> said.ClientFrame | None:
    match key:
        case "*":
            return said.ControlFrame.REPEAT
        case "5":
            return said.ControlFrame.RESUME if state.is_paused else said.ControlFrame.PAUSE
        case "7":
            return said.ControlFrame.SKIP
        case _:
            return None


def _record_consent(
    pending: PendingEvents,
    plan: InterviewPlan,
    agreed: bool | None,
    method: events.SpokenConsentMethod,
) -> None:
    if agreed is None:
        raise ConsentRequiredError
    conversation.apply_consent(pending, plan, accepted=agreed, method=method)


def _is_request(state: Session, plan: InterviewPlan, words: str) -> bool:
    """Whether words are a request to the interviewer without an answer in it."""
    words = read_offered_words(words, state.created.spoken_language)
    if state.is_paused and is_resume_request(words):
        return True
    progress = state.current_question
    kind = None if progress is None else get_question(plan, progress.question_id).kind
    return is_request(words, open_question_text(state, plan), kind, state.created.spoken_language)


# -- assigning speech to turns -----------------------------------------------------------------


def _can_extend_answer(state: Session, words: str) -> bool:
    """Whether the latest answer can be reopened and extended with ``words``."""
    before = state.state_before_answer
    if before is None:
        return False
    place = len(before.turns)
    is_ours = all(
        turn.role == "agent" and turn.speaker == "interviewer" for turn in state.turns[place + 1 :]
    )
    last = state.last_turn
    if state.status == "wrapping_up" and (
        last is None or last.end_reason not in _REVOCABLE_END_REASONS
    ):
        return False
    return (
        is_ours and state.taken_over_by is None and _fits_size_limit(state.turns[place].text, words)
    )


def _find_turn_of_late_speech(
    state: Session, speech: CandidateUtterance
) -> events.TurnCompleted | None:
    """Return the earlier turn that late speech belongs to, or None if it belongs to the open question."""
    is_older = 0 < speech.after_turn < (open_question_turn(state) or 0)
    if not (speech.is_late or is_older):
        return None
    after = [
        turn
        for turn in state.counted_turns
        if turn.role == "candidate" and turn.turn > speech.after_turn
    ]
    meant = [turn for turn in after if turn.parent_turn == speech.after_turn] or after[:1]
    return (
        meant[-1] if meant and _fits_size_limit(meant[-1].text, clean_text(speech.text)) else None
    )


def _extend_answer(
    pending: PendingEvents, plan: InterviewPlan, speech: CandidateUtterance, words: str
) -> None:
    before = pending.state.state_before_answer
    assert before is not None  # noqa: S101 - checked by _can_extend_answer
    turn = pending.state.turns[len(before.turns)]
    text = _join_text(turn.text, words)
    cancel_model_request(pending)
    if pending.state.is_paused:
        resume_clock(pending)
    is_time_up = pending.state.status == "wrapping_up" and end_reason_of(pending.state) == "time"
    question = turn.question_id or ""
    asked = open_question_text(before, plan)
    is_new = turn.intent != "makes_request"
    understood = interpret_utterance(
        text,
        before,
        get_question(plan, question),
        plan,
        open_question=asked,
        said_before=turn.text if is_new else "",
    )
    _record_speech(pending, speech, turn.turn)
    pending.add(
        events.TurnAmended(
            turn=turn.turn,
            reason="went_on",
            text=text,
            intent=understood.intent,
            acts=understood.acts,
            elements=understood.elements,
            answer_end=understood.answer_end,
            dropped=tuple(dropped_turn.turn for dropped_turn in pending.state.turns[turn.turn :]),
            is_draft=turn.is_draft or speech.is_draft,
        )
    )
    if is_time_up:
        end_interview(pending, plan, "time")
    else:
        respond_to_utterance(pending, plan, understood)


def _append_late_speech(
    pending: PendingEvents,
    plan: InterviewPlan,
    speech: CandidateUtterance,
    turn: events.TurnCompleted,
    words: str,
) -> None:
    text = _join_text(turn.text, words)
    read = reinterpret_turn(turn, text, plan)
    _record_speech(pending, speech, turn.turn)
    pending.add(
        events.TurnAmended(
            turn=turn.turn,
            reason="late",
            text=text,
            intent=read.intent,
            acts=read.acts,
            elements=read.elements,
            answer_end=read.answer_end,
            is_draft=turn.is_draft or speech.is_draft,
        )
    )
    unheard = find_unheard_question(pending.state, plan, speech)
    if unheard is not None and pending.state.status == "in_progress":
        pending.add(events.QuestionNotHeard(turn=unheard.turn, remark_turn=None, is_repeated=True))


def _handle_unheard_question(
    pending: PendingEvents, plan: InterviewPlan, speech: CandidateUtterance, words: str
) -> bool:
    """Record speech that came before the question was heard; return False if it does not apply."""
    if speech.is_late and any(
        turn.role == "candidate" and turn.is_dropped
        for turn in pending.state.turns[speech.after_turn :]
    ):  # the rest of speech that was dropped before
        _record_unheard_remark(
            pending,
            speech,
            words,
            question=open_question_turn(pending.state) or 0,
            is_said_again=False,
        )
        return True
    unheard = find_unheard_question(pending.state, plan, speech)
    if unheard is None or is_plausible_repeat_or_skip(pending.state, words, unheard):
        return False
    _record_unheard_remark(pending, speech, words, question=unheard.turn, is_said_again=True)
    return True


def _record_unheard_remark(
    pending: PendingEvents,
    speech: CandidateUtterance,
    words: str,
    *,
    question: int,
    is_said_again: bool,
) -> None:
    """Record speech from before a question was heard as a remark; it is not an answer and not assessed."""
    turn = len(pending.state.turns) + 1
    resume_clock(pending)
    _record_speech(pending, speech, turn)
    pending.add(
        events.TurnCompleted(
            turn=turn, role="candidate", kind="remark", text=words, is_draft=speech.is_draft
        ),
        events.QuestionNotHeard(turn=question, remark_turn=turn, is_repeated=is_said_again),
    )


def _record_remark_after_closing(
    pending: PendingEvents, plan: InterviewPlan, speech: CandidateUtterance, words: str
) -> None:
    """Record speech after the closing turn as a remark, and end the session if the closing was played."""
    turn = len(pending.state.turns) + 1
    _record_speech(pending, speech, turn)
    pending.add(
        events.TurnCompleted(
            turn=turn, role="candidate", kind="remark", text=words, is_draft=speech.is_draft
        )
    )
    closing = next((turn.turn for turn in pending.state.counted_turns if turn.kind == "closing"), 0)
    if pending.state.speech.playback_of(closing) is not None:
        finish_session(pending, plan)


def _record_speech(pending: PendingEvents, speech: CandidateUtterance, turn: int) -> None:
    pending.add(
        events.SpeechStarted(
            turn=turn, offset_ms=speech.start_ms, connection_id=speech.connection_id
        ),
        events.SpeechEnded(turn=turn, offset_ms=speech.end_ms),
    )
    for segment, piece in enumerate(speech.segments, start=1):
        pending.add(
            events.SpeechRecognized(
                turn=turn,
                segment=segment,
                text=clean_text(piece.text),
                start_ms=piece.start_ms,
                end_ms=piece.end_ms,
                engine=piece.engine,
                model=piece.model,
                latency_ms=piece.latency_ms,
                confidence=piece.confidence,
                is_draft=speech.is_draft,
            )
        )


def _join_text(first: str, rest: str) -> str:
    return f"{first.rstrip()} {rest}"


def _fits_size_limit(first: str, rest: str) -> bool:
    return len(_join_text(first, rest).encode("utf-8", "replace")) <= MAX_ANSWER_BYTES
