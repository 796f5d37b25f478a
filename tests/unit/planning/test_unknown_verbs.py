"""Verbs that no list has: with a prefix and a hyphen, or at the start of an item among other verbs."""

from __future__ import annotations

import pytest

from vivavoce.planning.domain.job_analysis import analyze_job, phrase
from vivavoce.planning.domain.job_analysis.phrases import tokenize_words
from vivavoce.planning.domain.job_analysis.verb_forms import get_base, make_gerund

SIBLINGS = {
    "third_person": ("Cleans the benches", "Writes the log", "Orders the parts"),
    "base": ("Clean the benches", "Write the log", "Order the parts"),
    "gerund": ("Cleaning the benches", "Writing the log", "Ordering the parts"),
}


def say_first(line: str, form: str) -> tuple[str | None, str | None]:
    items = "\n".join(f"- {one}" for one in (line, *SIBLINGS[form]))
    analysis = analyze_job(f"Your tasks\n{items}\n", title="Technician")
    task = analysis.tasks[0].fact
    return phrase(task, "base"), phrase(task, "gerund")


@pytest.mark.parametrize(
    ("line", "form", "infinitive", "gerund"),
    [
        ("De-escalates quarrels", "third_person", "de-escalate quarrels", "de-escalating quarrels"),
        ("Co-leads the weekly choir", "third_person", "co-lead the weekly choir", None),
        ("Pre-checks invoices", "third_person", "pre-check invoices", "pre-checking invoices"),
        ("Up-sells extended warranties", "third_person", "upsell extended warranties", None),
        ("Re-tips lathe tools", "third_person", "re-tip lathe tools", "re-tipping lathe tools"),
        ("Re-stocks the shelves", "third_person", "restock the shelves", None),
        ("Re-home dogs from the pound", "base", "re-home dogs from the pound", None),
        ("Re-thatching old barns", "gerund", "re-thatch old barns", "re-thatching old barns"),
        ("De-icing the wings", "gerund", None, "deicing the wings"),
        ("Co-ordinates the volunteers", "third_person", "coordinate the volunteers", None),
        ("Debones the fish", "third_person", "debone the fish", "deboning the fish"),
        ("Winnows the grain", "third_person", "winnow the grain", "winnowing the grain"),
        ("Pulverizes the samples", "third_person", "pulverize the samples", None),
        ("Desilts 40 ponds", "third_person", "desilt 40 ponds", "desilting 40 ponds"),
        ("Liquifies the honey", "third_person", "liquify the honey", "liquifying the honey"),
        ("Crimp the cables", "base", "crimp the cables", "crimping the cables"),
        ("Whittle the pegs", "base", "whittle the pegs", "whittling the pegs"),
        ("Unspool 20 metres of cable", "base", "unspool 20 metres of cable", None),
        ("Deadheading roses", "gerund", "deadhead roses", "deadheading roses"),
        ("Furling the sails", "gerund", "furl the sails", "furling the sails"),
        ("Re-webs, springs and stuffs chairs", "third_person", "re-web, spring and stuff chairs", None),
        ("Threshes, winnows and bags rice", "third_person", "thresh, winnow and bag rice", None),
    ],
)  # fmt: skip
def test_an_unknown_verb_is_said_in_every_form(
    line: str, form: str, infinitive: str | None, gerund: str | None
) -> None:
    said = say_first(line, form)

    assert infinitive in {None, said[0]}
    assert gerund in {None, said[1]}


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("Sales reports for the owner", "third_person"),
        ("Business trips to Wales", "third_person"),
        ("Customers of all ages", "third_person"),
        ("Evening classes for adults", "gerund"),
        ("Customer the first", "base"),
        ("Machinery of all kinds", "base"),
        ("Responsible for the keys", "base"),
        ("Daily the first round", "base"),
        ("Re-election of the board", "base"),
        ("Pre-owned cars", "base"),
        ("Co-op of 40 farms", "base"),
    ],
)
def test_a_noun_among_verbs_becomes_no_verb(line: str, form: str) -> None:
    first = line.split()[0].lower()

    infinitive, gerund = say_first(line, form)

    assert not (infinitive or "").startswith(first[:4])
    assert not (gerund or "").startswith(make_gerund(first)[:6])


@pytest.mark.parametrize(
    ("word", "tokens", "base"),
    [
        ("de-escalates", ["de-escalates"], "de-escalate"),
        ("re-webbing", ["re-webbing"], "re-web"),
        ("re-entry", ["re", "entry"], None),
        ("pre-owned", ["pre", "owned"], None),
        ("co-ordinating", ["coordinating"], "coordinate"),
        ("first-line", ["first", "line"], None),
        ("up-to-date", ["up", "to", "date"], None),
    ],
)
def test_a_prefix_is_part_of_a_verb_only(word: str, tokens: list[str], base: str | None) -> None:
    found = [token.text for token in tokenize_words(word)]

    assert found == tokens
    assert get_base(found[0]) == base
