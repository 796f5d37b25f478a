"""Interviews in an uploaded CSV file: its rows, and what cannot be read in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from vivavoce.contracts.envelope import to_camel_case
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable

MAX_IMPORTED_ROWS = 500
_MAX_CELL_CHARACTERS = 200_000
_COLUMNS = {
    "candidate_name": ("candidatename", "name", "candidate", "fullname"),
    "candidate_email": ("candidateemail", "email", "mail", "emailaddress"),
    "candidate_phone": ("candidatephone", "phone", "phonenumber", "telephone"),
    "candidate_ref": ("candidateref", "candidatereference", "reference", "candidateid"),
    "position": ("position", "jobtitle", "title", "role", "job"),
    "level": ("level", "seniority"),
    "skills": ("skills", "skill"),
    "qualifications": ("qualifications",),
    "job_description": ("jobdescription", "jobtext", "description"),
    "company_name": ("companyname", "company", "employer"),
    "duration_minutes": ("durationminutes", "duration", "minutes", "length"),
    "language": ("language",),
    "profile": ("profile", "kind", "channel"),
    "scheduled_at": ("scheduledat", "scheduled", "date", "startsat"),
    "external_id": ("externalid",),
    "resume_text": ("resumetext", "resume", "cv"),
}
_FACTS_BY_COLUMN = {alias: fact for fact, aliases in _COLUMNS.items() for alias in aliases}
_LISTS = frozenset({"skills", "qualifications"})


class CsvUnreadableError(InvalidRequestError):
    """This is not a CSV file with a line of column names."""

    code = "csv_unreadable"


class TooManyCsvRowsError(InvalidRequestError):
    """The file has more rows than one import may have."""

    code = "csv_too_long"


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row of an upload: its number as in a spreadsheet, its facts, and what cannot be read in it."""

    number: int
    facts: Mapping[str, Any] = field(repr=False)  # Any: facts by name
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True, slots=True)
class CsvUpload:
    """The rows of an upload, and its columns that name no fact."""

    rows: tuple[CsvRow, ...]
    ignored_columns: tuple[str, ...]


def parse_csv(text: str) -> CsvUpload:
    """Return the rows of a CSV text; empty rows are left out.

    The separator is a comma, a semicolon or a tab. Raises ``CsvUnreadableError`` or ``TooManyCsvRowsError``.
    """
    records = _read_records(text)
    header = records[0] if records else []
    names = [_FACTS_BY_COLUMN.get(re.sub(r"[^a-z]", "", cell.lower())) for cell in header]
    if not any(names):
        raise CsvUnreadableError(
            translatable(
                "The first line must name the columns, for example {example}.",
                example="candidateName, candidateEmail, position, level, skills",
            )
        )
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise CsvUnreadableError(
            translatable("Two columns mean '{column}'.", column=to_camel_case(doubled[0]))
        )
    numbered = [
        (number, record)
        for number, record in enumerate(records[1:], start=2)
        if any(cell.strip() for cell in record)
    ]
    if len(numbered) > MAX_IMPORTED_ROWS:
        raise TooManyCsvRowsError(
            translatable(
                "The file has {count} rows; the limit is {most}. Split it into several files.",
                count=len(numbered),
                most=MAX_IMPORTED_ROWS,
            )
        )
    return CsvUpload(
        rows=tuple(_read_row(number, names, record) for number, record in numbered),
        ignored_columns=tuple(
            cell.strip() for cell, name in zip(header, names, strict=True) if not name and cell
        ),
    )


def _read_records(text: str) -> list[list[str]]:
    plain = text.removeprefix("\ufeff")
    first_line = plain.partition("\n")[0]
    separator = max(",;\t", key=first_line.count)
    try:
        return list(csv.reader(io.StringIO(plain, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise CsvUnreadableError(
            translatable("The file cannot be read as CSV: {reason}.", reason=str(error))
        ) from error


def _read_row(number: int, names: Sequence[str | None], record: Sequence[str]) -> CsvRow:
    facts: dict[str, Any] = {}
    errors: list[FieldError] = []
    if len(record) > len(names):
        message = translatable(
            "The row has {count} cells, but the first line names {named} columns.",
            count=len(record),
            named=len(names),
        )
        errors.append(FieldError("row", "too_many_cells", message))
    for name, cell in zip(names, record, strict=False):
        text = cell.strip().removeprefix("'")
        if not name or not text:
            continue
        try:
            facts[name] = _read_cell(name, text)
        except ValueError as wrong:
            errors.append(FieldError(to_camel_case(name), "invalid", wrong.args[0]))
    return CsvRow(number, facts, tuple(errors))


def _read_cell(name: str, text: str) -> Any:  # Any: one fact
    if len(text) > _MAX_CELL_CHARACTERS:
        raise ValueError(translatable("the cell is too long."))
    if name in _LISTS:
        return [part.strip() for part in re.split(r"[;,\n|]", text) if part.strip()]
    if name == "duration_minutes":
        if not re.fullmatch(r"[0-9]{1,4}", text):
            raise ValueError(translatable("'{value}' is not a number of minutes.", value=text[:40]))
        return int(text)
    if name == "scheduled_at":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(
                translatable(
                    "'{value}' is not a time such as 2030-05-31T09:30+02:00.", value=text[:40]
                )
            ) from None
    return text
