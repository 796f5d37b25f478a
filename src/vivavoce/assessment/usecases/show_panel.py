"""Show the panel's results of one session to staff; the candidate never sees them."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.assessment.ports.panel import PanelRepository, PanelSessionGateway
from vivavoce.contracts.panel import Evaluation, LoggedAnswer, Opinion, ProposalOutcome
from vivavoce.contracts.profiles import PROFILES
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedAnswer:
    """One answer with its evaluations, opinions and follow-up proposals."""

    answer: LoggedAnswer = field(repr=False)
    evaluations: tuple[Evaluation, ...]
    opinions: tuple[Opinion, ...]
    proposals: tuple[ProposalOutcome, ...]


class ShowPanel:
    """Shows panel results to staff; practice sessions count as unknown."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        session: PanelSessionGateway,
        panel_repository: PanelRepository,
    ) -> None:
        self._open_work = open_work
        self._session = session
        self._panel_repository = panel_repository

    async def __call__(self, caller: Caller, session_id: SessionId) -> tuple[EvaluatedAnswer, ...]:
        """Return all answers in order, evaluated or not.

        Raises ``NotFoundError`` for an unknown session and ``GoneError`` after its text was erased.
        """
        caller.require(Permission.INTERVIEW_READ)
        story = await self._session.read_session_log(caller.tenant_id, session_id)
        profile = PROFILES.get(story.profile)
        if profile is None or profile.visibility != "staff":
            raise NotFoundError
        async with self._open_work(caller.tenant_id) as work:
            made = await self._panel_repository.load_session_results(work, session_id)
        return tuple(
            EvaluatedAnswer(
                answer=told,
                evaluations=made.get(told.turn, ((), ()))[0],
                opinions=made.get(told.turn, ((), ()))[1],
                proposals=tuple(one for one in story.proposals if one.turn == told.turn),
            )
            for told in story.answers
        )
