"""A person mends what the interviewer says by itself in a language that only the plan speaks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.fakes.plan_steps import StepModel
from tests.unit.planning.test_own_sentences import CONSENT, FRENCH, revise, said_in
from tests.unit.planning.test_plan_edit import edits
from tests.unit.planning.test_stepwise_plan import BRIEF, plan_with

from vivavoce.contracts.plan import (
    InterviewPlan,
    SpokenSentence,
    plan_from_document,
    plan_to_document,
)
from vivavoce.contracts.plan_edit import PlanEdit
from vivavoce.kernel.translation import find_untranslated, translate
from vivavoce.planning.domain.plan_edit import keep_edits
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.spoken_sentences import find_offered_replies, list_replies
from vivavoce.planning.usecases.build_edited_plan import PlanEditRefusedError, build_edited_plan

KEPT = "Sentences of the interviewer kept as a person wrote them: "
LAST = "This is the last question."
STOP = "I'm sorry if this is frustrating. You can take a break, or say stop to end."


async def french_plan() -> InterviewPlan:
    return await plan_with(StepModel(), FRENCH)


def say(plan: InterviewPlan, sentences: dict[str, str | None]) -> InterviewPlan:
    edit = PlanEdit(questions=tuple(edits(plan)), sentences=sentences)
    return build_edited_plan(plan, edit, job_text=BRIEF.job_description) or plan


def refused(plan: InterviewPlan, sentences: dict[str, str | None]) -> dict[str, str]:
    with pytest.raises(PlanEditRefusedError) as caught:
        say(plan, sentences)
    return {error.field: error.message for error in caught.value.errors}


async def test_a_mended_sentence_is_said_and_all_others_stay() -> None:
    plan = await french_plan()

    mended = say(plan, {LAST: "  C'est la dernière\nquestion. "})

    assert said_in(mended) == {**said_in(plan), LAST: "C'est la dernière question."}
    assert [one.english for one in mended.sentences if one.is_edited] == [LAST]
    assert mended.spoken_language.sentences[LAST] == "C'est la dernière question."
    assert plan_from_document(plan_to_document(mended)) == mended
    assert not find_plan_violations(mended, FRENCH)


async def test_a_sentence_goes_back_to_english_and_can_be_written_again() -> None:
    plan = await french_plan()

    english = say(plan, {LAST: None})
    again = say(english, {LAST: "Voici la dernière question."})

    assert LAST not in said_in(english)
    assert said_in(again)[LAST] == "Voici la dernière question."


async def test_the_same_sentences_change_nothing() -> None:
    plan = await french_plan()
    edit = PlanEdit(questions=tuple(edits(plan)), sentences={LAST: said_in(plan)[LAST]})

    assert build_edited_plan(plan, edit, job_text=BRIEF.job_description) is None


@pytest.mark.parametrize(
    ("english", "text", "reason"),
    [
        (LAST, " ", "empty"),
        (LAST, "Quel âge avez-vous ?", "more or fewer questions"),
        (LAST, "Appelez le 112.", "a number or an address"),
        ("Of course: {open}", "Bien sûr.", "exactly the {…} of the English"),
        (STOP, "Désolé. Faites une pause, ou dites fin.", 'must name the reply "Voici: stop"'),
        ("Do you have children?", "Avez-vous des enfants ?", "no such sentence"),
    ],
)
async def test_a_sentence_that_does_something_else_is_refused_with_the_reason(
    english: str, text: str, reason: str
) -> None:
    faults = refused(await french_plan(), {english: text})

    assert list(faults) == [f"sentences.{english}"]
    assert reason in faults[f"sentences.{english}"]
    assert translate(faults[f"sentences.{english}"], "de") != faults[f"sentences.{english}"]


async def test_a_changed_reply_must_be_named_by_every_sentence_that_offers_it() -> None:
    plan = await french_plan()

    faults = refused(plan, {"yes": "d'accord"})
    offers = {field.removeprefix("sentences."): message for field, message in faults.items()}
    mended = say(
        plan,
        {
            "yes": "d'accord",
            **{one: said_in(plan)[one].replace("Voici: yes", "d'accord") for one in offers},
        },
    )

    assert CONSENT in offers
    assert "yes" not in offers
    assert all("d'accord" in message for message in offers.values())
    assert "d'accord" in said_in(mended)[CONSENT]


@pytest.mark.parametrize("text", [None, "no", "..."])
async def test_a_reply_that_is_missing_or_can_be_mistaken_is_refused(text: str | None) -> None:
    assert "sentences.yes" in refused(await french_plan(), {"yes": text})


async def test_without_translated_replies_a_sentence_names_the_english_one() -> None:
    plan = replace(await french_plan(), sentences=())

    faults = refused(plan, {STOP: "Désolé. Faites une pause, ou dites arrêter."})
    written = say(plan, {STOP: "Désolé. Faites une pause, ou dites « stop »."})

    assert 'the reply "stop"' in faults[f"sentences.{STOP}"]
    assert said_in(written) == {STOP: "Désolé. Faites une pause, ou dites « stop »."}
    assert STOP not in find_untranslated(said_in(written), "fr")
    assert {LAST, *list_replies()} <= set(find_untranslated(said_in(written), "fr"))


async def test_a_language_of_the_product_takes_no_sentences() -> None:
    plan = replace(await french_plan(), language="de", sentences=())

    assert list(refused(plan, {LAST: "Das ist die letzte Frage."})) == ["sentences"]
    assert find_untranslated({}, "de") == []


async def test_later_versions_in_the_same_language_keep_what_a_person_wrote() -> None:
    mended = say(await french_plan(), {LAST: "Voici la dernière question."})

    changed = keep_edits(await revise(mended), mended)
    anew = keep_edits(await french_plan(), mended)
    spanish = keep_edits(replace(await french_plan(), language="es"), mended)

    for plan in (changed, anew):
        assert said_in(plan)[LAST] == "Voici la dernière question."
        assert [one.english for one in plan.sentences if one.is_edited] == [LAST]
    assert not any(one.is_edited for one in spanish.sentences)


async def test_a_reply_that_a_person_wrote_stays_with_the_sentences_that_offer_it() -> None:
    plan = await french_plan()
    offers = {
        one: text for one, text in said_in(plan).items() if "yes" in find_offered_replies(one)
    }
    agreed = {one: text.replace("Voici: yes", "d'accord") for one, text in offers.items()}
    mended = say(plan, {"yes": "d'accord", **agreed})

    anew = keep_edits(await french_plan(), mended)
    without = keep_edits(replace(plan, sentences=()), mended)

    assert said_in(anew) == said_in(mended)
    assert {"yes": "d'accord", **agreed}.items() <= said_in(without).items()
    assert set(list_replies()) <= said_in(without).keys()
    for kept in (anew, without):
        assert {one.english for one in kept.sentences if one.is_edited} == {"yes", *agreed}
        assert not find_plan_violations(kept, FRENCH)


async def test_a_version_says_which_sentences_a_person_wrote_are_kept_or_not() -> None:
    mended = say(await french_plan(), {LAST: "Voici la dernière question."})
    gone = SpokenSentence(
        "A wording of an earlier release.", "Une ancienne phrase.", is_edited=True
    )
    older = replace(mended, sentences=(*mended.sentences, gone))

    kept, lost = keep_edits(await french_plan(), mended), keep_edits(await french_plan(), older)
    again = keep_edits(await revise(kept), kept)

    assert [note for note in kept.notes if note.startswith(KEPT)] == [f"{KEPT}1."]
    assert [note for note in again.notes if note.startswith(KEPT)] == [f"{KEPT}1."]
    assert not any(gone.text in note for note in kept.notes)
    assert any(gone.text in note for note in lost.notes)
    assert gone.english not in said_in(lost)
