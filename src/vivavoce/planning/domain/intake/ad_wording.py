"""A hiring manager's spoken sentences as lines of a job advertisement, and what stays in their own words.

"So basically they run the front of house" becomes "You run the front of house". Nothing is added: fillers go,
and who is spoken of becomes who is spoken to. What managers say of themselves, an employer cannot say. Rules
for English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vivavoce.planning.domain.job_analysis.phrases import tokenize_words
from vivavoce.planning.domain.job_analysis.verb_inflection import inflect

_ANYWHERE = "basically|honestly|obviously|i guess|i think|i suppose|i would say|i'd say|you know|to be honest"
"""Fillers that open a sentence and end it."""
_FILLERS = re.compile(
    r"\A(?:(?:so|well|okay|ok|oh|um|uh|er|ah|hm|yeah|yes|right|look|and|but|actually|i mean|let me see|"
    rf"first of all|also|{_ANYWHERE})(?:,|\b) ?)+",
    re.IGNORECASE,
)
_TAIL = re.compile(rf"(?:,? (?:{_ANYWHERE}|or so))+(?=[.!]?\Z)", re.IGNORECASE)
_ONE_PERSON = re.compile(
    r"\A(?:the (?:new )?(?:person|colleague|hire|candidate|employee)|this person|he or she|she or he|he|she|"
    r"(?:(?:(?:we|i) (?:need|want|look for|am looking for|are looking for|would like)|"
    r"(?:we're|i'm) looking for|it (?:should|must|has to) be) )?(?:somebody|someone|a person|anyone) who) "
    r"(?=\w)",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\Athey(?=['\s])", re.IGNORECASE)
_CLAUSE_OF_SAME = re.compile(r",? (?:and|but) they(?=['\s])", re.IGNORECASE)
_BE_AND_HAVE = {
    "is": "are", "has": "have", "was": "were", "does": "do",
    "isn't": "aren't", "hasn't": "haven't", "wasn't": "weren't", "doesn't": "don't",
}  # fmt: skip
_STATE_BESIDE = re.compile(rf",? (?:and|but) (?={'|'.join(_BE_AND_HAVE)}\b)")
_SAME_FOR_ALL = frozenset(["can", "could", "will", "would", "must", "should", "may", "might"])
_OWN = re.compile(r"\b(?:their|his|her|his or her) (?=own\b|way (?:around|about|round)\b)")
_THEY_LATER = re.compile(r"(?<= )they(?=['\s])")
_OTHERS = re.compile(r"\b(?:people|children|men|women|staff|team|[a-z]{3,}s)\b", re.IGNORECASE)
"""Who or what "they" may be, besides the person who is sought."""
_OF_THE_PAST = re.compile(
    r"\bwe(?:'ve)? (?:had|lost|paid|got|went|were|did|made|tried|[a-z]{2,}ed)\b", re.IGNORECASE
)
_OF_SPEAKER = re.compile(r"\b(?:i|i'(?:d|m|ve|ll)|me|my|mine|myself)\b", re.IGNORECASE)
_BEEN = re.compile(r"\Abeen (?=\w)", re.IGNORECASE)


def write_ad_lines(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the lines of an advertisement that ``sentences`` give, without those of the speaker alone."""
    return tuple(line for sentence in sentences for line in _write_lines(sentence))


def list_own_words(sentences: Sequence[str]) -> tuple[str, ...]:
    """Return the sentences in which managers speak of themselves, or of what happened, as they said them."""
    return tuple(each for each in sentences if _is_own(_address(_trim(each))))


def _write_lines(sentence: str) -> Iterator[str]:
    line = _address(_trim(sentence))
    if not line.strip(" .,!?") or _is_own(line):
        return
    if not line.startswith("You"):
        yield _finish(line)
        return
    for predicate in _CLAUSE_OF_SAME.split(line.removeprefix("You")):
        first, *states = _STATE_BESIDE.split(predicate)
        yield _finish(f"You{first}")
        for state in states:
            verb, _, rest = state.partition(" ")
            yield _finish(f"You {_BE_AND_HAVE[verb]} {rest}")


def _is_own(line: str) -> bool:
    return _OF_SPEAKER.search(line) is not None or _OF_THE_PAST.search(line) is not None


def _trim(sentence: str) -> str:
    plain = " ".join(sentence.replace("\u2019", "'").split())
    return _TAIL.sub("", _FILLERS.sub("", plain)).strip()


def _address(line: str) -> str:
    """Return ``line`` with "you" as its subject, if it is about the person who is sought."""
    line = _BEEN.sub("We have been ", line)
    if _SEVERAL.match(line):
        return _OWN.sub("your ", _SEVERAL.sub("You", line))
    found = _ONE_PERSON.match(line)
    if found is None:
        later = _THEY_LATER.search(line)
        is_sought = later is not None and not _OTHERS.search(line[: later.start()])
        return _OWN.sub("your ", _THEY_LATER.sub("you", line)) if is_sought else line
    predicate = line[found.end() :]
    verb, _, rest = predicate.partition(" ")
    if verb.lower() in _BE_AND_HAVE:
        predicate = f"{_BE_AND_HAVE[verb.lower()]} {rest}"
    elif verb.lower() not in _SAME_FOR_ALL:
        inflected = inflect(predicate, tokenize_words(predicate), "third_person", "base")
        if inflected is None:
            return line
        predicate = inflected
    return _OWN.sub("your ", f"You {predicate}")


def _finish(line: str) -> str:
    plain = line.strip(" ,;")
    ended = plain if plain.endswith((".", "!", "?")) else f"{plain}."
    return ended[:1].upper() + ended[1:]
