"""An error is answered in the language that the request accepts; codes and names never change."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal

import httpx
import pytest
from fastapi import File, UploadFile
from pydantic import Field, field_validator
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.languages import negotiate_language
from vivavoce.infra.web.request_models import StrictRequestModel, make_strict_router
from vivavoce.kernel.errors import ConflictError, FieldError, InvalidRequestError
from vivavoce.kernel.translation import translatable


class Name(StrictRequestModel):
    full_name: str = Field(min_length=1)
    kind: Literal["x", "y"] = "x"

    @field_validator("full_name")
    @classmethod
    def _require_words(cls, text: str) -> str:
        if text.isdigit():
            raise ValueError("must contain at least one word")
        return text


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    routes = make_strict_router()

    @routes.get("/field")
    async def field() -> None:
        message = translatable(
            "'{field}' can have at most {max_name_length} characters.",
            field="name",
            max_name_length=9,
        )
        raise InvalidRequestError(message, errors=[FieldError("name", "unfit", message)])

    @routes.get("/untranslated")
    async def untranslated() -> None:
        raise ConflictError("No catalog has this sentence.")

    @routes.post("/name")
    async def name(body: Name) -> None: ...

    @routes.get("/page")
    async def page(size: int) -> None: ...

    @routes.post("/form")
    async def form(file: Annotated[UploadFile, File()]) -> None: ...

    app = make_application(
        "Test", [routes], authenticate=None, clock=SimulatedClock(), ids=CountingIds()
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_an_error_is_german_for_a_reader_of_german(client: httpx.AsyncClient) -> None:
    german = await client.get("/field", headers={"accept-language": "de-AT,en;q=0.5"})
    english = await client.get("/field", headers={"accept-language": "en,de;q=0.5"})

    sentence = "„name“ darf höchstens 9 Zeichen haben."
    body = german.json()
    assert german.headers["content-language"] == "de"
    assert german.headers["vary"] == "Accept-Language"
    assert body["title"] == "Inhalt nicht verarbeitbar"
    assert body["detail"] == body["message"] == sentence
    assert body["errors"] == [{"field": "name", "code": "unfit", "message": sentence}]
    assert english.headers["content-language"] == "en"
    assert english.json()["detail"] == "'name' can have at most 9 characters."
    assert {key: body[key] for key in ("code", "error", "status", "type")} == {
        key: english.json()[key] for key in ("code", "error", "status", "type")
    }


async def test_an_error_without_a_translation_is_english_as_a_whole(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/untranslated", headers={"accept-language": "de"})

    assert answer.headers["content-language"] == "en"
    assert answer.json()["title"] == "Conflict"
    assert answer.json()["detail"] == "No catalog has this sentence."


@pytest.mark.parametrize(
    ("method", "path", "body", "detail"),
    [
        ("GET", "/nowhere", "", "Unter dieser Adresse gibt es keine Operation."),
        ("POST", "/name", "{", "Der Inhalt ist kein gültiges JSON"),
        ("POST", "/name", '{"fullName": "a", "x": 1}', "„x“: ist kein bekanntes Feld."),
        ("GET", "/field?%00", "", "Die URL enthält ein NUL-Zeichen."),
        ("PUT", "/name", "{}", "Diese Methode ist hier nicht erlaubt"),
        (
            "POST",
            "/name",
            '{"a": NaN}',
            "Der Inhalt ist kein gültiges JSON: NaN ist keine Zahl in JSON.",
        ),
        ("POST", "/name", "{}", "„fullName“: Dieses Feld ist erforderlich"),
        ("POST", "/name", '{"fullName": 1}', "„fullName“: Die Angabe muss ein Text sein"),
        (
            "POST",
            "/name",
            '{"fullName": ""}',
            "„fullName“: Der Text muss mindestens 1 Zeichen haben",
        ),
        ("POST", "/name", '{"fullName": "7"}', "„fullName“: Ungültiger Wert: mindestens ein Wort"),
        ("POST", "/name", '{"fullName": "a", "kind": "z"}', "„kind“: Erlaubt ist: 'x' oder 'y'"),
        ("GET", "/page?size=many", "", "„size“: Die Angabe muss eine ganze Zahl sein"),
        ("POST", "/form", "no form", "Dem mehrteiligen Inhalt fehlt seine Trennzeile"),
    ],
)
async def test_what_the_edge_refuses_is_translated_too(
    client: httpx.AsyncClient, method: str, path: str, body: str, detail: str
) -> None:
    kind = "multipart/form-data" if path == "/form" else "application/json"
    headers = {"accept-language": "de", "content-type": kind}

    answer = await client.request(method, path, content=body, headers=headers)

    assert answer.json()["detail"].startswith(detail)
    assert answer.headers["content-language"] == "de"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-CH", "de"),
        ("fr, de;q=0.8, en;q=0.7", "de"),
        ("de;q=0.4, en-GB;q=0.8", "en"),
        ("*", "en"),
        ("*;q=0.1, de;q=0.5", "de"),
        ("de;q=0", "en"),
        ("de;q=0.5;x=1, en;q=0.1", "en"),
        ("fr, it", "en"),
        (",;q=,de;q=2,", "en"),
        ("x," * 100_000 + "de", "en"),
    ],
)
def test_the_header_is_read_as_rfc_9110_says(header: str, language: str) -> None:
    assert negotiate_language(header) == language
