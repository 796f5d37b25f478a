"""The text to which a candidate consents: the required sentences, and what the organization added.

The required sentences say what is kept and for how long, that a computer asks and a person decides, and how
to reach a person. An organization adds its own words after them and cannot remove them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from types import MappingProxyType

from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.kernel.errors import FieldError, InvalidRequestError, NotFoundError
from vivavoce.kernel.placeholders import (
    check_own_text,
    fill_placeholders,
    normalize_text,
    write_placeholder,
)
from vivavoce.kernel.translation import (
    ENGLISH,
    find_translation,
    match_language,
    translatable,
    translatable_plural,
)

_TEXT_VERSION = "2026-11-29"
TEXT_ONLY = VoiceAvailability()
RETENTION_DAYS = "RETENTION_DAYS"
"""The placeholder for the days after which the answers of this interview are deleted."""
MAX_ADDITION_CHARACTERS = 3000
_DAYS = re.compile(r"\d{1,6} ?(?:days|day|tagen|tage|tag)\b", re.IGNORECASE)


class InvalidConsentTextError(InvalidRequestError):
    """The text cannot be added to the consent text."""

    code = "consent_text_invalid"


class ConsentTextNotFoundError(NotFoundError):
    """There is no consent text in this language."""

    code = "consent_text_not_found"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A text and the version that identifies its exact wording."""

    version: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAddition:
    """One version of what an organization adds to the consent text in a language; '' adds nothing."""

    language: str
    version: int
    text: str
    created_at: datetime
    created_by: str = field(repr=False)


_NO_ADDITIONS: Mapping[str, ConsentAddition] = MappingProxyType({})


def check_addition(text: str) -> str:
    """Return the text as it is stored, '' for none, or raise ``InvalidConsentTextError``."""
    checked = normalize_text(text)
    if not checked:
        return ""
    errors = [
        *check_own_text(
            "text", checked, known=(RETENTION_DAYS,), max_characters=MAX_ADDITION_CHARACTERS
        ),
        *_check_days(checked),
    ]
    if errors:
        raise InvalidConsentTextError(errors[0].message, errors=errors)
    return checked


def _check_days(text: str) -> Iterator[FieldError]:
    found = _DAYS.search(text)
    if found is not None:
        message = translatable(
            "'{days}' can differ from the retention setting. Write {placeholder} for the number.",
            days=found[0],
            placeholder=write_placeholder(RETENTION_DAYS),
        )
        yield FieldError("text", "fixed_days", message)


def build_consent_text(
    keep_days: int,
    voice: VoiceAvailability = TEXT_ONLY,
    language: str = ENGLISH,
    additions: Mapping[str, ConsentAddition] = _NO_ADDITIONS,
) -> ConsentText:
    """Return the consent text for transcripts kept for ``keep_days``, with voice terms if available.

    It is all in ``language``, which is then in its version, or, without a translation, all in English.
    What the organization added in that language, of ``additions`` by language, is at its end. The
    required sentences are always there, in their own words.
    """
    terms = translatable_plural(
        "A computer program conducts this interview, not a person. It asks questions and keeps "
        "what you say or type as text. A person reads your answers and decides; the program does "
        "not decide. Your answers are deleted after {count} day. You can stop at any time, and "
        "you can ask to talk with a person instead. Nothing is recorded before you agree.",
        "A computer program conducts this interview, not a person. It asks questions and keeps "
        "what you say or type as text. A person reads your answers and decides; the program does "
        "not decide. Your answers are deleted after {count} days. You can stop at any time, and "
        "you can ask to talk with a person instead. Nothing is recorded before you agree.",
        count=keep_days,
    )
    spoken, mark = _list_voice_terms(voice)
    version = f"{_TEXT_VERSION}.{keep_days}{mark}"
    translations = [find_translation(text, language) for text in (terms, *spoken)]
    complete = [text for text in translations if text is not None]
    if len(complete) < len(translations):
        text = ConsentText(version=version, text=_join_terms(terms, spoken))
        return _add(text, additions.get(ENGLISH), keep_days)
    known = match_language(language) or ENGLISH
    text = ConsentText(version=f"{version}.{known}", text=_join_terms(complete[0], complete[1:]))
    return _add(text, additions.get(known), keep_days)


def _add(text: ConsentText, addition: ConsentAddition | None, keep_days: int) -> ConsentText:
    """Return the text with what an organization added; the version of that is in the version."""
    if addition is None or not addition.text:
        return text
    added = fill_placeholders(addition.text, {RETENTION_DAYS: str(keep_days)})
    return ConsentText(
        version=f"{text.version}.own{addition.version}", text=f"{text.text}\n\n{added}"
    )


def build_voice_terms(voice: VoiceAvailability) -> tuple[str, str]:
    """Return the terms for using voice and the suffix that marks them in the text version."""
    spoken, mark = _list_voice_terms(voice)
    return _join_terms("", spoken), mark


def _join_terms(terms: str, spoken: Sequence[str]) -> str:
    """Return the text with the terms for using voice as its second paragraph."""
    return "\n\n".join((terms, " ".join(spoken))) if spoken else terms


def _list_voice_terms(voice: VoiceAvailability) -> tuple[tuple[str, ...], str]:
    """Return the sentences of the terms for using voice, and their suffix in the text version."""
    if not voice.is_available:
        return (), ""
    if voice.answer_mode == "typed":
        text = translatable("A computer voice can read the questions to you.")
    else:
        text = translatable(
            "If you choose to speak, a program turns your speech into text. It can mishear, so "
            "you see the text and can correct it. The text is kept; the sound of your voice is "
            "not, unless you agree to that separately. You can type instead at any time."
        )
    if not voice.third_parties:
        return (text,), ".voice"
    mark = "+".join(name.split()[-1].lower() for name in voice.third_parties)
    firms = reduce(_join_firms, voice.third_parties)
    sent = translatable("For this, your audio is sent to {firms}.", firms=firms)
    return (text, sent), f".voice-{mark}"


def _join_firms(first: str, second: str) -> str:
    return translatable("{first} and {second}", first=first, second=second)
