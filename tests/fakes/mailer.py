"""A mailer that keeps its letters; it passes the contract that every mailer passes."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.delivery.domain.letter import Letter, MailRefused


@dataclass
class KeptLetters:
    """Takes every well-formed letter; ``refuses`` raises that error instead."""

    refuses: Exception | None = None
    kept: list[tuple[str, Letter]] = field(default_factory=list)

    async def send(self, letter: Letter, *, message_id: str) -> None:
        if self.refuses is not None:
            raise self.refuses
        _, at, host = letter.to.partition("@")
        if not (at and host) or any(not sign.isprintable() for sign in letter.to + letter.subject):
            raise MailRefused
        self.kept.append((message_id, letter))
