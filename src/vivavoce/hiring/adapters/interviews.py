"""Interviews, their history and their people in PostgreSQL; names and addresses are encrypted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.hiring.adapters import statements as sql
from vivavoce.hiring.adapters.interview_list import (
    LIST_POSITIONS,
    build_count,
    build_cursor,
    build_page,
    build_where,
    index_conversation,
)
from vivavoce.hiring.adapters.rows import (
    interview_from_row,
    personal_fields,
    request_to_json,
    transition_from_row,
)
from vivavoce.hiring.domain.interview import Actor, Interview, TransitionRecord, gap_to_json
from vivavoce.hiring.domain.request import tokenize_name_for_search
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.ports.interviews import (
    MAX_COUNTED_INTERVIEWS,
    InterviewChangedError,
    InterviewNotFoundError,
    InterviewPage,
    InterviewQuery,
    PositionSummary,
    StateSummary,
)
from vivavoce.infra.cursors import place_after
from vivavoce.infra.database import Row
from vivavoce.infra.keys import DataErasedError, InstallationKeys, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, PersonId

_RUN_ID = re.compile(r"run_[A-Za-z0-9_-]{1,100}")


class PostgresInterviewRepository:
    """Repository of interviews; with ``profiles``, interviews of all other profiles are not found."""

    def __init__(
        self,
        vault: SubjectKeyVault,
        keys: InstallationKeys,
        clock: Clock,
        *,
        profiles: Sequence[str] | None = None,
    ) -> None:
        self._profiles = None if profiles is None else list(profiles)
        self._vault = vault
        self._keys = keys
        self._clock = clock

    async def add(self, work: UnitOfWork, interview: Interview, *, actor: Actor) -> None:
        """Store a new interview and its person; raise ``GoneError`` if the person was erased."""
        person = {"tenant": work.tenant_id, "id": interview.person_id, "at": interview.created_at}
        if await work.execute(sql.ADD_PERSON, person) == 0:
            raise DataErasedError
        await self._save_person(work, interview)
        await work.execute(
            sql.ADD_INTERVIEW,
            {
                "tenant": work.tenant_id,
                "id": interview.id,
                "run_id": interview.run_id,
                "person_id": interview.person_id,
                "external_id": interview.request.external_id,
                "words_days": interview.retention.transcript,
                "assessment_days": interview.retention.assessment,
                "by_kind": actor.kind,
                "by_id": actor.id,
                "created_at": interview.created_at,
                "is_test": interview.is_test,
                **_request_params(interview),
            },
        )
        await self._save_context(work, interview)

    async def find(self, work: UnitOfWork, key: str) -> Interview:
        """Return an interview, or raise ``InterviewNotFoundError``."""
        return await self._load(work, await work.fetch_one(sql.FIND, self._key_params(key)))

    async def lock(self, work: UnitOfWork, key: str) -> Interview:
        """Return an interview, locked until ``work`` ends, or raise ``InterviewNotFoundError``."""
        await work.execute(sql.LOCK, self._key_params(key))
        return await self.find(work, key)

    async def find_by_external_id(self, work: UnitOfWork, external_id: str) -> Interview | None:
        """Return the interview with that external id, or None.

        Locks the external id until ``work`` ends, so that only one unit of work at a time can create it.
        """
        params = {"external_id": external_id, "is_test": work.is_test}
        await self.lock_external_ids(work, [external_id])
        row = await work.fetch_one(sql.FIND_BY_EXTERNAL_ID, params)
        return None if row is None else await self._load(work, row)

    async def lock_external_ids(self, work: UnitOfWork, external_ids: Sequence[str]) -> None:
        """Lock external ids until ``work`` ends, always in one order, so that batches never deadlock."""
        await work.execute(
            sql.LOCK_EXTERNAL_IDS, {"external_ids": list(external_ids), "tenant": work.tenant_id}
        )

    async def save(self, work: UnitOfWork, interview: Interview, *, expected_version: int) -> None:
        """Store everything except the request.

        Raises ``InterviewChangedError`` if ``expected_version`` is no longer the stored version.
        """
        touched = await work.execute(
            sql.SAVE,
            {
                "id": interview.id,
                "was": expected_version,
                "state": interview.state,
                "version": interview.version,
                "plan_id": interview.plan_id,
                "assessment_id": interview.assessment_id,
                "recommendation": interview.recommendation,
                "flags": list(interview.flags) or None,
                "session_id": interview.session_id,
                "attempt": interview.attempt,
                "attempts_used": interview.attempts_used,
                "last_ended_session": interview.last_ended_session,
                "cancel_reason": interview.cancel_reason,
                "failure": None if interview.failure is None else Jsonb(dict(interview.failure)),
                "updated_at": interview.updated_at,
                "state_since": interview.state_since,
            },
        )
        if touched != 1:
            raise InterviewChangedError

    async def save_request(self, work: UnitOfWork, interview: Interview) -> None:
        """Store the request's facts with their quality, gaps and warnings."""
        await self._save_person(work, interview)
        await work.execute(sql.SAVE_REQUEST, {"id": interview.id, **_request_params(interview)})
        await self._save_context(work, interview)

    async def add_transition(
        self, work: UnitOfWork, interview: Interview, record: TransitionRecord
    ) -> None:
        """Add a row to the history."""
        await work.execute(
            sql.ADD_TRANSITION,
            {
                "tenant": work.tenant_id,
                "interview_id": interview.id,
                "seq": record.seq,
                "transition": record.transition,
                "before": record.before,
                "after": record.after,
                "by_kind": record.actor.kind,
                "by_id": record.actor.id,
                "by_name": record.actor.name,
                "on_behalf_of": record.actor.on_behalf_of,
                "reason": await self._seal_reason(work, interview, record.reason),
                "topic": record.topic,
                "event_id": record.event_id,
                "at": record.at,
            },
        )

    async def history(self, work: UnitOfWork, interview: Interview) -> tuple[TransitionRecord, ...]:
        """Return the history, oldest first. Reasons are None once the person was erased."""
        rows = await work.fetch_all(sql.HISTORY, {"id": interview.id})
        has_reasons = any(row["reason"] is not None for row in rows)
        cipher = await self._vault.find_cipher(work, interview.person_id) if has_reasons else None
        return tuple(transition_from_row(row, cipher) for row in rows)

    async def page(self, work: UnitOfWork, query: InterviewQuery) -> InterviewPage:
        """Return the page of interviews that ``query`` asks for, or raise ``InvalidCursorError``."""
        if work.mode is not None:
            query = replace(query, is_test=None)  # a key finds what it can see
        where, params = build_where(
            query, self._profiles, lambda text: self._blind_index(work, text)
        )
        statement, page_params = build_page(where, query)
        found = await work.fetch_all(statement, params | page_params)
        rows = found[: query.limit]
        counted = await work.fetch_one(build_count(where), params)
        total = int(counted["total"]) if counted else 0
        ciphers = await self._vault.get_ciphers(work, {row["person_id"] for row in rows})
        return InterviewPage(
            interviews=tuple(
                interview_from_row(row, ciphers.get(row["person_id"])) for row in rows
            ),
            total=min(total, MAX_COUNTED_INTERVIEWS),
            is_total_exact=total <= MAX_COUNTED_INTERVIEWS,
            next_cursor=build_cursor(rows[-1], query.order) if len(found) > len(rows) else None,
        )

    async def list_positions(self, work: UnitOfWork, *, limit: int) -> tuple[str, ...]:
        """Return up to ``limit`` positions of the interviews, in alphabetical order."""
        rows = await work.fetch_all(LIST_POSITIONS, {**self._counted(work), "limit": limit})
        return tuple(row["position"] for row in rows)

    async def summarize_positions(
        self,
        work: UnitOfWork,
        profiles: Sequence[str],
        *,
        limit: int,
        position: str | None = None,
    ) -> tuple[PositionSummary, ...]:
        """Return up to ``limit`` positions of interviews of these profiles, the last change first.

        With ``position`` only that one, or none if it has no interview.
        """
        params = {
            "profiles": list(profiles),
            "is_test": work.is_test,
            "position": position,
            "limit": limit,
        }
        return tuple(
            PositionSummary(
                position=row["position"],
                counts={InterviewState(state): n for state, n in row["counts"].items()},
                last_changed_at=row["changed_at"],
            )
            for row in await work.fetch_all(sql.POSITION_SUMMARIES, params)
        )

    async def counts(self, work: UnitOfWork) -> dict[InterviewState, int]:
        """Return the number of interviews in each state; states without any have 0."""
        rows = await work.fetch_all(sql.COUNTS, self._counted(work))
        totals = {row["state"]: int(row["total"]) for row in rows}
        return {state: totals.get(str(state), 0) for state in InterviewState}

    async def summarize_states(self, work: UnitOfWork) -> dict[InterviewState, StateSummary]:
        """Return a summary of each state, also of those without any interview."""
        rows = await work.fetch_all(sql.STATE_SUMMARIES, self._counted(work))
        found = {
            InterviewState(row["state"]): StateSummary(
                total=row["total"], failed=row["failed"], oldest_since=row["oldest_since"]
            )
            for row in rows
        }
        return {state: found.get(state, StateSummary()) for state in InterviewState}

    async def erase_personal_data(self, work: UnitOfWork, interview: Interview) -> None:
        """Make all personal data of the interview's person permanently unreadable."""
        await self.erase_person(work, interview.person_id, [interview.id])

    async def erase_person(
        self, work: UnitOfWork, person_id: PersonId, interview_ids: Sequence[InterviewId]
    ) -> None:
        """Make all personal data of a person and of these interviews permanently unreadable."""
        await self._vault.destroy_key(work, person_id)
        await work.execute(sql.ERASE_PERSON, {"id": person_id, "at": self._clock.now()})
        for interview_id in interview_ids:
            await work.erase_free_text(interview_id)
        await work.execute(
            sql.MARK_WORDS_ERASED, {"ids": list(interview_ids), "at": self._clock.now()}
        )

    async def is_returning_person(self, work: UnitOfWork, person_id: PersonId) -> bool:
        """Return whether the person has a reference of their own, such as a practice account."""
        row = await work.fetch_one(sql.IS_RETURNING_PERSON, {"id": person_id})
        return row is not None and bool(row["is_known"])

    async def erase_free_text(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Remove the free text that the person entered in these interviews."""
        await work.execute(sql.ERASE_FREE_TEXT, {"ids": list(interview_ids)})

    async def find_person_by_reference(self, work: UnitOfWork, reference: str) -> PersonId | None:
        """Return the person with that reference, such as their sign-in account, or None."""
        row = await work.fetch_one(
            sql.FIND_PERSON_BY_REFERENCE, {"seeker": self._blind_index(work, reference)}
        )
        return None if row is None else PersonId(row["id"])

    async def add_person(self, work: UnitOfWork, person_id: PersonId, reference: str) -> PersonId:
        """Store a person under a reference and return the id; a known reference returns its existing id."""
        params = {
            "tenant": work.tenant_id,
            "id": person_id,
            "seeker": self._blind_index(work, reference),
            "at": self._clock.now(),
        }
        row = await work.fetch_one(sql.ADD_RETURNING_PERSON, params)
        return person_id if row is None else PersonId(row["id"])

    async def list_ids_for_person(
        self, work: UnitOfWork, person_id: PersonId
    ) -> Sequence[InterviewId]:
        """Return the ids of a person's interviews that were not deleted, oldest first."""
        rows = await work.fetch_all(sql.LIST_IDS_FOR_PERSON, {"person": person_id})
        return [InterviewId(row["id"]) for row in rows]

    async def list_for_person(
        self,
        work: UnitOfWork,
        person_id: PersonId,
        *,
        profile: str,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> tuple[Interview, ...]:
        """Return up to ``limit`` interviews of a person and profile, newest first.

        ``after`` is when the last one of the page before was created, and its id.
        """
        params = {
            "person": person_id,
            "profile": profile,
            "limit": limit,
            "profiles": self._profiles,
            **place_after(after),
        }
        rows = await work.fetch_all(sql.LIST_FOR_PERSON, params)
        cipher = await self._vault.find_cipher(work, person_id) if rows else None
        return tuple(interview_from_row(row, cipher) for row in rows)

    async def soft_delete(self, work: UnitOfWork, interview: Interview) -> None:
        """Hide the interview from every read; its history stays for the audit."""
        await work.execute(sql.SOFT_DELETE, {"id": interview.id, "at": self._clock.now()})

    async def _load(self, work: UnitOfWork, row: Row | None) -> Interview:
        if row is None:
            raise InterviewNotFoundError
        return interview_from_row(row, await self._vault.find_cipher(work, row["person_id"]))

    async def _seal_reason(
        self, work: UnitOfWork, interview: Interview, reason: str | None
    ) -> bytes | None:
        # A recruiter's comment may name the candidate, so it becomes unreadable with the person's key.
        if reason is None:
            return None
        cipher = await self._vault.find_cipher(work, interview.person_id)
        return None if cipher is None else cipher.encrypt(reason)

    async def _save_person(self, work: UnitOfWork, interview: Interview) -> None:
        cipher = await self._vault.find_cipher(work, interview.person_id)
        if cipher is None:
            return
        request = interview.request
        address, name = request.candidate_email, request.candidate_name
        await work.execute(
            sql.SAVE_PERSON,
            {
                "id": interview.person_id,
                "reference": request.candidate_ref,
                "personal": cipher.encrypt_json(personal_fields(request)),
                "email_index": self._blind_index(work, address) if address else None,
                "name_index": [
                    self._blind_index(work, word) for word in tokenize_name_for_search(name or "")
                ],
            },
        )

    async def _save_context(self, work: UnitOfWork, interview: Interview) -> None:
        context = interview.request.context
        cipher = (
            None if context is None else await self._vault.find_cipher(work, interview.person_id)
        )
        if context is not None and cipher is not None:
            conversation = interview.request.conversation_id
            params = {
                "id": interview.id,
                "context": cipher.encrypt_json(dict(context)),
                "conversation": index_conversation(
                    conversation, lambda text: self._blind_index(work, text)
                )
                if conversation
                else None,
            }
            await work.execute(sql.SAVE_CONTEXT, params)

    def _blind_index(self, work: UnitOfWork, text: str) -> bytes:
        return self._keys.blind_index(work.tenant_id, text)

    def _counted(self, work: UnitOfWork) -> dict[str, Any]:  # Any: SQL values
        """Return what is counted: live interviews, or the tests of a test key."""
        return {"profiles": self._profiles, "is_test": work.is_test}

    def _key_params(self, key: str) -> dict[str, Any]:  # Any: SQL values
        return {**_parse_key(key), "profiles": self._profiles}


def _parse_key(key: str) -> dict[str, Any]:  # Any: SQL values
    if _RUN_ID.fullmatch(key):
        return {"id": None, "run_id": key}
    try:
        return {"id": UUID(key), "run_id": None}
    except ValueError:
        raise InterviewNotFoundError from None


def _request_params(interview: Interview) -> dict[str, Any]:  # Any: SQL values
    return {
        "profile": interview.request.profile,
        "request": Jsonb(request_to_json(interview.request)),
        "quality": str(interview.quality),
        "gaps": Jsonb([gap_to_json(gap) for gap in interview.gaps]),
        "warnings": Jsonb([gap_to_json(gap) for gap in interview.warnings]),
    }
