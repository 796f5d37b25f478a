"""Find the work in sentences without "you will": orders in a row, duties that include, a person who can."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from vivavoce.planning.domain.job_analysis.persons import is_person
from vivavoce.planning.domain.job_analysis.phrases import WordToken, tokenize_words
from vivavoce.planning.domain.job_analysis.verb_forms import (
    get_gerund_base,
    get_third_person_base,
    is_verb,
)
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_WORK_NOUNS = frozenset(
    {"duties", "responsibilities", "tasks", "work", "role", "job", "position", "post", "day", "days", "week",
     "weeks", "shift", "shifts", "activities"}
)  # fmt: skip
_INCLUDE = frozenset(
    {"include", "includes", "including", "involve", "involves", "entail", "entails", "cover", "covers",
     "comprise", "comprises", "consist", "consists", "are", "is", "be", "means"}
)  # fmt: skip
_BEFORE_GERUND = frozenset(
    {"of", "but", "are", "not", "limited", "restricted", "to", "mainly", "mostly", "also", "things",
     "like", "everything", "from", "both", "all", "the", "usual", "following", "in"}
)  # fmt: skip
_MAX_BEFORE_INCLUDE, _MAX_OPENING_WORDS, _MAX_SOUGHT_WORDS = 7, 8, 5
_MAX_BEFORE_PERSON = 2
_SEEKING = frozenset(
    {"want", "expect", "need", "needs",
     "looking", "seek", "seeks", "seeking", "hiring", "after", "wanted", "require",
     "requires", "search", "searching", "find", "like", "wants"}
)  # fmt: skip
_HOPES = frozenset({"aims", "hopes", "likes", "loves", "plans", "wants", "wishes"})
_MORE_ABOUT = frozenset({"with", "in", "at", "based"})
_MAX_SAID_OF_PERSON = 9
_WHO = frozenset({"who", "that", "to"})
_ABLE = frozenset({"can", "could", "will", "also", "confidently", "happily", "really"})
_PERSONS = frozenset(
    {"someone", "somebody", "person", "people", "individual", "individuals", "candidate", "candidates",
     "colleague", "pair", "hands", "hand", "member", "professional", "soul", "apprentice",
     "trainee", "specialist", "expert", "one", "anyone"}
)  # fmt: skip
_MUST = frozenset({"must", "should", "shall"})
_MUST_TO = frozenset({"need", "have", "expected", "required", "asked", "trusted"})
_SUBJECTS = frozenset({"you", "you'll", "you'd", "candidate", "candidates", "holder", "postholder"})
_MODALS = frozenset(
    {"will", "would", "also", "then", "often", "regularly", "and", "may", "be", "are", "you're"}
)
_MIN_ORDERS, _MIN_CLEAR_ORDERS = 3, 2
_ANDS = frozenset({"and", "&", "+"})
_HELPING = frozenset({"help", "assist", "support", "let", "encourage", "enable", "watch"})
_PHRASAL = frozenset({("deal", "with"), ("work", "with"), ("sign", "for"), ("report", "to")})
_COMPOUND_ENDS = ("ing", "tion", "ment", "ance", "sion")
_HANDLED = frozenset(
    {"complete", "drive", "finish", "give", "lift", "present", "read", "show", "start", "take", "turn", "use",
     "write"}
)  # fmt: skip
"""Verbs that are work if their object is a thing of the work: "read the meters", not "read English"."""
_LINKS = frozenset({"and", "or", "then", "also", "but", "simply", "&", "+"})
_BEFORE_VERB = ("you will ", "you'll ", "you\u2019ll ")
_COMMA_SIGNS = (",", ";")


def find_work_start(text: str, tokens: Sequence[WordToken]) -> int | None:
    """Return the place of the first verb of the work that a sentence states without "you will", or None.

    "Duties include lifting", "someone who can weld", "we want a person to sell", "you must report damage".
    """
    words = [token.text for token in tokens]
    if text.rstrip().endswith("?"):
        return None
    if words[:1] == ["think"] and get_gerund_base("".join(words[1:2])) is not None:
        return 1  # "Think stripping chairs, gluing joints"
    for find in (_find_after_include, _find_after_person, _find_after_must):
        if (place := find(words)) is not None and place + 1 < len(words):
            return place
    return _find_after_opening(text, tokens)


_MIN_GERUNDS = 3
_MAX_BEFORE_GERUNDS = 7
_OF_OTHERS = frozenset(
    {"we", "we're", "our", "us", "i", "my", "he", "she", "they", "company", "team", "who"}
)
_OPENS_GERUNDS = frozenset(
    {"is", "are", "be", "it's", "means", "include", "includes", "days", "time", "day"}
)


def find_gerund_list(text: str) -> int | None:
    """Return where a list of three gerunds or more begins behind a few words that announce it, or None.

    "Mostly it's: flipping cages, tagging and hosing", "What that comes to is keeping the books, ...".
    """
    tokens = tokenize_words(text)
    for place, token in enumerate(tokens[1 : _MAX_BEFORE_GERUNDS + 1], 1):
        before = tokens[place - 1]
        gap = text[before.end : token.start].strip()
        if before.text in _OF_OTHERS:
            return None
        is_opened = gap in {":", "\u2013", "\u2014", "-"} or (
            not gap and before.text in _OPENS_GERUNDS
        )
        if is_opened and get_gerund_base(token.text) is not None:
            members = [tokens[place:][at] for at in _list_starts(text, tokens[place:])]
            known = sum(get_gerund_base(one.text) is not None for one in members)
            gerunds = sum(one.text.endswith("ing") for one in members)
            return token.start if gerunds >= _MIN_GERUNDS and known > 1 else None
    return None


def skip_start(text: str, tokens: Sequence[WordToken], place: int) -> int:
    """Return the place of "taking" in "start on stripping: taking off covers" and the like."""
    words = [token.text for token in tokens[place : place + 3]]
    is_start = words[:1] in (["start"], ["begin"]) and "".join(words[1:2]) in {"by", "on", "with"}
    at = place + 2
    if not is_start or get_gerund_base("".join(words[2:])) is None or at + 1 >= len(tokens):
        return place
    is_label = (
        text[tokens[at].end : tokens[at].end + 1] == ":"
        and get_gerund_base(tokens[at + 1].text) is not None
    )
    return at + is_label


def is_said_of_you(text: str, token: WordToken) -> bool:
    """Return whether a word follows "you will", so that it is a verb."""
    return text[: token.start].lower().endswith(_BEFORE_VERB)


def find_orders(text: str, tokens: Sequence[WordToken]) -> int | None:
    """Return the place of the first verb of a list of orders of work, or None.

    Three orders are a list, or two whose verbs are no nouns; the first word may be a verb that is not known.
    "Email your CV, call Pat, come for a trial shift" is none, and "Enjoy free lunches, use our gym" is none.
    """
    if not tokens or tokens[0].text in load_words("praising_verbs"):
        return None
    places = list_members(text, tokens)
    if places and not _begins_member(text, tokens, 0):
        places = places[1:]
    asks = sum(tokens[place].text in load_words("application_verbs") for place in places)
    is_clear = places[:1] == [0] and all(_is_clear(tokens, place) for place in places)
    least = _MIN_CLEAR_ORDERS if is_clear and not asks else _MIN_ORDERS
    return places[0] if len(places) - asks >= least else None


def list_members(text: str, tokens: Sequence[WordToken], *, is_sure: bool = False) -> list[int]:
    """Return 0 and the places of the verbs in base form with which the later members of a list begin.

    A word that may be a noun, as "order", is a verb where the list surely is one of verbs: another member
    begins with a verb that is no noun, or four members begin with verbs. If the first word ``is_sure`` to be
    a verb, three members are enough, if all begin with verbs.
    """
    if not _touches(text, tokens, 0) and not is_sure:
        return []
    starts = _list_starts(text, tokens)[1:]
    later = [place for place in starts if _begins_member(text, tokens, place)]
    clear = sum(_is_clear(tokens, place) for place in later)
    least = _MIN_CLEAR_ORDERS if is_sure and later == starts[: len(later)] else _MIN_ORDERS
    return [0, *later] if later and (clear or len(later) >= least) else []


def _list_starts(text: str, tokens: Sequence[WordToken]) -> list[int]:
    """Return the first place of a list, those after its commas, and the one after its last "and"."""
    starts = [0]
    last = None
    for place in range(1, len(tokens)):
        before = tokens[place - 1]
        is_comma = any(sign in text[before.end : tokens[place].start] for sign in _COMMA_SIGNS)
        if is_comma:
            last = None
            while place < len(tokens) - 1 and tokens[place].text in _LINKS:
                place += 1  # noqa: PLW2901
            starts.append(place)
        elif len(starts) > 1 and before.text in _ANDS and place != starts[-1]:
            last = place
    return [*starts, last] if last is not None else starts


def _begins_member(text: str, tokens: Sequence[WordToken], place: int) -> bool:
    """Return whether a word is a verb in base form with an object or a particle, and no part of a compound.

    Beside another verb without an object, it is one too, as in "maintain and extend the suites", but not
    after "help": "help them wash, dress and use the stairs" is one task.
    """
    if not is_verb(tokens[place].text) or not _touches(text, tokens, place):
        return False
    following = tokens[place + 1].text
    if is_participle_pair(tokens, place):
        return False
    if following in _ANDS | {"or", "of"}:
        joined = place + 2
        is_helped = tokens[0].text in _HELPING and place > 0
        is_verb_too = joined < len(tokens) and is_verb(tokens[joined].text)
        return (
            following != "of" and is_verb_too and not is_helped and _touches(text, tokens, joined)
        )
    if _is_clear(tokens, place):
        return True
    if get_gerund_base(following) is not None:
        return False  # "keep builder and bank moving"
    if place + 2 >= len(tokens) or not _touches(text, tokens, place + 1):
        return not following.endswith(_COMPOUND_ENDS)
    is_pair = tokens[place + 2].text in _ANDS | {"or"}  # "pay slips and evidence"
    return not is_pair or (place + 3 < len(tokens) and is_verb(tokens[place + 3].text))


def is_participle_pair(tokens: Sequence[WordToken], place: int) -> bool:
    """Return whether two words say how something is made, as "hand tied" at the end of a list."""
    words = [token.text for token in tokens[place : place + 3]]
    is_noun = words[0] in load_words("verb_nouns") and words[1:2] != []
    return is_noun and words[1].endswith("ed") and not _LINKS.isdisjoint(words[2:] or _LINKS)


def _is_clear(tokens: Sequence[WordToken], place: int) -> bool:
    """Return whether a verb with a next word cannot be a noun: "sort", "order the", "order 20"."""
    following = tokens[place + 1].text
    return (
        tokens[place].text not in load_words("verb_nouns")
        or following.partition("'")[0] in load_words("object_starters")
        or (tokens[place].text, following) in _PHRASAL
        or following[0].isdigit()
    )


def _touches(text: str, tokens: Sequence[WordToken], place: int) -> bool:
    """Return whether there is a next word, and only space before it."""
    if place + 1 >= len(tokens):
        return False
    return not text[tokens[place].end : tokens[place + 1].start].strip()


def _find_after_opening(text: str, tokens: Sequence[WordToken]) -> int | None:
    """Return the place of the verb in "Under supervision, prepares samples" or "At night, lock the gate"."""
    if not tokens or tokens[0].text not in load_words("prepositions") - {"for", "to"}:
        return None
    for place in range(1, min(_MAX_OPENING_WORDS, len(tokens) - 1)):
        if "," not in text[tokens[place - 1].end : tokens[place].start]:
            continue
        word, no_order = (
            tokens[place].text,
            load_words("application_verbs") | load_words("praising_verbs"),
        )
        is_order = is_verb(word) and word not in no_order and _is_clear(tokens, place)
        base = get_third_person_base(word)
        is_duty = base is not None and base not in load_words("verb_nouns")
        return place if _touches(text, tokens, place) and (is_order or is_duty) else None
    return None


def _find_after_include(words: Sequence[str]) -> int | None:
    for place, word in enumerate(words[:_MAX_BEFORE_INCLUDE]):
        if word not in _INCLUDE or not set(words[:place]) & _WORK_NOUNS:
            continue
        at = place + 1
        while at < len(words) and words[at] in _BEFORE_GERUND:
            at += 1
        if at < len(words) and get_gerund_base(words[at]) is not None:
            return at
        return at if word not in {"are", "is"} and _is_list_of(words, at) else None
    return None


def _is_list_of(words: Sequence[str], at: int) -> bool:
    """Return whether "include" is followed by a word in base form before its object: "to lift the boxes"."""
    return 0 < at < len(words) and words[at - 1] == "to" and is_verb(words[at])


def _find_after_person(words: Sequence[str]) -> int | None:
    """Return the place of the verb in "someone who can weld" or "a person to answer the phone"."""
    sought = next((at for at, word in enumerate(words) if word in _SEEKING), len(words))
    for place, (person, who) in enumerate(pairwise(words)):
        is_you = person == "you" and who == "to" and words[place - 1] in _SEEKING
        is_wanted = is_you or _is_person(person) or _is_sought(words, place)
        is_more = is_wanted and who in _MORE_ABOUT and sought < place
        if is_more and (at := _find_purpose(words, place + 2)) is not None:
            return at
        if who not in _WHO or not is_wanted:
            continue
        if place > _MAX_BEFORE_PERSON and sought >= place:
            continue
        at = place + 2
        is_able = who == "to"
        while at < len(words) and words[at] in _ABLE:
            is_able |= words[at] in {"can", "could", "will"}
            at += 1
        is_sent = who == "to" and at < len(words) and is_verb(words[at])
        if is_sent and words[at] not in load_words("joining_verbs"):
            return at
        if is_able and at < len(words) and _is_work(words, at):
            return at
    return None


def _find_purpose(words: Sequence[str], start: int) -> int | None:
    """Return the place of the verb in "a chef with a good palate to run our kitchen", or None."""
    for at in range(start, min(start + _MAX_SAID_OF_PERSON, len(words) - 1)):
        if words[at] == "to" and words[at - 1] not in load_words("before_ability"):
            is_work = is_verb(words[at + 1]) and words[at + 1] not in load_words("joining_verbs")
            return at + 1 if is_work else None
    return None


def _is_sought(words: Sequence[str], place: int) -> bool:
    """Return whether words to ``place`` end like "we need a calm adult": any noun wanted for the work."""
    begin = max(0, place + 1 - _MAX_SOUGHT_WORDS)
    articles = [at for at in range(begin, place) if words[at] in {"a", "an", "another"}]
    if not articles or words[place].endswith(_COMPOUND_ENDS):
        return False
    if words[place] in _HOPES:
        return False  # "a helper who wants to climb one day"
    opening = words[max(0, articles[-1] - 2) : articles[-1]]
    is_seeking = not _SEEKING.isdisjoint(opening)
    return is_seeking and words[0] in {"we", "we're", "looking", "wanted", "i"}


def _find_after_must(words: Sequence[str]) -> int | None:
    """Return the place of the verb in "you must report damage" or "you will have to sign for tools"."""
    for place, word in enumerate(words):
        before = words[:place]
        while before and before[-1] in _MODALS:
            before = before[:-1]
        has_subject = (not before and place == 0) or (bool(before) and before[-1] in _SUBJECTS)
        if not has_subject:
            continue
        at = place + 1
        if word in _MUST_TO and words[at : at + 1] == ["to"]:
            at += 1
        elif word not in _MUST:
            continue
        while at < len(words) and words[at] in {"also", "then", "always"}:
            at += 1
        return at if at < len(words) and _is_work(words, at) else None
    return None


def _is_work(words: Sequence[str], at: int) -> bool:
    """Return whether a verb says what is done at work, not what a person has, knows or is ready for.

    "Read" may be both: it is work where other verbs of work follow.
    """
    verb = words[at]
    if not is_verb(verb) or verb in load_words("owning_verbs"):
        return False
    following = words[at + 1] if at + 1 < len(words) else ""
    is_handled = verb in _HANDLED and following in {"the", "our", "all", "every", "each"}
    if verb not in load_words("qualifying_verbs") or is_handled:
        return True
    if not load_words("owning_verbs").isdisjoint(words[at + 1 :]):
        return False  # "bring patience, love children and have a clean record"
    further = [word for word in words[at + 1 :] if is_verb(word) and len(word) > 2]
    plain = load_words("qualifying_verbs") | load_words("owning_verbs") | load_words("verb_nouns")
    return sum(word not in plain or word in {"set", "handle"} for word in further) > 0


def _is_person(word: str) -> bool:
    is_noun = not is_verb(word) and get_third_person_base(word) is None
    return word in _PERSONS or (is_noun and is_person(word))


_NO_ORDERS = frozenset(
    {"apply", "call", "come", "contact", "email", "join", "send", "visit", "write"}
)
"""First words of sentences that ask for an application more often than for work."""
_ARE = frozenset({"are", "were", "is", "was", "must", "should", "to", "for", "of", "with", "in"})
_FINITE = frozenset({"are", "were", "is", "was", "must", "should", "can", "will"})
_MIN_ORDER_WORDS = 3


def is_order(text: str) -> bool:
    """Return whether a sentence orders something, as "Secure the load with straps"."""
    words = [token.text for token in tokenize_words(text)]
    start = int(bool(words) and words[0] in load_words("leading_adverbs"))
    first, following = (*words[start : start + 2], "", "")[:2]
    if text.lower().startswith(f"{first},") and not is_verb(following):
        return False  # "Fit, punctual, no drama."
    is_noun = following in load_words("noun_followers") and first in load_words("verb_nouns") - {
        "work",
        "look",
    }
    is_short = len(words) - start < _MIN_ORDER_WORDS
    if get_third_person_base(first) is not None:  # "Takes samples and runs tests."
        third = "".join(words[start + 2 : start + 3])
        is_joined = following != "and" or get_third_person_base(third) is not None
        is_plural = get_third_person_base(first) in load_words("verb_nouns")
        no_object = load_words("noun_followers") | _ARE if is_plural else _FINITE
        return is_joined and not is_short and following not in no_object
    return is_verb(first) and first not in _NO_ORDERS and not is_noun and not is_short
