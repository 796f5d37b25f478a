"""Input and output of the requests in which a model translates the interviewer's own sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.contracts.envelope import Json
from vivavoce.planning.domain.spoken_sentences import (
    find_reply_faults,
    find_sentence_fault,
    list_replies,
    list_sentences,
)

_MAX_CHARACTERS = 1000
"""About how much English one request has, so that 40 tokens a second are enough for it."""
_MAX_FAULTY_SHARE = 0.25
"""With more faults than that, the model is asked again; fewer sentences simply stay English."""


class TranslatedSentence(BaseModel):
    """One sentence in the language."""

    model_config = ConfigDict(extra="forbid")

    id: int
    text: str = Field(max_length=1000)


class TranslatedSentences(BaseModel):
    """The sentences of one request; the model may leave some out."""

    model_config = ConfigDict(extra="forbid")

    sentences: list[TranslatedSentence] = Field(max_length=120)


def split_into_requests() -> Iterator[Sequence[str]]:
    """Yield the sentences to translate, a request's worth at a time."""
    part, size = list[str](), 0
    for text in list_sentences():
        if part and size + len(text) > _MAX_CHARACTERS:
            yield part
            part, size = [], 0
        part.append(text)
        size += len(text)
    yield part


def build_replies_input(language: str) -> Json:
    """Return the input of the request for the replies that the interviewer offers."""
    return {"step": "replies", "language": language, "sentences": _number(list_replies())}


def build_sentences_input(language: str, texts: Sequence[str], replies: Mapping[str, str]) -> Json:
    """Return the input of one request for sentences."""
    return {
        "step": "sentences",
        "language": language,
        "replies": dict(replies),
        "sentences": _number(texts),
    }


def read_replies(translated: TranslatedSentences) -> dict[str, str]:
    """Return the offered replies in the language, by the English."""
    return dict(_pair(translated, list_replies()))


def find_replies_problems(translated: TranslatedSentences) -> Sequence[str]:
    """Return what is wrong with the offered replies: all are needed."""
    return [fault for _, fault in find_reply_faults(read_replies(translated))]


def read_sentences(
    translated: TranslatedSentences,
    texts: Sequence[str],
    replies: Mapping[str, str],
    language: str,
) -> dict[str, str]:
    """Return the sentences that can be said in the language, by the English."""
    return {
        english: text
        for english, text in _pair(translated, texts)
        if find_sentence_fault(english, text, language=language, replies=replies) is None
    }


def find_sentences_problems(
    translated: TranslatedSentences,
    texts: Sequence[str],
    replies: Mapping[str, str],
    language: str,
) -> Sequence[str]:
    """Return why sentences cannot be said, if they are so many that asking again is worth it."""
    faults = [
        f'"{text}": {fault}'
        for english, text in _pair(translated, texts)
        if (fault := find_sentence_fault(english, text, language=language, replies=replies))
    ]
    given = {english for english, _ in _pair(translated, texts)}
    faults += [f'"{text}" is missing.' for text in texts if text not in given]
    return faults if len(faults) > _MAX_FAULTY_SHARE * len(texts) else []


def _number(texts: Sequence[str]) -> list[Json]:
    return [{"id": number, "text": text} for number, text in enumerate(texts, 1)]


def _pair(translated: TranslatedSentences, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the English and the translation of each sentence, on one line; unknown ids are left out."""
    for one in translated.sentences:
        if 0 < one.id <= len(texts):
            yield texts[one.id - 1], " ".join(one.text.split())
