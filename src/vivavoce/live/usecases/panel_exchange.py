"""Exchange between a session and its panel: answers go out, panel readings come back.

The log says which answers the panel evaluated and what became of its proposals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args
from uuid import UUID

from vivavoce.contracts.live_session import (
    AnsweredTurn,
    FollowUpProposal,
    FollowUpReason,
    LoggedAnswer,
    PanelAnswerResults,
    PanelSessionLog,
    ProposalOutcome,
    turn_correlation_id,
)
from vivavoce.contracts.transcript import TranscriptTurn
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import IdGenerator, InterviewId, PlanId, SessionId, TenantId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.ports import (
    EventStore,
    InboxMessage,
    SessionAddress,
    SessionEndedError,
    SessionLogFactory,
)
from vivavoce.live.usecases.read_session import TranscriptErasedError


async def read_panel_session_log(
    store: EventStore, tenant_id: TenantId, session_id: SessionId
) -> PanelSessionLog:
    """Return the answers of a session and the outcome of each follow-up proposal.

    Raises ``NotFoundError`` or ``TranscriptErasedError``.
    """
    records = await store.load(SessionAddress(tenant_id, session_id))
    state = fold(records)
    if state is None:
        raise NotFoundError
    if any(not turn.text for turn in state.turns):
        raise TranscriptErasedError
    return PanelSessionLog(
        session_id=session_id,
        profile=state.created.profile,
        answers=tuple(_answers(state)),
        proposals=tuple(_proposals(records, is_over=state.is_over)),
    )


def find_question_before(state: Session, turn: int) -> str:
    """Return the question that ``turn`` answers, or an empty string."""
    for earlier in reversed(state.turns[: turn - 1]):
        if (
            earlier.role == "agent"
            and not earlier.is_dropped
            and earlier.kind in ("question", "follow_up")
        ):
            return earlier.text
    return ""


def _answers(state: Session) -> Iterator[LoggedAnswer]:
    for turn in state.turns:
        if turn.role == "candidate" and turn.kind == "answer":
            yield LoggedAnswer(
                turn=turn.turn,
                question_id=turn.question_id,
                question=find_question_before(state, turn.turn),
                answer=turn.text,
                correlation_id=turn_correlation_id(state.created.session_id, turn.turn),
            )


def _proposals(records: Sequence[RecordedEvent], *, is_over: bool) -> Iterator[ProposalOutcome]:
    outcomes: dict[str, str] = {}
    for record in records:
        if isinstance(record.event, events.FollowupChosen):
            outcomes.update(
                {
                    proposal.proposal_id: proposal.rejection_reason
                    for proposal in record.event.superseded
                }
            )
            if record.event.proposal_id is not None:
                outcomes[record.event.proposal_id] = "asked"
    for record in records:
        event = record.event
        if not isinstance(event, events.FollowupProposed) or event.reason not in _FOLLOW_UP_REASONS:
            continue
        outcome = outcomes.get(event.proposal_id, "too_late" if is_over else "waiting")
        yield ProposalOutcome(
            turn=event.turn,
            proposal=FollowUpProposal(
                source=event.source,
                name=event.name,
                question=event.question,
                criterion=event.criterion,
                reason=_FOLLOW_UP_REASONS[event.reason],
                uncertainty=event.uncertainty,
            ),
            is_taken=outcome == "asked",
            outcome=outcome,
        )


_FOLLOW_UP_REASONS: Mapping[str, FollowUpReason] = {
    reason: reason for reason in get_args(FollowUpReason)
}


@dataclass(frozen=True, slots=True)
class SessionPanelFacade:
    """Gives a session's answers to its panel, and delivers the panel's results to the session."""

    store: EventStore
    open_log: SessionLogFactory
    ids: IdGenerator

    async def get_answer(
        self, tenant_id: TenantId, session_id: SessionId, turn: int
    ) -> AnsweredTurn:
        """Return the answer with the transcript up to it.

        Raises ``NotFoundError`` or ``TranscriptErasedError``.
        """
        address = SessionAddress(tenant_id, session_id)
        row = await self.store.load_row(address)
        state = fold(await self.store.load(address))
        if state is None or not 0 < turn <= len(state.turns):
            raise NotFoundError
        answer = state.turns[turn - 1]
        if answer.role != "candidate":
            raise NotFoundError
        if not answer.text:
            raise TranscriptErasedError
        created = state.created
        return AnsweredTurn(
            session_id=session_id,
            interview_id=InterviewId(UUID(created.interview_id)),
            run_id=created.run_id,
            person_id=row.person_id,
            plan_id=PlanId(UUID(created.plan_id)),
            plan_version=created.plan_version,
            profile=created.profile,
            language=created.language,
            position=created.position,
            abilities=frozenset(created.features),
            turn=turn,
            question_id=answer.question_id,
            question=find_question_before(state, turn),
            answer=answer.text[: answer.answer_end],
            turns=tuple(
                TranscriptTurn(
                    turn=previous.turn,
                    role=previous.role,
                    text=previous.text[: previous.answer_end],
                    question_id=previous.question_id,
                )
                for previous in state.turns[:turn]
                if not previous.is_dropped and previous.answer_end != 0
            ),
            correlation_id=turn_correlation_id(created.session_id, turn),
            version=answer.amended,
        )

    async def deliver_panel_results(self, work: UnitOfWork, readings: PanelAnswerResults) -> None:
        """Send the readings once ``work`` commits; do nothing if the session is over."""
        log = self.open_log(work)
        address = SessionAddress(work.tenant_id, readings.session_id)
        try:
            for event in _events_for(readings, self.ids):
                await log.send_message(address, InboxMessage(id=self.ids.new_id(), event=event))
        except SessionEndedError:
            return

    async def read_session_log(self, tenant_id: TenantId, session_id: SessionId) -> PanelSessionLog:
        """Return answers and proposals; raise ``NotFoundError`` or ``TranscriptErasedError``."""
        return await read_panel_session_log(self.store, tenant_id, session_id)


def _events_for(readings: PanelAnswerResults, ids: IdGenerator) -> list[events.SessionEvent]:
    panel_events: list[events.SessionEvent] = [
        events.EvaluationGenerated(
            turn=readings.turn,
            evaluator=evaluation.evaluator,
            criterion=evaluation.criterion,
            score=evaluation.score,
            abstained=evaluation.abstained,
            confidence=evaluation.confidence,
            quotes=tuple(events.QuoteSpan(quote.start, quote.end) for quote in evaluation.quotes),
            evaluated_by=evaluation.evaluated_by,
            correlation_id=readings.correlation_id,
            version=readings.version,
        )
        for evaluation in readings.evaluations
    ]
    panel_events.extend(
        events.PerspectiveGenerated(
            turn=readings.turn,
            perspective=opinion.perspective,
            summary=opinion.summary,
            concerns=opinion.concerns,
            evaluated_by=opinion.evaluated_by,
            correlation_id=readings.correlation_id,
            version=readings.version,
        )
        for opinion in readings.opinions
    )
    panel_events.extend(
        events.FollowupProposed(
            proposal_id=str(ids.new_id()),
            turn=readings.turn,
            question_id=None,
            source=proposal.source,
            name=proposal.name,
            question=proposal.question,
            criterion=proposal.criterion,
            reason=proposal.reason,
            uncertainty=proposal.uncertainty,
        )
        for proposal in readings.proposals
    )
    return panel_events
