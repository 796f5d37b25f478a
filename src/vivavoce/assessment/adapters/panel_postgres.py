"""Panel results in PostgreSQL; opinions are encrypted with the candidate's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.assessment.adapters.postgres import build_provenance
from vivavoce.assessment.domain.panel.candidate_ranking import CandidateRanking
from vivavoce.assessment.domain.panel.evaluator_disagreements import EvaluatorScore
from vivavoce.assessment.domain.panel.panel_config import (
    CustomEvaluator,
    PanelConfig,
    PanelMemberKind,
)
from vivavoce.contracts.live_session import (
    AnsweredTurn,
    Evaluation,
    Opinion,
    PanelAnswerResults,
    TextSpan,
)
from vivavoce.contracts.plan import Rubric, rubric_from_document, rubric_to_document
from vivavoce.infra.database import Row
from vivavoce.infra.keys import SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import IdGenerator, InterviewId, SessionId

ResultsByTurn = dict[int, tuple[tuple[Evaluation, ...], tuple[Opinion, ...]]]


class PostgresPanelRepository:
    """Stores panel results, panel configuration and rankings."""

    def __init__(self, vault: SubjectKeyVault, ids: IdGenerator) -> None:
        self._vault = vault
        self._ids = ids

    async def is_evaluated(
        self, work: UnitOfWork, session_id: SessionId, turn: int, version: int = 0
    ) -> bool:
        """Return whether this version of an answer, or a later one, was evaluated."""
        row = await work.fetch_one(
            _FIND_READING, {"session_id": session_id, "turn": turn, "version": version}
        )
        return row is not None

    async def save_readings(
        self,
        work: UnitOfWork,
        answered_turn: AnsweredTurn,
        readings: PanelAnswerResults,
        at: datetime,
    ) -> bool:
        """Store readings beside those of earlier versions; return False if this version has readings.

        Raises ``GoneError`` after erasure.
        """
        cipher = await self._vault.get_cipher(work, answered_turn.person_id)
        place = {
            "tenant": work.tenant_id,
            "session_id": readings.session_id,
            "turn": readings.turn,
            "version": answered_turn.version,
        }
        facts = {
            "interview_id": answered_turn.interview_id,
            "person_id": answered_turn.person_id,
            "correlation_id": readings.correlation_id,
            "at": at,
        }
        if await work.execute(_INSERT_READING, {**place, **facts}) == 0:
            return False
        for number, evaluation in enumerate(readings.evaluations):
            await work.execute(
                _INSERT_EVALUATION, {**place, **self._evaluation_params(evaluation, number)}
            )
        for number, opinion in enumerate(readings.opinions):
            words = {"summary": opinion.summary, "concerns": list(opinion.concerns)}
            await work.execute(
                _INSERT_OPINION,
                {
                    **place,
                    "id": self._ids.new_id(),
                    "perspective": opinion.perspective,
                    "place": number,
                    "sealed": cipher.encrypt_json(words),
                    "made_by": opinion.evaluated_by,
                },
            )
        return True

    def _evaluation_params(
        self, evaluation: Evaluation, number: int
    ) -> dict[str, Any]:  # Any: parameters
        return {
            "id": self._ids.new_id(),
            "evaluator": evaluation.evaluator,
            "criterion": evaluation.criterion,
            "place": number,
            "score": evaluation.score,
            "abstained": evaluation.abstained,
            "confidence": evaluation.confidence,
            "quotes": Jsonb([[span.start, span.end] for span in evaluation.quotes]),
            "made_by": evaluation.evaluated_by,
            "provenance": None
            if evaluation.provenance is None
            else Jsonb(asdict(evaluation.provenance)),
        }

    async def load_session_results(
        self, work: UnitOfWork, session_id: SessionId
    ) -> Mapping[int, tuple[tuple[Evaluation, ...], tuple[Opinion, ...]]]:
        """Return evaluations and opinions by turn number; raise ``GoneError`` after erasure."""
        params = {"session_id": session_id}
        results: ResultsByTurn = {}
        for row in await work.fetch_all(_LIST_READINGS, params):
            results[row["turn"]] = ((), ())
        for row in await work.fetch_all(_LIST_EVALUATIONS, params):
            evaluations, opinions = results[row["turn"]]
            results[row["turn"]] = ((*evaluations, _build_evaluation(row)), opinions)
        for row in await work.fetch_all(_LIST_OPINIONS, params):
            evaluations, opinions = results[row["turn"]]
            words = (await self._vault.get_cipher(work, row["person_id"])).decrypt_json(
                row["sealed"]
            )
            results[row["turn"]] = (evaluations, (*opinions, _build_opinion(row, words)))
        return results

    async def load_scores(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[EvaluatorScore, ...]:
        """Return the scores of all answers of the interview's newest evaluated session."""
        rows = await work.fetch_all(_LIST_SCORES, {"interview_id": interview_id})
        return tuple(
            EvaluatorScore(
                turn=row["turn"],
                evaluator=row["evaluator"],
                criterion=row["criterion"],
                score=row["score"],
            )
            for row in rows
        )

    async def load_config(self, work: UnitOfWork) -> PanelConfig:
        """Return the organization's panel configuration, with the newest version of each custom evaluator."""
        switched = await work.fetch_all(_LIST_DISABLED_MEMBERS)
        kinds: tuple[PanelMemberKind, ...] = ("evaluator", "perspective")
        return PanelConfig(
            custom_evaluators=tuple(
                _build_custom_evaluator(row)
                for row in await work.fetch_all(_LIST_CUSTOM_EVALUATORS)
            ),
            disabled={
                kind: frozenset(row["name"] for row in switched if row["kind"] == kind)
                for kind in kinds
            },
        )

    async def set_member_enabled(
        self, work: UnitOfWork, kind: PanelMemberKind, name: str, *, is_enabled: bool
    ) -> None:
        """Switch a member on or off."""
        await work.execute(
            _UPSERT_MEMBER_SWITCH,
            {"tenant": work.tenant_id, "kind": kind, "name": name, "is_on": is_enabled},
        )

    async def add_evaluator(
        self, work: UnitOfWork, evaluator: CustomEvaluator, text: str, author_id: UUID
    ) -> CustomEvaluator:
        """Store an evaluator as the next version of its name and return it."""
        params = {"name": evaluator.name}
        await work.execute(_LOCK_EVALUATOR_NAME, params)
        row = await work.fetch_one(
            _INSERT_EVALUATOR,
            {
                **params,
                "tenant": work.tenant_id,
                "id": evaluator.id,
                "rubric_text": text,
                "criteria": Jsonb(rubric_to_document(Rubric(competencies=evaluator.criteria))),
                "made_by": evaluator.parsed_by,
                "at": evaluator.created_at,
                "author_id": author_id,
            },
        )
        if row is None:
            raise RuntimeError("an insert returned nothing")
        return _build_custom_evaluator(row)

    async def save_ranking(
        self,
        work: UnitOfWork,
        ranking_id: UUID,
        ranking: CandidateRanking,
        at: datetime,
        author_id: UUID,
    ) -> None:
        """Store a ranking with the assessment versions that it is based on."""
        contenders = [ranked.candidate for ranked in ranking.ranked]
        contenders += [unranked for unranked, _ in ranking.unranked]
        inputs = [
            {
                "interviewId": str(contender.interview_id),
                "assessmentId": None
                if contender.assessment_id is None
                else str(contender.assessment_id),
                "version": contender.version,
                "rubricVersion": contender.rubric_version,
            }
            for contender in contenders
        ]
        result = {
            "places": [
                [
                    str(ranked.candidate.interview_id),
                    ranked.score,
                    ranked.low,
                    ranked.high,
                    ranked.rank_group,
                ]
                for ranked in ranking.ranked
            ],
            "apart": [
                [str(unranked.interview_id), reason] for unranked, reason in ranking.unranked
            ],
            "cycles": [[str(interview_id) for interview_id in cycle] for cycle in ranking.cycles],
        }
        await work.execute(
            _INSERT_RANKING,
            {
                "tenant": work.tenant_id,
                "id": ranking_id,
                "criterion": ranking.criterion,
                "scorer_kind": ranking.scorer_kind,
                "comparisons": ranking.comparisons,
                "inputs": Jsonb(inputs),
                "result": Jsonb(result),
                "at": at,
                "author_id": author_id,
            },
        )


def _build_evaluation(row: Row) -> Evaluation:
    return Evaluation(
        evaluator=row["evaluator"],
        criterion=row["criterion"],
        score=row["score"],
        abstained=row["abstention_reason"],
        confidence=row["confidence"],
        quotes=tuple(TextSpan(start=start, end=end) for start, end in row["quotes"]),
        evaluated_by=row["evaluated_by"],
        provenance=build_provenance(row["provenance"]),
    )


def _build_opinion(row: Row, unsealed: Mapping[str, Any]) -> Opinion:  # Any: JSON
    return Opinion(
        perspective=row["perspective"],
        summary=unsealed["summary"],
        concerns=tuple(unsealed["concerns"]),
        evaluated_by=row["evaluated_by"],
    )


def _build_custom_evaluator(row: Row) -> CustomEvaluator:
    return CustomEvaluator(
        id=row["id"],
        name=row["name"],
        version=row["version"],
        criteria=rubric_from_document(row["criteria"]).competencies,
        parsed_by=row["generated_by"],
        created_at=row["created_at"],
    )


_FIND_READING = """
    SELECT turn
    FROM panel_run
    WHERE session_id = %(session_id)s
      AND turn = %(turn)s
      AND version >= %(version)s
"""
_INSERT_READING = """
    INSERT INTO panel_run (tenant_id, session_id, turn, interview_id, person_id, correlation_id, evaluated_at,
                               version)
    VALUES (%(tenant)s, %(session_id)s, %(turn)s, %(interview_id)s, %(person_id)s, %(correlation_id)s,
            %(at)s, %(version)s)
    ON CONFLICT (tenant_id, session_id, turn, version) DO NOTHING
"""
_INSERT_EVALUATION = """
    INSERT INTO evaluation (tenant_id, id, session_id, turn, evaluator, criterion, position, score,
                            abstention_reason,
                            confidence, quotes, evaluated_by, provenance, version)
    VALUES (%(tenant)s, %(id)s, %(session_id)s, %(turn)s, %(evaluator)s, %(criterion)s, %(place)s,
            %(score)s, %(abstained)s, %(confidence)s, %(quotes)s, %(made_by)s, %(provenance)s, %(version)s)
    ON CONFLICT (tenant_id, session_id, turn, version, evaluator, criterion) DO NOTHING
"""
_INSERT_OPINION = """
    INSERT INTO opinion (tenant_id, id, session_id, turn, perspective, position, sealed, evaluated_by,
                         version)
    VALUES (%(tenant)s, %(id)s, %(session_id)s, %(turn)s, %(perspective)s, %(place)s, %(sealed)s,
            %(made_by)s, %(version)s)
    ON CONFLICT (tenant_id, session_id, turn, version, perspective) DO NOTHING
"""
_LIST_READINGS = """
    SELECT DISTINCT turn
    FROM panel_run
    WHERE session_id = %(session_id)s
    ORDER BY turn
"""
_LIST_EVALUATIONS = """
    SELECT e.*
    FROM evaluation e
    WHERE e.session_id = %(session_id)s
      AND e.version = (
          SELECT max(r.version)
          FROM panel_run r
          WHERE r.session_id = e.session_id
            AND r.turn = e.turn
      )
    ORDER BY e.turn, e.position
"""
_LIST_OPINIONS = """
    SELECT o.*, r.person_id
    FROM opinion o
    JOIN panel_run r USING (tenant_id, session_id, turn, version)
    WHERE o.session_id = %(session_id)s
      AND NOT EXISTS (
          SELECT 1
          FROM panel_run later
          WHERE later.session_id = r.session_id
            AND later.turn = r.turn
            AND later.version > r.version
      )
    ORDER BY o.turn, o.position
"""
_LIST_SCORES = """
    SELECT e.turn, e.evaluator, e.criterion, e.score
    FROM evaluation e
    WHERE e.score IS NOT NULL
      AND e.session_id = (
          SELECT r.session_id
          FROM panel_run r
          WHERE r.interview_id = %(interview_id)s
          ORDER BY r.evaluated_at DESC
          LIMIT 1
      )
      AND NOT EXISTS (
          SELECT 1
          FROM panel_run later
          WHERE later.session_id = e.session_id
            AND later.turn = e.turn
            AND later.version > e.version
      )
    ORDER BY e.turn, e.position
"""
_LIST_CUSTOM_EVALUATORS = """
    SELECT DISTINCT ON (name) *
    FROM panel_evaluator
    ORDER BY name, version DESC
"""
_LIST_DISABLED_MEMBERS = """
    SELECT kind, name
    FROM panel_setting
    WHERE NOT is_enabled
"""
_UPSERT_MEMBER_SWITCH = """
    INSERT INTO panel_setting (tenant_id, kind, name, is_enabled)
    VALUES (%(tenant)s, %(kind)s, %(name)s, %(is_on)s)
    ON CONFLICT (tenant_id, kind, name) DO UPDATE SET is_enabled = excluded.is_enabled
"""
# Serializes the numbering of one name's versions.
_LOCK_EVALUATOR_NAME = """
    SELECT pg_advisory_xact_lock(hashtextextended('panel evaluator ' || %(name)s::text, 0))
"""
_INSERT_EVALUATOR = """
    INSERT INTO panel_evaluator (tenant_id, id, name, version, rubric_text, criteria, generated_by,
                                 created_at,
                                 author_id)
    SELECT %(tenant)s, %(id)s, %(name)s, coalesce(max(e.version), 0) + 1, %(rubric_text)s, %(criteria)s,
           %(made_by)s, %(at)s, %(author_id)s
    FROM panel_evaluator e
    WHERE e.name = %(name)s
    RETURNING *
"""
_INSERT_RANKING = """
    INSERT INTO ranking (tenant_id, id, criterion, scorer_kind, comparisons, inputs, result, created_at,
                         author_id)
    VALUES (%(tenant)s, %(id)s, %(criterion)s, %(scorer_kind)s, %(comparisons)s, %(inputs)s, %(result)s,
            %(at)s, %(author_id)s)
"""
