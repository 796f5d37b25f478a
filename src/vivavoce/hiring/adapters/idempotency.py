"""Stored responses by Idempotency-Key in PostgreSQL, for hiring's requests and for other slices.

Hiring owns the table.
"""

from __future__ import annotations

import base64
import hmac
import json
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.contracts.envelope import (
    IdempotencyKeyReusedError,
    IdempotentResponse,
    Json,
    RequestInProgressError,
)
from vivavoce.hiring.domain.interview import Receipt
from vivavoce.infra.keys import InstallationKeys, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork

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
        if not hmac.compare_digest(bytes(row["fingerprint"]), fingerprint):
            raise IdempotencyKeyReusedError
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

        Raises ``IdempotencyKeyReusedError`` if ``body`` differs from the first request's.
        """
        fingerprint = fingerprint_body(self._pepper, body)
        params = {"tenant": work.tenant_id, "key": key, "fingerprint": fingerprint}
        if await work.execute(_CLAIM_RECEIPT, params) == 1:
            return None
        row = await work.fetch_one(FIND_RESPONSE, params)
        if row is None or not hmac.compare_digest(bytes(row["fingerprint"]), fingerprint):
            raise IdempotencyKeyReusedError
        return Receipt(body=row["response"], is_new=row["is_new"], is_replayed=True)

    async def find(self, work: UnitOfWork, key: str) -> Receipt | None:
        """Return the response that is stored under ``key``, or None."""
        row = await work.fetch_one(_FIND_CURRENT, {"key": key})
        if row is None:
            return None
        return Receipt(body=row["response"], is_new=row["is_new"], is_replayed=True)

    def derive_key(self, work: UnitOfWork, body: Json) -> str:
        """Return the key of a request that has none of its own: the same body has the same key."""
        owned = {"tenant": str(work.tenant_id), "body": body}
        return f"body-{fingerprint_body(self._pepper, owned).hex()}"

    async def save(self, work: UnitOfWork, key: str, receipt: Receipt) -> None:
        """Store the response under ``key``."""
        await work.execute(
            SAVE_RESPONSE, {"key": key, "answer": Jsonb(receipt.body), "is_new": receipt.is_new}
        )


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
