"""The acts of the speaker in English: verbs behind "I" and "we", or without a subject."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.rules.lexicon import get_vocabulary, parse_words
from vivavoce.assessment.domain.rules.text_units import TranscriptWord
from vivavoce.kernel import event_kinds

_MAX_WORDS_TO_VERB = 4
_ENGLISH = get_vocabulary("en")
_BETWEEN = _ENGLISH.get_words("between")
_FIRST_PERSON = _ENGLISH.words.first_person
_OTHER_SUBJECTS = frozenset({"he", "she", "they", "who", "he'd", "she'd", "they'd"})
_JOINTS = frozenset(
    {"and", "then", "but", "also", "first", "afterward", "afterwards", "later", "finally"}
)
PLAIN_VERBS = parse_words("go went come came take took put let make made get got say said")
"""Function words that are acts where they stand as verbs."""
_OBJECTS = parse_words(
    "the a an it them him her my our his their this that these those both each everyone everything all "
    "out off up down back away for at to with where what who whether if one two three"
)


def find_act_places(words: Sequence[TranscriptWord]) -> list[int]:
    """Return the places of the verbs that tell an act of the speaker.

    They stand behind "I" or "we", or open a clause in the past without a subject of its own: "I took it back,
    apologized and told the cook", "Checked the meter first." A sentence may also name a step: "Tell the
    foreman."
    """
    places = [
        verb
        for place, word in enumerate(words)
        if word.text in _FIRST_PERSON and (verb := _find_verb(words, place)) is not None
    ]
    places += _find_joined_verbs(words)
    if not places and (step := _find_step(words)) is not None:
        places.append(step)
    return places


def names_other_person(words: Sequence[TranscriptWord], text: str) -> bool:
    """Return whether a sentence, without "I" and "we", is about a person."""
    return any(word.text in _OTHER_SUBJECTS for word in words) or event_kinds.names_one_person(text)


def _find_step(words: Sequence[TranscriptWord]) -> int | None:
    """Return the place of a verb that opens a sentence without a subject: "Call the boss."."""
    place = next((at for at, word in enumerate(words) if word.text not in _JOINTS), len(words))
    if place >= len(words) or not (words[place].is_content or words[place].text in PLAIN_VERBS):
        return None
    behind = words[place + 1 : place + 2]
    is_step = bool(behind) and not behind[0].is_after_break and behind[0].text in _OBJECTS
    is_name = words[place].text.endswith(("ing", "ed", "ly", "s"))
    return place if is_step and not is_name else None


def _find_joined_verbs(words: Sequence[TranscriptWord]) -> list[int]:
    """Return the places of past verbs that open a clause, if the subject before them is "I", "we" or none."""
    places: list[int] = []
    is_own, is_opening = True, True
    for place, word in enumerate(words):
        is_opening = is_opening or word.is_after_break
        if word.text in _FIRST_PERSON:
            is_own, is_opening = True, False
        elif word.text in _JOINTS or word.text.endswith("ly"):
            is_opening = is_opening or word.text in _JOINTS
        elif event_kinds.is_past_act(words, place):
            if is_opening and is_own:
                places.append(place)
            elif not is_opening and not _follows_first_person(words, place):
                is_own = False
            is_opening = False
        else:
            is_own = is_own and word.text not in _OTHER_SUBJECTS
            is_opening = False
    return places


def _follows_first_person(words: Sequence[TranscriptWord], place: int) -> bool:
    near = words[max(0, place - _MAX_WORDS_TO_VERB) : place]
    return any(word.text in _FIRST_PERSON for word in near)


def _find_verb(words: Sequence[TranscriptWord], subject: int) -> int | None:
    for place in range(subject + 1, min(subject + 1 + _MAX_WORDS_TO_VERB, len(words))):
        word = words[place]
        if word.is_after_break or word.text in _FIRST_PERSON:
            return None
        is_adverb = word.text.endswith("ly") and len(word.text) > len("only")
        if word.text not in _BETWEEN and not is_adverb:
            return None if word.text in _ENGLISH.words.negations else place
    return None
