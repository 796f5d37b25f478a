"""Composition of follow-up questions by a language model: messages, request, time limit, and result.

The request and its timeout are in the log, so that the next worker of the session repeats the same request
and applies only one result. What people said is untrusted input: only ``instruction`` messages are
instructions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.live.domain import events
from vivavoce.live.domain.events import TurnCompleted
from vivavoce.live.domain.interviewer.coverage import get_question
from vivavoce.live.domain.interviewer.followup_policy import FollowupMove, choose_next_move
from vivavoce.live.domain.interviewer.interview_flow import (
    can_be_composed,
    cancel_model_request,
    make_next_move,
)
from vivavoce.live.domain.interviewer.question_selector import select_move
from vivavoce.live.domain.interviewer.request_handling import (
    respond_as_read,
    respond_to_recognized_act,
)
from vivavoce.live.domain.interviewer.understanding.recognized_acts import (
    ActRequest,
    RecognitionFailure,
    RecognizableAct,
    RecognizedAct,
    is_recognizable,
)
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import QuestionProgress, Session

ACKNOWLEDGE_DELAY_S = 1.5
"""Seconds after which the candidate is notified that the next question takes a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionRequest:
    """A request to a composer: a new wording for a follow-up that the rules chose."""

    turn: int
    question: str
    """The text of the planned question that the follow-up is about."""
    rules_wording: str
    """The rules' own wording of the follow-up."""
    criterion: str
    reason: events.ReasonCode
    language: str
    deadline_s: float
    """Seconds from the request until the interview goes on without the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedQuestion:
    """A question written by a composer, with its latency and token usage."""

    question: str
    criterion: str
    reason: events.ReasonCode
    model: str
    latency_ms: int
    token_usage: tuple[events.ModelTokenUsage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionFailure:
    """The composer returned no usable question."""

    reason: Literal["late", "unavailable", "unusable"]
    token_usage: tuple[events.ModelTokenUsage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRecognition:
    """The act of an utterance, and the question that was composed beside it, if it is an answer."""

    recognized: RecognizedAct | RecognitionFailure
    composition: ComposedQuestion | CompositionFailure | None = None

    @property
    def token_usage(self) -> tuple[events.ModelTokenUsage, ...]:
        """The tokens of both requests."""
        beside = () if self.composition is None else self.composition.token_usage
        return (*self.recognized.token_usage, *beside)

    def find_other_act(self, acts: Collection[events.UtteranceAct]) -> RecognizableAct | None:
        """Return the recognized act, or None if it is unknown or among the ``acts`` that the rules found."""
        if isinstance(self.recognized, RecognitionFailure):
            return None
        act = self.recognized.act
        return act if is_recognizable(act) and act not in acts else None


ModelResult = ComposedQuestion | CompositionFailure | ActRecognition


def build_pending_composition_request(
    state: Session, plan: InterviewPlan
) -> CompositionRequest | None:
    """Return the open composition request, derived from the log alone, or None."""
    asked, since = state.pending_model_request, state.model_requested_at
    if asked is None or since is None:
        return None
    ready = replace(
        state, status="in_progress", taken_over_by=None, pending_model_request=None, proposals=()
    )
    move = choose_next_move(ready, plan, since)
    if not isinstance(move, FollowupMove):
        return None
    if (
        asked.purpose == "understand"
    ):  # the wording is asked for beside the act, if the next move has one
        following = replace(ready, proposals=state.proposals)
        if not can_be_composed(state, select_move(following, plan, since, move)):
            return None
    question = get_question(plan, move.decision.question_id)
    return CompositionRequest(
        turn=asked.turn,
        question=question.text,
        rules_wording=move.wording.text,
        criterion=question.competency,
        reason=move.decision.reason,
        language=plan.language,
        deadline_s=asked.deadline_s,
    )


def build_pending_act_request(state: Session) -> ActRequest | None:
    """Return the open request for the act of the last utterance, derived from the log alone, or None."""
    asked = state.pending_model_request
    if asked is None or asked.purpose != "understand":
        return None
    turn = state.turns[asked.turn - 1]
    before = [one for one in state.counted_turns if one.turn < turn.turn and one.role == "agent"]
    return ActRequest(
        turn=asked.turn,
        text=turn.text,
        said_before=before[-1].text if before else "",
        read_as=turn.acts[0],
        language=state.created.language,
        deadline_s=asked.deadline_s,
    )


def apply_composition(
    pending: PendingEvents, plan: InterviewPlan, turn: int, result: ModelResult
) -> None:
    """Apply the model's result for the answer in ``turn`` once; ignore late and repeated results."""
    asked = pending.state.pending_model_request
    if asked is None or asked.turn != turn or pending.state.status != "in_progress":
        return
    if isinstance(result, ActRecognition):
        pending.add(_recognition_event(result.recognized, turn))
        act = result.find_other_act(pending.state.turns[turn - 1].acts)
        if act is not None and respond_to_recognized_act(pending, plan, act):
            return
        _add_composition(pending, turn, result.composition)
    else:
        _add_composition(pending, turn, result)
    _go_on(pending, plan, asked)


def _add_composition(
    pending: PendingEvents, turn: int, composition: ComposedQuestion | CompositionFailure | None
) -> None:
    if isinstance(composition, ComposedQuestion):
        pending.add(
            _model_responded("compose", composition, turn),
            _followup_proposed(pending, composition, turn),
        )
    elif composition is not None:
        pending.add(_model_failed("compose", composition, turn))


def _go_on(pending: PendingEvents, plan: InterviewPlan, asked: events.ModelRequested) -> None:
    """Go on after the open request ended, without another one."""
    turn = pending.state.turns[asked.turn - 1]
    if asked.purpose == "understand" and turn == pending.state.last_turn:
        respond_as_read(pending, plan, turn)
    else:
        make_next_move(pending, plan, can_compose=False)


def handle_composition_delay(pending: PendingEvents, plan: InterviewPlan) -> None:
    """Notify the candidate of the delay, or, after the timeout, go on with the rules' own wording."""
    asked, since = pending.state.pending_model_request, pending.state.model_requested_at
    if asked is None or since is None:
        return
    if (pending.now - since).total_seconds() >= asked.deadline_s:
        cancel_model_request(pending)
        _go_on(pending, plan, asked)
    elif not pending.state.is_delay_acknowledged:
        pending.add(events.DelayAcknowledged(turn=asked.turn))


def composition_deadline(state: Session) -> datetime | None:
    """Return when ``handle_composition_delay`` has something to do; None while nothing is pending."""
    asked, since = state.pending_model_request, state.model_requested_at
    if asked is None or since is None or state.status != "in_progress":
        return None
    is_next_the_end = state.is_delay_acknowledged or asked.deadline_s <= ACKNOWLEDGE_DELAY_S
    return since + timedelta(seconds=asked.deadline_s if is_next_the_end else ACKNOWLEDGE_DELAY_S)


def _recognition_event(
    result: RecognizedAct | RecognitionFailure, turn: int
) -> events.ModelResponded | events.ModelRequestFailed:
    if isinstance(result, RecognizedAct):
        return _model_responded("understand", result, turn)
    return _model_failed("understand", result, turn)


def _model_failed(
    purpose: events.ModelPurpose, result: CompositionFailure | RecognitionFailure, turn: int
) -> events.ModelRequestFailed:
    return events.ModelRequestFailed(
        purpose=purpose, turn=turn, reason=result.reason, token_usage=result.token_usage
    )


def _model_responded(
    purpose: events.ModelPurpose, result: ComposedQuestion | RecognizedAct, turn: int
) -> events.ModelResponded:
    return events.ModelResponded(
        purpose=purpose,
        turn=turn,
        model=result.model,
        latency_ms=result.latency_ms,
        tokens_in=sum(usage.tokens_in for usage in result.token_usage),
        tokens_out=sum(usage.tokens_out for usage in result.token_usage),
        token_usage=result.token_usage,
    )


def _followup_proposed(
    pending: PendingEvents, result: ComposedQuestion, turn: int
) -> events.FollowupProposed:
    return events.FollowupProposed(
        proposal_id=f"composed_{pending.state.seq}",
        turn=turn,
        question_id=pending.state.turns[turn - 1].question_id,
        source="composer",
        name=result.model,
        question=result.question,
        criterion=result.criterion,
        reason=result.reason,
        uncertainty=0.0,
    )


MessageAuthor = Literal["instruction", "interviewer", "staff", "candidate"]
ALL_AUTHORS: frozenset[MessageAuthor] = frozenset({"interviewer", "staff", "candidate"})
CHARACTERS_PER_TOKEN = 4
"""Rule of thumb for English; limits are checked in characters, so no vendor tokenizer is needed."""
RECENT_TURNS = 6
_MIN_TRUNCATED_LENGTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptMessage:
    """One turn of the conversation, or an instruction to the model."""

    author: MessageAuthor
    text: str
    turn: int | None = None
    """The turn number in the log; None for an instruction."""


def build_messages(
    turns: Sequence[TurnCompleted],
    *,
    max_tokens: int,
    authors: Collection[MessageAuthor] = ALL_AUTHORS,
    should_include: Callable[[TurnCompleted], bool] = lambda _: True,
    instruction: str = "",
) -> tuple[PromptMessage, ...]:
    """Return the newest turns that fit into ``max_tokens``, in order, with ``instruction`` before them.

    The instruction is never truncated. Older turns are left out from the first one that does not fit;
    only the newest turn is truncated, at its beginning, so that there is at least one.
    """
    room = max_tokens * CHARACTERS_PER_TOKEN - len(instruction)
    messages: list[PromptMessage] = []
    for turn in reversed(turns):
        message = PromptMessage(
            author=_author_of(turn), text=turn.text[: turn.answer_end].rstrip(), turn=turn.turn
        )
        if message.author not in authors or not message.text or not should_include(turn):
            continue
        if len(message.text) > room and (messages or room < _MIN_TRUNCATED_LENGTH):
            break
        text = message.text if len(message.text) <= room else "…" + message.text[1 - room :]
        messages.append(PromptMessage(author=message.author, text=text, turn=turn.turn))
        room -= len(text)
    ours = (PromptMessage(author="instruction", text=instruction),) if instruction else ()
    return (*ours, *reversed(messages))


def build_summarized_messages(
    state: Session, plan: InterviewPlan, *, max_tokens: int, instruction: str = ""
) -> tuple[PromptMessage, ...]:
    """Return one message with a line for each earlier question, and the last ``RECENT_TURNS`` turns."""
    latest = state.counted_turns[-RECENT_TURNS:]
    first = latest[0].turn if latest else 0
    earlier = [thread for thread in state.asked_questions if thread.asked_turn < first]
    lines = [_summarize_question(thread, plan) for thread in earlier]
    summary = "\n".join(line for line in (instruction, *lines) if line)
    return build_messages(latest, max_tokens=max_tokens, instruction=summary)


def _summarize_question(progress: QuestionProgress, plan: InterviewPlan) -> str:
    question = get_question(plan, progress.question_id).text
    if progress.is_skipped:
        return f"Asked before, then skipped: {question}"
    elements = (
        ", ".join(sorted(slot.replace("_", " ") for slot in progress.found_elements))
        or "nothing yet"
    )
    return f"Asked before: {question} Heard: {elements}."


def _author_of(turn: TurnCompleted) -> MessageAuthor:
    if turn.role == "candidate":
        return "candidate"
    return "staff" if turn.speaker == "staff" else "interviewer"
