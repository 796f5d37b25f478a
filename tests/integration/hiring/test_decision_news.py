"""The news that a decision was made: sent once, if the organization wants it, without the decision."""

from __future__ import annotations

import dataclasses
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.hiring import HiringWorld, person
from tests.integration.hiring.hiring_api import Edge
from tests.integration.hiring.interview_steps import judged

from vivavoce.hiring.domain.hiring_decision import NotDecidableError
from vivavoce.hiring.domain.interview import Interview
from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.ids import TenantId

REASON = "She named no plan of her own."
NO_HIRE: dict[str, Any] = {
    "assessmentId": "assessment-1",
    "outcome": "NO_HIRE",
    "levels": [{"competency": "Planning", "level": 2.5}],
    "comments": REASON,
}


@pytest.fixture
def world(world: HiringWorld) -> HiringWorld:
    """The world of an organization that sends the news, and has an address for questions."""
    world.policy.page_rules = dataclasses.replace(
        world.policy.page_rules, sends_decision_news=True, contact_email="jobs@example.com"
    )
    return world


async def assessed(world: HiringWorld, tenant: TenantId) -> Interview:
    interview = await judged(world, tenant)
    world.assessments.assessments[interview.id] = {
        "assessmentId": "assessment-1",
        "scorecard": {"competencies": [{"name": "Planning"}]},
    }
    return interview


async def decide(edge: Edge, interview: Interview, **changes: Any) -> UUID:
    answer = await edge.ask(
        "POST", f"/interviews/{interview.id}/decisions", {**NO_HIRE, **changes}, badge="RECRUITER"
    )
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["decisionId"])


def colleague(tenant: TenantId) -> Caller:
    return dataclasses.replace(person(tenant), id=UUID(int=9), name="Carl Colleague")


async def test_a_candidate_gets_the_news_once_the_decision_cannot_be_undone(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    decision = await decide(edge, interview)
    at_once = list(world.candidate_mail.news)

    for _ in range(2):
        await world.cases.decide_candidate.send(tenant, decision)

    assert at_once == []
    (news,) = world.candidate_mail.news
    assert news["to"] == interview.request.candidate_email
    assert news["person_id"] == interview.person_id
    assert news["contact"] == "jobs@example.com"
    assert news["link"] == world.candidate_links.opened[interview.id]
    assert news["organization"] == (interview.request.company_name or "Larkfield")
    assert set(news) == {
        *("email_id", "person_id", "to", "name", "position", "organization", "contact"),
        *("link", "language"),
    }
    assert not any(word in str(news) for word in (REASON, "NO_HIRE", "2.5", "Planning"))


async def test_a_decision_that_replaces_another_has_the_same_id_of_its_news(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview, other = await assessed(world, tenant), await assessed(world, tenant)
    first = await decide(edge, interview)
    await world.cases.decide_candidate.send(tenant, first)
    second = await decide(edge, interview, outcome="HIRE", replaces=str(first))
    await world.cases.decide_candidate.send(tenant, second)
    await world.cases.decide_candidate.send(tenant, await decide(edge, other))

    ids = [news["email_id"] for news in world.candidate_mail.news]
    assert ids[0] == ids[1] != ids[2], "the queue takes each id once"


async def test_the_news_waits_for_the_second_person(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    world.policy.needs_two = True
    interview = await assessed(world, tenant)
    decision = await decide(edge, interview)
    await world.cases.decide_candidate.send(tenant, decision)
    proposed = list(world.candidate_mail.news)

    await world.cases.decide_candidate.confirm(colleague(tenant), interview.run_id, decision)

    assert proposed == []
    assert len(world.candidate_mail.news) == 1


async def test_a_candidate_who_withdrew_never_gets_the_news(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    world.policy.needs_two = True
    pending, proposed = await assessed(world, tenant), await assessed(world, tenant)
    first, second = await decide(edge, pending), await decide(edge, proposed)
    await world.cases.decide_candidate.send(tenant, second)
    for interview in (pending, proposed):
        async with world.ground.open_work(tenant) as work:
            await world.page.withdraw(work, interview.id)

    await world.cases.decide_candidate.send(tenant, first)
    with pytest.raises(NotDecidableError):
        await world.cases.decide_candidate.confirm(colleague(tenant), proposed.run_id, second)

    assert world.candidate_mail.news == []


async def test_an_undone_decision_and_an_erased_candidate_are_no_news(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    undone, erased = await assessed(world, tenant), await assessed(world, tenant)
    decision = await decide(edge, undone)
    await world.cases.decide_candidate.withdraw(person(tenant), undone.run_id, decision)
    await world.cases.decide_candidate.send(tenant, decision)
    await world.cases.erase.erase_candidate(person(tenant, Role.ADMIN), erased.run_id)
    await world.cases.decide_candidate.send(tenant, await decide(edge, erased))

    assert world.candidate_mail.news == []


async def test_an_organization_that_does_not_want_the_news_sends_none(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    world.policy.page_rules = dataclasses.replace(
        world.policy.page_rules, sends_decision_news=False
    )
    interview = await assessed(world, tenant)

    await world.cases.decide_candidate.send(tenant, await decide(edge, interview))

    assert world.candidate_mail.news == []


async def test_the_news_is_in_the_language_that_the_candidate_chose(
    world: HiringWorld, edge: Edge, tenant: TenantId
) -> None:
    interview = await assessed(world, tenant)
    async with world.ground.open_work(tenant) as work:
        await world.facade.choose_language(work, interview.id, "de")
    decision = await decide(edge, interview)

    await world.cases.decide_candidate.send(tenant, decision)

    (news,) = world.candidate_mail.news
    assert (news["language"], interview.request.language) == ("de", "en")
