"""Score single answers to one planned question, outside of the interview that asked it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from vivavoce.assessment.domain.scorer import score
from vivavoce.assessment.ports import (
    AssessmentInputReader,
    InterviewStatusReader,
    OffLoopExecutor,
)
from vivavoce.assessment.usecases.score_with_model import ScoreWithModel
from vivavoce.contracts.plan import PlanQuestion, Rubric
from vivavoce.contracts.transcript import ReadLanguage, Scorecard, Transcript, TranscriptTurn
from vivavoce.infra.language_model.port import collect_usage
from vivavoce.infra.language_model.usage_events import publish_usage
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.ids import InterviewId, TenantId


class ScoreQuestionAnswers:
    """Scores answers to the same question so that their scores can be compared. Stores nothing."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        read_status: InterviewStatusReader,
        assessment_inputs: AssessmentInputReader,
        off_loop: OffLoopExecutor,
        score_with_model: ScoreWithModel | None = None,
        trial_language: ReadLanguage | None = None,
    ) -> None:
        self._open_work = open_work
        self._read_status = read_status
        self._assessment_inputs = assessment_inputs
        self._off_loop = off_loop
        self._score_with_model = score_with_model
        self._trial_language = trial_language

    async def __call__(
        self,
        tenant_id: TenantId,
        interview_id: InterviewId,
        question: PlanQuestion,
        answers: Sequence[str],
        *,
        language: str,
    ) -> tuple[Scorecard, ...]:
        """Return a scorecard per answer, each with the question's competency only and its answer in turn 2.

        All are from the same scorer: if a model scored only some of them, the rules' scores are returned.
        What a model used is published as a cost of the interview.
        """
        async with self._open_work(tenant_id) as work:
            basis = await self._assessment_inputs(work, interview_id)
            status = await self._read_status(work, str(interview_id))
        basis = replace(basis, rubric=_select_question(basis.rubric, question))
        scoring = partial(
            score, masked_names=basis.masked_names, trial_language=self._trial_language
        )
        transcripts = [_build_transcript(question, answer, language) for answer in answers]
        by_rules: list[Scorecard] = [
            await self._off_loop(scoring, transcript, basis.rubric) for transcript in transcripts
        ]
        if self._score_with_model is None:
            return tuple(by_rules)
        with collect_usage() as spent:
            scorecards = [
                await self._score_with_model(tenant_id, transcript, basis, scorecard)
                for transcript, scorecard in zip(transcripts, by_rules, strict=True)
            ]
        if spent:
            async with self._open_work(tenant_id) as work:
                await publish_usage(
                    work,
                    spent,
                    purpose="assessment",
                    run_id=status.run_id,
                    interview_id=interview_id,
                )
        is_one_scorer = len({scorecard.scorer for scorecard in scorecards}) == 1
        return tuple(scorecards if is_one_scorer else by_rules)


def _select_question(rubric: Rubric, question: PlanQuestion) -> Rubric:
    competencies = tuple(
        replace(competency, weight=1.0)
        for competency in rubric.competencies
        if competency.name == question.competency
    )
    return replace(rubric, competencies=competencies, questions=(question,))


def _build_transcript(question: PlanQuestion, answer: str, language: str) -> Transcript:
    asked = TranscriptTurn(turn=1, role="agent", text=question.text, question_id=question.id)
    answered = TranscriptTurn(turn=2, role="candidate", text=answer, question_id=question.id)
    return Transcript(language=language, turns=(asked, answered) if answer else (asked,))
