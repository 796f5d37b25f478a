"""How turns change a session's state: questions asked, answers received, answers amended later."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from vivavoce.live.domain import events
from vivavoce.live.domain.state import Changes, QuestionProgress, Session, apply_changes
from vivavoce.live.domain.transitions import TransitionNotAllowedError

_REQUESTS = ("asks_again", "wants_to_skip", "makes_request")


def require_transition(is_allowed: bool, message: str) -> None:
    """Raise ``TransitionNotAllowedError`` with ``message`` unless ``is_allowed``."""
    if not is_allowed:
        raise TransitionNotAllowedError(message)


def determine_turn_kind(reading: events.UtteranceIntent | None) -> Literal["remark", "answer"]:
    """Return the turn kind for a classified utterance: requests are remarks, all else is an answer."""
    return "remark" if reading in _REQUESTS else "answer"


def apply_turn(state: Session, event: events.TurnCompleted) -> Changes:
    """Return the changes of one more turn, or raise ``TransitionNotAllowedError``."""
    require_transition(event.turn == len(state.turns) + 1, f"Turn {event.turn} is out of order.")
    require_transition(
        state.started_at is not None, "The interview has not started, so no one can speak yet."
    )
    changes: Changes = {"turns": (*state.turns, event)}
    if event.role == "candidate" or event.kind != "remark":
        changes["is_end_confirmation_open"] = False
    if event.role == "candidate" and event.question_id is not None:
        changes["state_before_answer"] = apply_changes(state, {"state_before_answer": None})
    if event.kind == "question" and event.question_id is not None:
        asked = {thread.question_id for thread in state.asked_questions}
        require_transition(
            event.question_id not in asked,
            "This question was already asked; it can only be repeated.",
        )
        thread = QuestionProgress(question_id=event.question_id, asked_turn=event.turn)
        return {**changes, "asked_questions": (*state.asked_questions, thread)}
    progress_before = state.progress_of(event.question_id)
    if progress_before is None:
        return changes
    if event.role == "candidate":
        progress = _add_answer(progress_before, event, is_probed=_is_open_turn_probe(state))
        return {**changes, **replace_progress(state, progress)}
    if event.kind == "follow_up" and event.speaker == "interviewer":
        return {**changes, **replace_progress(state, _add_probe(progress_before, event))}
    return changes


def _is_open_turn_probe(state: Session) -> bool:
    """Whether the open turn is a follow-up question that asks for something new."""
    for turn in reversed(state.counted_turns):
        if turn.kind == "follow_up":
            return turn.speaker == "interviewer" and turn.reason not in ("NO_ANSWER", "OFF_TOPIC")
        if turn.kind in ("question", "answer"):
            return False
    return False


def _add_answer(
    progress: QuestionProgress, event: events.TurnCompleted, *, is_probed: bool
) -> QuestionProgress:
    if event.kind != "answer":
        return progress
    new_elements = {element.element for element in event.elements} - progress.found_elements
    dry = is_probed and not new_elements
    return replace(
        progress,
        found_elements=progress.found_elements | new_elements,
        answers=progress.answers + (0 if event.intent == "nothing" else 1),
        consecutive_unproductive_probes=progress.consecutive_unproductive_probes + 1 if dry else 0,
        unproductive_probes=progress.unproductive_probes + int(dry),
    )


def _add_probe(progress: QuestionProgress, event: events.TurnCompleted) -> QuestionProgress:
    restated = progress.restatement_reasons
    if event.reason in ("NO_ANSWER", "OFF_TOPIC"):
        restated = (*restated, event.reason)
    return replace(progress, probes=progress.probes + 1, restatement_reasons=restated)


def apply_skip_or_repeat(
    state: Session, event: events.QuestionSkipped | events.QuestionRepeated
) -> Changes:
    """Return the changes of skipping or repeating a question."""
    thread = state.current_question
    if thread is not None and thread.question_id == event.question_id:
        if isinstance(event, events.QuestionSkipped):
            return replace_progress(state, replace(thread, is_skipped=True))
        return replace_progress(state, replace(thread, repeats=thread.repeats + 1))
    require_transition(
        isinstance(event, events.QuestionSkipped), "Only the open question can be repeated."
    )
    return {"policy_skipped": state.policy_skipped | {event.question_id}}


def drop_unheard_remark(state: Session, event: events.QuestionNotHeard) -> Changes:
    """Return the changes that drop words said before their question was heard."""
    require_transition(0 < event.turn <= len(state.turns), "There is no such question.")
    if event.remark_turn is None:
        return {}
    require_transition(
        event.remark_turn == len(state.turns), "Only the latest remark can be dropped."
    )
    remark = state.turns[-1]
    require_transition(
        remark.role == "candidate" and remark.kind == "remark", "An answer cannot be dropped."
    )
    return {"turns": (*state.turns[:-1], replace(remark, is_dropped=True))}


def apply_followup_decision(state: Session, event: events.FollowupChosen) -> Changes:
    """Return the changes of a follow-up decision; chosen and discarded proposals are removed."""
    thread = state.progress_of(event.question_id)
    if thread is None:
        raise TransitionNotAllowedError("There is no question to follow up on.")
    changes: Changes = {}
    if event.proposal_id is not None or event.superseded:
        removed_ids = {
            proposal.proposal_id
            for proposal in event.superseded
            if proposal.rejection_reason in events.DISCARD_REASONS
        }
        removed_ids.add(event.proposal_id or "")
        proposals = tuple(
            proposal for proposal in state.proposals if proposal.proposal_id not in removed_ids
        )
        changes["proposals"] = proposals
    if event.element is None or not event.is_asked:
        return changes
    asked_for = thread.requested_elements | {event.element}
    return {**changes, **replace_progress(state, replace(thread, requested_elements=asked_for))}


def add_proposal(state: Session, event: events.FollowupProposed) -> Changes:
    """Return the changes of a new proposal.

    It is kept if the latest reply is dropped later, unless a composer wrote it for that reply.
    """
    changes: Changes = {"proposals": (*state.proposals, event)}
    before = state.state_before_answer
    if before is not None and event.source != "composer":
        earlier_changes = {"proposals": (*before.proposals, event)}
        changes["state_before_answer"] = apply_changes(before, earlier_changes)
    return changes


def apply_amendment(state: Session, event: events.TurnAmended) -> Changes:
    """Return the changes of an amended answer, or raise ``TransitionNotAllowedError``."""
    require_transition(0 < event.turn <= len(state.turns), "There is no such turn.")
    amended = state.turns[event.turn - 1]
    require_transition(
        amended.role == "candidate", "Only the candidate's own turns can be amended."
    )
    if event.reason == "went_on":
        return _extend_answer(state, amended, event)
    require_transition(not event.dropped, "A late amendment cannot drop turns.")
    if event.reason == "understood":
        failures = state.consecutive_model_failures
        return _extend_answer(state, amended, event) | {"consecutive_model_failures": failures}
    changes = _replace_answer_text(state, event)
    before = state.state_before_answer
    if before is not None and event.turn <= len(before.turns):
        changes["state_before_answer"] = apply_changes(before, _replace_answer_text(before, event))
    return changes


def _extend_answer(
    state: Session, turn: events.TurnCompleted, event: events.TurnAmended
) -> Changes:
    """Go back to the state before the answer and apply the whole answer; replies to its part are dropped."""
    before, after = state.state_before_answer, state.turns[event.turn :]
    if before is None or event.turn != len(before.turns) + 1:
        raise TransitionNotAllowedError("Only the latest answer can be extended.")
    require_transition(
        tuple(later.turn for later in after) == event.dropped,
        "An extended answer must drop every turn after it.",
    )
    require_transition(
        all(later.role == "agent" and later.speaker == "interviewer" for later in after),
        "Turns of staff and candidates cannot be dropped.",
    )
    extended = replace(
        turn,
        kind=determine_turn_kind(event.intent),
        text=event.text,
        intent=event.intent,
        acts=event.acts,
        elements=event.elements,
        answer_end=event.answer_end,
        is_draft=event.is_draft,
        amended=turn.amended + 1,
    )
    changes = apply_turn(before, extended)
    dropped = tuple(replace(later, is_dropped=True) for later in after)
    return {
        "asked_questions": before.asked_questions,
        **changes,
        "turns": (*changes["turns"], *dropped),
        "policy_skipped": before.policy_skipped,
        "proposals": before.proposals,
        "pending_model_request": None,
        "model_requested_at": None,
        "is_delay_acknowledged": False,
        "consecutive_model_failures": before.consecutive_model_failures,
        "state_before_answer": before,
    }


def _replace_answer_text(state: Session, event: events.TurnAmended) -> Changes:
    """Replace the text of a turn; for an answer, recount the elements found for its question."""
    turn = state.turns[event.turn - 1]
    is_answer = turn.kind == "answer"
    amended = replace(
        turn,
        text=event.text,
        intent=event.intent if is_answer else turn.intent,
        acts=event.acts if is_answer else turn.acts,
        elements=event.elements if is_answer else (),
        answer_end=event.answer_end if is_answer else turn.answer_end,
        is_draft=event.is_draft,
        amended=turn.amended + 1,
    )
    turns = (*state.turns[: event.turn - 1], amended, *state.turns[event.turn :])
    thread = state.progress_of(turn.question_id)
    if thread is None or not is_answer:
        return {"turns": turns}
    answers = [t for t in turns if t.kind == "answer" and t.question_id == thread.question_id]
    progress = replace(
        thread,
        found_elements=frozenset(
            element.element for answer in answers for element in answer.elements
        ),
        answers=sum(answer.intent != "nothing" for answer in answers),
    )
    return {"turns": turns, **replace_progress(state, progress)}


def replace_progress(state: Session, progress: QuestionProgress) -> Changes:
    """Return the change that replaces one question's progress."""
    return {
        "asked_questions": tuple(
            progress if question.question_id == progress.question_id else question
            for question in state.asked_questions
        )
    }
