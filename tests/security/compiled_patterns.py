"""Import the whole package and print every pattern that its modules make while they are loaded.

It runs as a program of its own, so that nothing was compiled before it watches.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import sys
from typing import Any

from vivavoce.kernel.text_matching import LazyPattern

_compile, _make_lazy = re.compile, LazyPattern.__init__
_found: dict[tuple[str, int], str] = {}
NOT_LOADED = ("isolated_main", "__main__", "livekit", ".workers.", "document_opener")
"""Programs, and what needs an extra; the patterns of document_opener are read from its source."""


def _watched(pattern: Any, flags: Any = 0) -> re.Pattern[Any]:
    compiled = _compile(pattern, flags)
    module = sys._getframe(1).f_globals.get("__name__", "")
    if module.startswith("vivavoce") and isinstance(compiled.pattern, str):
        _found[compiled.pattern, compiled.flags] = module
    return compiled


def _watched_lazy(self: LazyPattern, pattern: str, flags: int = 0) -> None:
    _make_lazy(self, pattern, flags)
    module = sys._getframe(1).f_globals["__name__"]
    _found[pattern, _compile(pattern, flags).flags] = module


def _load_languages() -> None:
    """Have every language make all its patterns, which the product makes when it first needs them."""
    lexicon = importlib.import_module("vivavoce.assessment.domain.rules.lexicon")
    for language in ("en", "de"):
        vocabulary = lexicon.get_vocabulary(language)
        for name, listed in vocabulary._phrases.items():
            if isinstance(listed, str | list):
                vocabulary.get_phrase(name)
        for table in ("event", "element"):
            for name in vocabulary._facts[table]:
                vocabulary.get_sign(table, name)
    # Not the cues: each is an escaped word, and there are a thousand; the reader of German jobs has them.
    importlib.import_module("vivavoce.planning.domain.german.job_text")._load_patterns()
    importlib.import_module("vivavoce.planning.domain.german.task_groups")._load_phrases()
    importlib.import_module("vivavoce.planning.domain.hiring.fitting_probes")._load_aims()
    importlib.import_module("vivavoce.planning.domain.scene_assumptions")._load()


def main() -> None:
    """Print ``[module, pattern, flags]`` for each."""
    re.compile = _watched  # type: ignore[assignment]
    LazyPattern.__init__ = _watched_lazy  # type: ignore[method-assign]
    vivavoce = importlib.import_module("vivavoce")
    for module in pkgutil.walk_packages(vivavoce.__path__, "vivavoce."):
        if not any(name in module.name for name in NOT_LOADED):
            importlib.import_module(module.name)
    _load_languages()
    listed = [[module, pattern, flags] for (pattern, flags), module in sorted(_found.items())]
    sys.stdout.write(json.dumps(listed))


if __name__ == "__main__":
    main()
