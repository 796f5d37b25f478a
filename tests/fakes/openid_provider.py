"""A small OpenID provider on loopback, with real keys. A test tells it how to answer wrongly.

It checks what a provider checks: the client's secret, the redirect address, the code's one use, and the proof
of PKCE. As a process of its own, ``python -m tests.fakes.openid_provider`` prints its port; at
``/authorize`` the person is signed in at once.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from tests.fakes.quick_server import serve_quickly

from vivavoce.app.serving import bind_socket
from vivavoce.infra.clock import SystemClock

Json = dict[str, Any]
CLIENT_ID, CLIENT_SECRET = "vivavoce", "a secret: with % and +"

_key_numbers = itertools.cycle(range(4))


@cache
def _generate_rsa_key(number: int) -> rsa.RSAPrivateKey:
    """Return one of a few keys, which take turns: a new one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class SigningKey:
    """A private key and what the provider publishes of it."""

    name: str
    algorithm: str
    private: Any
    published: Json

    @classmethod
    def make(cls, name: str, algorithm: str = "RS256") -> SigningKey:
        if algorithm.startswith("ES"):
            private: Any = ec.generate_private_key(ec.SECP256R1())
            public = jwt.algorithms.ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
        else:
            private = _generate_rsa_key(next(_key_numbers))
            public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
        published = {**public, "kid": name, "use": "sig", "alg": algorithm}
        published.pop("key_ops", None)
        return cls(name, algorithm, private, published)


@dataclass
class OpenIdProviderServer:
    """The provider: who signs in next, and what it does wrong."""

    port: int = 0
    key: SigningKey = field(default_factory=lambda: SigningKey.make("first"))
    published: list[SigningKey] | None = None
    """The keys that it publishes; None for the one that signs."""
    claims: Json = field(default_factory=dict)
    """Claims of the person, and claims that replace correct ones; None leaves a claim out, and a span of
    time is counted from now."""
    forged_token: str | None = None
    metadata: Json = field(default_factory=dict)
    """Members of the discovery document that replace correct ones."""
    slow: set[str] = field(default_factory=set)
    """Paths that never answer."""
    bodies: dict[str, bytes] = field(default_factory=dict)
    """Raw answers by path."""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sign_in(self, redirect_url: str) -> dict[str, str]:
        """Let the person sign in at the address of a browser; return what the browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(redirect_url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def id_token(self, asked: dict[str, str]) -> str:
        """Return a token for a request, correct unless a test changed something."""
        if self.forged_token is not None:
            return self.forged_token
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": "person-1",
            "iat": timedelta(0),
            "exp": timedelta(minutes=5),
            "nonce": asked["nonce"],
            **self.claims,
        }
        given = {name: _at(value) for name, value in claims.items() if value is not None}
        return jwt.encode(
            given, self.key.private, algorithm=self.key.algorithm, headers={"kid": self.key.name}
        )

    def exchange(self, form: dict[str, str], authorization: str) -> Json | None:
        """Return the answer to a code; None, and a reason in ``refused``, if something is wrong."""
        asked = self.codes.pop(form.get("code", ""), None)
        pair = base64.b64decode(authorization.removeprefix("Basic ")).decode()
        client = tuple(unquote(part) for part in pair.split(":"))
        if not authorization:
            client = (form.get("client_id", ""), form.get("client_secret", ""))
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        wrong = {
            "code": asked is None,
            "client": client != (CLIENT_ID, CLIENT_SECRET),
            "redirect": asked is not None and form.get("redirect_uri") != asked["redirect_uri"],
            "proof": asked is not None and challenge != asked["code_challenge"],
        }
        self.refused += [name for name, is_wrong in wrong.items() if is_wrong]
        if asked is None or any(wrong.values()):
            return None
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(asked)}


def _at(value: object) -> object:
    if not isinstance(value, timedelta):
        return value
    return int((SystemClock().now() + value).timestamp())


@asynccontextmanager
async def open_openid_provider() -> AsyncIterator[OpenIdProviderServer]:
    """Run the provider until the block ends."""
    provider = OpenIdProviderServer()
    bound = bind_socket("fake provider", "127.0.0.1", 0, "none")
    provider.port = bound.port
    async with serve_quickly(_application(provider), bound.socket):
        yield provider


def _application(provider: OpenIdProviderServer) -> FastAPI:
    app = FastAPI()

    async def _prepare(request: Request) -> Response | None:
        path = request.url.path
        provider.requests.append(path)
        if path in provider.slow:
            await asyncio.Event().wait()  # until the server stops
        if path in provider.bodies:
            return Response(provider.bodies[path], media_type="application/json")
        return None

    @app.get("/.well-known/openid-configuration")
    async def discover(request: Request) -> Response:
        document = {
            "issuer": provider.issuer,
            "authorization_endpoint": f"{provider.issuer}/authorize",
            "token_endpoint": f"{provider.issuer}/token",
            "jwks_uri": f"{provider.issuer}/keys",
            **provider.metadata,
        }
        return await _prepare(request) or JSONResponse(document)

    @app.get("/authorize")
    async def authorize(request: Request) -> Response:
        brought = provider.sign_in(str(request.url))
        back = request.query_params["redirect_uri"]
        return RedirectResponse(f"{back}?{urlencode(brought)}", 302)

    @app.post("/token")
    async def token(request: Request) -> Response:
        if prepared := await _prepare(request):
            return prepared
        form = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
        answer = provider.exchange(form, request.headers.get("authorization", ""))
        if answer is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse(answer)

    @app.get("/keys")
    async def keys(request: Request) -> Response:
        published = [provider.key] if provider.published is None else provider.published
        body = {"keys": [key.published for key in published]}
        return await _prepare(request) or JSONResponse(body)

    return app


async def _main() -> None:
    async with open_openid_provider() as provider:
        provider.claims = {"name": "Grace Hopper", "email": "grace@example.com"}
        sys.stdout.write(f"{provider.port}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_main())
