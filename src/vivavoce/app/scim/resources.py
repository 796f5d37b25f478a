"""SCIM's JSON: users, filters, patches and the documents that describe the server (RFC 7643, RFC 7644)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.app.scim.values import (
    NAME_PARTS,
    USER_SCHEMA,
    InvalidScimRequestError,
    Json,
    NameParts,
    as_json_object,
    change_name_parts,
    check_active,
    check_display_name,
    check_email,
    check_subject,
    check_user_name,
    find_email,
    find_name_part,
    fold,
    format_name,
)
from vivavoce.tenancy.domain.organization_sign_in import StaffIdentity
from vivavoce.tenancy.domain.roles import get_role_name
from vivavoce.tenancy.usecases.provision_people import ProvisionedPerson

ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MAX_RESULTS = 200
_MAX_OPERATIONS = 50
_FILTER = re.compile(r'(username|externalid)\s+eq\s+("(?:[^"\\]|\\.)*")', re.IGNORECASE)
_EMAIL_PATH = re.compile(r"emails(\[[^\]]*\])?(\.value)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserFilter:
    """Whom a list is to contain: everyone, or one person by a name of the provider."""

    user_name: str | None = None
    subject: str | None = None


def parse_filter(text: str) -> UserFilter:
    """Return the filter of a list; raise ``InvalidScimRequestError`` for one that is not supported."""
    if not text.strip():
        return UserFilter()
    matched = _FILTER.fullmatch(text.strip())
    if matched is None:
        raise InvalidScimRequestError(
            "invalidFilter", 'Filter by: userName eq "…", or externalId eq "…".'
        )
    try:
        value = str(json.loads(matched[2]))
    except ValueError:
        raise InvalidScimRequestError("invalidFilter", "The value is not a JSON string.") from None
    if not value.isprintable():
        raise InvalidScimRequestError("invalidFilter", "The value contains invisible characters.")
    is_name = matched[1].lower() == "username"
    return UserFilter(user_name=value) if is_name else UserFilter(subject=value)


def parse_user(body: Json, *, is_active: bool = True) -> ProvisionedPerson:
    """Return the person of a user resource, ``is_active`` if it does not say; other members are ignored."""
    members = fold(body)
    schemas = members.get("schemas", [USER_SCHEMA])
    if not isinstance(schemas, list) or USER_SCHEMA not in schemas:
        raise InvalidScimRequestError("invalidSyntax", f"'schemas' must contain '{USER_SCHEMA}'.")
    user_name = check_user_name(members.get("username"))
    parts = change_name_parts({}, members.get("name"))
    shown = members.get("displayname")
    return ProvisionedPerson(
        subject=check_subject(members.get("externalid")),
        user_name=user_name,
        name=check_display_name(shown) if shown else _shown_name(parts, user_name),
        name_parts=parts,
        email=find_email(members.get("emails")),
        is_active=check_active(members.get("active", is_active)),
    )


def apply_patch(identity: StaffIdentity, body: Json) -> ProvisionedPerson:
    """Return the person after the operations of a patch (RFC 7644, section 3.5.2)."""
    members = fold(body)
    schemas, operations = members.get("schemas"), members.get("operations")
    if not isinstance(schemas, list) or PATCH_SCHEMA not in schemas:
        raise InvalidScimRequestError("invalidSyntax", f"'schemas' must contain '{PATCH_SCHEMA}'.")
    if not isinstance(operations, list) or not 0 < len(operations) <= _MAX_OPERATIONS:
        raise InvalidScimRequestError(
            "invalidSyntax", f"'Operations' needs 1 to {_MAX_OPERATIONS} operations."
        )
    person = ProvisionedPerson(
        subject=identity.subject,
        user_name=identity.user_name or identity.subject,
        name=identity.name,
        name_parts=identity.name_parts,
        email=identity.email,
        is_active=identity.is_active,
    )
    for operation in operations:
        person = _apply_operation(person, fold(as_json_object(operation)))
    return person


def _apply_operation(person: ProvisionedPerson, operation: Json) -> ProvisionedPerson:
    kind, path, value = operation.get("op"), operation.get("path"), operation.get("value")
    kind = kind.lower() if isinstance(kind, str) else ""
    if kind == "remove":
        return _remove(person, path)
    if kind not in ("add", "replace"):
        raise InvalidScimRequestError("invalidSyntax", "'op' must be add, replace or remove.")
    if path is None:
        for name, inner in as_json_object(value).items():
            person = _set(person, str(name), inner)
        return person
    if not isinstance(path, str):
        raise InvalidScimRequestError("invalidPath", "'path' must be a string.")
    return _set(person, path, value)


def _set(person: ProvisionedPerson, path: str, value: object) -> ProvisionedPerson:
    """Return the person with one attribute set; attributes that are not stored are ignored."""
    name = path.removeprefix(f"{USER_SCHEMA}:").lower()
    if name == "active":
        return replace(person, is_active=check_active(value))
    if name == "username":
        return replace(person, user_name=check_user_name(value))
    if name == "externalid":
        return replace(person, subject=check_subject(value))
    if name == "displayname":
        return replace(person, name=check_display_name(value))
    part = find_name_part(name)
    if name == "name" or part:
        return _set_name_parts(person, {part: value} if part else value)
    if _EMAIL_PATH.fullmatch(name):
        email = check_email(value) if isinstance(value, str) else find_email(value)
        return replace(person, email=email)
    if name in ("id", "schemas", "meta") or not re.fullmatch(r"[\w.:\[\] \"$-]+", name):
        raise InvalidScimRequestError("invalidPath", f"'{path[:100]}' cannot be changed.")
    return person


def _set_name_parts(person: ProvisionedPerson, value: object) -> ProvisionedPerson:
    """Return the person with parts of their name changed; the shown name follows if it came from them."""
    parts = change_name_parts(person.name_parts, value)
    follows = person.name == _shown_name(person.name_parts, person.user_name)
    return replace(
        person,
        name_parts=parts,
        name=_shown_name(parts, person.user_name) if follows else person.name,
    )


def _shown_name(parts: NameParts, user_name: str) -> str:
    """Return the name to show for a person whose provider sends no 'displayName'."""
    return check_display_name(format_name(parts) or user_name)


def _remove(person: ProvisionedPerson, path: object) -> ProvisionedPerson:
    if not isinstance(path, str):
        raise InvalidScimRequestError("noTarget", "'remove' needs a 'path'.")
    name = path.removeprefix(f"{USER_SCHEMA}:").lower()
    if _EMAIL_PATH.fullmatch(name):
        return replace(person, email="")
    part = find_name_part(name)
    if name == "name" or part:
        return _set_name_parts(person, dict.fromkeys([part] if part else NAME_PARTS, ""))
    if name == "displayname":
        return replace(person, name=_shown_name(person.name_parts, person.user_name))
    if name in ("active", "username", "externalid", "id", "meta", "schemas"):
        raise InvalidScimRequestError("mutability", f"'{path[:100]}' is required.")
    return person


def to_user(identity: StaffIdentity, base_url: str) -> dict[str, object]:
    """Return the user resource of an identity."""
    emails = [{"value": identity.email, "type": "work", "primary": True}] if identity.email else []
    return {
        "schemas": [USER_SCHEMA],
        "id": str(identity.id),
        "externalId": identity.subject,
        "userName": identity.user_name or identity.subject,
        "name": {
            "formatted": format_name(identity.name_parts) or identity.name,
            **identity.name_parts,
        },
        "displayName": identity.name,
        "emails": emails,
        "active": identity.is_active,
        "roles": [
            {"value": str(identity.role), "display": get_role_name(identity.role), "primary": True}
        ],
        "meta": {
            "resourceType": "User",
            "created": identity.created_at.isoformat(),
            "lastModified": identity.changed_at.isoformat(),
            "location": f"{base_url}/Users/{identity.id}",
        },
    }


def to_list(resources: Sequence[Json], total: int, start: int) -> dict[str, object]:
    """Return a list response; ``start`` is the 1-based index of its first resource."""
    return {
        "schemas": [LIST_SCHEMA],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": list(resources),
    }


def to_error(status: int, detail: str, scim_type: str | None) -> dict[str, object]:
    """Return an error (RFC 7644, section 3.12)."""
    named = {} if scim_type is None else {"scimType": scim_type}
    return {"schemas": [ERROR_SCHEMA], "status": str(status), **named, "detail": detail}


def _attribute(name: str, kind: str = "string", **changes: object) -> dict[str, object]:
    return {
        "name": name,
        "type": kind,
        "multiValued": False,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
        **changes,
    }


def describe_provider(base_url: str) -> dict[str, object]:
    """Return what this server supports (RFC 7643, section 5)."""
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MAX_RESULTS},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": False},
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "API key",
                "description": "An API key with 'user:provision' as the bearer token.",
                "primary": True,
            }
        ],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": f"{base_url}/ServiceProviderConfig",
        },
    }


def describe_resource_type(base_url: str) -> dict[str, object]:
    """Return the resource type 'User' (RFC 7643, section 6)."""
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": "User",
        "name": "User",
        "endpoint": "/Users",
        "description": "A person of the organization who signs in with its provider.",
        "schema": USER_SCHEMA,
        "meta": {"resourceType": "ResourceType", "location": f"{base_url}/ResourceTypes/User"},
    }


def describe_user_schema(base_url: str) -> dict[str, object]:
    """Return the attributes of a user that are stored (RFC 7643, section 7)."""
    email = [_attribute("value"), _attribute("type"), _attribute("primary", "boolean")]
    role = [_attribute(name, mutability="readOnly") for name in ("value", "display")]
    many: dict[str, object] = {"multiValued": True}
    attributes = [
        _attribute("userName", required=True, uniqueness="server"),
        _attribute("externalId", required=True, caseExact=True, mutability="immutable"),
        _attribute("displayName"),
        _attribute("name", "complex", subAttributes=[_attribute(part) for part in NAME_PARTS]),
        _attribute("emails", "complex", subAttributes=email, **many),
        _attribute("active", "boolean"),
        _attribute("roles", "complex", mutability="readOnly", subAttributes=role, **many),
    ]
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": USER_SCHEMA,
        "name": "User",
        "description": "A person of the organization.",
        "attributes": attributes,
        "meta": {"resourceType": "Schema", "location": f"{base_url}/Schemas/{USER_SCHEMA}"},
    }
