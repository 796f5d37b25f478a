"""What one reply is made from: the act, the facts of the interview, and how often the act came before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.kernel.translation import phrase, prefer_translated, translate
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
_SOME_ORGANIZATION = phrase("the organization that invited you")
_TYPE, _SAY_OR_TYPE, _SAY = phrase("type"), phrase("say or type"), phrase("say")


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
        options = prefer_translated(options, self.facts.language)
        return self.fill(options[self.counters.in_interview.get(self.act, 0) % len(options)])

    def fill(self, text: str) -> str:
        """Return ``text`` in the interview's language, with the facts in their places.

        What a fact says is never filled again.
        """
        inviter = (self.facts.organization or "").strip()
        name = inviter or translate(_SOME_ORGANIZATION, self.facts.language)
        values = {
            "{question}": self.facts.open_question,
            "{plainer}": self.facts.plainer_question or "",
            "{organization}": name,
            "{Organization}": name[:1].upper() + name[1:],
            "{say}": self._say,
        }
        said = translate(text, self.facts.language)
        return _PLACE.sub(lambda place: values[place.group()], said)

    def fill_all(self, texts: Iterable[str]) -> str:
        """Return ``texts``, each filled in, as one remark."""
        return " ".join(map(self.fill, texts))

    @property
    def _say(self) -> str:
        """What the candidate does to tell the interviewer something on this transport."""
        way = _TYPE if not self.facts.is_spoken else _SAY_OR_TYPE if self.facts.can_write else _SAY
        return translate(way, self.facts.language)

    @property
    def times_at_question(self) -> int:
        """How often the act came before at the open question."""
        return self.counters.at_question.get(self.act, 0)
