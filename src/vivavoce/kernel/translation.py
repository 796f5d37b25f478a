"""Translation of what the server says. The English is in the code; each other language is a catalog.

A catalog is the gettext file ``locale/<language>/LC_MESSAGES/vivavoce.po`` of the package. It is read when
its language is first needed, without a build step.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from vivavoce.kernel.message_catalog import MessageCatalog, parse_catalog
from vivavoce.kernel.text_recognition import (
    SENTENCE_END,
    RecognizableTemplate,
    parse_templates,
    recognize,
)

ENGLISH = "en"
"""The language of the code, and of every text without a translation."""
_LOCALE = files("vivavoce") / "locale"
_FILE = "LC_MESSAGES/vivavoce.po"
_SPOKEN_FILE = "interviewer.json"
_NAMES = frozenset({"competency"})
"""Placeholders whose values are names: the catalog has a translation of the whole name, or there is none."""


class TranslatableText(str):
    """An English text that remembers its template and values, so that it can be translated later.

    Everything that knows nothing of translation, such as a log, sees the English text.
    """

    template: str
    plural: str | None
    values: dict[str, object]

    def __new__(
        cls, template: str, plural: str | None, values: dict[str, object]
    ) -> TranslatableText:
        """Return the English text of a template, or of its plural unless the value ``count`` is 1."""
        chosen = template if plural is None or values["count"] == 1 else plural
        text = super().__new__(cls, chosen.format_map(values))
        text.template, text.plural, text.values = template, plural, values
        return text

    def __reduce__(self) -> tuple[type[TranslatableText], tuple[object, ...]]:
        """Copy with the template and the values."""
        return TranslatableText, (self.template, self.plural, self.values)


class SpokenLanguage(str):
    """A language tag with sentences of its own, by the English: for a language that has no catalog.

    Everything that knows nothing of them, such as a log, sees the tag.
    """

    sentences: Mapping[str, str]

    def __new__(cls, tag: str, sentences: Mapping[str, str]) -> SpokenLanguage:
        """Return the tag; ``sentences`` are left out if the language has a catalog, or is English."""
        language = super().__new__(cls, tag)
        language.sentences = {} if match_language(tag) is not None else sentences
        return language

    def __reduce__(self) -> tuple[type[SpokenLanguage], tuple[object, ...]]:
        """Copy with the sentences."""
        return SpokenLanguage, (str(self), self.sentences)


@dataclass(frozen=True, slots=True)
class SpokenTexts:
    """What the interviewer says by itself, in English, as templates."""

    replies: tuple[str, ...]
    """The words that it offers as a reply, such as "stop"."""
    sets: tuple[tuple[str, ...], ...]
    """Sets of wordings that stand for each other; a set of one is a sentence that has no other wording."""

    def list_unsaid_sets(self, said: Collection[str]) -> list[tuple[str, ...]]:
        """Return the sets of which no wording is among ``said``, so that one of them is said in English."""
        return [wordings for wordings in self.sets if not any(one in said for one in wordings)]


def translatable(template: str, /, **values: object) -> TranslatableText:
    """Return the English text of ``template``, whose ``{placeholders}`` are named like the values.

    A template is one whole sentence or more: never join parts of sentences. ``template`` must be a literal,
    because ``scripts/translations.py`` collects it from the source.
    """
    return TranslatableText(template, None, values)


def translatable_plural(
    singular: str, plural: str, /, *, count: int, **values: object
) -> TranslatableText:
    """Return the English text of ``singular`` or ``plural``, by ``count``, which is a placeholder too."""
    return TranslatableText(singular, plural, {**values, "count": count})


def phrase(text: str, /) -> str:
    """Return ``text``, which is translated when it is said; its ``{placeholders}`` are filled after that.

    ``text`` must be a literal, as in ``translatable``, which is for a text whose values are known at once.
    """
    return text


def phrases(*texts: str) -> tuple[str, ...]:
    """Return ``texts``, each a ``phrase``."""
    return texts


def translate(text: str, language: str) -> str:
    """Return ``text`` in ``language``, or in English if that language has no translation of it."""
    translation = find_translation(text, language)
    return str(text) if translation is None else translation


def prefer_translated(options: Sequence[str], language: str) -> Sequence[str]:
    """Return the wordings that can be said in ``language``; all of them if none can, or if it is English.

    A catalog is whole. Only the sentences of a ``SpokenLanguage`` can have some and not others.
    """
    if not isinstance(language, SpokenLanguage) or not language.sentences:
        return options
    return [text for text in options if text in language.sentences] or options


def translate_paragraph(text: str, language: str) -> str:
    """Return a stored text in ``language``: as a whole, or what is known of its lines and sentences."""
    known = match_translation(language)
    if known is None:
        return str(text)
    if isinstance(text, TranslatableText) and (whole := find_translation(text, known)) is not None:
        return whole
    parts, translated, place = SENTENCE_END.split(text), list[str](), 0
    while place < len(parts):
        place, translation = _translate_longest_part(parts, place, known)
        translated.append(translation)
    return "".join(translated)


def _translate_longest_part(parts: Sequence[str], start: int, language: str) -> tuple[int, str]:
    """Return where the longest known run of sentences from ``start`` ends, and its translation."""
    for end in range(len(parts), start, -1):
        part = "".join(parts[start:end])
        found = _translate_plain_text(part, language, is_within_sentences=True)
        if found is not None:
            return end, found
    return start + 1, translate(parts[start], language)


def find_translation(text: str, language: str) -> str | None:
    """Return the translation of ``text``, or None in English and where the catalog has none.

    A plain text is translated, too, if a template gives it: it was stored without its values.
    """
    if isinstance(language, SpokenLanguage) and language.sentences:
        return _find_own_sentence(text, language)
    known = match_translation(language)
    if known is None:
        return None
    if not isinstance(text, TranslatableText):
        return _translate_plain_text(str(text), known)
    return _fill(text.template, text.plural is not None, text.values, known)


def _find_own_sentence(text: str, language: SpokenLanguage) -> str | None:
    if not isinstance(text, TranslatableText):
        return language.sentences.get(text)
    is_plural = text.plural is not None and text.values["count"] != 1
    said = language.sentences.get(text.plural or "" if is_plural else text.template)
    if said is None:
        return None
    values = {
        name: translate(value, language) if isinstance(value, TranslatableText) else value
        for name, value in text.values.items()
    }
    return said.format_map(values)


@lru_cache(maxsize=4096)
def _translate_plain_text(
    text: str, language: str, *, is_value: bool = False, is_within_sentences: bool = False
) -> str | None:
    """Return the translation of a stored text. After a prefix it may begin with the other case.

    ``is_value`` is of a value within a text: only that may be a mere join such as 'this and that'.
    ``is_within_sentences`` is as in ``recognize``.
    """
    if (exact := _read_catalog(language).find(text)) is not None:
        return exact
    templates = _read_templates(language) if is_value else _read_clear_templates(language)
    found = recognize(text, templates, is_within_sentences=True)
    if found is None and not is_within_sentences:
        found = recognize(text, templates)
    if found is not None:
        template, values = found
        named = {
            name: value
            if name in _NAMES
            else _translate_plain_text(value, language, is_value=True) or value
            for name, value in values.items()
        }
        return _fill(template, False, named, language)
    lowered = text[:1].lower() + text[1:]
    if lowered == text:
        return None
    translation = _translate_plain_text(
        lowered, language, is_value=is_value, is_within_sentences=is_within_sentences
    )
    return None if translation is None else translation[:1].upper() + translation[1:]


def _fill(
    template: str, has_plural: bool, values: Mapping[str, object], language: str
) -> str | None:
    catalog = _read_catalog(language)
    count = values.get("count")
    translation = (
        catalog.find_plural(template, count)
        if has_plural and isinstance(count, int)
        else catalog.find(template)
    )
    if translation is None:
        return None
    named = {name: _translate_value(name, value, language) for name, value in values.items()}
    return translation.format_map(named)


def _translate_value(name: str, value: object, language: str) -> object:
    if isinstance(value, TranslatableText):
        return translate(value, language)
    if name in _NAMES and isinstance(value, str):
        return _read_catalog(language).find(value) or value
    return value


def load_catalog(language: str) -> MessageCatalog | None:
    """Return the catalog for a language tag such as 'de' or 'de-AT', or None if English is to be used."""
    known = match_translation(language)
    return None if known is None else _read_catalog(known)


@lru_cache(maxsize=256)
def match_language(tag: str) -> str | None:
    """Return the available language for a tag ('de' for 'de-AT', RFC 4647), or None if there is none."""
    parts = tag.strip().lower().replace("_", "-").split("-")
    candidates = ("-".join(parts[:length]) for length in range(len(parts), 0, -1))
    known = {language.lower(): language for language in list_languages()}
    return next((known[candidate] for candidate in candidates if candidate in known), None)


def match_translation(tag: str) -> str | None:
    """Return the available language for a tag, or None for English and where there is none."""
    known = match_language(tag)
    return None if known == ENGLISH else known


def is_english(tag: str) -> bool:
    """Return whether a tag is one of English: "en", "en-GB"."""
    return match_language(tag) == ENGLISH


@cache
def list_languages() -> tuple[str, ...]:
    """Return the available languages: English, and those that have a catalog."""
    catalogs = (folder.name for folder in _LOCALE.iterdir() if (folder / _FILE).is_file())
    return ENGLISH, *sorted(catalogs)


@cache
def load_spoken_texts() -> SpokenTexts:
    """Return what the interviewer says by itself; ``scripts/translations.py`` collects it."""
    document = json.loads((_LOCALE / _SPOKEN_FILE).read_text("utf-8"))
    return SpokenTexts(tuple(document["replies"]), tuple(map(tuple, document["sets"])))


def find_untranslated(said: Collection[str], tag: str) -> list[str]:
    """Return what the interviewer says in English although a plan in another language says ``said``.

    Those are replies, and the first wording of each sentence; none in a language with a catalog.
    """
    if match_language(tag) is not None:
        return []
    texts = load_spoken_texts()
    return [
        *(reply for reply in texts.replies if reply not in said),
        *(wordings[0] for wordings in texts.list_unsaid_sets(said)),
    ]


@cache
def _read_catalog(language: str) -> MessageCatalog:
    return parse_catalog((_LOCALE / language / _FILE).read_text("utf-8"))


@cache
def _read_templates(language: str) -> Sequence[RecognizableTemplate]:
    return parse_templates(_read_catalog(language).texts)


@cache
def _read_clear_templates(language: str) -> Sequence[RecognizableTemplate]:
    return [one for one in _read_templates(language) if not one.is_loose]
