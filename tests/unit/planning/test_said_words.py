"""Words of a task that would break a finished question, or point at nothing, are refused."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.hiring.said_words import find_said_fault


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("writing data quality tests and be on the rotation", "a second verb that does not agree"),
        ("ordering plants and live with the decision", "a second verb that does not agree"),
        ("caring for the records and standing of those objects", "a pointer to what is not said"),
        ("supporting our embalmer", "the employer in the first person"),
        ("checking the the log", "a word said twice"),
        ("answering customers on delayed shpts", "an abbreviation that cannot be read aloud"),
        ("coordinate w/ the depot", "an abbreviation that cannot be read aloud"),
        ("testing fly each drone after a repair", "a verb of two words in two forms"),
        ("doubling check the labels", "a verb of two words in two forms"),
        ("crating for glass and mirrors are built and lined", "a sentence with a subject of its own"),
        ("locking the gates, and at night he or she walks the fence", "a sentence with a subject of its own"),
        ("visiting growers 2x per season", "a number of times that cannot be read aloud"),
        ("running around six camps a summer", "a number that reads like a direction"),
        ("setting up, clamping and controlling)", "a bracket without its other half"),
        ("setting up (and clamping) the parts", None),
        ("dealing with whatever else comes up", "whatever else there is"),
        ("comparing hours against planned", "a word without its noun"),
        ("doing women's clothing", "a thing that is not done"),
        ("speaking Dutch and English fluently", "what somebody can do, and no duty"),
        ("Plan, brief, review", "acts without anything that they are done to"),
        ("sweeping up", "acts without anything that they are done to"),
        ("Locks the gates at ten", "a quotation that is not in base form"),
        ("You will fit doors and stairs", "a quotation that is not in base form"),
        ("Meeting them at the station", "a pointer to what is not said"),
        ("deciding what to do", "an act without an object of its own"),
        ("doing something about it before the renewal", "an act without an object of its own"),
        ("acting at once", "an act without an object of its own"),
        ("deciding what to charge for repairs", None),
        ("finding out what a guest needs", None),
        ("helping fit the kitchen", None),
        ("checking stock every week", None),
        ("telling guests what is open", None),
        ("washing, drying and ironing", None),
        ("doing housekeeping", None),
        ("sweeping up the leaves", None),
        ("running around the field with the children", None),
        ("cutting boards of 12 x 25", None),
        ("If the seal is broken, you call the owner", None),
        ("writing tests and being on the rotation", None),
        ("answering those who call", None),
        ("ordering plants and decorations", None),
        ("cutting MDF and PVC", None),
        ("planning day by day", None),
        ("measuring 12mm pipes", None),
    ],
)  # fmt: skip
def test_words_that_break_a_question_are_found(words: str, fault: str | None) -> None:
    assert find_said_fault(words) == fault
