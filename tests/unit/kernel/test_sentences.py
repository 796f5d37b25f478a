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
