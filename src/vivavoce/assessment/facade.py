"""What others may ask of the assessment slice."""

from __future__ import annotations

import json
from pathlib import Path

from vivavoce.assessment.domain.documents import (
    checked_rubric,
    scorecard_document,
    transcript_from_document,
)
from vivavoce.assessment.domain.rules.findings import Similarity
from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.envelope import Json
from vivavoce.kernel.errors import Malformed


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
