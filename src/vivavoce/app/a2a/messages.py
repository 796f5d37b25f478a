"""What a message asks for: its skill, its data and its text. Files and other agents' replies are refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from a2a.types.a2a_pb2 import Message, Role, SendMessageRequest
from a2a.utils.errors import ContentTypeNotSupportedError, InvalidParamsError
from google.protobuf.json_format import MessageToDict

from vivavoce.contracts.envelope import Json

Skill = Literal["interview", "practice", "assistant"]
_SKILLS: tuple[Skill, ...] = ("interview", "practice", "assistant")
MAX_PARTS = 20
MAX_ID_LENGTH = 200
_OUTPUT_TYPES = ("application/json", "text/plain", "application/*", "text/*", "*/*", "text", "data")


@dataclass(frozen=True, slots=True, kw_only=True)
class A2aMessage:
    """A message whose form was checked. ``task_id`` and ``context_id`` are '' if absent."""

    id: str
    task_id: str
    context_id: str
    skill: Skill
    data: Json | None
    """The data part; None if there are only texts."""
    text: str
    may_return_at_once: bool


def read_message(request: SendMessageRequest) -> A2aMessage:
    """Return what the message asks for, or raise an A2A error that says what to send instead."""
    message, configuration = request.message, request.configuration
    if message.role != Role.ROLE_USER:
        raise InvalidParamsError("A message to this agent has the role 'user'.")
    for name in ("message_id", "task_id", "context_id"):
        _check_id(name, getattr(message, name))
    accepted = configuration.accepted_output_modes
    if accepted and not set(accepted).intersection(_OUTPUT_TYPES):
        raise ContentTypeNotSupportedError(
            "This agent writes application/json and text/plain only."
        )
    data, text = _read_parts(message)
    return A2aMessage(
        id=message.message_id,
        task_id=message.task_id,
        context_id=message.context_id,
        skill=_choose_skill(message, has_data=data is not None),
        data=data,
        text=text,
        may_return_at_once=configuration.return_immediately,
    )


def _check_id(name: str, value: str) -> None:
    if value and (len(value) > MAX_ID_LENGTH or not value.isprintable()):
        raise InvalidParamsError(
            f"'{name}' can have up to {MAX_ID_LENGTH} printable characters.",
            data={"errors": [{"field": name, "message": "too long, or not printable"}]},
        )


def _read_parts(message: Message) -> tuple[Json | None, str]:
    if len(message.parts) > MAX_PARTS:
        raise InvalidParamsError(f"A message can have up to {MAX_PARTS} parts.")
    objects, texts = [], []
    for part in message.parts:
        kind = part.WhichOneof("content")
        if kind == "text":
            texts.append(part.text)
        elif kind == "data":
            value = MessageToDict(part.data)
            if not isinstance(value, dict):
                raise InvalidParamsError("A data part must be a JSON object.")
            objects.append(_restore_integers(value))
        elif kind is None:
            raise InvalidParamsError("A part needs a text or data.")
        else:
            raise ContentTypeNotSupportedError(
                "Files are not read here. Send facts as a data part, or text."
            )
    if len(objects) > 1:
        raise InvalidParamsError("Send one data part; this message has more.")
    return (objects[0] if objects else None), "\n".join(texts)


def _restore_integers(value: Any) -> Any:  # Any: JSON
    """Return JSON whose whole numbers are integers again; the SDK carries every number as a float."""
    if isinstance(value, dict):
        return {name: _restore_integers(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_restore_integers(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _choose_skill(message: Message, *, has_data: bool) -> Skill:
    if message.task_id:
        return "interview"
    named = MessageToDict(message.metadata).get("skill")
    if named is None:
        return "interview" if has_data else "assistant"
    for skill in _SKILLS:
        if named == skill:
            return skill
    raise InvalidParamsError(
        f"'{str(named)[:40]}' is not a skill of this agent. Use one of {', '.join(_SKILLS)}."
    )
