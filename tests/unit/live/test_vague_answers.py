"""What counts as an act of one's own, and what an answer that fits any job is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.live_session import a_plan
from tests.unit.live.talks import Talk

from vivavoce.contracts.plan import PlanQuestion, QuestionKind
from vivavoce.live.domain.interviewer.concreteness import names_something
from vivavoce.live.domain.interviewer.element_rules import RULES_BY_KIND
from vivavoce.live.domain.interviewer.given_details import presumes_act
from vivavoce.live.domain.interviewer.own_acts import split_answer
from vivavoce.live.domain.interviewer.understanding.detection import understand

CASE = PlanQuestion(
    id="q",
    competency="Ownership",
    kind="situational",
    text="The scale shows 4 grams more than an hour ago. What do you do?",
)


@pytest.mark.parametrize(
    ("kind", "said", "is_act"),
    [
        ("knowledge", "Yeah, um, the label is really important in a pharmacy.", False),
        ("knowledge", "Don't really make mistakes.", False),
        ("knowledge", "I'm good at multitasking.", False),
        ("work_sample", "I'm a fast learner so I'd be okay.", False),
        ("work_sample", "I'd get to know the team and the tools.", False),
        ("situational", "I'd just do what I'm told.", False),
        ("situational", "Hmm.", False),
        ("situational", "I'd call the nurse.", True),
        ("situational", "Don't touch the lever.", True),
        ("knowledge", "I'm checking the label against the list.", True),
        ("knowledge", "Weigh it, then zero the scale.", True),
    ],
)
def test_an_own_act_has_a_verb_of_doing(kind: str, said: str, is_act: bool) -> None:
    found = RULES_BY_KIND[kind]["own_action"](split_answer(said))

    assert (found is not None) is is_act


@pytest.mark.parametrize(
    ("said", "is_named"),
    [
        ("I'd look at how it's done and see what could be improved.", False),
        ("I'd follow the protocol and be careful, quality is important.", False),
        ("I'd zero the scale, put the brass weight on, and hold the pallet.", True),
        ("I'd check it at six.", True),
        ("I'd ask Rosa about it.", True),
    ],
)
def test_words_that_fit_any_job_name_nothing(said: str, is_named: bool) -> None:
    assert names_something(CASE, [said]) is is_named


def test_words_that_fit_any_job_are_asked_for_an_example() -> None:
    vague = (
        "I'd check the process and the status carefully, since that's important, "
        "then it's all done properly."
    )

    talk = Talk(a_plan(questions=[CASE]))
    reply = talk.say(vague)

    assert (reply.kind, reply.reason) == ("follow_up", "SPECIFICS")


def test_a_plan_beside_i_do_not_know_is_an_answer() -> None:
    asked = CASE.text

    assert understand("Hm. I'd ask the technician, I don't know.", question=asked).acts == (
        "answer",
    )
    assert understand("I don't know.", question=asked).acts == ("does_not_know",)
    assert understand("I'd have no idea, I don't know.", question=asked).acts == ("does_not_know",)


@pytest.mark.parametrize(
    "said", ["Low price is always bad.", "You make an accrual, that's the procedure."]
)
def test_a_statement_of_how_things_are_is_an_answer(said: str) -> None:
    assert understand(said, question=CASE.text).acts == ("answer",)


def test_a_first_act_is_not_asked_for_by_what_follows_it() -> None:
    assert presumes_act("What would you do in weeks two and three?")
    assert presumes_act("What would you do about the rest of your work?")
    assert not presumes_act("What would you do in the first hour?")


@pytest.mark.parametrize(
    ("kind", "said", "elements"),
    [
        ("knowledge", "Pallets come late.", ["more", "reason"]),
        ("situational", "I'd call the nurse.", ["reason", "more"]),
        ("behavioral", "We moved the beam.", ["more", "concrete_case"]),
        ("behavioral", "Beams are always hard.", ["concrete_case"]),
    ],
)
def test_a_few_words_are_asked_on_by_what_they_are(
    kind: QuestionKind, said: str, elements: list[str]
) -> None:
    asked_why = replace(CASE, kind=kind, probes=("Why like that?",), probe_elements=("reason",))
    talk = Talk(a_plan(questions=[asked_why]))

    talk.say(said)

    decision = talk.chosen[-1]
    asked = [decision.element, *(option.element for option in decision.alternatives)]
    assert asked[: len(elements)] == elements
