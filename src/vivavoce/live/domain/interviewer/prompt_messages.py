"""The conversation as messages for a language model: a projection of the log within a token limit.

What people said is untrusted input. Only ``instruction`` messages are instructions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.live.domain.events import TurnCompleted
from vivavoce.live.domain.interviewer.coverage import get_question
from vivavoce.live.domain.session import QuestionProgress, Session

MessageAuthor = Literal["instruction", "interviewer", "staff", "candidate"]
ALL_AUTHORS: frozenset[MessageAuthor] = frozenset({"interviewer", "staff", "candidate"})
CHARACTERS_PER_TOKEN = 4
"""Rule of thumb for English; limits are checked in characters, so no vendor tokenizer is needed."""
RECENT_TURNS = 6
_MIN_TRUNCATED_LENGTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptMessage:
    """One turn of the conversation, or an instruction to the model."""

    author: MessageAuthor
    text: str
    turn: int | None = None
    """The turn number in the log; None for an instruction."""


def build_messages(
    turns: Sequence[TurnCompleted],
    *,
    max_tokens: int,
    authors: Collection[MessageAuthor] = ALL_AUTHORS,
    should_include: Callable[[TurnCompleted], bool] = lambda _: True,
    instruction: str = "",
) -> tuple[PromptMessage, ...]:
    """Return the newest turns that fit into ``max_tokens``, in order, with ``instruction`` before them.

    The instruction is never truncated. Older turns are left out from the first one that does not fit;
    only the newest turn is truncated, at its beginning, so that there is at least one.
    """
    room = max_tokens * CHARACTERS_PER_TOKEN - len(instruction)
    told: list[PromptMessage] = []
    for turn in reversed(turns):
        message = PromptMessage(author=_author_of(turn), text=turn.text, turn=turn.turn)
        if message.author not in authors or not turn.text or not should_include(turn):
            continue
        if len(message.text) > room and (told or room < _MIN_TRUNCATED_LENGTH):
            break
        text = message.text if len(message.text) <= room else "…" + message.text[1 - room :]
        told.append(PromptMessage(author=message.author, text=text, turn=turn.turn))
        room -= len(text)
    ours = (PromptMessage(author="instruction", text=instruction),) if instruction else ()
    return (*ours, *reversed(told))


def build_summarized_messages(
    state: Session, plan: InterviewPlan, *, max_tokens: int, instruction: str = ""
) -> tuple[PromptMessage, ...]:
    """Return one message with a line for each earlier question, and the last ``RECENT_TURNS`` turns."""
    latest = state.counted_turns[-RECENT_TURNS:]
    first = latest[0].turn if latest else 0
    earlier = [thread for thread in state.asked_questions if thread.asked_turn < first]
    lines = [_summarize_question(thread, plan) for thread in earlier]
    summary = "\n".join(line for line in (instruction, *lines) if line)
    return build_messages(latest, max_tokens=max_tokens, instruction=summary)


def _summarize_question(progress: QuestionProgress, plan: InterviewPlan) -> str:
    question = get_question(plan, progress.question_id).text
    if progress.is_skipped:
        return f"Asked before, then skipped: {question}"
    heard = (
        ", ".join(sorted(slot.replace("_", " ") for slot in progress.found_elements))
        or "nothing yet"
    )
    return f"Asked before: {question} Heard: {heard}."


def _author_of(turn: TurnCompleted) -> MessageAuthor:
    if turn.role == "candidate":
        return "candidate"
    return "staff" if turn.speaker == "staff" else "interviewer"
