"""A practice talk becomes a review, or says why it does not."""

from __future__ import annotations

import asyncio
import io
import json

import httpx
import pytest
from pypdf import PdfReader
from tests.fakes.hiring import partner
from tests.fakes.model_families import model_of
from tests.fakes.practice import STORY, PracticeWorld, open_practice
from tests.infrastructure import Ground
from tests.whole_examples import members_only_in_example

from vivavoce.contracts.interview import InterviewSnapshot, format_practice_session_id
from vivavoce.infra.keys import DataErasedError
from vivavoce.kernel.ids import TenantId
from vivavoce.testing.better_answers import UNFAITHFUL_REWORDINGS
from vivavoce.testing.hosted_families import openai_chat


async def retry(practice: PracticeWorld, view: InterviewSnapshot, *, badge: str = "seeker-1"):
    return await practice.ask(
        "POST", f"/review/{format_practice_session_id(view.interview_id)}/retry", badge=badge
    )


async def test_a_talk_becomes_a_completed_review(practice: PracticeWorld) -> None:
    view = await practice.reviewed()

    review = await practice.review(view)

    assert review["status"] == "completed"
    assert review["session_id"] == format_practice_session_id(view.interview_id)
    assert review["version"] == 1
    assert review["session"]["questions_asked"] == len((await practice.plan(view)).questions)
    assert review["session"]["persona_id"] == "emma"
    assert review["scorer"]["kind"] == "built-in rules"
    assert (review["presence_metrics"], review["video_analysis_status"]) == (None, "not_available")
    assert (review["audio_artifacts"], review["historical_comparison"]) == ([], None)
    [told] = await practice.published("review.completed")
    assert told.get("overallScore") == review["overall_score"]
    assert told["version"] == 1


async def report(
    practice: PracticeWorld, view: InterviewSnapshot, *, badge: str = "seeker-1"
) -> httpx.Response:
    path = f"/review/{format_practice_session_id(view.interview_id)}/report.pdf"
    return await practice.ask("GET", path, badge=badge)


def read_letters(file: httpx.Response) -> str:
    """Return the text of a PDF without its spaces and line ends."""
    pages = PdfReader(io.BytesIO(file.content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


async def test_the_report_is_a_pdf_with_scores_answers_and_better_answers(
    practice: PracticeWorld,
) -> None:
    weak = f"I <b>did</b> it, and *all* went well. {STORY}"
    view = await practice.reviewed(answers=(weak, STORY))
    review = await practice.review(view)

    file = await report(practice, view)

    assert (file.status_code, file.headers["content-type"]) == (200, "application/pdf")
    assert file.headers["content-disposition"] == 'attachment; filename="practice-report.pdf"'
    assert file.headers["cache-control"] == "no-store"
    text = read_letters(file)
    questions = review["deep_analysis"]["per_question"]
    for words in (
        "Scored by built-in rules",
        "No person has checked this report.",
        "I <b>did</b> it, and *all* went well.",
        STORY,
        *(f"{at}. {each['question']}" for at, each in enumerate(questions, 1)),
        *(each["better_answer"] for each in questions),
        "Worded by the built-in rules.",
        *(each["criterion"] for each in review["rubric_scores"]),
    ):
        assert "".join(words.split()) in text, words


async def test_only_the_person_gets_a_report_and_only_of_a_completed_review(
    practice: PracticeWorld,
) -> None:
    view = await practice.reviewed()
    prepared = await practice.prepared(2)

    foreign = await report(practice, view, badge="seeker-2")
    early = await report(practice, prepared, badge="seeker-2")

    assert (foreign.status_code, foreign.json()["code"]) == (404, "session_not_found")
    assert (early.status_code, early.json()["code"]) == (409, "review_not_ready")


async def test_the_way_to_a_review_can_be_followed(practice: PracticeWorld) -> None:
    prepared = await practice.prepared(1)
    path = f"/review/{format_practice_session_id(prepared.interview_id)}"
    assert (await practice.ask("GET", path)).json()["reason"] == "not_started"

    view, session_id = await practice.begun(2)
    path = f"/review/{format_practice_session_id(view.interview_id)}"
    talking = await practice.ask("GET", path, badge="seeker-2")
    assert (talking.json()["status"], talking.json()["stage"]) == ("processing", "queued")
    assert talking.headers["retry-after"] == "15"

    await practice.end(view, session_id)
    await practice.pump()
    assert (await practice.ask("GET", path, badge="seeker-2")).json()["stage"] == "queued"
    await practice.run("practice.review")
    scoring = await practice.ask("GET", path, badge="seeker-2")
    assert scoring.json()["stage"] == "scoring"
    assert scoring.headers["retry-after"] == str(scoring.json()["retry_after_s"])
    await practice.run("assessment.assess")
    assert (await practice.ask("GET", path, badge="seeker-2")).json()["stage"] == "comparing"
    await practice.settle()
    done = await practice.ask("GET", path, badge="seeker-2")
    assert done.json()["status"] == "completed"
    assert "retry-after" not in done.headers


async def test_quotes_are_found_in_the_talk(practice: PracticeWorld) -> None:
    view = await practice.reviewed()

    review = await practice.review(view)

    story = next(iter(practice.talks.stories.values()))
    turns = {turn.turn: turn.text for turn in story.turns}
    quotes = [quote for one in review["rubric_scores"] for quote in one["evidence"]]
    assert quotes
    assert all(quote["quote"] in turns[quote["turn"]] for quote in quotes)


async def test_hearing_everything_twice_makes_one_review(practice: PracticeWorld) -> None:
    view = await practice.told()
    await practice.settle()

    practice.last_position = 0
    practice.done.clear()
    await practice.settle()

    assert len(await practice.published("review.completed")) == 1
    assert (await practice.review(view))["version"] == 1


async def test_two_workers_on_one_review_make_one(practice: PracticeWorld) -> None:
    await practice.told()
    await practice.pump()
    await practice.run("assessment.assess")
    [job, *_] = await practice.jobs("practice.review")

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(
                practice.reviews.job(practice.tenant, interview_id=job["args"]["interview_id"])
            )

    assert len(await practice.published("review.completed")) == 1


@pytest.mark.parametrize(
    ("answers", "reason"),
    [((), "no_candidate_speech"), (("Yes.", "No.", "Well."), "too_short")],
)
async def test_a_talk_with_too_little_in_it_is_not_eligible(
    practice: PracticeWorld, answers: tuple[str, ...], reason: str
) -> None:
    view = await practice.told(answers=answers)
    await practice.settle()

    review = await practice.review(view)

    assert review == {
        "session_id": format_practice_session_id(view.interview_id),
        "status": "not_eligible",
        "reason": reason,
    }
    assert await practice.published("review.not_eligible") == [{"reason": reason}]
    assert await practice.published("review.completed") == []


@pytest.mark.parametrize(
    ("ending", "reason"),
    [
        ("consent_declined", "consent_declined"),
        ("no_answers", "no_candidate_speech"),
        ("no_show", "not_started"),
        ("staff", "cancelled"),
    ],
)
async def test_a_session_that_came_to_nothing_says_why(
    practice: PracticeWorld, ending: str, reason: str
) -> None:
    view, session_id = await practice.begun()

    await practice.not_completed(view, session_id, ending)
    await practice.settle()

    assert (await practice.review(view))["reason"] == reason
    assert await practice.published("review.not_eligible") == [{"reason": reason}]


async def test_while_another_attempt_is_open_nothing_is_refused(practice: PracticeWorld) -> None:
    view, session_id = await practice.begun()

    await practice.not_completed(view, session_id, "connection_lost", is_technical=True)
    await practice.settle()

    assert (await practice.review(view))["status"] == "processing"
    assert await practice.published("review.not_eligible") == []


async def test_a_talk_that_was_cut_off_and_counts_after_all_is_reviewed(
    practice: PracticeWorld,
) -> None:
    view, session_id = await practice.begun()
    await practice.not_completed(view, session_id, "connection_lost", is_technical=True)
    await practice.settle()

    await practice.end(view, session_id)
    await practice.settle()

    assert (await practice.review(view))["status"] == "completed"
    assert await practice.published("review.not_eligible") == []


async def test_late_news_changes_no_completed_review(practice: PracticeWorld) -> None:
    view = await practice.reviewed()
    [session_id] = practice.talks.stories

    await practice.not_completed(view, session_id, "connection_lost")
    async with practice.ground.open_work(practice.tenant) as work:
        follow = practice.reviews.handlers._update_review
        await follow.handle_cancelled(work, view.interview_id, code="CANCELLED")
        await follow.handle_assessment_failed(work, view.interview_id)
    await practice.settle()

    assert (await practice.review(view))["status"] == "completed"
    assert await practice.published("review.failed") == []


async def test_a_session_that_is_called_off_is_not_eligible(practice: PracticeWorld) -> None:
    view = await practice.prepared()

    async with practice.ground.open_work(practice.tenant) as work:
        await practice.slices.hiring.self_service_interviews.cancel_interview(
            work, view.interview_id, code="EXPIRED"
        )
    await practice.settle()

    assert (await practice.review(view))["reason"] == "not_started"


async def test_hiring_gets_no_reviews(practice: PracticeWorld) -> None:
    facts = {
        "candidate_name": "Zoe Example",
        "candidate_email": "zoe@example.com",
        "position": "Shift lead",
        "level": "MID",
        "skills": ["Logistics"],
        "job_description": "You lead a shift of eighteen people in our warehouse. " * 3,
    }
    await practice.slices.hiring.use_cases.request_interview(partner(practice.tenant), facts)
    await practice.settle()

    async with practice.ground.open_work(practice.tenant) as work:
        interviews = await work.fetch_all("SELECT id, run_id FROM interview")
        reviews = practice.reviews.handlers._update_review
        for row in interviews:
            await reviews.handle_cancelled(work, row["id"], code="CANCELLED")
        assert await work.fetch_all("SELECT * FROM review") == []
    assert interviews


async def test_somebody_elses_review_is_like_an_unknown_one(practice: PracticeWorld) -> None:
    view = await practice.reviewed(1)
    path = f"/review/{format_practice_session_id(view.interview_id)}"

    foreign = await practice.ask("GET", path, badge="seeker-2")
    staff = await practice.ask("GET", path, badge="recruiter")
    unknown = await practice.ask("GET", "/review/int_" + "0" * 32, badge="seeker-2")
    misshapen = await practice.ask("GET", "/review/int_zz", badge="seeker-2")

    refused = {
        (answer.status_code, answer.json()["code"], answer.json()["detail"])
        for answer in (foreign, staff, unknown, misshapen)
    }
    assert refused == {(404, "session_not_found", foreign.json()["detail"])}
    assert (await retry(practice, view, badge="seeker-2")).status_code == 404


async def test_keys_that_act_for_people_read_and_staff_read_what_they_assigned(
    practice: PracticeWorld,
) -> None:
    assignment = practice.ground.ids.new_id()
    practice.assignments.add(assignment)

    view = await practice.reviewed(1, assignment=assignment)

    assert (await practice.review(view, badge="service"))["status"] == "completed"
    review = await practice.review(view, badge="recruiter")
    assert review["session"]["assignment_id"] == str(assignment)
    assert practice.assignments.known[assignment].status == "completed"


async def test_the_second_session_is_compared_with_the_first(practice: PracticeWorld) -> None:
    first = await practice.reviewed()
    second = await practice.reviewed()

    review = await practice.review(second)

    compared = review["historical_comparison"]
    assert compared["previous_session_id"] == format_practice_session_id(first.interview_id)
    before, now = (await practice.review(first))["overall_score"], review["overall_score"]
    assert compared["delta_overall"] == (
        None if before is None or now is None else round(now - before, 1)
    )


async def test_scores_of_another_kind_of_scorer_are_not_compared(practice: PracticeWorld) -> None:
    first = await practice.reviewed()
    await practice.execute(
        "UPDATE review SET scorer_kind = 'model m' WHERE interview_id = %(id)s",
        id=first.interview_id,
    )

    second = await practice.reviewed()

    review = await practice.review(second)
    assert review["historical_comparison"] is None
    assert len(review["trend_data"]) <= 1


async def test_an_assessment_that_was_given_up_can_be_asked_for_again(
    practice: PracticeWorld,
) -> None:
    view = await practice.told()
    await practice.pump()
    [job] = await practice.jobs("assessment.assess")
    assessment = job["args"]["assessment_id"]
    await practice.assessment.job.report_failure(practice.tenant, assessment_id=assessment)
    await practice.assessment.job.report_failure(practice.tenant, assessment_id=assessment)
    practice.done.add(job["id"])
    await practice.settle()

    failed = await practice.review(view)
    assert failed["status"] == "failed"
    assert (failed["error"]["code"], failed["retryable"], failed["attempts"]) == (
        "assessment_failed",
        True,
        1,
    )
    assert len(await practice.published("assessment.failed")) == 1
    assert await practice.published("review.failed") == [{"code": "assessment_failed"}]

    again = await retry(practice, view)
    assert (again.status_code, again.json()["stage"]) == (202, "scoring")
    assert members_only_in_example("retry_review", again.json(), "202") == []
    await practice.settle()
    assert (await practice.review(view))["status"] == "completed"


async def test_a_review_that_was_given_up_can_be_put_together_again(
    practice: PracticeWorld,
) -> None:
    view = await practice.told()
    await practice.pump()
    await practice.run("assessment.assess")
    practice.talks.error = RuntimeError("the log cannot be read")
    with pytest.raises(RuntimeError):
        await practice.run("practice.review")
    await practice.reviews.job.give_up(practice.tenant, interview_id=str(view.interview_id))
    assert (await practice.review(view))["error"]["code"] == "review_failed"

    practice.talks.error = None
    again = await retry(practice, view)

    assert (again.status_code, again.json()["stage"]) == (202, "comparing")
    await practice.settle()
    assert (await practice.review(view))["status"] == "completed"


async def test_only_what_failed_is_made_again(practice: PracticeWorld) -> None:
    prepared, done = await practice.prepared(), await practice.reviewed()

    answers = [await retry(practice, prepared), await retry(practice, done)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert [answer.json()["current_status"] for answer in answers] == ["not_eligible", "completed"]


async def test_words_that_were_erased_are_said_to_be_gone(practice: PracticeWorld) -> None:
    view = await practice.told()
    await practice.pump()
    await practice.run("assessment.assess")
    practice.talks.error = DataErasedError()
    await practice.settle()

    failed = await practice.review(view)

    assert (failed["error"]["code"], failed["retryable"]) == ("words_erased", False)
    assert (await retry(practice, view)).status_code == 409


async def test_an_erased_person_leaves_no_word_in_their_review(practice: PracticeWorld) -> None:
    view = await practice.reviewed()

    async with practice.ground.open_work(practice.tenant) as work:
        await practice.ground.vault.destroy_key(work, view.person_id)
        rows = await work.fetch_all("SELECT * FROM review")

    answer = await practice.ask("GET", f"/review/{format_practice_session_id(view.interview_id)}")
    assert (answer.status_code, answer.json()["code"]) == (410, "erased")
    plain = json.dumps([{k: str(v) for k, v in row.items() if k != "document"} for row in rows])
    assert "Dana" not in plain
    assert not any(word in plain for word in STORY.split() if len(word) > 6)


@pytest.mark.parametrize("name", ["faithful", "inventing"])
async def test_a_model_words_better_answers_and_changes_no_score(
    ground: Ground, tenant: TenantId, name: str
) -> None:
    family = openai_chat()
    family.reword = UNFAITHFUL_REWORDINGS.get(name)
    answer = "Actually I read the logs of the shop on Friday. I called the customers. " * 2
    async with open_practice(ground, tenant, language_model=model_of(family)) as practice:
        view = await practice.reviewed(answers=(answer,) * 9)
        review = await practice.review(view)
        letters = read_letters(await report(practice, view))
        usage = await practice.published("usage.recorded")

    questions = review["deep_analysis"]["per_question"]
    authors = {question["better_answer_author"]["kind"] for question in questions}
    assert questions
    assert family.asked
    assert "Dana" not in json.dumps(family.asked)
    assert [used["purpose"] for used in usage] == ["review"]
    assert review["scorer"]["kind"] == "built-in rules"
    if name == "faithful":
        assert authors == {"model"}
        assert "Actually" not in questions[0]["better_answer"]
        assert questions[0]["better_answer_author"]["model"] == family.model
        assert f"Wordedbythemodel{family.model}." in letters
    else:
        assert authors == {"built-in rules"}
        assert "Wordedbythebuilt-inrules." in letters
        assert "million" not in json.dumps(review)
