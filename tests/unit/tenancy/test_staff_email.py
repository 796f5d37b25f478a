"""Who gets the e-mail when a candidate asks for a person, and what it contains."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from tests.fakes.live_session import TENANT, FakeWork

from vivavoce.app.wiring.delivery import StaffEmails
from vivavoce.delivery.domain.emails import build_task_email
from vivavoce.hiring.domain.human_task import HumanTaskKind
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Permission, Role
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.tenancy.domain.roles import CustomRole
from vivavoce.tenancy.domain.users import User
from vivavoce.tenancy.facade import MemberReader

INTERVIEW = InterviewId(UUID(int=5))


@dataclass
class RecordingEmailQueue:
    sent: list[dict[str, Any]] = field(default_factory=list)

    async def send_task(self, work: UnitOfWork, **email: Any) -> UUID:
        self.sent.append(email)
        return UUID(int=1)


class FewPeople:
    """The users of one organization, as tenancy keeps them."""

    def __init__(self, **roles: Role | CustomRole) -> None:
        self.users = [
            User(tenant_id=TENANT, id=UUID(int=n), name=name, role=role, email=f"{name}@a.example")
            for n, (name, role) in enumerate(roles.items(), start=1)
        ]

    async def list(self, work: UnitOfWork, *, offset: int, limit: int) -> tuple[list[User], int]:
        return self.users[offset:][:limit], len(self.users)


async def addresses(
    people: FewPeople,
    creator: int | None,
    caused_by: int | None = None,
    kind: HumanTaskKind = "person_requested",
) -> list[str]:
    post = RecordingEmailQueue()
    members = MemberReader(people)  # type: ignore[arg-type]
    mail = StaffEmails(members, post, console_url="https://desk.example/")  # type: ignore[arg-type]
    sent = await mail.send_task(
        FakeWork(TENANT),  # type: ignore[arg-type]
        kind=kind,
        interview_id=INTERVIEW,
        person_id=PersonId(UUID(int=6)),
        position="Welder",
        creator_id=None if creator is None else UUID(int=creator),
        except_id=None if caused_by is None else UUID(int=caused_by),
    )
    assert sent == len(post.sent)
    assert {email["link"] for email in post.sent} == {
        f"https://desk.example/interviews/{INTERVIEW}"
    }
    return [email["to"] for email in post.sent]


async def test_the_creator_gets_the_email_and_without_one_recruiters_and_administrators() -> None:
    people = FewPeople(boss=Role.ADMIN, rita=Role.RECRUITER, vera=Role.VIEWER, sue=Role.SEEKER)
    everyone = ["boss@a.example", "rita@a.example"]

    assert await addresses(people, 2) == ["rita@a.example"]
    assert await addresses(people, None) == everyone
    assert await addresses(people, 404) == everyone, "who requested it was removed since"
    assert await addresses(people, 4) == everyone, "who requested it may not read it any more"
    assert await addresses(people, 2, caused_by=2) == ["boss@a.example"], "somebody else is needed"


async def test_the_email_goes_to_who_can_do_the_task() -> None:
    decides, updates = (
        CustomRole(
            id=UUID(int=n),
            name=str(n),
            description="",
            permissions=frozenset({Permission.INTERVIEW_READ, allowed}),
        )
        for n, allowed in ((21, Permission.INTERVIEW_APPROVE), (22, Permission.INTERVIEW_UPDATE))
    )
    people = FewPeople(dora=decides, uma=updates, vera=Role.VIEWER)

    assert await addresses(people, None) == ["uma@a.example"]
    assert await addresses(people, 2, kind="decision_to_confirm") == ["dora@a.example"]
    assert await addresses(people, 1, kind="review_requested") == ["dora@a.example"]


async def test_a_person_without_an_address_gets_no_email() -> None:
    people = FewPeople(boss=Role.ADMIN, rita=Role.RECRUITER)
    people.users[1] = replace(people.users[1], email="")

    assert await addresses(people, 2) == ["boss@a.example"]
    assert await addresses(people, None) == ["boss@a.example"]


def test_the_email_names_position_and_link_and_nothing_from_the_interview() -> None:
    email = build_task_email(
        "person_requested",
        to="r@a.example",
        position="Welder\r\nBcc: x@y.example",
        link="https://desk.example/1",
    )

    assert email.subject == "A candidate needs to talk with a person"
    assert "https://desk.example/1" in email.text
    assert "of Welder Bcc: x@y.example asked" in email.text
