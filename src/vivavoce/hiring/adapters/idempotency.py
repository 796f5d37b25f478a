"""Stored responses by Idempotency-Key in PostgreSQL, for hiring's requests and for other slices.

Hiring owns the table.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from typing import Any, LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.contracts.envelope import (
    AnswerNotStoredError,
    IdempotencyKeyReusedError,
    IdempotentResponse,
    Json,
    RequestInProgressError,
    StoredAnswer,
    UnknownOutcomeError,
)
from vivavoce.hiring.domain.interview import Receipt
from vivavoce.infra.keys import InstallationKeys, SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller

_RETRY_AFTER_S = 2


class PostgresIdempotencyStore:
    """Stores responses with personal data; each is encrypted with the key of the person it is about."""

    def __init__(self, keys: InstallationKeys, vault: SubjectKeyVault) -> None:
        self._pepper = keys.derive("idempotency")
        self._vault = vault

    async def claim(
        self, work: UnitOfWork, key: str, body: Json, *, frees_after_s: int
    ) -> IdempotentResponse | None:
        """Return the stored response, or None if this request has now claimed the key.

        Raises ``IdempotencyKeyReusedError`` for a different body and ``RequestInProgressError`` while the
        first request runs; after ``frees_after_s`` without a response, the key can be claimed again.
        """
        await work.execute(_DELETE_EXPIRED)
        fingerprint = fingerprint_body(self._pepper, body)
        params = {
            "tenant": work.tenant_id,
            "key": key,
            "fingerprint": fingerprint,
            "frees_after": frees_after_s,
        }
        if await work.execute(_CLAIM, params) == 1:
            return None
        row = await work.fetch_one(FIND_RESPONSE, {"key": key})
        if row is None:
            raise RequestInProgressError(retry_after_s=_RETRY_AFTER_S)
        _require_same_request(row, fingerprint)
        if row["response"] is None:
            raise RequestInProgressError(retry_after_s=_RETRY_AFTER_S)
        subject = UUID(row["response"]["subject"])
        cipher = await self._vault.get_cipher(work, subject)
        return IdempotentResponse(
            subject=subject,
            body=cipher.decrypt_json(base64.b64decode(row["response"]["sealed"])),
            is_new=row["is_new"],
            is_replayed=True,
        )

    async def save(self, work: UnitOfWork, key: str, answer: IdempotentResponse) -> None:
        """Store a response for 24 hours, readable as long as its subject's key exists."""
        cipher = await self._vault.get_cipher(work, answer.subject)
        sealed = base64.b64encode(cipher.encrypt_json(answer.body)).decode()
        response = Jsonb({"subject": str(answer.subject), "sealed": sealed})
        await work.execute(SAVE_RESPONSE, {"key": key, "answer": response, "is_new": answer.is_new})

    async def release(self, work: UnitOfWork, key: str) -> None:
        """Release a claimed key for reuse; a key with a stored response stays."""
        await work.execute(_RELEASE, {"key": key})


def fingerprint_body(key: bytes, body: Json) -> bytes:
    """Return a keyed hash of a request body: names and addresses could be guessed from a plain one."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.digest(key, text.encode(), "sha256")


def _require_same_request(row: Mapping[str, Any], fingerprint: bytes) -> None:  # Any: a row
    """Raise ``IdempotencyKeyReusedError`` if the stored request was another one."""
    if not hmac.compare_digest(bytes(row["fingerprint"]), fingerprint):
        raise IdempotencyKeyReusedError


_DELETE_EXPIRED: LiteralString = (
    "DELETE FROM idempotency_key WHERE at < now() - interval '24 hours'"
)
_CLAIM: LiteralString = """
    INSERT INTO idempotency_key AS k (tenant_id, key, fingerprint)
    VALUES (%(tenant)s, %(key)s, %(fingerprint)s)
    ON CONFLICT (tenant_id, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, response = NULL, at = now()
    WHERE k.at < now() - interval '24 hours'
       OR (k.response IS NULL AND k.at < now() - make_interval(secs => %(frees_after)s))
"""
FIND_RESPONSE: LiteralString = """
    SELECT fingerprint, response, is_new
    FROM idempotency_key
    WHERE key = %(key)s
"""
SAVE_RESPONSE: LiteralString = """
    UPDATE idempotency_key
    SET response = %(answer)s, is_new = %(is_new)s
    WHERE key = %(key)s
"""
_RELEASE: LiteralString = "DELETE FROM idempotency_key WHERE key = %(key)s AND response IS NULL"


class PostgresRequestReceiptRepository:
    """Stores responses for 24 hours; the unique key makes a second request wait for the first."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._pepper = keys.derive("idempotency")

    async def claim(self, work: UnitOfWork, key: str, body: Json) -> Receipt | None:
        """Return the stored response, or None if this request is the first with ``key``.

        Waits while another request with the same key runs. Raises ``IdempotencyKeyReusedError`` if
        ``body`` differs from the first request's.
        """
        fingerprint = fingerprint_body(self._pepper, body)
        params = {
            "tenant": work.tenant_id,
            "key": _in_mode(work, key),
            "fingerprint": fingerprint,
        }
        if await work.execute(_CLAIM_RECEIPT, params) == 1:
            return None
        row = await work.fetch_one(FIND_RESPONSE, params)
        if row is None:
            raise IdempotencyKeyReusedError
        _require_same_request(row, fingerprint)
        return Receipt(body=row["response"], is_new=row["is_new"], is_replayed=True)

    async def find(self, work: UnitOfWork, key: str) -> Receipt | None:
        """Return the response that is stored under ``key``, or None."""
        row = await work.fetch_one(_FIND_CURRENT, {"key": _in_mode(work, key)})
        if row is None:
            return None
        return Receipt(body=row["response"], is_new=row["is_new"], is_replayed=True)

    def derive_key(self, work: UnitOfWork, body: Json) -> str:
        """Return the key of a request that has none of its own: the same body has the same key.

        Nobody can guess the body from it without the secret of this installation.
        """
        owned = {"tenant": str(work.tenant_id), "body": body}
        return f"body-{fingerprint_body(self._pepper, owned).hex()}"

    async def save(self, work: UnitOfWork, key: str, receipt: Receipt) -> None:
        """Store the response under ``key``."""
        await work.execute(
            SAVE_RESPONSE,
            {
                "key": _in_mode(work, key),
                "answer": Jsonb(receipt.body),
                "is_new": receipt.is_new,
            },
        )


def _in_mode(work: UnitOfWork, key: str) -> str:
    """Return the key of a receipt: a test key has its own, so that it never reads a live response."""
    return f"test {key}" if work.is_test else key


_FIND_CURRENT: LiteralString = """
    SELECT response, is_new
    FROM idempotency_key
    WHERE key = %(key)s AND response IS NOT NULL AND at >= now() - interval '24 hours'
"""
_CLAIM_RECEIPT = """
    INSERT INTO idempotency_key (tenant_id, key, fingerprint)
    VALUES (%(tenant)s, %(key)s, %(fingerprint)s)
    ON CONFLICT (tenant_id, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, response = NULL, at = now()
    WHERE idempotency_key.at < now() - interval '24 hours'
"""


class PostgresAnsweredRequests:
    """Remembers requests by caller and key for 24 hours.

    The table has hashes only, and answers that are encrypted with a key made of the caller's own
    Idempotency-Key: without it, they cannot be read.
    """

    def __init__(self, keys: InstallationKeys, open_work: UnitOfWorkFactory) -> None:
        self._pepper = keys.derive("idempotency")
        self._answer_key = keys.derive("idempotency-answers")
        self._open_work = open_work

    async def claim(self, caller: Caller, key: str, request: Json) -> StoredAnswer | None:
        """Return the stored answer, or None if this request is the first with ``key`` and may act.

        Raises ``IdempotencyKeyReusedError`` for another request, ``RequestInProgressError`` while the first
        one runs, ``UnknownOutcomeError`` if it was interrupted, and ``AnswerNotStoredError`` if its answer
        was not stored.
        """
        fingerprint = fingerprint_body(self._pepper, request)
        row_key = self._row_key(caller, key)
        async with self._open_work(caller.tenant_id) as work:
            await work.execute(_DELETE_EXPIRED)
            params = {"tenant": work.tenant_id, "key": row_key, "fingerprint": fingerprint}
            if await work.execute(_CLAIM_RECEIPT, params) == 1:
                return None
            row = await work.fetch_one(
                _FIND_ANSWER, {"key": row_key, "longest": _LONGEST_REQUEST_S}
            )
        if row is None:
            raise RequestInProgressError(retry_after_s=_RETRY_AFTER_S)
        _require_same_request(row, fingerprint)
        if row["response"] is None:
            if row["is_abandoned"]:
                raise UnknownOutcomeError
            raise RequestInProgressError(retry_after_s=_RETRY_AFTER_S)
        stored = row["response"]
        if stored["sealed"] is None:
            raise AnswerNotStoredError
        body = self._cipher(caller, key).decrypt(base64.b64decode(stored["sealed"]))
        return StoredAnswer(
            status=stored["status"], media_type=stored["mediaType"], body=base64.b64decode(body)
        )

    async def save(self, caller: Caller, key: str, answer: StoredAnswer) -> None:
        """Store the answer to the request that claimed ``key``."""
        stored: Json = {"status": answer.status, "mediaType": answer.media_type, "sealed": None}
        if answer.body is not None:
            sealed = self._cipher(caller, key).encrypt(base64.b64encode(answer.body).decode())
            stored["sealed"] = base64.b64encode(sealed).decode()
        params = {"key": self._row_key(caller, key), "answer": Jsonb(stored), "is_new": True}
        async with self._open_work(caller.tenant_id) as work:
            await work.execute(SAVE_RESPONSE, params)

    async def release(self, caller: Caller, key: str) -> None:
        """Release ``key``, because its request was refused."""
        async with self._open_work(caller.tenant_id) as work:
            await work.execute(_RELEASE, {"key": self._row_key(caller, key)})

    def _row_key(self, caller: Caller, key: str) -> str:
        return f"request-{hmac.digest(self._pepper, _full_key(caller, key), 'sha256').hex()}"

    def _cipher(self, caller: Caller, key: str) -> SubjectCipher:
        secret = hmac.digest(self._answer_key, _full_key(caller, key), "sha256")
        return SubjectCipher(secret, caller.id)


def _full_key(caller: Caller, key: str) -> bytes:
    return caller.tenant_id.bytes + caller.id.bytes + key.encode()


_LONGEST_REQUEST_S = 600
"""A request that has no answer after this time was interrupted. It may have acted, so it never runs again."""
_FIND_ANSWER: LiteralString = """
    SELECT fingerprint, response, at < now() - make_interval(secs => %(longest)s) AS is_abandoned
    FROM idempotency_key
    WHERE key = %(key)s
"""
