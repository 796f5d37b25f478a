"""Interviews by the official SDK's client: what is asked for, who may decide, what comes back."""

from __future__ import annotations

import httpx
import pytest
from a2a.client.errors import A2AClientError
from a2a.types.a2a_pb2 import (
    CancelTaskRequest,
    GetTaskRequest,
    ListTasksRequest,
    SubscribeToTaskRequest,
    Task,
    TaskState,
)
from a2a.utils.errors import (
    InvalidParamsError,
    TaskNotCancelableError,
    TaskNotFoundError,
    UnsupportedOperationError,
)
from tests.integration.a2a.agents import (
    FACTS,
    artifacts_of,
    data_of,
    http_client,
    message,
    official_client,
    rpc_body,
    said,
    send,
    send_for_task,
)
from tests.integration.practice.studio import Studio

pytestmark = pytest.mark.asyncio(loop_scope="session")
BINDINGS = [("JSONRPC", "1.0"), ("HTTP+JSON", "1.0"), ("JSONRPC", "0.3"), ("HTTP+JSON", "0.3")]


async def _planned(studio: Studio) -> Task:
    async with official_client(studio) as client:
        return await send_for_task(client, message(FACTS))


@pytest.mark.parametrize(("binding", "version"), BINDINGS)
async def test_facts_lead_to_a_plan_that_waits_for_a_person(
    studio: Studio, binding: str, version: str
) -> None:
    async with official_client(studio, binding=binding, version=version) as client:
        task = await send_for_task(client, message(FACTS))
        read = await client.get_task(GetTaskRequest(id=task.id))

    assert task.status.state == read.status.state == TaskState.TASK_STATE_INPUT_REQUIRED
    assert data_of(task)["about"] == "plan"
    assert artifacts_of(task)["plan"]["document"]["greeting_script"]
    assert task.context_id == data_of(task)["runId"]


async def test_missing_facts_are_asked_for_and_can_be_added(studio: Studio) -> None:
    partial = {name: FACTS[name] for name in FACTS if name not in ("level", "jobDescription")}

    async with official_client(studio) as client:
        asked = await send_for_task(client, message(partial))
        rest = {name: FACTS[name] for name in ("level", "jobDescription")}
        planned = await send_for_task(client, message(rest, task=asked.id))

    assert asked.status.state == TaskState.TASK_STATE_INPUT_REQUIRED
    assert {gap["field"] for gap in data_of(asked)["missingFields"]} == {"level", "jobDescription"}
    assert "?" in asked.status.message.parts[0].text
    assert planned.id == asked.id
    assert data_of(planned)["state"] == "PENDING"


async def test_an_agent_that_answers_every_question_with_nothing_starts_no_loop(
    studio: Studio,
) -> None:
    partial = {name: FACTS[name] for name in FACTS if name != "jobDescription"}

    async with official_client(studio) as client:
        asked = await send_for_task(client, message(partial))
        stored = await _count_stored(studio)
        for _ in range(10):
            with pytest.raises(InvalidParamsError, match="Send a data part"):
                await send(client, message(text=asked.status.message.parts[0].text, task=asked.id))
            for nothing in ({}, {"jobDescription": " "}, {"level": FACTS["level"]}):
                again = await send_for_task(client, message(nothing, task=asked.id))
                assert again.status.state == TaskState.TASK_STATE_INPUT_REQUIRED
                assert data_of(again)["missingFields"] == data_of(asked)["missingFields"]
        left = await _count_stored(studio)
        planned = await send_for_task(
            client, message({"jobDescription": FACTS["jobDescription"]}, task=asked.id)
        )

    assert left == stored
    assert data_of(planned)["state"] == "PENDING"


async def _count_stored(studio: Studio) -> tuple[int, ...]:
    """Return how many events, interviews and transitions there are."""
    (counts,) = await studio.rows(
        "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM interview), "
        "(SELECT count(*) FROM interview_transition)"
    )
    return counts


async def test_a_repeated_message_makes_no_second_interview(studio: Studio) -> None:
    async with official_client(studio) as client:
        first = await send_for_task(client, message(FACTS, message_id="the-same-message"))
        again = await send_for_task(client, message(FACTS, message_id="the-same-message"))
        with pytest.raises(InvalidParamsError, match="message id"):
            await send(client, message(FACTS | {"level": "MID"}, message_id="the-same-message"))

    assert first.id == again.id


async def test_the_plan_is_approved_by_a_person_and_by_no_key(studio: Studio) -> None:
    task = await _planned(studio)
    approval = {
        "decision": "approve",
        "comments": "Good questions.",
        "planId": data_of(task).get("planId"),
    }
    decision = {name: value for name, value in approval.items() if value}

    async with http_client(studio, "key", A2A_Version="1.0") as http:
        body = rpc_body("SendMessage", said({"data": decision}, taskId=task.id))
        refused = await http.post("/a2a/v1", json=body)
        body = rpc_body("SendMessage", said({"data": {"decision": "maybe"}}, taskId=task.id))
        undecided = await http.post("/a2a/v1", json=body)
    async with official_client(studio, "viewer") as client:
        with pytest.raises(A2AClientError, match="403"):
            await send(client, message(decision, task=task.id))
    async with official_client(studio, "recruiter") as client:
        approved = await send_for_task(client, message(decision, task=task.id))
        with pytest.raises(UnsupportedOperationError, match="waits for no message"):
            await send(client, message(decision, task=task.id))

    for answer in (refused, undecided):
        assert (answer.status_code, answer.json()["code"]) == (403, "person_required")
    assert approved.status.state == TaskState.TASK_STATE_WORKING
    assert artifacts_of(approved)["candidate-link"]["interviewLink"].startswith("http")


async def test_a_person_can_have_the_plan_changed_or_reject_it(studio: Studio) -> None:
    task = await _planned(studio)

    async with official_client(studio, "recruiter") as client:
        wish = {"decision": "modify", "comments": "Fewer questions, please."}
        changed = await send_for_task(client, message(wish, task=task.id))
        no = {"decision": "reject", "comments": "The position was withdrawn."}
        rejected = await send_for_task(client, message(no, task=task.id))
        with pytest.raises(UnsupportedOperationError):
            await send(client, message(no, task=task.id))

    assert artifacts_of(changed)["plan"]["version"] == 2
    assert rejected.status.state == TaskState.TASK_STATE_REJECTED


async def test_a_stream_shows_the_work_and_ends_when_a_person_is_needed(studio: Studio) -> None:
    async with official_client(studio, streaming=True) as client:
        events = await send(client, message(FACTS))

    assert events[0].HasField("task")
    updates = [
        event.status_update.status.state for event in events[1:] if event.HasField("status_update")
    ]
    assert updates[-1] == TaskState.TASK_STATE_INPUT_REQUIRED
    assert [e.artifact_update.artifact.name for e in events if e.HasField("artifact_update")] == [
        "plan"
    ]


async def test_a_subscription_follows_a_task_until_it_is_over(studio: Studio) -> None:
    task = await _planned(studio)

    async with official_client(studio, streaming=True) as client:
        await client.cancel_task(CancelTaskRequest(id=task.id))
        with pytest.raises(UnsupportedOperationError, match="over"):
            _ = [event async for event in client.subscribe(SubscribeToTaskRequest(id=task.id))]


async def test_a_task_is_canceled_once(studio: Studio) -> None:
    task = await _planned(studio)

    async with official_client(studio) as client:
        canceled = await client.cancel_task(CancelTaskRequest(id=task.id))
        with pytest.raises(TaskNotCancelableError):
            await client.cancel_task(CancelTaskRequest(id=task.id))

    assert canceled.status.state == TaskState.TASK_STATE_CANCELED


async def test_a_client_keeps_the_context_that_it_chose(studio: Studio) -> None:
    async with official_client(studio) as client:
        task = await send_for_task(client, message(FACTS, context="search-for-an-engineer"))
        read = await client.get_task(GetTaskRequest(id=task.id))
        with pytest.raises(InvalidParamsError, match="another context"):
            await send(client, message({"level": "MID"}, task=task.id, context="something-else"))

    assert task.context_id == read.context_id == "search-for-an-engineer"


async def test_tasks_are_listed_in_pages_by_status(studio: Studio) -> None:
    made = {(await _planned(studio)).id for _ in range(3)}
    waiting = TaskState.TASK_STATE_INPUT_REQUIRED

    async with official_client(studio) as client:
        first = await client.list_tasks(ListTasksRequest(status=waiting, page_size=2))
        token = first.next_page_token
        second = await client.list_tasks(
            ListTasksRequest(status=waiting, page_size=2, page_token=token, include_artifacts=True)
        )
        with pytest.raises(InvalidParamsError):
            await client.list_tasks(ListTasksRequest(page_size=101))
        with pytest.raises(InvalidParamsError):
            await client.list_tasks(ListTasksRequest(page_token="not a token"))

    assert first.total_size >= 3
    assert made >= {task.id for task in first.tasks}
    assert not first.tasks[0].artifacts
    assert "plan" in artifacts_of(second.tasks[0])


async def test_tasks_are_listed_by_context_and_by_the_time_of_their_status(
    studio: Studio,
) -> None:
    async with official_client(studio) as client:
        chosen = [await send_for_task(client, message(FACTS, context="Search-7")) for _ in range(2)]
        own = await send_for_task(client, message(FACTS))
        in_context = await client.list_tasks(ListTasksRequest(context_id="Search-7"))
        in_own = await client.list_tasks(ListTasksRequest(context_id=own.context_id))
        elsewhere = await client.list_tasks(ListTasksRequest(context_id="search-7"))
        since = ListTasksRequest(status_timestamp_after=own.status.timestamp)
        newest = await client.list_tasks(since)

    assert [task.id for task in in_context.tasks] == [task.id for task in reversed(chosen)]
    assert {task.context_id for task in in_context.tasks} == {"Search-7"}
    assert [task.id for task in in_own.tasks] == [own.id]
    assert not elsewhere.tasks
    assert [task.id for task in newest.tasks] == [own.id]


async def test_tasks_are_ordered_by_the_time_of_their_status_and_pages_are_stable(
    studio: Studio,
) -> None:
    async with official_client(studio) as client:
        made = [await send_for_task(client, message(FACTS, context="Order")) for _ in range(4)]
        # A change that is none of the status, such as a noted failure, moves nothing.
        bump = f"UPDATE interview SET updated_at = now() WHERE id = '{made[0].id}'"  # noqa: S608 - an id
        await studio.change(bump)
        whole = await client.list_tasks(ListTasksRequest(context_id="Order"))
        pages, token = [], ""
        for number in range(5):
            page = await client.list_tasks(
                ListTasksRequest(context_id="Order", page_size=1, page_token=token)
            )
            pages += page.tasks
            token = page.next_page_token
            if number == 1:  # what begins meanwhile comes before the pages that were read
                await send_for_task(client, message(FACTS, context="Order"))
            if not token:
                break

    stamps = [task.status.timestamp.ToDatetime() for task in whole.tasks]
    assert [task.id for task in whole.tasks] == [task.id for task in reversed(made)]
    assert stamps == sorted(stamps, reverse=True)
    assert [task.id for task in pages] == [task.id for task in whole.tasks]
    assert whole.next_page_token == ""


async def test_another_organization_finds_no_task(studio: Studio) -> None:
    task = await _planned(studio)

    async with official_client(studio, "other") as client:
        for call in (
            client.get_task(GetTaskRequest(id=task.id)),
            client.cancel_task(CancelTaskRequest(id=task.id)),
            send(client, message({"level": "MID"}, task=task.id)),
        ):
            with pytest.raises(TaskNotFoundError):
                await call
        listed = await client.list_tasks(ListTasksRequest())

    assert not listed.tasks


async def test_a_foreign_task_is_answered_like_one_that_never_was(studio: Studio) -> None:
    task = await _planned(studio)
    url = {"url": "https://example.com/hook"}
    answers: dict[str, list[str]] = {}

    async with http_client(studio, "other", A2A_Version="1.0") as http:
        for key in (task.id, "0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"):
            for method, params in (
                ("GetTask", {"id": key}),
                ("CancelTask", {"id": key}),
                ("SubscribeToTask", {"id": key}),
                (
                    "SendMessage",
                    said({"data": {"level": "MID"}}, taskId=key, referenceTaskIds=[key]),
                ),
                ("CreateTaskPushNotificationConfig", {"taskId": key, **url}),
                ("ListTaskPushNotificationConfigs", {"taskId": key}),
            ):
                answer = await http.post("/a2a/v1", json=rpc_body(method, params))
                answers.setdefault(method, []).append(answer.text.replace(key, "KEY"))

    assert {method: len(set(texts)) for method, texts in answers.items()} == dict.fromkeys(
        answers, 1
    )
    assert all("-32001" in texts[0] for texts in answers.values()), answers


async def test_a_call_without_credentials_or_rights_has_the_status_of_the_rest_api(
    studio: Studio,
) -> None:
    body = rpc_body("SendMessage", said({"data": FACTS}))

    statuses: dict[str, httpx.Response] = {}
    for who in ("nobody", "viewer"):
        async with http_client(studio, who, A2A_Version="1.0") as http:
            statuses[who] = await http.post("/a2a/v1", json=body)

    assert statuses["nobody"].status_code == 401
    assert statuses["viewer"].status_code == 403
    assert statuses["viewer"].json()["code"] == "forbidden"
