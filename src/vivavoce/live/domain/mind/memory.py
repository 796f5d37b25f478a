"""The talk as messages for a model: a projection of the log, as long as there is room for.

What people said is material. Only ``instruction`` messages are ours to give.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.plan import Plan
from vivavoce.live.domain.events import TurnCompleted
from vivavoce.live.domain.mind.coverage import question_of
from vivavoce.live.domain.session import Session, Thread

Who = Literal["instruction", "interviewer", "staff", "candidate"]
EVERYBODY: frozenset[Who] = frozenset({"interviewer", "staff", "candidate"})
CHARACTERS_A_TOKEN = 4
"""A rule of thumb for English; limits are kept in characters, so that no vendor's counting is needed."""
LAST_TURNS = 6
_SHORTEST_PIECE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One thing that was said, or one thing that we tell the model."""

    who: Who
    text: str
    turn: int | None = None
    """The turn of the log; None for what nobody said."""


def recall(
    turns: Sequence[TurnCompleted],
    *,
    most_tokens: int,
    who: Collection[Who] = EVERYBODY,
    keep: Callable[[TurnCompleted], bool] = lambda _: True,
    instruction: str = "",
) -> tuple[Message, ...]:
    """Return the newest turns that fit, in order, with ``instruction`` before them.

    The instruction always stays whole. A turn that does not fit any more ends the memory there; only
    the newest one is cut, at its beginning, so that there is always something.
    """
    room = most_tokens * CHARACTERS_A_TOKEN - len(instruction)
    told: list[Message] = []
    for turn in reversed(turns):
        message = Message(who=_who(turn), text=turn.text, turn=turn.turn)
        if message.who not in who or not turn.text or not keep(turn):
            continue
        if len(message.text) > room and (told or room < _SHORTEST_PIECE):
            break
        text = message.text if len(message.text) <= room else "…" + message.text[1 - room :]
        told.append(Message(who=message.who, text=text, turn=turn.turn))
        room -= len(text)
    ours = (Message(who="instruction", text=instruction),) if instruction else ()
    return (*ours, *reversed(told))


def recall_shortly(
    state: Session, plan: Plan, *, most_tokens: int, instruction: str = ""
) -> tuple[Message, ...]:
    """Return what came of each earlier question in a line, and the last six turns as they were said."""
    latest = state.counted[-LAST_TURNS:]
    first = latest[0].turn if latest else 0
    earlier = [thread for thread in state.threads if thread.asked_turn < first]
    lines = [_in_a_line(thread, plan) for thread in earlier]
    summary = "\n".join(line for line in (instruction, *lines) if line)
    return recall(latest, most_tokens=most_tokens, instruction=summary)


def _in_a_line(thread: Thread, plan: Plan) -> str:
    question = question_of(plan, thread.question_id).text
    if thread.is_skipped:
        return f"Asked before and left out: {question}"
    heard = ", ".join(sorted(slot.replace("_", " ") for slot in thread.found)) or "nothing yet"
    return f"Asked before: {question} Heard: {heard}."


def _who(turn: TurnCompleted) -> Who:
    if turn.role == "candidate":
        return "candidate"
    return "staff" if turn.said_by == "staff" else "interviewer"
