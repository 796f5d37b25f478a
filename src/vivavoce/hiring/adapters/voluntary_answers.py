"""Voluntary answers and the selection rates counted from them, in PostgreSQL; the answers are encrypted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, LiteralString

from psycopg.types.json import Jsonb

from vivavoce.hiring.domain.hiring_decision import SELECTED_OUTCOMES
from vivavoce.hiring.domain.selection_rates import DecidedCandidate, GroupRate, QuestionRates
from vivavoce.hiring.ports.candidates import SelectionReport
from vivavoce.infra.keys import SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId

_SAVE: LiteralString = """
    INSERT INTO voluntary_answer (tenant_id, interview_id, person_id, answers)
    VALUES (%(tenant)s, %(interview)s, %(person)s, %(answers)s)
    ON CONFLICT (tenant_id, interview_id) DO UPDATE
    SET answers = excluded.answers
"""
_FIND: LiteralString = """
    SELECT person_id, answers
    FROM voluntary_answer
    WHERE interview_id = %(interview)s
"""
_FORGET: LiteralString = "DELETE FROM voluntary_answer WHERE interview_id = ANY (%(interviews)s)"
_FORGET_PERSON: LiteralString = "DELETE FROM voluntary_answer WHERE person_id = %(person)s"
_DECIDED: LiteralString = """
    SELECT newest.outcome, i.position, i.person_id, v.answers
    FROM (
        SELECT DISTINCT ON (d.interview_id) d.interview_id, d.outcome, d.final_at
        FROM hiring_decision d
        WHERE d.status = 'final' AND d.final_at < %(before)s
        ORDER BY d.interview_id, d.final_at DESC, d.id DESC
    ) newest
    JOIN interview i ON i.id = newest.interview_id
    LEFT JOIN voluntary_answer v ON v.interview_id = newest.interview_id
    WHERE newest.final_at >= %(since)s AND i.profile = ANY (%(profiles)s)
"""
_ADD_REPORT: LiteralString = """
    INSERT INTO selection_report (tenant_id, starts_on, counted_at, minimum, rates)
    VALUES (%(tenant)s, %(starts_on)s, %(counted_at)s, %(minimum)s, %(rates)s)
    ON CONFLICT (tenant_id, starts_on) DO NOTHING
"""
_FIND_REPORT: LiteralString = """
    SELECT starts_on, counted_at, minimum, rates
    FROM selection_report
    WHERE starts_on = %(starts_on)s
"""


class PostgresVoluntaryAnswerRepository:
    """The voluntary answers and selection rates of the organization that ``work`` belongs to."""

    def __init__(self, vault: SubjectKeyVault, profiles: Sequence[str]) -> None:
        self._vault = vault
        self._profiles = list(profiles)

    async def save(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        person_id: PersonId,
        answers: Mapping[str, str],
    ) -> None:
        """Store the answers in place of the earlier ones; raises ``DataErasedError`` for an erased person."""
        cipher = await self._vault.get_cipher(work, person_id)
        await work.execute(
            _SAVE,
            {
                "tenant": work.tenant_id,
                "interview": interview_id,
                "person": person_id,
                "answers": cipher.encrypt(json.dumps(dict(answers), sort_keys=True)),
            },
        )

    async def find(self, work: UnitOfWork, interview_id: InterviewId) -> Mapping[str, str] | None:
        """Return the candidate's answers, for the candidate alone; None before they answered."""
        row = await work.fetch_one(_FIND, {"interview": interview_id})
        return None if row is None else await self._open(work, row["person_id"], row["answers"])

    async def forget(self, work: UnitOfWork, interview_ids: Sequence[InterviewId]) -> None:
        """Delete the answers of these interviews."""
        await work.execute(_FORGET, {"interviews": list(interview_ids)})

    async def forget_person(self, work: UnitOfWork, person_id: PersonId) -> int:
        """Delete the answers of a person; return how many rows there were."""
        return await work.execute(_FORGET_PERSON, {"person": person_id})

    async def list_decided(
        self, work: UnitOfWork, since: datetime, before: datetime
    ) -> tuple[DecidedCandidate, ...]:
        """Return everyone whose newest decision became final in the period, with the answers still stored."""
        rows = await work.fetch_all(
            _DECIDED, {"since": since, "before": before, "profiles": self._profiles}
        )
        return tuple(
            [
                DecidedCandidate(
                    position=row["position"] or "",
                    is_selected=row["outcome"] in SELECTED_OUTCOMES,
                    answers={}
                    if row["answers"] is None
                    else await self._open(work, row["person_id"], row["answers"]) or {},
                )
                for row in rows
            ]
        )

    async def add_report(self, work: UnitOfWork, report: SelectionReport) -> None:
        """Store the report of a quarter unless there is one."""
        await work.execute(
            _ADD_REPORT,
            {
                "tenant": work.tenant_id,
                "starts_on": report.starts_on,
                "counted_at": report.counted_at,
                "minimum": report.minimum,
                "rates": Jsonb([_to_json(one) for one in report.rates]),
            },
        )

    async def find_report(self, work: UnitOfWork, starts_on: date) -> SelectionReport | None:
        """Return the report of the quarter that begins on this day."""
        row = await work.fetch_one(_FIND_REPORT, {"starts_on": starts_on})
        if row is None:
            return None
        return SelectionReport(
            starts_on=row["starts_on"],
            counted_at=row["counted_at"],
            minimum=row["minimum"],
            rates=tuple(_from_json(one) for one in row["rates"]),
        )

    async def _open(
        self, work: UnitOfWork, person_id: PersonId, sealed: bytes
    ) -> dict[str, str] | None:
        cipher = await self._vault.find_cipher(work, person_id)
        return None if cipher is None else json.loads(cipher.decrypt(sealed))


def _to_json(rates: QuestionRates) -> dict[str, object]:
    return {
        "question": rates.question,
        "position": rates.position,
        "positions": rates.positions,
        "groups": [
            {
                "group": each.group,
                "candidates": each.candidates,
                "selected": each.selected,
                "rate": each.rate,
                "ratio": each.ratio,
                "p_value": each.p_value,
            }
            for each in rates.groups
        ],
    }


def _from_json(stored: Mapping[str, Any]) -> QuestionRates:  # Any: JSON that ``_to_json`` wrote
    groups = tuple(GroupRate(**each) for each in stored["groups"])
    return QuestionRates(**{**stored, "groups": groups})
