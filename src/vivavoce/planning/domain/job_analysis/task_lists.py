"""Cut long lists of a task to what a person says in one breath.

A posting lists all that belongs to a task; a question names the first one or two members.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
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
from vivavoce.planning.domain.job_analysis.verb_forms import get_third_person_base, is_verb
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_SEPARATOR = re.compile(
    r",\s+(?:(?:and then|and|or|then)\s+)?|(?<!\s)\s+(?:and then|and|or|then)\s+"
)
_NESTED = re.compile(r"\s(?:and|or)\s.*,\s(?:and|or)\s")
_PURPOSE = re.compile(r"\s(?:so that|because)\s")
_HANGING = re.compile(
    r",?\s(?:(?:every\s)?now and (?:then|again)|from time to time|(?:if|when|where|whenever)\s"
    r"(?:needed|necessary|required|possible)|as\s(?:needed|necessary|required)|"
    r"(?:if|when)\sit\scomes\sto\s(?:it|that)|if\sneed\sbe|"
    r"too|but\s(?:\w+\s)?(?:no|not|never|without)\b.*|"
    r"at times|once in a while|and (?:so on|more|the like)|"
    r"(?:and|or),\s.*)$",
    re.IGNORECASE,
)
_ADDITION = re.compile(r"\b(?:\w+(?:ing|ly)|as|even|often|quite|such|sometimes)\b")
TAUGHT_ACTS = re.compile(
    r"\b(?:ways|how|what|where|when) to \w+(?: (?:down|in|off|on|out|up))?,"
    r"|^(?:coach|help|show|teach|train)\w* [\w' -]{1,60} to \w+(?: (?:down|in|off|on|out|up))?,",
    re.IGNORECASE,
)
"""The verbs behind it are one object: "teach ways to wash, dress and cook"."""
_MAX_MEMBER_WORDS = 4
_MAX_WORDS, _LONG, _MOST_WORDS = 9, 12, 16
_SPOKEN_MEMBERS = 3
_OCCASION = re.compile(
    r" for (?:the |an? )?(?:\w+ )?(?:audit|census|count|inspection|inventory|"
    r"review|round|study|survey|valuation)s?$"
)
"""What a list of things is visited, counted or read for, without which nobody knows why."""
_MIN_CLAUSE_WORDS = 3
_HAS_CLAUSE = re.compile(
    r"\b(?:that|who|which|what|how|why|when|where|whether|if|because|so|than|as|before|after|until|rather)\b"
)
_OPEN_CLAUSE = re.compile(
    r"\b(?:that|who|which|what|how|why|when|where|whether|if|because|while|unless)\b"
    r"(?! (?:\w+ed|necessary|possible)\b)"
)
"""A clause of its own, whose verb may follow its list: "if a lamp, a fuse or a switch fails"."""
_CLAUSE_VERBS = load_words("clause_verbs")
_CLAUSE_SUBJECTS = frozenset({"you", "we", "they", "it", "he", "she", "people", "others"})
_MASS_NOUNS = load_words("mass_nouns")
"""Nouns that need no article, and so say nothing of a noun behind them."""
_CLAUSE = re.compile(r",? (?:after|because|before|if|unless|until|when|whenever|while) ")
"""What begins a clause: cut in the middle, it says something else."""
_MANNER = re.compile(
    r", (?:\w{2,12}-)?\w{3,20}ing (?=an?\b|all\b|h(?:er|is)\b|our\b|the\b|their\b|your\b)"
)
_ENDS_WITH_TIME = re.compile(
    r"\b(?:an?|each|every|per) (?:day|evening|hour|month|morning|night|quarter|shift|week|year)$"
)
"""An object is complete before it, so that a single word behind it is another act."""
_KEPT = re.compile(
    r"(?:keep|leav|put)\w* .*\b(?:clean|in (?:order|place|shape)|informed|ready|safe|tidy|up to date)$"
)
"""What is said of all that a list names: "keep the guillotine, board shear and presses in order"."""
_RELATIVE = re.compile(r"\b(?:that|which|who)\b")
_AIM = re.compile(r"(?<=\w{3}) to (?:achieve|ensure|guarantee|improve|meet|reach|support) ")
_WHAT_FOR = re.compile(r"^(?P<act>(?:\S+ ){4,14}?\S+) to (?P<verb>[a-z]+) ")
"""What a long act is done for, behind it: "dive in the tank three times a week to clean the rockwork"."""
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
_PARTICLES = frozenset({"down", "in", "off", "out", "over", "up"})
_RANGE_ENDS, _MAX_RANGE = frozenset({"to", "till", "through", "until"}), 5
_STATES = frozenset(
    {"in order", "in place", "in shape", "into place", "into practice", "into use", "up to"}
)
"""What belongs to the verb behind its object: "put alarms in place", "keep the list up to date"."""
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
    if TAUGHT_ACTS.search(line):
        return line
    for member, separator in zip(members[1:], _SEPARATOR.finditer(line), strict=True):
        before = line[: separator.start()]
        is_whole = len(before.split()) >= _MIN_CLAUSE_WORDS and not leaves_clause_open(before)
        if is_whole and _begins_clause(member, form):
            head, comma, last = before.rpartition(", ")
            found = get_form(last.lower())
            if form == "third_person" and last.endswith("s") and _is_plural_noun(member):
                continue  # "coordinates exams, holds and releases with the port"
            if comma and found is not None and found[1] == form and " " in head:
                return head  # "inspect the damage, set and revise reserves": nothing is "set" yet
            is_open = bool(comma) and " and " not in last and " or " not in last
            return f"{head} and {last}" if is_open else before
    return line


def cut_open_list(text: str, form: VerbForm) -> str:
    """Return a task up to a comma after which a second verb and its object end it without an "and".

    "Take orders at the counter, remember regulars" becomes "take orders at the counter".
    """
    before, comma, after = ("", "", "") if TAUGHT_ACTS.search(text) else text.rpartition(", ")
    words = after.split()
    if not comma or len(before.split()) < _MIN_CLAUSE_WORDS or len(words) < 2:
        return text
    found = get_form(words[0].lower())
    is_joined = words[0] in {"and", "or", "then"} or words[1] in {"and", "or"}
    is_compound = not words[1].endswith("s") and words[1].lower() not in DETERMINERS | PREPOSITIONS
    is_noun = found is not None and found[0] in load_verb_nouns()
    is_noun = is_noun and (is_compound or is_bare_noun(before))
    if is_noun and " and " in after:
        return text  # "work with the desk on rosters, leave requests and overtime"
    return before if found is not None and found[1] == form and not is_joined else text


def list_cuts(text: str, form: VerbForm) -> Iterator[str]:
    """Yield what stands before each separator that a verb follows, the longest first.

    A word that may be a noun begins no act where the noun before it is bare: in "sale and purchase files" and
    in "card and order fraud", the last noun belongs to both.
    """
    if _KEPT.match(text.lower()) or TAUGHT_ACTS.search(text):
        return
    for separator in reversed(list(_SEPARATOR.finditer(text))):
        before, after = text[: separator.start()], text[separator.end() :].split()
        found = get_form(after[0].lower()) if after else None
        is_long = len(before.split()) > 1 and len(after) > 1
        if not is_long or found is None or found[1] != form:
            continue
        is_noun = found[0] in load_verb_nouns()
        if after[1].lower() == "of":
            continue  # "collect the deposit and proof of address", "at the start and end of a shift"
        if is_noun and _is_modifier(before) and _ends_name(after[1:]):
            continue  # "consult the fire and rescue authority", "do the butcher, dairy and dry goods orders"
        is_clear = not is_noun or after[1].lower() in DETERMINERS
        if (is_clear or not is_bare_noun(before)) and not leaves_clause_open(before):
            yield before


def _ends_name(words: Sequence[str]) -> bool:
    """Return whether words behind a possible verb are the end of a name.

    What is done has an article or is many: "refuse goods" of "check the load and refuse goods" is an act.
    """
    first = words[0].lower()
    if first in DETERMINERS | PREPOSITIONS | SUBORDINATORS:
        return False
    if first.endswith("s"):
        return len(words) > 1 and words[1].endswith("s") and words[1] not in PREPOSITIONS
    return _is_modifier(first) and first not in _MASS_NOUNS | {"once", "twice"}


def leaves_clause_open(said: str) -> bool:
    """Return whether words end in a clause that has no verb yet: "stop the job when wind"."""
    found = list(_OPEN_CLAUSE.finditer(said))
    if not found:
        return False
    words = said[found[-1].end() :].lower().split()
    has_verb = any(
        word in _CLAUSE_VERBS or get_third_person_base(word) is not None for word in words
    )
    first = "".join(words[:1])
    is_relative = _RELATIVE.fullmatch(found[-1].group()) is not None
    is_said_of_many = is_relative and get_form(first) is not None  # "people who cook"
    return not (has_verb or is_said_of_many or (first in _CLAUSE_SUBJECTS and len(words) > 1))


def cut_length(text: str, most_words: int, most_commas: int) -> Iterator[str]:
    """Yield shorter forms of a task that is too long to be said: two of its objects, then less and less."""
    words = text.split()
    if len(tokenize_words(text)) <= most_words and text.count(",") <= most_commas:
        return
    clause = _CLAUSE.search(text)
    whole = len(text[: clause.start()].split()) if clause else len(words)
    yield cut_objects(text)
    for place in range(min(len(words), most_words) - 1, _MIN_CLAUSE_WORDS, -1):
        said = " ".join(words[:place]).rstrip(",")
        is_part = words[place] in _PARTICLES and words[place - 1].endswith("ed")
        is_end = words[place].lower() in PREPOSITIONS and not is_part  # "before it is covered up"
        is_end &= place < whole and not words[place - 1][-1:].isdigit()  # "from 0 to 9"
        is_end = is_end or words[place - 1].endswith(",") or place == whole
        is_end = is_end and " ".join(words[place : place + 2]) not in _STATES
        is_end = is_end and not _is_in_range(words, place)
        if is_end and not leaves_clause_open(said):
            yield said


def _is_in_range(words: Sequence[str], place: int) -> bool:
    """Return whether a word ends what "from" began: the "to" of "from order to delivery"."""
    return words[place] in _RANGE_ENDS and "from" in words[max(0, place - _MAX_RANGE) : place]


def cut_manner(text: str, form: VerbForm) -> Iterator[str]:
    """Yield a task without how it is done: "supervise one assistant, co-signing her notes"."""
    manner = _MANNER.search(text) if form in {"base", "third_person"} else None
    if manner is not None and " " in text[: manner.start()]:
        yield text[: manner.start()]


def cut_adjunct(said: str) -> str:
    """Return a long task without its last adjunct, if what stands before it can be understood alone.

    "Plan supply for four lines at the bakery plus two co-packers in Thailand" loses what "plus" adds. A task
    that has a clause stays whole.
    """
    if len(said.split()) <= _LONG or _HAS_CLAUSE.search(said):
        return said
    if (purpose := _AIM.search(said)) is not None:
        return said[: purpose.start()]
    what_for = _WHAT_FOR.match(said)
    if len(said.split()) > _MOST_WORDS and what_for is not None and is_verb(what_for["verb"]):
        return what_for["act"]
    words = said.split()
    places = [
        place for place, word in enumerate(words) if word in PREPOSITIONS | _ADDING and word != "of"
    ]
    end = next((at for at in places if words[at] in _ADDING), places[-1] if places else 0)
    is_joined = words[end - 1] in {"and", "or"} or " ".join(words[end : end + 2]) in _STATES
    is_joined = is_joined or _is_in_range(words, end)
    if end <= _MIN_CLAUSE_WORDS or is_joined or words[end] not in _ADJUNCTS | _ADDING:
        return said
    return " ".join(words[:end]).rstrip(",")


def cut_objects(said: str) -> str:
    """Return a long task with the first two members of a list of three or more short ones.

    "Install sockets, chargers and data points in shops and offices" becomes "install sockets and chargers".
    """
    members = _split_list(said)
    is_short = len(said.split()) <= (_MAX_WORDS if len(members) > _SPOKEN_MEMBERS else _LONG)
    if TAUGHT_ACTS.search(said):
        return said
    if is_short or len(members) < _SPOKEN_MEMBERS or "," not in said:
        return said
    first = members[0]
    if len(first.split()) < 2 or any(len(one.split()) > _MAX_MEMBER_WORDS for one in members[1:-1]):
        return said
    if (purpose := _PURPOSE.search(first)) is not None:
        return first[: purpose.start()]
    is_end_with_clause = _RELATIVE.search(members[-1]) and len(said.split()) <= _MOST_WORDS
    if is_end_with_clause or _OPEN_CLAUSE.search(first):
        return said  # "stop the job when wind, hail or heat makes it unsafe": no clause without its verb
    short = _say_first_two(said, members)
    occasion = _OCCASION.search(said)
    return f"{short}{occasion.group()}" if occasion and short != said else short


def _say_first_two(said: str, members: Sequence[str]) -> str:
    """Return the first two members of a list; the first alone, or all, where they are not of one kind."""
    first, second = members[0], members[1]
    if _ENDS_WITH_TIME.search(first) and " " not in second:
        return first  # "set the vats four mornings a week, salt, press and turn"
    word, is_single = second.split()[0].lower(), " " not in second
    if word[0].isdigit():  # "work with Con, 31 years in, and an apprentice"
        return first
    joint = "or" if " or " in said and " and " not in said else "and"
    pair = f"{first} {joint} {second}"
    is_pair = said.startswith(f"{pair}, ") and len(members) > _SPOKEN_MEMBERS
    heads = (pair, members[2]) if is_pair else (first, second)
    if _share_noun(*heads, members[-1]):
        return said
    is_thing = len(first.split()) == _BARE_WORDS or not members[-1].split()[0].endswith("ing")
    if is_single and word.endswith("ing") and is_thing:
        return pair  # "performing garbing, cleaning and surface sampling"
    if _NESTED.search(said) or _ADDITION.match(word) or word in PREPOSITIONS | SUBORDINATORS:
        return first if said[len(first)] == "," else said
    return said if get_form(word) is not None else pair


def _split_list(said: str) -> list[str]:
    """Return the members of a list; "reported and suspected card" is one, as two words lead to its noun."""
    members = _SEPARATOR.split(said)
    first = next(iter(_SEPARATOR.finditer(said)), None)
    if first is None or "," in first.group() or len(members) < _SPOKEN_MEMBERS:
        return members
    if not (members[0].endswith("ed") and members[1].split()[0].endswith("ed")):
        return members
    return [said[: first.end()] + members[1], *members[2:]]


def _share_noun(first: str, second: str, last: str) -> bool:
    """Return whether the last noun belongs to all members: "lead bat, dormouse and newt surveys"."""
    words = list(takewhile(lambda word: word not in PREPOSITIONS | SUBORDINATORS, last.split()))
    if len(words) < _BARE_WORDS or second.lower().split()[0] in DETERMINERS:
        return False
    return is_bare_noun(first) and _is_modifier(second)


def is_bare_noun(said: str) -> bool:
    """Return whether words end with a noun in singular that has no article: "check invoices for value".

    Such a noun often stands before another one that was cut off: "for value and currency errors".
    """
    *before, head = said.split()
    words = list(takewhile(lambda word: word not in PREPOSITIONS, reversed(before)))
    has_article = any(word.lower() in DETERMINERS or word[0].isdigit() for word in words)
    return _is_modifier(head) and head not in _MASS_NOUNS and not has_article


def _is_modifier(words: str) -> bool:
    head = words.split()[-1]
    return head.islower() and head.isalpha() and not head.endswith(("s", "ing", "ly", "ed"))


def _is_plural_noun(member: str) -> bool:
    """Return whether words begin with a verb that is also a noun and has no object."""
    words = member.lower().split()
    found = get_form(words[0])
    return found is not None and found[0] in load_verb_nouns() and words[1] in PREPOSITIONS


def _begins_clause(member: str, form: VerbForm) -> bool:
    """Return whether a member has a verb and an object of its own."""
    words = member.lower().split()
    found = get_form(words[0]) if words else None
    if found is None or found[1] != form or len(words) < 2 or words[1] == "of":
        return False
    is_clear = words[1] in DETERMINERS | PREPOSITIONS | SUBORDINATORS
    return is_clear or form == "gerund" or found[0] not in load_verb_nouns()
