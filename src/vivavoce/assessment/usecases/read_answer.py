"""The panel at work: one answer read by every seat at once, kept once, and told to its session."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from vivavoce.assessment.domain.panel.heard import Comment, Heard, Verdict, hear
from vivavoce.assessment.domain.panel.seats import Roster
from vivavoce.assessment.ports import OffLoop
from vivavoce.assessment.ports.panel import (
    Book,
    EvaluatorSeat,
    Feed,
    PanelBases,
    PerspectiveSeat,
    Seating,
)
from vivavoce.contracts.events import UsageRecorded
from vivavoce.contracts.panel import AnsweredTurn, Evaluation, Proposal, Readings
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.thinker.ledger import tally, uses_of
from vivavoce.infra.thinker.port import Spent
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Gone
from vivavoce.kernel.ids import SessionId, TenantId

SEAT_LIMIT_S = 60.0
_log = structlog.get_logger(__name__)
_Made = TypeVar("_Made")


class ReadAnswerAlong:
    """Reads one answer; a second run finds it read and does nothing."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        feed: Feed,
        bases: PanelBases,
        seating: Seating,
        book: Book,
        clock: Clock,
        off_loop: OffLoop = asyncio.to_thread,
    ) -> None:
        self._open_work = open_work
        self._feed = feed
        self._bases = bases
        self._seating = seating
        self._book = book
        self._clock = clock
        self._off_loop = off_loop

    async def __call__(self, tenant_id: TenantId, session_id: SessionId, turn: int) -> None:
        """Read, keep and tell. Once the words were erased there is nothing to read."""
        try:
            asked = await self._feed.answer(tenant_id, session_id, turn)
            async with self._open_work(tenant_id) as work:
                if await self._book.is_read(work, session_id, turn, asked.version):
                    return
                basis = await self._bases(work, asked)
                roster = await self._book.roster(work)
            heard: Heard = await self._off_loop(hear, asked, basis.rubric, basis.masked_names)
            with tally() as spent:
                readings = await self._read(heard, roster)
            await self._tell_usage(tenant_id, asked, spent)
            await self._keep(tenant_id, asked, readings)
        except Gone:
            return

    async def _tell_usage(
        self, tenant_id: TenantId, asked: AnsweredTurn, spent: Sequence[Spent]
    ) -> None:
        """Tell what models were asked; apart from what is kept, because it was paid for in any case."""
        if uses := uses_of(spent):
            async with self._open_work(tenant_id, correlation_id=asked.correlation_id) as work:
                await work.publish(
                    UsageRecorded(purpose="panel", uses=uses),
                    run_id=asked.run_id,
                    interview_id=asked.interview_id,
                )

    async def _keep(self, tenant_id: TenantId, asked: AnsweredTurn, readings: Readings) -> None:
        async with self._open_work(tenant_id, correlation_id=asked.correlation_id) as work:
            if not await self._book.keep(work, asked, readings, self._clock.now()):
                return
            await self._feed.tell(work, readings)
            await failpoint("panel.before_commit")
        await failpoint("panel.after_commit")

    async def _read(self, heard: Heard, roster: Roster) -> Readings:
        abilities = heard.asked.abilities
        judging = self._seating.evaluators(heard, roster) if "evaluations" in abilities else ()
        looking = self._seating.perspectives(heard, roster) if "perspectives" in abilities else ()
        verdicts, comments = await asyncio.gather(
            asyncio.gather(*(_evaluated(seat, heard) for seat in judging)),
            asyncio.gather(*(_commented(seat, heard) for seat in looking)),
        )
        said = [one for one in comments if one is not None]
        proposed = [each for one in verdicts for each in one.proposals]
        proposed += [each for one in said for each in one.proposals]
        return Readings(
            session_id=heard.asked.session_id,
            turn=heard.asked.turn,
            correlation_id=heard.asked.correlation_id,
            evaluations=tuple(each for one in verdicts for each in one.evaluations),
            opinions=tuple(one.opinion for one in said),
            proposals=_distinct(proposed) if "follow_ups" in abilities else (),
            version=heard.asked.version,
        )


async def _evaluated(seat: EvaluatorSeat, heard: Heard) -> Verdict:
    made = await _isolated(seat, heard, seat.name)
    if made is not None:
        return made
    return Verdict(
        evaluations=tuple(
            Evaluation(
                evaluator=seat.name,
                criterion=criterion,
                score=None,
                abstained="evaluator_down",
                confidence=None,
                quotes=(),
                made_by=seat.made_by,
            )
            for criterion in seat.criteria(heard)
        )
    )


async def _commented(seat: PerspectiveSeat, heard: Heard) -> Comment | None:
    return await _isolated(seat, heard, seat.name)


async def _isolated(
    seat: Callable[[Heard], Awaitable[_Made]], heard: Heard, name: str
) -> _Made | None:
    """Return what a seat makes in its time; whatever goes wrong there stays there."""
    try:
        async with asyncio.timeout(SEAT_LIMIT_S):
            return await seat(heard)
    except Exception as error:  # noqa: BLE001 - one seat never takes the others with it
        _log.warning(
            "panel.seat_down",
            seat=name,
            error=type(error).__name__,
            session_id=str(heard.asked.session_id),
            correlation_id=heard.asked.correlation_id,
        )
        return None


def _distinct(proposals: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """Return the proposals, the same question once: by whoever is least sure."""
    best: dict[str, Proposal] = {}
    for one in proposals:
        known = best.get(one.question)
        if known is None or one.uncertainty > known.uncertainty:
            best[one.question] = one
    return tuple(best.values())
