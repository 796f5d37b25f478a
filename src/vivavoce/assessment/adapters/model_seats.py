"""Seats on a model. The model may only find evidence; code verifies every quote and computes the rest.

Whatever a model invents, obeys or repeats out of an answer is dropped like any other bad quote, so that
a gullible one makes no more of an answer than one that finds nothing.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.assessment.domain.outside import (
    LEAST_WORDS_QUOTED,
    SHOWN_FROM,
    Item,
    judge_outside,
    shown_transcript,
)
from vivavoce.assessment.domain.panel import by_rubric, exaggeration, relevance, structure
from vivavoce.assessment.domain.panel.heard import (
    Comment,
    Heard,
    Verdict,
    alone,
    rubric_for,
)
from vivavoce.assessment.domain.panel.perspectives import BY_NAME, Seat
from vivavoce.assessment.domain.panel.seats import OwnEvaluator, Roster
from vivavoce.assessment.domain.panel.wording import is_neutral, proposal
from vivavoce.assessment.domain.scorer import read
from vivavoce.assessment.domain.verify import CLOSED
from vivavoce.assessment.ports import OffLoop
from vivavoce.assessment.ports.panel import EvaluatorSeat, PerspectiveSeat, Seating
from vivavoce.contracts.panel import Evaluation, FollowUpReason, Opinion, Span
from vivavoce.contracts.plan import Competency, SubDimension
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.scorecard import Scorecard, Scorer
from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.thinker.port import ModelFailed, ModelUnavailable, Task, Thinker

DEADLINE_S = 40.0
_VERSION = 1
_LONGEST_QUESTION = 160
_JUDGES = re.compile(
    r"\b(?:scor\w+|rat(?:e|ed|ing)|grad(?:e|ed|ing)|hir(?:e|ed|ing)|reject\w*|recommend\w*|rubric|"
    r"level \d|personalit\w+|intelligen\w+|lying|liar|honest\w*|dishonest\w*)\b|\b\d+ ?/ ?\d+",
    re.IGNORECASE,
)
Words = Annotated[str, Field(min_length=1, max_length=600)]
Line = Annotated[str, Field(min_length=1, max_length=200)]


def prompt(name: str) -> str:
    """Return the instructions of one purpose."""
    folder = resources.files("vivavoce.assessment.adapters").joinpath("prompts")
    return folder.joinpath(f"{name}_v{_VERSION}.md").read_text("utf-8")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FoundItem(_Part):
    """One piece of evidence as a model hands it over."""

    criterion: Line
    side: Line
    level: int = Field(ge=1, le=5)
    quote: Words


class Found(_Part):
    """What a model found in one answer."""

    items: list[FoundItem] = Field(max_length=40)


class HeardItem(_Part):
    """One thing that a seat took from the talk."""

    about: Annotated[str, Field(min_length=1, max_length=80)]
    quote: Words


class Remarks(_Part):
    """What a model says from one seat."""

    heard: list[HeardItem] = Field(max_length=6)
    concerns: list[Line] = Field(max_length=3)
    question: Line | None = None
    reason: FollowUpReason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEvaluator:
    """An evaluator whose evidence a model finds."""

    thinker: Thinker
    name: str
    made_by: str
    rules: EvaluatorSeat
    """Who may stand in, where the front door lets them."""
    own: OwnEvaluator | None = None
    off_loop: OffLoop = asyncio.to_thread

    def criteria(self, heard: Heard) -> tuple[str, ...]:
        """Return what it would give an evaluation for."""
        return self.rules.criteria(heard)

    async def __call__(self, heard: Heard) -> Verdict:
        """Read one answer, or raise ``ModelUnavailable`` or ``ModelFailed``."""
        if self.name == by_rubric.NAME and heard.competency is None:
            return await self.rules(heard)
        competencies = self._competencies(heard)
        criteria = self.criteria(heard)
        material: str = await self.off_loop(_material, heard, competencies, criteria)
        try:
            thought = await self.thinker.think(
                Task(
                    purpose="evaluate",
                    instructions=prompt("evaluate"),
                    material=material,
                    shape=Found,
                    complaints=lambda found: _unknown(found, competencies),
                    deadline_s=DEADLINE_S,
                    most_reasks=1,
                    most_output_tokens=2000,
                )
            )
        except (ModelUnavailable, ModelFailed):
            if PROFILES[heard.asked.profile].panel_fallback == "built_in_marked":
                return await self.rules(heard)
            raise
        made: Verdict = await self.off_loop(
            _verdict,
            self.name,
            heard,
            thought.value,
            competencies,
            criteria,
            f"model {thought.model}",
        )
        return made

    def _competencies(self, heard: Heard) -> tuple[Competency, ...]:
        if self.own is not None:
            return self.own.criteria
        if self.name == by_rubric.NAME:
            return heard.rubric.competencies
        if self.name == structure.NAME:
            return (_steps(structure.framework_of(heard)),)
        return ({relevance.NAME: relevance, exaggeration.NAME: exaggeration}[self.name].COMPETENCY,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelPerspective:
    """A perspective whose remarks a model writes; what it claims to have heard is quoted or dropped."""

    thinker: Thinker
    seat: Seat
    off_loop: OffLoop = asyncio.to_thread

    @property
    def name(self) -> str:
        """The seat's name."""
        return self.seat.name

    async def __call__(self, heard: Heard) -> Comment:
        """Comment on the talk so far, or raise ``ModelUnavailable`` or ``ModelFailed``."""
        material: str = await self.off_loop(_talk, heard, self.seat)
        thought = await self.thinker.think(
            Task(
                purpose="perspective",
                instructions=prompt("perspective"),
                material=material,
                shape=Remarks,
                complaints=lambda _: (),
                deadline_s=DEADLINE_S,
                most_reasks=1,
                most_output_tokens=800,
            )
        )
        made: Comment = await self.off_loop(
            _comment, heard, self.seat, thought.value, f"model {thought.model}"
        )
        return made


class ModelSeating:
    """Panels that read with a model."""

    def __init__(
        self,
        thinker: Thinker,
        rules: Seating,
        *,
        label: str,
        off_loop: OffLoop = asyncio.to_thread,
    ) -> None:
        self._thinker = thinker
        self._rules = rules
        self._off_loop = off_loop
        self.made_by = label

    def evaluators(self, heard: Heard, roster: Roster) -> Sequence[EvaluatorSeat]:
        """Return the evaluators that are on."""
        own = {one.shown_name: one for one in roster.own}
        return tuple(
            ModelEvaluator(
                thinker=self._thinker,
                name=seat.name,
                made_by=self.made_by,
                rules=seat,
                own=own.get(seat.name),
                off_loop=self._off_loop,
            )
            for seat in self._rules.evaluators(heard, roster)
        )

    def perspectives(self, heard: Heard, roster: Roster) -> Sequence[PerspectiveSeat]:
        """Return the perspectives that are on."""
        return tuple(
            ModelPerspective(
                thinker=self._thinker, seat=BY_NAME[seat.name], off_loop=self._off_loop
            )
            for seat in self._rules.perspectives(heard, roster)
        )


def _material(heard: Heard, competencies: Sequence[Competency], criteria: Sequence[str]) -> str:
    asked, answer = shown_transcript(alone(heard), heard.names)
    described = [
        {
            "criterion": one.name,
            "sides": [
                {"side": side.name, "levels": dict(side.indicators)} for side in one.sub_dimensions
            ],
        }
        for one in competencies
        if one.name in criteria
    ]
    return json.dumps(
        {"criteria": described, "question": asked, "answer": answer}, ensure_ascii=False
    )


def _talk(heard: Heard, seat: Seat) -> str:
    talk = Transcript(language=heard.asked.language, turns=heard.asked.turns)
    texts = shown_transcript(talk, heard.names)
    turns = [
        {"turn": turn.turn, "role": turn.role, "text": text}
        for turn, text in zip(talk.turns, texts, strict=True)
    ]
    return json.dumps(
        {"seat": {"name": seat.name, "listens": seat.describes}, "talk": turns},
        ensure_ascii=False,
    )


def _unknown(found: Found, competencies: Sequence[Competency]) -> list[str]:
    known = {(one.name, side.name) for one in competencies for side in one.sub_dimensions}
    return [
        f"Item {place}: there is no side of that name under that criterion."
        for place, item in enumerate(found.items, start=1)
        if (item.criterion, item.side) not in known
    ]


def _verdict(
    name: str,
    heard: Heard,
    found: Found,
    competencies: Sequence[Competency],
    criteria: Sequence[str],
    made_by: str,
) -> Verdict:
    evaluations: list[Evaluation] = []
    for criterion in criteria:
        scorecard = _judged(heard, found, competencies, criterion, made_by)
        if name == structure.NAME:
            return _structured(heard, scorecard, made_by)
        evaluations.append(
            by_rubric.evaluation_of(scorecard, criterion, name, heard.asked.turn, made_by)
        )
    return Verdict(
        evaluations=tuple(evaluations), proposals=by_rubric.asking(heard, name, evaluations)
    )


def _judged(
    heard: Heard,
    found: Found,
    competencies: Sequence[Competency],
    criterion: str,
    made_by: str,
) -> Scorecard:
    items = [
        Item(
            quote=item.quote,
            turn=heard.asked.turn,
            competency=item.criterion,
            sub_dimension=item.side,
            level=item.level,
        )
        for item in found.items
        if item.criterion == criterion
    ]
    reading = read(
        alone(heard), rubric_for(heard, competencies, criterion), masked_names=heard.names
    )
    scorer = Scorer(kind=made_by, version=str(_VERSION))
    return judge_outside(reading, items, heard.names, scorer=scorer).scorecard


def _steps(steps: Sequence[str]) -> Competency:
    levels = {
        "1": "The step is missing.",
        "3": "The step is there.",
        "5": "The step is told fully.",
    }
    return Competency(
        name=structure.CRITERION,
        weight=1.0,
        sub_dimensions=tuple(SubDimension(name=step, indicators=levels) for step in steps),
    )


def _structured(heard: Heard, scorecard: Scorecard, made_by: str) -> Verdict:
    [criterion] = [one for one in scorecard.competencies if one.name == structure.CRITERION]
    found = {
        one.sub_dimension: Span(start=one.start, end=one.end)
        for one in criterion.evidence
        if one.level >= SHOWN_FROM
    }
    return structure.structured(
        heard,
        found,
        structure.framework_of(heard),
        made_by=made_by,
        abstained=criterion.insufficient_evidence,
    )


def _comment(heard: Heard, seat: Seat, remarks: Remarks, made_by: str) -> Comment:
    told = [
        f"{one.about}: \u201c{one.quote}\u201d"
        for one in remarks.heard
        if not _JUDGES.search(one.about) and _was_said(one.quote, heard)
    ]
    concerns = tuple(one for one in remarks.concerns if not _JUDGES.search(one))
    summary = f"Heard {'; '.join(told)}." if told else "Nothing that was said speaks to this seat."
    opinion = Opinion(perspective=seat.name, summary=summary, concerns=concerns, made_by=made_by)
    question = (remarks.question or "").strip()
    is_good = question.endswith("?") and len(question) <= _LONGEST_QUESTION
    if not is_good or _JUDGES.search(question) or not is_neutral(question, heard):
        return Comment(opinion=opinion)
    asked = proposal(
        heard,
        by="perspective",
        name=seat.name,
        reason=remarks.reason or "DEPTH",
        uncertainty=0.5,
        questions=(question,),
    )
    return Comment(opinion=opinion, proposals=(asked,))


def _was_said(quote: str, heard: Heard) -> bool:
    """Whether the candidate said the quote word for word, where nothing was screened out."""
    if len(quote.split()) < LEAST_WORDS_QUOTED:
        return False
    closed = [one.unit for one in heard.talk if one.verdict in CLOSED]
    for turn in heard.asked.turns:
        start = turn.text.find(quote)
        if turn.role != "candidate" or start < 0:
            continue
        end = start + len(quote)
        return not any(
            unit.turn == turn.turn and unit.start < end and start < unit.end for unit in closed
        )
    return False
