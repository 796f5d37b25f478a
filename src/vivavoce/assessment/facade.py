"""What assessment offers to other slices and to the command line."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from vivavoce.assessment.domain.assessment import AssessmentRequest
from vivavoce.assessment.domain.documents import (
    parse_rubric,
    parse_transcript,
    serialize_full_scorecard,
    serialize_scorecard,
)
from vivavoce.assessment.domain.rules.findings import Similarity
from vivavoce.assessment.domain.scorer import score
from vivavoce.assessment.domain.transcript_masking import mask_transcript
from vivavoce.assessment.ports import (
    AssessmentInputReader,
    AssessmentRepository,
    AssessmentTranscriptReader,
    InterviewStatusReader,
    OffLoopExecutor,
)
from vivavoce.assessment.usecases.request_assessment import RequestAssessment
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import rubric_to_document
from vivavoce.contracts.transcript import CompletedAssessment
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.errors import InvalidRequestError, NotFoundError
from vivavoce.kernel.ids import AssessmentId, InterviewId, SessionId, TenantId
from vivavoce.kernel.translation import translatable


class AssessmentReader:
    """Reads assessments for other slices, within their own unit of work."""

    def __init__(
        self, assessments: AssessmentRepository, request_assessment: RequestAssessment
    ) -> None:
        self._assessments = assessments
        self._request_assessment = request_assessment

    async def latest(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        """Return the newest completed assessment as JSON, or None; it does not contain the decision.

        ``status`` is READY, or ERASED after the candidate was erased: then quotes and flags are gone.
        """
        latest_assessment = await self._assessments.find_latest_assessment(work, interview_id)
        if latest_assessment is None:
            return None
        return {
            "assessmentId": str(latest_assessment.request.id),
            "interviewId": str(latest_assessment.request.interview_id),
            "sessionId": str(latest_assessment.request.session_id),
            "version": latest_assessment.request.version,
            "status": "ERASED" if latest_assessment.is_erased else "READY",
            "createdAt": format_timestamp(latest_assessment.created_at),
            "rubricVersion": latest_assessment.rubric_version,
            "scorecard": serialize_full_scorecard(latest_assessment.scorecard),
        }

    async def find_completed(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> CompletedAssessment | None:
        """Return the newest completed assessment as an object, or None."""
        latest_assessment = await self._assessments.find_latest_assessment(work, interview_id)
        if latest_assessment is None:
            return None
        return CompletedAssessment(
            assessment_id=latest_assessment.request.id,
            scorecard=latest_assessment.scorecard,
            is_erased=latest_assessment.is_erased,
        )

    async def request_assessment(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Retry an unfinished assessment.

        Does nothing if the newest one is completed or none was requested yet.
        """
        await self._request_assessment.retry_unfinished(work, interview_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRequestSummary:
    """An assessment request for other slices."""

    assessment_id: AssessmentId
    interview_id: InterviewId
    version: int
    is_completed: bool


class AssessmentRequestReader:
    """Reads assessment requests, for clients that track their progress."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        assessments: AssessmentRepository,
        read_status: InterviewStatusReader,
        assessment_inputs: AssessmentInputReader,
        transcripts: AssessmentTranscriptReader,
        off_loop: OffLoopExecutor = asyncio.to_thread,
    ) -> None:
        self._open_work = open_work
        self._assessments = assessments
        self._read_status = read_status
        self._assessment_inputs = assessment_inputs
        self._transcripts = transcripts
        self._off_loop = off_loop

    async def find(self, work: UnitOfWork, assessment_id: UUID) -> AssessmentRequestSummary | None:
        """Return the summary of a request, or None."""
        return _summarize_request(
            await self._assessments.find_request(work, AssessmentId(assessment_id))
        )

    async def find_newest(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> AssessmentRequestSummary | None:
        """Return the summary of the interview's newest request, or None."""
        return _summarize_request(await self._assessments.find_newest_request(work, interview_id))

    async def get_assessor_input(self, tenant_id: TenantId, interview_id: InterviewId) -> Json:
        """Return an assessor's input as JSON: rubric and transcript, with names and places masked.

        Raises ``NotFoundError`` if the interview has no completed session.
        """
        async with self._open_work(tenant_id) as work:
            standing = await self._read_status(work, str(interview_id))
            basis = await self._assessment_inputs(work, interview_id)
        if standing.session_id is None:
            raise NotFoundError
        session_id = SessionId(UUID(standing.session_id))
        transcript = await self._transcripts(tenant_id, session_id)
        texts: tuple[str, ...] = await self._off_loop(
            mask_transcript, transcript, basis.masked_names
        )
        return {
            "language": transcript.language,
            "turns": [
                {"turn": turn.turn, "role": turn.role, "text": text, "questionId": turn.question_id}
                for turn, text in zip(transcript.turns, texts, strict=True)
                if not turn.is_dropped
            ],
            "rubric": rubric_to_document(basis.rubric),
        }


def _summarize_request(request: AssessmentRequest | None) -> AssessmentRequestSummary | None:
    if request is None:
        return None
    return AssessmentRequestSummary(
        assessment_id=request.id,
        interview_id=request.interview_id,
        version=request.version,
        is_completed=request.is_completed,
    )


class UnreadableFileError(InvalidRequestError):
    """The file cannot be read as JSON."""

    code = "file_unreadable"


def score_files(
    transcript_path: Path,
    rubric_path: Path,
    *,
    masked_names: tuple[str, ...] = (),
    similarity: Similarity | None = None,
) -> Json:
    """Return the scorecard document of a transcript file and a rubric file.

    Raises ``UnreadableFileError``, ``MalformedTranscriptError`` or ``MalformedRubricError``; each names the
    place of the error.
    """
    transcript = parse_transcript(_load_json(transcript_path))
    rubric = parse_rubric(_load_json(rubric_path))
    scorecard = score(transcript, rubric, masked_names=masked_names, similarity=similarity)
    return serialize_scorecard(scorecard)


def _load_json(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or translatable("the file cannot be opened")
        raise UnreadableFileError(
            translatable('"{path}" cannot be read: {reason}.', path=path, reason=reason)
        ) from None
    except UnicodeDecodeError:
        raise UnreadableFileError(translatable('"{path}" is not UTF-8 text.', path=path)) from None
    except json.JSONDecodeError as error:
        raise UnreadableFileError(
            translatable(
                '"{path}" is not JSON: {reason} (line {line}, column {column}).',
                path=path,
                reason=error.msg,
                line=error.lineno,
                column=error.colno,
            )
        ) from None
    except RecursionError:
        raise UnreadableFileError(
            translatable('"{path}" is nested too deeply.', path=path)
        ) from None
