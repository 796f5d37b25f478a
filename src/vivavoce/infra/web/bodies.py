"""What a request may bring: strict JSON, camelCase models, no privileged names, no hidden extras."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import APIRouter, Request, Response
from fastapi.params import Form
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from vivavoce.infra.web.problems import PRIVILEGED_FIELD
from vivavoce.kernel.errors import UnsupportedKind

_DEEPEST = 64
_MOST_DIGITS = 18
PRIVILEGED = frozenset(
    {
        "id",
        "tenantid",
        "state",
        "status",
        "role",
        "permissions",
        "creator",
        "createdby",
        "runid",
        "personid",
    }
)
"""Names that only the platform sets, compared without case and underscores."""


class CamelModel(BaseModel):
    """A model that is snake_case inside and camelCase outside."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class _Body(CamelModel):
    may_name: ClassVar[frozenset[str]] = frozenset()
    """Privileged names that this body may carry after all."""

    @model_validator(mode="before")
    @classmethod
    def _refuse_privileged(cls, value: object) -> object:
        if isinstance(value, dict):
            for name in value:
                folded = str(name).replace("_", "").lower()
                if folded in PRIVILEGED and folded not in cls.may_name:
                    raise PydanticCustomError(
                        PRIVILEGED_FIELD,
                        "'{name}' is set by the platform, not by a request.",
                        {"name": name},
                    )
        return value


class SeedBody(_Body):
    """A body of the seeds' routes: unknown members are ignored, and listed for ``warnings``."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="allow")

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of members that nobody reads."""
        return tuple(sorted(self.model_extra or ()))


class OwnBody(_Body):
    """A body of our own routes: unknown members are refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class SnakeBody(_Body):
    """A body of the practice routes: snake_case as their seed writes it; what nobody reads is ignored."""

    model_config = ConfigDict(alias_generator=None, extra="ignore")


class StrictRequest(Request):
    """A request whose JSON is read once and strictly."""

    async def json(self) -> Any:  # Any: a JSON value
        """Return the body, or raise ``JSONDecodeError`` saying what is wrong with it."""
        if not hasattr(self, "_json"):
            self._json = strict_json(await self.body())
        return self._json


class _Route(APIRoute):
    malformed_status: ClassVar[int]
    refuses_other_kinds: ClassVar[bool] = False

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        # Any: what the framework takes and passes on
        super().__init__(path, endpoint, **options)
        first_line = self.description.partition("\n")[0]
        self.summary = self.summary or first_line.rstrip(".") or None

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            request.state.malformed_status = self.malformed_status
            self._refuse_other_kinds(request)
            return await handle(StrictRequest(request.scope, request.receive))

        return strict

    def _refuse_other_kinds(self, request: Request) -> None:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        takes_json = self.body_field is not None and not isinstance(
            self.body_field.field_info, Form
        )
        is_json = kind == "application/json" or (
            kind.startswith("application/") and "+json" in kind
        )
        if self.refuses_other_kinds and takes_json and kind and not is_json:
            raise UnsupportedKind("A body here is JSON: send 'Content-Type: application/json'.")


class SeedRoute(_Route):
    """A route in the seeds' manner: a malformed request is 400."""

    malformed_status = 400


class OwnRoute(_Route):
    """A route in our own manner: a malformed request is 422."""

    malformed_status = 422
    refuses_other_kinds = True


def seed_router(*tags: str) -> APIRouter:
    """Return a router whose malformed requests answer 400 (hiring and A2A)."""
    return APIRouter(route_class=SeedRoute, tags=list(tags))


def own_router(*tags: str) -> APIRouter:
    """Return a router whose malformed requests answer 422 (practice and our own)."""
    return APIRouter(route_class=OwnRoute, tags=list(tags))


def strict_json(raw: bytes) -> Any:  # Any: a JSON value
    """Return the JSON value of ``raw``.

    Refused with ``json.JSONDecodeError``: invalid UTF-8, NaN and infinities, numbers beyond 64 bits,
    duplicate keys, NUL characters, lone surrogates, nesting deeper than 64.
    """
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_no_duplicates,
            parse_constant=_no_constant,
            parse_int=_small_int,
            parse_float=_finite,
        )
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise _bad("nested too deeply") from error
    except UnicodeDecodeError as error:
        raise _bad("not valid UTF-8") from error
    except ValueError as error:
        raise _bad(str(error)) from error
    _check_strings(value)
    return value


def _bad(why: str) -> json.JSONDecodeError:
    return json.JSONDecodeError(why, "", 0)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # Any: JSON values
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return made


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _small_int(text: str) -> int:
    if len(text.lstrip("-")) > _MOST_DIGITS:
        raise ValueError("a number is too large")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _check_strings(value: Any) -> None:  # Any: a JSON value
    waiting = [(value, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > _DEEPEST:
            raise _bad("nested too deeply")
        if isinstance(item, str):
            _check_text(item)
        elif isinstance(item, list):
            waiting += ((inner, depth + 1) for inner in item)
        elif isinstance(item, dict):
            for name, inner in item.items():
                _check_text(name)
                waiting.append((inner, depth + 1))


def _check_text(text: str) -> None:
    if "\x00" in text:
        raise _bad("a text holds a NUL character")
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _bad("a text holds half of a character")
