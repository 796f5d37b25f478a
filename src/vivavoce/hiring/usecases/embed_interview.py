"""Let a page of the customer embed the candidate's room of one interview."""

from __future__ import annotations

from vivavoce.contracts.embedding import EmbedAddress
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.ports.candidates import CandidateLinkCommands
from vivavoce.hiring.usecases.retry_steps import INVITABLE_STATES, LinkNotPossibleError
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission


class EmbedInterview:
    """Makes a token with which one page of one origin shows the room, once."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PostgresInterviewRepository,
        candidate_links: CandidateLinkCommands,
        audit: AuditTrail,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._candidate_links = candidate_links
        self._audit = audit

    async def __call__(self, caller: Caller, key: str, origin: str) -> EmbedAddress:
        """Return the token for the interview and ``origin``.

        Only a program with an API key vouches for the candidate: a person who may read the console could
        otherwise enter the room in the candidate's name. Raises ``LinkNotPossibleError`` before the plan is
        approved, after the interview, and for interviews by phone, and ``OriginNotRegisteredError``.
        """
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            has_room = interview.profile.has_link and not interview.is_erased
            if interview.state not in INVITABLE_STATES or not has_room:
                raise LinkNotPossibleError(
                    "The room can be embedded from the approval of the plan until the interview ends.",
                    extra={"currentState": str(interview.state)},
                )
            address = await self._candidate_links.embed(
                work,
                interview.id,
                interview.person_id,
                days=interview.profile.link_ttl_days,
                origin=origin,
                is_vouched=caller.kind == "api_key",
            )
            details = {"origin": origin, "replacesCode": address.replaces_code}
            await self._audit.record(
                work, caller, "interview.embed_token_created", str(interview.id), details
            )
            return address
