"""What is said after a move, made from what the tools answered and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from vivavoce.practice.domain.assistant import replies_assigned, replies_review, replies_session
from vivavoce.practice.domain.assistant import words as own
from vivavoce.practice.domain.assistant.conversation import Conversation, Json
from vivavoce.practice.domain.assistant.failures import failure_reply
from vivavoce.practice.domain.assistant.move import Move
from vivavoce.practice.domain.assistant.outcome import Outcome
from vivavoce.practice.domain.assistant.reply import Reply, action
from vivavoce.practice.domain.assistant.structured import structured

_Tell = Callable[[Move, Outcome, Conversation], Reply]
AGENTS = {
    "resume": "the resume agent",
    "roleplay": "the roleplay agent",
    "qscore": "the Q-score agent",
    "general": "the general assistant",
}


def compose(move: Move, outcomes: Sequence[Outcome], talk: Conversation) -> Reply:
    """Return the reply to a move in the conversation as it is after it."""
    made = [_told(move, outcome, talk) for outcome in outcomes] or [_unspoken(move, talk)]
    told = [one for one in made if one.text]
    text = "\n\n".join(one.text for one in told)
    if move.has_vita and outcomes:
        text += "\nI left your CV out: interviews are planned from the role and the posting."
    actions = tuple(button for one in told for button in one.actions)
    return Reply(
        text=_one_question(text), structured=structured(move, outcomes, talk), actions=actions
    )


def _told(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    if outcome.failure is not None:
        return failure_reply(outcome)
    if move.reason == "assignment_unknown" and outcome.tool == "list_assignments":
        return replies_assigned.found(move, outcome, talk)
    return _TELL[outcome.tool](move, outcome, talk)


def _routed(move: Move, outcome: Outcome, _: Conversation) -> Reply:
    agent = str(outcome.arguments["agent"])
    more = {
        "general": " Say what you would like to practise, and I set that up.",
        "roleplay": " Interviews stay with me.",
    }.get(agent, "")
    text = f"That belongs to {AGENTS[agent]}; I hand it over.{more}"
    return Reply(text=text, actions=(action("route", f"Go to {AGENTS[agent]}", agent=agent),))


_TELL: dict[str, _Tell] = {
    "preview_interview": replies_session.drafted,
    "configure_interview": replies_session.configured,
    "edit_questions": replies_session.edited,
    "approve_session": replies_session.approved,
    "get_session": replies_session.looked_up,
    "get_review": replies_review.reviewed,
    "get_artifact": replies_review.linked,
    "create_video_upload": replies_review.ticketed,
    "confirm_video_upload": replies_review.confirmed,
    "get_leaderboard": replies_review.listed_best,
    "create_assignments": replies_assigned.assigned,
    "list_assignments": replies_assigned.listed,
    "unassign": replies_assigned.unassigned,
    "bulk_results": replies_assigned.results,
    "route_to_agent": _routed,
}


def _unspoken(move: Move, talk: Conversation) -> Reply:
    """Return what is said when nothing was called."""
    if move.intent == "informal":
        return _informal(talk)
    key = f"{move.intent}:{move.reason}" if move.reason else move.intent
    text = _PLAIN.get(key) or _BY_REASON.get(move.reason) or own.ASK_UNCLEAR
    return Reply(text=text, actions=_buttons(move, talk))


def _informal(talk: Conversation) -> Reply:
    place = (talk.informal - 1) % len(own.INFORMAL_PROMPTS)
    lead = f"{own.INFORMAL_LABEL}\n" if talk.informal == 1 else "Thank you. "
    text = f"{lead}{own.INFORMAL_PROMPTS[place]}"
    return Reply(text=text, actions=(action("stop", "Stop the informal practice"),))


def _buttons(move: Move, talk: Conversation) -> tuple[Json, ...]:
    if talk.draft is not None:
        return replies_session.draft_actions(talk.draft)
    if talk.session is not None and talk.session.status == "configured":
        return (action("start", "Open the interview room", session_id=talk.session.session_id),)
    return (action("preview", "Prepare a draft"),) if move.intent in _OFFERS_DRAFT else ()


_OFFERS_DRAFT = {
    "approve",
    "edit",
    "regenerate",
    "help",
    "in_chat",
    "informal_end",
    "unclear",
    "start",
}
_NO_DRAFT = own.ASK_FIRST_DRAFT
_PLAIN: dict[str, str] = {
    "approve:no_draft": f"There is no draft to approve in this conversation. {own.ASK_WHICH_DRAFT}",
    "approve:approved_already": "It is approved already. Open the interview room when you are ready.",
    "start:no_draft": _NO_DRAFT,
    "start:over": f"That session is over and cannot be entered again. {own.ASK_DRAFT}",
    "start": "Open the interview room with 'Start'. Find a quiet place first; you can have a question "
    "repeated, and you can stop at any time.",
    "privacy": "Your sessions, reviews and what you write to me are shown to you alone. Whoever assigned an "
    "interview to you sees its result, and a leaderboard, where your organisation keeps one, shows best "
    "scores. To have your data erased, ask an administrator of your organisation.",
    "change": own.ASK_CHANGE,
    "regenerate:no_draft": _NO_DRAFT,
    "edit:no_draft": _NO_DRAFT,
    "regenerate:not_a_draft": f"That session is approved, so its plan stands. {own.ASK_DRAFT}",
    "edit:not_a_draft": f"That session is approved, so its questions stand. {own.ASK_DRAFT}",
    "edit:edit_used": "The questions of a draft can be edited by hand once, and that was done. "
    "Say what should be different and I have it planned anew, or say 'approve' to take it as it is.",
    "edit:too_many_questions": f"That is more than fits, so nothing was changed. {own.FITS}",
    "edit:question_too_long": "One of the questions is too long to be asked aloud. Nothing was changed.",
    "edit:no_such_question": "The draft has no question of that number. Nothing was changed.",
    "edit:nothing_left": "Without it no question would be left. Nothing was changed.",
    "edit:no_text": own.ASK_EDIT_TEXT,
    "in_chat": "The interview itself takes place in the interview room, aloud or in text, with a review "
    "afterwards; I only prepare it. If you want informal practice here, outside the service and without "
    "a score, say 'informal practice'.",
    "informal_end": f"We stop here. There is no score, as it was outside the service. {own.ASK_INFORMAL}",
    "coding": "Coding interviews are spoken and conceptual: you explain your approach, trade-offs and "
    "complexity in words. There is no code editor and nothing is run.",
    "decline": "That is not something I can share or do. I only set up and explain your own practice.",
    "help": f"{own.HELP} {own.LENGTHS} {own.ASK_HELP}",
    "thanks": "You are welcome. Good luck with your practice!",
    "unclear": own.ASK_UNCLEAR,
    "assign:not_allowed": "Assigning practice to others is for administrators and recruiters. "
    "Your own practice I can set up at any time.",
    "list_assignments:not_allowed": "You can see your own assignments only.",
    "unassign:not_allowed": "Taking assignments back is for administrators and recruiters.",
    "bulk_results:not_allowed": "Results of assignments are for administrators and recruiters. "
    "Your own review I can fetch.",
    "video_confirm:no_ticket": "No upload link was given in this conversation, so nothing can be confirmed. "
    "Say 'upload my video' and I ask for one.",
}
_BY_REASON = {
    "which_session": own.ASK_WHICH_SESSION,
    "which_draft": own.ASK_WHICH_DRAFT,
    "one_at_a_time": own.ASK_WHICH_SESSION,
    "which_assignment": own.ASK_WHICH_ASSIGNMENT,
    "emails": own.ASK_EMAILS,
    "assign_role": own.ASK_ASSIGN_ROLE,
    "round": own.ASK_ROUND,
    "unassign": own.ASK_UNASSIGN,
    "which_assignments": own.ASK_WHICH_RESULTS,
    "one_address": "I list one person's assignments at a time. Please name one address.",
    "webm_only": own.WEBM,
    "longest": own.LONGEST,
    "shortest": own.SHORTEST,
}


def _one_question(text: str) -> str:
    """Return ``text`` with the last of the assistant's own questions only: one is enough to answer."""
    found = [one for one in own.OWN_SENTENCES if "?" in one and one in text]
    asked = [one for one in found if not any(one in other for other in found if other != one)]
    for earlier in sorted(asked, key=text.index)[:-1]:
        text = text.replace(earlier, "", 1)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def unverified() -> Reply:
    """Return what is said in place of a reply that could not be borne out."""
    return Reply(text=own.UNVERIFIED, actions=(action("retry", "Ask again"),))


def without_links(reply: Reply) -> Reply:
    """Return the reply as it is kept: links that open something are given once and not stored."""
    kept = tuple({k: v for k, v in one.items() if k != "url"} for one in reply.actions)
    inner = {
        name: {k: v for k, v in value.items() if k not in {"url", "headers"}}
        if isinstance(value, dict)
        else value
        for name, value in reply.structured.items()
    }
    return replace(reply, actions=kept, structured=inner)
