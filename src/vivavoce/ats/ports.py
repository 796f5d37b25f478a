"""Ports of the applicant tracking systems: the connector that each one implements, and other slices."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from vivavoce.ats.domain.connection import AtsConnection, AtsName
from vivavoce.ats.domain.order import (
    AtsCall,
    AtsCandidate,
    AtsOrder,
    AtsOutboundCall,
    InterviewResult,
    JsonObject,
    OutcomeKind,
    ReceivedOrder,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import InterviewId

InterviewResultReader = Callable[[UnitOfWork, InterviewId], Awaitable[InterviewResult]]
"""Returns the state of an interview, and the score once a person approved the assessment."""
InterviewCanceler = Callable[[Caller, str], Awaitable[object]]
"""Cancels an interview by its id, or raises ``ConflictError`` if it is over (hiring)."""


class AtsConnector(Protocol):
    """Speaks the protocol of one system. It is pure: it reads what came, and builds what is sent."""

    def read_order(self, connection: AtsConnection, body: JsonObject) -> ReceivedOrder | None:
        """Return the order in ``body``, or None if it orders nothing.

        Raises ``MalformedOrderError``, or ``AtsSignatureError`` if the body itself is signed.
        """

    def build_candidate_call(
        self, connection: AtsConnection, order: AtsOrder
    ) -> AtsOutboundCall | None:
        """Return the request for the candidate of an order, or None if the order named them."""

    def read_candidate(self, body: JsonObject) -> AtsCandidate:
        """Return the candidate in the answer to that request; raise ``MalformedOrderError``."""

    def build_report(
        self,
        connection: AtsConnection,
        order: AtsOrder,
        outcome: OutcomeKind,
        result: InterviewResult,
        *,
        at: datetime,
    ) -> AtsOutboundCall | None:
        """Return the request that reports an outcome, or None if the system has no place for it."""


class AtsConnectionRepository(Protocol):
    """Stores the organization's connections, with sealed credentials."""

    async def lock(self, work: UnitOfWork) -> None:
        """Lock the organization's connections until ``work`` ends."""

    async def find(self, work: UnitOfWork, ats: AtsName) -> AtsConnection | None:
        """Return the connection to a system, or None."""

    async def list(self, work: UnitOfWork) -> Sequence[AtsConnection]:
        """Return the organization's connections by the name of the system."""

    async def save(self, work: UnitOfWork, connection: AtsConnection) -> None:
        """Store a connection."""


class AtsOrderRepository(Protocol):
    """Stores orders and the log of calls."""

    async def lock(self, work: UnitOfWork, ats: AtsName, external_id: str) -> None:
        """Lock this order until ``work`` ends, whether it is stored or not."""

    async def find(self, work: UnitOfWork, order_id: UUID) -> AtsOrder | None:
        """Return an order, or None."""

    async def find_by_external_id(
        self, work: UnitOfWork, ats: AtsName, external_id: str
    ) -> AtsOrder | None:
        """Return the order with the system's own id, or None."""

    async def find_by_interview(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> AtsOrder | None:
        """Return the order of an interview, or None."""

    async def add(self, work: UnitOfWork, order: AtsOrder) -> None:
        """Store an order."""

    async def set_interview(
        self, work: UnitOfWork, order_id: UUID, interview_id: InterviewId
    ) -> None:
        """Record the interview of an order."""

    async def mark_reported(
        self, work: UnitOfWork, order_id: UUID, outcome: OutcomeKind, at: datetime
    ) -> None:
        """Record that the system got an outcome."""

    async def record_call(self, work: UnitOfWork, call: AtsCall) -> None:
        """Add a call to the log, and remove those that are too old."""

    async def list_calls(self, work: UnitOfWork, ats: AtsName, *, limit: int) -> Sequence[AtsCall]:
        """Return the newest calls of a system, newest first."""


class TemplateInterviews(Protocol):
    """The organization's templates, and interviews from them (planning)."""

    async def list(self, work: UnitOfWork) -> Sequence[tuple[UUID, str]]:
        """Return the ids and titles of the templates, newest first."""

    async def open(
        self,
        work: UnitOfWork,
        caller: Caller,
        template_id: UUID,
        candidate: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewId:
        """Open a candidate's interview from a template.

        Raises ``NotFoundError`` for an unknown template, and ``InvalidRequestError`` for a bad fact.
        """
