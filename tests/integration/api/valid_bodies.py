"""A valid body for each operation, from which hostile requests are made."""

from __future__ import annotations

from tests.fakes.api_clients import Json
from tests.faults.journey.interview_journey import REQUEST

_WORDS: Json = {"comments": "Said by a test."}
_CHOSEN = "Correct horse battery 9"
_PERSON: Json = {"email": "new@example.com", "name": "New Person", "role": "VIEWER"}
_ROLE: Json = {"name": "Made by a test", "permissions": ["interview:read"]}
_NO_SESSION = "int_" + "0" * 32
_PRACTISING: Json = {
    "user_id": "somebody",
    "org_id": "demo",
    "persona_id": "emma",
    "interview_type": "behavioral",
    "duration_minutes": 10,
}
_FACTS: Json = {**REQUEST, "candidateRef": "surface"}
BODIES: dict[str, Json] = {
    "login": {"email": "nobody@example.com", "password": "not the password 1"},
    "issue_api_key": {"name": "Made by a test", "permissions": ["interview:read"]},
    "rotate_api_key": {"overlapHours": 24},
    "add_user": _PERSON,
    "rename_conversation": {"title": "Getting ready"},
    "change_user_role": {"role": "VIEWER"},
    "create_role": _ROLE,
    "change_role": _ROLE,
    "invite_person": _PERSON,
    "change_password": {"currentPassword": "not the password 1", "newPassword": _CHOSEN},
    "forgot_password": {"email": "nobody@example.com"},
    "reset_password": {"token": "unknown", "password": _CHOSEN},
    "read_invitation": {"token": "unknown"},
    "accept_invitation": {"token": "unknown", "password": _CHOSEN},
    "read_consent": {"request": "unknown"},
    "decide_consent": {"request": "unknown", "allow": False},
    "start_organization_sign_in": {"organization": "unknown"},
    "finish_organization_sign_in": {"state": "unknown", "code": "unknown"},
    "put_identity_provider": {
        "issuer": "http://127.0.0.1:9",
        "clientId": "vivavoce",
        "clientSecret": "a secret of the client",
        "defaultRole": "SEEKER",
        "admitsUnknown": False,
    },
    "validate_skills": {"skills": ["Python"]},
    "correct_resume": {"resume": {"work": [{"name": "Mill"}]}},
    "add_skill": {"name": "Glorbix", "kind": "tool"},
    "synthesize_speech": {"text": "Good morning."},
    "put_webhook_config": {"callbackUrl": "https://ats.example.com/hook"},
    "put_ats_connection": {"apiKey": "4c0e7f2b9a55d1"},
    "change_settings": {"autoApprovePlans": False},
    "change_email_text": {"subject": "Your code", "body": "{{CODE}}"},
    "preview_email_text": {"subject": "Your code", "body": "{{CODE}}"},
    "send_email_text_test": {"subject": "Your code", "body": "{{CODE}}"},
    "change_consent_text": {"text": "Larkfield Energy is responsible."},
    "preview_consent_text": {"text": "Larkfield Energy is responsible."},
    "mark_notifications_read": {"ids": ["plan:1:1"]},
    "try_installation_model": {"purpose": "plan"},
    "change_own_profile": {"timeZone": "Europe/Berlin"},
    "choose_language": {"language": "de"},
    "give_consent": {"accepted": True, "version": "1"},
    "verify_code": {"otp": "123456"},
    "reschedule_interview": {"startsAt": "2026-11-27T14:00:00+01:00"},
    "correct_transcript": {"turn": 2, "text": "I said four years."},
    "give_feedback": {"stars": 4, "text": "Clear."},
    "ask_for_review": {"text": "Read it again."},
    "answer_review": {"answer": "We read it again."},
    "a2a_task": {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "interview.getStatus",
        "params": {"runId": "run_none"},
    },
    "a2a_create": _FACTS,
    "a2a_complete_info": {"position": "Buyer"},
    "a2a_approve": {"approved": True, **_WORDS},
    "a2a_request_modification": _WORDS,
    "a2a_approve_assessment": {"approved": True, **_WORDS},
    "integration_create": _FACTS,
    "integration_info": {"position": "Buyer"},
    "approve_plan": _WORDS,
    "reject_plan": _WORDS,
    "request_plan_changes": _WORDS,
    "cancel_interview": {"reason": "The position was filled."},
    "integration_approve_plan": _WORDS,
    "integration_reject_plan": _WORDS,
    "integration_revise_plan": _WORDS,
    "integration_approve_assessment": _WORDS,
    "integration_reject_assessment": _WORDS,
    "create_interview": _FACTS,
    "record_decision": {"assessmentId": "a", "outcome": "HIRE"},
    "reassess_interview": _WORDS,
    "correct_level": {"competency": "Planning", "assessmentId": "a"},
    "create_scorecard_link": {"days": 7},
    "create_embed_token": {"origin": "https://careers.example.com"},
    "open_embedded_room": {"token": "unknown"},
    "connect_calendar": {
        "kind": "ics",
        "name": "Work",
        "url": "http://127.0.0.1:9/ical/private/basic.ics",
    },
    "offer_booking_times": {
        "hostEmail": "host@example.com",
        "timeZone": "Europe/Berlin",
        "minutes": 30,
        "weekly": [{"day": "MO", "begins": "09:00", "ends": "12:00"}],
        "firstDay": "2030-01-07",
        "lastDay": "2030-01-14",
    },
    "answer_voluntary_questions": {"gender": "woman", "age": "30_to_39"},
    "try_plan": {"answers": [{"text": "I planned the shift of twelve people."}]},
    "replace_model_marks": {"marks": [{"property": "empty", "minimum": 0.95}]},
    "book_time": {"startsAt": "2030-01-07T09:00:00+01:00"},
    "check_interview_request": _FACTS,
    "create_interviews": {"interviews": [_FACTS]},
    "import_interviews": {"csv": "name,email\nAda,ada@example.com", "dryRun": True},
    "apply_bulk_action": {
        "action": "remind",
        "interviewIds": ["01890000-0000-7000-8000-00000000000a"],
    },
    "save_view": {"name": "Plans of a test", "filters": {"states": ["PENDING"]}},
    "change_saved_view": {"name": "Renamed by a test"},
    "choose_default_view": {"viewId": None},
    "edit_plan": {
        "planId": "plan_none",
        "questions": [{"text": "What do you check before a run?", "timeBudgetS": 120}],
    },
    "preview_plan_change": {"planId": "plan_none", "comments": "Remove question 1."},
    "correct_job_analysis": {
        "planId": "plan_none",
        "corrections": [{"start": 0, "kind": "offer"}],
    },
    "switch_panel_member": {"kind": "evaluator", "name": "relevance", "isEnabled": True},
    "add_evaluator": {
        "name": "Care",
        "rubricText": "Criterion: Care\n1: a\n2: b\n3: c\n4: d\n5: e",
    },
    "rank_interviews": {
        "interviewIds": [
            "01890000-0000-7000-8000-00000000000a",
            "01890000-0000-7000-8000-00000000000b",
        ]
    },
    "update_interview": {"position": "Buyer"},
    "call_candidate": {"to": "+441134960123", "timeZone": "Europe/London"},
    "start_run": {"kind": "plan", "interviewId": "run_none"},
    "continue_run": {"approved": True, **_WORDS},
    "put_result": {
        "assessor": "an assessor of a test",
        "evidence": [
            {
                "quote": "said by nobody at all",
                "turn": 2,
                "competency": "Buying",
                "subDimension": "Practice",
                "level": 3,
            }
        ],
    },
    "put_prices": {
        "prices": [
            {
                "provider": "provider.of.a.test",
                "kind": "llm_in",
                "validFrom": "2020-01-01T00:00:00Z",
                "dollars": 0.15,
                "per": 1000000,
            }
        ]
    },
    "note_session": {"text": "Ask for figures.", "ask": True},
    "say_in_session": {"text": "Hello, a person here."},
    "end_session": {"reason": "asked_to_stop"},
    "send_message": {"message": "Which questions will be asked?"},
    "preview_interview": {
        **_PRACTISING,
        "context": {"target_role": "Buyer", "difficulty": "advanced"},
        "draft_session_id": _NO_SESSION,
        "planner_feedback": "Said by a test.",
    },
    "configure_interview": {
        **_PRACTISING,
        "context": {"assignment_id": "00000000-0000-7000-8000-000000000001"},
    },
    "edit_questions": {
        "session_id": _NO_SESSION,
        "questions": ["Why?", {"question": "How?", "topic": "Ways", "expected_framework": "STAR"}],
    },
    "answer_question_again": {"question_number": 1, "answer": "I moved two pickers to the dock."},
    "create_video_upload": {"content_type": "video/webm", "bytes": 1000},
    "confirm_video_upload": {"bytes": 1000, "sha256": "0" * 64},
    "approve_session": {"session_id": _NO_SESSION},
    "create_assignments": {
        "organization_id": "demo",
        "role": "Buyer",
        "round": "behavioral",
        "assignee_emails": ["surface@example.com"],
    },
    "get_results": {
        "organization_id": "demo",
        "assignment_ids": ["00000000-0000-7000-8000-000000000001"],
    },
    "unassign": {"organization_id": "demo", "emails": ["surface@example.com"]},
    "open_intake": {"title": "Buyer", "companyName": "Example", "minutes": 20},
    "regenerate_artifact": {"instruction": "Said by a test."},
    "accept_artifact": {"version": 1},
    "edit_artifact": {"version": 1, "title": "Buyer", "content": "# Buyer"},
    "make_template": {"title": "Buyer", "profile": "hiring", "level": "MID", "minutes": 30},
    "create_template": {"title": "Buyer", "jobDescription": "Buys, and talks with suppliers."},
    "edit_template": {"version": 1, "title": "Senior buyer"},
    "interview_from_template": {
        "candidateName": "Dana Field",
        "candidateEmail": "dana@example.com",
        "candidateRef": "surface",
        "callbackUrl": "https://ats.example.com/hook",
        "scheduledAt": "2030-01-01T10:00:00Z",
    },
    "apply_transition": {"transition": "CANCEL", "reason": "Said by a test."},
}
"""By operation id. An operation that reads a body and has no row here fails the suite."""
