"""Intakes, their documents and templates in PostgreSQL; the documents' text is encrypted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.infra.cursors import place_after
from vivavoce.infra.database import Row
from vivavoce.infra.keys import SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId
from vivavoce.planning.domain.intake.artifacts import parse_artifact_document, template_from_json
from vivavoce.planning.ports.intake import (
    Intake,
    IntakeArtifact,
    StoredTemplate,
    TemplateChangedError,
)


class PostgresIntakeRepository:
    """Stores intakes and templates; row-level security restricts access to the tenant."""

    def __init__(self, vault: SubjectKeyVault) -> None:
        self._vault = vault

    async def add(self, work: UnitOfWork, intake: Intake) -> None:
        """Store a new intake."""
        await work.execute(
            _ADD_INTAKE,
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
        self, work: UnitOfWork, intake_id: InterviewId, *, is_locked: bool = False
    ) -> Intake | None:
        """Return an intake, or None; with ``is_locked`` it is locked until ``work`` ends."""
        row = await work.fetch_one(_LOCK_INTAKE if is_locked else _FIND_INTAKE, {"id": intake_id})
        return None if row is None else _build_intake(row)

    async def list_newest(
        self, work: UnitOfWork, *, limit: int, after: tuple[datetime, UUID] | None = None
    ) -> list[Intake]:
        """Return up to ``limit`` intakes, newest first, after the one with that time and id."""
        return [
            _build_intake(row)
            for row in await work.fetch_all(_NEWEST_INTAKES, {"limit": limit, **place_after(after)})
        ]

    async def list_open_ids(self, work: UnitOfWork, manager_id: UUID) -> list[InterviewId]:
        """Return the ids of the intakes of a hiring manager that have not ended, oldest first."""
        rows = await work.fetch_all(_OPEN_INTAKES, {"manager": manager_id})
        return [InterviewId(row["id"]) for row in rows]

    async def save(self, work: UnitOfWork, intake: Intake, *, at: datetime) -> None:
        """Store the progress of an intake."""
        await work.execute(
            _SAVE_INTAKE,
            {
                "id": intake.id,
                "session": intake.session_id,
                "ended": intake.ended_at,
                "told": at if intake.is_completion_published else None,
            },
        )

    async def add_artifact(
        self, work: UnitOfWork, intake: Intake, artifact: IntakeArtifact
    ) -> None:
        """Store a new version; raise ``GoneError`` if the person was erased."""
        sealed = None
        if artifact.instruction is not None:
            cipher = await self._vault.get_cipher(work, intake.person_id)
            sealed = cipher.encrypt(artifact.instruction)
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

    async def save_artifact(
        self, work: UnitOfWork, intake: Intake, artifact: IntakeArtifact
    ) -> None:
        """Store the progress of an unfinished version; raise ``GoneError`` if the person was erased."""
        written, sealed = artifact.document, None
        if written is not None:
            cipher = await self._vault.get_cipher(work, intake.person_id)
            sealed = cipher.encrypt_json(written.to_json())
        await work.execute(
            _SAVE_ARTIFACT,
            {
                "id": artifact.id,
                "status": artifact.status,
                "content": sealed,
                "made_by": None if written is None else written.author,
                "failure": artifact.failure,
                "ended": artifact.ended_at,
            },
        )

    async def mark_accepted(self, work: UnitOfWork, artifact: IntakeArtifact) -> None:
        """Make this version the accepted one of its kind."""
        await work.execute(
            _CLEAR_ACCEPTED,
            {"intake": artifact.intake_id, "kind": artifact.kind, "id": artifact.id},
        )
        await work.execute(_ACCEPT, {"id": artifact.id})

    async def list_artifacts(self, work: UnitOfWork, intake: Intake) -> list[IntakeArtifact]:
        """Return all versions of all documents, sorted by kind and version."""
        rows = await work.fetch_all(_ARTIFACTS, {"intake": intake.id})
        ciphers = await self._vault.get_ciphers(work, {intake.person_id}) if rows else {}
        return [_build_artifact(row, ciphers.get(intake.person_id)) for row in rows]

    async def add_template(self, work: UnitOfWork, stored: StoredTemplate) -> None:
        """Store a new template."""
        await work.execute(
            _ADD_TEMPLATE,
            {
                "tenant": work.tenant_id,
                "id": stored.id,
                "intake": stored.intake_id,
                "interview": stored.interview_id,
                "document": Jsonb(stored.template.to_json()),
                "by": stored.created_by,
                "now": stored.created_at,
            },
        )

    async def find_template(self, work: UnitOfWork, template_id: UUID) -> StoredTemplate | None:
        """Return the newest version of a template; None if there is none or it was deleted."""
        row = await work.fetch_one(_TEMPLATE, {"id": template_id})
        return None if row is None else _build_template(row)

    async def find_template_of(
        self, work: UnitOfWork, intake_id: InterviewId
    ) -> StoredTemplate | None:
        """Return the newest template of an intake; None if there is none or all were deleted."""
        row = await work.fetch_one(_TEMPLATE_OF_INTAKE, {"intake": intake_id})
        return None if row is None else _build_template(row)

    async def add_template_change(
        self, work: UnitOfWork, stored: StoredTemplate, *, is_deleted: bool = False
    ) -> None:
        """Store the next version, or that the template is deleted.

        Raises ``TemplateChangedError`` if this version exists already.
        """
        added = await work.fetch_one(
            _ADD_TEMPLATE_CHANGE,
            {
                "tenant": work.tenant_id,
                "template": stored.id,
                "version": stored.version,
                "document": None if is_deleted else Jsonb(stored.template.to_json()),
                "by": stored.changed_by,
                "now": stored.changed_at,
            },
        )
        if added is None:
            raise TemplateChangedError

    async def list_template_versions(
        self, work: UnitOfWork, template_id: UUID
    ) -> list[StoredTemplate]:
        """Return all versions of a template, oldest first."""
        rows = await work.fetch_all(_TEMPLATE_VERSIONS, {"id": template_id})
        return [_build_template(row) for row in rows]

    async def list_templates(
        self, work: UnitOfWork, *, limit: int, after: tuple[datetime, UUID] | None = None
    ) -> list[StoredTemplate]:
        """Return up to ``limit`` templates, newest first, after the one with that time and id."""
        return [
            _build_template(row)
            for row in await work.fetch_all(_TEMPLATES, {"limit": limit, **place_after(after)})
        ]


def _build_intake(row: Row) -> Intake:
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
        is_completion_published=row["artifacts_published_at"] is not None,
    )


def _build_artifact(row: Row, cipher: SubjectCipher | None) -> IntakeArtifact:
    """Return a version; without the person's key it has no text."""
    content, instruction = row["content"], row["instruction"]
    return IntakeArtifact(
        id=row["id"],
        intake_id=InterviewId(row["intake_id"]),
        kind=row["kind"],
        version=row["version"],
        status=row["status"],
        regenerated_from=row["regenerated_from"],
        instruction=None if cipher is None or instruction is None else cipher.decrypt(instruction),
        document=None
        if cipher is None or content is None
        else parse_artifact_document(cipher.decrypt_json(content)),
        failure=row["failure"],
        is_accepted=row["is_accepted"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
    )


def _build_template(row: Row) -> StoredTemplate:
    intake_id, interview_id = row["intake_id"], row["interview_id"]
    return StoredTemplate(
        id=row["id"],
        intake_id=None if intake_id is None else InterviewId(intake_id),
        interview_id=None if interview_id is None else InterviewId(interview_id),
        template=template_from_json(row["document"]),
        version=row["version"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        changed_by=row["changed_by"],
        changed_at=row["changed_at"],
    )


_ADD_INTAKE = """
    INSERT INTO intake (tenant_id, id, run_id, person_id, manager_id, opened_by, created_at)
    VALUES (%(tenant)s, %(id)s, %(run)s, %(person)s, %(manager)s, %(opened_by)s, %(now)s)
"""
_FIND_INTAKE = """
    SELECT id, run_id, person_id, manager_id, opened_by, session_id, created_at, ended_at,
           artifacts_published_at
    FROM intake
    WHERE id = %(id)s
"""
_LOCK_INTAKE = """
    SELECT id, run_id, person_id, manager_id, opened_by, session_id, created_at, ended_at,
           artifacts_published_at
    FROM intake
    WHERE id = %(id)s
    FOR UPDATE
"""
_NEWEST_INTAKES = """
    SELECT id, run_id, person_id, manager_id, opened_by, session_id, created_at, ended_at,
           artifacts_published_at
    FROM intake
    WHERE %(after_at)s::timestamptz IS NULL OR (created_at, id) < (%(after_at)s, %(after_id)s)
    ORDER BY created_at DESC, id DESC
    LIMIT %(limit)s
"""
_OPEN_INTAKES = """
    SELECT id
    FROM intake
    WHERE manager_id = %(manager)s AND ended_at IS NULL
    ORDER BY created_at, id
"""
_SAVE_INTAKE = """
    UPDATE intake
    SET session_id = %(session)s, ended_at = %(ended)s,
        artifacts_published_at = coalesce(artifacts_published_at, %(told)s::timestamptz)
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
    SET status = %(status)s, content = %(content)s, author = %(made_by)s, failure = %(failure)s,
        ended_at = %(ended)s
    WHERE id = %(id)s AND ended_at IS NULL
"""
_CLEAR_ACCEPTED = """
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
    SELECT id, intake_id, kind, version, status, instruction, regenerated_from, content, author, failure,
           is_accepted, created_at, ended_at
    FROM workshop_artifact
    WHERE intake_id = %(intake)s
    ORDER BY kind, version
"""
_ADD_TEMPLATE = """
    INSERT INTO template (tenant_id, id, intake_id, interview_id, document, created_by, created_at)
    VALUES (%(tenant)s, %(id)s, %(intake)s, %(interview)s, %(document)s, %(by)s, %(now)s)
"""
_ADD_TEMPLATE_CHANGE = """
    INSERT INTO template_change (tenant_id, template_id, version, document, changed_by, changed_at)
    VALUES (%(tenant)s, %(template)s, %(version)s, %(document)s, %(by)s, %(now)s)
    ON CONFLICT DO NOTHING
    RETURNING version
"""
_NEWEST_TEMPLATES = """
    SELECT t.id, t.intake_id, t.interview_id, t.created_by, t.created_at,
           coalesce(c.document, t.document) AS document, coalesce(c.version, 1) AS version,
           coalesce(c.changed_by, t.created_by) AS changed_by,
           coalesce(c.changed_at, t.created_at) AS changed_at
    FROM template t
    LEFT JOIN LATERAL (
        SELECT version, document, changed_by, changed_at
        FROM template_change
        WHERE tenant_id = t.tenant_id AND template_id = t.id
        ORDER BY version DESC
        LIMIT 1
    ) c ON true
    WHERE (c.version IS NULL OR c.document IS NOT NULL)
"""
_TEMPLATE = f"""
    {_NEWEST_TEMPLATES} AND t.id = %(id)s
"""
_TEMPLATE_OF_INTAKE = f"""
    {_NEWEST_TEMPLATES} AND t.intake_id = %(intake)s
    ORDER BY t.created_at DESC, t.id DESC
    LIMIT 1
"""
_TEMPLATES = f"""
    {_NEWEST_TEMPLATES}
      AND (%(after_at)s::timestamptz IS NULL OR (t.created_at, t.id) < (%(after_at)s, %(after_id)s))
    ORDER BY t.created_at DESC, t.id DESC
    LIMIT %(limit)s
"""
_TEMPLATE_VERSIONS = """
    SELECT id, intake_id, interview_id, created_by, created_at, document, 1 AS version,
           created_by AS changed_by, created_at AS changed_at
    FROM template
    WHERE id = %(id)s
    UNION ALL
    SELECT t.id, t.intake_id, t.interview_id, t.created_by, t.created_at, c.document, c.version,
           c.changed_by, c.changed_at
    FROM template t
    JOIN template_change c ON c.tenant_id = t.tenant_id AND c.template_id = t.id
    WHERE t.id = %(id)s AND c.document IS NOT NULL
    ORDER BY version
"""
