from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from vivavoce.kernel.caller import (
    ORGANIZATION_PERMISSIONS,
    ROLE_PERMISSIONS,
    Caller,
    InstallationRole,
    Permission,
    Role,
)
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.api_keys import (
    DEMO_KEY,
    TEST_KEY_PERMISSIONS,
    ResolvedApiKey,
    build_api_key,
    parse_permissions,
    validate_key_expiry,
    visible_prefix,
)
from vivavoce.tenancy.domain.form_fields import InvalidFieldError
from vivavoce.tenancy.domain.roles import (
    GrantExceedsRightsError,
    check_can_grant,
    parse_role,
    read_permissions,
)
from vivavoce.tenancy.domain.users import User

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TENANT = TenantId(UUID(int=1))

# Seed 000's table, written down once more on purpose: rows are rights, columns are roles.
_SEED = {
    "interview:create": (True, True, False),
    "interview:read": (True, True, True),
    "interview:update": (True, True, False),
    "interview:approve": (True, True, False),
    "interview:delete": (True, False, False),
    "api-key:manage": (True, False, False),
    "user:manage": (True, False, False),
}


def _user(role: Role) -> Caller:
    return User(tenant_id=TENANT, id=UUID(int=2), name="Ada", role=role).to_caller()


@pytest.mark.parametrize(
    ("column", "role"), [(0, Role.ADMIN), (1, Role.RECRUITER), (2, Role.VIEWER)]
)
def test_a_role_has_exactly_the_specified_permissions(column: int, role: Role) -> None:
    permissions = _user(role).permissions

    assert {right: Permission(right) in permissions for right in _SEED} == {
        right: columns[column] for right, columns in _SEED.items()
    }


@pytest.mark.parametrize("role", list(Role))
def test_a_caller_is_refused_exactly_what_the_role_lacks(role: Role) -> None:
    caller = _user(role)

    for right in ROLE_PERMISSIONS[role]:
        caller.require(right)
    for right in set(Permission) - ROLE_PERMISSIONS[role]:
        with pytest.raises(ForbiddenError, match=right):
            caller.require(right)


@pytest.mark.parametrize("role", list(Role))
def test_a_key_never_exceeds_the_current_permissions_of_its_creator(role: Role) -> None:
    for key_has in Permission:
        key = ResolvedApiKey(
            tenant_id=TENANT,
            id=UUID(int=3),
            name="k",
            permissions=frozenset({key_has}),
            mode="live",
            expires_at=None,
            creator_role=role,
        )

        assert key.to_caller().permissions == ROLE_PERMISSIONS[role] & {key_has}
        assert not key.to_caller().is_person


def test_a_key_is_created_with_a_subset_of_its_creators_permissions() -> None:
    granted = parse_permissions(
        _user(Role.RECRUITER), ["interview:read", "interview:create"], "live"
    )

    assert granted == {Permission.INTERVIEW_READ, Permission.INTERVIEW_CREATE}


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (["user:manage"], GrantExceedsRightsError),
        ([], InvalidFieldError),
        (["interview:fly"], InvalidFieldError),
    ],
)
def test_additional_unknown_or_no_permissions_create_no_key(
    wanted: list[str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        parse_permissions(_user(Role.RECRUITER), wanted, "live")


def test_a_withdrawn_permission_grants_nothing() -> None:
    assert read_permissions(["interview:read", "interview:old"]) == {Permission.INTERVIEW_READ}


@pytest.mark.parametrize("role", list(Role))
def test_no_role_of_an_organization_operates_the_installation(role: Role) -> None:
    with pytest.raises(ForbiddenError, match="platform:operate"):
        _user(role).require(Permission.PLATFORM_OPERATE)


def test_an_operator_keeps_the_organization_role_and_gains_no_more_of_it() -> None:
    user = User(
        tenant_id=TENANT,
        id=UUID(int=2),
        name="Ada",
        role=Role.VIEWER,
        installation_roles=frozenset({InstallationRole.OPERATOR}),
    )

    assert user.to_caller().permissions == ROLE_PERMISSIONS[Role.VIEWER] | {
        Permission.PLATFORM_OPERATE
    }


def test_no_key_with_operator_permissions_can_be_created() -> None:
    operator = replace(
        User(tenant_id=TENANT, id=UUID(int=2), name="Ada", role=Role.ADMIN),
        installation_roles=frozenset({InstallationRole.OPERATOR}),
    ).to_caller()

    with pytest.raises(InvalidFieldError, match="cannot have 'platform:operate'"):
        parse_permissions(operator, ["interview:read", "platform:operate"], "live")


def test_an_older_key_with_operator_permissions_does_not_operate_the_installation() -> None:
    assert read_permissions(["interview:read", "platform:operate"]) == {Permission.INTERVIEW_READ}


def test_a_role_with_more_permissions_cannot_be_assigned() -> None:
    check_can_grant(_user(Role.ADMIN), Role.ADMIN)
    with pytest.raises(GrantExceedsRightsError):
        check_can_grant(_user(Role.RECRUITER), Role.ADMIN)


@pytest.mark.parametrize(("typed", "role"), [("user", Role.VIEWER), (" Admin", Role.ADMIN)])
def test_a_role_is_accepted_under_both_specified_names(typed: str, role: Role) -> None:
    assert parse_role(typed) is role


def test_an_unknown_role_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InvalidFieldError, match="HIRING_MANAGER"):
        parse_role("emperor")


def test_a_key_has_64_digits_of_which_four_are_shown() -> None:
    key = build_api_key("chance", "live")

    assert len(key) == len("sk_live_") + 64
    assert key.startswith(visible_prefix(key))
    assert len(visible_prefix(key)) == len("sk_live_") + 4


def test_the_demo_key_is_the_one_printed_by_the_quick_start() -> None:
    assert DEMO_KEY == "demo_api_key_12345678901234567890123456789012345678901234567890123456"
    assert visible_prefix(DEMO_KEY) == "demo_api_key_1234"


@pytest.mark.parametrize("ends", [NOW, datetime(2026, 11, 21)])  # noqa: DTZ001 - the fault itself
def test_a_key_expires_in_the_future_and_in_a_known_time_zone(ends: datetime) -> None:
    with pytest.raises(InvalidFieldError):
        validate_key_expiry(ends, NOW)


def test_a_test_key_can_have_permissions_of_interviews_only() -> None:
    admin = _user(Role.ADMIN)
    names = sorted(TEST_KEY_PERMISSIONS)

    assert parse_permissions(admin, names, "test") == TEST_KEY_PERMISSIONS
    assert build_api_key("chance", "test").startswith("sk_test_")
    for refused in set(ORGANIZATION_PERMISSIONS) - TEST_KEY_PERMISSIONS:
        with pytest.raises(InvalidFieldError) as raised:
            parse_permissions(admin, [refused], "test")
        assert [one.code for one in raised.value.errors] == ["not_for_test_keys"]
