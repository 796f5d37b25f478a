"""What can be asked after an answer: what it does not tell yet, in the order of the policy.

A concrete case comes first when a story tells no event. A few words that tell no act are asked on, since
nothing is known yet that could have a reason or a result. Words that fit any job are asked for an example.
Then come the missing elements, those that the question has probes of its own for before the others, and a
conflict between two statements. A number is asked for only where a question with probes of its own has one
for it: many stories have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.kernel.translation import is_english
from vivavoce.live.domain.events import FollowupOption
from vivavoce.live.domain.interviewer.answer_elements import (
    CONCRETE_CASE,
    CONCRETE_CASE_AGAIN,
    EXAMPLE,
    MORE,
    NEXT_STEP,
    STORY_KINDS,
    find_conflict,
    is_brief_answer,
    lacks_event,
    list_expected_elements,
    reason_code_for,
)
from vivavoce.live.domain.interviewer.concreteness import names_something
from vivavoce.live.domain.interviewer.coverage import answer_turns, answers_to, find_competency
from vivavoce.live.domain.interviewer.past_event import describes_past_event
from vivavoce.live.domain.interviewer.question_parts import HARD_PART, list_open_parts
from vivavoce.live.domain.interviewer.question_similarity import elements_asked_by_staff
from vivavoce.live.domain.interviewer.understanding.feelings import find_remembered_feeling
from vivavoce.live.domain.interviewer.words import sentence_spans, tokenize
from vivavoce.live.domain.session import QuestionProgress, Session

CONFLICT_ELEMENT = "conflict"
"""Used in place of an answer element when two statements conflict."""
_CASES = (CONCRETE_CASE, CONCRETE_CASE_AGAIN)
_ACTS = frozenset(["own_action", "own_part"])
_VERY_FEW_WORDS, _FRAGMENT_WORDS = 3, 8
_MOST_WORDS_BY_ELEMENT = {"situation": 20, "result": 30}
"""After so many words about a case or a practice, with an act in them, one moves on without the element."""
_NEEDLESS_AFTER_LOSS = frozenset(["result", "measure", "repair", "reason"])
"""What nobody asks for who was just told of a death."""
_NAMES_THING = re.compile(
    r"(?:probably |maybe |perhaps |possibly )?(?:a|an|the|my|some)\b", re.IGNORECASE
)
_SAYS_WHY = re.compile(
    r"\b(?:because|cos|since|so that|otherwise|or else|in case)\b", re.IGNORECASE
)


def list_followup_options(
    state: Session, plan: InterviewPlan, progress: QuestionProgress, question: PlanQuestion
) -> tuple[FollowupOption, ...]:
    """Return the possible follow-ups in policy order, without those already asked."""
    priority = _option_priority(plan, progress, question)
    asked_for = progress.requested_elements | elements_asked_by_staff(state, progress, question)
    return tuple(
        FollowupOption(
            "CLARIFY" if element == CONFLICT_ELEMENT else reason_code_for(element),
            element,
            priority,
        )
        for element in _missing_elements(state, progress, question)
        if element not in asked_for
    )


def list_pressing_options(options: tuple[FollowupOption, ...]) -> tuple[FollowupOption, ...]:
    """Return those that are asked even if the answer seems to hold enough elements.

    They are a concrete case or example, the next step of a walk-through, a conflict, and whatever comes first
    after a few words.
    """
    elements = [option.element for option in options]
    opening = options[: elements.index(MORE) + 1] if MORE in elements else ()
    pressing = (*_CASES, NEXT_STEP, EXAMPLE, CONFLICT_ELEMENT)
    return (*opening, *(each for each in options if each.element in pressing))


def _list_openings(
    state: Session, progress: QuestionProgress, question: PlanQuestion
) -> tuple[str, ...]:
    """Return what comes first while few words were said.

    If they tell no act, it is an act. If they tell one of a case or a practice, it is the reason for it: how
    it ended, or what else there was to see, would presume more than was said.
    """
    said = answer_turns(state, question.id)
    acts = tuple(element for element in list_expected_elements(question) if element in _ACTS)
    if not said or not acts:
        return ()
    answer = said[-1].text[: said[-1].answer_end]
    length = len(tokenize(answer))
    parts = list_open_parts(question, progress.found_elements, [turn.text for turn in said])
    least = 1 if question.kind == "knowledge" else _VERY_FEW_WORDS
    is_one_part = len(said) == 1 and is_brief_answer(answer) and length > least
    if parts and is_one_part and question.kind not in STORY_KINDS:
        return (*parts, MORE)
    is_first, tells_act = len(said) == 1, bool(progress.found_elements.intersection(acts))
    is_story = question.kind in STORY_KINDS
    is_step = tells_act and not is_story and length == _VERY_FEW_WORDS  # "Get the hoist."
    is_step = is_step and not _NAMES_THING.match(answer.lstrip())
    if is_first and length <= _VERY_FEW_WORDS and not is_step:
        return (MORE,)
    if not is_brief_answer(answer):
        return ()
    if not tells_act:
        return (*acts, MORE)
    if not is_first or is_story or _SAYS_WHY.search(answer):
        return ()
    if question.kind == "knowledge":
        return (MORE, "reason")  # what goes wrong, or a tool, is no step that could have a reason
    is_fragment = length <= _FRAGMENT_WORDS and len(sentence_spans(answer)) == 1
    is_why_open = is_fragment or "reason" not in progress.found_elements
    return ("reason", MORE) if is_why_open else (MORE,)


def _missing_elements(
    state: Session, progress: QuestionProgress, question: PlanQuestion
) -> Iterator[str]:
    """Give what the answers do not tell: details of a case only once it is told, its scene only at first.

    Whether a case is told can be seen in English only.
    """
    answers = answers_to(state, question.id)
    is_asked_for = CONCRETE_CASE in progress.requested_elements
    can_tell = is_english(state.created.spoken_language)
    if can_tell and lacks_event(question, answers, is_asked_for=is_asked_for):
        if not is_asked_for and _tells_short_event(answers):
            yield MORE
        if len(answers) == 1 and is_brief_answer(answers[0]):
            yield from list_open_parts(question, progress.found_elements, answers)
        yield from _CASES if is_asked_for else (CONCRETE_CASE,)
    else:
        openings = _list_openings(state, progress, question)
        yield from openings
        if not openings and _is_begun_only(question, answers):
            yield NEXT_STEP
        is_scene_needed = progress.probes == 0 or question.kind not in STORY_KINDS
        own = question.probe_elements
        asked = list_open_parts(question, progress.found_elements, answers)
        needless = _list_needless(question, progress, answers)
        missing = [
            element
            for element in list_expected_elements(question)
            if element not in progress.found_elements.union(openings, needless)
            and (element != "measure" or not own or element in own)
            and (element != "situation" or is_scene_needed)
        ]
        lacks_example = question.kind not in STORY_KINDS and not names_something(question, answers)
        if HARD_PART in asked and HARD_PART not in openings:
            missing = [HARD_PART, *missing]
        steps = sorted(missing, key=lambda element: (element not in asked, element not in own))
        if lacks_example:
            is_practice = question.kind == "knowledge"
            is_first = not openings and bool(own) and (is_practice or _ACTS.isdisjoint(missing))
            steps.insert(0 if is_first else len(steps), EXAMPLE)
        yield from steps
    if find_conflict(answers):
        yield CONFLICT_ELEMENT


def _is_begun_only(question: PlanQuestion, answers: tuple[str, ...]) -> bool:
    """Return whether a walk-through is asked for, and the first answer tells only its start."""
    is_walk = question.kind == "work_sample" and _WALK_THROUGH.search(question.text.lower())
    return bool(is_walk) and len(answers) == 1 and len(tokenize(answers[0])) < _WALK_WORDS


_WALK_THROUGH = re.compile(r"\b(?:talk|walk|take) me through\b")
_WALK_WORDS = 40
"""A walk-through in fewer words has steps that were not told."""


def _tells_short_event(answers: tuple[str, ...]) -> bool:
    """Return whether the first words of a story tell a past act and no more: "We moved the culvert."."""
    return len(answers) == 1 and is_brief_answer(answers[0]) and describes_past_event(answers[0])


def _list_needless(
    question: PlanQuestion, progress: QuestionProgress, answers: tuple[str, ...]
) -> frozenset[str]:
    """Return what nobody would ask for after so many words about a case or a practice."""
    if any(find_remembered_feeling(answer) == "loss" for answer in answers):
        return _NEEDLESS_AFTER_LOSS
    if question.kind in STORY_KINDS or "own_action" not in progress.found_elements:
        return frozenset()
    length = sum(len(tokenize(answer)) for answer in answers)
    return frozenset(element for element, most in _MOST_WORDS_BY_ELEMENT.items() if length >= most)


def _option_priority(
    plan: InterviewPlan, progress: QuestionProgress, question: PlanQuestion
) -> float:
    competency = find_competency(plan, question.competency)
    weight = competency.weight * (2 if competency.is_required else 1)
    elements = list_expected_elements(question)
    missing = sum(element not in progress.found_elements for element in elements)
    share = missing / len(elements) if elements else 0.0
    return round(weight * share * 0.6**progress.probes * 0.5**progress.unproductive_probes, 6)
