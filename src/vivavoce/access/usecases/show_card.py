"""What a candidate sees at the door, and the answer to what is put before them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from vivavoce.access.domain.consent import Answer, ConsentText, check_needs
from vivavoce.access.domain.door import ConsentChanged, masked
from vivavoce.access.ports import Consents
from vivavoce.access.usecases.knock import Knock
from vivavoce.contracts.film import FilmText
from vivavoce.contracts.sound import VoiceOffer


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorCard:
    """What stands on the door."""

    candidate_name: str = field(repr=False)
    position: str
    company_name: str
    masked_email: str
    expires_at: datetime
    is_code_needed: bool
    consent: ConsentText
    has_consented: bool
    state: str
    duration_minutes: int
    opens_at: datetime | None
    voice: VoiceOffer
    film: FilmText | None
    """What is said of a film, where the candidate may be asked for one."""


class ShowCard:
    """Reads the door's card; looking changes nothing."""

    def __init__(self, *, knock: Knock, consents: Consents) -> None:
        self._knock = knock
        self._consents = consents

    async def __call__(self, token: str) -> DoorCard:
        """Return the card, or raise ``LinkNotOpen``."""
        async with self._knock(token) as visitor:
            visit = visitor.visit
            newest = await self._consents.newest(visitor.work, visit.interview_id)
            waits = visit.opens_at is not None and visit.opens_at > visitor.now
            return DoorCard(
                candidate_name=visit.candidate_name or "",
                position=visit.position or "",
                company_name=visit.company_name or "",
                masked_email="" if visit.email is None else masked(visit.email),
                expires_at=visitor.door.expires_at,
                is_code_needed=visitor.needs_code,
                consent=visitor.consent,
                has_consented=newest == (visitor.consent.version, True),
                state=visit.state,
                duration_minutes=visit.duration_minutes,
                opens_at=visit.opens_at if waits and visit.state != "IN_PROGRESS" else None,
                voice=visitor.voice,
                film=visitor.film,
            )


class GiveConsent:
    """Keeps what the candidate answered."""

    def __init__(self, *, knock: Knock, consents: Consents) -> None:
        self._knock = knock
        self._consents = consents

    async def __call__(
        self,
        token: str,
        *,
        is_accepted: bool,
        version: str,
        needs: list[str],
        request_id: str = "",
    ) -> Answer:
        """Return the answer as it is kept; raise ``ConsentChanged`` for another text than today's."""
        wanted = check_needs(needs)
        async with self._knock(token, request_id=request_id) as visitor:
            text = visitor.consent
            if version != text.version:
                raise ConsentChanged(extra={"version": text.version})
            answer = Answer(text=text, is_accepted=is_accepted, at=visitor.now, needs=wanted)
            await self._consents.add(visitor.work, visitor.door, answer)
            return answer
