"""JSON Resume, version 1.0.0 of its schema (https://jsonresume.org/schema): read, and written as text.

A document is checked against the fields of the schema. Fields that the schema does not have are kept and
ignored, as the schema allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable

JsonObject = Mapping[str, Any]  # Any: JSON
_Kind = Literal["text", "date", "texts", "object", "objects"]
_TEXT: _Kind = "text"
_DATE: _Kind = "date"
_TEXTS: _Kind = "texts"

SECTIONS: Mapping[str, Mapping[str, _Kind]] = {
    "work": {
        **dict.fromkeys(("name", "location", "description", "position", "url", "summary"), _TEXT),
        **dict.fromkeys(("startDate", "endDate"), _DATE),
        "highlights": _TEXTS,
    },
    "volunteer": {
        **dict.fromkeys(("organization", "position", "url", "summary"), _TEXT),
        **dict.fromkeys(("startDate", "endDate"), _DATE),
        "highlights": _TEXTS,
    },
    "education": {
        **dict.fromkeys(("institution", "url", "area", "studyType", "score"), _TEXT),
        **dict.fromkeys(("startDate", "endDate"), _DATE),
        "courses": _TEXTS,
    },
    "awards": {**dict.fromkeys(("title", "awarder", "summary"), _TEXT), "date": _DATE},
    "certificates": {**dict.fromkeys(("name", "url", "issuer"), _TEXT), "date": _DATE},
    "publications": {
        **dict.fromkeys(("name", "publisher", "url", "summary"), _TEXT),
        "releaseDate": _DATE,
    },
    "skills": {**dict.fromkeys(("name", "level"), _TEXT), "keywords": _TEXTS},
    "languages": dict.fromkeys(("language", "fluency"), _TEXT),
    "interests": {"name": _TEXT, "keywords": _TEXTS},
    "references": dict.fromkeys(("name", "reference"), _TEXT),
    "projects": {
        **dict.fromkeys(("name", "description", "url", "entity", "type"), _TEXT),
        **dict.fromkeys(("startDate", "endDate"), _DATE),
        **dict.fromkeys(("highlights", "keywords", "roles"), _TEXTS),
    },
}
"""The lists of the schema, in its order, with the fields of their items."""
_BASICS: Mapping[str, _Kind] = {
    **dict.fromkeys(("name", "label", "image", "email", "phone", "url", "summary"), _TEXT),
    "location": "object",
    "profiles": "objects",
}
_LOCATION = dict.fromkeys(("address", "postalCode", "city", "countryCode", "region"), _TEXT)
_PROFILE = dict.fromkeys(("network", "username", "url"), _TEXT)
_INNER: Mapping[str, Mapping[str, _Kind]] = {"location": _LOCATION, "profiles": _PROFILE}
_ISO_DATE = re.compile(r"[12]\d{3}(-[01]\d(-[0-3]\d)?)?")
_MAX_ITEMS = 500
_MAX_ERRORS = 20


class InvalidJsonResumeError(InvalidRequestError):
    """The résumé does not follow the schema of JSON Resume."""

    code = "invalid_json_resume"


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonResumeFacts:
    """What a document says about a person; None where it says nothing."""

    name: str | None
    email: str | None
    phone: str | None
    text: str
    """The whole résumé as text, without the name, the addresses and the phone number."""


def is_json_resume(document: object) -> bool:
    """Return whether ``document`` looks like JSON Resume: an object with one of its sections."""
    return isinstance(document, Mapping) and not {"basics", *SECTIONS}.isdisjoint(document)


def read_json_resume(document: JsonObject, *, path: str = "resume") -> JsonResumeFacts:
    """Return the facts of a document.

    Raises ``InvalidJsonResumeError`` with every bad field; their names begin with ``path``.
    """
    errors = list(_find_errors(document, path))[:_MAX_ERRORS]
    if not errors and not is_json_resume(document):
        names = ", ".join(("basics", *SECTIONS))
        message = translatable("It has none of the sections: {names}.", names=names)
        errors = [FieldError(path, "empty", message)]
    if errors:
        raise InvalidJsonResumeError(
            translatable("'{field}': {message}", field=errors[0].field, message=errors[0].message),
            errors=errors,
        )
    basics = document.get("basics") or {}
    return JsonResumeFacts(
        name=_clean(basics.get("name")),
        email=_clean(basics.get("email")),
        phone=_clean(basics.get("phone")),
        text="\n".join(_write_lines(document, basics)),
    )


def write_json_resume(
    *,
    name: str | None,
    email: str | None,
    phone: str | None,
    text: str | None,
    document: JsonObject | None = None,
) -> dict[str, Any]:  # Any: JSON
    """Return the facts as JSON Resume: the imported ``document`` if there is one, with the current facts.

    Without a document, the text of the résumé is the summary: its sections are not guessed.
    """
    known = dict(document or {})
    basics = dict(known.get("basics") or {})
    basics |= {
        key: value
        for key, value in (("name", name), ("email", email), ("phone", phone))
        if value is not None
    }
    if document is None and text:
        basics["summary"] = text
    return {
        "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        **known,
        "basics": basics,
    }


def _find_errors(document: JsonObject, path: str) -> Iterator[FieldError]:
    basics = document.get("basics")
    if basics is not None:
        yield from _find_item_errors(basics, _BASICS, f"{path}.basics")
    for section, fields in SECTIONS.items():
        yield from _find_list_errors(document.get(section), fields, f"{path}.{section}")


def _find_list_errors(
    items: object, fields: Mapping[str, _Kind], path: str
) -> Iterator[FieldError]:
    if items is None:
        return
    if not isinstance(items, list) or len(items) > _MAX_ITEMS:
        message = translatable("It must be a list of at most {most} items.", most=_MAX_ITEMS)
        yield FieldError(path, "not_a_list", message)
        return
    for index, item in enumerate(items):
        yield from _find_item_errors(item, fields, f"{path}[{index}]")


def _find_item_errors(item: object, fields: Mapping[str, _Kind], path: str) -> Iterator[FieldError]:
    if not isinstance(item, Mapping):
        yield FieldError(path, "not_an_object", translatable("It must be an object."))
        return
    for name, kind in fields.items():
        value = item.get(name)
        if value is not None:
            yield from _find_value_errors(value, name, kind, f"{path}.{name}")


def _find_value_errors(value: object, name: str, kind: _Kind, path: str) -> Iterator[FieldError]:
    if kind == "objects":
        yield from _find_list_errors(value, _INNER[name], path)
    elif kind == "object":
        yield from _find_item_errors(value, _INNER[name], path)
    elif kind == "texts":
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            yield FieldError(path, "not_texts", translatable("It must be a list of texts."))
    elif not isinstance(value, str):
        yield FieldError(path, "not_a_text", translatable("It must be a text."))
    elif kind == "date" and value and not _ISO_DATE.fullmatch(value):
        message = translatable(
            "'{value}' is not a date such as '2024', '2024-05' or '2024-05-31'.", value=value[:40]
        )
        yield FieldError(path, "not_a_date", message)


def _write_lines(document: JsonObject, basics: JsonObject) -> Iterator[str]:
    for name in ("label", "summary"):
        if text := _clean(basics.get(name)):
            yield text
    for section, fields in SECTIONS.items():
        lines = [_write_item(item, fields) for item in document.get(section) or ()]
        if any(lines):
            yield f"{section.capitalize()}:"
            yield from (f"- {line}" for line in lines if line)


def _write_item(item: JsonObject, fields: Mapping[str, _Kind]) -> str:
    """Return an item on one line: dates, then texts, then lists. Addresses on the web say nothing here."""
    dates = " to ".join(_texts(item, [name for name, kind in fields.items() if kind == "date"]))
    texts = _texts(
        item, [name for name, kind in fields.items() if kind == "text" and name != "url"]
    )
    lists = [
        "; ".join(one.strip() for one in item.get(name) or () if one.strip())
        for name, kind in fields.items()
        if kind == "texts"
    ]
    return ", ".join(part for part in (dates, *texts, *lists) if part)


def _texts(item: JsonObject, names: Sequence[str]) -> list[str]:
    return [text for name in names if (text := _clean(item.get(name)))]


def _clean(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None
