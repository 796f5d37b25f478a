"""The panel's readings of one session, for staff alone: what was said of whom it is never told."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.assessment.ports.panel import Book, Feed
from vivavoce.contracts.panel import AnswerTold, Evaluation, Opinion, ProposalTold
from vivavoce.contracts.profiles import PROFILES
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShown:
    """One answer with everything that was made of it."""

    told: AnswerTold = field(repr=False)
    evaluations: tuple[Evaluation, ...]
    opinions: tuple[Opinion, ...]
    proposals: tuple[ProposalTold, ...]


class ShowPanel:
    """Shows readings to staff; a person's own practice is unknown here."""

    def __init__(self, *, open_work: OpenWork, feed: Feed, book: Book) -> None:
        self._open_work = open_work
        self._feed = feed
        self._book = book

    async def __call__(self, caller: Caller, session_id: SessionId) -> tuple[AnswerShown, ...]:
        """Return all answers in order, read or not.

        Raises ``NotFound`` for an unknown session, ``Gone`` once its words were erased.
        """
        caller.require(Permission.INTERVIEW_READ)
        story = await self._feed.story(caller.tenant_id, session_id)
        profile = PROFILES.get(story.profile)
        if profile is None or profile.visibility != "staff":
            raise NotFound
        async with self._open_work(caller.tenant_id) as work:
            made = await self._book.of_session(work, session_id)
        return tuple(
            AnswerShown(
                told=told,
                evaluations=made.get(told.turn, ((), ()))[0],
                opinions=made.get(told.turn, ((), ()))[1],
                proposals=tuple(one for one in story.proposals if one.turn == told.turn),
            )
            for told in story.answers
        )
