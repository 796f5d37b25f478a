"""Open a candidate link: from its token to a unit of work in the right organization."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from vivavoce.access.domain.candidate_link import CandidateLink, LinkNotOpenError
from vivavoce.access.domain.consent import TEXT_ONLY, ConsentText, build_consent_text
from vivavoce.access.ports import (
    CandidateAccessPolicy,
    CandidateInterviewGateway,
    CandidateLinkRepository,
    InvitedInterview,
    LinkTokenIndex,
)
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.video import VideoConsentText
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestContext:
    """A guest (candidate) with an open link, within one unit of work."""

    work: UnitOfWork
    link: CandidateLink
    interview: InvitedInterview
    now: datetime
    is_code_required: bool
    voice: VoiceAvailability
    video_notice: VideoConsentText | None
    """The notice about video recording, if the candidate may be asked for one."""

    @property
    def consent(self) -> ConsentText:
        """The consent text that this interview shows to the candidate."""
        return build_consent_text(self.interview.transcript_retention_days, self.voice)


class OpenCandidateLink:
    """Opens a unit of work for the holder of an open link.

    ``on_candidate_arrived`` is called, often, when a candidate uses a link, so that speech engines and
    the like can be prepared.
    """

    def __init__(
        self,
        *,
        token_index: LinkTokenIndex,
        links: CandidateLinkRepository,
        interviews: CandidateInterviewGateway,
        policy: CandidateAccessPolicy,
        open_work: UnitOfWorkFactory,
        clock: Clock,
        voice: VoiceAvailability = TEXT_ONLY,
        on_candidate_arrived: Callable[[], None] | None = None,
        video_notice: VideoConsentText | None = None,
    ) -> None:
        self._token_index = token_index
        self._links = links
        self._interviews = interviews
        self._policy = policy
        self._open_work = open_work
        self._clock = clock
        self._voice = voice
        self._on_candidate_arrived = on_candidate_arrived
        self._video_notice = video_notice

    @asynccontextmanager
    async def __call__(self, token: str, *, request_id: str = "") -> AsyncIterator[GuestContext]:
        """Yield the context of the holder of ``token``, or raise ``LinkNotOpenError``."""
        now = self._clock.now()
        step = await self._token_index.find(token, now)
        if step is None:
            raise LinkNotOpenError
        async with self._open_work(step.tenant_id, correlation_id=request_id) as work:
            door = await self._links.find(work, step.link_id)
            if door is None:
                raise LinkNotOpenError
            visit = await self._interviews.get_candidate_details(work, door.interview_id)
            if self._on_candidate_arrived is not None:
                self._on_candidate_arrived()
            yield GuestContext(
                work=work,
                link=door,
                interview=visit,
                now=now,
                is_code_required=await self._is_code_required(work, visit),
                voice=self._voice,
                video_notice=await self._video_notice_for(work, visit),
            )

    async def _video_notice_for(
        self, work: UnitOfWork, interview: InvitedInterview
    ) -> VideoConsentText | None:
        abilities = PROFILES[interview.profile].abilities.with_overrides(interview.abilities)
        if not abilities.video_presence or not await self._policy.allows_video(work):
            return None
        return self._video_notice

    async def _is_code_required(self, work: UnitOfWork, interview: InvitedInterview) -> bool:
        if PROFILES[interview.profile].identity != "link_and_code" or interview.email is None:
            return False
        return await self._policy.requires_code(work)
