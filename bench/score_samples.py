"""The sample answers of the question sets, each scored by the anchors of its question.

A question of a set becomes the plan question that the product would ask: the text of one form with a task of
the set in its place, and the anchors, points and probes of the question. The conversation is the question,
the sample, one follow-up of the set and a reply that adds nothing.
"""

from __future__ import annotations

import hashlib
import os
import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from vivavoce.assessment.domain.scorer import score
from vivavoce.contracts.plan import (
    QUESTION_FORMS,
    Competency,
    PlanQuestion,
    QuestionForm,
    QuestionOrigin,
    Rubric,
    SubDimension,
)
from vivavoce.contracts.transcript import ReadLanguage, Scorecard, Transcript, TranscriptTurn
from vivavoce.planning.domain.question_sets import (
    QuestionSet,
    SetQuestion,
    list_set_ids,
    load_question_set,
)

SAMPLES = ("strong", "decent", "weak", "empty", "non_native")
REPLIES: dict[ReadLanguage, str] = {"en": "No, that's about it.", "de": "Nein, das war es."}
"""What the candidate says to the follow-up, which adds nothing."""
SHUFFLE_SEED = 20261122
Scorer = Callable[[Transcript, Rubric], Scorecard]
_CHUNK = 16
"""Cases that a process takes at a time."""


@dataclass(frozen=True)
class FormCase:
    """One form of one question, with the plan that asks it and its sample answers."""

    question_set: QuestionSet
    question: SetQuestion
    form: QuestionForm
    rubric: Rubric
    language: ReadLanguage = "en"

    @property
    def name(self) -> str:
        """The question and its form, e.g. ``selling.real_need/a``."""
        return f"{self.question.id}/{self.form}"

    def get_sample(self, kind: str) -> str:
        """Return one sample answer."""
        return self.question.forms[self.form].samples[kind]


def score_on_trial(transcript: Transcript, rubric: Rubric) -> Scorecard:
    """Return the scorecard of the rules that read German as well."""
    return score(transcript, rubric, trial_language="de")


def is_kept_aside(question_set: QuestionSet) -> bool:
    """Return whether a set was not looked at while the rules were written: one of three, by its id."""
    return int(hashlib.sha256(question_set.id.encode()).hexdigest(), 16) % 3 == 0


def load_cases(language: ReadLanguage = "en") -> list[FormCase]:
    """Return every form of every question of all sets of a language that has samples of its own."""
    sets = [load_question_set(set_id) for set_id in list_set_ids(language)]
    return [
        FormCase(each, question, form, build_rubric(each, question, form), language)
        for each in sets
        for question in each.questions
        if not question.work_kind
        for form in QUESTION_FORMS
    ]


def build_rubric(question_set: QuestionSet, question: SetQuestion, form: QuestionForm) -> Rubric:
    """Return a plan's rubric with this one question."""
    return Rubric(
        competencies=(
            Competency(
                name=question_set.name,
                weight=1.0,
                sub_dimensions=tuple(
                    SubDimension(name=side, indicators={}) for side in question_set.sides
                ),
            ),
        ),
        questions=(build_plan_question(question_set, question, form),),
    )


def build_plan_question(
    question_set: QuestionSet, question: SetQuestion, form: QuestionForm
) -> PlanQuestion:
    """Return the plan question of one form, with the set's first task in its place."""
    text = question.forms[form]
    wordings = [(element, text) for element, texts in question.probes.items() for text in texts]
    return PlanQuestion(
        id=question.id,
        text=_fill_task(text.text, question_set.tasks[0]) if question_set.tasks else text.plain,
        competency=question_set.name,
        kind=question.kind,
        expected_points=question.points,
        probes=tuple(text for _, text in wordings),
        probe_elements=tuple(element for element, _ in wordings),
        anchors=question.get_anchors(form),
        origin=QuestionOrigin(
            reason="proof", group=question_set.group, bank_question=question.id, form=form
        ),
    )


def _fill_task(text: str, task: str) -> str:
    """Return a text of an English set with a task in its place."""
    first, _, rest = task.partition(" ")
    doing = f"{first[:-1] if first.endswith('e') else first}ing {rest}"
    return text.replace("{doing}", doing).replace("{do}", task)


def drop_anchors(rubric: Rubric) -> Rubric:
    """Return the rubric as plans had it before: the anchors describe the competency, not its question."""
    [question], [competency] = rubric.questions, rubric.competencies
    levels = sorted(question.anchors.items())
    side = SubDimension(
        name=competency.name,
        indicators={level: anchor.description for level, anchor in levels},
        signals={level: anchor.signals for level, anchor in levels},
    )
    return replace(
        rubric,
        competencies=(replace(competency, sub_dimensions=(side,)),),
        questions=(replace(question, anchors={}),),
    )


def build_interview(case: FormCase, answer: str) -> Transcript:
    """Return the conversation about a case's question in which ``answer`` is said."""
    asked = case.rubric.questions[0]
    lines = (("agent", asked.text), ("candidate", answer), ("agent", asked.probes[3]))
    return Transcript(
        language=case.language,
        turns=tuple(
            TranscriptTurn(
                turn=number,
                role="agent" if role == "agent" else "candidate",
                text=text,
                question_id=asked.id,
            )
            for number, (role, text) in enumerate(
                (*lines, ("candidate", REPLIES[case.language])), 1
            )
        ),
    )


def score_answer(case: FormCase, answer: str, scorer: Scorer = score) -> Scorecard:
    """Return the scorecard of an interview in which ``answer`` is said to the case's question."""
    return scorer(build_interview(case, answer), case.rubric)


def shuffle_cases(cases: Sequence[FormCase]) -> list[FormCase]:
    """Return for each case another question's case, drawn by a fixed seed."""
    drawn = random.Random(SHUFFLE_SEED)
    return [
        drawn.choice([other for other in cases if other.question.id != case.question.id])
        for case in cases
    ]


def score_samples(
    cases: Sequence[FormCase],
    texts: Iterable[FormCase] | None = None,
    scorer: Scorer = score,
    kinds: Sequence[str] = SAMPLES,
) -> list[dict[str, Scorecard]]:
    """Return the scorecards of each case by sample; ``texts`` gives the samples of other cases instead.

    Several processes share the work, so ``scorer`` is a function of a module.
    """
    said = cases if texts is None else list(texts)
    pairs = list(zip(cases, said, strict=True))
    read = partial(_score_kinds, scorer=scorer, kinds=kinds)
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        return list(processes.map(read, pairs, chunksize=_CHUNK))


def _score_kinds(
    pair: tuple[FormCase, FormCase], *, scorer: Scorer, kinds: Sequence[str]
) -> dict[str, Scorecard]:
    case, other = pair
    return {kind: score_answer(case, other.get_sample(kind), scorer) for kind in kinds}


HALF_HOUR_WORDS = 3600
"""Half an hour at 150 words a minute, four fifths of it the candidate's."""


def build_half_hour(cases: Sequence[FormCase]) -> tuple[Transcript, Rubric]:
    """Return an interview of half an hour with the strong samples of questions of one form, and its rubric."""
    turns: list[TranscriptTurn] = []
    rubrics: list[Rubric] = []
    words = 0
    for case in cases:
        if case.form != "a" or words >= HALF_HOUR_WORDS:
            continue
        rubrics.append(case.rubric)
        for turn in build_interview(case, case.get_sample("strong")).turns:
            turns.append(replace(turn, turn=len(turns) + 1))
            words += len(turn.text.split()) if turn.role == "candidate" else 0
    competencies = {each.competencies[0].name: each.competencies[0] for each in rubrics}
    return Transcript(language=cases[0].language, turns=tuple(turns)), Rubric(
        competencies=tuple(competencies.values()),
        questions=tuple(each.questions[0] for each in rubrics),
    )
