"""Put the verbs of a task into another form: "plans and runs trips" becomes "planning and running trips"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from vivavoce.planning.domain.job_analysis.phrases import WordToken
from vivavoce.planning.domain.job_analysis.task_facts import (
    DETERMINERS,
    PREPOSITIONS,
    SUBORDINATORS,
    VerbForm,
    get_form,
    load_verb_nouns,
)
from vivavoce.planning.domain.job_analysis.verb_forms import (
    VerbEnding,
    get_third_person_base,
    guess_base,
    make_gerund,
)
from vivavoce.planning.domain.job_analysis.word_lists import load_words

NOUN_GERUNDS = load_words("noun_gerunds")
CAUSATIVES = frozenset({"help", "let", "make", "watch", "see"})
_CERTAIN = DETERMINERS - PREPOSITIONS - {"to", "up", "out", "off", "down", "over"} | {"people"}
"""Words after which a word that may be a noun is a verb: "seal" and "seal the bag"."""
_CERTAIN_AFTER_AND = _CERTAIN | load_words("number_words") | {"yours", "everyone", "everybody"}
_CLAUSE_OPENERS = SUBORDINATORS | {"how", "what", "why", "that"}
_VERB_PREFIXES = frozenset(
    {"co", "cross", "de", "double", "fine", "hand", "jet", "re", "spot", "test"}
)
"""Parts of verbs, unlike those of nouns: "cross-check" and "re-use", but "in-process" and "first-line"."""
_KNOW = "know"
"""It is no work by itself, but may stand beside it: "fix the joints or know when to stop"."""
_ASKING = frozenset({"how", "when", "whether", "why"})
_PARTICLES = frozenset({"up", "out", "off", "down", "over", "in", "on"})
_ADVERBS = frozenset({"up", "out", "off", "down"})
_FUNCTION_WORDS = DETERMINERS | PREPOSITIONS | SUBORDINATORS | {"and", "or", "then", "not"}
_MAX_BETWEEN = 3
"""Words from one verb to the next: "set up and run"."""


def inflect(
    text: str, tokens: Sequence[WordToken], source: VerbForm, target: VerbForm, *, first: str = ""
) -> str | None:
    """Return the text with its first verb and the verbs beside it in the target form.

    ``first`` is the base of the first verb, where its place tells it and no list of verbs has it.
    """
    changed: dict[int, str] = {}
    head_ends = 0
    is_same = source == target
    if not is_same and (
        _has_unknown_second_verb(tokens) or _has_second_hyphened_verb(text, tokens, source)
    ):
        return None
    for place, token in enumerate(tokens):
        is_name = place > 0 and text[token.start].isupper() and not text.isupper()
        read = None if is_name else _read_form(text, tokens, place)
        found = read or _guess_form(text, tokens, head_ends, place, (first, source))
        if found is None or found[1] != source or not found[0]:
            is_unknown = not is_same and not is_name and _may_be_unknown_verb(text, tokens, place)
            is_last_of_list = (
                not is_same
                and len(changed) > 1
                and place - head_ends <= _MAX_BETWEEN
                and _is_joined_to_head(text, tokens, head_ends, place)
            )
            is_no_verb = found is None or not found[0]
            if place == 0 or (is_no_verb and (is_unknown or is_last_of_list or found)):
                return None  # "erect, adapt and strike scaffold" without the last verb's form
            continue
        is_head = place == 0 or (
            place - head_ends <= _MAX_BETWEEN and _is_joined_to_head(text, tokens, head_ends, place)
        )
        if is_head:
            head_ends = place
        elif not _is_joined(text, tokens, place):
            continue
        else:
            if tokens[0].text in CAUSATIVES and target == "gerund":
                return None  # "help children board and cross the road": who crosses?
            verdict = _judge_joined(text, tokens, place, found[0], source)
            if verdict is None and not is_same:
                return None
            if not verdict:
                continue
        changed[place] = _make_form(found[0], target)
    return _rebuild(text, tokens, changed)


def _guess_form(
    text: str, tokens: Sequence[WordToken], head: int, place: int, first: tuple[str, VerbForm]
) -> tuple[str, VerbForm] | None:
    """Return the first verb as it is known, or "winnow" in "Threshes, winnows and bags rice".

    Behind a verb and a comma stands another one; its base is empty if the word looks like no verb.
    """
    base, source = first
    if place == 0:
        return first if base else None
    if text[tokens[0].end] != "," or source not in {"gerund", "third_person"}:
        return None
    if not _is_joined_to_head(text, tokens, head, place):
        return None
    word = tokens[place].text
    guess = word[:-1] if word.endswith("ings") else guess_base(word, cast("VerbEnding", source))
    return guess or "", source


def _make_form(base: str, target: VerbForm) -> str:
    """Return the form of a verb; in "cross-thread" and in "sign-off", only one part is the verb."""
    first, hyphen, last = base.rpartition("-")
    if last in _ADVERBS:
        return f"{_make_form(first, target)}-{last}"
    return f"{first}{hyphen}{make_gerund(last)}" if target == "gerund" else base


def _has_second_hyphened_verb(text: str, tokens: Sequence[WordToken], source: VerbForm) -> bool:
    """Return whether "hand-strip" follows the first verb, whose form cannot be told: "and hand-strip ivy"."""
    return any(
        token.text in _VERB_PREFIXES
        and _is_hyphened(text, token)
        and (found := _find_hyphened_form(text, tokens, place)) is not None
        and found[1] == source
        and _is_joined(text, tokens, place)
        for place, token in enumerate(tokens[1:], 1)
    )


def _is_hyphened(text: str, token: WordToken) -> bool:
    return text[token.end : token.end + 1] == "-"


def _read_form(text: str, tokens: Sequence[WordToken], place: int) -> tuple[str, VerbForm] | None:
    """Return the base and form of a verb; only at the start may it have a hyphen: "day-to-day running"."""
    token = tokens[place]
    if place == 0 and _is_hyphened(text, token):
        return _find_hyphened_form(text, tokens, place)
    is_part = _is_hyphened(text, token) or text[token.start - 1 : token.start] == "-"
    return None if is_part else _find_form(text, tokens, place)


def _find_hyphened_form(
    text: str, tokens: Sequence[WordToken], place: int
) -> tuple[str, VerbForm] | None:
    """Return the base and the form of "cross-thread", whose last part is the verb, or of "log-in"."""
    end = place
    while end + 1 < len(tokens) and text[tokens[end].end : tokens[end + 1].start] == "-":
        end += 1
    verb = place if tokens[end].text in _ADVERBS else end
    found = get_form(tokens[verb].text)
    if found is None:
        return None
    word = text[tokens[place].start : tokens[end].end].lower()
    return word.replace(tokens[verb].text, found[0]), found[1]


def _find_form(text: str, tokens: Sequence[WordToken], place: int) -> tuple[str, VerbForm] | None:
    """Return the base and the form of a verb; a word before "up" is one: "train staff and back up"."""
    word = tokens[place].text
    if (found := get_form(word)) is not None:
        return found
    if word == _KNOW and place > 0 and _is_joined(text, tokens, place):
        return _KNOW, "base"
    is_word = word.isalpha() and word not in _FUNCTION_WORDS | {"further"}
    is_base = is_word and not word.endswith(("s", "ing", "ed"))
    is_beside = place > 0 and is_base and _is_joined(text, tokens, place)
    return (word, "base") if is_beside and _has_adverb(text, tokens, place) else None


def _has_adverb(text: str, tokens: Sequence[WordToken], place: int) -> bool:
    """Return whether "up", "out", "off" or "down" follows."""
    following = _find_following(text, tokens, place)
    return following is not None and following.text in _ADVERBS


def _find_following(text: str, tokens: Sequence[WordToken], place: int) -> WordToken | None:
    """Return the next word if nothing but space stands before it."""
    following = tokens[place + 1] if place + 1 < len(tokens) else None
    is_apart = following is not None and text[tokens[place].end : following.start].strip()
    return None if is_apart else following


def _has_unknown_second_verb(tokens: Sequence[WordToken]) -> bool:
    """Return whether "and" stands behind the first word and no known verb behind that: "mix and barrow"."""
    words = [token.text for token in tokens[1:3]]
    return (
        words[:1] == ["and"]
        and words[1:2] != []
        and get_form(words[1]) is None
        and not any(token.text in _ADVERBS for token in tokens[3:4])
        and (words[1] not in PREPOSITIONS | DETERMINERS | SUBORDINATORS)
    )


def _is_joined_to_head(text: str, tokens: Sequence[WordToken], head: int, place: int) -> bool:
    """Return whether only "," or "and" stands between the first verbs, as in "start, feed and stop"."""
    between = text[tokens[head].end : tokens[place].start].replace(",", " ").split()
    between = between[1:] if between[:1] and between[0] in _PARTICLES else between
    return between in ([], ["and"], ["or"], ["and", "then"]) and (
        "," in text[tokens[head].end : tokens[place].start] or between != []
    )


def _may_be_unknown_verb(text: str, tokens: Sequence[WordToken], place: int) -> bool:
    """Return whether a word that is no known verb stands where one would: "and demo our samples"."""
    following = _find_following(text, tokens, place)
    if not place or following is None or not _is_joined(text, tokens, place):
        return False
    word = tokens[place].text
    return (
        following.text in _CERTAIN | _ASKING and word not in _FUNCTION_WORDS and word[0].isalpha()
    )


def _is_joined(text: str, tokens: Sequence[WordToken], place: int) -> bool:
    before = tokens[place - 1]
    return before.text in {"and", "or", "then"} or "," in text[before.end : tokens[place].start]


def _judge_joined(
    text: str, tokens: Sequence[WordToken], place: int, base: str, source: VerbForm
) -> bool | None:
    """Return whether the word is a verb beside the first one, or None if that is not clear."""
    following = _find_following(text, tokens, place)
    is_noun = base in load_verb_nouns()
    if following is not None and following.text in _ADVERBS:
        return True
    if following is not None and (
        following.text == "of" or (is_noun and following.text in load_words("compound_heads"))
    ):
        return False  # "and access control", "and proof of address", "the start and end of a shift"
    if following is not None and following.text in _PARTICLES and place + 2 == len(tokens):
        return True  # "coach the team, and step in"
    if following is None or text[following.start : following.end] in {"and", "or"}:
        return (
            False
            if source != "base" or (is_noun and not _is_followed_by_verb(tokens, place))
            else None
        )
    if following.text in _CERTAIN_AFTER_AND | _ASKING or following.text[0].isdigit():
        return True
    if source == "third_person" and is_noun and _ends_list_of_plurals(text, tokens, place):
        return False  # "coordinates viewings, holds and releases with the port"
    if any(token.text in _CLAUSE_OPENERS for token in tokens[1:place]):
        is_subject = is_noun and get_third_person_base(following.text) is not None
        return False if is_subject else None  # "when wind or frost stops the work"
    if source == "gerund":
        return tokens[place].text not in NOUN_GERUNDS
    return None if is_noun else True


def _ends_list_of_plurals(text: str, tokens: Sequence[WordToken], place: int) -> bool:
    """Return whether a word before a preposition closes a list whose member before it is one plural."""
    if place + 1 >= len(tokens) or place < _MAX_BETWEEN or tokens[place - 1].text != "and":
        return False
    member = tokens[place - 2]
    is_alone = "," in text[tokens[place - 3].end : member.start] and member.text.endswith("s")
    return is_alone and tokens[place + 1].text in PREPOSITIONS


def _is_followed_by_verb(tokens: Sequence[WordToken], place: int) -> bool:
    """Return whether "and" and a clear verb follow: in "strap and block the load", "strap" is a verb."""
    after = tokens[place + 1 : place + 4]
    if len(after) < 3 or after[0].text not in {"and", "or"} or get_form(after[1].text) is None:
        return False
    return after[2].text in _CERTAIN


def _rebuild(text: str, tokens: Sequence[WordToken], changed: dict[int, str]) -> str:
    parts, end = [], 0
    for place, word in sorted(changed.items()):
        parts += [text[end : tokens[place].start], word]
        end = tokens[place + word.count("-") - tokens[place].text.count("-")].end
    said = "".join([*parts, text[end:]])
    return said.strip()
