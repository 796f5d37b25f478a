"""Build the sdist, the wheel from it, and hold an interview with that wheel in an empty environment.

What a person gets by pip is tried as they would: ``vivavoce up`` in an empty folder, its front page, and
``vivavoce demo``. Needs Node and the package registries. Exit codes: 0 all of it works, 1 something does not.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vivavoce.app.demo.runner import find_free_ports

ROOT = Path(__file__).resolve().parent.parent
MAX_WHEEL_BYTES = 13_000_000
"""Over it, something slipped in that nobody reads. The question set of a trade takes about 24,000 bytes,
the common tasks 550,000, the classifier of tasks 380,000, and that of demands, in two languages, 570,000."""
_READY_S = 120
_DEMO_S = 300
_ROLES = ("GATEWAY", "AGENTS", "EDGE", "WORKER")
_UNREAD = re.compile(r"^(tests?|bench|web|scripts)/|node_modules/|\.(tsx?|map|pyc)$")
_MISSING_PAGE = "The screens are not built"


class CheckFailedError(Exception):
    """Something that a person who installs by pip needs does not work; the sentence says what."""


def main() -> int:
    """Check the wheel, and say how long each step took."""
    try:
        with tempfile.TemporaryDirectory(prefix="vivavoce-wheel-") as folder:
            _check(Path(folder))
    except CheckFailedError as error:
        _say(f"The wheel does not work: {error}")
        return 1
    return 0


def _check(folder: Path) -> None:
    built = folder / "dist"
    with timed("sdist, and wheel from it"):
        run_program(
            make_environment(folder / "builder", "build") / "python", "-m", "build", "-o", built
        )
    (sdist,), (wheel,) = list(built.glob("*.tar.gz")), list(built.glob("*.whl"))
    _say(f"{sdist.name}: {sdist.stat().st_size:,} bytes; {wheel.name}: {describe(wheel)}")
    if faults := find_faults(wheel):
        raise CheckFailedError("; ".join(faults))
    with timed("wheel in an empty environment"):
        scripts = make_environment(folder / "user", str(wheel))
    home = folder / "home"
    home.mkdir()
    with timed("up, the front page, and an interview"), _platform(scripts, home) as (env, url):
        _check_screens(url)
        run_program(scripts / "vivavoce", "demo", cwd=home, env=env, timeout_s=_DEMO_S)


def find_faults(wheel: Path) -> list[str]:
    """Return what is wrong with the contents of the wheel."""
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    faults = [f"'{name}' is in it, but is not read" for name in names if _UNREAD.search(name)][:5]
    faults += [
        f"'{name}' is not in it"
        for name in ("vivavoce/_web/index.html", "vivavoce/_migrations/env.py")
        if name not in names
    ]
    if (size := wheel.stat().st_size) > MAX_WHEEL_BYTES:
        faults.append(f"it has {size:,} bytes, more than {MAX_WHEEL_BYTES:,}")
    return faults


def describe(wheel: Path) -> str:
    """Return the size of the wheel, packed and unpacked."""
    with zipfile.ZipFile(wheel) as packed:
        files = packed.infolist()
    whole = sum(one.file_size for one in files)
    return f"{wheel.stat().st_size:,} bytes, {len(files)} files, {whole:,} bytes unpacked"


def make_environment(folder: Path, requirement: str) -> Path:
    """Make a virtual environment with one requirement; return its folder of programs."""
    uv = shutil.which("uv", path=f"{ROOT}/.venv/bin{os.pathsep}{os.environ.get('PATH', '')}")
    python = folder / "bin" / "python"
    if uv is None:
        run_program(sys.executable, "-m", "venv", folder)
        run_program(python, "-m", "pip", "install", "--quiet", requirement)
    else:
        run_program(uv, "venv", "--quiet", "--python", sys.executable, folder)
        run_program(uv, "pip", "install", "--quiet", "--python", python, requirement)
    return folder / "bin"


@contextmanager
def _platform(scripts: Path, home: Path) -> Iterator[tuple[dict[str, str], str]]:
    """Run ``vivavoce up`` in an empty folder; yield its environment and its address."""
    ports = find_free_ports(len(_ROLES))
    url = f"http://127.0.0.1:{ports[0]}"
    env = {
        **{name: word for name, word in os.environ.items() if not _is_ours(name)},
        **{f"VIVAVOCE_{role}_PORT": str(port) for role, port in zip(_ROLES, ports, strict=True)},
        "VIVAVOCE_DATA_DIR": str(home / "var"),
        "PUBLIC_URL": url,
    }
    output = home / "up.log"
    with output.open("wb") as log:
        running = subprocess.Popen(  # noqa: S603 - the wheel's own program
            [scripts / "vivavoce", "up"], cwd=home, env=env, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait_until_ready(url, running, output)
        yield env, url
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(60)


def _is_ours(name: str) -> bool:
    return name.startswith(("VIVAVOCE_", "PYTHON")) or name in ("DATABASE_URL", "VIRTUAL_ENV")


def _wait_until_ready(url: str, running: subprocess.Popen[bytes], output: Path) -> None:
    until = time.monotonic() + _READY_S
    while time.monotonic() < until and running.poll() is None:
        if _get(f"{url}/health")[0] == 200:
            return
        time.sleep(0.2)
    raise CheckFailedError(f"'vivavoce up' is not ready. {output.read_text()[-2000:]}")


def _check_screens(url: str) -> None:
    status, page = _get(url)
    scripts = re.findall(r'src="(/assets/[^"]+\.js)"', page)
    if status != 200 or _MISSING_PAGE in page or not scripts:
        raise CheckFailedError(f"the front page is not the built screens (status {status})")
    for script in scripts:
        if _get(url + script)[0] != 200:
            raise CheckFailedError(f"the front page's '{script}' is missing")


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - this machine
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError:
        return 0, ""


def run_program(
    *command: str | Path,
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
    timeout_s: int = 900,
) -> str:
    """Run a program and return what it prints; raise ``CheckFailedError`` if its status is not 0."""
    words: Sequence[str] = [str(word) for word in command]
    done = subprocess.run(  # noqa: S603 - fixed words and paths
        words,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    if done.returncode != 0:
        raise CheckFailedError(f"{' '.join(words)} exits {done.returncode}.\n{done.stdout[-3000:]}")
    return done.stdout


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block took."""
    began = time.monotonic()
    yield
    _say(f"{what}: {time.monotonic() - began:.0f} s")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
