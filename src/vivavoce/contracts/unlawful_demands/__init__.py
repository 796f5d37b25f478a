"""Demands that an employer must not make of people: detected in a text, removed and reported.

Used wherever an employer's text is processed: requests, intakes, change requests, drafts and questions.
"""

from vivavoce.contracts.unlawful_demands.detection import find_unlawful_ground
from vivavoce.contracts.unlawful_demands.filtering import (
    GROUND_LABELS,
    REMOVED_PREFIX,
    LawfulText,
    RemovedDemand,
    filter_name,
    filter_sentence,
    find_unlawful_ground_in_item,
    remove_unlawful_demands,
)
from vivavoce.contracts.unlawful_demands.parsing import PROTECTED_GROUNDS, ProtectedGround

__all__ = [
    "GROUND_LABELS",
    "PROTECTED_GROUNDS",
    "REMOVED_PREFIX",
    "LawfulText",
    "ProtectedGround",
    "RemovedDemand",
    "filter_name",
    "filter_sentence",
    "find_unlawful_ground",
    "find_unlawful_ground_in_item",
    "remove_unlawful_demands",
]
