"""Intakes, their documents and templates in PostgreSQL; the documents' words are sealed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.infra.database import Row
from vivavoce.infra.vault import SubjectCipher, Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId
from vivavoce.planning.domain.intake.artifacts import written_of
from vivavoce.planning.domain.intake.template import template_of
from vivavoce.planning.ports.intake import Artifact, Intake, StoredTemplate


class PostgresIntakes:
    """Row-level security decides whose intakes they are."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    async def add(self, work: Work, intake: Intake) -> None:
        """Keep a new intake."""
        await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "id": intake.id,
                "run": intake.run_id,
                "person": intake.person_id,
                "manager": intake.manager_id,
                "opened_by": intake.opened_by,
                "now": intake.created_at,
            },
        )

    async def find(
        self, work: Work, intake_id: InterviewId, *, is_locked: bool = False
    ) -> Intake | None:
        """Return an intake; locked, nobody else can change it until ``work`` ends."""
        row = await work.fetch_one(_LOCK if is_locked else _FIND, {"id": intake_id})
        return None if row is None else _intake(row)

    async def newest(self, work: Work, *, limit: int) -> list[Intake]:
        """Return intakes, newest first."""
        return [_intake(row) for row in await work.fetch_all(_NEWEST, {"limit": limit})]

    async def save(self, work: Work, intake: Intake, *, at: datetime) -> None:
        """Keep how far an intake has come."""
        await work.execute(
            _SAVE,
            {
                "id": intake.id,
                "session": intake.session_id,
                "ended": intake.ended_at,
                "told": at if intake.is_told else None,
            },
        )

    async def add_artifact(self, work: Work, intake: Intake, artifact: Artifact) -> None:
        """Keep a new version, or raise ``Gone`` where the person was erased."""
        sealed = None
        if artifact.instruction is not None:
            cipher = await self._vault.cipher(work, intake.person_id)
            sealed = cipher.seal(artifact.instruction)
        await work.execute(
            _ADD_ARTIFACT,
            {
                "tenant": work.tenant_id,
                "id": artifact.id,
                "intake": artifact.intake_id,
                "kind": artifact.kind,
                "version": artifact.version,
                "status": artifact.status,
                "instruction": sealed,
                "from": artifact.regenerated_from,
                "now": artifact.created_at,
            },
        )

    async def save_artifact(self, work: Work, intake: Intake, artifact: Artifact) -> None:
        """Keep how far a version that had not ended has come; raise ``Gone`` as above."""
        written, sealed = artifact.written, None
        if written is not None:
            cipher = await self._vault.cipher(work, intake.person_id)
            sealed = cipher.seal_json(written.document())
        await work.execute(
            _SAVE_ARTIFACT,
            {
                "id": artifact.id,
                "status": artifact.status,
                "content": sealed,
                "made_by": None if written is None else written.made_by,
                "failure": artifact.failure,
                "ended": artifact.ended_at,
            },
        )

    async def accept(self, work: Work, artifact: Artifact) -> None:
        """Make this version the accepted one of its kind."""
        await work.execute(
            _ACCEPT_NONE,
            {"intake": artifact.intake_id, "kind": artifact.kind, "id": artifact.id},
        )
        await work.execute(_ACCEPT, {"id": artifact.id})

    async def artifacts(self, work: Work, intake: Intake) -> list[Artifact]:
        """Return all versions of all documents, by kind and version."""
        rows = await work.fetch_all(_ARTIFACTS, {"intake": intake.id})
        ciphers = await self._vault.ciphers(work, {intake.person_id}) if rows else {}
        return [_artifact(row, ciphers.get(intake.person_id)) for row in rows]


class PostgresTemplates:
    """Templates; the database itself refuses to change one."""

    async def add(self, work: Work, stored: StoredTemplate) -> None:
        """Keep a new template."""
        await work.execute(
            _ADD_TEMPLATE,
            {
                "tenant": work.tenant_id,
                "id": stored.id,
                "intake": stored.intake_id,
                "document": Jsonb(stored.template.document()),
                "by": stored.created_by,
                "now": stored.created_at,
            },
        )

    async def find(self, work: Work, template_id: UUID) -> StoredTemplate | None:
        """Return a template."""
        row = await work.fetch_one(_TEMPLATE, {"id": template_id})
        return None if row is None else _template(row)

    async def newest(self, work: Work, *, limit: int) -> list[StoredTemplate]:
        """Return templates, newest first."""
        return [_template(row) for row in await work.fetch_all(_TEMPLATES, {"limit": limit})]


def _intake(row: Row) -> Intake:
    session_id = row["session_id"]
    return Intake(
        id=InterviewId(row["id"]),
        run_id=row["run_id"],
        person_id=PersonId(row["person_id"]),
        manager_id=row["manager_id"],
        opened_by=row["opened_by"],
        session_id=None if session_id is None else SessionId(session_id),
        created_at=row["created_at"],
        ended_at=row["ended_at"],
        is_told=row["told_at"] is not None,
    )


def _artifact(row: Row, cipher: SubjectCipher | None) -> Artifact:
    """Return a version; without the person's key its words are gone."""
    content, instruction = row["content"], row["instruction"]
    return Artifact(
        id=row["id"],
        intake_id=InterviewId(row["intake_id"]),
        kind=row["kind"],
        version=row["version"],
        status=row["status"],
        regenerated_from=row["regenerated_from"],
        instruction=None if cipher is None or instruction is None else cipher.open(instruction),
        written=None
        if cipher is None or content is None
        else written_of(cipher.open_json(content)),
        failure=row["failure"],
        is_accepted=row["is_accepted"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
    )


def _template(row: Row) -> StoredTemplate:
    intake_id = row["intake_id"]
    return StoredTemplate(
        id=row["id"],
        intake_id=None if intake_id is None else InterviewId(intake_id),
        template=template_of(row["document"]),
        created_by=row["created_by"],
        created_at=row["created_at"],
    )


_ADD = """
    INSERT INTO intake (tenant_id, id, run_id, person_id, manager_id, opened_by, created_at)
    VALUES (%(tenant)s, %(id)s, %(run)s, %(person)s, %(manager)s, %(opened_by)s, %(now)s)
"""
_FIND = """
    SELECT id, run_id, person_id, manager_id, opened_by, session_id, created_at, ended_at, told_at
    FROM intake
    WHERE id = %(id)s
"""
_LOCK = """
    SELECT id, run_id, person_id, manager_id, opened_by, session_id, created_at, ended_at, told_at
    FROM intake
    WHERE id = %(id)s
    FOR UPDATE
"""
_NEWEST = """
    SELECT id, run_id, person_id, manager_id, opened_by, session_id, created_at, ended_at, told_at
    FROM intake
    ORDER BY created_at DESC, id DESC
    LIMIT %(limit)s
"""
_SAVE = """
    UPDATE intake
    SET session_id = %(session)s, ended_at = %(ended)s,
        told_at = coalesce(told_at, %(told)s::timestamptz)
    WHERE id = %(id)s
"""
_ADD_ARTIFACT = """
    INSERT INTO workshop_artifact (tenant_id, id, intake_id, kind, version, status, instruction,
        regenerated_from, created_at)
    VALUES (%(tenant)s, %(id)s, %(intake)s, %(kind)s, %(version)s, %(status)s, %(instruction)s, %(from)s,
        %(now)s)
"""
_SAVE_ARTIFACT = """
    UPDATE workshop_artifact
    SET status = %(status)s, content = %(content)s, made_by = %(made_by)s, failure = %(failure)s,
        ended_at = %(ended)s
    WHERE id = %(id)s AND ended_at IS NULL
"""
_ACCEPT_NONE = """
    UPDATE workshop_artifact
    SET is_accepted = false
    WHERE intake_id = %(intake)s AND kind = %(kind)s AND is_accepted AND id <> %(id)s
"""
_ACCEPT = """
    UPDATE workshop_artifact
    SET is_accepted = true
    WHERE id = %(id)s AND status = 'ready'
"""
_ARTIFACTS = """
    SELECT id, intake_id, kind, version, status, instruction, regenerated_from, content, made_by, failure,
           is_accepted, created_at, ended_at
    FROM workshop_artifact
    WHERE intake_id = %(intake)s
    ORDER BY kind, version
"""
_ADD_TEMPLATE = """
    INSERT INTO template (tenant_id, id, intake_id, document, created_by, created_at)
    VALUES (%(tenant)s, %(id)s, %(intake)s, %(document)s, %(by)s, %(now)s)
"""
_TEMPLATE = """
    SELECT id, intake_id, document, created_by, created_at
    FROM template
    WHERE id = %(id)s
"""
_TEMPLATES = """
    SELECT id, intake_id, document, created_by, created_at
    FROM template
    ORDER BY created_at DESC, id DESC
    LIMIT %(limit)s
"""
