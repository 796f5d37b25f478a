"""Plans from the question sets: for a scripted person's trade, and for every set. No planner is involved."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bench.people.scripts import ScriptedPerson, ScriptedReply
from vivavoce.contracts.plan import (
    QUESTION_FORMS,
    Competency,
    InterviewPlan,
    PlanQuestion,
    QuestionForm,
    Rubric,
)
from vivavoce.live.domain.interviewer.words import EVERYDAY_STEMS, content_stems
from vivavoce.planning.domain.question_sets import (
    QuestionSet,
    SetQuestion,
    find_question_set,
    list_groups,
    load_question_set,
)

MINUTES = 30
_SETS_BY_TRADE: dict[str, tuple[str, ...]] = {
    "home care": ("personal_care", "working_with_others", "dealing_with_problems"),
    "metalworking": ("manufacturing_machinery", "inspecting_and_testing", "mechanical_equipment"),
    "early childhood education": (
        "teaching_and_training",
        "personal_care",
        "working_with_others",
    ),
    "sales": ("selling", "negotiating", "public_and_clients"),
    "nursing": ("health_care", "supervising", "dealing_with_problems"),
    "horticulture": ("planning_and_scheduling", "dealing_with_problems", "public_and_clients"),
    "hospitality": ("food_and_drinks", "public_and_clients", "working_with_others"),
    "information technology": (
        "protecting_systems",
        "dealing_with_problems",
        "managing_information",
    ),
    "office administration": (
        "administrative",
        "planning_and_scheduling",
        "managing_information",
    ),
    "law": ("law_and_contracts", "negotiating", "ethical_conduct"),
    "warehouse": ("moving_and_lifting", "sorting_and_packaging", "inspecting_and_testing"),
    "data analysis": ("digital_data", "analyzing_information", "presenting"),
    "customer success": ("public_and_clients", "advising", "liaising"),
    "logistics, driving": ("driving_vehicles", "moving_and_lifting", "public_and_clients"),
    "retail": ("selling", "public_and_clients", "sorting_and_packaging"),
    "customer service": ("public_and_clients", "dealing_with_problems", "documenting"),
    "social work": ("counselling", "documenting", "liaising"),
    "electrical trade": (
        "electrical_equipment",
        "building_structures",
        "inspecting_and_testing",
    ),
    "human resources": ("recruiting", "administrative", "advising"),
    "accounting": ("calculating", "administrative", "documenting"),
}
_GENERAL_SETS = (
    "dealing_with_problems",
    "working_with_others",
    "willingness_to_learn",
    "solving_problems",
    "ethical_conduct",
    "planning_and_scheduling",
)
_QUESTIONS_BY_KIND = {"behavioral": 3, "situational": 1, "work_sample": 1, "knowledge": 1}


@dataclass(frozen=True, slots=True)
class PairedQuestion:
    """A question of a set, and what the person says to it."""

    question_set: QuestionSet
    question: SetQuestion
    reply: ScriptedReply


def pair_questions(person: ScriptedPerson) -> list[PairedQuestion]:
    """Return six questions that fit the person's trade and script best, each with its reply."""
    names = dict.fromkeys((*_SETS_BY_TRADE[person.trade], *_GENERAL_SETS))
    sets = [load_question_set(name) for name in names]
    return [
        pair
        for kind, count in _QUESTIONS_BY_KIND.items()
        for pair in _best_pairs(person, sets, kind)[:count]
    ]


def plan_for(person: ScriptedPerson, pairs: Sequence[PairedQuestion]) -> InterviewPlan:
    """Return the plan of these questions, with a task in the text where one fits the person."""
    return make_plan(
        [
            make_question(
                pair.question_set,
                pair.question,
                form=QUESTION_FORMS[place % len(QUESTION_FORMS)],
                task=_fitting_task(person, pair.question_set),
            )
            for place, pair in enumerate(pairs)
        ]
    )


def plans_for_all_sets() -> Iterator[tuple[InterviewPlan, Sequence[PlanQuestion]]]:
    """Give plans of six questions that together hold every question: three of one set, three of others.

    Each comes with the three questions that are its own.
    """
    sets = [find_question_set(group) for group in list_groups()]
    known = [each for each in sets if each is not None]
    for place, question_set in enumerate(known):
        others = [known[(place + step) % len(known)] for step in (7, 19, 31)]
        for half in _split_questions(question_set):
            own = [
                make_question(question_set, question, task=question_set.tasks[place % 8])
                for question in half
            ]
            rest = [
                make_question(other, other.questions[place % len(other.questions)])
                for other in others
            ]
            yield make_plan([*own, *rest]), own


def _split_questions(question_set: QuestionSet) -> Iterator[Sequence[SetQuestion]]:
    """Yield the first three questions, the others, and those about common tasks three by three."""
    usual = [one for one in question_set.questions if not one.is_common_task]
    common = [one for one in question_set.questions if one.is_common_task]
    yield usual[:3]
    yield usual[3:]
    for place in range(0, len(common), 3):
        yield common[place : place + 3]


def make_question(
    question_set: QuestionSet,
    question: SetQuestion,
    *,
    form: QuestionForm = "a",
    task: str | None = None,
) -> PlanQuestion:
    """Return a question of a set as a plan has it, with ``task`` in its text, or in its plain wording."""
    wordings, asked = question.forms[form], question.keep_form(form)
    text = wordings.plain
    if task is not None:
        text = wordings.text.format(do=task, doing=_to_gerund(task))
    return PlanQuestion(
        id=f"{question.id}.{form}",
        text=text,
        competency=question_set.name,
        kind=question.kind,
        expected_points=asked.points,
        probes=tuple(probe for wordings in asked.probes.values() for probe in wordings),
        probe_elements=tuple(
            element for element, wordings in asked.probes.items() for _ in wordings
        ),
        anchors=asked.anchors,
    )


def make_plan(questions: Sequence[PlanQuestion]) -> InterviewPlan:
    """Return a plan of these questions; their competencies have equal weights."""
    names = list(dict.fromkeys(question.competency for question in questions))
    competencies = tuple(Competency(name=name, weight=1 / len(names)) for name in names)
    return plan_from_rubric(Rubric(competencies=competencies, questions=tuple(questions)))


def plan_from_rubric(rubric: Rubric) -> InterviewPlan:
    """Return the plan of a rubric, with nothing said before and after its questions."""
    return InterviewPlan(
        version=1,
        planner="question sets",
        language="en",
        duration_minutes=MINUTES,
        greeting_script="",
        closing_script="",
        rubric=rubric,
    )


def _best_pairs(
    person: ScriptedPerson, sets: Sequence[QuestionSet], kind: str
) -> list[PairedQuestion]:
    """Return pairs of a question and a reply, the most alike first, each question and reply once."""
    asked_as = "situational" if kind == "work_sample" else kind
    scored = sorted(
        (
            (
                -_likeness(question, reply),
                question.id,
                PairedQuestion(question_set, question, reply),
            )
            for question_set in sets
            for question in question_set.questions
            if question.kind == kind
            for reply in person.replies_to(asked_as)
        ),
        key=lambda each: each[:2],
    )
    chosen: list[PairedQuestion] = []
    for _, _, pair in scored:
        is_new = all(
            pair.reply is not each.reply and pair.question is not each.question for each in chosen
        )
        if is_new and "any other" not in pair.reply.occasion:
            chosen.append(pair)
    return chosen


@cache
def _stems(text: str) -> frozenset[str]:
    """Return ``content_stems`` of a text of the bank or of a script; each is compared with many others."""
    return content_stems(text)


def _likeness(question: SetQuestion, reply: ScriptedReply) -> float:
    """Return how much a reply and its occasion are like a question and its sample answers."""
    samples = (text for form in question.forms.values() for text in form.samples.values())
    asked = _stems(" ".join((*question.points, *(form.plain for form in question.forms.values()))))
    told = _stems(" ".join(samples)) - EVERYDAY_STEMS
    occasion = _stems(reply.occasion.partition(" about ")[2])
    text = _stems(reply.text) - EVERYDAY_STEMS
    return 2.0 * len(occasion & asked) + len(text & told) / math.sqrt(max(1, len(text)))


def _fitting_task(person: ScriptedPerson, question_set: QuestionSet) -> str | None:
    """Return the task of a set that is nearest to what the person talks about; None if none is near."""
    told = " ".join((person.trade, person.title, *(reply.text for reply in person.replies)))
    stems = content_stems(told) - EVERYDAY_STEMS
    tasks = [task for task in question_set.tasks if " and " not in task]
    best = max(tasks, key=lambda task: len(content_stems(task) & stems))
    return best if content_stems(best) & stems else None


_SHORT_VERB = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")


def _to_gerund(task: str) -> str:
    """Return a task with its verb as a gerund: "plan shifts" gives "planning shifts"."""
    verb, _, rest = task.partition(" ")
    if verb.endswith("e") and not verb.endswith("ee"):
        verb = verb[:-1]
    elif _SHORT_VERB.fullmatch(verb):
        verb += verb[-1]
    return f"{verb}ing {rest}"
