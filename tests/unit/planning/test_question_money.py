"""Questions count in the money of the posting."""

from __future__ import annotations

import pytest
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import QuestionForm
from vivavoce.planning.domain.bank_wording import is_bank_wording
from vivavoce.planning.domain.hiring.question_wording import say_question
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.question_money import (
    Currency,
    find_currency,
    list_sayings,
    say_in_currency,
)
from vivavoce.planning.domain.question_sets import find_bank_question
from vivavoce.planning.domain.skills import SkillReport


@pytest.mark.parametrize(
    ("posting", "currency"),
    [
        ("€2,150 gross, then 2,300 EUR; a $5 voucher", "euro"),
        ("£12.60/h or more by experience", "pound"),
        ("We pay 61,000 USD a year.", "dollar"),
        ("You get a fair wage.", "dollar"),
        ("", "dollar"),
        ("Europe needs you; pounds of flour", "dollar"),
        ("CTC 6 to 8 LPA, plus bonus", "rupee"),
        ("File GST returns and TDS; Pune", "rupee"),
        ("File MIS reports; Ohio", "dollar"),
        ("Lodge GST returns and prepare MIS reports, Sydney", "dollar"),
        ("Work with our team in India. Build the MIS. Austin, TX", "dollar"),
    ],
)
def test_the_currency_is_the_one_that_the_posting_names_most(
    posting: str, currency: Currency
) -> None:
    assert find_currency(posting) == currency


@pytest.mark.parametrize(
    ("text", "currency", "said"),
    [
        ("quoted $119, billed $149", "euro", "quoted €119, billed €149"),
        ("a 46,000-dollar sale", "euro", "a 46,000-euro sale"),
        ("seventy cents, now seventy dollars", "pound", "seventy pence, now seventy pounds"),
        ("forty dollars' worth", "pound", "forty pounds' worth"),
        ("8,000 dollars", "dollar", "8,000 dollars"),
        ("ten percent", "euro", "ten percent"),
    ],
)
def test_a_sum_is_said_in_a_currency(text: str, currency: Currency, said: str) -> None:
    assert say_in_currency(text, currency) == said
    assert said in list_sayings(text)


@pytest.mark.parametrize("form", ["a", "b"])
def test_both_forms_of_a_question_count_in_the_currency(form: QuestionForm) -> None:
    question = find_bank_question("marketing.campaign_brief")
    assert question is not None

    worded = say_question(question, None, forms=(form,), preferred=form, leads=(), currency="euro")

    assert "dollar" not in worded.text
    assert "000 euros" in worded.text


HOTEL = """Front desk agent

Tasks
- Make out invoices and balance the till
- Answer calls and take reservations
- Check guests in and out

We pay {pay} a month.
"""


def test_a_plan_counts_in_the_money_of_its_posting_in_words_of_the_bank() -> None:
    seen = []
    for pay in ("€2,150", "$2,150"):
        job = HOTEL.format(pay=pay)
        brief = PlanBrief(position="Front desk agent", level="JUNIOR", job_description=job)
        plan = planned(brief)
        asked = [q for q in plan.questions if q.origin and q.anchors]
        assert all(is_bank_wording(question) for question in asked)
        assert not list(find_plan_violations(plan, brief, SkillReport()))
        seen.append(" ".join([*(q.text for q in asked), *(p for q in asked for p in q.probes)]))

    euros, dollars = seen
    assert "€" in euros or "euro" in euros
    assert "dollar" not in euros
    assert "$" not in euros
    assert "€" not in dollars
    assert "euro" not in dollars


def test_a_posting_from_britain_gets_british_words() -> None:
    posting = "Night rota for HGV drivers"

    assert find_currency(posting) == "pound"
    assert say_in_currency("An elevator, a hand truck and two trucks.", "pound") == (
        "A lift, a sack truck and two lorries."
    )
    assert say_in_currency("Two trucks.", "euro") == "Two trucks."


@pytest.mark.parametrize(
    ("american", "british"),
    [
        ("A coworker at the register", "A colleague at the till"),
        ("Your last name?", "Your surname?"),
        ("the sixth floor of an apartment building", "the sixth floor of a block of flats"),
        ("Six people are in line on your vacation.", "Six people are in the queue on your holiday."),
        ("Trucks and a reach truck", "Lorries and a reach truck"),
        ("on a highway shoulder", "on a motorway hard shoulder"),
        ("You draw a line and check the cartons.", "You draw a line and check the cartons."),
    ],
)  # fmt: skip
def test_american_words_with_one_british_equivalent_are_said_in_british_ones(
    american: str, british: str
) -> None:
    assert say_in_currency(american, "pound") == british
    assert say_in_currency(american, "dollar") == american


@pytest.mark.parametrize(
    ("posting", "currency"),
    [
        ("GPhC registration. You organise the dispensary.", "pound"),
        ("The rota of an NHS ward", "pound"),
        ("A fixed rota, and you organise it with the council", "pound"),
        ("A fixed rota that you organise", "dollar"),
        ("You organise our centre in Perth. Full licence.", "dollar"),
        ("You organise our centre. HMRC. 2,000 EUR a month", "euro"),
    ],
)
def test_spelling_alone_does_not_place_a_posting_in_britain(
    posting: str, currency: Currency
) -> None:
    assert find_currency(posting) == currency


def test_every_question_and_probe_has_its_british_words_among_the_sayings_of_the_bank() -> None:
    question = find_bank_question("shop.bag_and_mirror")
    assert question is not None

    worded = say_question(question, None, forms=("a",), preferred="a", leads=(), currency="pound")

    assert "colleague is at the till" in worded.text
    assert worded.text in list_sayings(question.forms["a"].plain)
