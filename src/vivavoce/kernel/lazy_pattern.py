"""A regular expression that is compiled when it is first used, and not while its module is imported."""

from __future__ import annotations

import re
from collections.abc import Iterator


class LazyPattern:
    """A pattern for large tables, most of which a process never uses.

    It has the methods of ``re.Pattern`` that the package needs. An invalid pattern raises ``re.error`` at
    its first use; ``compile`` can be called earlier to check it.
    """

    __slots__ = ("_compiled", "_flags", "pattern")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        """The source of the pattern."""
        self._flags = flags
        self._compiled: re.Pattern[str] | None = None

    def __repr__(self) -> str:
        return f"LazyPattern({self.pattern!r})"

    def compile(self) -> re.Pattern[str]:
        """Return the compiled pattern; only the first call compiles it."""
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        return self._compiled

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match anywhere in ``text``, or None."""
        return self.compile().search(text)

    def match(self, text: str) -> re.Match[str] | None:
        """Return the match at the start of ``text``, or None."""
        return self.compile().match(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield every match in ``text``, from left to right."""
        return self.compile().finditer(text)

    def findall(self, text: str) -> list[str]:
        """Return the text of every match; the pattern has at most one group."""
        return self.compile().findall(text)

    def sub(self, replacement: str, text: str) -> str:
        """Return ``text`` with every match replaced."""
        return self.compile().sub(replacement, text)

    def split(self, text: str) -> list[str]:
        """Return the parts of ``text`` between the matches; the pattern has no group."""
        return self.compile().split(text)
