"""SCIM's JSON: users, filters, patches and the documents that describe the server (RFC 7643, RFC 7644)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from vivavoce.tenancy.domain.form_fields import InvalidFieldError, check_name, normalize_email
from vivavoce.tenancy.domain.organization_sign_in import StaffIdentity, is_subject
from vivavoce.tenancy.domain.roles import get_role_name
from vivavoce.tenancy.usecases.provision_people import ProvisionedPerson

USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
ERROR_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error"
LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
MAX_RESULTS = 200
_MAX_USER_NAME_LENGTH = 255
_MAX_OPERATIONS = 50
_FILTER = re.compile(r'(username|externalid)\s+eq\s+("(?:[^"\\]|\\.)*")', re.IGNORECASE)
_EMAIL_PATH = re.compile(r"emails(\[[^\]]*\])?(\.value)?", re.IGNORECASE)
_NAME_PATHS = frozenset({"displayname", "name.formatted"})
Json = Mapping[str, object]
ScimType = Literal[
    "invalidFilter", "invalidSyntax", "invalidPath", "invalidValue", "mutability", "noTarget"
]


class InvalidScimRequestError(Exception):
    """A request that SCIM answers with 400 and one of its types."""

    def __init__(self, scim_type: ScimType, detail: str) -> None:
        super().__init__(detail)
        self.scim_type = scim_type
        self.detail = detail


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
    members = _fold(body)
    schemas = members.get("schemas", [USER_SCHEMA])
    if not isinstance(schemas, list) or USER_SCHEMA not in schemas:
        raise InvalidScimRequestError("invalidSyntax", f"'schemas' must contain '{USER_SCHEMA}'.")
    user_name = _check_user_name(members.get("username"))
    return ProvisionedPerson(
        subject=_check_subject(members.get("externalid")),
        user_name=user_name,
        name=_find_name(members) or _check_display_name(user_name),
        email=_find_email(members.get("emails")),
        is_active=_check_active(members.get("active", is_active)),
    )


def apply_patch(identity: StaffIdentity, body: Json) -> ProvisionedPerson:
    """Return the person after the operations of a patch (RFC 7644, section 3.5.2)."""
    members = _fold(body)
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
        email=identity.email,
        is_active=identity.is_active,
    )
    for operation in operations:
        person = _apply_operation(person, _fold(_object(operation)))
    return person


def _apply_operation(person: ProvisionedPerson, operation: Json) -> ProvisionedPerson:
    kind, path, value = operation.get("op"), operation.get("path"), operation.get("value")
    kind = kind.lower() if isinstance(kind, str) else ""
    if kind == "remove":
        return _remove(person, path)
    if kind not in ("add", "replace"):
        raise InvalidScimRequestError("invalidSyntax", "'op' must be add, replace or remove.")
    if path is None:
        for name, inner in _object(value).items():
            person = _set(person, str(name), inner)
        return person
    if not isinstance(path, str):
        raise InvalidScimRequestError("invalidPath", "'path' must be a string.")
    return _set(person, path, value)


def _set(person: ProvisionedPerson, path: str, value: object) -> ProvisionedPerson:
    """Return the person with one attribute set; attributes that are not stored are ignored."""
    name = path.removeprefix(f"{USER_SCHEMA}:").lower()
    if name == "active":
        return replace(person, is_active=_check_active(value))
    if name == "username":
        return replace(person, user_name=_check_user_name(value))
    if name == "externalid":
        return replace(person, subject=_check_subject(value))
    if name in _NAME_PATHS:
        return replace(person, name=_check_display_name(value))
    if name == "name":
        return replace(person, name=_find_name({"name": value}) or person.name)
    if _EMAIL_PATH.fullmatch(name):
        email = _check_email(value) if isinstance(value, str) else _find_email(value)
        return replace(person, email=email)
    if name in ("id", "schemas", "meta") or not re.fullmatch(r"[\w.:\[\] \"$-]+", name):
        raise InvalidScimRequestError("invalidPath", f"'{path[:100]}' cannot be changed.")
    return person


def _remove(person: ProvisionedPerson, path: object) -> ProvisionedPerson:
    if not isinstance(path, str):
        raise InvalidScimRequestError("noTarget", "'remove' needs a 'path'.")
    name = path.removeprefix(f"{USER_SCHEMA}:").lower()
    if _EMAIL_PATH.fullmatch(name):
        return replace(person, email="")
    if name in ("active", "username", "externalid", "id", "meta", "schemas", *_NAME_PATHS):
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
        "name": {"formatted": identity.name},
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


def _fold(body: Json) -> dict[str, object]:
    """Return the members by name in lower case: names of attributes have no case in SCIM."""
    return {
        str(name).removeprefix(f"{USER_SCHEMA}:").lower(): value for name, value in body.items()
    }


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise InvalidScimRequestError("invalidSyntax", "This must be a JSON object.")
    return value


def _check_subject(value: object) -> str:
    if not isinstance(value, str) or not is_subject(value):
        raise InvalidScimRequestError(
            "invalidValue",
            "'externalId' is required: the subject ('sub') by which the person signs in.",
        )
    return value


def _check_user_name(value: object) -> str:
    text = value.strip() if isinstance(value, str) else ""
    if not 0 < len(text) <= _MAX_USER_NAME_LENGTH or not text.isprintable():
        raise InvalidScimRequestError(
            "invalidValue", f"'userName' needs 1 to {_MAX_USER_NAME_LENGTH} visible characters."
        )
    return text


def _check_display_name(value: object) -> str:
    try:
        return check_name(value if isinstance(value, str) else "", field="displayName")
    except InvalidFieldError as error:
        raise InvalidScimRequestError("invalidValue", error.detail) from None


def _check_email(value: str) -> str:
    try:
        return normalize_email(value) if value.strip() else ""
    except InvalidFieldError as error:
        raise InvalidScimRequestError("invalidValue", error.detail) from None


def _check_active(value: object) -> bool:
    """Return a truth value; some providers send it as a text."""
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise InvalidScimRequestError("invalidValue", "'active' must be true or false.")
    return value


def _find_name(members: Json) -> str:
    """Return the name that a resource tells, or ''."""
    parts = members.get("name")
    named = _fold(parts) if isinstance(parts, dict) else {}
    both = [part for part in (named.get("givenname"), named.get("familyname")) if part]
    joined = " ".join(part for part in both if isinstance(part, str))
    for value in (members.get("displayname"), named.get("formatted"), joined):
        if isinstance(value, str) and value.strip():
            return _check_display_name(value)
    return ""


def _find_email(value: object) -> str:
    """Return the primary address of a list, else the first, else ''."""
    if value is None:
        return ""
    if not isinstance(value, list):
        raise InvalidScimRequestError("invalidValue", "'emails' must be a list.")
    entries = [_fold(_object(entry)) for entry in value]
    chosen = next((entry for entry in entries if entry.get("primary") is True), None)
    chosen = chosen or (entries[0] if entries else {})
    address = chosen.get("value", "")
    if not isinstance(address, str):
        raise InvalidScimRequestError("invalidValue", "The value of an address must be a string.")
    return _check_email(address)


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
        _attribute("name", "complex", subAttributes=[_attribute("formatted")]),
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


def as_json_object(value: object) -> Json:
    """Return a parsed body if it is an object, or raise ``InvalidScimRequestError``."""
    return _object(value)
