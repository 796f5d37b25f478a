"""Whether an answer tells an event, in the samples of the question sets and in single sentences."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.samples import part_of

from vivavoce.kernel.event_kinds import find_event_kinds, tells_event
from vivavoce.planning.domain.question_sets import list_set_ids, load_question_set


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("I rang the plumber and fixed the leak.", {"act"}),
        ("Last March the pipe burst.", {"time", "act"}),
        ("It was 40 meters of pipe.", {"amount"}),
        ("There was a tenant upstairs.", {"particular"}),
        ("I told Mrs. Kowalski about it.", {"act", "particular"}),
        ("I always go the extra mile.", set()),
        ("I've always led my teams with passion.", set()),
        ("I give 110 percent, 24/7.", set()),
        ("Would you have called in June?", set()),
    ],
)
def test_the_signs_of_an_event(text: str, kinds: set[str]) -> None:
    assert find_event_kinds(text) == kinds


def test_a_chain_of_acts_is_an_event_without_a_time_or_a_number() -> None:
    story = "I looked behind the door, swept the corner, closed it and told the others."

    assert find_event_kinds(story) == {"act"}
    assert tells_event(story)


def test_events_are_told_apart_from_fluent_emptiness_in_the_samples_of_stories() -> None:
    told, count = Counter[str](), Counter[str]()
    for question_set in map(load_question_set, part_of(list_set_ids())):
        for question in question_set.questions:
            if question.kind != "behavioral":
                continue
            for form in question.forms.values():
                for level, sample in form.samples.items():
                    count[level] += 1
                    told[level] += tells_event(sample)

    share = {level: told[level] / count[level] for level in count}
    assert share["strong"] == 1.0
    assert share["non_native"] >= 0.97
    assert share["decent"] >= 0.95
    assert share["empty"] <= 0.06


def test_a_past_state_beside_words_of_habit_tells_no_event() -> None:
    habit = "Oh, mostly it's the pads. We had one where the dog, well. Every day somebody sits on a pair."

    assert not tells_event(habit)
    assert tells_event(
        "Mostly it's the pads, but in May we had a lady whose frame I bent back cold."
    )


@pytest.mark.parametrize(
    "text",
    [
        "I show a task once with ten real orders. Then they do ten, and I say nothing until the end.",
        "I would count the stock first. In the second week I would change one thing and count again.",
    ],
)
def test_what_is_or_would_be_done_is_no_event_whatever_numbers_it_has(text: str) -> None:
    assert not tells_event(text)


@pytest.mark.parametrize(
    "text",
    [
        "Last week a guest comes in, and I count 14 bags with him.",
        "I'd set my price at 40 before he came. In May he was back.",
        "I counted the stock twice in May. Today I would count it three times.",
    ],
)
def test_a_past_time_or_an_own_past_act_makes_a_story(text: str) -> None:
    assert tells_event(text)
