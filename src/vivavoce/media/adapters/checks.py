"""Invariants of artifacts, tickets, recordings and the objects that they refer to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from vivavoce.infra.invariants import InvariantCheckResult, InvariantViolation, TenantInvariant
from vivavoce.infra.keys import SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.media.adapters import artifacts_statements as sql
from vivavoce.media.adapters import videos_statements as films
from vivavoce.media.adapters.artifacts_postgres import PostgresArtifactRepository
from vivavoce.media.domain.artifact import ObjectName
from vivavoce.media.domain.byte_range import compute_encrypted_size
from vivavoce.media.ports import ObjectStore

CheckInvariant = Callable[[UnitOfWork], Awaitable[InvariantCheckResult]]


def invariants(store: ObjectStore, vault: SubjectKeyVault) -> tuple[TenantInvariant, ...]:
    """Return the invariants of media's rows and of the object store."""
    return (
        TenantInvariant(
            owner="media",
            name="rows_have_objects",
            sentence="Every stored recording and document is complete in the object store.",
            examine=_make_rows_check(store),
        ),
        TenantInvariant(
            owner="media",
            name="objects_have_rows",
            sentence="Every object in the store belongs to a database row; the worker removes "
            "other objects.",
            examine=_make_objects_check(store, PostgresArtifactRepository(vault)),
        ),
        TenantInvariant(
            owner="media",
            name="films_are_agreed",
            sentence="Every stored chunk of video or voice belongs to a person who agreed to that.",
            examine=_check_chunks_have_consent,
        ),
    )


async def list_sealed_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of the people whose keys encrypt something here."""
    return {row["subject"] for row in await work.fetch_all(sql.SELECT_SEALED_SUBJECTS)}


async def _check_chunks_have_consent(work: UnitOfWork) -> InvariantCheckResult:
    rows = await work.fetch_all(films.SELECT_CHUNKS_WITHOUT_CONSENT)
    return InvariantCheckResult(
        tuple(
            InvariantViolation(
                str(row["id"]), f"chunk {row['seq']} is stored without the person's consent"
            )
            for row in rows
        )
    )


def _make_rows_check(store: ObjectStore) -> CheckInvariant:
    async def examine(work: UnitOfWork) -> InvariantCheckResult:
        violations = []
        for row in await work.fetch_all(sql.SELECT_STORED_OBJECTS):
            size = await store.size(ObjectName(work.tenant_id, row["object_id"]))
            if size != compute_encrypted_size(row["bytes"]):
                lack = (
                    "is not in the store" if size is None else "has a different length in the store"
                )
                violations.append(
                    InvariantViolation(str(row["id"]), f"object {row['object_id']} {lack}")
                )
        return InvariantCheckResult(tuple(violations))

    return examine


def _make_objects_check(
    store: ObjectStore, artifacts: PostgresArtifactRepository
) -> CheckInvariant:
    async def examine(work: UnitOfWork) -> InvariantCheckResult:
        stray = await artifacts.find_orphaned_objects(work, await store.list_names(work.tenant_id))
        return InvariantCheckResult(
            tuple(
                InvariantViolation(str(name.id), "is in the store but has no database row")
                for name in stray
            )
        )

    return examine
