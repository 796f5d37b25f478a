"""Scenes are asked only where the posting has something of what they are about."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.scenes import is_at_home

SALE = (
    "The auditor asks why a sale is in December. Your sales director says, 'Tell her it was ready.'"
)
CHANGEOVER = "After a changeover the first piece measures perfect and the third is out."


@pytest.mark.parametrize(
    ("scene", "posting", "is_asked"),
    [
        (SALE, "Accounts payable officer\nMatch supplier invoices to purchase orders.", False),
        (SALE, "Sales ledger clerk\nRaise invoices for the sales team.", True),
        (CHANGEOVER, "Harvester operator\nFell and sort trees in the forest.", False),
        (CHANGEOVER, "Machinist\nRun short batches on a CNC lathe.", True),
        ("Two of your people are not speaking.", "Harvester operator\nFell trees.", True),
    ],
)
def test_a_scene_needs_a_posting_with_its_objects(scene: str, posting: str, is_asked: bool) -> None:
    assert is_at_home(scene, posting) is is_asked
