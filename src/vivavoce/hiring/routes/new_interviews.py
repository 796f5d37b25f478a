"""Routes before an interview exists: check a request, request many, and import many from CSV."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import Field, StrictBool

from vivavoce.hiring.domain.completeness import DataQuality
from vivavoce.hiring.domain.interview import Receipt, gap_to_json
from vivavoce.hiring.domain.interview_csv import MAX_IMPORTED_ROWS
from vivavoce.hiring.routes.requests import InterviewFactsRequest
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.hiring.routes.workflow_responses import InterviewReceiptResponse, MissingFieldResponse
from vivavoce.hiring.usecases.bulk_actions import MAX_BULK_INTERVIEWS
from vivavoce.hiring.usecases.import_interviews import ImportedRow, ImportedRowStatus
from vivavoce.hiring.usecases.request_interview import InterviewOrder
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import (
    CamelModel,
    StrictRequestModel,
    make_strict_router,
)
from vivavoce.kernel.errors import FieldError, VivavoceError

_MAX_CSV_CHARACTERS = 1_000_000


class StrictInterviewFactsRequest(InterviewFactsRequest):
    """The facts of an interview; unknown fields are refused."""

    model_config = StrictRequestModel.model_config


class WrongFieldResponse(CamelModel):
    """A fact that cannot be taken, and why."""

    field: str = Field(examples=["candidateEmail"])
    """The name of the field."""
    message: str = Field(examples=["This is not an e-mail address."])
    """What is wrong with its value, in a sentence."""


class JobTextFactsResponse(CamelModel):
    """What the job text says; each fact is a proposal that a person confirms."""

    position: str | None
    """The title of the position; null if the text names none."""
    level: str | None
    """The seniority that the text names; null if it names none."""
    level_words: str | None = Field(
        description="The words of the text that decided the level; null if none did.",
        examples=["5 years"],
    )
    skills: list[str]
    """The skills that the text names, as the catalog writes them, in the order of the text."""
    task_count: int
    """How many tasks of the job the text states."""
    requirement_count: int
    """How many requirements the text states."""
    left_out: list[str] = Field(
        description="For each demand that an employer must not make: its words, and why it has no effect."
    )


class RequestCheckResponse(CamelModel):
    """What a request for these facts would lack. Facts of the job text count as given."""

    errors: list[WrongFieldResponse]
    """The facts that cannot be taken, each with the reason; empty if all can."""
    missing_fields: list[MissingFieldResponse]
    """The facts that are missing for a plan; empty if a plan can be written."""
    warnings: list[MissingFieldResponse]
    """The facts that would make the plan better."""
    data_quality: DataQuality
    """How complete the facts are."""
    job_text: JobTextFactsResponse
    """What the job text says."""


class BatchRequest(StrictRequestModel):
    """The interviews to request."""

    interviews: list[StrictInterviewFactsRequest] = Field(
        min_length=1, max_length=MAX_BULK_INTERVIEWS
    )
    """The facts of each interview. With `externalId`, the same interview is never created twice."""


class BatchItemResponse(CamelModel):
    """What became of one interview of a batch."""

    index: int = Field(description="The place in the request, from 0.")
    status: Literal["created", "existing", "refused"] = Field(
        description="`created`: a new interview. `existing`: an interview with this `externalId` was there "
        "already, and is returned. `refused`: the reason is in `code`, `message` and `errors`."
    )
    interview: InterviewReceiptResponse | None
    """The interview with its missing facts; null if it was refused."""
    code: str | None
    """The code of the refusal; null unless it was refused."""
    message: str | None
    """The refusal in a sentence; null unless it was refused."""
    errors: list[WrongFieldResponse]
    """The facts that cannot be taken; empty unless it was refused for them."""


class BatchResponse(CamelModel):
    """The results in the order of the request."""

    results: list[BatchItemResponse]
    """One result for each interview of the request."""
    created: int
    """How many interviews were created."""


class ImportInterviewsRequest(StrictRequestModel):
    """A CSV text, and what to do with it."""

    csv: str = Field(
        max_length=_MAX_CSV_CHARACTERS,
        description=f"A line of column names and at most {MAX_IMPORTED_ROWS} rows. The columns are named "
        "like the fields of a request; `name`, `email` and the like are understood, too. Several skills "
        "are separated by semicolons.",
        examples=["name,email,position,level,skills\nAda Lovelace,ada@example.com,Analyst,MID,SQL"],
    )
    facts_for_all: StrictInterviewFactsRequest | None = Field(
        None, description="The facts of every row that does not state them itself."
    )
    dry_run: StrictBool = Field(True, description="Check the rows and store nothing.")
    creates_incomplete: StrictBool = Field(
        False, description="Also create rows with missing facts; they then wait for the facts."
    )


class ImportedRowResponse(CamelModel):
    """One row of an import.

    ``status`` is ``ready`` (right; a dry run), ``incomplete`` (facts are missing), ``wrong``, ``duplicate``
    (the same as an earlier row), ``existing`` (was requested before) or ``created``.
    """

    row: int = Field(
        description="The number of the row in a spreadsheet; the column names are row 1."
    )
    status: ImportedRowStatus
    """What became of the row."""
    candidate_name: str | None
    """The candidate's name in the row; null if it has none."""
    position: str | None
    """The position in the row or in the common facts; null if there is none."""
    errors: list[WrongFieldResponse]
    """The facts of the row that cannot be taken; empty if all can."""
    missing_fields: list[MissingFieldResponse]
    """The facts that a plan still needs; empty if none is missing."""
    same_as_row: int | None
    """The earlier row of the file that asks for the same interview; null if there is none."""
    interview_id: str | None
    """The id of the interview that was created or existed before; null otherwise."""


class ImportInterviewsResponse(CamelModel):
    """Every row in the order of the file."""

    dry_run: bool
    """Whether the rows were only checked, so that nothing was stored."""
    rows: list[ImportedRowResponse]
    """One result for each row of the file."""
    created: int
    """How many interviews were created; 0 in a dry run."""
    ignored_columns: list[str] = Field(description="Columns that name no field of a request.")


def build_new_interviews_router(use_cases: HiringUseCases) -> APIRouter:
    """Return the routes before an interview exists; they come before ``/interviews/{key}``."""
    router = make_strict_router("Interviews")

    @router.post("/interviews/check")
    async def check_interview_request(
        caller: CurrentCaller, body: StrictInterviewFactsRequest
    ) -> RequestCheckResponse:
        """Check the facts of a request, and read its job text, without storing anything."""
        checked = await use_cases.check_request(caller, body.facts)
        facts = checked.job_facts
        return RequestCheckResponse(
            errors=_to_errors(checked.errors),
            missing_fields=[
                MissingFieldResponse(**gap_to_json(gap)) for gap in checked.completeness.gaps
            ],
            warnings=[
                MissingFieldResponse(**gap_to_json(gap)) for gap in checked.completeness.warnings
            ],
            data_quality=checked.completeness.quality,
            job_text=JobTextFactsResponse(
                position=facts.position,
                level=facts.level,
                level_words=facts.level_words,
                skills=list(facts.skills),
                task_count=facts.task_count,
                requirement_count=facts.requirement_count,
                left_out=list(facts.left_out),
            ),
        )

    @router.post("/interviews/batch")
    async def create_interviews(caller: CurrentCaller, body: BatchRequest) -> BatchResponse:
        """Request up to 500 interviews, each with its own result.

        A refused interview does not stop the others, which are stored together. A body that is not in this
        form is refused as a whole, and nothing is created.
        """
        orders = [InterviewOrder(one.facts, one.user_id) for one in body.interviews]
        results = await use_cases.request_interview.request_all(caller, orders)
        items = [_to_batch_item(index, result) for index, result in enumerate(results)]
        return BatchResponse(results=items, created=sum(item.status == "created" for item in items))

    @router.post("/interviews/import")
    async def import_interviews(
        caller: CurrentCaller, body: ImportInterviewsRequest
    ) -> ImportInterviewsResponse:
        """Request an interview for each row of a CSV text.

        By default, only check the rows. All rows are created together or not at all. The same file can be
        sent again: within 24 hours, a row with the same facts is not created twice.
        """
        imported = await use_cases.import_interviews(
            caller,
            body.csv,
            facts_for_all={} if body.facts_for_all is None else body.facts_for_all.facts,
            is_dry_run=body.dry_run,
            creates_incomplete=body.creates_incomplete,
        )
        return ImportInterviewsResponse(
            dry_run=body.dry_run,
            rows=[_to_row(row) for row in imported.rows],
            created=sum(row.status == "created" for row in imported.rows),
            ignored_columns=list(imported.ignored_columns),
        )

    return router


def _to_batch_item(index: int, result: Receipt | VivavoceError) -> BatchItemResponse:
    if isinstance(result, Receipt):
        return BatchItemResponse(
            index=index,
            status="created" if result.is_new else "existing",
            interview=InterviewReceiptResponse.model_validate(result.body),
            code=None,
            message=None,
            errors=[],
        )
    return BatchItemResponse(
        index=index,
        status="refused",
        interview=None,
        code=result.code,
        message=result.detail,
        errors=_to_errors(result.errors),
    )


def _to_row(row: ImportedRow) -> ImportedRowResponse:
    return ImportedRowResponse(
        row=row.number,
        status=row.status,
        candidate_name=row.candidate_name,
        position=row.position,
        errors=_to_errors(row.errors),
        missing_fields=[MissingFieldResponse(**gap_to_json(gap)) for gap in row.gaps],
        same_as_row=row.same_as_row,
        interview_id=row.interview_id,
    )


def _to_errors(errors: tuple[FieldError, ...]) -> list[WrongFieldResponse]:
    return [WrongFieldResponse(field=error.field, message=error.message) for error in errors]
