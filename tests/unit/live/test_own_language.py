"""An interview in a language without a catalog is led in the sentences of its plan.

The sentences here are those of the German catalog, so that English in between can be found.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.simulated_clock import START
from tests.unit.live.german import FACTS, PLAN, STORY, find_english, list_forms, list_messages
from tests.unit.live.talks import Talk
from tests.unit.live.test_german_interview import notices_of, send, texts_of_interviewer

from vivavoce.contracts.plan import InterviewPlan, SpokenSentence, speak_with
from vivavoce.kernel.translation import load_spoken_texts, translate
from vivavoce.live.domain import events
from vivavoce.live.domain.event_codec import decode, encode
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.interviewer import wording
from vivavoce.live.domain.interviewer.everyday_words import list_own_stems
from vivavoce.live.domain.interviewer.short_replies import parse_consent, read_offered_words
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.frame_codecs import FramesV1Codec
from vivavoce.live.domain.wire.frames import build_frames
from vivavoce.live.domain.wire.utterances import utterances_for
from vivavoce.planning.domain.sentence_edit import edit_sentences

TEXTS = load_spoken_texts()
_GERMAN = {
    english: german
    for message in list_messages()
    for english, german in zip(list_forms(message.id), list_forms(message.string), strict=True)
}
SENTENCES = tuple(
    SpokenSentence(text, _GERMAN[text])
    for text in dict.fromkeys((*TEXTS.replies, *(one for texts in TEXTS.sets for one in texts[:2])))
)


def plan_with(sentences: tuple[SpokenSentence, ...]) -> InterviewPlan:
    return replace(PLAN, language="fr", sentences=sentences)


def a_talk(sentences: tuple[SpokenSentence, ...] = SENTENCES) -> Talk:
    return Talk(
        plan_with(sentences),
        language="fr",
        company_name="Acme",
        facts=FACTS,
        sentences=sentences,
    )


def test_a_whole_interview_is_said_in_the_sentences_of_its_plan() -> None:
    talk = a_talk()

    talk.say("Der Lkw kam im März zwei Stunden zu spät, also rief ich den Kunden an.")
    send(talk, said.ControlFrame.REPEAT)
    send(talk, said.ControlFrame.SKIP)
    talk.say("Mir fiel eine Palette um, und ich habe danach jede Folie zweimal geprüft.")
    talk.say("Weiter.")
    talk.say("Stopp.", after_s=250)
    talk.say("Nein.")
    last = talk.say("Ich rüttle an der Palette und schaue, ob die Folie hält.")

    spoken = texts_of_interviewer(talk.state)
    kinds = {turn.kind for turn in talk.state.turns if turn.role == "agent"}
    warned = [event for event in talk.log if isinstance(event, events.TimerWarningIssued)]
    assert {"greeting", "question", "follow_up", "repeat", "remark"} <= kinds
    assert find_english(spoken) == []
    assert spoken[0].endswith("Ich habe 3 Fragen für Sie, und wir haben bis zu 10 Minuten.")
    assert find_english([last.text, *notices_of(talk.state, *warned)]) == []


def test_the_replies_that_the_plan_offers_are_understood() -> None:
    talk = a_talk()

    asked = talk.say("Stopp.")
    last = talk.say("Ja.")

    assert asked.text.endswith("Sagen Sie Ja, um aufzuhören, oder Nein, um weiterzumachen.")
    assert last.text.startswith("Gut, dann beenden wir es hier.")
    assert talk.state.is_over


def test_what_a_person_mended_is_said_and_a_mended_reply_is_understood() -> None:
    offer = "Say yes to end it, or no to continue."
    mended = {"yes": "Jawohl", offer: "Jawohl beendet es, Nein führt weiter."}
    plan = plan_with(edit_sentences(SENTENCES, mended))
    talk = a_talk(plan.sentences)

    asked = talk.say("Stopp.")
    last = talk.say("Jawohl.")

    assert asked.text.endswith(mended[offer])
    assert last.text.startswith("Gut, dann beenden wir es hier.")
    assert talk.state.is_over


def test_without_sentences_the_interviewer_speaks_english_and_knows_no_other_reply() -> None:
    greeting = a_talk(sentences=()).state.turns[0].text

    assert greeting.endswith("and we have up to 10 minutes.")
    assert read_offered_words("Weiter.", speak_with("fr", ())) == "Weiter."
    assert read_offered_words("Weiter.", speak_with("fr", SENTENCES)) == "go on"


@pytest.mark.parametrize(
    ("yes", "no", "reply"), [("Non", "Non.", "Non"), ("No", "Nie", "No"), ("Non", "Non.", "NON!")]
)
def test_a_reply_that_could_be_yes_or_no_gives_no_consent(yes: str, no: str, reply: str) -> None:
    language = speak_with("fr", (SpokenSentence("yes", yes), SpokenSentence("no", no)))

    assert parse_consent(read_offered_words(reply, language)) is not True


def test_a_wording_without_a_translation_is_not_drawn_while_another_has_one() -> None:
    [first, *others] = wording.BRIDGES
    one = speak_with("fr", (SpokenSentence(first, "Merci."),))
    none = speak_with("fr", (SpokenSentence("All right.", "D'accord."),))

    def draw(language: str) -> set[str]:
        return {
            wording.select_wording(
                wording.BRIDGES, session_id="s", turn=turn, language=language
            ).text
            for turn in range(20)
        }

    assert draw(one) == {"Merci."}
    assert draw(none) == {first, *others}


def test_sentences_of_one_interview_are_not_those_of_another() -> None:
    french = speak_with("fr", (SpokenSentence("Of course: {open}", "Bien entendu : {open}"),))
    other = speak_with("fr", (SpokenSentence("Of course: {open}", "Naturellement : {open}"),))

    assert translate("Of course: {open}", french) != translate("Of course: {open}", other)
    assert list_own_stems(french) != list_own_stems(other)
    assert list_own_stems("fr") == frozenset()


def test_a_language_of_the_product_keeps_its_own_sentences() -> None:
    german = speak_with("de", (SpokenSentence("Of course: {open}", "Klar: {open}"),))
    english = speak_with("en", (SpokenSentence("Of course: {open}", "Okay: {open}"),))

    assert translate("Of course: {open}", german) == translate("Of course: {open}", "de")
    assert translate("Of course: {open}", english) == "Of course: {open}"


def test_the_note_on_time_is_found_again_in_the_plans_words() -> None:
    language = plan_with(SENTENCES).spoken_language
    asked = wording.question_wording(
        STORY, session_id="s", turn=3, language=language, is_first=False, is_after_skip=False,
        suggested_s=40, is_time_short=True,
    )  # fmt: skip

    assert find_english([asked.text]) == []
    assert wording.last_time_limit_s([asked.text], language) == 40


@pytest.mark.parametrize("sentence", ["¡Quedan {seconds} segundos!", "{seconds} secondes."])
def test_a_note_on_time_is_found_again_whatever_it_begins_with(sentence: str) -> None:
    english = "We have about {seconds} seconds for this one."
    language = speak_with("es", (SpokenSentence(english, sentence),))
    asked = wording.add_time_limit(wording.QuestionWording("¿Y luego?", 0), 40, language)

    assert wording.last_time_limit_s([asked.text, f"Gracias. {asked.text}"], language) == 40
    assert wording.last_time_limit_s([f"Gracias.{asked.text}"], language) == 40
    assert wording.last_time_limit_s([f"x{asked.text}"], language) is None


def test_notices_and_what_is_only_spoken_are_in_the_plans_words_too() -> None:
    state = a_talk().state
    queued = RecordedEvent(state.seq, START, events.SessionQueued(position=3, reason="capacity"))
    codec = FramesV1Codec("s1")

    notices = notices_of(
        state,
        events.DelayAcknowledged(turn=2),
        events.TimerWarningIssued(remaining_s=60),
        events.TimerWarningIssued(remaining_s=30),
        events.StaffObservationChanged(user_id="u1", is_observing=True),
    )
    spoken = [utterance.text for utterance in utterances_for(queued, state)]
    frames = str([codec.write(frame) for frame in build_frames(queued, state)])

    assert find_english([*notices, *spoken]) == []
    assert {"Noch etwa eine Minute.", "Noch etwa 30 Sekunden."} <= set(notices)
    assert spoken
    assert "Sie sind Nummer 3 in der Warteschlange." in frames


def test_the_sentences_are_kept_with_the_session() -> None:
    created = a_talk().state.created

    assert decode(encode(created)) == created
    assert created.sentences == SENTENCES
