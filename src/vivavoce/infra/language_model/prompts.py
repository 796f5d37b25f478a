"""Instructions for a model: a versioned file beside the adapter that sends it, with a digest of its words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Prompt:
    """The instructions of one version."""

    name: str
    """The name with its version, such as ``perspective_v2``."""
    text: str

    @property
    def digest(self) -> str:
        """The first 8 hexadecimal digits of the hash of its words."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:8]

    @property
    def label(self) -> str:
        """The name and the digest, for the record of what a model was asked."""
        return f"{self.name} {self.digest}"


@cache
def load_prompt(package: str, name: str) -> Prompt:
    """Return the instructions in ``prompts/<name>.md`` of a package."""
    file = resources.files(package).joinpath("prompts").joinpath(f"{name}.md")
    return Prompt(name, file.read_text("utf-8").replace("\r\n", "\n"))
