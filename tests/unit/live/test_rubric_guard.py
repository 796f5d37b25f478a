"""What may be asked without feeding an answer: the plan's own probes live, those that give away do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from tests.fakes.job_postings import POSTINGS, posting_plan
from tests.fakes.live_session import a_plan
from tests.samples import part_of
from tests.unit.live.talks import Talk

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain.interviewer import probe_wordings, wording
from vivavoce.live.domain.interviewer.answer_elements import list_expected_elements, reason_code_for
from vivavoce.live.domain.interviewer.question_guard import QuestionGuard, RubricGuard
from vivavoce.live.domain.interviewer.words import content_stems

STORY = PlanQuestion(
    id="s1",
    text="Tell me about a delivery that went wrong. What did you do?",
    competency="Delivery",
    look_for=("said which part was theirs", "weighed two ways", "told the end"),
    probes=("Which bit was yours?", "How did you pick between the two?", "Where is it today?"),
    probe_elements=("own_action", "reason", "result"),
)


class OpenGuard(RubricGuard):
    """The mutant: lets every question through."""

    def leaks(self, question: str) -> bool:
        return False


def probes_alive(plan: InterviewPlan, *, kinds: tuple[str, ...]) -> Iterator[bool]:
    for question in plan.questions:
        guard = RubricGuard(plan, spoken_stems=content_stems(question.text))
        if question.kind in kinds:
            yield from (not guard.leaks(probe) for probe in question.probes)


@pytest.mark.parametrize(
    ("kinds", "least"), [(("knowledge",), 0.85), (("behavioral", "failure"), 0.9)]
)
def test_most_planned_probes_can_be_asked(kinds: tuple[str, ...], least: float) -> None:
    alive = [
        probe for plan in map(posting_plan, POSTINGS) for probe in probes_alive(plan, kinds=kinds)
    ]

    assert len(alive) >= 100
    assert sum(alive) / len(alive) >= least, f"{sum(alive)} of {len(alive)}"


@pytest.mark.parametrize("code", probe_wordings.PROBES)
def test_nearly_every_generic_wording_can_be_asked_on_every_plan(code: str) -> None:
    dead = [
        (name, words)
        for name, plan in zip(POSTINGS, map(posting_plan, POSTINGS), strict=True)
        for guard in [RubricGuard(plan)]
        for words in probe_wordings.PROBES[code]
        if guard.leaks(words)
    ]

    assert len(dead) <= 0.05 * len(POSTINGS) * len(probe_wordings.PROBES[code]), dead


def test_the_concrete_case_can_be_asked_in_all_its_wordings_on_every_plan() -> None:
    for plan in map(posting_plan, POSTINGS):
        guard = RubricGuard(plan)
        assert not [words for words in probe_wordings.PROBES["SPECIFICS"] if guard.leaks(words)]


def given_away(plan: InterviewPlan) -> Iterator[str]:
    """Give every expected point and every signal of the upper levels as a probe."""
    for question in plan.questions:
        yield from (f"Was it that you {point}?" for point in question.expected_points)
    for competency in plan.rubric.competencies:
        for side in competency.sub_dimensions:
            for level in "345":
                for signal in side.signals.get(level, ()):
                    yield f"Would you say that {signal}?"


def put_though_given_away(
    plan: InterviewPlan, guard: RubricGuard, phrases: Sequence[str]
) -> list[str]:
    """Return the probes that would be put although they give away what is read for."""
    put = []
    for probe in phrases:
        question = replace(STORY, probes=(probe,), probe_elements=("result",))
        words = wording.probe_wording("result", "RESULT", question, guard, session_id="s", turn=3)
        if words is not None and words.text == probe:
            put.append(probe)
    return put


@pytest.mark.parametrize("name", POSTINGS)
def test_a_probe_that_gives_a_point_or_a_signal_away_is_never_put(name: str) -> None:
    plan = posting_plan(name)
    phrases = [phrase for phrase in given_away(plan) if len(content_stems(phrase)) > 1]
    some = part_of(phrases)

    assert len(phrases) > 50
    assert put_though_given_away(plan, RubricGuard(plan), some) == []
    assert len(put_though_given_away(plan, OpenGuard(plan), some)) > len(some) / 2


@pytest.mark.parametrize(
    "probe",
    [
        "Did you verify the threshold?",
        "Was there a rollback at the end?",
        "Does it need more disk space then?",
    ],
)
def test_the_gate_and_the_plans_own_probes_keep_one_rule(probe: str) -> None:
    interview = Talk()
    interview.say("We had a hard time.")
    guard = RubricGuard(interview.plan)

    assert guard.leaks(probe)
    assert QuestionGuard(interview.state, interview.plan).rejection_reason(probe) == "leaks_rubric"


def test_words_that_were_said_already_give_nothing_away() -> None:
    plan = a_plan()
    spoken_stems = content_stems("I verified the threshold myself.")

    assert RubricGuard(plan).leaks("What was that threshold?")
    assert not RubricGuard(plan, spoken_stems=spoken_stems).leaks("What was that threshold?")


def one_story(**changes: object) -> Talk:
    story = replace(STORY, **changes)  # type: ignore[arg-type]
    return Talk(a_plan(questions=[story]), max_follow_ups=4)


def test_a_story_is_followed_up_by_the_plans_own_probes_first_and_then_by_generic_ones() -> None:
    first_two = {"probes": STORY.probes[:2], "probe_elements": STORY.probe_elements[:2]}
    interview = one_story(**first_two)
    first = interview.say("On Friday we had a delivery that went to the wrong town.")
    second = interview.say("I called him.")
    third = interview.say("I called them again on that day.")

    assert [first.text, second.text] == [
        "Which bit was yours?",
        "How did you pick between the two?",
    ]
    assert third.text in probe_wordings.PROBES["RESULT"]
    assert [decision.element for decision in interview.chosen] == [
        "own_action",
        "reason",
        "result",
    ]


def test_a_story_is_not_asked_for_its_end_when_the_end_was_told() -> None:
    interview = one_story()
    asked = interview.say("I called the driver, and in the end it was delivered.")

    assert asked.text != "Where is it today?"
    assert "result" not in [decision.element for decision in interview.chosen]


def test_a_storys_probe_that_gives_the_rubric_away_gives_way_to_a_generic_one() -> None:
    loud = ("Did you verify the threshold?", *STORY.probes[1:])
    interview = one_story(probes=loud)
    asked = interview.say("On Friday we had a delivery that went to the wrong town.")

    assert asked.text in probe_wordings.PROBES["OWNERSHIP"]


@pytest.mark.parametrize("name", POSTINGS)
def test_the_banks_stories_reach_the_plan_with_what_each_probe_asks_for(name: str) -> None:
    stories = [
        question for question in posting_plan(name).questions if question.kind != "knowledge"
    ]

    assert stories
    for story in stories:
        assert len(story.probes) == len(story.probe_elements) > 0
        assert story.look_for
        known = {*list_expected_elements(story), "situation"}
        assert set(story.probe_elements) <= known


@pytest.mark.parametrize("name", part_of(tuple(POSTINGS)))
def test_no_further_question_is_worded_twice_in_a_long_interview(name: str) -> None:
    interview = Talk(posting_plan(name), max_follow_ups=4)
    vague = (
        "We had that a lot with the others.",
        "It was like that for us.",
        "So it was.",
        "We did.",
    )
    turns = 0
    while not interview.state.is_over and turns < 120:
        interview.say(vague[turns % len(vague)], after_s=12)
        turns += 1
    asked = [turn.text for turn in interview.asked if turn.kind == "follow_up"]

    assert len(asked) >= 5
    assert len(set(asked)) == len(asked)


def test_with_every_wording_used_up_the_interview_goes_on_instead_of_repeating_itself() -> None:
    guard = RubricGuard(a_plan())
    wordings = frozenset(probe_wordings.PROBES["OWNERSHIP"])

    assert reason_code_for("own_action") == "OWNERSHIP"
    assert (
        wording.probe_wording(
            "own_action", "OWNERSHIP", STORY, guard, session_id="s", turn=3, already_asked=wordings
        ).text  # type: ignore[union-attr]
        == STORY.probes[0]
    )
    plain = replace(STORY, probes=(), probe_elements=())
    assert (
        wording.probe_wording(
            "own_action", "OWNERSHIP", plain, guard, session_id="s", turn=3, already_asked=wordings
        )
        is None
    )


SEVERAL = replace(
    STORY,
    probes=("How did it end for them?", "What came of the crane?", "When did the crane leave?"),
    probe_elements=("result", "result", "result"),
)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("I moved the crane.", ("What came of the crane?", "When did the crane leave?")),
        ("I moved the boxes.", probe_wordings.PROBES["RESULT"]),
        (f"{STORY.text} I moved the boxes.", probe_wordings.PROBES["RESULT"]),
    ],
)
def test_of_several_probes_of_a_story_those_are_asked_that_have_a_word_of_the_answer(
    answer: str, expected: tuple[str, ...]
) -> None:
    for number in range(5):
        asked = wording.probe_wording(
            "result",
            "RESULT",
            SEVERAL,
            RubricGuard(a_plan()),
            session_id=f"s{number}",
            turn=3,
            answers=(answer,),
        )

        assert asked is not None
        assert asked.text in expected


@pytest.mark.parametrize(
    "presuming",
    ["What would you tell them?", "What would you do after that?", "What would you try next?"],
)
def test_a_probe_about_somebody_or_an_act_comes_last_if_nobody_mentioned_it(
    presuming: str,
) -> None:
    case = replace(
        STORY,
        kind="situational",
        text="A pipe leaks. What do you do?",
        probes=(presuming, "What would you do in the first minutes?"),
        probe_elements=("own_action", "own_action"),
    )
    asked = {
        wording.probe_wording(
            "own_action",
            "OWNERSHIP",
            case,
            RubricGuard(a_plan()),
            session_id=f"s{number}",
            turn=3,
            answers=("Hard to say.",),
        )
        for number in range(8)
    }

    assert {each.text for each in asked if each} == {"What would you do in the first minutes?"}
