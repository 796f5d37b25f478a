"""The links of the API document: from what creates something to what reads, changes or deletes it."""

from __future__ import annotations

from vivavoce.contracts.envelope import Json

_INTERVIEW_KEY = {"key": "$response.body#/interviewId"}
_SAME_INTERVIEW = {"key": "$request.path.key"}
_KEY_ID = {"key_id": "$response.body#/id"}
_INVITATION_ID = {"invitation_id": "$response.body#/id"}
_TEMPLATE_ID = {"template_id": "$response.body#/templateId"}
_PRACTICE_ID = {"practice_id": "$response.body#/session_id"}
_RUN_ID = {"run_id": "$response.body#/runId"}
_INTERVIEW = (
    *("get_interview", "update_interview", "delete_interview", "get_status", "get_plan"),
    *("get_history", "get_available_transitions", "list_consents"),
    *("get_json_resume", "correct_resume", "cancel_interview", "erase_candidate_data"),
)
_KEY = ("show_api_key", "rotate_api_key", "revoke_api_key")
_INVITATION = ("resend_invitation", "revoke_invitation")
_TEMPLATE = (
    *("get_template", "edit_template", "delete_template"),
    *("list_template_versions", "interview_from_template"),
)
_PRACTICE = ("practice_session", "study_practice_session", "erase_practice_session")
_RUN = ("get_run", "cancel_run")
LINKS: tuple[tuple[str, dict[str, str], tuple[str, ...]], ...] = (
    ("create_interview", _INTERVIEW_KEY, _INTERVIEW),
    ("interview_from_template", _INTERVIEW_KEY, _INTERVIEW),
    ("a2a_create", _INTERVIEW_KEY, ("a2a_status", "a2a_complete_info")),
    (
        "integration_create",
        _INTERVIEW_KEY,
        (
            *("integration_status", "integration_info", "integration_cancel"),
            "integration_erase_candidate",
        ),
    ),
    ("create_candidate_link", _SAME_INTERVIEW, ("revoke_candidate_link",)),
    (
        "record_decision",
        _SAME_INTERVIEW | {"decision_id": "$response.body#/decisionId"},
        ("confirm_decision", "withdraw_decision"),
    ),
    ("record_decision", _SAME_INTERVIEW, ("list_decisions",)),
    (
        "create_scorecard_link",
        _SAME_INTERVIEW | {"link_id": "$response.body#/linkId"},
        ("revoke_scorecard_link",),
    ),
    ("create_scorecard_link", _SAME_INTERVIEW, ("list_scorecard_links",)),
    (
        "offer_booking_times",
        _SAME_INTERVIEW,
        ("get_booking_times", "withdraw_booking_times"),
    ),
    (
        "claim_queue_item",
        _SAME_INTERVIEW | {"item_kind": "$request.path.item_kind"},
        ("release_queue_item",),
    ),
    ("call_candidate", _SAME_INTERVIEW, ("get_call",)),
    ("start_interview", {"handle": "$response.body#/sessionId"}, ("session_ticket",)),
    ("start_run", _RUN_ID, _RUN),
    ("retry_plan", _RUN_ID, _RUN),
    ("put_webhook_config", {}, ("get_webhook_config", "delete_webhook_config")),
    ("issue_api_key", _KEY_ID, _KEY),
    ("rotate_api_key", _KEY_ID, _KEY),
    (
        "create_role",
        {"role_id": "$response.body#/id"},
        ("get_role", "change_role", "delete_role"),
    ),
    ("invite_person", _INVITATION_ID, _INVITATION),
    ("add_user", _INVITATION_ID, _INVITATION),
    ("put_identity_provider", {}, ("get_identity_provider", "delete_identity_provider")),
    (
        "change_email_text",
        {"kind": "$request.path.kind", "language": "$request.path.language"},
        ("reset_email_text",),
    ),
    (
        "save_view",
        {"view_id": "$response.body#/id"},
        ("change_saved_view", "delete_saved_view"),
    ),
    (
        "connect_calendar",
        {"calendar_id": "$response.body#/id"},
        ("test_calendar", "disconnect_calendar"),
    ),
    ("add_skill", {"skill_id": "$response.body#/id"}, ("get_skill", "delete_skill")),
    (
        "open_intake",
        {"intake_id": "$response.body#/intakeId"},
        ("get_intake", "list_artifacts", "make_template"),
    ),
    ("create_template", _TEMPLATE_ID, _TEMPLATE),
    ("make_template", _TEMPLATE_ID, _TEMPLATE),
    ("preview_interview", _PRACTICE_ID, _PRACTICE),
    ("configure_interview", _PRACTICE_ID, _PRACTICE),
    (
        "create_assignments",
        {"email": "$request.body#/assignee_emails/0"},
        ("list_assignments",),
    ),
    (
        "answer_question_again",
        {"practice_id": "$request.path.practice_id"},
        ("list_new_answers",),
    ),
    (
        "create_video_upload",
        {"practice_id": "$request.path.practice_id"},
        ("confirm_video_upload",),
    ),
    (
        "put_chunk",
        {"session_id": "$request.path.session_id", "seq": "$request.path.seq"},
        ("get_chunk",),
    ),
    ("put_chunk", {"session_id": "$request.path.session_id"}, ("list_chunks",)),
    (
        "send_message",
        {"conversation_id": "$response.body#/conversation_id"},
        ("get_conversation", "rename_conversation", "delete_conversation"),
    ),
)
"""An operation, the parameters that its request and its successful response give, and who takes them."""


def add_links(operations: list[Json]) -> None:
    """Add to each success the links to the operations that take what it created.

    A role serves only some operations; a link needs both.
    """
    known = {operation["operationId"]: operation for operation in operations}
    for source, parameters, targets in LINKS:
        for target in targets:
            if source not in known or target not in known:
                continue
            link: Json = {"operationId": target, "description": known[target]["summary"] + "."}
            if parameters:
                link["parameters"] = dict(parameters)
            for status, response in known[source]["responses"].items():
                if status.startswith("2"):
                    response.setdefault("links", {})[target] = link
