"""First requests about practice, its videos, the assistant, and intakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.fakes.api_clients import Json
from tests.integration.api.prepared.first_request import FirstRequest, PreparedWorld
from tests.integration.api.prepared.organization_requests import about
from tests.integration.api.prepared.practice import WEBM
from tests.integration.api.valid_bodies import BODIES

from vivavoce.tenancy.usecases.create_organization import build_demo_email

Row = Callable[[PreparedWorld], FirstRequest]
VIDEO = {"Content-Type": "video/webm"}


def _wish(world: PreparedWorld) -> FirstRequest:
    wish = {"user_id": world.ids["me"], "org_id": "demo", "interview_type": "behavioral"}
    more = {"duration_minutes": 5, "context": {"target_role": "Buyer"}}
    return FirstRequest(body=wish | more)


def _draft(thing: str, body: Json) -> Row:
    return lambda world: FirstRequest(body=body | {"session_id": world.ids[thing]})


def _document(kind: str, body: Json | None = None, query: Json | None = None) -> Row:
    return lambda world: FirstRequest(
        path={"intake_id": world.ids["intake"], "kind": kind}, body=body, query=query or {}
    )


def _chunk(world: PreparedWorld) -> FirstRequest:
    return FirstRequest(
        path={"session_id": world.ids["practice"], "seq": "0"},
        query={"durationMs": 30_000},
        headers=VIDEO,
        content=WEBM,
    )


PRACTICE: Mapping[str, Row] = {
    "preview_interview": _wish,
    "configure_interview": _wish,
    "edit_questions": _draft("draft_to_edit", BODIES["edit_questions"]),
    "approve_session": _draft("draft_to_approve", {}),
    "erase_practice_session": about("practice_id", "draft_to_erase"),
    "practice_session": about("practice_id", "practice"),
    "study_practice_session": about("practice_id", "practice"),
    "practice_transcript": about("practice_id", "practice"),
    "get_review": about("practice_id", "practice"),
    "download_practice_report": about("practice_id", "practice"),
    "retry_review": about("practice_id", "practice"),
    "answer_question_again": about("practice_id", "practice", BODIES["answer_question_again"]),
    "list_new_answers": about("practice_id", "practice"),
    "room_ticket": about("practice_id", "practice_to_hold"),
    "practice_livekit": about("practice_id", "practice_to_hold"),
    "get_leaderboard": lambda world: FirstRequest(query={"org_id": "demo"}),
    "list_assignments": lambda world: FirstRequest(query={"email": build_demo_email("seeker")}),
    "get_results": lambda world: FirstRequest(
        body={"organization_id": "demo", "assignment_ids": [world.ids["assignment"]]}
    ),
    "get_artifact": lambda world: FirstRequest(
        path={"practice_id": world.ids["practice"], "artifact_type": "transcript"}
    ),
    "create_video_upload": about("practice_id", "practice", {"content_type": "video/webm"}),
    "confirm_video_upload": about("practice_id", "practice_with_video", {"bytes": len(WEBM)}),
    "download_media": about("token", "media_token"),
    "upload_media": lambda world: FirstRequest(
        path={"token": world.ids["upload_token"]}, headers=VIDEO, content=WEBM
    ),
    "put_chunk": _chunk,
    "get_chunk": lambda world: FirstRequest(path={"session_id": world.ids["practice"], "seq": "0"}),
    "list_chunks": about("session_id", "practice"),
    "stream_recording": about("session_id", "practice"),
    "get_voice_recording": about("session_id", "practice"),
    "get_voice_sound": lambda world: FirstRequest(
        path={"session_id": world.ids["practice"]}, query={"fromMs": "0", "toMs": "1000"}
    ),
    "get_conversation": about("conversation_id", "conversation"),
    "rename_conversation": about("conversation_id", "conversation", BODIES["rename_conversation"]),
    "delete_conversation": about("conversation_id", "conversation"),
    "get_intake": about("intake_id", "intake"),
    "list_artifacts": about("intake_id", "intake"),
    "make_template": about("intake_id", "intake", BODIES["make_template"]),
    "regenerate_artifact": _document("job_simulation", {"instruction": "45 minutes"}),
    "edit_artifact": _document("job_description", BODIES["edit_artifact"]),
    "accept_artifact": _document("job_simulation", BODIES["accept_artifact"]),
    "download_artifact": _document("interview_questions", query={"format": "docx"}),
}
