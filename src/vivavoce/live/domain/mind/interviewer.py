"""What the interviewer does when it has the word: it asks, asks further, thinks, and ends. Pure."""

from __future__ import annotations

from typing import Literal

from vivavoce.contracts.plan import Plan
from vivavoce.live.domain import events
from vivavoce.live.domain.mind import wording
from vivavoce.live.domain.mind.chooser import choose
from vivavoce.live.domain.mind.director import Ask, Close, Move, Probe, Weighed, next_move
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.unfolding import Unfolding

MOST_IN_VAIN = 2
"""After so many failures in a row the model is not asked again in this talk."""
_COMPOSED = frozenset({"OWNERSHIP", "RESULT", "MEASURE", "REASON", "SPECIFICS", "DEPTH"})


def carry_on(on: Unfolding, plan: Plan, *, may_think: bool = True) -> None:
    """Let the interviewer make its next move, or think about the words of it first."""
    move = choose(on.state, plan, on.now, next_move(on.state, plan, on.now))
    if may_think and on.has_composer and _is_worth_thinking(on, move):
        on.add(events.ModelAsked(purpose="compose", turn=len(on.state.turns)))
        return
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
            parent_turn=move.weighed.about or move.weighed.turn,
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
            by=weighed.by,
            passed_over=weighed.passed_over,
            proposal_id=weighed.proposal_id,
            outbid=weighed.outbid,
        )
    )


def _leave_out(on: Unfolding, move: Ask | Close) -> None:
    for question_id in move.covered:
        on.add(events.QuestionSkipped(question_id=question_id, by="policy", reason="covered"))
    for question_id in move.hurried:
        on.add(events.QuestionSkipped(question_id=question_id, by="policy", reason="time"))


def end(on: Unfolding, plan: Plan, reason: events.Ends) -> None:
    """Say goodbye and end; who listens to it is let hear it first."""
    if on.state.is_over:
        return
    if on.state.status == "wrapping_up":
        conclude(on, plan)
        return
    stop_thinking(on)
    if on.state.status != "in_progress":
        on.add(events.SessionAbandoned(reason="no_answers", is_technical=False))
        return
    on.add(
        events.TurnCompleted(
            turn=len(on.state.turns) + 1,
            role="agent",
            kind="closing",
            text=wording.closing(plan, reason),
            ends=reason,
        )
    )
    if on.state.leg_id is None or on.state.transport == "text":
        conclude(on, plan)


def conclude(on: Unfolding, plan: Plan) -> None:
    """End after the goodbye; without one answer there is nothing to assess."""
    if on.state.answered:
        on.add(completed(on, plan, ended_by(on.state) or "time"))
    else:
        on.add(events.SessionAbandoned(reason="no_answers", is_technical=False))


def ended_by(state: Session) -> events.Ends | None:
    """Return why the goodbye was said, or None before it."""
    last = next((turn for turn in reversed(state.counted) if turn.kind == "closing"), None)
    return None if last is None else last.ends


def completed(
    on: Unfolding, plan: Plan, reason: events.Ends | Literal["connection_lost"]
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


def stop_thinking(on: Unfolding) -> None:
    """Go on without what a model was asked for, if it was."""
    asked = on.state.thinking
    if asked is not None and on.state.status in ("in_progress", "reconnecting"):
        on.add(events.ModelFailed(purpose="compose", turn=asked.turn, reason="late"))


def _is_worth_thinking(on: Unfolding, move: Move) -> bool:
    """Whether other words than ours may be looked for: for a further question of the rules."""
    return (
        isinstance(move, Probe)
        and move.weighed.proposal_id is None
        and move.weighed.reason in _COMPOSED
        and on.state.thought_in_vain < MOST_IN_VAIN
    )
