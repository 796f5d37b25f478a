"""Read and change what an organization demands of a model before it scores for it."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.qualification.marks import ModelMark
from vivavoce.assessment.ports import ModelMarkRepository
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.ids import TenantId


class ManageModelMarks:
    """The stricter marks of one organization; without any, a valid certificate is enough."""

    def __init__(self, *, open_work: UnitOfWorkFactory, marks: ModelMarkRepository) -> None:
        self._open_work = open_work
        self._marks = marks

    async def read(self, caller: Caller) -> tuple[ModelMark, ...]:
        """Return the marks of the caller's organization."""
        caller.require(Permission.INTERVIEW_READ)
        return await self.read_for(caller.tenant_id)

    async def read_for(self, tenant_id: TenantId) -> tuple[ModelMark, ...]:
        """Return the marks of an organization, for a scoring of its own."""
        async with self._open_work(tenant_id) as work:
            return await self._marks.list_marks(work)

    async def replace(self, caller: Caller, marks: Sequence[ModelMark]) -> tuple[ModelMark, ...]:
        """Store the marks instead of the earlier ones, and return them."""
        caller.require(Permission.TENANT_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            await self._marks.replace_marks(work, marks)
            return await self._marks.list_marks(work)
