"""One real call per purpose of the language model: does it answer, why not, how fast, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from pydantic import BaseModel, Field

from vivavoce.analytics.ports import Price, price_tokens
from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.infra.language_model.lazy import open_language_model
from vivavoce.infra.language_model.options import (
    is_model_configured,
    list_purposes_without_spare,
)
from vivavoce.infra.language_model.port import (
    EndpointLanguageModel,
    ModelFailedError,
    ModelRequest,
    ModelSpeed,
    ModelUnavailableError,
    ModelUsage,
    provider_name,
)
from vivavoce.infra.language_model.purposes import read_spares
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock
from vivavoce.planning.adapters.stepwise_planner import (
    OUTLINE_SHARE,
    USUAL_OUTLINE_TOKENS,
    USUAL_PART_TOKENS,
)

_ANSWER_TOKENS = 200
_INSTRUCTIONS = (
    "This tests a connection. List the steps of replacing a bicycle tube. "
    "Write a title, and ten steps of about twelve words each."
)


class TrialAnswer(BaseModel):
    """What a model is asked for: about 200 tokens in a schema."""

    title: str = Field(max_length=200)
    steps: list[str] = Field(min_length=1, max_length=30)


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """One of the steps in which a real answer is written, one after another."""

    tokens: int
    """About how long it is."""
    deadline_share: float = 1.0
    """The share of the deadline that has passed at most when it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Purpose:
    name: str
    asked_as: str
    steps: tuple[AnswerStep, ...]
    deadline_s: float
    raise_setting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTrial:
    """The result for one purpose; ``failure`` is None if the answer was valid."""

    purpose: str
    model: str
    provider: str
    accepts: str
    deadline_s: float
    steps: tuple[AnswerStep, ...]
    raise_setting: str
    failure: ModelFailure | None = None
    speed: ModelSpeed | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    dollars: Decimal | None = None
    """Cost of this call; None if no price is known."""
    is_fallback: bool = False
    """Whether it is the model of the second endpoint."""

    @property
    def remedy(self) -> str | None:
        """What an operator can do about the failure; None without one."""
        if self.failure is None:
            return None
        return self.failure.fallback_remedy if self.is_fallback else self.failure.remedy

    @property
    def tokens_per_s(self) -> float | None:
        """Output tokens per second after the first; None if that was not measurable."""
        if self.speed is None or self.speed.duration_s - self.speed.first_token_s < 0.001:
            return None
        return self.speed.output_tokens / (self.speed.duration_s - self.speed.first_token_s)

    @property
    def expected_s(self) -> float | None:
        """About how long a real answer takes."""
        ends = self._list_ends_s()
        return ends[-1] if ends else None

    @property
    def exceeded_s(self) -> float | None:
        """The time allowed that a real answer, or its first steps, would exceed; None if it keeps all."""
        allowed = (step.deadline_share * self.deadline_s for step in self.steps)
        pairs = zip(self._list_ends_s(), allowed, strict=False)
        return next((limit_s for end_s, limit_s in pairs if end_s > limit_s), None)

    def _list_ends_s(self) -> list[float]:
        """Return about when each step ends; empty without a measured speed."""
        if self.speed is None:
            return []
        first_s, rate = self.speed.first_token_s, self.tokens_per_s
        lasting = (first_s + (step.tokens / rate if rate else 0.0) for step in self.steps)
        return list(accumulate(lasting))


async def try_model(
    settings: Settings, clock: Clock, *, only: str | None = None
) -> tuple[ModelTrial, ...]:
    """Return one result per purpose and endpoint; empty if no model is configured.

    With ``only``, one purpose is tried.

    Raises ``InvalidSettingError``. Each purpose takes two short calls: one as the product makes it, and one
    that is streamed for the speed.
    """
    opened = open_language_model(settings, clock)
    if opened is None:
        return ()
    addresses = (settings.llm_base_url or "", settings.llm_fallback_base_url or "")
    trials: tuple[ModelTrial, ...] = ()
    for model, base_url in zip(opened.load(), addresses, strict=False):
        trials += await run_trials(
            model, settings, base_url=base_url, is_fallback=bool(trials), only=only
        )
    return trials


async def run_trials(
    model: EndpointLanguageModel,
    settings: Settings,
    *,
    base_url: str,
    is_fallback: bool = False,
    only: str | None = None,
) -> tuple[ModelTrial, ...]:
    """Return one result per purpose of the model of one endpoint; a fallback never scores."""
    return tuple(
        [
            await _try_purpose(model, purpose, base_url, is_fallback=is_fallback)
            for purpose in _purposes(settings)
            if only in (None, purpose.name)
            and not (is_fallback and purpose.asked_as in _list_without_fallback(settings))
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfiguredModel:
    """The model that is asked for a purpose, by the settings."""

    purpose: str
    model: str
    endpoint: str
    deadline_s: float
    is_fallback: bool


def list_configured_models(settings: Settings) -> tuple[ConfiguredModel, ...]:
    """Return the models by purpose, the second endpoint's last; nothing is called."""
    if not is_model_configured(settings):
        return ()
    chosen = {
        "plan": settings.llm_plan_model,
        "speech": settings.llm_speech_model,
        "panel": settings.llm_panel_model,
        "score": settings.llm_score_model,
        "document": settings.llm_document_model,
        "review": settings.llm_review_model,
    }
    usual, fallback = settings.llm_model or "", settings.llm_fallback_model
    first = tuple(
        ConfiguredModel(
            purpose=purpose.name,
            model=chosen[purpose.name] or usual,
            endpoint=provider_name(settings.llm_base_url or ""),
            deadline_s=purpose.deadline_s,
            is_fallback=False,
        )
        for purpose in _purposes(settings)
    )
    if fallback is None or settings.llm_fallback_base_url is None:
        return first
    spares = read_spares(settings)
    second = tuple(
        replace(
            each,
            model=spares.get(purpose.asked_as) or fallback,
            endpoint=provider_name(settings.llm_fallback_base_url),
            is_fallback=True,
        )
        for each, purpose in zip(first, _purposes(settings), strict=True)
        if purpose.asked_as not in _list_without_fallback(settings)
    )
    return (*first, *second)


def _list_without_fallback(settings: Settings) -> frozenset[str]:
    return frozenset({"score", *list_purposes_without_spare(settings)})


def add_costs(trials: Sequence[ModelTrial], prices: Sequence[Price]) -> tuple[ModelTrial, ...]:
    """Return the trials with the cost of their call, where both prices are known."""
    return tuple(replace(trial, dollars=_price_trial(trial, prices)) for trial in trials)


def describe_trials(trials: Sequence[ModelTrial]) -> Iterator[str]:
    """Yield the lines of the report; purposes that fail in the same way have one line."""
    found: dict[str, list[str]] = {}
    for trial in trials:
        found.setdefault(f"{_name(trial)}: {_describe(trial)}", []).append(trial.purpose)
    rows = [(", ".join(purposes), text) for text, purposes in found.items()]
    width = max((len(purposes) for purposes, _ in rows), default=0) + 2
    for purposes, text in rows:
        yield f"  {purposes:{width}}{text}"
    answered = [trial for trial in trials if trial.failure is None]
    learned = {_name(trial): trial.accepts for trial in answered}  # the last trial knows the most
    for name, accepts in learned.items():
        yield f"  {'':{width}}{name} takes: {accepts}"


def trial_to_json(trial: ModelTrial) -> dict[str, object]:
    """Return a result as JSON."""
    failure = trial.failure
    return {
        "purpose": trial.purpose,
        "model": trial.model,
        "endpoint": trial.provider,
        "is_fallback": trial.is_fallback,
        "status": "ok" if failure is None else "failed",
        "code": failure and failure.code,
        "cause": failure and failure.describe(),
        "remedy": trial.remedy,
        "accepts": trial.accepts,
        "first_token_s": trial.speed and round(trial.speed.first_token_s, 3),
        "tokens_per_s": trial.tokens_per_s and round(trial.tokens_per_s, 1),
        "expected_s": trial.expected_s and round(trial.expected_s, 1),
        "deadline_s": trial.deadline_s,
        "dollars": None if trial.dollars is None else str(trial.dollars),
    }


_PLAN_STEPS = (AnswerStep(USUAL_OUTLINE_TOKENS, OUTLINE_SHARE), AnswerStep(USUAL_PART_TOKENS))
"""A first plan, for hiring or practice: its competencies, and then the questions of each at once."""


def _purposes(settings: Settings) -> tuple[_Purpose, ...]:
    def purpose(
        name: str,
        asked_as: str,
        steps: int | tuple[AnswerStep, ...],
        deadline_s: float,
        setting: str,
    ) -> _Purpose:
        return _Purpose(
            name=name,
            asked_as=asked_as,
            steps=(AnswerStep(steps),) if isinstance(steps, int) else steps,
            deadline_s=deadline_s,
            raise_setting=setting,
        )

    question_deadline_s = min(
        settings.llm_text_question_deadline_s,
        settings.llm_voice_question_deadline_s,
        settings.llm_phone_question_deadline_s,
    )
    return (
        purpose("plan", "plan", _PLAN_STEPS, settings.llm_deadline_s, "raise LLM_DEADLINE_S"),
        purpose("speech", "compose", 35, question_deadline_s, "set LLM_SPEECH_MODEL"),
        purpose(
            "panel", "perspective", 400, settings.llm_panel_deadline_s, "raise LLM_PANEL_DEADLINE_S"
        ),
        purpose("score", "score", 500, settings.llm_score_deadline_s, "raise LLM_SCORE_DEADLINE_S"),
        purpose("document", "artifact", 700, settings.llm_deadline_s, "raise LLM_DEADLINE_S"),
        purpose(
            "review", "review", 200, settings.llm_review_deadline_s, "raise LLM_REVIEW_DEADLINE_S"
        ),
    )


async def _try_purpose(
    model: EndpointLanguageModel, purpose: _Purpose, base_url: str, *, is_fallback: bool
) -> ModelTrial:
    request = ModelRequest(
        purpose=purpose.asked_as,
        instructions=_INSTRUCTIONS,
        input="{}",
        output_type=TrialAnswer,
        find_problems=lambda _: (),
        deadline_s=max(30.0, purpose.deadline_s),
        max_retries=1,
        max_output_tokens=_ANSWER_TOKENS * 2,
        allows_fallback=purpose.asked_as != "score",
    )
    name = model.models_for(purpose.asked_as)[0]
    failure: ModelFailure | None = None
    speed: ModelSpeed | None = None
    usages: tuple[ModelUsage, ...] = ()
    try:
        response = await model.generate(request)
        usages = response.usages
        failure = usages[0].failure  # of the first model, even if the next one answered
        speed = None if failure else await _measure(model, request)
    except (ModelUnavailableError, ModelFailedError) as error:
        failure = error.failure
    return ModelTrial(
        purpose=purpose.name,
        model=name,
        provider=provider_name(base_url),
        is_fallback=is_fallback,
        accepts=model.profile_of(name).describe(),
        deadline_s=purpose.deadline_s,
        steps=purpose.steps,
        raise_setting=purpose.raise_setting,
        failure=failure,
        speed=speed,
        input_tokens=sum(usage.input_tokens for usage in usages),
        output_tokens=sum(usage.output_tokens for usage in usages),
    )


async def _measure(
    model: EndpointLanguageModel, request: ModelRequest[TrialAnswer]
) -> ModelSpeed | None:
    """Return the speed; None if the endpoint does not stream, which the product does not need."""
    try:
        return await model.measure(request)
    except (ModelUnavailableError, ModelFailedError):
        return None


def _name(trial: ModelTrial) -> str:
    return f"{trial.model} (fallback at {trial.provider})" if trial.is_fallback else trial.model


def _describe(trial: ModelTrial) -> str:
    if trial.failure is not None:
        rescue = " LLM_FALLBACK_MODEL answered instead." if trial.output_tokens else ""
        return f"FAILED: {trial.failure.describe()}. {trial.remedy}{rescue}"
    cost = "cost unknown" if trial.dollars is None else f"${trial.dollars:.5f}"
    if trial.speed is None:
        return f"ok, but it does not stream, so its speed was not measured; {cost}"
    rate = "" if trial.tokens_per_s is None else f", {trial.tokens_per_s:.0f} tokens/s"
    expected = trial.expected_s or 0.0
    lasts = f"about {expected:.0f} s" if expected >= 1 else "less than 1 s"
    sizes = " and then ".join(str(step.tokens) for step in trial.steps)
    return (
        f"ok, first token after {trial.speed.first_token_s:.2f} s{rate}; a usual answer of about "
        f"{sizes} tokens takes {lasts}, {_judge(trial)}; {cost}"
    )


def _judge(trial: ModelTrial) -> str:
    exceeded_s = trial.exceeded_s
    if exceeded_s is None:
        return f"within the {trial.deadline_s:.3g} s allowed"
    part = "" if exceeded_s == trial.deadline_s else " for its first step"
    return (
        f"LONGER than the {exceeded_s:.3g} s allowed{part}: "
        f"choose a faster model, or {trial.raise_setting}"
    )


def _price_trial(trial: ModelTrial, prices: Sequence[Price]) -> Decimal | None:
    return price_tokens(
        prices,
        provider=trial.provider,
        model=trial.model,
        input_tokens=trial.input_tokens,
        output_tokens=trial.output_tokens,
    )
