"""The version of the built-in rules: it contains a digest of their source files, word lists and stemmer."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable

from vivavoce.contracts.transcript import ScorerInfo
from vivavoce.kernel.text_matching import STEMMER_VERSION

RULES_GENERATION = "v1"
_SCORING_FILES = ("scorer.py", "verify.py")


def _read_sources() -> list[tuple[str, bytes]]:
    rules = files(__package__)
    domain = files("vivavoce.assessment.domain")
    parts: list[Traversable] = [*rules.iterdir(), *(rules / "words").iterdir()]
    parts += [domain / name for name in _SCORING_FILES]
    parts.append(files("vivavoce.kernel") / "text_matching.py")
    read = [
        (part.name, part.read_bytes()) for part in parts if part.name.endswith((".py", ".toml"))
    ]
    return sorted(read)


def _compute_digest() -> str:
    digest = hashlib.sha256(STEMMER_VERSION.encode())
    for name, content in _read_sources():
        digest.update(name.encode() + b"\0" + content.replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:10]


BUILT_IN_SCORER = ScorerInfo(
    kind="built-in rules", version=f"{RULES_GENERATION}+{_compute_digest()}"
)
"""The scorer of these rules: the same transcript, rubric and version give the same scorecard."""
