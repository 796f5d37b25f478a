"""The interviewer's own sentences in a language that the product does not speak: which, and their checks.

The English says what a sentence does. A translation that asks something else, leaves a placeholder out or
adds a number or an address is not said: the English stays.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from vivavoce.kernel.sentences import split_sentences
from vivavoce.kernel.text_matching import normalize_reply
from vivavoce.kernel.translation import (
    TranslatableText,
    load_spoken_texts,
    match_language,
    translatable,
)
from vivavoce.planning.domain.requirements import find_unlawful_topic, is_prohibited_topic

MAX_WORDINGS = 2
"""How many wordings of a set are translated: enough that the interviewer does not repeat itself at once."""
MAX_SENTENCES = 700
"""More than the product has, for plans from outside."""
_MAX_GROWTH = 2.5
_SHORT = 24
"""A sentence or word of fewer characters may grow to so many."""
_QUESTION_MARKS = "?\uff1f\u061f\u055e\u037e"
"""Those of Latin and Cyrillic scripts, Chinese and Japanese, Arabic, Armenian and Greek."""
_ADDRESS = re.compile(
    r"@|://|\bwww\.|(?<![\w-])[\w-]{1,63}\.(?:com|org|net|io|de|fr|example)\b", re.IGNORECASE
)
_WITHOUT_QUESTION_MARKS = frozenset(("ja", "th", "lo", "km", "my"))
"""Languages in which a question can end without a mark."""
_INVISIBLE = dict.fromkeys((0xAD, 0x200C, 0x200D, 0x200E, 0x200F))
"""Soft hyphen, joiners and direction marks: they belong to the spelling of Persian, Hindi or Hebrew."""
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese; and Korean, which adds to the end of a word."""
_NUMBER = re.compile(r"\d+")


SENTENCES_NOTE = translatable(
    "The language model translated what the interviewer says by itself. Read it before you approve the "
    "plan."
)


def needs_own_sentences(language: str) -> bool:
    """Return whether the product has no sentences of the interviewer in a language."""
    return match_language(language) is None


@cache
def list_sentences() -> tuple[str, ...]:
    """Return the English sentences to translate, each once, without the replies."""
    sets = load_spoken_texts().sets
    return tuple(dict.fromkeys(text for texts in sets for text in texts[:MAX_WORDINGS]))


@cache
def list_all_wordings() -> frozenset[str]:
    """Return every English sentence and reply of the interviewer, also those that are not translated."""
    texts = load_spoken_texts()
    return frozenset((*texts.replies, *(one for wordings in texts.sets for one in wordings)))


def list_replies() -> tuple[str, ...]:
    """Return the replies that the interviewer offers, such as "stop", in English."""
    return load_spoken_texts().replies


def count_english_sets(said: Mapping[str, str]) -> int:
    """Return for how many sets of wordings there is none in the language, so that the English is said."""
    return len(load_spoken_texts().list_unsaid_sets(said))


def find_offered_replies(english: str) -> frozenset[str]:
    """Return the replies that a sentence tells the candidate to say: "say yes to end, or no to go on"."""
    first, further = _compile_offers()
    return frozenset(
        reply
        for sentence in split_sentences(english)
        for offer in first.finditer(sentence)
        for reply in (offer[1], *further.findall(sentence, offer.end()))
    )


def find_sentence_fault(
    english: str, text: str, *, language: str, replies: Mapping[str, str]
) -> TranslatableText | None:
    """Return why ``text`` cannot be said instead of ``english``, for a person or a model, or None.

    ``replies`` are the offered replies in the language: where the English names one, so must ``text``.
    """
    visible = text.translate(_INVISIBLE)
    if not visible.strip() or any(
        unicodedata.category(one)[0] == "C" or one in "<>[]|`*_" for one in visible
    ):
        return translatable("This is empty, or has line breaks or markup.")
    if len(text) > (most := int(max(_SHORT, _MAX_GROWTH * len(english)))):
        return translatable("This is too long. Use at most {most} characters.", most=most)
    if (places := _list_placeholders(text)) is None or places != _list_placeholders(english):
        return translatable(
            "Use exactly the {braces} of the English, and no other braces.", braces="{…}"
        )
    asked, wanted = _count_questions(text, language), _count_questions(english, "en")
    if asked > wanted or (asked < wanted and _has_question_marks(language)):
        return translatable("This asks more or fewer questions than the English.")
    if set(_NUMBER.findall(visible)) - set(_NUMBER.findall(english)) or _ADDRESS.search(visible):
        return translatable("This has a number or an address that the English does not have.")
    if any(
        find_unlawful_topic(one) or is_prohibited_topic(one) for one in split_sentences(visible)
    ):
        return translatable("This is about something that employers must not ask about.")
    missing = [
        replies[reply]
        for reply in sorted(find_offered_replies(english))
        if reply in replies and not _names(text, replies[reply])
    ]
    return (
        translatable('This must name the reply "{reply}".', reply=missing[0]) if missing else None
    )


def find_reply_faults(replies: Mapping[str, str]) -> Sequence[tuple[str, TranslatableText]]:
    """Return the English of each offered reply that is missing or wrong in a language, and why.

    All are needed, a few words each. They differ by more than signs, also from the English of one another:
    the interviewer understands that, too.
    """
    said = {english: normalize_reply(text) for english, text in replies.items()}
    known = Counter(one for english in said for one in {said[english], normalize_reply(english)})
    return [
        *(
            (reply, translatable('The reply "{reply}" is missing.', reply=reply))
            for reply in list_replies()
            if reply not in replies
        ),
        *(
            (
                english,
                translatable(
                    '"{text}" must be a short reply that differs from the others.', text=text
                ),
            )
            for english, text in replies.items()
            if not said[english]
            or known[said[english]] > 1
            or find_sentence_fault(english, text, language="en", replies={}) is not None
        ),
    ]


def keep_sayable_sentences(said: Mapping[str, str], language: str) -> dict[str, str] | None:
    """Return those sentences of an earlier plan that can still be said: none if its replies are unclear.

    None if there were none, or if the product has its own sentences in the language by now.
    """
    if not said or not needs_own_sentences(language):
        return None
    replies = {english: said[english] for english in list_replies() if english in said}
    if replies and find_reply_faults(replies):
        return {}
    return {
        english: text
        for english, text in said.items()
        if english in list_all_wordings()
        and find_sentence_fault(english, text, language=language, replies=replies) is None
    }


def _list_placeholders(text: str) -> Counter[tuple[str, str, str]] | None:
    """Return the placeholders of a text, or None if its braces are none."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return None
    if "{{" in text or "}}" in text:
        return None
    return Counter(
        (name, form or "", conversion or "")
        for _, name, form, conversion in parts
        if name is not None
    )


def _has_question_marks(language: str) -> bool:
    return language.lower().replace("_", "-").partition("-")[0] not in _WITHOUT_QUESTION_MARKS


def _count_questions(text: str, language: str) -> int:
    marks = _QUESTION_MARKS + (";" if language.lower().startswith("el") else "")
    return sum(text.count(mark) for mark in marks)


def _names(text: str, reply: str) -> bool:
    """Return whether a text names a reply: as whole words, where the script has spaces between words."""
    named, words = normalize_reply(text), normalize_reply(reply)
    return words in named if _UNSPACED.search(words) else f" {words} " in f" {named} "


@cache
def _compile_offers() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of the first reply that a sentence offers, and of each further one."""
    replies = "|".join(map(re.escape, sorted(list_replies(), key=len, reverse=True)))
    first = re.compile(rf"(?:\b[Ss]ay|\{{say\}}|\b(?:answer|type)):? ({replies})\b")
    return first, re.compile(rf"\bor:? ({replies})\b")
