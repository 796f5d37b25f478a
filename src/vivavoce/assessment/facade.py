"""What others may ask of the assessment slice."""

from __future__ import annotations

import json
from pathlib import Path

from vivavoce.assessment.domain.documents import (
    checked_rubric,
    full_document,
    scorecard_document,
    transcript_from_document,
)
from vivavoce.assessment.domain.rules.findings import Similarity
from vivavoce.assessment.domain.scorer import score
from vivavoce.assessment.ports import Assessments
from vivavoce.assessment.usecases.ask import AskForAssessment
from vivavoce.contracts.envelope import Json
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import iso_ms
from vivavoce.kernel.errors import Malformed
from vivavoce.kernel.ids import InterviewId


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

    async def ask(self, work: Work, interview_id: InterviewId) -> None:
        """Have a missing assessment made once more.

        Nothing happens where the newest one was made already, or none was asked for yet.
        """
        await self._ask.once_more(work, interview_id)


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
