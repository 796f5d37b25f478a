"""The rules of ``domain.hearing.endings`` as LiveKit asks for them."""

from __future__ import annotations

from livekit.agents.llm import ChatContext, ChatMessage

from vivavoce.voice.domain.turns.end_of_turn import is_complete_answer


class RuleBasedTurnDetector:
    """Answers 1 where the last words can stand as an answer, and 0 where they cannot."""

    @property
    def model(self) -> str:
        """The judge's name."""
        return "rules"

    @property
    def provider(self) -> str:
        """Whose judge it is."""
        return "vivavoce"

    async def unlikely_threshold(self, language: object) -> float | None:
        """Return below what the longer pause is kept."""
        return 0.5

    async def supports_language(self, language: object) -> bool:
        """Return True: of words it cannot read it says that they stand."""
        return True

    async def predict_end_of_turn(
        self,
        chat_ctx: ChatContext,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - LiveKit's own signature
    ) -> float:
        """Return how likely the last message is a whole answer: 0 or 1."""
        last = chat_ctx.items[-1] if chat_ctx.items else None
        words = last.text_content if isinstance(last, ChatMessage) else None
        return 1.0 if words is None or is_complete_answer(words) else 0.0
