"""Values in SCIM's JSON, and what is wrong with them (RFC 7643)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from vivavoce.tenancy.domain.form_fields import InvalidFieldError, check_name, normalize_email
from vivavoce.tenancy.domain.organization_sign_in import is_subject

USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"
NAME_PARTS = (
    *("formatted", "givenName", "middleName", "familyName"),
    *("honorificPrefix", "honorificSuffix"),
)
"""The members of 'name' (RFC 7643, section 4.1.1)."""
_JOINED_PARTS = ("givenName", "middleName", "familyName")
_MAX_USER_NAME_LENGTH = 255
_PART_OF_FOLDED = {part.lower(): part for part in NAME_PARTS}
Json = Mapping[str, object]
NameParts = Mapping[str, str]
"""The parts of a name by the names of their members; those that a person does not have are missing."""
ScimType = Literal[
    "invalidFilter", "invalidSyntax", "invalidPath", "invalidValue", "mutability", "noTarget"
]


class InvalidScimRequestError(Exception):
    """A request that SCIM answers with 400 and one of its types."""

    def __init__(self, scim_type: ScimType, detail: str) -> None:
        super().__init__(detail)
        self.scim_type = scim_type
        self.detail = detail


def fold(body: Json) -> dict[str, object]:
    """Return the members by name in lower case: names of attributes have no case in SCIM."""
    return {
        str(name).removeprefix(f"{USER_SCHEMA}:").lower(): value for name, value in body.items()
    }


def as_json_object(value: object) -> Json:
    """Return a parsed value if it is an object, or raise ``InvalidScimRequestError``."""
    if not isinstance(value, dict):
        raise InvalidScimRequestError("invalidSyntax", "This must be a JSON object.")
    return value


def check_subject(value: object) -> str:
    """Return the subject of a person, or raise ``InvalidScimRequestError``."""
    if not isinstance(value, str) or not is_subject(value):
        raise InvalidScimRequestError(
            "invalidValue",
            "'externalId' is required: the subject ('sub') by which the person signs in.",
        )
    return value


def check_user_name(value: object) -> str:
    """Return a user name without surrounding whitespace, or raise ``InvalidScimRequestError``."""
    text = value.strip() if isinstance(value, str) else ""
    if not 0 < len(text) <= _MAX_USER_NAME_LENGTH or not text.isprintable():
        raise InvalidScimRequestError(
            "invalidValue", f"'userName' needs 1 to {_MAX_USER_NAME_LENGTH} visible characters."
        )
    return text


def check_display_name(value: object) -> str:
    """Return the name that is shown, or raise ``InvalidScimRequestError``."""
    try:
        return check_name(value if isinstance(value, str) else "", field="displayName")
    except InvalidFieldError as error:
        raise InvalidScimRequestError("invalidValue", error.detail) from None


def check_email(value: str) -> str:
    """Return a normalized address, or '' for none; raise ``InvalidScimRequestError``."""
    try:
        return normalize_email(value) if value.strip() else ""
    except InvalidFieldError as error:
        raise InvalidScimRequestError("invalidValue", error.detail) from None


def check_active(value: object) -> bool:
    """Return a truth value; some providers send it as a text."""
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise InvalidScimRequestError("invalidValue", "'active' must be true or false.")
    return value


def find_email(value: object) -> str:
    """Return the primary address of a list, else the first, else ''."""
    if value is None:
        return ""
    if not isinstance(value, list):
        raise InvalidScimRequestError("invalidValue", "'emails' must be a list.")
    entries = [fold(as_json_object(entry)) for entry in value]
    chosen = next((entry for entry in entries if entry.get("primary") is True), None)
    chosen = chosen or (entries[0] if entries else {})
    address = chosen.get("value", "")
    if not isinstance(address, str):
        raise InvalidScimRequestError("invalidValue", "The value of an address must be a string.")
    return check_email(address)


def find_name_part(path: str) -> str | None:
    """Return the part of a name that a path in lower case leads to, such as 'name.givenname', or None."""
    outer, _, part = path.partition(".")
    return _PART_OF_FOLDED.get(part) if outer == "name" else None


def change_name_parts(parts: NameParts, value: object) -> NameParts:
    """Return the parts with those that ``value`` has; an empty one or null is taken away.

    Other members are ignored. Raises ``InvalidScimRequestError``.
    """
    changed = dict(parts)
    for name, part in fold({} if value is None else as_json_object(value)).items():
        if name in _PART_OF_FOLDED:
            text = _check_name_part(_PART_OF_FOLDED[name], part)
            changed[_PART_OF_FOLDED[name]] = text
    # A full name that only joins its parts follows them when one of them changes.
    has_own_form = changed.get("formatted") != _join(changed)
    return {
        name: text
        for name, text in changed.items()
        if text and (has_own_form or name != "formatted")
    }


def format_name(parts: NameParts) -> str:
    """Return the full name, or '' without a part of one."""
    return parts.get("formatted") or _join(parts)


def _join(parts: NameParts) -> str:
    return " ".join(parts[name] for name in _JOINED_PARTS if parts.get(name))


def _check_name_part(name: str, value: object) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    if not isinstance(value, str):
        raise InvalidScimRequestError("invalidValue", f"'name.{name}' must be a string.")
    try:
        return check_name(value, field=f"name.{name}")
    except InvalidFieldError as error:
        raise InvalidScimRequestError("invalidValue", error.detail) from None
