"""A task as a projection of an interview: its state, its message, its artifacts."""

from __future__ import annotations

from a2a.helpers.proto_helpers import new_data_part, new_text_part
from a2a.types.a2a_pb2 import Artifact, Message, Part, Role, Task, TaskState, TaskStatus
from google.protobuf.json_format import ParseDict
from google.protobuf.struct_pb2 import Struct
from google.protobuf.timestamp_pb2 import Timestamp

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.routes.responses import InterviewStatusResponse, to_status_response
from vivavoce.hiring.usecases.read_interviews import InterviewWithResults

_S = InterviewState
TASK_STATES: dict[InterviewState, TaskState] = {
    _S.RECEIVED: TaskState.TASK_STATE_SUBMITTED,
    _S.INFO_NEEDED: TaskState.TASK_STATE_INPUT_REQUIRED,
    _S.VALIDATING_SKILLS: TaskState.TASK_STATE_WORKING,
    _S.GENERATING_PLAN: TaskState.TASK_STATE_WORKING,
    _S.PENDING: TaskState.TASK_STATE_INPUT_REQUIRED,
    _S.APPROVED: TaskState.TASK_STATE_WORKING,
    _S.REJECTED: TaskState.TASK_STATE_REJECTED,
    _S.SCHEDULED: TaskState.TASK_STATE_WORKING,
    _S.IN_PROGRESS: TaskState.TASK_STATE_WORKING,
    _S.COMPLETED: TaskState.TASK_STATE_WORKING,
    _S.ASSESSMENT_PENDING: TaskState.TASK_STATE_INPUT_REQUIRED,
    _S.ASSESSMENT_APPROVED: TaskState.TASK_STATE_COMPLETED,
    _S.CANCELLED: TaskState.TASK_STATE_CANCELED,
}
"""The state of the task in each state of the interview."""
OWN_WORK_STATES = frozenset({_S.RECEIVED, _S.VALIDATING_SKILLS, _S.GENERATING_PLAN, _S.COMPLETED})
"""States in which the platform itself works; a message waits for their end."""
INPUT_STATES = frozenset({_S.INFO_NEEDED, _S.PENDING, _S.ASSESSMENT_PENDING})
"""States in which the task waits for a message."""
_REQUIRED_INPUT: dict[InterviewState, Json] = {
    _S.INFO_NEEDED: {"input": "facts"},
    _S.PENDING: {
        "input": "decision",
        "about": "plan",
        "decisions": ["approve", "reject", "modify"],
    },
    _S.ASSESSMENT_PENDING: {
        "input": "decision",
        "about": "assessment",
        "decisions": ["approve", "reject", "reassess"],
    },
}
_PARTS_OUTSIDE_MESSAGE = ("plan", "assessment", "interview_link")


def get_context_id(interview: Interview) -> str:
    """Return the A2A context of an interview: the one that the client chose, else its run id."""
    return interview.request.conversation_id or interview.run_id


def build_task(found: InterviewWithResults, *, has_artifacts: bool = True) -> Task:
    """Return the interview as a task. A task has no history: what was decided is in its artifacts."""
    interview, status = found.interview, to_status_response(found)
    task = Task(
        id=str(interview.id),
        context_id=get_context_id(interview),
        status=build_status(found),
        metadata=_to_struct(
            {
                "runId": interview.run_id,
                "state": str(interview.state),
                "isTest": interview.is_test,
            }
        ),
    )
    if has_artifacts:
        task.artifacts.extend(build_artifacts(status))
    return task


def build_status(found: InterviewWithResults) -> TaskStatus:
    """Return the state of the task, with what is asked for as text and as data."""
    interview, status = found.interview, to_status_response(found)
    at = Timestamp()
    at.FromDatetime(interview.state_since)
    data = status.model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude=set(_PARTS_OUTSIDE_MESSAGE)
    )
    required = {} if interview.state is None else _REQUIRED_INPUT.get(interview.state, {})
    return TaskStatus(
        state=TaskState.TASK_STATE_UNSPECIFIED
        if interview.state is None
        else TASK_STATES[interview.state],
        timestamp=at,
        message=Message(
            message_id=f"{interview.id}-{interview.version}",
            role=Role.ROLE_AGENT,
            task_id=str(interview.id),
            context_id=get_context_id(interview),
            parts=[new_text_part(_describe(status)), build_data_part({**data, **required})],
        ),
    )


def build_artifacts(status: InterviewStatusResponse) -> list[Artifact]:
    """Return the plan, the candidate link and the assessment, as far as they exist for this caller."""
    artifacts = []
    if status.plan is not None:
        artifacts.append(_artifact("plan", "The questions and the rubric.", status.plan))
    if status.interview_link is not None:
        link = {"interviewLink": status.interview_link}
        artifacts.append(_artifact("candidate-link", "The link for the candidate.", link))
    if status.assessment is not None:
        about = "Scores with their evidence; a proposal until a person approves it."
        artifacts.append(_artifact("assessment", about, status.assessment))
    return artifacts


def build_data_part(data: Json) -> Part:
    """Return a part with JSON."""
    return new_data_part(data, media_type="application/json")


def _artifact(name: str, description: str, data: Json) -> Artifact:
    return Artifact(
        artifact_id=name, name=name, description=description, parts=[build_data_part(data)]
    )


def _describe(status: InterviewStatusResponse) -> str:
    questions = [missing.question for missing in status.missing_fields or ()]
    return " ".join([status.message, *filter(None, questions)])


def _to_struct(values: Json) -> Struct:
    return ParseDict(values, Struct())
