"""The panel's side of a session: an answer goes out to be read, and readings come back."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.live import correlation_of
from vivavoce.contracts.panel import AnsweredTurn, Readings
from vivavoce.contracts.transcript import Turn
from vivavoce.infra.work import Work
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import Ids, InterviewId, PlanId, SessionId, TenantId
from vivavoce.live.domain import events
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.ports import Address, EventStore, LogIn, SessionIsOver, Told
from vivavoce.live.usecases.transcript import WordsErased


class ReadAnswer:
    """Gives one answer of a session with the talk up to it."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def __call__(self, tenant_id: TenantId, session_id: SessionId, turn: int) -> AnsweredTurn:
        """Return the answer, or raise ``NotFound`` or ``WordsErased``."""
        address = Address(tenant_id, session_id)
        row = await self._store.row(address)
        state = fold(await self._store.load(address))
        if state is None or not 0 < turn <= len(state.turns):
            raise NotFound
        answer = state.turns[turn - 1]
        if answer.role != "candidate":
            raise NotFound
        if not answer.text:
            raise WordsErased
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
            abilities=frozenset(created.abilities),
            turn=turn,
            question_id=answer.question_id,
            question=asked_before(state, turn),
            answer=answer.text[: answer.answer_end],
            turns=tuple(
                Turn(
                    turn=said.turn,
                    role=said.role,
                    text=said.text[: said.answer_end],
                    question_id=said.question_id,
                )
                for said in state.turns[:turn]
                if not said.is_dropped and said.answer_end != 0
            ),
            correlation_id=correlation_of(created.session_id, turn),
            version=answer.amended,
        )


class TellReadings:
    """Has a session take in what was made of one of its answers."""

    def __init__(self, log_in: LogIn, ids: Ids) -> None:
        self._log_in = log_in
        self._ids = ids

    async def __call__(self, work: Work, readings: Readings) -> None:
        """Tell the session once ``work`` commits; one that is over is told nothing."""
        log = self._log_in(work)
        address = Address(work.tenant_id, readings.session_id)
        try:
            for event in _events(readings, self._ids):
                await log.tell(address, Told(id=self._ids.new(), event=event))
        except SessionIsOver:
            return


def asked_before(state: Session, turn: int) -> str:
    """Return the question that stood when ``turn`` was said."""
    for said in reversed(state.turns[: turn - 1]):
        if said.role == "agent" and not said.is_dropped and said.kind in ("question", "follow_up"):
            return said.text
    return ""


def _events(readings: Readings, ids: Ids) -> list[events.SessionEvent]:
    found: list[events.SessionEvent] = [
        events.EvaluationGenerated(
            turn=readings.turn,
            evaluator=one.evaluator,
            criterion=one.criterion,
            score=one.score,
            abstained=one.abstained,
            confidence=one.confidence,
            quotes=tuple(events.Quoted(quote.start, quote.end) for quote in one.quotes),
            made_by=one.made_by,
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
            made_by=one.made_by,
            correlation_id=readings.correlation_id,
            version=readings.version,
        )
        for one in readings.opinions
    )
    found.extend(
        events.FollowupProposed(
            proposal_id=str(ids.new()),
            turn=readings.turn,
            question_id=None,
            by=one.by,
            name=one.name,
            question=one.question,
            criterion=one.criterion,
            reason=one.reason,
            uncertainty=one.uncertainty,
        )
        for one in readings.proposals
    )
    return found
