"""How turns change a session: questions put, answers taken, and answers that grow afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from vivavoce.live.domain import events
from vivavoce.live.domain.state import Changes, Session, Thread, changed
from vivavoce.live.domain.transitions import TransitionNotAllowed

_REQUESTS = ("asks_again", "wants_to_skip", "makes_request")


def require(is_so: bool, otherwise: str) -> None:
    """Raise ``TransitionNotAllowed`` with the words ``otherwise`` unless it is so."""
    if not is_so:
        raise TransitionNotAllowed(otherwise)


def kind_of(reading: events.Reading | None) -> Literal["remark", "answer"]:
    """Return what the candidate's words are by their reading: a request is no answer."""
    return "remark" if reading in _REQUESTS else "answer"


def take_turn(state: Session, event: events.TurnCompleted) -> Changes:
    """Return what one more turn changes."""
    require(event.turn == len(state.turns) + 1, f"Turn {event.turn} is out of order.")
    require(state.started_at is not None, "Nobody speaks before the interview has started.")
    changes: Changes = {"turns": (*state.turns, event)}
    if event.role == "candidate" or event.kind != "remark":
        changes["is_end_asked"] = False
    if event.role == "candidate" and event.question_id is not None:
        changes["before_answer"] = changed(state, {"before_answer": None})
    if event.kind == "question" and event.question_id is not None:
        asked = {thread.question_id for thread in state.threads}
        require(event.question_id not in asked, "A question is put once; later it is a repeat.")
        thread = Thread(question_id=event.question_id, asked_turn=event.turn)
        return {**changes, "threads": (*state.threads, thread)}
    meant = state.thread_of(event.question_id)
    if meant is None:
        return changes
    if event.role == "candidate":
        heard = _with_answer(meant, event, is_probed=_is_probe(state))
        return {**changes, **renewed(state, heard)}
    if event.kind == "follow_up" and event.said_by == "interviewer":
        return {**changes, **renewed(state, _probed(meant, event))}
    return changes


def _is_probe(state: Session) -> bool:
    """Whether what stands open is a follow-up that asked for something new."""
    for turn in reversed(state.counted):
        if turn.kind == "follow_up":
            return turn.said_by == "interviewer" and turn.reason not in ("NO_ANSWER", "OFF_TOPIC")
        if turn.kind in ("question", "answer"):
            return False
    return False


def _with_answer(thread: Thread, event: events.TurnCompleted, *, is_probed: bool) -> Thread:
    if event.kind != "answer":
        return thread
    fresh = {found.slot for found in event.found} - thread.found
    dry = is_probed and not fresh
    return replace(
        thread,
        found=thread.found | fresh,
        answers=thread.answers + (0 if event.reading == "nothing" else 1),
        dry=thread.dry + 1 if dry else 0,
        dry_ever=thread.dry_ever + int(dry),
    )


def _probed(thread: Thread, event: events.TurnCompleted) -> Thread:
    restated = thread.restated
    if event.reason in ("NO_ANSWER", "OFF_TOPIC"):
        restated = (*restated, event.reason)
    return replace(thread, probes=thread.probes + 1, restated=restated)


def mark_question(
    state: Session, event: events.QuestionSkipped | events.QuestionRepeated
) -> Changes:
    """Return what leaving a question out, or hearing it again, changes."""
    thread = state.thread
    if thread is not None and thread.question_id == event.question_id:
        if isinstance(event, events.QuestionSkipped):
            return renewed(state, replace(thread, is_skipped=True))
        return renewed(state, replace(thread, repeats=thread.repeats + 1))
    require(isinstance(event, events.QuestionSkipped), "Only the open question is repeated.")
    return {"passed": state.passed | {event.question_id}}


def drop_remark(state: Session, event: events.QuestionNotHeard) -> Changes:
    """Return what it changes that words were said before their question was heard: they count for nothing."""
    require(0 < event.turn <= len(state.turns), "There is no such question.")
    if event.remark is None:
        return {}
    require(event.remark == len(state.turns), "Only the latest words count for nothing.")
    said = state.turns[-1]
    require(said.role == "candidate" and said.kind == "remark", "An answer is not dropped.")
    return {"turns": (*state.turns[:-1], replace(said, is_dropped=True))}


def mark_asked(state: Session, event: events.FollowupChosen) -> Changes:
    """Return what the choice of a further question changes."""
    thread = state.thread_of(event.question_id)
    if thread is None:
        raise TransitionNotAllowed("There is no question to follow up.")
    changes: Changes = {}
    if event.proposal_id is not None or event.outbid:
        gone = {one.proposal_id for one in event.outbid if one.why in events.GONE}
        gone.add(event.proposal_id or "")
        left = tuple(one for one in state.proposals if one.proposal_id not in gone)
        changes["proposals"] = left
    if event.slot is None or not event.is_asked:
        return changes
    asked_for = thread.asked_for | {event.slot}
    return {**changes, **renewed(state, replace(thread, asked_for=asked_for))}


def propose(state: Session, event: events.FollowupProposed) -> Changes:
    """Return what a proposal changes; it outlives a reply that is dropped, unless it words that reply."""
    changes: Changes = {"proposals": (*state.proposals, event)}
    before = state.before_answer
    if before is not None and event.by != "composer":
        kept = {"proposals": (*before.proposals, event)}
        changes["before_answer"] = changed(before, kept)
    return changes


def amend(state: Session, event: events.TurnAmended) -> Changes:
    """Return what it changes that an answer holds other words than were taken at first."""
    require(0 < event.turn <= len(state.turns), "There is no such turn.")
    amended = state.turns[event.turn - 1]
    require(amended.role == "candidate", "Only the candidate's own words are amended.")
    if event.reason == "went_on":
        return _went_on(state, amended, event)
    require(not event.dropped, "Nothing is dropped for words that came late.")
    changes = _in_place(state, event)
    before = state.before_answer
    if before is not None and event.turn <= len(before.turns):
        changes["before_answer"] = changed(before, _in_place(before, event))
    return changes


def _went_on(state: Session, said: events.TurnCompleted, event: events.TurnAmended) -> Changes:
    """Go back to before the answer and take the whole of it; what was replied counts as never put."""
    before, after = state.before_answer, state.turns[event.turn :]
    if before is None or event.turn != len(before.turns) + 1:
        raise TransitionNotAllowed("Only the latest answer goes on.")
    require(tuple(one.turn for one in after) == event.dropped, "All that follows it is dropped.")
    require(
        all(one.role == "agent" and one.said_by == "interviewer" for one in after),
        "What people said is not dropped.",
    )
    whole = replace(
        said,
        kind=kind_of(event.reading),
        text=event.text,
        reading=event.reading,
        found=event.found,
        answer_end=event.answer_end,
        is_draft=event.is_draft,
        amended=said.amended + 1,
    )
    changes = take_turn(before, whole)
    dropped = tuple(replace(one, is_dropped=True) for one in after)
    return {
        "threads": before.threads,
        **changes,
        "turns": (*changes["turns"], *dropped),
        "passed": before.passed,
        "proposals": before.proposals,
        "thinking": None,
        "thinking_since": None,
        "is_acknowledged": False,
        "thought_in_vain": before.thought_in_vain,
        "before_answer": before,
    }


def _in_place(state: Session, event: events.TurnAmended) -> Changes:
    """Put other words where an answer stands; what was found in it is counted anew."""
    said = state.turns[event.turn - 1]
    is_answer = said.kind == "answer"
    now = replace(
        said,
        text=event.text,
        reading=event.reading if is_answer else said.reading,
        found=event.found if is_answer else (),
        answer_end=event.answer_end if is_answer else said.answer_end,
        is_draft=event.is_draft,
        amended=said.amended + 1,
    )
    turns = (*state.turns[: event.turn - 1], now, *state.turns[event.turn :])
    thread = state.thread_of(said.question_id)
    if thread is None or not is_answer:
        return {"turns": turns}
    answers = [t for t in turns if t.kind == "answer" and t.question_id == thread.question_id]
    heard = replace(
        thread,
        found=frozenset(found.slot for answer in answers for found in answer.found),
        answers=sum(answer.reading != "nothing" for answer in answers),
    )
    return {"turns": turns, **renewed(state, heard)}


def renewed(state: Session, thread: Thread) -> Changes:
    """Return the threads with this one in its new form."""
    return {
        "threads": tuple(
            thread if each.question_id == thread.question_id else each for each in state.threads
        )
    }
