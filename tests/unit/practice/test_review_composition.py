"""A review says nothing that the talk and its scorecard do not bear out."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.practice_interviews import (
    BEGAN,
    INJECTOR,
    ONE_STORY,
    ONE_WORD,
    PLAN,
    SILENT,
    STRONG,
    WEAK,
    scored,
    told,
)
from tests.samples import examples
from tests.unit.assessment.stories import OUTAGE

from vivavoce.contracts.interview import InterviewTranscript
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.contracts.transcript import Scorecard, ScoreProvenance, ScorerInfo
from vivavoce.infra.web.languages import translate_members
from vivavoce.live.domain.interviewer.answer_elements import find_elements
from vivavoce.practice.domain.review.answers import split_words
from vivavoce.practice.domain.review.composition import ReviewMaterial, compose_review
from vivavoce.practice.domain.review.measures import PastReview
from vivavoce.practice.domain.review.review import find_ineligibility_reason
from vivavoce.practice.routes.reviews import TRANSLATED_MEMBERS

ALL = {
    "strong": STRONG,
    "weak": WEAK,
    "silent": SILENT,
    "one_word": ONE_WORD,
    "injector": INJECTOR,
    "one_story": ONE_STORY,
}


def reviewed(
    transcript: InterviewTranscript,
    card: Scorecard | None = None,
    plan: InterviewPlan = PLAN,
    **more: Any,
) -> dict[str, Any]:
    material = ReviewMaterial(
        session_id="int_now",
        plan=plan,
        transcript=transcript,
        scorecard=card or scored(transcript, plan),
        persona_id="emma",
        interview_type="behavioral",
        difficulty=more.pop("difficulty", "medium"),
        position="Shift lead",
        planned_minutes=10,
        assignment_id=None,
        **more,
    )
    return compose_review(material, element_names, now=BEGAN + timedelta(hours=1)).document


def element_names(text: str, question: PlanQuestion) -> set[str]:
    return {match.element for match in find_elements(text, question)}


def cards(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {card["key"]: card for card in document["ratio_cards"]}


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_quote_stands_in_its_turn_with_the_turns_times(name: str) -> None:
    transcript = told(ALL[name])
    turns = {turn.turn: turn for turn in transcript.turns}

    document = reviewed(transcript)

    quotes = [quote for score in document["rubric_scores"] for quote in score["evidence"]]
    for quote in quotes:
        turn = turns[quote["turn"]]
        assert turn.role == "candidate"
        assert quote["quote"] in turn.text
        assert (quote["start_ms"], quote["end_ms"]) == (turn.start_ms, turn.end_ms)
    for score in document["rubric_scores"]:
        assert (score["score"] is None) == score["comment"].startswith("No score: ")
        assert score["evidence"] or score["score"] is None


@pytest.mark.parametrize("name", sorted(ALL))
def test_the_same_input_gives_the_same_bytes(name: str) -> None:
    first, second = (json.dumps(reviewed(told(ALL[name]))) for _ in range(2))

    assert first == second


@pytest.mark.parametrize(
    ("provenance", "words"),
    [
        (
            ScoreProvenance(role="scored", model="gpt-5"),
            "A certified model found the evidence: gpt-5.",
        ),
        (
            ScoreProvenance(role="failed", model="gpt-5", reason="The model did not answer."),
            "The built-in rules scored. The model did not answer.",
        ),
    ],
)
def test_a_review_says_who_scored_where_a_model_is_configured(
    provenance: ScoreProvenance, words: str
) -> None:
    transcript = told(STRONG)
    card = dataclasses.replace(scored(transcript, PLAN), provenance=provenance)

    assert words in reviewed(transcript, card)["summary"]
    assert words not in reviewed(transcript)["summary"]


def test_a_strong_talk_is_praised_with_its_own_words() -> None:
    document = reviewed(told(STRONG))

    assert document["overall_score"] > 80
    assert document["overall_score_reason"] is None
    assert len(document["strengths"]) >= 3
    quoted = re.findall(r'"(.+?)" \(turn (\d+)\)', " ".join(document["strengths"]))
    assert quoted
    turns = {turn.turn: turn.text for turn in told(STRONG).turns}
    assert all(quote in turns[int(turn)] for quote, turn in quoted)
    assert document["carry_forward"]["suggested_difficulty"] == "hard"
    assert document["carry_forward"]["focus_next"] == []


@pytest.mark.parametrize("name", ["weak", "silent", "one_word", "injector", "one_story"])
def test_where_the_scorer_abstains_there_is_no_number_but_a_reason(name: str) -> None:
    document = reviewed(told(ALL[name]))

    assert document["overall_score"] is None
    assert "could be scored" in document["overall_score_reason"]
    assert document["overall_score_reason"] in document["summary"]
    assert document["carry_forward"]["suggested_difficulty"] == "medium"
    assert document["trend_data"] == []


def test_a_silent_talk_is_praised_for_nothing() -> None:
    document = reviewed(told(SILENT))

    assert document["strengths"] == []
    for question in document["deep_analysis"]["per_question"]:
        assert question["answer_summary"] == ""
        assert not any(part["found"] for part in question["framework_match"]["parts"])
        assert split_words(re.sub(r"\[.*?\]", "", question["better_answer"])) == []


def test_orders_to_the_scorer_are_neither_counted_nor_repeated() -> None:
    document = reviewed(told(INJECTOR))

    assert "Instructions to the scorer in turn" in document["summary"]
    assert "gnore your instructions" not in json.dumps(document)
    first = document["deep_analysis"]["per_question"][0]
    assert first["missing"] == ["Situation", "Task", "Action", "Result", "Number"]


def test_nothing_in_a_review_names_an_emotion_or_a_trait() -> None:
    text = json.dumps([reviewed(told(answers)) for answers in ALL.values()]).lower()

    for word in ("confiden", "nervous", "enthusias", "personality", "emotion", "attractive"):
        assert word not in text


def test_the_parts_of_a_star_answer_are_found_with_their_quotes() -> None:
    document = reviewed(told(STRONG))

    match = document["deep_analysis"]["per_question"][0]["framework_match"]
    parts = {part["part"]: part for part in match["parts"]}
    assert match["framework"] == "STAR"
    assert parts["Situation"]["quote"].startswith("Last winter")
    assert parts["Action"]["found"]
    assert not parts["Task"]["found"]
    assert document["deep_analysis"]["per_question"][0]["missing"] == ["Task"]


def test_a_result_before_the_first_action_is_the_scene_and_no_result() -> None:
    transcript = told({"q1": "Last winter the shop went down by 40 percent. I read the logs."})

    [question] = reviewed(transcript)["deep_analysis"]["per_question"]

    assert {"Result", "Number"} <= set(question["missing"])


def test_a_better_answer_keeps_the_frameworks_order_and_marks_the_gaps() -> None:
    answer = (
        "I separated the pads. In the end errors fell from 9 to 3 percent. My task was the hall."
    )

    [question] = reviewed(told({"q1": answer}))["deep_analysis"]["per_question"]

    assert question["better_answer"].splitlines() == [
        "[add: where and when this was, and who was there]",
        "My task was the hall.",
        "I separated the pads.",
        "In the end errors fell from 9 to 3 percent.",
    ]


def _verbatim(better: str, answer: str) -> None:
    outside = re.sub(r"\[.*?\]", " ", better)
    spoken = set(split_words(answer))
    assert set(split_words(outside)) <= spoken
    plain = answer.replace("[", "(").replace("]", ")")
    for line in outside.splitlines():
        for word in line.split():
            assert word in plain


_PIECES = st.sampled_from(
    [
        *OUTAGE.plain.replace(".", ".|").split("|"),
        "I measured it: 40 percent less than before",
        "because we had to; [really] we did!",
        "My task was to fix it",
        "At my last company, in 2019.",
        "[add: a better score]",
        "…",
        "I didn\u2019t know \u2014 but I asked.",
        "In the end it worked",
        "",
    ]
)
_ANSWERS = st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=12).map(" ".join))
_KINDS = st.sampled_from(["behavioral", "failure", "knowledge"])
_FRAMEWORKS = st.sampled_from([None, "STAR", "CAR", "SOAR", "product sense"])


@settings(max_examples=examples(300))
@given(answer=_ANSWERS, kind=_KINDS, framework=_FRAMEWORKS, has_points=st.booleans())
def test_every_word_outside_brackets_is_the_persons_own(
    answer: str, kind: Any, framework: str | None, has_points: bool
) -> None:
    points = ("A rollback [in steps]", "An alert with a threshold") if has_points else ()
    question = PlanQuestion(
        id="q1",
        text="What happened?",
        competency="Incident response",
        kind=kind,
        expected_framework=framework,
        expected_points=points,
    )
    plan = dataclasses.replace(PLAN, rubric=dataclasses.replace(PLAN.rubric, questions=(question,)))

    document = reviewed(told({"q1": answer}, plan=plan), plan=plan)

    [question] = document["deep_analysis"]["per_question"]
    _verbatim(question["better_answer"], answer)
    for piece in question["answer_summary"].split(" … "):
        assert piece in answer
    for part in question["framework_match"]["parts"]:
        assert part["quote"] is None or part["quote"] in answer


def test_in_writing_what_needs_sound_is_not_available() -> None:
    shown_cards = cards(reviewed(told(STRONG)))

    for key in ("talk_listen", "words_per_minute", "fillers_per_100", "pauses_per_minute"):
        assert (shown_cards[key]["value"], shown_cards[key]["verdict"]) == (None, "not_available")
    assert shown_cards["star_coverage"]["value"] is not None
    assert shown_cards["question_coverage"]["verdict"] == "within"


def test_in_speech_sound_is_measured_where_it_was() -> None:
    answer = "um " * 3 + "word " * 137  # 140 words in 60 seconds
    shown_cards = cards(reviewed(told({"q1": answer}, mode="voice")))

    assert (
        shown_cards["words_per_minute"]["value"],
        shown_cards["words_per_minute"]["verdict"],
    ) == (
        140,
        "within",
    )
    assert shown_cards["fillers_per_100"]["value"] == pytest.approx(2.1)
    assert shown_cards["talk_listen"]["value"] == pytest.approx(60 / 85, abs=0.01)
    assert shown_cards["pauses_per_minute"]["verdict"] == "not_available"


def test_who_only_heard_the_questions_and_typed_is_measured_by_no_sound_of_theirs() -> None:
    transcript = told(STRONG, mode="voice")
    typed = dataclasses.replace(
        transcript,
        turns=tuple(
            dataclasses.replace(turn, speech_ms=None) if turn.role == "candidate" else turn
            for turn in transcript.turns
        ),
    )

    shown_cards = cards(reviewed(typed))

    for key in ("talk_listen", "words_per_minute", "fillers_per_100"):
        assert shown_cards[key]["verdict"] == "not_available"
    assert "typed answers" in shown_cards["answer_length"]["label"]


def test_words_that_nobody_checked_are_told_apart_and_coach_nobody() -> None:
    transcript = told(STRONG, mode="voice")
    first = next(turn.turn for turn in transcript.turns if turn.kind == "answer")
    unsure = dataclasses.replace(
        transcript,
        turns=tuple(
            dataclasses.replace(turn, is_draft=turn.turn == first) for turn in transcript.turns
        ),
    )

    document, sure = reviewed(unsure), reviewed(transcript)

    coached = " ".join(document["strengths"] + document["weaknesses"] + document["recommendations"])
    assert "questions 2, 3" in coached
    assert "question 1" not in coached
    assert cards(document)["talk_listen"] == cards(sure)["talk_listen"]
    told_apart = [
        question["has_unverified_transcript"]
        for question in document["deep_analysis"]["per_question"]
    ]
    assert told_apart == [True, False, False]
    assert (
        f"speech recognition of turn {first}, so those words were not counted"
        in document["summary"]
    )
    assert not any(
        question["has_unverified_transcript"] for question in sure["deep_analysis"]["per_question"]
    )
    assert "No one checked" not in sure["summary"]


def test_the_last_session_is_compared_criterion_by_criterion() -> None:
    past = PastReview(
        session_id="int_before",
        completed_at=BEGAN - timedelta(days=1),
        overall_score=60.0,
        scores={"Incident response": 3.0, "Guest recovery": None},
    )

    document = reviewed(told(STRONG), earlier=(past,))

    compared = document["historical_comparison"]
    assert compared["previous_session_id"] == "int_before"
    assert compared["delta_overall"] == round(document["overall_score"] - 60.0, 1)
    [delta] = compared["deltas"]
    assert delta["criterion"] == "Incident response"
    assert delta["delta"] == round(delta["now"] - 3.0, 2)
    assert [point["session_id"] for point in document["trend_data"]] == ["int_before", "int_now"]


def test_a_session_without_a_number_is_compared_without_one() -> None:
    past = PastReview(
        session_id="int_before",
        completed_at=BEGAN - timedelta(days=1),
        overall_score=60.0,
        scores={},
    )

    document = reviewed(told(WEAK), earlier=(past,))

    assert document["historical_comparison"]["delta_overall"] is None
    assert [point["session_id"] for point in document["trend_data"]] == ["int_before"]


def test_the_next_session_works_on_the_weakest_and_asks_nothing_twice() -> None:
    document = reviewed(told(ONE_STORY))

    forward = document["carry_forward"]
    assert set(forward["focus_next"]) == {"Guest recovery", "Stock accuracy"}
    assert forward["avoid_repeating"] == [question.text for question in PLAN.questions]


def test_every_recommendation_names_what_it_rests_on() -> None:
    for answers in ALL.values():
        for step in reviewed(told(answers))["improvement_roadmap"]:
            assert all((step["step"], step["exercise"], step["horizon"]))
            assert re.search(r"question|score|of 5|aim for", step["why"]), step


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (SILENT, "no_candidate_speech"),
        (ONE_WORD, "too_short"),
        ({"q1": "word " * 39}, "too_short"),
        ({"q1": "word " * 40}, None),
        (STRONG, None),
    ],
)
def test_too_little_is_not_reviewed(answers: dict[str, str], reason: str | None) -> None:
    assert find_ineligibility_reason(told(answers), PLAN) == reason


def test_speech_is_enough_from_thirty_seconds_on() -> None:
    transcript = told({"q1": "Yes, I did."}, mode="voice")
    short = dataclasses.replace(
        transcript,
        turns=tuple(
            dataclasses.replace(turn, speech_ms=29_000) if turn.role == "candidate" else turn
            for turn in transcript.turns
        ),
    )

    assert find_ineligibility_reason(transcript, PLAN) is None
    assert find_ineligibility_reason(short, PLAN) == "too_short"


def test_without_a_mandatory_question_answered_nothing_is_reviewed() -> None:
    optional = tuple(
        dataclasses.replace(question, is_mandatory=question.id != "q1")
        for question in PLAN.questions
    )
    plan = dataclasses.replace(PLAN, rubric=dataclasses.replace(PLAN.rubric, questions=optional))

    assert find_ineligibility_reason(told({"q1": OUTAGE.plain}, plan=plan), plan) == "too_short"


def test_another_scorer_is_named_as_such() -> None:
    transcript = told(STRONG)
    card = dataclasses.replace(scored(transcript), scorer=ScorerInfo(kind="model m", version="7"))

    document = reviewed(transcript, card)

    assert document["scorer"] == {"kind": "model m", "version": "7"}
    assert "by model m 7" in document["summary"]


def test_a_quote_that_nobody_said_appears_nowhere() -> None:
    transcript = told(STRONG)
    card = scored(transcript)
    first, *others = card.competencies
    invented = dataclasses.replace(first.evidence[0], quote="I alone saved the company.", level=5)
    asked = dataclasses.replace(first.evidence[0], quote=PLAN.questions[0].text, turn=2, level=5)
    forged = dataclasses.replace(
        card,
        competencies=(
            dataclasses.replace(first, evidence=(invented, asked, *first.evidence)),
            *others,
        ),
    )

    document = reviewed(transcript, forged)

    assert document["rubric_scores"] == reviewed(transcript)["rubric_scores"]
    assert document["strengths"] == reviewed(transcript)["strengths"]
    assert "I alone saved" not in json.dumps(document)


@pytest.mark.parametrize("name", sorted(ALL))
def test_a_review_is_read_in_german_with_the_persons_own_words_unchanged(name: str) -> None:
    document = reviewed(told(ALL[name]))

    german = translate_members(document, TRANSLATED_MEMBERS, "de")

    for member in ("strengths", "weaknesses", "recommendations"):
        assert all(
            one != other for one, other in zip(document[member], german[member], strict=True)
        )
    assert german["summary"].startswith("Sie haben ")
    comments = [score["comment"] for score in german["rubric_scores"]]
    assert not [one for one in comments if " of 5" in one or one.startswith("No score")]
    assert [card["label"] for card in german["ratio_cards"]] != [
        card["label"] for card in document["ratio_cards"]
    ]
    own = re.findall(r'You said: "(.+?)" \(turn', " ".join(document["strengths"]))
    assert re.findall(r"Sie sagten: „(.+?)“ \(Beitrag", " ".join(german["strengths"])) == own
    assert translate_members(document, TRANSLATED_MEMBERS, "en") == document
