"""The rules for what a plan says: greeting, closing, invitation, and no text copied from documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.invitation import LINK_PLACEHOLDER, NAME_PLACEHOLDER
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.profiles import get_profile
from vivavoce.kernel.sentences import split_sentences
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.requirements import (
    is_prompt_injection,
)
from vivavoce.planning.domain.spoken_sentences import (
    MAX_SENTENCES,
    find_reply_faults,
    find_sentence_fault,
    list_all_wordings,
    list_replies,
    needs_own_sentences,
)
from vivavoce.planning.domain.text_matching import (
    normalize_text,
    tokenize,
)

_MACHINE_PATTERN = re.compile(
    r"\b(computer|machine|program|software|automated|automatic|ai|artificial|bot|robot)\b"
)
_PERSON_PATTERN = re.compile(
    r"\b(person|people|human|somebody|someone|recruiter|manager|colleague)\b"
)
_DECISION_PATTERN = re.compile(r"\b(decid\w*|decision|review\w*|judg\w*)\b")
_HUMAN_DECISION_PROMISE = re.compile(
    r"\b(a|one|some|the|our|another) (person|human|human being|recruiter|colleague|people)\b"
    r"[^.?!:;]{0,60}\b(decid|judg)"
    r"|\b(somebody|someone) (\w+ ){0,6}(decid|judg)"
)
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_MIN_COPIED_WORDS = 8
"""A shared sequence of this many words counts as copied text."""


@dataclass(frozen=True, slots=True)
class PlanViolation:
    """One violated rule; ``code`` is stable, ``detail`` is a message for a person."""

    code: str
    detail: str


def check_scripts(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    """The scripts and the invitation say what they must, in the language of the interview."""
    yield from _check_greeting(plan, brief)
    if not plan.closing_script.strip():
        yield PlanViolation("no_closing", translatable("There is no closing script."))
    if plan.inmail_draft and LINK_PLACEHOLDER not in plan.inmail_draft:
        yield PlanViolation(
            "no_link", translatable("The invitation has no {link}.", link=LINK_PLACEHOLDER)
        )
    if unknown := _find_unknown_placeholder(plan.inmail_draft):
        yield PlanViolation(
            "unknown_placeholder",
            translatable(
                "The invitation may have {link} and {name_placeholder}, but not {unknown}.",
                link=LINK_PLACEHOLDER,
                name_placeholder=NAME_PLACEHOLDER,
                unknown=unknown,
            ),
        )
    if plan.language != brief.language:
        yield PlanViolation(
            "language",
            translatable(
                'The plan is in "{written}", not "{language}".',
                written=plan.language,
                language=brief.language,
            ),
        )


def check_sentences(plan: InterviewPlan, _: PlanBrief) -> Iterator[PlanViolation]:
    """The interviewer's own sentences are those of the product, in a language that has none."""
    if not plan.sentences:
        return
    said = {one.english: one.text for one in plan.sentences}
    if not needs_own_sentences(plan.language) or len(said) > MAX_SENTENCES:
        yield PlanViolation(
            "sentences_not_needed",
            translatable("The plan has sentences of the interviewer that it does not need."),
        )
        return
    replies = {english: said[english] for english in list_replies() if english in said}
    if replies and find_reply_faults(replies):
        yield PlanViolation(
            "replies_unclear",
            translatable(
                "The replies that the interviewer offers must all be there, and differ by their words."
            ),
        )
    for english, text in said.items():
        if english not in list_all_wordings() or find_sentence_fault(
            english, text, language=plan.language, replies=replies
        ):
            yield PlanViolation(
                "sentence_differs",
                translatable(
                    'The interviewer must not say "{text}" instead of "{english}".',
                    text=text,
                    english=english,
                ),
            )


def _find_unknown_placeholder(message: str) -> str | None:
    found = _PLACEHOLDER.findall(message)
    return next((one for one in found if one not in {LINK_PLACEHOLDER, NAME_PLACEHOLDER}), None)


def _check_greeting(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    spoken = normalize_text(plan.greeting_script)
    if not spoken.strip():
        yield PlanViolation("no_greeting", translatable("There is no greeting."))
    if not plan.language.lower().startswith("en"):
        return  # the patterns are English; a person must check greetings in other languages
    if not _MACHINE_PATTERN.search(spoken):
        yield PlanViolation(
            "greeting_hides_machine",
            translatable("The greeting does not say that a computer program asks the questions."),
        )
    if get_profile(brief.profile).assessment_approved_by != "none":
        if not (_PERSON_PATTERN.search(spoken) and _DECISION_PATTERN.search(spoken)):
            yield PlanViolation(
                "greeting_hides_person",
                translatable("The greeting does not say that a person decides."),
            )
    elif _HUMAN_DECISION_PROMISE.search(spoken):
        yield PlanViolation(
            "greeting_promises_person", translatable("The greeting says that a person decides.")
        )


def check_copied_text(plan: InterviewPlan, brief: PlanBrief) -> Iterator[PlanViolation]:
    """A plan must not copy résumé text or follow instructions hidden in a job description."""
    spoken = [
        plan.greeting_script,
        plan.closing_script,
        plan.inmail_draft,
        *(q.text for q in plan.questions),
        *(text for q in plan.questions for text in (*q.expected_points, *q.probes)),
    ]
    runs = {run for text in spoken for run in _list_word_sequences(text)}
    # Questions name tasks of the job, and a résumé may repeat the words of the posting.
    runs -= set(_list_word_sequences(brief.job_description))
    if runs & set(_list_word_sequences(brief.resume_text or "")):
        yield PlanViolation(
            "resume_copied", translatable("The plan contains text from the résumé.")
        )
    orders = [line for line in split_sentences(brief.job_description) if is_prompt_injection(line)]
    if any(
        normalize_text(order).strip() in normalize_text(text)
        for order in orders
        for text in spoken
        if len(order) > 12
    ):
        yield PlanViolation(
            "order_obeyed",
            translatable("The plan contains instructions that were hidden in the job description."),
        )
    if any(is_prompt_injection(text) for text in (plan.greeting_script, plan.closing_script)):
        yield PlanViolation(
            "script_is_an_order",
            translatable(
                "A script contains instructions for a program instead of words for a person."
            ),
        )


def _list_word_sequences(text: str) -> Iterator[tuple[str, ...]]:
    words = tokenize(text)
    for at in range(len(words) - _MIN_COPIED_WORDS + 1):
        yield tuple(words[at : at + _MIN_COPIED_WORDS])
