"""Gathers what a reply to the candidate is made from: facts of the session, and the acts before."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from vivavoce.contracts.plan import InterviewPlan, QuestionKind
from vivavoce.contracts.video import RECORDING_ARTIFACTS
from vivavoce.kernel.translation import translate
from vivavoce.live.domain.events import ReasonCode, TurnCompleted
from vivavoce.live.domain.interviewer.answer_elements import CASE_KINDS, STORY_KINDS
from vivavoce.live.domain.interviewer.coverage import (
    get_question,
    has_time_to_probe,
    max_follow_ups,
)
from vivavoce.live.domain.interviewer.followup_policy import open_question_text
from vivavoce.live.domain.interviewer.pauses import MAX_PAUSE_S, MAX_PAUSES
from vivavoce.live.domain.interviewer.understanding import reply_wordings
from vivavoce.live.domain.interviewer.understanding.rephrasing import rephrase_question
from vivavoce.live.domain.interviewer.understanding.reply_facts import ReplyCounters, ReplyFacts
from vivavoce.live.domain.session import Session

_RESTATEMENTS: tuple[ReasonCode, ...] = ("NO_ANSWER", "OFF_TOPIC")
"""Reasons of follow-ups that only come at the open question in another way."""


def gather_reply_facts(state: Session, plan: InterviewPlan, now: datetime) -> ReplyFacts:
    """Return the facts of this interview at ``now`` that a reply may state."""
    created, facts = state.created, state.created.facts
    can_return = facts is not None and facts.attempts_left > 0
    way_back = facts.return_method if facts is not None and can_return else "none"
    is_way_known = facts is not None and not (can_return and way_back == "none")
    return ReplyFacts(
        open_question=open_question_text(state, plan),
        language=created.spoken_language,
        plainer_question=_plainer_question(state, plan),
        can_probe=_can_probe(state, plan, now),
        asks_for_story=_open_kind(state, plan) in STORY_KINDS,
        gives_case=_open_kind(state, plan) in CASE_KINDS,
        acknowledged_feelings=len(_list_acknowledgments(state)),
        has_acknowledged_feeling=any(
            turn > _open_question_turn(state) for turn in _list_acknowledgments(state)
        ),
        organization=created.company_name,
        minutes_left=round(state.time_remaining(now).total_seconds() / 60),
        questions_left=max(0, created.question_count - state.question_index),
        decided_by=None if facts is None else facts.decided_by,
        result=created.result,
        read_by=None if facts is None else facts.reviewed_by,
        retention_days=None if facts is None else facts.retention_days,
        has_video=state.is_recorded_as(RECORDING_ARTIFACTS["video"]),
        has_voice_recording=state.is_recorded_as(RECORDING_ARTIFACTS["voice"]),
        can_request_person=None if facts is None else facts.can_request_person,
        has_requested_person=state.has_asked_for_person,
        is_paused=state.is_paused,
        pauses_left=MAX_PAUSES - state.pause_count,
        pause_minutes=MAX_PAUSE_S // 60,
        has_answers=bool(state.answered_question_ids),
        way_back=way_back if is_way_known else None,
        is_spoken=state.transport != "text",
        can_write=state.transport in ("text", "voice"),
    )


def count_acts(state: Session) -> ReplyCounters:
    """Return how often each act came in the candidate's turns so far, also since the open question."""
    asked_turn = _open_question_turn(state)
    said = [turn for turn in state.counted_turns if turn.role == "candidate"]
    return ReplyCounters(
        in_interview=Counter(act for turn in said for act in turn.acts if act != "answer"),
        at_question=Counter(
            act for turn in said if turn.turn > asked_turn for act in turn.acts if act != "answer"
        ),
    )


def _can_probe(state: Session, plan: InterviewPlan, now: datetime) -> bool:
    progress = state.current_question
    if progress is None or progress.probes >= max_follow_ups(state):
        return False
    is_answered = any(
        turn.kind == "answer" and turn.intent == "answer"
        for turn in state.counted_turns
        if turn.question_id == progress.question_id
    )
    return not is_answered and has_time_to_probe(state, plan, now)


def _open_kind(state: Session, plan: InterviewPlan) -> QuestionKind | None:
    progress = state.current_question
    return None if progress is None else get_question(plan, progress.question_id).kind


def _list_acknowledgments(state: Session) -> list[int]:
    """Return the turns in which the interviewer acknowledged a loss or a hard memory."""
    wordings = {
        translate(text, state.created.spoken_language)
        for text in (*reply_wordings.LOSS, *reply_wordings.HARD_MEMORY)
    }
    return [turn.turn for turn in state.counted_turns if turn.text in wordings]


def _open_question_turn(state: Session) -> int:
    return 0 if state.current_question is None else state.current_question.asked_turn


def _plainer_question(state: Session, plan: InterviewPlan) -> str | None:
    progress = state.current_question
    if progress is None:
        return None
    follow_up, language = _open_follow_up(state), state.created.spoken_language
    if follow_up is None:
        return rephrase_question(get_question(plan, progress.question_id), language=language)
    is_own = follow_up.speaker == "interviewer" and follow_up.variant is not None
    return rephrase_question(None, follow_up.reason, language=language) if is_own else None


def _open_follow_up(state: Session) -> TurnCompleted | None:
    """Return the follow-up that is open, or None if it is the planned question."""
    for turn in reversed(state.counted_turns):
        if turn.kind == "question":
            return None
        if turn.kind == "follow_up" and turn.reason not in _RESTATEMENTS:
            return turn
    return None
