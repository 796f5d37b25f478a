"""What others may ask of the assessment slice."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from vivavoce.assessment.domain.assessment import Request
from vivavoce.assessment.domain.documents import (
    checked_rubric,
    full_document,
    scorecard_document,
    transcript_from_document,
)
from vivavoce.assessment.domain.outside import shown_transcript
from vivavoce.assessment.domain.rules.findings import Similarity
from vivavoce.assessment.domain.scorer import score
from vivavoce.assessment.ports import Assessments, Desk, OffLoop, Rubrics, Transcripts
from vivavoce.assessment.usecases.ask import AskForAssessment
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import rubric_document
from vivavoce.contracts.scorecard import Scorecard
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import iso_ms
from vivavoce.kernel.errors import Malformed, NotFound
from vivavoce.kernel.ids import AssessmentId, InterviewId, SessionId, TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeAssessment:
    """An assessment that was made; once its person was erased, ``scorecard`` quotes nothing."""

    assessment_id: AssessmentId
    scorecard: Scorecard
    is_erased: bool


class AssessmentReader:
    """Shows assessments to other slices, within their own unit of work."""

    def __init__(self, assessments: Assessments, ask: AskForAssessment) -> None:
        self._assessments = assessments
        self._ask = ask

    async def latest(self, work: Work, interview_id: InterviewId) -> Json | None:
        """Return the newest assessment that was made, or None; who decided what is not in it.

        ``status`` is READY, or ERASED once the person was: then quotes and flags are gone.
        """
        found = await self._assessments.latest(work, interview_id)
        if found is None:
            return None
        return {
            "assessmentId": str(found.request.id),
            "interviewId": str(found.request.interview_id),
            "sessionId": str(found.request.session_id),
            "version": found.request.version,
            "status": "ERASED" if found.is_erased else "READY",
            "createdAt": iso_ms(found.made_at),
            "rubricVersion": found.rubric_version,
            "scorecard": full_document(found.scorecard),
        }

    async def made(self, work: Work, interview_id: InterviewId) -> MadeAssessment | None:
        """Return the newest assessment that was made, as a value."""
        found = await self._assessments.latest(work, interview_id)
        if found is None:
            return None
        return MadeAssessment(
            assessment_id=found.request.id, scorecard=found.scorecard, is_erased=found.is_erased
        )

    async def ask(self, work: Work, interview_id: InterviewId) -> None:
        """Have a missing assessment made once more.

        Nothing happens where the newest one was made already, or none was asked for yet.
        """
        await self._ask.once_more(work, interview_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentWork:
    """An assessment that was asked for, as others see it."""

    assessment_id: AssessmentId
    interview_id: InterviewId
    version: int
    is_made: bool


class AssessmentDesk:
    """What was asked for and what is awaited, for those who follow how it is carried out."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        assessments: Assessments,
        desk: Desk,
        rubrics: Rubrics,
        transcripts: Transcripts,
        off_loop: OffLoop = asyncio.to_thread,
    ) -> None:
        self._open_work = open_work
        self._assessments = assessments
        self._desk = desk
        self._rubrics = rubrics
        self._transcripts = transcripts
        self._off_loop = off_loop

    async def find(self, work: Work, assessment_id: UUID) -> AssessmentWork | None:
        """Return what was asked for under that id."""
        return _told(await self._assessments.find(work, AssessmentId(assessment_id)))

    async def newest(self, work: Work, interview_id: InterviewId) -> AssessmentWork | None:
        """Return what was asked for last."""
        return _told(await self._assessments.newest(work, interview_id))

    async def brief(self, tenant_id: TenantId, interview_id: InterviewId) -> Json:
        """Return what an assessor is told: rubric and transcript, names and places blanked."""
        async with self._open_work(tenant_id) as work:
            standing = await self._desk.standing(work, str(interview_id))
            basis = await self._rubrics(work, interview_id)
        if standing.session_id is None:
            raise NotFound
        session_id = SessionId(UUID(standing.session_id))
        transcript = await self._transcripts(tenant_id, session_id)
        texts: tuple[str, ...] = await self._off_loop(
            shown_transcript, transcript, basis.masked_names
        )
        return {
            "language": transcript.language,
            "turns": [
                {"turn": turn.turn, "role": turn.role, "text": text, "questionId": turn.question_id}
                for turn, text in zip(transcript.turns, texts, strict=True)
                if not turn.is_dropped
            ],
            "rubric": rubric_document(basis.rubric),
        }


def _told(request: Request | None) -> AssessmentWork | None:
    if request is None:
        return None
    return AssessmentWork(
        assessment_id=request.id,
        interview_id=request.interview_id,
        version=request.version,
        is_made=request.is_made,
    )


class UnreadableFile(Malformed):
    """The file cannot be read as JSON."""

    code = "unreadable_file"


def score_files(
    transcript_path: Path,
    rubric_path: Path,
    *,
    masked_names: tuple[str, ...] = (),
    similarity: Similarity | None = None,
) -> Json:
    """Return the scorecard document of a transcript file and a rubric file.

    Raises ``UnreadableFile``, ``MalformedTranscript`` or ``MalformedRubric``, each with the place.
    """
    transcript = transcript_from_document(_document(transcript_path))
    rubric = checked_rubric(_document(rubric_path))
    scorecard = score(transcript, rubric, masked_names=masked_names, similarity=similarity)
    return scorecard_document(scorecard)


def _document(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise UnreadableFile(f'"{path}" cannot be read: {reason}.') from None
    except UnicodeDecodeError:
        raise UnreadableFile(f'"{path}" is not UTF-8 text.') from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnreadableFile(f'"{path}" is not JSON: {error.msg} ({place}).') from None
    except RecursionError:
        raise UnreadableFile(f'"{path}" is nested too deeply.') from None
