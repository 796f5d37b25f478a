"""Every family of endpoints can plan, word a follow-up, score and sit in a panel; none was met for real."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from tests.contract.language_model.test_faults import request
from tests.fakes.hiring_manager import utterances
from tests.fakes.model_families import model_of
from tests.fakes.panel import PERMIT, heard
from tests.simulated_clock import SimulatedClock, SimulatedTimeLoop
from tests.unit.assessment.bicycle_shop import DECENT, build_rubric, interview
from tests.unit.assessment.stories import OUTAGE
from tests.unit.planning.briefs import BRIEF
from tests.unit.planning.practice import brief, report

from vivavoce.assessment.adapters.model_finder import ModelFinder
from vivavoce.assessment.adapters.model_panel_members import ModelPanelMembers
from vivavoce.assessment.adapters.model_rubric_parser import ModelRubricTextParser
from vivavoce.assessment.adapters.rule_panel_members import RulePanelMembers
from vivavoce.assessment.domain.model_evidence.calls import prepare_calls
from vivavoce.assessment.domain.model_evidence.model_scorecard import score_votes
from vivavoce.assessment.domain.panel.panel_config import PanelConfig
from vivavoce.contracts.plan import InterviewPlan, PlannerFailedError
from vivavoce.contracts.transcript import ScoreProvenance
from vivavoce.infra.language_model.openai_compatible import OpenAiCompatibleLanguageModel
from vivavoce.live.adapters.model_question_composer import ModelQuestionComposer
from vivavoce.live.domain.interviewer.question_composition import CompositionRequest, PromptMessage
from vivavoce.planning.adapters.artifact_writers import ModelArtifactWriter
from vivavoce.planning.adapters.model_planner import ModelPlanner
from vivavoce.planning.domain.intake.built_in_writer import WritingTask
from vivavoce.planning.domain.intake.statements import IntakeFacts, collect_statements
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills
from vivavoce.planning.domain.spoken_sentences import list_replies, list_sentences
from vivavoce.testing.families import FAMILIES
from vivavoce.testing.hosted_families import (
    anthropic,
    openai_chat,
    openai_reasoning,
    openai_responses,
)
from vivavoce.testing.own_families import ollama
from vivavoce.testing.protocol import Family, refuse_parameter

WANTED = CompositionRequest(
    turn=3,
    question="Tell me about a delivery.",
    rules_wording="What was your own share in it?",
    criterion="Delivery",
    reason="OWNERSHIP",
    language="en",
    deadline_s=6.0,
)
RUBRIC = (
    "Handover | tells nothing | tells the names | names and their state | also what is due | "
    "also what may go wrong"
)
TALK = (PromptMessage(author="candidate", text="We moved the warehouse in a night.", turn=3),)


@cache
def intake_facts() -> IntakeFacts:
    return IntakeFacts(collect_statements(utterances()), None, "Acme")


@pytest.fixture(params=FAMILIES, ids=lambda family: family.__name__)
def family(request: pytest.FixtureRequest) -> Family:
    made: Callable[[], Family] = request.param
    return made()


async def plan_with(model: OpenAiCompatibleLanguageModel) -> None:
    skills = validate_skills(BRIEF.skills, load_skill_catalog())
    plan = await ModelPlanner(model).plan(BRIEF, skills)
    assert find_plan_violations(plan, BRIEF, skills) == []


async def test_a_family_plans_practice_in_steps(family: Family) -> None:
    wanted = brief(15, interview_type="role_related")

    plan = await ModelPlanner(model_of(family)).plan(wanted, report(wanted))

    assert find_plan_violations(plan, wanted, report(wanted)) == []
    assert len(plan.questions) == 7
    assert plan.planner.startswith("model ")
    assert not any("because the language model did not" in note for note in plan.notes)


async def test_a_family_translates_what_the_interviewer_says(family: Family) -> None:
    skills, french = (
        validate_skills(BRIEF.skills, load_skill_catalog()),
        replace(BRIEF, language="fr"),
    )

    plan = await ModelPlanner(model_of(family)).plan(french, skills)

    assert find_plan_violations(plan, french, skills) == []
    assert {one.english for one in plan.sentences} == {*list_sentences(), *list_replies()}


async def test_a_family_writes_a_document_and_copies_a_rubric(family: Family) -> None:
    model = model_of(family)

    document = await ModelArtifactWriter(model).write(
        WritingTask(kind="job_description", version=1, facts=intake_facts())
    )
    [criterion] = await ModelRubricTextParser(model, label="model")(RUBRIC)

    assert document.author.startswith(f"model {family.model} (prompt artifact_v2 ")
    assert criterion.name == "Handover"
    assert criterion.sub_dimensions[0].indicators["5"] == "also what may go wrong"


async def word_with(model: OpenAiCompatibleLanguageModel) -> str:
    composed = await ModelQuestionComposer(model).compose(
        WANTED, TALK, find_objection=lambda _: None, deadline_s=6
    )
    return composed.question


async def trial_with(model: OpenAiCompatibleLanguageModel) -> None:
    await model.generate(request())


async def evaluate_with(model: OpenAiCompatibleLanguageModel) -> None:
    """Score an answer as in an assessment and as in a panel, by a certificate for what the endpoint names."""
    read_evidence = ModelFinder(model, deadline_s=20)
    reading = await read_evidence(prepare_calls(interview(DECENT), build_rubric(), ()))
    assert [len(votes) for votes in reading.votes[0].votes] == [len(reading.votes[0].votes[0])] * 3
    scorecard = score_votes(
        interview(DECENT),
        build_rubric(),
        reading.votes,
        masked_names=(),
        model=reading.model,
        provenance=ScoreProvenance(role="scored", model=reading.model),
    )
    assert scorecard.questions[0].score is not None

    members = ModelPanelMembers(
        model, RulePanelMembers(), read_evidence=read_evidence, label="model"
    )
    context = heard(OUTAGE.plain, question="q1", permit=replace(PERMIT, model=reading.model))
    results = [await each(context) for each in members.evaluators(context, PanelConfig())]
    assert results[3].evaluations[0].evaluated_by.startswith(f"model {reading.model} (certificate")
    for perspective in members.perspectives(context, PanelConfig()):
        opinion = (await perspective(context)).opinion
        assert opinion.evaluated_by.startswith("model ")


async def test_a_family_plans_words_a_follow_up_scores_and_sits_in_a_panel(family: Family) -> None:
    """What it refused while it planned is not sent again: a later follow-up takes one request."""
    model = model_of(family)

    await plan_with(model)
    question = await word_with(model)
    before = len(family.asked)
    await word_with(model)
    requests = len(family.asked) - before
    await evaluate_with(model)

    assert question == "What would you have liked to say about it?"
    assert requests == 1


async def test_a_family_words_a_follow_up_at_the_first_request_of_the_process(
    family: Family,
) -> None:
    assert await word_with(model_of(family)) == "What would you have liked to say about it?"


@pytest.mark.parametrize(
    "make", [openai_chat, openai_responses, anthropic], ids=lambda make: make.__name__
)
async def test_an_answer_may_come_as_the_arguments_of_a_tool(make: Callable[[], Family]) -> None:
    family = make()
    model = model_of(family, LLM_OUTPUT_FORMAT="tool")

    await evaluate_with(model)
    await plan_with(model)

    formed = [body for body in family.asked if "tools" in body]
    assert len(formed) > 5
    assert not any("response_format" in body or "text" in body for body in formed)


async def test_an_endpoint_known_to_ignore_the_schema_is_asked_by_a_tool() -> None:
    family = anthropic()
    model = model_of(family)

    await evaluate_with(model)

    assert model.profile_of(family.model).output_format == "tool"
    assert all("tools" in body for body in family.asked)


@pytest.mark.parametrize(
    ("base_url", "name"),
    [
        ("https://ollama.com/v1", "gpt-oss:120b"),
        ("http://127.0.0.1:11434/v1", "gpt-oss:120b-cloud"),
    ],
)
async def test_a_model_of_ollamas_cloud_is_asked_by_a_tool(base_url: str, name: str) -> None:
    """Also where an Ollama on the own machine passes the request on: the cloud ignores the schema."""
    family = ollama()
    family.base_url, family.model = base_url, name
    model = model_of(family)

    await evaluate_with(model)

    assert all("tools" in body for body in family.asked)
    assert not any("response_format" in body for body in family.asked)


async def test_a_model_that_never_saw_the_schema_is_shown_it_once_it_answers_in_prose() -> None:
    family = anthropic()
    family.faults.clear()

    await evaluate_with(model_of(family, LLM_OUTPUT_FORMAT="schema"))

    asked = [body["messages"] for body in family.asked]
    assert not any("JSON schema" in str(messages) for messages in asked if len(messages) == 2)
    again = [messages for messages in asked if len(messages) > 2]
    assert again
    assert all("It follows this JSON schema" in messages[-1]["content"] for messages in again)


async def test_an_endpoint_that_ignored_the_schema_twice_is_shown_it_at_once() -> None:
    family = anthropic()
    family.faults.clear()
    family.base_url = "https://gateway.example/v1"
    model = model_of(family)

    requests = []
    for _ in range(4):
        before = len(family.asked)
        await trial_with(model)
        requests.append(len(family.asked) - before)

    assert requests == [2, 2, 1, 1]
    assert "output by prompted" in model.profile_of(family.model).describe()


async def test_one_answer_in_prose_among_others_teaches_nothing() -> None:
    family = anthropic()
    family.faults.clear()
    family.base_url = "https://gateway.example/v1"
    model = model_of(family)

    for ignores in (True, False, True, False):
        family.ignores_format = ignores
        await trial_with(model)

    assert model.profile_of(family.model).output_format == "schema_strict"


async def test_what_the_settings_fix_stays_although_the_schema_is_ignored() -> None:
    family = anthropic()
    family.faults.clear()
    model = model_of(family, LLM_OUTPUT_FORMAT="schema")

    for _ in range(3):
        await trial_with(model)

    assert len(family.asked) == 6


async def test_an_endpoint_without_tools_is_asked_for_json() -> None:
    family = anthropic()
    family.refuse.append(refuse_parameter("tools"))
    model = model_of(family)

    await evaluate_with(model)

    assert model.profile_of(family.model).output_format == "json"


def plan_in_simulated_time(family: Family, **settings: object) -> InterviewPlan:
    clock = SimulatedClock()
    family.clock, family.is_paced = clock, True
    report = validate_skills(BRIEF.skills, load_skill_catalog())
    with asyncio.Runner(loop_factory=SimulatedTimeLoop) as runner:
        return runner.run(ModelPlanner(model_of(family, clock, **settings)).plan(BRIEF, report))


@pytest.mark.parametrize(
    "make", [openai_reasoning, openai_responses], ids=lambda make: make.__name__
)
def test_a_model_that_thinks_plans_in_time_at_a_low_effort_unless_one_is_set(
    make: Callable[[], Family],
) -> None:
    """At 50 tokens a second, its usual thoughts alone take the 12 seconds of the first step."""
    plan = plan_in_simulated_time(make())

    assert plan.planner.startswith("model ")
    assert not any("language model did not" in note for note in plan.notes)
    with pytest.raises(PlannerFailedError):
        plan_in_simulated_time(make(), LLM_REASONING_EFFORT="medium")


def test_a_model_that_does_not_think_is_sent_no_effort() -> None:
    family = openai_chat()

    plan_in_simulated_time(family)

    assert not any("reasoning_effort" in body for body in family.asked)
