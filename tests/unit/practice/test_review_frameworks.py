"""Which framework a practice answer is reviewed by, and which of its parts are found."""

import pytest

from vivavoce.contracts.plan import PlanQuestion, QuestionKind
from vivavoce.live.domain.interviewer.answer_elements import find_elements
from vivavoce.practice.domain.review.frameworks import find_framework_elements, framework_for


def question(kind: QuestionKind, **more: object) -> PlanQuestion:
    return PlanQuestion(
        id="q1",
        text="The tire looks low, and dispatch says to go.",
        competency="Driving vehicles",
        kind=kind,
        probes=("Why that?", "What would come of it?"),
        probe_elements=("reason", "result"),
        **more,  # type: ignore[arg-type]  # any other field of the question
    )


def found_in(sentence: str, asked: PlanQuestion) -> set[str]:
    def element_names(text: str, about: PlanQuestion) -> set[str]:
        return {match.element for match in find_elements(text, about)}

    return set(find_framework_elements(sentence, asked, framework_for(asked), element_names))


@pytest.mark.parametrize("kind", ["situational", "work_sample"])
def test_what_one_would_do_needs_no_time_and_place(kind: QuestionKind) -> None:
    asked = question(kind, expected_framework="Action – Reason – Result")  # noqa: RUF001

    parts = [part.name for part in framework_for(asked).parts]

    assert parts == ["Action", "Reason", "Result"]
    assert found_in("I would check the tire, because a flat could hurt people.", asked) == {
        "own_action",
        "reason",
    }


def test_expected_points_are_found_where_the_probes_ask_for_answer_elements() -> None:
    asked = question("knowledge", expected_points=("pressure of each tire", "brake light"))

    assert found_in("First the pressure of each tire on both sides.", asked) == {"point:0"}
