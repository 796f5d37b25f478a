"""The demos' scripted candidates; Dana Kowalczyk wants to lead a warehouse shift.

Their answers stand in ``answers.toml``. The first one is vague on purpose, to show the interviewer's
follow-up. Answers are chosen by words of the question; this code does not know the plan. Some were worded
close to the levels of the questions, so a demo's scores prove nothing about the scorer.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_WORDS = re.compile(r"[a-z]+")
_VAGUE_ANSWER = (
    "Oh, that can go many ways. We have always pulled together, and it went well, I think."
)
_LAST_WORDS = "I have nothing to add to that."


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """What a candidate can say about one subject: an opening, then details for follow-ups."""

    opening: str
    details: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    """Words of the questions that the answer was written for."""
    keywords: frozenset[str] = frozenset()
    """Words of other questions that it suits."""


_DONT_KNOW = PreparedAnswer(
    "I am not sure that I know that well. In the warehouse I would ask somebody who does it every "
    "day and try it with a few parts first, before I change anything for the whole shift.",
)
_NOT_MUCH = PreparedAnswer("That happens a lot. You get used to it, and the team helps.")


@cache
def load_answers(name: str) -> tuple[PreparedAnswer, ...]:
    """Return the prepared answers of ``dana``, ``sam`` or ``robin``."""
    text = files("vivavoce.app.demo").joinpath("answers.toml").read_text(encoding="utf-8")
    return tuple(
        PreparedAnswer(
            opening=raw["opening"],
            details=tuple(raw.get("details", ())),
            asked=tuple(raw.get("asked", ())),
            keywords=frozenset(raw.get("keywords", "").split()),
        )
        for raw in tomllib.loads(text)[name]
    )


class ScriptedCandidate:
    """A candidate who has an answer for many questions, and does not repeat it."""

    def __init__(self, answers: tuple[PreparedAnswer, ...], fallback: PreparedAnswer) -> None:
        self._answers, self._unused_answers = answers, list(answers)
        self._fallback = fallback
        self._remaining_sentences: list[str] = []

    def answer(self, question: str, *, is_follow_up: bool) -> str:
        """Return the answer to a question or a follow-up."""
        if not is_follow_up:
            self._take_answer(question)
        return self._remaining_sentences.pop(0) if self._remaining_sentences else _LAST_WORDS

    def _take_answer(self, question: str) -> None:
        best = self.find_answer(question)
        if best in self._unused_answers:
            self._unused_answers.remove(best)
        first, *rest = best.opening, *best.details
        beginning = " ".join((first, *rest[:1]))
        self._remaining_sentences = [beginning, *rest[1:]]

    def find_answer(self, question: str) -> PreparedAnswer:
        """Return the unused answer that was written for a question, or the one with its rarest words."""
        for each in self._unused_answers:
            if any(words in question for words in each.asked):
                return each
        said = frozenset(_WORDS.findall(question.lower()))
        fitting = [each for each in self._unused_answers if len(each.keywords & said) > 1]
        return max(fitting, key=lambda each: self._weigh(each, said), default=self._fallback)

    def _weigh(self, answer: PreparedAnswer, said: frozenset[str]) -> float:
        """Return how rare the words are that an answer shares with a question."""
        return sum(
            1 / sum(word in each.keywords for each in self._answers)
            for word in answer.keywords & said
        )


class StrongCandidate(ScriptedCandidate):
    """Dana, or Sam who practices: detailed answers, but for the first one, which nerves make vague."""

    def __init__(self, name: str = "dana") -> None:
        own = () if name == "dana" else load_answers(name)
        super().__init__((*own, *load_answers("dana")), _DONT_KNOW)
        self._is_nervous = True

    def answer(self, question: str, *, is_follow_up: bool) -> str:
        """Return the candidate's answer to a question or a follow-up."""
        if self._is_nervous:
            self._is_nervous = False
            self._take_answer(question)
            return _VAGUE_ANSWER
        return super().answer(question, is_follow_up=is_follow_up)


class WeakCandidate(ScriptedCandidate):
    """Robin, who wants the same job: friendly and brief; follow-ups bring out nothing more."""

    def __init__(self) -> None:
        super().__init__(load_answers("robin"), _NOT_MUCH)
