"""Cut long lists of a task to what a person says in one breath.

A posting lists all that belongs to a task; a question names the first one or two members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from vivavoce.planning.domain.job_analysis.phrases import tokenize_words
from vivavoce.planning.domain.job_analysis.task_facts import (
    DETERMINERS,
    PREPOSITIONS,
    SUBORDINATORS,
    VerbForm,
    get_form,
    load_verb_nouns,
)

_SEPARATOR = re.compile(
    r",\s+(?:(?:and then|and|or|then)\s+)?|(?<!\s)\s+(?:and then|and|or|then)\s+"
)
_NESTED = re.compile(r"\s(?:and|or)\s.*,\s(?:and|or)\s")
_PURPOSE = re.compile(r"\s(?:so that|because)\s")
_HANGING = re.compile(
    r",?\s(?:(?:every\s)?now and (?:then|again)|from time to time|(?:if|when|where|whenever)\s"
    r"(?:needed|necessary|required|possible)|as\s(?:needed|necessary|required)|"
    r"too|but\s(?:\w+\s)?(?:no|not|never|without)\b.*|"
    r"at times|once in a while|and (?:so on|more|the like)|"
    r"(?:and|or),\s.*)$",
    re.IGNORECASE,
)
_ADDITION = re.compile(r"\b(?:\w+(?:ing|ly)|as|even|often|quite|such|sometimes)\b")
_TAUGHT_ACTS = re.compile(r"\b(?:ways|how|what|where|when) to \w+,")
"""The verbs behind it are one object: "teach ways to wash, dress and cook"."""
_MAX_MEMBER_WORDS = 4
_MAX_WORDS, _LONG = 9, 12
_SPOKEN_MEMBERS = 3
_MIN_CLAUSE_WORDS = 3
_HAS_CLAUSE = re.compile(
    r"\b(?:that|who|which|what|how|why|when|where|whether|if|because|so|than|as|before|after|until|rather)\b"
)
_AIM = re.compile(r"(?<=\w{3}) to (?:achieve|ensure|guarantee|improve|meet|reach|support) ")
_ADDING = frozenset({"covering", "plus"})
_ADJUNCTS = frozenset(
    {
        "across",
        "at",
        "by",
        "following",
        "from",
        "in",
        "on",
        "through",
        "throughout",
        "under",
        "via",
        "within",
    }
)
_BARE_WORDS = 2
"""A verb and one noun."""


def cut_clauses(text: str, form: VerbForm) -> str:
    """Return a long task up to its second verb with its own object; ``form`` is the form of its first verb.

    "Scrub down the section, count the stock and write the order" becomes "Scrub down the section".
    """
    line = _HANGING.sub("", text)
    members = _SEPARATOR.split(line)
    is_short = len(line.split()) < _LONG and len(members) < _SPOKEN_MEMBERS
    if is_short or len(members[0].split()) < 2 or len(line.split()) <= _MAX_WORDS:
        return line
    if _TAUGHT_ACTS.search(line):
        return line
    for member, separator in zip(members[1:], _SEPARATOR.finditer(line), strict=True):
        before = line[: separator.start()]
        if _begins_clause(member, form) and len(before.split()) >= _MIN_CLAUSE_WORDS:
            head, comma, last = before.rpartition(", ")
            found = get_form(last.lower())
            if comma and found is not None and found[1] == form and " " in head:
                return head  # "inspect the damage, set and revise reserves": nothing is "set" yet
            is_open = bool(comma) and " and " not in last and " or " not in last
            return f"{head} and {last}" if is_open else before
    return line


def cut_open_list(text: str, form: VerbForm) -> str:
    """Return a task up to a comma after which a second verb and its object end it without an "and".

    "Take orders at the counter, remember regulars" becomes "take orders at the counter".
    """
    before, comma, after = text.rpartition(", ")
    words = after.split()
    if not comma or len(before.split()) < _MIN_CLAUSE_WORDS or len(words) < 2:
        return text
    found = get_form(words[0].lower())
    is_joined = words[0] in {"and", "or", "then"} or words[1] in {"and", "or"}
    return before if found is not None and found[1] == form and not is_joined else text


def list_cuts(text: str, form: VerbForm) -> Iterator[str]:
    """Yield what stands before each separator that a verb follows, the longest first."""
    for separator in reversed(list(_SEPARATOR.finditer(text))):
        before, after = text[: separator.start()], text[separator.end() :].split()
        found = get_form(after[0].lower()) if after else None
        is_long = len(before.split()) > 1 and len(after) > 1
        if is_long and found is not None and found[1] == form:
            yield before


def cut_length(text: str, most_words: int, most_commas: int) -> Iterator[str]:
    """Yield shorter forms of a task that is too long to be said: two of its objects, then less and less."""
    words = text.split()
    if len(tokenize_words(text)) <= most_words and text.count(",") <= most_commas:
        return
    yield cut_objects(text)
    for place in range(min(len(words), most_words) - 1, _MIN_CLAUSE_WORDS, -1):
        if words[place].lower() in PREPOSITIONS or words[place - 1].endswith(","):
            yield " ".join(words[:place]).rstrip(",")


def cut_adjunct(said: str) -> str:
    """Return a long task without its last adjunct, if what stands before it can be understood alone.

    "Plan supply for four lines at the bakery plus two co-packers in Thailand" loses what "plus" adds. A task
    that has a clause stays whole.
    """
    if len(said.split()) <= _LONG or _HAS_CLAUSE.search(said):
        return said
    if (purpose := _AIM.search(said)) is not None:
        return said[: purpose.start()]
    words = said.split()
    places = [
        place for place, word in enumerate(words) if word in PREPOSITIONS | _ADDING and word != "of"
    ]
    end = next((at for at in places if words[at] in _ADDING), places[-1] if places else 0)
    is_joined = words[end - 1] in {"and", "or"}
    if end <= _MIN_CLAUSE_WORDS or is_joined or words[end] not in _ADJUNCTS | _ADDING:
        return said
    return " ".join(words[:end]).rstrip(",")


def cut_objects(said: str) -> str:
    """Return a long task with the first two members of a list of three or more short ones.

    "Install sockets, chargers and data points in shops and offices" becomes "install sockets and chargers".
    """
    members = _SEPARATOR.split(said)
    is_short = len(said.split()) <= (_MAX_WORDS if len(members) > _SPOKEN_MEMBERS else _LONG)
    if _TAUGHT_ACTS.search(said):
        return said
    if is_short or len(members) < _SPOKEN_MEMBERS or "," not in said:
        return said
    first, second = members[0], members[1]
    if len(first.split()) < 2 or any(len(one.split()) > _MAX_MEMBER_WORDS for one in members[1:-1]):
        return said
    if (purpose := _PURPOSE.search(first)) is not None:
        return first[: purpose.start()]
    word = second.split()[0].lower()
    if word[0].isdigit():  # "work with Con, 31 years in, and an apprentice"
        return first
    if _share_noun(first, second, members[-1]):
        return said
    is_noun = " " not in second and word.endswith("ing") and len(first.split()) == _BARE_WORDS
    if is_noun:  # "performing garbing, cleaning, surface sampling and media fill testing"
        return f"{first} and {second}"
    if _NESTED.search(said) or _ADDITION.match(word) or word in PREPOSITIONS | SUBORDINATORS:
        return first if said[len(first)] == "," else said
    return said if get_form(word) is not None else f"{first} and {second}"


def _share_noun(first: str, second: str, last: str) -> bool:
    """Return whether the last noun belongs to all members: "lead bat, dormouse and newt surveys"."""
    heads = (first.split()[-1], second.split()[-1])
    is_plain = all(head.islower() and not head.endswith(("s", "ing")) for head in heads)
    is_single = len(first.split()) == _BARE_WORDS and " " not in second
    words = list(takewhile(lambda word: word not in PREPOSITIONS, last.split()))
    return is_plain and is_single and len(words) > 1 and words[-1].endswith("s")


def _begins_clause(member: str, form: VerbForm) -> bool:
    """Return whether a member has a verb and an object of its own."""
    words = member.lower().split()
    found = get_form(words[0]) if words else None
    if found is None or found[1] != form or len(words) < 2:
        return False
    is_clear = words[1] in DETERMINERS | PREPOSITIONS | SUBORDINATORS
    return is_clear or form == "gerund" or found[0] not in load_verb_nouns()
