"""A reply: text for a person, an object for another agent, and actions for a page."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.practice.domain.assistant.conversation_state import Json

RULES_VERSION = "1"
RULE_BASED_AGENT = {"kind": "built-in rules", "version": RULES_VERSION}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantReply:
    """A composed reply that has not passed the grounding check yet."""

    text: str
    structured: Json = field(default_factory=dict)
    actions: tuple[Json, ...] = ()


def build_action(kind: str, label: str, **more: object) -> Json:
    """Return an action (a button on the page); empty values are left out."""
    return {"kind": kind, "label": label, **{name: value for name, value in more.items() if value}}
