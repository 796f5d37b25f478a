"""HTTP routes for artifact links, video uploads, and the signed links themselves."""

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

from vivavoce.contracts.video import VOICE_CONTENT_TYPE
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.idempotency import shows_secret_once
from vivavoce.infra.web.languages import get_request_language
from vivavoce.infra.web.problems import get_request_id, make_problem_response
from vivavoce.infra.web.request_models import (
    CompatibilityRoute,
    SnakeCaseRequestModel,
    make_compatibility_router,
)
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.media.domain.artifact import WEBM_CONTENT_TYPE, ArtifactType
from vivavoce.media.domain.byte_range import ByteRange, RangeNotSatisfiableError, parse_range_header
from vivavoce.media.usecases.artifact_link import LINK_PATH, DownloadArtifact, GetArtifactLink
from vivavoce.media.usecases.uploads import (
    ConfirmUpload,
    CreateUploadTicket,
    DeclaredUpload,
    ReceiveUpload,
)

_VIDEO_PATH = "/api/v1/sessions/{practice_id:practice}/video"
_EXPOSED_HEADERS = (
    "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, X-Request-Id"
)
_BYTES = {"schema": {"type": "string", "format": "binary"}}
WEBM_BYTES = {WEBM_CONTENT_TYPE: _BYTES}
"""A video, as the API document describes it."""
_RAW_BODY = {
    "required": True,
    "description": "The recording: the bytes of a WebM file.",
    "content": WEBM_BYTES,
}
_LINKED_BYTES = {**WEBM_BYTES, VOICE_CONTENT_TYPE: _BYTES}
_LINKED_FILES = {**_LINKED_BYTES, "application/json": {"schema": {"type": "object"}}}
"""What a link leads to: a transcript or the events of a session, a video, or a voice."""


class OriginNotAllowedError(ForbiddenError):
    """Pages of this origin may not use links of this installation."""

    code = "foreign_origin"


class ArtifactLinkResponse(BaseModel):
    """An artifact and the link to download it."""

    artifact_type: ArtifactType
    """The type of the file."""
    url: str = Field(examples=["https://interviews.example.com/api/v1/media/eyJhbGciOiJIUzI1NiJ9"])
    """The link. It works without other credentials, for anyone who has it."""
    method: Literal["GET"] = "GET"
    """The HTTP method of the link."""
    expires_at: datetime
    """When the link stops working: 15 minutes after it was created."""
    content_type: str = Field(examples=["application/json"])
    """The media type of the file."""
    bytes: int = Field(examples=[48213])
    """The size of the file, in bytes."""
    sha256: str = Field(
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
    )
    """The SHA-256 of the file, in hexadecimal."""


class CreateUploadRequest(SnakeCaseRequestModel):
    """The recording to be uploaded."""

    content_type: str = Field(max_length=100, examples=[WEBM_CONTENT_TYPE])
    """The media type of the recording: WebM."""
    bytes: int | None = Field(None, gt=0, examples=[10485760])
    """The size of the recording in bytes, if it is known already; at most 1,000,000,000."""


class CreateUploadResponse(BaseModel):
    """Permission to upload one recording: PUT it to ``url`` with ``headers``."""

    upload_id: UUID
    """The id of this upload. Name it when you confirm the upload."""
    url: str = Field(examples=["https://interviews.example.com/api/v1/media/eyJhbGciOiJIUzI1NiJ9"])
    """The link to upload the recording to."""
    method: Literal["PUT"] = "PUT"
    """The HTTP method of the link."""
    headers: dict[str, str] = Field(examples=[{"Content-Type": "video/webm"}])
    """The headers to send with the upload."""
    expires_at: datetime
    """When the link stops working: 15 minutes after it was created."""
    max_bytes: int
    """The largest recording that is accepted, in bytes."""


class ConfirmUploadRequest(SnakeCaseRequestModel):
    """The finished upload; the values given are compared with what arrived."""

    upload_id: UUID | None = None
    """The upload to confirm. If absent, the session's newest."""
    bytes: int | None = Field(None, gt=0, examples=[10485760])
    """The size that was sent, in bytes; a difference is refused."""
    sha256: Annotated[str, Field(pattern="^[0-9a-fA-F]{64}$")] | None = Field(
        None, examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
    )
    """The SHA-256 of what was sent, in hexadecimal; a difference is refused."""


class ConfirmUploadResponse(BaseModel):
    """The confirmed video. Video analysis is not available yet."""

    video_analysis_status: Literal["not_available"] = "not_available"
    """Always `not_available`: videos are stored, not analyzed."""
    artifact_type: ArtifactType = ArtifactType.SESSION_VIDEO
    """The type under which the video can be downloaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaUseCases:
    """The use cases that the routes call."""

    get_artifact_link: GetArtifactLink
    open_upload: CreateUploadTicket
    receive_upload: ReceiveUpload
    confirm_upload: ConfirmUpload
    download: DownloadArtifact


def build_artifact_router(use_cases: MediaUseCases) -> APIRouter:
    """Return the routes that create links."""
    router = make_compatibility_router("practice")

    @router.get("/api/v1/artifacts/{practice_id}/{artifact_type}")
    async def get_artifact(
        caller: CurrentCaller, practice_id: str, artifact_type: ArtifactType
    ) -> ArtifactLinkResponse:
        """Create a link to an artifact of a session.

        The link works for 15 minutes, for anyone who has it. The transcript and the events are created on
        the first request after the session has ended; the video is available once its upload is confirmed.
        The candidate's audio is available after the session, if the person agreed to a recording of their
        voice. Other audio and the review as PDF are not stored yet and return 404.
        """
        link = await use_cases.get_artifact_link(caller, practice_id, artifact_type)
        return ArtifactLinkResponse(
            artifact_type=link.file.type,
            url=link.signed_url.url,
            expires_at=link.signed_url.expires_at,
            content_type=link.file.content_type,
            bytes=link.file.size,
            sha256=link.sha256,
        )

    @router.post(f"{_VIDEO_PATH}/upload-url", status_code=201)
    @shows_secret_once
    async def create_video_upload(
        caller: CurrentCaller, practice_id: str, body: CreateUploadRequest
    ) -> CreateUploadResponse:
        """Create a link to upload the session's video; a new link replaces the previous one.

        Practice sessions ask for no separate video consent: only the candidate, or an API key that acts for
        them, can upload a video.
        """
        ticket = await use_cases.open_upload(
            caller, practice_id, content_type=body.content_type, size=body.bytes
        )
        return CreateUploadResponse(
            upload_id=ticket.upload_id,
            url=ticket.signed_url.url,
            headers={"Content-Type": ticket.content_type},
            expires_at=ticket.signed_url.expires_at,
            max_bytes=ticket.max_bytes,
        )

    @router.post(
        f"{_VIDEO_PATH}/uploaded",
        status_code=202,
        responses={200: {"model": ConfirmUploadResponse}},
    )
    async def confirm_video_upload(
        caller: CurrentCaller,
        practice_id: str,
        response: Response,
        body: ConfirmUploadRequest | None = None,
    ) -> ConfirmUploadResponse:
        """Confirm that the video was uploaded. It is checked and stored; a repeated call returns 200."""
        declared = body or ConfirmUploadRequest()
        claim = DeclaredUpload(
            upload_id=declared.upload_id,
            size=declared.bytes,
            sha256=None if declared.sha256 is None else bytes.fromhex(declared.sha256),
        )
        if not await use_cases.confirm_upload(caller, practice_id, claim):
            response.status_code = 200
        return ConfirmUploadResponse()

    return router


def build_link_router(use_cases: MediaUseCases, *, origins: Collection[str]) -> APIRouter:
    """Return the routes behind the links; only pages from ``origins`` may use them in a browser."""
    allowed = frozenset(origins)
    router = APIRouter(route_class=_make_cross_origin_route(allowed), tags=["media"])
    path = f"{LINK_PATH}/{{token}}"

    @router.get(
        path,
        response_class=Response,
        responses={
            200: {"description": "The whole file.", "content": _LINKED_FILES},
            206: {"description": "The requested range of the file.", "content": _LINKED_BYTES},
        },
    )
    async def download_media(request: Request, token: str) -> Response:
        """Download the artifact of a signed link. Supports ``Range``."""
        file = await use_cases.download(token)
        tag, size = f'"{file.etag}"', file.size
        try:
            part = requested_range(request.headers, tag, size)
        except RangeNotSatisfiableError as error:
            return build_range_refusal(request, error, size)
        served_range = part or ByteRange(0, size)
        answer = StreamingResponse(
            use_cases.download.stream(file, served_range),
            200 if part is None else 206,
            media_type=file.content_type,
        )
        add_content_headers(answer, part, tag, size)
        answer.headers["Content-Disposition"] = f'attachment; filename="{file.file_name}"'
        return answer

    @router.put(path, status_code=204, openapi_extra={"requestBody": _RAW_BODY})
    async def upload_media(request: Request, token: str) -> Response:
        """Upload the recording of a signed link: once, and at most ``max_bytes``."""
        length = request.headers.get("content-length", "")
        written = await use_cases.receive_upload(
            token,
            request.stream(),
            content_type=request.headers.get("content-type", ""),
            size=int(length) if length.isdigit() else None,
        )
        return Response(status_code=204, headers={"ETag": f'"{written.sha256.hex()}"'})

    @router.options(path, include_in_schema=False)
    async def ask_media(request: Request, token: str) -> Response:
        """Answer a CORS preflight request; the link itself is not checked."""
        if request.headers.get("origin") not in allowed:
            raise OriginNotAllowedError
        return Response(
            status_code=204,
            headers={
                "Access-Control-Allow-Methods": "GET, PUT",
                "Access-Control-Allow-Headers": "Content-Type, Range, If-Range, X-Request-Id",
                "Access-Control-Max-Age": "600",
            },
        )

    return router


def requested_range(headers: Headers, etag: str, size: int) -> ByteRange | None:
    """Return the requested range, or None for everything; raise ``RangeNotSatisfiableError``."""
    if headers.get("if-range", etag) != etag:
        return None
    return parse_range_header(headers.get("range", ""), size)


def build_range_refusal(request: Request, error: RangeNotSatisfiableError, size: int) -> Response:
    """Return the response to a range that content of ``size`` bytes does not have."""
    refusal = make_problem_response(
        error.status,
        error.code,
        error.detail,
        request_id=get_request_id(request),
        language=get_request_language(request.scope),
    )
    refusal.headers["Content-Range"] = f"bytes */{size}"
    return refusal


def add_content_headers(response: Response, part: ByteRange | None, etag: str, size: int) -> None:
    """Add the headers of content that supports ranges; ``part`` is None for everything."""
    response.headers["Content-Length"] = str(size if part is None else part.length)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "no-store"
    response.headers["ETag"] = etag
    if part is not None:
        response.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"


def _make_cross_origin_route(allowed_origins: frozenset[str]) -> type[CompatibilityRoute]:
    """Return a route class whose responses, including errors, pages from these origins may read."""

    class CrossOriginRoute(CompatibilityRoute):
        """Adds CORS headers (Fetch standard) to every response."""

        async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
            """Serve one request."""
            origin = Headers(scope=scope).get("origin")

            async def send_with_cors_headers(message: Message) -> None:
                if message["type"] == "http.response.start":
                    headers = MutableHeaders(scope=message)
                    headers.append("Vary", "Origin")
                    if origin in allowed_origins:
                        headers["Access-Control-Allow-Origin"] = origin
                        headers["Access-Control-Expose-Headers"] = _EXPOSED_HEADERS
                await send(message)

            await super().handle(scope, receive, send_with_cors_headers)

    return CrossOriginRoute
