"""The same input gives the same bytes, whatever the process, its hash seed or its time zone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from vivavoce.assessment.facade import score_files

ROOT = Path(__file__).parents[3]
TRANSCRIPT = ROOT / "examples" / "scoring" / "transcript.json"
RUBRIC = ROOT / "examples" / "scoring" / "rubric.json"
GOLDEN = Path(__file__).with_name("golden_scorecard.json")
SCRIPT = """
import json, sys
from pathlib import Path
from vivavoce.assessment.facade import score_files
print(json.dumps(score_files(Path(sys.argv[1]), Path(sys.argv[2]))))
"""


@pytest.mark.parametrize(("seed", "zone"), [("0", "UTC"), ("1", "Asia/Tokyo"), ("4711", "UTC")])
def test_another_process_prints_the_same_bytes(seed: str, zone: str) -> None:
    here = json.dumps(score_files(TRANSCRIPT, RUBRIC))
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}

    child = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(TRANSCRIPT), str(RUBRIC)],
        env=environment,
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout

    assert child == here.encode() + b"\n"


def test_the_example_scores_as_it_is_written_down() -> None:
    """If this changes on purpose, read the new scorecard before writing it down."""
    scored = score_files(TRANSCRIPT, RUBRIC)
    version = scored["scorer"].pop("version")

    assert scored == json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert version.startswith("v1+")
