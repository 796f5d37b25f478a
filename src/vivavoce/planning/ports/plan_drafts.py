"""What a planner has written so far, reported while it goes on: people can read it before the rest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from vivavoce.contracts.envelope import Json


@dataclass(frozen=True, slots=True)
class DraftedCompetency:
    """A competency whose questions are written. The whole plan can still leave some out."""

    name: str
    questions: tuple[str, ...]

    def to_json(self) -> Json:
        """Return the name and the questions as JSON."""
        return {"name": self.name, "questions": list(self.questions)}

    @classmethod
    def from_json(cls, document: Json) -> DraftedCompetency:
        """Return what ``to_json`` wrote."""
        return cls(document["name"], tuple(document["questions"]))


ReportDraft = Callable[[Sequence[DraftedCompetency]], Awaitable[None]]
"""Takes all competencies that are finished, in the order in which they were."""
_report: ContextVar[ReportDraft | None] = ContextVar("report_draft", default=None)


@contextmanager
def draft_reports_to(report: ReportDraft) -> Iterator[None]:
    """Let ``report`` get the drafts of planners that run inside the block."""
    token = _report.set(report)
    try:
        yield
    finally:
        _report.reset(token)


async def report_draft(drafted: Sequence[DraftedCompetency]) -> None:
    """Report what is finished; without a receiver, nothing happens."""
    report = _report.get()
    if report is not None:
        await report(drafted)
