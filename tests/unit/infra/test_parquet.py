"""Parquet files are written group by group, and can be read with their types."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pyarrow.parquet
import pytest

from vivavoce.hiring.routes.interview_list import ExportedInterviewResponse
from vivavoce.hiring.routes.responses import InterviewDetailResponse
from vivavoce.hiring.routes.result_parquet import list_columns
from vivavoce.infra.documents.parquet import (
    ROWS_PER_GROUP,
    ParquetColumn,
    load_parquet_library,
    write_parquet,
)

_COLUMNS = (
    ParquetColumn("name", "text"),
    ParquetColumn("count", "integer"),
    ParquetColumn("isDone", "boolean"),
    ParquetColumn("at", "time"),
    ParquetColumn("skills", "texts"),
)
_AT = datetime(2030, 5, 31, 9, 30, 0, 123_000, tzinfo=UTC)


async def _rows(count: int) -> AsyncIterator[dict[str, Any]]:
    for number in range(count):
        yield {
            "name": f"Zoë {number}",
            "count": number,
            "isDone": number % 2 == 0,
            "at": _AT if number else None,
            "skills": ["a", "b"] if number else [],
        }


async def _parts(count: int) -> list[bytes]:
    library = await load_parquet_library()
    return [part async for part in write_parquet(library, _COLUMNS, _rows(count))]


@pytest.mark.parametrize("count", [0, 1, ROWS_PER_GROUP, 2 * ROWS_PER_GROUP + 3])
async def test_rows_come_back_with_their_types(count: int) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(b"".join(await _parts(count))))

    assert table.to_pylist() == [row async for row in _rows(count)]
    assert [str(field.type) for field in table.schema] == [
        "string",
        "int64",
        "bool",
        "timestamp[ms, tz=UTC]",
        "list<element: string>",
    ]


async def test_each_row_group_is_sent_when_it_is_complete() -> None:
    parts = await _parts(3 * ROWS_PER_GROUP)
    file = pyarrow.parquet.ParquetFile(io.BytesIO(b"".join(parts)))

    assert file.num_row_groups == 3
    assert len(parts) == 4
    assert all(parts)


def test_without_the_library_the_refusal_names_the_remedy() -> None:
    code = (
        "import asyncio, sys; sys.modules['pyarrow'] = None\n"
        "from vivavoce.infra.documents.parquet import *\n"
        "try: asyncio.run(load_parquet_library())\n"
        "except ParquetNotInstalledError as error: print(error.status, error.code, error.detail)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("503 parquet_not_installed")
    assert "pip install 'vivavoce[parquet]'" in done.stdout


def test_the_columns_are_the_members_of_a_line_of_the_other_export() -> None:
    columns = {column.name: column.kind for column in list_columns()}
    interview = InterviewDetailResponse.model_json_schema(by_alias=True)["properties"]
    line = ExportedInterviewResponse.model_json_schema(by_alias=True)["properties"]

    assert set(columns) == {*interview, *line} - {"interview"}
    assert {name for name, kind in columns.items() if kind == "time"} == {
        "createdAt",
        "updatedAt",
        "waitingSince",
        "scheduledAt",
    }
    assert columns["durationMinutes"] == "integer"
    assert columns["isTest"] == "boolean"
    assert columns["skills"] == "texts"
