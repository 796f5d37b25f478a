"""Practice and its assistant as skills of the agent: the answer is a message."""

from __future__ import annotations

import pytest
from a2a.types.a2a_pb2 import Message
from a2a.utils.errors import InvalidParamsError
from google.protobuf.json_format import MessageToDict
from tests.integration.a2a.agents import message, official_client, send
from tests.integration.practice.studio import Studio

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _say(studio: Studio, text: str, context: str = "", message_id: str = "") -> Message:
    async with official_client(studio, "seeker") as client:
        (answer,) = await send(client, message(text=text, context=context, message_id=message_id))
    return answer.message


async def test_the_assistant_holds_a_conversation_in_a_context(studio: Studio) -> None:
    draft = await _say(studio, "Mock interview for a ward nurse position, 5 minutes, with Payal")
    approved = await _say(studio, "looks good, go ahead", draft.context_id)

    structured = MessageToDict(draft.parts[1].data)["structured"]
    assert structured["question_outline"][0]["question"].replace('"', "'") in draft.parts[0].text
    assert approved.context_id == draft.context_id
    assert MessageToDict(approved.parts[1].data)["structured"]["status"] == "configured"


async def test_a_repeated_message_gets_the_same_answer(studio: Studio) -> None:
    first = await _say(studio, "Mock interview for a clerk, 5 minutes", message_id="say-it-once")
    again = await _say(studio, "Mock interview for a clerk, 5 minutes", message_id="say-it-once")

    assert first.message_id == again.message_id


async def test_a_practice_tool_is_called_on_behalf_of_the_caller(studio: Studio) -> None:
    wish = studio.wish()
    arguments = {name: wish[name] for name in wish if name not in ("user_id", "org_id")}
    request = message({"tool": "preview_interview", "arguments": arguments}, skill="practice")

    async with official_client(studio, "seeker") as client:
        (answer,) = await send(client, request)
        (again,) = await send(client, request)

    data = MessageToDict(answer.message.parts[0].data)
    assert data["question_outline"]
    assert MessageToDict(again.message.parts[0].data)["session_id"] == data["session_id"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"arguments": {}}, "Send 'tool'"),
        ({"tool": "preview_interview", "arguments": []}, "Send 'tool'"),
        (
            {"tool": "preview_interview", "arguments": {"duration_minutes": "long"}},
            "duration_minutes",
        ),
        ({"tool": "get_session", "arguments": {}}, "session_id"),
    ],
)
async def test_a_bad_call_of_a_tool_says_what_is_wrong(
    studio: Studio, data: dict[str, object], said: str
) -> None:
    async with official_client(studio, "seeker") as client:
        with pytest.raises(InvalidParamsError, match=said):
            await send(client, message(data, skill="practice"))


async def test_a_context_that_is_no_conversation_is_refused(studio: Studio) -> None:
    with pytest.raises(InvalidParamsError, match="first message"):
        await _say(studio, "harder, please", "my-own-context")
