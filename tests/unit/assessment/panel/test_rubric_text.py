from __future__ import annotations

import pytest

from vivavoce.assessment.domain.panel.rubric_text_parser import (
    UnreadableRubricError,
    find_unscorable_criteria,
    parse_rubric_text,
)

LEVELS = ("waits", "asks once", "offers a trade", "trades volume", "names a limit")
HEADED = "Criterion: Negotiation\n" + "\n".join(f"{n}: {t}" for n, t in enumerate(LEVELS, 1))
FORMS = {
    "headed": HEADED,
    "windows": HEADED.replace("\n", "\r\n"),
    "falling": "Criterion: Negotiation\n"
    + "\n".join(f"{n}: {LEVELS[n - 1]}" for n in range(5, 0, -1)),
    "bullets": "# Our rubric\n\n## Negotiation\n"
    + "\n".join(f"- **{n} (some word):** {t}" for n, t in enumerate(LEVELS, 1)),
    "levels by name": "**Negotiation**\n"
    + "\n".join(f"* Level {n} - {t}" for n, t in enumerate(LEVELS, 1)),
    "numbered": "1. Negotiation\n" + "\n".join(f"{n} = {t}" for n, t in enumerate(LEVELS, 1)),
    "plain name": "Negotiation\nDescription: how they bargain\n"
    + "\n".join(f"{n}) {t}" for n, t in enumerate(LEVELS, 1)),
    "broken lines": "Criterion: Negotiation\n1: waits\n2: asks\nonce\n3: offers\n   a trade\n"
    "4: trades volume\n5: names a limit",
    "table": "| Criterion | 1 | 2 | 3 | 4 | 5 |\n|---|---|---|---|---|---|\n"
    f"| Negotiation | {' | '.join(LEVELS)} |",
    "table from the best": "| What | 5 best | 4 | 3 | 2 | 1 worst |\n|:--|:-:|:-:|:-:|:-:|--:|\n"
    f"| **Negotiation** | {' | '.join(reversed(LEVELS))} |",
    "table of words": "| What | Poor | Fair | Good | Strong | Best |\n"
    f"| Negotiation | {' | '.join(LEVELS)} |",
    "table of levels": "## Negotiation\n| Level | What it looks like |\n|--|--|\n"
    + "\n".join(f"| {n} | {t} |" for n, t in enumerate(LEVELS, 1)),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_rubric_is_read_in_every_form_that_people_write(form: str) -> None:
    [criterion] = parse_rubric_text(FORMS[form])
    assert criterion.name == "Negotiation"
    assert criterion.weight == 1.0
    assert criterion.sub_dimensions[0].indicators == {str(n): t for n, t in enumerate(LEVELS, 1)}


@pytest.mark.parametrize("form", ["headed", "bullets", "levels by name", "numbered", "plain name"])
def test_several_criteria_share_the_weight(form: str) -> None:
    second = FORMS[form].replace("Negotiation", "Listening").removeprefix("# Our rubric\n\n")
    rubric_text = parse_rubric_text(f"{FORMS[form]}\n\n{second}")
    assert [criterion.name for criterion in rubric_text] == ["Negotiation", "Listening"]
    assert {criterion.weight for criterion in rubric_text} == {0.5}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Line 1: there is no criterion"),
        ("Criterion: A\n1: x\n2: y\n3: z\n4: w", "Line 1: 'A' has no text for level 5."),
        ("Criterion: A\n1: x\n3: z", "Line 1: 'A' has no text for level 2, 4, 5."),
        ("1: nobody's level", "Line 1: a level comes before the first criterion"),
        ("Criterion: A\n1: x\n6: y", "Line 3: levels go from 1 to 5, not to 6."),
        ("Criterion: A\n1: x\n1: y", "Line 3: level 1 of 'A' appears twice."),
        ("Criterion: A\n1:\n2: y", "Line 2: level 1 of 'A' has no text."),
        (f"{HEADED}\n{HEADED}", "Line 7: 'Negotiation' is also on line 1."),
        ("| A | 1 | 2 |\n| B | x | y |", "Line 1: the table's header must have a column"),
        ("| A | 1 | 2 | 3 | 4 | 5 |\n| B | x |", "Line 2: this row has 2 cells"),
        ("| A | 1 | 2 | 3 | 4 | 5 |", "Line 1: a table needs a header and at least one row."),
        ("| Level | B |\n| x | y |\n", "Line 2: 'x' names no level from 1 to 5."),
        ("We are looking for a buyer.\nYou negotiate with suppliers.", "Line 1: 'We are looking"),
        ("Criterion: " + "x" * 90, "Line 1: the name of a criterion has more than 80 characters."),
        (f"Criterion: A\n1: {'x' * 700}", "Line 2: level 1 has more than 600 characters."),
        ("x" * 20_001, "Line 1: the text has 20001 characters; the limit is 20000."),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_line(text: str, told: str) -> None:
    with pytest.raises(UnreadableRubricError) as refused:
        parse_rubric_text(text)
    assert told in str(refused.value)
    assert refused.value.errors[0].field == "rubricText"


def test_a_criterion_of_few_words_is_named_as_hardly_readable_by_rules() -> None:
    rich = "Criterion: Outage\n" + "\n".join(
        f"{n}: {text}"
        for n, text in enumerate(
            (
                "waits",
                "reads logs",
                "isolates the failing component and restores the backup",
                "confirms the root cause with a hypothesis",
                "rehearses the rollback and writes a postmortem",
            ),
            1,
        )
    )
    poor = "Criterion: Good\n1: bad\n2: poor\n3: fine\n4: good\n5: very good"
    assert find_unscorable_criteria(parse_rubric_text(f"{rich}\n{poor}")) == ("Good",)
