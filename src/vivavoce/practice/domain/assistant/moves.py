"""Which calls follow from what is wanted, and why none does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vivavoce.practice.domain.assistant import asking, making
from vivavoce.practice.domain.assistant.conversation import Conversation
from vivavoce.practice.domain.assistant.intents import Intent, also_routes, intent_of
from vivavoce.practice.domain.assistant.move import Call, Move
from vivavoce.practice.domain.assistant.said import Said


def decide(said: Said, talk: Conversation) -> Move:
    """Return the move that answers ``said``."""
    intent = intent_of(said, talk)
    act = _ACTS.get(intent)
    move = act(said, talk, intent) if act else Move(intent=intent)
    agent = also_routes(said) if intent in {"preview", "configure", "review"} else ""
    if agent in {"resume", "qscore"} and move.calls:
        move = replace(move, calls=(*move.calls, _route(agent)), agent=agent)
    return replace(move, has_vita=said.has_vita)


def _route(agent: str) -> Call:
    return Call(tool="route_to_agent", arguments={"agent": agent})


def _away(said: Said, talk: Conversation, intent: Intent) -> Move:
    agent = also_routes(said) or "general"
    return Move(intent=intent, calls=(_route(agent),), agent=agent)


_ACTS: dict[Intent, Callable[[Said, Conversation, Intent], Move]] = {
    "preview": making.practise,
    "configure": making.practise,
    "regenerate": making.regenerate,
    "edit": making.edit,
    "approve": asking.approve,
    "start": asking.start,
    "status": asking.of_session("get_session"),
    "prepare": asking.look_again,
    "review": asking.of_session("get_review"),
    "artifact": asking.artifact,
    "video_upload": asking.upload,
    "video_confirm": asking.confirm,
    "leaderboard": asking.leaders,
    "assign": asking.assign,
    "list_assignments": asking.list_assigned,
    "unassign": asking.unassign,
    "bulk_results": asking.bulk,
    "route": _away,
}
