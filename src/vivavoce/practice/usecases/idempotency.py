"""Run an operation once per Idempotency-Key; a repeated request gets the identical response."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from vivavoce.contracts.envelope import IdempotentResponse, Json, check_idempotency_key
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.practice.ports import IdempotencyStore

SaveAnswer = Callable[[UnitOfWork, IdempotentResponse], Awaitable[None]]
"""Stores the response in the same transaction as the change that it reports."""


class IdempotencyGuard:
    """Stores responses for a day, per organization, caller and route.

    A failed request releases its key. If the process dies, the key is free after ``frees_after_s`` seconds.
    """

    def __init__(
        self, open_work: UnitOfWorkFactory, store: IdempotencyStore, *, frees_after_s: int
    ) -> None:
        self._open_work = open_work
        self._store = store
        self._frees_after_s = frees_after_s

    async def __call__(
        self,
        caller: Caller,
        route: str,
        key: str | None,
        body: Json,
        operation: Callable[[SaveAnswer], Awaitable[IdempotentResponse]],
    ) -> IdempotentResponse:
        """Return the response of ``operation``, or the stored response for the same key and body.

        Raises ``IdempotencyKeyReusedError`` for a different body, ``RequestInProgressError`` while the first
        request runs, and ``InvalidRequestError`` for a malformed key. Without a key, nothing is stored.
        """
        if key is None:
            return await operation(_save_nothing)
        check_idempotency_key(key)
        full_key = f"\x1f{route}\x1f{caller.id}\x1f{key}"
        async with self._open_work(caller.tenant_id) as work:
            earlier = await self._store.claim(
                work, full_key, body, frees_after_s=self._frees_after_s
            )
        if earlier is not None:
            return earlier

        async def keep(work: UnitOfWork, answer: IdempotentResponse) -> None:
            await self._store.save(work, full_key, answer)

        is_done = False
        try:
            answer = await operation(keep)
            is_done = True
        finally:
            if not is_done:
                async with self._open_work(caller.tenant_id) as work:
                    await self._store.release(work, full_key)
        return answer


async def _save_nothing(work: UnitOfWork, answer: IdempotentResponse) -> None:
    """Store nothing."""
