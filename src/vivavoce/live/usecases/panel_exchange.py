"""Exchange between a session and its panel: answers go out, panel readings come back."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.live_session import turn_correlation_id
from vivavoce.contracts.panel import AnsweredTurn, PanelAnswerResults
from vivavoce.contracts.transcript import TranscriptTurn
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import IdGenerator, InterviewId, PlanId, SessionId, TenantId
from vivavoce.live.domain import events
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.ports import (
    EventStore,
    InboxMessage,
    SessionAddress,
    SessionEndedError,
    SessionLogFactory,
)
from vivavoce.live.usecases.transcript import TranscriptErasedError


class ReadAnswer:
    """Reads one answer of a session with the transcript up to it."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def __call__(self, tenant_id: TenantId, session_id: SessionId, turn: int) -> AnsweredTurn:
        """Return the answer, or raise ``NotFoundError`` or ``TranscriptErasedError``."""
        address = SessionAddress(tenant_id, session_id)
        row = await self._store.load_row(address)
        state = fold(await self._store.load(address))
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
                    turn=said.turn,
                    role=said.role,
                    text=said.text[: said.answer_end],
                    question_id=said.question_id,
                )
                for said in state.turns[:turn]
                if not said.is_dropped and said.answer_end != 0
            ),
            correlation_id=turn_correlation_id(created.session_id, turn),
            version=answer.amended,
        )


class DeliverPanelReadings:
    """Delivers the panel's readings of an answer to the session's inbox."""

    def __init__(self, open_log: SessionLogFactory, ids: IdGenerator) -> None:
        self._open_log = open_log
        self._ids = ids

    async def __call__(self, work: UnitOfWork, readings: PanelAnswerResults) -> None:
        """Send the readings once ``work`` commits; do nothing if the session is over."""
        log = self._open_log(work)
        address = SessionAddress(work.tenant_id, readings.session_id)
        try:
            for event in _events_for(readings, self._ids):
                await log.send_message(address, InboxMessage(id=self._ids.new_id(), event=event))
        except SessionEndedError:
            return


def find_question_before(state: Session, turn: int) -> str:
    """Return the question that ``turn`` answers, or an empty string."""
    for said in reversed(state.turns[: turn - 1]):
        if said.role == "agent" and not said.is_dropped and said.kind in ("question", "follow_up"):
            return said.text
    return ""


def _events_for(readings: PanelAnswerResults, ids: IdGenerator) -> list[events.SessionEvent]:
    found: list[events.SessionEvent] = [
        events.EvaluationGenerated(
            turn=readings.turn,
            evaluator=one.evaluator,
            criterion=one.criterion,
            score=one.score,
            abstained=one.abstained,
            confidence=one.confidence,
            quotes=tuple(events.QuoteSpan(quote.start, quote.end) for quote in one.quotes),
            evaluated_by=one.evaluated_by,
            correlation_id=readings.correlation_id,
            version=readings.version,
        )
        for one in readings.evaluations
    ]
    found.extend(
        events.PerspectiveGenerated(
            turn=readings.turn,
            perspective=one.perspective,
            summary=one.summary,
            concerns=one.concerns,
            evaluated_by=one.evaluated_by,
            correlation_id=readings.correlation_id,
            version=readings.version,
        )
        for one in readings.opinions
    )
    found.extend(
        events.FollowupProposed(
            proposal_id=str(ids.new_id()),
            turn=readings.turn,
            question_id=None,
            source=one.source,
            name=one.name,
            question=one.question,
            criterion=one.criterion,
            reason=one.reason,
            uncertainty=one.uncertainty,
        )
        for one in readings.proposals
    )
    return found
