"""Many proposers at once: the plan is finished, nothing is asked twice, and the candidate waits no longer."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.live_session import a_competency, a_plan
from tests.fakes.simulated_session import Room, a_room, consented
from tests.samples import examples, part_of
from tests.simulated_clock import START
from tests.unit.live.talks import Talk, a_proposal
from tests.unit.live.test_chooser import FULL, HALF

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion, Rubric
from vivavoce.contracts.profiles import Abilities
from vivavoce.live.domain import events
from vivavoce.live.domain.events import ReasonCode
from vivavoce.live.domain.interviewer import conversation
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.ports import InboxMessage


def random_proposal(rng: random.Random, place: int, turns: int) -> events.FollowupProposed:
    words = ["shop", "boxes", "phone", "team", "night", "letter", "morning", "road", "plan", "map"]
    question = f"What about the {rng.choice(words)} and the {rng.choice(words)} {place}?"
    reason: ReasonCode = rng.choice(["DEPTH", "RESULT", "MEASURE", "CLARIFY", "OWNERSHIP"])
    if reason == "CLARIFY":
        question = (
            f"You said “{rng.choice(ANSWERS)}” How does that fit with the {rng.choice(words)}?"
        )
    return a_proposal(
        f"p{turns}-{place}",
        turn=turns,
        source=rng.choice(["evaluator", "perspective"]),
        question=question,
        uncertainty=rng.random(),
        reason=reason,
        criterion=rng.choice([None, "Delivery", "C1", "C2"]),
    )


def five_questions(minutes: int = 10) -> InterviewPlan:
    plan = a_plan(minutes=minutes)
    names = [f"C{number}" for number in range(5)]
    return replace(
        plan,
        rubric=Rubric(
            competencies=tuple(a_competency(name, words=f"level of {name}") for name in names),
            questions=tuple(
                PlanQuestion(id=f"q{n}", text=f"Tell me about a time with {name}.", competency=name)
                for n, name in enumerate(names)
            ),
        ),
    )


ANSWERS = (
    "We did it with the team when it was needed.",
    "I fixed it because the customer waited.",
    "In the end it worked and took 3 weeks.",
    "I don't know.",
    "Hm.",
    "When I joined the team, I changed the plan because of C1, and in the end it was 40 % faster.",
)


def simulated(seed: int, *, proposers: int = 8) -> Talk:
    """Talk through a whole interview: answers up to the polite limit, and everybody proposes."""
    rng = random.Random(seed)  # noqa: S311 - a simulation
    interview = Talk(five_questions())
    pace = rng.choice([0.7, 1.0, 1.15])
    while not interview.state.is_over and len(interview.state.turns) < 120:
        polite = interview.asked[-1].suggested_s or 80
        interview.say(rng.choice(ANSWERS), after_s=max(5.0, polite * pace))
        if interview.state.status == "in_progress":
            turns = len(interview.state.turns) - 1
            interview.hear_of(*(random_proposal(rng, place, turns) for place in range(proposers)))
    return interview


@cache
def simulated_once(seed: int) -> Talk:
    """Return the simulated interview that other tests also read; nobody goes on with it."""
    return simulated(seed)


def test_nearly_every_mandatory_question_is_asked_however_much_is_proposed() -> None:
    talks = [simulated_once(seed) for seed in part_of(range(60))]
    asked = sum(len(interview.state.asked_questions) for interview in talks)
    taken = sum(
        chosen.proposal_id is not None for interview in talks for chosen in interview.chosen
    )

    assert asked / (5 * len(talks)) >= 0.98
    assert taken > len(talks) // 2, (
        "fewer than before: what speaks about an earlier question is superseded"
    )


def test_no_question_is_ever_put_twice_and_none_more_often_followed_than_allowed() -> None:
    for seed in part_of(range(60)):
        interview = simulated_once(seed)
        texts = [
            turn.text for turn in interview.asked if turn.reason not in ("NO_ANSWER", "OFF_TOPIC")
        ]
        assert len(set(texts)) == len(texts)
        assert max(thread.probes for thread in interview.state.asked_questions) <= 2


@settings(max_examples=examples(12), deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_same_log_gives_the_same_choice(seed: int) -> None:
    first, second = simulated(seed), simulated(seed)

    assert first.log == second.log


async def replied(proposers: int) -> tuple[list[str], list[float]]:
    """Answer three times; each answer's readings come in three seconds later."""

    async def propose(room: Room, turn: int) -> None:
        for place in range(proposers):
            event = a_proposal(f"p{turn}-{place}", turn=turn, uncertainty=0.0, source="perspective")
            await room.store.send_message(
                room.address, InboxMessage(id=room.ids.new_id(), event=event)
            )
        room.host._signal_inbox(room.opened.session_id)

    panel = Abilities(evaluations=True, perspectives=True)
    async with a_room(abilities=panel, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        waits, texts = [], []
        for words in (HALF, "I rolled it back.", FULL):
            await room.clock.sleep(20)
            began = room.clock.monotonic()
            await call.say(words)
            texts.append((await call.until_asked())["text"])
            waits.append(room.clock.monotonic() - began)
            await room.clock.sleep(3)
            await propose(room, len((await room.state()).turns) - 1)
            await call.settle()
    return texts, waits


async def test_the_candidate_waits_no_longer_for_eight_proposers_than_for_none() -> None:
    alone, with_panel = await replied(0), await replied(8)

    assert max(with_panel[1]) == max(alone[1]) == pytest.approx(0, abs=0.01)


def test_proposals_are_weighed_in_no_time_worth_speaking_of() -> None:
    interview = Talk()
    interview.hear_of(
        *(a_proposal(f"p{n}", question=f"What about thing {n}x then?") for n in range(8))
    )
    on = PendingEvents(interview.state, START + timedelta(seconds=20))
    conversation.apply_client_frame(on, interview.plan, said.TextFrame(HALF))

    assert len([r for r in on.records if isinstance(r.event, events.TurnCompleted)]) == 2
