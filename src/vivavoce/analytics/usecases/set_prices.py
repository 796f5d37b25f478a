"""Read and set the price table; setting prices also reprices past usage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from vivavoce.analytics.ports import InvalidPriceError, Price, PriceRepository
from vivavoce.infra.audit_trail import AuditTrail
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import FieldError

_MAX_AHEAD = timedelta(days=400)


class SetPrices:
    """Reads and sets the prices of the installation; requires 'platform:operate'."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        prices: PriceRepository,
        audit: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._prices = prices
        self._audit = audit
        self._clock = clock

    async def list_prices(self, caller: Caller) -> Sequence[Price]:
        """Return every price, by provider, model and kind, newest first."""
        caller.require(Permission.PLATFORM_OPERATE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._prices.list_prices(work)

    async def set_prices(self, caller: Caller, prices: Sequence[Price]) -> int:
        """Add prices to the table and return the number of usage records that were repriced.

        A price with the same provider, model, kind and ``valid_from`` as an existing one replaces it. Raises
        ``InvalidPriceError`` if a ``valid_from`` is more than 400 days ahead.
        """
        caller.require(Permission.PLATFORM_OPERATE)
        latest = self._clock.now() + _MAX_AHEAD
        wrong = [
            FieldError(
                f"prices.{place}.validFrom", "out_of_range", "The time is too far in the future."
            )
            for place, price in enumerate(prices)
            if price.valid_from > latest
        ]
        if wrong:
            raise InvalidPriceError("The price cannot be stored.", errors=wrong)
        async with self._open_work(caller.tenant_id) as work:
            changed = await self._prices.save_prices(work, prices)
            names = [f"{one.provider} {one.model} {one.kind}" for one in prices]
            await self._audit.record(work, caller, "prices.set", "prices", {"prices": names})
            return changed
