"""The acts that a candidate's utterance can hold, and where in the text each one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from vivavoce.live.domain.events import UtteranceAct

UTTERANCE_ACTS: tuple[UtteranceAct, ...] = get_args(UtteranceAct)
WISHES: frozenset[UtteranceAct] = frozenset(
    ("wants_person", "wants_end", "wants_pause", "asks_machine")
)
"""Acts that must not be missed, and that must not be heard in an answer."""
REQUESTS: frozenset[UtteranceAct] = WISHES | {
    "asks_time",
    "asks_count",
    "asks_data",
    "asks_who_decides",
    "asks_next",
    "asks_other_process",
    "distress",
}
"""Acts that do not depend on the open question: they are obeyed also before it and in a pause."""
ANSWERING_ACTS: frozenset[UtteranceAct] = frozenset(("answer", "partial_experience"))
"""Acts whose text is read as an answer to the open question."""
WHOLE_ACTS: frozenset[UtteranceAct] = frozenset(
    (
        "partial_experience",
        "never_had",
        "not_own_task",
        "lacks_means",
        "does_not_know",
        "refuses_confidential",
        "refuses_other",
        "asks_about_question",
        "complains",
        "small_talk",
        "joke",
        "thanks",
    )
)
"""Acts that describe the whole reply: one such sentence in a long story is a part of the story."""
TOLD_BESIDE_STORIES: frozenset[UtteranceAct] = frozenset(
    ("partial_experience", "refuses_confidential", "refuses_other")
)
"""Whole acts that hold although other sentences tell an event."""
MAX_WHOLE_WORDS = 45
"""A longer text is read for requests at its end only."""
_LONG_PARTIAL_WORDS = 18
"""A partial experience of so many words is itself the answer."""


@dataclass(frozen=True, slots=True)
class ActSpan:
    """One act, at ``text[start:end]`` of the utterance."""

    act: UtteranceAct
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UnderstoodUtterance:
    """The acts of an utterance in the order of the text; there is at least one."""

    text: str
    spans: tuple[ActSpan, ...]

    @property
    def acts(self) -> tuple[UtteranceAct, ...]:
        """The acts without repetition, in the order of the text."""
        return tuple(dict.fromkeys(each.act for each in self.spans))

    @property
    def other_acts(self) -> tuple[UtteranceAct, ...]:
        """The acts that are no part of the answer; a partial experience told at length is the answer."""
        answering = ANSWERING_ACTS if self._tells_partial_experience else {"answer"}
        return tuple(act for act in self.acts if act not in answering)

    @property
    def holds_answer(self) -> bool:
        """Whether the utterance holds an answer to the open question."""
        return "answer" in self.acts or self._tells_partial_experience

    @property
    def answer_end(self) -> int | None:
        """Offset where the answer ends; 0 if there is none, None if the whole text is the answer."""
        if not self.other_acts:
            return None
        answers = [each.end for each in self.spans if each.act not in self.other_acts]
        return max(answers, default=0) if self.holds_answer else 0

    @property
    def _tells_partial_experience(self) -> bool:
        return (
            "partial_experience" in self.acts
            and len(self.answer_text.split()) >= _LONG_PARTIAL_WORDS
            and not self.text.rstrip().endswith("?")
        )

    @property
    def main_act(self) -> UtteranceAct:
        """The act to respond to first: the last one that is not an answer, or else 'answer'."""
        others = [act for act in self.acts if act != "answer"]
        return others[-1] if others else "answer"

    @property
    def answer_text(self) -> str:
        """The text of the answer without the other acts; empty if the utterance holds no answer."""
        return self.words_of(*ANSWERING_ACTS)

    def words_of(self, *acts: UtteranceAct) -> str:
        """Return the words of these acts; empty if the utterance holds none of them."""
        return " ".join(
            self.text[each.start : each.end].strip() for each in self.spans if each.act in acts
        )
