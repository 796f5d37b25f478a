"""Roles of an organization's own: what they allow applies at once, and nobody grants more than they have."""

from __future__ import annotations

import asyncio

import pytest
from tests.integration.tenancy.tenancy_use_cases import PASSWORD, Parts, fresh_address

from vivavoce.kernel.caller import (
    ORGANIZATION_PERMISSIONS,
    ROLE_PERMISSIONS,
    Caller,
    Permission,
    Role,
)
from vivavoce.kernel.errors import NotFoundError, VivavoceError
from vivavoce.tenancy.adapters.users import PostgresUserRepository
from vivavoce.tenancy.domain.form_fields import InvalidFieldError
from vivavoce.tenancy.domain.roles import (
    MAX_CUSTOM_ROLES,
    CannotChangeHeldRoleError,
    FixedRoleError,
    GrantExceedsRightsError,
    LastAdministratorError,
    RoleInUseError,
    RoleNameTakenError,
    TooManyRolesError,
)
from vivavoce.tenancy.domain.users import User
from vivavoce.tenancy.usecases.manage_roles import UsedRole

READ, CREATE = Permission.INTERVIEW_READ, Permission.INTERVIEW_CREATE
MANAGE, KEYS = Permission.USER_MANAGE, Permission.API_KEY_MANAGE


async def make(tenancy: Parts, by: Caller, *permissions: str, name: str = "Reader") -> UsedRole:
    return await tenancy.roles.create(by, name=name, description="", permissions=list(permissions))


async def change(tenancy: Parts, by: Caller, role: UsedRole, *permissions: str) -> UsedRole:
    return await tenancy.roles.change(
        by, str(role.role), name="Reader", description="", permissions=list(permissions)
    )


async def signed_in(tenancy: Parts, email: str) -> tuple[Caller, str]:
    done = await tenancy.sign_in(email, PASSWORD)
    return await tenancy.by_token(done.access_token), done.access_token


async def member(tenancy: Parts, admin: Caller, role: UsedRole) -> tuple[User, str]:
    email = fresh_address()
    return await tenancy.join(admin, email, "Ruth", role=str(role.role)), email


async def test_a_person_has_the_permissions_of_the_role_of_their_organization(
    tenancy: Parts,
) -> None:
    admin, _ = await tenancy.admin()
    role = await make(tenancy, admin, READ, CREATE)
    user, email = await member(tenancy, admin, role)

    caller, _ = await signed_in(tenancy, email)

    assert (user.role, caller.role) == (role.role, str(role.role))
    assert caller.permissions == {READ, CREATE}
    [listed] = [
        one for one in (await tenancy.users.page(admin, offset=0, limit=9))[0] if one.id == user.id
    ]
    assert listed.role == role.role


async def test_a_change_applies_to_the_next_request_of_the_same_token_and_key(
    tenancy: Parts,
) -> None:
    admin, _ = await tenancy.admin()
    role = await make(tenancy, admin, READ, CREATE, KEYS)
    _, email = await member(tenancy, admin, role)
    caller, token = await signed_in(tenancy, email)
    key = (await tenancy.issue_api_key(caller, "Connector", [READ, CREATE])).secret

    await change(tenancy, admin, role, READ, KEYS)

    assert (await tenancy.by_token(token)).permissions == {READ, KEYS}
    assert (await tenancy.by_key(key)).permissions == {READ}


async def test_a_person_gets_and_loses_such_a_role_at_once(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    role = await make(tenancy, admin, READ)
    email = fresh_address()
    user = await tenancy.join(admin, email, "Ruth", role="RECRUITER")
    _, token = await signed_in(tenancy, email)

    await tenancy.users.change_role(admin, user.id, str(role.role))
    held = (await tenancy.by_token(token)).permissions
    await tenancy.users.change_role(admin, user.id, "VIEWER")

    assert held == {READ}
    assert (await tenancy.by_token(token)).role == Role.VIEWER


async def test_a_person_grants_only_what_they_have(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    lead = await make(tenancy, admin, READ, MANAGE, name="Lead")
    strong = await make(tenancy, admin, READ, CREATE, name="Strong")
    _, email = await member(tenancy, admin, lead)
    victim, _ = await member(tenancy, admin, strong)
    caller, _ = await signed_in(tenancy, email)

    attempts = [
        make(tenancy, caller, READ, CREATE, name="Mine"),
        change(tenancy, caller, strong, READ),
        tenancy.roles.delete(caller, str(strong.role)),
        tenancy.invite_person(caller, fresh_address(), "Guest", role=str(strong.role)),
        tenancy.users.change_role(caller, victim.id, "VIEWER"),
    ]
    for attempt in attempts:
        with pytest.raises(GrantExceedsRightsError):
            await attempt
    await make(tenancy, caller, READ, name="Mine")


async def test_a_person_does_not_change_the_role_that_they_have(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    lead = await make(tenancy, admin, READ, MANAGE, name="Lead")
    _, email = await member(tenancy, admin, lead)
    caller, _ = await signed_in(tenancy, email)

    with pytest.raises(CannotChangeHeldRoleError):
        await change(tenancy, caller, lead, READ)
    with pytest.raises(CannotChangeHeldRoleError):
        await tenancy.roles.delete(caller, str(lead.role))


async def test_an_api_key_does_not_change_the_role_of_the_person_behind_it(
    tenancy: Parts,
) -> None:
    admin, _ = await tenancy.admin()
    lead = await make(tenancy, admin, READ, MANAGE, KEYS, name="Lead")
    _, email = await member(tenancy, admin, lead)
    caller, _ = await signed_in(tenancy, email)
    issued = await tenancy.issue_api_key(caller, "Connector", [READ, MANAGE, KEYS])

    with pytest.raises(CannotChangeHeldRoleError):
        await change(tenancy, await tenancy.by_key(issued.secret), lead, READ)


async def test_the_last_administrator_stays(tenancy: Parts) -> None:
    admin, made = await tenancy.admin()
    copy = await make(tenancy, admin, *ORGANIZATION_PERMISSIONS, name="Copy")
    _, email = await member(tenancy, admin, copy)
    caller, _ = await signed_in(tenancy, email)

    for attempt in (
        tenancy.users.change_role(caller, made.user_id, str(copy.role)),
        tenancy.users.change_role(caller, made.user_id, "VIEWER"),
        tenancy.users.remove(caller, made.user_id),
    ):
        with pytest.raises(LastAdministratorError):
            await attempt
    await tenancy.join(caller, fresh_address(), "Second", role="ADMIN")
    await tenancy.users.remove(caller, made.user_id)


async def test_of_two_administrators_who_leave_at_once_one_stays(tenancy: Parts) -> None:
    admin, made = await tenancy.admin()
    copy = await make(tenancy, admin, *ORGANIZATION_PERMISSIONS, name="Copy")
    _, email = await member(tenancy, admin, copy)
    caller, _ = await signed_in(tenancy, email)
    second = await tenancy.join(admin, fresh_address(), "Second", role="ADMIN")
    users = PostgresUserRepository()

    async with asyncio.TaskGroup() as tasks:
        async with tenancy.ground.open_work(caller.tenant_id) as work:
            assert len(await users.lock_administrators(work)) == 2
            await users.change_role(work, made.user_id, Role.VIEWER)
            removal = asyncio.gather(
                tenancy.users.remove(caller, second.id), return_exceptions=True
            )
            leaving = tasks.create_task(result_of(removal))
            while not leaving.done() and not await waits_for_a_lock(tenancy, caller):
                pass

    assert isinstance(leaving.result(), LastAdministratorError)


async def result_of(removal: asyncio.Future[list[BaseException | None]]) -> BaseException | None:
    return (await removal)[0]


async def waits_for_a_lock(tenancy: Parts, caller: Caller) -> bool:
    async with tenancy.ground.open_work(caller.tenant_id) as work:
        row = await work.fetch_one(
            """
            SELECT count(*) AS n
            FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
            """
        )
    return row is not None and row["n"] > 0


@pytest.mark.parametrize("key", ["ADMIN", "viewer"])
async def test_a_fixed_role_is_read_and_never_changed(tenancy: Parts, key: str) -> None:
    admin, _ = await tenancy.admin()

    found = await tenancy.roles.find(admin, key)

    assert found.role == Role(key.upper())
    with pytest.raises(FixedRoleError):
        await tenancy.roles.delete(admin, key)
    with pytest.raises(FixedRoleError):
        await tenancy.roles.change(admin, key, name="Mine", description="", permissions=[READ])


async def test_a_role_in_use_is_not_deleted_and_a_free_one_is_gone(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    role = await make(tenancy, admin, READ)
    invited = await tenancy.invite_person(admin, fresh_address(), "Guest", role=str(role.role))
    with pytest.raises(RoleInUseError):
        await tenancy.roles.delete(admin, str(role.role))
    await tenancy.invite_person.revoke(admin, invited.id)
    user, _ = await member(tenancy, admin, role)
    with pytest.raises(RoleInUseError) as refused:
        await tenancy.roles.delete(admin, str(role.role))
    assert refused.value.extra == {"userCount": 1, "invitationCount": 0}
    await tenancy.users.change_role(admin, user.id, "VIEWER")

    await tenancy.roles.delete(admin, str(role.role))

    with pytest.raises(NotFoundError):
        await tenancy.roles.find(admin, str(role.role))
    with pytest.raises(InvalidFieldError, match="does not exist"):
        await tenancy.invite_person(admin, fresh_address(), "Guest", role=str(role.role))
    await make(tenancy, admin, READ)


async def test_a_role_is_not_deleted_while_a_person_gets_it(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    role = await make(tenancy, admin, READ)
    user = await tenancy.join(admin, fresh_address(), "Ruth", role="VIEWER")

    results = await asyncio.gather(
        tenancy.users.change_role(admin, user.id, str(role.role)),
        tenancy.roles.delete(admin, str(role.role)),
        return_exceptions=True,
    )

    refused = [one for one in results if isinstance(one, BaseException)]
    assert len(refused) == 1
    assert isinstance(refused[0], RoleInUseError | InvalidFieldError)


async def test_the_database_shows_a_role_to_its_organization_only(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    other, _ = await tenancy.admin()
    await make(tenancy, admin, READ)
    counted = []
    for caller in (admin, other):
        async with tenancy.ground.open_work(caller.tenant_id) as work:
            row = await work.fetch_one("SELECT count(*) AS n FROM custom_role")
            counted.append(row["n"] if row else None)

    assert counted == [1, 0]


async def test_a_stored_id_of_a_role_of_another_organization_allows_nothing(
    tenancy: Parts,
) -> None:
    admin, _ = await tenancy.admin()
    other, _ = await tenancy.admin()
    foreign = await make(tenancy, admin, READ)
    email = fresh_address()
    user = await tenancy.join(other, email, "Ruth", role="VIEWER")
    _, token = await signed_in(tenancy, email)
    async with tenancy.ground.open_work(other.tenant_id) as work:
        await PostgresUserRepository().change_role(work, user.id, foreign.role)

    assert (await tenancy.by_token(token)).permissions == frozenset()


async def test_another_organization_neither_sees_nor_uses_the_role(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    other, _ = await tenancy.admin()
    role = await make(tenancy, admin, READ)
    user = await tenancy.join(other, fresh_address(), "Ruth", role="VIEWER")

    assert [used.role for used in await tenancy.roles.list(other)] == list(Role)
    for attempt in (
        tenancy.roles.find(other, str(role.role)),
        change(tenancy, other, role, READ),
        tenancy.roles.delete(other, str(role.role)),
    ):
        with pytest.raises(NotFoundError):
            await attempt
    with pytest.raises(InvalidFieldError):
        await tenancy.users.change_role(other, user.id, str(role.role))


async def test_a_name_is_used_once_however_it_is_written(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    role = await make(tenancy, admin, READ, name="Reader")

    for name in ("reader", " READER ", "admin", "User"):
        with pytest.raises(RoleNameTakenError):
            await make(tenancy, admin, READ, name=name)
    renamed = await tenancy.roles.change(
        admin, str(role.role), name="READER", description="Reads.", permissions=[READ]
    )
    assert (renamed.role.name, renamed.role.description) == ("READER", "Reads.")


async def test_two_requests_at_once_make_one_role_of_a_name(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()

    results = await asyncio.gather(
        *(make(tenancy, admin, READ) for _ in range(4)), return_exceptions=True
    )

    assert sum(isinstance(one, UsedRole) for one in results) == 1


@pytest.mark.parametrize(
    "permissions", [[], ["interview:fly"], ["platform:operate"], [READ, "platform:operate"]]
)
async def test_a_role_has_known_permissions_of_an_organization_only(
    tenancy: Parts, permissions: list[str]
) -> None:
    admin, _ = await tenancy.admin()

    with pytest.raises(InvalidFieldError):
        await make(tenancy, admin, *permissions)


async def test_invitations_end_when_the_role_of_their_sender_may_no_longer_invite(
    tenancy: Parts,
) -> None:
    admin, _ = await tenancy.admin()
    lead = await make(tenancy, admin, READ, MANAGE)
    _, email = await member(tenancy, admin, lead)
    caller, _ = await signed_in(tenancy, email)
    invited = fresh_address()
    await tenancy.invite_person(caller, invited, "Guest", role="VIEWER")

    await change(tenancy, admin, lead, READ)

    with pytest.raises(VivavoceError):
        await tenancy.accept_invitation(tenancy.mailbox.token(invited), PASSWORD)


async def test_the_list_counts_who_has_each_role(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    role = await make(tenancy, admin, READ)
    await member(tenancy, admin, role)
    await tenancy.invite_person(admin, fresh_address(), "Guest", role=str(role.role))

    uses = {
        str(one.role): (one.use.users, one.use.invitations)
        for one in await tenancy.roles.list(admin)
    }

    assert uses == {str(one): (0, 0) for one in Role} | {"ADMIN": (1, 0), str(role.role): (1, 1)}


@pytest.mark.parametrize("key", ["01926f00-0000-7000-8000-00000000dead", "EMPEROR", "", "x" * 40])
async def test_an_unknown_role_is_not_found(tenancy: Parts, key: str) -> None:
    admin, _ = await tenancy.admin()

    with pytest.raises(NotFoundError):
        await tenancy.roles.find(admin, key)


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.VIEWER])
async def test_roles_are_managed_by_those_who_manage_people(tenancy: Parts, role: Role) -> None:
    admin, _ = await tenancy.admin()
    email = fresh_address()
    await tenancy.join(admin, email, "Ruth", role=role)
    caller, _ = await signed_in(tenancy, email)

    assert MANAGE not in ROLE_PERMISSIONS[role]
    for attempt in (tenancy.roles.list(caller), make(tenancy, caller, READ)):
        with pytest.raises(VivavoceError, match="user:manage"):
            await attempt


async def test_an_invitation_is_sent_again_only_by_who_may_grant_its_role_now(
    tenancy: Parts,
) -> None:
    admin, _ = await tenancy.admin()
    lead = await make(tenancy, admin, READ, MANAGE, name="Lead")
    reader = await make(tenancy, admin, READ, name="Reader")
    _, email = await member(tenancy, admin, lead)
    caller, _ = await signed_in(tenancy, email)
    invited = await tenancy.invite_person(caller, fresh_address(), "Guest", role=str(reader.role))

    await change(tenancy, admin, reader, READ, CREATE)

    with pytest.raises(GrantExceedsRightsError):
        await tenancy.invite_person.resend(caller, invited.id)


async def test_an_organization_has_at_most_a_hundred_roles(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    for number in range(MAX_CUSTOM_ROLES):
        await make(tenancy, admin, READ, name=f"Role {number}")

    with pytest.raises(TooManyRolesError):
        await make(tenancy, admin, READ, name="One more")
