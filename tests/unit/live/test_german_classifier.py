"""A classifier of German acts understands words that no table lists; without weights it understands none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest

from vivavoce.live.domain.events import UtteranceAct
from vivavoce.live.domain.interviewer.understanding.act_weights import ActWeights
from vivavoce.live.domain.interviewer.understanding.detection import understand
from vivavoce.live.domain.interviewer.understanding.second_opinion import pack
from vivavoce.live.domain.interviewer.understanding.translated_concepts import list_concepts
from vivavoce.live.domain.interviewer.understanding.translated_features import (
    MAX_TOKENS,
    list_translated_features,
)

PACKAGE = resources.files("vivavoce.live.domain.interviewer.understanding")
DATA = Path(__file__).parents[2] / "data"
SAID: dict[str, UtteranceAct] = {
    "Ich glaube, für mich ist hier Ende Gelände, tschüss.": "wants_end",
    "isch will jetz nimmer weiter machn": "wants_end",
    "Augenblickchen, an der Tür steht der Postbote, bin gleich zurück.": "wants_pause",
    "Kann da nicht ein richtiger Mensch übernehmen?": "wants_person",
    "Hockt da am anderen Ende eine Maschine?": "asks_machine",
    "Und meine Aufnahme, wird die später gelöscht?": "asks_data",
    "Wie lange sitzen wir hier noch zusammen?": "asks_time",
    "Wie viele Fragen haben Sie denn noch im Köcher?": "asks_count",
    "Und wer trifft am Schluss die Entscheidung über mich?": "asks_who_decides",
    "Kriege ich danach eine Rückmeldung von Ihnen?": "asks_next",
    "Wie sieht es bei Ihnen mit Urlaub und Schichten aus?": "asks_other_process",
    "Das ist bei mir nicht angekommen, noch mal bitte.": "wants_repeat",
    "Reden Sie doch etwas langsamer mit mir.": "wants_slower",
    "Dat versteh isch nit, geht dat einfacher?": "wants_simpler",
    "Lassen wir die Frage lieber aus, nächste bitte.": "wants_skip",
    "Kann ich Ihnen das lieber eintippen?": "wants_writing",
    "Das wüsste ich jetzt auch nicht, keinen Schimmer.": "does_not_know",
    "So was ist mir bisher nie untergekommen.": "never_had",
    "Darüber habe ich Stillschweigen vereinbart.": "refuses_confidential",
    "Das ist meine Sache, dazu sage ich nichts.": "refuses_other",
    "Mein Herz klopft so, ich halte das nicht aus.": "distress",
}
ANSWERS = (
    "Als der Kunde gehen wollte, habe ich ihn gebeten, noch eine Minute zu bleiben.",
    "Die Presse habe ich gestoppt und den Einrichter geholt.",
    "Wenn einer langsamer lernt, erkläre ich es ihm eben zweimal.",
    "Bei uns hat am Ende der Schichtleiter entschieden.",
    "Die Anruferin wollte mit einem Menschen reden, da habe ich übernommen.",
)


def test_unlisted_words_are_understood() -> None:
    found = {text: understand(text, language="de").main_act for text in SAID}

    assert {text: act for text, act in found.items() if act != SAID[text]} == {}


LONG_ANSWER = (
    "Wir haben die Halle in drei Wochen umgebaut, und ich habe die Leute eingeteilt. Jeden Morgen gab es "
    "eine kurze Besprechung am Tor. Die Ware kam in der Nacht, und zwei Fahrer haben sie sofort verteilt. Am "
    "Ende hat alles gepasst, und der Leiter der Niederlassung hat sich bei der ganzen Mannschaft bedankt."
)


@pytest.mark.parametrize(
    ("asked", "act"),
    [
        ("Wie lange dauert das hier noch? Ich habe um drei einen Termin.", "asks_time"),
        ("Sind Sie eigentlich ein Mensch? Das würde mich interessieren.", "asks_machine"),
        ("Wird das Gespräch gespeichert? Das ist mir wichtig.", "asks_data"),
    ],
)
def test_a_request_behind_a_long_answer_is_found_before_its_reason(
    asked: str, act: UtteranceAct
) -> None:
    found = understand(f"{LONG_ANSWER} {asked}", language="de")

    assert found.acts == ("answer", act)
    assert found.answer_text.startswith(LONG_ANSWER[:-1])


def test_a_long_answer_is_an_answer() -> None:
    assert understand(LONG_ANSWER, language="de").acts == ("answer",)


def test_the_same_words_in_a_story_are_an_answer() -> None:
    found = {text: understand(text, language="de").main_act for text in ANSWERS}

    assert {text: act for text, act in found.items() if act != "answer"} == {}


def test_without_weights_all_utterances_sound_alike() -> None:
    weights = ActWeights.load(PACKAGE.joinpath("act_classifier_de.xz"))
    mutant = pack(replace(weights, rows={}))

    scores = [mutant.score(list_translated_features(text)) for text in SAID]

    assert all(each == scores[0] for each in scores)


def test_the_classifier_was_trained_on_the_lines_and_concepts_as_they_are() -> None:
    weights = ActWeights.load(PACKAGE.joinpath("act_classifier_de.xz"))

    assert dict(weights.trained_on) == dict(_list_hashes())


def _list_hashes() -> Iterator[tuple[str, str]]:
    for path in sorted(DATA.glob("training/acts_de_*.jsonl")):
        yield f"training/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest()
    content = PACKAGE.joinpath("concepts_de.toml").read_bytes()
    yield "concepts_de.toml", hashlib.sha256(content).hexdigest()


def test_a_word_stands_for_the_concepts_of_its_longest_listed_beginning() -> None:
    assert "stop" in list_concepts("abbrechen")
    assert "repeat" in list_concepts("wiederholung")
    assert list_concepts("gabelstapler") == ()


def test_only_the_last_words_of_a_text_are_features() -> None:
    said = "gut " * MAX_TOKENS

    assert list_translated_features("Pause. " + said) == list_translated_features("Ende. " + said)
