"""Stored responses by Idempotency-Key in PostgreSQL."""

from __future__ import annotations

import hmac
import json

from psycopg.types.json import Jsonb

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.idempotency import IdempotencyKeyReusedError
from vivavoce.hiring.domain.receipt import Receipt
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.unit_of_work import UnitOfWork


class PostgresRequestReceiptRepository:
    """Stores responses for 24 hours; the unique key makes a second request wait for the first."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._keys = keys

    async def claim(self, work: UnitOfWork, key: str, body: Json) -> Receipt | None:
        """Return the stored response, or None if this request is the first with ``key``.

        Raises ``IdempotencyKeyReusedError`` if ``body`` differs from the first request's.
        """
        print_of_body = self._fingerprint(body)
        params = {"tenant": work.tenant_id, "key": key, "fingerprint": print_of_body}
        if await work.execute(_CLAIM, params) == 1:
            return None
        row = await work.fetch_one(_FIND, params)
        if row is None or not hmac.compare_digest(bytes(row["fingerprint"]), print_of_body):
            raise IdempotencyKeyReusedError
        return Receipt(body=row["response"], is_new=row["is_new"], is_replayed=True)

    async def save(self, work: UnitOfWork, key: str, receipt: Receipt) -> None:
        """Store the response under ``key``."""
        await work.execute(
            _SAVE, {"key": key, "answer": Jsonb(receipt.body), "is_new": receipt.is_new}
        )

    def _fingerprint(self, body: Json) -> bytes:
        # Keyed, because names and addresses in the body could be guessed from a plain hash.
        text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hmac.digest(self._keys.derive("idempotency"), text.encode(), "sha256")


_CLAIM = """
    INSERT INTO idempotency_key (tenant_id, key, fingerprint)
    VALUES (%(tenant)s, %(key)s, %(fingerprint)s)
    ON CONFLICT (tenant_id, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, response = NULL, at = now()
    WHERE idempotency_key.at < now() - interval '24 hours'
"""
_FIND = """
    SELECT fingerprint, response, is_new
    FROM idempotency_key
    WHERE key = %(key)s
"""
_SAVE = """
    UPDATE idempotency_key
    SET response = %(answer)s, is_new = %(is_new)s
    WHERE key = %(key)s
"""
