"""Words for a further question that come from elsewhere: asking, waiting for them, and not for long.

What is asked and when nobody waits any more stands in the log, so that whoever holds the session
next asks the same again, and takes one answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from vivavoce.contracts.plan import Plan
from vivavoce.live.domain import events
from vivavoce.live.domain.mind.coverage import question_of
from vivavoce.live.domain.mind.director import Probe, next_move
from vivavoce.live.domain.mind.interviewer import carry_on, stop_thinking
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.unfolding import Unfolding

ACKNOWLEDGE_AFTER_S = 1.5
"""From here on the candidate is told that the next question takes a moment."""
GIVE_UP_AFTER_S = 6.0
"""From here on the talk goes on without the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a composer is asked for: other words for a further question that the rules want."""

    turn: int
    question: str
    """The planned question that is talked about."""
    own_words: str
    """What the rules would say."""
    criterion: str
    reason: events.ReasonCode
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A question that a composer wrote, with what it took."""

    question: str
    criterion: str
    reason: events.ReasonCode
    model: str
    latency_ms: int
    spent: tuple[events.Spent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """No question came of it."""

    reason: Literal["late", "unavailable", "unusable"]
    spent: tuple[events.Spent, ...] = ()


def wanted(state: Session, plan: Plan) -> Wanted | None:
    """Return what is being thought about, from the log alone: a later holder asks the same again."""
    asked, since = state.thinking, state.thinking_since
    if asked is None or since is None:
        return None
    ready = replace(state, status="in_progress", taken_by=None, thinking=None, proposals=())
    move = next_move(ready, plan, since)
    if not isinstance(move, Probe):
        return None
    question = question_of(plan, move.weighed.question_id)
    return Wanted(
        turn=asked.turn,
        question=question.text,
        own_words=move.wording.text,
        criterion=question.competency,
        reason=move.weighed.reason,
        language=plan.language,
    )


def take_composed(on: Unfolding, plan: Plan, turn: int, made: Composed | Failed) -> None:
    """Take in what a model made of the answer ``turn``, once; what comes too late is dropped."""
    asked = on.state.thinking
    if asked is None or asked.turn != turn or on.state.status != "in_progress":
        return
    if isinstance(made, Failed):
        failed = events.ModelFailed(
            purpose="compose", turn=turn, reason=made.reason, spent=made.spent
        )
        on.add(failed)
    else:
        on.add(_answered(made, turn), _proposed(on, made, turn))
    carry_on(on, plan, may_think=False)


def lose_patience(on: Unfolding, plan: Plan) -> None:
    """Say that it takes a moment, or, when that was said, go on with our own words."""
    asked, since = on.state.thinking, on.state.thinking_since
    if asked is None or since is None:
        return
    if (on.now - since).total_seconds() >= GIVE_UP_AFTER_S:
        stop_thinking(on)
        carry_on(on, plan, may_think=False)
    elif not on.state.is_acknowledged:
        on.add(events.AgentAcknowledged(turn=asked.turn))


def patience_ends(state: Session) -> datetime | None:
    """Return when ``lose_patience`` has something to do, or None while nothing is thought about."""
    if state.thinking_since is None or state.status != "in_progress":
        return None
    seconds = GIVE_UP_AFTER_S if state.is_acknowledged else ACKNOWLEDGE_AFTER_S
    return state.thinking_since + timedelta(seconds=seconds)


def _answered(made: Composed, turn: int) -> events.ModelAnswered:
    return events.ModelAnswered(
        purpose="compose",
        turn=turn,
        model=made.model,
        latency_ms=made.latency_ms,
        tokens_in=sum(one.tokens_in for one in made.spent),
        tokens_out=sum(one.tokens_out for one in made.spent),
        spent=made.spent,
    )


def _proposed(on: Unfolding, made: Composed, turn: int) -> events.FollowupProposed:
    return events.FollowupProposed(
        proposal_id=f"composed_{on.state.seq}",
        turn=turn,
        question_id=on.state.turns[turn - 1].question_id,
        by="composer",
        name=made.model,
        question=made.question,
        criterion=made.criterion,
        reason=made.reason,
        uncertainty=0.0,
    )
