"""Request many interviews from a CSV text: check every row first, then create those that are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from vivavoce.hiring.adapters.idempotency import PostgresRequestReceiptRepository
from vivavoce.hiring.domain.completeness import InformationGap, check_completeness
from vivavoce.hiring.domain.interview import Receipt
from vivavoce.hiring.domain.interview_csv import CsvRow, parse_csv
from vivavoce.hiring.domain.request import InterviewRequest
from vivavoce.hiring.usecases.check_request import parse_readable_facts
from vivavoce.hiring.usecases.request_interview import RequestInterview, RequestRules
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError

ImportedRowStatus = Literal["ready", "incomplete", "wrong", "duplicate", "existing", "created"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """One row: what is wrong or missing in it, and the interview that was made or already exists."""

    number: int
    status: ImportedRowStatus
    candidate_name: str | None = None
    position: str | None = None
    errors: tuple[FieldError, ...] = ()
    gaps: tuple[InformationGap, ...] = ()
    same_as_row: int | None = None
    interview_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewImport:
    """Every row of an import in the order of the file, and the columns that name no fact."""

    rows: tuple[ImportedRow, ...]
    ignored_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _ReadRow:
    row: CsvRow
    request: InterviewRequest
    errors: tuple[FieldError, ...]
    facts: Mapping[str, Any]  # Any: facts by name, with the facts for all rows


class ImportInterviews:
    """Requests an interview for each row of a CSV text, all in one transaction.

    A row with the same facts as one of the last 24 hours is not created again, so that the same file can be
    sent twice.
    """

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        receipts: PostgresRequestReceiptRepository,
        request_interview: RequestInterview,
        rules: RequestRules,
    ) -> None:
        self._open_work = open_work
        self._receipts = receipts
        self._request_interview = request_interview
        self._rules = rules

    async def __call__(
        self,
        caller: Caller,
        csv_text: str,
        *,
        facts_for_all: Mapping[str, Any],  # Any: facts by name
        is_dry_run: bool,
        creates_incomplete: bool = False,
    ) -> InterviewImport:
        """Return the result of each row; with ``is_dry_run`` nothing is stored.

        ``facts_for_all`` are the facts of every row that does not state them itself. Rows that are wrong are
        never created, and those with missing facts only with ``creates_incomplete``.
        """
        caller.require(Permission.INTERVIEW_CREATE)
        upload = parse_csv(csv_text)
        read = [self._read(row, facts_for_all) for row in upload.rows]
        async with self._open_work(caller.tenant_id) as work:
            rows: list[ImportedRow] = []
            first_rows: dict[str, int] = {}
            for one in read:
                key = self._receipts.derive_key(work, _to_json(one.facts))
                first = first_rows.setdefault(key, one.row.number)
                rows.append(
                    _describe(one, "duplicate", same_as_row=first)
                    if first != one.row.number and not one.errors
                    else await self._take(
                        work,
                        caller,
                        one,
                        key,
                        is_dry_run=is_dry_run,
                        creates_incomplete=creates_incomplete,
                    )
                )
        return InterviewImport(rows=tuple(rows), ignored_columns=upload.ignored_columns)

    def _read(self, row: CsvRow, facts_for_all: Mapping[str, Any]) -> _ReadRow:  # Any: as above
        facts = {**facts_for_all, **row.facts}
        request, errors = parse_readable_facts(self._rules, facts)
        return _ReadRow(row, request, (*row.errors, *errors), facts)

    async def _take(
        self,
        work: UnitOfWork,
        caller: Caller,
        read: _ReadRow,
        key: str,
        *,
        is_dry_run: bool,
        creates_incomplete: bool,
    ) -> ImportedRow:
        if read.errors:
            return _describe(read, "wrong")
        stored = await self._receipts.find(work, key)
        if stored is not None:
            return _describe(read, "existing", interview_id=str(stored.body["interviewId"]))
        is_complete = check_completeness(read.request).is_complete
        if is_dry_run or not (is_complete or creates_incomplete):
            return _describe(read, "ready" if is_complete else "incomplete")
        receipt: Receipt = await self._request_interview.register(
            work, caller, read.request, key=key, raw_body=_to_json(read.facts)
        )
        return _describe(
            read,
            "created" if receipt.is_new else "existing",
            interview_id=str(receipt.body["interviewId"]),
        )


def _describe(
    read: _ReadRow,
    status: ImportedRowStatus,
    *,
    same_as_row: int | None = None,
    interview_id: str | None = None,
) -> ImportedRow:
    return ImportedRow(
        number=read.row.number,
        status=status,
        candidate_name=read.request.candidate_name,
        position=read.request.position,
        errors=read.errors,
        gaps=check_completeness(read.request).gaps,
        same_as_row=same_as_row,
        interview_id=interview_id,
    )


def _to_json(facts: Mapping[str, Any]) -> dict[str, Any]:  # Any: JSON
    """Return facts as JSON: a time is text."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else _plain(value)
        for name, value in sorted(facts.items())
        if value not in (None, "", [], {})
    }


def _plain(value: Any) -> Any:  # Any: JSON
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
