"""``vivavoce qualify``: lets the configured model read the set, and reports what it may do."""

from __future__ import annotations

import html
import json
from collections.abc import Callable

from vivavoce.app.platform import connect_to_platform
from vivavoce.app.wiring.model_qualification import NO_MODEL, qualify_on_platform
from vivavoce.assessment.adapters.certificates_postgres import PostgresCertificateRepository
from vivavoce.assessment.domain.qualification.certificate import (
    Certificate,
    CertifiedMeasure,
    certificate_to_document,
)
from vivavoce.contracts.envelope import Json
from vivavoce.infra.language_model.budget import compute_background_share
from vivavoce.infra.language_model.options import is_model_configured
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.ids import DEMO_TENANT_ID

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
        raise InvalidSettingError(NO_MODEL)
    async with connect_to_platform(settings, name="qualify") as platform:
        certificate = await qualify_on_platform(platform, platform.language_model, report_progress)
        certificates = PostgresCertificateRepository(platform.database, platform.keys)
        async with platform.open_work(DEMO_TENANT_ID) as work:
            await certificates.add(work, certificate)
        return certificate


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
