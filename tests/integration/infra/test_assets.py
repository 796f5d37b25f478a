"""How the screens are served: compressed, cached, and the start page revalidated each time."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from tests.unit.infra.web.test_edge import _authenticate

from vivavoce.app import screens
from vivavoce.app.screens import AssetFiles
from vivavoce.infra.clock import SystemClock, SystemIdGenerator
from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.callers import OperatorAccess

API_PAGE = "api-docs-"
"""How the files of the API's page begin: it holds one library, which no other page loads."""
FOR_EVER = "public, max-age=31536000, immutable"
SCRIPT = b"console.log('" + b"a" * 5000 + b"');"


def application(exposure: OperatorAccess | None = None) -> FastAPI:
    routes = APIRouter()

    @routes.get("/api/v1/auth/me")
    async def me() -> dict[str, str]:
        return {"name": "a" * 5000}

    @routes.get("/api/v1/sessions/{session}/transcript")
    async def transcript(session: str) -> dict[str, str]:
        return {"text": "a" * 5000, "session": session}

    clock = SystemClock()
    return make_application(
        "Test",
        [routes],
        authenticate=_authenticate,
        clock=clock,
        ids=SystemIdGenerator(clock),
        exposure=exposure,
    )


def asking(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test", headers={"accept-encoding": ""}
    )


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "page-1a2b.js").write_bytes(SCRIPT)
    (tmp_path / "page-1a2b.js.br").write_bytes(b"packed by brotli")
    (tmp_path / "page-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "letter-3c4d.woff2").write_bytes(b"a font")
    app = application()
    app.mount("/assets", AssetFiles(directory=tmp_path))
    async with asking(app) as client:
        yield client


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=1.0, br;q=0", "gzip"),
        ("gzip", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
async def test_an_asset_is_compressed_as_the_browser_accepts_it(
    client: httpx.AsyncClient, accepted: str, encoding: str | None
) -> None:
    async with client.stream(
        "GET", "/assets/page-1a2b.js", headers={"accept-encoding": accepted}
    ) as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])

    assert answer.status_code == 200
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == FOR_EVER
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(raw)
    plain = {"br": b"packed by brotli", "gzip": gzip.compress(SCRIPT), None: SCRIPT}
    assert len(raw) == len(plain[encoding])


@pytest.mark.parametrize(("accepted", "encoding"), [("br, gzip", "gzip"), ("identity", None)])
async def test_an_asset_that_is_only_there_packed_is_unpacked_for_who_accepts_no_encoding(
    client: httpx.AsyncClient, tmp_path: Path, accepted: str, encoding: str | None
) -> None:
    (tmp_path / "page-1a2b.js").unlink()
    (tmp_path / "page-1a2b.js.br").unlink()

    answer = await client.get("/assets/page-1a2b.js", headers={"accept-encoding": accepted})

    assert answer.content == SCRIPT
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == FOR_EVER


async def test_a_font_is_cached_forever_and_a_missing_file_is_not(
    client: httpx.AsyncClient,
) -> None:
    font = await client.get("/assets/letter-3c4d.woff2", headers={"accept-encoding": "br"})
    missing = await client.get("/assets/letter-0000.woff2")

    assert (font.content, font.headers["cache-control"]) == (b"a font", FOR_EVER)
    assert "content-encoding" not in font.headers
    assert missing.status_code == 404
    assert missing.headers["cache-control"] == "no-store"


async def test_an_unchanged_file_is_not_sent_again(client: httpx.AsyncClient) -> None:
    headers = {"accept-encoding": "br"}
    first = await client.get("/assets/page-1a2b.js", headers=headers)
    again = await client.get(
        "/assets/page-1a2b.js", headers={**headers, "if-none-match": first.headers["etag"]}
    )

    assert again.status_code == 304
    assert again.headers["cache-control"] == FOR_EVER


async def test_api_responses_are_not_cached_and_only_those_without_secrets_are_compressed(
    client: httpx.AsyncClient,
) -> None:
    packing = {"accept-encoding": "gzip"}
    me = await client.get("/api/v1/auth/me", headers=packing)
    transcript = await client.get("/api/v1/sessions/s/transcript", headers=packing)

    assert me.headers["cache-control"] == transcript.headers["cache-control"] == "no-store"
    assert "content-encoding" not in me.headers
    assert transcript.headers["content-encoding"] == "gzip"
    assert json.loads(transcript.content)["session"] == "s"
    assert int(transcript.headers["content-length"]) < 500


async def test_browsers_are_kept_on_https_where_the_installation_uses_it() -> None:
    async with (
        asking(application(OperatorAccess(is_https=True))) as safe,
        asking(application()) as local,
    ):
        with_https = await safe.get("/api/v1/auth/me")
        without_https = await local.get("/api/v1/auth/me")

    assert with_https.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in without_https.headers


async def test_an_api_address_that_is_no_operation_is_not_a_screen_and_says_so() -> None:
    app = application()
    app.include_router(screens.build_screen_router())
    async with asking(app) as client:
        answer = await client.get("/api/v1/api/v1/interviews")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.json()["detail"].startswith("There is no operation at this address.")


async def test_the_built_screens_are_compressed_and_small() -> None:
    if not (screens.BUILT_SCREENS / "index.html").is_file():
        pytest.skip("the screens are not built: make web")
    app = application()
    app.router.routes.extend(screens.build_asset_mounts())
    app.include_router(screens.build_screen_router())
    async with asking(app) as client:
        shell = await client.get("/queue", headers={"accept-encoding": "gzip"})
        sizes = {
            name: await _sent(client, f"/assets/{name}")
            for name in list_scripts(screens.BUILT_SCREENS / "assets")
        }

    assert shell.headers["cache-control"] == "no-cache"
    assert shell.headers["content-encoding"] == "gzip"
    assert "<!doctype html>" in shell.text.lower()
    assert sum(packed for _, packed in sizes.values()) < 0.5 * sum(p for p, _ in sizes.values())
    pages = {name: plain for name, (plain, _) in sizes.items() if not name.startswith(API_PAGE)}
    assert max(pages.values()) < 300_000, "all pages are one file again"


async def test_a_candidate_loads_little_and_nothing_of_the_console() -> None:
    if not (screens.BUILT_SCREENS / "interview.html").is_file():
        pytest.skip("the screens are not built: make web")
    app = application()
    app.router.routes.extend(screens.build_asset_mounts())
    app.include_router(screens.build_screen_router())
    async with asking(app) as client:
        candidates = await client.get("/interview/join/a-token")
        consoles = await client.get("/interviews")
        files = re.findall(r'assets/([^"]+\.(?:js|css))', candidates.text)
        sent = [(await _sent(client, f"/assets/{name}"))[1] for name in files]

    assert any(name.startswith("console") for name in re.findall(r"assets/([^\"]+)", consoles.text))
    assert [name for name in files if name.startswith("console")] == []
    assert sum(sent) < 130_000, "150 KB with a font"


async def test_only_the_api_page_loads_its_library() -> None:
    folder = screens.BUILT_SCREENS
    if not (folder / "api-docs.html").is_file():
        pytest.skip("the screens are not built: make web")
    app = application()
    app.include_router(screens.build_screen_router())
    async with asking(app) as client:
        page = await client.get("/api/docs")

    others = {name: (folder / name).read_text("utf-8") for name in ("index.html", "interview.html")}
    others |= list_scripts(folder / "assets")
    loading = [name for name, text in others.items() if f"/{API_PAGE}" in text]
    assert f"/assets/{API_PAGE}" in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "http" not in page.text.replace("http-equiv", "")
    assert loading == []


def test_without_the_built_screens_the_api_page_can_still_be_read() -> None:
    page = screens.render_api_page(application().openapi())

    assert "/api/v1/sessions/{session}/transcript" in page
    assert "<script" not in page


def list_scripts(folder: Path) -> dict[str, str]:
    """Return the text of each built script, by its name."""
    scripts = {file.name: file.read_text("utf-8") for file in folder.glob("*.js")}
    for file in folder.glob("*.js.gz"):
        scripts[file.stem] = gzip.decompress(file.read_bytes()).decode()
    return scripts


async def _sent(client: httpx.AsyncClient, path: str) -> tuple[int, int]:
    """Return how many bytes are sent of a file plainly, and to a browser that takes packed ones."""
    lengths = []
    for accepted in ("identity", "br, gzip"):
        headers = {"accept-encoding": accepted}
        async with client.stream("HEAD", path, headers=headers) as answer:
            lengths.append(int(answer.headers["content-length"]))
    return lengths[0], lengths[1]
