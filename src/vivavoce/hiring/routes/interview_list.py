"""Routes of the list of interviews: find, count and export them, and act on many of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, Field, StrictBool

from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.transcript import FlagFilter
from vivavoce.hiring.domain.hiring_decision import DecisionFilter
from vivavoce.hiring.domain.interview_export import (
    RESULT_COLUMNS,
    list_result_cells,
    write_csv,
)
from vivavoce.hiring.domain.request import build_malformed_error
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.ports.interviews import (
    MAX_COUNTED_INTERVIEWS,
    InterviewQuery,
    InterviewSortOrder,
    RecommendationName,
)
from vivavoce.hiring.routes.requests import CommentText, IsTestParam
from vivavoce.hiring.routes.responses import (
    InterviewCountsResponse,
    InterviewDetailResponse,
    InterviewListResponse,
    JsonObject,
    to_detail_response,
    to_list_response,
)
from vivavoce.hiring.routes.result_parquet import CONTENT_TYPE as PARQUET_CONTENT_TYPE
from vivavoce.hiring.routes.result_parquet import write_result_parquet
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.hiring.usecases.bulk_actions import MAX_BULK_INTERVIEWS, BulkAction
from vivavoce.hiring.usecases.read_interviews import InterviewWithResults, ReadInterviews
from vivavoce.infra.documents.parquet import load_parquet_library
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import (
    CamelModel,
    StrictRequestModel,
    make_lenient_router,
    make_strict_router,
)
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.spreadsheet import write_row
from vivavoce.kernel.translation import translatable

_STATE_ALIASES = {
    "ASSESSED": InterviewState.ASSESSMENT_APPROVED,
    "VALIDATING": InterviewState.VALIDATING_SKILLS,
}
_MAX_PAGE = 100_000
_CSV_CONTENT_TYPE = "text/csv"
StatesParam = Annotated[
    list[str] | None,
    Query(description="One or more states: repeat the parameter, or separate them with commas."),
]
SearchParam = Annotated[str | None, Query(max_length=300)]
SortOrderParam = Annotated[
    InterviewSortOrder,
    Query(
        description="`newest` and `oldest`: by the time of the request. `longest_wait`: interviews that "
        "have been in their state longest come first. `last_changed`: the last change comes first."
    ),
]
ResultsFormatParam = Annotated[
    Literal["ndjson", "csv", "parquet"],
    Query(
        description="`ndjson`: everything, one JSON object a line. `csv`: one interview a row, with its "
        "scores and the decision, without plan, quotes and history. A cell that a spreadsheet would run as "
        "a formula begins with an apostrophe. `parquet`: everything, with a typed column for each member of "
        "`interview`; `plan`, `assessment` and other objects are JSON texts. It needs the extra `parquet` on "
        "the server."
    ),
]
PageNumber = Annotated[int, Query(ge=1, le=_MAX_PAGE)]
Limit = Annotated[int, Query(ge=1, le=100)]


def read_filters(
    caller: CurrentCaller,
    state: StatesParam = None,
    status: StatesParam = None,
    search: SearchParam = None,
    profile: Annotated[
        list[str] | None, Query(description="One or more profiles, such as `phone_screen`.")
    ] = None,
    position: Annotated[
        str | None, Query(max_length=200, description="The whole position, as it was given.")
    ] = None,
    recommendation: Annotated[list[RecommendationName] | None, Query()] = None,
    decision: Annotated[
        list[DecisionFilter] | None,
        Query(
            description="The newest decision about the candidate, also if it is not final yet; `NONE` "
            "finds interviews without one."
        ),
    ] = None,
    flag: Annotated[
        list[FlagFilter] | None,
        Query(
            description="The kinds of flags of the newest assessment: one of them is enough. Flags about "
            "the person, such as distress, find nothing, and neither do assessments of versions before "
            "this filter."
        ),
    ] = None,
    created_from: Annotated[AwareDatetime | None, Query(alias="createdFrom")] = None,
    created_before: Annotated[AwareDatetime | None, Query(alias="createdBefore")] = None,
    created_by: Annotated[
        UUID | Literal["me"] | None,
        Query(alias="createdBy", description="The user who requested it, or `me`."),
    ] = None,
    failed: Annotated[
        bool, Query(description="Only interviews with a failed step, such as the assessment.")
    ] = False,
    interview: Annotated[
        list[UUID] | None, Query(max_length=100, description="Only the interviews with these ids.")
    ] = None,
    is_test: IsTestParam = False,
) -> InterviewQuery:
    """Return the filters of a request; raise ``InvalidRequestError`` for unknown states and profiles."""
    return InterviewQuery(
        states=_parse_states(state or status),
        search=search,
        profiles=_parse_profiles(profile),
        position=position,
        recommendations=tuple(recommendation or ()),
        decisions=tuple(decision or ()),
        flags=tuple(flag or ()),
        created_from=created_from,
        created_before=created_before,
        created_by=caller.id if created_by == "me" else created_by,
        has_failed=failed,
        ids=tuple(interview or ()),
        is_test=is_test,
    )


Filters = Annotated[InterviewQuery, Depends(read_filters)]


class PositionListResponse(CamelModel):
    """The positions of the organization's interviews in alphabetical order, at most 200."""

    data: list[str]
    """The positions, each once."""


class _LinesResponse(StreamingResponse):
    media_type = "application/x-ndjson"


class ExportedInterviewResponse(CamelModel):
    """One line of an export: an interview with everything that came of it."""

    interview: InterviewDetailResponse
    """The interview with its facts, its history and the newest decision; without the candidate's link."""
    plan: JsonObject | None
    """The current plan with the decision about it; null until there is one."""
    assessment: JsonObject | None
    """The newest assessment with its quotes, and the decision about it; null until there is one."""


class BulkActionRequest(StrictRequestModel):
    """An action, and the interviews that it is for."""

    action: BulkAction = Field(
        description="`remind` e-mails the candidate the same link again; `cancel` cancels the interview; "
        "`approve` approves its plan and needs `interview:approve`."
    )
    interview_ids: list[UUID] = Field(min_length=1, max_length=MAX_BULK_INTERVIEWS)
    """The ids of the interviews, each once."""
    reason: CommentText | None = Field(
        None,
        description="The reason for canceling or the comment on the approval, for the history.",
    )
    plan_ids: dict[UUID, str] | None = Field(
        None,
        max_length=MAX_BULK_INTERVIEWS,
        description="For `approve`: the plan that you read, by the id of its interview. If there is a "
        "newer one, that interview is refused.",
        examples=[{"01890000-0000-7000-8000-00000000000a": "01890000-0000-7000-8000-00000000000b"}],
    )
    dry_run: StrictBool = Field(
        False,
        description="For `approve`: nothing is changed, and the results say which plans can be approved.",
    )


class BulkActionItemResponse(CamelModel):
    """The result for one interview: its state after the action, or why nothing was done."""

    interview_id: UUID
    """The id of the interview that the result is for."""
    is_done: bool
    """Whether the action was done; false in a dry run."""
    state: InterviewState | None
    """The state of the interview afterwards; null if the action is refused."""
    plan_id: str | None
    """For `approve`: the id of the plan; null for other actions, and if the action is refused."""
    code: str | None
    """The code of the refusal; null without one."""
    message: str | None
    """The refusal in a sentence; null without one."""


class BulkActionResponse(CamelModel):
    """The results in the order of the request."""

    results: list[BulkActionItemResponse]
    """One result for each interview, in the order of the request."""
    done: int
    """For how many interviews the action was done."""


def build_interview_list_router(use_cases: HiringUseCases) -> APIRouter:
    """Return the routes of lists of interviews; they come before ``/interviews/{key}``."""
    router, own_routes = make_lenient_router("Interviews"), make_strict_router("Interviews")
    _add_list_route(router, use_cases.read_interviews)
    _add_summary_routes(own_routes, use_cases.read_interviews)
    _add_interview_export(own_routes, use_cases.read_interviews)
    _add_results_export(own_routes, use_cases)
    _add_bulk_route(own_routes, use_cases)
    router.include_router(own_routes)
    return router


def _add_list_route(router: APIRouter, read: ReadInterviews) -> None:
    @router.get("/interviews")
    async def list_interviews(
        caller: CurrentCaller,
        filters: Filters,
        order: SortOrderParam = "newest",
        page: PageNumber = 1,
        cursor: CursorParam = None,
        limit: Limit = 20,
    ) -> InterviewListResponse:
        """List the interviews that match every filter."""
        query = replace(filters, order=order, page=page, cursor=cursor, limit=limit)
        return to_list_response(await read.page(caller, query), page, limit)


def _add_summary_routes(router: APIRouter, read: ReadInterviews) -> None:
    @router.get("/interviews/counts")
    async def count_interviews(caller: CurrentCaller) -> InterviewCountsResponse:
        """Return the number of interviews in each of the thirteen states."""
        counts = await read.counts(caller)
        return InterviewCountsResponse(counts=counts, total=sum(counts.values()))

    @router.get("/interviews/positions")
    async def list_interview_positions(caller: CurrentCaller) -> PositionListResponse:
        """List the positions of the organization's interviews."""
        return PositionListResponse(data=list(await read.list_positions(caller)))


def _add_interview_export(router: APIRouter, read: ReadInterviews) -> None:
    @router.get(
        "/interviews/export",
        response_class=Response,
        responses={
            200: {
                "description": "A header line, then one line for each interview.",
                "content": {_CSV_CONTENT_TYPE: {"schema": {"type": "string"}}},
            }
        },
        description=f"Return the interviews that match every filter as CSV, at most "
        f"{MAX_COUNTED_INTERVIEWS:,}.\n\nA cell that a spreadsheet would run as a formula begins with "
        "an apostrophe.",
    )
    async def export_interviews(
        caller: CurrentCaller, filters: Filters, order: SortOrderParam = "newest"
    ) -> Response:
        """Return the interviews that match every filter as CSV."""
        exported = await read.export(caller, replace(filters, order=order))
        return Response(
            write_csv(exported),
            media_type=f"{_CSV_CONTENT_TYPE}; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="interviews.csv"'},
        )


def _add_results_export(router: APIRouter, use_cases: HiringUseCases) -> None:
    @router.get(
        "/interviews/export/results",
        response_class=_LinesResponse,
        responses={
            200: {
                "model": ExportedInterviewResponse,
                "description": "One JSON object a line, each an `ExportedInterviewResponse`; as CSV, a "
                "header line and a line for each interview.",
                "content": {
                    _CSV_CONTENT_TYPE: {"schema": {"type": "string"}},
                    PARQUET_CONTENT_TYPE: {"schema": {"type": "string", "format": "binary"}},
                },
            }
        },
    )
    async def export_interview_results(
        caller: CurrentCaller,
        filters: Filters,
        order: Literal["newest", "oldest"] = "oldest",
        format: ResultsFormatParam = "ndjson",  # noqa: A002 - the name of the parameter
    ) -> StreamingResponse:
        """Return the interviews that match every filter with their results, one JSON object a line.

        There is no limit on their number. If the response ends before its last chunk, it is not complete.
        """
        results = use_cases.read_interviews.stream_results(caller, replace(filters, order=order))
        disposition = {"Content-Disposition": f'attachment; filename="interviews.{format}"'}
        if format == "parquet":
            library = await load_parquet_library()
            return StreamingResponse(
                write_result_parquet(library, results),
                media_type=PARQUET_CONTENT_TYPE,
                headers=disposition,
            )
        if format == "csv":
            content_type = f"{_CSV_CONTENT_TYPE}; charset=utf-8"
            return StreamingResponse(
                _write_csv_lines(results), media_type=content_type, headers=disposition
            )
        return _LinesResponse((_to_line(result) async for result in results), headers=disposition)


async def _write_csv_lines(results: AsyncIterator[InterviewWithResults]) -> AsyncIterator[str]:
    yield write_row(RESULT_COLUMNS)
    async for one in results:
        yield write_row(list_result_cells(one.interview, one.assessment, one.decision))


def _to_line(result: InterviewWithResults) -> str:
    line = ExportedInterviewResponse(
        interview=to_detail_response(result), plan=result.plan, assessment=result.assessment
    )
    return line.model_dump_json(by_alias=True) + "\n"


def _add_bulk_route(router: APIRouter, use_cases: HiringUseCases) -> None:
    @router.post("/interviews/bulk")
    async def apply_bulk_action(
        caller: CurrentCaller, body: BulkActionRequest
    ) -> BulkActionResponse:
        """Remind the candidates of many interviews, cancel them, or approve their plans.

        Each succeeds or fails on its own, and a plan is approved as if it were the only one.
        """
        results = await use_cases.apply_bulk_action(
            caller,
            body.action,
            body.interview_ids,
            reason=body.reason,
            plan_ids=body.plan_ids,
            is_dry_run=body.dry_run,
        )
        return BulkActionResponse(
            results=[
                BulkActionItemResponse(
                    interview_id=one.interview_id,
                    is_done=one.is_done,
                    state=one.state,
                    plan_id=one.plan_id,
                    code=one.code,
                    message=one.message,
                )
                for one in results
            ],
            done=sum(one.is_done for one in results),
        )


def _parse_states(texts: list[str] | None) -> tuple[InterviewState, ...]:
    states = []
    for name in _split(texts):
        folded = name.upper()
        if folded not in InterviewState.__members__ and folded not in _STATE_ALIASES:
            message = translatable(
                "'{value}' is not one of {states}.",
                value=name[:40],
                states=", ".join(InterviewState),
            )
            raise build_malformed_error([FieldError("state", "unknown", message)])
        states.append(_STATE_ALIASES.get(folded) or InterviewState(folded))
    return tuple(states)


def _parse_profiles(texts: list[str] | None) -> tuple[str, ...]:
    profiles = _split(texts)
    for name in profiles:
        if name not in PROFILES:
            message = translatable(
                "'{text}' is not one of {names}.", text=name[:40], names=", ".join(PROFILES)
            )
            raise build_malformed_error([FieldError("profile", "unknown", message)])
    return tuple(profiles)


def _split(texts: list[str] | None) -> list[str]:
    return [name.strip() for name in ",".join(texts or ()).split(",") if name.strip()]
