"""Reads gettext catalogs (.po files), so that a translation needs no compiled copy."""

from __future__ import annotations

import gettext
import re
from ast import literal_eval
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_LINE = re.compile(
    r'(?:(?P<member>msgctxt|msgid_plural|msgid|msgstr)(?:\[(?P<form>\d+)\])?\s*)?(?P<text>".*")'
)
_PLURAL_FORMS = re.compile(r"^Plural-Forms:.*?\bplural\s*=\s*(?P<rule>[^;]+)", re.MULTILINE)
_ENGLISH_RULE = "n != 1"


@dataclass(frozen=True, slots=True)
class MessageCatalog:
    """The translations of one language, by the English text."""

    texts: Mapping[str, Mapping[int, str]]
    """Of each text the forms, by number; a text without a plural has form 0."""
    get_form: Callable[[int], int]
    """Returns the number of the form for a count."""

    def find(self, text: str) -> str | None:
        """Return the translation of a text, or None."""
        return self.texts.get(text, {}).get(0)

    def find_plural(self, text: str, count: int) -> str | None:
        """Return the form for ``count`` of the translation of a text, by its singular, or None."""
        return self.texts.get(text, {}).get(self.get_form(count))


def parse_catalog(text: str) -> MessageCatalog:
    """Return the catalog in the text of a .po file; fuzzy, obsolete and empty translations are left out."""
    texts = dict(_parse_entries(text))
    header = texts.pop("", {}).get(0, "")
    rule = _PLURAL_FORMS.search(header)
    return MessageCatalog(texts, gettext.c2py(rule["rule"] if rule else _ENGLISH_RULE))


def _parse_entries(text: str) -> Iterator[tuple[str, dict[int, str]]]:
    """Yield the English text of each entry, and the forms of its translation."""
    members: dict[tuple[str, int], str] = {}
    member = ("", 0)
    is_fuzzy = is_next_fuzzy = False
    for line in text.splitlines():
        if line.startswith("#,"):
            is_next_fuzzy = "fuzzy" in line
        part = _LINE.fullmatch(line.strip())
        if part is None:
            continue
        if part["member"] == "msgid":
            yield from _make_entry(members, is_fuzzy=is_fuzzy)
            members, is_fuzzy, is_next_fuzzy = {}, is_next_fuzzy, False
        if part["member"] is not None:
            member = (part["member"], int(part["form"] or 0))
        members[member] = members.get(member, "") + str(literal_eval(part["text"]))
    yield from _make_entry(members, is_fuzzy=is_fuzzy)


def _make_entry(
    members: Mapping[tuple[str, int], str], *, is_fuzzy: bool
) -> Iterator[tuple[str, dict[int, str]]]:
    forms = {form: text for (name, form), text in members.items() if name == "msgstr" and text}
    if forms and (not is_fuzzy or members["msgid", 0] == ""):
        yield members["msgid", 0], forms
