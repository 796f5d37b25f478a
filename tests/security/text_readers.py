"""Every reader of outside text, called as the product calls it. A module with patterns needs one here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.fakes.panel import heard
from tests.unit.assessment.stories import RUBRIC, interview

from vivavoce.assessment.domain.model_evidence.calls import prepare_calls
from vivavoce.assessment.domain.model_evidence.guards import ModelItem, check_items
from vivavoce.assessment.domain.panel import exaggeration, relevance, rubric_evaluator, structure
from vivavoce.assessment.domain.panel.perspectives import (
    PERSPECTIVE_DEFINITIONS,
    evaluate_topic_coverage,
)
from vivavoce.assessment.domain.panel.rubric_text_parser import (
    UnreadableRubricError,
    parse_rubric_text,
)
from vivavoce.assessment.domain.scorer import prepare_transcript, score
from vivavoce.live.domain.interviewer.answer_elements import find_conflict, find_elements
from vivavoce.live.domain.interviewer.question_guard import staff_rejection_reason
from vivavoce.live.domain.interviewer.short_replies import (
    is_resume_request,
    parse_consent,
    parse_end_confirmation,
)
from vivavoce.live.domain.interviewer.understanding.detection import understand
from vivavoce.live.domain.interviewer.words import content_stems
from vivavoce.planning.domain.change_requests import parse_change_requests
from vivavoce.planning.domain.german.job_text import analyze_german_job
from vivavoce.planning.domain.intake.document_rules import find_ungrounded_claims
from vivavoce.planning.domain.intake.statements import (
    IntakeAnswer,
    collect_statements,
    measure_concept_coverage,
)
from vivavoce.planning.domain.job_analysis import analyze_job, phrase
from vivavoce.planning.domain.passages import split_passages, write_background
from vivavoce.planning.domain.requirements import (
    extract_skills,
    find_unlawful_topic,
    is_prompt_injection,
    parse_requirements,
)
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills
from vivavoce.planning.domain.work_kinds import (
    find_common_task,
    find_tension,
    find_work_kinds,
)
from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.extraction import (
    extract_email_addresses,
    extract_target_role,
    find_company,
    parse_question_edit,
)
from vivavoce.practice.domain.assistant.intents import detect_intent, has_separate_practice_request
from vivavoce.practice.domain.assistant.parsed_message import parse_message as read_message
from vivavoce.practice.domain.assistant.requested_settings import parse_requested_settings
from vivavoce.practice.domain.review.answers import split_sentences, split_words
from vivavoce.practice.domain.setup_secrets import contains_secret
from vivavoce.voice.domain.turns.end_of_turn import is_backchannel, is_complete_answer
from vivavoce.voice.domain.turns.word_alignment import find_sentence_spans

ANSWER, POSTING, MESSAGE = 16_000, 24_000, 24_000
"""What the product takes at most: an answer, a posting or résumé, a message to the assistant."""


@dataclass(frozen=True)
class Reader:
    read: Callable[[str], object]
    length: int = ANSWER
    unremarkable_s: float = 0.03
    """What a quarter of the longest text may cost before its growth is measured."""


def _score(text: str) -> object:
    return score(interview(("q1", text), ("q2", text)), RUBRIC)


def _score_german(text: str) -> object:
    return score(replace(interview(("q1", text), ("q2", text)), language="de"), RUBRIC)


def _model_quote(text: str) -> object:
    talk = interview(("q1", text))
    quoted = ModelItem(side="answer", level=4, quote=text[1:400], act="own", negated=False)
    reading = prepare_transcript(talk, RUBRIC)
    return [check_items(call, (quoted,), reading) for call in prepare_calls(talk, RUBRIC, ())]


def _panel(text: str) -> object:
    made = heard(text)
    judges = (
        relevance.evaluate_relevance,
        exaggeration.evaluate_exaggeration,
        structure.evaluate_structure,
        rubric_evaluator.evaluate_by_rubric,
    )
    return [judge(made) for judge in judges] + [
        evaluate_topic_coverage(made, definition) for definition in PERSPECTIVE_DEFINITIONS
    ]


def _rubric(text: str) -> object:
    try:
        return parse_rubric_text(text)
    except UnreadableRubricError:
        return None


def _live(text: str) -> object:
    return (
        parse_consent(text),
        parse_end_confirmation(text),
        is_resume_request(text),
        staff_rejection_reason(text),
        content_stems(text),
        find_conflict((text, text)),
        [find_elements(text, question) for question in RUBRIC.questions],
    )


def _posting(text: str) -> object:
    catalogue = load_skill_catalog()
    return (
        parse_requirements(text),
        extract_skills(text, catalogue),
        is_prompt_injection(text),
        find_unlawful_topic(text),
    )


def _job(text: str) -> object:
    said = [phrase(task.fact, "gerund") for task in analyze_job(text).tasks]
    return said, find_work_kinds(text), find_tension(text), find_common_task(text)


def _passages(text: str) -> object:
    background = write_background(text, {"summary": text}, candidate_name="Ada Byron")
    return split_passages("background", background)


def _intake(text: str) -> object:
    turns = [IntakeAnswer(turn=2, question_id="q1", text=text)]
    return (
        collect_statements(turns),
        measure_concept_coverage(turns),
        find_ungrounded_claims(text, text[:200]),
    )


def _assistant(text: str) -> object:
    said = read_message(text)
    state = ConversationState()
    return (
        detect_intent(said, state),
        has_separate_practice_request(said),
        parse_requested_settings(said),
        extract_target_role(text),
        find_company(text),
        extract_email_addresses(text),
        parse_question_edit(text, ("One?", "Two?")),
        contains_secret(text),
    )


READERS = {
    "scorer": Reader(_score, length=4_000, unremarkable_s=0.06),
    "German scorer": Reader(_score_german, length=4_000, unremarkable_s=0.06),
    "model quote": Reader(_model_quote, length=4_000, unremarkable_s=0.06),
    "panel": Reader(_panel, length=4_000, unremarkable_s=0.1),
    "own rubric": Reader(_rubric, length=20_000),
    "live": Reader(_live, unremarkable_s=0.15),
    "acts": Reader(lambda text: understand(text, question=text[:300])),
    "German acts": Reader(lambda text: understand(text, language="de")),
    "posting": Reader(_posting, length=POSTING, unremarkable_s=0.1),
    "job": Reader(_job, length=20_000, unremarkable_s=0.06),
    "German job": Reader(
        lambda text: analyze_german_job(text, title=text[:100]), length=20_000, unremarkable_s=0.06
    ),
    "passages": Reader(_passages, length=4_000, unremarkable_s=0.1),
    "skills": Reader(lambda text: validate_skills([text[:300]] * 40, load_skill_catalog())),
    "changes": Reader(parse_change_requests, length=POSTING),
    "intake": Reader(_intake),
    "assistant": Reader(_assistant, length=MESSAGE, unremarkable_s=0.06),
    "review": Reader(lambda text: (split_words(text), split_sentences(text))),
    "voice": Reader(
        lambda text: (is_complete_answer(text), is_backchannel(text), find_sentence_spans(text))
    ),
}
