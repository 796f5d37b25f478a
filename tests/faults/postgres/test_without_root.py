"""Under root, the whole folder once more as a user without any rights."""

from __future__ import annotations

import os
import pwd
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent.parent


def _powerless() -> pwd.struct_passwd:
    people = [each for each in pwd.getpwall() if each.pw_uid != 0]
    return max(people, key=lambda each: (each.pw_name == "nobody", each.pw_uid))


def _may_run(program: str, uid: int) -> bool:
    try:
        done = subprocess.run([program, "-c", ""], user=uid, cwd="/", check=False, timeout=30)
    except OSError:
        return False
    return done.returncode == 0


def _python(uid: int) -> list[str]:
    """Return how that user runs our Python: with a right to read where only root may enter."""
    same = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    for program in (sys.executable, same):
        if _may_run(program, uid):
            return [program]
    return ["setpriv", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",
            sys.executable]  # fmt: skip


if os.geteuid() == 0:

    @pytest.mark.soak
    def test_every_fault_of_this_folder_is_survived_as_a_powerless_user_too(root: Path) -> None:
        who = _powerless()
        home = root / "home"
        home.mkdir()
        os.chown(home, who.pw_uid, who.pw_gid)
        python = _python(who.pw_uid)
        become = ["setpriv", f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups"]
        words = [*become, *(python[1:-1] if len(python) > 1 else ()), python[-1]]
        done = subprocess.run(
            [*words, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "-p", "no:randomly",
             "tests/faults/postgres", f"--ignore={Path(__file__).relative_to(REPOSITORY)}"],
            cwd=REPOSITORY,
            env={
                "PATH": os.defpath, "HOME": str(home), "TMPDIR": str(home),
                "XDG_RUNTIME_DIR": str(home), "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            },
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
        passed = re.search(r"(\d+) passed", done.stdout)
        assert passed, done.stdout
        assert int(passed[1]) >= 24
        assert "skipped" not in done.stdout
