"""Stored responses of other slices by Idempotency-Key; hiring owns the table."""

from __future__ import annotations

import base64
import hmac
import json
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.idempotency import (
    IdempotencyKeyReusedError,
    IdempotentResponse,
    RequestInProgressError,
)
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.subject_keys import SubjectKeyVault
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
        fingerprint = self._fingerprint(body)
        params = {
            "tenant": work.tenant_id,
            "key": key,
            "fingerprint": fingerprint,
            "frees_after": frees_after_s,
        }
        if await work.execute(_CLAIM, params) == 1:
            return None
        row = await work.fetch_one(_FIND, {"key": key})
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
        kept = Jsonb({"subject": str(answer.subject), "sealed": sealed})
        await work.execute(_SAVE, {"key": key, "answer": kept, "is_new": answer.is_new})

    async def release(self, work: UnitOfWork, key: str) -> None:
        """Release a claimed key for reuse; a key with a stored response stays."""
        await work.execute(_RELEASE, {"key": key})

    def _fingerprint(self, body: Json) -> bytes:
        text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hmac.digest(self._pepper, text.encode(), "sha256")


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
_FIND: LiteralString = """
    SELECT fingerprint, response, is_new
    FROM idempotency_key
    WHERE key = %(key)s
"""
_SAVE: LiteralString = """
    UPDATE idempotency_key
    SET response = %(answer)s, is_new = %(is_new)s
    WHERE key = %(key)s
"""
_RELEASE: LiteralString = "DELETE FROM idempotency_key WHERE key = %(key)s AND response IS NULL"
