"""First requests about interviews: partners, staff, and the candidate's own pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import httpx
from tests.fakes.api_clients import Json
from tests.integration.api.prepared.first_request import (
    FirstRequest,
    PreparedInterview,
    PreparedWorld,
)
from tests.integration.api.valid_bodies import BODIES

from vivavoce.infra.clock import SystemClock
from vivavoce.tenancy.usecases.create_organization import build_demo_email

Row = Callable[[PreparedWorld], FirstRequest]
Body = Json | Callable[[PreparedInterview], Json] | None
_OFFER: Json = {
    **BODIES["offer_booking_times"],
    "hostEmail": build_demo_email("recruiter"),
}
_FEWER: Json = {"comments": "Fewer questions, please."}
_RESUME = b"Dana Kowalczyk\n\nShift lead, Example Warehouses, 2019 to 2025. Led twelve people.\n"


def shared(kind: str, body: Body = None) -> Row:
    """Return a request about an interview of this kind that leaves it as it is."""
    return lambda world: _request(world.interviews.shared(kind), body)


def own(kind: str, body: Body = None) -> Row:
    """Return a request that uses an interview of this kind up."""
    return lambda world: _request(world.interviews.take(kind), body)


def by_key(row: Row) -> Row:
    """Return the request as a partner's program sends it, with the organization's API key."""
    return lambda world: replace(row(world), caller="key")


def candidate(kind: str, body: Body = None, *, uses_up: bool = False) -> Row:
    """Return a request of the candidate behind a link, who has proven their address if it was asked."""

    def row(world: PreparedWorld) -> FirstRequest:
        pool = world.interviews
        one = pool.take(kind) if uses_up else pool.shared(kind)
        proof = {"x-session-token": one.session_token} if one.session_token else {}
        return FirstRequest(
            path={"token": one.token}, body=_filled(body, one), headers=proof, caller=""
        )

    return row


def _request(one: PreparedInterview, body: Body) -> FirstRequest:
    return FirstRequest(path={"key": one.run_id}, body=_filled(body, one))


def _filled(body: Body, one: PreparedInterview) -> Json | None:
    return body(one) if callable(body) else body


def _about_plan(body: Json) -> Callable[[PreparedInterview], Json]:
    return lambda one: {**body, "planId": one.plan_id}


def _about_assessment(body: Json) -> Callable[[PreparedInterview], Json]:
    return lambda one: {**body, "assessmentId": one.assessment_id}


def _read(world: PreparedWorld, path: str) -> Json:
    answer = httpx.get(f"{world.url}/api/v1{path}", headers=world.people["recruiter"], timeout=60)
    found: Json = answer.raise_for_status().json()
    return found


def _consent(world: PreparedWorld) -> FirstRequest:
    """Agree to the text that is shown."""
    one = world.interviews.take("approved")
    shown = _read(world, f"/candidate-access/{one.token}/info")["consent"]
    body = {"accepted": True, "version": shown["version"]}
    return FirstRequest(path={"token": one.token}, body=body, caller="")


def _correction(world: PreparedWorld) -> FirstRequest:
    """Correct the first answer."""
    one = world.interviews.shared("assessed")
    turns = _read(world, f"/sessions/{one.session_id}/transcript")["turns"]
    turn = next(each["turn"] for each in turns if each["role"] == "candidate")
    return FirstRequest(
        path={"token": one.token},
        headers={"x-session-token": one.session_token},
        body={"turn": turn, "text": "I said four years."},
        caller="",
    )


def _edited_plan(world: PreparedWorld) -> FirstRequest:
    """Ask one own question about the first competency of the plan."""
    one = world.interviews.take("planned")
    plan = _read(world, f"/interviews/{one.run_id}/plan")["document"]
    question = {
        **BODIES["edit_plan"]["questions"][0],
        "competency": plan["competencies"][0]["name"],
    }
    return _request(one, {"planId": one.plan_id, "questions": [question]})


def _corrected_level(world: PreparedWorld) -> FirstRequest:
    """Give the first competency of the assessment another level."""
    one = world.interviews.shared("assessed")
    card = _read(world, f"/interviews/{one.run_id}/assessment")["scorecard"]
    body = {"competency": card["competencies"][0]["name"], "level": 3, "comments": "Read again."}
    return _request(one, {**body, "assessmentId": one.assessment_id})


def _just_decided(world: PreparedWorld) -> FirstRequest:
    """Decide now: a decision that is not sent within ten seconds goes out by itself."""
    one = world.interviews.take("assessed")
    way = f"{world.url}/api/v1/interviews/{one.run_id}/decisions"
    body = {"assessmentId": one.assessment_id, "outcome": "HIRE"}
    made = httpx.post(way, json=body, headers=world.people["recruiter"], timeout=60).json()
    return FirstRequest(
        path={"key": one.run_id, "decision_id": made["decisionId"]}, caller="recruiter"
    )


def _waiting_decision(world: PreparedWorld) -> FirstRequest:
    one = world.interviews.take("awaiting_second_person")
    return FirstRequest(
        path={"key": one.run_id, "decision_id": one.decision_id}, caller="recruiter"
    )


def _queue_item(world: PreparedWorld) -> FirstRequest:
    return FirstRequest(
        path={"key": world.interviews.shared("planned").run_id, "item_kind": "plan"}
    )


def _offered(world: PreparedWorld, kind: str = "approved") -> PreparedInterview:
    """Offer times for an approved interview; return it."""
    one = world.interviews.take(kind)
    way = f"{world.url}/api/v1/interviews/{one.run_id}/booking-offer"
    made = httpx.put(way, json=_OFFER, headers=world.people["recruiter"], timeout=60)
    made.raise_for_status()
    return one


def _offer_of_staff(world: PreparedWorld) -> FirstRequest:
    return FirstRequest(path={"key": _offered(world).run_id})


def _offer_to_candidate(world: PreparedWorld) -> FirstRequest:
    one = _offered(world, "admitted")
    proof = {"x-session-token": one.session_token}
    return FirstRequest(path={"token": one.token}, headers=proof, caller="")


def _booking(world: PreparedWorld) -> FirstRequest:
    """Book the first of the offered times."""
    one = _offered(world, "admitted")
    proof = {"x-session-token": one.session_token}
    way = f"{world.url}/api/v1/candidate-access/{one.token}/times"
    first = httpx.get(way, headers=proof, timeout=60).raise_for_status().json()["times"][0]
    return FirstRequest(
        path={"token": one.token}, headers=proof, body={"startsAt": first}, caller=""
    )


def _embedding(world: PreparedWorld) -> FirstRequest:
    """Register the origin, and ask for a token."""
    body = BODIES["create_embed_token"]
    way = f"{world.url}/api/v1/tenants/me/settings"
    settings = {"embedOrigins": [body["origin"]]}
    httpx.patch(way, json=settings, headers=world.people["admin"], timeout=60).raise_for_status()
    return _request(world.interviews.shared("approved"), body)


def _embedded(world: PreparedWorld) -> FirstRequest:
    """Ask for a token, which opens one room, once."""
    asked = _embedding(world)
    way = f"{world.url}/api/v1/interviews/{asked.path['key']}/embed-token"
    made = httpx.post(way, json=asked.body, headers=world.people["admin"], timeout=60)
    return FirstRequest(body={"token": made.raise_for_status().json()["token"]}, caller="")


def _in_three_days() -> Json:
    return {"startsAt": (SystemClock().now() + timedelta(days=3)).isoformat()}


def _file() -> FirstRequest:
    """Return a form with a résumé, as a page sends a file."""
    form = httpx.Request("POST", "http://x", files={"file": ("resume.txt", _RESUME, "text/plain")})
    return FirstRequest(content=form.read(), headers={"Content-Type": form.headers["content-type"]})


PARTNERS: Mapping[str, Row] = {
    "a2a_create": by_key(lambda world: FirstRequest(body=BODIES["a2a_create"])),
    "a2a_status": by_key(shared("assessed")),
    "a2a_complete_info": by_key(own("waiting", BODIES["a2a_complete_info"])),
    "a2a_approve": own("planned", _about_plan(BODIES["a2a_approve"])),
    "a2a_request_modification": own("planned", _about_plan(_FEWER)),
    "a2a_approve_assessment": own("assessed", _about_assessment(BODIES["a2a_approve_assessment"])),
    "integration_create": by_key(lambda world: FirstRequest(body=BODIES["integration_create"])),
    "integration_status": by_key(shared("assessed")),
    "integration_cancel": own("planned"),
    "integration_info": by_key(own("waiting", BODIES["integration_info"])),
    "integration_approve_plan": own("planned", _about_plan(BODIES["integration_approve_plan"])),
    "integration_reject_plan": own("planned", _about_plan(BODIES["integration_reject_plan"])),
    "integration_revise_plan": own("planned", _about_plan(_FEWER)),
    "integration_approve_assessment": own(
        "assessed", _about_assessment(BODIES["integration_approve_assessment"])
    ),
    "integration_reject_assessment": own(
        "assessed", _about_assessment(BODIES["integration_reject_assessment"])
    ),
    "integration_erase_candidate": own("planned"),
    "get_run": lambda world: FirstRequest(
        path={"run_id": world.interviews.shared("planned").run_id}
    ),
    "start_run": lambda world: FirstRequest(
        body={"kind": "plan", "interviewId": world.interviews.shared("planned").interview_id}
    ),
    "retry_plan": shared("planned"),
    "continue_run": lambda world: FirstRequest(
        path={"run_id": world.interviews.take("planned").run_id}, body=BODIES["continue_run"]
    ),
    "cancel_run": lambda world: FirstRequest(
        path={"run_id": world.interviews.shared("planned").run_id}
    ),
    "put_result": lambda world: FirstRequest(
        path={"run_id": world.interviews.shared("planned").run_id}, body=BODIES["put_result"]
    ),
}
CANDIDATES: Mapping[str, Row] = {
    "show_invitation": candidate("approved"),
    "choose_language": candidate("approved", BODIES["choose_language"]),
    "give_consent": _consent,
    "request_code": candidate("approved", uses_up=True),
    "verify_code": candidate("coded", lambda one: {"otp": one.code}, uses_up=True),
    "start_interview": candidate("admitted", uses_up=True),
    "get_candidate_page": candidate("assessed"),
    "withdraw_from_interview": candidate("admitted", uses_up=True),
    "ask_for_person": candidate("admitted"),
    "reschedule_interview": candidate("scheduled", lambda _: _in_three_days(), uses_up=True),
    "correct_transcript": _correction,
    "give_feedback": candidate("assessed", BODIES["give_feedback"]),
    "ask_for_review": candidate("decided", BODIES["ask_for_review"]),
    "export_my_data": candidate("assessed"),
    "list_bookable_times": _offer_to_candidate,
    "book_time": _booking,
    "open_embedded_room": _embedded,
    "answer_voluntary_questions": candidate("assessed", BODIES["answer_voluntary_questions"]),
    "erase_my_data": candidate("admitted", uses_up=True),
}
STAFF: Mapping[str, Row] = {
    "create_template": lambda world: FirstRequest(body=BODIES["create_template"]),
    "parse_resume": lambda world: _file(),
    "read_document_text": lambda world: FirstRequest(
        content=_RESUME, headers={"Content-Type": "application/octet-stream"}
    ),
    "compare_candidates": lambda world: FirstRequest(query={"position": "Warehouse shift lead"}),
    "get_position": lambda world: FirstRequest(query={"position": "Warehouse shift lead"}),
    "apply_bulk_action": lambda world: FirstRequest(
        body={
            "action": "remind",
            "interviewIds": [world.interviews.shared("approved").interview_id],
        }
    ),
    "rank_interviews": lambda world: FirstRequest(
        body={
            "interviewIds": [world.interviews.shared("assessed", n).interview_id for n in range(2)]
        }
    ),
    "delete_interview": own("waiting"),
    "erase_candidate_data": own("planned"),
    "get_interview": shared("assessed"),
    "update_interview": own("waiting", BODIES["update_interview"]),
    "create_candidate_link": own("approved"),
    "revoke_candidate_link": own("approved"),
    "get_json_resume": shared("assessed"),
    "correct_resume": shared("assessed", {"resume": {"work": [{"name": "Mill"}]}}),
    "get_plan": shared("planned"),
    "edit_plan": _edited_plan,
    "approve_plan": own("planned", _about_plan(BODIES["approve_plan"])),
    "reject_plan": own("planned", _about_plan(BODIES["reject_plan"])),
    "request_plan_changes": own("planned", _about_plan(_FEWER)),
    "cancel_interview": own("planned", BODIES["cancel_interview"]),
    "get_assessment": shared("assessed"),
    "get_status": shared("assessed"),
    "invite_candidate": shared("approved"),
    "offer_booking_times": own("approved", _OFFER),
    "get_booking_times": _offer_of_staff,
    "withdraw_booking_times": _offer_of_staff,
    "create_embed_token": _embedding,
    "issue_test_code": shared("approved"),
    "try_plan": shared("planned", BODIES["try_plan"]),
    "retry_assessment": shared("assessed"),
    "apply_transition": own("planned", BODIES["apply_transition"]),
    "get_history": shared("assessed"),
    "get_available_transitions": shared("assessed"),
    "get_workflow_state": shared("assessed"),
    "list_decisions": shared("decided"),
    "record_decision": own("assessed", _about_assessment({"outcome": "HIRE"})),
    "confirm_decision": _just_decided,
    "withdraw_decision": _waiting_decision,
    "correct_level": _corrected_level,
    "reassess_interview": own("assessed", _about_assessment(BODIES["reassess_interview"])),
    "get_job_analysis": shared("planned"),
    "correct_job_analysis": own("planned", _about_plan(BODIES["correct_job_analysis"])),
    "preview_plan_change": shared("planned", _about_plan(BODIES["preview_plan_change"])),
    "list_plan_versions": shared("planned"),
    "download_scorecard": shared("assessed"),
    "list_scorecard_links": shared("decided"),
    "create_scorecard_link": shared("assessed", BODIES["create_scorecard_link"]),
    "revoke_scorecard_link": lambda world: FirstRequest(
        path={
            "key": world.interviews.shared("decided").run_id,
            "link_id": world.ids["scorecard_link"],
        }
    ),
    "list_consents": shared("assessed"),
    "get_candidate_messages": shared("assessed"),
    "answer_review": shared("decided", BODIES["answer_review"]),
    "claim_task": lambda world: FirstRequest(path={"task_id": world.ids["task"]}),
    "complete_task": lambda world: FirstRequest(path={"task_id": world.ids["task"]}),
    "claim_queue_item": _queue_item,
    "release_queue_item": _queue_item,
    "show_interview_cost": lambda world: FirstRequest(
        path={"id": world.interviews.shared("assessed").interview_id}
    ),
    "choose_default_view": lambda world: FirstRequest(body={"viewId": world.ids["view"]}),
}
HIRING: Mapping[str, Row] = {**PARTNERS, **CANDIDATES, **STAFF}
