"""Say a task inside a question: as infinitive, as gerund or in the second person.

A task that cannot be said safely is not said: the result is then None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from vivavoce.planning.domain.job_analysis.activity_phrases import name_activity
from vivavoce.planning.domain.job_analysis.phrases import WordToken, tokenize_words
from vivavoce.planning.domain.job_analysis.spoken_lines import mend_slips, write_spoken
from vivavoce.planning.domain.job_analysis.task_facts import (
    DETERMINERS,
    PREPOSITIONS,
    SUBORDINATORS,
    TaskFact,
    get_form,
    load_verb_nouns,
)
from vivavoce.planning.domain.job_analysis.task_lists import (
    TAUGHT_ACTS,
    cut_adjunct,
    cut_clauses,
    cut_length,
    cut_manner,
    cut_objects,
    cut_open_list,
    list_cuts,
)
from vivavoce.planning.domain.job_analysis.unspoken_tasks import (
    cut_colleague,
    cut_dangling,
    has_open_pronoun,
    is_unspeakable,
)
from vivavoce.planning.domain.job_analysis.verb_forms import (
    get_gerund_base,
    is_verb,
    make_gerund,
)
from vivavoce.planning.domain.job_analysis.verb_inflection import (
    CAUSATIVES,
    NOUN_GERUNDS,
    inflect,
)
from vivavoce.planning.domain.job_analysis.word_lists import load_words

PhraseForm = Literal["infinitive", "gerund", "second_person"]
_CUT = re.compile(
    r"\s[\u2013\u2014-]\s|\s[(\[]|\s?;|\s?:(?!\d\d)|\s(?:incl|e\.g|i\.e)\b|\stoo(?=[,.])|(?<![A-Z])\.\s|\u2026"
    r"|\sand\s(?:we|we'll|we're|you'll|you will|you can|you are|will|would|must|should|may|be)\s"
    r"|\sand\s(?:never|do not|don't)\s"
    r"|,?\sand\s(?:also\s|you\s)?report(?:s|ing)?\s(?:directly\s)?(?:in)?to\s"
    r"|,\s(?:which|who|whose|not only|quite|mostly|usually|ideally|sometimes|preferably)\b"
    r"|,\s(?:\w+ )?\w+ of (?:which|whom)\b"
    r"|,\s(?:the (?:largest|newest|oldest|smallest|youngest)|(?:half|most|some) of them)\b"
    r"|,\s(?:and,|(?:an?|the)\s[\w'-]{1,20}\s(?:is|are|was|were)\b)"
)
_NOTE = re.compile(r"\s\([^()]{1,60}\)(?=[ ,])")
"""A note in brackets inside of a task: "keep the plan (ISO) up to date"."""
_UNSAFE = re.compile(
    r"[\"“”?!@#*\\{}<>|=]|:(?!\d\d)|\s/|/\s|\b(?:I|we|me|my|ourselves|you've|you'll|you're|etc)\b"
)
_LOST_THING = re.compile(
    r"^\w+ both(?! (?:the|of|your)\b)|^\w+(?: \w+){0,4} of (?:them|these|those)\b|"
    r"\ball of (?:this|that|it|these|those)\b|"
    r"\b(?:in|on|for|with|of) (?:that|those) (?:project|system|case|area|process|event|team|work|matter)s?\b",
    re.I,
)
"""Only the rest of the posting says which two, or which project: "represent us in that project"."""
_LOST_PRONOUN = re.compile(
    r"^(?!.* (?:and|if|when|unless|until|before|after) ).* (?:it|them)$"
    r"|^\w+ (?:\w+ )?(?:theirs|hers|ours)\b|^\w+ (?:[\w-]+ ){0,4}ones\b"
    r"|\b(?:tell|let|join|help|show|give|ask) us\b",
    re.I,
)
"""Nothing in "the pipeline that comes of it" says what "it" is; in a question of ours, nobody is "us"."""
_LOST_IT = re.compile(
    r"^(?!.* (?:and|if|when|unless|until|before|after) ).* (?:for|in|of|on|to|with) it[ .;]*$"
)
_TRAIT = re.compile(r"^\w+ (?:well|fluently|clearly|neatly|quickly|accurately)$", re.I)
"""What somebody is like, not what they do: "write well"."""
_OPEN_PURPOSE = re.compile(r" so that \w+(?: \w+)?$")
"""What is left of "so that hours and slots fit" when its list is cut."""
_OWN_VOICE = re.compile(
    r"^((?:\S+ ){1,20}\S+?),? (?:(?:even|especially|particularly|only|just) )?"
    r"(?:when|whenever|if|because|while|where|as|so that|so|until|once|before|after|"
    r"on (?:the )?days(?: when)?) "
    r"(?:we|we're|we've|I|I'm|it's your|it is your|[A-Z][a-z]{1,20}(?:'s| is))(?= ).*$"
)
"""A clause in the posting's own voice: "book drivers when we're short" is to book drivers."""
_COMPLETED = re.compile(
    r"^(?:leav|keep|return|bring|get|hav|render|mak)(?:e|es|ing|s)?\b.* as \w+ ", re.IGNORECASE
)
"""How something is left belongs to the act: "leave the site as we found it"."""
_ADVERB_INSERT = re.compile(
    r", (?:\w+ly(?: (?:and|but) [\w-]+(?: [\w-]+){0,3})?|\w+ [\w-]+ at a time|step by step), "
    r"(?=(?:about|at|for|from|in|on|to|until|with)\b)"
)
"""How something is done, between commas: "train clients, politely and more than once, on invoices"."""
_TIME_INSERT = re.compile(
    r",? and (?:again )?(?:at|by|during|for|in|on|over|through|throughout) [\w' -]{2,30},"
    r"(?= (?:how|if|what|when|where|whether|which|who) )"
)
"""When else something is done, before what it is about: "judge at dawn, and at noon, if the hay is dry"."""
_RELATIVE_INSERT = re.compile(
    r", (?:which|who) [^,;.]{3,60},(?= (?:by|for|from|in|into|on|to|with)\b)"
)
"""What is said of a thing between commas: "bring the launch, which arrives in April, into service"."""
_OPEN_ADVERB = re.compile(r",? (?:even|especially|particularly|except|only|just|including)$")
_ESPECIALLY = re.compile(r", (?:especially|particularly) (?:when|where|if|in|on|at|with|for)\b.*$")
_LIGHT_NOUNS = frozenset(
    {"case", "day", "event", "moment", "place", "point", "stage", "time", "way"}
)
"""Nouns that say nothing without the clause behind them: "up to the point where"."""
_LAST_WORD = re.compile(r" (?:afterwards?|accordingly|again|as well|too|in between)$")
"""What points to an act that is not said: "review accidents afterwards"."""
_INCLUDED = re.compile(r", [^,]{3,40} (?:included|inclusive)$")
_ACTS_WITHOUT_OBJECT = re.compile(
    r"^(\w+ \w+ .*?\w), (?P<one>[a-z]+)(?: and | or |, )(?P<two>[a-z]+)$"
)
"""Acts at the end of a list that say nothing alone: "inspect rooms every day, hire and train"."""
_GERUND_BEHIND_MANY = re.compile(r"[a-z]s,? and (?P<act>[a-z]{2,20}ing) [a-z]")
_TAKE_PART = re.compile(r" and tak(?:e|ing) part$")
_BARE_ACT = re.compile(
    r"(?P<act>(?P<first>[A-Za-z-]{2,20}) (?:(?:an?|the|your|all) )?(?P<object>[\w'-]+)(?: [\w'-]+){0,8}?),? "
    r"and (?P<last>[a-z-]{2,20})$"
)
_HELPED_ACTS = frozenset({"dress", "go", "leave", "live", "play", "rest", "sleep", "work"})
"""What those do whom an act is for: "help people wash and dress"."""
_SECOND_GERUND = re.compile(
    r",? and [a-z]{2,20}ing (?:an?|down|in|off|on|out|over|the|to|up|with) .*$"
)
"""Another act in another form behind a noun: "treatment of complaints and handing over to nights"."""
_GERUND_WITH_IT = re.compile(r",? and (?P<act>[a-z]{2,20}ing)(?= (?:it|them) )")
_AND_FOR = re.compile(
    r"(?<= )(?:in|on|at|of) (?:(?!for )[\w'-]{1,30} ){1,6}?(?P<rest>and for [^,]+)$"
)
"""What goes on with another preposition: "the closing in three countries and for the group"."""
_ADVERB_LINK = re.compile(
    r" and (?:also |further |continuously |constantly |actively |regularly |then )(?=(?P<verb>[a-z]+) )"
)
_ACTIVITY_OF = re.compile(
    r"^((?:[a-z-]+ing(?:,| and|, and) ){1,3}[a-z-]+ing|[a-z]+ing (?:down|off|out|up)|follow up) of ",
    re.I,
)
"""Gerunds that take no "of" as verbs: "picking and packing of goods", "writing down of hours"."""
_CARE_OF = re.compile(r"^care of (?=\w)", re.IGNORECASE)
_PRAISED = re.compile(
    r"^(?:the )?(?:(?:accurate|careful|correct|effective|efficient|independent|professional|prompt|"
    r"proper|safe|smooth|thorough|timely),? (?:and )?){1,3}(?=(?P<act>[a-z]+ing) of )",
    re.IGNORECASE,
)
"""How well something is to be done, before its activity: "the accurate and timely processing of"."""
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_DAY_TAIL = re.compile(
    rf"(?: (?:in|at|around|near|to) (?-i:[A-Z])\w+(?: (?-i:[A-Z])\w+)?)?,? (?:on|every|each) {_DAYS}"
    rf"(?:,? (?:and|to|or) {_DAYS})?$",
    re.IGNORECASE,
)
_FEW_PERSONS = re.compile(
    r" (?:to|for) (?:two|three|four|five|\d) (?:customers|clients|shops|sites|stores)$"
)
_MANNER_TAIL = re.compile(
    r" (?:to|in) an? (?:very |consistently )?[\w-]+(?:,? (?:and )?[\w-]+)? (?:standard|manner|fashion|way)$"
)
"""Days, places and praise that say nothing of the act: "in Leeds on Thursdays", "in a friendly manner"."""
_HALF_ACT = re.compile(
    r"(?:(?<=\w), and \w+ (?:in|on|up|off|out|down)"
    r"|(?<=\w), (?:[\w-]+ ){1,4}and (?!\w+ing)\w+ (?:up|off|down|out)"
    r"|(?<=\w), and (?:after|at|before|during|for|in|on) [\w' -]{2,40})$"
)
"""A last act without its condition, or in another form: "coach the team, and step in"."""
_STATEMENT = re.compile(
    r"^(?!.*\b(?:that|which|who|whom|whose|what|where|when|whether|why|how|if|because|as|than|so|before|after|"
    r"until|unless|while|once|whatever|whoever)\b.{0,200} (?:is|are|was|were)\b)"
    r".* (?:is|are|was|were) (?:a|an|the|not|only|always|never|part|your|our)\b"
)
"""A sentence with a subject of its own: "arrest under the act is a last resort" names no act."""
_TELLING = frozenset({"tell", "inform", "notify", "warn", "ask", "let", "remind"})
_TOLD_WITHIN = 5
"""Whom somebody tells takes few words; what they tell them follows: "tell the lead if the plan is wrong"."""
_SUPERVISION = re.compile(
    r",? under (?:the )?(?:\w+ )?(?:supervision|direction|guidance)(?: of .*)?$"
)
_BEFORE_YOU = load_words("before_you")
_MAX_PLAIN_WORDS = 9
_OF_ONE_POSTING = re.compile(
    r"[\d,;:()/]|\b(?:our|us|your|yours|you|yourself|once|twice|every|each|per|daily|weekly|monthly|yearly|"
    r"(?:a|an) (?:day|night|week|month|quarter|year|hour|shift)|now and then|or|them|their|its|it|"
    r"if|when|where|while|because|so|that|until|unless|than|before|after|without|as|who|whose|whether|"
    r"how|what|why|which|"
    rf"{'|'.join(sorted(load_words('number_words')))})\b",
    re.IGNORECASE,
)
"""What belongs to one posting only: its lists, numbers and conditions, and whose something is."""
_JOINT = re.compile(r"(?:, and|, or|,| and| or) (?P<verb>[a-z]+)(?= (?:\w+|$))")
_BEFORE_BASE = frozenset(
    {"helping", "letting", "making", "having", "seeing", "watching", "hearing"}
)
_AND_TO = re.compile(
    r"^((?:(?!to\b|how\b|able\b)[\w'-]{1,30} ){1,8}(?!to\b)[\w'-]{1,30}) and to "
    r"(?=[a-z]{3,20} (?:the |all |any )?\w{3})"
)
"""The second of two duties that both have their "to": "interview informants and to record particulars"."""
_SHARED_OF = re.compile(
    r"(?:the |all )?(?:[\w-]{1,30} ){1,3}?[\w-]{1,30}, (?:[\w-]{1,30},? ){1,8}and [\w-]{1,30} of "
)
"""A list of acts with one object behind it: "the preparation, making and sealing of orders"."""
_LEADS_ON = re.compile(
    r"\b(?:to|who|that|which|what|when|where|how|if|whether|because|so|before|after) "
)
"""Behind such words a verb in base form is right: "helping people to wash and dress"."""
_GERUNDS = re.compile(r"\b[a-z]{2,20}ing [a-z]{1,20}, [a-z]{2,20}ing [a-z]")
"""A list of acts whose first verb is not known: "dragging brash, splitting logs and loading the truck"."""
_TOOLS = re.compile(r"^(?!\w+ing )[A-Z]\w+,? (?:and|or) [A-Z]")
"""A list of tools whose first word may be a verb: "React and TypeScript"."""
_EMPTY_VERBS = frozenset(
    {"do", "fetch", "get", "give", "go", "make", "put", "see", "spend", "take"}
)
"""Verbs that say nothing without an object."""
_PLACE_WORDS = frozenset({"around", "at", "back", "from", "home", "in", "on", "with"})
_NUMBERED_NOUNS = frozenset({"batch", "grade", "level", "page", "phase", "shift", "stage", "step"})
_PRONOUNS = frozenset(
    {
        "them",
        "they",
        "it",
        "he",
        "she",
        "him",
        "her",
        "his",
        "their",
        "theirs",
        "ours",
        "hers",
        "that",
        "this",
        "those",
        "these",
    }
)
_RELATIVES = frozenset({"that", "which", "who"})
_LOST, _LOST_WITHIN = frozenset({"them", "they", "he", "she", "him", "her", "his"}), 6
_OPEN_ENDS = PREPOSITIONS - {
    "up",
    "out",
    "off",
    "over",
    "in",
    "on",
    "down",
    "through",
    "along",
    "around",
} | {
    "and",
    "or",
    "the",
    "a",
    "an",
    "our",
    "your",
    "than",
    "so",
    "that",
    "which",
    "who",
}
_BARE_OWN = re.compile(
    r"(?<=\w )(?<!['\u2019]s )(?<!her )(?<!his )(?<!its )(?<!the )(?<!your )(?<!their )(?<!our )(?<!my )own "
    r"(?!(?:the|an?|our|your|all|and|or)\b)"
)
"""Whose it is, left out: "review of own data"."""
_OPEN_BETWEEN = re.compile(r"\bbetween (?!.*\band\b)")
_ADDITIONS = SUBORDINATORS | {"as", "even", "including", "often", "such", "with"}
_FINITE = frozenset({"is", "are", "was", "were", "has", "have", "had", "does", "did"})
_MIN_WORDS_BEFORE_COLON = 3
_MIN_WORDS, _MAX_WORDS, _GOOD_WORDS = 2, 20, 14
_MAX_COMMAS = 4


def phrase(task: TaskFact, form: PhraseForm) -> str | None:
    """Return the task as "manage central lines", "managing central lines" or "you manage central lines"."""
    praised = _PRAISED.match(task.text)
    if praised is not None and (base := get_gerund_base(praised["act"].lower())) is not None:
        task = replace(task, text=task.text[praised.end() :], verb=base, form="noun")
    whole = cut_clauses(_shorten(task.text, is_activity=task.form == "activity"), task.form)
    whole = cut_open_list(whole, task.form)
    cuts = (
        whole,
        *list_cuts(whole, task.form),
        *cut_length(whole, _MAX_WORDS - 2, _MAX_COMMAS),
        *cut_manner(whole, task.form),
    )
    tried = (_say(text, task, form) for text in cuts)
    said = next((one for one in tried if one), None)
    if said is None or is_unspeakable(task.text) or _TOOLS.match(task.text):
        return None
    said = _cut_tails(_OPEN_PURPOSE.sub("", cut_dangling(said)))
    if task.form == "activity" and task.verb == "do" and cut_objects(said) != said:
        said = said.partition(",")[0]  # what fits the first thing may not fit the next one
    said = cut_adjunct(said if task.verb == "keep" else cut_objects(said))
    said = _BARE_OWN.sub("your own ", _TAKE_PART.sub("", said))
    if (
        _OPEN_BETWEEN.search(said)
        or has_open_pronoun(said)
        or (_SHARED_OF.match(task.text) and " of " not in said)
    ):
        return None
    return f"you {said}" if form == "second_person" else said


def is_plainly_said(infinitive: str | None, gerund: str | None) -> bool:
    """Return whether a task fits into any sentence of a question: one act, in few words, and nobody's own.

    A list, a second act, a number or how often something is done belong to the posting: "count stock once a
    week" makes no sense in "it is a short-handed day, and you still have to". Such tasks are quoted.
    """
    if infinitive is None or gerund is None:
        return False
    words, same = infinitive.split(), gerund.split()
    if (
        len(words) > _MAX_PLAIN_WORDS
        or len(words) != len(same)
        or _OF_ONE_POSTING.search(infinitive)
    ):
        return False
    acts = [place for place, pair in enumerate(zip(words, same, strict=True)) if pair[0] != pair[1]]
    return acts == [0, 2] or (acts == [0] and " and " not in infinitive)


def is_quotable(task: TaskFact) -> bool:
    """Return whether a task can be understood without the rest of the posting: a verb, and no lost "them"."""
    words = [token.text for token in tokenize_words(task.text)]
    if words[:1] == ["you"]:
        words = words[1:]
    if not words:
        return False
    bare = task.text.removeprefix("you ")
    if any(found.match(bare) for found in (_STATEMENT, _TOOLS)) or bare.count("(") != bare.count(
        ")"
    ):
        return False
    is_lost = _LOST_THING.search(bare) or _LOST_IT.search(bare)
    if is_unspeakable(bare) or is_lost:
        return False
    if task.form == "activity":
        return len(words) > _MIN_WORDS and words[-1] not in _OPEN_ENDS
    known = get_form(words[0]) or (task.verb, task.form)
    first = known if len(words) > _MIN_WORDS and task.verb else None
    if first is None or (first[0] in _EMPTY_VERBS and words[1] in PREPOSITIONS | _PLACE_WORDS):
        return False
    if _changes_subject(words) or words[-1] in _OPEN_ENDS or "ones" in words[1:3]:
        return False
    return words[1] not in _PRONOUNS | _FINITE | {"if"} and not _points_out(words[:_LOST_WITHIN])


def cut_second_task(text: str) -> str:
    """Return what stands before a comma and another verb: "make stocks, pick herbs" is two tasks."""
    text = _OPEN_PURPOSE.sub("", text)
    if TAUGHT_ACTS.search(text):
        return text
    first = get_form(text.split(" ", 1)[0].lower())
    for comma in re.finditer(", ", text):
        before, rest = text[: comma.start()], tokenize_words(text[comma.end() :])
        found = get_form(rest[0].text) if rest else None
        is_verb = found is not None and first is not None and found[1] == first[1]
        if is_verb and rest[0].text not in load_verb_nouns() and len(before.split()) > _MIN_WORDS:
            return before
    return text


def _say(text: str, task: TaskFact, form: PhraseForm) -> str | None:
    if not task.verb or not text:
        return None
    if task.form == "activity" and _GERUNDS.match(text):
        return text if form == "gerund" else None
    if task.form in {"activity", "noun"}:
        is_noun = task.form == "noun"  # "maintenance of machines"
        link = "for " if task.verb == "search" else ""
        of_verb = f"{task.verb} {link}{text.split(' ', 2)[-1]}"
        return _say_noun(of_verb if is_noun else name_activity(task.verb, text), form)
    tokens = tokenize_words(text)
    if not _is_safe(text, tokens):
        return None
    said = inflect(
        text, tokens, task.form, "gerund" if form == "gerund" else "base", first=task.verb
    )
    mixes = _mixes_forms(said or "") if form == "gerund" else _keeps_gerund(said or "", task)
    if said is not None and not mixes:
        return said
    short = _cut_bare_act(text)
    return _say(short, task, form) if short != text else None


def _mixes_forms(said: str) -> bool:
    """Return whether a second verb did not follow the first: "taking down bindings, wash text blocks"."""
    if said.partition(" ")[0] in _BEFORE_BASE:
        return False
    for joint in _JOINT.finditer(said):
        is_base = is_verb(joint["verb"]) and joint["verb"] not in load_verb_nouns()
        if is_base and not _LEADS_ON.search(said[: joint.start()]):
            return True
    return False


def _keeps_gerund(said: str, task: TaskFact) -> bool:
    """Return whether a second gerund did not follow the first one: "take payments and cashing up"."""
    if task.form != "gerund":
        return False
    behind = _GERUND_BEHIND_MANY.search(said)
    is_act = behind is not None and get_gerund_base(behind["act"]) is not None
    return is_act or _SECOND_GERUND.search(said) is not None


def _say_noun(said: str, form: PhraseForm) -> str | None:
    """Return the words with their first verb in a form: no verb stands beside that of a noun."""
    if not _is_safe(said, tokenize_words(said)):
        return None
    verb, _, rest = said.partition(" ")
    link, _, tail = rest.partition(" ")
    if form == "infinitive" and (second_act := _GERUND_WITH_IT.search(rest)) is not None:
        base = get_gerund_base(second_act["act"])
        rest = _GERUND_WITH_IT.sub(f" and {base}", rest) if base else rest
    rest = _SECOND_GERUND.sub("", rest)
    if link == "and" and is_verb(tail.partition(" ")[0]):
        second, _, rest = tail.partition(" ")
        rest = f"and {make_gerund(second)} {rest}" if form == "gerund" else f"and {tail}"
    return f"{make_gerund(verb) if form == 'gerund' else verb} {rest}"


def _shorten(text: str, *, is_activity: bool) -> str:
    line = _RELATIVE_INSERT.sub("", cut_colleague(mend_slips(write_spoken(text))))
    line = _TIME_INSERT.sub("", _ADVERB_INSERT.sub(" ", _NOTE.sub("", line)))
    line = _CARE_OF.sub("take care of ", _ACTIVITY_OF.sub(r"\1 ", _AND_TO.sub(r"\1 and ", line)))
    line = _ADVERB_LINK.sub(_drop_adverb, _INCLUDED.sub("", line))
    line = line if _COMPLETED.match(line) else _OWN_VOICE.sub(r"\1", line)
    line = _OPEN_ADVERB.sub("", _SUPERVISION.sub("", _ESPECIALLY.sub("", line)))
    cut = _CUT.search(line, min(8, len(line.partition(" ")[0])))
    line = (line[: cut.start()] if cut else line).rstrip(" .,;:!-\u2013\u2014")
    line = _cut_tails(line)
    words = line.split(" ")
    is_label = len(words) < _MIN_WORDS_BEFORE_COLON and not is_activity and not _is_act(words)
    if cut and ":" in cut.group() and is_label:
        return ""
    if len(words) <= _GOOD_WORDS:
        return line
    least = _TOLD_WITHIN if _get_verb(words[0]) in _TELLING else 3
    for place in range(_GOOD_WORDS, least, -1):
        before, word = words[place - 1], words[place].lower()
        is_added = before.endswith(",") and word in _ADDITIONS
        is_clause = word in SUBORDINATORS - {"so", "that", "who", "which"}
        if is_added or (is_clause and before.removesuffix("s") not in _LIGHT_NOUNS):
            return _OPEN_ADVERB.sub("", " ".join(words[:place]).rstrip(" ,"))
    return line


def _drop_adverb(found: re.Match[str]) -> str:
    """Return "and" alone before a verb: "guard the cash flow and further develop controls"."""
    return " and " if get_form(found["verb"]) is not None else found[0]


def _get_verb(word: str) -> str:
    found = get_form(word.lower())
    return found[0] if found else ""


def _cut_tails(line: str) -> str:
    """Return a task without the days, places and praise at its end, if enough of it is left."""
    by_day = _DAY_TAIL.sub("", line)
    cut = _FEW_PERSONS.sub("", by_day) if by_day != line else line
    cut = _cut_bare_act(cut)
    cut = _LAST_WORD.sub("", _HALF_ACT.sub("", _MANNER_TAIL.sub("", cut)))
    if (other := _AND_FOR.search(cut)) is not None:
        cut = cut[: other.start("rest")].rstrip(" ,")
    bare = _ACTS_WITHOUT_OBJECT.match(cut)
    if bare is not None and all(
        is_verb(word) for word in (line.partition(" ")[0].lower(), bare["one"], bare["two"])
    ):
        cut = bare[1]
    return next(one for one in (cut, by_day, line) if " " in one or one is line)


def _cut_bare_act(line: str) -> str:
    """Return a task without a last act that has no object: "run shifts and open", "tell them, and call"."""
    found = _BARE_ACT.match(line)
    if found is None or _LEADS_ON.search(found["act"]):
        return line
    first, last = get_form(found["first"].lower()), get_form(found["last"])
    is_bare = first is not None and last is not None and first[1] == last[1]
    is_act = is_bare and last is not None and last[0] not in load_verb_nouns() | _HELPED_ACTS
    return found["act"] if is_act and get_form(found["object"]) is None else line


def _is_act(words: Sequence[str]) -> bool:
    """Return whether two words before a colon are a verb and its object: "investigating accidents"."""
    first = words[0].lower()
    found = get_form(first)
    is_sure = found is not None and found[0] not in load_verb_nouns() and first not in NOUN_GERUNDS
    return is_sure and len(words) > 1 and words[1].endswith("s")


def _is_safe(text: str, tokens: Sequence[WordToken]) -> bool:
    words = [token.text for token in tokens]
    if not _MIN_WORDS <= len(words) <= _MAX_WORDS or _UNSAFE.search(text):
        return False
    if len(words) == _MIN_WORDS and words[1] in {"up", "off", "out", "down"}:
        return False
    is_bare = len(words) == _MIN_WORDS and words[0] in load_verb_nouns()
    is_compound = is_bare and not words[1].endswith("s")  # "sample preparation", not "pack orders"
    if is_compound or words[-1] in _OPEN_ENDS or text.count(",") > _MAX_COMMAS:
        return False
    if (
        _TRAIT.search(text)
        or _STATEMENT.match(text)
        or _is_adjective(text, tokens)
        or _LOST_PRONOUN.search(text)
        or _LOST_THING.search(text)
        or _changes_subject(words)
        or (words[0] in _NUMBERED_NOUNS and _is_number(words[1]))
    ):
        return False
    first = get_form(words[0])
    is_empty = first is not None and first[0] in _EMPTY_VERBS
    if is_empty and (
        words[1] in _PLACE_WORDS
        or (len(words) == _MIN_WORDS and words[1] in PREPOSITIONS | DETERMINERS)
    ):
        return words[1:3] == ["to", "it"]
    if words[1] in _PRONOUNS | _FINITE | {"if"} or (
        words[0] in CAUSATIVES and words[1] in _PRONOUNS
    ):
        return False
    return not _points_out(words[:5])


def _is_number(word: str) -> bool:
    return word[0].isdigit() or word in load_words("number_words")


def _is_adjective(text: str, tokens: Sequence[WordToken]) -> bool:
    """Return whether the first word belongs to a noun, as in "calm, clear voice"."""
    has_comma = text[tokens[0].end : tokens[1].start].startswith(",")
    is_adjective = has_comma and get_form(tokens[1].text) is None
    return is_adjective and not tokens[0].text.endswith("s")  # "threshes, winnows and bags rice"


def _points_out(words: Sequence[str]) -> bool:
    """Return whether a pronoun near the beginning stands for nothing that is said before it.

    "Calm arguments before they turn into fights" says what "they" are.
    """
    place = next((at for at, word in enumerate(words) if at and word in _LOST), None)
    if place is None:
        return False
    said = [word for word in words[1:place] if word not in SUBORDINATORS]
    return words[place] not in {"them", "they"} or not any(
        one.endswith("s") or one in {"children", "men", "people", "women"} for one in said
    )


def _changes_subject(words: Sequence[str]) -> bool:
    """Return whether "you" begins a sentence of its own or is an object, as in "and we show you".

    At the end of a clause it is whom others do something to: "hold dogs that would rather bite you".
    """
    last = len(words) - 1 if not _RELATIVES.isdisjoint(words[1:-1]) else len(words)
    return any(
        word == "you" and place != last and words[place - 1] not in _BEFORE_YOU
        for place, word in enumerate(words)
    )
