"""Adapter of ``domain.turns.end_of_turn`` to LiveKit's turn detector interface."""

from __future__ import annotations

from livekit.agents.llm import ChatContext, ChatMessage

from vivavoce.voice.domain.turns.end_of_turn import is_complete_answer


class RuleBasedTurnDetector:
    """Returns 1 where the last words can be a complete answer, and 0 where they cannot."""

    @property
    def model(self) -> str:
        """Name of the detector."""
        return "rules"

    @property
    def provider(self) -> str:
        """Name of its provider."""
        return "vivavoce"

    async def unlikely_threshold(self, language: object) -> float | None:
        """Return the probability below which LiveKit waits for the longer pause."""
        return 0.5

    async def supports_language(self, language: object) -> bool:
        """Return True: in other languages, words count as a complete answer unless the rules match."""
        return True

    async def predict_end_of_turn(
        self,
        chat_ctx: ChatContext,
        *,
        timeout: float | None = None,  # noqa: ASYNC109 - LiveKit's own signature
    ) -> float:
        """Return 1 if the last message can be a complete answer, else 0."""
        last = chat_ctx.items[-1] if chat_ctx.items else None
        words = last.text_content if isinstance(last, ChatMessage) else None
        return 1.0 if words is None or is_complete_answer(words) else 0.0
