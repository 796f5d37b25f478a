"""Administrators read who did what in their organization, and nobody reads another's."""

from __future__ import annotations

import pytest
from tests.database import fresh_tenant
from tests.fakes.hiring import person
from tests.integration.tenancy.tenancy_use_cases import Parts, fresh_address

from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.errors import ForbiddenError
from vivavoce.tenancy.ports import AuditEntry, AuditFilter


async def actions(tenancy: Parts, caller: Caller, action: str | None = None) -> list[str]:
    entries, total = await tenancy.audit_log.page(
        caller, AuditFilter(action=action), offset=0, limit=100
    )
    assert total == len(entries)
    return [entry.action for entry in entries]


async def test_entries_are_listed_newest_first_with_the_names_of_who_did_it(
    tenancy: Parts,
) -> None:
    admin, _ = await tenancy.admin()
    user = await tenancy.join(admin, fresh_address(), "Ruth", role="VIEWER")
    issued = await tenancy.issue_api_key(admin, "Connector", ["user:manage", "practice:use"])
    key = await tenancy.by_key(issued.secret)
    await tenancy.users.change_role(admin, user.id, "RECRUITER", request_id="req_1")
    await tenancy.invite_person(key, fresh_address(), "Guest", role="SEEKER")

    entries, _ = await tenancy.audit_log.page(admin, AuditFilter(), offset=0, limit=2)

    assert [entry.at for entry in entries] == sorted((e.at for e in entries), reverse=True)
    invited, changed = entries
    assert (invited.actor_kind, invited.actor_name) == ("api_key", "Connector")
    assert (changed.actor_kind, changed.actor_name) == ("account", "Ada")
    assert (changed.action, changed.subject) == ("user.role_changed", str(user.id))
    assert (changed.details, changed.request_id) == (
        {"from": "VIEWER", "to": "RECRUITER"},
        "req_1",
    )


async def test_a_filter_is_a_whole_action_or_the_part_before_its_dot(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    user = await tenancy.join(admin, fresh_address(), "Ruth", role="VIEWER")
    await tenancy.users.change_role(admin, user.id, "RECRUITER")
    await tenancy.issue_api_key(admin, "Connector", ["interview:read"])

    everything = await actions(tenancy, admin)

    assert await actions(tenancy, admin, "user.role_changed") == ["user.role_changed"]
    of_users = [action for action in everything if action.startswith("user.")]
    assert await actions(tenancy, admin, "user") == of_users
    assert len(of_users) < len(everything)
    assert await actions(tenancy, admin, "user.role") == []
    assert await actions(tenancy, admin, "%") == []


async def filtered(tenancy: Parts, caller: Caller, filters: AuditFilter) -> list[AuditEntry]:
    entries, total = await tenancy.audit_log.page(caller, filters, offset=0, limit=100)
    assert total == len(entries)
    return entries


async def test_a_filter_is_who_did_it_by_a_part_of_the_name_or_by_id(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    user = await tenancy.join(admin, fresh_address(), "Ruth", role="VIEWER")
    issued = await tenancy.issue_api_key(admin, "100% Connector", ["user:manage", "practice:use"])
    key = await tenancy.by_key(issued.secret)
    await tenancy.invite_person(key, fresh_address(), "Guest", role="SEEKER")
    await tenancy.users.change_role(admin, user.id, "RECRUITER")

    of_key = await filtered(tenancy, admin, AuditFilter(actor="conn"))

    assert [entry.action for entry in of_key] == ["user.invited"]
    assert await filtered(tenancy, admin, AuditFilter(actor="0% C")) == of_key
    assert await filtered(tenancy, admin, AuditFilter(actor=str(key.id).upper())) == of_key
    assert {e.actor_name for e in await filtered(tenancy, admin, AuditFilter(actor="ada"))} == {
        "Ada"
    }
    for nobody in ("%", "_onn", "Guest"):
        found = await filtered(tenancy, admin, AuditFilter(actor=nobody))
        assert [entry.actor_name for entry in found] == (
            ["100% Connector"] if nobody == "%" else []
        )


async def test_a_filter_is_the_subject_and_subjects_are_named_by_their_name_of_now(
    tenancy: Parts,
) -> None:
    admin, _ = await tenancy.admin()
    user = await tenancy.join(admin, fresh_address(), "Ruth", role="VIEWER")
    issued = await tenancy.issue_api_key(admin, "Connector", ["interview:read"])
    await tenancy.users.change_role(admin, user.id, "RECRUITER")
    await tenancy.users.remove(admin, user.id)

    about_user = await filtered(tenancy, admin, AuditFilter(subject=str(user.id)))
    about_key = await filtered(tenancy, admin, AuditFilter(subject=str(issued.key.id)))

    assert [entry.action for entry in about_user][:2] == ["user.removed", "user.role_changed"]
    assert {entry.subject for entry in about_user} == {str(user.id)}
    assert {entry.subject_name for entry in about_user} == {"Ruth"}
    assert [(e.action, e.subject_name) for e in about_key] == [("api_key.created", "Connector")]


async def test_a_period_has_its_first_moment_and_not_its_last(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    await tenancy.join(admin, fresh_address(), "Ruth", role="VIEWER")
    await tenancy.issue_api_key(admin, "Connector", ["interview:read"])
    newest = (await filtered(tenancy, admin, AuditFilter()))[0].at

    since = await filtered(tenancy, admin, AuditFilter(at_from=newest))
    until = await filtered(tenancy, admin, AuditFilter(at_before=newest))

    assert {entry.at for entry in since} == {newest}
    assert all(entry.at < newest for entry in until)
    assert len(since) + len(until) == len(await filtered(tenancy, admin, AuditFilter()))


async def test_pages_continue_where_the_one_before_ended(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    await tenancy.join(admin, fresh_address(), "Ruth", role="VIEWER")
    everything, total = await tenancy.audit_log.page(admin, AuditFilter(), offset=0, limit=100)

    pages = [
        (await tenancy.audit_log.page(admin, AuditFilter(), offset=at, limit=1))[0][0].id
        for at in range(total)
    ]

    assert pages == [entry.id for entry in everything]


async def test_another_organization_sees_none_of_it(tenancy: Parts) -> None:
    admin, _ = await tenancy.admin()
    other, _ = await tenancy.admin()
    await tenancy.issue_api_key(admin, "Connector", ["interview:read"])

    entries, _ = await tenancy.audit_log.page(other, AuditFilter(), offset=0, limit=100)

    assert admin.id not in {entry.actor_id for entry in entries}


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.VIEWER, Role.SEEKER])
async def test_only_administrators_read_the_audit(tenancy: Parts, role: Role) -> None:
    with pytest.raises(ForbiddenError, match="tenant:update"):
        await tenancy.audit_log.page(person(fresh_tenant(), role), AuditFilter(), offset=0, limit=1)
