"""The built-in scorer: rules find evidence, code verifies it and computes the rest."""

from __future__ import annotations

from functools import partial

from vivavoce.assessment.domain.rules.abstain import (
    LEAST_WORDS,
    abstention,
    answers_to,
    heard_words,
)
from vivavoce.assessment.domain.rules.anchors import rubric_words
from vivavoce.assessment.domain.rules.arithmetic import (
    Computed,
    compute,
    evidence,
    overall,
    recommend,
    shown_score,
)
from vivavoce.assessment.domain.rules.confidence import confidence
from vivavoce.assessment.domain.rules.dialogue import read_dialogue
from vivavoce.assessment.domain.rules.find import find
from vivavoce.assessment.domain.rules.findings import Finder, Finding, Reading, Similarity
from vivavoce.assessment.domain.rules.flags import flags
from vivavoce.assessment.domain.rules.route import route
from vivavoce.assessment.domain.rules.screen import screen
from vivavoce.assessment.domain.rules.standing import settle
from vivavoce.assessment.domain.rules.version import BUILT_IN
from vivavoce.assessment.domain.verify import verify
from vivavoce.contracts.plan import Competency, Rubric
from vivavoce.contracts.scorecard import CompetencyScore, Evidence, Scorecard, Scorer
from vivavoce.contracts.transcript import Transcript


def score(
    transcript: Transcript,
    rubric: Rubric,
    *,
    masked_names: tuple[str, ...] = (),
    similarity: Similarity | None = None,
) -> Scorecard:
    """Return the built-in rules' scorecard: the same for the same input, on every machine.

    Names in ``masked_names`` are not read. ``similarity`` tells how near an answer is to an
    expected point in meaning; without it, or where it returns None, words alone count.
    """
    reading = read(transcript, rubric, masked_names=masked_names)
    finder = partial(find, similarity=similarity)
    return judge(reading, finder, scorer=BUILT_IN, similarity=similarity)


def read(transcript: Transcript, rubric: Rubric, *, masked_names: tuple[str, ...] = ()) -> Reading:
    """Return a transcript ready for a finder: masked, cut into units, screened, routed, settled."""
    words = rubric_words(rubric)
    answers = read_dialogue(transcript, rubric, masked_names)
    screened = [(answer, screen(answer, words)) for answer in answers]
    return Reading(
        transcript=transcript,
        rubric=rubric,
        words=words,
        answers=settle(route(screened, rubric, words)),
    )


def judge(
    reading: Reading, finder: Finder, *, scorer: Scorer, similarity: Similarity | None = None
) -> Scorecard:
    """Return the scorecard of what ``finder`` found and the transcript bears out."""
    kept = verify(finder(reading), reading).kept
    computed: dict[str, Computed] = {}
    scores: list[CompetencyScore] = []
    for competency in reading.rubric.competencies:
        found = [one for one in kept if one.competency == competency.name]
        worth = _computed(found, reading, competency)
        if worth is not None:
            computed[competency.name] = worth
        items = () if worth is None else evidence(found)
        scores.append(scored(competency, found, worth, reading, items))
    overall_score = overall(scores, computed)
    return Scorecard(
        overall_score=overall_score,
        recommendation=recommend(overall_score, scores, reading.rubric),
        competencies=tuple(scores),
        flags=flags(reading, scores, similarity),
        scorer=scorer,
    )


def _computed(found: list[Finding], reading: Reading, competency: Competency) -> Computed | None:
    is_by_points = any(one.kind in {"point", "unknown"} for one in found)
    words = heard_words(answers_to(reading, competency.name))
    if words < LEAST_WORDS and not is_by_points:
        return None
    return compute(found, reading.rubric)


def scored(
    competency: Competency,
    found: list[Finding],
    worth: Computed | None,
    reading: Reading,
    items: tuple[Evidence, ...],
) -> CompetencyScore:
    """Return one line of a scorecard, with ``items`` as its evidence; without ``worth`` it says why not."""
    return CompetencyScore(
        name=competency.name,
        weight=competency.weight,
        is_required=competency.is_required,
        minimum_acceptable_score=competency.minimum_acceptable_score,
        score=None if worth is None else shown_score(worth),
        insufficient_evidence=abstention(reading, competency.name) if worth is None else None,
        confidence=None if worth is None else confidence(found, len(items), worth, competency),
        evidence=items,
    )
