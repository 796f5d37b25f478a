"""Reading an answer by a rubric: the scorer's own two layers on this answer alone."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.panel.heard import RULES, Heard, Verdict, alone, rubric_for
from vivavoce.assessment.domain.panel.wording import proposal
from vivavoce.assessment.domain.rules.confidence import LOW_CONFIDENCE
from vivavoce.assessment.domain.rules.find import find
from vivavoce.assessment.domain.rules.version import BUILT_IN
from vivavoce.assessment.domain.scorer import judge, read
from vivavoce.contracts.panel import Evaluation, Proposal, Span
from vivavoce.contracts.plan import Competency
from vivavoce.contracts.scorecard import CompetencyScore, Scorecard

NAME = "rubric"
_WORTH_ASKING = frozenset({"no_evidence"})


def rubric(heard: Heard) -> Verdict:
    """Return what the answer shows of the competency that it was asked for."""
    if heard.competency is None:
        return Verdict(evaluations=(not_asked(NAME, "Rubric", RULES),))
    return by_criteria(heard, NAME, heard.rubric.competencies, (heard.competency,))


def by_criteria(
    heard: Heard, name: str, competencies: Sequence[Competency], criteria: Sequence[str]
) -> Verdict:
    """Return one evaluation for each of ``criteria`` of a rubric."""
    evaluations = tuple(_read(heard, name, competencies, criterion) for criterion in criteria)
    return Verdict(evaluations=evaluations, proposals=asking(heard, name, evaluations))


def asking(heard: Heard, name: str, evaluations: Sequence[Evaluation]) -> tuple[Proposal, ...]:
    """Return a proposal where an evaluator is unsure; one is enough, of what it knows least about."""
    unsure = [
        1.0 if one.confidence is None else 1 - one.confidence
        for one in evaluations
        if one.abstained in _WORTH_ASKING
        or (one.confidence is not None and one.confidence < LOW_CONFIDENCE)
    ]
    if not unsure:
        return ()
    return (proposal(heard, by="evaluator", name=name, reason="DEPTH", uncertainty=max(unsure)),)


def evaluation_of(
    scorecard: Scorecard, criterion: str, name: str, turn: int, made_by: str
) -> Evaluation:
    """Return what a scorecard of one answer says about a criterion."""
    [found] = [one for one in scorecard.competencies if one.name == criterion]
    spans = _spans(found, turn)
    score = found.score if spans else None
    return Evaluation(
        evaluator=name,
        criterion=criterion,
        score=score,
        abstained=None if score is not None else found.insufficient_evidence or "no_evidence",
        confidence=found.confidence if score is not None else None,
        quotes=spans if score is not None else (),
        made_by=made_by,
    )


def not_asked(name: str, criterion: str, made_by: str) -> Evaluation:
    """Return the place of an evaluator that the question gave nothing to do."""
    return Evaluation(
        evaluator=name,
        criterion=criterion,
        score=None,
        abstained="not_asked",
        confidence=None,
        quotes=(),
        made_by=made_by,
    )


def _read(
    heard: Heard, name: str, competencies: Sequence[Competency], criterion: str
) -> Evaluation:
    reading = read(
        alone(heard), rubric_for(heard, competencies, criterion), masked_names=heard.names
    )
    scorecard = judge(reading, find, scorer=BUILT_IN)
    return evaluation_of(scorecard, criterion, name, heard.asked.turn, RULES)


def _spans(found: CompetencyScore, turn: int) -> tuple[Span, ...]:
    places = dict.fromkeys((one.start, one.end) for one in found.evidence if one.turn == turn)
    return tuple(Span(start=start, end=end) for start, end in places)
