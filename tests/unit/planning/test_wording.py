from dataclasses import replace

from tests.unit.planning.briefs import BRIEF

from vivavoce.planning.domain.plan_parts import write_closing, write_greeting, write_inmail
from vivavoce.planning.domain.text_matching import extract_content_stems, to_single_line


def test_without_a_company_the_scripts_still_read_well() -> None:
    brief = replace(BRIEF, company_name=None)

    assert "in this interview. We will" in write_greeting(brief)
    assert "A person from the hiring team will read them" in write_closing(brief)
    assert write_inmail(brief).endswith("Kind regards,\nThe hiring team")


def test_a_long_line_is_cut_at_a_word() -> None:
    assert to_single_line("one two three four", max_length=10) == "one two…"
    assert to_single_line("  one\n two\u200b ", max_length=10) == "one two"


def test_small_words_and_endings_do_not_count() -> None:
    assert extract_content_stems("I repaired the pumps, and the pump was repaired") == [
        "repair",
        "pump",
    ]
