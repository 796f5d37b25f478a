"""The conversation as a tree: which turn follows from which. A projection of the log without omissions.

Planned questions are children of the root; an answer is a child of its question, a follow-up is a child
of the answer that it asks about. The follow-up policy and the question selector decide the course of the
conversation; the tree only shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.live.domain.events import TurnCompleted

ROOT = 0
"""The root node: the conversation itself. Turns are numbered from 1."""
MAX_DEPTH, MAX_BREADTH = 4, 6
"""Beyond these limits a conversation is reported as too deep or too broad; all turns stay in the tree."""
Direction = Literal["broader", "deeper", "back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnNode:
    """One turn and its position in the tree."""

    turn: int
    parent: int
    children: tuple[int, ...]
    depth: int
    """Number of questions on the path to this turn, itself included; an answer is as deep as its question."""
    breadth: int
    """Position among the children of the same parent, counted from 1."""

    @property
    def is_out_of_bounds(self) -> bool:
        """Whether the turn exceeds ``MAX_DEPTH`` or ``MAX_BREADTH``."""
        return self.depth > MAX_DEPTH or self.breadth > MAX_BREADTH


@dataclass(frozen=True, slots=True)
class ConversationTree:
    """All turns of a conversation by number."""

    nodes: Mapping[int, TurnNode]

    def __iter__(self) -> Iterator[TurnNode]:
        """Yield the nodes in turn order."""
        return iter(self.nodes.values())

    def path_to(self, turn: int) -> tuple[int, ...]:
        """Return the turn numbers on the path from below the root down to ``turn``."""
        path: list[int] = []
        while turn != ROOT:
            path.append(turn)
            turn = self.nodes[turn].parent
        return tuple(reversed(path))

    @property
    def out_of_bounds_turns(self) -> tuple[int, ...]:
        """The turns that exceed ``MAX_DEPTH`` or ``MAX_BREADTH``."""
        return tuple(node.turn for node in self if node.is_out_of_bounds)


def build_conversation_tree(turns: Sequence[TurnCompleted]) -> ConversationTree:
    """Return the tree of ``turns``; it contains every turn once, below an earlier turn or the root."""
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
    """Return where an agent's turn leads, or None if it asks nothing new.

    'broader' is a new planned question, 'deeper' a follow-up on the latest answer, 'back' on an earlier one.
    """
    if turn.kind == "question":
        return "broader"
    if turn.kind != "follow_up":
        return None
    return "deeper" if tree.nodes[turn.turn].parent == turn.turn - 1 else "back"


def _parent(turn: TurnCompleted) -> int:
    above = turn.parent_turn
    return above if above is not None and 0 < above < turn.turn else ROOT
