"""A dialogue manager that uses the domain's rules and no language model."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.envelope import Json
from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.dialogue import (
    RULE_BASED_AGENT,
    AssistantReply,
    DialogueDecision,
    ToolCall,
    ToolCallOutcome,
)
from vivavoce.practice.domain.assistant.dialogue_rules import decide
from vivavoce.practice.domain.assistant.parsed_message import ParsedMessage
from vivavoce.practice.domain.assistant.replies import compose_reply
from vivavoce.practice.domain.assistant.setup_handlers import plan_next_call


class RuleBasedDialogueManager:
    """Decides and composes replies by fixed rules; equal messages in equal states get equal replies."""

    @property
    def agent(self) -> Json:
        """The agent that answers, as ``{kind, version}``."""
        return dict(RULE_BASED_AGENT)

    async def decide(
        self, message: ParsedMessage, conversation: ConversationState
    ) -> DialogueDecision:
        """Return the intent of a message and the tool calls that it asks for."""
        return decide(message, conversation)

    async def plan_next_call(
        self, decision: DialogueDecision, outcome: ToolCallOutcome
    ) -> ToolCall | None:
        """Return a follow-up call that ``outcome`` makes possible, or None."""
        return (
            plan_next_call(decision, outcome.tool, outcome.result)
            if outcome.is_successful
            else None
        )

    async def compose_reply(
        self,
        decision: DialogueDecision,
        outcomes: Sequence[ToolCallOutcome],
        conversation: ConversationState,
    ) -> AssistantReply:
        """Return the reply: text, a structured object and action buttons."""
        return compose_reply(decision, outcomes, conversation)
