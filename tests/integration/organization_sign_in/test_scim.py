"""SCIM 2.0: the organization's provider adds, changes and deactivates people (RFC 7643, RFC 7644)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.fakes.api_clients import Json
from tests.fakes.calendar_server import CalendarServer
from tests.integration.organization_sign_in.organization import PROVIDER, ProviderOrganization

pytestmark = pytest.mark.asyncio(loop_scope="session")
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def person(subject: str = "s-1", **changes: object) -> Json:
    """Return a person as providers send them."""
    return {
        "schemas": [USER],
        "externalId": subject,
        "userName": f"{subject}@example.com",
        "name": {"givenName": "Grace", "familyName": "Hopper"},
        "emails": [{"value": f"{subject}@example.com", "type": "work", "primary": True}],
        "active": True,
        **changes,
    }


def patch(*operations: Json) -> Json:
    return {"schemas": [PATCH], "Operations": list(operations)}


async def _create(house: ProviderOrganization, subject: str = "s-1", **changes: object) -> Json:
    made = await house.scim("POST", "/Users", person(subject, **changes))
    assert made.status_code == 201, made.text
    return dict(made.json())


async def test_a_person_who_is_added_signs_in_and_is_deactivated_at_once(
    house: ProviderOrganization,
) -> None:
    await house.set_up(admitsUnknown=False)
    made = await house.scim("POST", "/Users", person())
    user = made.json()
    signed_in = await house.sign_in(sub="s-1")

    ended = await house.scim(
        "PATCH", f"/Users/{user['id']}", patch({"op": "Replace", "value": {"active": False}})
    )

    assert made.headers["content-type"] == "application/scim+json"
    assert made.headers["location"] == user["meta"]["location"]
    assert user["name"]["formatted"] == "Grace Hopper"
    assert user["roles"] == [{"value": "VIEWER", "display": "VIEWER", "primary": True}]
    assert signed_in.json()["user"]["name"] == "Grace Hopper"
    assert ended.json()["active"] is False
    assert (await house.me(signed_in.json()["accessToken"])).status_code == 401
    assert (await house.sign_in(sub="s-1")).json()["code"] == "identity_deactivated"


async def test_a_provisioned_person_is_a_host_by_their_address_until_they_are_deactivated(
    house: ProviderOrganization,
) -> None:
    user = await _create(house, "host-1")
    token = (await house.sign_in(sub="host-1")).json()["accessToken"]
    path = "/api/v1/busy-times?hostEmail=Host-1@example.com"
    async with CalendarServer() as server:
        wish = {"kind": "ics", "name": "Work", "url": server.publish("/private/basic.ics")}
        made = await house.studio.http.post(
            "/api/v1/calendars", json=wish, headers={"Authorization": f"Bearer {token}"}
        )

    before = await house.studio.ask("admin", "GET", path)
    off = patch({"op": "replace", "path": "active", "value": False})
    await house.scim("PATCH", f"/Users/{user['id']}", off)
    after = await house.studio.ask("admin", "GET", path)
    on = patch({"op": "replace", "path": "active", "value": True})
    await house.scim("PATCH", f"/Users/{user['id']}", on)
    again = await house.studio.ask("admin", "GET", path)

    assert made.status_code == 201, made.text
    states = [one.json()["calendars"] for one in (before, after, again)]
    assert states == ["current", "none", "none"]


async def test_a_person_who_is_activated_again_has_the_role_of_new_people(
    house: ProviderOrganization,
) -> None:
    user = await _create(house)
    token = (await house.sign_in(sub="s-1")).json()
    changed = await house.studio.ask(
        "admin", "PATCH", f"/api/v1/users/{token['user']['id']}", {"role": "RECRUITER"}
    )
    path = f"/Users/{user['id']}"
    await house.scim("PATCH", path, patch({"op": "replace", "path": "active", "value": "False"}))

    back = await house.scim("PATCH", path, patch({"op": "add", "path": "active", "value": True}))

    assert changed.json()["role"] == "RECRUITER"
    assert back.json()["active"] is True
    assert back.json()["roles"][0]["value"] == "VIEWER"
    again = await house.sign_in(sub="s-1")
    assert again.json()["user"]["role"] == "VIEWER"
    assert (await house.me(token["accessToken"])).status_code == 401


async def test_the_only_administrator_stays(house: ProviderOrganization) -> None:
    user = await _create(house)
    grace = (await house.sign_in(sub="s-1")).json()
    await house.studio.ask(
        "admin", "PATCH", f"/api/v1/users/{grace['user']['id']}", {"role": "ADMIN"}
    )
    made = await house.studio.http.post(
        "/api/v1/api-keys",
        json={"name": "SCIM", "permissions": ["user:provision"]},
        headers={"Authorization": f"Bearer {grace['accessToken']}"},
    )
    path, key = f"/Users/{user['id']}", made.json()["key"]
    off = patch({"op": "replace", "path": "active", "value": False})
    await house.studio.change(
        "UPDATE membership SET removed_at = now() WHERE role = 'ADMIN' AND id <> %(id)s",
        id=grace["user"]["id"],
    )
    try:
        refused = [
            await house.scim("PATCH", path, off, key=key),
            await house.scim("DELETE", path, key=key),
        ]
        stays = await house.me(grace["accessToken"])
    finally:
        await house.studio.change("UPDATE membership SET removed_at = NULL WHERE role = 'ADMIN'")

    assert [one.status_code for one in refused] == [409, 409]
    assert "last administrator" in refused[0].json()["detail"]
    assert stays.json()["role"] == "ADMIN"
    assert (await house.scim("PATCH", path, off)).json()["active"] is False


async def test_a_deleted_person_is_unknown_and_cannot_join_again_by_signing_in(
    house: ProviderOrganization,
) -> None:
    user = await _create(house)
    path = f"/Users/{user['id']}"

    answers = [await house.scim("DELETE", path), await house.scim("DELETE", path)]

    assert [one.status_code for one in answers] == [204, 404]
    assert (await house.scim("GET", path)).status_code == 404
    assert (await house.sign_in(sub="s-1")).json()["code"] == "identity_deactivated"
    again = await _create(house)
    assert again["id"] == user["id"]
    assert (await house.sign_in(sub="s-1")).status_code == 200


async def test_a_person_is_found_by_the_providers_names(house: ProviderOrganization) -> None:
    for subject in ("s-1", "s-2", "S-1"):
        await _create(house, subject, userName=f"{subject}-{len(subject)}-{subject.islower()}")

    async def found(query: str) -> list[str]:
        answer = await house.scim("GET", f"/Users?filter={query}")
        assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
        return [one["externalId"] for one in answer.json()["Resources"]]

    assert await found('userName eq "S-2-3-TRUE"') == ["s-2"]
    assert await found('externalId eq "S-1"') == ["S-1"]
    assert await found('USERNAME EQ "nobody"') == []
    page = (await house.scim("GET", "/Users?startIndex=2&count=1")).json()
    assert (page["totalResults"], page["itemsPerPage"], page["startIndex"]) == (3, 1, 2)
    assert (await house.scim("GET", "/Users?count=0")).json()["totalResults"] == 3


@pytest.mark.parametrize(
    "query",
    [
        'emails eq "x"',
        'userName co "x"',
        "userName eq x",
        "active",
        r'userName eq "\u0000"',
        r'externalId eq "\ud800"',
    ],
)
async def test_a_filter_that_is_not_supported_is_refused(
    house: ProviderOrganization, query: str
) -> None:
    answer = await house.scim("GET", f"/Users?filter={query}")

    assert answer.status_code == 400
    assert answer.json()["scimType"] == "invalidFilter"
    assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    assert answer.json()["status"] == "400"


async def test_a_second_person_of_the_same_subject_or_name_is_refused(
    house: ProviderOrganization,
) -> None:
    await _create(house)
    other = await _create(house, "s-2")

    answers = [
        await house.scim("POST", "/Users", person()),
        await house.scim("POST", "/Users", person("s-3", userName="S-1@EXAMPLE.com")),
        await house.scim("PUT", f"/Users/{other['id']}", person("s-2", userName="s-1@example.com")),
    ]

    assert [one.status_code for one in answers] == [409] * 3
    assert {one.json()["scimType"] for one in answers} == {"uniqueness"}


async def test_two_requests_at_once_make_one_person(house: ProviderOrganization) -> None:
    await house.scim("GET", "/Users")

    answers = await asyncio.gather(*(house.scim("POST", "/Users", person()) for _ in range(4)))

    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]


async def test_a_person_who_joined_by_signing_in_is_adopted_by_subject(
    house: ProviderOrganization,
) -> None:
    joined = (await house.sign_in(sub="s-1", name="Grace")).json()["user"]

    await _create(house)

    again = (await house.sign_in(sub="s-1")).json()["user"]
    assert (again["id"], again["name"]) == (joined["id"], "Grace Hopper")


async def test_put_without_active_leaves_a_deactivated_person_out(
    house: ProviderOrganization,
) -> None:
    user = await _create(house)
    path = f"/Users/{user['id']}"
    await house.scim("PATCH", path, patch({"op": "replace", "path": "active", "value": False}))
    body = person(displayName="Rear Admiral Hopper")
    del body["active"]

    changed = await house.scim("PUT", path, body)

    assert changed.status_code == 200
    assert changed.json()["active"] is False


async def test_put_sets_everything_but_the_subject(house: ProviderOrganization) -> None:
    user = await _create(house)
    path = f"/Users/{user['id']}"

    changed = await house.scim(
        "PUT", path, person(userName="new", displayName="Rear Admiral", emails=[], active="true")
    )
    other = await house.scim("PUT", path, person("s-2"))

    assert changed.status_code == 200
    assert (changed.json()["userName"], changed.json()["displayName"]) == ("new", "Rear Admiral")
    assert changed.json()["emails"] == []
    assert other.status_code == 400
    assert other.json()["scimType"] == "mutability"


@pytest.mark.parametrize(
    ("scim_type", "body"),
    [
        ("invalidValue", person(externalId=None)),
        ("invalidValue", person("ü")),
        ("invalidValue", person(userName=" ")),
        ("invalidValue", person(active="perhaps")),
        ("invalidValue", person(emails=[{"value": "no address"}])),
        ("invalidValue", person(emails="x")),
        ("invalidValue", person(displayName="\u0007")),
        ("invalidValue", person(name={"familyName": "\u0007"})),
        ("invalidValue", person(name={"givenName": ["Grace"]})),
        ("invalidSyntax", person(name="Grace Hopper")),
        ("invalidSyntax", person(schemas=["another"])),
        ("invalidSyntax", []),
    ],
)
async def test_a_wrong_person_is_refused(
    house: ProviderOrganization, scim_type: str, body: Any
) -> None:
    answer = await house.scim("POST", "/Users", body)

    assert answer.status_code == 400
    assert answer.json()["scimType"] == scim_type


@pytest.mark.parametrize(
    ("scim_type", "body"),
    [
        ("invalidSyntax", {"Operations": [{"op": "replace", "path": "active", "value": False}]}),
        ("invalidSyntax", patch()),
        ("invalidSyntax", patch({"op": "copy", "path": "active"})),
        ("invalidPath", patch({"op": "replace", "path": "id", "value": "x"})),
        ("mutability", patch({"op": "replace", "path": "externalId", "value": "x"})),
        ("mutability", patch({"op": "remove", "path": "userName"})),
        ("noTarget", patch({"op": "remove"})),
    ],
)
async def test_a_wrong_patch_changes_nothing(
    house: ProviderOrganization, scim_type: str, body: Json
) -> None:
    user = await _create(house)

    answer = await house.scim("PATCH", f"/Users/{user['id']}", body)

    assert answer.status_code == 400
    assert answer.json()["scimType"] == scim_type
    assert (await house.scim("GET", f"/Users/{user['id']}")).json() == user


async def test_a_patch_in_the_manner_of_large_providers_works(house: ProviderOrganization) -> None:
    user = await _create(house)

    changed = await house.scim(
        "PATCH",
        f"/Users/{user['id']}",
        patch(
            {"op": "Replace", "path": 'emails[type eq "work"].value', "value": "G@New.example.com"},
            {"op": "Add", "path": "title", "value": "Admiral"},
            {"op": "Replace", "value": {"displayName": "G. Hopper"}},
        ),
    )

    assert changed.status_code == 200, changed.text
    assert changed.json()["emails"][0]["value"] == "g@new.example.com"
    assert changed.json()["displayName"] == "G. Hopper"
    assert "title" not in changed.json()


async def test_the_parts_of_a_name_come_back_as_they_were_sent(house: ProviderOrganization) -> None:
    sent = {
        "formatted": "Ms. Barbara J Jensen, III",
        "givenName": "Barbara",
        "middleName": "Jane",
        "familyName": "Jensen",
        "honorificPrefix": "Ms.",
        "honorificSuffix": "III",
    }

    user = await _create(house, name=sent, displayName="Babs Jensen")
    plain = await _create(house, "s-2")

    assert user["name"] == sent
    assert user["displayName"] == "Babs Jensen"
    assert plain["name"] == {
        "formatted": "Grace Hopper",
        "givenName": "Grace",
        "familyName": "Hopper",
    }
    assert plain["displayName"] == "Grace Hopper"
    assert (await house.scim("GET", f"/Users/{user['id']}")).json() == user


@pytest.mark.parametrize(
    ("operation", "name", "shown"),
    [
        (
            {"op": "replace", "path": "name.familyName", "value": "Murray"},
            {"formatted": "Grace Murray", "givenName": "Grace", "familyName": "Murray"},
            "Grace Murray",
        ),
        (
            {"op": "add", "path": "name", "value": {"middleName": "Brewster"}},
            {
                "formatted": "Grace Brewster Hopper",
                "givenName": "Grace",
                "middleName": "Brewster",
                "familyName": "Hopper",
            },
            "Grace Brewster Hopper",
        ),
        (
            {"op": "replace", "value": {"NAME.Formatted": "Rear Admiral G. Hopper"}},
            {
                "formatted": "Rear Admiral G. Hopper",
                "givenName": "Grace",
                "familyName": "Hopper",
            },
            "Rear Admiral G. Hopper",
        ),
        (
            {"op": "remove", "path": "name.givenName"},
            {"formatted": "Hopper", "familyName": "Hopper"},
            "Hopper",
        ),
        ({"op": "remove", "path": "name"}, {"formatted": "s-1@example.com"}, "s-1@example.com"),
    ],
)
async def test_a_changed_part_changes_the_shown_name_that_came_from_it(
    house: ProviderOrganization, operation: Json, name: Json, shown: str
) -> None:
    user = await _create(house)

    changed = (await house.scim("PATCH", f"/Users/{user['id']}", patch(operation))).json()

    assert (changed["name"], changed["displayName"]) == (name, shown)
    signed_in = (await house.sign_in(sub="s-1")).json()
    assert signed_in["user"]["name"] == shown


async def test_a_changed_part_leaves_a_display_name_of_its_own(house: ProviderOrganization) -> None:
    user = await _create(house, displayName="Amazing Grace")
    path = f"/Users/{user['id']}"

    changed = await house.scim(
        "PATCH", path, patch({"op": "replace", "path": "name.familyName", "value": "Murray"})
    )
    removed = await house.scim("PATCH", path, patch({"op": "remove", "path": "displayName"}))

    assert changed.json()["name"]["formatted"] == "Grace Murray"
    assert changed.json()["displayName"] == "Amazing Grace"
    assert removed.json()["displayName"] == "Grace Murray"


async def test_a_deleted_person_leaves_no_part_of_a_name_behind(
    house: ProviderOrganization,
) -> None:
    user = await _create(house)
    await house.scim("DELETE", f"/Users/{user['id']}")

    again = await _create(house, name={})

    assert again["id"] == user["id"]
    assert "familyName" not in again["name"]


async def test_people_of_another_organization_are_unknown(house: ProviderOrganization) -> None:
    user = await _create(house)
    await house.set_up("other")
    wish = {"name": "SCIM", "permissions": ["user:provision"]}
    key = (await house.studio.post("other", "/api/v1/api-keys", wish)).json()["key"]
    path = f"/Users/{user['id']}"

    answers = [
        await house.scim("GET", path, key=key),
        await house.scim("PUT", path, person(), key=key),
        await house.scim(
            "PATCH", path, patch({"op": "replace", "path": "active", "value": False}), key=key
        ),
        await house.scim("DELETE", path, key=key),
    ]

    assert [one.status_code for one in answers] == [404] * 4
    assert (await house.scim("GET", "/Users", key=key)).json()["totalResults"] == 0
    assert (await house.scim("GET", path)).json()["active"] is True


async def test_members_with_a_password_are_out_of_reach(house: ProviderOrganization) -> None:
    admin = (await house.studio.ask("admin", "GET", "/api/v1/auth/me")).json()

    listed = (await house.scim("GET", "/Users")).json()
    ended = await house.scim("DELETE", f"/Users/{admin['id']}")

    assert listed["totalResults"] == 0
    assert ended.status_code == 404


async def test_a_key_without_the_permission_and_a_person_are_refused(
    house: ProviderOrganization,
) -> None:
    wish = {"name": "Other", "permissions": ["user:manage", "interview:read"]}
    weak = (await house.studio.post("admin", "/api/v1/api-keys", wish)).json()["key"]
    token = house.studio.callers["admin"]["Authorization"].partition(" ")[2]

    statuses = {
        name: (await house.scim("GET", "/Users", key=key)).status_code
        for name, key in {"weak": weak, "person": token, "none": "", "forged": "sk_live_x"}.items()
    }

    assert statuses == {"weak": 403, "person": 401, "none": 401, "forged": 401}
    challenge = await house.scim("GET", "/Users", key="sk_live_x")
    assert challenge.headers["www-authenticate"].startswith("Bearer")
    assert challenge.headers["content-type"] == "application/scim+json"


async def test_without_a_provider_no_person_can_be_provisioned(house: ProviderOrganization) -> None:
    await house.scim("GET", "/Users")
    await house.studio.ask("admin", "DELETE", PROVIDER)

    assert (await house.scim("POST", "/Users", person())).status_code == 409


async def test_the_server_describes_itself(house: ProviderOrganization) -> None:
    config = (await house.scim("GET", "/ServiceProviderConfig")).json()
    types = (await house.scim("GET", "/ResourceTypes")).json()
    schemas = (await house.scim("GET", "/Schemas")).json()
    schema = await house.scim("GET", f"/Schemas/{USER}")

    assert config["patch"]["supported"] is True
    assert config["bulk"]["supported"] is False
    assert types["Resources"][0]["endpoint"] == "/Users"
    assert schemas["Resources"][0]["id"] == USER
    assert schema.json()["id"] == USER


async def test_a_person_in_a_role_of_the_organization_is_shown_with_its_name(
    house: ProviderOrganization,
) -> None:
    user = await _create(house)
    token = (await house.sign_in(sub="s-1")).json()
    wish = {"name": "Note taker", "permissions": ["interview:read"]}
    role = (await house.studio.post("admin", "/api/v1/roles", wish)).json()["id"]
    path = f"/api/v1/users/{token['user']['id']}"
    await house.studio.ask("admin", "PATCH", path, {"role": role})

    shown = (await house.scim("GET", f"/Users/{user['id']}")).json()

    await house.studio.ask("admin", "PATCH", path, {"role": "VIEWER"})
    gone = await house.studio.ask("admin", "DELETE", f"/api/v1/roles/{role}", None)
    assert shown["roles"] == [{"value": role, "display": "Note taker", "primary": True}]
    assert gone.status_code == 204


async def test_the_last_administrator_is_not_deactivated(house: ProviderOrganization) -> None:
    user = await _create(house)
    token = (await house.sign_in(sub="s-1")).json()
    wish = {"name": "Provisioning", "permissions": ["user:provision"]}
    role = (await house.studio.post("admin", "/api/v1/roles", wish)).json()["id"]
    path = f"/api/v1/users/{token['user']['id']}"
    assert (await house.studio.ask("admin", "PATCH", path, {"role": "ADMIN"})).status_code == 200
    admin = {"id": house.studio.ids["admin"]}
    change = "UPDATE membership SET role = %(role)s WHERE id = %(id)s"
    off = patch({"op": "replace", "path": "active", "value": False})

    await house.studio.change(change, role=role, **admin)
    refused = await house.scim("PATCH", f"/Users/{user['id']}", off)
    await house.studio.change(change, role="ADMIN", **admin)

    assert refused.status_code == 409
    assert (await house.scim("PATCH", f"/Users/{user['id']}", off)).json()["active"] is False
