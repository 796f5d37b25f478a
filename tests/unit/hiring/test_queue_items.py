"""What a role may decide in the queue, how long a plan reads, and which flags an assessment has."""

from __future__ import annotations

import pytest

from vivavoce.hiring.domain.assessment_flags import list_flag_kinds
from vivavoce.hiring.domain.queue import (
    QUEUE_ITEM_KINDS,
    count_plan_words,
    kinds_decided_by,
    reading_minutes,
)
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Permission, Role


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, None), (1, 1), (200, 1), (201, 2), (1000, 5), (1001, 6)]
)
def test_reading_takes_a_minute_for_200_words_rounded_up(words: int, minutes: int | None) -> None:
    assert reading_minutes(words) == minutes


def test_the_words_of_a_plan_are_the_greeting_the_questions_and_what_is_listened_for() -> None:
    question = {
        "text": "Tell me about a late run.",
        "expected_points": ["Calls ahead"],
        "probes": ["How did it end?"],
        "look_for": ["an act"],
        "anchors": {"4": {"description": "Called the depot.", "signals": ["not counted"]}},
        "sample_answer": "not counted either",
    }
    plan = {
        "greeting_script": "Good morning, Ada.",
        "competencies": [{"name": "Driving", "questions": [question]}],
        "notes": ["not counted"],
    }

    assert count_plan_words(plan) == 3 + 6 + 2 + 4 + 2 + 3
    assert count_plan_words({}) == 0
    assert count_plan_words({"competencies": [{"questions": [{"text": None}]}]}) == 0


def test_each_kind_of_flag_is_listed_once() -> None:
    flags = [{"kind": "draft"}, {"kind": "injection"}, {"kind": "draft"}]

    assert list_flag_kinds({"scorecard": {"flags": flags}}) == ("draft", "injection")
    assert list_flag_kinds({"assessmentId": "a"}) == ()
    assert list_flag_kinds(None) == ()


def test_recruiters_decide_everything_readers_nothing_and_a_key_without_approval_the_rest() -> None:
    assert kinds_decided_by(ROLE_PERMISSIONS[Role.RECRUITER]) == QUEUE_ITEM_KINDS
    assert kinds_decided_by(ROLE_PERMISSIONS[Role.VIEWER]) == ()
    assert kinds_decided_by(ROLE_PERMISSIONS[Role.HIRING_MANAGER]) == ("intake",)
    assert kinds_decided_by(frozenset({Permission.INTERVIEW_UPDATE})) == (
        "details",
        "person_requested",
        "candidate_withdrew",
    )
