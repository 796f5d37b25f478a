"""What the posting says is going badly now, as something that a question can cite."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import takewhile

from vivavoce.planning.domain.hiring.experience import BEGINNER, LEADING_LEVELS
from vivavoce.planning.domain.hiring.job_tasks import ANY_WORK_GROUP, JobTask, is_lawful
from vivavoce.planning.domain.job_analysis import JobStatement
from vivavoce.planning.domain.job_analysis.acting_verbs import list_role_words
from vivavoce.planning.domain.job_analysis.clause_checks import list_clause_checks
from vivavoce.planning.domain.job_analysis.problem_words import CONFLICT, HAS_WORSENED, HINT
from vivavoce.planning.domain.job_analysis.stated_problems import (
    StatedProblem,
    announces_problem,
    cite_trouble,
    find_problem,
    find_stated_problem,
    promises_problem,
)
from vivavoce.planning.domain.job_analysis.trouble_passages import (
    CERTAIN,
    LIKELY,
    is_aside,
    may_tell_trouble,
)
from vivavoce.planning.domain.requirements import is_prompt_injection
from vivavoce.planning.domain.work_kinds import (
    STATED_CONFLICT,
    STATED_DECISION,
    STATED_EVENT,
    STATED_MANDATE,
    STATED_NEWCOMER,
    STATED_PROBLEM,
)

_NOT_THE_WORK = frozenset({"offer", "legal"})
_ELSEWHERE = frozenset({"task", "requirement", "offer", "legal"})
"""Kinds of statements that are not about the trouble told before them."""
_MARKS = " \t\r\n#*=_:;.,-\u2013\u2014\u2022"
_BULLETS = ("-", "*", "\u2022", "\u2013")
_MAX_HEADING_WORDS = 8
_MAX_BETWEEN_WORDS = 10
_MIN_KEPT_WORDS = 16
"""Of a problem of which a part is left out."""
_LABEL = re.compile(
    r"\A(?:(?:and|but|so|now),? )?(?:(?:here(?:'s| is)|this is|that is|that's) )?"
    r"(?:(?:the|our|a|one|my|your) )?(?:(?:very|most|less|really|current|present|main|real|honest|open|"
    r"only|first|big(?:gest)?|hard(?:est|er)?|tough(?:est)?|trick(?:y|iest)|difficult|bad|worst|awkward|"
    r"ugly|unsolved|pleasant|single) ){0,2}"
    r"(?:bit|catch|challenge|headache|issue|part|problem|snag|struggle|trouble)"
    r"(?:,? (?:is (?:this|that|simple|simply this|easily (?:said|named|stated))|is|here|now|today|ahead|"
    r"right now|at present|at the moment|for us|of (?:it|the job|this job|the work)|"
    r"with (?:it|this|that|the job))){0,2}: (?=\S)|"
    r"\Awhat (?:keeps|is keeping) (?:us|me|them|people|everybody|everyone) (?:awake|up)"
    r"(?: at night)?: (?=\S)",
    re.IGNORECASE,
)
"""What only announces a problem in its own sentence: "The hard bit: ..."; a question needs no such words."""
_QUOTES = "'\"\u2018\u2019\u201c\u201d"
_OPENS_QUOTE = re.compile("(?:^|\\s)['\"\u2018\u2019\u201c\u201d]")
_LEADING, _WORKING_TOGETHER, _DECIDING = "S4.5", "S1.8", "S4.9"
_ANSWERING = frozenset({"SENIOR", "LEAD", "PRINCIPAL"})
_BEGINNING = frozenset({BEGINNER, "JUNIOR"})
_MUST = r"you (?:must|have to|have got to|need to|will have to|are to)"
_IS_DECIDED_NOW = re.compile(
    r"\b(?:at|by|before|until) (?:noon|midnight|\w+ o'clock|one|two|three|four|five|six|seven|eight|nine|ten|"
    rf"eleven|twelve|\d{{1,2}}(?:[.:]\d\d)?(?: ?[ap]\.?m\.?)?),? {_MUST} \w+|"
    rf"\b{_MUST} (?:choose|decide|issue|publish|say)\b[^.;]{{0,40}}\b(?:in|within) (?:an hour|half an hour|"
    r"\w+ minutes)\b",
    re.IGNORECASE,
)
"""A case in which somebody has to decide before a certain hour."""
_TELLS_ON = re.compile(
    r"\A(?:(?:(?:and|but|so|yet) )?(?:the|our|their|they|it|its|nobody|no one|we have|half|most|some)\b"
    r"(?! (?:post|job|role)[ -]?holder)(?! (?:ideal|successful)\b)(?!.*\byou(?:'ll|r)?\b)|"
    rf"(?:at|by) [\w.:' ]{{1,14}},? {_MUST}\b)",
    re.IGNORECASE,
)
"""A sentence of prose that goes on with what was told, although it reads like a duty: "The nursery can raise
fifteen a year.", "At five you must publish one number.\""""
_DENIES_WORK = re.compile(r"((?:[\w-]{1,30} ){1,5})(?:do|does|will)(?: not|n't)\b", re.IGNORECASE)
_OF_JOB = (
    "job",
    "role",
    "post",
    "position",
    "postholder",
    "jobholder",
    "post holder",
    "job holder",
)
_SAYS_DUTY = re.compile(
    r"(?:this|the (?:right|ideal|successful)) (?:person|role|position|post|job|candidate|holder|hire)"
    r"(?: also| then)? (?:(?:can|must|ought|should|will|won't|would)\b|"
    r"(?!(?:as|costs|does|exists|has|is|lacks|loses|was)\b)[a-z]+s\b)"
    r"(?!.{0,200}\b(?:but|yet|still|however|unfilled|vacant)\b)",
    re.IGNORECASE,
)
"""What the person does there: "This person closes the day and looks after guests who can't find the lift"."""
_NOT_WANTED = re.compile(
    r"\b(?:not|never|no longer) (?:be )?(?:required|needed|necessary|essential|"
    r"part of (?:the|this) (?:job|role|post))\b",
    re.IGNORECASE,
)
"""What nobody has to bring or do: "Own van not needed."."""
_OPENS_DEMAND = re.compile(
    r"(?:and |or )?(?:to (?:be|bring|do|drive|handle|have|hold|keep|know|lift|live|speak|stand|"
    r"start|travel|wear|work)|being|having|some (?:time|experience|knowledge)|"
    r"(?:[\w-]{1,30} ){0,2}experience|"
    r"an? (?:[\w-]{1,30} ){0,2}"
    r"(?:check|clearance|dbs|degree|diploma|licen[cs]e|certificate|card|references?))\b",
    re.IGNORECASE,
)
"""How a demand begins that is no whole sentence: "Being here, on time, five days a week"."""
_OF_CANDIDATE = re.compile(
    r"(?:are|can|have|is) (?!.*\?)|we(?:'re| are) (?:after|hiring|looking for|searching for|seeking) "
    r"(?:an?|people|some(?:body|one)) (?:[\w'-]{1,30} ){0,4}?(?:to|who|with)\b",
    re.IGNORECASE,
)
"""What people have to be like: an item "Are on time" of a list, "We're looking for somebody who can ..."."""
_WHEN = (
    r"(?: (?:since|since then|now|already|recently|at last|for good|long ago|"
    r"(?:by|during|in|last|since|this) (?:the |early |late |last |this ){0,2}(?:\d{4}|now|then|spring|summer|"
    r"autumn|fall|winter|year|month|week|january|february|march|april|may|june|july|august|september|october|"
    r"november|december))){0,3}"
)
_IS_SETTLED = re.compile(
    r"\b(?:has|have) (?:long |now |since |already )*been (?:cured|fixed|mended|repaired|replaced|resolved|"
    rf"settled|solved){_WHEN}\W*$",
    re.IGNORECASE,
)
"""What was a problem once: "The roof has long since been replaced"."""
_GOES_ON = re.compile(
    r"\b(?:again|but|still|though|yet|none|nothing|neither|nor|never|no|not|few|hardly|only|half|some)\b",
    re.IGNORECASE,
)
"""What says that not all of it is settled: "None of the 40 defects has been fixed"."""
_BEHIND_HEAD = re.compile(
    r"(?:, |: | )(?:because|since|as|so that|who|which|that|when|if|where)\b|: |; "
)
_IS_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|isn't|aren't|wasn't|weren't|has|have|had|hasn't|haven't|does|do|did|doesn't|don't|"
    r"didn't|can|can't|cannot|could|couldn't|will|won't|would|keeps?|kept|takes?|took|makes?|made|costs?|"
    r"needs?|means?|meant|went|goes|came|comes|got|gets?|runs?|ran|waits?|lost|left|fell|falls|stands|stood)\b",
    re.IGNORECASE,
)
_MAX_FRAGMENT_WORDS = 4
_WEIGHT = 1.5
"""More than a task of one line: the employer looks for the person who gets this right."""


def leave_out_problems(tasks: Sequence[JobTask], problem: JobTask | None) -> tuple[JobTask, ...]:
    """Return the tasks without those that are words of a problem: "wastage stands at 11%" is no duty.

    ``problem`` is the one that the plan asks about, which may be told in several lines.
    """
    words = "" if problem is None else problem.text
    return tuple(
        one for one in tasks if not is_part_of_problem(words, one.line) and not _is_problem(one)
    )


def is_part_of_problem(problem: str, line: str) -> bool:
    """Return whether a line of the posting is a sentence, or several, in which it tells a problem."""
    told = set(_list_plain(problem))
    words = _list_plain(line)
    return bool(words) and told.issuperset(words)


def _list_plain(text: str) -> list[str]:
    """Return the sentences of a text without marks, label and capitals, so that they can be compared."""
    plain = " ".join(text.replace("\u2019", "'").replace('"', "'").split()).strip(_MARKS)
    sentences = (one.strip(f"{_MARKS}!'") for one in _LABEL.sub("", plain).lower().split(". "))
    return [one for one in sentences if one]


def _is_problem(task: JobTask) -> bool:
    problem = find_stated_problem(task.line)
    return problem is not None and task.text.strip(" .;,").lower() in problem.text.lower()


def find_own_problem(
    statements: Sequence[JobStatement], job_text: str, *, level: str = "", title: str = ""
) -> JobTask | None:
    """Return the clearest problem that the posting states, the first of equals, as something to ask about.

    What says only what is asked for, agreed on or no work of the ``title`` is no problem. People
    who are against each other are a matter of leading for those whose ``level`` is to lead.
    """
    is_rated = any(one.trouble for one in statements)
    is_term = partial(_is_term, role=(*_OF_JOB, *list_role_words(title)))
    found = [
        (problem, paragraph[0])
        for heading, paragraph in _list_paragraphs(statements, job_text)
        if (stated := _find_in_paragraph(heading, paragraph, is_term, is_rated=is_rated))
        is not None
        and (problem := _keep_lawful(stated)) is not None
        and not is_prompt_injection(problem.text)
    ]
    if not found:
        return None
    problem, statement = max(found, key=lambda pair: pair[0].score)
    problem = replace(problem, text=_unquote(_drop_label(problem.text)))
    kind = _name_kind(problem, level)
    return JobTask(
        text=problem.text,
        group=_find_group(kind, level),
        other_groups=(),
        weight=_WEIGHT,
        line=problem.text,
        line_number=statement.line_number,
        is_essential=False,
        infinitive=None,
        gerund=None,
        is_plain=False,
        quote=problem.text,
        skills=(),
        is_sure=True,
        problem_kind=kind,
        is_coming=problem.is_project or problem.is_cited_trouble,
    )


def _drop_label(text: str) -> str:
    bare = _LABEL.sub("", text)
    return f"{bare[:1].upper()}{bare[1:]}"


def _unquote(text: str) -> str:
    """Return the words of a text that is wholly a quotation: a question puts them in marks again."""
    bare = text.rstrip(".")
    is_quoted = len(bare) > 2 and bare[0] in _QUOTES and bare[-1] in _QUOTES
    is_quoted = is_quoted and not _OPENS_QUOTE.search(bare[1:-1])
    return bare[1:-1].rstrip(".") if is_quoted else text


def _keep_lawful(stated: StatedProblem) -> StatedProblem | None:
    """Return a problem without the sentences from the first that must not be asked about, or None."""
    sentences = stated.text.split(". ")
    lawful = list(takewhile(is_lawful, sentences))
    kept = ". ".join(lawful)
    is_enough = len(lawful) == len(sentences) or len(kept.split()) >= _MIN_KEPT_WORDS
    return replace(stated, text=kept) if is_enough else None


def _name_kind(problem: StatedProblem, level: str) -> str:
    if _IS_DECIDED_NOW.search(problem.text):
        return STATED_DECISION
    if problem.is_conflict:
        return STATED_CONFLICT
    if problem.is_over:
        return STATED_EVENT
    if level in _BEGINNING:
        return STATED_NEWCOMER
    return STATED_MANDATE if level in _ANSWERING else STATED_PROBLEM


def _find_group(kind: str, level: str) -> str:
    if kind == STATED_CONFLICT:
        return _LEADING if level in LEADING_LEVELS else _WORKING_TOGETHER
    return _DECIDING if kind == STATED_DECISION else ANY_WORK_GROUP


def _find_in_paragraph(
    heading: str,
    paragraph: Sequence[JobStatement],
    is_term: Callable[[JobStatement], bool],
    *,
    is_rated: bool,
) -> StatedProblem | None:
    """Return what the classifier of sentences finds in a paragraph, or else what the rules find, or None.

    Where the posting ``is_rated`` by the classifier, the rules count only in paragraphs with a likely
    sentence, or below a heading that announces a problem.
    """
    terms = [is_term(one) for one in paragraph]
    rated = [0.0 if it else one.trouble for it, one in zip(terms, paragraph, strict=True)]
    may_follow = [
        not terms[at] and (_may_follow(one) or _is_between(paragraph, at))
        for at, one in enumerate(paragraph)
    ]
    cited = cite_trouble([one.text for one in paragraph], rated, may_follow)
    if cited is not None and any(
        it and is_part_of_problem(cited.text, one.text)
        for it, one in zip(terms, paragraph, strict=True)
    ):
        cited = None  # "Reporters do not monitor the system. They take notes."
    is_ruled_out = is_rated and not (may_tell_trouble(rated) or promises_problem(heading))
    if cited is not None or is_ruled_out:
        return cited
    lines = tuple(
        one.text
        for it, one in zip(terms, paragraph, strict=True)
        if not it and _may_tell(one, heading)
    )
    return find_problem(lines, heading) if lines else None


def _may_follow(one: JobStatement) -> bool:
    """Return whether a statement behind the trouble may go on with it."""
    goes_on = one.kind not in _ELSEWHERE or (one.kind == "task" and bool(_TELLS_ON.match(one.text)))
    is_fragment = len(one.text.split()) <= _MAX_FRAGMENT_WORDS and not _IS_SENTENCE.search(one.text)
    return goes_on and one.check is None and not (is_fragment and one.trouble < LIKELY)


def _is_term(one: JobStatement, role: Sequence[str]) -> bool:
    """Return whether a statement is an aside, or says what is asked for, agreed on, settled or not done."""
    words = " ".join(one.text.replace("\u2019", "'").split())
    if is_aside(words) or _SAYS_DUTY.match(words):
        return True
    is_none = _NOT_WANTED.search(words) is not None or _denies_work(words, role)
    if is_none and one.trouble < CERTAIN:
        return True
    is_settled = _IS_SETTLED.search(words) is not None and not _GOES_ON.search(words)
    if is_settled and one.trouble < CERTAIN:
        return True
    head, *behind = _BEHIND_HEAD.split(words, maxsplit=1)
    if _OF_CANDIDATE.match(words) and not (
        HAS_WORSENED.search(words) or any(map(find_stated_problem, behind))
    ):
        return True
    is_fragment = not _IS_SENTENCE.search(head)
    has_check = one.check is not None or bool(list_clause_checks(words, "requirement"))
    is_demand = has_check or _OPENS_DEMAND.match(head) is not None
    return is_fragment and is_demand and not (HINT.search(words) or HAS_WORSENED.search(words))


def _denies_work(words: str, role: Sequence[str]) -> bool:
    """Return whether a sentence says what a ``role`` does not do: "The reporter does not ..."."""
    found = _DENIES_WORK.match(words)
    if found is None:
        return False
    who = found[1].lower().split()
    who = who[who[0] in {"the", "this"} :]
    names = [" ".join(who), *([" ".join(who[1:])] if who[:1] != ["our"] else [])]
    return any(name in role or name.removesuffix("s") in role for name in names if name)


def _is_between(paragraph: Sequence[JobStatement], at: int) -> bool:
    """Return whether a task stands in the middle of what is told: "At five you must publish one number."."""
    one, following = paragraph[at], paragraph[at + 1 : at + 2]
    is_short = one.kind == "task" and len(one.text.split()) <= _MAX_BETWEEN_WORDS
    return is_short and any(
        next_one.kind == "context" and next_one.trouble >= one.trouble for next_one in following
    )


def _list_paragraphs(
    statements: Sequence[JobStatement], job_text: str
) -> Iterator[tuple[str, tuple[JobStatement, ...]]]:
    """Yield the statements of each paragraph that may say a problem, with the heading above it."""
    heading, paragraph = "", list[JobStatement]()
    place, was_item, was_heading = 0, False, False
    for one in sorted(statements, key=lambda statement: statement.start):
        gap = job_text[place : one.start] if job_text[one.start : one.end] == one.text else "\n"
        place = one.end
        is_item = gap.rstrip()[-1:] in _BULLETS
        has_left_list = "\n" in gap and was_item and not is_item
        is_new = bool(gap.strip(_MARKS)) or "\n\n" in gap or has_left_list
        is_apart = is_new or one.check is not None or not announces_problem(heading)
        is_heading = "\n" in gap and not is_item and _is_heading(one.text)
        is_next = is_heading or ("\n" in gap and is_apart)
        if is_next and paragraph:
            yield heading, tuple(paragraph)
            paragraph = []
        if is_new and not (was_heading and not gap.strip(_MARKS)):
            heading = gap.strip(_MARKS)
        was_item = is_item
        was_heading = is_heading
        if was_heading:
            heading = one.text
        else:
            paragraph.append(one)
    if paragraph:
        yield heading, tuple(paragraph)


def _may_tell(one: JobStatement, heading: str) -> bool:
    """Return whether a statement may be part of a problem; terms and offers rarely are."""
    is_of_work = one.kind not in _NOT_THE_WORK
    is_promised = promises_problem(heading or one.text.partition(":")[0])
    return is_of_work or is_promised or CONFLICT.search(one.text) is not None


def _is_heading(text: str) -> bool:
    """Return whether a line is a heading that the analysis does not know: "What we struggle with"."""
    return (
        text[-1:].isalpha() and len(text.split()) <= _MAX_HEADING_WORDS and promises_problem(text)
    )
