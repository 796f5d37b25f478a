"""Whole conversations: what is called, what is said, what is remembered."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.live_session import open_fake_work
from tests.fakes.practice_assistant import AssistantWorld, a_caller
from tests.fakes.practice_tools import PlannerAway, ScriptedPractice, a_review
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import parse_practice_session_id
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.errors import ForbiddenError, InvalidRequestError, TooManyRequestsError
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.usecases.answer_assistant_message import (
    ClientMessageIdReusedError,
    ConversationBusyError,
    ConversationNotFoundError,
)
from vivavoce.practice.usecases.read_session import WaitForPlan


async def test_from_the_first_wish_to_the_review() -> None:
    world = AssistantWorld()

    draft = await world.say("Mock interview for a nurse position at Larkfield, 12 minutes")
    session = draft["structured"]["session_id"]
    again = await world.say("make it harder")
    edited = await world.say('replace question 2 with "How do you calm a patient?"')
    refused = await world.say("change question 1 to: Why here?")
    approved = await world.say("ok, go ahead")
    early = await world.say("how did I do?")
    world.practice.reviews[session] = a_review(72.5)
    review = await world.say("and now, how did I do?")

    assert "12 minutes is not available, so I chose 10 minutes" in draft["reply"]
    for told in (
        session,
        "draft, waiting for your approval",
        "Emma",
        "role-related",
        "medium",
        "1. ",
    ):
        assert told in draft["reply"]
    assert {action["kind"] for action in draft["actions"]} == {
        "approve",
        "edit",
        "regenerate",
        "start",
    }
    assert again["structured"]["session_id"] == edited["structured"]["session_id"] == session
    assert "2. How do you calm a patient?" in edited["reply"]
    assert "edit" not in {action["kind"] for action in edited["actions"]}
    assert "once" in refused["reply"]
    assert refused["tool_calls"] == []
    assert approved["structured"]["status"] == "configured"
    assert approved["actions"] == [
        {"kind": "start", "label": "Open interview room", "session_id": session}
    ]
    assert "not taken place yet" in early["reply"]
    assert "73 of 100" in review["reply"]
    assert review["structured"]["review"]["overall_score"] == 72.5
    assert len(world.practice.sessions) == 1


async def test_the_service_s_own_adjustments_are_said_too() -> None:
    world = AssistantWorld()

    answer = await world.say("advanced behavioral mock, please")

    assert "The difficulty is 'hard' instead of 'advanced'." in answer["reply"]


@pytest.mark.parametrize(
    ("review", "told"),
    [
        (
            {"status": "processing", "stage": "scoring", "retry_after_s": 7},
            "ask again in 7 seconds",
        ),
        (
            {
                "status": "failed",
                "error": {"code": "x", "message": "y"},
                "retryable": True,
                "attempts": 2,
            },
            "You can try again",
        ),
        ({"status": "not_eligible", "reason": "too_short"}, "too little to review"),
        (a_review(64, video_analysis_status="pending"), "The score does not depend on it"),
        (
            a_review(64, historical_comparison={"delta_overall": -7.0}),
            "7 less than in your last session",
        ),
        (
            a_review(overall_score=None, overall_score_reason="too_few_answers"),
            "no overall score",
        ),
    ],
)
async def test_a_review_is_told_as_far_as_it_is(review: dict[str, object], told: str) -> None:
    world = AssistantWorld()
    draft = await world.say("start a behavioral interview right now")
    world.practice.reviews[draft["structured"]["session_id"]] = review

    answer = await world.say("how did I do?")

    assert told in answer["reply"]
    assert answer["structured"]["review"]["status"] == review["status"]


async def test_a_failure_is_tried_once_more_and_then_said() -> None:
    world = AssistantWorld()
    world.practice.failures["preview_interview"] = [PlannerAway(), PlannerAway()]

    failed = await world.say("mock interview")
    world.practice.failures["preview_interview"] = [PlannerAway()]
    answer = await world.say("mock interview")

    assert "even after a second try" in failed["reply"]
    assert failed["structured"]["error"]["retryable"]
    assert failed["tool_calls"] == [{"name": "preview_interview", "status": "failed"}]
    assert not re.search(r"int_|\d\. ", failed["reply"])
    assert answer["tool_calls"] == [{"name": "preview_interview", "status": "done"}]
    assert world.called == ["preview_interview"] * 4


class UnplannedPractice(ScriptedPractice):
    """A practice service without a planner: a draft waits for its plan in vain."""

    async def call(self, caller: Caller, tool: str, arguments: Json, *, key: str) -> Json:
        self.calls.append((tool, arguments))
        interviews: Any = UnplannedInterviews()
        wait = WaitForPlan(open_fake_work, interviews, SimulatedClock(), timeout_s=20)
        await wait(caller.tenant_id, InterviewId(UUID(int=1)), since=SimulatedClock().now())
        return {}


class UnplannedInterviews:
    async def view(self, work: UnitOfWork, interview_id: InterviewId) -> SimpleNamespace:
        return SimpleNamespace(state="GENERATING_PLAN", failure=None)


async def test_a_plan_that_no_planner_writes_is_waited_for_once() -> None:
    world = AssistantWorld(practice=UnplannedPractice())
    begun = SimulatedClock().monotonic()

    failed = await world.say("mock interview")

    assert 20 <= SimulatedClock().monotonic() - begun < 21
    assert world.called == ["preview_interview"]
    assert failed["reply"] == (
        "I could not prepare the draft. The plan was not ready in time. Try again soon."
    )
    assert failed["structured"]["error"]["retryable"]
    assert [action["kind"] for action in failed["actions"]] == ["retry"]


class EndlessPractice(ScriptedPractice):
    """A practice service that does not answer."""

    async def call(self, caller: Caller, tool: str, arguments: Json, *, key: str) -> Json:
        self.calls.append((tool, arguments))
        await asyncio.Event().wait()
        return {}


async def test_a_call_without_an_answer_is_given_up_and_not_called_tried_twice() -> None:
    world = AssistantWorld(practice=EndlessPractice())

    failed = await world.say("mock interview")

    assert world.called == ["preview_interview"]
    assert failed["reply"] == (
        "I could not prepare the draft. It took too long. Try again in a moment, or ask for less at once."
    )
    assert failed["structured"]["error"]["retryable"]


async def test_links_are_given_once_and_kept_nowhere() -> None:
    world = AssistantWorld()
    answer = await world.say("start a behavioral interview right now")
    world.practice.held.add(answer["structured"]["session_id"])

    answer = await world.say("can I have the transcript?", client_message_id="m1")
    again = await world.say("can I have the transcript?", client_message_id="m1")
    conversation = await world.read.get_conversation(
        world.caller, UUID(answer["conversation_id"]), user_id=None
    )

    assert answer["actions"][0]["url"].startswith("https://media.test/")
    assert "20 November 2026, 09:15 UTC" in answer["reply"]
    assert "media.test" not in answer["reply"]
    assert again["message_id"] == answer["message_id"]
    assert "media.test" not in repr((again, conversation, world.memory.calls))


async def test_a_video_is_uploaded_with_a_ticket_and_then_confirmed() -> None:
    world = AssistantWorld()
    started = await world.say("start a behavioral interview right now")
    world.practice.held.add(started["structured"]["session_id"])

    early = await world.say("i uploaded my video")
    ticket = await world.say("I want to upload my video")
    done = await world.say("done, the upload is finished")

    assert early["tool_calls"] == []
    assert ticket["actions"][0]["kind"] == "upload"
    assert done["tool_calls"] == [{"name": "confirm_video_upload", "status": "done"}]
    assert world.practice.calls[-1][1]["upload_id"] == ticket["actions"][0]["upload_id"]


async def test_only_who_may_assigns_and_the_rest_is_asked_for_one_by_one() -> None:
    world = AssistantWorld()
    refused = await world.say("assign a technical round for Nurse to ana@example.com")
    world.caller, world.conversation = a_caller(Role.ADMIN, 8), None

    asked = await world.say("assign a technical round for Nurse")
    answer = await world.say("Ana@example.com, bob@example.com, ana@example.com")
    results = await world.say("how did everyone in that batch do?")
    taken = await world.say("unassign ana@example.com and eve@example.com")

    assert "administrators and recruiters" in refused["reply"]
    assert "Who is it for?" in asked["reply"]
    assert "Assignments created: 2" in answer["reply"]
    assert "were counted once" in answer["reply"]
    assert results["reply"].count("not started") == 2
    assert "ana@example.com: unassigned" in taken["reply"]
    assert "eve@example.com: not found" in taken["reply"]


async def test_an_assignment_is_found_and_practised_with_its_link() -> None:
    world = AssistantWorld()
    world.caller = a_caller(Role.ADMIN)
    await world.say("assign a technical round for Backend Engineer to priya@example.com")
    world.caller, world.conversation = a_caller(), None

    answer = await world.say("I want to do the interview that was assigned to me")

    assert [call["name"] for call in answer["tool_calls"]] == [
        "list_assignments",
        "preview_interview",
    ]
    assert answer["structured"]["interview_type"] == "coding"
    assert answer["structured"]["assignment_id"] in world.practice.assignments
    assert "no code editor" in answer["reply"]


async def test_informal_practice_is_labelled_and_never_scored() -> None:
    world = AssistantWorld()

    declined = await world.say("interview me here in the chat")
    first = await world.say("informal practice then, please")
    second = await world.say("I led a move to another ward and it took three months")
    over = await world.say("stop")

    assert "interview room" in declined["reply"]
    assert first["reply"].startswith("Informal practice: nothing is recorded")
    assert second["reply"].endswith("?")
    assert "no score" in over["reply"]
    assert world.called == []


async def test_another_s_conversation_is_unknown() -> None:
    world = AssistantWorld()
    await world.say("mock interview")
    mine = world.caller
    world.caller = a_caller(number=9)

    with pytest.raises(ConversationNotFoundError):
        await world.say("approve")
    listed = await world.read.list_conversations(world.caller, user_id=None, limit=10)

    assert listed["conversations"] == []
    assert (
        len((await world.read.list_conversations(mine, user_id=None, limit=10))["conversations"])
        == 1
    )


async def test_the_same_message_again_does_nothing_twice() -> None:
    world = AssistantWorld()

    first = await world.say("mock interview", client_message_id="a")
    second = await world.say("mock interview", client_message_id="a")

    assert first == second
    assert len(world.practice.sessions) == 1
    with pytest.raises(ClientMessageIdReusedError):
        await world.say("approve", client_message_id="a")


async def test_a_message_waits_while_another_is_answered() -> None:
    world = AssistantWorld()
    first = await world.say("mock interview")
    conversation = UUID(first["conversation_id"])
    now = world.memory.held[conversation].updated_at
    await world.memory.reserve(None, conversation, at=now, until=now.replace(year=2027))

    with pytest.raises(ConversationBusyError):
        await world.say("approve")


async def test_who_may_not_practise_or_asks_too_much_or_says_nothing_is_refused() -> None:
    world = AssistantWorld()

    with pytest.raises(InvalidRequestError):
        await world.say("   ")
    with pytest.raises(InvalidRequestError):
        await world.say("x" * 24_001)
    world.tries.is_full = True
    with pytest.raises(TooManyRequestsError):
        await world.say("mock interview")
    world.caller = a_caller(Role.VIEWER)
    with pytest.raises(ForbiddenError):
        await world.say("mock interview")


async def test_a_message_whose_answer_was_lost_is_answered_again_with_the_same_draft() -> None:
    world = AssistantWorld()
    world.memory.losses = 1

    with pytest.raises(ConnectionError):
        await world.say("mock interview", client_message_id="a")
    answer = await world.say("mock interview", client_message_id="a")

    assert list(world.practice.sessions) == [answer["structured"]["session_id"]]
    assert len(world.memory.held) == 1


async def test_the_plan_and_how_to_prepare_are_told_again_when_asked() -> None:
    world = AssistantWorld()
    none = await world.say("who can see this?")
    draft = await world.say("mock interview")

    answer = await world.say("what should I prepare?")

    assert "Only you can see" in none["reply"]
    assert [call["name"] for call in answer["tool_calls"]] == ["get_session"]
    assert "Have two stories ready" in answer["reply"]
    assert answer["structured"]["session_id"] == draft["structured"]["session_id"]


async def test_what_to_prepare_without_a_draft_is_answered_from_the_last_review() -> None:
    world = AssistantWorld()
    nothing_yet = await world.say("What should I prepare?")
    draft = await world.say("Mock interview for a nurse position, 10 minutes")
    session = draft["structured"]["session_id"]
    world.practice.reviews[session] = a_review(72.5)
    world.reviews.completed.append(SimpleNamespace(interview_id=parse_practice_session_id(session)))
    world.conversation = None

    answer = await world.say("What should I prepare?")

    assert "Prepare examples of your own" in nothing_yet["reply"]
    assert [one["kind"] for one in nothing_yet["actions"]] == ["preview"]
    assert [call["name"] for call in answer["tool_calls"]] == ["get_review"]
    assert "Your score is 73 of 100." in answer["reply"]


async def test_a_new_conversation_answers_its_own_suggestion_from_the_newest_review() -> None:
    world = AssistantWorld()
    draft = await world.say("Mock interview for a nurse position, 10 minutes")
    session = draft["structured"]["session_id"]
    world.practice.reviews[session] = a_review(72.5)
    world.conversation = None

    before = await world.say("How did I do last time?")
    world.reviews.completed.append(SimpleNamespace(interview_id=parse_practice_session_id(session)))
    world.conversation = None
    review = await world.say("How did I do last time?")

    assert before["tool_calls"] == []
    assert "73 of 100" in review["reply"]
