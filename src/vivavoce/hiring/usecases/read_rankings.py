"""Rank the assessed interviews of an organization, without storing the ranking."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.rankings import AssessedInterview, Rankings, rank_interviews
from vivavoce.hiring.domain.workflow import ASSESSED_STATES
from vivavoce.hiring.ports.interviews import InterviewAssessments, InterviewQuery
from vivavoce.hiring.usecases.read_positions import CANDIDATE_PROFILES
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission

MAX_RANKED_INTERVIEWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingListing:
    """Rankings, and whether they are of all interviews that match or only of the newest."""

    rankings: Rankings
    is_complete: bool


class ReadRankings:
    """Reads rankings of the caller's organization."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        assessments: InterviewAssessments,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._assessments = assessments

    async def __call__(
        self, caller: Caller, *, position: str | None = None, external_id: str | None = None
    ) -> RankingListing:
        """Return the rankings of every position, or of one.

        With ``external_id``, only that interview is returned, with its rank among all of its position. At
        most the ``MAX_RANKED_INTERVIEWS`` newest interviews are ranked.
        """
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            if external_id is not None:
                return await self._rank_one(work, external_id, position)
            return await self._rank(work, position)

    async def _rank_one(
        self, work: UnitOfWork, external_id: str, position: str | None
    ) -> RankingListing:
        query = InterviewQuery(
            external_id=external_id, position=position, profiles=CANDIDATE_PROFILES, limit=1
        )
        found = (await self._interviews.page(work, query)).interviews
        if not found or found[0].state not in ASSESSED_STATES:
            return RankingListing(rankings=rank_interviews([]), is_complete=True)
        listing = await self._rank(work, found[0].request.position)
        return RankingListing(
            rankings=Rankings(
                ranked=tuple(
                    one for one in listing.rankings.ranked if one.interview.id == found[0].id
                ),
                unranked=tuple(
                    one for one in listing.rankings.unranked if one[0].id == found[0].id
                ),
            ),
            is_complete=listing.is_complete,
        )

    async def _rank(self, work: UnitOfWork, position: str | None) -> RankingListing:
        query = InterviewQuery(
            states=ASSESSED_STATES,
            position=position,
            profiles=CANDIDATE_PROFILES,
            limit=MAX_RANKED_INTERVIEWS,
        )
        page = await self._interviews.page(work, query)
        found = [
            AssessedInterview(
                interview=interview, assessment=await self._assessments.latest(work, interview.id)
            )
            for interview in page.interviews
            if not interview.is_erased
        ]
        return RankingListing(rankings=rank_interviews(found), is_complete=page.next_cursor is None)
