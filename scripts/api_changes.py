"""Find changes of the API that would break clients of the last release.

``python scripts/api_changes.py`` compares the gateway's API document with that of the last release in
``tests/data/releases`` and exits with 1 if a change breaks a client. A change that is meant is written to
``breaking-changes.txt`` beside it, as oasdiff prints it, and to the changelog. ``--release 0.2.0`` keeps the
document of a release. The comparison is made by oasdiff: ``go install`` it first, as ``.ci/run`` does.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from api_types import application

RELEASES = Path(__file__).resolve().parent.parent / "tests" / "data" / "releases"
INTENDED = RELEASES / "breaking-changes.txt"
OASDIFF = "github.com/oasdiff/oasdiff@v1.35.0"
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)\.openapi\.json\.gz")
_NARROWED_WEBHOOK = re.compile(
    r" POST webhook:\S+ .*(?:\[request-property-became-enum\]| `format` changed from `none` )"
)
"""We send the bodies of webhooks: a receiver that took any text takes one of a few, or a time."""
_LIMIT_S = 300


def find_last_release(folder: Path = RELEASES) -> Path:
    """Return the API document of the newest release in ``folder``."""
    kept = [(found, file) for file in folder.iterdir() if (found := _VERSION.fullmatch(file.name))]
    return max(kept, key=lambda one: tuple(map(int, one[0].groups())))[1]


def find_oasdiff() -> str | None:
    """Return the path of oasdiff, or None if it is not installed."""
    places = [os.environ.get("GOBIN", ""), f"{os.environ.get('GOPATH', Path.home() / 'go')}/bin"]
    return shutil.which("oasdiff") or shutil.which("oasdiff", path=os.pathsep.join(places))


def list_breaking_changes(program: str, before: Path, after: Path) -> str:
    """Return the changes from ``before`` to ``after`` that break a client; '' if there are none."""
    command = [program, "breaking", str(before), str(after), "--format", "singleline"]
    ignored = ["--err-ignore", str(INTENDED)] if INTENDED.is_file() else []
    run = subprocess.run(  # noqa: S603 - our own command
        [*command, *ignored, "--fail-on", "ERR", "--color", "never"],
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=False,
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(f"oasdiff failed: {run.stderr}")
    found = [line for line in run.stdout.splitlines() if line.startswith("error ")]
    if run.returncode and not found:
        raise RuntimeError(f"oasdiff failed, and named no change: {run.stdout or run.stderr}")
    return "".join(f"{line}\n" for line in found if not _NARROWED_WEBHOOK.search(line))


def main() -> int:
    """Compare, or with ``--release VERSION`` keep the document."""
    document = json.dumps(application().openapi()).encode()
    if sys.argv[1:2] == ["--release"]:
        kept = RELEASES / f"{sys.argv[2]}.openapi.json.gz"
        kept.write_bytes(gzip.compress(document, mtime=0))
        return 0
    program = find_oasdiff()
    if program is None:
        sys.stderr.write(f"oasdiff is not installed. Run: go install {OASDIFF}\n")
        return 1
    last = find_last_release()
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.json", Path(folder) / "after.json"
        before.write_bytes(gzip.decompress(last.read_bytes()))
        after.write_bytes(document)
        found = list_breaking_changes(program, before, after)
    sys.stdout.write(found or f"Nothing breaks clients of {last.name.partition('.openapi')[0]}.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
