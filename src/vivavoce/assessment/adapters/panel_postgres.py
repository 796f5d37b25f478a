"""Panels in PostgreSQL; what quotes a person is sealed under that person's key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.assessment.domain.panel.differences import Scored
from vivavoce.assessment.domain.panel.seats import OwnEvaluator, Roster, SeatKind
from vivavoce.assessment.domain.panel.standings import Standings
from vivavoce.contracts.panel import AnsweredTurn, Evaluation, Opinion, Readings, Span
from vivavoce.contracts.plan import Rubric, rubric_document, rubric_from_document
from vivavoce.infra.database import Row
from vivavoce.infra.vault import Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import Ids, InterviewId, SessionId

ByTurn = dict[int, tuple[tuple[Evaluation, ...], tuple[Opinion, ...]]]


class PostgresPanelBook:
    """The store of panels."""

    def __init__(self, vault: Vault, ids: Ids) -> None:
        self._vault = vault
        self._ids = ids

    async def is_read(self, work: Work, session_id: SessionId, turn: int, version: int = 0) -> bool:
        """Return whether an answer was read, with all the words that it holds in this version."""
        found = await work.fetch_one(
            _IS_READ, {"session_id": session_id, "turn": turn, "version": version}
        )
        return found is not None

    async def keep(self, work: Work, asked: AnsweredTurn, readings: Readings, at: datetime) -> bool:
        """Keep readings beside those of fewer words; False when the answer was read before.

        Raises ``Gone`` after erasure.
        """
        cipher = await self._vault.cipher(work, asked.person_id)
        place = {
            "tenant": work.tenant_id,
            "session_id": readings.session_id,
            "turn": readings.turn,
            "version": asked.version,
        }
        facts = {
            "interview_id": asked.interview_id,
            "person_id": asked.person_id,
            "correlation_id": readings.correlation_id,
            "at": at,
        }
        if await work.execute(_READ, {**place, **facts}) == 0:
            return False
        for number, one in enumerate(readings.evaluations):
            await work.execute(_EVALUATE, {**place, **self._evaluation(one, number)})
        for number, said in enumerate(readings.opinions):
            words = {"summary": said.summary, "concerns": list(said.concerns)}
            await work.execute(
                _OPINE,
                {
                    **place,
                    "id": self._ids.new(),
                    "perspective": said.perspective,
                    "place": number,
                    "sealed": cipher.seal_json(words),
                    "made_by": said.made_by,
                },
            )
        return True

    def _evaluation(self, one: Evaluation, number: int) -> dict[str, Any]:  # Any: parameters
        return {
            "id": self._ids.new(),
            "evaluator": one.evaluator,
            "criterion": one.criterion,
            "place": number,
            "score": one.score,
            "abstained": one.abstained,
            "confidence": one.confidence,
            "quotes": Jsonb([[span.start, span.end] for span in one.quotes]),
            "made_by": one.made_by,
        }

    async def of_session(
        self, work: Work, session_id: SessionId
    ) -> Mapping[int, tuple[tuple[Evaluation, ...], tuple[Opinion, ...]]]:
        """Return what was made of each answer of a session; raise ``Gone`` after erasure."""
        params = {"session_id": session_id}
        found: ByTurn = {}
        for row in await work.fetch_all(_READINGS, params):
            found[row["turn"]] = ((), ())
        for row in await work.fetch_all(_EVALUATIONS, params):
            evaluations, opinions = found[row["turn"]]
            found[row["turn"]] = ((*evaluations, _evaluation(row)), opinions)
        for row in await work.fetch_all(_OPINIONS, params):
            evaluations, opinions = found[row["turn"]]
            words = (await self._vault.cipher(work, row["person_id"])).open_json(row["sealed"])
            found[row["turn"]] = (evaluations, (*opinions, _opinion(row, words)))
        return found

    async def scored(self, work: Work, interview_id: InterviewId) -> tuple[Scored, ...]:
        """Return the scores of an interview's answers, of its newest session that was read."""
        rows = await work.fetch_all(_SCORED, {"interview_id": interview_id})
        return tuple(
            Scored(
                turn=row["turn"],
                evaluator=row["evaluator"],
                criterion=row["criterion"],
                score=row["score"],
            )
            for row in rows
        )

    async def roster(self, work: Work) -> Roster:
        """Return who sits on the organisation's panels; of own evaluators the newest versions."""
        switched = await work.fetch_all(_SWITCHED_OFF)
        kinds: tuple[SeatKind, ...] = ("evaluator", "perspective")
        return Roster(
            own=tuple(_own(row) for row in await work.fetch_all(_OWN)),
            off={
                kind: frozenset(row["name"] for row in switched if row["kind"] == kind)
                for kind in kinds
            },
        )

    async def switch(self, work: Work, kind: SeatKind, name: str, *, is_on: bool) -> None:
        """Switch a seat on or off."""
        await work.execute(
            _SWITCH, {"tenant": work.tenant_id, "kind": kind, "name": name, "is_on": is_on}
        )

    async def add(self, work: Work, made: OwnEvaluator, text: str, author_id: UUID) -> OwnEvaluator:
        """Keep an evaluator as the next version of its name and return it."""
        params = {"name": made.name}
        await work.execute(_IN_TURN, params)
        row = await work.fetch_one(
            _ADD,
            {
                **params,
                "tenant": work.tenant_id,
                "id": made.id,
                "rubric_text": text,
                "criteria": Jsonb(rubric_document(Rubric(competencies=made.criteria))),
                "made_by": made.made_by,
                "at": made.made_at,
                "author_id": author_id,
            },
        )
        if row is None:
            raise RuntimeError("an insert returned nothing")
        return _own(row)

    async def keep_ranking(
        self, work: Work, ranking_id: UUID, standings: Standings, at: datetime, author_id: UUID
    ) -> None:
        """Keep a ranking with the versions that it was made from."""
        contenders = [one.contender for one in standings.places]
        contenders += [one for one, _ in standings.apart]
        inputs = [
            {
                "interviewId": str(one.interview_id),
                "assessmentId": None if one.assessment_id is None else str(one.assessment_id),
                "version": one.version,
                "rubricVersion": one.rubric_version,
            }
            for one in contenders
        ]
        result = {
            "places": [
                [str(one.contender.interview_id), one.score, one.low, one.high, one.group]
                for one in standings.places
            ],
            "apart": [[str(one.interview_id), reason] for one, reason in standings.apart],
            "cycles": [[str(each) for each in cycle] for cycle in standings.cycles],
        }
        await work.execute(
            _RANK,
            {
                "tenant": work.tenant_id,
                "id": ranking_id,
                "criterion": standings.criterion,
                "scorer_kind": standings.scorer_kind,
                "comparisons": standings.comparisons,
                "inputs": Jsonb(inputs),
                "result": Jsonb(result),
                "at": at,
                "author_id": author_id,
            },
        )


def _evaluation(row: Row) -> Evaluation:
    return Evaluation(
        evaluator=row["evaluator"],
        criterion=row["criterion"],
        score=row["score"],
        abstained=row["abstained"],
        confidence=row["confidence"],
        quotes=tuple(Span(start=start, end=end) for start, end in row["quotes"]),
        made_by=row["made_by"],
    )


def _opinion(row: Row, words: Mapping[str, Any]) -> Opinion:  # Any: JSON
    return Opinion(
        perspective=row["perspective"],
        summary=words["summary"],
        concerns=tuple(words["concerns"]),
        made_by=row["made_by"],
    )


def _own(row: Row) -> OwnEvaluator:
    return OwnEvaluator(
        id=row["id"],
        name=row["name"],
        version=row["version"],
        criteria=rubric_from_document(row["criteria"]).competencies,
        made_by=row["made_by"],
        made_at=row["made_at"],
    )


_IS_READ = """
    SELECT turn
    FROM panel_reading
    WHERE session_id = %(session_id)s
      AND turn = %(turn)s
      AND version >= %(version)s
"""
_READ = """
    INSERT INTO panel_reading (tenant_id, session_id, turn, interview_id, person_id, correlation_id, read_at,
                               version)
    VALUES (%(tenant)s, %(session_id)s, %(turn)s, %(interview_id)s, %(person_id)s, %(correlation_id)s,
            %(at)s, %(version)s)
    ON CONFLICT (tenant_id, session_id, turn, version) DO NOTHING
"""
_EVALUATE = """
    INSERT INTO evaluation (tenant_id, id, session_id, turn, evaluator, criterion, place, score, abstained,
                            confidence, quotes, made_by, version)
    VALUES (%(tenant)s, %(id)s, %(session_id)s, %(turn)s, %(evaluator)s, %(criterion)s, %(place)s,
            %(score)s, %(abstained)s, %(confidence)s, %(quotes)s, %(made_by)s, %(version)s)
    ON CONFLICT (tenant_id, session_id, turn, version, evaluator, criterion) DO NOTHING
"""
_OPINE = """
    INSERT INTO opinion (tenant_id, id, session_id, turn, perspective, place, sealed, made_by,
                         version)
    VALUES (%(tenant)s, %(id)s, %(session_id)s, %(turn)s, %(perspective)s, %(place)s, %(sealed)s,
            %(made_by)s, %(version)s)
    ON CONFLICT (tenant_id, session_id, turn, version, perspective) DO NOTHING
"""
_READINGS = """
    SELECT DISTINCT turn
    FROM panel_reading
    WHERE session_id = %(session_id)s
    ORDER BY turn
"""
_EVALUATIONS = """
    SELECT e.*
    FROM evaluation e
    WHERE e.session_id = %(session_id)s
      AND e.version = (
          SELECT max(r.version)
          FROM panel_reading r
          WHERE r.session_id = e.session_id
            AND r.turn = e.turn
      )
    ORDER BY e.turn, e.place
"""
_OPINIONS = """
    SELECT o.*, r.person_id
    FROM opinion o
    JOIN panel_reading r USING (tenant_id, session_id, turn, version)
    WHERE o.session_id = %(session_id)s
      AND NOT EXISTS (
          SELECT 1
          FROM panel_reading later
          WHERE later.session_id = r.session_id
            AND later.turn = r.turn
            AND later.version > r.version
      )
    ORDER BY o.turn, o.place
"""
_SCORED = """
    SELECT e.turn, e.evaluator, e.criterion, e.score
    FROM evaluation e
    WHERE e.score IS NOT NULL
      AND e.session_id = (
          SELECT r.session_id
          FROM panel_reading r
          WHERE r.interview_id = %(interview_id)s
          ORDER BY r.read_at DESC
          LIMIT 1
      )
      AND NOT EXISTS (
          SELECT 1
          FROM panel_reading later
          WHERE later.session_id = e.session_id
            AND later.turn = e.turn
            AND later.version > e.version
      )
    ORDER BY e.turn, e.place
"""
_OWN = """
    SELECT DISTINCT ON (name) *
    FROM panel_evaluator
    ORDER BY name, version DESC
"""
_SWITCHED_OFF = """
    SELECT kind, name
    FROM panel_switch
    WHERE NOT is_on
"""
_SWITCH = """
    INSERT INTO panel_switch (tenant_id, kind, name, is_on)
    VALUES (%(tenant)s, %(kind)s, %(name)s, %(is_on)s)
    ON CONFLICT (tenant_id, kind, name) DO UPDATE SET is_on = excluded.is_on
"""
# Versions of one name are counted by one transaction at a time.
_IN_TURN = """
    SELECT pg_advisory_xact_lock(hashtextextended('panel evaluator ' || %(name)s::text, 0))
"""
_ADD = """
    INSERT INTO panel_evaluator (tenant_id, id, name, version, rubric_text, criteria, made_by, made_at,
                                 author_id)
    SELECT %(tenant)s, %(id)s, %(name)s, coalesce(max(e.version), 0) + 1, %(rubric_text)s, %(criteria)s,
           %(made_by)s, %(at)s, %(author_id)s
    FROM panel_evaluator e
    WHERE e.name = %(name)s
    RETURNING *
"""
_RANK = """
    INSERT INTO ranking (tenant_id, id, criterion, scorer_kind, comparisons, inputs, result, made_at,
                         author_id)
    VALUES (%(tenant)s, %(id)s, %(criterion)s, %(scorer_kind)s, %(comparisons)s, %(inputs)s, %(result)s,
            %(at)s, %(author_id)s)
"""
