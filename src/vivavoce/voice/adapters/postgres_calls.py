"""Calls in PostgreSQL: numbers encrypted with the person's key, tokens stored as keyed hashes."""

from __future__ import annotations

from typing import Any, LiteralString, get_args
from uuid import UUID

from vivavoce.infra.database import Database, Row
from vivavoce.infra.keys import DataErasedError, InstallationKeys, SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.voice.domain.calls.call import Call, CallOutcome, CallState
from vivavoce.voice.ports.calls import CallReference

MAX_TOKEN_CHARS = 200
_COLUMNS: LiteralString = """
    SELECT id, interview_id, person_id, session_id, state, number_sealed, time_zone, attempt, round_attempts,
           redials, dropped_at, requested_at, provider_call_id_sealed, next_check_at, outcome, created_at,
           ended_at
    FROM call
"""
_INSERT: LiteralString = """
    INSERT INTO call (tenant_id, id, interview_id, person_id, state, number_sealed, time_zone, next_check_at,
                      created_at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(person)s, %(state)s, %(number)s, %(zone)s, %(next_at)s,
            %(made_at)s)
    ON CONFLICT (tenant_id, interview_id) WHERE ended_at IS NULL DO NOTHING
"""
_INTERVIEW_OF: LiteralString = """
    SELECT interview_id
    FROM call
    WHERE id = %(id)s
"""
_LOCK: LiteralString = f"""
    {_COLUMNS}
    WHERE id = %(id)s
    FOR UPDATE
"""
_LOCK_ATTEMPT: LiteralString = f"""
    {_COLUMNS}
    WHERE id = %(id)s AND attempt_hash = %(hash)s
    FOR UPDATE
"""
_NEWEST: LiteralString = f"""
    {_COLUMNS}
    WHERE interview_id = %(interview)s
    ORDER BY created_at DESC, id DESC
    LIMIT 1
"""
_OPEN: LiteralString = """
    SELECT id
    FROM call
    WHERE interview_id = %(interview)s AND ended_at IS NULL
"""
_SAVE: LiteralString = """
    UPDATE call
    SET session_id = %(session)s, state = %(state)s, attempt = %(attempt)s, round_attempts = %(tries)s,
        redials = %(redials)s, dropped_at = %(dropped_at)s, requested_at = %(asked_at)s,
        provider_call_id_sealed = %(sid_sealed)s, provider_call_id_hash = %(sid_hash)s,
        next_check_at = %(next_at)s,
        outcome = %(outcome)s, ended_at = %(ended_at)s
    WHERE id = %(id)s
"""
_SET_ATTEMPT_HASH: LiteralString = """
    UPDATE call
    SET attempt_hash = %(hash)s
    WHERE id = %(id)s
"""
_SET_JOIN_CREDENTIAL: LiteralString = """
    UPDATE call
    SET join_token_hash = %(hash)s
    WHERE id = %(id)s
"""
_FORGET_PERSON: LiteralString = """
    UPDATE call
    SET state = 'ended', outcome = coalesce(outcome, 'canceled'),
        ended_at = coalesce(ended_at, clock_timestamp()), next_check_at = NULL, dropped_at = NULL,
        requested_at = NULL,
        attempt_hash = NULL, join_token_hash = NULL, provider_call_id_hash = NULL,
        provider_call_id_sealed = NULL
    WHERE person_id = %(person)s
"""


class PostgresCallRepository:
    """Calls of the organization that the unit of work belongs to."""

    def __init__(self, vault: SubjectKeyVault, keys: InstallationKeys) -> None:
        self._vault = vault
        self._keys = keys

    async def add(self, work: UnitOfWork, call: Call) -> bool:
        """Add a new call; return False where the interview has one that is not over."""
        cipher = await self._vault.get_cipher(work, call.person_id)
        added = await work.execute(
            _INSERT,
            {
                "tenant": work.tenant_id,
                "id": call.id,
                "interview": call.interview_id,
                "person": call.person_id,
                "state": call.state,
                "number": cipher.encrypt(call.number),
                "zone": call.time_zone,
                "next_at": call.next_attempt_at,
                "made_at": call.created_at,
            },
        )
        return added > 0

    async def get_interview_id(self, work: UnitOfWork, call_id: UUID) -> InterviewId | None:
        """Return the interview of a call, or None for an unknown call."""
        row = await work.fetch_one(_INTERVIEW_OF, {"id": call_id})
        return None if row is None else InterviewId(row["interview_id"])

    async def lock(self, work: UnitOfWork, call_id: UUID) -> Call | None:
        """Lock and return a call; None where it was erased."""
        return await self._read(work, await work.fetch_one(_LOCK, {"id": call_id}))

    async def lock_attempt(self, work: UnitOfWork, call_id: UUID, attempt_id: UUID) -> Call | None:
        """Lock and return a call; None where ``attempt_id`` is no longer its current attempt."""
        named = {"id": call_id, "hash": self._keys.hash_token(attempt_id.hex)}
        return await self._read(work, await work.fetch_one(_LOCK_ATTEMPT, named))

    async def get_latest(self, work: UnitOfWork, interview_id: InterviewId) -> Call | None:
        """Return the interview's newest call, or None if there is none or its number was erased."""
        return await self._read(work, await work.fetch_one(_NEWEST, {"interview": interview_id}))

    async def find_open_call_id(self, work: UnitOfWork, interview_id: InterviewId) -> UUID | None:
        """Return the id of the interview's call that is not over, or None."""
        row = await work.fetch_one(_OPEN, {"interview": interview_id})
        return None if row is None else row["id"]

    async def save(self, work: UnitOfWork, call: Call) -> None:
        """Save the call's state; the tokens of the current attempt stay valid."""
        cipher = await self._vault.get_cipher(work, call.person_id)
        await work.execute(
            _SAVE,
            {
                "id": call.id,
                "session": call.session_id,
                "state": call.state,
                "attempt": call.attempt,
                "tries": call.tries,
                "redials": call.redials,
                "dropped_at": call.dropped_at,
                "asked_at": call.asked_at,
                "sid_sealed": None if call.sid is None else cipher.encrypt(call.sid),
                "sid_hash": None if call.sid is None else self._keys.hash_token(call.sid),
                "next_at": call.next_attempt_at,
                "outcome": call.outcome,
                "ended_at": call.ended_at,
            },
        )

    async def set_attempt_id(self, work: UnitOfWork, call: Call, attempt_id: UUID) -> None:
        """Make ``attempt_id`` refer to the call's current attempt, and earlier ids to nothing."""
        await work.execute(
            _SET_ATTEMPT_HASH, {"id": call.id, "hash": self._keys.hash_token(attempt_id.hex)}
        )

    async def set_join_token(self, work: UnitOfWork, call: Call, token: str | None) -> None:
        """Set the one-time token that connects audio to the call; None revokes it."""
        hashed = None if token is None else self._keys.hash_token(token)
        await work.execute(_SET_JOIN_CREDENTIAL, {"id": call.id, "hash": hashed})

    async def hash_number(self, work: UnitOfWork, person_id: PersonId, number: str) -> str:
        """Return a hash of the number, made with the person's own key."""
        return (await self._vault.get_cipher(work, person_id)).hash(number)

    async def forget_person(self, work: UnitOfWork, person_id: PersonId) -> int:
        """End a person's calls and delete their tokens; return how many calls there were.

        The number becomes unreadable with the person's key.
        """
        return await work.execute(_FORGET_PERSON, {"person": person_id})

    async def _read(self, work: UnitOfWork, row: Row | None) -> Call | None:
        if row is None:
            return None
        try:
            return _to_call(row, await self._vault.get_cipher(work, row["person_id"]))
        except DataErasedError:
            return None


class PostgresCallFinder:
    """Finds calls of all organizations through SQL functions: a token does not name its organization."""

    def __init__(self, database: Database, keys: InstallationKeys) -> None:
        self._database = database
        self._keys = keys

    async def find_by_attempt(self, attempt_id: UUID) -> CallReference | None:
        """Return the call whose current attempt this is, or None."""
        return await self._find("SELECT * FROM call_find(%(hash)s::bytea)", attempt_id.hex)

    async def redeem_join_token(self, token: str) -> CallReference | None:
        """Return the call that ``token`` connects audio to and use the token up; None if it is not valid."""
        return await self._find("SELECT * FROM call_redeem_join_token(%(hash)s::bytea)", token)

    async def find_overdue(self, *, limit: int) -> list[CallReference]:
        """Return calls whose next step is overdue, oldest first."""
        rows = await self._database.execute("SELECT * FROM call_overdue(%(most)s)", {"most": limit})
        return [_to_reference(row) for row in rows]

    async def _find(self, query: LiteralString, token: str) -> CallReference | None:
        if not token or len(token) > MAX_TOKEN_CHARS:
            return None
        hashed = self._keys.hash_token(token.encode("utf-8", "replace").decode())
        rows = await self._database.execute(query, {"hash": hashed})
        return _to_reference(rows[0]) if rows else None


def _to_reference(row: Row) -> CallReference:
    return CallReference(TenantId(row["tenant_id"]), row["id"])


def _to_call(row: Row, cipher: SubjectCipher) -> Call:
    number = cipher.decrypt(row["number_sealed"])
    return Call(
        id=row["id"],
        interview_id=InterviewId(row["interview_id"]),
        person_id=PersonId(row["person_id"]),
        number=number,
        number_hash=cipher.hash(number),
        time_zone=row["time_zone"],
        created_at=row["created_at"],
        session_id=None if row["session_id"] is None else SessionId(row["session_id"]),
        state=_require_literal(CallState, row["state"]),
        attempt=row["attempt"],
        tries=row["round_attempts"],
        redials=row["redials"],
        dropped_at=row["dropped_at"],
        asked_at=row["requested_at"],
        sid=None
        if row["provider_call_id_sealed"] is None
        else cipher.decrypt(row["provider_call_id_sealed"]),
        next_attempt_at=row["next_check_at"],
        outcome=None if row["outcome"] is None else _require_literal(CallOutcome, row["outcome"]),
        ended_at=row["ended_at"],
    )


def _require_literal(kind: Any, value: str) -> Any:  # Any: a literal type, and one of its values
    if value not in get_args(kind):
        raise ValueError(f"'{value}' is not a value of this version.")
    return value
