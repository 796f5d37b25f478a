import hashlib

import psycopg
import pytest
from psycopg import sql
from tests.database import TestDatabase, fresh_tenant
from tests.infrastructure import Ground
from tests.integration.tenancy.tenancy_use_cases import (
    HERE,
    PASSWORD,
    Parts,
    PostgresTenantRepository,
    fresh_address,
)

from vivavoce.tenancy.adapters.audit_log import PostgresAuditLog
from vivavoce.tenancy.facade import TenantReader

SELECT = sql.SQL("SELECT t::text FROM {} t")
TABLES = ("tenant", "account", "membership", "invitation", "api_key", "audit_log", "rate_limit")


def _dump(database: TestDatabase) -> str:
    with psycopg.connect(database.superuser_url) as connection:
        return "\n".join(
            str(connection.execute(SELECT.format(sql.Identifier(table))).fetchall())
            for table in TABLES
        )


async def test_a_database_dump_contains_no_usable_secret(
    tenancy: Parts, database: TestDatabase
) -> None:
    email = fresh_address()
    caller, _ = await tenancy.admin(email)
    issued = await tenancy.issue_api_key(caller, "ci", ["interview:read"])
    done = await tenancy.sign_in(email, PASSWORD)
    guest = fresh_address()
    await tenancy.invite_person(caller, guest, "Vi", role="viewer")
    await tenancy.request_password_reset(email, source=HERE)
    links = [tenancy.mailbox.token(guest), tenancy.mailbox.token(email, "reset")]

    dump = _dump(database)

    assert str(caller.id) in dump
    assert "$argon2id$" in dump
    secret = issued.secret
    unkeyed = hashlib.sha256(secret.encode()).hexdigest()
    for usable in (
        PASSWORD,
        secret,
        secret.removeprefix("sk_live_"),
        unkeyed,
        done.access_token,
        *links,
    ):
        assert usable not in dump


async def test_attempts_are_counted_without_storing_the_address(
    tenancy: Parts, database: TestDatabase
) -> None:
    email = fresh_address()
    with pytest.raises(Exception, match="password is incorrect"):
        await tenancy.sign_in(email, PASSWORD)

    with psycopg.connect(database.superuser_url) as connection:
        kept = str(connection.execute("SELECT t::text FROM rate_limit t").fetchall())

    assert email not in kept
    assert hashlib.sha256(f"sign-in:{email}".encode()).hexdigest() not in kept


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM account",
        "UPDATE account SET password_hash = 'x'",
        "INSERT INTO account VALUES (gen_random_uuid(), 'x', 'x')",
        "UPDATE audit_log SET action = 'x'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "DELETE FROM api_key",
        "DELETE FROM membership",
        "DELETE FROM tenant",
    ],
)
async def test_the_apps_role_cannot_run_the_statement(ground: Ground, query: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await _run(ground, query)


async def _run(ground: Ground, query: str) -> None:
    async with ground.open_work(fresh_tenant()) as work:
        await work.execute(query)


async def test_the_audit_log_says_who_did_what_when_and_in_which_request(tenancy: Parts) -> None:
    caller, _ = await tenancy.admin()
    ground = tenancy.ground
    audit = PostgresAuditLog(ground.clock, ground.ids)

    async with ground.open_work(caller.tenant_id, correlation_id="req-1") as work:
        await audit.record(work, caller, "plan.approved", "plan-7", {"version": 2})
        await audit.record(work, None, "sweep.done", "-")

    async with ground.open_work(caller.tenant_id) as work:
        rows = await work.fetch_all("SELECT * FROM audit_log ORDER BY id")
    noted = {row["action"]: row for row in rows}
    row = noted["plan.approved"]
    assert (row["actor_kind"], row["actor_id"]) == ("account", caller.id)
    assert (row["subject"], row["details"], row["request_id"]) == (
        "plan-7",
        {"version": 2},
        "req-1",
    )
    assert (noted["sweep.done"]["actor_kind"], noted["sweep.done"]["actor_id"]) == ("system", None)
    assert "admin.invited" in noted


async def test_a_rolled_back_action_leaves_no_audit_row(tenancy: Parts) -> None:
    caller, _ = await tenancy.admin()
    ground = tenancy.ground
    audit = PostgresAuditLog(ground.clock, ground.ids)

    async def fail() -> None:
        async with ground.open_work(caller.tenant_id) as work:
            await audit.record(work, caller, "undone", "-")
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    async with ground.open_work(caller.tenant_id) as work:
        assert await work.fetch_one("SELECT 1 FROM audit_log WHERE action = 'undone'") is None


async def test_an_organization_can_be_read_by_id(tenancy: Parts) -> None:
    _, made = await tenancy.admin()
    ground = tenancy.ground
    reader = TenantReader(
        open_work=ground.open_work,
        tenants=PostgresTenantRepository(),
    )

    assert (await reader.name(made.tenant_id)).startswith("Firm ")
    assert await reader.settings(made.tenant_id) == {}
