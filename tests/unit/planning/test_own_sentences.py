"""The interviewer's own sentences in a language without a catalog: what a model writes, and what is said."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from tests.fakes.plan_steps import Json, StepModel
from tests.fakes.scripted_embedder import ScriptedEmbedder
from tests.unit.planning.test_stepwise_plan import BRIEF, only, plan_with

from vivavoce.contracts.plan import (
    InterviewPlan,
    SpokenSentence,
    plan_from_document,
    plan_to_document,
)
from vivavoce.infra.language_model.port import (
    ModelRequest,
    ModelResponse,
    ModelUnavailableError,
    Output,
)
from vivavoce.planning.adapters.model_planner import ModelPlanner
from vivavoce.planning.adapters.stepwise_planner import MAX_STEP_TOKENS, StepwisePlanner
from vivavoce.planning.domain.passages import count_tokens
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills
from vivavoce.planning.domain.spoken_sentences import (
    find_offered_replies,
    find_sentence_fault,
    list_replies,
    list_sentences,
)

FRENCH = replace(BRIEF, language="fr")
REPLIES = {"yes": "oui", "no": "non", "stop": "arrêter", "next": "suivante"}
CONSENT = "Do you agree to the interview on these terms? Please answer yes or no."


def said_in(plan: InterviewPlan) -> dict[str, str]:
    return {one.english: one.text for one in plan.sentences}


async def test_a_plan_in_french_has_every_sentence_of_the_interviewer_and_every_reply() -> None:
    plan = await plan_with(StepModel(), FRENCH)

    assert said_in(plan).keys() == {*list_sentences(), *list_replies()}
    assert any(note.startswith("The language model translated") for note in plan.notes)
    assert not any("English" in note for note in plan.notes)
    assert not find_plan_violations(plan, FRENCH)


async def test_the_sentences_are_asked_for_in_requests_of_a_step_that_name_the_replies() -> None:
    model = StepModel()

    await plan_with(model, FRENCH)

    pairs = zip(model.asked, model.requests, strict=True)
    asked = [(one, request) for one, request in pairs if one["step"] == "sentences"]
    assert len(asked) > 1
    for material, request in asked:
        assert request.max_output_tokens == MAX_STEP_TOKENS
        assert request.prompt is not None
        assert request.prompt.startswith("sentences_v1 ")
        assert material["replies"]["stop"] == "Voici: stop"
        english = " ".join(one["text"] for one in material["sentences"])
        assert count_tokens(english) < MAX_STEP_TOKENS / 3


@pytest.mark.parametrize("language", ["en", "en-GB", "de"])
async def test_a_language_that_the_product_speaks_needs_none(language: str) -> None:
    model = StepModel()

    plan = await plan_with(model, replace(BRIEF, language=language))

    assert plan.sentences == ()
    assert not {"replies", "sentences"} & {material["step"] for material in model.asked}


def spoil(fits: Callable[[str], bool]) -> Callable[[Json, Json], Json]:
    """Return a fault that leaves out the placeholders and marks of some sentences."""

    def change(material: Json, answer: Json) -> Json:
        texts = {one["id"]: one["text"] for one in material["sentences"]}
        for one in answer["sentences"]:
            if fits(texts[one["id"]]):
                one["text"] = "Rappelez le 112."
        return answer

    return change


async def test_a_sentence_that_fails_its_check_stays_english_and_the_plan_says_so() -> None:
    model = StepModel(only("sentences", spoil(lambda text: text == "Good one.")))
    alone = StepModel(only("sentences", spoil(lambda text: text == "This is the last question.")))

    plan, other = await plan_with(model, FRENCH), await plan_with(alone, FRENCH)

    assert "Good one." not in said_in(plan)
    assert not any("stays in English" in note for note in plan.notes)  # "Fair enough." is said
    assert "This is the last question." not in said_in(other)
    assert any(note.startswith("One of these sentences stays in English") for note in other.notes)


@pytest.mark.parametrize("step", ["replies", "sentences"])
async def test_without_valid_sentences_the_plan_is_there_and_says_that_they_are_english(
    step: str,
) -> None:
    plan = await plan_with(StepModel(only(step, spoil(lambda text: True))), FRENCH)

    assert plan.sentences == ()
    assert plan.questions
    assert any(
        note.startswith("What the interviewer says by itself is in English") for note in plan.notes
    )


class SlowReplies(StepModel):
    """A model whose step "replies" takes all the time that it has, on a clock of its own."""

    now = 0.0

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        if json.loads(task.input)["step"] == "replies":
            self.now += task.deadline_s
            raise ModelUnavailableError
        return await super().generate(task)


async def test_replies_that_do_not_come_take_no_time_from_the_questions() -> None:
    model = SlowReplies()
    report = validate_skills(FRENCH.skills, load_skill_catalog())
    planner = StepwisePlanner(model, deadline_s=30, monotonic=lambda: model.now)

    plan = await planner.plan(FRENCH, report)

    assert model.now == pytest.approx(12)
    pairs = zip(model.asked, model.requests, strict=True)
    left = [request.deadline_s for asked, request in pairs if asked["step"] == "questions"]
    assert min(left) >= 18
    assert plan.questions
    assert plan.sentences == ()


class SlowEmbedder(ScriptedEmbedder):
    """Lets all other tasks go on before it answers."""

    async def embed(self, texts: Sequence[str]) -> list[list[float]]:
        for _ in range(100):
            await asyncio.sleep(0)
        return await super().embed(texts)


class CountingModel(StepModel):
    """Knows how many requests for sentences it had at once."""

    running = most = 0

    async def generate(self, task: ModelRequest[Output]) -> ModelResponse[Output]:
        is_counted = json.loads(task.input)["step"] == "sentences"
        self.running += is_counted
        self.most = max(self.most, self.running)
        await asyncio.sleep(0)
        response = await super().generate(task)
        self.running -= is_counted
        return response


async def test_translations_are_sent_after_the_questions_and_a_few_at_once() -> None:
    texts = [f"Ward {number} has its own nurses and rosters for the day." for number in range(99)]
    brief = replace(FRENCH, company_description=" ".join(texts))
    report = validate_skills(brief.skills, load_skill_catalog())
    model = CountingModel()

    await StepwisePlanner(model, deadline_s=30, embedder=SlowEmbedder()).plan(brief, report)

    steps = [material["step"] for material in model.asked]
    last_question = max(at for at, step in enumerate(steps) if step == "questions")
    assert steps.index("replies") > last_question
    assert steps.index("sentences") > last_question
    assert model.most == 3


async def test_a_change_keeps_the_sentences_and_another_language_writes_its_own() -> None:
    report = validate_skills(BRIEF.skills, load_skill_catalog())
    before = await plan_with(StepModel(), FRENCH)
    model = StepModel()
    again = replace(FRENCH, previous=before, comments="More about teamwork.")

    changed = await ModelPlanner(model).plan(again, report)
    german = await ModelPlanner(StepModel()).plan(replace(again, language="de"), report)

    assert changed.sentences == before.sentences
    assert [material["step"] for material in model.asked] == ["revision"]
    assert german.sentences == ()


async def revise(before: InterviewPlan) -> InterviewPlan:
    report = validate_skills(BRIEF.skills, load_skill_catalog())
    again = replace(
        FRENCH, language=before.language, previous=before, comments="More about teamwork."
    )
    return await ModelPlanner(StepModel()).plan(again, report)


async def test_a_change_leaves_out_sentences_that_the_product_has_by_now() -> None:
    before = replace(await plan_with(StepModel(), FRENCH), language="de")

    changed = await revise(before)

    assert changed.sentences == ()
    assert changed.version == before.version + 1


async def test_a_change_leaves_out_sentences_that_are_not_valid_any_more() -> None:
    before = await plan_with(StepModel(), FRENCH)
    old = (
        SpokenSentence("A wording of an earlier release.", "Une ancienne phrase."),
        SpokenSentence("This is the last question.", "Do you have children?"),
    )
    kept = tuple(one for one in before.sentences if one.english != old[1].english)

    changed = await revise(replace(before, sentences=(*kept, *old)))

    assert changed.sentences == kept
    assert any(note.startswith("One of these sentences stays in English") for note in changed.notes)


async def test_the_sentences_are_part_of_the_plans_document() -> None:
    plan = await plan_with(StepModel(), FRENCH)

    assert plan_from_document(plan_to_document(plan)).sentences == plan.sentences


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ("Of course: {open}", "Bien sûr : la question."),
        ("Of course: {open}", "Bien sûr : {open} {open}"),
        ("Of course: {open}", "Bien sûr : {open.text}"),
        ("Of course: {open}", "Bien sûr : {open} {"),
        ("Do you want to end the interview here?", "Voulez-vous finir ici. D'accord."),
        ("All right.", "D'accord ?"),
        ("All right.", "D'accord, et maintenant nous allons passer à la suite sans attendre."),
        ("We were cut off.", "Appelez le 112."),
        ("We were cut off.", "Voir www.exemple.com."),
        ("We were cut off.", "<b>Coupé</b>"),
        ("We were cut off.", " "),
        ("To end the interview, say stop.", "Pour finir, dites fin."),
        ("All right.", "\u200c\u200d"),
        ("All right.", "D'accord\u202e."),
        ("Of course: {open}", "Bien sûr : {op\u200den}"),
        ("How did it turn out?", "Do you have chil\u00addren?"),
        ("To end the interview, say stop.", "Pour finir, dites : s'arrêtera."),
        (CONSENT, "Acceptez-vous ces conditions ? Répondez oui ou refuser."),
        (CONSENT, "Acceptez-vous ces conditions ? Répondez accepter ou non."),
        (
            "Say yes to end it, or no to continue.",
            "Dites oui pour finir, ou refuser pour continuer.",
        ),
        ("Please press the button, or type yes or no.", "Appuyez, ou écrivez oui ou refuser."),
    ],
)
def test_a_translation_that_does_something_else_is_not_said(english: str, text: str) -> None:
    assert find_sentence_fault(english, text, language="fr", replies=REPLIES) is not None


@pytest.mark.parametrize(
    ("language", "english", "text"),
    [
        ("fr", "Of course: {open}", "Bien sûr\u202f: {open}"),
        ("fr", "To end the interview, say stop.", "Pour finir, dites : arrêter."),
        ("es", "Should I end the interview now?", "¿Termino la entrevista ahora?"),
        ("el", "Should I end the interview now?", "Τελειώνουμε;"),
        ("fr", CONSENT, "Acceptez-vous ces conditions ? Répondez « oui » ou « non »."),
        (
            "fr",
            "Say yes to end it, or no to continue.",
            "Dites oui pour finir, non pour continuer.",
        ),
        ("ja", "Should I end the interview now?", "ここで面接を終了しますか\uff1f"),
        ("ja", "Should I end the interview now?", "ここで面接を終了しますか。"),
        ("th", "Should I end the interview now?", "จบการสัมภาษณ์ตอนนี้ไหม"),
        ("fa", "Take your time.", "عجله نکنید، می\u200cبینم."),
        ("hi", "All right.", "ठीक है, क्\u200dया."),
        ("he", "All right.", "\u200fבהצלחה\u200e."),
        ("fr", "To end the interview, say stop.", "Pour finir, dites : ar\u00adrêter."),
        ("ar", "Should I end the interview now?", "هل أنهي المقابلة الآن\u061f"),
    ],
)
def test_a_faithful_translation_is_said(language: str, english: str, text: str) -> None:
    assert find_sentence_fault(english, text, language=language, replies=REPLIES) is None


@pytest.mark.parametrize(
    "replies",
    [
        {"yes": "Non", "no": "Non."},
        {"yes": "No", "no": "Nie"},
        {"stop": "..."},
        {"next": None},
    ],
)
async def test_replies_that_can_be_mistaken_or_are_missing_are_refused(
    replies: dict[str, str | None],
) -> None:
    plan = await plan_with(StepModel(), FRENCH)
    said = {**said_in(plan), **replies}
    forged = replace(
        plan, sentences=tuple(SpokenSentence(one, text) for one, text in said.items() if text)
    )

    codes = [one.code for one in find_plan_violations(forged, FRENCH)]

    assert "replies_unclear" in codes


def test_every_reply_that_a_sentence_offers_must_be_named() -> None:
    offered = {text: find_offered_replies(text) for text in list_sentences()}

    assert offered[CONSENT] == {"yes", "no"}
    assert offered["Say yes to end it, or no to continue."] == {"yes", "no"}
    assert {"yes, I agree", "no, I don't agree"} in offered.values()


def test_a_language_without_question_marks_asks_no_more_than_the_english() -> None:
    text = "分かりました。何歳ですか\uff1f"

    assert find_sentence_fault("All right.", text, language="ja", replies={}) is not None


def test_a_reply_is_found_in_a_script_without_spaces() -> None:
    replies = {"yes": "はい", "no": "いいえ"}

    asked = "この条件に同意しますか\uff1fはいまたはいいえでお答えください。"

    assert find_sentence_fault(CONSENT, asked, language="ja", replies=replies) is None


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ("All right.", "Quel âge avez-vous ?"),
        ("How did it turn out?", "Do you have children?"),
        ("Do you have children?", "Avez-vous des enfants ?"),
        ("no sentence of the interviewer", "aucune phrase"),
    ],
)
async def test_a_plan_from_outside_cannot_change_what_the_interviewer_asks(
    english: str, text: str
) -> None:
    plan = await plan_with(StepModel(), FRENCH)
    forged = replace(plan, sentences=(SpokenSentence(english, text),))

    codes = [one.code for one in find_plan_violations(forged, FRENCH)]

    assert "sentence_differs" in codes


async def test_a_language_of_the_product_refuses_sentences_in_a_plan() -> None:
    plan = await plan_with(StepModel(), FRENCH)
    english = replace(plan, language="en", sentences=(SpokenSentence("All right.", "Okay."),))

    needless = [one.code for one in find_plan_violations(english, BRIEF)]

    assert "sentences_not_needed" in needless
