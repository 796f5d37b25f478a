"""The tree of a talk: nothing is dropped, parents and children agree, and no dice are thrown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.samples import examples
from tests.unit.live.talks import Talk, a_proposal

from vivavoce.live.domain.events import TurnCompleted
from vivavoce.live.domain.replay import (
    ROOT,
    build_conversation_tree,
    direction_of,
)

WORDS = st.sampled_from(
    [
        "We had a delivery that went wrong and it was a mistake with an index.",
        "I fixed the delivery in two days because the client waited, and in the end it worked.",
        "I forgot it, it was my mistake, and I told them.",
        "Yes.",
        "I don't know.",
        "Could you repeat that?",
        "skip this one please",
        "Bananas grow in large green bunches under tropical sunlight near rivers.",
    ]
)


def turn(number: int, kind: str, *, parent: int | None = None) -> TurnCompleted:
    role = "candidate" if kind == "answer" else "agent"
    return TurnCompleted(turn=number, role=role, kind=kind, text="…", parent_turn=parent)  # type: ignore[arg-type]


def talked(words: list[str], proposed: list[int]) -> Talk:
    interview = Talk(max_follow_ups=4)
    for place, text in enumerate(words):
        if interview.state.status != "in_progress":
            break
        if place in proposed:
            interview.hear_of(a_proposal(f"p{place}", turn=len(interview.state.turns)))
        interview.say(text)
    return interview


@settings(max_examples=examples(100))
@given(words=st.lists(WORDS, max_size=20), proposed=st.lists(st.integers(0, 19), max_size=8))
def test_no_turn_is_dropped_and_parents_and_children_always_agree(
    words: list[str], proposed: list[int]
) -> None:
    turns = talked(words, proposed).state.turns
    tree = build_conversation_tree(turns)

    assert [node.turn for node in tree.values()] == [turn.turn for turn in turns]
    for node in tree.values():
        siblings = [other.turn for other in tree.values() if other.parent == node.parent]
        assert siblings[node.breadth - 1] == node.turn
        assert node.parent == ROOT or node.turn in tree[node.parent].children
        assert all(tree[child].parent == node.turn for child in node.children)


@settings(max_examples=examples(100))
@given(words=st.lists(WORDS, max_size=12))
def test_the_same_talk_gives_the_same_tree_and_the_same_directions(words: list[str]) -> None:
    first, second = talked(words, [2]).state.turns, talked(words, [2]).state.turns

    assert build_conversation_tree(first) == build_conversation_tree(second)
    tree = build_conversation_tree(first)
    assert [direction_of(tree, turn) for turn in first] == [
        direction_of(build_conversation_tree(second), turn) for turn in second
    ]


def test_a_talk_that_goes_deep_stays_whole() -> None:
    turns = [turn(1, "question")]
    for number in range(2, 12, 2):
        turns.append(turn(number, "answer", parent=number - 1))
        turns.append(turn(number + 1, "follow_up", parent=number))
    tree = build_conversation_tree(turns)

    assert len(tree) == 11
    assert tree[11].depth == 6


def test_a_talk_that_goes_broad_stays_whole() -> None:
    tree = build_conversation_tree([turn(number, "question") for number in range(1, 9)])

    assert len(tree) == 8
    assert tree[8].breadth == 8


def test_a_direction_is_on_deeper_or_back() -> None:
    turns = [
        turn(1, "question"),
        turn(2, "answer", parent=1),
        turn(3, "follow_up", parent=2),
        turn(4, "answer", parent=3),
        turn(5, "question"),
        turn(6, "answer", parent=5),
        turn(7, "follow_up", parent=4),
    ]
    tree = build_conversation_tree(turns)

    assert [direction_of(tree, turn) for turn in turns if turn.role == "agent"] == [
        "broader",
        "deeper",
        "broader",
        "back",
    ]


def test_a_parent_that_cannot_be_is_the_root() -> None:
    tree = build_conversation_tree([turn(1, "question", parent=7), turn(2, "answer", parent=2)])

    assert [node.parent for node in tree.values()] == [ROOT, ROOT]
