"""The scorer reads German answers by the same rules, while German is on trial."""

from dataclasses import replace

import pytest
from bench.score_samples import FormCase, build_interview, load_cases, score_on_trial

from vivavoce.assessment.domain.rules.answer_facts import read_unit_facts
from vivavoce.assessment.domain.rules.german_stems import stem_german_word
from vivavoce.assessment.domain.rules.normalized_text import normalize_text
from vivavoce.assessment.domain.rules.text_units import TextUnit, split_into_units
from vivavoce.assessment.domain.rules.withdrawals import is_retraction
from vivavoce.assessment.domain.scorer import score
from vivavoce.kernel.text_matching import stem_word

TURNED_WORSE = "de_health_care.turned_worse/a"


def unit(text: str) -> TextUnit:
    [read] = split_into_units(1, text, normalize_text(text), "de")
    return read


def acts(text: str) -> set[str]:
    return set(read_unit_facts(unit(text)).acts)


def case(name: str = TURNED_WORSE) -> FormCase:
    return next(each for each in load_cases("de") if each.name == name)


def number(answer: str) -> float:
    [competency] = score_on_trial(build_interview(case(), answer), case().rubric).competencies
    return competency.score or 1.0


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("Ich habe den Blutdruck gemessen.", "messen"),
        ("Dann rief ich den Arzt.", "rufen"),
        ("Ich fragte den Kunden.", "fragte"),
        ("Am Abend habe ich ihn angerufen und alles aufgeschrieben.", "anrufen aufschreiben"),
        ("Ich würde zuerst die Leitung informieren.", "informieren"),
        ("Zugang geprüft.", "prüfen"),
        ("Dann ich messe selbst.", "messen"),
    ],
)
def test_own_acts_are_found_in_every_tense(text: str, verbs: str) -> None:
    stems = {stem_german_word(normalize_text(verb).text) for verb in verbs.split()}

    assert stems <= acts(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mein Kollege hat den Blutdruck gemessen.",
        "Ich rufe dort nicht an.",
        "Ich habe den Arzt nicht informiert.",
        "Das war eine ruhige Nacht.",
    ],
)
def test_what_others_did_and_what_was_not_done_is_no_own_act(text: str) -> None:
    assert not acts(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("angerufen", "anrufen"), ("rief", "rufen"), ("geschrieben", "schrieb"), ("nahm", "genommen")],
)
def test_forms_of_one_verb_have_one_stem(one: str, other: str) -> None:
    assert stem_german_word(one) == stem_german_word(other) != stem_word(one)


@pytest.mark.parametrize(
    ("text", "is_withdrawn"),
    [
        ("Nein, das nehme ich zurück.", True),
        ("Ich habe da nur zugeschaut.", True),
        ("Das habe ich mir alles ausgedacht.", True),
        ("Die Ware haben wir zurückgenommen.", False),
        ("Zuerst habe ich nur zugehört, dann habe ich ihn beruhigt.", False),
    ],
)
def test_a_withdrawal_is_told_from_a_story(text: str, is_withdrawn: bool) -> None:
    assert is_retraction(unit(text)) is is_withdrawn


def test_an_own_case_scores_above_the_same_case_of_a_colleague_and_above_praise() -> None:
    own = (
        "Am Dienstag um halb drei habe ich bei Frau Wolf den Puls gezählt, er war 112. Ich habe sofort den "
        "Arzt angerufen und ihm die Werte gesagt. Ich bin bei ihr geblieben, bis er kam, und habe alles mit "
        "Uhrzeit aufgeschrieben."
    )
    others = own.replace("habe ich", "hat mein Kollege").replace("Ich habe", "Er hat")
    others = others.replace("Ich bin", "Er ist").replace("und habe", "und hat")

    assert number(own) > 3
    assert number(others) <= 2
    assert number(case().get_sample("empty")) < number(own)


def test_what_is_taken_back_does_not_count() -> None:
    told = case().get_sample("strong")

    assert number(f"{told} Nein, das stimmt nicht, ich habe mir das ausgedacht.") < number(told)


def test_without_the_trial_german_is_read_by_the_rules_for_english() -> None:
    interview = build_interview(case(), case().get_sample("strong"))
    english = score(replace(interview, language="en"), case().rubric)

    assert score(interview, case().rubric).competencies == english.competencies
    assert score_on_trial(interview, case().rubric).competencies != english.competencies


def test_the_trial_changes_nothing_for_english() -> None:
    english = load_cases()[0]
    interview = build_interview(english, english.get_sample("strong"))

    assert score(interview, english.rubric) == score_on_trial(interview, english.rubric)
