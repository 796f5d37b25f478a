"""Packages are installed from the lock file, without the audio ones where there are none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "bootstrap.sh"
SENTENCE = "The packages for sound cannot be installed here, so interviews are held in writing"


class Checkout:
    """A repository in which ``uv`` keeps what it was asked and refuses what it is told to."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "scripts").mkdir(parents=True)
        shutil.copy(SCRIPT, root / "scripts")
        for name in ("pyproject.toml", "uv.lock"):
            (root / name).write_text("")
        self.uv = root / ".venv" / "bin" / "uv"
        self.uv.parent.mkdir(parents=True)

    def refusing(self, word: str) -> None:
        """Have ``uv`` fail whenever ``word`` is among its arguments."""
        self.uv.write_text(
            "#!/bin/sh\n"
            '[ "$1" = --version ] && exit 0\n'
            f'echo "$*" >> "{self.root}/asked"\n'
            f'case "$*" in *{word}*) echo "no wheel for this machine" >&2; exit 1;; esac\n'
        )
        self.uv.chmod(0o755)

    def bootstrap(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", str(self.root / "scripts" / "bootstrap.sh"), *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/bin:/bin", "PYTHON": sys.executable},
        )

    @property
    def asked(self) -> list[str]:
        return (self.root / "asked").read_text().splitlines()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "a path with blanks")


def test_audio_packages_are_installed_with_the_rest_and_a_second_run_downloads_nothing(
    checkout: Checkout,
) -> None:
    checkout.refusing("nothing-of-this")
    first, second = checkout.bootstrap(), checkout.bootstrap()

    assert (first.returncode, first.stderr, second.returncode) == (0, "", 0)
    [asked] = checkout.asked
    assert "--extra voice" in asked


@pytest.mark.parametrize("arguments", [(), ("--dev",)])
def test_without_an_audio_wheel_the_rest_is_installed_with_one_notice(
    checkout: Checkout, arguments: tuple[str, ...]
) -> None:
    checkout.refusing("voice")
    done = checkout.bootstrap(*arguments)

    assert done.returncode == 0
    [line] = done.stderr.splitlines()
    assert line.startswith(SENTENCE)
    assert (checkout.root / ".venv" / ".ready").exists()
    assert ["--extra voice" in asked for asked in checkout.asked] == [True, False]
    assert checkout.bootstrap(*arguments).stderr == "", "it is said once"


def test_a_failed_installation_shows_its_reason_and_is_not_marked_ready(
    checkout: Checkout,
) -> None:
    checkout.refusing("sync")
    done = checkout.bootstrap()

    assert done.returncode == 1
    assert "no wheel for this machine" in done.stderr
    assert "could not be installed" in done.stderr
    assert not (checkout.root / ".venv" / ".ready").exists()
