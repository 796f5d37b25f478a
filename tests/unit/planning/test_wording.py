from dataclasses import replace

from tests.unit.planning.briefs import BRIEF

from vivavoce.planning.domain.wording import closing, greeting, inmail
from vivavoce.planning.domain.words import content_stems, one_line


def test_without_a_company_the_scripts_still_read_well() -> None:
    brief = replace(BRIEF, company_name=None)

    assert "lead this interview. We will" in greeting(brief)
    assert "A person from the hiring team will read it" in closing(brief)
    assert inmail(brief).endswith("Kind regards\nThe hiring team")


def test_a_long_line_is_cut_at_a_word() -> None:
    assert one_line("one two three four", limit=10) == "one two…"
    assert one_line("  one\n two\u200b ", limit=10) == "one two"


def test_small_words_and_endings_do_not_count() -> None:
    assert content_stems("I repaired the pumps, and the pump was repaired") == ["repair", "pump"]
