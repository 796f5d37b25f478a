"""A wish becomes a set-up: defaults, limits, and every change told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.contracts.interview import DIFFICULTIES, INTERVIEW_TYPES
from vivavoce.contracts.personas import PERSONAS
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.practice.domain.setup import (
    MAX_DESCRIPTION_LENGTH,
    MAX_FEEDBACK_LENGTH,
    MAX_PROFILE_LENGTH,
    PracticeOptions,
    choose_mode,
    parse_feedback,
    parse_setup,
)


def wish(**changes: Any) -> PracticeOptions:
    options: dict[str, Any] = {"interview_type": "behavioral", "duration_minutes": 10, **changes}
    return PracticeOptions(**options)


def refused(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidRequestError) as error:
        parse_setup(wish(**changes))
    return [(field_error.field, field_error.code) for field_error in error.value.errors]


def test_what_is_not_said_has_its_usual_value_and_nothing_is_adjusted() -> None:
    setup = parse_setup(wish())

    assert (setup.persona_id, setup.difficulty, setup.mode) == ("emma", "medium", "text")
    assert (setup.framework, setup.target_role, setup.adjustments) == (None, None, ())


@pytest.mark.parametrize("minutes", [0, 1, 4, 6, 7, 9, 11, 14, 16, 60, -5, 10**17])
def test_only_five_ten_and_fifteen_minutes_are_taken(minutes: int) -> None:
    assert refused(duration_minutes=minutes) == [("duration_minutes", "unsupported_duration")]


def test_advanced_becomes_hard_and_is_told() -> None:
    setup = parse_setup(wish(context={"difficulty": "advanced"}))

    [told] = setup.adjustments
    assert setup.difficulty == "hard"
    assert (told.field, told.requested, told.applied) == ("context.difficulty", "advanced", "hard")
    assert setup.context == {"difficulty": "advanced"}


@given(st.sampled_from(DIFFICULTIES))
def test_every_other_difficulty_stays_as_it_was_said(difficulty: str) -> None:
    setup = parse_setup(wish(context={"difficulty": difficulty}))

    assert (setup.difficulty, setup.adjustments) == (difficulty, ())


@pytest.mark.parametrize("name", ["framework", "interview_framework", "assessment_framework"])
def test_a_framework_has_three_names(name: str) -> None:
    assert parse_setup(wish(context={name: "SOAR"})).framework == "SOAR"


def test_a_framework_is_written_as_usual_and_one_of_several_is_used() -> None:
    setup = parse_setup(wish(context={"framework": "star", "assessment_framework": "CAR"}))

    assert setup.framework == "STAR"
    assert [
        (adjustment.field, adjustment.requested, adjustment.applied)
        for adjustment in setup.adjustments
    ] == [
        ("context.framework", "star", "STAR"),
        ("context.assessment_framework", "CAR", "STAR"),
    ]


def test_voice_where_there_is_none_is_told_and_where_there_is_one_is_taken() -> None:
    asked = wish(context={"requested_mode": "voice"})

    written, spoken = parse_setup(asked), parse_setup(asked, modes=("text", "voice"))

    assert (written.mode, [adjustment.field for adjustment in written.adjustments]) == (
        "text",
        ["context.requested_mode"],
    )
    assert (spoken.mode, spoken.adjustments) == ("voice", ())
    assert choose_mode(asked.context, ("text",)) == "text"


@pytest.mark.parametrize(
    ("context", "named"),
    [
        ({"difficulty": "brutal"}, ("context.difficulty", "unknown")),
        ({"difficulty": 3}, ("context.difficulty", "not_a_text")),
        ({"requested_mode": "video"}, ("context.requested_mode", "unknown")),
        ({"assignment_id": "seven"}, ("context.assignment_id", "not_an_id")),
        ({"target_role": ["nurse"]}, ("context.target_role", "not_a_text")),
        ({"target_role": "x" * 201}, ("context.target_role", "too_long")),
        (
            {"job_description": "x" * (MAX_DESCRIPTION_LENGTH + 1)},
            ("context.job_description", "too_long"),
        ),
        (
            {"candidate_profile": "x" * (MAX_PROFILE_LENGTH + 1)},
            ("context.candidate_profile", "too_long"),
        ),
        ({"candidate_profile": 7}, ("context.candidate_profile", "not_a_text")),
        ({"notes": "x" * 60_000}, ("context", "too_long")),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name(
    context: dict[str, Any], named: tuple[str, str]
) -> None:
    assert refused(context=context) == [named]


def test_texts_up_to_the_limits_are_taken() -> None:
    setup = parse_setup(
        wish(
            context={
                "job_description": "x" * MAX_DESCRIPTION_LENGTH,
                "candidate_profile": "y" * MAX_PROFILE_LENGTH,
            }
        )
    )

    assert len(setup.job_description or "") == MAX_DESCRIPTION_LENGTH
    assert parse_feedback(" z" * (MAX_FEEDBACK_LENGTH // 2)).startswith("z")
    with pytest.raises(InvalidRequestError):
        parse_feedback("z" * (MAX_FEEDBACK_LENGTH + 1))


def test_everything_wrong_is_named_at_once() -> None:
    named = refused(
        persona_id="bob", interview_type="chat", duration_minutes=7, context={"difficulty": "no"}
    )

    assert {field for field, _ in named} == {
        "persona_id",
        "interview_type",
        "duration_minutes",
        "context.difficulty",
    }


def test_a_profile_may_be_an_object_and_is_read_as_lines() -> None:
    setup = parse_setup(wish(context={"candidate_profile": {"years": 4, "field": "nursing"}}))

    assert setup.candidate_profile == "years: 4\nfield: nursing"


def test_what_nobody_reads_is_kept_and_not_among_the_facts() -> None:
    setup = parse_setup(wish(context={"campaign": "spring", "target_role": " Nurse "}))

    facts = setup.facts
    assert facts["context"] == {"campaign": "spring", "target_role": " Nurse "}
    assert facts["position"] == "Nurse"
    assert "spring" not in str({name: v for name, v in facts.items() if name != "context"})


@given(
    st.sampled_from([None, *PERSONAS]),
    st.sampled_from(INTERVIEW_TYPES),
    st.sampled_from([5, 10, 15]),
    st.dictionaries(
        st.sampled_from(["target_role", "company_name", "source", "hobby"]),
        st.text(max_size=40),
        max_size=4,
    ),
)
def test_a_wish_in_the_seeds_words_is_always_taken(
    persona: str | None, kind: str, minutes: int, context: dict[str, str]
) -> None:
    setup = parse_setup(
        PracticeOptions(
            persona_id=persona, interview_type=kind, duration_minutes=minutes, context=context
        )
    )

    assert setup.persona_id == (persona or "emma")
    assert (setup.interview_type, setup.duration_minutes) == (kind, minutes)
    assert setup.adjustments == ()


def test_a_language_that_only_a_model_can_write_is_taken_where_one_is_there() -> None:
    asked = wish(context={"language": "de"})

    written, modelled = parse_setup(asked), parse_setup(asked, languages=("en", "de"))

    assert (written.language, written.facts["language"]) == ("en", "en")
    ((field, applied),) = [(one.field, one.applied) for one in written.adjustments]
    assert (field, applied) == ("context.language", "en")
    assert (modelled.facts["language"], modelled.adjustments) == ("de", ())


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(InvalidRequestError) as refused:
        parse_setup(wish(context={"language": "Klingon"}))

    assert [error.field for error in refused.value.errors] == ["context.language"]
