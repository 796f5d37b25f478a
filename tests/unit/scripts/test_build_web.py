"""The screens are built when they must be, and never at the price of those that stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from scripts.build_web import (
    FAILED,
    FRESH,
    OUT_OF_REACH,
    Node,
    Outcome,
    can_build,
    drop_plain_assets,
    ensure,
    source_hash,
)

NODE = Node(npm=("npm",), folder="/usr/bin", version="20.19.1")


class ScriptedNpm:
    """An npm that builds what it is told to, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, Outcome] = {}

    def __call__(self, command: Sequence[str], folder: Path, env: dict[str, str]) -> Outcome:
        step = command[1]
        self.asked.append(step)
        answer = self.answers.get(step, Outcome(code=0, output=""))
        if step == "run" and answer.code == 0:
            out = Path(command[-1])
            out.mkdir(parents=True)
            (out / "index.html").write_text(f"built from {source_hash(folder)}")
        return answer


class Checkout:
    """A repository with screens, in a path with blanks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.npm = ScriptedNpm()
        self.said: list[str] = []
        self.node: Node | None = NODE
        (root / "web" / "src").mkdir(parents=True)
        for name in (
            "api-docs.html",
            "index.html",
            "interview.html",
            "package.json",
            "package-lock.json",
            "tsconfig.json",
        ):
            (root / "web" / name).write_text(name)
        (root / "web" / "vite.config.ts").write_text("export default {}")
        self.source("main.tsx", "one")

    @property
    def built(self) -> Path:
        return self.root / "src" / "vivavoce" / "_web"

    def source(self, name: str, text: str) -> None:
        (self.root / "web" / "src" / name).write_text(text)

    def ensure(self) -> int:
        self.npm.asked.clear()
        return ensure(
            self.root, run=self.npm, find_node=lambda _root: self.node, say=self.said.append
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "a path with blanks")


def test_each_long_step_is_announced_before_it_begins(checkout: Checkout) -> None:
    announced: list[tuple[str, str]] = []

    def run(command: Sequence[str], folder: Path, env: dict[str, str]) -> Outcome:
        announced.append((command[1], checkout.said[-1]))
        return checkout.npm(command, folder, env)

    ensure(checkout.root, run=run, find_node=lambda _root: NODE, say=checkout.said.append)

    (install, install_text), (build, build_text) = announced
    assert (install, build) == ("ci", "run")
    assert install_text.startswith("Installing what builds the screens")
    assert build_text.startswith("Building the screens")


def test_the_first_run_installs_builds_and_stamps(checkout: Checkout) -> None:
    assert checkout.ensure() == FRESH

    assert checkout.npm.asked == ["ci", "run"]
    assert (checkout.built / "index.html").is_file()
    assert (checkout.built / ".stamp").read_text() == source_hash(checkout.root / "web")


def test_a_second_run_starts_no_command(checkout: Checkout) -> None:
    checkout.ensure()

    assert checkout.ensure() == FRESH
    assert checkout.npm.asked == []


def test_without_node_an_up_to_date_build_is_kept(checkout: Checkout) -> None:
    checkout.ensure()
    checkout.node = None

    assert checkout.ensure() == FRESH


def test_a_changed_source_is_rebuilt_without_a_new_install(checkout: Checkout) -> None:
    checkout.ensure()
    checkout.source("main.tsx", "two")

    assert checkout.ensure() == FRESH
    assert checkout.npm.asked == ["run"]
    assert (checkout.built / ".stamp").read_text() == source_hash(checkout.root / "web")


def test_a_renamed_source_counts_as_changed(checkout: Checkout) -> None:
    before = source_hash(checkout.root / "web")
    (checkout.root / "web" / "src" / "main.tsx").rename(checkout.root / "web" / "src" / "app.tsx")

    assert source_hash(checkout.root / "web") != before


def test_a_changed_test_starts_no_build(checkout: Checkout) -> None:
    checkout.ensure()
    checkout.source("main.test.tsx", "a test")

    assert checkout.ensure() == FRESH
    assert checkout.npm.asked == []


def test_a_changed_lock_file_installs_again(checkout: Checkout) -> None:
    checkout.ensure()
    (checkout.root / "web" / "package-lock.json").write_text("newer")

    assert checkout.ensure() == FRESH
    assert checkout.npm.asked == ["ci", "run"]


def test_an_unreachable_registry_is_reported_and_the_old_screens_are_kept(
    checkout: Checkout,
) -> None:
    checkout.ensure()
    old = (checkout.built / "index.html").read_text()
    (checkout.root / "web" / "package-lock.json").write_text("newer")
    checkout.npm.answers["ci"] = Outcome(code=1, output="npm error code ENOTFOUND")

    assert checkout.ensure() == OUT_OF_REACH
    assert "registry cannot be reached" in checkout.said[-1]
    assert "last build stay" in checkout.said[-1]
    assert (checkout.built / "index.html").read_text() == old


def test_a_missing_node_is_reported(checkout: Checkout) -> None:
    checkout.node = None

    assert checkout.ensure() == OUT_OF_REACH
    assert "no Node 20.19" in checkout.said[-1]
    assert "runs without them" in checkout.said[-1]


def test_a_failed_build_shows_its_reason_and_is_retried(checkout: Checkout) -> None:
    checkout.npm.answers["run"] = Outcome(code=1, output="src/main.tsx: unexpected token")

    assert checkout.ensure() == FAILED
    assert "unexpected token" in checkout.said[-1]
    assert not checkout.built.exists()

    checkout.npm.answers.clear()

    assert checkout.ensure() == FRESH


def test_an_install_error_of_another_kind_is_not_blamed_on_the_network(
    checkout: Checkout,
) -> None:
    checkout.npm.answers["ci"] = Outcome(code=1, output="npm error code EUSAGE")

    assert checkout.ensure() == FAILED
    assert "EUSAGE" in checkout.said[-1]


@pytest.mark.parametrize(
    ("version", "can"),
    [
        ("20.18.3", False),
        ("20.19.0", True),
        ("20.20.2", True),
        ("21.7.0", False),
        ("22.11.0", False),
        ("22.12.0", True),
        ("24.19.0", True),
        ("v24.1.0", True),
        ("", False),
    ],
)
def test_only_a_supported_node_version_is_accepted(version: str, can: bool) -> None:
    assert can_build(version) is can


def test_an_asset_is_kept_once_plainly_or_packed(tmp_path: Path) -> None:
    for name in (
        "page.js",
        "page.js.br",
        "page.js.gz",
        "library.js",
        "library.js.gz",
        "small.js",
        "letter.woff2",
    ):
        (tmp_path / name).write_bytes(name.encode())

    drop_plain_assets(tmp_path)

    left = {file.name for file in tmp_path.iterdir()}
    assert left == {"page.js.br", "page.js.gz", "library.js.gz", "small.js", "letter.woff2"}
