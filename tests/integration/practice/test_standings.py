"""The leaderboard, many results at once, and a person's history."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.database import fresh_tenant
from tests.fakes.practice import PracticeWorld, open_practice
from tests.whole_examples import members_only_in_example

from vivavoce.contracts.interview import InterviewSnapshot, format_practice_session_id
from vivavoce.practice.adapters.reviews import PostgresReviewRepository
from vivavoce.practice.usecases.read_session import summarize_history

RESULT_FIELDS = {
    "score",
    "rubric_scores",
    "summary",
    "strengths",
    "weaknesses",
    "recommendations",
    "historical_comparison",
    "presence_metrics",
    "video_analysis",
    "improvement_roadmap",
    "ratio_cards",
}
MOMENTS = {"status", "assigned_at", "started_at", "completed_at"}


async def scored(
    practice: PracticeWorld, number: int, score: float | None, **context: object
) -> InterviewSnapshot:
    """A completed review with this overall score; its person shows it unless ``context`` says otherwise."""
    view = await practice.reviewed(number, **{"leaderboard": True, **context})
    await practice.execute(
        "UPDATE review SET overall_score = %(score)s WHERE interview_id = %(id)s",
        score=score,
        id=view.interview_id,
    )
    return view


async def board(practice: PracticeWorld, *, badge: str = "seeker-1", limit: int = 10) -> dict:
    path = f"/leaderboard?org_id=slug-{practice.tenant}&limit={limit}"
    answer = await practice.ask("GET", path, badge=badge)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def rule(practice: PracticeWorld, value: str) -> None:
    await practice.execute(
        "UPDATE tenant SET settings = settings || jsonb_build_object('leaderboard', %(value)s::text)"
        " WHERE tenant_id = %(tenant)s",
        value=value,
        tenant=practice.tenant,
    )


async def test_the_best_review_of_each_person_is_listed_earlier_ones_first(
    practice: PracticeWorld,
) -> None:
    await scored(practice, 1, 60.0)
    best = await scored(practice, 1, 80.0)
    early = await scored(practice, 2, 90.0)
    late = await scored(practice, 3, 90.0)
    await scored(practice, 4, None)

    found = await board(practice)

    told = [(one["rank"], one["session_id"], one["overall_score"]) for one in found["entries"]]
    assert told == [
        (1, format_practice_session_id(early.interview_id), 90.0),
        (1, format_practice_session_id(late.interview_id), 90.0),
        (3, format_practice_session_id(best.interview_id), 80.0),
    ]
    assert [one["display_name"] for one in found["entries"]] == ["Dana N.", "Dana N.", "Dana N."]
    assert [one["is_you"] for one in found["entries"]] == [False, False, True]
    assert found["entries"][0]["target_role"] == "Shift lead"
    assert members_only_in_example("get_leaderboard", found) == []
    assert len((await board(practice, limit=1))["entries"]) == 1


@pytest.mark.parametrize("earlier", [None, "on"])
async def test_only_people_who_choose_it_are_listed(
    practice: PracticeWorld, earlier: str | None
) -> None:
    await scored(practice, 1, 60.0, leaderboard=False)
    await scored(practice, 2, 50.0, leaderboard=None)
    willing = await scored(practice, 3, 40.0)

    if earlier:
        await rule(practice, earlier)
    listed = await board(practice)
    await rule(practice, "off")
    nobody = await board(practice)

    assert [one["session_id"] for one in listed["entries"]] == [
        format_practice_session_id(willing.interview_id)
    ]
    assert listed["listing_policy"] == "opt_in"
    assert (nobody["entries"], nobody["listing_policy"]) == ([], "off")


async def test_a_hidden_score_of_another_scorer_does_not_empty_the_list(
    practice: PracticeWorld,
) -> None:
    await scored(practice, 1, 60.0)
    hidden = await scored(practice, 2, 90.0, leaderboard=False)
    await practice.execute(
        "UPDATE review SET scorer_kind = 'model m' WHERE interview_id = %(id)s",
        id=hidden.interview_id,
    )

    found = await board(practice)

    assert [one["overall_score"] for one in found["entries"]] == [60.0]


async def test_one_list_never_mixes_kinds_of_scorers(practice: PracticeWorld) -> None:
    await scored(practice, 1, 60.0)
    other = await scored(practice, 2, 90.0)
    await practice.execute(
        "UPDATE review SET scorer_kind = 'model m' WHERE interview_id = %(id)s",
        id=other.interview_id,
    )

    found = await board(practice)

    assert [one["overall_score"] for one in found["entries"]] == [90.0]
    assert found["scorer_kind"] == "model m"


async def test_an_erased_person_leaves_the_leaderboard(practice: PracticeWorld) -> None:
    gone = await scored(practice, 1, 90.0)
    await scored(practice, 2, 50.0)

    async with practice.ground.open_work(practice.tenant) as work:
        await practice.ground.vault.destroy_key(work, gone.person_id)

    assert [one["overall_score"] for one in (await board(practice))["entries"]] == [50.0]


async def test_another_organisations_leaderboard_is_refused(practice: PracticeWorld) -> None:
    own = await practice.ask("GET", f"/leaderboard?org_id={practice.tenant}")
    other = await practice.ask("GET", f"/leaderboard?org_id={fresh_tenant()}")
    limits = [
        (await practice.ask("GET", f"/leaderboard?org_id={practice.tenant}&limit={n}")).status_code
        for n in (0, 1, 100, 101)
    ]

    assert (await practice.ask("GET", "/leaderboard")).status_code == 422
    assert own.status_code == 200
    assert (other.status_code, other.json()["code"]) == (403, "org_mismatch")
    assert limits == [422, 200, 200, 422]


async def results(practice: PracticeWorld, *ids: object, badge: str = "recruiter") -> dict:
    answer = await practice.ask(
        "POST",
        "/interviews/results:bulk",
        {"organization_id": str(practice.tenant), "assignment_ids": [str(one) for one in ids]},
        badge=badge,
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_results_are_there_once_the_review_is(practice: PracticeWorld) -> None:
    fresh, begun, done, back, foreign = (practice.ground.ids.new_id() for _ in range(5))
    for one in (fresh, begun, done, back):
        practice.assignments.add(one)
    practice.assignments.known[back].status = "unassigned"
    await practice.told(1, assignment=begun, answers=())
    view = await practice.told(2, assignment=done)
    await practice.settle()

    found = await results(practice, foreign, back, done, begun, fresh, "no-uuid")

    told = {UUID(one): result["status"] for one, result in found["results"].items()}
    assert told == {
        fresh: "not_started",
        begun: "in_progress",
        done: "completed",
        back: "unassigned",
    }
    assert found["unknown_ids"] == [str(foreign), "no-uuid"]
    assert set(found["results"][str(done)]) == MOMENTS | RESULT_FIELDS
    assert all(set(found["results"][str(one)]) == MOMENTS for one in (fresh, begun, back))
    review = await practice.review(view, badge="recruiter")
    assert found["results"][str(done)]["summary"] == review["summary"]
    assert found["results"][str(done)]["score"] == review["overall_score"]


async def test_results_are_for_who_may_assign(practice: PracticeWorld) -> None:
    body = {"organization_id": str(practice.tenant), "assignment_ids": [str(UUID(int=1))]}
    path = "/interviews/results:bulk"

    seeker = await practice.ask("POST", path, body)
    other = await practice.ask(
        "POST", path, body | {"organization_id": str(fresh_tenant())}, badge="recruiter"
    )

    assert (seeker.status_code, seeker.json()["code"]) == (403, "forbidden")
    assert (other.status_code, other.json()["code"]) == (403, "org_mismatch")


@pytest.mark.parametrize("count", [0, 501])
async def test_one_to_five_hundred_results_are_taken(practice: PracticeWorld, count: int) -> None:
    body = {"organization_id": "x", "assignment_ids": [str(UUID(int=n)) for n in range(count)]}

    answer = await practice.ask("POST", "/interviews/results:bulk", body, badge="recruiter")

    assert answer.status_code == 422


async def test_history_tells_what_comes_again_and_what_is_next(practice: PracticeWorld) -> None:
    reviews = PostgresReviewRepository(practice.ground.vault)
    person = await practice.person()
    async with practice.ground.open_work(practice.tenant) as work:
        assert await summarize_history(work, reviews, person) is None

    await scored(practice, 1, 40.0)
    last = await scored(practice, 1, 60.0)
    other = await scored(practice, 1, 99.0)
    await practice.execute(
        "UPDATE review SET scorer_kind = 'model m', completed_at = completed_at - interval '1 hour'"
        " WHERE interview_id = %(id)s",
        id=other.interview_id,
    )

    async with practice.ground.open_work(practice.tenant) as work:
        found = await summarize_history(work, reviews, person)

    assert found is not None
    review = await practice.review(last)
    assert (found.sessions, found.average_score) == (3, 50.0)
    assert list(found.carry_forward) == review["carry_forward"]["focus_next"]
    assert set(review["carry_forward"]["avoid_repeating"]) <= set(found.avoid)
    assert found.suggested_difficulty == review["carry_forward"]["suggested_difficulty"]


async def test_a_topic_of_two_reviews_comes_again_and_one_of_a_single_review_does_not(
    practice: PracticeWorld,
) -> None:
    reviews = PostgresReviewRepository(practice.ground.vault)
    person = await practice.person()
    recurring = []
    for _ in range(2):
        await scored(practice, 1, 40.0)
        async with practice.ground.open_work(practice.tenant) as work:
            found = await summarize_history(work, reviews, person)
            assert found is not None
            recurring.append({*found.recurring_strengths, *found.recurring_weaknesses})
            newest = (await reviews.list_by_person(work, person, limit=1))[0]

    assert recurring == [set(), {*newest.strong, *newest.weak}]
    assert recurring[1]


async def test_reviews_stay_inside_their_organisation(practice: PracticeWorld) -> None:
    view = await practice.reviewed()
    elsewhere = fresh_tenant()

    async with open_practice(practice.ground, elsewhere) as foreign:
        answer = await foreign.ask(
            "GET", f"/review/{format_practice_session_id(view.interview_id)}"
        )
        listed = await foreign.ask("GET", f"/leaderboard?org_id={elsewhere}")

    assert answer.status_code == 404
    assert listed.json()["entries"] == []
