"""Interviews, their history and their people in PostgreSQL; names and addresses only as ciphertext."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.hiring.adapters import statements as sql
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
from vivavoce.kernel.ids import InterviewId, PersonId

_RUN_ID = re.compile(r"run_[A-Za-z0-9_-]{1,100}")


class PostgresInterviews:
    """The store of interviews; with ``only``, of those profiles: all others are unknown."""

    def __init__(
        self, vault: Vault, keys: Keys, clock: Clock, *, only: Sequence[str] | None = None
    ) -> None:
        self._only = None if only is None else list(only)
        self._vault = vault
        self._keys = keys
        self._clock = clock

    async def add(self, work: Work, interview: Interview, *, by: Actor) -> None:
        """Keep a new interview and its person, or raise ``Gone`` where they were erased."""
        person = {"tenant": work.tenant_id, "id": interview.person_id, "at": interview.created_at}
        if await work.execute(sql.ADD_PERSON, person) == 0:
            raise Erased
        await self._save_person(work, interview)
        await work.execute(
            sql.ADD,
            {
                "tenant": work.tenant_id,
                "id": interview.id,
                "run_id": interview.run_id,
                "person_id": interview.person_id,
                "external_id": interview.request.external_id,
                "words_days": interview.keeps.words,
                "assessment_days": interview.keeps.assessment,
                "by_kind": by.kind,
                "by_id": by.id,
                "created_at": interview.created_at,
                **_facts(interview),
            },
        )
        await self._save_context(work, interview)

    async def find(self, work: Work, key: str) -> Interview:
        """Return an interview, or raise ``UnknownInterview``."""
        return await self._read(work, await work.fetch_one(sql.FIND, self._by(key)))

    async def lock(self, work: Work, key: str) -> Interview:
        """Return an interview that nobody else can change until ``work`` ends."""
        await work.execute(sql.HOLD, self._by(key))
        return await self.find(work, key)

    async def requested_as(self, work: Work, external_id: str) -> Interview | None:
        """Return the interview of that external id; only one ``work`` at a time gets None for it."""
        params = {"external_id": external_id, "tenant": work.tenant_id}
        await work.execute(sql.RESERVE, params)
        row = await work.fetch_one(sql.BY_EXTERNAL_ID, params)
        return None if row is None else await self._read(work, row)

    async def save(self, work: Work, interview: Interview, *, was: int) -> None:
        """Keep all but the facts, or raise ``InterviewChanged`` if version ``was`` is not current."""
        touched = await work.execute(
            sql.SAVE,
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
        await work.execute(sql.SAVE_FACTS, {"id": interview.id, **_facts(interview)})
        await self._save_context(work, interview)

    async def note(self, work: Work, interview: Interview, step: Step) -> None:
        """Add a row to the history."""
        await work.execute(
            sql.NOTE,
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
        rows = await work.fetch_all(sql.HISTORY, {"id": interview.id})
        has_reasons = any(row["reason"] is not None for row in rows)
        cipher = await self._cipher(work, interview.person_id) if has_reasons else None
        return tuple(step_of(row, cipher) for row in rows)

    async def page(self, work: Work, query: Query) -> Found:
        """Return a page of interviews, in the order that is asked for."""
        wanted = self._wanted(work, query)
        counted = await work.fetch_one(sql.COUNT, wanted)
        rows = await work.fetch_all(
            sql.PAGES[query.order],
            {**wanted, "limit": query.limit, "offset": (query.page - 1) * query.limit},
        )
        ciphers = await self._vault.ciphers(work, {row["person_id"] for row in rows})
        interviews = [interview_of(row, ciphers.get(row["person_id"])) for row in rows]
        return Found(interviews=tuple(interviews), total=counted["total"] if counted else 0)

    async def counts(self, work: Work) -> dict[State, int]:
        """Return how many interviews stand in each of the states."""
        rows = await work.fetch_all(sql.COUNTS, {"profiles": self._only})
        found = {row["state"]: int(row["total"]) for row in rows}
        return {state: found.get(str(state), 0) for state in State}

    async def erase(self, work: Work, interview: Interview) -> None:
        """Make everything personal unreadable for good."""
        await self.erase_person(work, interview.person_id, [interview.id])

    async def erase_person(
        self, work: Work, person_id: PersonId, interview_ids: Sequence[InterviewId]
    ) -> None:
        """Make everything personal of a person and these interviews unreadable for good."""
        await self._vault.erase(work, person_id)
        await work.execute(sql.ERASE, {"id": person_id, "at": self._clock.now()})
        for one in interview_ids:
            await work.forget_words(one)
        await work.execute(
            sql.NOTE_WORDS_ERASED, {"ids": list(interview_ids), "at": self._clock.now()}
        )

    async def is_known_person(self, work: Work, person_id: PersonId) -> bool:
        """Return whether the person comes back under a reference of theirs, e.g. to practice."""
        row = await work.fetch_one(sql.IS_KNOWN, {"id": person_id})
        return row is not None and bool(row["is_known"])

    async def forget_wishes(self, work: Work, interview_ids: Sequence[InterviewId]) -> None:
        """Take out of interviews what their person asked for in words of their own."""
        await work.execute(sql.FORGET_WISHES, {"ids": list(interview_ids)})

    async def person_known_as(self, work: Work, reference: str) -> PersonId | None:
        """Return the person with that reference of theirs, e.g. the account they sign in with."""
        row = await work.fetch_one(sql.PERSON_KNOWN, {"seeker": self._index(work, reference)})
        return None if row is None else PersonId(row["id"])

    async def add_person(self, work: Work, person_id: PersonId, reference: str) -> PersonId:
        """Keep a person under a reference and return their id; who comes second gets the first's."""
        params = {
            "tenant": work.tenant_id,
            "id": person_id,
            "seeker": self._index(work, reference),
            "at": self._clock.now(),
        }
        row = await work.fetch_one(sql.ADD_SEEKER, params)
        return person_id if row is None else PersonId(row["id"])

    async def ids_of_person(self, work: Work, person_id: PersonId) -> Sequence[InterviewId]:
        """Return all interviews of a person that were not deleted, oldest first."""
        rows = await work.fetch_all(sql.IDS_OF_PERSON, {"person": person_id})
        return [InterviewId(row["id"]) for row in rows]

    async def of_person(
        self, work: Work, person_id: PersonId, *, limit: int
    ) -> tuple[Interview, ...]:
        """Return a person's interviews, newest first."""
        params = {"person": person_id, "limit": limit, "profiles": self._only}
        rows = await work.fetch_all(sql.OF_PERSON, params)
        cipher = await self._cipher(work, person_id) if rows else None
        return tuple(interview_of(row, cipher) for row in rows)

    async def hide(self, work: Work, interview: Interview) -> None:
        """Make the interview unknown from now on; its history stays for the audit."""
        await work.execute(sql.HIDE, {"id": interview.id, "at": self._clock.now()})

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
            sql.SAVE_PERSON,
            {
                "id": interview.person_id,
                "reference": request.candidate_ref,
                "personal": cipher.seal_json(personal_of(request)),
                "email_index": self._index(work, address) if address else None,
                "name_index": [self._index(work, word) for word in name_words(name or "")],
            },
        )

    async def _save_context(self, work: Work, interview: Interview) -> None:
        context = interview.request.context
        cipher = None if context is None else await self._cipher(work, interview.person_id)
        if context is not None and cipher is not None:
            sealed = cipher.seal_json(dict(context))
            await work.execute(sql.SAVE_CONTEXT, {"id": interview.id, "context": sealed})

    def _index(self, work: Work, text: str) -> bytes:
        return self._keys.blind_index(work.tenant_id, text)

    def _by(self, key: str) -> dict[str, Any]:  # Any: SQL values
        return {**_by(key), "profiles": self._only}

    def _wanted(self, work: Work, query: Query) -> dict[str, Any]:  # Any: SQL values
        text = (query.search or "").strip()
        escaped = re.sub(r"([\\%_])", r"\\\1", text)
        words = [self._index(work, word) for word in name_words(text)]
        return {
            "profiles": self._only,
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
