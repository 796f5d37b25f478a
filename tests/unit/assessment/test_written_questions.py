"""A question that a person wrote is scored by what a good answer covers."""

from __future__ import annotations

from tests.unit.planning.briefs import BRIEF, planned

from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.plan_edit import PlanEdit, PlanQuestionEdit
from vivavoce.contracts.transcript import Transcript, TranscriptTurn
from vivavoce.planning.domain.plan_edit import edit_plan

TEXT = "Tell me about a delivery that was late."
COVERED = (
    "Last May a pallet of tiles for Ms. Aydin was two hours late. I phoned the customer at once and told "
    "her the new time. I loaded the urgent parcels first, and the other 12 stops were still on time."
)
EMPTY = "I am passionate and experienced, and I always deliver excellent quality to everybody."


def plan_with(*good_answer: str) -> InterviewPlan:
    plan = planned(BRIEF)
    written = PlanQuestionEdit(
        text=TEXT,
        time_budget_s=180,
        competency=plan.rubric.competencies[0].name,
        good_answer=good_answer,
    )
    return edit_plan(plan, PlanEdit(questions=(written,)), job_text=BRIEF.job_description)


def score_of(plan: InterviewPlan, answer: str) -> float | None:
    (question,) = plan.questions
    turns = (
        TranscriptTurn(turn=1, role="agent", text=TEXT, question_id=question.id),
        TranscriptTurn(turn=2, role="candidate", text=answer, question_id=question.id),
    )
    (competency,) = score(Transcript(language="en", turns=turns), plan.rubric).competencies
    return competency.score


def test_an_answer_that_covers_the_points_is_scored_above_an_empty_one() -> None:
    plan = plan_with("phones the customer and tells the new time", "loads the urgent parcels first")

    covered, empty = score_of(plan, COVERED), score_of(plan, EMPTY)

    assert covered is not None
    assert covered >= 3
    assert empty is None or empty < covered


def test_without_points_the_levels_of_the_competency_score_it() -> None:
    without = plan_with()

    covered, empty = score_of(without, COVERED), score_of(without, EMPTY)

    assert covered is not None
    assert empty is None or empty < covered
