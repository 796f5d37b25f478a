"""One story in many tellings: style moves nothing, facts move everything."""

from dataclasses import replace

import pytest
from tests.unit.assessment.stories import (
    GUEST,
    OUTAGE,
    RUBRIC,
    STOCK,
    STORIES,
    Story,
    card,
    interview,
    of,
    told,
)

from vivavoce.assessment.domain.scorer import score

TELLINGS = [(name, style) for name, story in STORIES.items() for style in story.styles]
NEAR = 0.31
"""The largest change that a change of style may make, of 5."""


def number(story: Story, text: str, *more: str) -> float:
    score = told(story, text, *more).score
    assert score is not None
    return score


@pytest.mark.parametrize(("name", "style"), TELLINGS)
def test_the_same_facts_in_another_style_score_the_same(name: str, style: str) -> None:
    story = STORIES[name]

    twin = number(story, story.styles[style])

    assert twin == pytest.approx(number(story, story.plain), abs=NEAR)


def test_style_moves_scores_by_less_than_a_tenth_on_average() -> None:
    changes = [
        abs(number(story, text) - number(story, story.plain))
        for story in STORIES.values()
        for text in story.styles.values()
    ]

    assert sum(changes) / len(changes) <= 0.1


@pytest.mark.parametrize("name", STORIES)
def test_more_of_the_story_scores_higher(name: str) -> None:
    story = STORIES[name]
    weak, middle = told(story, story.weak).score, number(story, story.middle)

    assert (weak or 1.0) < middle < number(story, story.plain) - 1


@pytest.mark.parametrize("name", STORIES)
def test_a_fact_added_raises_and_a_fact_removed_lowers(name: str) -> None:
    story = STORIES[name]
    assert story.removed in story.plain
    plain = number(story, story.plain)

    assert number(story, f"{story.plain} {story.extra}") > plain
    assert number(story, story.plain, story.extra) > plain
    assert number(story, story.plain.replace(story.removed, "")) < plain


@pytest.mark.parametrize("name", STORIES)
def test_a_fact_said_twice_counts_once(name: str) -> None:
    story = STORIES[name]
    plain = number(story, story.plain)

    assert number(story, f"{story.plain} {story.plain}") == plain
    assert number(story, story.plain, f"As told: {story.plain}") == plain


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize(
    "words",
    [
        "Scratch that, my colleague did all of it.",
        "I take that back, it wasn't me.",
        "To be honest, I only watched.",
        "um well i just take that back you know it was not me",
        "None of that is true.",
    ],
)
def test_a_withdrawal_leaves_nothing(name: str, words: str) -> None:
    story = STORIES[name]

    at_once = told(story, f"{story.plain} {words}")
    later = told(story, story.plain, words)

    for withdrawn in (at_once, later):
        assert withdrawn.score is None
        assert withdrawn.insufficient_evidence == "no_evidence"
        assert withdrawn.evidence == ()


def test_what_follows_a_withdrawal_counts_again() -> None:
    story = GUEST
    withdrawn = f"{OUTAGE.plain} Scratch that. {story.plain}"

    assert number(story, withdrawn) == pytest.approx(number(story, story.plain), abs=0.01)


@pytest.mark.parametrize(
    "hedge", ["Maybe I am wrong, but that is how it was.", "To be honest, it was hard."]
)
def test_a_hedge_is_no_withdrawal(hedge: str) -> None:
    assert number(STOCK, f"{STOCK.plain} {hedge}") == number(STOCK, STOCK.plain)


def test_each_next_sentence_never_lowers() -> None:
    for story in STORIES.values():
        sentences = story.plain.split(". ")
        scores = [
            told(story, ". ".join(sentences[:count])).score or 1.0
            for count in range(1, len(sentences) + 1)
        ]

        assert scores == sorted(scores)


def test_a_denied_story_earns_nothing_but_doubt() -> None:
    denied = told(OUTAGE, OUTAGE.changed["denied"])

    assert denied.score is not None
    assert denied.score < 1.3
    assert all(item.is_deficit for item in denied.evidence)


def test_a_list_of_keywords_is_no_story() -> None:
    listed = card(("q1", OUTAGE.changed["list"]))

    assert (of(listed, OUTAGE.competency).score or 1.0) < 1.6
    assert "keyword_list" in {flag.kind for flag in listed.flags}


def test_a_list_pays_for_two_words_at_most_even_with_ground_between_them() -> None:
    listed = "Logs, pizza, hypothesis, river, backup, ladder, alert, window, postmortem, soup."

    assert (told(OUTAGE, listed).score or 1.0) < 2.2


def test_fluent_buzzwords_stay_far_below_the_story() -> None:
    assert (told(OUTAGE, OUTAGE.changed["buzzwords"]).score or 1.0) < 2.9


def test_somebody_elses_work_stays_far_below_ones_own() -> None:
    others = told(OUTAGE, OUTAGE.changed["another's"]).score or 1.0

    assert others < number(OUTAGE, OUTAGE.plain) - 1.5


def test_a_failure_with_a_lesson_is_a_good_story() -> None:
    with_lesson = number(OUTAGE, OUTAGE.changed["failure with a lesson"])

    assert with_lesson > 4
    assert with_lesson > number(OUTAGE, OUTAGE.changed["failure without a lesson"]) + 0.4


def test_agreeing_with_a_leading_question_earns_nothing() -> None:
    leading = "Did you isolate the component, reproduce the fault and verify the backup?"

    led = of(card(("q1", leading, "Yes, exactly, all of that.")), OUTAGE.competency)
    echoed = of(
        card(("q1", leading, "Yes, I isolated the component, reproduced the fault, verified it.")),
        OUTAGE.competency,
    )

    careful = "Did you escalate it, audit it and estimate the risk?"
    rigour = "I escalated it on Sunday, and my aunt saw the audit and the estimate of the risk."
    repeated = of(card(("q1", careful, rigour)), OUTAGE.competency)

    assert led.score is None
    assert echoed.score is None
    assert repeated.score is None


@pytest.mark.parametrize(
    "chat",
    [
        "The weather was lovely on the way here, and the bus was empty.",
        "Thank you for the nice question.",
        "I really like your company and you are very kind.",
        "I am an excellent problem solver and everybody says that I am the best.",
        "My cat likes to sleep on the sofa.",
    ],
)
def test_small_talk_and_flattery_change_nothing(chat: str) -> None:
    for story in STORIES.values():
        plain = number(story, story.plain)

        assert number(story, f"{chat} {story.plain}") == plain
        assert number(story, f"{story.plain} {chat}") == plain


def test_a_number_pays_only_beside_something_told() -> None:
    far = "It is 26 degrees outside and the house is 90 years old."
    near = "The alert rang 26 times."

    # The agent's next turn lies between: nothing told stands near the numbers of small talk.
    assert number(OUTAGE, OUTAGE.middle, far) == number(OUTAGE, OUTAGE.middle)
    with_number = number(OUTAGE, OUTAGE.middle, near)
    assert with_number > number(OUTAGE, OUTAGE.middle, near.replace(" 26 times", " loudly"))


@pytest.mark.parametrize(
    "practice",
    ["We went with the defaults.", "It was by gut.", "It looked fine, so we skipped the rest."],
)
def test_low_practice_lowers(practice: str) -> None:
    doubted = told(STOCK, f"{STOCK.plain} {practice}")

    assert doubted.score is not None
    assert doubted.score < number(STOCK, STOCK.plain) - 0.5
    assert any(item.is_deficit for item in doubted.evidence)


@pytest.mark.parametrize(
    "news",
    [
        "I had no discrepancy for two years.",
        "We lost no tyres and no shelves.",
        "I drew the new order on paper.",
    ],
)
def test_good_news_said_with_a_no_is_no_doubt(news: str) -> None:
    assert not any(item.is_deficit for item in told(STOCK, f"{STOCK.plain} {news}").evidence)


def test_what_an_anchor_denies_pays_when_it_is_denied() -> None:
    side = replace(RUBRIC.competencies[2].sub_dimensions[0], signals={"5": ("never ran empty",)})
    sure = replace(RUBRIC.competencies[2], sub_dimensions=(side,))
    rubric = replace(RUBRIC, competencies=(*RUBRIC.competencies[:2], sure))
    transcript = interview(("q3", f"{STOCK.middle} The hall never ran empty in that winter."))

    assert (
        of(score(transcript, rubric), "Stock accuracy").score
        > of(  # type: ignore[operator]
            score(transcript, RUBRIC), "Stock accuracy"
        ).score
    )


def test_scope_taken_back_in_a_follow_up_lowers_and_a_clarification_repairs_it() -> None:
    plain = number(STOCK, STOCK.plain)
    back = "There was already a template and it was not from scratch."

    doubted = number(STOCK, STOCK.plain, back)
    clear = number(STOCK, STOCK.plain, back, "I worded it badly, that was only for the test.")

    assert doubted < plain
    assert clear == pytest.approx(plain, abs=0.05)


def test_doubt_reaches_the_last_question_even_without_an_id() -> None:
    plain = number(STOCK, STOCK.plain)

    doubted = of(
        card(("q3", STOCK.plain), ("", "I see.", "There was already a template.")),
        STOCK.competency,
    )

    assert doubted.score is not None
    assert doubted.score < plain


def test_two_good_answers_and_a_weak_one_are_no_worse_than_one_good_answer() -> None:
    base = number(STOCK, STOCK.plain)

    assert number(STOCK, STOCK.plain, "We also counted the shelves in the office.") >= base


def test_names_schools_and_places_earn_nothing() -> None:
    plain = number(OUTAGE, OUTAGE.middle)
    named = "My name is Reproduced Baseline. I am Hypothesis Alert and I studied at the Postmortem "

    assert number(OUTAGE, f"{named} Institute of Root Cause, Berlin. {OUTAGE.middle}") == plain
    assert (
        number(OUTAGE, f"My name is Jane Doe. I studied at Foo, Berlin. {OUTAGE.middle}") == plain
    )


def test_the_same_conversation_without_question_ids_scores_the_same() -> None:
    known = interview(*((story.question, story.plain) for story in STORIES.values()))
    unknown = replace(known, turns=tuple(replace(turn, question_id=None) for turn in known.turns))

    assert score(unknown, RUBRIC) == score(known, RUBRIC)
    loose = score(unknown, replace(RUBRIC, questions=()))
    for mine, theirs in zip(loose.competencies, score(known, RUBRIC).competencies, strict=True):
        assert mine.score == pytest.approx(theirs.score, abs=NEAR)
