"""Nothing leaves that the tools' answers or the person's words do not bear out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from tests.fakes.practice_assistant import AssistantWorld, a_caller
from tests.fakes.practice_tools import PlannerAway, ScriptedPractice, SessionUnknown, a_review
from tests.samples import examples
from tests.unit.practice.assistant.table import FILES, rows

from vivavoce.infra.metrics import ASSISTANT_REPLIES_WITHHELD
from vivavoce.kernel.caller import Role
from vivavoce.kernel.errors import TooManyRequestsError, UpstreamError
from vivavoce.kernel.rounding import round_overall
from vivavoce.practice.adapters.rule_based_dialogue_manager import RuleBasedDialogueManager
from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.dialogue import (
    AssistantReply,
    DialogueDecision,
    ToolCallOutcome,
    build_action,
)
from vivavoce.practice.domain.assistant.fixed_sentences import (
    ASK_NEXT,
    FIXED_SENTENCES,
    UNVERIFIED_TEXT,
)
from vivavoce.practice.domain.assistant.grounding import build_grounding_index, find_ungrounded

SESSION = "int_0193a1b2c3d47e5f8a9b0c1d2e3f4a5b"
RESULT = {
    "session_id": SESSION,
    "overall_score": 72.5,
    "duration_minutes": 10,
    "expires_at": "2026-11-20T09:15:00.000Z",
    "question_outline": [{"question": "How do you calm a patient?"}, {"question": "Why here?"}],
    "url": "https://media.test/m/abc",
}
INVENTED = (
    ("Session int_0193a1b2c3d47e5f8a9b0c1d2e3f0000 is ready.", "session"),
    ("Your batch is 0193b7aa-1f2e-7c3d-8e4f-000000000000.", "id"),
    ("See https://media.test/m/other for it.", "link"),
    ("Your score is 91 of 100.", "score"),
    ("You scored 91% this time.", "score"),
    ("It is open for 17 days.", "number"),
    ("It expires on 24 December 2026.", "date"),
    ("Come back on Saturday.", "date"),
    ("Questions:\n1. What is your greatest weakness?", "question"),
    ("What is your greatest weakness?", "question"),
    ('The opening is "Welcome to Globex".', "quote"),
)


@pytest.mark.parametrize(("text", "kind"), INVENTED)
def test_what_nobody_answered_is_found(text: str, kind: str) -> None:
    ground = build_grounding_index([RESULT], ["mock interview please"])

    assert kind in find_ungrounded(AssistantReply(text=text), ground)


@pytest.mark.parametrize(
    "text",
    [
        f"Session {SESSION} takes 10 minutes. You reached 72.5 of 100.",
        "The link works until 20 November 2026, 09:15 UTC: https://media.test/m/abc.",
        f"Questions:\n1. How do you calm a patient?\n2. Why here?\n{ASK_NEXT}",
        "You have 2 questions.",
        'You said "my interview is on Friday", in 3 days.',
    ],
)
def test_what_was_answered_or_said_may_leave(text: str) -> None:
    ground = build_grounding_index([RESULT], ["my interview is on Friday, in 3 days"])

    assert find_ungrounded(AssistantReply(text=text), ground) == ()


def test_a_count_is_no_score() -> None:
    ground = build_grounding_index([RESULT], [])

    assert find_ungrounded(AssistantReply(text="There are 2."), ground) == ()
    assert find_ungrounded(AssistantReply(text="Your score is 2 of 100."), ground) == ("score",)


def test_the_object_and_the_buttons_are_checked_too() -> None:
    ground = build_grounding_index([RESULT], [])
    other = "int_0193a1b2c3d47e5f8a9b0c1d2e3f0000"

    assert find_ungrounded(AssistantReply(text="", structured={"session_id": other}), ground)
    assert find_ungrounded(AssistantReply(text="", structured={"overall_score": 91}), ground)
    assert find_ungrounded(AssistantReply(text="", structured={"outline": ["Why not?"]}), ground)
    assert find_ungrounded(
        AssistantReply(text="", actions=(build_action("start", "Go", session_id=other),)), ground
    )
    assert not find_ungrounded(AssistantReply(text="", structured={"session_id": SESSION}), ground)


def test_one_own_sentence_is_no_part_of_another_s_cover() -> None:
    for sentence in FIXED_SENTENCES:
        assert (
            find_ungrounded(AssistantReply(text=sentence), build_grounding_index([], [])) == ()
        ), sentence


class Inventor(RuleBasedDialogueManager):
    """A mind that words well and invents: what a model might do."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)  # noqa: S311  # examples, no secrets

    async def compose_reply(
        self,
        decision: DialogueDecision,
        outcomes: Sequence[ToolCallOutcome],
        conversation: ConversationState,
    ) -> AssistantReply:
        reply = await super().compose_reply(decision, outcomes, conversation)
        invention = self._chance.choice(INVENTED)[0]
        return replace(reply, text=f"{reply.text}\n{invention}")


def _failures(chance: Random) -> list[Exception]:
    failures: list[Exception] = [
        PlannerAway(), SessionUnknown(), UpstreamError(extra={"retryable": True}),
        TooManyRequestsError(retry_after_s=4),
        PlannerAway(),
    ]  # fmt: skip
    return chance.sample(failures, chance.randint(1, 3))


_REVIEWS: tuple[dict[str, Any], ...] = (
    a_review(61.5), a_review(88, video_analysis_status="pending"),
    {"status": "processing", "retry_after_s": 6}, {"status": "not_eligible", "reason": "too_short"},
    {"status": "failed", "error": {"code": "x", "message": "y"}, "retryable": True, "attempts": 1},
)  # fmt: skip


async def _talk(seed: int, world: AssistantWorld) -> list[dict[str, Any]]:
    """Hold one conversation of sentences from the tables, with tools that fail now and then."""
    chance = Random(seed)  # noqa: S311  # examples, no secrets
    utterances = [row.says for file in FILES for row in rows(file)]
    follow_ups = (
        "make it harder",
        "ok",
        "how did I do?",
        "can I have the transcript?",
        "top 5 scores",
    )
    world.caller = a_caller(chance.choice((Role.SEEKER, Role.SEEKER, Role.ADMIN)), number=seed + 1)
    answers = []
    for _ in range(chance.randint(4, 8)):
        if chance.random() < 0.4:
            tool = chance.choice(
                [name for name in dir(ScriptedPractice) if re.match("_[a-z]+_[a-z]", name)]
            )
            world.practice.failures[tool[1:]] = _failures(chance)
        for session_id in world.practice.sessions:
            world.practice.held.add(session_id)
            world.practice.reviews.setdefault(session_id, chance.choice(_REVIEWS))
        answers.append(await world.say(chance.choice((*utterances, *follow_ups * 20))))
    return answers


def _withheld() -> float:
    samples = ASSISTANT_REPLIES_WITHHELD.collect()[0].samples
    return sum(sample.value for sample in samples if sample.name.endswith("_total"))


def _leaks(answers: list[dict[str, Any]]) -> int:
    inventions = [text for text, _ in INVENTED]
    return sum(any(invention in answer["reply"] for invention in inventions) for answer in answers)


async def test_conversations_with_failing_tools_let_nothing_ungrounded_out() -> None:
    withheld = 0
    for seed in range(examples(200)):
        world = AssistantWorld()
        answers = await _talk(seed, world)
        given = [*world.practice.given.values()]
        words = [
            one.body["text"]
            for line in world.memory.said.values()
            for one in line
            if one.author == "person"
        ]
        for answer in answers:
            ids = set(
                re.findall(
                    r"int_[0-9a-f]{32}",
                    repr((answer["reply"], answer["structured"], answer["actions"])),
                )
            )
            assert all(one in repr((given, words)) for one in ids)
            scores = re.findall(r"(\d+(?:\.\d+)?) of 100", answer["reply"])
            sources = repr((world.practice.reviews, world.practice.leaders, words))
            figures = re.findall(r"\d+(?:\.\d+)?", sources)
            assert {*scores} <= {str(round_overall(float(figure))) for figure in figures}
        withheld += sum(answer["reply"] == UNVERIFIED_TEXT for answer in answers)

    assert withheld == 0  # the built-in rules never even try


async def test_an_inventing_mind_is_stopped_each_time_and_leaks_without_the_check() -> None:
    before = _withheld()
    leaks = stopped = tried = 0
    for seed in range(examples(200)):
        world = AssistantWorld(Inventor(seed))
        answers = await _talk(seed, world)
        leaks += _leaks(answers)
        stopped += sum(answer["reply"] == UNVERIFIED_TEXT for answer in answers)
        tried += len(answers)

    assert leaks == 0
    assert stopped == tried
    assert _withheld() - before >= tried


async def test_without_the_check_each_invention_would_leave() -> None:
    mind = Inventor(1)

    replies = [
        await mind.compose_reply(DialogueDecision(intent="help"), [], ConversationState())
        for _ in range(50)
    ]

    assert _leaks([{"reply": reply.text} for reply in replies]) == 50
