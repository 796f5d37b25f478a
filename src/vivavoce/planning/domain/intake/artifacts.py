"""The documents that an intake leads to, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vivavoce.contracts.envelope import Json

ArtifactKind = Literal["job_description", "interview_questions", "rating_rubric", "job_simulation"]
KINDS: tuple[ArtifactKind, ...] = (
    "job_description",
    "interview_questions",
    "rating_rubric",
    "job_simulation",
)
Status = Literal["queued", "writing", "ready", "failed"]
ENDED = ("ready", "failed")


def kind_named(name: str) -> ArtifactKind | None:
    """Return the kind of this name, or None."""
    return next((kind for kind in KINDS if kind == name), None)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; every row has a cell for every column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a writer wrote. ``plan`` is the same in the planner's shape, where others build on it."""

    title: str
    content: str = field(repr=False)
    """Markdown."""
    made_by: str
    table: Table | None = field(default=None, repr=False)
    plan: Json | None = field(default=None, repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)
    """What was left out or not followed, for the person who ordered it; it is no part of the text."""

    def document(self) -> Json:
        """Return everything as JSON; ``written_of`` gives the same back."""
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


def written_of(document: Json) -> Written:
    """Return what ``Written.document`` wrote."""
    table = document["table"]
    return Written(
        title=document["title"],
        content=document["content"],
        made_by=document["made_by"],
        table=None
        if table is None
        else Table(tuple(table["columns"]), tuple(tuple(row) for row in table["rows"])),
        plan=document["plan"],
        notes=tuple(document.get("notes", ())),
    )
