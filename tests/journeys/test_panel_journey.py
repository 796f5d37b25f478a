"""A panel interview from another process: custom evaluator, link, interview, evaluations, ranking."""

from __future__ import annotations

import asyncio

from tests.fakes.api_clients import Candidate, Json, signed_in
from tests.fakes.platform_process import RealPlatform
from tests.journeys.hiring import Hiring, hiring_at

from vivavoce.app.demo.scripted_candidates import StrongCandidate

IN_TIME_S = 60
RUBRIC_TEXT = """
| Criterion | 1 | 2 | 3 | 4 | 5 |
|---|---|---|---|---|---|
| Safety | Ignores rules. | Knows of rules. | Keeps the safety rules. | Trains others. | Audits the shift. |
"""
FOUR = {"relevance", "exaggeration", "structured_thinking", "rubric"}


_UNTIL_HEARD = 8
"""So many frames into a talk at least one answer was given."""


async def taken_in(hiring: Hiring) -> None:
    """Return once the panel was heard in the session's log."""
    session_id = (await hiring.recruiter.get(f"/interviews/{hiring.run_id}"))["sessionId"]
    for _ in range(IN_TIME_S * 5):
        log = await hiring.recruiter.get(f"/sessions/{session_id}/events?limit=500")
        if any(one["type"] == "evaluation.generated" for one in log["events"]):
            return
        await asyncio.sleep(0.2)
    raise AssertionError("no evaluation reached the session")


async def complete_interview(
    hiring: Hiring, *, is_patient: bool = False, **facts: object
) -> tuple[Json, Candidate]:
    """Live an interview up to its assessment, and return where it stands and its candidate."""
    way = await hiring.approved(**facts)
    await hiring.consent(way)
    dana = StrongCandidate()

    def say(frame: Json) -> str | Json:
        return dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")

    candidate = Candidate(await hiring.start(way), say)
    if is_patient:  # leaves the line until the panel was heard, as a person may; the talk waits
        await candidate.take_interview(patience_s=IN_TIME_S, drop_after=_UNTIL_HEARD)
        await taken_in(hiring)
    await candidate.take_interview(patience_s=IN_TIME_S)
    await hiring.until("ASSESSMENT_PENDING")
    return await hiring.recruiter.get(f"/interviews/{hiring.run_id}"), candidate


async def read(hiring: Hiring, session_id: str) -> list[Json]:
    """Return the panel's answers once each of them was read."""
    answers: list[Json] = []
    for _ in range(IN_TIME_S * 10):
        answers = (await hiring.recruiter.get(f"/sessions/{session_id}/panel"))["answers"]
        if answers and all(one["evaluations"] or one["opinions"] for one in answers):
            return answers
        await asyncio.sleep(0.1)
    raise AssertionError(f"not every one of {len(answers)} answers was read")


async def test_a_panel_evaluates_every_answer_and_only_staff_see_it(
    platform: RealPlatform,
) -> None:
    hiring = await hiring_at(platform.url)
    admin = await signed_in(platform.url, "admin")
    own = {"name": "Safety of the journey", "rubricText": RUBRIC_TEXT}
    made = await admin.ask("POST", "/panels/evaluators", own)
    assert (made.status_code, made.json()["version"]) == (201, 1)

    shown, candidate = await complete_interview(
        hiring, is_patient=True, profile="panel", abilities={"videoPresence": True}
    )
    session_id = shown["sessionId"]
    answers = await read(hiring, session_id)

    assert shown["profile"] == "panel"
    for answer in answers:
        names = {one["evaluator"] for one in answer["evaluations"]}
        assert names >= FOUR | {"Safety of the journey v1"}
        assert {one["perspective"] for one in answer["opinions"]} == {
            *("product", "sales", "engineering", "design")
        }
        for one in answer["evaluations"]:
            assert (one["score"] is None) != (one["abstained"] is None)
            assert one["score"] is None or one["quotes"]
            assert one["evaluatedBy"] == "built-in rules v1"
            assert one["correlationId"].startswith("req_")
            for quote in one["quotes"]:
                assert answer["answer"][quote["start"] : quote["end"]] == quote["text"]
    assert len({one["evaluations"][0]["correlationId"] for one in answers}) == len(answers)
    assert any(one["score"] for answer in answers for one in answer["evaluations"])

    log = await hiring.recruiter.get(f"/sessions/{session_id}/events?limit=500")
    evaluations = [one for one in log["events"] if one["type"] == "evaluation.generated"]
    assert evaluations
    assert all(one["payload"]["correlation_id"].startswith("req_") for one in evaluations)
    seen = str(candidate.frames)
    assert not any(
        word in seen for word in ("evaluation", "perspective", "confidence", "evaluatedBy")
    )

    outsider = await hiring.anyone.ask("GET", f"/sessions/{session_id}/panel")
    seeker = await (await signed_in(platform.url, "seeker")).ask(
        "GET", f"/sessions/{session_id}/panel"
    )
    assert (outsider.status_code, seeker.status_code) == (401, 403)


async def test_a_hiring_interview_with_custom_evaluators_is_ranked_beside_others(
    platform: RealPlatform,
) -> None:
    first, second = await hiring_at(platform.url), await hiring_at(platform.url)

    (shown, _), (plain, _) = await asyncio.gather(
        complete_interview(first, abilities={"evaluations": True, "followUps": False}),
        complete_interview(second),
    )
    answers = await read(first, shown["sessionId"])
    unread = await second.recruiter.get(f"/sessions/{plain['sessionId']}/panel")
    ranked = await first.recruiter.post(
        "/panels/rank", {"interviewIds": [first.interview_id, second.interview_id]}
    )

    assert shown["abilities"] == {"evaluations": True, "followUps": False}
    assert all(answer["opinions"] == [] for answer in answers)
    assert all(answer["proposals"] == [] for answer in answers)
    assert all(answer["evaluations"] == [] for answer in unread["answers"])
    places = [*ranked["ranked"], *ranked["unranked"]]
    assert {one["interviewId"] for one in places} == {first.interview_id, second.interview_id}
    assert ranked["scorerKind"] == "built-in rules"
    assert ranked["cycles"] == []


async def test_profiles_with_sign_in_are_refused_and_unknown_options_are_named(
    platform: RealPlatform,
) -> None:
    hiring = await hiring_at(platform.url)
    for profile in ("practice", "intake", "seance"):
        refused = await hiring.partner.ask(
            "POST", "/a2a/interview", {"candidateRef": "x", "profile": profile}
        )
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["field"] == "profile"

    made = await hiring.request(abilities={"evaluations": True, "mindReading": True})

    assert "abilities.mindReading" in [one["field"] for one in made["warnings"]]
    shown = await hiring.recruiter.get(f"/interviews/{hiring.run_id}")
    assert shown["abilities"] == {"evaluations": True}
