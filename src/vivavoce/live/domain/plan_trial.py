"""A trial of a plan: the interviewer's own decisions on answers that staff type. Pure; nothing is stored.

A trial has no session: the events of the answers are computed anew from the first one and thrown away. So it
cannot appear in a list, a log, a report or a webhook.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.plan_trial import PlanTrial, TrialTurn
from vivavoce.contracts.profiles import InterviewProfile
from vivavoce.live.domain import events, presence
from vivavoce.live.domain.deadlines import apply_overdue
from vivavoce.live.domain.interviewer import conversation
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.wire import client_frames as said

WORDS_PER_S = 2.2
"""How fast an answer is taken to be spoken: the time of a trial is an estimate."""
_NOBODY = "00000000-0000-0000-0000-000000000000"


def conduct_trial(
    plan: InterviewPlan,
    profile: InterviewProfile,
    answers: Sequence[str | None],
    *,
    position: str,
    company_name: str,
    at: datetime,
) -> PlanTrial:
    """Return what is said up to the last answer; None skips a question. Answers after the end are ignored."""
    limit_s = plan.duration_minutes * 60
    pending = PendingEvents(None, at)
    pending.add(_created(plan, profile, limit_s, position, company_name))
    presence.attach_worker(pending, worker_id="trial", epoch=1, last_heartbeat_at=None)
    presence.connect_candidate(pending, plan, connection_id="trial", last_seq_seen=0)
    log, state, now = list(pending.records), pending.state, at
    for answer in answers:
        if state.is_over:
            break
        now += timedelta(seconds=_seconds_of(answer, state))
        pending = PendingEvents(state, now)
        apply_overdue(pending, plan)
        if not pending.state.is_over:
            frame = said.ControlFrame.SKIP if answer is None else said.TextFrame(answer)
            conversation.apply_client_frame(pending, plan, frame)
        log += pending.records
        state = pending.state
    return PlanTrial(
        turns=_turns([record.event for record in log]),
        is_over=state.is_over,
        asked=len(state.asked_questions),
        used_s=min(limit_s, round((now - at).total_seconds())),
        limit_s=limit_s,
    )


def _created(
    plan: InterviewPlan,
    profile: InterviewProfile,
    limit_s: int,
    position: str,
    company_name: str,
) -> events.SessionCreated:
    return events.SessionCreated(
        session_id=_NOBODY,
        interview_id=_NOBODY,
        run_id="trial",
        profile=profile.name,
        plan_id=_NOBODY,
        plan_version=plan.version,
        language=plan.language,
        attempt=1,
        time_limit_s=limit_s,
        grace_s=profile.reconnect_grace_s,
        max_follow_ups=profile.max_follow_ups,
        question_count=len(plan.questions),
        position=position,
        company_name=company_name,
        needs_consent=False,
        min_answered_share=profile.min_answered_share,
        features=profile.abilities.enabled_names,
        sentences=plan.sentences,
    )


def _seconds_of(answer: str | None, state: Session) -> float:
    """Return how long the last words of the interviewer and this answer take to be spoken."""
    question = "" if state.last_turn is None else state.last_turn.text
    return 2 + (len(question.split()) + len((answer or "").split())) / WORDS_PER_S


def _turns(log: Sequence[events.SessionEvent]) -> tuple[TrialTurn, ...]:
    found, reason = [], None
    for event in log:
        match event:
            case events.FollowupChosen():
                reason = event.reason if event.is_asked else None
            case events.TurnCompleted():
                is_follow_up = event.kind == "follow_up"
                found.append(
                    TrialTurn(
                        role="interviewer" if event.role == "agent" else "candidate",
                        kind=event.kind,
                        text=event.text,
                        question_id=event.question_id,
                        reason=reason if is_follow_up else None,
                    )
                )
                reason = None if is_follow_up else reason
            case _:
                pass
    return tuple(found)
