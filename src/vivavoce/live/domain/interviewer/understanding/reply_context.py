"""What one reply is made from: the act, the facts of the interview, and how often the act came before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding.reply_facts import ReplyCounters, ReplyFacts

NextStep = Literal[
    "continue", "listen", "ask", "probe", "repeat", "move_on", "pause", "confirm_end"
]
"""What follows a reply.

``continue`` replies to the answer, ``listen`` waits for what the candidate says next, ``ask`` puts the open
question again, ``probe`` comes at it in another way, ``repeat`` says it once more because the candidate asked
to hear it, ``move_on`` leaves it, ``pause`` stops the clock, and ``confirm_end`` waits for yes or no.
"""


_PLACE = re.compile(r"\{[a-zA-Z]{1,20}\}")


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to one act: a remark, the step that follows, and what is asked in a turn of its own."""

    say: str = ""
    next: NextStep | None = None
    """None leaves it to the other acts of the utterance: a remark alone changes nothing."""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class ReplyContext:
    """The act to reply to, and what is known."""

    act: UtteranceAct
    facts: ReplyFacts
    counters: ReplyCounters
    said: str = ""
    """The candidate's words that are the act."""

    def pick(self, options: Sequence[str]) -> str:
        """Return the next wording for this act, filled in; a wording returns after all others."""
        return self.fill(options[self.counters.in_interview.get(self.act, 0) % len(options)])

    def fill(self, text: str) -> str:
        """Return ``text`` with the facts in their places; what a fact says is never filled again."""
        name = (self.facts.organization or "").strip() or "the organization that invited you"
        values = {
            "{question}": self.facts.open_question,
            "{plainer}": self.facts.plainer_question or "",
            "{organization}": name,
            "{Organization}": name[:1].upper() + name[1:],
            "{say}": self._say,
        }
        return _PLACE.sub(lambda place: values[place.group()], text)

    @property
    def _say(self) -> str:
        """What the candidate does to tell the interviewer something on this transport."""
        if not self.facts.is_spoken:
            return "type"
        return "say or type" if self.facts.can_write else "say"

    @property
    def times_at_question(self) -> int:
        """How often the act came before at the open question."""
        return self.counters.at_question.get(self.act, 0)


def count_noun(number: int, word: str) -> str:
    """Return a number with its noun, such as "one day" or "3 days"."""
    return f"one {word}" if number == 1 else f"{number} {word}s"
