"""The assistant over fakes: real rules, real checks, a scripted practice, a memory without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from tests.fakes.live_session import open_fake_work
from tests.fakes.memory_conversations import RememberedConversations
from tests.fakes.practice_tools import ScriptedPractice
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Role
from vivavoce.kernel.errors import TooManyRequestsError
from vivavoce.kernel.ids import PersonId, TenantId
from vivavoce.practice.adapters.rule_based_dialogue_manager import RuleBasedDialogueManager
from vivavoce.practice.usecases.answer_assistant_message import (
    AnswerAssistantMessage,
    IncomingMessage,
)
from vivavoce.practice.usecases.execute_tool_calls import ExecuteToolCalls
from vivavoce.practice.usecases.own_practice import PracticeAccess
from vivavoce.practice.usecases.read_conversations import ReadConversations

TENANT = TenantId(UUID(int=1))


def a_caller(role: Role = Role.SEEKER, number: int = 7) -> Caller:
    return Caller(
        tenant_id=TENANT,
        kind="account",
        id=UUID(int=number),
        name="Priya Raman",
        permissions=ROLE_PERMISSIONS[role],
        role=role,
    )


class People:
    """Persons by reference; made at first use."""

    def __init__(self) -> None:
        self.known: dict[str, PersonId] = {}

    async def get_or_create_person(self, work: Any, reference: str) -> PersonId:
        return self.known.setdefault(reference, PersonId(uuid5(UUID(int=2), reference)))

    async def find_person(self, work: Any, reference: str) -> PersonId | None:
        return self.known.get(reference)

    async def slug(self, work: Any) -> str:
        return "demo"


@dataclass
class Tries:
    """Counts; refuses when told to."""

    is_full: bool = False
    keys: list[str] = field(default_factory=list)

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        self.keys.append(key)
        if self.is_full:
            raise TooManyRequestsError(retry_after_s=9)
        return limit - 1


@dataclass
class Reviews:
    """The completed reviews of everybody, newest first."""

    completed: list[Any] = field(default_factory=list)

    async def list_by_person(self, work: Any, person_id: PersonId, *, limit: int) -> list[Any]:
        return self.completed[:limit]


class AssistantWorld:
    """One organisation with an assistant; ``say`` is a message in the conversation of the last answer."""

    def __init__(
        self, mind: RuleBasedDialogueManager | None = None, practice: ScriptedPractice | None = None
    ) -> None:
        people: Any = People()
        self.tries: Any = Tries()
        self.practice = practice or ScriptedPractice()
        self.reviews: Any = Reviews()
        self.memory = RememberedConversations(CountingIds())
        clock, mind = SimulatedClock(), mind or RuleBasedDialogueManager()
        owners = PracticeAccess(people, people.slug)
        self.answer = AnswerAssistantMessage(
            open_work=open_fake_work,
            access=owners,
            conversations=self.memory,
            reviews=self.reviews,
            dialogue=mind,
            execute_calls=ExecuteToolCalls(self.practice, mind, clock),
            rate_limiter=self.tries,
            clock=clock,
        )
        self.read = ReadConversations(open_fake_work, owners, self.memory, clock)
        self.caller = a_caller()
        self.conversation: UUID | None = None

    async def say(self, text: str, **more: Any) -> Json:
        ask = IncomingMessage(text=text, conversation_id=self.conversation, **more)
        answer = await self.answer(self.caller, ask)
        self.conversation = UUID(answer["conversation_id"])
        return answer

    @property
    def called(self) -> list[str]:
        return [tool for tool, _ in self.practice.calls]
