"""Grammar faults that fall from frames: each rule with an example that it must find.

The rules see what a filled frame gets wrong. They do not read like a person, and praise nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from bench.plans.job_facts import list_task_verbs, load_skill_kinds, load_words

_BASE_VERBS = sorted(load_words("frame_verbs"))
_ONLY_VERB = "|".join(verb for verb in _BASE_VERBS if verb not in load_words("homographs"))
_ANY_VERB = "(?#verbs of tasks)"
"""A comment to patterns, in whose place the verbs come when the pattern is compiled."""
_NOT_GERUND = (
    r"(?:bring|ring|sing|swing|string|spring|king|thing|nothing|something|anything|everything|during|wing|ping|"
    r"sling|fling|sting|wring|cling|morning|evening|building|being|according)\b"
)
_THIRD_PERSON = "|".join(
    f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2] not in "aeiou" else
    f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    for verb in _BASE_VERBS
)  # fmt: skip

_PAST = "|".join(f"{verb}d" if verb.endswith("e") else f"{verb}ed" for verb in _BASE_VERBS)
_WITH_E = "|".join(verb for verb in _BASE_VERBS if verb.endswith("e") and not verb.endswith("ee"))


@dataclass(frozen=True, slots=True)
class GrammarFault:
    """A rule that a question breaks, and the words that break it."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrammarRule:
    """A rule, how it finds faults, examples that it must find and near ones that it must not."""

    name: str
    find: Callable[[str], Iterator[str]]
    finds: tuple[str, ...]
    passes: tuple[str, ...]


def find_grammar_faults(text: str) -> tuple[GrammarFault, ...]:
    """Return the faults of a question, in the order of the rules."""
    return tuple(
        GrammarFault(rule.name, words) for rule in GRAMMAR_RULES for words in rule.find(text)
    )


def _by_pattern(*patterns: str, ignores_case: bool = True) -> Callable[[str], Iterator[str]]:
    @cache  # at the first question: to read all tasks, and to compile their verbs, takes a second each
    def compiled() -> list[re.Pattern[str]]:
        verbs = "|".join(sorted(list_task_verbs()))
        written = [each.replace(_ANY_VERB, verbs) for each in patterns]
        return [re.compile(each, re.IGNORECASE if ignores_case else 0) for each in written]

    def find(text: str) -> Iterator[str]:
        for pattern in compiled():
            yield from (match.group().strip() for match in pattern.finditer(text))

    return find


_USED = re.compile(
    r"\b(?:time you|you have|have you|you) (?:last |first |ever )?used (?P<what>[^,.?!;:]{2,80})",
    re.IGNORECASE,
)
_DETERMINERS = (
    "a ",
    "an ",
    "the ",
    "this ",
    "that ",
    "your ",
    "our ",
    "their ",
    "it",
    "them",
    "one ",
    "for ",
)


def _find_used_activities(text: str) -> Iterator[str]:
    """Yield "used" with something that is done, known, spoken or held; only tools are used."""
    kinds = load_skill_kinds()
    for match in _USED.finditer(text):
        what = re.split(r" (?:in|at|to|for|with|on|during|as) ", match["what"])[0].strip()
        if what.lower().startswith(_DETERMINERS):
            continue
        kind = kinds.get(what.lower())
        is_name = any(letter.isupper() or letter.isdigit() for letter in what)
        is_list_of_languages = all(
            kinds.get(part.lower()) == "language" for part in re.split(r" and | or |, ", what)
        )
        if (kind not in {None, "tool"}) or is_list_of_languages or (kind is None and not is_name):
            yield match.group().strip()


def _find_open_pairs(text: str) -> Iterator[str]:
    for opening, closing in (("(", ")"), ("\u201c", "\u201d")):
        if text.count(opening) != text.count(closing):
            yield opening
    if text.count('"') % 2:
        yield '"'


def _find_bad_ends(text: str) -> Iterator[str]:
    if not text.rstrip(" \"'\u201d\u2019").endswith((".", "?", "!")):
        yield text[-20:]
    yield from (
        match.group().strip()
        for match in re.finditer(r"\b(?:and|or|the|a|an|your|our)[.?!;:](?!\w)", text)
    )


_CONSONANT_SOUND = (
    r"(?:[Uu]ni(?!m|n)|[Uu]s[aeu]|[Uu]til|[Uu]rin|[Uu]biq|[Ee]u|[Oo]ne\b|[Oo]nce\b|[Oo]ne-)"
)
_ARTICLE_PATTERNS = (
    rf"\b[Aa] (?!{_CONSONANT_SOUND})[aeiouAEIO]\w+",
    r"\b[Aa]n (?![aeiouAEIOU]|hour|honest|heir|honor|[A-Z0-9]|[\"\u201c\u2018'*])\w+",
    rf"\b[Aa]n {_CONSONANT_SOUND}\w*",
    r"\b(?:[Aa]n?|[Tt]he|[Yy]our|[Oo]ur|[Tt]heir) (?:an?|the|your|our|their|my|this|these)\b",
)

_LEAD = (
    r"\b(?:(?:job|work|tasks|duties|role|position) (?:is|includes|means|involves)|talk about|you will be|"
    r"will also be|part of the job,|among other things, you will be|also means|experience with) "
)
"""What stands before a task of the posting, which then begins with a gerund."""
_CLAUSE_WORDS = (
    r"\b(?:that|which|who|whom|whose|what|where|when|whenever|whether|why|how|if|because|as|than|so|before|"
    r"after|until|unless|while|once|whatever|whoever)\b"
)

GRAMMAR_RULES = (
    GrammarRule(
        name="a verb of two words of which one is a gerund",
        find=_by_pattern(
            rf"{_LEAD}(?!help|mak)\w+ing (?:check|clean|cut|drive|fit|fly|pick|read|ride|run|sew|start|stitch|"
            r"test|wash|weld) (?:an?|any|all|both|each|every|her|his|incoming|new|the|their|your)\b"
            r"(?! (?:day|hour|month|morning|night|quarter|season|shift|week|year))",
            rf"{_LEAD}(?:cold|cross|doubl|fact|pric|risk|spot)t?ing (?:assess|call|check|match|sell|train)\b",
        ),
        finds=(
            "Let's talk about testing ride every bike before it goes back. What do you do?",
            "One of your tasks is spotting check the pallets. What do you do?",
        ),
        passes=(
            "Part of this job is helping fit the kitchen. What do you do?",
            "Your work here includes doing a test run each week. What do you do?",
        ),
    ),
    GrammarRule(
        name="a sentence where an act belongs",
        find=_by_pattern(
            rf"{_LEAD}\w+ing (?:(?!{_CLAUSE_WORDS})[^.?!])*? (?:are|is|was|were) \w+",
            r"\b(?:he or she|she or he) \w+s\b",
        ),
        finds=(
            "You will be plating for yeast and bacteria are poured, incubated and read. What do you do?",
            "Part of this job is walking the floors, and in a fire he or she leads people out. What do you do?",
        ),
        passes=(
            "Part of this job is telling people what is wrong. What do you do?",
            "One of your tasks is packing what is left. It is late. What do you do?",
        ),
    ),
    GrammarRule(
        name="a quotation that is not in base form",
        find=_by_pattern(
            rf"\"(?:{_THIRD_PERSON})(?:,| and\b)",
            r"\"[A-Z][a-z]+[^\Wsu]s (?:all|an?|any|each|every|our|the|their|your)\b",
            r"\"You(?:'d|'ll| will| won't| would)\b",
        ),
        finds=(
            'One part of this job is: "Checks the floors with the guard." What do you do?',
            'Let us look at this: "You will spend the day on brakes." What do you do?',
        ),
        passes=(
            'One part of this job is: "Check the floors with the guard." What do you do?',
            'You get this: "If it looks odd, you ring the office." What do you do?',
        ),
    ),
    GrammarRule(
        name="what cannot be read aloud",
        find=_by_pattern(
            r"\b\d+ ?x\b(?! ?\d)",
            r"\b(?:against|for|of|to|with) (?:agreed|budgeted|expected|planned|required)[.,?]",
            rf"{_LEAD}running (?:about|around) (?:\d|two|three|four|five|six|seven|eight|nine|ten|twenty)",
        ),
        finds=(
            "You will also be rating suppliers 1x per year. What do you do?",
            "Walk me through how you compare claims against expected, please.",
            "Part of this job is running around eight shows a year. What do you do?",
        ),
        passes=("You cut boards of 12 x 25 for a job with expected delays. What do you do?",),
    ),
    GrammarRule(
        name="doubled word",
        find=_by_pattern(r"(?<![\w-])(?!(?:had|that|very)\b)(\w+) \1(?![\w-])"),
        finds=("Who did you work with with customers?", "Tell me how you manage manage lines."),
        passes=("What had had the most effect?", "We know that that day was hard."),
    ),
    GrammarRule(
        name="doubled verb",
        find=_by_pattern(
            rf"\b(?:do|did|will|would|can|could|must|should|to) (?:do|make) (?:{_ONLY_VERB})\b",
            rf"\byou (?:do|make) (?:{_ONLY_VERB})\b",
            rf"\b(?:{_ONLY_VERB}) (?:{_ONLY_VERB})\b",
            rf"\bdoing (?!{_NOT_GERUND})\w{{3,}}ing (?:the|a|an|your|our|\w+s)\b",
        ),
        finds=(
            "How do you do manage central lines?",
            "You will prepare write reports here.",
            "Part of this job is doing preparing orders.",
        ),
        passes=("How do you do it?", "How do you make sure that it holds?"),
    ),
    GrammarRule(
        name="gerund where a base form belongs",
        find=_by_pattern(
            rf"\b(?:will|would|can|could|must|may|should|shall|do you|did you|how to|asked to|need to|have to|"
            rf"want to|is to|going to|about to|able to|you will|you'll) (?!{_NOT_GERUND})\w{{3,}}ing\b",
            rf"\b(?:when|if|while|where|before|after|as) you (?!{_NOT_GERUND})\w{{3,}}ing\b",
        ),
        finds=(
            "You will managing central lines here.",
            "How do you planning a week?",
            "Which part is hard when you writing reports?",
        ),
        passes=("When you bring news, what do you do?", "Do you look forward to training others?"),
    ),
    GrammarRule(
        name="base form where a gerund belongs",
        find=_by_pattern(
            rf"\b(?:job|work|role|task|part of it|day) (?:here )?is (?:{_ONLY_VERB})\b",
            rf"\b(?:part of (?:this|the|your) job (?:here )?is|your time) (?:{_ANY_VERB})\b",
            rf"\b(?:of|at|by|from|without|about|like|while|your time|after|before|started|are|were)"
            rf" (?:{_ONLY_VERB})\b",
        ),
        finds=(
            "Part of this job is manage central lines.",
            "Think of your time prepare orders.",
            "Part of this job is log every call.",
            "You are coordinate a tour, and a driver calls.",
        ),
        passes=("Part of this job is managing lines.", "Your work here is to manage lines."),
    ),
    GrammarRule(
        name="wrong form of a verb",
        find=_by_pattern(
            rf"\b(?:{_THIRD_PERSON}|{_PAST})ing\b",
            rf"\b(?:{_WITH_E})ing\b",
            r"\b\w*\d\w*ing\b",
            rf"\b(?:will|would|can|could|must|should|to|you'll|do you|did you) (?:{_THIRD_PERSON})\b",
            rf"\b(?:will|would|can|could|must|should|you'll|do you|did you) (?:{_PAST})\b",
        ),
        finds=(
            "Part of this job is preparesing schedules.",
            "Part of this job is manageing lines.",
            "Suppose you are 110ing lines an hour.",
            "You will manages lines here.",
            "How do you prepared a schedule?",
        ),
        passes=("You are overseeing it. Which orders were prepared by you?",),
    ),
    GrammarRule(
        name='"used" with an activity',
        find=_find_used_activities,
        finds=(
            "Tell me about the last time you used teamwork in real work.",
            "Tell me about the last time you used English and Spanish at work.",
            "Tell me about the last time you used negotiating, please.",
        ),
        passes=(
            "Tell me about the last time you used Python at work.",
            "Tell me about the last time you used a pallet jack.",
        ),
    ),
    GrammarRule(
        name="two prepositions",
        find=_by_pattern(
            r"\b(?:with|for|from|by|of|at|into) of\b",
            r"\b(?:of|by|from|with) (?:to|into)\b",
            r"\b(?:for|(?<!get )by|from) with\b",
        ),
        finds=("Who helped you for with the order?", "What came of to the plan?"),
        passes=("It took you at least a week.", "Who was in front of you?", "You got by. You must get by with less."),
    ),
    GrammarRule(
        name="article",
        find=_by_pattern(*_ARTICLE_PATTERNS, ignores_case=False),
        finds=(
            "Tell me about a order that was late.",
            "Tell me about an customer that you lost.",
            "What is the hardest part of the your work?",
            "You meet an unique case.",
        ),
        passes=(
            "Tell me about an hour and a half with a user of a unit.",
            "Tell me about an HR case, a business with a process in it, and an MRI.",
            "Give me an X-ray of a European week with one office.",
        ),
    ),
    GrammarRule(
        name="agreement after you",
        find=_by_pattern(
            r"(?:^|[.?!,;:] |\b(?:when|if|while|that|what|how|where|why|as|because|before|(?<!person )after|until|since|do|did|"
            rf"whether|and|or) )you (?:was|is|has|does|{_THIRD_PERSON})\b",
        ),
        finds=("When you manages lines, what is hard?", "What do you think when you has time?"),
        passes=(
            "When you manage lines, what is hard?",
            "The person in front of you is angry. What do you do?",
            "What do you do if what they tell you does not fit?",
        ),
    ),
    GrammarRule(
        name="place left in the frame",
        find=_by_pattern(
            r"[{}<>\[\]|]", r"\bNone(?! of)\b|\b(?:TODO|(?<!about )null|undefined)\b", r"%s|__", r"[•▪●]|\n", ignores_case=False
        ),
        finds=("Tell me about {doing}.", "You will [task] here.", "Part of this job is None."),
        passes=("None of it was yours. What did you do?", "What does the language do about null?"),
    ),
    GrammarRule(
        name="open pair",
        find=_find_open_pairs,
        finds=("How do you measure feet (yes, with the gauge?", 'What does "done mean?'),
        passes=("How do you measure feet (with the gauge)?",),
    ),
    GrammarRule(
        name="capital within a sentence",
        find=_by_pattern(
            r"(?<=[a-z,] )(?:"
            + "|".join(f"{v.capitalize()}|{v.capitalize().rstrip('e')}ing" for v in _BASE_VERBS)
            + r")\b",
            ignores_case=False,
        ),
        finds=("Part of this job is Managing central lines.", "You will Prepare orders here."),
        passes=("What went wrong? Prepare one example.",),
    ),
    GrammarRule(
        name="end",
        find=_find_bad_ends,
        finds=("Tell me about the", "How do you sort post and?", "What is hard about keeping your?"),
        passes=("Who did you work with?", "Which of them was it for?"),
    ),
    GrammarRule(
        name="punctuation",
        find=_by_pattern(r"\s[,;.?!]", r"[,;:][.?!,;:]", r"(?<!\.)\.\.(?!\.)|\?\.|\.\?", r"\S {2,}\S", r"…", r"(?<!\.[a-z])(?<!vs)[.?!] [a-z]", ignores_case=False),
        finds=("How do you sort mail , please?", "You will sort mail.. What is hard?", "Part of it is  sorting.",
               "Part of this job is sorting mail. what is hard?"),
        passes=("How do you sort mail, please?",),
    ),
)  # fmt: skip
