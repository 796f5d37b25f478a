import pytest

from vivavoce.planning.domain.occupation_fields import list_fields
from vivavoce.planning.domain.occupation_votes import vote_occupation
from vivavoce.planning.domain.occupations import load_occupations, match_occupation


@pytest.mark.parametrize(
    ("title", "name", "by"),
    [
        ("Registered nurse", "Registered nurse", "name"),
        ("RN", "Registered nurse", "name"),
        ("Registered Nurse (m/f/d), Berlin", "Registered nurse", "name"),
        ("Senior ICU nurse, nights", "ICU nurse", "name"),
        ("Electrician for commercial maintenance", "Electrician", "name"),
        ("Registered nurses", "Registered nurse", "lemma"),
        ("Technician, pharmacy, for nights", "Pharmacy technician", "lemma"),
        ("Apprentice plumber", "Plumber", "name"),
        ("Trainee accountants", "Accountant", "lemma"),
        ("Apprentice", "Apprentice", "name"),
        ("Working student, falconry of dreams", "Intern", "name"),
        ("Principal engineer, highways", "Civil engineer", "lemma"),
        ("Sales consultant, jewellery", "Retail sales associate", "name"),
        ("Assistant manager, cinema", "Team lead", "name"),
        ("Tax adviser - assistant manager", "Tax accountant", "name"),
        ("Plumber / gas engineer", "Plumber", "name"),
        ("Senior account manager", "Account manager", "name"),
        ("Hospital porter", "Patient transporter", "name"),
        ("Custody officer", "Corrections officer", "name"),
        ("Ski instructor", "Sports coach", "name"),
        ("Banquet server", "Waiter", "name"),
        ("Head baker", "Baker", "name"),
        ("Head of Fundraising", "Fundraiser", "lemma"),
        ("Laboratory Analyst, Brewery", "Chemical laboratory technician", "lemma"),
        ("Shift supervisor (m/f/d), laboratory", "Chemical laboratory technician", "lemma"),
        ("Claims team lead, motor", "Claims adjuster", "lemma"),
        ("Branch team leader, savings bank", "Personal banker", "lemma"),
        ("Deputy head of procurement - packaging", "Buyer", "lemma"),
        ("Container terminal shift lead", "Warehouse supervisor", "lemma"),
        ("Financial controller, shipping", "Financial controller", "name"),
        ("Pharmacy tecnician", "Pharmacy technician", "spelling"),
        ("Elektrician", "Electrician", "spelling"),
        ("Elektrician, night shifts, Berlin", "Electrician", "spelling"),
    ],
)
def test_a_position_is_recognized_by_its_title(title: str, name: str, by: str) -> None:
    match = match_occupation(title)

    assert match is not None
    assert (match.occupation.name, match.matched_by) == (name, by)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Medical Representative", "Medical sales representative"),
        ("Key Holder (20 hours)", "Retail sales associate"),
        ("Relationship Manager - SME", "Personal banker"),
        ("PR Officer", "PR manager"),
        ("Fitter and Turner", "Industrial mechanic"),
        ("Inventory Controller", "Inventory control specialist"),
        ("CCTV Operator - Nights", "Security guard"),
        ("Doctor", "Physician"),
        ("Senior House Officer, Paediatrics", "Physician"),
        ("Ward Clerk", "Ward clerk"),
        ("Museum Attendant", "Security guard"),
        ("Town Clerk", "City clerk"),
        ("Telecoms Engineer", "Telecommunications technician"),
        ("Printer", "Printing press operator"),
        ("Bookbinder (m/f/d)", "Printing press operator"),
        ("Seafarer", "Sailor"),
        ("Career Advisor", "Career counselor"),
        ("Cheesemaker", "Food production worker"),
        ("Toll Collector", "Toll collector"),
        ("EV Charger Installer", "Electrician"),
        ("Fulfilment Associate", "Warehouse associate"),
        ("Theatre Practitioner - Scrub", "Surgical technologist"),
        ("Osteopath", "Chiropractor"),
        ("Deputy Manager", "Team lead"),
        ("Deputy Manager - Care Home", "Nursing home administrator"),
        ("Assistant Manager - Hotel", "Hotel manager"),
        ("Vet Tech", "Veterinary technician"),
        ("Staff Nurse Grade II", "Registered nurse"),
        ("Sr. Accounts Executive", "Accountant"),
        ("Software Engineer in Test", "QA engineer"),
        ("Trainee Nursing Associate", "Licensed practical nurse"),
        ("Quantity Surveying Cadet", "Quantity surveyor"),
        ("Audit Intern", "Internal auditor"),
        ("CRNA", "Nurse anesthetist"),
        ("Elementary Teacher", "Elementary school teacher"),
        ("Call Centre Consultant", "Call center agent"),
        ("Unit Clerk", "Ward clerk"),
    ],
)
def test_a_title_of_a_job_board_names_its_occupation(title: str, name: str) -> None:
    match = match_occupation(title)

    assert match is not None
    assert match.occupation.name == name


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Kitchen Fitter", "Industrial mechanic"),
        ("Doctor's Receptionist", "Physician"),
        ("Printer Technician", "Printing press operator"),
        ("Client Relationship Manager", "Personal banker"),
        ("Keyholding Officer", "Retail sales associate"),
        ("Train Guard", "Security guard"),
        ("Technical Architect", "Architect"),
        ("Stagehand", "Stable hand"),
        ("Career Counsellor", "Mental health counselor"),
        ("Learning and Development Officer", "Fundraiser"),
        ("Traffic Management Operative", "Operations manager"),
        ("Cover Supervisor", "Team lead"),
        ("S&OP Manager", "Store manager"),
        ("Food Safety Officer", "Safety officer"),
        ("Store Assistant", "Store manager"),
        ("AC Technician", "Lighting technician"),
        ("Custodial Worker", "Corrections officer"),
        ("Snow Removal Worker", "Mover"),
    ],
)
def test_a_title_does_not_name_what_only_shares_words_with_it(title: str, other: str) -> None:
    match = match_occupation(title)

    assert match is not None
    assert match.occupation.name != other


@pytest.mark.parametrize(
    "title",
    [
        "",
        "-",
        "Falconer of dreams",
        "Join our team!",
        "Nursery manager",
        "x" * 10_000,
        "Laboratory puppeteer",
        "Fundraising mascot",
        "Bus depot controller",
        "Lead, dreams",
        "Youth Theatre Director",
        "Fitter",
        "Bra Fitter",
    ],
)
def test_a_title_that_names_no_occupation_is_none(title: str) -> None:
    assert match_occupation(title) is None


def test_the_longest_name_in_a_title_wins() -> None:
    match = match_occupation("Warehouse manager")

    assert match is not None
    assert match.occupation.name == "Warehouse manager"


def test_a_search_lists_titles_before_other_forms_of_the_words_and_tells_how() -> None:
    found = [hit.matched_by for hit in load_occupations().search("teaching", limit=100)]

    assert found == sorted(found, key=["name", "lemma", "spelling"].index)
    assert load_occupations().search("Registred nurse")[0].matched_by == "spelling"
    misspelled = load_occupations().search("wharehouse")
    assert {hit.matched_by for hit in misspelled} == {"spelling"}
    assert "Warehouse manager" in {hit.occupation.name for hit in misspelled}
    assert load_occupations().search("falconer of dreams") == ()
    assert len(load_occupations().search("", limit=7)) == 7


def test_a_field_of_work_names_an_occupation_of_the_catalog() -> None:
    known = {one.name for one in load_occupations().occupations}

    assert set(list_fields().values()) <= known


def test_three_skills_of_one_trade_show_the_occupation_that_a_title_does_not() -> None:
    welding = ("MIG welding", "TIG welding", "Reading technical drawings", "Metal cutting")
    welder = next(one for one in load_occupations().occupations if one.name == "Welder")

    voted = vote_occupation((*welder.skills, *welding))

    assert voted is not None
    assert voted[0].name == "Welder"
    assert set(voted[1]) <= set(welder.skills) | set(welding)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_skills_show_no_occupation(count: int) -> None:
    welder = next(one for one in load_occupations().occupations if one.name == "Welder")

    assert vote_occupation(welder.skills[:count]) is None


def test_skills_of_several_trades_show_no_occupation() -> None:
    by_name = {one.name: one for one in load_occupations().occupations}

    assert vote_occupation((*by_name["Welder"].skills, *by_name["Midwife"].skills)) is None
