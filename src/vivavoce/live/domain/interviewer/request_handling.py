"""Handles requests of the candidate and their short replies: each request is carried out or answered.

A request never counts as an answer and never uses up a question. While a staff member is in control, they
answer requests themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain import events
from vivavoce.live.domain.interviewer import replies
from vivavoce.live.domain.interviewer.candidate_requests import (
    detect_candidate_request,
    normalize_words,
)
from vivavoce.live.domain.interviewer.followup_policy import open_question_text
from vivavoce.live.domain.interviewer.interview_flow import end_interview, make_next_move
from vivavoce.live.domain.interviewer.pauses import can_pause, pause_clock, resume_clock
from vivavoce.live.domain.interviewer.utterance_classifier import (
    classify_utterance,
    detect_repeat_or_skip,
)
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session

_YES = frozenset(
    [
        "yes",
        "yeah",
        "yep",
        "yup",
        "sure",
        "definitely",
        "absolutely",
        "correct",
        "right",
        "please",
        "okay",
        "exactly",
        "agreed",
        "one",
    ]
)
_NO = frozenset(["no", "nope", "nah", "not"])
_RESUME = re.compile(
    r"\b(?:go on|going on|carry on|continue|resume|proceed|keep going|go ahead|stay|do not end|do not stop"
    r"|not yet|rather not|i will stay|next question|unpause|back again|am back|i am here|ready|start again"
    r"|let us start|back now|we can start|done waiting|move on)\b"
)
_END = re.compile(r"\b(?:end|stop|finish|quit|leave|goodbye|bye|close|over|enough)\b")
_MAX_REPLY_WORDS = 9


def parse_end_confirmation(text: str) -> bool | None:
    """Return True to end, False to continue, or None if ``text`` is not a reply to the end confirmation."""
    words = normalize_words(text)
    if not 0 < len(words) <= _MAX_REPLY_WORDS:
        return None
    plain = " ".join(words)
    if _RESUME.search(plain):
        return False
    meant = [word for word in words if word in _YES | _NO]
    if words[0] in _NO or (meant and meant[0] in _NO):
        return _END.search(plain) is not None and "not" not in words
    if meant and (words[0] in _YES or _END.search(plain)):
        return True
    if _END.fullmatch(plain):
        return True
    return None


def is_resume_request(text: str) -> bool:
    """Return whether a paused candidate asks to resume."""
    words = normalize_words(text)
    plain = " ".join(words)
    if (
        not words
        or len(words) > _MAX_REPLY_WORDS + 3
        or re.search(r"\bnot (?:\w+ )?(?:ready|go|yet)\b", plain)
    ):
        return False
    return bool(_RESUME.search(plain)) or plain in ("next", "back", "okay", "yes", "here", "done")


_ABOUT_INTERVIEW = re.compile(
    r"\b(?:interview|privacy|machine|computer|robot|ai|worried|uncomfortable|strange|nervous|invitation)\b"
)
"""Text before a request that matches this is about the interview itself, and not an answer."""
MAX_REQUESTS_BEFORE_CONSENT = 20
"""Maximum number of requests that are answered before consent; after that only yes or no is accepted."""


@dataclass(frozen=True, slots=True)
class InterpretedUtterance:
    """The meaning of an utterance; ``answer_end`` is where its answer ends and a request begins."""

    reading: events.UtteranceIntent
    elements: tuple[events.ElementMatch, ...] = ()
    request: events.CandidateRequestKind | None = None
    answer_end: int | None = None
    wants_to_end: bool | None = None
    """The answer to the end confirmation; during a pause, False means to resume."""


def interpret_utterance(
    text: str,
    state: Session,
    question: PlanQuestion,
    plan: InterviewPlan,
    *,
    open_question: str,
    said_before: str = "",
) -> InterpretedUtterance:
    """Return the meaning of ``text`` as a reply to ``question`` in ``state``; requests take precedence.

    ``open_question`` is the text that was asked last. ``said_before`` is the beginning of ``text`` that
    was followed by a silence.
    """
    settled = _read_end_confirmation(text, state)
    if settled is not None:
        return InterpretedUtterance("makes_request", answer_end=0, wants_to_end=settled)
    request = (
        None
        if _is_repeat_or_skip(text)
        else detect_candidate_request(text, said_before=said_before)
    )
    if request is None:
        reading, elements = classify_utterance(text, question, plan, open_question=open_question)
        return InterpretedUtterance(reading, elements)
    if not request.has_answer:
        return InterpretedUtterance("makes_request", request=request.kind, answer_end=0)
    reading, elements = classify_utterance(
        text[: request.start], question, plan, open_question=open_question
    )
    is_about_us = (
        not elements and _ABOUT_INTERVIEW.search(text[: request.start].lower()) is not None
    )
    if is_about_us or reading not in ("answer", "does_not_know"):
        return InterpretedUtterance("makes_request", request=request.kind, answer_end=0)
    return InterpretedUtterance(reading, elements, request.kind, request.start)


def _is_repeat_or_skip(text: str) -> bool:
    """Whether the candidate asks to repeat or skip the question."""
    return detect_repeat_or_skip(text) is not None


def _read_end_confirmation(text: str, state: Session) -> bool | None:
    """Return the answer to an open end confirmation, False for resuming a pause, or None for neither."""
    if state.is_end_confirmation_open:
        request = detect_candidate_request(text)
        if request is not None and request.kind == "end" and not request.has_answer:
            return True
        return parse_end_confirmation(text)
    if state.is_paused and is_resume_request(text):
        return False
    return None


def handle_request(
    pending: PendingEvents, plan: InterviewPlan, interpretation: InterpretedUtterance
) -> None:
    """Carry out the request in the candidate's last turn, and continue the interview.

    While a staff member is in control, the request is only logged.
    """
    if interpretation.wants_to_end is not None:
        resolve_end_confirmation(pending, plan, wants_to_end=interpretation.wants_to_end)
        return
    request = interpretation.request
    assert request is not None  # noqa: S101 - checked by the caller
    request_reply = replies.compose_request_reply(request, pending.state, pending.now)
    pending.add(events.CandidateRequested(request=request, turn=len(pending.state.turns)))
    if pending.state.taken_over_by is not None:
        return
    if request == "end":
        _say_remark(pending, replies.build_end_interview_confirmation(pending.state))
    elif request == "pause":
        _pause_interview(pending, plan)
    else:
        _say_remark(pending, request_reply)
        if not pending.state.is_paused:
            _continue_interview(pending, plan)


def resolve_end_confirmation(
    pending: PendingEvents, plan: InterviewPlan, *, wants_to_end: bool
) -> None:
    """Apply the answer to the end confirmation: end the interview or continue it."""
    if wants_to_end:
        resume_clock(pending, source="request")
        end_interview(pending, plan, "candidate_ended")
        return
    resume_clock(pending, source="request")
    _say_remark(pending, replies.compose_resumption_reply(pending.state))
    _continue_interview(pending, plan)


def answer_request_before_consent(pending: PendingEvents, text: str) -> bool:
    """Answer a request that is made before consent; return whether ``text`` was one and was answered.

    The text is not stored, only the kind of request.
    """
    request = detect_candidate_request(text)
    if request is None or pending.state.requests_before_consent >= MAX_REQUESTS_BEFORE_CONSENT:
        return False
    request_reply = replies.compose_request_reply_before_consent(request.kind, pending.state)
    pending.add(events.CandidateRequested(request=request.kind, reply=request_reply))
    return True


def _pause_interview(pending: PendingEvents, plan: InterviewPlan) -> None:
    if pending.state.is_paused:
        _say_remark(pending, replies.STILL_PAUSED)
    elif can_pause(pending):
        pause_clock(pending, source="request")
        _say_remark(pending, replies.compose_pause_reply(pending.state))
    else:
        _say_remark(pending, replies.compose_no_more_pauses_reply())
        _continue_interview(pending, plan)


def _continue_interview(pending: PendingEvents, plan: InterviewPlan) -> None:
    """Make the next move if an answer still needs a reply; otherwise repeat the open question."""
    before = len(pending.state.turns)
    make_next_move(pending, plan, can_compose=False)
    state = pending.state
    if (
        len(state.turns) > before
        or state.pending_model_request is not None
        or state.status != "in_progress"
    ):
        return
    thread, text = state.current_question, open_question_text(state, plan)
    if thread is None or state.taken_over_by is not None or not text:
        return
    pending.add(
        events.TurnCompleted(
            turn=len(state.turns) + 1,
            role="agent",
            kind="repeat",
            text=replies.compose_repeated_question(text, state),
            question_id=thread.question_id,
        )
    )


def _say_remark(pending: PendingEvents, text: str) -> None:
    pending.add(
        events.TurnCompleted(
            turn=len(pending.state.turns) + 1, role="agent", kind="remark", text=text, answer_end=0
        )
    )
