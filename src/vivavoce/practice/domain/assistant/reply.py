"""What leaves: words for a person, an object for another agent, buttons for a page."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.practice.domain.assistant.conversation_state import Json

RULES_VERSION = "1"
RULE_BASED_AGENT = {"kind": "built-in rules", "version": RULES_VERSION}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssistantReply:
    """An answer that was composed and not yet checked."""

    text: str
    structured: Json = field(default_factory=dict)
    actions: tuple[Json, ...] = ()


def build_action(kind: str, label: str, **more: object) -> Json:
    """Return a button of the page; what is empty is left out."""
    return {"kind": kind, "label": label, **{name: value for name, value in more.items() if value}}
