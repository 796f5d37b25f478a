"""A person's corrections of how a job text was read: apply them to a plan, and find them in it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vivavoce.contracts.job_analysis import JobCorrection
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.errors import ConflictError, FieldError, InvalidRequestError
from vivavoce.planning.domain.job_analysis import JobAnalysis, JobStatement


class JobAnalysisMissingError(ConflictError):
    """This plan was written without reading the job text line by line. Request a new version first."""

    code = "job_analysis_missing"


class UnknownCorrectionError(InvalidRequestError):
    """A correction names a place or a competency group that does not exist."""

    code = "correction_unknown"


def correct_plan(plan: InterviewPlan, corrections: Sequence[JobCorrection]) -> InterviewPlan:
    """Return the plan with its job analysis corrected; the questions stay as they are.

    Raises ``JobAnalysisMissingError`` for a plan without one, and ``UnknownCorrectionError`` with an error
    for each correction that fits nothing.
    """
    if plan.job_analysis is None:
        raise JobAnalysisMissingError
    analysis, wrong = JobAnalysis.from_json(plan.job_analysis), []
    # A group at the start of a statement holds for all its tasks, so it goes before those of later tasks.
    for number, correction in sorted(enumerate(corrections), key=lambda pair: pair[1].start):
        try:
            analysis = analysis.correct(
                correction.start, kind=correction.kind, group=correction.group
            )
        except ValueError as error:
            wrong.append(FieldError(f"corrections.{number}", "unknown", error.args[0]))
    if wrong:
        raise UnknownCorrectionError(errors=wrong)
    return replace(plan, job_analysis=analysis.to_json(), edited_by=None)


def list_job_corrections(plan: InterviewPlan | None) -> tuple[JobCorrection, ...]:
    """Return what a person corrected in the plan's job analysis, in the order of the text."""
    if plan is None or plan.job_analysis is None:
        return ()
    statements = JobAnalysis.from_json(plan.job_analysis).statements
    return tuple(
        correction
        for statement in statements
        if statement.is_corrected
        for correction in _list_of_statement(statement)
    )


def _list_of_statement(statement: JobStatement) -> Iterator[JobCorrection]:
    group = statement.group.group if statement.group and statement.group.is_corrected else None
    yield JobCorrection(statement.start, statement.kind, group)
    for task in statement.tasks:
        if task.group is not None and task.group.is_corrected:
            yield JobCorrection(task.fact.start, None, task.group.group)
