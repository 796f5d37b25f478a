"""Promises that hold for every conversation, not only for those somebody thought of."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.samples import examples
from tests.unit.assessment.stories import OUTAGE, RUBRIC, STORIES, card, interview, of

from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.transcript import Scorecard, Transcript

SENTENCES = [
    sentence + "."
    for story in STORIES.values()
    for text in (story.plain, story.weak, *story.styles.values(), *story.changed.values())
    for sentence in text.split(".")
    if sentence.strip()
]
CHAT = [
    "The weather was lovely on the way.",
    "Thank you for your patience.",
    "It is a pleasure.",
    "My cat sleeps on the sofa.",
    "I had soup.",
    "Hello, hello!",
    "How are you?",
]
HEDGES = ["um", "just", "basically", "you know", "kind of", "I guess", "actually", "maybe", "like"]
odd_text = st.text(max_size=200)
said_text = st.one_of(
    st.sampled_from([story.plain for story in STORIES.values()]),
    odd_text,
    st.lists(st.one_of(st.sampled_from(SENTENCES), odd_text), max_size=6).map(" ".join),
)
answers = st.lists(
    st.tuples(st.sampled_from(["q1", "q2", "q3", "unknown", ""]), odd_text, said_text),
    min_size=2,
    max_size=5,
)


def talk(said: list[tuple[str, str, str]]) -> Transcript:
    known = [(question or "", asked, answer) for question, asked, answer in said]
    return interview(*known)


def assert_sound(scorecard: Scorecard, transcript: Transcript) -> None:
    turns = {turn.turn: turn for turn in transcript.turns}
    for competency in scorecard.competencies:
        assert (competency.score is None) == (competency.insufficient_evidence is not None)
        assert (competency.score is None) == (not competency.evidence)
        assert competency.score is None or 1 <= competency.score <= 5
        for item in competency.evidence:
            assert turns[item.turn].role == "candidate"
            assert item.quote == turns[item.turn].text[item.start : item.end]
            assert item.quote.strip()
            assert 1 <= item.level <= 5
    overall = scorecard.overall_score
    assert overall is None or 0 <= overall <= 100


@settings(max_examples=examples(150), deadline=None)
@given(answers)
def test_every_score_rests_on_verbatim_quotes_of_the_candidate(
    said: list[tuple[str, str, str]],
) -> None:
    transcript = talk(said)

    assert_sound(score(transcript, RUBRIC), transcript)


@settings(max_examples=examples(60), deadline=None)
@given(answers)
def test_scoring_twice_gives_the_same_scorecard(said: list[tuple[str, str, str]]) -> None:
    assert score(talk(said), RUBRIC) == score(talk(said), RUBRIC)


@settings(max_examples=examples(60), deadline=None)
@given(
    st.sampled_from(sorted(STORIES)),
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from(CHAT)), max_size=4),
)
def test_small_talk_anywhere_changes_no_score(name: str, chats: list[tuple[int, str]]) -> None:
    story = STORIES[name]
    sentences = [part + "." for part in story.plain.split(".") if part]
    for place, chat in chats:
        sentences.insert(place % (len(sentences) + 1), chat)

    chatty = of(card((story.question, " ".join(sentences))), story.competency)

    assert chatty.score == of(card((story.question, story.plain)), story.competency).score


@settings(max_examples=examples(60), deadline=None)
@given(
    st.sampled_from(sorted(STORIES)),
    st.lists(st.tuples(st.integers(0, 99), st.sampled_from(HEDGES)), max_size=15),
)
def test_hedges_anywhere_change_almost_nothing(name: str, hedges: list[tuple[int, str]]) -> None:
    story = STORIES[name]
    words = story.plain.split()
    for place, hedge in hedges:
        words.insert(place % len(words), hedge)

    hedged = of(card((story.question, " ".join(words))), story.competency).score
    plain = of(card((story.question, story.plain)), story.competency).score

    assert hedged is not None
    assert plain is not None
    assert abs(hedged - plain) <= 0.31


@settings(max_examples=examples(80), deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8), st.sampled_from(SENTENCES))
def test_a_sentence_told_after_others_never_takes_their_evidence_away(
    told: list[str], more: str
) -> None:
    """Only doubt can lower: more of the story, whatever it is, pays nothing negative.

    Where there was doubt before, more of the story may take it back ("so I changed the routine"); what
    is left can then be too little for a number, and abstaining is not less than a 1 that doubt made.
    """
    before = of(card(("q1", " ".join(told))), OUTAGE.competency)
    after = of(card(("q1", " ".join([*told, more]))), OUTAGE.competency)

    has_doubt = any(item.is_deficit for item in (*before.evidence, *after.evidence))
    if any(not item.is_deficit for item in before.evidence) and not has_doubt:
        assert before.score is not None
        assert after.score is not None
        assert after.score >= before.score


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.sampled_from(CHAT), max_size=6))
def test_without_evidence_there_is_no_number(chat: list[str]) -> None:
    scorecard = card(("q1", " ".join(chat)))

    assert all(competency.score is None for competency in scorecard.competencies)
    assert scorecard.overall_score is None
    assert scorecard.recommendation is None
