"""Which lines of a posting no question names: they say nothing that a person does, or they were cut off."""

from __future__ import annotations

import re

from vivavoce.planning.domain.job_analysis.persons import names_person
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_NAMED_PERSON = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Miss|Prof)\b\.?\s[A-Z]")
_AMOUNT = (
    r"(?=\W*$|\W+(?:(?:about|around|at|at least|between|from|is|of|over|up to) ){0,2}"
    r"[\u00a3$\u20ac]? ?(?:\d|four|five|six|seven|eight)| ?[,;]| (?:plus|depend\w+|negotiable)\b)"
)
"""Nothing but how much it is: "starting salary 38,000", but not "starting salary calculation"."""
_UNSPEAKABLE = re.compile(
    r"^(?:champion|embod|embrac|liv|promot|shar|support|tak|uphold)\w* (?:part in )?"
    r"(?:[\w'-]+ ){0,5}(?:cultures?|ethos|spirit|values)\b"
    r"|^sit(?:s|ting)? (?:alongside|beside|in|with|within) "
    r"(?:[\w'-]+ ){1,6}(?:departments?|groups?|squads?|teams?)\b"
    r"|^tak(?:e|es|ing) (?:(?:a|an|your|regular|the) )?(?:annual leave|breaks?|holidays?|lunch)\b"
    r"|^(?:do not|don't|never|avoid)\b|^(?:be|am|is|are)\b|\band (?:are|is)\b"
    r"|^\w+(?: up)? (?:at|from|by|until|between|before|after) \d"
    r"|^(?:begin|close|finish|open|start)\w* \d{1,2}(?:[.:]\d\d)? ?(?:[ap]\.?m|$)"
    r"|^\w+(?: up| down)? on (?:an? )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|^\w+ the (?:others?|other (?:one|two|three|four)s?|rest|former|latter)$"
    r"|^\w+ (?:across|onto|over|through) your desk\b"
    r"|^pay(?:s|ing)?:? (?:\d|[\u00a3$\u20ac])|\bat (?:the |your )?interview[.]?$"
    r"|^(?:hous|lodg|park|board)(?:e|ing)? (?:at|close|for|in|near|on|with)\b"
    r"|^(?:begin|join|start)(?:ning|s|ing)? (?:as soon as|asap|immediately|right away|straight away)\b"
    r"|^(?:begin|start)(?:ning|s|ing)? (?:out |off )?with (?:an? |your )?(?:[\w'-]+ ){0,3}"
    r"(?:caseload|list|load|patch|portfolio|round|territory|workload)\b"
    r"|^(?:build|go|grow|work)(?:s|ing)? up to \d"
    r"|^tak(?:e|es|ing) (?:the|this|our|your) (?:[\w'-]+ ){1,3}(?:forward|on|over)\W*$"
    r"|^pay(?:ing)? (?:according|as per|at|by|from|in line|of|on|per|under|weekly|monthly)\b"
    r"|^(?:do|does|doing) (?:it|so|(?:your|him|her|them)sel(?:f|ves))\b|^go(?:es|ing)? along\b"
    r"|^(?:giv(?:e|es|ing) back|lend(?:s|ing)? a hand)[ .!]*$"
    r"|^own(?:s|ing)? (?:an? )?(?:car|(?:basic |hand )?tools|(?-i:[A-Z]))"
    r"|^work(?:s|ing)? under (?:the )?(?:\w+ )?(?:supervision|direction)"
    r"|^work(?:s|ing)? (?:from|out of) (?:[\w',.-]{1,20} ){0,4}(?:base|branch|clinic|depot|home|hub|"
    r"office|site|studio|warehouse|yard)\b"
    r"|^report(?:s|ing)? (?:directly )?(?:in)?to (?:[\w'-]{1,20} ){0,6}"
    r"(?:board|ceo|chef|chief|cto|director|foreman|head|lead|leader|manager|owner|partner|president|principal|"
    r"superintendent|supervisor)\b|^\w+ing \d\d:\d\d"
    r"|\b(?:is|are|was|were) (?:\w+ly |not )?ours?\b"
    r"|^shar(?:e|es|ing) (?:an?|the|one|our) (?:same )?(?:bench|building|canteen|desk|floor|kitchen|office|"
    r"room|workshop)\b|^meet(?:s|ing)? the (?:rest of the )?team[ .!]*$"
    r"|^\w+ (?:(?:any|little|minor|more|odd|other|small|some|the) ){0,3}(?:anything|bits|everything|jobs|"
    r"notes|something|stuff|tasks|things?)[ .]*$"
    r"|^\w+ (?:an?|any|one|some|this|that|two|three) (?:figures?|numbers?|ones?|points?|things?|words?)[ .]*$"
    r"|^\w+ by [\w-]+(?:,|$)|^\d{1,2}[:.]\d\d\b"
    r"|^do(?:ing)? (?:two|three|several|many|both) (?:different )?jobs\b"
    r"|^here(?:'s|\u2019s| is| are) "
    rf"|^(?:basic|base|opening|starting) (?:pay|rate|salary|wage)s?{_AMOUNT}"
    r"|(?:^|, )flexi-?time(?=$|[,.;]| (?:and|available|between|from|possible|scheme|with|working)\b)"
    rf"|^(?:annual|maternity|paid|parental|sick|study) leave{_AMOUNT}"
    r"|^celebrat(?:e|es|ing) (?:(?:all|big|each|every|our|small|team|the|the team(?:'s|\u2019s)) ){0,2}"
    r"(?:milestones?|success(?:es)?|victor(?:y|ies)|wins?)\b(?! of )"
    r"|^fit(?:s|ting)? (?:(?:right|straight|well) )?in(?: here| with us)?(?=$|[ ,](?:because|if|when)\b)"
    r"|^(?:are |is )?(?:seek(?:s|ing)?|look(?:s|ing)? for|search(?:es|ing)? for) (?:an?|another|our|one|two) "
    r"(?:[\w'/-]+ ){1,9}?(?:who|to (?:be part of|become|complement|complete|join|strengthen|work)) "
    r"|^(?:begin|start)(?:ning|s|ing)? in "
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:the )?(?:autumn|fall|spring|summer|winter))\W*$",
    re.IGNORECASE,
)
"""What is no act of the work: what somebody leaves out, is, gets, or reports to, and when a shift begins.

Nor is what they are paid, and how the team feels ("celebrate wins loudly"). The vacancy itself is none,
either ("take the kitchen on", "begin with a portfolio of 40 accounts"), and
"refund it if it is our fault" cannot be said, as a question is asked in nobody's name.
"""
_SEVERAL = "|".join(sorted(load_words("number_words") - {"one"}))
_KNOWN_TO_EMPLOYER = re.compile(
    r"\bthe (?:[\w-]+ ){1,3}who (?:have |has )?(?:just |recently )?"
    r"(?:joined|started|began|came|arrived|moved)\b"
    rf"|\bthe (?:{_SEVERAL}|\d{{1,2}}) (?:[\w-]+ ){{0,2}}(?:who|whom)\b",
    re.IGNORECASE,
)
"""People whom an outsider has not met: "coach the two who joined last year"."""
_CLAUSE_PRONOUN = re.compile(
    r"\b(?:when|where|if|until|because|whether|while|once|unless|as soon as|before|after) "
    r"(?P<pronoun>it|they)\b|\bso (?:that )?(?:they|everyone|others|people) \w+ (?P<object>it)\b",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"(?<!to )\b(?:theirs?|its|his|hers?|them|they|these"
    r"|those(?! (?:affected|at|in|of|on|that|which|who|with)\b))\b"
)
_MIN_LOST = 4
"""Words that a cut took away."""
_ONES = re.compile(
    r"^(?:[\w-]+ ){1,5}(?:the|any|these|those|some|our|all) (?:[\w-]+ ){0,2}ones\b", re.IGNORECASE
)
_NO_NOUNS = (
    load_words("object_starters")
    | load_words("prepositions")
    | load_words("subordinators")
    | frozenset(
        {
            "and",
            "or",
            "not",
            "no",
            "why",
            "early",
            "sure",
            "clear",
            "calm",
            "yes",
            "then",
            "also",
            "what",
        }
    )
)
_COLLEAGUE = re.compile(
    r",? (?:(?:and|together|along|jointly|closely) )*(?:alongside|beside|by|for|from|of|to|under|with) "
    r"[A-Z][a-z]{1,20}(?: [A-Z][a-z]{1,20})?, (?P<who>who|our|the|your) "
    r"(?:[\w-]+ ){0,4}?(?P<role>[\w-]+)(?:[,.;(].*)?$"
)
_WITH_NAME = re.compile(
    r",? (?:and )?(?:closely )?(?:alongside|(?:together|jointly|side by side) with) "
    r"(?P<name>[A-Z][a-z]{1,20})(?: [A-Z][a-z]{1,20})?(?=$|[,.;]| (?:and|at|for|from|in|on|to|when) )"
)
_UNDER_NAME = re.compile(
    r",? under [A-Z][\w-]{1,20}'s (?:direction|eyes?|guidance|supervision|wing)\b"
)
TEAM_NAMES = frozenset({
    "Accounting", "Accounts", "Compliance", "Design", "Development", "Engineering", "Finance",
    "Legal", "Logistics", "Maintenance", "Management", "Marketing", "Nursing", "Operations", "Ops", "People",
    "Planning", "Procurement", "Product", "Production", "Purchasing", "Quality", "Reception", "Research",
    "Sales", "Security", "Service", "Support",
})  # fmt: skip
_BACK = re.compile(
    r"[a-z-]{1,20} (?:(?:up|down|in|off|out) )?the (?:(?:daily|weekly|monthly|yearly) )?"
    r"(?:audit|book|chart|data|diary|differences?|entry|figures|findings|forms?|list|log|logbook|minutes|"
    r"numbers|outcome|paperwork|readings?|records?|register|reports?|results?|sheet|tally|totals?|values)\b"
    r"(?! of )|[a-z-]{1,20} (?:(?:up|in|out) )?(?:anything|whatever) "
    r"(?!about\b|at\b|for\b|from\b|in\b|of\b|on\b|that\b|to\b|which\b|with\b|you\b)[a-z-]{2,20}"
)
"""An object that only the act before explains: "check the oxygen and sign the log"."""
_BEHIND_PREPOSITION = re.compile(
    r"^(?!.* (?:and|or|if|when|unless|until|before|after|so|that|who|which|what|how|where) ).* "
    r"(?:against|at|by|for|from|in|into|of|on|over|through|to|under|with) (?:it|them)$"
)
"""Nothing in "plan the round from it" says what "it" is."""
_AT_A_PLACE = re.compile(
    r"(?:be|com|driv|go|liv|sit|sitt|stand|stay|travel|walk)(?:e|s|es|ing)? (?:at|in|into|on|through|to) "
    r"(?:[\w'-]{1,30} ){1,6}and (?:then )?[a-z-]{2,20} (?:it|them|these|this|that)\b",
    re.IGNORECASE,
)
"""Where somebody is, is not what they do something to: "sit in rehearsals and change them"."""
_OWN_OBJECT = re.compile(
    r"\b[\w-]{1,30} (?:who|which|that) (?:[\w'-]{1,30} ){1,3}(?:it|them|him|her)\b(?! \w{1,30}ing)"
)
"""Who does something to "them" is somebody else: "deal with employers who won't release them"."""
_WHAT_WAS = re.compile(
    r"\b[a-z-]{1,20} (?:up |down )?what (?:is|was|were|has been|does not|doesn't) [a-z-]{1,20}"
)
"""Only the act before says where: "refill the shelves and report what was taken"."""
_DANGLING = re.compile(
    r"(?:,? (?:after|before|for|of|in|with|at|on|to|by) each"
    r"|,? and,? where (?:necessary|needed|appropriate|possible)"
    r"|,? and(?:, [\w ]{1,20})?|, (?P<member>\w+))$",
    re.IGNORECASE,
)
"""The end of a phrase that was cut: "after each" what, "and, where necessary," what.

``member`` is one word after a comma, which may also be the last member of a list: "wash, dry, iron".
"""


_TO_THEM = re.compile(r" to [a-z]{2,20} them[.]?$")
"""Whom or what somebody does something to, at the end: "stand up in court to explain them"."""
_MANY = frozenset({
    "anybody", "anyone", "cattle", "children", "class", "crew", "everybody", "everyone", "family", "group",
    "men", "people", "police", "public", "sheep", "somebody", "someone", "staff", "team", "women",
})  # fmt: skip


def is_unspeakable(text: str) -> bool:
    """Return whether a task names nothing that a person does, or a person whom only the employer knows.

    "Do not give advice", "report to the board", "start between 19:00 and 20:30", "assist Dr Anand".
    """
    line = text.strip()
    return any(found.search(line) for found in (_UNSPEAKABLE, _NAMED_PERSON, _KNOWN_TO_EMPLOYER))


def cut_colleague(text: str) -> str:
    """Return a task without a colleague by name: "extend the library together with Ines, our designer".

    A candidate has never met that person.
    """
    text = _UNDER_NAME.sub("", text)
    by_name = _WITH_NAME.search(text)
    if by_name is not None and by_name["name"] not in TEAM_NAMES:
        text = text[: by_name.start()]
    found = _COLLEAGUE.search(text)
    if found is None or not (found["who"] == "who" or names_person(found["role"].lower())):
        return text
    return text[: found.start()]


def has_open_pronoun(text: str) -> bool:
    """Return whether "it", "they" or "ones" stands for something that only another act or line names.

    "Find out why when it fails", "tell the couple when it slips" (not a couple), "get rid of the flaky ones",
    "sign off their logbooks".
    """
    if (
        _AT_A_PLACE.match(text)
        or _ONES.search(text)
        or _BEHIND_PREPOSITION.match(text.rstrip(" .;"))
    ):
        return True
    own = _OWN_OBJECT.search(text)
    if own is not None and not _list_nouns(text[: own.start()]):
        return True
    pointer = _POINTER.search(text)
    if pointer is not None and not _list_nouns(text[: pointer.start()]):
        return True
    many = _TO_THEM.search(text)
    if many is not None and not any(map(_may_be_many, _list_nouns(text[: many.start()]))):
        return True
    for found in _CLAUSE_PRONOUN.finditer(text):
        nouns = _list_nouns(text[: found.start()])
        if (found["pronoun"] or found["object"]).lower() == "it":
            nouns = [word for word in nouns if not names_person(word) and not _is_plural(word)]
        if not nouns:
            return True
    return False


def _may_be_many(word: str) -> bool:
    return _is_plural(word) or names_person(word) or word in _MANY


def _list_nouns(before: str) -> list[str]:
    """Return what a pronoun behind these words may stand for; the first word is the verb."""
    words = [word.strip(",;()") for word in before.lower().removeprefix("you ").split()[1:]]
    return [word for word in words if not _is_no_noun(word)]


def leans_on_another(text: str) -> bool:
    """Return whether only the act before says what an act is about."""
    return has_open_pronoun(text) or says_what_was(text) or _BACK.match(text.lower()) is not None


def says_what_was(text: str) -> bool:
    """Return whether an act is about something that only the act before names: "report what was taken"."""
    return _WHAT_WAS.fullmatch(text.lower().rstrip(" .;")) is not None


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _is_no_noun(word: str) -> bool:
    return word.endswith("ly") or word in _NO_NOUNS


def is_trifle(said: str, whole: str) -> bool:
    """Return whether a cut left only a verb and an abbreviation: "collecting ID" of a longer duty."""
    rest = said.partition(" ")[2]
    is_cut = len(whole.split()) - len(said.split()) >= _MIN_LOST
    return is_cut and " " not in rest and rest.isupper()


def cut_dangling(said: str) -> str:
    """Return a phrase without an end that nothing follows; one that is cut to a single word stays whole."""
    end = _DANGLING.search(said)
    cut = said[: end.start()] if end else said
    is_whole_list = end and end["member"] and re.search(r"(?:,| and| or) ", cut)
    return said if is_whole_list or " " not in cut else cut
