"""Every list of the API can be read page by page with a cursor, or is short for a reason that is given."""

from __future__ import annotations

import pytest
from tests.fakes.api_clients import Json
from tests.integration.api.gateway import Gateway, Operation

pytestmark = pytest.mark.asyncio(loop_scope="session")

_OF_ONE = "belongs to one interview, session, document or person, and is as long as that is"
_FIXED = "the platform's own choices: a release adds one now and then"
BOUNDED = {
    "list_permissions": _FIXED,
    "list_personas": _FIXED,
    "list_competency_groups": _FIXED,
    "list_bank_question_sets": _FIXED,
    "list_panels": _FIXED,
    "list_roles": "an organization has a few roles of its own",
    "list_saved_views": "a person has at most 50 views of their own, and sees the shared ones",
    "list_calendars": "a person has at most 5 calendars",
    "list_busy_times": "one period of at most 92 days, with at most a few thousand times",
    "list_ats_connections": "one for each applicant tracking system that is supported",
    "get_plan": "the interviewer has about 280 sentences of its own",
    "list_plan_versions": _OF_ONE,
    "list_decisions": _OF_ONE,
    "list_consents": _OF_ONE,
    "list_scorecard_links": _OF_ONE,
    "list_artifacts": _OF_ONE,
    "list_new_answers": _OF_ONE,
    "list_template_versions": _OF_ONE,
    "list_interview_webhooks": _OF_ONE,
    "get_history": _OF_ONE,
    "session_transcript": _OF_ONE,
    "practice_transcript": _OF_ONE,
    "session_replay": _OF_ONE,
    "session_panel": _OF_ONE,
    "list_chunks": _OF_ONE,
    "get_voice_recording": _OF_ONE,
    "get_conversation": _OF_ONE,
    "get_assessment": _OF_ONE,
    "get_job_analysis": _OF_ONE,
    "get_candidate_messages": _OF_ONE,
    "show_interview_cost": _OF_ONE,
    "get_progress": "one group for each competency",
    "session_events": "has a cursor of its own: `after` is the number of an event",
    "rank_candidates": "a ranking is one computation, over at most 200 interviews",
    "list_rankings": "a ranking is one computation, over at most 200 interviews",
    "get_leaderboard": "a ranking is one computation, and shows its beginning",
    "get_position": "one page to look at, of the newest 20 interviews",
    "compare_candidates": "at most as many candidates as a person can compare",
    "list_interview_positions": "choices of a filter, at most 200",
    "list_positions": "one table to look at, at most 200, and says if there are more",
    "search_skills": "the best results of a search",
    "search_occupations": "the best results of a search",
    "match_occupation": "the best results of a search",
    "search_bank_questions": "the best results of a search",
    "list_runs": "work that waits: at most 100 of each kind, and what is answered makes room",
    "live_wall": "the sessions that run at this moment",
    "get_alerts": "the alerts that fire, and the newest of those that did",
    "get_prices": "one line for each model that is paid for",
    "list_model_certificates": "one for each qualification of a model",
    "get_retention": "the newest runs, for a look",
    "get_kafka_status": "one line for each consumer group",
    "read_dev_mailbox": "the newest e-mails of a local trial",
    "show_latency": "one line for each stage",
    "show_cost": "one line for each kind of use",
    "show_hiring_report": "a report",
    "show_selection_rates": "a report",
    "study_practice_session": _OF_ONE,
    "list_bookable_times": _OF_ONE,
    "get_booking_times": _OF_ONE,
    "list_consent_texts": "one for each language",
    "list_email_texts": "one for each kind of e-mail and language",
    "list_model_marks": "at most one for each property of a certificate",
    "list_installation_engines": "what this installation is set up with",
}
"""List operations without a cursor, and why their lists stay short."""
_NAMES = ("list_", "search_")
_NOT_LISTS = {
    *("who_am_i", "show_api_key", "get_role", "practice_session", "get_skill", "get_intake"),
    *("get_template", "session_quality_report", "get_webhook_config", "get_candidate_page"),
    *(
        "get_settings",
        "export_my_data",
        "get_interview",
        "get_available_transitions",
        "get_workflow_state",
    ),
}
"""One thing with lists in it."""


def answer_schema(gateway: Gateway, one: Operation) -> Json:
    content = one.spec["responses"].get("200", {}).get("content", {}).get("application/json", {})
    schema: Json = content.get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Json = gateway.document["components"]["schemas"].get(name, schema)
    return found


def lists(gateway: Gateway) -> list[Operation]:
    """Return the operations that answer with a list of things."""
    return [
        one
        for one in gateway.operations
        if one.method == "GET"
        and one.id not in _NOT_LISTS
        and any(
            part.get("type") == "array"
            for part in answer_schema(gateway, one).get("properties", {}).values()
        )
    ]


def is_paged(gateway: Gateway, one: Operation) -> bool:
    names = {part["name"] for part in one.query}
    members = answer_schema(gateway, one)["properties"]
    return {"cursor", "limit"} <= names and bool({"nextCursor", "next_cursor"} & set(members))


async def test_every_list_has_a_cursor_or_a_reason_to_stay_short(gateway: Gateway) -> None:
    found = {one.id: is_paged(gateway, one) for one in lists(gateway)}

    assert {name for name, paged in found.items() if not paged} == set(BOUNDED)
    assert sum(found.values()) >= 16
    named = {one.id for one in gateway.operations if one.id.startswith(_NAMES)}
    assert named <= set(found)


async def read_all(gateway: Gateway, one: Operation, limit: int) -> list[list[Json]]:
    """Return the pages of a list, read with its cursor."""
    members = answer_schema(gateway, one)["properties"]
    (name,) = [key for key in ("data", "templates", "intakes", "assignments", "sessions",
                               "conversations") if key in members][:1]  # fmt: skip
    pages: list[list[Json]] = []
    seen: set[str] = set()
    query = {"limit": str(limit), **_FILTERS.get(one.id, {})}
    while True:
        answer = await gateway.ask("admin", "GET", one.path, params=query)
        assert answer.status_code == 200, f"{one.id}: {answer.text}"
        body = answer.json()
        pages.append(body[name])
        cursor = body.get("nextCursor") or body.get("next_cursor")
        if cursor is None:
            return pages
        assert len(body[name]) == limit, f"{one.id}: only the last page is not full"
        assert cursor not in seen, f"{one.id}: a page comes again"
        seen.add(cursor)
        query["cursor"] = cursor


_FILTERS: dict[str, dict[str, str]] = {
    "list_webhooks": {"status": "all"},
    "list_assignments": {"email": "paged@example.com"},
    "get_dead_letters": {"replayed": "true"},
    "list_connected_applications": {"everyone": "true"},
}
_EMPTY = {"list_tasks"}


async def _fill(gateway: Gateway) -> None:
    """Make at least three rows in each list that has fewer."""
    for number in range(3):
        wish = {"name": f"paged {number}", "permissions": ["interview:read"]}
        await gateway.ask("admin", "POST", "/api/v1/api-keys", wish)
        person = {"email": f"paged{number}@example.com", "name": "Paged", "role": "VIEWER"}
        await gateway.ask("admin", "POST", "/api/v1/invitations", person)
        await gateway.ask("admin", "POST", "/api/v1/intakes", {"title": f"Buyer {number}"})
        message = {"message": "Hello"}
        await gateway.ask("admin", "POST", "/api/v1/assistant/messages", message)
        facts = {"candidateName": "Paged", "position": f"Post {number}"}
        await gateway.ask("admin", "POST", "/api/v1/interviews", facts)


async def test_pages_read_with_the_cursor_are_the_list_without_gaps_or_doubles(
    gateway: Gateway,
) -> None:
    await _fill(gateway)
    differ, several = {}, set()
    for one in lists(gateway):
        if not is_paged(gateway, one) or one.id in ("list_skills", "list_audit_logs"):
            continue
        one_by_one = await read_all(gateway, one, 1)
        whole = [row for page in await read_all(gateway, one, _most(one)) for row in page]
        if [row for page in one_by_one for row in page] != whole:
            differ[one.id] = (len(one_by_one), len(whole))
        if len(whole) >= 2:
            several.add(one.id)

    assert differ == {}
    assert len(several) >= 9


def _most(one: Operation) -> int:
    (limit,) = [part["schema"] for part in one.query if part["name"] == "limit"]
    return int(limit["maximum"])


async def test_a_long_list_is_read_to_its_end(gateway: Gateway) -> None:
    wanted = {one.id: one for one in lists(gateway)}

    skills = await read_all(gateway, wanted["list_skills"], _most(wanted["list_skills"]))
    entries = [
        row["id"] for page in await read_all(gateway, wanted["list_audit_logs"], 20) for row in page
    ]

    assert len(skills) > 2
    assert len({row["id"] for page in skills for row in page}) == sum(map(len, skills))
    assert len(entries) == len(set(entries)) > 4


@pytest.mark.parametrize("cursor", ["nonsense", "WyJ1c2VycyIsICJhIl0", "W10", "e30", "Ww"])
async def test_a_cursor_of_another_list_is_refused(gateway: Gateway, cursor: str) -> None:
    refused = {}
    for one in lists(gateway):
        if is_paged(gateway, one):
            query = {"cursor": cursor, **_FILTERS.get(one.id, {})}
            answer = await gateway.ask("admin", "GET", one.path, params=query)
            code = answer.json().get("code")
            if answer.status_code not in (400, 422) or code != "cursor_not_valid":
                refused[one.id] = answer.text

    assert refused == {}
