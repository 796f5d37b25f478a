"""Read what the log says about a panel: the answers it evaluated and the outcomes of its proposals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from vivavoce.contracts.live_session import turn_correlation_id
from vivavoce.contracts.panel import (
    FollowUpProposal,
    FollowUpReason,
    LoggedAnswer,
    PanelSessionLog,
    ProposalOutcome,
)
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.ports import EventStore, SessionAddress
from vivavoce.live.usecases.panel_exchange import find_question_before
from vivavoce.live.usecases.transcript import TranscriptErasedError


class ReadPanelSessionLog:
    """Reads the answers of a session and the outcome of each follow-up proposal."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> PanelSessionLog:
        """Return answers and proposals, or raise ``NotFoundError`` or ``TranscriptErasedError``."""
        records = await self._store.load(SessionAddress(tenant_id, session_id))
        state = fold(records)
        if state is None:
            raise NotFoundError
        if any(not said.text for said in state.turns):
            raise TranscriptErasedError
        return PanelSessionLog(
            session_id=session_id,
            profile=state.created.profile,
            answers=tuple(_answers(state)),
            proposals=tuple(_proposals(records, is_over=state.is_over)),
        )


def _answers(state: Session) -> Iterator[LoggedAnswer]:
    for said in state.turns:
        if said.role == "candidate" and said.kind == "answer":
            yield LoggedAnswer(
                turn=said.turn,
                question_id=said.question_id,
                question=find_question_before(state, said.turn),
                answer=said.text,
                correlation_id=turn_correlation_id(state.created.session_id, said.turn),
            )


def _proposals(records: Sequence[RecordedEvent], *, is_over: bool) -> Iterator[ProposalOutcome]:
    fates: dict[str, str] = {}
    for record in records:
        if isinstance(record.event, events.FollowupChosen):
            fates.update({one.proposal_id: one.rejection_reason for one in record.event.superseded})
            if record.event.proposal_id is not None:
                fates[record.event.proposal_id] = "asked"
    for record in records:
        one = record.event
        if not isinstance(one, events.FollowupProposed) or one.reason not in _FOLLOW_UP_REASONS:
            continue
        why = fates.get(one.proposal_id, "too_late" if is_over else "waiting")
        yield ProposalOutcome(
            turn=one.turn,
            proposal=FollowUpProposal(
                source=one.source,
                name=one.name,
                question=one.question,
                criterion=one.criterion,
                reason=_FOLLOW_UP_REASONS[one.reason],
                uncertainty=one.uncertainty,
            ),
            is_taken=why == "asked",
            outcome=why,
        )


_FOLLOW_UP_REASONS: Mapping[str, FollowUpReason] = {
    reason: reason for reason in get_args(FollowUpReason)
}
