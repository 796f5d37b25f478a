"""The tools of MCP by the official SDK's client: hiring with its decisions, and practice."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client
from mcp_types import (
    INVALID_PARAMS,
    CallToolResult,
    ElicitRequestFormParams,
    ElicitRequestParams,
    ElicitResult,
    TextContent,
)
from tests.integration.practice.studio import Studio

pytestmark = pytest.mark.asyncio(loop_scope="session")
URL = "http://studio/mcp"
FACTS: dict[str, Any] = {
    "candidateRef": "mcp-candidate",
    "position": "Backend engineer",
    "level": "SENIOR",
    "skills": ["Python", "PostgreSQL", "Kafka"],
    "jobDescription": "Build and run the services behind our warehouse scanners, and share the on-call duty.",
}


@asynccontextmanager
async def assistant(
    studio: Studio,
    who: str,
    *,
    confirms: bool | None = None,
    asked: list[str] | None = None,
    fill_in: Callable[[ElicitRequestParams], ElicitResult] | None = None,
    mode: str = "auto",
) -> AsyncIterator[Client]:
    """A desktop assistant of ``who``, whose person confirms, refuses, or cannot be asked (None).

    ``fill_in`` answers forms instead.
    """

    async def answer(context: Any, params: ElicitRequestParams) -> ElicitResult:
        if asked is not None:
            asked.append(params.message)
        if fill_in is not None:
            return fill_in(params)
        return ElicitResult(action="accept", content={"confirmed": confirms})

    transport = httpx2.ASGITransport(studio.apps["gateway"])
    async with httpx2.AsyncClient(
        transport=transport, headers=studio.callers[who], timeout=60
    ) as http:
        async with Client(
            streamable_http_client(URL, http_client=http),
            elicitation_callback=None if confirms is None and fill_in is None else answer,
            mode=mode,
        ) as client:
            yield client


async def call(client: Client, name: str, **arguments: Any) -> dict[str, Any]:
    """Return what a tool returned, or raise its error."""
    text = text_of(result := await client.call_tool(name, arguments))
    assert not result.is_error, text
    return dict(json.loads(text))


async def refusal(client: Client, name: str, **arguments: Any) -> str:
    """Return the text of a tool's error."""
    result = await client.call_tool(name, arguments)
    assert result.is_error
    return text_of(result)


def text_of(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


async def _planned(studio: Studio, client: Client, **facts: Any) -> str:
    made = await call(client, "request_interview", facts=FACTS | facts)
    for _ in range(600):
        if (await call(client, "get_interview", interview=made["runId"]))["state"] == "PENDING":
            return str(made["interviewId"])
        await studio.on.clock.sleep(0.1)
    raise AssertionError("there is no plan")


async def test_a_call_without_credentials_is_unauthenticated(studio: Studio) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(studio.apps["gateway"])) as http:
        assert (await http.post(URL, json={})).status_code == 401


async def test_each_tool_says_whether_it_only_reads(studio: Studio) -> None:
    async with assistant(studio, "recruiter") as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}

    only_read = {name for name, tool in tools.items() if tool.annotations.read_only_hint}
    assert only_read == {
        "find_interviews",
        "get_interview",
        "get_plan",
        "get_assessment",
        "get_transcript",
        "get_practice",
        "get_practice_review",
        "get_practice_artifact",
        "get_practice_leaderboard",
        "list_practice_assignments",
        "get_assignment_results",
        "route_to_agent",
    }
    assert {n for n, t in tools.items() if t.annotations.destructive_hint} == {
        "decide_plan",
        "decide_assessment",
        "unassign_practice",
    }
    assert "confirmation" not in tools["decide_plan"].input_schema["properties"]


async def test_descriptions_of_tools_have_no_indented_lines(studio: Studio) -> None:
    async with assistant(studio, "recruiter") as client:
        tools = (await client.list_tools()).tools

    described = {tool.name: tool.description for tool in tools}
    assert [name for name, text in described.items() if re.search(r"^\s|\n[ \t]|\s$", text)] == []
    assert all(described.values())


async def test_missing_facts_are_asked_for_and_added(studio: Studio) -> None:
    partial = {name: FACTS[name] for name in FACTS if name != "level"}

    async with assistant(studio, "key") as client:
        asked = await call(client, "request_interview", facts=partial)
        added = await call(
            client, "complete_interview", interview=asked["runId"], facts={"level": "MID"}
        )
        misspelt = await refusal(client, "request_interview", facts={"positon": "Clerk"})

    assert [gap["field"] for gap in asked["missingFields"]] == ["level"]
    assert asked["missingFields"][0]["question"] in asked["nextStep"]
    assert f"complete_interview with the interview '{asked['runId']}'" in asked["nextStep"]
    assert "nextStep" not in added
    assert added["state"] == "VALIDATING_SKILLS"
    assert "Did you mean 'facts.position'?" in misspelt


async def test_a_person_who_can_be_asked_fills_in_what_is_missing(studio: Studio) -> None:
    partial = {name: FACTS[name] for name in FACTS if name not in ("level", "skills")}
    forms: list[dict[str, Any]] = []
    asked: list[str] = []

    def fill_in(params: ElicitRequestParams) -> ElicitResult:
        assert isinstance(params, ElicitRequestFormParams)
        forms.append(params.requested_schema["properties"])
        return ElicitResult(
            action="accept", content={"level": " SENIOR ", "skills": "Python, PostgreSQL; Kafka"}
        )

    async with assistant(studio, "key", fill_in=fill_in, asked=asked) as client:
        made = await call(client, "request_interview", facts=partial)
        complete = await call(client, "request_interview", facts=FACTS)
    path = f"/api/v1/interviews/{made['interviewId']}"
    stored = (await studio.ask("recruiter", "GET", path)).json()

    assert "Backend engineer" in asked[0]
    assert set(forms[0]) == {"level", "skills"}
    assert "JUNIOR, MID, SENIOR" in forms[0]["level"]["description"]
    assert made["missingFields"] == []
    assert (stored["level"], stored["skills"]) == ("SENIOR", ["Python", "PostgreSQL", "Kafka"])
    assert complete["missingFields"] == []
    assert len(asked) == 1


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_person_who_answers_nothing_gets_a_list(studio: Studio, mode: str) -> None:
    partial = {name: FACTS[name] for name in FACTS if name != "level"}
    asked: list[str] = []

    async with assistant(
        studio, "key", mode=mode, asked=asked, fill_in=lambda _: ElicitResult(action="decline")
    ) as client:
        made = await call(client, "request_interview", facts=partial)

    assert len(asked) == (1 if mode == "auto" else 0), "an older client cannot be asked"
    assert (made["state"], made["missingFields"][0]["field"]) == ("INFO_NEEDED", "level")
    assert "these facts: level" in made["nextStep"]


async def test_wrong_facts_are_refused_before_anyone_is_asked(studio: Studio) -> None:
    asked: list[str] = []

    async with assistant(studio, "key", confirms=True, asked=asked) as client:
        wrong = await refusal(client, "request_interview", facts={"candidateEmail": "nobody"})
        misspelt = await refusal(client, "request_interview", facts={"positon": "Clerk"})

    assert "candidateEmail" in wrong
    assert "Did you mean 'facts.position'?" in misspelt
    assert asked == []


async def test_a_plan_is_decided_about_when_the_person_confirms_it(studio: Studio) -> None:
    asked: list[str] = []
    async with assistant(studio, "recruiter", confirms=False, asked=asked) as client:
        interview = await _planned(studio, client, candidateName="Ama Owusu")
        refused = await refusal(client, "decide_plan", interview=interview, decision="approve")
        plan = await call(client, "get_plan", interview=interview)
    async with assistant(studio, "recruiter", confirms=True) as client:
        approved = await call(
            client, "decide_plan", interview=interview, decision="approve", comments="Good."
        )
        status = await call(client, "get_interview", interview=interview)

    question = "approve the plan of the interview with Ama Owusu for 'Backend engineer'?"
    assert question in asked[0]
    assert "did not confirm" in refused
    assert plan["document"]["greeting_script"]
    assert plan["decision"] is None
    assert (approved["state"], status["state"]) == ("APPROVED", "APPROVED")
    assert status["interviewLink"].startswith("http")


@pytest.mark.parametrize(("who", "code"), [("key", "person_required"), ("viewer", "forbidden")])
@pytest.mark.parametrize("tool", ["decide_plan", "decide_assessment"])
async def test_no_other_caller_can_decide(studio: Studio, tool: str, who: str, code: str) -> None:
    asked: list[str] = []
    async with assistant(studio, "key") as client:
        interview = await _planned(studio, client)
    async with assistant(studio, who, confirms=True, asked=asked) as client:
        refused = await refusal(client, tool, interview=interview, decision="approve")

    assert code in refused
    assert asked == []


@pytest.mark.parametrize(("mode", "confirms"), [("auto", None), ("legacy", None), ("legacy", True)])
async def test_a_client_that_cannot_ask_its_person_says_where_to_decide(
    studio: Studio, mode: str, confirms: bool | None
) -> None:
    async with assistant(studio, "recruiter", mode=mode, confirms=confirms) as client:
        interview = await _planned(studio, client)
        refused = await refusal(client, "decide_plan", interview=interview, decision="approve")
        status = await call(client, "get_interview", interview=interview)

    assert "cannot ask its person to approve the plan" in refused
    assert f"{studio.on.settings.gateway_url}/interviews/{interview}" in refused
    assert "protocol version 2026-07-28" in refused
    assert status["state"] == "PENDING"


async def test_interviews_are_found_only_in_the_own_organization(studio: Studio) -> None:
    async with assistant(studio, "key") as client:
        interview = await _planned(studio, client, candidateRef="mcp-one-candidate")
        found = await call(client, "find_interviews", search="mcp-one-candidate")
        no_transcript = await refusal(client, "get_transcript", interview=interview)
        resource = await client.read_resource(f"interview://{interview}")
        plan = await client.read_resource(f"interview://{interview}/plan")
        for part, reason in (("transcript", "not started"), ("assessment", "not_available_yet")):
            with pytest.raises(MCPError, match=reason) as refused:
                await client.read_resource(f"interview://{interview}/{part}")
            assert refused.value.code == INVALID_PARAMS
        templates = (await client.list_resource_templates()).resource_templates
    async with assistant(studio, "other") as client:
        for address in (f"interview://{interview}/plan", f"interview://{interview}"):
            with pytest.raises(MCPError, match="not_found"):
                await client.read_resource(address)
        foreign = await call(client, "find_interviews", search="mcp-one-candidate")
        unknown = await refusal(client, "get_interview", interview=interview)

    assert [each["interviewId"] for each in found["interviews"]] == [interview]
    assert "not started" in no_transcript
    assert json.loads(resource.contents[0].text)["interviewId"] == interview
    assert json.loads(plan.contents[0].text)["document"]["greeting_script"]
    assert {template.uri_template for template in templates} == {
        "interview://{interview}",
        "interview://{interview}/plan",
        "interview://{interview}/transcript",
        "interview://{interview}/assessment",
    }
    assert foreign["total"] == 0
    assert "not_found" in unknown


async def test_a_foreign_id_is_answered_like_one_that_never_was_by_every_tool(
    studio: Studio,
) -> None:
    async with assistant(studio, "recruiter") as client:
        interview = await _planned(studio, client)
        wish = {"interview_type": "behavioral", "duration_minutes": 5, "about": {}}
        made = await call(client, "start_practice", **wish, request_id="start-foreign")
        before = await call(client, "get_practice", practice=made["session_id"])
    ids = {
        "interview": (interview, "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"),
        "practice": (made["session_id"], "int_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b"),
    }
    more: dict[str, Any] = {
        "facts": {"level": "MID"},
        "decision": "approve",
        "questions": [{"question": "What do you do first?"}],
        "artifact": "transcript",
    }
    answers: dict[str, list[str]] = {}
    asked: list[str] = []

    async with assistant(studio, "other", confirms=True, asked=asked) as client:
        for tool in (await client.list_tools()).tools:
            wanted = tool.input_schema["properties"]
            for name in ids.keys() & wanted.keys():
                for number, key in enumerate(ids[name]):
                    given = {each: more[each] for each in wanted.keys() & more.keys()}
                    if "request_id" in wanted:
                        given["request_id"] = f"{tool.name}-{number}"
                    said = await refusal(client, tool.name, **{name: key}, **given)
                    answers.setdefault(tool.name, []).append(said.replace(key, "KEY"))
    async with assistant(studio, "recruiter") as client:
        status = await call(client, "get_interview", interview=interview)
        after = await call(client, "get_practice", practice=made["session_id"])

    assert len(answers) == 14
    assert {name: said for name, said in answers.items() if said[0] != said[1]} == {}
    assert {name: said for name, said in answers.items() if "not_found" not in said[0]} == {}
    assert asked == []
    assert status["state"] == "PENDING"
    assert after == before


async def test_practice_is_drafted_edited_and_approved(studio: Studio) -> None:
    wish = {
        "interview_type": "behavioral",
        "duration_minutes": 10,
        "about": {"target_role": "Ward nurse"},
        "request_id": "draft-1",
    }
    async with assistant(studio, "seeker") as client:
        draft = await call(client, "preview_practice", **wish)
        again = await call(client, "preview_practice", **wish)
        edited = await call(
            client,
            "edit_practice_questions",
            practice=draft["session_id"],
            questions=[{"question": "How do you calm a patient?"}],
            request_id="edit-1",
        )
        approved = await call(
            client, "approve_practice", practice=draft["session_id"], request_id="approve-1"
        )
        refused = await refusal(client, "get_practice_review", practice="int_unknown")

    assert draft["question_outline"]
    assert again["session_id"] == draft["session_id"]
    assert [each["question"] for each in edited["question_outline"]] == [
        "How do you calm a patient?"
    ]
    assert approved["status"] == "configured"
    assert "not_found" in refused


async def test_practice_is_assigned_listed_and_withdrawn_by_an_administrator(
    studio: Studio,
) -> None:
    addresses = ["mcp-one@example.com", "mcp-two@example.com"]
    wanted = {
        "role": "Ward nurse",
        "round_name": "behavioral",
        "emails": [*addresses, addresses[0].upper()],
        "request_id": "assign-1",
    }

    async with assistant(studio, "seeker") as client:
        not_allowed = await refusal(client, "create_practice_assignments", **wanted)
    async with assistant(studio, "admin") as client:
        made = await call(client, "create_practice_assignments", **wanted)
        again = await call(client, "create_practice_assignments", **wanted)
        listed = await call(client, "list_practice_assignments", email=addresses[0])
        results = await call(client, "get_assignment_results", assignments=made["assignment_ids"])
        withdrawn = await call(
            client, "unassign_practice", emails=addresses[:1], request_id="unassign-1"
        )
        left = await call(client, "list_practice_assignments", email=addresses[0], status="pending")

    assert "forbidden" in not_allowed
    assert (len(made["assignment_ids"]), made["duplicates_removed"]) == (2, 1)
    assert again["batch_id"] == made["batch_id"]
    assert [each["email"] for each in listed["assignments"]] == addresses[:1]
    assert set(results["results"]) == set(made["assignment_ids"])
    assert [each["email"] for each in withdrawn["unassigned"]] == addresses[:1]
    assert left["assignments"] == []


async def test_an_assigned_round_is_practiced_with_its_assignment(studio: Studio) -> None:
    email = (await studio.ask("seeker", "GET", "/api/v1/auth/me")).json()["email"]
    async with assistant(studio, "admin") as client:
        made = await call(
            client,
            "create_practice_assignments",
            role="Ward nurse",
            round_name="behavioral",
            emails=[email],
            request_id="assign-2",
        )
    async with assistant(studio, "seeker") as client:
        (mine,) = (await call(client, "list_practice_assignments", status="pending"))["assignments"]
        started = await call(
            client,
            "start_practice",
            interview_type="behavioral",
            duration_minutes=5,
            about={"assignment_id": mine["assignment_id"]},
            request_id="start-assigned",
        )
        session = await call(client, "get_practice", practice=started["session_id"])

    assert mine["assignment_id"] == made["assignment_ids"][0]
    assert session["assignment_id"] == mine["assignment_id"]


async def test_recordings_belong_to_a_session_that_began_and_to_its_person(studio: Studio) -> None:
    async with assistant(studio, "seeker") as client:
        made = await call(
            client,
            "start_practice",
            interview_type="behavioral",
            duration_minutes=5,
            about={"target_role": "Ward nurse"},
            request_id="start-filmed",
        )
        practice = made["session_id"]
        early = await refusal(
            client, "create_practice_video_upload", practice=practice, request_id="upload-1"
        )
        unsent = await refusal(
            client, "confirm_practice_video_upload", practice=practice, request_id="confirm-1"
        )
        nothing = await refusal(
            client, "get_practice_artifact", practice=practice, artifact="session_video"
        )
    async with assistant(studio, "other") as client:
        foreign = await refusal(
            client, "get_practice_artifact", practice=practice, artifact="transcript"
        )

    assert "session_not_started" in early
    assert "upload" in unsent
    assert "not_found" in nothing
    assert "not_found" in foreign


async def test_leaders_and_other_agents_are_named(studio: Studio) -> None:
    async with assistant(studio, "seeker") as client:
        leaders = await call(client, "get_practice_leaderboard", limit=5)
        handed_over = await call(client, "route_to_agent", agent="resume")
        unknown = await refusal(client, "route_to_agent", agent="plumber")

    assert leaders["entries"] == []
    assert handed_over == {"route_to": "resume"}
    assert "resume" in unknown


async def test_the_assistant_continues_a_conversation(studio: Studio) -> None:
    async with assistant(studio, "seeker") as client:
        first = await call(
            client,
            "ask_practice_assistant",
            message="Mock interview for a ward nurse, 5 minutes",
            request_id="say-1",
        )
        second = await call(
            client,
            "ask_practice_assistant",
            message="looks good, go ahead",
            request_id="say-2",
            conversation_id=first["conversation_id"],
        )

    assert second["structured"]["status"] == "configured"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("request_interview", {"position": "Van driver"}),
        ("prepare_interview", {"interview": "run_1"}),
        ("practice_interview", {"target_role": "Ward nurse"}),
    ],
)
async def test_a_prompt_names_tools_and_resources_that_exist(
    studio: Studio, name: str, arguments: dict[str, str]
) -> None:
    async with assistant(studio, "recruiter") as client:
        prompt = await client.get_prompt(name, arguments)
        prompts = {one.name for one in (await client.list_prompts()).prompts}
        tools = {tool.name for tool in (await client.list_tools()).tools}

    text = prompt.messages[0].content.text
    (value,) = arguments.values()
    assert value in text
    assert prompts == {"request_interview", "prepare_interview", "practice_interview"}
    assert set(re.findall(r"[a-z]+_[a-z_]*[a-z]", text.replace("run_1", ""))) <= tools


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        (
            "decide_for_me",
            {},
            "There is no prompt 'decide_for_me'. "
            "The prompts are: practice_interview, prepare_interview, request_interview.",
        ),
        (
            "request_interview",
            {},
            "The prompt 'request_interview' needs 'position'. Its arguments are: position.",
        ),
        (
            "request_interview",
            {"position": "Van driver", "salary": "1"},
            "The prompt 'request_interview' takes no argument 'salary'. "
            "Its arguments are: position.",
        ),
    ],
)
async def test_a_prompt_that_cannot_be_given_is_refused_as_invalid_parameters(
    studio: Studio, name: str, arguments: dict[str, str], reason: str
) -> None:
    async with assistant(studio, "recruiter") as client:
        with pytest.raises(MCPError) as refused:
            await client.get_prompt(name, arguments)

    assert refused.value.code == -32602
    assert refused.value.message == reason


@pytest.mark.parametrize(
    ("name", "arguments", "reason"),
    [
        ("cook", {}, "There is no tool 'cook'. The list of tools has the names."),
        (
            "find_interviews",
            {"serch": "Ada"},
            "'serch' is not a known field. Did you mean 'search'? "
            "The tool takes: search, state, limit.",
        ),
        (
            "request_interview",
            {"position": "Clerk"},
            "'position' is not a known field. The tool takes: facts.",
        ),
        (
            "complete_interview",
            {"interview": "run_1", "facts": {"positon": "Clerk"}},
            "'facts.positon' is not a known field. Did you mean 'facts.position'? "
            "The tool takes: interview, facts.",
        ),
        ("get_plan", {}, "'interview': Field required"),
        (
            "find_interviews",
            {"limit": 51},
            "'limit': Input should be less than or equal to 50",
        ),
    ],
)
async def test_wrong_arguments_of_a_tool_are_named(
    studio: Studio, name: str, arguments: dict[str, Any], reason: str
) -> None:
    async with assistant(studio, "recruiter") as client:
        assert await refusal(client, name, **arguments) == reason


async def test_an_assistant_learns_what_each_fact_and_each_argument_of_a_prompt_means(
    studio: Studio,
) -> None:
    async with assistant(studio, "recruiter") as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        prompts = (await client.list_prompts()).prompts

    facts = tools["request_interview"].input_schema["$defs"]["InterviewFactsRequest"]["properties"]
    assert [name for name, fact in facts.items() if not fact.get("description")] == []
    assert all(argument.description for prompt in prompts for argument in prompt.arguments or ())


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\x80",
        b"[" * 100_000,
        b"[]",
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/destroy"}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "cook"}}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "find_interviews",'
        b' "arguments": {"search": "a\\u0000b"}}}',
        b"a" * (2 << 20),
    ],
    ids=["cut", "bytes", "deep", "empty", "method", "tool", "nul", "large"],
)
@pytest.mark.parametrize("version", ["2025-06-18", "2026-07-28", "none"])
async def test_a_hostile_body_is_refused(studio: Studio, body: bytes, version: str) -> None:
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": version,
    }
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(studio.apps["gateway"], raise_app_exceptions=False),
        headers=studio.callers["key"] | headers,
    ) as http:
        answer = await http.post(URL, content=body)

    assert answer.status_code < 500, answer.text
    if answer.status_code == 200:
        reply = answer.json()
        assert "error" in reply or reply["result"]["isError"]
        assert "internal error" not in answer.text
