"""Artifacts by signed link, the way in for a recording, and the links themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from vivavoce.infra.web.bodies import OwnRoute, SnakeBody, own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.infra.web.problems import problem, request_id
from vivavoce.kernel.errors import Forbidden
from vivavoce.media.domain.artifact import WEBM, ArtifactType
from vivavoce.media.domain.ranges import NotSatisfiable, Part, wanted_part
from vivavoce.media.usecases.download import Download
from vivavoce.media.usecases.give_artifact import GiveArtifact
from vivavoce.media.usecases.links import PATH
from vivavoce.media.usecases.uploads import Claim, ConfirmUpload, OpenUpload, ReceiveUpload

_VIDEO = "/api/v1/sessions/{practice_id:practice}/video"
_EXPOSED = "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, X-Request-Id"
_RAW_BODY = {
    "required": True,
    "content": {WEBM: {"schema": {"type": "string", "format": "binary"}}},
}


class ForeignOrigin(Forbidden):
    """Pages of this origin may not use links of this installation."""

    code = "foreign_origin"


class ArtifactView(BaseModel):
    """An artifact and the link under which it is fetched."""

    artifact_type: ArtifactType
    url: str
    method: Literal["GET"] = "GET"
    expires_at: datetime
    content_type: str
    bytes: int
    sha256: str


class UploadWish(SnakeBody):
    """What is to be uploaded."""

    content_type: str = Field(max_length=100, examples=[WEBM])
    bytes: int | None = Field(None, gt=0)


class UploadView(BaseModel):
    """The leave to upload one recording: PUT it to ``url`` with ``headers``."""

    upload_id: UUID
    url: str
    method: Literal["PUT"] = "PUT"
    headers: dict[str, str]
    expires_at: datetime
    max_bytes: int


class UploadedBody(SnakeBody):
    """What was uploaded; what is given is compared."""

    upload_id: UUID | None = None
    bytes: int | None = Field(None, gt=0)
    sha256: Annotated[str, Field(pattern="^[0-9a-fA-F]{64}$")] | None = None


class UploadedView(BaseModel):
    """What became of it. Nothing analyses a video yet, and the answer says so."""

    video_analysis_status: Literal["not_available"] = "not_available"
    artifact_type: ArtifactType = ArtifactType.SESSION_VIDEO


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaUseCases:
    """What the routes ask."""

    give_artifact: GiveArtifact
    open_upload: OpenUpload
    receive_upload: ReceiveUpload
    confirm_upload: ConfirmUpload
    download: Download


def artifact_routes(cases: MediaUseCases) -> APIRouter:
    """Return the routes that hand out links."""
    router = own_router("practice")

    @router.get("/api/v1/artifacts/{practice_id}/{artifact_type}")
    async def get_artifact(
        caller: CallerOf, practice_id: str, artifact_type: ArtifactType
    ) -> ArtifactView:
        """Give a link to something kept of a session.

        The link works for 15 minutes, for whoever has it. The transcript and the events are made at the
        first asking once the session is over; the video is there once its upload is confirmed. Sound and
        the printed review are not kept yet: they are not found.
        """
        artifact, address = await cases.give_artifact(caller, practice_id, artifact_type)
        return ArtifactView(
            artifact_type=artifact.type,
            url=address.url,
            expires_at=address.expires_at,
            content_type=artifact.content_type,
            bytes=artifact.object.size,
            sha256=artifact.object.sha256.hex(),
        )

    @router.post(f"{_VIDEO}/upload-url", status_code=201)
    async def create_video_upload(
        caller: CallerOf, practice_id: str, body: UploadWish
    ) -> UploadView:
        """Give a link to upload the session's video; a new link replaces the former one.

        Practice asks for no further consent to the video: only the person themselves, or a key that acts
        for them, can upload one.
        """
        ticket = await cases.open_upload(
            caller, practice_id, content_type=body.content_type, size=body.bytes
        )
        return UploadView(
            upload_id=ticket.upload_id,
            url=ticket.address.url,
            headers={"Content-Type": ticket.content_type},
            expires_at=ticket.address.expires_at,
            max_bytes=ticket.max_bytes,
        )

    @router.post(f"{_VIDEO}/uploaded", status_code=202, responses={200: {"model": UploadedView}})
    async def confirm_video_upload(
        caller: CallerOf, practice_id: str, response: Response, body: UploadedBody | None = None
    ) -> UploadedView:
        """Confirm that the video was uploaded. It is looked at and kept; a repeat answers 200."""
        said = body or UploadedBody()
        claim = Claim(
            upload_id=said.upload_id,
            size=said.bytes,
            sha256=None if said.sha256 is None else bytes.fromhex(said.sha256),
        )
        if not await cases.confirm_upload(caller, practice_id, claim):
            response.status_code = 200
        return UploadedView()

    return router


def link_routes(cases: MediaUseCases, *, origins: Collection[str]) -> APIRouter:
    """Return the routes behind the links; pages of ``origins`` may use them, no others."""
    allowed = frozenset(origins)
    router = APIRouter(route_class=_for_pages_of(allowed), tags=["media"])
    path = f"{PATH}/{{token}}"

    @router.get(path, responses={200: {"content": {WEBM: {}}}, 206: {}})
    async def download_media(request: Request, token: str) -> Response:
        """Download what a signed link names; ``Range`` is understood."""
        artifact = await cases.download(token)
        tag, size = f'"{artifact.object.sha256.hex()}"', artifact.object.size
        try:
            part = _wanted(request.headers, tag, size)
        except NotSatisfiable as error:
            refusal = problem(
                error.status, error.code, error.detail, request_id=request_id(request)
            )
            refusal.headers["Content-Range"] = f"bytes */{size}"
            return refusal
        whole = part or Part(0, size)
        answer = StreamingResponse(
            cases.download.read(artifact, whole),
            200 if part is None else 206,
            media_type=artifact.content_type,
        )
        answer.headers["Content-Length"] = str(whole.length)
        answer.headers["Content-Disposition"] = f'attachment; filename="{artifact.file_name}"'
        answer.headers["Accept-Ranges"] = "bytes"
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["ETag"] = tag
        if part is not None:
            answer.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
        return answer

    @router.put(path, status_code=204, openapi_extra={"requestBody": _RAW_BODY})
    async def upload_media(request: Request, token: str) -> Response:
        """Upload the recording that a signed link was given for: once, and at most ``max_bytes``."""
        length = request.headers.get("content-length", "")
        written = await cases.receive_upload(
            token,
            request.stream(),
            content_type=request.headers.get("content-type", ""),
            size=int(length) if length.isdigit() else None,
        )
        return Response(status_code=204, headers={"ETag": f'"{written.sha256.hex()}"'})

    @router.options(path, include_in_schema=False)
    async def ask_media(request: Request, token: str) -> Response:
        """Tell a browser whether a page may use a link; the link itself is not looked at."""
        if request.headers.get("origin") not in allowed:
            raise ForeignOrigin
        return Response(
            status_code=204,
            headers={
                "Access-Control-Allow-Methods": "GET, PUT",
                "Access-Control-Allow-Headers": "Content-Type, Range, If-Range, X-Request-Id",
                "Access-Control-Max-Age": "600",
            },
        )

    return router


def _wanted(headers: Headers, tag: str, size: int) -> Part | None:
    if headers.get("if-range", tag) != tag:
        return None
    return wanted_part(headers.get("range", ""), size)


def _for_pages_of(allowed: frozenset[str]) -> type[OwnRoute]:
    """Return a route whose answers, refusals too, may be read by pages of these origins."""

    class CrossOriginRoute(OwnRoute):
        """Adds the headers of the Fetch standard to every answer."""

        async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
            """Serve one request."""
            origin = Headers(scope=scope).get("origin")

            async def told(message: Message) -> None:
                if message["type"] == "http.response.start":
                    headers = MutableHeaders(scope=message)
                    headers.append("Vary", "Origin")
                    if origin in allowed:
                        headers["Access-Control-Allow-Origin"] = origin
                        headers["Access-Control-Expose-Headers"] = _EXPOSED
                await send(message)

            await super().handle(scope, receive, told)

    return CrossOriginRoute
