"""The methods of the protocol on interviews: each is a call of the use case that the REST API calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator
from datetime import UTC, datetime
from typing import cast

from a2a.server.context import ServerCallContext
from a2a.server.events.event_queue import Event
from a2a.server.request_handlers.request_handler import RequestHandler, validate_request_params
from a2a.types.a2a_pb2 import (
    AgentCard,
    CancelTaskRequest,
    DeleteTaskPushNotificationConfigRequest,
    GetExtendedAgentCardRequest,
    GetTaskPushNotificationConfigRequest,
    GetTaskRequest,
    ListTaskPushNotificationConfigsRequest,
    ListTaskPushNotificationConfigsResponse,
    ListTasksRequest,
    ListTasksResponse,
    Message,
    SendMessageRequest,
    SubscribeToTaskRequest,
    Task,
    TaskArtifactUpdateEvent,
    TaskPushNotificationConfig,
    TaskStatusUpdateEvent,
)
from a2a.utils.errors import (
    InvalidParamsError,
    TaskNotCancelableError,
    UnsupportedOperationError,
)
from a2a.utils.task import validate_history_length, validate_page_size

from vivavoce.app.a2a.agent_card import build_extended_card
from vivavoce.app.a2a.endpoint import A2aUseCases
from vivavoce.app.a2a.errors import a2a_errors
from vivavoce.app.a2a.interview_task import (
    INPUT_STATES,
    OWN_WORK_STATES,
    TASK_STATES,
    build_artifacts,
    build_status,
    build_task,
    get_context_id,
)
from vivavoce.app.a2a.message_commands import MessageCommands
from vivavoce.app.a2a.messages import read_message
from vivavoce.app.a2a.push_configs import PushNotificationConfigs, check_task_id, get_version
from vivavoce.hiring.domain.workflow import TERMINAL_STATES, InvalidTransitionError
from vivavoce.hiring.ports.interviews import InterviewQuery
from vivavoce.hiring.routes.responses import to_status_response
from vivavoce.hiring.usecases.read_interviews import InterviewWithResults
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import UnavailableError
from vivavoce.kernel.ids import TenantId
from vivavoce.kernel.translation import translatable

CALLER_STATE = "caller"
"""The member of a call's state with the authenticated caller."""
WAIT_LIMIT_S = 30.0
"""How long a message waits for the platform's own work, such as the plan."""
_POLL_S = 0.5
STREAM_LIMIT_S = 1800.0
MAX_STREAMS = 200
"""Open streams of this process; each reads its interview's row every half second."""
MAX_STREAMS_OF_ORGANIZATION = MAX_STREAMS // 4
"""So that one organization cannot take the places of all."""
_STREAM_RETRY_S = 60
_DEFAULT_PAGE_SIZE = 50


class TooManyStreamsError(UnavailableError):
    """Too many tasks are being followed at the moment. Read the task now and then instead."""

    code = "too_many_streams"


class InterviewRequestHandler(RequestHandler):
    """Answers the protocol's methods for the caller in the call's context."""

    def __init__(self, use_cases: A2aUseCases) -> None:
        self._hiring = use_cases.hiring
        self._commands = MessageCommands(use_cases)
        self._push = PushNotificationConfigs(use_cases)
        self._clock = use_cases.clock
        self._public_url = use_cases.public_url
        self._streams: Counter[TenantId] = Counter()

    @validate_request_params
    async def on_message_send(
        self, params: SendMessageRequest, context: ServerCallContext
    ) -> Task | Message:
        """Return the task once it is someone else's turn, or the reply of practice and the assistant."""
        with a2a_errors(context):
            answer = await self._execute(params, context)
            if isinstance(answer, Message):
                return answer
            caller = _caller(context)
            if not params.configuration.return_immediately:
                await self._wait_for_own_work(caller, answer)
            return build_task(await self._read(caller, answer))

    @validate_request_params
    async def on_message_send_stream(
        self, params: SendMessageRequest, context: ServerCallContext
    ) -> AsyncGenerator[Event]:
        """Yield the task and its changes until it waits for input or ends; or the one reply."""
        with a2a_errors(context):
            answer = await self._execute(params, context)
            if isinstance(answer, Message):
                yield answer
                return
            async for event in self._follow(_caller(context), answer, until_input=True):
                yield event

    @validate_request_params
    async def on_subscribe_to_task(
        self, params: SubscribeToTaskRequest, context: ServerCallContext
    ) -> AsyncGenerator[Event]:
        """Yield the task and its changes until it ends."""
        with a2a_errors(context):
            caller = _caller(context)
            found = await self._read(caller, params.id)
            if found.interview.state in TERMINAL_STATES:
                raise UnsupportedOperationError("This task is over; read it instead.")
            async for event in self._follow(caller, params.id, until_input=False):
                yield event

    @validate_request_params
    async def on_get_task(self, params: GetTaskRequest, context: ServerCallContext) -> Task:
        """Return one task."""
        with a2a_errors(context):
            validate_history_length(params)
            return build_task(await self._read(_caller(context), params.id))

    @validate_request_params
    async def on_list_tasks(
        self, params: ListTasksRequest, context: ServerCallContext
    ) -> ListTasksResponse:
        """Return a page of tasks, by the time of their status, the newest first (section 3.1.4)."""
        with a2a_errors(context):
            validate_history_length(params)
            size = params.page_size if params.HasField("page_size") else _DEFAULT_PAGE_SIZE
            validate_page_size(size)
            return await self._list(_caller(context), params, size)

    @validate_request_params
    async def on_cancel_task(self, params: CancelTaskRequest, context: ServerCallContext) -> Task:
        """Cancel the interview; ``TaskNotCancelableError`` if it is over."""
        with a2a_errors(context):
            caller = _caller(context)
            check_task_id(params.id)
            try:
                await self._hiring.cancel(caller, params.id)
            except InvalidTransitionError as error:
                raise TaskNotCancelableError(error.detail) from None
            return build_task(await self._read(caller, params.id))

    async def on_get_extended_agent_card(
        self, params: GetExtendedAgentCardRequest, context: ServerCallContext
    ) -> AgentCard:
        """Return the card with the skills that the caller may use."""
        return build_extended_card(self._public_url, _caller(context))

    @validate_request_params
    async def on_create_task_push_notification_config(
        self, params: TaskPushNotificationConfig, context: ServerCallContext
    ) -> TaskPushNotificationConfig:
        """Store where the agent is notified of the changes of a task, and return it."""
        with a2a_errors(context):
            return await self._push.save(_caller(context), params, get_version(context))

    @validate_request_params
    async def on_get_task_push_notification_config(
        self, params: GetTaskPushNotificationConfigRequest, context: ServerCallContext
    ) -> TaskPushNotificationConfig:
        """Return one configuration of a task."""
        with a2a_errors(context):
            return await self._push.find(_caller(context), params.task_id, params.id)

    @validate_request_params
    async def on_list_task_push_notification_configs(
        self, params: ListTaskPushNotificationConfigsRequest, context: ServerCallContext
    ) -> ListTaskPushNotificationConfigsResponse:
        """Return all configurations of a task, by id; there is one page."""
        with a2a_errors(context):
            configs = await self._push.list(_caller(context), params.task_id)
            return ListTaskPushNotificationConfigsResponse(configs=configs)

    @validate_request_params
    async def on_delete_task_push_notification_config(
        self, params: DeleteTaskPushNotificationConfigRequest, context: ServerCallContext
    ) -> None:
        """Delete a configuration of a task; one that does not exist is no error."""
        with a2a_errors(context):
            await self._push.delete(_caller(context), params.task_id, params.id)

    async def _execute(
        self, params: SendMessageRequest, context: ServerCallContext
    ) -> str | Message:
        validate_history_length(params.configuration)
        caller, message = _caller(context), read_message(params)
        if not params.configuration.HasField("task_push_notification_config"):
            return await self._commands.execute(caller, message)
        wanted, version = params.configuration.task_push_notification_config, get_version(context)
        self._push.check(caller, wanted)
        answer = await self._commands.execute(caller, message)
        if isinstance(answer, str):
            wanted.task_id = answer
            await self._push.save(caller, wanted, version, is_sent_now=True)
        return answer

    async def _read(self, caller: Caller, key: str) -> InterviewWithResults:
        check_task_id(key)
        return await self._hiring.read_interviews.status(caller, key)

    async def _wait_for_own_work(self, caller: Caller, key: str) -> None:
        """Return when the platform has nothing to do for the interview, or after ``WAIT_LIMIT_S``."""
        until = self._clock.monotonic() + WAIT_LIMIT_S
        while self._clock.monotonic() < until:
            found = await self._read(caller, key)
            if found.interview.state not in OWN_WORK_STATES or found.interview.failure is not None:
                return
            await self._clock.sleep(_POLL_S)

    async def _follow(self, caller: Caller, key: str, *, until_input: bool) -> AsyncIterator[Event]:
        self._take_place(caller.tenant_id)
        try:
            ends = TERMINAL_STATES | INPUT_STATES if until_input else TERMINAL_STATES
            until = self._clock.monotonic() + STREAM_LIMIT_S
            before = await self._read(caller, key)
            yield build_task(before)
            while before.interview.state not in ends and self._clock.monotonic() < until:
                await self._clock.sleep(_POLL_S)
                found = await self._read(caller, key)
                for event in _list_changes(before, found):
                    yield event
                before = found
        finally:
            self._streams[caller.tenant_id] -= 1
            self._streams = +self._streams  # without organizations that follow nothing

    def _take_place(self, tenant_id: TenantId) -> None:
        if self._streams[tenant_id] >= MAX_STREAMS_OF_ORGANIZATION:
            raise TooManyStreamsError(
                translatable(
                    "Your organization already follows {limit} tasks, the most it can follow at once. End "
                    "a stream, or read the task now and then instead.",
                    limit=MAX_STREAMS_OF_ORGANIZATION,
                ),
                retry_after_s=_STREAM_RETRY_S,
            )
        if self._streams.total() >= MAX_STREAMS:
            raise TooManyStreamsError(retry_after_s=_STREAM_RETRY_S)
        self._streams[tenant_id] += 1

    async def _list(self, caller: Caller, params: ListTasksRequest, size: int) -> ListTasksResponse:
        states = tuple(state for state, task in TASK_STATES.items() if task == params.status)
        if params.status and not states:
            return ListTasksResponse(page_size=size)
        query = InterviewQuery(
            states=states,
            conversation_id=params.context_id or None,
            in_state_from=_read_time(params),
            order="last_state",
            cursor=params.page_token or None,
            limit=size,
        )
        listing = await self._hiring.read_interviews.page(caller, query)
        found = [
            await self._read(caller, str(interview.id))
            if params.include_artifacts
            else InterviewWithResults(interview=interview, history=())
            for interview in listing.page.interviews
        ]
        return ListTasksResponse(
            tasks=[build_task(each, has_artifacts=params.include_artifacts) for each in found],
            next_page_token=listing.page.next_cursor or "",
            page_size=size,
            total_size=listing.page.total,
        )


def _read_time(params: ListTasksRequest) -> datetime | None:
    if not params.HasField("status_timestamp_after"):
        return None
    try:
        return params.status_timestamp_after.ToDatetime(tzinfo=UTC)
    except ValueError:
        raise InvalidParamsError("'statusTimestampAfter' is not a time.") from None


def _list_changes(before: InterviewWithResults, found: InterviewWithResults) -> list[Event]:
    """Return new and changed artifacts, then the status if it changed."""
    task_id, context_id = str(found.interview.id), get_context_id(found.interview)
    known = build_artifacts(to_status_response(before))
    events: list[Event] = [
        TaskArtifactUpdateEvent(
            task_id=task_id, context_id=context_id, artifact=artifact, last_chunk=True
        )
        for artifact in build_artifacts(to_status_response(found))
        if artifact not in known
    ]
    if (found.interview.state, found.interview.failure) != (
        before.interview.state,
        before.interview.failure,
    ):
        events.append(
            TaskStatusUpdateEvent(
                task_id=task_id, context_id=context_id, status=build_status(found)
            )
        )
    return events


def _caller(context: ServerCallContext) -> Caller:
    return cast("Caller", context.state[CALLER_STATE])  # set by the context builder
