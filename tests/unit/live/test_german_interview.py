"""An interview in German is led in German from the greeting to the goodbye, whoever wrote the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.simulated_clock import START
from tests.unit.live.german import PLAN, STORY, a_talk, find_english
from tests.unit.live.talks import Talk

from vivavoce.contracts.personas import PERSONAS
from vivavoce.contracts.plan import AnswerAnchor, PlanQuestion
from vivavoce.kernel.translation import translate
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.interviewer import conversation, probe_wordings, wording
from vivavoce.live.domain.interviewer.question_guard import RubricGuard
from vivavoce.live.domain.interviewer.question_similarity import elements_asked_by_staff
from vivavoce.live.domain.interviewer.reply_inputs import gather_reply_facts
from vivavoce.live.domain.interviewer.short_replies import parse_consent, read_offered_words
from vivavoce.live.domain.interviewer.taken_up_words import OWN_PART_LEADS
from vivavoce.live.domain.interviewer.understanding import reply_wordings
from vivavoce.live.domain.interviewer.understanding.reply_context import ReplyContext
from vivavoce.live.domain.interviewer.understanding.reply_facts import ReplyCounters, ReplyFacts
from vivavoce.live.domain.interviewer.understanding.reply_planning import reply_before_start
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.frame_codecs import FramesV1Codec
from vivavoce.live.domain.wire.frames import build_frames
from vivavoce.live.domain.wire.notices import NOTICES, SPOKEN_PHRASES
from vivavoce.live.domain.wire.utterances import utterances_for


def send(talk: Talk, frame: said.ControlFrame) -> None:
    talk.now += timedelta(seconds=5)
    pending = PendingEvents(talk.state, talk.now)
    conversation.apply_client_frame(pending, talk.plan, frame)
    talk.state = pending.state
    talk.log += [record.event for record in pending.records]


def texts_of_interviewer(state: Session) -> list[str]:
    return [turn.text for turn in state.turns if turn.role == "agent"]


def notices_of(state: Session, *happened: events.SessionEvent) -> list[str]:
    return [
        str(frame.body["text"])
        for event in happened
        for frame in build_frames(RecordedEvent(state.seq, START, event), state)
    ]


def test_a_whole_interview_is_said_in_german() -> None:
    talk = a_talk()

    talk.say("Der Lkw kam im März zwei Stunden zu spät, also rief ich den Kunden an.")
    send(talk, said.ControlFrame.REPEAT)
    talk.say("Können Sie das bitte einfacher sagen?")
    talk.say("Können wir kurz eine Pause machen?")
    talk.say("Weiter.")
    talk.say("Ich möchte mit einem Menschen sprechen.")
    talk.say("Wie viel Zeit haben wir noch?")
    talk.say("Wie viele Fragen kommen noch?")
    send(talk, said.ControlFrame.SKIP)
    talk.say("Das ist mir noch nie passiert.")
    talk.say("Dazu darf ich nichts sagen, das ist vertraulich.")
    talk.say("Weiter.")
    talk.say("Sind Sie eine Maschine?", after_s=150)
    talk.say("Was passiert mit meinen Antworten?")
    talk.say("Stopp.")
    talk.say("Nein.")
    last = talk.say("Ich rüttle an der Palette und schaue, ob die Folie hält.")

    said_texts = texts_of_interviewer(talk.state)
    kinds = {turn.kind for turn in talk.state.turns if turn.role == "agent"}
    assert kinds == {"greeting", "question", "follow_up", "repeat", "remark", "closing"}
    assert find_english(said_texts) == []
    assert said_texts[0].endswith("Ich habe 3 Fragen für Sie, und wir haben bis zu 10 Minuten.")
    assert last.text == "Das war meine letzte Frage. Danke für Ihre Zeit. Sie hören von uns."
    requests = [e.request for e in talk.log if isinstance(e, events.CandidateRequested)]
    assert {"pause", "person", "duration", "is_machine", "data", "end"} <= set(requests)
    warned = [event for event in talk.log if isinstance(event, events.TimerWarningIssued)]
    assert find_english(notices_of(talk.state, *warned)) == []
    assert warned


def test_stopp_and_ja_end_the_interview() -> None:
    talk = a_talk()

    asked = talk.say("Stopp.")
    last = talk.say("Ja.")

    assert asked.text.endswith("Sagen Sie Ja, um aufzuhören, oder Nein, um weiterzumachen.")
    assert last.text.startswith(
        "Gut, dann beenden wir es hier. Danke für Ihre Zeit. Sie haben keine"
    )


@pytest.mark.parametrize("persona_id", [None, *PERSONAS])
@pytest.mark.parametrize("is_after_skip", [False, True])
def test_the_next_question_has_a_german_bridge_and_limit(
    persona_id: str | None, is_after_skip: bool
) -> None:
    said_texts = [
        wording.question_wording(
            STORY,
            session_id="s",
            turn=turn,
            language="de",
            is_first=False,
            is_after_skip=is_after_skip,
            suggested_s=40,
            is_time_short=True,
            persona_id=persona_id,
        ).text
        for turn in range(20)
    ]

    assert find_english(said_texts) == []
    assert all(" etwa 40 Sekunden. Erzählen" in text for text in said_texts)
    assert len(set(said_texts)) == 3


def test_a_concrete_german_answer_is_not_sent_back_to_the_question() -> None:
    talk = a_talk()

    last = talk.say(
        "Im Januar fehlten zwölf Kartons, also rief ich den Fahrer an und tauschte sie."
    )

    assert talk.state.turns[2].intent == "answer"
    assert (last.kind, last.reason != "OFF_TOPIC") == ("follow_up", True)


def test_the_same_words_are_drawn_at_the_same_places_as_in_english() -> None:
    def draw(language: str) -> list[int | None]:
        return [
            wording.select_wording(
                wording.BRIDGES, session_id="s", turn=turn, language=language
            ).variant
            for turn in range(20)
        ]

    assert draw("de") == draw("en") == draw("fr")


def test_a_language_without_a_catalog_is_spoken_in_english() -> None:
    plan = replace(PLAN, language="fr")

    assert wording.greeting_text(plan, minutes=10).startswith(wording.WELCOME)
    assert wording.closing_text(plan, "time").endswith(wording.FAREWELL)


@pytest.mark.parametrize(
    ("language", "exact", "at_most"),
    [
        ("en", "I have 4 questions", "I have up to 4 questions"),
        ("de", "Ich habe 4 Fragen", "bis zu 4 Fragen"),
    ],
)
def test_the_greeting_promises_no_number_where_questions_are_optional(
    language: str, exact: str, at_most: str
) -> None:
    first = PLAN.questions[0]
    every = tuple(replace(first, id=f"q{at}") for at in range(4))
    some = (*every[:3], replace(every[3], is_mandatory=False))

    def greet(questions: tuple[PlanQuestion, ...]) -> str:
        plan = replace(PLAN, language=language, rubric=replace(PLAN.rubric, questions=questions))
        return wording.greeting_text(plan, minutes=20)

    assert exact in greet(every)
    assert at_most in greet(some)


def all_sets() -> list[tuple[str, ...]]:
    follow_ups = (
        probe_wordings.PROBES,
        probe_wordings._CASE_PROBES,
        probe_wordings._PRACTICE_PROBES,
        wording._RESTATE,
        wording._SIMPLER,
        reply_wordings.ALL_WORDINGS,
    )
    return [
        *(tuple(texts) for sets in follow_ups for texts in sets.values()),
        wording.BRIDGES,
        wording.BRIDGES_AFTER_SKIP,
        wording._REPEAT,
        OWN_PART_LEADS,
        *(persona.acknowledgements for persona in PERSONAS.values()),
    ]


def test_every_wording_has_a_german_one_and_those_of_a_set_differ() -> None:
    single = [*wording.CLOSINGS.values(), *SPOKEN_PHRASES.values()]
    notices = [notice.text for notice in NOTICES.values()]
    texts = [*single, *notices, *(text for texts in all_sets() for text in texts)]

    assert [text for text in texts if translate(text, "de") == text] == []
    for texts_of_set in all_sets():
        german = [translate(text, "de") for text in texts_of_set]
        assert len(set(german)) == len(set(texts_of_set)), german


def test_a_limit_that_was_said_in_german_is_known_later() -> None:
    limited = wording.add_time_limit(wording.QuestionWording("Was kam dann?", 0), 40, "de")

    assert limited.text == "Für diese Frage haben wir etwa 40 Sekunden. Was kam dann?"
    assert wording.last_time_limit_s(["Danke.", limited.text], "de") == 40
    assert wording.last_time_limit_s([limited.text], "en") is None


def test_a_loss_is_acknowledged_in_german_and_only_once_at_a_question() -> None:
    talk = a_talk()

    talk.say("Mr. Novak died in the night and I still think of him.")

    facts = gather_reply_facts(talk.state, PLAN, talk.now)
    german = {translate(text, "de") for text in reply_wordings.LOSS}
    assert [text for text in texts_of_interviewer(talk.state) if text in german]
    assert (facts.acknowledged_feelings, facts.has_acknowledged_feeling) == (1, True)


def test_what_staff_asked_in_a_german_wording_counts_as_asked() -> None:
    talk = a_talk()
    talk.staff("take_over")
    talk.staff("say", translate("How did it turn out?", "de"))

    progress = talk.state.current_question
    assert progress is not None
    assert elements_asked_by_staff(talk.state, progress, STORY) == {"result"}


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Ja", "yes"),
        ("nein.", "no"),
        ("Stopp!", "stop"),
        ("Weiter.", "go on"),
        ("Ja, ich stimme zu.", "yes, I agree"),
        ("Nein, ich stimme nicht zu", "no, I don't agree"),
        ("Dann ging es weiter.", "Dann ging es weiter."),
        ("Stop the clock", "Stop the clock"),
    ],
)
def test_the_words_that_the_interviewer_offers_are_understood(text: str, english: str) -> None:
    assert read_offered_words(text, "de-AT") == english


def test_offered_words_mean_nothing_where_they_were_not_offered() -> None:
    assert read_offered_words("Weiter.", "en") == "Weiter."
    assert read_offered_words("Yes!", "en") == "Yes!"


def test_consent_is_asked_and_given_in_german() -> None:
    talk = a_talk()
    facts = gather_reply_facts(talk.state, PLAN, talk.now)
    replies = [
        reply_before_start(act, facts)
        for act in ("wants_end", "wants_pause", "asks_time", "distress", "asks_data")
    ]

    assert find_english(replies) == []
    assert "Es dauert bis zu 10 Minuten, mit 2 Fragen." in replies
    assert parse_consent(read_offered_words("Ja.", "de")) is True
    assert parse_consent(read_offered_words("Nein, ich stimme nicht zu.", "de")) is False


@pytest.mark.parametrize(
    ("is_spoken", "can_write", "resume"),
    [
        (False, True, "Wenn es weitergehen kann, schreiben Sie: weiter."),
        (True, True, "Wenn es weitergehen kann, sagen oder schreiben Sie: weiter."),
        (True, False, "Wenn es weitergehen kann, sagen Sie: weiter."),
    ],
)
def test_facts_fit_into_german_sentences(is_spoken: bool, can_write: bool, resume: str) -> None:
    facts = ReplyFacts(
        open_question="Was ist {say}?",
        language="de",
        is_spoken=is_spoken,
        can_write=can_write,
    )
    context = ReplyContext("wants_pause", facts, ReplyCounters())

    assert context.fill(reply_wordings.RESUME) == resume
    assert context.fill(reply_wordings.QUESTION_AGAIN[2]) == "Die Frage war: Was ist {say}?"
    assert context.fill(reply_wordings.PERSON_REQUESTED[0]) == (
        "Ich gebe an die einladende Organisation weiter, dass Sie mit einem Menschen sprechen "
        "möchten."
    )


def test_a_german_rubric_does_not_bar_everyday_words_but_its_own() -> None:
    anchor = AnswerAnchor(
        description="Prüft die Gurte, bevor sie losfährt, und sagt, was sie dann gemacht hat.",
        signals=("ich habe die Gurte selbst geprüft", "das haben wir dann so gemacht"),
    )
    guard = RubricGuard(
        replace(
            PLAN, rubric=replace(PLAN.rubric, questions=(replace(STORY, anchors={"4": anchor}),))
        )
    )
    probes = [translate(text, "de") for text in probe_wordings.list_builtin_probes()]

    assert [probe for probe in probes if guard.leaks(probe)] == []
    assert guard.leaks("Haben Sie die Gurte angesehen?")


def test_notices_and_spoken_sentences_are_german_on_every_way() -> None:
    state = a_talk().state
    happened = (
        events.DelayAcknowledged(turn=2),
        events.TimerWarningIssued(remaining_s=180),
        events.TimerWarningIssued(remaining_s=60),
        events.TimerWarningIssued(remaining_s=30),
        events.StaffObservationChanged(user_id="u1", is_observing=True),
        events.StaffIntervened(user_id="u1", action="hand_back", text=""),
    )
    queued = RecordedEvent(state.seq, START, events.SessionQueued(position=3, reason="capacity"))
    codec = FramesV1Codec("s1")
    frames = [codec.write(frame) for frame in build_frames(queued, state)]

    notices = notices_of(state, *happened)
    spoken = [utterance.text for utterance in utterances_for(queued, state)]
    assert notices[1:4] == [
        "Noch etwa 3 Minuten.",
        "Noch etwa eine Minute.",
        "Noch etwa 30 Sekunden.",
    ]
    assert find_english([*notices, *spoken]) == []
    assert "Sie sind Nummer 3 in der Warteschlange." in str(frames)
