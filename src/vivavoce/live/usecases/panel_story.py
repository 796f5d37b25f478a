"""What the log says about a panel: the answers that it read, and what became of its proposals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from vivavoce.contracts.live import correlation_of
from vivavoce.contracts.panel import (
    AnswerTold,
    FollowUpReason,
    PanelStory,
    Proposal,
    ProposalTold,
)
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.ports import Address, EventStore
from vivavoce.live.usecases.panel import asked_before
from vivavoce.live.usecases.transcript import WordsErased


class ReadPanelStory:
    """Gives the answers of a session and the fate of what was proposed after them."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> PanelStory:
        """Return the story, or raise ``NotFound`` or ``WordsErased``."""
        records = await self._store.load(Address(tenant_id, session_id))
        state = fold(records)
        if state is None:
            raise NotFound
        if any(not said.text for said in state.turns):
            raise WordsErased
        return PanelStory(
            session_id=session_id,
            profile=state.created.profile,
            answers=tuple(_answers(state)),
            proposals=tuple(_proposals(records, is_over=state.is_over)),
        )


def _answers(state: Session) -> Iterator[AnswerTold]:
    for said in state.turns:
        if said.role == "candidate" and said.kind == "answer":
            yield AnswerTold(
                turn=said.turn,
                question_id=said.question_id,
                question=asked_before(state, said.turn),
                answer=said.text,
                correlation_id=correlation_of(state.created.session_id, said.turn),
            )


def _proposals(records: Sequence[Recorded], *, is_over: bool) -> Iterator[ProposalTold]:
    fates: dict[str, str] = {}
    for record in records:
        if isinstance(record.event, events.FollowupChosen):
            fates.update({one.proposal_id: one.why for one in record.event.outbid})
            if record.event.proposal_id is not None:
                fates[record.event.proposal_id] = "asked"
    for record in records:
        one = record.event
        if not isinstance(one, events.FollowupProposed) or one.reason not in _PROPOSED:
            continue
        why = fates.get(one.proposal_id, "too_late" if is_over else "waiting")
        yield ProposalTold(
            turn=one.turn,
            proposal=Proposal(
                by=one.by,
                name=one.name,
                question=one.question,
                criterion=one.criterion,
                reason=_PROPOSED[one.reason],
                uncertainty=one.uncertainty,
            ),
            is_taken=why == "asked",
            why=why,
        )


_PROPOSED: Mapping[str, FollowUpReason] = {reason: reason for reason in get_args(FollowUpReason)}
