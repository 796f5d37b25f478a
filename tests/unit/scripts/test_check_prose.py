"""The check of prose finds the faults that it is there for, in documentation and on screens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "scripts" / "check_prose.py"
WORDS = ("line is lost", "talk", "told", "whoever", "Talk", "behaviour")
LONG = "Interviews " + "and more interviews " * 12 + "end here."

DOCUMENT = f"""# What it does

The talk begins when the film is on.
An organisation can cancel it.
Somebody reads it.
The answer is 403 then.
Who needs more workers starts them.
{LONG}
A first draft draft of it.

| column | text |
|---|---|
| `talk` | the usher lets people in |

```sh
make talk  # nobody reads this
```
"""
SCREEN = """
import { talk } from "./talk";
// Whoever reads this comment is not a user.
const STATES: Record<string, string> = { lost: "The line is lost." };
export function Page({ name }: { name: string }) {
  return (
    <section className="talk whoever nobody" aria-label={`The talk of ${name}`}>
      <p>
        We told <b>you</b> {name} about it, {"whoever"} you are.
      </p>
      <Code>make talk</Code>
      <Field label="Their behaviour" name="Talk" />
    </section>
  );
}
"""


def findings(tmp_path: Path, **files: str) -> list[str]:
    paths = []
    for name, text in files.items():
        path = tmp_path / name.replace("_", ".")
        path.write_text(text)
        paths.append(str(path))
    found = subprocess.run(
        [sys.executable, str(SCRIPT), *paths], capture_output=True, text=True, check=False
    )
    assert found.stderr == ""
    assert found.returncode == (1 if found.stdout else 0)
    return found.stdout.splitlines()


def test_planted_faults_of_a_document_are_found(tmp_path: Path) -> None:
    found = "\n".join(findings(tmp_path, page_md=DOCUMENT))

    for fault in (
        "page.md:3: term: The term is 'interview, conversation or session', not 'talk'",
        "not 'film'",
        "US spelling: 'organization' instead of 'organisation'",
        "actor: Name the role (candidate, recruiter, operator, client) instead of 'Somebody'",
        "status: A request returns a status: 'is 403'",
        "subject: Begin with the subject, not with a clause: 'Who needs more workers",
        " words in one sentence, at most 35",
        "lexical_illusions: There's a lexical illusion in 'draft draft'",
        "page.md:13: term: The term is 'admission controller', not 'usher'",
    ):
        assert fault in found
    assert "'nobody'" not in found
    assert found.count("not 'talk'") == 1


def test_planted_faults_of_a_screen_are_found_and_its_code_is_skipped(tmp_path: Path) -> None:
    found = findings(tmp_path, page_tsx=SCREEN)

    places = [(line.split(":")[1], word) for line in found for word in WORDS if f"'{word}'" in line]
    assert places == [
        ("4", "line is lost"),
        ("7", "talk"),
        ("9", "whoever"),
        ("9", "told"),
        ("12", "behaviour"),
        ("12", "Talk"),
    ]
    assert len(found) == len(places)


@pytest.mark.parametrize("name", ["page_md", "page_tsx"])
def test_plain_english_passes(tmp_path: Path, name: str) -> None:
    text = {
        "page_md": "# What it does\n\nThe server returns 403. You can retry the request.\n",
        "page_tsx": 'export const Page = () => <p title="Save">The interview has ended.</p>;\n',
    }[name]

    assert findings(tmp_path, **{name: text}) == []
