"""What a question counts for where the words of its task leave the competency in doubt."""

from __future__ import annotations

import pytest
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import PlanQuestion

HALL = """Piano technician

Your tasks
- You tune the concert grands before each performance
- You regulate actions, voice hammers and replace strings
- You keep humidity records for every instrument
- You advise the hall on purchases
- You train one apprentice
"""
CUSTOMS = """Customs compliance manager

Your tasks
- Leading a team of nine declarants and setting priorities
- Auditing 200 declarations a month and correcting wrong tariff codes
- Representing us in audits by Dutch customs
- Keeping our AEO certificate up to date
- Introducing SAP GTS in the Venlo office
"""
OF_ANY_WORK = {"S1.9", "S4.2", "T3.1", "T3.4", "S1.3"}


def ask(position: str, text: str, level: str = "SENIOR") -> tuple[PlanQuestion, ...]:
    return planned(PlanBrief(position=position, job_description=text, level=level)).questions


def group_of(question: PlanQuestion) -> str:
    assert question.origin is not None
    return question.origin.group


def find(questions: tuple[PlanQuestion, ...], words: str) -> PlanQuestion:
    return next(one for one in questions if words in one.text)


@pytest.mark.parametrize("words", ["voicing hammers", "regulating actions"])
def test_a_task_in_words_of_a_rare_trade_counts_for_what_its_question_asks(words: str) -> None:
    question = find(ask("Piano technician", HALL), words)

    assert group_of(question) in OF_ANY_WORK


def test_a_task_in_plain_words_keeps_its_own_competency() -> None:
    questions = ask("Piano technician", HALL)

    assert group_of(find(questions, "humidity records")) == "S2.2"
    assert group_of(find(questions, "train one apprentice")) == "S1.3"


def test_the_named_competencies_are_those_of_the_questions_and_weigh_a_hundred() -> None:
    plan = planned(PlanBrief(position="Piano technician", job_description=HALL, level="SENIOR"))

    assert {one.name for one in plan.rubric.competencies} == {q.competency for q in plan.questions}
    assert round(sum(one.weight for one in plan.rubric.competencies), 6) == 1
    assert max(one.weight for one in plan.rubric.competencies) <= 0.35


def test_tasks_come_before_questions_that_could_be_asked_for_any_posting() -> None:
    questions = ask("Customs compliance manager", CUSTOMS, level="LEAD")

    without = [q for q in questions if q.origin and q.origin.task is None]
    trade = {"audit_and_compliance"}
    assert {q.id.partition(".")[0] for q in without} <= trade
