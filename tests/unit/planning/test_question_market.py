"""Questions have the money and the words of the posting's market."""

from __future__ import annotations

import pytest
from tests.unit.planning.briefs import planned

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import QuestionForm
from vivavoce.planning.domain.bank_wording import is_bank_wording
from vivavoce.planning.domain.hiring.question_wording import say_question
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.question_market import (
    Market,
    find_market,
    list_sayings,
    say_in_market,
)
from vivavoce.planning.domain.question_sets import find_bank_question
from vivavoce.planning.domain.skills import SkillReport


@pytest.mark.parametrize(
    ("posting", "market"),
    [
        ("€2,150 gross, then 2,300 EUR; a $5 voucher", "euro_area"),
        ("£12.60/h or more by experience", "british"),
        ("We pay 61,000 USD a year.", "american"),
        ("You get a fair wage.", "american"),
        ("", "american"),
        ("Europe needs you; pounds of flour", "american"),
        ("€15 an hour, closed on Sundays. Tralee, Co. Kerry", "irish"),
        ("R14 500 to R17 000 per month", "south_african"),
        ("R85 per hour in the season", "south_african"),
        ("Ndaba Foods (Pty) Ltd needs a picker.", "south_african"),
        ("Room R2 or R15, on 3 floors", "american"),
        ("CTC 6 to 8 LPA, plus bonus", "indian"),
        ("File GST returns and TDS; Pune", "indian"),
        ("File MIS reports; Ohio", "american"),
        ("Lodge GST returns and prepare MIS reports, Sydney", "american"),
        ("Work with our team in India. Build the MIS. Austin, TX", "american"),
        ("Nursing home in Galway. HIQA standards. Send your Eircode.", "irish"),
        ("An HSE-funded day center with a fixed rota and a lorry", "irish"),
        ("Drive a lorry for a depot in Co. Roscommon", "irish"),
        ("You organise the roster of our shop in Sligo", "irish"),
        ("Letters go to Tralee, Co. Kerry. Driving licence and rota.", "irish"),
        ("Shops in Dublin and Limerick", "irish"),
        ("A fair wage and annual leave in Dublin, GA", "american"),
        ("Work with our office in Ireland. Austin, TX", "american"),
        ("You organise sales in the UK and Ireland.", "british"),
        ("You organise a ward in Northern Ireland.", "british"),
        ("Keep the HSE rules at the quay in Rotterdam. 3,400 EUR a month", "euro_area"),
        ("Serve guests at Lake Garda. 1,900 EUR a month", "euro_area"),
        ("Murphy & Co. Clare Street, Delft. 1,900 EUR a month", "euro_area"),
        ("An HSE-funded home in Tralee. 2,600 EUR a month", "irish"),
    ],
)
def test_the_currency_is_the_one_that_the_posting_names_most(posting: str, market: Market) -> None:
    assert find_market(posting) == market


@pytest.mark.parametrize(
    ("text", "market", "said"),
    [
        ("quoted $119, billed $149", "euro_area", "quoted €119, billed €149"),
        ("a 46,000-dollar sale", "euro_area", "a 46,000-euro sale"),
        ("seventy cents, now seventy dollars", "british", "seventy pence, now seventy pounds"),
        ("forty dollars' worth", "british", "forty pounds' worth"),
        ("8,000 dollars", "american", "8,000 dollars"),
        (
            "he is 640 dollars short, and $90 late",
            "south_african",
            "he is 640 rand short, and R90 late",
        ),
        ("an elevator for forty dollars", "irish", "a lift for forty euros"),
        ("an elevator for forty dollars", "euro_area", "an elevator for forty euros"),
        ("ten percent", "euro_area", "ten percent"),
        ("seventy cents, now seventy dollars", "indian", "seventy paise, now seventy rupees"),
    ],
)
def test_a_sum_is_said_in_a_currency(text: str, market: Market, said: str) -> None:
    assert say_in_market(text, market) == said
    assert said in list_sayings(text)


@pytest.mark.parametrize("form", ["a", "b"])
def test_both_forms_of_a_question_count_in_the_currency(form: QuestionForm) -> None:
    question = find_bank_question("marketing.campaign_brief")
    assert question is not None

    worded = say_question(
        question, None, forms=(form,), preferred=form, leads=(), market="euro_area"
    )

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

    assert find_market(posting) == "british"
    assert say_in_market("An elevator, a hand truck and two trucks.", "british") == (
        "A lift, a sack truck and two lorries."
    )
    assert say_in_market("Two trucks.", "euro_area") == "Two trucks."


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
    assert say_in_market(american, "british") == british
    assert say_in_market(american, "american") == american


@pytest.mark.parametrize(
    ("posting", "market"),
    [
        ("GPhC registration. You organise the dispensary.", "british"),
        ("The rota of an NHS ward", "british"),
        ("A fixed rota, and you organise it with the council", "british"),
        ("A fixed rota that you organise", "american"),
        ("You organise our centre in Perth. Full licence.", "american"),
        ("You organise our centre. HMRC. 2,000 EUR a month", "irish"),
    ],
)
def test_spelling_alone_does_not_place_a_posting_in_britain(posting: str, market: Market) -> None:
    assert find_market(posting) == market


def test_every_question_and_probe_has_its_british_words_among_the_sayings_of_the_bank() -> None:
    question = find_bank_question("shop.bag_and_mirror")
    assert question is not None

    worded = say_question(question, None, forms=("a",), preferred="a", leads=(), market="british")

    assert "colleague is at the till" in worded.text
    assert worded.text in list_sayings(question.forms["a"].plain)
