"""Demands that an employer must not make of people: found in a text, left out, and told.

Shared by everything that reads an employer's words: requests, intakes, changes, drafts and questions.
"""

from vivavoce.contracts.demands.judging import unlawful_ground
from vivavoce.contracts.demands.lawful import (
    LEFT_OUT,
    TOPICS,
    LawfulPart,
    LeftOut,
    lawful_name,
    lawful_part,
    lawful_sentence,
    unlawful_item,
)
from vivavoce.contracts.demands.reading import GROUNDS, Ground

__all__ = [
    "GROUNDS",
    "LEFT_OUT",
    "TOPICS",
    "Ground",
    "LawfulPart",
    "LeftOut",
    "lawful_name",
    "lawful_part",
    "lawful_sentence",
    "unlawful_ground",
    "unlawful_item",
]
