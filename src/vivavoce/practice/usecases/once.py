"""Do a thing once per Idempotency-Key: the same request again gets the same answer, word for word."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.replay import Answer
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import Malformed
from vivavoce.practice.ports.sessions import Answers

LONGEST_KEY = 255
Keep = Callable[[Work, Answer], Awaitable[None]]
"""Keeps the answer in the very transaction that made it true."""


class Once:
    """Remembers answers for a day, per organisation, caller and route.

    A request that fails frees its key, and one that died frees it after ``frees_after_s``.
    """

    def __init__(self, open_work: OpenWork, answers: Answers, *, frees_after_s: int) -> None:
        self._open_work = open_work
        self._answers = answers
        self._frees_after_s = frees_after_s

    async def __call__(
        self,
        caller: Caller,
        route: str,
        key: str | None,
        body: Json,
        do: Callable[[Keep], Awaitable[Answer]],
    ) -> Answer:
        """Return what ``do`` answers, or what it answered to the same key and body before.

        Raises ``KeyReused`` for another body and ``StillRunning``.
        """
        if key is None:
            return await do(_forget)
        if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
            raise Malformed(f"'Idempotency-Key' takes 1 to {LONGEST_KEY} printable characters.")
        whole = f"\x1f{route}\x1f{caller.id}\x1f{key}"
        async with self._open_work(caller.tenant_id) as work:
            earlier = await self._answers.claim(
                work, whole, body, frees_after_s=self._frees_after_s
            )
        if earlier is not None:
            return earlier

        async def keep(work: Work, answer: Answer) -> None:
            await self._answers.keep(work, whole, answer)

        is_done = False
        try:
            answer = await do(keep)
            is_done = True
        finally:
            if not is_done:
                async with self._open_work(caller.tenant_id) as work:
                    await self._answers.free(work, whole)
        return answer


async def _forget(work: Work, answer: Answer) -> None:
    """Keep nothing."""
