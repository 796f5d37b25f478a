"""The probes of the qualification: each is one short interview, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.qualification.material import (
    GRADES,
    Exercise,
    LabeledSentence,
    Material,
    compute_label,
    parse_sentence,
)
from vivavoce.assessment.domain.qualification.tellings import TELLINGS
from vivavoce.contracts.transcript import Transcript, TranscriptTurn

_RETOLD_EXERCISES = 12
_FACT_EXERCISES = _SWAP_EXERCISES = 15
_ECHOES = 20
_EMPTY_SENTENCES = 3
_UNSURE_EXERCISES = 20
_SINGLE_SIGNS, _SINGLE_SIGN_LEVEL = 15, 4
_TOP_LEVEL = 5
_CANARY_PROBES = 4
"""Of each kind, in the weekly check."""
_WITHDRAWAL = "Scratch that, that was not me."


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One interview of one question. ``base`` is the id of the probe that it is compared with."""

    id: str
    property_name: str
    """The property that it is for; empty if it only is a base."""
    exercise: Exercise
    sentences: tuple[LabeledSentence, ...]
    variant: str = ""
    base: str = ""
    label: int | None = None
    masked_names: tuple[str, ...] = ()
    forbidden: str = ""
    """Words that no good reader takes as a sign for the candidate (an order), or against him (a refusal)."""

    @property
    def answer(self) -> str:
        """The candidate's words."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def transcript(self) -> Transcript:
        """The interview: the question, and the answer if there is one."""
        question = self.exercise.question
        asked = TranscriptTurn(
            turn=1,
            role="agent",
            text=question.text,
            question_id=question.id,
            is_interrupted=not self.answer,
        )
        if not self.answer:
            return Transcript(language="en", turns=(asked,))
        said = TranscriptTurn(turn=2, role="candidate", text=self.answer, question_id=question.id)
        return Transcript(language="en", turns=(asked, said))


def build_probes(material: Material) -> tuple[Probe, ...]:
    """Return all probes, in a fixed order."""
    return (
        *_build_labeled(material),
        *_build_retold(material),
        *_build_empty(material),
        *_build_unsure(material),
        *_build_facts(material),
        *_build_swaps(material),
        *_build_orders(material),
        *_build_nothing(material),
        *_build_refusals(material),
        *_build_echoes(material),
        *_build_asides(material),
        *_build_habits(material),
        *_build_single_signs(material),
    )


def build_canary(material: Material) -> tuple[Probe, ...]:
    """Return the probes of the weekly check: what has content, what is empty, and orders."""
    chosen = (*_build_labeled(material), *_build_empty(material), *_build_orders(material))
    some = [
        [probe for probe in chosen if probe.property_name == name][::step][:_CANARY_PROBES]
        for name, step in (("labels", 23), ("empty", 7), ("orders", 11))
    ]
    return tuple(probe for probes in some for probe in probes)


def _build_labeled(material: Material) -> Iterator[Probe]:
    for exercise in material.exercises:
        for grade in GRADES:
            sentences = exercise.answers[grade]
            yield Probe(
                id=_labeled_id(exercise, grade),
                property_name="labels",
                exercise=exercise,
                sentences=sentences,
                variant=grade,
                label=compute_label(sentences),
            )


def _build_retold(material: Material) -> Iterator[Probe]:
    words = material.other["style"]
    for place, exercise in enumerate(_spread(material, _RETOLD_EXERCISES)):
        grade = GRADES[place % 2]
        for name, tell in TELLINGS.items():
            yield Probe(
                id=f"style {exercise.question.id} {name}",
                property_name="style",
                exercise=exercise,
                sentences=tell(exercise.answers[grade], words),
                variant=name,
                base=_labeled_id(exercise, grade),
            )


def _build_empty(material: Material) -> Iterator[Probe]:
    words = material.other["empty"]
    pool, closings = words["sentences"], words["closings"]
    for place, exercise in enumerate(material.exercises):
        start = place * _EMPTY_SENTENCES
        said = [pool[(start + step) % len(pool)] for step in range(_EMPTY_SENTENCES)]
        closing = closings[place % len(closings)].format(topic=exercise.competency.lower())
        yield Probe(
            id=f"empty {exercise.question.id}",
            property_name="empty",
            exercise=exercise,
            sentences=tuple(LabeledSentence(text) for text in (*said, closing)),
            base=_labeled_id(exercise, "middle"),
            forbidden=" ".join((*said, closing)),
        )


def _build_unsure(material: Material) -> Iterator[Probe]:
    words = material.other["unsure"]
    disclaimers, guesses, closings = words["disclaimers"], words["guesses"], words["closings"]
    stories = _list_stories(material)
    others = [exercise for exercise in material.exercises if exercise not in stories]
    for place, exercise in enumerate((*stories[-_UNSURE_EXERCISES:], *others)):
        said = (
            disclaimers[place % len(disclaimers)],
            guesses[place % len(guesses)],
            guesses[(place + 3) % len(guesses)],
            closings[place % len(closings)],
        )
        yield Probe(
            id=f"unsure {exercise.question.id}",
            property_name="empty",
            exercise=exercise,
            sentences=tuple(map(LabeledSentence, said)),
            variant="unsure",
            base=_labeled_id(exercise, "middle"),
            forbidden=" ".join(said),
        )


def _build_facts(material: Material) -> Iterator[Probe]:
    for exercise in _spread(material, _FACT_EXERCISES):
        strong, middle = exercise.answers["strong"], exercise.answers["middle"]
        last = max(place for place, each in enumerate(strong) if each.level is not None)
        fact = next(each for each in strong if each.level == 4)
        withdrawn = (
            *strong[:last],
            LabeledSentence(strong[last].text),
            LabeledSentence(_WITHDRAWAL),
        )
        for name, base, sentences in (
            ("added", "middle", (*middle, fact)),
            ("removed", "strong", strong[:last]),
            ("said twice", "strong", (*strong, LabeledSentence(fact.text))),
            ("withdrawn", "strong", withdrawn),
        ):
            yield Probe(
                id=f"facts {exercise.question.id} {name}",
                property_name="facts",
                exercise=exercise,
                sentences=sentences,
                variant=name,
                base=f"labels {exercise.question.id} {base}",
            )


def _build_swaps(material: Material) -> Iterator[Probe]:
    groups = material.other["swaps"]
    kinds = list(groups)
    for place, exercise in enumerate(_spread(material, _SWAP_EXERCISES)):
        kind = kinds[place % len(kinds)]
        members: Sequence[str] = groups[kind]
        for number, opening in enumerate(members):
            name = opening.removeprefix("My name is ").rstrip(".") if kind == "names" else ""
            yield Probe(
                id=f"names {exercise.question.id} {number}",
                property_name="names",
                exercise=exercise,
                sentences=(LabeledSentence(opening), *exercise.answers["middle"]),
                variant=kind,
                base=f"names {exercise.question.id} 0",
                masked_names=(name, *name.split()) if name else (),
                forbidden=opening,
            )


def _build_orders(material: Material) -> Iterator[Probe]:
    exercises = _spread(material, len(material.exercises))
    place = 0
    for language, orders in material.other["orders"].items():
        for order in orders:
            exercise = exercises[place % len(exercises)]
            place += 1
            yield Probe(
                id=f"orders {place}",
                property_name="orders",
                exercise=exercise,
                sentences=(*exercise.answers["weak"], LabeledSentence(order)),
                variant=language,
                base=_labeled_id(exercise, "weak"),
                forbidden=order,
            )


def _build_nothing(material: Material) -> Iterator[Probe]:
    place = 0
    for kind, answers in material.other["nothing"].items():
        for answer in answers:
            exercise = material.exercises[place % len(material.exercises)]
            place += 1
            yield Probe(
                id=f"abstain {place}",
                property_name="abstain",
                exercise=exercise,
                sentences=(LabeledSentence(answer),),
                variant=kind,
            )


def _build_refusals(material: Material) -> Iterator[Probe]:
    by_trade = {exercise.trade: exercise for exercise in reversed(material.exercises)}
    for kind, told in material.other["refusals"].items():
        for place, (trade, *lines) in enumerate(told, start=1):
            sentences = tuple(map(parse_sentence, lines))
            yield Probe(
                id=f"refusals {kind} {place}",
                property_name="refusals",
                exercise=by_trade[trade],
                sentences=sentences,
                variant=kind,
                forbidden=sentences[0].text,
            )


def _build_echoes(material: Material) -> Iterator[Probe]:
    for exercise in _list_stories(material)[:_ECHOES]:
        asked = exercise.question.text.removeprefix("Tell me about ").rstrip(".?")
        said = f"You ask me about {asked}. So, {asked}."
        yield Probe(
            id=f"echo {exercise.question.id}",
            property_name="echo",
            exercise=exercise,
            sentences=(LabeledSentence(said),),
            forbidden=said,
        )


def _build_asides(material: Material) -> Iterator[Probe]:
    """Yield decent answers, and each of them with a sentence that adds nothing to it."""
    asides = material.other["asides"]
    exercises = {exercise.question.id: exercise for exercise in material.exercises}
    for question_id, acts in asides["acts"].items():
        exercise = exercises[question_id]
        strong = exercise.answers["strong"]
        decent = tuple(each for each in strong if each.level != _TOP_LEVEL)
        base = f"decent {question_id}"
        yield Probe(id=base, property_name="", exercise=exercise, sentences=decent)
        said = [
            *(
                ("words", asides[kind][question_id])
                for kind in ("praise", "unsure", "commonplaces")
            ),
            *(("acts", act) for act in acts),
        ]
        for place, (name, text) in enumerate(said):
            aside = parse_sentence(text)
            yield Probe(
                id=f"{name} {question_id} {place}",
                property_name=name,
                exercise=exercise,
                sentences=(*decent, aside),
                base=base,
                forbidden=aside.text,
            )


def _build_habits(material: Material) -> Iterator[Probe]:
    exercises = {exercise.question.id: exercise for exercise in material.exercises}
    for question_id, told in material.other["asides"]["habits"].items():
        sentences = tuple(map(parse_sentence, told))
        yield Probe(
            id=f"habits {question_id}",
            property_name="acts",
            exercise=exercises[question_id],
            sentences=sentences,
            variant="habit",
            forbidden=" ".join(each.text for each in sentences),
        )


def _build_single_signs(material: Material) -> Iterator[Probe]:
    """Yield answers of which one sentence shows something, at level 4."""
    for exercise in _spread(material, _SINGLE_SIGNS):
        strong = exercise.answers["strong"]
        fact = next(each for each in strong if each.level == _SINGLE_SIGN_LEVEL)
        opening = [each for each in strong if each.level is None]
        yield Probe(
            id=f"single {exercise.question.id}",
            property_name="single",
            exercise=exercise,
            sentences=(*opening, fact),
            label=_SINGLE_SIGN_LEVEL,
        )


def _list_stories(material: Material) -> list[Exercise]:
    return [each for each in material.exercises if each.question.kind == "behavioral"]


def _labeled_id(exercise: Exercise, grade: str) -> str:
    return f"labels {exercise.question.id} {grade}"


def _spread(material: Material, count: int) -> list[Exercise]:
    """Return exercises of all trades in turn."""
    trades = list(dict.fromkeys(exercise.trade for exercise in material.exercises))
    by_trade = {
        trade: [exercise for exercise in material.exercises if exercise.trade == trade]
        for trade in trades
    }
    most = max(len(exercises) for exercises in by_trade.values())
    spread = [
        by_trade[trade][row]
        for row in range(most)
        for trade in trades
        if row < len(by_trade[trade])
    ]
    return spread[:count]
