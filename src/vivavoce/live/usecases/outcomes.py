"""What leaves with events: the end of a session, and answers for the panel to read."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vivavoce.contracts.events import PersonRequested, SessionStarted, UsageRecorded
from vivavoce.kernel.clock import iso_ms
from vivavoce.kernel.ids import InterviewId
from vivavoce.live.domain import events
from vivavoce.live.domain.outcome import outcome_of
from vivavoce.live.domain.transitions import ENDINGS
from vivavoce.live.domain.unfolding import Unfolding
from vivavoce.live.ports import Errand, Leaving, Outcome

READ_ANSWER = "assessment.read_answer"
_READERS = frozenset({"evaluations", "perspectives"})


def outcome_in(on: Unfolding) -> Outcome | None:
    """Return what must be published with the events of ``on``: something only at the end."""
    created = on.state.created
    for record in on.records:
        payload = outcome_of(record.event, created.session_id)
        if payload is not None:
            return Outcome(
                payload=payload,
                run_id=created.run_id,
                interview_id=InterviewId(UUID(created.interview_id)),
            )
    return None


def leaving_with(on: Unfolding, settled: Sequence[UUID] = ()) -> Leaving:
    """Return everything that goes out in the transaction that appends the events of ``on``."""
    return Leaving(
        begun=begun_in(on),
        outcome=outcome_in(on),
        asked=person_asked_in(on),
        errands=errands_in(on),
        settled=tuple(settled),
        used=usage_in(on),
        sounded=sound_used_in(on),
    )


def begun_in(on: Unfolding) -> Outcome | None:
    """Return what tells that the candidate began with the events of ``on``: once in a session."""
    if not any(state.begun_seq == record.seq for record, state in on.steps):
        return None
    created = on.state.created
    return Outcome(
        payload=SessionStarted(session_id=created.session_id, attempt=created.attempt),
        run_id=created.run_id,
        interview_id=InterviewId(UUID(created.interview_id)),
    )


def person_asked_in(on: Unfolding) -> Outcome | None:
    """Return that the candidate asked for a person, where staff is told; whoever hears it knows repeats."""
    created = on.state.created
    if created.facts is None or not created.facts.has_person or on.state.taken_by is not None:
        return None
    for record in on.records:
        event = record.event
        if isinstance(event, events.CandidateRequested) and event.request == "person":
            return Outcome(
                payload=PersonRequested(
                    session_id=created.session_id, requested_at=iso_ms(record.at)
                ),
                run_id=created.run_id,
                interview_id=InterviewId(UUID(created.interview_id)),
            )
    return None


def usage_in(on: Unfolding) -> Outcome | None:
    """Return what models took for the events of ``on``, good or in vain: it was paid for either way."""
    spent = [
        one
        for record in on.records
        if isinstance(record.event, events.ModelAnswered | events.ModelFailed)
        for one in record.event.spent
    ]
    totals: dict[tuple[str, str, str], int] = {}
    for one in spent:
        for kind, tokens in (("llm_in", one.tokens_in), ("llm_out", one.tokens_out)):
            key = (one.provider, one.model, kind)
            totals[key] = totals.get(key, 0) + tokens
    uses: tuple[dict[str, str | int], ...] = tuple(
        {"provider": provider, "model": model, "kind": kind, "quantity": quantity}
        for (provider, model, kind), quantity in totals.items()
        if quantity
    )
    if not uses:
        return None
    created = on.state.created
    return Outcome(
        payload=UsageRecorded(purpose="compose", uses=uses),
        run_id=created.run_id,
        interview_id=InterviewId(UUID(created.interview_id)),
    )


def sound_used_in(on: Unfolding) -> Outcome | None:
    """Return what engines took over the whole talk, once, at its end; what was cached cost nothing."""
    created = on.state.created
    if not any(isinstance(record.event, ENDINGS) for record in on.records):
        return None
    uses: tuple[dict[str, str | int], ...] = tuple(
        {
            "provider": one.engine,
            "model": one.model,
            "kind": "stt_s" if one.kind == "stt" else "tts_chars",
            "quantity": -(-one.quantity // 1000) if one.kind == "stt" else one.quantity,
        }
        for one in on.state.aloud.used
    )
    if not uses:
        return None
    return Outcome(
        payload=UsageRecorded(purpose="voice", uses=uses),
        run_id=created.run_id,
        interview_id=InterviewId(UUID(created.interview_id)),
    )


def errands_in(on: Unfolding) -> tuple[Errand, ...]:
    """Return one job for each answer that a panel reads along; an answer that grew is read again."""
    created = on.state.created
    if _READERS.isdisjoint(created.abilities):
        return ()
    return tuple(
        Errand(
            job=READ_ANSWER,
            ids={"session_id": created.session_id, "turn": str(turn)},
        )
        for record in on.records
        if (turn := _to_read(record.event, on)) is not None
    )


def _to_read(event: events.SessionEvent, on: Unfolding) -> int | None:
    match event:
        case events.TurnCompleted(kind="answer") if event.reading != "nothing":
            return event.turn
        case events.TurnAmended() if event.reading != "nothing":
            return event.turn if on.state.turns[event.turn - 1].kind == "answer" else None
        case _:
            return None
