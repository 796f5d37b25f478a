"""Record the calls of a model in a folder, and answer later calls from it.

A file has one call: what was asked and what came back, or how it failed. It has the content of both, and no
address, key or header. The n-th time that something is asked, its n-th answer is replayed; afterwards its
last one.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic_ai.messages import ModelMessage, ModelResponse

from vivavoce.infra.language_model.connection import CallFailedError, ModelConnection
from vivavoce.infra.language_model.endpoint_profile import EndpointProfile
from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.infra.language_model.options import REPLAYED_PREFIX

Json = dict[str, Any]  # Any: JSON
_RESPONSE: TypeAdapter[ModelResponse] = TypeAdapter(ModelResponse)
_FAILURE: TypeAdapter[ModelFailure] = TypeAdapter(ModelFailure)
_NOT_RECORDED = ModelFailure(code="endpoint_error", provider_code="not_recorded")


class RecordingConnection:
    """Passes calls on and writes each to a file of its own; a call that is canceled leaves none."""

    def __init__(self, inner: ModelConnection, folder: Path) -> None:
        self._inner = inner
        self._folder = folder
        self._counts: Counter[str] = Counter()

    def use_next_key(self) -> None:
        """Use the next key for the calls that follow."""
        self._inner.use_next_key()

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        await self._inner.close()

    async def request(
        self,
        model: str,
        profile: EndpointProfile,
        parameters: Json,
        messages: Sequence[ModelMessage],
        on_first_token: Callable[[], None] | None = None,
    ) -> ModelResponse:
        """Return the response; raise ``CallFailedError``. Both are recorded."""
        asked = _describe(model, profile, parameters, messages)
        try:
            answer = await self._inner.request(model, profile, parameters, messages, on_first_token)
        except CallFailedError as error:
            self._write(asked, {"failure": _describe_failure(error)})
            raise
        kept = replace(answer, provider_url=None)
        self._write(asked, {"response": _RESPONSE.dump_python(kept, mode="json")})
        return answer

    def _write(self, asked: Json, came: Json) -> None:
        name = _name(asked)
        self._counts[name] += 1
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._folder / f"{name}-{self._counts[name]}.json"
        file.touch(mode=0o600)
        text = json.dumps({"request": asked, **came}, ensure_ascii=False, indent=1)
        file.write_text(f"{text}\n", "utf-8")


class ReplayingConnection:
    """Answers from a folder and calls nothing. The model is named as one that is imitated."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts: Counter[str] = Counter()

    def use_next_key(self) -> None:
        """Do nothing: there are no keys."""

    async def close(self) -> None:
        """Do nothing: there are no connections."""

    async def request(
        self,
        model: str,
        profile: EndpointProfile,
        parameters: Json,
        messages: Sequence[ModelMessage],
        on_first_token: Callable[[], None] | None = None,
    ) -> ModelResponse:
        """Return the recorded response; raise ``CallFailedError`` as recorded, or if there is none."""
        recorded = self._read(_name(_describe(model, profile, parameters, messages)))
        if recorded is None:
            raise CallFailedError(_NOT_RECORDED, is_final=True)
        if "failure" in recorded:
            raise _read_failure(recorded["failure"])
        if on_first_token is not None:
            on_first_token()
        answer = _RESPONSE.validate_python(recorded["response"])
        return replace(answer, model_name=f"{REPLAYED_PREFIX}-{answer.model_name or model}")

    def _read(self, name: str) -> Json | None:
        self._counts[name] += 1
        for number in range(self._counts[name], 0, -1):
            file = self._folder / f"{name}-{number}.json"
            if file.exists():
                recorded: Json = json.loads(file.read_text("utf-8"))
                return recorded
        return None


def _describe(
    model: str, profile: EndpointProfile, parameters: Json, messages: Sequence[ModelMessage]
) -> Json:
    """Return what was asked, without times and ids, so that the same question has the same name."""
    said = [
        {"kind": part.part_kind, "content": str(getattr(part, "content", ""))}
        for message in messages
        for part in message.parts
    ]
    return {"model": model, "api": profile.api, "parameters": parameters, "messages": said}


def _name(asked: Json) -> str:
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _describe_failure(error: CallFailedError) -> Json:
    return {
        **asdict(error.failure),
        "message": error.message,
        "retry_after_s": error.retry_after_s,
        "is_final": error.is_final,
    }


def _read_failure(kept: Json) -> CallFailedError:
    more = {name: kept[name] for name in ("message", "retry_after_s", "is_final")}
    rest = {name: value for name, value in kept.items() if name not in more}
    return CallFailedError(_FAILURE.validate_python(rest), **more)
