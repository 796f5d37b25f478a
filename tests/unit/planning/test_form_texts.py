"""The points, follow-ups and signals of a question fit the form that is asked.

Two forms of a question may be two scenes. A text that names a thing of one scene belongs to that form alone:
to ``points_a``, ``probes_a`` or ``signals_a`` of the set (or ``_b``), or it says the same without that thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from vivavoce.contracts.plan import QUESTION_FORMS, QuestionForm
from vivavoce.planning.domain.hiring.fitting_probes import list_probes
from vivavoce.planning.domain.hiring.known_words import find_known_stems
from vivavoce.planning.domain.question_sets import (
    QuestionText,
    SetQuestion,
    find_bank_question,
    list_set_ids,
    load_question_set,
)
from vivavoce.planning.domain.text_matching import extract_content_stems

MIN_SAMPLES = 2
"""A word that only one sample answer has is that person's, and not the scene's."""


def find_misplaced_texts(
    question: SetQuestion, trade: Counter[str]
) -> list[tuple[str, QuestionForm]]:
    """Return texts of both forms that name a thing of one form's scene, each with that form.

    ``trade`` counts in how many questions of the set each word is said.
    """
    scenes = _list_scene_words(question, trade)
    placed = frozenset[str]().union(*question.texts_of_one_form.values())
    found = []
    for text in list_texts(question):
        stems = set(extract_content_stems(text))
        forms = [form for form in QUESTION_FORMS if stems & scenes[form]]
        if len(forms) == 1 and text not in placed:
            found.append((text, forms[0]))
    return found


def list_texts(question: SetQuestion) -> Iterator[str]:
    """Yield the points, follow-ups and signals of a question."""
    yield from question.points
    yield from (probe for probe, _ in list_probes(question))
    yield from (one for anchor in question.anchors.values() for one in anchor.signals)


def count_trade_words(questions: Sequence[SetQuestion]) -> Counter[str]:
    """Return in how many questions of a set each word is said: a fuse is of the trade, and of no scene."""
    return Counter(
        stem
        for question in questions
        for stem in set[str]().union(*map(_list_said_words, question.forms.values()))
    )


def _list_scene_words(question: SetQuestion, trade: Counter[str]) -> dict[QuestionForm, set[str]]:
    """Return the words by which each form's scene is known, and which the other form never says."""
    said = {form: _list_said_words(question.forms[form]) for form in QUESTION_FORMS}
    own = {form: _list_own_words(question.forms[form], trade) for form in QUESTION_FORMS}
    everyday = find_known_stems("")
    return {"a": own["a"] - said["b"] - everyday, "b": own["b"] - said["a"] - everyday}


def _list_said_words(form: QuestionText) -> set[str]:
    return set(extract_content_stems(" ".join((form.plain, form.text, *form.samples.values()))))


def _list_own_words(form: QuestionText, trade: Counter[str]) -> set[str]:
    """Return the words of a form's text, and those of several of its answers and no other question."""
    answers = (text for kind, text in form.samples.items() if kind != "empty")
    counts = Counter(stem for text in answers for stem in set(extract_content_stems(text)))
    repeated = {stem for stem, count in counts.items() if count >= MIN_SAMPLES and trade[stem] == 1}
    return {*extract_content_stems(form.plain), *repeated}


def test_a_text_that_names_a_thing_of_one_scene_belongs_to_its_form() -> None:
    misplaced = []
    for question_set in map(load_question_set, list_set_ids()):
        questions = [one for one in question_set.questions if not one.work_kind]
        trade = count_trade_words(questions)
        misplaced += [
            (one.id, *found) for one in questions for found in find_misplaced_texts(one, trade)
        ]

    assert misplaced == []


def test_a_point_a_probe_and_a_signal_of_one_scene_are_found() -> None:
    question = _find("food_and_drinks.sent_back")
    probe = "What did the kitchen say?"
    broken = replace(
        question,
        points=(*question.points, "told the kitchen"),
        probes={**question.probes, "result": (*question.probes["result"], probe)},
        texts_of_one_form={},
    )

    found = find_misplaced_texts(broken, count_trade_words([broken]))

    assert ("told the kitchen", "a") in found
    assert (probe, "a") in found
    assert ("I apologized and carried it to the kitchen", "a") in found


def test_a_form_keeps_the_texts_of_both_and_its_own() -> None:
    question = _find("bus_driving.empty_seats_at_end")

    a, b = (question.keep_form(form) for form in QUESTION_FORMS)

    assert "tests what passengers use: steps, belts, ramp, buzzer" in a.points
    assert "tests what passengers use: steps, belts, ramp, buzzer" not in b.points
    assert "walks through the whole inside, to the last row" in b.points
    assert len(a.points) == len(b.points)
    assert {*a.points} & {*b.points}


def test_a_story_about_people_has_no_follow_up_about_one_person() -> None:
    question = _find("working_efficiently.hard_to_reach.lead")

    one_person, people = (
        [probe for probe, _ in list_probes(question.keep_form(form))] for form in QUESTION_FORMS
    )

    assert any("that person" in probe for probe in one_person)
    assert not any("person" in probe for probe in people)


def test_the_two_stories_of_a_kind_are_scored_by_what_each_asks_for() -> None:
    slipped, against = (
        _find("working_efficiently.hard_to_reach.lead").keep_form(form) for form in QUESTION_FORMS
    )

    assert "talked with the person directly and in private" in slipped.points
    assert "gave the real reason for it" in against.points
    assert not {*slipped.points} & {*against.points} - {"told one particular case"}
    assert "three times late since Monday" in slipped.anchors["4"].signals
    assert "three times late since Monday" not in against.anchors["4"].signals


def test_the_two_cases_of_a_kind_are_scored_by_what_each_asks_for() -> None:
    fallen_out, two_missing = (
        _find("working_efficiently.complication.lead").keep_form(form) for form in QUESTION_FORMS
    )

    assert "talks with each person directly and in private" in fallen_out.points
    assert "looks first at what can't wait" in two_missing.points
    assert len(fallen_out.points) == len(two_missing.points) == 5
    assert len({*fallen_out.points} & {*two_missing.points}) == 1


def _find(question_id: str) -> SetQuestion:
    question = find_bank_question(question_id)
    assert question is not None
    return question
