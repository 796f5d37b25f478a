"""The documents that an intake leads to, as values."""

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
    """Rows under columns; every row has a cell for every column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactDocument:
    """What a writer wrote. ``plan`` is the same in the planner's shape, where others build on it."""

    title: str
    content: str = field(repr=False)
    """Markdown."""
    made_by: str
    table: ArtifactTable | None = field(default=None, repr=False)
    plan: Json | None = field(default=None, repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)
    """What was left out or not followed, for the person who ordered it; it is no part of the text."""

    def to_json(self) -> Json:
        """Return everything as JSON; ``artifact_document_from_json`` gives the same back."""
        table = self.table
        return {
            "title": self.title,
            "content": self.content,
            "made_by": self.made_by,
            "table": None
            if table is None
            else {"columns": list(table.columns), "rows": [list(row) for row in table.rows]},
            "plan": self.plan,
            "notes": list(self.notes),
        }


def artifact_document_from_json(data: Json) -> ArtifactDocument:
    """Return what ``ArtifactDocument.to_json`` wrote."""
    table = data["table"]
    return ArtifactDocument(
        title=data["title"],
        content=data["content"],
        made_by=data["made_by"],
        table=None
        if table is None
        else ArtifactTable(tuple(table["columns"]), tuple(tuple(row) for row in table["rows"])),
        plan=data["plan"],
        notes=tuple(data.get("notes", ())),
    )
