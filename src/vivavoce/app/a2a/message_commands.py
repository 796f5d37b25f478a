"""Executes a message: request an interview, add facts, decide, call a practice tool, or ask the assistant."""

from __future__ import annotations

from uuid import UUID

from a2a.helpers.proto_helpers import new_text_part
from a2a.types.a2a_pb2 import Message, Part, Role
from a2a.utils.errors import InvalidParamsError, UnsupportedOperationError

from vivavoce.app.a2a.endpoint import A2aUseCases
from vivavoce.app.a2a.interview_task import build_data_part, get_context_id
from vivavoce.app.a2a.messages import A2aMessage
from vivavoce.contracts.envelope import IdempotencyKeyReusedError, Json
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.request import CONVERSATION_KEY
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.routes.requests import (
    AssessmentDecisionRequest,
    InterviewFactsRequest,
    PlanDecisionRequest,
)
from vivavoce.hiring.routes.use_cases import complete_info, decide_assessment, decide_plan
from vivavoce.hiring.usecases.decide_assessment import (
    HumanDecisionRequiredError,
    require_decider,
)
from vivavoce.infra.web.unknown_members import find_unknown_members
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.translation import translatable
from vivavoce.practice.usecases.answer_assistant_message import IncomingMessage
from vivavoce.practice.usecases.execute_tool_calls import get_identity_arguments

_PLAN_NEEDS_PERSON = translatable(
    "Only a signed-in person can decide about a plan here; an API key cannot."
)


class MessageCommands:
    """Executes messages for a caller, with the caller's permissions."""

    def __init__(self, use_cases: A2aUseCases) -> None:
        self._hiring = use_cases.hiring
        self._practice_tools = use_cases.practice_tools
        self._answer_assistant = use_cases.answer_assistant

    async def execute(self, caller: Caller, message: A2aMessage) -> str | Message:
        """Return the id of the interview that the message made or changed, or the reply of practice."""
        if message.task_id:
            return await self._answer_task(caller, message)
        if message.skill == "assistant":
            return await self._ask_assistant(caller, message)
        if message.data is None:
            raise InvalidParamsError(f"The skill '{message.skill}' needs a data part.")
        if message.skill == "practice":
            return await self._call_practice_tool(caller, message, message.data)
        return await self._request_interview(caller, message, message.data)

    async def _request_interview(self, caller: Caller, message: A2aMessage, data: Json) -> str:
        caller.require(Permission.INTERVIEW_READ)
        body = _read_facts(data)
        facts = dict(body.facts)
        if message.context_id:
            facts["context"] = {CONVERSATION_KEY: message.context_id}
        try:
            receipt = await self._hiring.request_interview(
                caller,
                facts,
                raw_body={**body.raw_json, "contextId": message.context_id},
                idempotency_key=f"a2a {message.id}",
                on_behalf_of=body.user_id,
            )
        except IdempotencyKeyReusedError as error:
            raise InvalidParamsError(
                "This message id was used for another message.", data={"code": error.code}
            ) from None
        return str(receipt.body["interviewId"])

    async def _answer_task(self, caller: Caller, message: A2aMessage) -> str:
        """Add the facts or make the decision that the task waits for."""
        found = await self._hiring.read_interviews.detail(caller, message.task_id)
        interview = found.interview
        key = str(interview.id)
        if message.context_id and message.context_id != get_context_id(interview):
            raise InvalidParamsError("The task belongs to another context.")
        if interview.state is InterviewState.INFO_NEEDED:
            body = _read_facts(_require_data(message, "the missing facts"))
            await complete_info(self._hiring, caller, key, body)
        elif interview.state is InterviewState.PENDING:
            if not caller.is_person:
                raise HumanDecisionRequiredError(_PLAN_NEEDS_PERSON)
            decision = PlanDecisionRequest.model_validate(_require_data(message, "a decision"))
            await decide_plan(self._hiring, caller, key, decision)
        elif interview.state is InterviewState.ASSESSMENT_PENDING:
            require_decider(caller)
            verdict = _read_assessment_decision(_require_data(message, "a decision"))
            await decide_assessment(self._hiring, caller, key, verdict.transition, verdict)
        else:
            raise _build_no_input_error(interview)
        return key

    async def _call_practice_tool(self, caller: Caller, message: A2aMessage, data: Json) -> Message:
        tool, arguments = data.get("tool"), data.get("arguments", {})
        if not isinstance(tool, str) or not isinstance(arguments, dict):
            raise InvalidParamsError("Send 'tool' as a name and 'arguments' as an object.")
        identity = get_identity_arguments(
            tool, user_id=str(caller.id), org_id=str(caller.tenant_id)
        )
        result = await self._practice_tools.call(
            caller, tool, {**identity, **arguments}, key=message.id
        )
        return _reply(message, [build_data_part(result)], message.context_id)

    async def _ask_assistant(self, caller: Caller, message: A2aMessage) -> Message:
        answer = await self._answer_assistant(
            caller,
            IncomingMessage(
                text=message.text,
                conversation_id=_read_conversation_id(message.context_id),
                client_message_id=message.id,
            ),
        )
        data = {name: answer[name] for name in ("structured", "actions", "tool_calls")}
        parts = [new_text_part(str(answer["reply"])), build_data_part(data)]
        return _reply(message, parts, str(answer["conversation_id"]), str(answer["message_id"]))


def _read_facts(data: Json) -> InterviewFactsRequest:
    """Return the facts; a misspelt member is refused, because the task has no place for a warning."""
    unknown = find_unknown_members(InterviewFactsRequest, data)
    if unknown:
        raise InvalidParamsError(
            f"'{unknown[0].path}' {unknown[0].refusal}",
            data={"errors": [{"field": each.path, "message": each.refusal} for each in unknown]},
        )
    return InterviewFactsRequest.model_validate(data)


def _read_assessment_decision(data: Json) -> AssessmentDecisionRequest:
    if data.get("decision") == "reassess":
        data = {**data, "reassess": True}
        del data["decision"]
    return AssessmentDecisionRequest.model_validate(data)


def _require_data(message: A2aMessage, what: str) -> Json:
    if message.data is None:
        raise InvalidParamsError(f"This task waits for {what}. Send a data part.")
    return message.data


def _build_no_input_error(interview: Interview) -> UnsupportedOperationError:
    return UnsupportedOperationError(
        f"The interview is in the state '{interview.state}' and waits for no message.",
        data={"currentState": str(interview.state)},
    )


def _read_conversation_id(context_id: str) -> UUID | None:
    try:
        return UUID(context_id) if context_id else None
    except ValueError:
        raise InvalidParamsError(
            "Leave out the context with the first message to the assistant; its answer has one."
        ) from None


def _reply(
    message: A2aMessage, parts: list[Part], context_id: str, message_id: str | None = None
) -> Message:
    return Message(
        message_id=message_id or f"reply-{message.id}",
        role=Role.ROLE_AGENT,
        context_id=context_id,
        parts=parts,
    )
