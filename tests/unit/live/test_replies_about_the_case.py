"""A candidate's own question about the case, a principle, another's task, and something that is missing."""

from __future__ import annotations

import pytest
from tests.fakes.live_session import a_plan
from tests.fakes.simulated_session import a_room, consented
from tests.unit.live.talks import Talk
from tests.unit.live.test_requests_in_conversation import FACTS

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion, QuestionKind
from vivavoce.contracts.profiles import INTAKE_PROFILE, PRACTICE_PROFILE
from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding import reply_wordings
from vivavoce.live.domain.interviewer.understanding.detection import understand

CASE = "A guest says that his bike was stolen from the yard last night. What do you do?"
ASKING_CASE = "It is your first day at the desk. What do you want to know before you start?"
STORY = "Tell me about one time when a guest wanted something that is not allowed."
SAMPLE = "A group of forty arrives a day early. Talk me through how you find them beds."
PRACTICE = "How do you keep keys from getting lost?"


def plan_for(text: str, kind: QuestionKind) -> InterviewPlan:
    first = PlanQuestion(id="q1", text=text, competency="Delivery", kind=kind)
    rest = PlanQuestion(id="q2", text="What was hard last year?", competency="Care")
    return a_plan(questions=(first, rest))


def talk_about(text: str, kind: QuestionKind) -> Talk:
    return Talk(plan_for(text, kind), company_name="Acme", facts=FACTS)


def act_of(said: str, question: str, kind: QuestionKind) -> UtteranceAct:
    return understand(said, question=question, kind=kind).main_act


@pytest.mark.parametrize(
    "said",
    [
        "Is the yard locked at night?",
        "Who repaired it, us or them?",
        "is there a camera in the yard",
        "Do I have a colleague with me?",
        "How old is the bike?",
        "Which lock did he use?",
        "Was it insured? And does he have a receipt?",
        "It depends. Is he a regular guest?",
        "Can I see the camera pictures? That changes a lot.",
        "Are guests told to use the shed?",
        "Can I give him one of ours? It's the same, no?",
    ],
)
def test_a_question_about_the_case_is_one_the_candidate_may_decide(said: str) -> None:
    interview = talk_about(CASE, "situational")
    before = interview.state.current_question

    last = interview.say(said)

    assert last.kind == "remark"
    assert last.text in reply_wordings.ASSUME
    assert interview.state.current_question == before, "the question stays open and unused"
    assert interview.say("Then I'd write down when he locked it and call the police.").kind in (
        "follow_up",
        "question",
    )


def test_each_question_about_a_case_is_answered_in_other_words() -> None:
    interview = talk_about(CASE, "situational")

    replies = [
        interview.say(said).text for said in ("Is it insured?", "Is he angry?", "Is it new?")
    ]

    assert len(set(replies)) == len(replies)


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("Who reads my answers?", "asks_who_decides"),
        ("How long does the interview take?", "asks_time"),
        ("Is this recorded?", "asks_data"),
        ("Are you a machine?", "asks_machine"),
        ("What does the job pay?", "asks_other_process"),
        ("Do I have to work weekends?", "asks_other_process"),
        ("Can I have a minute?", "wants_pause"),
        ("What do you mean by yard?", "asks_about_question"),
        ("Can you say that again?", "wants_repeat"),
    ],
)
def test_a_question_about_the_interview_keeps_its_true_reply(said: str, act: str) -> None:
    assert act_of(said, CASE, "situational") == act


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("I'd ask him: was it locked? Did anybody see something?", CASE),
        ("What else can I do? I call the police.", CASE),
        ("I call the police. What else can you do?", CASE),
        ("He'd say, 'Is the yard safe?' and I'd say no.", CASE),
        ("First, is he sure that it was here?", CASE),
        ("Where do the keys hang? Who has the night shift?", ASKING_CASE),
        ("I'd look in the book, is there a note from the night?", CASE),
    ],
)
def test_a_question_inside_of_an_answer_is_a_part_of_it(said: str, question: str) -> None:
    assert understand(said, question=question, kind="situational").acts == ("answer",)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("I'd write it down and call the police. Am I alone at the desk?", "I'd write it down"),
        ("I'd give him a form, is my manager there at night?", "I'd give him a form"),
    ],
)
def test_an_answer_before_the_question_is_kept(said: str, answer: str) -> None:
    interview = talk_about(CASE, "situational")

    last = interview.say(said)

    assert last.text in reply_wordings.ASSUME
    given = interview.state.turns[-2]
    assert given.kind == "answer"
    assert given.text[: given.answer_end].startswith(answer)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("No, I don't hand out keys to people I don't know.", "situational"),
        ("I never lend my badge.", "situational"),
        ("I never leave the drawer open.", "knowledge"),
        ("I would never give out a room number.", "situational"),
        ("I don't skip it. Never.", "situational"),
        ("I never lie to a guest.", "behavioral"),
        ("Never without a signature.", "situational"),
        ("Data protection. Nothing over the phone.", "situational"),
        ("I don't want to be the one who tells on him.", "situational"),
        ("No, the guest was right and I gave him his money.", "behavioral"),
    ],
)
def test_a_principle_is_an_answer(said: str, kind: QuestionKind) -> None:
    question = STORY if kind == "behavioral" else CASE

    assert understand(said, question=question, kind=kind).acts == ("answer",)


@pytest.mark.parametrize(
    ("said", "kind", "act"),
    [
        ("I've never had that.", "situational", "never_had"),
        ("I don't have such cases.", "behavioral", "never_had"),
        ("I never used that system.", "knowledge", "never_had"),
        ("No, our tills always balanced.", "behavioral", "never_had"),
        ("We have no night trains, so no.", "behavioral", "never_had"),
        ("Nobody's ever been taught by me.", "behavioral", "never_had"),
        ("I'd rather not talk about that.", "behavioral", "refuses_other"),
        ("I won't answer that question, it's private.", "situational", "refuses_other"),
        ("I can't tell you that, I signed an NDA.", "behavioral", "refuses_confidential"),
    ],
)
def test_a_denial_or_a_refusal_of_the_question_is_no_principle(
    said: str, kind: QuestionKind, act: str
) -> None:
    question = STORY if kind == "behavioral" else CASE

    assert act_of(said, question, kind) == act


@pytest.mark.parametrize(
    ("said", "text", "kind", "wordings"),
    [
        ("That's not my role, the manager does that.", STORY, "behavioral", "OWN_WORK"),
        ("At ours the night porter handles that.", PRACTICE, "knowledge", "OWN_WORK"),
        ("Not my trade.", PRACTICE, "knowledge", "OWN_WORK"),
        ("Somebody else does that at our place.", CASE, "situational", "OWN_PART_OF_CASE"),
        ("That decides my boss.", CASE, "situational", "OWN_PART_OF_CASE"),
        ("I can't do that without the room list.", SAMPLE, "work_sample", "SMALLER_PIECE"),
        ("I can't explain that in two minutes.", PRACTICE, "knowledge", "SMALLER_PIECE"),
        ("I'd need the bookings for that.", SAMPLE, "work_sample", "SMALLER_PIECE"),
        ("I can't tell that in two minutes.", STORY, "behavioral", "PIECE_OF_STORY"),
    ],
)
def test_another_persons_task_or_what_is_missing_leads_to_a_smaller_piece_and_then_on(
    said: str, text: str, kind: QuestionKind, wordings: str
) -> None:
    interview = talk_about(text, kind)

    first, second = interview.say(said), interview.say(said)

    assert (first.kind, first.reason) == ("follow_up", "NO_ANSWER")
    assert first.text in reply_wordings.ALL_WORDINGS[wordings]
    assert (second.kind, second.question_id) == ("question", "q2")


@pytest.mark.parametrize(
    "said",
    [
        "That's not my job, I'd call the manager and stay with the guest.",
        "I told them that it's not allowed here, and they left.",
        "It wasn't my fault, the lock was broken.",
        "The next shift can deal with it, but I'd write them a note and lock the yard myself first.",
    ],
)
def test_an_answer_that_also_names_others_is_an_answer(said: str) -> None:
    assert understand(said, question=CASE, kind="situational").acts == ("answer",)


@pytest.mark.parametrize(
    "said", ["I can't open the safe without an order.", "I can't let him in without a badge."]
)
def test_what_one_must_not_do_without_something_is_an_answer(said: str) -> None:
    assert understand(said, question=CASE, kind="situational").acts == ("answer",)


def test_never_done_and_not_known_leads_to_the_nearest_case_and_then_to_a_hypothetical() -> None:
    interview = talk_about(STORY, "behavioral")

    replies = [
        interview.say(said)
        for said in ("I've never done that, I don't know.", "No, nothing.", "No.")
    ]

    assert replies[0].text in reply_wordings.NEAREST_CASE
    assert replies[1].text in reply_wordings.HYPOTHETICAL
    assert (replies[2].kind, replies[2].question_id) == ("question", "q2")


def test_a_case_that_was_never_met_is_imagined_at_once() -> None:
    interview = talk_about(CASE, "situational")

    first, second = interview.say("I've never had that."), interview.say("No idea, never had it.")

    assert first.text in reply_wordings.HYPOTHETICAL
    assert second.kind == "question"


def test_a_part_of_the_experience_is_asked_for() -> None:
    assert act_of("I've never run a desk, only helped out.", STORY, "behavioral") == (
        "partial_experience"
    )


@pytest.mark.parametrize("profile", [PRACTICE_PROFILE, INTAKE_PROFILE])
async def test_a_question_about_the_case_is_answered_in_practice_and_intake_too(
    profile: object,
) -> None:
    async with a_room(**consented(), profile=profile, plan=plan_for(PRACTICE, "knowledge")) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say("Which keys are they?")
        remark = await call.until("TRANSCRIPT", kind="remark", role="agent")

    assert remark["text"] in reply_wordings.ASSUME
