"""Where sentences and clauses begin and end."""

import pytest

from vivavoce.kernel.sentences import list_clause_spans, split_sentences

pytestmark = pytest.mark.unit


def test_a_sentence_ends_at_its_mark_and_at_the_line_end() -> None:
    assert split_sentences("Lead a team. Why?  Now!\nNo mark\nEnd; rest") == [
        "Lead a team.", "Why?", "Now!", "No mark", "End; rest",
    ]  # fmt: skip


def test_a_semicolon_ends_a_part_only_on_request() -> None:
    assert split_sentences("Plan; test. Ship", at_semicolons=True) == ["Plan;", "test.", "Ship"]


def test_a_mark_inside_of_a_word_ends_no_sentence() -> None:
    assert split_sentences("Use 2.5 and node.js.") == ["Use 2.5 and node.js."]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("  I led it; then I left.  ", ["I led it;", "then I left."]),
        ("Version 2.5 broke.We fixed it", ["Version 2.5 broke.", "We fixed it"]),
        ("Yes.\n \nYes.", ["Yes.", "Yes."]),
        ("... - Yes! _ .", ["- Yes!"]),
        ("...", []),
    ],
)
def test_clauses_are_exact_parts_of_the_text(text: str, clauses: list[str]) -> None:
    assert [text[start:end] for start, end in list_clause_spans(text)] == clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I rang Mrs. Baker. Then I left.", ["I rang Mrs. Baker.", "Then I left."]),
        ("Mrs. R. stood there. I waited.", ["Mrs. R. stood there.", "I waited."]),
        ("Dr. J. Smith came to St. Mary.", ["Dr. J. Smith came to St. Mary."]),
        ("Take fruit, e.g. Apples. Go.", ["Take fruit, e.g. Apples.", "Go."]),
        ("Room No. 5 was wet. No. I waited.", ["Room No. 5 was wet.", "No.", "I waited."]),
        ("It was 4 p.m. Then it rang.", ["It was 4 p.m.", "Then it rang."]),
        ("At 5 p.m. sharp, with bags etc. in hand.", ["At 5 p.m. sharp, with bags etc. in hand."]),
        ("Boxes, bags etc. Then I go.", ["Boxes, bags etc.", "Then I go."]),
        ("Plan B. Then I went.", ["Plan B.", "Then I went."]),
        ("Ich fragte z. B. Fr. Dr. Meier. Dann ging ich.",
         ["Ich fragte z. B. Fr. Dr. Meier.", "Dann ging ich."]),
        ("Hr. Klein, d. h. der Chef bzw. Leiter, kam.",
         ["Hr. Klein, d. h. der Chef bzw. Leiter, kam."]),
    ],
)  # fmt: skip
def test_a_period_after_an_abbreviation_ends_no_sentence(text: str, parts: list[str]) -> None:
    assert split_sentences(text) == parts
    assert [text[start:end] for start, end in list_clause_spans(text)] == parts
