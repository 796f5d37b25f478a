"""Marks: how sure an organization wants to be of a property before a model scores for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.qualification.certificate import Certificate, CertifiedMeasure
from vivavoce.kernel.translation import translatable

MARKED_PROPERTIES = (
    "labels", "coverage", "style", "empty", "facts", "names", "orders", "abstain", "refusals", "echo",
)  # fmt: skip
"""Properties whose first figure is a share of probes, so that it has a bound."""
LOWEST_MARK, HIGHEST_MARK = 0.5, 0.99


@dataclass(frozen=True, slots=True)
class ModelMark:
    """What an organization demands of one property: the bound of its first figure."""

    property_name: str
    minimum: float


def find_unmet_mark(certificate: Certificate, marks: Sequence[ModelMark]) -> str | None:
    """Return which demand a certificate does not meet, in one sentence; None if it meets all."""
    for mark in marks:
        bound = _find_bound(certificate, mark.property_name)
        if bound is None:
            return translatable(
                'Its certificate has no figure for "{property}".', property=mark.property_name
            )
        if bound < mark.minimum:
            return translatable(
                'Your organization demands {minimum} for "{property}", and its certificate shows {bound}.',
                minimum=f"{mark.minimum:.2f}",
                property=mark.property_name,
                bound=f"{bound:.2f}",
            )
    return None


def _find_bound(certificate: Certificate, name: str) -> float | None:
    """Return the bound of the first share of a property; for a share that may be at most, its rest."""
    measures = (
        measure for each in certificate.properties if each.name == name for measure in each.measures
    )
    first = next((measure for measure in measures if measure.bound is not None), None)
    return None if first is None else _bound_of(first)


def _bound_of(measure: CertifiedMeasure) -> float | None:
    if measure.bound is None:
        return None
    return 1.0 - measure.bound if measure.is_at_most else measure.bound
