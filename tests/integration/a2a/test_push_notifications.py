"""Push notifications: an agent is told of the changes of its task, at a URL that it chose."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from a2a.client.errors import A2AClientError
from a2a.types.a2a_pb2 import (
    AuthenticationInfo,
    CancelTaskRequest,
    DeleteTaskPushNotificationConfigRequest,
    GetTaskPushNotificationConfigRequest,
    ListTaskPushNotificationConfigsRequest,
    StreamResponse,
    Task,
    TaskPushNotificationConfig,
    TaskState,
)
from a2a.utils.errors import (
    InvalidParamsError,
    TaskNotFoundError,
    UnsupportedOperationError,
)
from google.protobuf.json_format import Parse
from tests.fakes.webhook_receiver import ReceivedRequest, Receiver
from tests.integration.a2a.agents import FACTS, message, official_client, send_for_task
from tests.integration.practice.studio import Studio

pytestmark = pytest.mark.asyncio(loop_scope="session")
BINDINGS = [("JSONRPC", "1.0"), ("HTTP+JSON", "1.0"), ("JSONRPC", "0.3"), ("HTTP+JSON", "0.3")]
_WAIT_S = 30


@pytest_asyncio.fixture(loop_scope="session")
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as made:
        yield made


async def _planned(studio: Studio) -> Task:
    async with official_client(studio) as client:
        return await send_for_task(client, message(FACTS))


def _config(task: Task, url: str, **members: Any) -> TaskPushNotificationConfig:
    return TaskPushNotificationConfig(task_id=task.id, url=url, **members)


async def _wait(is_done: Callable[[], bool]) -> None:
    async with asyncio.timeout(_WAIT_S):
        while not is_done():  # noqa: ASYNC110 - waits for a request from outside
            await asyncio.sleep(0.05)


def _states(requests: list[ReceivedRequest]) -> list[str]:
    told = [Parse(each.body, StreamResponse()).status_update for each in requests]
    return [TaskState.Name(each.status.state).removeprefix("TASK_STATE_") for each in told]


async def _configs(studio: Studio, task: Task) -> list[TaskPushNotificationConfig]:
    async with official_client(studio) as client:
        wanted = ListTaskPushNotificationConfigsRequest(task_id=task.id)
        answer = await client.list_task_push_notification_configs(wanted)
        return list(answer.configs)


_JOBS_OF_TASK = (
    "FROM jobs.procrastinate_jobs WHERE task_name = 'delivery.push_notification'"
    " AND status IN ('todo', 'doing') AND args->>'interview_id' = %(task)s"
)


_MAKE_DUE_AND_NOTIFY = """
    WITH due AS (
        UPDATE procrastinate_jobs SET attempts = %(attempts)s, scheduled_at = now()
        WHERE task_name = 'delivery.push_notification' AND args->>'interview_id' = %(task)s
        RETURNING id, queue_name
    )
    SELECT pg_notify(
        'procrastinate_queue_v1#' || queue_name,
        json_build_object('type', 'job_inserted', 'job_id', id)::text
    )
    FROM due
"""
"""Without a notification, a worker looks for due jobs every five seconds."""


async def _waiting_jobs(studio: Studio, task: Task) -> int:
    (row,) = await studio.rows(f"SELECT count(*) {_JOBS_OF_TASK}", task=task.id)
    return int(row[0])


async def _make_due(studio: Studio, task: Task, *, attempts: int) -> None:
    """Have the next attempt made now, as if ``attempts`` had been made before."""
    async with asyncio.timeout(_WAIT_S):
        while await studio.rows(f"SELECT 1 {_JOBS_OF_TASK} AND status = 'doing'", task=task.id):  # noqa: ASYNC110 - waits for the worker
            await asyncio.sleep(0.05)
    # The trigger of the table finds its other tables by the search path.
    async with await psycopg.AsyncConnection.connect(
        studio.database.superuser_url, options="-c search_path=jobs"
    ) as link:
        await link.execute(_MAKE_DUE_AND_NOTIFY, {"attempts": attempts, "task": task.id})


async def _settle(studio: Studio, task: Task) -> None:
    async with asyncio.timeout(_WAIT_S):
        while await _waiting_jobs(studio, task):  # noqa: ASYNC110 - waits for the worker
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(("binding", "version"), BINDINGS)
async def test_an_agent_stores_reads_and_deletes_its_configuration(
    studio: Studio, receiver: Receiver, binding: str, version: str
) -> None:
    task = await _planned(studio)
    wanted = _config(
        task,
        receiver.url("ok"),
        id="mine",
        token="a-token",
        authentication=AuthenticationInfo(scheme="Bearer", credentials="s3cret"),
    )

    async with official_client(studio, binding=binding, version=version) as client:
        made = await client.create_task_push_notification_config(wanted)
        named = {"task_id": task.id, "id": "mine"}
        read = await client.get_task_push_notification_config(
            GetTaskPushNotificationConfigRequest(**named)
        )
    # HTTP+JSON of version 0.3 has no deletion.
    deleting = "JSONRPC" if version == "0.3" else binding
    async with official_client(studio, binding=deleting, version=version) as client:
        await client.delete_task_push_notification_config(
            DeleteTaskPushNotificationConfigRequest(**named)
        )

    assert (made.id, made.url, made.token) == ("mine", wanted.url, "a-token")
    assert read.authentication.credentials == "s3cret"
    assert await _configs(studio, task) == []


async def test_the_configuration_of_a_message_learns_what_happened_meanwhile_and_later(
    studio: Studio, receiver: Receiver
) -> None:
    request = message(FACTS)
    request.configuration.return_immediately = True
    request.configuration.task_push_notification_config.url = receiver.url("ok")

    async with official_client(studio) as client:
        task = await send_for_task(client, request)
        await _wait(lambda: "INPUT_REQUIRED" in _states(receiver.requests))
        await client.cancel_task(CancelTaskRequest(id=task.id))
        await _wait(lambda: "CANCELED" in _states(receiver.requests))

    assert _states(receiver.requests)[-2:] == ["INPUT_REQUIRED", "CANCELED"]
    update = Parse(receiver.requests[-1].body, StreamResponse()).status_update
    assert (update.task_id, update.context_id) == (task.id, task.context_id)
    assert await _configs(studio, task) == []  # nothing follows


async def test_a_notification_carries_the_token_and_the_credentials_and_no_artifact(
    studio: Studio, receiver: Receiver
) -> None:
    task = await _planned(studio)
    wanted = _config(
        task,
        receiver.url("ok"),
        token="a-token",
        authentication=AuthenticationInfo(scheme="Bearer", credentials="s3cret"),
    )

    async with official_client(studio) as client:
        made = await client.create_task_push_notification_config(wanted)
        await client.cancel_task(CancelTaskRequest(id=task.id))
    await _wait(lambda: bool(receiver.requests))

    told = receiver.requests[0]
    assert made.id == task.id
    assert told.headers["x-a2a-notification-token"] == "a-token"
    assert told.headers["authorization"] == "Bearer s3cret"
    assert told.headers["content-type"] == "application/json"
    assert list(json.loads(told.body)) == ["statusUpdate"]
    assert "greeting_script" not in told.body


async def test_a_client_of_version_0_3_is_notified_in_its_version(
    studio: Studio, receiver: Receiver
) -> None:
    task = await _planned(studio)

    async with official_client(studio, version="0.3") as client:
        await client.create_task_push_notification_config(_config(task, receiver.url("ok")))
        await client.cancel_task(CancelTaskRequest(id=task.id))
    await _wait(lambda: bool(receiver.requests))

    told = json.loads(receiver.requests[0].body)
    assert (told["kind"], told["id"], told["status"]["state"]) == ("task", task.id, "canceled")


async def test_the_present_state_is_not_sent_again(studio: Studio, receiver: Receiver) -> None:
    task = await _planned(studio)

    async with official_client(studio) as client:
        await client.create_task_push_notification_config(_config(task, receiver.url("ok")))
    await _settle(studio, task)

    assert receiver.requests == []


async def test_an_agent_that_fails_learns_the_newest_state_later(
    studio: Studio, receiver: Receiver
) -> None:
    task = await _planned(studio)

    async with official_client(studio) as client:
        await client.create_task_push_notification_config(_config(task, receiver.url("flaky/1")))
        await client.cancel_task(CancelTaskRequest(id=task.id))
    await _wait(lambda: bool(receiver.requests))
    await _make_due(studio, task, attempts=1)
    await _settle(studio, task)

    assert _states(receiver.requests) == ["CANCELED", "CANCELED"]
    assert await _configs(studio, task) == []


async def test_a_configuration_ends_with_the_last_attempt_to_send_the_last_state(
    studio: Studio, receiver: Receiver
) -> None:
    task = await _planned(studio)

    async with official_client(studio) as client:
        await client.create_task_push_notification_config(_config(task, receiver.url("500")))
        await client.cancel_task(CancelTaskRequest(id=task.id))
    await _wait(lambda: bool(receiver.requests))
    await _make_due(studio, task, attempts=7)
    await _settle(studio, task)

    assert len(receiver.requests) == 2
    assert await _configs(studio, task) == []


async def test_a_configuration_stored_after_the_end_of_the_task_is_deleted_a_day_later(
    studio: Studio, receiver: Receiver
) -> None:
    task = await _planned(studio)

    async with official_client(studio) as client:
        await client.cancel_task(CancelTaskRequest(id=task.id))
        await client.create_task_push_notification_config(_config(task, receiver.url("ok")))
    stored = await _configs(studio, task)
    (row,) = await studio.rows(f"SELECT scheduled_at - now() {_JOBS_OF_TASK}", task=task.id)
    await _make_due(studio, task, attempts=0)
    await _settle(studio, task)

    assert len(stored) == 1
    assert timedelta(hours=23) < row[0] <= timedelta(hours=24)
    assert await _configs(studio, task) == []
    assert receiver.requests == []


@pytest.mark.parametrize("path", ["410", "ok"])
async def test_a_url_that_is_gone_is_not_called_again(
    studio: Studio, receiver: Receiver, path: str
) -> None:
    task = await _planned(studio)

    async with official_client(studio) as client:
        await client.create_task_push_notification_config(_config(task, receiver.url(path)))
    async with official_client(studio, "recruiter") as person:
        wish = {"decision": "modify", "comments": "Fewer questions, please."}
        await send_for_task(person, message(wish, task=task.id))
    await _wait(lambda: bool(receiver.requests))
    await _settle(studio, task)

    assert bool(await _configs(studio, task)) == (path == "ok")
    assert len(receiver.requests) == 1 if path == "410" else len(receiver.requests) >= 1


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest",
        "http://10.0.0.8/hook",
        "ftp://example.com/hook",
        "file:///etc/passwd",
        "not a url",
        "",
        "https://user:password@example.com/",
    ],
)
async def test_a_url_that_may_not_be_called_is_refused_before_anything_is_done(
    studio: Studio, url: str
) -> None:
    task = await _planned(studio)
    before = await studio.rows("SELECT count(*) FROM interview")
    request = message(FACTS)
    request.configuration.task_push_notification_config.SetInParent()
    request.configuration.task_push_notification_config.url = url

    async with official_client(studio) as client:
        with pytest.raises(InvalidParamsError):
            await client.create_task_push_notification_config(_config(task, url))
        with pytest.raises(InvalidParamsError):
            await send_for_task(client, request)

    assert await studio.rows("SELECT count(*) FROM interview") == before


@pytest.mark.parametrize(
    "members",
    [
        {"token": "a\r\nX-Injected: 1"},
        {"token": "é"},
        {"token": "t" * 4001},
        {"id": "x" * 201},
        {"authentication": AuthenticationInfo(scheme="Bearer", credentials="a\nb")},
    ],
)
async def test_members_that_cannot_be_headers_are_refused(
    studio: Studio, receiver: Receiver, members: dict[str, Any]
) -> None:
    task = await _planned(studio)

    async with official_client(studio) as client:
        with pytest.raises(InvalidParamsError):
            await client.create_task_push_notification_config(
                _config(task, receiver.url("ok"), **members)
            )


async def test_a_task_has_at_most_ten_configurations(studio: Studio, receiver: Receiver) -> None:
    task = await _planned(studio)

    async with official_client(studio) as client:
        for number in range(10):
            await client.create_task_push_notification_config(
                _config(task, receiver.url("ok"), id=f"agent-{number}")
            )
        await client.create_task_push_notification_config(
            _config(task, receiver.url("ok/again"), id="agent-9")
        )
        with pytest.raises(UnsupportedOperationError):
            await client.create_task_push_notification_config(
                _config(task, receiver.url("ok"), id="one-more")
            )

    configs = await _configs(studio, task)
    assert len(configs) == 10
    assert configs[-1].url == receiver.url("ok/again")


async def test_others_neither_see_nor_change_a_configuration(
    studio: Studio, receiver: Receiver
) -> None:
    task = await _planned(studio)
    wanted = _config(task, receiver.url("ok"), id="mine")
    async with official_client(studio) as client:
        await client.create_task_push_notification_config(wanted)

    async with official_client(studio, "other") as stranger:
        with pytest.raises(TaskNotFoundError):
            await stranger.create_task_push_notification_config(wanted)
        with pytest.raises(TaskNotFoundError):
            await stranger.list_task_push_notification_configs(
                ListTaskPushNotificationConfigsRequest(task_id=task.id)
            )
    async with official_client(studio, "viewer") as viewer:
        with pytest.raises(A2AClientError, match="403"):
            await viewer.get_task_push_notification_config(
                GetTaskPushNotificationConfigRequest(task_id=task.id, id="mine")
            )
    async with official_client(studio) as client:
        with pytest.raises(TaskNotFoundError):
            await client.get_task_push_notification_config(
                GetTaskPushNotificationConfigRequest(task_id=task.id, id="another")
            )


async def test_credentials_are_stored_encrypted(studio: Studio, receiver: Receiver) -> None:
    task = await _planned(studio)

    async with official_client(studio) as client:
        await client.create_task_push_notification_config(
            _config(task, receiver.url("ok"), token="plain-to-see")
        )

    rows = await studio.rows(
        "SELECT target FROM push_notification_config WHERE interview_id = %(task)s", task=task.id
    )
    assert len(rows) == 1
    assert b"plain-to-see" not in bytes(rows[0][0])
