import asyncio
from datetime import timedelta
from uuid import uuid4  # noqa: TID251 - an id nobody has

import psycopg
import pytest
from tests.database import TestDatabase
from tests.infrastructure import Ground
from tests.integration.tenancy.tenancy_use_cases import (
    HERE,
    OTHER_PASSWORD,
    PASSWORD,
    Parts,
    fresh_address,
    parts,
)

from vivavoce.kernel.caller import Permission, Role
from vivavoce.kernel.errors import ForbiddenError, NotFoundError, UnauthenticatedError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.tenancy.adapters.credentials import Argon2PasswordHasher, SignInBusyError
from vivavoce.tenancy.domain.api_keys import DEMO_KEY, ApiKeyEndedError
from vivavoce.tenancy.domain.form_fields import InvalidFieldError
from vivavoce.tenancy.domain.roles import GrantExceedsRightsError
from vivavoce.tenancy.domain.users import (
    AlreadyMemberError,
    CannotChangeOwnRoleError,
    CannotRemoveYourselfError,
    InvitationNotOpenError,
    SignInRefusedError,
)
from vivavoce.tenancy.usecases.create_organization import (
    DEMO_PASSWORD,
    DemoNotAvailableError,
    build_demo_email,
)
from vivavoce.tenancy.usecases.sign_in import SignInLockedError


async def test_an_administrator_is_invited_with_the_organization_and_can_sign_in(
    tenancy: Parts,
) -> None:
    email = fresh_address()
    caller, made = await tenancy.admin(email)

    done = await tenancy.sign_in(email.upper(), PASSWORD)

    assert made.is_new_tenant
    assert (done.user.id, done.user.tenant_id) == (caller.id, made.tenant_id)


async def test_an_existing_account_becomes_administrator_elsewhere_and_keeps_its_password(
    tenancy: Parts,
) -> None:
    email = fresh_address()
    _, first = await tenancy.admin(email)

    made = await tenancy.create_admin(email=email, name="Ada", tenant_name=str(uuid4()))
    assert made.link is not None
    with pytest.raises(SignInRefusedError):
        await tenancy.accept_invitation(made.link.partition("#")[2], OTHER_PASSWORD)
    done = await tenancy.accept_invitation(made.link.partition("#")[2], PASSWORD)

    assert made.tenant_id != first.tenant_id
    assert done.user.tenant_id == made.tenant_id
    assert (await tenancy.sign_in(email, PASSWORD, made.tenant_id)).user.id == done.user.id
    assert (await tenancy.sign_in(email, PASSWORD)).user.tenant_id == made.tenant_id


async def test_a_repeated_invitation_replaces_the_link_and_changes_nothing_after_acceptance(
    tenancy: Parts,
) -> None:
    words = {"email": fresh_address(), "name": "Ada", "tenant_name": f"Firm {uuid4()}"}

    first = await tenancy.create_admin(**words)
    second = await tenancy.create_admin(**words)

    assert first.link is not None
    assert second.link is not None
    with pytest.raises(InvitationNotOpenError):
        await tenancy.accept_invitation(first.link.partition("#")[2], PASSWORD)
    done = await tenancy.accept_invitation(second.link.partition("#")[2], PASSWORD)
    third = await tenancy.create_admin(**words)
    assert (third.user_id, third.link, third.is_new_tenant) == (done.user.id, None, False)


async def test_an_existing_address_gets_the_same_response_as_a_new_one(tenancy: Parts) -> None:
    known = fresh_address()
    await tenancy.admin(known)
    caller, _ = await tenancy.admin()

    answers = [
        await tenancy.invite_person(caller, email, "Vi", role="viewer")
        for email in (known, fresh_address())
    ]

    assert [(one.name, one.role, one.is_mailed) for one in answers] == [
        ("Vi", Role.VIEWER, True)
    ] * 2
    # Ids are the organisation's own and made just now: an old one would tell of an older account.
    assert all(str(one.id) > str(caller.id) for one in answers)
    people, total = await tenancy.users.page(caller, offset=0, limit=10)
    assert (total, [user.name for user in people]) == (1, ["Ada"])
    open_ones, total = await tenancy.invite_person.page(caller, offset=0, limit=10)
    assert (total, [one.email for one in open_ones]) == (2, [one.email for one in answers[::-1]])


async def test_a_member_is_not_invited_again_and_a_removed_one_can_return(
    tenancy: Parts,
) -> None:
    caller, _ = await tenancy.admin()
    email = fresh_address()
    vi = await tenancy.join(caller, email, "Vi", role="viewer")

    with pytest.raises(AlreadyMemberError):
        await tenancy.invite_person(caller, email, "Vi", role="viewer")
    await tenancy.users.remove(caller, vi.id)
    with pytest.raises(SignInRefusedError):
        await tenancy.sign_in(email, PASSWORD)
    back = await tenancy.join(caller, email, "Vi", role="recruiter", password=OTHER_PASSWORD)

    assert back.id == vi.id
    assert (await tenancy.sign_in(email, OTHER_PASSWORD)).user.role is Role.RECRUITER
    with pytest.raises(SignInRefusedError):
        await tenancy.sign_in(email, PASSWORD)


async def test_a_removed_person_loses_tokens_and_keys(tenancy: Parts) -> None:
    caller, _ = await tenancy.admin()
    email = fresh_address()
    bo = await tenancy.join(caller, email, "Bo", role="admin")
    issued = await tenancy.issue_api_key(bo.to_caller(), "ci", ["interview:read"])
    token = (await tenancy.sign_in(email, PASSWORD)).access_token

    await tenancy.users.remove(caller, bo.id)

    with pytest.raises(UnauthenticatedError):
        await tenancy.by_key(issued.secret)
    with pytest.raises(UnauthenticatedError):
        await tenancy.by_token(token)


async def test_a_changed_role_applies_to_tokens_keys_and_sent_invitations_at_once(
    tenancy: Parts,
) -> None:
    caller, _ = await tenancy.admin()
    email = fresh_address()
    bo = await tenancy.join(caller, email, "Bo", role="admin")
    await tenancy.invite_person(bo.to_caller(), fresh_address(), "Vi", role="admin")
    issued = await tenancy.issue_api_key(
        bo.to_caller(), "ci", ["interview:read", "interview:create"]
    )
    token = (await tenancy.sign_in(email, PASSWORD)).access_token

    changed = await tenancy.users.change_role(caller, bo.id, "viewer")

    assert (changed.role, changed.email) == (Role.VIEWER, email)
    assert (await tenancy.by_token(token)).role is Role.VIEWER
    assert (await tenancy.by_key(issued.secret)).permissions == {Permission.INTERVIEW_READ}
    assert (await tenancy.invite_person.page(caller, offset=0, limit=10))[1] == 0


async def test_the_own_role_and_roles_of_another_organization_cannot_be_changed(
    tenancy: Parts,
) -> None:
    mine, _ = await tenancy.admin()
    theirs, _ = await tenancy.admin()
    vi = await tenancy.join(mine, fresh_address(), "Vi", role="viewer")

    with pytest.raises(CannotChangeOwnRoleError):
        await tenancy.users.change_role(mine, mine.id, "viewer")
    with pytest.raises(NotFoundError):
        await tenancy.users.change_role(mine, theirs.id, "viewer")
    with pytest.raises(ForbiddenError):
        await tenancy.users.change_role(vi.to_caller(), mine.id, "viewer")
    with pytest.raises(InvalidFieldError):
        await tenancy.users.change_role(mine, vi.id, "owner")


async def test_a_rotated_key_replaces_the_old_one_after_the_overlap(tenancy: Parts) -> None:
    caller, _ = await tenancy.admin()
    now = tenancy.ground.clock.now()
    old = await tenancy.issue_api_key(
        caller, "ci", ["interview:read"], expires_at=now + timedelta(days=30)
    )

    new = await tenancy.issue_api_key.rotate(caller, old.key.id, overlap=timedelta(hours=24))

    assert (new.key.name, new.key.permissions) == ("ci", old.key.permissions)
    assert new.key.lifetime is not None
    assert abs(new.key.lifetime - timedelta(days=30)) < timedelta(minutes=1)
    assert (await tenancy.by_key(new.secret)).id == new.key.id
    assert (await tenancy.by_key(old.secret)).id == old.key.id
    ending = await tenancy.api_keys.find(caller, old.key.id)
    assert ending.expires_at is not None
    assert ending.expires_at < now + timedelta(hours=25)
    await tenancy.issue_api_key.rotate(caller, old.key.id, overlap=timedelta())
    with pytest.raises(UnauthenticatedError):
        await tenancy.by_key(old.secret)


async def test_a_key_that_ended_or_may_do_more_than_its_rotator_is_not_rotated(
    tenancy: Parts,
) -> None:
    caller, _ = await tenancy.admin()
    other, _ = await tenancy.admin()
    wide = await tenancy.issue_api_key(caller, "wide", ["api-key:manage", "interview:read"])
    narrow = await tenancy.issue_api_key(caller, "narrow", ["api-key:manage"])
    ended = await tenancy.issue_api_key(caller, "ended", ["interview:read"])
    await tenancy.api_keys.revoke(caller, ended.key.id)

    with pytest.raises(ApiKeyEndedError):
        await tenancy.issue_api_key.rotate(caller, ended.key.id, overlap=timedelta(hours=1))
    with pytest.raises(GrantExceedsRightsError):
        await tenancy.issue_api_key.rotate(
            await tenancy.by_key(narrow.secret), wide.key.id, overlap=timedelta(hours=1)
        )
    with pytest.raises(NotFoundError):
        await tenancy.issue_api_key.rotate(other, wide.key.id, overlap=timedelta(hours=1))


async def test_users_of_another_organization_are_not_found(tenancy: Parts) -> None:
    mine, _ = await tenancy.admin()
    theirs, _ = await tenancy.admin()

    with pytest.raises(NotFoundError):
        await tenancy.users.remove(mine, theirs.id)
    people, total = await tenancy.users.page(mine, offset=0, limit=10)
    assert (total, [user.id for user in people]) == (1, [mine.id])


async def test_users_cannot_remove_themselves(tenancy: Parts) -> None:
    caller, _ = await tenancy.admin()

    with pytest.raises(CannotRemoveYourselfError):
        await tenancy.users.remove(caller, caller.id)


async def test_of_fifty_concurrent_guesses_ten_are_checked(tenancy: Parts) -> None:
    email = fresh_address()

    outcomes = await asyncio.gather(
        *(tenancy.sign_in(email, f"a guess number {n}", source=HERE) for n in range(50)),
        return_exceptions=True,
    )

    assert [type(outcome) for outcome in outcomes].count(SignInRefusedError) == 10
    assert [type(outcome) for outcome in outcomes].count(SignInLockedError) == 40


async def test_an_unknown_address_costs_a_real_password_hash(ground: Ground) -> None:
    passwords = Argon2PasswordHasher()
    kept = await passwords.hash(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert await passwords.verify(PASSWORD, kept)

    async def cost(kept: str | None) -> float:
        began = ground.clock.monotonic()
        assert not await passwords.verify("a wrong password", kept)
        return ground.clock.monotonic() - began

    known = min([await cost(kept) for _ in range(3)])
    unknown = min([await cost(None) for _ in range(3)])

    # Without a decoy the second is a thousand times quicker; the band is wide for a busy machine.
    assert known / 5 < unknown < known * 5


async def test_too_many_concurrent_sign_ins_are_refused_with_a_retry_time(tenancy: Parts) -> None:
    passwords = tenancy.passwords

    outcomes = await asyncio.gather(
        *(passwords.verify(PASSWORD, None) for _ in range(80)), return_exceptions=True
    )

    assert outcomes.count(False) == 32
    assert sum(isinstance(outcome, SignInBusyError) for outcome in outcomes) == 48
    assert not await passwords.verify(PASSWORD, None)


async def test_a_key_is_shown_once_used_and_revoked(tenancy: Parts) -> None:
    caller, _ = await tenancy.admin()
    issued = await tenancy.issue_api_key(caller, "ci", ["interview:read", "interview:create"])

    user = await tenancy.by_key(issued.secret)
    listed, total = await tenancy.api_keys.page(caller, offset=0, limit=10)

    assert (user.kind, user.tenant_id) == ("api_key", caller.tenant_id)
    assert user.permissions == {Permission.INTERVIEW_READ, Permission.INTERVIEW_CREATE}
    assert total == 1
    assert issued.secret not in repr(listed)
    assert listed[0].last_used_at is not None
    await tenancy.api_keys.revoke(caller, issued.key.id)
    with pytest.raises(UnauthenticatedError):
        await parts(tenancy.ground).by_key(issued.secret)


async def test_a_key_expires_at_its_end_date(tenancy: Parts) -> None:
    caller, _ = await tenancy.admin()
    ends = tenancy.ground.clock.now() + timedelta(milliseconds=300)
    issued = await tenancy.issue_api_key(caller, "ci", ["interview:read"], expires_at=ends)
    await tenancy.by_key(issued.secret)

    await tenancy.ground.clock.sleep(0.35)

    with pytest.raises(UnauthenticatedError):
        await tenancy.by_key(issued.secret)


async def test_a_key_creates_keys_and_users_only_within_its_permissions(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    parent = await tenancy.issue_api_key(
        admin, "parent", ["api-key:manage", "user:manage", "interview:read"]
    )
    key = await tenancy.by_key(parent.secret)

    child = await tenancy.issue_api_key(key, "child", ["interview:read"])
    assert child.key.created_by == admin.id
    with pytest.raises(GrantExceedsRightsError):
        await tenancy.issue_api_key(key, "child", ["interview:approve"])
    with pytest.raises(GrantExceedsRightsError):
        await tenancy.invite_person(key, fresh_address(), "Eve", role="admin")


async def test_a_key_loses_permissions_together_with_its_creator(
    tenancy: Parts, database: TestDatabase
) -> None:
    admin, _ = await tenancy.admin()
    issued = await tenancy.issue_api_key(admin, "ci", ["interview:read", "interview:delete"])
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("UPDATE membership SET role = 'VIEWER' WHERE id = %s", (admin.id,))

    assert (await tenancy.by_key(issued.secret)).permissions == {Permission.INTERVIEW_READ}


async def test_keys_of_another_organization_are_not_found(tenancy: Parts) -> None:
    mine, _ = await tenancy.admin()
    theirs, _ = await tenancy.admin()
    issued = await tenancy.issue_api_key(theirs, "ci", ["interview:read"])

    for look in (tenancy.api_keys.find, tenancy.api_keys.revoke):
        with pytest.raises(NotFoundError):
            await look(mine, issued.key.id)
    assert (await tenancy.by_key(issued.secret)).tenant_id == theirs.tenant_id


async def test_a_viewer_creates_neither_keys_nor_users(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    email = fresh_address()
    vi = await tenancy.join(admin, email, "Vi", role="USER")

    with pytest.raises(ForbiddenError):
        await tenancy.issue_api_key(vi.to_caller(), "x", ["interview:read"])
    with pytest.raises(ForbiddenError):
        await tenancy.api_keys.page(vi.to_caller(), offset=0, limit=1)
    with pytest.raises(ForbiddenError):
        await tenancy.users.page(vi.to_caller(), offset=0, limit=1)


async def test_the_demo_organization_is_created_once_with_the_printed_credentials(
    tenancy: Parts,
) -> None:
    await tenancy.seed_demo()

    assert not await tenancy.seed_demo()
    assert (await tenancy.by_key(DEMO_KEY)).tenant_id == DEMO_TENANT_ID
    roles = [
        (await tenancy.sign_in(build_demo_email(who), DEMO_PASSWORD)).user.role
        for who in ("admin", "recruiter", "viewer", "manager", "seeker")
    ]
    assert roles == list(Role)


async def test_production_has_no_demo(ground: Ground) -> None:
    production = parts(ground, is_local=False)

    with pytest.raises(DemoNotAvailableError):
        await production.seed_demo()
    await parts(ground).seed_demo()
    with pytest.raises(UnauthenticatedError):
        await production.by_key(DEMO_KEY)
    with pytest.raises(SignInRefusedError):
        await production.sign_in(build_demo_email("admin"), DEMO_PASSWORD)
