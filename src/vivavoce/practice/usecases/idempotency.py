"""Do a thing once per Idempotency-Key: the same request again gets the same answer, word for word."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.idempotency import IdempotentResponse
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.practice.ports.sessions import IdempotencyStore

MAX_KEY_LENGTH = 255
SaveAnswer = Callable[[UnitOfWork, IdempotentResponse], Awaitable[None]]
"""Keeps the answer in the very transaction that made it true."""


class IdempotencyGuard:
    """Remembers answers for a day, per organisation, caller and route.

    A request that fails frees its key, and one that died frees it after ``frees_after_s``.
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
        """Return what ``do`` answers, or what it answered to the same key and body before.

        Raises ``IdempotencyKeyReusedError`` for another body and ``RequestInProgressError``.
        """
        if key is None:
            return await operation(_save_nothing)
        if not 1 <= len(key) <= MAX_KEY_LENGTH or not key.isprintable():
            raise InvalidRequestError(
                f"'Idempotency-Key' takes 1 to {MAX_KEY_LENGTH} printable characters."
            )
        whole = f"\x1f{route}\x1f{caller.id}\x1f{key}"
        async with self._open_work(caller.tenant_id) as work:
            earlier = await self._store.claim(work, whole, body, frees_after_s=self._frees_after_s)
        if earlier is not None:
            return earlier

        async def keep(work: UnitOfWork, answer: IdempotentResponse) -> None:
            await self._store.save(work, whole, answer)

        is_done = False
        try:
            answer = await operation(keep)
            is_done = True
        finally:
            if not is_done:
                async with self._open_work(caller.tenant_id) as work:
                    await self._store.release(work, whole)
        return answer


async def _save_nothing(work: UnitOfWork, answer: IdempotentResponse) -> None:
    """Keep nothing."""
