"""Every operation has a row in the table of permissions, and the row is what really happens."""

from __future__ import annotations

from uuid import uuid4  # noqa: TID251 - ids that nobody has

import pytest
from tests.integration.api.gateway import Gateway, Operation
from tests.integration.api.valid_bodies import BODIES

from vivavoce.kernel.caller import (
    INSTALLATION_PERMISSIONS,
    ROLE_PERMISSIONS,
    InstallationRole,
    Permission,
    Role,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

PUBLIC = frozenset(
    {
        *("health_health", "health_live", "health_ready", "login"),
        *(
            "session_ticket",
            "session_livekit",
            "show_invitation",
            "choose_language",
            "give_consent",
            "request_code",
            "verify_code",
        ),
        *("start_interview", "a2a_task", "put_chunk"),
        *("get_candidate_page", "withdraw_from_interview", "ask_for_person"),
        *("list_bookable_times", "book_time", "open_embedded_room"),
        *("reschedule_interview", "correct_transcript", "give_feedback", "ask_for_review"),
        *("export_my_data", "erase_my_data", "answer_voluntary_questions"),
        *("forgot_password", "reset_password", "read_invitation", "accept_invitation"),
        *("start_organization_sign_in", "finish_organization_sign_in"),
    }
)
"""Answered without credentials: health, the way in, what holds its credential in the path, and
JSON-RPC, which refuses inside its own envelope."""
LINKS = frozenset(
    {"download_media", "upload_media", "twilio_voice", "twilio_status", "livekit_event"}
)
"""A link carries its own right, a callback its signature: without it everybody is refused alike."""
ANYBODY_KNOWN = frozenset({"list_permissions", "who_am_i", "synthesize_speech"})
SIGNED_IN = frozenset(
    {
        *("change_password", "logout", "logout_everywhere", "change_own_profile"),
        *("read_consent", "decide_consent"),
        *("list_connected_applications", "disconnect_application"),
    }
)
"""For every person who is signed in, and for no key."""
READ, CREATE = Permission.INTERVIEW_READ, Permission.INTERVIEW_CREATE
PRACTISE = Permission.PRACTICE_USE
INTERVENE = Permission.SESSION_INTERVENE
UPDATE, APPROVE = Permission.INTERVIEW_UPDATE, Permission.INTERVIEW_APPROVE
NEEDS: dict[str, Permission] = {
    **dict.fromkeys(("list_api_keys", "issue_api_key"), Permission.API_KEY_MANAGE),
    **dict.fromkeys(
        ("show_api_key", "revoke_api_key", "rotate_api_key"), Permission.API_KEY_MANAGE
    ),
    **dict.fromkeys(
        ("list_users", "add_user", "remove_user", "change_user_role"), Permission.USER_MANAGE
    ),
    **dict.fromkeys(("list_roles", "create_role", "get_role"), Permission.USER_MANAGE),
    **dict.fromkeys(("change_role", "delete_role"), Permission.USER_MANAGE),
    **dict.fromkeys(("list_invitations", "invite_person"), Permission.USER_MANAGE),
    **dict.fromkeys(("resend_invitation", "revoke_invitation"), Permission.USER_MANAGE),
    **dict.fromkeys(("list_skills", "search_skills", "get_skill"), READ),
    **dict.fromkeys(("add_skill", "delete_skill"), Permission.TENANT_UPDATE),
    **dict.fromkeys(("search_occupations", "match_occupation"), READ),
    **dict.fromkeys(("list_runs", "get_run"), READ),
    **dict.fromkeys(("start_run", "retry_plan", "cancel_run", "put_result"), UPDATE),
    "continue_run": APPROVE,
    "validate_skills": CREATE,
    "session_quality_report": READ,
    **dict.fromkeys(("session", "session_transcript", "session_events", "session_replay"), READ),
    **dict.fromkeys(("list_chunks", "stream_recording", "get_chunk"), READ),
    **dict.fromkeys(("get_voice_recording", "get_voice_sound"), READ),
    "live_wall": READ,
    **dict.fromkeys(("note_session", "say_in_session", "end_session"), INTERVENE),
    **dict.fromkeys(("take_over_session", "hand_back_session"), INTERVENE),
    **dict.fromkeys(("session_panel", "list_panels", "rank_interviews"), READ),
    **dict.fromkeys(("switch_panel_member", "add_evaluator"), UPDATE),
    "get_webhook_config": Permission.TENANT_READ,
    **dict.fromkeys(("put_webhook_config", "delete_webhook_config"), Permission.TENANT_UPDATE),
    "test_webhook_config": Permission.TENANT_UPDATE,
    "list_ats_connections": Permission.TENANT_READ,
    "put_ats_connection": Permission.TENANT_UPDATE,
    **dict.fromkeys(("get_settings", "get_retention"), Permission.TENANT_READ),
    "change_settings": Permission.TENANT_UPDATE,
    "get_identity_provider": Permission.TENANT_READ,
    **dict.fromkeys(
        ("put_identity_provider", "delete_identity_provider"), Permission.TENANT_UPDATE
    ),
    **dict.fromkeys(("list_interview_webhooks", "list_webhooks", "read_dev_mailbox"), READ),
    "redeliver_webhook": UPDATE,
    **dict.fromkeys(("list_consent_texts", "preview_consent_text"), Permission.TENANT_READ),
    **dict.fromkeys(("list_email_texts", "preview_email_text"), Permission.TENANT_READ),
    **dict.fromkeys(("change_consent_text", "change_email_text"), Permission.TENANT_UPDATE),
    **dict.fromkeys(("reset_email_text", "send_email_text_test"), Permission.TENANT_UPDATE),
    "list_model_marks": READ,
    "replace_model_marks": Permission.TENANT_UPDATE,
    **dict.fromkeys(("show_selection_rates", "export_selection_rates"), Permission.TENANT_READ),
    **dict.fromkeys(("list_notifications", "mark_notifications_read"), READ),
    **dict.fromkeys(
        ("list_installation_engines", "run_installation_doctor"), Permission.PLATFORM_OPERATE
    ),
    **dict.fromkeys(
        ("speak_installation_voice", "try_installation_model"), Permission.PLATFORM_OPERATE
    ),
    "study_practice_session": PRACTISE,
    "try_plan": READ,
    "issue_test_code": UPDATE,
    **dict.fromkeys(("get_dead_letters", "post_dead_letter_replay"), Permission.TENANT_UPDATE),
    "list_audit_logs": Permission.TENANT_UPDATE,
    **dict.fromkeys(
        ("get_dashboard_stats", "list_pending_approvals", "get_workflow_metrics"), READ
    ),
    **dict.fromkeys(("get_agent_metrics", "list_rankings", "rank_candidates"), READ),
    "get_system_metrics": Permission.PLATFORM_OPERATE,
    "get_kafka_status": Permission.PLATFORM_OPERATE,
    "list_model_certificates": Permission.PLATFORM_OPERATE,
    **dict.fromkeys(
        ("start_model_qualification", "cancel_model_qualification"), Permission.PLATFORM_OPERATE
    ),
    "health_detailed": Permission.PLATFORM_OPERATE,
    **dict.fromkeys(("get_alerts", "get_prices", "put_prices"), Permission.PLATFORM_OPERATE),
    **dict.fromkeys(("show_quality", "show_latency", "show_cost", "show_interview_cost"), READ),
    **dict.fromkeys(("show_hiring_report", "export_hiring_report"), READ),
    **dict.fromkeys(("a2a_create", "integration_create", "create_interview"), CREATE),
    **dict.fromkeys(("a2a_status", "integration_status"), READ),
    **dict.fromkeys(("a2a_complete_info", "integration_info", "update_interview"), UPDATE),
    **dict.fromkeys(("a2a_approve", "a2a_request_modification"), APPROVE),
    "get_candidate_messages": READ,
    "answer_review": APPROVE,
    **dict.fromkeys(("approve_plan", "reject_plan", "request_plan_changes"), APPROVE),
    "cancel_interview": UPDATE,
    **dict.fromkeys(("integration_approve_plan", "integration_reject_plan"), APPROVE),
    "integration_revise_plan": APPROVE,
    "integration_cancel": UPDATE,
    **dict.fromkeys(("a2a_approve_assessment", "integration_approve_assessment"), APPROVE),
    "integration_reject_assessment": APPROVE,
    **dict.fromkeys(
        ("integration_erase_candidate", "erase_candidate_data", "delete_interview"),
        Permission.INTERVIEW_DELETE,
    ),
    **dict.fromkeys(("list_interviews", "count_interviews", "get_interview"), READ),
    **dict.fromkeys(("list_interview_positions", "export_interviews"), READ),
    "export_interview_results": READ,
    "create_interviews": CREATE,
    **dict.fromkeys(("list_positions", "get_position", "compare_candidates"), READ),
    **dict.fromkeys(("check_interview_request", "import_interviews", "read_document_text"), CREATE),
    "parse_resume": CREATE,
    "correct_resume": UPDATE,
    "apply_bulk_action": UPDATE,
    **dict.fromkeys(("get_plan", "get_assessment", "get_status", "get_json_resume"), READ),
    **dict.fromkeys(("get_job_analysis", "list_competency_groups"), READ),
    **dict.fromkeys(
        ("list_plan_versions", "search_bank_questions", "list_bank_question_sets"), READ
    ),
    **dict.fromkeys(("correct_job_analysis", "edit_plan", "preview_plan_change"), APPROVE),
    **dict.fromkeys(("list_decisions", "list_scorecard_links", "list_consents"), READ),
    "download_scorecard": READ,
    **dict.fromkeys(("record_decision", "confirm_decision", "withdraw_decision"), APPROVE),
    **dict.fromkeys(("correct_level", "reassess_interview"), APPROVE),
    **dict.fromkeys(("create_scorecard_link", "revoke_scorecard_link"), UPDATE),
    **dict.fromkeys(("invite_candidate", "call_candidate"), UPDATE),
    **dict.fromkeys(("create_candidate_link", "revoke_candidate_link"), UPDATE),
    **dict.fromkeys(("create_embed_token", "offer_booking_times"), UPDATE),
    "withdraw_booking_times": UPDATE,
    "get_booking_times": READ,
    "list_busy_times": UPDATE,
    **dict.fromkeys(("list_calendars", "connect_calendar"), READ),
    **dict.fromkeys(("test_calendar", "disconnect_calendar"), READ),
    "get_call": READ,
    "list_tasks": READ,
    **dict.fromkeys(("claim_task", "complete_task"), UPDATE),
    "list_queue": READ,
    **dict.fromkeys(("claim_queue_item", "release_queue_item"), APPROVE),
    **dict.fromkeys(("list_saved_views", "save_view", "choose_default_view"), READ),
    **dict.fromkeys(("change_saved_view", "delete_saved_view"), READ),
    "retry_assessment": APPROVE,
    "apply_transition": APPROVE,
    **dict.fromkeys(("preview_interview", "configure_interview", "edit_questions"), PRACTISE),
    **dict.fromkeys(("approve_session", "practice_session", "list_personas"), PRACTISE),
    **dict.fromkeys(("list_practice_sessions", "erase_own_practice"), PRACTISE),
    **dict.fromkeys(("send_message", "list_conversations", "get_conversation"), PRACTISE),
    **dict.fromkeys(
        ("get_review", "download_practice_report", "retry_review", "get_leaderboard"), PRACTISE
    ),
    **dict.fromkeys(("answer_question_again", "list_new_answers", "get_progress"), PRACTISE),
    **dict.fromkeys(("practice_transcript", "erase_practice_session"), PRACTISE),
    **dict.fromkeys(("rename_conversation", "delete_conversation"), PRACTISE),
    "get_results": Permission.PRACTICE_ASSIGN,
    **dict.fromkeys(("list_assignments", "room_ticket", "practice_livekit"), PRACTISE),
    **dict.fromkeys(("get_artifact", "create_video_upload", "confirm_video_upload"), PRACTISE),
    **dict.fromkeys(("create_assignments", "unassign"), Permission.PRACTICE_ASSIGN),
    **dict.fromkeys(("open_intake", "list_intakes", "get_intake"), Permission.INTAKE_USE),
    **dict.fromkeys(("list_artifacts", "regenerate_artifact"), Permission.INTAKE_USE),
    **dict.fromkeys(("accept_artifact", "make_template"), Permission.INTAKE_USE),
    **dict.fromkeys(("edit_artifact", "download_artifact"), Permission.INTAKE_USE),
    **dict.fromkeys(("list_templates", "get_template"), Permission.INTAKE_USE),
    **dict.fromkeys(("create_template", "edit_template"), Permission.INTAKE_USE),
    **dict.fromkeys(("delete_template", "list_template_versions"), Permission.INTAKE_USE),
    "interview_from_template": CREATE,
    **dict.fromkeys(("get_history", "get_available_transitions", "get_workflow_state"), READ),
}
PERSONS_ONLY = frozenset(
    {
        "a2a_approve_assessment",
        "integration_approve_assessment",
        "integration_reject_assessment",
        *("record_decision", "confirm_decision", "withdraw_decision", "correct_level"),
        "reassess_interview",
        *("take_over_session", "say_in_session", "end_session"),
        *("claim_task", "complete_task", "answer_review"),
        *("claim_queue_item", "release_queue_item", "list_saved_views", "save_view"),
        *("choose_default_view", "change_saved_view", "delete_saved_view"),
        *("put_identity_provider", "delete_identity_provider"),
        "mark_notifications_read",
        *("list_calendars", "connect_calendar", "test_calendar", "disconnect_calendar"),
    }
)
"""A key is refused here, whatever it may do: a named person stands behind it."""
ROLES = {
    "admin": Role.ADMIN,
    "recruiter": Role.RECRUITER,
    "viewer": Role.VIEWER,
    "manager": Role.HIRING_MANAGER,
    "seeker": Role.SEEKER,
}


TAKES_EFFECT = {
    "delete_webhook_config": ("admin", "key"),
    "erase_own_practice": ("admin",),
    **dict.fromkeys(("logout", "logout_everywhere"), tuple(ROLES)),
}
"""Who would really do it: what the other tests of this house stand on would be gone."""


async def status_of(gateway: Gateway, who: str, one: Operation) -> int:
    """Return what a caller gets; every id is unknown, so that nothing is changed."""
    path = one.at(**{name: unknown_id(name) for name in one.path_names})
    body = BODIES.get(one.id)
    return (await gateway.ask(who, one.method, path, body)).status_code


def unknown_id(name: str) -> str:
    """Return an id of the form that a path's parameter has."""
    return f"int_{uuid4().hex}" if name == "practice_id" else str(uuid4())


def is_distinguishable(status: int) -> str:
    """Return what a status says about the right to ask."""
    return {401: "unknown", 403: "may not"}.get(status, "broken" if status >= 500 else "may")


def expected(one: Operation, who: str) -> str:
    if one.id in PUBLIC:
        return "may"
    if one.id in LINKS:
        return "may not"
    if who == "nobody":
        return "unknown"
    if one.id in ANYBODY_KNOWN:
        return "may"
    if one.id in SIGNED_IN:
        return "may not" if who in ("key", "reader") else "may"
    held = {"key": ROLE_PERMISSIONS[Role.ADMIN], "reader": frozenset({READ})}
    if who == "admin" and NEEDS[one.id] in INSTALLATION_PERMISSIONS[InstallationRole.OPERATOR]:
        return "may"  # the local profile makes the demo administrator an operator
    permissions = held.get(who) or (ROLE_PERMISSIONS[ROLES[who]] if who in ROLES else frozenset())
    if who in held and one.id in PERSONS_ONLY:
        return "may not"
    return "may" if NEEDS[one.id] in permissions else "may not"


async def test_every_operation_has_exactly_one_row(gateway: Gateway) -> None:
    ids = [one.id for one in gateway.operations]

    assert set(ROLES.values()) == set(Role)
    assert len(ids) == len(set(ids))
    assert set(ids) == PUBLIC | LINKS | ANYBODY_KNOWN | SIGNED_IN | set(NEEDS)
    assert not PUBLIC & set(NEEDS)
    assert set(NEEDS) >= PERSONS_ONLY


@pytest.mark.parametrize("who", ["nobody", *ROLES, "key", "reader"])
async def test_each_caller_may_do_exactly_what_the_table_says(gateway: Gateway, who: str) -> None:
    differ = {}
    for one in gateway.operations:
        if one.id == "login":  # a wrong password is 401 for everybody
            continue
        if who in TAKES_EFFECT.get(one.id, ()):
            continue
        found = is_distinguishable(await status_of(gateway, who, one))
        if found != expected(one, who):
            differ[one.id] = (found, expected(one, who))

    assert differ == {}


async def test_a_forged_or_damaged_token_is_unauthenticated_everywhere(gateway: Gateway) -> None:
    good = gateway.callers["admin"]["Authorization"]
    header, body, signature = good.split(".")
    forged = {
        "another signature": f"{header}.{body}.{signature[::-1]}",
        "no signature": f"{header}.{body}.",
        "torn": good[:-7],
        "no algorithm": f"Bearer eyJhbGciOiJub25lIn0.{body}.",
        "another scheme": good.replace("Bearer", "Basic"),
        "empty": "Bearer ",
        "beyond ASCII": "Bearer \u00ff\u00fe",
    }
    let_in = {}
    for name, token in forged.items():
        for one in gateway.operations:
            if one.id in PUBLIC | LINKS or one.method != "GET":
                continue
            path = one.at(**{each: unknown_id(each) for each in one.path_names})
            answer = await gateway.http.get(
                path, headers={"Authorization": token.encode("latin-1")}
            )
            if answer.status_code != 401:
                let_in[f"{name} {one.id}"] = answer.status_code

    assert let_in == {}


@pytest.mark.parametrize(
    ("who", "method", "code"),
    [
        ("nobody", "interview.getStatus", -32001),
        ("seeker", "interview.getStatus", -32002),
        ("viewer", "interview.approve", -32002),
        ("viewer", "interview.create", -32002),
        ("viewer", "interview.completeInfo", -32002),
        ("viewer", "interview.requestModification", -32002),
        ("viewer", "assessment.approve", -32002),
        ("key", "assessment.approve", -32002),
        ("viewer", "interview.getStatus", -32003),
        ("recruiter", "assessment.approve", -32003),
    ],
)
async def test_a_remote_call_requires_the_same_permissions(
    gateway: Gateway, who: str, method: str, code: int
) -> None:
    params = {"runId": str(uuid4()), "approved": True, "comments": "Said.", "position": "Buyer"}
    call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    if method == "interview.create":
        call["params"] = BODIES["a2a_create"]

    answer = await gateway.ask(who, "POST", "/api/v1/a2a/task", call)

    assert answer.json()["error"]["code"] == code
