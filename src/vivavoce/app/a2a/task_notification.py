"""The body of a push notification: the status of a task, in the version that its client speaks."""

from __future__ import annotations

from a2a.compat.v0_3.conversions import to_compat_task
from a2a.types.a2a_pb2 import StreamResponse, TaskStatusUpdateEvent
from google.protobuf.json_format import MessageToJson

from vivavoce.app.a2a.interview_task import build_status, build_task, get_context_id
from vivavoce.delivery.domain.push_notification import A2aVersion
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.usecases.read_interviews import InterviewWithResults


def build_notification_body(interview: Interview, version: A2aVersion) -> bytes:
    """Return JSON in UTF-8: a ``StreamResponse`` with the status (1.0), or the ``Task`` (0.3).

    Artifacts are left out: the agent reads them with its own permissions.
    """
    found = InterviewWithResults(interview=interview, history=())
    if version == "0.3":
        task = to_compat_task(build_task(found, has_artifacts=False))
        return task.model_dump_json(by_alias=True, exclude_none=True).encode()
    changed = TaskStatusUpdateEvent(
        task_id=str(interview.id),
        context_id=get_context_id(interview),
        status=build_status(found),
    )
    return MessageToJson(StreamResponse(status_update=changed), indent=None).encode()
