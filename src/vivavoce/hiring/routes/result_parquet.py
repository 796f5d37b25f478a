"""The results of interviews as Parquet: the members of a line of the NDJSON export are its columns."""

from __future__ import annotations

import json
import types
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Union, get_args, get_origin

from vivavoce.hiring.routes.responses import InterviewDetailResponse, to_detail_response
from vivavoce.hiring.usecases.read_interviews import InterviewWithResults
from vivavoce.infra.documents.parquet import (
    ColumnKind,
    Library,
    ParquetColumn,
    write_parquet,
)

CONTENT_TYPE = "application/vnd.apache.parquet"
_KINDS: dict[object, ColumnKind] = {
    str: "text",
    int: "integer",
    bool: "boolean",
    list[str]: "texts",
}
_OTHER_TIMES = frozenset({"waiting_since"})


def list_columns() -> tuple[ParquetColumn, ...]:
    """Return a column for each member of an exported interview, and the plan and the assessment as JSON."""
    members = tuple(
        ParquetColumn(field.alias or name, _find_kind(name, field.annotation))
        for name, field in InterviewDetailResponse.model_fields.items()
    )
    return (*members, ParquetColumn("plan", "text"), ParquetColumn("assessment", "text"))


def write_result_parquet(
    library: Library, results: AsyncIterator[InterviewWithResults]
) -> AsyncIterator[bytes]:
    """Return the file in parts: times are timestamps, lists of texts are lists, objects are JSON texts."""
    columns = list_columns()
    return write_parquet(library, columns, (_build_row(columns, one) async for one in results))


def _build_row(columns: tuple[ParquetColumn, ...], one: InterviewWithResults) -> dict[str, Any]:
    detail = to_detail_response(one).model_dump(mode="json", by_alias=True)
    values = {**detail, "plan": one.plan, "assessment": one.assessment}
    return {column.name: _convert(column.kind, values[column.name]) for column in columns}


def _convert(kind: ColumnKind, value: Any) -> Any:  # Any: a JSON value, and that of a column
    if value is None:
        return None
    if kind == "time":
        return datetime.fromisoformat(value)
    if kind == "text" and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return value


def _find_kind(name: str, annotation: Any) -> ColumnKind:  # Any: a type
    if name.endswith("_at") or name in _OTHER_TIMES:
        return "time"
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = [part for part in get_args(annotation) if part is not type(None)]
    return _KINDS.get(annotation, "text")
