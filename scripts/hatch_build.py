"""The build hook: no package without the built screens, no wheel with samples that only tests use."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_FILES_WITH_SAMPLES = (
    "planning/question_sets/**/*.toml",
    "planning/domain/tensions.toml",
    "planning/domain/work_kind_answers.toml",
)
_TEST_SAMPLE = re.compile(r'^(?:decent|weak|empty|non_native) = ".*"\n', re.MULTILINE)
"""Sample answers that only test the scorer; people who practice can read the strong one."""


class PackageBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Builds the screens where their sources changed; an editable installation builds them itself.

    A wheel gets the question sets without the samples that test the scorer: a tenth of its size.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Leave the built screens in ``src/vivavoce/_web``, or stop the build."""
        if version == "editable":
            return
        root = Path(self.root)
        build = [sys.executable, str(root / "scripts" / "build_web.py")]
        is_built = subprocess.run(build, cwd=root, check=False).returncode == 0  # noqa: S603
        if not is_built or not (root / "src" / "vivavoce" / "_web" / "index.html").is_file():
            raise RuntimeError(
                "The screens of these sources are not built, so nothing is packed. Install Node "
                "20.19 or newer, run scripts/build_web.py, and build again."
            )
        if self.target_name == "wheel":
            build_data["force_include"].update(self._cut_samples(root))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the shortened files."""
        del version, build_data, artifact_path
        if hasattr(self, "_folder"):
            self._folder.cleanup()

    def _cut_samples(self, root: Path) -> dict[str, str]:
        """Write the files with questions without test samples; return where each belongs in the wheel."""
        self._folder = tempfile.TemporaryDirectory()
        source, cut = root / "src" / "vivavoce", Path(self._folder.name)
        places = {}
        for path in (path for pattern in _FILES_WITH_SAMPLES for path in source.glob(pattern)):
            name = path.relative_to(source)
            (cut / name).parent.mkdir(parents=True, exist_ok=True)
            (cut / name).write_text(_TEST_SAMPLE.sub("", path.read_text("utf-8")), "utf-8")
            places[str(cut / name)] = str("vivavoce" / name)
        return places
