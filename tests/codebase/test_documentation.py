"""Commands, options, targets, settings, API calls and links in the documentation exist."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import click
import pytest
from tests.script_modules import load_script

from vivavoce.app.api_document.webhook_events import WEBHOOK_BODIES
from vivavoce.cli import main
from vivavoce.infra.settings import Settings

ROOT = Path(__file__).parents[2]
TOP = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "AGENTS.md", "STYLE.md", "deploy/README.md")
PAGES = [
    *(ROOT / name for name in TOP),
    *(path for path in sorted((ROOT / "docs").rglob("*.md")) if path.parent.name != "reference"),
]

_FENCE = re.compile(r"^ *```(\S*)[^\n]*\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
_INLINE_COMMAND = re.compile(r"`((?:vivavoce|make) [^`|…]+)`")
_ASSIGNED = re.compile(r"(?<![\w$\"'{?&])([A-Z][A-Z0-9_]+)=")
_NAMED = re.compile(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)[=`]")
_CALL = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) ((?:/api/v1)?/[^`\s]*)")
_CURL = re.compile(r"(?:\$(?:API|URL)|https?://[^/\s]+/api/v1)(/[^\s\"']*)")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PREFIXES = tuple(
    {str(one.validation_alias).split("_")[0] + "_" for one in Settings.model_fields.values()}
)
_OF_THE_CLIENT = {"VIVAVOCE_URL", "VIVAVOCE_API_KEY", "VIVAVOCE_TOKEN"}
_NOT_SETTINGS = {"VIVAVOCE_FAILPOINTS", "VIVAVOCE_SECRET_KEY_PREVIOUS", *_OF_THE_CLIENT}
_OF_THE_SHELL = {"TENANT_ID", "SETUP", "PATH"}


def shell_of(text: str) -> str:
    """Return all shell blocks of a page, with continued lines joined."""
    blocks = (body for kind, body in _FENCE.findall(text) if kind in {"sh", "bash", "ini"})
    return "\n".join(blocks).replace("\\\n", " ")


def find_unknown_commands(text: str) -> list[str]:
    """Return the ``vivavoce`` and ``make`` commands of a page that do not exist as they are written."""
    lines = [
        part.strip()
        for line in shell_of(text).splitlines()
        for part in re.split(r"\s[&|;]+\s?|&$", re.sub(r"(^|\s)#.*", "", line))
    ]
    inline = [line.strip() for line in _INLINE_COMMAND.findall(text)]
    return [line for line in [*lines, *inline] if _is_command(line) and not _exists(line)]


def _is_command(line: str) -> bool:
    return re.match(r"^([A-Z_0-9]+=\S*\s+)*(\S*/)?(vivavoce|make)(\s|$)", line) is not None


def _exists(line: str) -> bool:
    words = shlex.split(line)
    while "=" in words[0]:
        words = words[1:]
    program, *arguments = words
    if program == "make":
        return all("=" in one or one in _targets() for one in arguments)
    return _is_vivavoce(arguments)


@cache
def _targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def _is_vivavoce(arguments: list[str]) -> bool:
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        found = command.get_command(context, arguments[0])
        if found is None:
            return False
        command, arguments = found, arguments[1:]
    if command.context_settings.get("ignore_unknown_options"):
        return True
    known = {name for one in command.params for name in one.opts} | {"--help", "-h"}
    return all(one.split("=")[0] in known for one in arguments if one.startswith("-"))


def find_unknown_settings(text: str) -> list[str]:
    """Return the environment variables of a page that are neither settings nor used by the page itself."""
    settings = {str(one.validation_alias) for one in Settings.model_fields.values()}
    shell = shell_of(text)
    own = set(re.findall(r"\$\{?([A-Z][A-Z0-9_]*)", shell)) | _OF_THE_SHELL | {"ARGS"}
    assigned = {name for name in _ASSIGNED.findall(shell) if name not in own}
    named = {name for name in _NAMED.findall(text) if name.startswith(_PREFIXES)}
    wrong = (assigned | named) - settings - _NOT_SETTINGS
    return sorted(name for name in wrong if not name.endswith("_"))


def find_unknown_calls(text: str) -> list[str]:
    """Return the API calls of a page that the gateway does not have."""
    known = _operations()
    calls = [(method, path) for method, path in _CALL.findall(text) if "…" not in path]
    wrong = [f"{method} {path}" for method, path in calls if (method, _shape(path)) not in known]
    paths = {path for _, path in known}
    return wrong + [path for path in _CURL.findall(shell_of(text)) if _shape(path) not in paths]


def _shape(path: str) -> str:
    bare = path.split("?")[0].removeprefix("/api/v1").rstrip("`.,;")
    return re.sub(r"\{[^}]*\}|\$\{?\w+\}?", "{}", bare)


@cache
def _operations() -> frozenset[tuple[str, str]]:
    return frozenset(
        (method.upper(), _shape(path))
        for path, methods in load_script("api_types").document()["paths"].items()
        for method in methods
    )


def find_broken_links(page: Path, text: str) -> list[str]:
    """Return the relative links of a page without a target; an anchor must be a heading there."""
    prose = _FENCE.sub("", text)
    return [link for link in _LINK.findall(prose) if "://" not in link and not _leads(page, link)]


def _leads(page: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    if not target.exists():
        return False
    return not anchor or anchor in set(_anchors(target.read_text("utf-8")))


def _anchors(text: str) -> Iterator[str]:
    for heading in re.findall(r"^#+ (.+)$", _FENCE.sub("", text), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def find_on_pages(find: Callable[[Path, str], list[str]]) -> dict[str, list[str]]:
    """Return what is found on each page, by the page's path; pages with nothing are left out."""
    found = {page: find(page, page.read_text("utf-8")) for page in PAGES}
    return {str(page.relative_to(ROOT)): each for page, each in found.items() if each}


def test_every_command_exists_with_its_options() -> None:
    assert find_on_pages(lambda _, text: find_unknown_commands(text)) == {}


def test_every_environment_variable_is_a_setting() -> None:
    assert find_on_pages(lambda _, text: find_unknown_settings(text)) == {}


def test_every_api_call_exists() -> None:
    assert find_on_pages(lambda _, text: find_unknown_calls(text)) == {}


def test_every_relative_link_has_a_target() -> None:
    assert find_on_pages(find_broken_links) == {}


def test_every_page_but_the_index_is_linked_from_another() -> None:
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in _LINK.findall(page.read_text("utf-8"))
        if "://" not in link
    }
    docs = [page for page in PAGES if page.is_relative_to(ROOT / "docs")]

    assert [
        page.name for page in docs if page not in linked and page.parent.name != "decisions"
    ] == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("```sh\nvivavoce restart\n```", ["vivavoce restart"]),
        (
            "```bash run\n.venv/bin/vivavoce doctor --modle\n```",
            [".venv/bin/vivavoce doctor --modle"],
        ),
        ("```sh\nKAFKA_BROKER=x make runn  # start\n```", ["KAFKA_BROKER=x make runn"]),
        ("Call `vivavoce admin operator giv` first.", ["vivavoce admin operator giv"]),
        ("```sh\nvivavoce admin create --email a --name 'A B'\nmake demo ARGS=--me\n```", []),
    ],
)
def test_an_unknown_command_is_found(planted: str, found: list[str]) -> None:
    assert find_unknown_commands(planted) == found


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("```sh\nexport LLM_BASE_ULR=x\n```", ["LLM_BASE_ULR"]),
        ("Set `KAFKA_BROKERS`.", ["KAFKA_BROKERS"]),
        ("```sh\nRUN=1\necho $RUN\nexport LLM_MODEL=x\n```", []),
    ],
)
def test_an_unknown_setting_is_found(planted: str, found: list[str]) -> None:
    assert find_unknown_settings(planted) == found


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("Send `POST /interview {…}`.", ["POST /interview"]),
        ("```sh\ncurl $API/interviewz/$RUN\n```", ["/interviewz/$RUN"]),
        ("```sh\ncurl http://127.0.0.1:3009/api/v1/calendarz\n```", ["/calendarz"]),
        ("Send `POST /api/v1/sessions/{id}/notes {text}`, `GET /webhooks?status=dead`.", []),
    ],
)
def test_an_unknown_api_call_is_found(planted: str, found: list[str]) -> None:
    assert find_unknown_calls(planted) == found


def test_the_sample_of_a_webhook_has_every_member() -> None:
    page = (ROOT / "docs" / "how-to" / "receive-webhooks.md").read_text("utf-8")
    (sample,) = (body for kind, body in _FENCE.findall(page) if kind == "json")
    shown = json.loads(sample)

    fields = WEBHOOK_BODIES[shown["event"]].model_fields.values()

    assert set(shown) == {field.alias for field in fields}


def test_a_broken_link_is_found() -> None:
    page = ROOT / "README.md"

    assert find_broken_links(page, "[a](docs/nothing.md), [b](SECURITY.md#profiles)") == [
        "docs/nothing.md"
    ]
    assert find_broken_links(page, "[c](SECURITY.md#nothing)") == ["SECURITY.md#nothing"]
