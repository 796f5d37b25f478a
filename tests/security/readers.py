"""Every reader of outside text, called as the product calls it. A module with patterns needs one here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.panel import heard
from tests.unit.assessment.stories import RUBRIC, interview

from vivavoce.assessment.domain.panel import by_rubric, exaggeration, relevance, structure
from vivavoce.assessment.domain.panel.perspectives import SEATS, comment
from vivavoce.assessment.domain.panel.rubric_text import UnreadableRubric, read_rubric
from vivavoce.assessment.domain.scorer import score
from vivavoce.live.domain.mind.asking import asks_for_a_person
from vivavoce.live.domain.mind.conflict import conflict_in
from vivavoce.live.domain.mind.gate import refused_to_staff
from vivavoce.live.domain.mind.reading import read_consent, read_request
from vivavoce.live.domain.mind.slots import found_in
from vivavoce.live.domain.mind.words import content_stems
from vivavoce.planning.domain.changes import read_changes
from vivavoce.planning.domain.intake.grounding import ungrounded
from vivavoce.planning.domain.intake.said import Utterance, read_concepts, what_was_said
from vivavoce.planning.domain.requirements import (
    forbidden_demand,
    is_order,
    read_requirements,
    skills_read,
)
from vivavoce.planning.domain.skills import load_catalogue, validate_skills
from vivavoce.practice.domain.assistant.conversation import Conversation
from vivavoce.practice.domain.assistant.intents import intent_of, practises_too
from vivavoce.practice.domain.assistant.lists import addresses_in, edited
from vivavoce.practice.domain.assistant.names import find_company, find_role
from vivavoce.practice.domain.assistant.said import read as read_message
from vivavoce.practice.domain.assistant.setup import read_wishes
from vivavoce.practice.domain.review.words import sentences_in, words_in
from vivavoce.practice.domain.setup_secrets import holds_a_secret
from vivavoce.voice.domain.hearing.endings import is_finished, is_nod
from vivavoce.voice.domain.hearing.words import sentences

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


def _panel(text: str) -> object:
    made = heard(text)
    judges = (
        relevance.relevance,
        exaggeration.exaggeration,
        structure.structured_thinking,
        by_rubric.rubric,
    )
    return [judge(made) for judge in judges] + [comment(made, seat) for seat in SEATS]


def _rubric(text: str) -> object:
    try:
        return read_rubric(text)
    except UnreadableRubric:
        return None


def _live(text: str) -> object:
    return (
        read_request(text),
        read_consent(text),
        asks_for_a_person(text),
        refused_to_staff(text),
        content_stems(text),
        conflict_in((text, text)),
        [found_in(text, question) for question in RUBRIC.questions],
    )


def _posting(text: str) -> object:
    catalogue = load_catalogue()
    return (
        read_requirements(text),
        skills_read(text, catalogue),
        is_order(text),
        forbidden_demand(text),
    )


def _intake(text: str) -> object:
    turns = [Utterance(turn=2, question_id="q1", text=text)]
    return what_was_said(turns), read_concepts(turns), ungrounded(text, text[:200])


def _assistant(text: str) -> object:
    said = read_message(text)
    talk = Conversation()
    return (
        intent_of(said, talk),
        practises_too(said),
        read_wishes(said),
        find_role(text),
        find_company(text),
        addresses_in(text),
        edited(text, ("One?", "Two?")),
        holds_a_secret(text),
    )


READERS = {
    "scorer": Reader(_score, length=4_000, unremarkable_s=0.06),
    "panel": Reader(_panel, length=4_000, unremarkable_s=0.1),
    "own rubric": Reader(_rubric, length=20_000),
    "live": Reader(_live),
    "posting": Reader(_posting, length=POSTING),
    "skills": Reader(lambda text: validate_skills([text[:300]] * 40, load_catalogue())),
    "changes": Reader(read_changes, length=POSTING),
    "intake": Reader(_intake),
    "assistant": Reader(_assistant, length=MESSAGE),
    "review": Reader(lambda text: (words_in(text), sentences_in(text))),
    "voice": Reader(lambda text: (is_finished(text), is_nod(text), sentences(text))),
}
