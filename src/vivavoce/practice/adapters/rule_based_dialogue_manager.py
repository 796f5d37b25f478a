"""The mind that needs no model: the domain's rules."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.practice.domain.assistant.conversation_state import ConversationState, Json
from vivavoce.practice.domain.assistant.decision import DialogueDecision, ToolCall
from vivavoce.practice.domain.assistant.decision_rules import decide
from vivavoce.practice.domain.assistant.parsed_message import ParsedMessage
from vivavoce.practice.domain.assistant.replies import compose_reply
from vivavoce.practice.domain.assistant.reply import RULE_BASED_AGENT, AssistantReply
from vivavoce.practice.domain.assistant.setup_handlers import plan_next_call
from vivavoce.practice.domain.assistant.tool_outcome import ToolCallOutcome


class RuleBasedDialogueManager:
    """Decides and words by fixed rules; the same message gives the same answer."""

    @property
    def agent(self) -> Json:
        """Return who answers."""
        return dict(RULE_BASED_AGENT)

    async def decide(
        self, message: ParsedMessage, conversation: ConversationState
    ) -> DialogueDecision:
        """Return the calls that a message asks for."""
        return decide(message, conversation)

    async def plan_next_call(
        self, decision: DialogueDecision, outcome: ToolCallOutcome
    ) -> ToolCall | None:
        """Return one more call that an answer made possible, or None."""
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
        """Return the answer."""
        return compose_reply(decision, outcomes, conversation)
