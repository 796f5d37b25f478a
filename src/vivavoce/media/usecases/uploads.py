"""A recording's way in: a ticket, the bytes, the confirmation."""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids
from vivavoce.media.domain.artifact import (
    EBML_MARK,
    WEBM,
    ArtifactType,
    EmptyUpload,
    NotTaken,
    NotWebm,
    ObjectName,
    Seen,
    SessionNotStarted,
    TicketUsed,
    Upload,
    UploadDiffers,
    UploadMissing,
    UploadTooLarge,
    VideoKept,
    Written,
    base_type,
)
from vivavoce.media.domain.link import LIFE
from vivavoce.media.domain.ranges import Part
from vivavoce.media.ports import Contents, Shelf, Viewers
from vivavoce.media.usecases.keep import KeepArtifact
from vivavoce.media.usecases.links import Address, Links

MOST_BYTES = 1_000_000_000
"""The longest recording that is taken: 1 GB."""
_VIDEO = ArtifactType.SESSION_VIDEO
_MAY_TAKE = timedelta(hours=2)
"""How long after its link ran out an upload that began in time may still arrive."""
_UNCONFIRMED_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """The leave to upload one recording."""

    upload_id: UUID
    address: Address
    content_type: str
    max_bytes: int


class OpenUpload:
    """Gives a ticket for the session's video; a new one replaces the former."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        viewers: Viewers,
        shelf: Shelf,
        links: Links,
        clock: Clock,
        ids: Ids,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._open_work = open_work
        self._viewers = viewers
        self._shelf = shelf
        self._links = links
        self._clock = clock
        self._ids = ids
        self._most_bytes = most_bytes

    async def __call__(
        self, caller: Caller, shown: str, *, content_type: str, size: int | None
    ) -> Ticket:
        """Return a ticket. Who practises gives consent to a video by uploading it themselves.

        Raises ``NotFound``, ``NotTaken``, ``UploadTooLarge``, ``SessionNotStarted`` or ``VideoKept``.
        """
        if base_type(content_type) != WEBM:
            raise NotTaken
        async with self._open_work(caller.tenant_id) as work:
            seen = await self._viewers.owner(work, caller, shown)
            if size is not None and size > self._most_bytes:
                raise UploadTooLarge
            upload = await self._opened(work, seen)
        address = self._links.address(caller.tenant_id, upload.id, "PUT", WEBM)
        return Ticket(
            upload_id=upload.id, address=address, content_type=WEBM, max_bytes=upload.max_bytes
        )

    async def _opened(self, work: Work, seen: Seen) -> Upload:
        if seen.talk in ("not_begun", "never_held"):
            raise SessionNotStarted
        if await self._shelf.artifact_of(work, seen.interview_id, _VIDEO) is not None:
            raise VideoKept
        upload = Upload(
            id=self._ids.new(),
            interview_id=seen.interview_id,
            run_id=seen.run_id,
            person_id=seen.person_id,
            content_type=WEBM,
            max_bytes=self._most_bytes,
            object=None,
        )
        forget_at = self._clock.now() + LIFE + _MAY_TAKE
        await self._shelf.open_ticket(work, upload, forget_at=forget_at)
        return upload


class ReceiveUpload:
    """Takes the bytes that are PUT to a link: wholly, or not at all."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        shelf: Shelf,
        contents: Contents,
        links: Links,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._shelf = shelf
        self._contents = contents
        self._links = links
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, token: str, pieces: AsyncIterable[bytes], *, content_type: str, size: int | None
    ) -> Written:
        """Return what is kept now.

        Raises ``LinkRefused``, ``LinkExpired``, ``NotTaken``, ``UploadTooLarge``, ``EmptyUpload``,
        ``TicketUsed``, ``Erased`` or ``StoreUnavailable``; then nothing is kept.
        """
        link = self._links.read(token, "PUT")
        if base_type(content_type) != link.content_type:
            raise NotTaken
        async with self._open_work(link.tenant_id) as work:
            ticket = await self._shelf.ticket(work, link.target)
        if ticket is None or ticket.object is not None:
            raise TicketUsed
        if size is not None and size > ticket.max_bytes:
            raise UploadTooLarge
        name, is_noted = ObjectName(link.tenant_id, self._ids.new()), False
        written = await self._contents.write(name, pieces, limit=ticket.max_bytes)
        try:
            if written.size == 0:
                raise EmptyUpload
            await failpoint("media.before_commit")
            async with self._open_work(link.tenant_id) as work:
                await self._note(work, link.target, written)
                is_noted = True
        finally:
            # After a commit whose answer was lost the row may stand: then the sweep decides, not we.
            if not is_noted:
                await self._contents.delete(name)
        return written

    async def _note(self, work: Work, upload_id: UUID, written: Written) -> None:
        forget_at = self._clock.now() + _UNCONFIRMED_FOR
        if not await self._shelf.arrived(work, upload_id, written, forget_at=forget_at):
            raise TicketUsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the client says it uploaded; what it does not say is not compared."""

    upload_id: UUID | None
    size: int | None
    sha256: bytes | None

    def fits(self, written: Written) -> bool:
        """Return whether ``written`` is what was said."""
        has_size = self.size is None or self.size == written.size
        return has_size and (self.sha256 is None or self.sha256 == written.sha256)


class ConfirmUpload:
    """Makes the session's video of what arrived: the one place where its analysis will be asked for."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        viewers: Viewers,
        shelf: Shelf,
        contents: Contents,
        keep: KeepArtifact,
    ) -> None:
        self._open_work = open_work
        self._viewers = viewers
        self._shelf = shelf
        self._contents = contents
        self._keep = keep

    async def __call__(self, caller: Caller, shown: str, claim: Claim) -> bool:
        """Return True when the video is kept now, False when it was before.

        Raises ``NotFound``, ``UploadMissing``, ``UploadDiffers`` or ``NotWebm``.
        """
        async with self._open_work(caller.tenant_id) as work:
            seen = await self._viewers.owner(work, caller, shown)
            ticket = await self._shelf.lock_ticket_of(work, seen.interview_id)
            if await self._was_kept(work, seen, claim):
                return False
        written = self._arrived(ticket, claim)
        if not claim.fits(written):
            raise UploadDiffers
        if not await self._contents.is_there(written):
            raise UploadMissing
        if not await self._is_webm(written):
            raise NotWebm
        async with self._open_work(caller.tenant_id) as work:
            seen = await self._viewers.owner(work, caller, shown)
            return await self._kept(work, seen, claim, written)

    # The ticket is locked before the video is looked for: whoever keeps it meanwhile spends the ticket.
    async def _was_kept(self, work: Work, seen: Seen, claim: Claim) -> bool:
        video = await self._shelf.artifact_of(work, seen.interview_id, _VIDEO)
        if video is None:
            return False
        if claim.upload_id not in (None, video.upload_id):
            raise UploadMissing
        if not claim.fits(video.object):
            raise UploadDiffers
        return True

    async def _kept(self, work: Work, seen: Seen, claim: Claim, written: Written) -> bool:
        """Keep what was looked at; somebody else may have done so meanwhile, or asked for a new ticket."""
        ticket = await self._shelf.lock_ticket_of(work, seen.interview_id)
        if await self._was_kept(work, seen, claim):
            return False
        if ticket is None or ticket.object != written:
            raise UploadMissing
        await self._keep(
            work,
            written,
            kind=_VIDEO,
            content_type=ticket.content_type,
            interview_id=seen.interview_id,
            run_id=seen.run_id,
            person_id=seen.person_id,
            upload_id=ticket.id,
        )
        await self._shelf.spend(work, ticket.id)
        return True

    def _arrived(self, ticket: Upload | None, claim: Claim) -> Written:
        if ticket is None or ticket.object is None:
            raise UploadMissing
        if claim.upload_id not in (None, ticket.id):
            raise UploadMissing
        return ticket.object

    async def _is_webm(self, written: Written) -> bool:
        mark = Part(0, min(len(EBML_MARK), written.size))
        read = [piece async for piece in self._contents.read(written, mark)]
        return b"".join(read) == EBML_MARK
