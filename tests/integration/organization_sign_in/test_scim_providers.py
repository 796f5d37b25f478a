"""SCIM in shapes that Okta and Microsoft Entra ID are known to send; not compared with their documents."""

from __future__ import annotations

import json

import httpx
import pytest
from tests.fakes.api_clients import Json
from tests.integration.organization_sign_in.organization import ProviderOrganization

pytestmark = pytest.mark.asyncio(loop_scope="session")
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


async def send(
    house: ProviderOrganization, method: str, path: str, body: Json | None = None
) -> httpx.Response:
    """Send a request with the media type that providers use."""
    await house.scim("GET", "/ServiceProviderConfig")  # makes the key
    return await house.studio.http.request(
        method,
        f"/scim/v2{path}",
        content=None if body is None else json.dumps(body),
        headers={
            "Authorization": f"Bearer {house.scim_key}",
            "Content-Type": "application/scim+json; charset=utf-8",
            "Accept": "application/scim+json",
        },
    )


async def test_okta_finds_creates_replaces_and_deactivates_a_person(
    house: ProviderOrganization,
) -> None:
    await house.set_up(admitsUnknown=False)
    name = "test.user@okta.example"
    user: Json = {
        "schemas": [USER],
        "userName": name,
        "name": {"givenName": "Test", "familyName": "User"},
        "emails": [{"primary": True, "value": name, "type": "work"}],
        "displayName": "Test User",
        "locale": "en-US",
        "externalId": "00ujl29u0le5T6Aj10h7",
        "groups": [],
        "active": True,
    }
    search = f"/Users?filter=userName%20eq%20%22{name}%22&startIndex=1&count=100"

    listed = await send(house, "GET", "/Users?startIndex=1&count=2")
    missing = await send(house, "GET", search)
    made = await send(house, "POST", "/Users", user)
    again = await send(house, "POST", "/Users", user)
    way = f"/Users/{made.json()['id']}"
    found = await send(house, "GET", search)
    changed: Json = {
        **user,
        "id": made.json()["id"],
        "name": {"givenName": "Another", "familyName": "User"},
        "displayName": "Another User",
        "meta": {"resourceType": "User"},
    }
    replaced = await send(house, "PUT", way, changed)
    ended = await send(
        house,
        "PATCH",
        way,
        {"schemas": [PATCH], "Operations": [{"op": "replace", "value": {"active": False}}]},
    )
    unknown = await send(house, "GET", "/Users/00000000-0000-7000-8000-000000000001")

    assert (listed.status_code, listed.json()["startIndex"]) == (200, 1)
    assert (missing.status_code, missing.json()["totalResults"]) == (200, 0)
    assert (made.status_code, made.json()["externalId"]) == (201, user["externalId"])
    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")
    assert [one["id"] for one in found.json()["Resources"]] == [made.json()["id"]]
    assert replaced.json()["name"]["formatted"] == "Another User"
    assert (ended.status_code, ended.json()["active"]) == (200, False)
    assert (unknown.status_code, unknown.json()["schemas"]) == (404, [ERROR])
    assert unknown.json()["status"] == "404"


async def test_entra_finds_creates_changes_and_deletes_a_person(
    house: ProviderOrganization,
) -> None:
    await house.set_up(admitsUnknown=False)
    name = "Test_User_ab6490ee@testuser.example"
    user: Json = {
        "schemas": [USER, ENTERPRISE],
        "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
        "userName": name,
        "active": True,
        "displayName": "givenName familyName",
        "emails": [{"primary": True, "type": "work", "value": name}],
        "meta": {"resourceType": "User"},
        "name": {
            "formatted": "givenName familyName",
            "familyName": "familyName",
            "givenName": "givenName",
        },
        "preferredLanguage": "en",
        "title": "Recruiter",
        "phoneNumbers": [{"type": "mobile", "value": "+1 555 0100"}],
        "roles": [],
        ENTERPRISE: {"department": "Hiring", "employeeNumber": "17"},
    }

    def patch(*operations: Json) -> Json:
        return {"schemas": [PATCH], "Operations": list(operations)}

    tried = await send(house, "GET", '/Users?filter=userName eq "b6ea5d2c-52b1"')
    by_id = await send(house, "GET", f'/Users?filter=externalId eq "{user["externalId"]}"')
    made = await send(house, "POST", "/Users", user)
    way = f"/Users/{made.json()['id']}"
    found = await send(house, "GET", f'/Users?filter=userName eq "{name.lower()}"')
    changed = await send(
        house,
        "PATCH",
        way,
        patch(
            {
                "op": "Replace",
                "path": 'emails[type eq "work"].value',
                "value": "updated@testuser.example",
            },
            {"op": "Replace", "path": "name.familyName", "value": "updatedFamilyName"},
            {"op": "Replace", "path": "displayName", "value": "givenName updatedFamilyName"},
            {"op": "Add", "path": "title", "value": "Lead"},
            {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "Sales"},
            {"op": "Replace", "path": 'phoneNumbers[type eq "mobile"].value', "value": "+1 555"},
        ),
    )
    renamed = await send(
        house, "PATCH", way, patch({"op": "Replace", "path": "userName", "value": "new@x.example"})
    )
    off = await send(
        house, "PATCH", way, patch({"op": "Replace", "path": "active", "value": "False"})
    )
    on = await send(house, "PATCH", way, patch({"op": "Replace", "path": "active", "value": True}))
    deleted = await send(house, "DELETE", way)
    schemas = await send(house, "GET", "/Schemas")

    assert (tried.status_code, tried.json()["totalResults"]) == (200, 0)
    assert by_id.json()["totalResults"] == 0
    assert made.status_code == 201, made.text
    assert [one["id"] for one in found.json()["Resources"]] == [made.json()["id"]]
    assert changed.status_code == 200, changed.text
    assert changed.json()["emails"][0]["value"] == "updated@testuser.example"
    assert changed.json()["displayName"] == "givenName updatedFamilyName"
    assert renamed.json()["userName"] == "new@x.example"
    assert [off.json()["active"], on.json()["active"]] == [False, True]
    assert deleted.status_code == 204
    assert schemas.status_code == 200
