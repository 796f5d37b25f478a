"""``vivavoce qualify``: lets the configured model read the set, and reports what it may do."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from decimal import Decimal

from vivavoce.analytics.adapters.analytics_postgres import PostgresPriceRepository
from vivavoce.analytics.ports import Price
from vivavoce.app.platform import Platform, connect_to_platform
from vivavoce.app.wiring.model_scoring import build_model_scoring
from vivavoce.assessment.domain.qualification.certificate import (
    IMITATED_PREFIX,
    Certificate,
    CertifiedMeasure,
    certificate_to_document,
)
from vivavoce.assessment.usecases.qualify_model import QualificationRun
from vivavoce.contracts.envelope import Json
from vivavoce.infra.language_model.budget import compute_background_share
from vivavoce.infra.language_model.options import is_model_configured
from vivavoce.infra.language_model.port import LanguageModel, ModelUsage
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.kernel.translation import translatable

_NO_MODEL = translatable(
    "LLM_BASE_URL and LLM_MODEL are not set, so there is no model to qualify. Set "
    "them, and check the model with 'vivavoce doctor --try-model'."
)
_USUAL_REQUESTS, _USUAL_TOKENS = 1_830, 1_850_000
"""What an imitated model took to read the set, in and out; a real one writes other amounts."""
_IMITATED = "An imitated model: production refuses this certificate."
_ABOUT_FIGURES = (
    "A figure passes if it keeps its limit. Its bound is the end of the 95% interval, and says how sure the "
    "figure is."
)


def describe_rates(settings: Settings) -> str | None:
    """Return how fast the configured rates let a qualification go, or None without any."""
    needed = {
        "LLM_REQUESTS_PER_MINUTE": (settings.llm_requests_per_minute, _USUAL_REQUESTS, "requests"),
        "LLM_TOKENS_PER_MINUTE": (settings.llm_tokens_per_minute, _USUAL_TOKENS, "tokens"),
    }
    paces = [
        (total / compute_background_share(limit), compute_background_share(limit), unit, name)
        for name, (limit, total, unit) in needed.items()
        if limit
    ]
    if not paces:
        return None
    minutes, share, unit, name = max(paces)
    return (
        f"At most {share} {unit} a minute ({name}, less what is kept for follow-up questions): about "
        f"{minutes:.0f} minutes. A running platform's requests count, too, so it takes longer while people "
        "are interviewed."
    )


async def qualify_model(
    settings: Settings, report_progress: Callable[[int, int], None]
) -> Certificate:
    """Return the certificate of the configured model, passed or not; it is stored.

    Raises ``InvalidSettingError`` without a model, and ``ModelUnavailableError`` or ``ModelFailedError`` if
    a call fails: then nothing is stored.
    """
    if not is_model_configured(settings):
        raise InvalidSettingError(_NO_MODEL)
    async with connect_to_platform(settings, name="qualify") as platform:
        return await qualify_on_platform(platform, platform.language_model, report_progress)


async def qualify_on_platform(
    platform: Platform,
    language_model: LanguageModel | None,
    report_progress: Callable[[int, int], None],
) -> Certificate:
    """Return the certificate of a model; errors as in ``qualify_model``."""
    scoring = build_model_scoring(platform, language_model)
    if scoring is None:
        raise InvalidSettingError(_NO_MODEL)
    async with platform.open_work(DEMO_TENANT_ID) as work:
        prices = await PostgresPriceRepository().list_prices(work)

    def price(run: QualificationRun) -> Decimal | None:
        return price_usages(run.usages, prices)

    return await scoring.certify(
        scoring.setup,
        imitated_prefix=IMITATED_PREFIX,
        price=price,
        report_progress=report_progress,
    )


def price_usages(usages: Sequence[ModelUsage], prices: Sequence[Price]) -> Decimal | None:
    """Return what requests cost in dollars, or None if a price is unknown."""
    total = Decimal(0)
    for usage in usages:
        for kind, tokens in (("llm_in", usage.input_tokens), ("llm_out", usage.output_tokens)):
            price = next(
                (
                    each
                    for each in prices
                    if each.provider == usage.provider
                    and each.kind == kind
                    and each.model in (usage.model, "*")
                ),
                None,
            )
            if price is None:
                return None
            total += price.dollars * tokens / price.per
    return total.quantize(Decimal("0.0001"))


def report_to_json(certificate: Certificate) -> Json:
    """Return the report: the certificate as it is signed, and what follows from it."""
    return {
        **certificate_to_document(certificate),
        "is_passed": certificate.is_passed,
        "expires_at": certificate.expires_at.isoformat(),
        "line": certificate.line,
    }


def report_to_text(certificate: Certificate) -> str:
    """Return the report for a terminal."""
    lines = [f"{certificate.model} at {certificate.setup.endpoint}"]
    if certificate.is_imitated:
        lines.append(_IMITATED)
    for each in certificate.properties:
        lines.append(f"\n{'pass' if each.is_passed else 'FAIL'}  {each.title}")
        lines += [f"      {_describe(measure)}" for measure in each.measures]
    lines.append(f"\n{_ABOUT_FIGURES}")
    lines.append(_describe_effort(certificate))
    lines.append(_conclude(certificate))
    return "\n".join(lines)


def report_to_html(certificate: Certificate) -> str:
    """Return the report as a page that needs nothing else."""
    rows = "".join(
        f"<tr class={'pass' if measure.is_passed else 'fail'}><td>{html.escape(each.title)}</td>"
        f"<td>{html.escape(measure.name)}</td><td>{_figure(measure)}</td>"
        f"<td>{_limit(measure)}</td><td>{'pass' if measure.is_passed else 'fail'}</td></tr>"
        for each in certificate.properties
        for measure in each.measures
    )
    title = html.escape(f"Qualification of {certificate.model}")
    facts = json.dumps(certificate_to_document(certificate)["setup"], indent=2)
    imitated = f"<p><strong>{_IMITATED}</strong></p>" if certificate.is_imitated else ""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}"
        "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;"
        "border-bottom:1px solid #ddd}.fail td:last-child{font-weight:bold;color:#a40000}</style>"
        f"<h1>{title}</h1>{imitated}<p>{html.escape(_conclude(certificate))}</p>"
        f"<p>{html.escape(_ABOUT_FIGURES)} {html.escape(_describe_effort(certificate))}</p>"
        "<table><thead><tr><th>Property</th><th>Measure</th><th>Figure</th><th>Limit</th><th>Verdict</th>"
        f"</tr></thead><tbody>{rows}</tbody></table><h2>Holds for</h2><pre>{html.escape(facts)}</pre></html>"
    )


def _describe_effort(certificate: Certificate) -> str:
    cost = "cost unknown" if certificate.dollars is None else f"${certificate.dollars}"
    return (
        f"{certificate.calls} calls, {certificate.input_tokens} tokens in and "
        f"{certificate.output_tokens} out, {certificate.duration_s:.0f} s, {cost}."
    )


def _describe(measure: CertifiedMeasure) -> str:
    verdict = "" if measure.is_passed else "  <- fails"
    return f"{measure.name}: {_figure(measure)} (limit {_limit(measure)}){verdict}"


def _figure(measure: CertifiedMeasure) -> str:
    if measure.value is None:
        return "nothing to measure"
    if measure.n is None or measure.bound is None:
        return f"{measure.value:.2f}"
    return f"{measure.n} of {measure.m}, bound {measure.bound:.2f}"


def _limit(measure: CertifiedMeasure) -> str:
    return f"{'at most' if measure.is_at_most else 'at least'} {measure.limit:.2f}"


def _conclude(certificate: Certificate) -> str:
    if not certificate.is_passed:
        return (
            "The model may not score. The built-in rules go on scoring, and each scorecard says so."
        )
    return (
        f"The model may score until {certificate.expires_at:%Y-%m-%d}, certificate {certificate.id}. "
        "A change of the model, the instructions, the set or the version of Vivavoce ends it earlier."
    )
