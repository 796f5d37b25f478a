"""Routes of the documents of intakes: read, regenerate, edit, download and accept them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field, StrictInt

from vivavoce.contracts.plan import plan_from_document
from vivavoce.infra.documents.files import FILE_CONTENT, FileFormat, build_file_response
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel
from vivavoce.kernel.ids import InterviewId
from vivavoce.planning.domain.intake.artifacts import ArtifactDocument, ArtifactKind
from vivavoce.planning.domain.intake.document_edit import DocumentEdit, EditedDocumentQuestion
from vivavoce.planning.ports.intake import IntakeArtifact
from vivavoce.planning.usecases.intake_artifacts import ManageIntakeArtifacts
from vivavoce.planning.usecases.intakes import ReadIntakes

ShortText = Annotated[str, Field(min_length=1, max_length=200)]
ArtifactKindName = Literal[
    "job_description", "interview_questions", "rating_rubric", "job_simulation"
]


class RegenerateArtifactRequest(StrictRequestModel):
    """What the new version should change."""

    instruction: Annotated[str, Field(max_length=2000)] | None = Field(
        None, examples=["Leave out the night shift."]
    )
    """What the new version should change, at most 2,000 characters."""


class AcceptArtifactRequest(StrictRequestModel):
    """The version to accept."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)] = Field(examples=[2])
    """The number of the version to accept. It replaces the one accepted before."""


class EditArtifactQuestionRequest(StrictRequestModel):
    """A question that stays in the document."""

    question_id: Annotated[str, Field(min_length=1, max_length=200)]
    """The question's id in the document."""
    text: Annotated[str, Field(min_length=1, max_length=2000)]
    """The wording of the question."""
    points: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=1000)]], Field(max_length=30)
    ]
    """What to look for in the answer."""


class EditArtifactRequest(StrictRequestModel):
    """What to change; what is absent stays as it is."""

    version: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)] = Field(examples=[2])
    """The number of the version that you have read. If there is a newer one, nothing is changed."""
    title: ShortText | None = Field(None, examples=["Job description: Warehouse supervisor"])
    """The title of the document."""
    content: Annotated[str, Field(min_length=1, max_length=20_000)] | None = Field(
        None, examples=["# Warehouse supervisor\n\nLeads eighteen people at night."]
    )
    """The text in Markdown; only for `job_description` and `job_simulation`."""
    questions: Annotated[list[EditArtifactQuestionRequest], Field(max_length=100)] | None = None
    """All questions that stay, in their new order; only for `interview_questions`."""
    rows: (
        Annotated[
            list[Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=10)]],
            Field(max_length=200),
        ]
        | None
    ) = None
    """All rows of the table, each with its criterion and its levels; only for `rating_rubric`."""


class ArtifactTableResponse(CamelModel):
    """A table; every row has one cell for each column."""

    columns: list[str] = Field(examples=[["Criterion", "What a good answer shows"]])
    """The titles of the columns."""
    rows: list[list[str]] = Field(examples=[[["Safety", "Stops the line before asking"]]])
    """The rows; every row has one cell for each column."""


class ArtifactQuestionResponse(CamelModel):
    """A question of a document."""

    question_id: str = Field(examples=["q1"])
    """The question's id in the document."""
    text: str = Field(examples=["Tell me about a night when the plan did not hold."])
    """The wording of the question."""
    competency: str = Field(examples=["Planning work"])
    """The competency that it is about."""
    points: list[str] = Field(examples=[["says who was told first"]])
    """What to look for in the answer."""


class IntakeArtifactResponse(CamelModel):
    """One version of a document."""

    kind: ArtifactKindName
    """What the document is."""
    title: str | None = Field(examples=["Warehouse supervisor"])
    """The title; null until the document is ready, and after it was erased."""
    version: int
    """The number of the version, from 1, for each kind."""
    status: Literal["queued", "writing", "ready", "failed"]
    """Whether the version is waiting, being written, ready or failed."""
    content: str | None
    """The document in Markdown; null until it is ready, and after it was erased."""
    table: ArtifactTableResponse | None
    """The document as a table; null for documents that have none."""
    questions: list[ArtifactQuestionResponse] | None
    """The questions one by one; null for other documents."""
    author: str | None = Field(examples=["built-in rules v1"])
    """What wrote it: the built-in rules, a model or `a person`; null until it is ready."""
    regenerated_from: int | None
    """The version that this one was made from; null while no earlier one was ready, as for the first."""
    instruction: str | None
    """What the person who requested the version asked to change; null if nothing."""
    is_accepted: bool
    """Whether templates are created from this version."""
    created_at: datetime
    """When the version was requested."""
    failure: str | None = Field(examples=["artifact_writing_failed"])
    """Why it could not be written; null unless `status` is `failed`."""
    notes: list[str]
    """What was left out or not followed, for the person who requested it."""


class IntakeArtifactListResponse(CamelModel):
    """All versions of all documents, grouped by kind, newest version first."""

    artifacts: list[IntakeArtifactResponse]
    """The versions, grouped by kind, newest first."""


def add_artifact_routes(
    routes: APIRouter, read: ReadIntakes, manage: ManageIntakeArtifacts
) -> None:
    """Add the routes under ``/intakes/{intake_id}/artifacts``."""

    @routes.get("/intakes/{intake_id}/artifacts")
    async def list_artifacts(intake_id: UUID, caller: CurrentCaller) -> IntakeArtifactListResponse:
        """List every version of every document."""
        artifacts = await read.list_artifacts(caller, InterviewId(intake_id))
        return IntakeArtifactListResponse(
            artifacts=[_to_artifact_response(artifact) for artifact in artifacts]
        )

    @routes.post("/intakes/{intake_id}/artifacts/{kind}/regenerate", status_code=202)
    async def regenerate_artifact(
        intake_id: UUID,
        kind: ArtifactKindName,
        body: RegenerateArtifactRequest,
        caller: CurrentCaller,
    ) -> IntakeArtifactResponse:
        """Request a new version of a document; earlier versions stay."""
        named: ArtifactKind = kind
        intake = InterviewId(intake_id)
        return _to_artifact_response(
            await manage.regenerate(caller, intake, named, body.instruction)
        )

    @routes.patch("/intakes/{intake_id}/artifacts/{kind}")
    async def edit_artifact(
        intake_id: UUID, kind: ArtifactKindName, body: EditArtifactRequest, caller: CurrentCaller
    ) -> IntakeArtifactResponse:
        """Edit the text of a document yourself; this creates a new version, and the earlier ones stay.

        Once you accept it, templates use it: an edited question is asked in your words, and answers are
        compared with the levels that you wrote.
        """
        named: ArtifactKind = kind
        return _to_artifact_response(
            await manage.edit(
                caller, InterviewId(intake_id), named, _to_edit(body), version=body.version
            )
        )

    @routes.get(
        "/intakes/{intake_id}/artifacts/{kind}/file",
        response_class=Response,
        responses={200: {"description": "The document in `format`.", "content": FILE_CONTENT}},
    )
    async def download_artifact(
        intake_id: UUID,
        kind: ArtifactKindName,
        caller: CurrentCaller,
        file_format: Annotated[
            FileFormat, Query(alias="format", description="The format of the file.")
        ] = "docx",
        version: Annotated[
            int | None,
            Query(
                ge=1, le=2**31 - 1, description="The version; by default, the newest that is ready."
            ),
        ] = None,
    ) -> Response:
        """Return a document as a Word document, a PDF or Markdown.

        A PDF supports Latin, Greek and Cyrillic letters only; the other formats support every script.
        """
        named: ArtifactKind = kind
        number, document = await read.get_document(caller, InterviewId(intake_id), named, version)
        return await build_file_response(
            document.content,
            title=document.title,
            file_format=file_format,
            name=f"{kind.replace('_', '-')}-v{number}",
        )

    @routes.post("/intakes/{intake_id}/artifacts/{kind}/accept")
    async def accept_artifact(
        intake_id: UUID, kind: ArtifactKindName, body: AcceptArtifactRequest, caller: CurrentCaller
    ) -> IntakeArtifactResponse:
        """Accept a version; templates are created from accepted versions."""
        named: ArtifactKind = kind
        return _to_artifact_response(
            await manage.accept(caller, InterviewId(intake_id), named, body.version)
        )


def _to_artifact_response(artifact: IntakeArtifact) -> IntakeArtifactResponse:
    written = artifact.document
    table = None if written is None or written.table is None else written.table
    return IntakeArtifactResponse(
        kind=artifact.kind,
        title=None if written is None else written.title,
        version=artifact.version,
        status=artifact.status,
        content=None if written is None else written.content,
        table=None
        if table is None
        else ArtifactTableResponse(
            columns=list(table.columns), rows=[list(row) for row in table.rows]
        ),
        questions=None if written is None else _to_questions(artifact.kind, written),
        author=None if written is None else written.author,
        regenerated_from=artifact.regenerated_from,
        instruction=artifact.instruction,
        is_accepted=artifact.is_accepted,
        created_at=artifact.created_at,
        failure=artifact.failure,
        notes=[] if written is None else list(written.notes),
    )


def _to_questions(
    kind: ArtifactKind, document: ArtifactDocument
) -> list[ArtifactQuestionResponse] | None:
    if kind != "interview_questions" or document.plan is None:
        return None
    return [
        ArtifactQuestionResponse(
            question_id=question.id,
            text=question.text,
            competency=question.competency,
            points=list(question.expected_points or question.look_for),
        )
        for question in plan_from_document(document.plan).questions
    ]


def _to_edit(body: EditArtifactRequest) -> DocumentEdit:
    return DocumentEdit(
        title=body.title,
        content=body.content,
        questions=None
        if body.questions is None
        else tuple(
            EditedDocumentQuestion(each.question_id, each.text, tuple(each.points))
            for each in body.questions
        ),
        rows=None if body.rows is None else tuple(tuple(row) for row in body.rows),
    )
