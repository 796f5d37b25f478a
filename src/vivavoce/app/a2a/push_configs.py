"""Push notification configurations of a task: what the protocol sends and what is stored."""

from __future__ import annotations

from collections.abc import Sequence

from a2a.server.context import ServerCallContext
from a2a.types.a2a_pb2 import AuthenticationInfo, TaskPushNotificationConfig
from a2a.utils.errors import InvalidParamsError, TaskNotFoundError

from vivavoce.app.a2a.endpoint import A2aUseCases
from vivavoce.app.a2a.messages import MAX_ID_LENGTH
from vivavoce.delivery.domain.push_notification import A2aVersion, PushNotificationConfig
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import TERMINAL_STATES
from vivavoce.kernel.caller import Caller, Permission

_MAX_URL_LENGTH = 2000
_MAX_CREDENTIALS_LENGTH = 4000
_VERSION_HEADER = "a2a-version"


class PushNotificationConfigs:
    """Configurations for a caller: only of tasks that the caller reads and may change."""

    def __init__(self, use_cases: A2aUseCases) -> None:
        self._read_interviews = use_cases.hiring.read_interviews
        self._push = use_cases.push_notifications

    def check(self, caller: Caller, params: TaskPushNotificationConfig) -> None:
        """Raise what ``save`` would raise for these members, whatever the task."""
        caller.require(Permission.INTERVIEW_UPDATE)
        _check_params(params)
        self._push.validate_url(params.url)

    async def save(
        self,
        caller: Caller,
        params: TaskPushNotificationConfig,
        version: A2aVersion,
        *,
        is_sent_now: bool = False,
    ) -> TaskPushNotificationConfig:
        """Store a configuration and return it. Without an id of its own, it has the id of the task.

        It notifies of changes from now on; with ``is_sent_now``, of the present state, too.
        """
        interview = await self._find_interview(caller, params.task_id)
        _check_params(params)
        config = PushNotificationConfig(
            interview_id=interview.id,
            id=params.id or str(interview.id),
            url=params.url,
            version=version,
            token=params.token,
            scheme=params.authentication.scheme,
            credentials=params.authentication.credentials,
            sent_version=0 if is_sent_now else interview.version,
        )
        stored = await self._push.save(
            caller.tenant_id,
            config,
            is_sent_now=is_sent_now,
            is_over=interview.state in TERMINAL_STATES,
        )
        return _to_params(stored)

    async def find(
        self, caller: Caller, task_id: str, config_id: str
    ) -> TaskPushNotificationConfig:
        """Return one configuration."""
        interview = await self._find_interview(caller, task_id)
        wanted = config_id or str(interview.id)
        return _to_params(await self._push.find(caller.tenant_id, interview.id, wanted))

    async def list(self, caller: Caller, task_id: str) -> Sequence[TaskPushNotificationConfig]:
        """Return the configurations of a task by id."""
        interview = await self._find_interview(caller, task_id)
        return [_to_params(each) for each in await self._push.list(caller.tenant_id, interview.id)]

    async def delete(self, caller: Caller, task_id: str, config_id: str) -> None:
        """Delete a configuration; one that does not exist is no error."""
        interview = await self._find_interview(caller, task_id)
        await self._push.delete(caller.tenant_id, interview.id, config_id)

    async def _find_interview(self, caller: Caller, task_id: str) -> Interview:
        check_task_id(task_id)
        caller.require(Permission.INTERVIEW_UPDATE)
        return (await self._read_interviews.status(caller, task_id)).interview


def get_version(context: ServerCallContext) -> A2aVersion:
    """Return the version of the protocol that a call speaks; one without the header speaks 0.3."""
    headers = context.state["headers"]
    return "1.0" if headers.get(_VERSION_HEADER, "").startswith("1.") else "0.3"


def check_task_id(task_id: str) -> None:
    """Raise ``InvalidParamsError`` for no id, and ``TaskNotFoundError`` for one that no task can have."""
    if not task_id:
        raise InvalidParamsError("'id' is missing.")
    if len(task_id) > MAX_ID_LENGTH or not task_id.isprintable():
        raise TaskNotFoundError


def _check_params(params: TaskPushNotificationConfig) -> None:
    secrets = (params.token, params.authentication.scheme, params.authentication.credentials)
    if not params.url or len(params.url) > _MAX_URL_LENGTH:
        raise InvalidParamsError(f"'url' has 1 to {_MAX_URL_LENGTH} characters.")
    if len(params.id) > MAX_ID_LENGTH or not params.id.isprintable():
        raise InvalidParamsError(f"'id' has at most {MAX_ID_LENGTH} printable characters.")
    if any(len(each) > _MAX_CREDENTIALS_LENGTH or not _is_header_value(each) for each in secrets):
        raise InvalidParamsError(
            "'token' and 'authentication' must be printable ASCII, with at most "
            f"{_MAX_CREDENTIALS_LENGTH} characters each: they are sent as headers."
        )


def _is_header_value(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _to_params(config: PushNotificationConfig) -> TaskPushNotificationConfig:
    params = TaskPushNotificationConfig(
        task_id=str(config.interview_id), id=config.id, url=config.url, token=config.token
    )
    if config.scheme:
        params.authentication.CopyFrom(
            AuthenticationInfo(scheme=config.scheme, credentials=config.credentials)
        )
    return params
