"""Drafts in PostgreSQL."""

from __future__ import annotations

import dataclasses
import hmac
import json
from collections.abc import Sequence
from typing import LiteralString

from psycopg.types.json import Jsonb

from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.domain.draft import PracticeDraft
from vivavoce.practice.domain.setup import PracticeSetup, SetupAdjustment


class PostgresPracticeDraftRepository:
    """Stores drafts in the ``practice_draft`` table."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._pepper = keys.derive("practice-asked")

    async def add(
        self, work: UnitOfWork, interview_id: InterviewId, setup: PracticeSetup, *, feedback: str
    ) -> None:
        """Store a new draft and a hash of its request."""
        await work.execute(_ADD, self._row(work, interview_id, setup, feedback))

    async def update_request(
        self, work: UnitOfWork, interview_id: InterviewId, setup: PracticeSetup, *, feedback: str
    ) -> None:
        """Replace the draft's request; an edit that was used stays used."""
        await work.execute(_UPDATE_REQUEST, self._row(work, interview_id, setup, feedback))

    async def find(self, work: UnitOfWork, interview_id: InterviewId) -> PracticeDraft:
        """Return the draft of an interview, or an empty draft if none is stored."""
        row = await work.fetch_one(_FIND, {"interview": interview_id})
        if row is None:
            return PracticeDraft()
        return PracticeDraft(
            adjustments=tuple(SetupAdjustment(**adjustment) for adjustment in row["adjustments"]),
            assignment_id=row["assignment_id"],
            edited_at=row["edited_at"],
            request_hash=bytes(row["request_hash"]),
        )

    async def consume_edit(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Use the draft's only edit; return False if it was already used."""
        return await work.execute(_CONSUME_EDIT, {"interview": interview_id}) == 1

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete the drafts of these interviews."""
        await work.execute(_DELETE, {"interviews": list(interview_ids)})

    def is_same_request(self, draft: PracticeDraft, setup: PracticeSetup, *, feedback: str) -> bool:
        """Return whether this equals the draft's last request."""
        stored_hash = draft.request_hash or b""
        return hmac.compare_digest(stored_hash, self._request_hash(setup, feedback))

    def _row(
        self, work: UnitOfWork, interview_id: InterviewId, setup: PracticeSetup, feedback: str
    ) -> dict[str, object]:
        return {
            "tenant": work.tenant_id,
            "interview": interview_id,
            "adjustments": Jsonb(
                [dataclasses.asdict(adjustment) for adjustment in setup.adjustments]
            ),
            "assignment": setup.assignment_id,
            "asked": self._request_hash(setup, feedback),
        }

    def _request_hash(self, setup: PracticeSetup, feedback: str) -> bytes:
        # Keyed, because the request contains a name that could be guessed from a plain hash.
        text = json.dumps([setup.facts, feedback], sort_keys=True, ensure_ascii=False)
        return hmac.digest(self._pepper, text.encode(), "sha256")


_ADD: LiteralString = """
    INSERT INTO practice_draft (tenant_id, interview_id, adjustments, assignment_id, request_hash)
    VALUES (%(tenant)s, %(interview)s, %(adjustments)s, %(assignment)s, %(asked)s)
"""
_UPDATE_REQUEST: LiteralString = """
    UPDATE practice_draft
    SET adjustments = %(adjustments)s, assignment_id = %(assignment)s, request_hash = %(asked)s
    WHERE tenant_id = %(tenant)s AND interview_id = %(interview)s
"""
_FIND: LiteralString = """
    SELECT adjustments, assignment_id, edited_at, request_hash
    FROM practice_draft
    WHERE interview_id = %(interview)s
"""
_CONSUME_EDIT: LiteralString = """
    UPDATE practice_draft
    SET edited_at = now()
    WHERE interview_id = %(interview)s AND edited_at IS NULL
"""
_DELETE: LiteralString = """
    DELETE FROM practice_draft
    WHERE interview_id = ANY (%(interviews)s)
"""
