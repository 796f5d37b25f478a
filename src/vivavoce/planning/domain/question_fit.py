"""Which questions of the sets fit a job, and which of its tasks each can name.

A complication belongs to some tasks only: "the phone keeps ringing" to a front desk, not to a trench. Each
form lists the words that its task and its job must have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TypeGuard

from vivavoce.contracts.plan import QUESTION_FORMS, QuestionForm
from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.duty_stakes import forbids, sets_limit
from vivavoce.planning.domain.occupations import match_occupation
from vivavoce.planning.domain.question_sets import QuestionText, SetQuestion
from vivavoce.planning.domain.scenes import denies_people, fits_company, is_at_home
from vivavoce.planning.domain.task_classes import find_task_classes
from vivavoce.planning.domain.task_objects import (
    drop_modifiers,
    find_subject,
    has_exact_word,
    names_act,
    names_object,
    names_verb,
    split_acts,
    split_objects,
)
from vivavoce.planning.domain.work_kinds import (
    STATED,
    bears_tension,
    find_tension,
    is_of_kind,
)
from vivavoce.planning.domain.workplaces import count_lines, drop_denied, is_elsewhere

_CASES = frozenset({"situational", "work_sample"})
_WORD = re.compile(r"[a-z][a-z'-]+")
_GERUND = "{doing}"
_BEFORE_AND = re.compile(r"\{(?:doing|do)\} and ")
_IN_CLAUSE = re.compile(
    r"\b(?:when|while|if|before|suppose|imagine)\b[^.,?]*\{(?:doing|do)\}", re.IGNORECASE
)
MAX_NAMED_WORDS = 16
"""A longer task is not said before a question: the question would be forgotten."""
NEAREST_TRADE = " [nearest: "
"""What stands behind a title that names no occupation, before the nearest one."""
_MIN_LINES = 2
"""Number of lines that confirm what a question is about where the occupation is only the nearest one."""
_MIN_TOLD_WORDS = 60
_MAX_QUOTE_HEAD = 5
"""Number of words of a quoted task that say what it is about; more are about details."""
_SAYS_JOB = re.compile(
    r"(?:part of (?:this|your)|you (?:will|would)|your (?:job|work|duty)|(?:this|the) (?:role|position|job)|"
    r"people here rely)\b[^.,?]*\{(?:doing|do)\}[^.,?]{0,14}\. ",
    re.IGNORECASE,
)
"""A first sentence such as "Part of this job is {doing}." bears a list, a number, and how often."""
_REFERS_BACK = re.compile(
    r"\b(?:it|that (?!you|one|others|was|had|did)|this|them|so|such|it's|that's)\b", re.IGNORECASE
)
_OWN_PEOPLE = re.compile(
    r"\b(?:your (?:people|team|most experienced person)|of yours)\b", re.IGNORECASE
)
_PEOPLE = frozenset(
    [
        "callers",
        "children",
        "clients",
        "customers",
        "guests",
        "members",
        "parents",
        "passengers",
        "patients",
        "people",
        "persons",
        "pupils",
        "residents",
        "students",
        "tenants",
        "users",
        "visitors",
    ]
)
_OF_PERSON = re.compile(r"\w{3}ers?$")
_YOURS = re.compile(r"\b(?:your|yours|yourself)\b")
_OF_OTHERS = re.compile(
    r"\b(?:who|somebody|anyone|nobody|people)\b[^.?,]*\{(?:doing|do)\}", re.IGNORECASE
)
_BEFORE_WHEN = re.compile(r"\{(?:doing|do)\} (?:when|while|if) ")
_TAKES_TIME = re.compile(
    r"\b(?:a year|half a year|(?:two|three|six) months|four weeks|first month)\b", re.IGNORECASE
)
_ENDS_SOON = re.compile(
    r"\bseasonal\b|\bseason:|\b(?:for|during|until the end of) the (?:season|summer|winter|harvest)\b"
    r"|\b(?:summer|winter|harvest|holiday|christmas) (?:job|help|helper|season|temp)\b|\bfixed[- ]term\b"
    r"|\btemporary (?:job|position|post|contract|role|work)\b|\b(?:\d{1,2}|two|three|four|five|six|nine)"
    r"[- ]months?[- ](?:contract|position|post|placement)\b|\bcontract: (?:\d{1,2}|\w+) months\b",
    re.IGNORECASE,
)
_OWN_CLAUSE = re.compile(r" (?:when|whenever|while|if|once|before|until) ")


def list_plain_forms(question: SetQuestion, job_text: str) -> tuple[QuestionForm, ...]:
    """Return the forms that take nothing for granted which the job, by its title and text, does not have.

    A text must have a word of the work that a question of the trade is about, and two lines with one where
    the trade is only the nearest. A few lines say too little: what people did or know may be asked then, and
    what every workplace of the trade has always.
    """
    if question.work_kind:
        return ()
    title, _, rest = job_text.partition("\n")
    own, is_nearest, _ = title.partition(NEAREST_TRADE)
    is_told = bool(rest.strip()) if question.kind in _CASES else tells_work(job_text)
    is_usual = question.is_everywhere and not is_nearest
    is_asked_for = is_told and bool(question.trade_groups) and not is_usual
    least = _MIN_LINES if is_nearest else 1
    return tuple(
        name
        for name in QUESTION_FORMS
        if _fits_job(form := question.forms[name], job_text)
        and (
            not (is_asked_for and form.task_words)
            or count_lines(f"{own}\n{rest}", form.task_words) >= least
        )
    )


def tells_work(job_text: str) -> bool:
    """Return whether a job text is long enough to name the work; a few lines leave much of it out."""
    return len(job_text.partition("\n")[2].split()) >= _MIN_TOLD_WORDS


def has_fitting_form(question: SetQuestion, job_text: str) -> bool:
    """Return whether a job has what one of a question's forms takes for granted."""
    return bool(list_fitting_forms(question, job_text))


def list_fitting_forms(question: SetQuestion, job_text: str) -> tuple[QuestionForm, ...]:
    """Return the forms that take for granted only what a job has, whether it names their work or not."""
    return tuple(name for name in QUESTION_FORMS if _fits_job(question.forms[name], job_text))


def list_task_forms(
    question: SetQuestion,
    job_text: str,
    *,
    infinitive: str | None,
    gerund: str | None,
    is_plain: bool = True,
    quote: str | None = None,
    duty: str = "",
    problem_kind: str = "",
) -> tuple[QuestionForm, ...]:
    """Return the forms that can name or ``quote`` a task of the job and arise from it.

    A task that is not ``is_plain`` is named only where the question says first what the job is. What makes a
    whole ``duty`` hard may stand in words that are not said. What goes badly there is cited
    before the questions of its ``problem_kind``, and before no others.
    """
    if problem_kind or question.work_kind in STATED:
        return QUESTION_FORMS if problem_kind == question.work_kind else ()
    said = quote or infinitive or gerund or ""
    words = take_words(infinitive or said, gerund)
    if question.is_tension:
        has_tension = _has_tension(question, duty or said, (gerund, quote))
        return _list_given_forms(question, words) if has_tension else ()
    if (question.work_kind or question.needs) and not _is_of_class(question, words):
        return ()
    if question.is_about_limits != forbids(said) and not (
        question.is_about_limits and sets_limit(said)
    ):
        return ()  # what is forbidden is asked about as a limit, and in no other way
    if question.work_kind:
        is_sayable = any(map(is_short, (gerund, quote)))
        given = _list_given_forms(question, words) if is_sayable else ()
        return tuple(name for name in given if _may_have_people(question.forms[name], job_text))
    return tuple(
        name
        for name in _list_given_forms(question, words)
        if _fits_job(question.forms[name], job_text)
        and (
            (
                carries_task(question.forms[name], is_plain=is_plain)
                and _fits_task(question.forms[name], infinitive=infinitive, gerund=gerund)
            )
            or _fits_quote(question.forms[name], quote)
            or is_about_task(question.forms[name], gerund or infinitive or quote)
        )
    )


def _may_have_people(form: QuestionText, job_text: str) -> bool:
    """Return whether a form leaves out what the posting denies: people of one's own, or a colleague."""
    has_boss = denies_people(job_text) and _OWN_PEOPLE.search(form.plain) is not None
    return not has_boss and fits_company(form.plain, job_text)


def is_short(words: str | None) -> TypeGuard[str]:
    """Return whether there are words of a task that are short enough to be said before a question."""
    return words is not None and len(words.split()) <= MAX_NAMED_WORDS


def _has_tension(question: SetQuestion, duty: str, sayings: Sequence[str | None]) -> bool:
    """Return whether a question asks for what makes a duty hard, and can say enough of the duty."""
    tension = find_tension(duty)
    if tension is None or tension.name != question.work_kind or forbids(duty):
        return False
    return any(is_short(words) and bears_tension(words, tension.name) for words in sayings)


@lru_cache(maxsize=512)
def take_words(task: str, gerund: str | None) -> str:
    """Return the words of a task that will be said; the other form may have more of the line."""
    return task if gerund is None else " ".join(task.split()[: len(gerund.split())])


def _is_of_class(question: SetQuestion, task: str) -> bool:
    if question.work_kind and not is_of_kind(task, question.work_kind):
        return False
    return _is_given(question.needs, task)


def _list_given_forms(question: SetQuestion, task: str) -> tuple[QuestionForm, ...]:
    return tuple(name for name in QUESTION_FORMS if _is_given(question.forms[name].needs, task))


def _is_given(needs: frozenset[str], task: str) -> bool:
    """Return whether a task is of one of the classes that a question takes for granted, if of any."""
    return not needs or not needs.isdisjoint(find_task_classes(task))


def carries_task(form: QuestionText, *, is_plain: bool) -> bool:
    """Return whether a form can carry a task: a plain one, or any if its sentence says what the job is."""
    return is_plain or _SAYS_JOB.match(form.text) is not None


def has_place(form: QuestionText) -> bool:
    """Return whether a form has a place for a task of the job."""
    return "{" in form.text


@lru_cache(maxsize=4096)
def _fits_job(form: QuestionText, job_text: str) -> bool:
    """Return whether a job has what a form takes for granted; a title alone says nothing of places."""
    if form.roles:
        match = match_occupation(job_text.partition("\n")[0])
        if match is None or match.occupation.name not in form.roles:
            return False
    if _ends_soon(job_text) and _TAKES_TIME.search(form.plain):
        return False  # nobody has done a summer job for a year
    said = drop_denied(job_text)
    if form.settings and _has_text(job_text) and not has_exact_word(said, form.settings):
        return False
    is_guessed = NEAREST_TRADE in job_text.partition("\n")[0]
    if form.settings and is_guessed and count_lines(said, form.settings) < _MIN_LINES:
        return False  # one word in passing does not make a garden center a factory
    if form.rivals and is_elsewhere(said, form.rivals, form.settings):
        return False
    if _has_text(job_text) and not (
        is_at_home(form.plain, said) and fits_company(form.plain, job_text)
    ):
        return False
    return not form.job_words or has_any_word(job_text, form.job_words)


@lru_cache(maxsize=256)
def _ends_soon(job_text: str) -> bool:
    return _ENDS_SOON.search(job_text) is not None


def _has_text(job_text: str) -> bool:
    return bool(job_text.partition("\n")[2].strip())


def _fits_task(form: QuestionText, *, infinitive: str | None, gerund: str | None) -> bool:
    words = gerund if _GERUND in form.text else infinitive
    if words is None or not has_place(form):
        return False
    if " and " in words and _BEFORE_AND.search(form.text):
        return False  # "you count the stock and write the order and notice": who could follow?
    if _OWN_CLAUSE.search(words) and (
        _IN_CLAUSE.search(form.text) or _BEFORE_WHEN.search(form.text)
    ):
        return False  # "When you take the call when an incident needs one"
    said = " ".join((infinitive or words).split()[: len(words.split())])
    if form.task_words and not _has_own_word(form, said):
        return False
    if _YOURS.search(words) and _OF_OTHERS.search(form.text):
        return False  # "anyone who spends time putting up your own scaffold"
    return _has_fitting_words(form, said) and suits_frame(form, said)


def _has_own_word(form: QuestionText, said: str) -> bool:
    """Return whether a task has a phrase of a form's task words, or a word that only its objects have."""
    phrases = frozenset(one for one in form.task_words if " " in one)
    return has_any_word(said, phrases) or has_any_word(drop_modifiers(said), form.task_words)


def is_about_task(form: QuestionText, words: str | None) -> bool:
    """Return whether a form without a place for a task is a case of the work that a task's words name.

    One of the form's ``task_words`` must be in the task, and the case must speak of the task's object, or ask
    about the act itself: "administering medicines" leads into a case with a pill, and "supervising supply to
    care homes" into none with a refrigerator. None of the words that are said may be unfit, wherever it is:
    "monitoring mother and baby through labor" leads into no case of the fifth day.
    """
    if words is None or has_place(form) or _has_unfit_word(form, words):
        return False
    return any(_is_about(form, find_subject(part)) for part in split_acts(words))


def suits_frame(form: QuestionText, words: str) -> bool:
    """Return whether a form may say a task: what it asks afterward refers to the task, or is of its object.

    "Part of this job is migrating time sheets. Tell me about one time when a number you had sent out looked
    wrong." says two things that have nothing to do with each other. Words that a form asks for see to that.
    """
    said = _SAYS_JOB.match(form.text)
    asked = form.text[said.end() :] if said is not None else ""
    if not asked or _REFERS_BACK.search(asked) or form.task_words or form.task_verbs:
        return True
    act = split_acts(words)[0]
    return names_object(act, asked) or names_act(act, asked)


def leads_into(words: str, scene: str) -> bool:
    """Return whether a task may be said before a case: its own act and its object are both in the scene.

    Who carries coffins is not led into a case of flowers for a grave, though both are work of the trade. Of
    several acts the first must be in it: the case would be about a side of what was just said.
    """
    act = split_acts(words)[0]
    return not is_about_people_only(find_subject(act)) and names_act(act, scene)


def _is_about(form: QuestionText, said: str) -> bool:
    if not said or not _has_fitting_words(form, said, match=has_exact_word):
        return False
    if names_verb(said, form.plain, form.task_words):
        return True
    return names_object(said, form.plain) and not is_about_people_only(said)


def is_about_people_only(said: str) -> bool:
    """Return whether an act has nothing but people for its object: every scene of the trade has such."""
    _, objects = split_objects(said)
    return bool(objects) and all(one[-1] in _PEOPLE for one in objects)


def _fits_quote(form: QuestionText, quote: str | None) -> bool:
    if quote is None or not form.quoting:
        return False
    said = quote.lower().removeprefix("you ")
    if _has_unfit_word(form, said):
        return False
    return _has_fitting_words(form, " ".join(said.split()[:_MAX_QUOTE_HEAD]))


def _has_fitting_words(
    form: QuestionText, said: str, match: Callable[[str, frozenset[str]], bool] | None = None
) -> bool:
    """Return whether words have what the form asks for; ``match`` compares them with its task words."""
    if form.task_verbs and not has_any_word(said.split()[0], form.task_verbs):
        return False
    if _has_unfit_word(form, said):
        return False
    return not form.task_words or (match or has_any_word)(said, form.task_words)


def _has_unfit_word(form: QuestionText, said: str) -> bool:
    return bool(form.unfit_words) and has_any_word(said, form.unfit_words)


def has_any_word(text: str, words: frozenset[str]) -> bool:
    """Return whether a text has one of the words in any form, or one of the phrases as it is written."""
    stems, phrases = _split_words(words)
    lowered = text.lower()
    same = stems.keys() & _list_stems(lowered)
    return any(_is_meant(stems[stem], lowered) for stem in same) or any(
        one in lowered for one in phrases
    )


def _is_meant(words: Sequence[str], text: str) -> bool:
    """Return whether a text means one of the words of a stem: who manages something is no manager."""
    return any(not _OF_PERSON.search(one) or one.rstrip("s") in text for one in words)


@cache
def _split_words(words: frozenset[str]) -> tuple[Mapping[str, Sequence[str]], tuple[str, ...]]:
    """Return the single words by their stems, and the phrases."""
    phrases = tuple(sorted(one for one in words if " " in one))
    by_stem: dict[str, list[str]] = {}
    for word in sorted(words - set(phrases)):
        by_stem.setdefault(stem_word(word), []).append(word)
    return by_stem, phrases


@lru_cache(maxsize=2048)
def _list_stems(text: str) -> frozenset[str]:
    """Return the stems of all words, and of the parts of words with a hyphen."""
    words = {word for found in _WORD.findall(text) for word in (found, *found.split("-"))}
    return frozenset(stem_word(word) for word in words if word)
