"""A mailbox for account e-mails and the links in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4  # noqa: TID251 - ids of letters that nobody looks up

from vivavoce.infra.unit_of_work import UnitOfWork


@dataclass
class AccountMailbox:
    """Keeps what is written; a letter counts once its unit of work is committed."""

    letters: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)

    async def send_join_link(
        self, work: UnitOfWork, *, person_id: UUID, to: str, **said: Any
    ) -> UUID:
        return self._keep(work, "join", to, said)

    async def send_reset_link(
        self, work: UnitOfWork, *, person_id: UUID, to: str, **said: Any
    ) -> UUID:
        return self._keep(work, "reset", to, said)

    async def send_password_changed(self, work: UnitOfWork, *, person_id: UUID, to: str) -> UUID:
        return self._keep(work, "changed", to, {})

    def tokens(self, to: str, kind: str = "join") -> list[str]:
        """Return the tokens of the links of that kind that lie in a mailbox, the oldest first."""
        return [
            str(said["link"]).partition("#")[2]
            for found, at, said in self.letters
            if (found, at) == (kind, to)
        ]

    def token(self, to: str, kind: str = "join") -> str:
        """Return the token of the newest link of that kind."""
        return self.tokens(to, kind)[-1]

    def kinds(self, to: str) -> list[str]:
        return [kind for kind, at, _ in self.letters if at == to]

    def _keep(self, work: UnitOfWork, kind: str, to: str, said: dict[str, Any]) -> UUID:
        work.on_commit(lambda: self.letters.append((kind, to, said)))
        return uuid4()
