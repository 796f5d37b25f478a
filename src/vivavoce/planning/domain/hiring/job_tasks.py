"""The tasks of a job as the planner reads them: one act each, its group, its weight, and how it is said."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from vivavoce.kernel.text_matching import LazyPattern, stem_word
from vivavoce.planning.domain.duty_stakes import GRAVE, rate_stakes
from vivavoce.planning.domain.hiring.experience import is_still_to_come
from vivavoce.planning.domain.hiring.nearest_sets import get_competency_key
from vivavoce.planning.domain.job_analysis import (
    AnalyzedTask,
    GroupChoice,
    JobAnalysis,
    JobStatement,
    phrase,
)
from vivavoce.planning.domain.job_analysis.acting_verbs import list_role_words
from vivavoce.planning.domain.job_analysis.analysis import find_group
from vivavoce.planning.domain.job_analysis.demands import demands_of_things
from vivavoce.planning.domain.job_analysis.no_activities import is_no_activity
from vivavoce.planning.domain.job_analysis.requirement_checks import find_check, names_language_only
from vivavoce.planning.domain.job_analysis.spoken_lines import write_spoken
from vivavoce.planning.domain.job_analysis.stated_duties import states_duty
from vivavoce.planning.domain.job_analysis.task_acts import list_acts
from vivavoce.planning.domain.job_analysis.task_facts import TaskFact
from vivavoce.planning.domain.job_analysis.task_lists import is_bare_noun, leaves_clause_open
from vivavoce.planning.domain.job_analysis.task_phrases import (
    PhraseForm,
    cut_second_task,
    is_plainly_said,
    is_quotable,
)
from vivavoce.planning.domain.job_analysis.unspoken_tasks import (
    cut_colleague,
    cut_dangling,
    has_open_pronoun,
    is_trifle,
    is_unspeakable,
)
from vivavoce.planning.domain.job_analysis.verb_forms import get_gerund_base, is_verb
from vivavoce.planning.domain.job_analysis.word_lists import load_words
from vivavoce.planning.domain.question_fit import MAX_NAMED_WORDS, take_words
from vivavoce.planning.domain.question_selection import contains_phrase
from vivavoce.planning.domain.requirements import (
    find_unlawful_topic,
    is_essential,
    is_prohibited_topic,
)
from vivavoce.planning.domain.skills import load_skill_catalog
from vivavoce.planning.domain.text_matching import extract_content_stems, to_single_line
from vivavoce.planning.domain.work_kinds import (
    find_common_task,
    find_kinds_of_skill,
    find_work_kinds,
    list_groups_shown_by,
)

_FIRST_TASK, _LAST_TASK = 1.25, 0.85
_ESSENTIAL, _PER_QUALIFIER, _NUMBER, _SHORT = 1.5, 0.08, 0.12, 0.75
_MAX_QUALIFIERS, _SHORT_WORDS = 3, 3
_MAX_SPOKEN_WORDS = 18
_MIN_QUOTED_WORDS, _MAX_QUOTED_WORDS = 3, 20
_MIN_PART_WORDS = 5
_NOT_QUOTED = LazyPattern(r"[?!@#*\\{}<>|=]|\b(?:I|me|we|us|my|ourselves)\b|\byou'")
_AND_WILL = LazyPattern(
    r",? and (?:will|would|must|should) |,? and are (?=(?:the|an?|our|also)\b)|,? and (?:also |"
    r"you )?report(?:s|ing)? (?:directly )?(?:in)?to "
)
"""Where the next task begins: "carry a caseload and will provide care"."""
_OF_SENTENCE = LazyPattern(r"(?:we|our|you|your|this|the|as|in|on|at)\b", re.IGNORECASE)
"""How a sentence about the job begins, and no entry of a list."""
_INCHES = LazyPattern(r'(?<=\d)"')
_IS_CONDITION = LazyPattern(
    r"^(?:you )?(?:can )?driv\w+ and (?:hav|own)"
    r"|^(?:you )?(?:will )?work(?:ing|s)? (?:in |on |a |an |the |to )*(?:[\w-]+[ -]){0,3}"
    r"(?:shifts?|weekends?|evenings|nights|rota|roster|hours|saturdays?|sundays?|overtime|days)\b"
    r"|^(?:you )?(?:will )?(?:alternat|rotat|swap|switch|tak\w* turns)\w* (?:[\w-]+ ){0,6}"
    r"(?:days?|nights?|shifts?|weekly|weeks?|fortnight|fortnightly|months?|monthly)\b"
    r"|^(?:you )?(?:will )?(?:do|join|participat|shar|tak)\w* (?:[\w-]+ ){0,6}"
    r"(?:on[- ]call|rotas?|rotations?)\b"
    r"|^(?:[\w-]+ ){0,3}(?:dbs|background|credit|criminal[- ]records?|police|"
    r"vulnerable sector) (?:clearance|check)s?\b"
    r"|^(?:you )?walk\w* (?:[\w-]+ ){0,4}(?:kilometers|kilometres|km|miles|steps)\b"
    r"|^(?:you )?(?:speak|speaking|speaks) (?!to\b|with\b|for\b|at\b|up\b|out\b|on\b|about\b)",
    re.IGNORECASE,
)
_ENOUGH_FOR = LazyPattern(
    r",? (?:at an? (?:\w+ )?(?:level|standard)|good enough|so that|that (?:lets|allows)|well enough)\b"
)
_MAX_LANGUAGE_WORDS = 3
_INCH_SIGN = "\u2033"
_TIME_ONLY = LazyPattern(
    r"(?:mornings|afternoons|evenings|nights|weekends|days|(?:mon|tues|wednes|thurs|fri|satur|sun)days)"
    r"(?:[,.;]|$)",
    re.IGNORECASE,
)
"""When something is done, and not with what: "servicing mornings, breakdowns afternoons"."""
_EVENT = LazyPattern(
    r"(?:\b\w{1,20} )?(?:accidents?|alarms?|breakdowns?|call-?outs?|collisions?|emergenc(?:y|ies)|faults?|"
    r"fires?|incidents?|scenes?)\b"
)
"""What somebody attends because something has happened; meetings and trainings are other things."""
_TOPIC = LazyPattern(r"^(?!\w+ing\b)[A-Z][\w/& ]{1,28}: (?=\w+ing )")
"""What a line is about: "Care plans: visiting new clients"."""
_INSERT = LazyPattern(r" [\u2013\u2014-] [^\u2013\u2014]{3,80}? [\u2013\u2014-] ")
_NO_COMMA_BEFORE = (
    load_words("subordinators") | load_words("prepositions") | frozenset({"and", "or"})
)
_MANNER = LazyPattern(
    r"\b(?:with|without) (?:[\w-]{1,20} )?[\w-]{1,20}|\b\w{3,20}ly", re.IGNORECASE
)
"""How it is to be done, at the end of a line: "with tact", "kindly"."""
_HAS_STATE = LazyPattern(r"(?:keep|keeping|leave|leaving) ", re.IGNORECASE)
"""Behind the list of what is kept follows how: "keep clients, agents and lenders informed"."""
_SINGLE = LazyPattern(r"[\w-]{1,40}(?:, |$| (?:before|after|for|in|on|at|to)\b)")
_BEHIND_PREPOSITION = LazyPattern(r" (?:about|against|by|for|from|in|of|on|to|with) [\w-]+$")
"""A list of single nouns behind a preposition: "write up every order with complaint, cause, correction"."""
_CLOSED_LIST = LazyPattern(r"\b(?:and|or) \w[^,]*$")
_WITH_US = LazyPattern(r"(?:,? and (?:drink|eat|live|travel|work))? (?:with|for|at) us$")
_ASKING_US = LazyPattern(r"\b(ask|call|help|join|meet|teach|tell)(ing|s)? us\b")
"""The colleagues, and not the company: "tooling that engineers can use without asking us"."""
_US = LazyPattern(r"\bus\b")
_US_OURSELVES = LazyPattern(r"\bus (?:all|both)\b|^\w+ us\b")
"""People, and not the company: "the money that keeps us all afloat", "get us to handover"."""
TRADES = ("S3", "S5", "S6", "S7", "S8")
_LONE_TRADE, _MIN_TRADE_COUNT = 0.4, 3
"""One or two tasks of a trade that the occupation does not have are often misread."""
_PROTECTING = ("S3.3", "S3.2", "S3.1")
_SAFETY, _PLAIN_SCORE = "S3.3", 3.4
"""Every trade has its safety rules; and so many words that point to a trade are not misread."""
_REQUESTED, _MEANT = 1.5, 1.15
"""What a task weighs more that says a requested skill, or half of it, or shows it."""
ANY_WORK_GROUP = "S1.9"
"""The group of work of any kind: solving problems."""
_OF_ONE_TRADE = frozenset({"S5.1", "S8.3", "S8.4", "S8.9"})
"""Programs, ships, mines and aircraft: who hands over to a helicopter team operates none, and who codes an
invoice to an account writes no program."""
_UNKNOWN_WORK = GroupChoice(group=ANY_WORK_GROUP, score=0.0)
_ANY_SKILL = frozenset(
    map(
        stem_word,
        {"administration", "administering", "care", "caring", "handling", "keeping", "management", "managing",
         "operating", "operations", "process", "processing", "service", "services", "skills", "system",
         "systems", "work", "working"},
    )
)  # fmt: skip
"""Stems that say what is done with a thing, and not which thing it is."""
_MAX_KINDS = 2
_MIN_STEM = 3
"""Letters of a word that says what a skill is about."""
CLEAR_SCORE = 3.0
"""From this score on, the words of a line leave no doubt about its group."""
_LIKELY = 2.0
_LIKELY_ENOUGH = 0.85
_GUESSED = 1.2
_CERTAINTY = ((CLEAR_SCORE, 1.0), (_LIKELY, _LIKELY_ENOUGH), (_GUESSED, 0.6), (0.0, 0.35))
"""How far a group counts by the score with which the task's words point to it."""


_OF_THINGS = re.compile(
    r"\b(?:the|all|any|every|our|their|its|other|relevant|and) (?:essential|mandatory|required) (?=[a-z])",
    re.IGNORECASE,
)
"""What is necessary there is a thing, and not the task: "keep the mandatory legal texts"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTask:
    """A task of the job, and how questions say it."""

    text: str
    group: str
    other_groups: tuple[str, ...]
    weight: float
    line: str
    line_number: int
    is_essential: bool
    infinitive: str | None
    """"manage central lines"; None if it cannot be said safely."""
    gerund: str | None
    is_plain: bool
    """Any sentence can carry it; other tasks stand in a sentence that says what the job is, or are quoted."""
    quote: str | None
    """The task in the words of the posting, for questions that quote it; None if they cannot."""
    skills: tuple[str, ...]
    """The names in the catalog of the skills that the task names."""
    requested: tuple[str, ...] = ()
    """The requested skills of which the task has at least half of the words."""
    is_sure: bool = False
    """The words of the task leave no doubt about its group, or the occupation has the group too."""
    is_likely: bool = False
    """The words of the task point to its group, though other groups may be meant."""
    is_from_one_word: bool = False
    """A single word of the task points to its group, and the occupation does not."""
    problem_kind: str = ""
    """The name of the questions about what the posting says is going badly, whose words are the ``quote``;
    empty for a task."""
    is_coming: bool = False
    """People say what they would do: it is a project of the future, or trouble that the posting tells of."""

    @property
    def is_sayable(self) -> bool:
        """Whether a question can say the task, in its own words or in those of the posting."""
        return bool(self.gerund or self.infinitive or self.quote)

    @property
    def common_task(self) -> str | None:
        """The name of the common task that its words, as they will be said, are about, or None."""
        words = self.infinitive or self.quote or self.gerund
        return find_common_task(take_words(words, self.gerund)) if words else None


def list_common_tasks(tasks: Iterable[JobTask]) -> frozenset[str]:
    """Return the names of the common tasks that are among the tasks of a job."""
    return frozenset(name for task in tasks if (name := task.common_task) is not None)


def read_tasks(
    analysis: JobAnalysis, requested: Iterable[tuple[str, str | None]]
) -> Iterator[JobTask]:
    """Yield the tasks; one whose words point to no group has that of most tasks, without certainty.

    ``requested`` are the skills of the request with their groups, or None where the catalog knows none.
    """
    skills = dict(requested)
    unknown_skills = [name for name, group in skills.items() if group is None]
    statements = [one for one in analysis.statements if one.tasks and not _asks_for_language(one)]
    count, place = len(analysis.tasks), 0
    branches = _count_branches(analysis)
    usual = _find_usual_group(analysis)
    shown_by = _list_kinds_of_skills(analysis, skills)
    role = list_role_words(analysis.title)
    for statement in statements:
        said = _OF_THINGS.sub(" ", statement.text)
        is_must = is_essential(said) and not demands_of_things(said)
        for task in statement.tasks:
            order = _FIRST_TASK - (_FIRST_TASK - _LAST_TASK) * place / max(1, count - 1)
            place += 1
            acts = _split_acts(task, analysis.prior)
            share = (len(statement.tasks) * len(acts)) ** -0.5
            for act in acts:
                is_requested = any(contains_phrase(act.fact.text, one) for one in unknown_skills)
                group = act.group or (_UNKNOWN_WORK if is_requested else usual)
                if group is None or _is_condition(act.fact.text):
                    continue
                if is_no_activity(act.fact.text, statement.text, role):
                    continue
                text = act.fact.text
                common = find_common_task(text)
                group = _protect(_settle(group, common, text, analysis.prior), text)
                named = [one for one in skills if contains_phrase(text, one)]
                is_named = any(skills[one] in {None, group.group} for one in named)
                weight = order * share * _weigh_words(act, is_must=is_must)
                is_vague = _says_acts_only(group, analysis.prior)
                kinds = find_work_kinds(text)[:1]
                shown = tuple(
                    one
                    for one in skills
                    if shares_words(text, one) or not shown_by[one].isdisjoint(kinds)
                )
                is_heart = bool(shown) or rate_stakes(text) >= GRAVE
                least = _LIKELY_ENOUGH if is_heart else 0.0
                certainty = max(_rate_certainty(group, branches), least)
                weight *= _REQUESTED if is_named else certainty * (_MEANT if shown else 1.0)
                built = replace(
                    _build_task(act, group, statement, weight=weight, is_must=is_must),
                    requested=shown,
                    is_sure=(not is_vague and _is_sure(group, analysis.prior, branches))
                    or any(skills[one] == group.group for one in named)
                    or common is not None,
                    is_likely=(
                        not is_vague
                        and _rate_certainty(group, branches) >= _LIKELY_ENOUGH
                        and not _is_of_another_trade(group, analysis.prior)
                    )
                    or common is not None,
                    is_from_one_word=group.is_from_one_word and not is_named,
                    is_coming=is_still_to_come(text, statement.text),
                )
                yield _quote_skill_line(built, skills) if share == 1 else built


def _settle(
    group: GroupChoice, common_task: str | None, text: str, usual: Sequence[str]
) -> GroupChoice:
    """Return the group of the common task that a text is, if its words had hinted at none of its groups.

    A group that is ``usual`` in the occupation stays.
    """
    shown = list_groups_shown_by(common_task) if common_task is not None else ()
    if not shown or group.is_corrected or group.group in (*shown, *usual):
        return group
    best = next((one for one in shown if one in (*group.others, *usual)), shown[0])
    others = (group.group, *(one for one in group.others if one != best))
    return replace(group, group=best, reasons=(text,), others=others)


def _protect(group: GroupChoice, text: str) -> GroupChoice:
    """Return the group of protecting people for what is grave, where its words only hint at another one."""
    near = next((one for one in _PROTECTING if one in group.others), None)
    is_clear = group.is_corrected or (group.score >= _LIKELY and not group.is_from_one_word)
    if near is None or is_clear or group.group in _PROTECTING or rate_stakes(text) < GRAVE:
        return group
    others = (group.group, *(one for one in group.others if one != near))
    return replace(group, group=near, others=others)


def _quote_skill_line(task: JobTask, skills: Iterable[str]) -> JobTask:
    """Return a task of a line with a requested skill that its own words cannot say, as a quote of the line.

    "Deep button without a template" has no verb that we know.
    """
    named = tuple(one for one in skills if shares_words(task.line, one, least=1.0))
    is_said = task.is_sayable and (task.requested or _OF_SENTENCE.match(task.line))
    if not named or is_said:
        return task
    line = to_single_line(task.line, max_length=400).strip(" .;,:-")
    is_short = _MIN_QUOTED_WORDS <= len(line.split()) <= MAX_NAMED_WORDS
    mentions = load_skill_catalog().find_mentions(line)
    is_list = sum(one.kind == "tool" for one in mentions) > 1  # no work: "React, Git and SQL"
    is_list = is_list or is_unspeakable(line)
    if not is_short or is_list or _NOT_QUOTED.search(line) or not is_lawful(line):
        return task
    quote = f"{line[:1].upper()}{line[1:]}"
    return replace(task, infinitive=None, gerund=None, quote=quote, requested=named)


def _list_kinds_of_skills(
    analysis: JobAnalysis, skills: Iterable[str]
) -> Mapping[str, frozenset[str]]:
    """Return the kinds of work that show each requested skill whose words no task has.

    "Train the apprentice" shows team leadership. A skill that many kinds show, such as communication, says
    too little.
    """
    texts = [task.fact.text for task in analysis.tasks]
    kinds = {one: find_kinds_of_skill(one) for one in skills}
    return {
        one: shown
        if len(shown) <= _MAX_KINDS and not any(shares_words(text, one) for text in texts)
        else frozenset[str]()
        for one, shown in kinds.items()
    }


def shares_words(text: str, skill: str, *, least: float = 0.5) -> bool:
    """Return whether a text has at least half (or ``least``) of the words that say what a skill is about.

    A word that skills of any kind have says nothing: "keep in touch" is no "record keeping".
    """
    wanted = {_cut_work(one) for one in extract_content_stems(skill) if len(one) >= _MIN_STEM}
    said = set(extract_content_stems(text))
    shared = wanted & said
    is_telling = bool(shared - _ANY_SKILL) or not wanted - _ANY_SKILL
    return is_telling and bool(wanted) and len(shared) >= least * len(wanted)


def _cut_work(stem: str) -> str:
    """Return what a skill in one word is about: "lead" of "leadwork"."""
    about = stem.removesuffix("work")
    return about if len(about) > _MIN_STEM else stem


def _asks_for_language(statement: JobStatement) -> bool:
    """Return whether a line asks for a language, whatever it is spoken for: "lets you write short notes"."""
    head, *rest = _ENOUGH_FOR.split(statement.text, maxsplit=1)
    check = find_check(head, "requirement") if rest else None
    return (
        check is not None and check.kind == "language" and len(head.split()) <= _MAX_LANGUAGE_WORDS
    )


def _is_condition(text: str) -> bool:
    """Return whether words name hours, languages or checks that the job asks for, no act of its work."""
    return _IS_CONDITION.search(text) is not None or names_language_only(text)


def _split_acts(task: AnalyzedTask, usual: tuple[str, ...]) -> tuple[AnalyzedTask, ...]:
    """Return the acts of a task, each with the group of its own words, unless a person gave it one."""
    facts = list_acts(task.fact)
    if len(facts) == 1:
        return (task,)
    is_settled = task.group is not None and task.group.is_corrected
    return tuple(
        replace(
            task,
            fact=fact,
            group=task.group if is_settled else find_group(fact.text, usual, tasks_only=True),
            skills=load_skill_catalog().find_mentions(fact.text),
        )
        for fact in facts
    )


def _find_usual_group(analysis: JobAnalysis) -> GroupChoice | None:
    """Return the group of tasks whose words point to none: that of the occupation, or of most tasks."""
    if analysis.prior:
        return GroupChoice(group=analysis.prior[0], score=0.0)
    groups = Counter(task.group.group for task in analysis.tasks if task.group is not None)
    return GroupChoice(group=groups.most_common(1)[0][0], score=0.0) if groups else None


def _count_branches(analysis: JobAnalysis) -> Counter[str]:
    """Return how often each branch of groups occurs among the tasks; those of the occupation count more."""
    groups = [task.group.group for task in analysis.tasks if task.group is not None]
    counts = Counter(group.partition(".")[0] for group in groups)
    for group in analysis.prior:
        counts[group.partition(".")[0]] += _MIN_TRADE_COUNT
    return counts


def _is_sure(group: GroupChoice, usual: Sequence[str], branches: Mapping[str, int]) -> bool:
    if group.is_corrected:
        return True
    if get_competency_key(group.group) in map(get_competency_key, usual):
        return group.score >= _LIKELY
    if _is_of_another_trade(group, usual):
        return False
    return group.score >= CLEAR_SCORE and _rate_certainty(group, branches) >= 1.0


def _says_acts_only(group: GroupChoice, usual: Sequence[str]) -> bool:
    """Return whether only verbs point to a trade that no occupation confirms: vinyl is weeded, too."""
    if usual or group.is_corrected or not group.group.startswith(TRADES) or not group.reasons:
        return False
    words = [word.lower() for one in group.reasons for word in one.split()]
    nouns = load_words("verb_nouns")
    return all(get_gerund_base(word) or (is_verb(word) and word not in nouns) for word in words)


def _is_of_another_trade(group: GroupChoice, usual: Sequence[str]) -> bool:
    """Return whether a group is one of a trade of its own, and the occupation has nothing of its branch."""
    branch = group.group.partition(".")[0]
    is_near = branch == "S5" and any(one.startswith("S5.") for one in usual)
    return bool(usual) and group.group in _OF_ONE_TRADE and not is_near


def _rate_certainty(group: GroupChoice, branches: Mapping[str, int]) -> float:
    if group.is_corrected:
        return 1.0
    certainty = next(part for least, part in _CERTAINTY if group.score >= least)
    branch = group.group.partition(".")[0]
    is_lone = branch in TRADES and branches[branch] < _MIN_TRADE_COUNT
    is_lone &= group.group != _SAFETY and group.score < _PLAIN_SCORE
    return certainty * (_LONE_TRADE if is_lone else 1.0)


def _weigh_words(task: AnalyzedTask, *, is_must: bool) -> float:
    """Return how much a task says about itself: more words, a number, or that it is essential."""
    fact = task.fact
    weight = 1.0 + _PER_QUALIFIER * min(_MAX_QUALIFIERS, len(fact.qualifiers))
    weight += _NUMBER if fact.number else 0.0
    words = fact.text.lower().split()
    weight *= _SHORT if len(words) <= _SHORT_WORDS else 1.0
    weight *= _ESSENTIAL if is_must else 1.0
    return weight * rate_stakes(fact.text)


def _build_task(
    task: AnalyzedTask,
    group: GroupChoice,
    statement: JobStatement,
    *,
    weight: float,
    is_must: bool,
) -> JobTask:
    infinitive, gerund = _say(task.fact, "infinitive"), _say(task.fact, "gerund")
    return JobTask(
        text=task.fact.text,
        group=group.group,
        other_groups=group.others,
        weight=weight,
        line=statement.text,
        line_number=statement.line_number,
        is_essential=is_must,
        infinitive=infinitive,
        gerund=gerund,
        is_plain=is_plainly_said(infinitive, gerund),
        quote=_quote(task.fact),
        skills=tuple(skill.name for skill in task.skills),
    )


def _say(fact: TaskFact, form: PhraseForm) -> str | None:
    """Return the words of a task if a question can carry them and they say something about the work."""
    words = phrase(fact, form)
    if words is None or _TIME_ONLY.match(fact.object):
        return None
    if len(words.split()) > _MAX_SPOKEN_WORDS or _is_unspoken(fact):
        return None
    words = _cut_loose_list(words)
    if not words or is_trifle(words, fact.text):
        return None
    line = _ASKING_US.sub(r"\1\2 the team", to_single_line(words, max_length=200))
    if _US_OURSELVES.search(line):
        return None
    line = _US.sub("the company", _WITH_US.sub("", line))
    return line if is_lawful(line) else None


def is_lawful(line: str) -> bool:
    """Return whether a task may be said; its infinitive and its quote are mostly the same words."""
    return _check_words(f"{line[:1].lower()}{line[1:]}")


@lru_cache(maxsize=512)
def _check_words(words: str) -> bool:
    return not is_prohibited_topic(words) and find_unlawful_topic(words) is None


def _cut_loose_list(words: str) -> str:
    """Return the words before the first comma of a list that no "and" or "or" closes; "" if it is one word.

    "serving notices, seize food" has its second verb in another form.
    """
    first, comma, rest = words.partition(", ")
    if not comma or _CLOSED_LIST.search(words) or _MANNER.fullmatch(rest):
        return words
    is_list = rest.partition(" ")[0] not in load_words("prepositions")
    is_open = leaves_clause_open(first) or (is_list and _HAS_STATE.match(first) is not None)
    is_member = _SINGLE.match(rest) is not None and _BEHIND_PREPOSITION.search(first) is not None
    is_whole = " " in first and not (is_open or is_member)
    return first if is_whole else ""


def _take_first_part(line: str) -> str:
    """Return the words before the first comma or semicolon that has enough of them before it, or "".

    A clause without its verb, or a noun that a later one belongs to, is no part that can be understood.
    """
    words = line.split(" ")
    ends = (place for place, word in enumerate(words, 1) if word.endswith((",", ";")))
    end = next((place for place in ends if place >= _MIN_PART_WORDS), 0)
    part = " ".join(words[:end]).rstrip(",;")
    return "" if part and (leaves_clause_open(part) or is_bare_noun(part)) else part


def _is_unspoken(fact: TaskFact) -> bool:
    return fact.verb in load_words("unspoken_verbs") and not _EVENT.match(fact.object)


def _names_event(fact: TaskFact) -> bool:
    """Return whether a line without a verb names what may happen: "call-outs to people trapped in a lift"."""
    return not fact.verb and bool(find_work_kinds(fact.text)) and not is_unspeakable(fact.text)


def _close_gap(insert: re.Match[str]) -> str:
    """Return what stands for words between two dashes: nothing before "when" or "and", else a comma."""
    following = insert.string[insert.end() :].partition(" ")[0]
    return " " if following in _NO_COMMA_BEFORE else ", "


def _quote(fact: TaskFact) -> str | None:
    """Return a task as the posting writes it; what is too long to hear ends at a comma."""
    is_duty = states_duty(fact.text)
    if not (is_duty or _names_event(fact)) and (not is_quotable(fact) or _is_unspoken(fact)):
        return None
    line = to_single_line(_INSERT.sub(_close_gap, _TOPIC.sub("", fact.text)), max_length=400)
    line = write_spoken(cut_colleague(line))
    line = line.strip(" .;,:-")
    line = _INCHES.sub(_INCH_SIGN, line).replace('"', "'")
    line = cut_dangling(cut_second_task(_AND_WILL.split(line)[0]))
    if len(line.split()) > _MAX_QUOTED_WORDS and not is_duty:
        line = _take_first_part(line)
    if not _MIN_QUOTED_WORDS <= len(line.split()) <= _MAX_QUOTED_WORDS or _NOT_QUOTED.search(line):
        return None
    acts = [word.strip(",.").lower() for word in line.split() if word not in {"and", "or"}]
    is_bare = all(is_verb(word) for word in acts)  # nothing in "build, fix, swap" says what
    is_unclear = is_bare or (has_open_pronoun(line) and not is_duty)
    return f"{line[:1].upper()}{line[1:]}" if not is_unclear and is_lawful(line) else None
