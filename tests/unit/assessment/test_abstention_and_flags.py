"""Why there is no number, how sure a number is, and what a person is asked to look at."""

from dataclasses import replace

import pytest
from tests.unit.assessment.stories import GUEST, OUTAGE, RUBRIC, STOCK, card, interview, of

from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.transcript import Scorecard, Transcript, TranscriptTurn

NAME = OUTAGE.competency
QUESTION = RUBRIC.questions[0].text


def kinds(scorecard: Scorecard) -> set[str]:
    return {flag.kind for flag in scorecard.flags}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", "no_answer"),
        ("[silence]", "no_answer"),
        ("um, uh, well", "no_answer"),
        ("Could you repeat the question please?", "no_answer"),
        ("Sorry, I have to go now.", "no_evidence"),
        ("I have to go now.", "no_answer"),
        ("I reproduced it.", "too_short"),
        ("I worked in a bakery and sold bread to the village.", "no_evidence"),
        ("Ich habe die Logs gelesen und wir haben das System dann gerettet.", "other_language"),
        ("\u042f \u043f\u0440\u043e\u0447\u0438\u0442\u0430\u043b \u043b\u043e\u0433\u0438", None),
        ("krmpf xqzt bwrtl ghnn pstrk vvbnm qwrt zxcv lkjh", "unintelligible"),
    ],
)
def test_each_silence_has_its_reason(said: str, reason: str | None) -> None:
    scored = of(card(("q1", said)), NAME)

    assert scored.score is None
    assert scored.confidence is None
    assert scored.evidence == ()
    assert scored.insufficient_evidence == (reason or "other_language")


def test_a_question_never_put_is_not_asked() -> None:
    assert of(card(("q2", GUEST.plain)), NAME).insufficient_evidence == "not_asked"


def test_a_question_put_as_the_session_ended_is_cut() -> None:
    asked = TranscriptTurn(turn=1, role="agent", text=QUESTION, question_id="q1")
    unheard = Transcript(language="en", turns=(asked,))
    empty = TranscriptTurn(turn=2, role="candidate", text="", question_id="q1", is_interrupted=True)

    for transcript in (unheard, replace(unheard, turns=(asked, empty))):
        assert of(score(transcript, RUBRIC), NAME).insufficient_evidence == "cut"


def test_a_question_passed_over_in_silence_is_no_answer() -> None:
    turns = (
        TranscriptTurn(turn=1, role="agent", text=QUESTION, question_id="q1"),
        TranscriptTurn(turn=2, role="candidate", text="...", question_id="q1"),
        TranscriptTurn(turn=3, role="agent", text="Let us go on.", question_id="q2"),
        TranscriptTurn(turn=4, role="candidate", text=GUEST.plain, question_id="q2"),
    )

    scored = score(Transcript(language="en", turns=turns), RUBRIC)

    assert of(scored, NAME).insufficient_evidence == "no_answer"


def test_a_question_left_out_was_asked_and_not_answered() -> None:
    turns = (
        TranscriptTurn(turn=1, role="agent", text=QUESTION, question_id="q1"),
        TranscriptTurn(
            turn=2, role="agent", text="Then we move on. The next one?", question_id="q2"
        ),
        TranscriptTurn(turn=3, role="candidate", text=GUEST.plain, question_id="q2"),
    )

    scored = score(Transcript(language="en", turns=turns), RUBRIC)

    assert of(scored, NAME).insufficient_evidence == "no_answer"
    assert (
        of(scored, GUEST.competency).score == of(card(("q2", GUEST.plain)), GUEST.competency).score
    )


def test_an_empty_conversation_has_no_number_anywhere() -> None:
    empty = score(Transcript(language="en", turns=()), RUBRIC)

    assert empty.overall_score is None
    assert {competency.insufficient_evidence for competency in empty.competencies} == {"not_asked"}


def test_the_weight_of_an_abstention_leaves_the_mean() -> None:
    both = card(("q1", OUTAGE.plain), ("q2", GUEST.plain))
    first, second = of(both, NAME), of(both, GUEST.competency)

    assert first.score is not None
    assert second.score is not None
    mean = (0.4 * first.score + 0.3 * second.score) / 0.7
    assert both.overall_score == pytest.approx((mean - 1) * 25, abs=0.2)


def test_less_than_half_of_the_weight_is_no_overall_score() -> None:
    assert card(("q1", OUTAGE.plain)).overall_score is None


def test_an_abstained_required_competency_leaves_the_recommendation_to_people() -> None:
    scored = card(("q2", GUEST.plain), ("q3", STOCK.plain))

    assert scored.overall_score is not None
    assert scored.recommendation is None


def test_a_required_competency_below_its_minimum_is_a_no() -> None:
    scored = card(("q1", OUTAGE.middle), ("q2", GUEST.plain), ("q3", STOCK.plain))

    assert scored.overall_score is not None
    assert scored.overall_score > 50
    assert scored.recommendation == "NO_HIRE"


def test_thresholds_of_the_rubric_name_the_recommendation() -> None:
    transcript = interview(("q1", OUTAGE.plain), ("q2", GUEST.plain), ("q3", STOCK.plain))

    named = [
        score(transcript, replace(RUBRIC, thresholds=levels)).recommendation
        for levels in ((80, 65, 50), (99, 65, 50), (99, 98, 50))
    ]

    assert named == ["STRONG_HIRE", "HIRE", "MAYBE"]


@pytest.mark.parametrize(("version", "recommendation"), [("plain", None), ("middle", "NO_HIRE")])
def test_a_no_needs_a_quote_that_shows_weakness(version: str, recommendation: str | None) -> None:
    first = OUTAGE.plain if version == "plain" else OUTAGE.middle
    transcript = interview(("q1", first), ("q2", GUEST.plain), ("q3", STOCK.plain))
    demanding = replace(
        RUBRIC,
        thresholds=(99, 98, 97),
        competencies=tuple(
            replace(competency, is_required=False) for competency in RUBRIC.competencies
        ),
    )

    assert score(transcript, demanding).recommendation == recommendation


def test_one_answer_is_less_sure_than_two() -> None:
    competency = of(card(("q1", OUTAGE.plain)), NAME)
    two = of(card(("q1", OUTAGE.plain), ("q1", "And then?", OUTAGE.extra)), NAME)

    assert competency.confidence is not None
    assert two.confidence is not None
    assert competency.confidence < two.confidence


def test_little_to_read_is_flagged_as_low_confidence() -> None:
    assert "low_confidence" in kinds(card(("q2", GUEST.middle)))


def test_a_score_close_to_its_minimum_is_flagged() -> None:
    scored = of(card(("q1", OUTAGE.plain)), NAME).score
    assert scored is not None
    near = replace(RUBRIC.competencies[0], minimum_acceptable_score=scored - 0.2)
    rubric = replace(RUBRIC, competencies=(near, *RUBRIC.competencies[1:]))

    assert "near_minimum" in kinds(score(interview(("q1", OUTAGE.plain)), rubric))


@pytest.mark.parametrize(("distance", "words"), [(0.2, "above"), (-0.2, "below"), (0.0, "is the")])
def test_a_flag_near_the_minimum_says_in_words_on_which_side_the_level_is(
    distance: float, words: str
) -> None:
    scored = of(card(("q1", OUTAGE.plain)), NAME).score
    assert scored is not None
    near = replace(RUBRIC.competencies[0], minimum_acceptable_score=scored - distance)
    rubric = replace(RUBRIC, competencies=(near, *RUBRIC.competencies[1:]))

    found = score(interview(("q1", OUTAGE.plain)), rubric).flags

    detail = next(flag.detail for flag in found if flag.kind == "near_minimum")
    assert words in detail
    assert not any(sign.isdigit() for sign in detail)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("I take that back.", "retraction"),
        ("I am pregnant, by the way.", "protected_topic"),
        ("I had a panic attack.", "distress"),
        ("Ich habe das nicht gemacht und wir haben auch nach dem Chef gefragt.", "other_language"),
    ],
)
def test_a_flag_names_the_turn_and_never_the_words(said: str, kind: str) -> None:
    flagged = card(("q1", f"{OUTAGE.middle} {said}"))

    flag = next(flag for flag in flagged.flags if flag.kind == kind)
    assert flag.turn == 2
    assert said not in flag.detail


@pytest.mark.parametrize("said", ["I do not know. I have not done that.", "I take that back."])
def test_who_has_told_nothing_takes_nothing_back(said: str) -> None:
    assert "retraction" not in kinds(card(("q1", said)))


def test_two_numbers_for_one_thing_are_flagged_as_contradiction() -> None:
    scorecard = card(
        ("q1", "We had 3 pallets in the hall."), ("q1", "How many?", "There were 5 pallets.")
    )
    same = card(
        ("q1", "We had 3 pallets in the hall."), ("q1", "How many?", "There were three pallets.")
    )

    assert "contradiction" in kinds(scorecard)
    assert "contradiction" not in kinds(same)


def test_an_answer_far_from_its_question_is_flagged_where_nearness_is_known() -> None:
    transcript = interview(("q1", OUTAGE.plain))

    assert "off_topic" in kinds(score(transcript, RUBRIC, similarity=lambda a, b: 0.05))
    assert "off_topic" not in kinds(score(transcript, RUBRIC, similarity=lambda a, b: 0.5))


def test_flags_change_no_score() -> None:
    plain = of(card(("q1", OUTAGE.plain)), NAME).score

    assert of(card(("q1", f"{OUTAGE.plain} I am pregnant, by the way.")), NAME).score == plain


# -- words that a recogniser wrote down ----------------------------------------------------------


def spoken(transcript: Transcript, **changes: object) -> Transcript:
    """Return a transcript whose answers were written down by a recogniser."""
    turns = [
        replace(turn, **changes) if turn.role == "candidate" else turn  # type: ignore[arg-type]
        for turn in transcript.turns
    ]
    return replace(transcript, turns=tuple(turns))


def test_nobody_is_judged_by_words_that_a_poor_recogniser_wrote_down() -> None:
    transcript = interview(("q1", OUTAGE.plain), ("q2", GUEST.plain))
    checked, drafted = score(transcript, RUBRIC), score(spoken(transcript, is_draft=True), RUBRIC)

    assert of(checked, NAME).score is not None
    assert of(drafted, NAME).score is None
    assert of(drafted, NAME).insufficient_evidence == "unintelligible"
    assert of(drafted, NAME).evidence == ()
    assert drafted.overall_score is None
    assert "draft" in kinds(drafted)
    assert "draft" not in kinds(checked)


def test_not_knowing_is_not_held_against_whoever_was_perhaps_misheard() -> None:
    drafted = score(spoken(interview(("q1", "I don't know.")), is_draft=True), RUBRIC)

    assert all(competency.score is None for competency in drafted.competencies)


def test_words_that_the_recogniser_was_not_sure_of_are_for_a_person_to_compare() -> None:
    transcript = interview(("q1", OUTAGE.plain))
    sure = score(spoken(transcript, confidence=0.75), RUBRIC)
    unsure = score(spoken(transcript, confidence=0.74), RUBRIC)

    assert "unsure_words" not in kinds(sure)
    assert [flag.turn for flag in unsure.flags if flag.kind == "unsure_words"] == [2]
    assert of(unsure, NAME).score == of(sure, NAME).score


def test_a_reply_that_was_dropped_was_never_put() -> None:
    turns = (
        TranscriptTurn(turn=1, role="agent", text=QUESTION, question_id="q1"),
        TranscriptTurn(turn=2, role="candidate", text=OUTAGE.plain, question_id="q1"),
        TranscriptTurn(turn=3, role="agent", text="The next?", question_id="q2", is_dropped=True),
        TranscriptTurn(turn=4, role="agent", text="What came of it?", question_id="q1"),
    )
    put = tuple(replace(turn, is_dropped=False) for turn in turns)

    dropped = score(Transcript(language="en", turns=turns), RUBRIC)
    assert of(dropped, GUEST.competency).insufficient_evidence == "not_asked"
    assert of(score(Transcript(language="en", turns=put), RUBRIC), GUEST.competency) != of(
        dropped, GUEST.competency
    )


def test_words_before_a_question_was_heard_are_evidence_of_nothing() -> None:
    turns = (
        TranscriptTurn(turn=1, role="agent", text="Welcome."),
        TranscriptTurn(turn=2, role="candidate", text=OUTAGE.plain, is_dropped=True),
        TranscriptTurn(turn=3, role="agent", text=QUESTION, question_id="q1"),
        TranscriptTurn(turn=4, role="candidate", text="I don't know.", question_id="q1"),
    )
    without = tuple(replace(turn, text="Hello.") if turn.turn == 2 else turn for turn in turns)
    counted = tuple(replace(turn, is_dropped=False) for turn in turns)

    card = score(Transcript(language="en", turns=turns), RUBRIC)
    assert card.competencies == score(Transcript(language="en", turns=without), RUBRIC).competencies
    assert card.competencies != score(Transcript(language="en", turns=counted), RUBRIC).competencies
    assert not [
        quote
        for competency in card.competencies
        for quote in competency.evidence
        if quote.turn == 2
    ]


def test_a_question_that_the_candidate_may_not_answer_counts_as_not_asked() -> None:
    asked = TranscriptTurn(turn=1, role="agent", text=QUESTION, question_id="q1")
    refused = TranscriptTurn(
        turn=2,
        role="candidate",
        text="I'm bound to secrecy on that.",
        question_id="q1",
        is_aside=True,
        acts=("refuses_confidential",),
    )
    goodbye = TranscriptTurn(turn=3, role="agent", text="Thank you, goodbye.")

    for act, reason in ((refused.acts, "not_asked"), ((), "cut")):
        said = Transcript(language="en", turns=(asked, replace(refused, acts=act), goodbye))
        assert of(score(said, RUBRIC), NAME).insufficient_evidence == reason
