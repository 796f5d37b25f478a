"""HTTP routes for recordings: uploading, listing and playing video; listening to a recorded voice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from vivavoce.contracts.interview import parse_practice_session_id
from vivavoce.infra.web.callers import CurrentCaller, current_caller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.kernel.errors import NotFoundError
from vivavoce.media.domain.artifact import (
    WEBM_CONTENT_TYPE,
    UnsupportedUploadTypeError,
    UploadTooLargeError,
    normalize_content_type,
)
from vivavoce.media.domain.byte_range import ByteRange, RangeNotSatisfiableError
from vivavoce.media.domain.video import (
    MAX_CHUNK_BYTES,
    MAX_CHUNK_DURATION_MS,
    MAX_CHUNKS,
    MAX_RECORDING_DURATION_MS,
    RecordedSessionAddress,
    RecordingConsentStatus,
    VideoChunkMetadata,
    compute_etag,
    compute_total_size,
    find_missing_chunks,
    list_restart_chunk_numbers,
)
from vivavoce.media.domain.voice_sound import RecordedPassage
from vivavoce.media.ports import VideoSessions
from vivavoce.media.routes.artifacts import (
    WEBM_BYTES,
    add_content_headers,
    build_range_refusal,
    requested_range,
)
from vivavoce.media.usecases.read_voice import ReadVoice, VoiceSound
from vivavoce.media.usecases.store_video_chunk import (
    RECORDING_PATH,
    StoreRecordingChunk,
    chunk_path,
)
from vivavoce.media.usecases.video_consent import ChunkedVideo, ReadVideo

Seq = Annotated[int, Path(ge=0, lt=MAX_CHUNKS)]
DurationMs = Annotated[int, Query(alias="durationMs", ge=1, le=MAX_CHUNK_DURATION_MS)]
AtMs = Annotated[int | None, Query(alias="atMs", ge=0, le=MAX_RECORDING_DURATION_MS)]
_RAW_BODY = {
    "required": True,
    "description": "The chunk: the bytes of a WebM file.",
    "content": WEBM_BYTES,
}
WAV_CONTENT_TYPE = "audio/wav"
_WAV_BYTES = {WAV_CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}}}
FromMs = Annotated[int, Query(alias="fromMs", ge=0, examples=[61_000])]
ToMs = Annotated[int | None, Query(alias="toMs", ge=1, examples=[74_500])]
_VIDEO_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole video.", "content": WEBM_BYTES},
    206: {"description": "The requested range of the video.", "content": WEBM_BYTES},
}  # Any: what the document takes


class VideoChunkResponse(CamelModel):
    """A chunk of a recording."""

    timestamp: int
    """When the chunk begins, in milliseconds from the start of the recording."""
    path: str = Field(examples=["/api/v1/recording/0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55/chunks/3"])
    """The path to download the chunk from."""
    size_bytes: int
    """The size of the chunk, in bytes."""
    duration_ms: int
    """The length of the chunk, in milliseconds."""
    seq: int
    """The number of the chunk, from 0."""
    sha256: str
    """The SHA-256 of the chunk, in hexadecimal."""
    is_file_start: bool
    """Whether the chunk starts a WebM file and plays without the chunks before it."""


class VideoChunkListResponse(CamelModel):
    """All stored chunks of a session's recording, in order."""

    session_id: str
    """The id that the request named."""
    chunks: list[VideoChunkResponse]
    """The stored chunks, in order of their numbers."""
    total_chunks: int
    """How many chunks are stored."""
    total_duration_ms: int
    """The length of all stored chunks, in milliseconds."""
    consent: RecordingConsentStatus
    """The candidate's consent to video recording. `not_answered`: they were not asked yet, or gave no answer.
    `withdrawn`: they took it back."""
    consent_at: datetime | None
    """When the candidate gave this answer; null if they have not answered. If they consented, the
    recording's time starts here."""


class StoredVideoChunkResponse(CamelModel):
    """A stored chunk."""

    seq: int
    """The number of the chunk, from 0."""
    timestamp: int
    """When the chunk begins, in milliseconds from the start of the recording."""
    size_bytes: int
    """The size of the chunk, in bytes."""
    duration_ms: int
    """The length of the chunk, in milliseconds."""
    sha256: str
    """The SHA-256 of the chunk, in hexadecimal."""


class RecordedRangeResponse(CamelModel):
    """A range of a recording."""

    start_ms: int
    """Where it begins, in milliseconds from the start of the recording."""
    end_ms: int
    """Where it ends, in milliseconds from the start of the recording."""


class RecordedPassageResponse(RecordedRangeResponse):
    """Words of the candidate whose sound is stored."""

    turn: int
    """The turn that they belong to."""
    start: int | None
    """Where they begin in the turn's text, in code points; null if the text was changed or erased since."""
    end: int | None
    """Where they end in the turn's text, in code points; null if the text was changed or erased since."""
    is_complete: bool
    """Whether all of their sound is stored."""


class VoiceRecordingResponse(CamelModel):
    """What is stored of the candidate's voice."""

    session_id: str
    """The id that the request named."""
    consent: RecordingConsentStatus
    """The candidate's consent to a recording of their voice. `not_answered`: they were not asked, or gave no
    answer. `withdrawn`: they took it back, and the recording was deleted."""
    consent_at: datetime | None
    """When the candidate gave this answer; null if they have not answered. If they consented, the
    recording's time starts here."""
    stored_ms: int
    """The length of all sound that is stored, in milliseconds."""
    gaps: list[RecordedRangeResponse]
    """Where no sound is stored between its start and its end: the interview did not listen, the microphone
    was off, or the sound could not be stored."""
    passages: list[RecordedPassageResponse]
    """What the candidate said, in order, as far as its sound is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoUseCases:
    """The use cases that the routes call."""

    sessions: VideoSessions
    store_chunk: StoreRecordingChunk
    read_video: ReadVideo
    read_voice: ReadVoice


def build_recording_router(use_cases: VideoUseCases) -> APIRouter:
    """Return the routes under ``/api/v1/recording``."""
    router = make_strict_router("recording")
    _add_upload_route(router, use_cases)
    _add_voice_routes(router, use_cases.read_voice)

    @router.get(f"{RECORDING_PATH}/{{session_id}}/chunks")
    async def list_chunks(caller: CurrentCaller, session_id: str) -> VideoChunkListResponse:
        """List the stored chunks of a session's recording.

        ``session_id`` is the session's id or, for your own practice, the practice session id.
        """
        listed = await use_cases.read_video(caller, session_id)
        video, address = listed.video, listed.video.session_address
        return VideoChunkListResponse(
            session_id=session_id,
            chunks=[
                VideoChunkResponse(
                    timestamp=piece.at_ms,
                    path=chunk_path(address.session_id, piece.seq),
                    size_bytes=piece.object.size,
                    duration_ms=piece.duration_ms,
                    seq=piece.seq,
                    sha256=piece.object.sha256.hex(),
                    is_file_start=piece.is_file_start,
                )
                for piece in video.chunks
            ],
            total_chunks=len(video.chunks),
            total_duration_ms=sum(piece.duration_ms for piece in video.chunks),
            consent=listed.consent.status,
            consent_at=listed.consent.answered_at,
        )

    @router.get(
        f"{RECORDING_PATH}/{{session_id}}/stream",
        response_class=Response,
        responses=_VIDEO_RESPONSES,
    )
    async def stream_recording(
        request: Request, caller: CurrentCaller, session_id: str
    ) -> Response:
        """Return a session's recording as one WebM file: its chunks in order. Supports ``Range``.

        ``X-Recording-Gaps`` lists missing chunks (``3,7-8``). ``X-Recording-Restarts`` lists chunks that
        start a new file because the camera was restarted; players may stop there, and each of them plays on
        its own.
        """
        return await _video_response(
            use_cases.read_video, request, await use_cases.read_video.get_video(caller, session_id)
        )

    @router.get(
        f"{RECORDING_PATH}/{{session_id}}/chunks/{{seq}}",
        response_class=Response,
        responses=_VIDEO_RESPONSES,
    )
    async def get_chunk(
        request: Request, caller: CurrentCaller, session_id: str, seq: Seq
    ) -> Response:
        """Return one chunk of a session's recording as it was uploaded. Supports ``Range``."""
        return await _video_response(
            use_cases.read_video,
            request,
            await use_cases.read_video.get_chunk(caller, session_id, seq),
        )

    return router


def _add_upload_route(router: APIRouter, use_cases: VideoUseCases) -> None:
    @router.put(
        f"{RECORDING_PATH}/{{session_id}}/chunks/{{seq}}",
        status_code=201,
        responses={200: {"model": StoredVideoChunkResponse}},
        openapi_extra={"requestBody": _RAW_BODY},
    )
    async def put_chunk(
        request: Request,
        response: Response,
        session_id: str,
        seq: Seq,
        duration_ms: DurationMs,
        at_ms: AtMs = None,
    ) -> StoredVideoChunkResponse:
        """Upload a chunk of a recording: a WebM body of up to 25 MiB and 60 s, numbered from 0.

        ``session_id`` is the ``sessionId`` that ``start`` returned; anyone who has it acts as the candidate.
        The candidate must have agreed to video recording first (``VIDEO_CONSENT``), otherwise this returns
        409. For your own practice, ``session_id`` is the practice session id and you must be signed in.
        Chunks may arrive in any order. The same chunk again returns 200, a different one under its number
        409. Chunk 0 must start like a WebM file.
        """
        if normalize_content_type(request.headers.get("content-type", "")) != WEBM_CONTENT_TYPE:
            raise UnsupportedUploadTypeError
        length = request.headers.get("content-length", "")
        if length.isdigit() and int(length) > MAX_CHUNK_BYTES:
            raise UploadTooLargeError
        address = await _resolve_session(use_cases, request, session_id)
        metadata = VideoChunkMetadata(seq=seq, duration_ms=duration_ms, at_ms=at_ms)
        result = await use_cases.store_chunk(address, metadata, request.stream())
        if not result.is_new:
            response.status_code = 200
        return StoredVideoChunkResponse(
            seq=result.chunk.seq,
            timestamp=result.chunk.at_ms,
            size_bytes=result.chunk.object.size,
            duration_ms=result.chunk.duration_ms,
            sha256=result.chunk.object.sha256.hex(),
        )


def _add_voice_routes(router: APIRouter, read_voice: ReadVoice) -> None:
    @router.get(f"{RECORDING_PATH}/{{session_id}}/voice")
    async def get_voice_recording(caller: CurrentCaller, session_id: str) -> VoiceRecordingResponse:
        """Return what is stored of the candidate's voice, and where each passage of it is.

        ``session_id`` is the session's id.
        """
        found = await read_voice(caller, session_id)
        return VoiceRecordingResponse(
            session_id=session_id,
            consent=found.consent.status,
            consent_at=found.consent.answered_at,
            stored_ms=sum(chunk.duration_ms for chunk in found.chunks),
            gaps=[
                RecordedRangeResponse(start_ms=gap.start_ms, end_ms=gap.end_ms)
                for gap in found.gaps
            ],
            passages=[_passage_response(passage) for passage in found.passages],
        )

    @router.get(
        f"{RECORDING_PATH}/{{session_id}}/voice/sound",
        response_class=Response,
        responses={
            200: {"description": "The whole range.", "content": _WAV_BYTES},
            206: {"description": "The requested bytes.", "content": _WAV_BYTES},
        },
    )
    async def get_voice_sound(
        request: Request,
        caller: CurrentCaller,
        session_id: str,
        from_ms: FromMs = 0,
        to_ms: ToMs = None,
    ) -> Response:
        """Return the sound of a range of the recording as a WAV file. Supports ``Range``.

        A range is at most 10 minutes long, and its times count from the start of the recording. Where no
        sound is stored, the file is silent, and ``X-Recording-Gaps`` names the range (``1200-3400``, in
        milliseconds). If nothing in the range is stored, this returns 404.
        """
        sound = await read_voice.get_sound(caller, session_id, from_ms, to_ms)
        return _sound_response(request, sound)


def _passage_response(passage: RecordedPassage) -> RecordedPassageResponse:
    start, end = passage.span or (None, None)
    return RecordedPassageResponse(
        turn=passage.turn,
        start=start,
        end=end,
        start_ms=passage.range.start_ms,
        end_ms=passage.range.end_ms,
        is_complete=passage.is_complete,
    )


def _sound_response(request: Request, sound: VoiceSound) -> Response:
    size, tag = len(sound.wav), f'"{sound.sha256}"'
    try:
        part = requested_range(request.headers, tag, size)
    except RangeNotSatisfiableError as error:
        return build_range_refusal(request, error, size)
    content = sound.wav if part is None else sound.wav[part.start : part.stop]
    answer = Response(content, 200 if part is None else 206, media_type=WAV_CONTENT_TYPE)
    add_content_headers(answer, part, tag, size)
    if sound.gaps:
        answer.headers["X-Recording-Gaps"] = ",".join(
            f"{gap.start_ms}-{gap.end_ms}" for gap in sound.gaps
        )
    return answer


async def _resolve_session(
    use_cases: VideoUseCases, request: Request, handle: str
) -> RecordedSessionAddress:
    if parse_practice_session_id(handle) is not None:
        return await use_cases.store_chunk.open_own_recording(await current_caller(request), handle)
    address = await use_cases.sessions.find_by_handle(handle)
    if address is None:
        raise NotFoundError
    return address


async def _video_response(read_video: ReadVideo, request: Request, video: ChunkedVideo) -> Response:
    size, tag = compute_total_size(video.chunks), f'"{compute_etag(video.chunks)}"'
    try:
        part = requested_range(request.headers, tag, size)
    except RangeNotSatisfiableError as error:
        return build_range_refusal(request, error, size)
    served_range = part or ByteRange(0, size)
    await read_video.check_objects(video, served_range)
    answer = StreamingResponse(
        read_video.stream(video, served_range),
        200 if part is None else 206,
        media_type=WEBM_CONTENT_TYPE,
    )
    add_content_headers(answer, part, tag, size)
    answer.headers["Content-Disposition"] = (
        f'inline; filename="recording-{video.session_address.session_id.hex[:8]}.webm"'
    )
    if len(video.chunks) > 1:
        _add_gap_headers(answer, video)
    return answer


def _add_gap_headers(response: Response, video: ChunkedVideo) -> None:
    missing = [f"{a}" if a == b else f"{a}-{b}" for a, b in find_missing_chunks(video.chunks)]
    if missing:
        response.headers["X-Recording-Gaps"] = ",".join(missing)
    restarts = list_restart_chunk_numbers(video.chunks)
    if restarts:
        response.headers["X-Recording-Restarts"] = ",".join(str(seq) for seq in restarts)
