"""The mind that needs no model: the domain's rules."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.practice.domain.assistant.conversation import Conversation, Json
from vivavoce.practice.domain.assistant.making import follow
from vivavoce.practice.domain.assistant.move import Call, Move
from vivavoce.practice.domain.assistant.moves import decide
from vivavoce.practice.domain.assistant.outcome import Outcome
from vivavoce.practice.domain.assistant.replies import compose
from vivavoce.practice.domain.assistant.reply import AGENT, Reply
from vivavoce.practice.domain.assistant.said import Said


class BuiltInRules:
    """Decides and words by fixed rules; the same message gives the same answer."""

    @property
    def agent(self) -> Json:
        """Return who answers."""
        return dict(AGENT)

    async def decide(self, said: Said, talk: Conversation) -> Move:
        """Return the calls that a message asks for."""
        return decide(said, talk)

    async def follow(self, move: Move, outcome: Outcome) -> Call | None:
        """Return one more call that an answer made possible, or None."""
        return follow(move, outcome.tool, outcome.result) if outcome.is_done else None

    async def compose(self, move: Move, outcomes: Sequence[Outcome], talk: Conversation) -> Reply:
        """Return the answer."""
        return compose(move, outcomes, talk)
