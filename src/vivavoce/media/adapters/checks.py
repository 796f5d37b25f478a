"""What must be true of artifacts, tickets, films and the objects they speak of."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from vivavoce.infra.invariants import Examined, Invariant, Violation
from vivavoce.infra.vault import Vault
from vivavoce.infra.work import Work
from vivavoce.media.adapters import film_statements as films
from vivavoce.media.adapters import statements as sql
from vivavoce.media.adapters.postgres import PostgresShelf
from vivavoce.media.domain.artifact import ObjectName
from vivavoce.media.domain.sealing import sealed_size
from vivavoce.media.ports import ObjectStore

Examine = Callable[[Work], Awaitable[Examined]]


def invariants(store: ObjectStore, vault: Vault) -> tuple[Invariant, ...]:
    """Return what must be true of media's rows and of the store."""
    return (
        Invariant(
            owner="media",
            name="rows_have_objects",
            sentence="Every recording and document that is kept is whole in the store.",
            examine=_rows_have_objects(store),
        ),
        Invariant(
            owner="media",
            name="objects_have_rows",
            sentence="The store holds nothing that no row speaks of; the worker's sweep removes such.",
            examine=_objects_have_rows(store, PostgresShelf(vault)),
        ),
        Invariant(
            owner="media",
            name="films_are_agreed",
            sentence="Every piece of a film that is kept is of somebody who agreed to be filmed.",
            examine=_films_are_agreed,
        ),
    )


async def sealed_subjects(work: Work) -> set[UUID]:
    """Return the people under whose keys something is sealed here."""
    return {row["subject"] for row in await work.fetch_all(sql.SEALED)}


async def _films_are_agreed(work: Work) -> Examined:
    rows = await work.fetch_all(films.NOT_AGREED)
    return Examined(
        tuple(
            Violation(str(row["id"]), f"piece {row['seq']} is kept without its person's agreement")
            for row in rows
        )
    )


def _rows_have_objects(store: ObjectStore) -> Examine:
    async def examine(work: Work) -> Examined:
        violations = []
        for row in await work.fetch_all(sql.KEPT):
            size = await store.size(ObjectName(work.tenant_id, row["object_id"]))
            if size != sealed_size(row["bytes"]):
                lack = "is not in the store" if size is None else "has another length in the store"
                violations.append(Violation(str(row["id"]), f"object {row['object_id']} {lack}"))
        return Examined(tuple(violations))

    return examine


def _objects_have_rows(store: ObjectStore, shelf: PostgresShelf) -> Examine:
    async def examine(work: Work) -> Examined:
        stray = await shelf.unknown(work, await store.names(work.tenant_id))
        return Examined(
            tuple(
                Violation(str(each.id), "is in the store, and no row speaks of it")
                for each in stray
            )
        )

    return examine
