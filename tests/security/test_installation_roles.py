"""Roles of the installation: given on the machine only, read with every request, closed to the app.

Each has its mutant. Let ``member_find`` answer roles that were revoked, and a token keeps operating. Give
``installation_role_grant`` to the app by ``vivavoce_system_function``, and a request could give the role.
Take ``ended`` out of ``account_clear_unused``, and the next owner of a mailbox inherits the role.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4  # noqa: TID251 - addresses that no other test has

import psycopg
import pytest
from tests.database import KEYS, TestDatabase, cloned_database, drop
from tests.infrastructure import Ground, open_ground
from tests.integration.tenancy.tenancy_use_cases import PASSWORD, Parts, parts

from vivavoce.app.wiring.tenancy import build_installation_role_use_case
from vivavoce.infra.database import Database
from vivavoce.kernel.caller import InstallationRole, Permission
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.adapters.checks import platform_invariants
from vivavoce.tenancy.adapters.identity_lookup import PostgresInstallationRoleRepository
from vivavoce.tenancy.usecases.create_organization import DEMO_PASSWORD, build_demo_email
from vivavoce.tenancy.usecases.installation_roles import ManageInstallationRoles

OPERATOR = InstallationRole.OPERATOR
BY = "root"


@pytest.fixture
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_roles_{uuid4().hex[:8]}")
    yield made
    drop(made)


@pytest.fixture
async def ground(database: TestDatabase) -> AsyncIterator[Ground]:
    async with open_ground(database.app_url, KEYS) as ground:
        yield ground


@pytest.fixture
async def roles(database: TestDatabase) -> AsyncIterator[ManageInstallationRoles]:
    owner = Database(database.owner_url, max_size=1)
    await owner.open()
    yield build_installation_role_use_case(owner)
    await owner.close()


@pytest.fixture
def tenancy(ground: Ground) -> Parts:
    return parts(ground)


def fresh() -> str:
    return f"{uuid4().hex}@example.com"


async def test_the_role_is_granted_and_revoked_from_the_next_request_on(
    tenancy: Parts, roles: ManageInstallationRoles
) -> None:
    email = fresh()
    await tenancy.admin(email)
    token = (await tenancy.sign_in(email, PASSWORD)).access_token
    before = await tenancy.by_token(token)

    await roles.grant(email.upper(), OPERATOR, by=BY)
    granted = await tenancy.by_token(token)
    await roles.revoke(email, OPERATOR, by=BY)
    revoked = await tenancy.by_token(token)

    assert granted.permissions - before.permissions == {Permission.PLATFORM_OPERATE}
    assert revoked.permissions == before.permissions


async def test_keys_and_colleagues_of_an_operator_gain_nothing(
    tenancy: Parts, roles: ManageInstallationRoles
) -> None:
    email, mate = fresh(), fresh()
    admin, _ = await tenancy.admin(email)
    await tenancy.join(admin, mate, "Mo", role="ADMIN")
    issued = await tenancy.issue_api_key(admin, "ci", [str(one) for one in admin.permissions])

    await roles.grant(email, OPERATOR, by=BY)

    by_mate = await tenancy.by_token((await tenancy.sign_in(mate, PASSWORD)).access_token)
    by_key = await tenancy.by_key(issued.secret)
    assert Permission.PLATFORM_OPERATE not in by_mate.permissions | by_key.permissions


async def test_the_database_refuses_the_app_what_only_the_machine_may_do(
    tenancy: Parts, database: TestDatabase, ground: Ground
) -> None:
    email = fresh()
    await tenancy.admin(email)
    as_app = PostgresInstallationRoleRepository(ground.database)

    for attempt in (
        as_app.grant(email, OPERATOR, BY),
        as_app.revoke(email, OPERATOR, BY),
        as_app.list(),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await attempt
    for statement in (
        "SELECT * FROM installation_role",
        "DELETE FROM installation_role",
        "INSERT INTO installation_role (account_id, role, granted_by)"
        " VALUES (gen_random_uuid(), 'OPERATOR', 'me')",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await ground.database.execute(statement)


async def test_the_next_owner_of_an_email_address_does_not_inherit_the_role(
    tenancy: Parts, roles: ManageInstallationRoles
) -> None:
    email = fresh()
    admin, _ = await tenancy.admin()
    user = await tenancy.join(admin, email, "Leaves", role="VIEWER")
    await roles.grant(email, OPERATOR, by=BY)

    await tenancy.users.remove(admin, user.id)
    await tenancy.join(admin, email, "Comes", role="VIEWER", password="an entirely new secret 7")

    token = (await tenancy.sign_in(email, "an entirely new secret 7")).access_token
    assert Permission.PLATFORM_OPERATE not in (await tenancy.by_token(token)).permissions
    assert email not in {grant.email for grant in await roles.list()}


async def test_leaving_one_of_two_organizations_keeps_the_role(
    tenancy: Parts, roles: ManageInstallationRoles
) -> None:
    email = fresh()
    _, home = await tenancy.admin(email)
    other, _ = await tenancy.admin()
    user = await tenancy.join(other, email, "Guest", role="VIEWER")
    await roles.grant(email, OPERATOR, by=BY)

    await tenancy.users.remove(other, user.id)

    token = (await tenancy.sign_in(email, PASSWORD, home.tenant_id)).access_token
    assert Permission.PLATFORM_OPERATE in (await tenancy.by_token(token)).permissions


async def test_only_a_member_of_an_organization_can_have_the_role(
    tenancy: Parts, roles: ManageInstallationRoles
) -> None:
    admin, _ = await tenancy.admin()
    invited = fresh()
    await tenancy.invite_person(admin, invited, "Not yet", role="ADMIN")

    for email in (fresh(), invited):
        with pytest.raises(NotFoundError, match="vivavoce admin create"):
            await roles.grant(email, OPERATOR, by=BY)
        with pytest.raises(NotFoundError, match="does not have the role"):
            await roles.revoke(email, OPERATOR, by=BY)
    assert await roles.list() == []


async def test_every_grant_is_recorded_permanently(
    tenancy: Parts, roles: ManageInstallationRoles
) -> None:
    email = fresh()
    await tenancy.admin(email)

    news = [(await roles.grant(email, OPERATOR, by=by)).is_new for by in ("ann", "ben")]
    await roles.revoke(email, OPERATOR, by="cem")
    await roles.grant(email, OPERATOR, by="dee")

    kept = await roles.list(wants_revoked=True)
    assert news == [True, False]
    assert [(one.granted_by, one.revoked_by) for one in kept] == [("ann", "cem"), ("dee", None)]
    assert [one.granted_by for one in await roles.list()] == ["dee"]


async def test_the_demo_administrator_operates_a_local_installation_until_the_role_is_removed(
    tenancy: Parts, roles: ManageInstallationRoles
) -> None:
    async def may() -> bool:
        done = await tenancy.sign_in(build_demo_email("admin"), DEMO_PASSWORD, DEMO_TENANT_ID)
        return (
            Permission.PLATFORM_OPERATE in (await tenancy.by_token(done.access_token)).permissions
        )

    seeded = [await tenancy.seed_demo(), await tenancy.seed_demo()]
    at_first = await may()
    await roles.revoke(build_demo_email("admin"), OPERATOR, by=BY)
    again = await tenancy.seed_demo()

    assert seeded == [True, False]
    assert at_first
    assert (again, await may()) == (False, False)


async def test_processes_that_start_together_seed_the_demo_once(
    tenancy: Parts, roles: ManageInstallationRoles
) -> None:
    seeded = await asyncio.gather(*(tenancy.seed_demo() for _ in range(4)))

    assert any(seeded)
    assert [one.email for one in await roles.list()] == [build_demo_email("admin")]


async def test_an_upgraded_database_gets_its_demo_operator(
    tenancy: Parts, database: TestDatabase, roles: ManageInstallationRoles
) -> None:
    await tenancy.seed_demo()
    async with await psycopg.AsyncConnection.connect(database.superuser_url) as link:
        await link.execute("DELETE FROM installation_role")

    assert await tenancy.seed_demo()
    assert [one.email for one in await roles.list()] == [build_demo_email("admin")]


@pytest.mark.parametrize("is_local", [True, False])
async def test_the_doctor_notes_an_installation_without_a_usable_operator(
    tenancy: Parts, ground: Ground, roles: ManageInstallationRoles, is_local: bool
) -> None:
    (promise,) = platform_invariants(is_local=is_local)
    email = fresh()
    await tenancy.admin(email)

    async def complaints() -> int:
        return len((await promise.examine(ground.database)).violations)

    empty = await complaints()
    await tenancy.seed_demo()
    with_demo = await complaints()
    await roles.grant(email, OPERATOR, by=BY)

    assert promise.is_advisory
    assert (empty, with_demo, await complaints()) == (1, 0 if is_local else 1, 0)


def test_no_route_grants_or_revokes_the_role() -> None:
    """What manages the roles is imported by the console and by no route."""
    source = Path(__file__).parents[2] / "src" / "vivavoce"
    users = {
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if "build_installation_role_use_case" in file.read_text()
        or "ManageInstall" in file.read_text()
    }

    assert users == {
        "app/wiring/tenancy/__init__.py",
        "cli/admin.py",
        "tenancy/usecases/installation_roles.py",
    }
