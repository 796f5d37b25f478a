"""The talk as a tree: which turn follows from which. A projection of the log that drops nothing.

Planned questions stand side by side under the root; an answer hangs on the question that it answers,
a further question on the answer that it asks about. Where the talk goes is decided by need, in the
director and the chooser; the tree only shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.live.domain.events import TurnCompleted

ROOT = 0
"""Stands for the talk itself; turns are counted from 1."""
MAX_DEPTH, MAX_BREADTH = 4, 6
"""Beyond these a talk is reported as too deep or too broad; no turn is left out for it."""
Direction = Literal["broader", "deeper", "back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnNode:
    """One turn and its place."""

    turn: int
    parent: int
    children: tuple[int, ...]
    depth: int
    """How many questions stand above and at this turn; an answer is as deep as its question."""
    breadth: int
    """The place among what has the same parent, counted from 1."""

    @property
    def is_out_of_bounds(self) -> bool:
        """Whether the turn stands deeper or further out than a talk should go."""
        return self.depth > MAX_DEPTH or self.breadth > MAX_BREADTH


@dataclass(frozen=True, slots=True)
class ConversationTree:
    """All turns of a talk by their numbers."""

    nodes: Mapping[int, TurnNode]

    def __iter__(self) -> Iterator[TurnNode]:
        """Give the nodes in the order of the talk."""
        return iter(self.nodes.values())

    def path_to(self, turn: int) -> tuple[int, ...]:
        """Return the turns from the first below the root down to ``turn``."""
        path: list[int] = []
        while turn != ROOT:
            path.append(turn)
            turn = self.nodes[turn].parent
        return tuple(reversed(path))

    @property
    def out_of_bounds_turns(self) -> tuple[int, ...]:
        """The turns that stand deeper or further out than a talk should go."""
        return tuple(node.turn for node in self if node.is_out_of_bounds)


def build_conversation_tree(turns: Sequence[TurnCompleted]) -> ConversationTree:
    """Return the tree of ``turns``; every turn is in it once, under a turn that came before it."""
    parents = {turn.turn: _parent(turn) for turn in turns}
    children: dict[int, list[int]] = {number: [] for number in (ROOT, *parents)}
    depths = {ROOT: 0}
    for turn in turns:
        parent = parents[turn.turn]
        children[parent].append(turn.turn)
        depths[turn.turn] = depths[parent] + int(turn.kind in ("question", "follow_up"))
    return ConversationTree(
        {
            number: TurnNode(
                turn=number,
                parent=parent,
                children=tuple(children[number]),
                depth=depths[number],
                breadth=children[parent].index(number) + 1,
            )
            for number, parent in parents.items()
        }
    )


def direction_of(tree: ConversationTree, turn: TurnCompleted) -> Direction | None:
    """Return where an agent's turn took the talk; None for what asks nothing new.

    On to another question, deeper into the latest answer, or back to an earlier one.
    """
    if turn.kind == "question":
        return "broader"
    if turn.kind != "follow_up":
        return None
    return "deeper" if tree.nodes[turn.turn].parent == turn.turn - 1 else "back"


def _parent(turn: TurnCompleted) -> int:
    above = turn.parent_turn
    return above if above is not None and 0 < above < turn.turn else ROOT
