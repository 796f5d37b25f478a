"""Save, share and delete views of the interview list, and choose the one that it begins with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.adapters.saved_views import PostgresSavedViewRepository
from vivavoce.hiring.domain.human_task import PeopleOnlyError
from vivavoce.hiring.domain.saved_view import (
    MAX_VIEWS,
    DroppedSetting,
    InvalidViewError,
    ListColumn,
    ListOrder,
    NotYourViewError,
    SavedView,
    TooManyViewsError,
    ViewNameTakenError,
    ViewSettings,
    change_document,
    read_settings,
    settings_to_document,
)
from vivavoce.hiring.ports.interviews import InterviewQuery
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.kernel.translation import translatable


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadableView:
    """A view with the settings that still fit, and what was dropped."""

    view: SavedView
    settings: ViewSettings
    dropped: tuple[DroppedSetting, ...]


class ManageSavedViews:
    """Manages the views of a person; shared ones are seen by the whole organization."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        views: PostgresSavedViewRepository,
        interviews: PostgresInterviewRepository,
        audit: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._views = views
        self._interviews = interviews
        self._audit = audit
        self._clock = clock
        self._ids = ids

    async def list(self, caller: Caller) -> tuple[tuple[ReadableView, ...], UUID | None]:
        """Return the caller's own and the shared views by name, and the id of the caller's default."""
        _require_person(caller)
        async with self._open_work(caller.tenant_id) as work:
            views = await self._views.list(work, caller.id)
            default = await self._views.find_default(work, caller.id)
            return tuple(await self._read(work, views)), default

    async def create(
        self, caller: Caller, name: str, settings: ViewSettings, *, is_shared: bool
    ) -> ReadableView:
        """Save a view and return it.

        Raises ``PeopleOnlyError``, ``InvalidViewError``, ``ViewNameTakenError``, ``TooManyViewsError``, or
        ``ForbiddenError`` for a shared view of somebody who may not change interviews.
        """
        _require_person(caller)
        if is_shared:
            caller.require(Permission.INTERVIEW_UPDATE)
        now = self._clock.now()
        view = SavedView(
            id=self._ids.new_id(),
            owner_id=caller.id,
            owner_name=caller.name,
            name=_check_name(name),
            is_shared=is_shared,
            document=settings_to_document(settings),
            created_at=now,
            changed_at=now,
        )
        async with self._open_work(caller.tenant_id) as work:
            await self._check_settings(work, settings)
            own = await self._views.lock_own(work, caller.id)
            if len(own) >= MAX_VIEWS:
                raise TooManyViewsError
            _check_free(view, own)
            await self._views.add(work, view)
            await self._record(work, caller, "saved_view.create", view)
            return await self._read_one(work, view)

    async def change(
        self,
        caller: Caller,
        view_id: UUID,
        *,
        name: str | None = None,
        filters: ViewSettings | None = None,
        order: ListOrder | None = None,
        columns: Sequence[ListColumn] | None = None,
        is_shared: bool | None = None,
    ) -> ReadableView:
        """Change what is given and return the view; of ``filters``, only the filters count.

        Raises ``SavedViewNotFoundError``, ``NotYourViewError``, and what ``create`` raises.
        """
        _require_person(caller)
        if is_shared:
            caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            found = await self._find_changeable(work, caller, view_id)
            if filters is not None:
                await self._check_settings(work, filters)
            changed = replace(
                found,
                name=found.name if name is None else _check_name(name),
                is_shared=found.is_shared if is_shared is None else is_shared,
                document=change_document(found.document, filters, order, columns),
                changed_at=self._clock.now(),
            )
            _check_free(changed, await self._views.lock_own(work, found.owner_id))
            await self._views.save(work, changed)
            await self._record(work, caller, "saved_view.change", changed)
            return await self._read_one(work, changed)

    async def delete(self, caller: Caller, view_id: UUID) -> None:
        """Delete a view; raises ``PeopleOnlyError``, ``SavedViewNotFoundError`` or ``NotYourViewError``."""
        _require_person(caller)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._find_changeable(work, caller, view_id)
            await self._views.delete(work, view.id)
            await self._record(work, caller, "saved_view.delete", view)

    async def choose_default(self, caller: Caller, view_id: UUID | None) -> None:
        """Let the caller's list begin with a view that they see; None for no view.

        Raises ``PeopleOnlyError`` or ``SavedViewNotFoundError``.
        """
        _require_person(caller)
        async with self._open_work(caller.tenant_id) as work:
            if view_id is not None:
                await self._views.find(work, view_id, caller.id)
            await self._views.set_default(work, caller.id, view_id)

    async def _find_changeable(self, work: UnitOfWork, caller: Caller, view_id: UUID) -> SavedView:
        view = await self._views.find(work, view_id, caller.id)
        if view.owner_id != caller.id and Permission.TENANT_UPDATE not in caller.permissions:
            raise NotYourViewError
        return view

    async def _check_settings(self, work: UnitOfWork, settings: ViewSettings) -> None:
        wanted = settings.position
        if wanted is not None and not await self._known_positions(work, [wanted]):
            message = translatable("No interview has the position '{position}'.", position=wanted)
            raise InvalidViewError(errors=[FieldError("filters.position", "unknown", message)])
        first, last = settings.requested_from, settings.requested_until
        if first is not None and last is not None and first > last:
            message = translatable("'requestedUntil' is before 'requestedFrom'.")
            raise InvalidViewError(errors=[FieldError("filters.requestedUntil", "order", message)])

    async def _read(self, work: UnitOfWork, views: Sequence[SavedView]) -> Sequence[ReadableView]:
        named = (view.document.get("position") for view in views)
        positions = await self._known_positions(work, [each for each in named if each])
        return [_to_readable(view, positions) for view in views]

    async def _read_one(self, work: UnitOfWork, view: SavedView) -> ReadableView:
        (readable,) = await self._read(work, [view])
        return readable

    async def _known_positions(self, work: UnitOfWork, positions: Iterable[str]) -> set[str]:
        return {
            position
            for position in dict.fromkeys(positions)
            if (
                await self._interviews.page(work, InterviewQuery(position=position, limit=1))
            ).interviews
        }

    async def _record(self, work: UnitOfWork, caller: Caller, action: str, view: SavedView) -> None:
        details: Json = {"name": view.name, "isShared": view.is_shared}
        await self._audit.record(work, caller, action, str(view.id), details)


def _to_readable(view: SavedView, positions: set[str]) -> ReadableView:
    settings, dropped = read_settings(view.document, positions)
    return ReadableView(view=view, settings=settings, dropped=dropped)


def _check_free(view: SavedView, own: Sequence[SavedView]) -> None:
    if any(one.name.lower() == view.name.lower() for one in own if one.id != view.id):
        raise ViewNameTakenError


def _check_name(name: str) -> str:
    words = " ".join(name.split())
    if not words:
        message = translatable("Give the view a name.")
        raise InvalidViewError(errors=[FieldError("name", "missing", message)])
    return words


def _require_person(caller: Caller) -> None:
    caller.require(Permission.INTERVIEW_READ)
    if not caller.is_person:
        raise PeopleOnlyError(translatable("Only a signed-in person has saved views."))
