"""Demands that an employer must not make of people: found in a text, left out, and told.

Shared by everything that reads an employer's words: requests, intakes, changes, drafts and questions.
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
