"""Practice and intakes in German are led in German; no sentence of the catalog lacks its German."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.live_session import a_plan
from tests.unit.live.german import (
    find_english,
    find_places,
    list_english_texts,
    list_forms,
    list_messages,
)
from tests.unit.live.talks import Talk

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.personas import PERSONAS
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain import events
from vivavoce.planning.adapters.planner_model_io import convert_to_practice_plan
from vivavoce.planning.domain.intake_plan import plan_intake
from vivavoce.planning.domain.plan_parts import (
    replace_duration,
    write_closing,
    write_greeting,
    write_inmail,
)

QUESTIONS = (
    PlanQuestion(
        id="q1",
        text="Erzählen Sie mir von einem Tag, an dem im Lager alles zusammenkam.",
        competency="Ruhe",
    ),
    PlanQuestion(
        id="q2",
        text="Stellen Sie sich vor, ein Fahrer kommt ohne Papiere. Was tun Sie?",
        competency="Sorgfalt",
        kind="situational",
    ),
)
BRIEF = PlanBrief(
    position="Schichtleitung",
    company_name="Beispiel Logistik",
    profile="practice",
    language="de",
    duration_minutes=10,
    interview_type="behavioral",
    difficulty="medium",
    question_count=2,
)
FACTS = events.SessionFacts(
    retention_days=30,
    decided_by="none",
    reviewed_by="person",
    can_request_person=False,
    attempts_left=1,
    return_method="page",
)


def a_practice_plan(brief: PlanBrief) -> InterviewPlan:
    """The plan of a model that wrote German questions."""
    plan = replace(
        a_plan(questions=QUESTIONS, minutes=brief.duration_minutes),
        language=brief.language,
        greeting_script="Hallo!",
        closing_script="Tschüss!",
    )
    return convert_to_practice_plan(plan, brief)


def a_talk(plan: InterviewPlan, **changes: object) -> Talk:
    return Talk(plan, language=plan.language, facts=FACTS, **changes)  # type: ignore[arg-type]


def said_in(talk: Talk) -> list[str]:
    return [turn.text for turn in talk.state.turns if turn.role == "agent"]


@pytest.mark.parametrize("persona_id", PERSONAS)
def test_practice_is_said_in_german_from_the_greeting_to_the_goodbye(persona_id: str) -> None:
    plan = a_practice_plan(replace(BRIEF, persona_id=persona_id))
    talk = a_talk(plan, profile="practice", persona_id=persona_id, company_name=None)

    talk.say("Am Freitag fielen zwei Leute aus, und ich habe die Touren neu verteilt.")
    talk.say("Ich habe zuerst den Kühlwagen abgefertigt.")
    talk.say("Who can read my answers?")
    talk.say("What happens next?")
    talk.say("Ich rufe die Spedition an und halte den Fahrer so lange am Tor.")
    while not talk.state.is_over:
        talk.say("Weil die Ware sonst in falsche Hände kommt.")

    said = said_in(talk)
    assert find_english(said) == []
    assert said[0].startswith(
        "Hallo und willkommen zu Ihrem Übungsinterview. Ich bin ein Computerprogramm und stelle die "
        "Fragen. Wir üben ein Interview über Ihre Erfahrungen für eine Stelle bei Beispiel Logistik als "
        "Schichtleitung."
    )
    assert said[0].count("Minuten") == 1
    assert talk.state.turns[-1].kind == "closing"
    assert said[-1].endswith("eine Auswertung Ihrer Antworten, aus der Sie lernen können.")


def test_each_persona_greets_and_parts_in_other_german_words() -> None:
    plans = [a_practice_plan(replace(BRIEF, persona_id=each)) for each in PERSONAS]

    assert len({plan.greeting_script for plan in plans}) == len(PERSONAS)
    assert len({plan.closing_script for plan in plans}) == len(PERSONAS)


@pytest.mark.parametrize("interview_type", ["warm_up", "behavioral", "role_related", "coding"])
@pytest.mark.parametrize("position", ["", "Koch"])
@pytest.mark.parametrize("company_name", [None, "Gasthof Adler"])
def test_every_practice_greeting_is_german(
    interview_type: str, position: str, company_name: str | None
) -> None:
    brief = replace(
        BRIEF,
        interview_type=interview_type,  # type: ignore[arg-type]
        position=position,
        company_name=company_name,
    )

    greeting = a_practice_plan(brief).greeting_script

    assert find_english([greeting]) == []
    assert ("keinen Code" in greeting) == (interview_type == "coding")


def test_the_scripts_of_a_model_stay_in_a_language_without_a_catalog() -> None:
    plan = a_practice_plan(replace(BRIEF, language="fr"))

    assert (plan.greeting_script, plan.closing_script) == ("Hallo!", "Tschüss!")


@pytest.mark.parametrize("position", ["", "Schichtleitung"])
@pytest.mark.parametrize("company_name", [None, "Beispiel Logistik"])
def test_an_intake_is_said_and_shown_in_german(position: str, company_name: str | None) -> None:
    brief = PlanBrief(
        position=position,
        company_name=company_name,
        profile="intake",
        language="de",
        duration_minutes=20,
    )
    plan = plan_intake(brief, planner="rules")
    talk = a_talk(plan, profile="intake", result="artifacts", company_name=company_name)

    talk.say("What happens with my answers?")
    while not talk.state.is_over:
        talk.say("Die Person leitet die Frühschicht und plant die Touren mit zwei anderen.")

    shown = [text for one in plan.questions for text in (*one.options, one.sample_answer or "")]
    asked = {turn.question_id for turn in talk.state.turns if turn.kind == "question"}
    kinds = {turn.kind for turn in talk.state.turns if turn.role == "agent"}
    assert find_english([*said_in(talk), *shown]) == []
    assert asked == {question.id for question in plan.questions}
    assert "follow_up" in kinds
    assert said_in(talk)[0].count("Minuten") == 1
    assert said_in(talk)[-1].endswith("Auf Wiedersehen.")


@pytest.mark.parametrize("company_name", [None, "Beispiel Logistik"])
def test_the_scripts_of_a_hiring_interview_are_german(company_name: str | None) -> None:
    brief = replace(BRIEF, profile="hiring", company_name=company_name)

    greeting = write_greeting(brief)
    texts = [greeting, write_closing(brief), write_inmail(brief)]

    assert find_english(text.replace("{{", "").replace("}}", "") for text in texts) == []
    assert "etwa 25 Minuten" in replace_duration(texts[-1], 10, 25, "de-AT")


def test_every_sentence_has_a_german_one_with_the_same_placeholders() -> None:
    messages = list_messages()

    assert len(messages) > 600
    assert [message.id for message in messages if message.fuzzy] == []
    for message in messages:
        english, german = list_forms(message.id), list_forms(message.string)
        places = find_places(english[-1])
        assert all(german), message.id
        assert find_places(german[-1]) == places, message.id
        assert places - {"count"} <= find_places(german[0]) <= places, message.id


def test_an_english_sentence_in_a_german_interview_would_be_found() -> None:
    said = [text.replace("{", "").replace("}", "") for text in list_english_texts()]

    assert [text for text in said if find_english([f"Danke. {text} Ja?"]) == []] == []
    assert find_english(["Danke. Understood. Was kam dann?", "Alles klar."]) == [
        "Danke. Understood. Was kam dann?"
    ]
