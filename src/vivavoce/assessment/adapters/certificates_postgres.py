"""Certificates of models in PostgreSQL, signed with a key of the installation."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.assessment.domain.qualification.certificate import (
    CANARY_CLAIM,
    CANARY_EVERY,
    MAX_CANARY_MISSES,
    Certificate,
    StoredCertificate,
    certificate_from_document,
    certificate_to_document,
    to_signed_bytes,
)
from vivavoce.contracts.envelope import Json
from vivavoce.infra.database import Database, Row
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.unit_of_work import UnitOfWork

_PURPOSE = "model-certificate"
TEST_KEYS = InstallationKeys("a public key that signs certificates of imitated models")
"""Certificates of imitated models carry this key, whoever made them; production refuses it."""


class PostgresCertificateRepository:
    """Stores what qualifications found, passed or not."""

    def __init__(self, database: Database, keys: InstallationKeys) -> None:
        self._database = database
        self._keys = keys

    async def add(self, work: UnitOfWork, certificate: Certificate) -> None:
        """Sign a certificate, and store it when ``work`` commits, unless it is stored already."""
        document = certificate_to_document(certificate)
        keys = TEST_KEYS if certificate.is_imitated else self._keys
        await work.execute(
            _INSERT,
            {
                "id": certificate.id,
                "model": certificate.model,
                "issued_at": certificate.issued_at,
                "document": Jsonb(document),
                "signature": keys.encrypt(_PURPOSE, b"", to_signed_bytes(document)),
            },
        )

    async def list_newest(self, limit: int = 50) -> list[StoredCertificate]:
        """Return the newest certificates, newest first."""
        rows = await self._database.execute(_LIST_NEWEST, {"limit": limit})
        return [self._build(row) for row in rows]

    async def claim_canary(self, certificate_id: UUID, at: datetime) -> bool:
        """Claim the weekly check of a certificate for an hour; return False if it is not due."""
        values = {
            "id": certificate_id,
            "at": at,
            "due": at - CANARY_EVERY,
            "ended": at - CANARY_CLAIM,
        }
        return bool(await self._database.execute(_CLAIM_CANARY, values))

    async def release_canary(self, certificate_id: UUID, *, claimed_at: datetime) -> None:
        """Make a check that was claimed due again: the model did not answer."""
        values = {"id": certificate_id, "claimed_at": claimed_at}
        await self._database.execute(_RELEASE_CANARY, values)

    async def record_canary(self, certificate_id: UUID, *, misses: int, at: datetime) -> None:
        """Store how many checks were missed; too many suspend the certificate for good."""
        await self._database.execute(
            _RECORD_CANARY,
            {"id": certificate_id, "misses": misses, "most": MAX_CANARY_MISSES, "at": at},
        )

    def _build(self, row: Row) -> StoredCertificate:
        document: Json = row["document"]
        certificate = certificate_from_document(document)
        keys = TEST_KEYS if certificate.is_imitated else self._keys
        try:
            keys.decrypt(_PURPOSE, bytes(row["signature"]), to_signed_bytes(document))
            is_signature_valid = True
        except ValueError:
            is_signature_valid = False
        return StoredCertificate(
            certificate=certificate,
            is_signature_valid=is_signature_valid,
            canary_at=row["canary_at"],
            canary_misses=row["canary_misses"],
            suspended_at=row["suspended_at"],
        )


_INSERT = """
    INSERT INTO model_certificate (id, model, issued_at, document, signature)
    VALUES (%(id)s, %(model)s, %(issued_at)s, %(document)s, %(signature)s)
    ON CONFLICT (id) DO NOTHING
"""
_LIST_NEWEST = """
    SELECT id, document, signature, canary_at, canary_misses, suspended_at
    FROM model_certificate
    ORDER BY issued_at DESC, id
    LIMIT %(limit)s
"""
_CLAIM_CANARY = """
    UPDATE model_certificate
    SET canary_claimed_at = %(at)s
    WHERE id = %(id)s
      AND coalesce(canary_at, issued_at) <= %(due)s
      AND (canary_claimed_at IS NULL OR canary_claimed_at <= %(ended)s)
    RETURNING id
"""
_RELEASE_CANARY = """
    UPDATE model_certificate
    SET canary_claimed_at = NULL
    WHERE id = %(id)s
      AND canary_claimed_at = %(claimed_at)s
"""
_RECORD_CANARY = """
    UPDATE model_certificate
    SET canary_at = %(at)s::timestamptz,
        canary_claimed_at = NULL,
        canary_misses = %(misses)s::integer,
        suspended_at = CASE
            WHEN %(misses)s::integer >= %(most)s THEN %(at)s::timestamptz
            ELSE suspended_at
        END
    WHERE id = %(id)s
"""
