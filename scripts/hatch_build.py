"""The build hook: no sdist and no wheel without the built screens of these sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ScreensBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Builds the screens where their sources changed; an editable installation builds them itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Leave the built screens in ``src/vivavoce/_web``, or stop the build."""
        del build_data
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
