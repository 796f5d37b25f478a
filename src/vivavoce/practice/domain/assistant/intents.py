"""Detect the intent of a message. The first matching rule wins, so the order of the rules matters."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from vivavoce.kernel.text_matching import LazyPattern
from vivavoce.practice.domain.assistant import intent_patterns as on
from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.extraction import (
    extract_email_addresses,
    extract_ids,
    extract_session_ids,
    extract_target_role,
    find_company,
)
from vivavoce.practice.domain.assistant.parsed_message import ParsedMessage

Intent = Literal[
    "preview", "configure", "regenerate", "edit", "approve", "change", "start", "status",
    "prepare", "privacy", "in_chat",
    "informal", "informal_end", "review", "artifact", "video_upload", "video_confirm", "leaderboard",
    "assign", "list_assignments", "unassign", "bulk_results", "route", "decline", "coding", "help",
    "thanks", "unclear",
]  # fmt: skip
_IntentTest = Callable[[ParsedMessage, ConversationState], bool]


def find_handoff_agent(message: ParsedMessage) -> str:
    """Return the other agent that a message asks for, or ''; always '' if the message contains a resume."""
    if message.has_resume:
        return ""
    for agent, pattern in _HANDOFF_PATTERNS:
        if pattern.search(message.normalized_text):
            return agent
    return ""


_HANDOFF_PATTERNS = (
    ("qscore", on.QSCORE),
    ("resume", on.RESUME),
    ("roleplay", on.ROLEPLAY),
    ("general", on.CAREER),
)


def detect_intent(message: ParsedMessage, conversation: ConversationState) -> Intent:
    """Return the intent of a message in this conversation, ``unclear`` if no rule matches."""
    return next(
        (intent for intent, test in _INTENT_RULES if test(message, conversation)), "unclear"
    )


def wants_immediate_start(message: ParsedMessage) -> bool:
    """Return whether the person wants to start at once, without a preview."""
    return bool(on.START_NOW.search(message.normalized_text)) and not on.PREVIEW_FIRST.search(
        message.normalized_text
    )


def read_duration_step(message: ParsedMessage) -> int:
    """Return 1 if a longer session is requested, -1 for a shorter one, 0 for neither or both."""
    return int(bool(on.LONGER_DURATION.search(message.normalized_text))) - int(
        bool(on.SHORTER_DURATION.search(message.normalized_text))
    )


def _matches_any(*patterns: LazyPattern) -> _IntentTest:
    return lambda message, _: any(pattern.search(message.normalized_text) for pattern in patterns)


def _must_be_declined(message: ParsedMessage, conversation: ConversationState) -> bool:
    text = message.normalized_text
    if on.PROMPT_OR_SECRET_REQUEST.search(text) or on.IMPLEMENTATION_QUESTION.search(text):
        return True
    if on.LEADERBOARD.search(text) and (
        on.OTHER_ORGANIZATION.search(text) or _names_other_organization(message.own_text)
    ):
        return True
    return bool(on.OTHER_PEOPLES_DATA.search(text)) and not (
        conversation.may_assign and _names_assignments(message)
    )


def _names_assignments(message: ParsedMessage) -> bool:
    return bool(extract_ids(message.own_text) or extract_email_addresses(message.own_text))


_LEADERBOARD_OF_OTHER = re.compile(
    r"(?i:leader ?board|ranking|scores?|performers?) (?:of|at|from|for) (?!Us\b|The\b|My\b)[A-Z]\w+"
)


def _names_other_organization(speech: str) -> bool:
    return bool(_LEADERBOARD_OF_OTHER.search(speech))


def _find_answered_question(message: ParsedMessage, conversation: ConversationState) -> str:
    """Return the open question that a message answers, or ''."""
    words = message.normalized_text.split()
    if (
        conversation.asked == "session"
        and extract_session_ids(message.own_text)
        and len(words) <= 6
    ):
        return "session"
    if conversation.asked in {"emails", "unassign"} and extract_email_addresses(message.own_text):
        return conversation.asked
    if conversation.asked == "round" and re.search(
        r"\b(?:warm|behav|hr|tech|cod)", message.normalized_text
    ):
        return "round"
    is_short = 1 <= len(words) <= 6 and "?" not in message.normalized_text
    if (
        conversation.asked in {"role", "assign_role"}
        and is_short
        and not _has_other_intent(message)
    ):
        return conversation.asked
    return ""


def _has_other_intent(message: ParsedMessage) -> bool:
    text = message.normalized_text
    others = (
        on.YES,
        on.NO,
        on.CHANGE_REQUEST,
        on.THANKS,
        on.GREETING,
        on.HELP,
        on.REVIEW,
        on.LEADERBOARD,
        on.APPROVE,
        on.STOP,
        on.VIDEO_UPLOAD,
    )
    return any(pattern.search(text) for pattern in (*others, on.RESUME, on.START, on.ASSIGN))


def _answers_any_of(*kinds: str) -> _IntentTest:
    return lambda message, conversation: _find_answered_question(message, conversation) in kinds


def _belongs_to_other_agent(message: ParsedMessage, conversation: ConversationState) -> bool:
    text = message.normalized_text
    if on.RESUME.search(text) and message.has_resume:
        return False
    is_away = any(pattern.search(text) for pattern in (on.QSCORE, on.RESUME, on.ROLEPLAY))
    return is_away and not has_separate_practice_request(message)


def has_separate_practice_request(message: ParsedMessage) -> bool:
    """Return whether a message for another agent also asks for a practice interview in its own clause."""
    clauses = re.split(
        r"[,;.!?\n]|\b(?:and then|then|and also|and|also|but)\b", message.normalized_text
    )
    requests = [
        clause
        for clause in clauses
        if on.PRACTICE_REQUEST.search(clause) and on.INTERVIEW_NOUN.search(clause)
    ]
    return any(
        not any(pattern.search(clause) for _, pattern in _HANDOFF_PATTERNS[:3])
        for clause in requests
    )


def _confirms_upload(message: ParsedMessage, conversation: ConversationState) -> bool:
    text = message.normalized_text
    if not on.UPLOAD_CONFIRMATION.search(text):
        return False
    return bool(re.search(r"\bupload", text)) or bool(conversation.upload_id)


def _requests_artifact(message: ParsedMessage, conversation: ConversationState) -> bool:
    text = message.normalized_text
    if not on.ARTIFACT.search(text) or on.MEDIA_ANALYSIS.search(text):
        return False
    return bool(on.FETCH_VERB.search(text)) and not on.PRACTICE_REQUEST.search(text)


def _practices_assignment(message: ParsedMessage, conversation: ConversationState) -> bool:
    text = message.normalized_text
    if "assignment_id" in message.named_values:
        return True
    return bool(
        on.OWN_ASSIGNMENT.search(text) and on.PRACTICE_VERB.search(text)
    ) and not extract_email_addresses(message.own_text)


def _requests_bulk_results(message: ParsedMessage, conversation: ConversationState) -> bool:
    text = message.normalized_text
    if extract_ids(message.own_text) and on.RESULTS.search(text):
        return True
    return bool(on.BULK_RESULTS.search(text)) and (
        conversation.may_assign or bool(conversation.batch)
    )


def _asks_about_code_editor(message: ParsedMessage, conversation: ConversationState) -> bool:
    return bool(on.CODE_EDITOR.search(message.normalized_text)) and bool(
        on.QUESTION.search(message.normalized_text)
    )


def _requests_review(message: ParsedMessage, conversation: ConversationState) -> bool:
    text = message.normalized_text
    if not on.REVIEW.search(text):
        return False
    is_plan = (
        re.search(r"\bquestions?\b|\breview (?:the|my) (?:plan|draft)", text) and conversation.draft
    )
    return not is_plan and not (
        _clearly_requests_practice(message) and not re.search(r"\bmy last\b", text)
    )


def _clearly_requests_practice(message: ParsedMessage) -> bool:
    return bool(
        re.search(
            r"\b(?:mock|practi[cs]e (?:interview|session|for|with|my|an?)|(?:set up|start|begin"
            r"|prepare|create|make|run|need|want) (?:a|an|another"
            r"|me an?)\b.{0,40}\b(?:interview|round|session))",
            message.normalized_text,
        )
    )


def _requests_edit(message: ParsedMessage, conversation: ConversationState) -> bool:
    return bool(on.QUESTION_EDIT.search(message.normalized_text))


def _approves_draft(message: ParsedMessage, conversation: ConversationState) -> bool:
    text = message.normalized_text
    if conversation.draft is None:
        return bool(on.APPROVE.search(text)) and not _requests_practice(message, conversation)
    if on.YES.search(text):
        return True
    has_go = bool(on.APPROVE.search(text) or on.START.search(text))
    return (
        has_go
        and not on.CHANGE_REQUEST.search(text)
        and not on.ANOTHER_SESSION.search(text)
        and not _names_setting(message)
    )


def _asks_how_to_prepare(message: ParsedMessage, conversation: ConversationState) -> bool:
    asked = on.PREPARE if conversation.session is not None else on.WHAT_TO_PREPARE
    return bool(asked.search(message.normalized_text))


def _rejects_draft(message: ParsedMessage, conversation: ConversationState) -> bool:
    return conversation.draft is not None and bool(on.NO.search(message.normalized_text))


def _names_setting(message: ParsedMessage) -> bool:
    """Return whether a message names an interview setting."""
    return bool(
        re.search(
            r"\b(?:minutes?|mins?|payal|emma|john|kapil|easy|medium|hard|advanced|voice|role"
            r"|position|coding|behaviou?ral|technical|warm[- ]?up)\b|@",
            message.normalized_text,
        )
    )


def _requests_regeneration(message: ParsedMessage, conversation: ConversationState) -> bool:
    text = message.normalized_text
    if on.ANOTHER_SESSION.search(text) and not re.search(r"\bdifferent questions?\b", text):
        return False
    changes = bool(on.CHANGE_REQUEST.search(text) or on.SETTINGS_CHANGE.search(text))
    if conversation.session is None or conversation.session.status not in {"draft", "configured"}:
        return (
            changes
            and bool(
                re.search(
                    r"^(?:make|focus|no |more|less|fewer|harder|easier|regenerate|too )", text
                )
            )
            and not on.INTERVIEW_NOUN.search(text)
        )
    if (
        message.job_description
        and not on.ANOTHER_SESSION.search(text)
        and not _requests_new_mock_interview(text)
    ):
        return True
    if (
        _requests_practice(message, conversation)
        and not on.CHANGE_VERB.search(text)
        and not changes
    ):
        return False
    names_place = bool(find_company(message.own_text) or extract_target_role(message.own_text))
    return changes or (
        (_names_setting(message) or names_place) and not _requests_new_mock_interview(text)
    )


def _requests_new_mock_interview(text: str) -> bool:
    return bool(
        re.search(r"\b(?:mock|i (?:want|need|would like) to practi[cs]e)\b", text)
    ) and not re.search(r"\b(?:it|instead|actually|change|switch)\b", text)


def _requests_practice(message: ParsedMessage, conversation: ConversationState) -> bool:
    if message.job_description or {"interview_type", "target_role"} & set(message.named_values):
        return True
    return bool(
        on.PRACTICE_REQUEST.search(message.normalized_text)
        or on.UPCOMING_INTERVIEW.search(message.normalized_text)
        or (
            on.PREVIEW_FIRST.search(message.normalized_text)
            and on.INTERVIEW_NOUN.search(message.normalized_text)
        )
    ) or bool(
        re.search(r"\binterview", message.normalized_text)
        and re.search(
            r"\b(?:want|need|please|help|like|can|could|my|first|nervous)\b",
            message.normalized_text,
        )
    )


def _requests_start(message: ParsedMessage, conversation: ConversationState) -> bool:
    if conversation.session is None or conversation.session.status == "draft":
        return bool(
            re.search(
                r"\b(?:resume|continue|rejoin)\b.{0,20}\b(?:session|interview|practi[cs]e)\b",
                message.normalized_text,
            )
        )
    return bool(
        on.START.search(message.normalized_text) or on.YES.search(message.normalized_text)
    ) and not _requests_new_session(message)


def _requests_new_session(message: ParsedMessage) -> bool:
    return bool(on.ANOTHER_SESSION.search(message.normalized_text)) or _clearly_requests_practice(
        message
    )


def _requests_immediate_practice(message: ParsedMessage, conversation: ConversationState) -> bool:
    return wants_immediate_start(message) and (
        _requests_practice(message, conversation) or _names_interview_type(message, conversation)
    )


def _names_interview_type(message: ParsedMessage, conversation: ConversationState) -> bool:
    """Return whether a message names a type of interview and does not ask for career advice."""
    return bool(on.INTERVIEW_TYPE_NAMED.search(message.normalized_text)) and not on.CAREER.search(
        message.normalized_text
    )


def _requests_assignment_start(message: ParsedMessage, conversation: ConversationState) -> bool:
    if not _practices_assignment(message, conversation):
        return False
    return bool(
        re.search(r"\b(?:start|begin|launch)\b", message.normalized_text)
    ) and not on.PREVIEW_FIRST.search(message.normalized_text)


def _stops_informal_practice(message: ParsedMessage, conversation: ConversationState) -> bool:
    return conversation.informal > 0 and bool(on.STOP.search(message.normalized_text))


def _continues_informal_practice(message: ParsedMessage, conversation: ConversationState) -> bool:
    return conversation.informal > 0


def _is_only_thanks(message: ParsedMessage, conversation: ConversationState) -> bool:
    """Return whether a message only says thanks or goodbye; 'great' alone is a yes to a draft."""
    text = message.normalized_text
    return bool(on.THANKS.search(text)) and bool(
        re.search((r"\b(?:than|thx|ty|cheers|danke|bye|see you|night|all)"), text)
    )


def _is_empty(message: ParsedMessage, conversation: ConversationState) -> bool:
    return not message.raw


def _lists_assignments(message: ParsedMessage, conversation: ConversationState) -> bool:
    return bool(on.LIST_ASSIGNMENTS.search(message.normalized_text)) and not on.UNASSIGN.search(
        message.normalized_text
    )


def _gives_named_settings(message: ParsedMessage, conversation: ConversationState) -> bool:
    """Return whether a message gives settings by the API's own field names."""
    return bool(
        {"interview_type", "duration_minutes", "persona_id", "target_role"}
        & set(message.named_values)
    )


def _gives_named_settings_and_starts(
    message: ParsedMessage, conversation: ConversationState
) -> bool:
    return (
        _gives_named_settings(message, conversation)
        and bool(
            re.search(r"\b(?:now|configure|create|start|begin|launch)\b", message.normalized_text)
        )
        and not on.PREVIEW_FIRST.search(message.normalized_text)
    )


_INTENT_RULES: tuple[tuple[Intent, _IntentTest], ...] = (
    ("unclear", _is_empty),
    ("decline", _must_be_declined),
    ("thanks", _is_only_thanks),
    ("help", _matches_any(on.GREETING)),
    ("informal_end", _stops_informal_practice),
    ("configure", _gives_named_settings_and_starts),
    (
        "preview",
        lambda message, conversation: (
            _gives_named_settings(message, conversation) and conversation.draft is None
        ),
    ),
    ("review", _answers_any_of("session")),
    ("assign", _answers_any_of("emails", "assign_role", "round")),
    ("unassign", _answers_any_of("unassign")),
    ("video_confirm", _confirms_upload),
    ("video_upload", _matches_any(on.VIDEO_UPLOAD)),
    ("bulk_results", _requests_bulk_results),
    ("unassign", _matches_any(on.UNASSIGN)),
    ("configure", _requests_assignment_start),
    ("preview", _practices_assignment),
    ("list_assignments", _lists_assignments),
    ("assign", _matches_any(on.ASSIGN)),
    ("route", _belongs_to_other_agent),
    ("edit", _requests_edit),
    ("coding", _asks_about_code_editor),
    ("informal", _matches_any(on.INFORMAL_PRACTICE)),
    ("in_chat", _matches_any(on.IN_CHAT)),
    ("leaderboard", _matches_any(on.LEADERBOARD)),
    ("artifact", _requests_artifact),
    ("status", _matches_any(on.STATUS)),
    ("privacy", _matches_any(on.PRIVACY)),
    ("prepare", _asks_how_to_prepare),
    ("review", _requests_review),
    ("change", _rejects_draft),
    ("approve", _approves_draft),
    ("start", _requests_start),
    ("regenerate", _answers_any_of("role")),
    ("regenerate", _requests_regeneration),
    ("configure", _requests_immediate_practice),
    ("preview", _requests_practice),
    ("help", _matches_any(on.HELP)),
    ("preview", _names_interview_type),
    ("route", _matches_any(on.CAREER)),
    ("informal", _continues_informal_practice),
)
