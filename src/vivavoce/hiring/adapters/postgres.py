"""Interviews, their history and their people in PostgreSQL; names and addresses only as ciphertext."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.hiring.adapters.rows import (
    interview_of,
    personal_of,
    request_json,
    step_of,
)
from vivavoce.hiring.domain.interview import Actor, Interview, Step
from vivavoce.hiring.domain.receipt import gap_json
from vivavoce.hiring.domain.request import name_words
from vivavoce.hiring.domain.workflow import State
from vivavoce.hiring.ports import Found, InterviewChanged, Query, UnknownInterview
from vivavoce.infra.database import Row
from vivavoce.infra.keys import Keys
from vivavoce.infra.vault import Erased, SubjectCipher, Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock

_RUN_ID = re.compile(r"run_[A-Za-z0-9_-]{1,100}")


class PostgresInterviews:
    """The store of interviews."""

    def __init__(self, vault: Vault, keys: Keys, clock: Clock) -> None:
        self._vault = vault
        self._keys = keys
        self._clock = clock

    async def add(self, work: Work, interview: Interview, *, by: Actor) -> None:
        """Keep a new interview and its person."""
        await work.execute(
            _ADD_PERSON,
            {
                "tenant": work.tenant_id,
                "id": interview.person_id,
                "at": interview.created_at,
            },
        )
        await self._save_person(work, interview)
        await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "id": interview.id,
                "run_id": interview.run_id,
                "person_id": interview.person_id,
                "external_id": interview.request.external_id,
                "by_kind": by.kind,
                "by_id": by.id,
                "created_at": interview.created_at,
                **_facts(interview),
            },
        )

    async def find(self, work: Work, key: str) -> Interview:
        """Return an interview, or raise ``UnknownInterview``."""
        return await self._read(work, await work.fetch_one(_FIND, _by(key)))

    async def lock(self, work: Work, key: str) -> Interview:
        """Return an interview that nobody else can change until ``work`` ends."""
        return await self._read(work, await work.fetch_one(_LOCK, _by(key)))

    async def requested_as(self, work: Work, external_id: str) -> Interview | None:
        """Return the interview of that external id; only one ``work`` at a time gets None for it."""
        params = {"external_id": external_id, "tenant": work.tenant_id}
        await work.execute(_RESERVE, params)
        row = await work.fetch_one(_BY_EXTERNAL_ID, params)
        return None if row is None else await self._read(work, row)

    async def save(self, work: Work, interview: Interview, *, was: int) -> None:
        """Keep all but the facts, or raise ``InterviewChanged`` if version ``was`` is not current."""
        touched = await work.execute(
            _SAVE,
            {
                "id": interview.id,
                "was": was,
                "state": interview.state,
                "version": interview.version,
                "plan_id": interview.plan_id,
                "assessment_id": interview.assessment_id,
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
            raise InterviewChanged

    async def save_facts(self, work: Work, interview: Interview) -> None:
        """Keep the facts and what is missing from them."""
        await self._save_person(work, interview)
        await work.execute(_SAVE_FACTS, {"id": interview.id, **_facts(interview)})

    async def note(self, work: Work, interview: Interview, step: Step) -> None:
        """Add a row to the history."""
        await work.execute(
            _NOTE,
            {
                "tenant": work.tenant_id,
                "interview_id": interview.id,
                "seq": step.seq,
                "transition": step.transition,
                "before": step.before,
                "after": step.after,
                "by_kind": step.actor.kind,
                "by_id": step.actor.id,
                "by_name": step.actor.name,
                "on_behalf_of": step.actor.on_behalf_of,
                "reason": await self._sealed_reason(work, interview, step.reason),
                "topic": step.topic,
                "event_id": step.event_id,
                "at": step.at,
            },
        )

    async def history(self, work: Work, interview: Interview) -> tuple[Step, ...]:
        """Return the history, oldest first. Reasons of an erased person are gone."""
        rows = await work.fetch_all(_HISTORY, {"id": interview.id})
        has_reasons = any(row["reason"] is not None for row in rows)
        cipher = await self._cipher(work, interview.person_id) if has_reasons else None
        return tuple(step_of(row, cipher) for row in rows)

    async def page(self, work: Work, query: Query) -> Found:
        """Return a page of interviews, newest first."""
        wanted = self._wanted(work, query)
        counted = await work.fetch_one(_COUNT, wanted)
        rows = await work.fetch_all(
            _PAGE, {**wanted, "limit": query.limit, "offset": (query.page - 1) * query.limit}
        )
        ciphers = await self._vault.ciphers(work, {row["person_id"] for row in rows})
        interviews = [interview_of(row, ciphers.get(row["person_id"])) for row in rows]
        return Found(interviews=tuple(interviews), total=counted["total"] if counted else 0)

    async def counts(self, work: Work) -> dict[State, int]:
        """Return how many interviews stand in each of the states."""
        rows = await work.fetch_all(_COUNTS)
        found = {row["state"]: int(row["total"]) for row in rows}
        return {state: found.get(str(state), 0) for state in State}

    async def erase(self, work: Work, interview: Interview) -> None:
        """Make everything personal unreadable for good."""
        await self._vault.erase(work, interview.person_id)
        await work.execute(_ERASE, {"id": interview.person_id, "at": self._clock.now()})
        await work.forget_words(interview.id)

    async def hide(self, work: Work, interview: Interview) -> None:
        """Make the interview unknown from now on; its history stays for the audit."""
        await work.execute(_HIDE, {"id": interview.id, "at": self._clock.now()})

    async def _read(self, work: Work, row: Row | None) -> Interview:
        if row is None:
            raise UnknownInterview
        return interview_of(row, await self._cipher(work, row["person_id"]))

    async def _cipher(self, work: Work, person_id: UUID) -> SubjectCipher | None:
        try:
            return await self._vault.cipher(work, person_id)
        except Erased:
            return None

    async def _sealed_reason(
        self, work: Work, interview: Interview, reason: str | None
    ) -> bytes | None:
        # A recruiter's words may name the candidate: they end with the person's key.
        if reason is None:
            return None
        cipher = await self._cipher(work, interview.person_id)
        return None if cipher is None else cipher.seal(reason)

    async def _save_person(self, work: Work, interview: Interview) -> None:
        cipher = await self._cipher(work, interview.person_id)
        if cipher is None:
            return
        request = interview.request
        address, name = request.candidate_email, request.candidate_name
        await work.execute(
            _SAVE_PERSON,
            {
                "id": interview.person_id,
                "reference": request.candidate_ref,
                "personal": cipher.seal_json(personal_of(request)),
                "email_index": self._index(work, address) if address else None,
                "name_index": [self._index(work, word) for word in name_words(name or "")],
            },
        )

    def _index(self, work: Work, text: str) -> bytes:
        return self._keys.blind_index(work.tenant_id, text)

    def _wanted(self, work: Work, query: Query) -> dict[str, Any]:  # Any: SQL values
        text = (query.search or "").strip()
        escaped = re.sub(r"([\\%_])", r"\\\1", text)
        words = [self._index(work, word) for word in name_words(text)]
        return {
            "states": [str(state) for state in query.states] or None,
            "is_search": bool(text),
            "email": self._index(work, text) if "@" in text else None,
            "words": words or None,
            "like": f"%{escaped}%",
            "text": text,
        }


def _by(key: str) -> dict[str, Any]:  # Any: SQL values
    if _RUN_ID.fullmatch(key):
        return {"id": None, "run_id": key}
    try:
        return {"id": UUID(key), "run_id": None}
    except ValueError:
        raise UnknownInterview from None


def _facts(interview: Interview) -> dict[str, Any]:  # Any: SQL values
    return {
        "profile": interview.request.profile,
        "request": Jsonb(request_json(interview.request)),
        "quality": str(interview.quality),
        "gaps": Jsonb([gap_json(gap) for gap in interview.gaps]),
        "warnings": Jsonb([gap_json(gap) for gap in interview.warnings]),
    }


_ADD_PERSON = """
    INSERT INTO person (tenant_id, id, made_at)
    VALUES (%(tenant)s, %(id)s, %(at)s)
"""
_SAVE_PERSON = """
    UPDATE person
    SET reference = %(reference)s, personal = %(personal)s,
        email_index = %(email_index)s, name_index = %(name_index)s
    WHERE id = %(id)s
"""
_ERASE = """
    UPDATE person
    SET reference = NULL, personal = NULL, email_index = NULL, name_index = '{}', erased_at = %(at)s
    WHERE id = %(id)s
"""
_ADD = """
    INSERT INTO interview (tenant_id, id, run_id, person_id, external_id, profile, request, data_quality,
                           gaps, warnings, created_by_kind, created_by_id, created_at, updated_at,
                           state_since)
    VALUES (%(tenant)s, %(id)s, %(run_id)s, %(person_id)s, %(external_id)s, %(profile)s, %(request)s,
            %(quality)s, %(gaps)s, %(warnings)s, %(by_kind)s, %(by_id)s, %(created_at)s, %(created_at)s,
            %(created_at)s)
"""
_SELECT = """
    SELECT i.id, i.run_id, i.person_id, i.external_id, i.profile, i.request, i.state, i.version,
           i.data_quality, i.gaps, i.warnings, i.plan_id, i.assessment_id, i.session_id, i.attempt,
           i.attempts_used, i.last_ended_session, i.cancel_reason, i.failure, i.created_at, i.updated_at,
           i.state_since, p.personal, p.reference
    FROM interview i
    JOIN person p ON p.tenant_id = i.tenant_id AND p.id = i.person_id
"""
_FIND = (
    _SELECT
    + """
    WHERE (i.id = %(id)s::uuid OR i.run_id = %(run_id)s::text) AND i.deleted_at IS NULL
"""
)
_LOCK = _FIND + " FOR UPDATE OF i"
_BY_EXTERNAL_ID = (
    _SELECT
    + """
    WHERE i.external_id = %(external_id)s AND i.deleted_at IS NULL
"""
)
_RESERVE = """
    SELECT pg_advisory_xact_lock(hashtextextended(%(tenant)s::text || %(external_id)s, 7002))
"""
_SAVE = """
    UPDATE interview
    SET state = %(state)s, version = %(version)s, plan_id = %(plan_id)s,
        assessment_id = %(assessment_id)s, session_id = %(session_id)s, attempt = %(attempt)s,
        attempts_used = %(attempts_used)s, last_ended_session = %(last_ended_session)s,
        cancel_reason = %(cancel_reason)s, failure = %(failure)s, updated_at = %(updated_at)s,
        state_since = %(state_since)s
    WHERE id = %(id)s AND version = %(was)s
"""
_SAVE_FACTS = """
    UPDATE interview
    SET profile = %(profile)s, request = %(request)s, data_quality = %(quality)s, gaps = %(gaps)s,
        warnings = %(warnings)s
    WHERE id = %(id)s
"""
_HIDE = """
    UPDATE interview
    SET deleted_at = %(at)s, external_id = NULL
    WHERE id = %(id)s
"""
_NOTE = """
    INSERT INTO interview_transition (tenant_id, interview_id, seq, transition, from_state, to_state,
                                      actor_kind, actor_id, actor_name, on_behalf_of, reason, topic,
                                      event_id, at)
    VALUES (%(tenant)s, %(interview_id)s, %(seq)s, %(transition)s, %(before)s, %(after)s, %(by_kind)s,
            %(by_id)s, %(by_name)s, %(on_behalf_of)s, %(reason)s, %(topic)s, %(event_id)s, %(at)s)
"""
_HISTORY = """
    SELECT seq, transition, from_state, to_state, actor_kind, actor_id, actor_name, on_behalf_of, reason,
           topic, event_id, at
    FROM interview_transition
    WHERE interview_id = %(id)s
    ORDER BY seq
"""
_WHERE = """
    FROM interview i
    JOIN person p ON p.tenant_id = i.tenant_id AND p.id = i.person_id
    WHERE i.deleted_at IS NULL
      AND (%(states)s::text[] IS NULL OR i.state = ANY (%(states)s::text[]))
      AND (NOT %(is_search)s
           OR p.email_index = %(email)s::bytea
           OR p.name_index @> %(words)s::bytea[]
           OR i.request ->> 'position' ILIKE %(like)s
           OR %(text)s IN (i.run_id, i.external_id, p.reference))
"""
_COUNT = "SELECT count(*) AS total" + _WHERE
_PAGE = (
    """
    SELECT i.id, i.run_id, i.person_id, i.external_id, i.profile, i.request, i.state, i.version,
           i.data_quality, i.gaps, i.warnings, i.plan_id, i.assessment_id, i.session_id, i.attempt,
           i.attempts_used, i.last_ended_session, i.cancel_reason, i.failure, i.created_at, i.updated_at,
           i.state_since, p.personal, p.reference
"""
    + _WHERE
    + """
    ORDER BY i.created_at DESC, i.id DESC
    LIMIT %(limit)s
    OFFSET %(offset)s
"""
)
_COUNTS = """
    SELECT state, count(*) AS total
    FROM interview
    WHERE deleted_at IS NULL
    GROUP BY state
"""
