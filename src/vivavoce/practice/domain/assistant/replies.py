"""Compose the reply to a message, from tool results and fixed sentences only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.translation import phrase, translatable
from vivavoce.practice.domain.assistant import assignment_replies, review_replies, session_replies
from vivavoce.practice.domain.assistant import fixed_sentences as own
from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.dialogue import (
    AssistantReply,
    DialogueDecision,
    ToolCallOutcome,
    build_action,
)
from vivavoce.practice.domain.assistant.outcome_replies import (
    build_structured_reply,
    compose_failure_reply,
)

_ReplyComposer = Callable[[DialogueDecision, ToolCallOutcome, ConversationState], AssistantReply]
AGENT_NAMES = {
    "resume": phrase("the résumé assistant"),
    "roleplay": phrase("the role-play assistant"),
    "qscore": phrase("the Q-score assistant"),
    "general": phrase("the general assistant"),
}


def compose_reply(
    decision: DialogueDecision, outcomes: Sequence[ToolCallOutcome], conversation: ConversationState
) -> AssistantReply:
    """Return the reply to a decision; ``conversation`` is the state after its calls."""
    composed = [
        _compose_outcome_reply(decision, outcome, conversation) for outcome in outcomes
    ] or [_compose_reply_without_calls(decision, conversation)]
    replies = [reply for reply in composed if reply.text]
    text = "\n\n".join(reply.text for reply in replies)
    if decision.has_resume and outcomes:
        text += "\n" + phrase(
            "I did not use your résumé: interviews are planned from the role and the job posting."
        )
    actions = tuple(button for reply in replies for button in reply.actions)
    return AssistantReply(
        text=_keep_last_question(text),
        structured=build_structured_reply(decision, outcomes, conversation),
        actions=actions,
    )


def _compose_outcome_reply(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    if outcome.failure is not None:
        return compose_failure_reply(outcome)
    if decision.reason == "assignment_unknown" and outcome.tool == "list_assignments":
        return assignment_replies.describe_assignment_lookup(decision, outcome, conversation)
    return _REPLY_BY_TOOL[outcome.tool](decision, outcome, conversation)


def _compose_handoff_reply(
    decision: DialogueDecision, outcome: ToolCallOutcome, _: ConversationState
) -> AssistantReply:
    agent = str(outcome.arguments["agent"])
    addition = {
        "general": phrase("Tell me what you would like to practice, and I will set it up."),
        "roleplay": phrase("You can still ask me about interviews."),
    }.get(agent, "")
    # Only the client can hand over, so this must not say that it happened.
    refusal = translatable(
        "I cannot help with that: it is for {agent}, which is not part of Vivavoce.",
        agent=AGENT_NAMES[agent],
    )
    text = " ".join((refusal, phrase("I passed nothing on."), addition)).strip()
    label = translatable("Go to {agent}", agent=AGENT_NAMES[agent])
    return AssistantReply(text=text, actions=(build_action("route", label, agent=agent),))


_REPLY_BY_TOOL: dict[str, _ReplyComposer] = {
    "preview_interview": session_replies.describe_draft,
    "configure_interview": session_replies.describe_configured_session,
    "edit_questions": session_replies.describe_edited_draft,
    "approve_session": session_replies.describe_approval,
    "get_session": session_replies.describe_session,
    "get_review": review_replies.describe_review,
    "get_artifact": review_replies.describe_artifact_link,
    "create_video_upload": review_replies.describe_upload_ticket,
    "confirm_video_upload": review_replies.describe_upload_confirmation,
    "get_leaderboard": review_replies.describe_leaderboard,
    "create_assignments": assignment_replies.describe_created_assignments,
    "list_assignments": assignment_replies.describe_assignments,
    "unassign": assignment_replies.describe_unassigned,
    "bulk_results": assignment_replies.describe_results,
    "route_to_agent": _compose_handoff_reply,
}


def _compose_reply_without_calls(
    decision: DialogueDecision, conversation: ConversationState
) -> AssistantReply:
    """Return the reply to a decision without tool calls."""
    if decision.intent == "informal":
        return _compose_informal_reply(conversation)
    key = f"{decision.intent}:{decision.reason}" if decision.reason else decision.intent
    text = _TEXT_BY_INTENT.get(key) or _TEXT_BY_REASON.get(decision.reason) or own.ASK_UNCLEAR
    return AssistantReply(text=text, actions=_default_actions(decision, conversation))


def _compose_informal_reply(conversation: ConversationState) -> AssistantReply:
    place = (conversation.informal - 1) % len(own.INFORMAL_PROMPTS)
    lead = f"{own.INFORMAL_LABEL}\n" if conversation.informal == 1 else phrase("Thank you.") + " "
    text = f"{lead}{own.INFORMAL_PROMPTS[place]}"
    return AssistantReply(
        text=text, actions=(build_action("stop", phrase("Stop informal practice")),)
    )


def _default_actions(
    decision: DialogueDecision, conversation: ConversationState
) -> tuple[Json, ...]:
    if conversation.draft is not None:
        return session_replies.build_draft_actions(conversation.draft)
    if conversation.session is not None and conversation.session.status == "configured":
        return (
            build_action(
                "start", phrase("Open interview room"), session_id=conversation.session.session_id
            ),
        )
    return (
        (build_action("preview", phrase("Prepare a draft")),)
        if decision.intent in _INTENTS_OFFERING_DRAFT
        else ()
    )


_INTENTS_OFFERING_DRAFT = {
    "prepare",
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
_TEXT_BY_INTENT: dict[str, str] = {
    "approve:no_draft": " ".join(
        (phrase("There is no draft to approve in this conversation."), own.ASK_WHICH_DRAFT)
    ),
    "approve:approved_already": phrase(
        "It is already approved. Open the interview room when you are ready."
    ),
    "start:no_draft": _NO_DRAFT,
    "start:over": " ".join(
        (phrase("That session is over, so you cannot enter it again."), own.ASK_DRAFT)
    ),
    "start": phrase(
        "Choose 'Start' to open the interview room. Find a quiet place first. You can ask to"
        " hear a question again, and you can stop at any time."
    ),
    "review:which_session": phrase(
        "You have no completed review yet. The page 'My reviews' shows your practice "
        "interviews and how far their reviews are."
    ),
    "prepare:no_session": " ".join((own.PREPARATION_TEXT, own.ASK_FIRST_DRAFT)),
    "privacy": phrase(
        "Only you can see your sessions, your reviews and what you write to me. If someone "
        "assigned an interview to you, that person sees its result. If your organization "
        "uses a leaderboard, it shows the best scores of people who chose to appear. You can "
        "delete a session, or all of your practice, on the page 'My reviews'."
    ),
    "change": own.ASK_CHANGE,
    "regenerate:no_draft": _NO_DRAFT,
    "edit:no_draft": _NO_DRAFT,
    "regenerate:not_a_draft": (
        " ".join(
            (phrase("That session is approved, so its plan can no longer change."), own.ASK_DRAFT)
        )
    ),
    "edit:not_a_draft": (
        " ".join(
            (
                phrase("That session is approved, so its questions can no longer change."),
                own.ASK_DRAFT,
            )
        )
    ),
    "edit:edit_used": phrase(
        "You can edit the questions of a draft by hand once, and you have used that edit. "
        "Tell me what to change and I will prepare new questions, or say 'approve' to keep "
        "these."
    ),
    "edit:too_many_questions": (
        " ".join(
            (
                phrase("Those are too many questions, so I did not change anything."),
                own.QUESTION_LIMITS_TEXT,
            )
        )
    ),
    "edit:question_too_long": phrase(
        "One of the questions is too long to be read aloud. I did not change anything."
    ),
    "edit:no_such_question": phrase(
        "The draft has no question with that number. I did not change anything."
    ),
    "edit:nothing_left": phrase(
        "The draft needs at least one question. I did not change anything."
    ),
    "edit:no_text": own.ASK_EDIT_TEXT,
    "in_chat": phrase(
        "The interview takes place in the interview room, by voice or in text, with a review"
        " afterwards. I only prepare it. For informal practice here, without a recording or "
        "a score, say 'informal practice'."
    ),
    "informal_end": " ".join(
        (phrase("We stop here. Informal practice has no score."), own.ASK_INFORMAL)
    ),
    "coding": phrase(
        "Coding interviews are spoken and conceptual: you explain your approach, trade-offs "
        "and complexity in words. There is no code editor, and no code is run."
    ),
    "decline": phrase("I cannot share or do that. I only set up and explain your own practice."),
    "help": " ".join((own.HELP_TEXT, own.DURATIONS_TEXT, own.ASK_HELP)),
    "thanks": phrase("You are welcome. Good luck with your practice!"),
    "unclear": own.ASK_UNCLEAR,
    "assign:not_allowed": phrase(
        "Only administrators and recruiters can assign practice to others. I can set up your"
        " own practice at any time."
    ),
    "list_assignments:not_allowed": phrase("You can see only your own assignments."),
    "unassign:not_allowed": phrase("Only administrators and recruiters can remove assignments."),
    "bulk_results:not_allowed": phrase(
        "Only administrators and recruiters can see the results of assignments. I can get "
        "your own review."
    ),
    "video_confirm:no_ticket": phrase(
        "There is no upload link in this conversation, so there is nothing to confirm. Say "
        "'upload my video' and I will request one."
    ),
}
_TEXT_BY_REASON = {
    "which_session": own.ASK_WHICH_SESSION,
    "which_draft": own.ASK_WHICH_DRAFT,
    "one_at_a_time": own.ASK_WHICH_SESSION,
    "which_assignment": own.ASK_WHICH_ASSIGNMENT,
    "emails": own.ASK_EMAILS,
    "assign_role": own.ASK_ASSIGN_ROLE,
    "round": own.ASK_ROUND,
    "unassign": own.ASK_UNASSIGN,
    "which_assignments": own.ASK_WHICH_RESULTS,
    "one_address": phrase(
        "I can list the assignments of one person at a time. Please name one address."
    ),
    "webm_only": own.WEBM_ONLY_TEXT,
    "longest": own.LONGEST_DURATION_TEXT,
    "shortest": own.SHORTEST_DURATION_TEXT,
}


def _keep_last_question(text: str) -> str:
    """Return ``text`` with only the last of the assistant's own questions: one is left to answer."""
    questions = [
        sentence for sentence in own.FIXED_SENTENCES if "?" in sentence and sentence in text
    ]
    asked = [
        question
        for question in questions
        if not any(question in other for other in questions if other != question)
    ]
    for earlier in sorted(asked, key=text.index)[:-1]:
        text = text.replace(earlier, "", 1)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def unverified_reply() -> AssistantReply:
    """Return the reply that replaces one that failed the grounding check."""
    return AssistantReply(
        text=own.UNVERIFIED_TEXT, actions=(build_action("retry", phrase("Ask again")),)
    )


def remove_links(reply: AssistantReply) -> AssistantReply:
    """Return the reply for storage: without links, which are given out only once."""
    actions = tuple({k: v for k, v in action.items() if k != "url"} for action in reply.actions)
    structured = {
        name: {k: v for k, v in value.items() if k not in {"url", "headers"}}
        if isinstance(value, dict)
        else value
        for name, value in reply.structured.items()
    }
    return replace(reply, actions=actions, structured=structured)
