"""The documents that are written from an intake."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vivavoce.contracts.envelope import Json

ArtifactKind = Literal["job_description", "interview_questions", "rating_rubric", "job_simulation"]
ARTIFACT_KINDS: tuple[ArtifactKind, ...] = (
    "job_description",
    "interview_questions",
    "rating_rubric",
    "job_simulation",
)
ArtifactStatus = Literal["queued", "writing", "ready", "failed"]
FINAL_STATUSES = ("ready", "failed")


def parse_artifact_kind(name: str) -> ArtifactKind | None:
    """Return the kind of this name, or None."""
    return next((kind for kind in ARTIFACT_KINDS if kind == name), None)


@dataclass(frozen=True, slots=True)
class ArtifactTable:
    """A table; every row has one cell for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactDocument:
    """A written document. ``plan`` is the plan document of questions and rubrics; None for other kinds."""

    title: str
    content: str = field(repr=False)
    """Markdown."""
    author: str
    table: ArtifactTable | None = field(default=None, repr=False)
    plan: Json | None = field(default=None, repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)
    """What was left out or not followed, for the person who ordered it; not part of the content."""

    def to_json(self) -> Json:
        """Return the document as JSON for ``parse_artifact_document``."""
        table = self.table
        return {
            "title": self.title,
            "content": self.content,
            "made_by": self.author,
            "table": None
            if table is None
            else {"columns": list(table.columns), "rows": [list(row) for row in table.rows]},
            "plan": self.plan,
            "notes": list(self.notes),
        }


def parse_artifact_document(data: Json) -> ArtifactDocument:
    """Return the document from the output of ``ArtifactDocument.to_json``."""
    table = data["table"]
    return ArtifactDocument(
        title=data["title"],
        content=data["content"],
        author=data["made_by"],
        table=None
        if table is None
        else ArtifactTable(tuple(table["columns"]), tuple(tuple(row) for row in table["rows"])),
        plan=data["plan"],
        notes=tuple(data.get("notes", ())),
    )
