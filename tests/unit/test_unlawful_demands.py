"""Demands that an employer must not make: how many are found, and how many honest lines are taken for one."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from vivavoce.contracts.unlawful_demands import (
    PROTECTED_GROUNDS,
    filter_name,
    find_unlawful_ground,
    find_unlawful_ground_in_item,
    remove_unlawful_demands,
)

DATA = Path(__file__).parents[1] / "data"
ROOT = Path(__file__).parents[2]
LEAST_RECALL, MOST_FALSE = 0.95, 0.02
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")


def labeled(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


@pytest.mark.parametrize("path", sorted(DATA.glob("demands_*.jsonl")), ids=lambda path: path.stem)
def test_demands_are_found_and_lawful_lines_are_not(
    path: Path, record_property: Callable[[str, object], None]
) -> None:
    rows = labeled(path)
    unlawful = [row["text"] for row in rows if row["unlawful"]]
    lawful = [row["text"] for row in rows if not row["unlawful"]]

    missed = [text for text in unlawful if find_unlawful_ground(text) is None]
    false = [text for text in lawful if find_unlawful_ground(text) is not None]

    recall, alarms = 1 - len(missed) / len(unlawful), len(false) / len(lawful)
    record_property(f"{path.stem} recall", f"{recall:.3f} of {len(unlawful)}")
    record_property(f"{path.stem} false alarms", f"{alarms:.3f} of {len(lawful)}")
    assert recall >= LEAST_RECALL, missed
    assert alarms <= MOST_FALSE, false


def test_the_reported_ground_is_that_of_the_demand() -> None:
    rows = [row for row in labeled(DATA / "demands_open.jsonl") if row["unlawful"]]
    pairs = [(find_unlawful_ground(row["text"]), row["ground"]) for row in rows]

    assert {ground for _, ground in pairs} == set(PROTECTED_GROUNDS) - {"record", "class"}
    assert sum(found == ground for found, ground in pairs) / len(pairs) >= 0.9


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("Find out whether she has ever been arrested, even if nothing came of it.", "record"),
        ("Ask if he has debts or a bad credit score.", "record"),
        ("Anyone with a conviction is out, spent or not.", "record"),
        ("Nobody from a working-class family, please.", "class"),
        ("Ask what her father does for a living.", "class"),
    ],
)
def test_a_record_and_social_class_are_reported_as_what_they_are(text: str, ground: str) -> None:
    assert find_unlawful_ground(text) == ground


def test_what_people_who_are_served_do_is_no_demand() -> None:
    lawful = ("Parents worry.", "Children bite.", "Are you sick of being sold as a number?")

    assert [text for text in lawful if find_unlawful_ground(text) is not None] == []


@pytest.mark.parametrize(
    "line",
    [
        "At Beech Road, four men aged 24 to 57 share a house with a big garden.",
        "Five gentlemen aged 40 to 65 live in the house, and all of them smoke.",
        "Our crowd is 25 to 45, they drink Negronis, and they leave at one.",
        "Passengers over 66 travel free, and everybody wants to know the way to the hospital.",
        "Our guests are mostly couples over 60.",
        "Half of our tenants are single mothers.",
    ],
)
def test_what_people_who_are_served_are_is_no_demand(line: str) -> None:
    assert find_unlawful_ground(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Our crowd is 25 to 45 and you should be too.",
        "Four men aged 24 to 57 work here and we want another man.",
        "Our guests are young, so the team should be under 30.",
        "Residents are women, and only women may apply.",
        "Our customers prefer young women at the counter.",
    ],
)
def test_people_who_are_served_excuse_no_demand_on_the_person_sought(line: str) -> None:
    assert find_unlawful_ground(line) is not None


@pytest.mark.parametrize(
    ("line", "ground"),
    [
        ("We need a strong man for the yard.", "sex"),
        ("Please send a lady who can cook.", "sex"),
        ("We are after two blokes with a van.", "sex"),
        ("Candidates under 40 only.", "age"),
        ("We need a woman or man with patience.", None),
        ("We need men and women who care.", None),
        ("We need a lady's maid.", None),
        ("Staff under 30 minutes away can sleep at home.", None),
    ],
)
def test_a_person_of_one_sex_or_below_an_age_is_sought_in_so_many_words(
    line: str, ground: str | None
) -> None:
    assert find_unlawful_ground(line) == ground


@pytest.mark.parametrize("name", ["Snowflake", "Looker", "New Relic", "grandMA", "BI"])
def test_the_name_of_a_product_accuses_no_employer(name: str) -> None:
    lines = (f"{name} is preferred, but others are fine.", f"Experience with {name} required.")

    assert [line for line in lines if find_unlawful_ground(line) is not None] == []
    assert find_unlawful_ground_in_item(name) is None


def test_the_same_word_for_a_person_is_a_demand() -> None:
    demands = ("No snowflakes.", "We don't want a snowflake.", "We want a looker.")

    assert [text for text in demands if find_unlawful_ground(text) is None] == []


def test_what_an_employer_is_may_name_the_people_of_its_board() -> None:
    line = "Today we are a not-for-profit, community-managed center of 68 places with a committee of parents."

    assert find_unlawful_ground(line) is None
    assert find_unlawful_ground("We are a young firm and want no mothers.") is not None


def test_a_prejudice_about_people_is_found_in_a_short_sentence_too() -> None:
    prejudices = (
        "Women complain too much.",
        "Mothers take sick days.",
        "Mothers stay home.",
        "Men lift better.",
        "Women belong elsewhere.",
    )

    assert [text for text in prejudices if find_unlawful_ground(text) is None] == []


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        return
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from strings(part)


def product_texts() -> Iterator[str]:
    bank = ROOT / "src" / "vivavoce" / "planning" / "domain" / "bank"
    for path in sorted(bank.glob("*.toml")):
        if path.stem not in {"job_text", "comments"}:  # patterns, which no person reads
            yield from strings(tomllib.loads(path.read_text("utf-8")))
    for folder in ("examples", "docs", "bench"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".md", ".json", ".txt", ".jsonl"} and path.parent.name != "plans":
                yield path.read_text("utf-8")


def test_no_text_of_the_product_is_classified_as_a_demand() -> None:
    sentences = {
        piece for text in product_texts() for piece in SENTENCE.split(text) if piece.strip()
    }

    found = [sentence for sentence in sentences if find_unlawful_ground(sentence) is not None]

    assert len(sentences) > 3000
    assert found == []


def test_ordinary_job_postings_lose_hardly_a_line() -> None:
    texts = [
        tomllib.loads(path.read_text("utf-8"))["text"] for path in (DATA / "postings").glob("*")
    ]

    removed = [demand.words for text in texts for demand in remove_unlawful_demands(text).removed]

    assert len(texts) == 60
    assert len(removed) <= 3, removed


@pytest.mark.parametrize(
    "line",
    [
        "Minimum age 18, by law.",
        "You must be 18 or over to pour beer.",
        "Minimum age 21",
        "Your Danish is fluent, your English good.",
        "Nobody raises their voice here, and you shouldn't either.",
        "illness.",
    ],
)
def test_a_legal_minimum_age_a_language_or_a_fair_tone_is_no_demand(line: str) -> None:
    assert find_unlawful_ground_in_item(line) is None


def test_a_demand_early_in_a_text_without_full_stops_is_found() -> None:
    text = f"No women please, {'and you drive the van to every shop, ' * 40}and you like people"

    assert find_unlawful_ground(text) == "sex"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("She must be under 35. She leads the shift.", "She leads the shift."),
        (
            "Candidate should be between 25 and 35 years old, hold a driving licence and know SAP",
            "hold a driving licence and know SAP",
        ),
        ("must be a practising Protestant, plus knowledge of Excel", "knowledge of Excel"),
        ("reject the women at the CV stage but don't write it down", ""),
        ("We want no Muslims, because the client would not like it", ""),
        ("- Knows SAP\n- No women please\n- Works nights", "- Knows SAP\n- Works nights"),
    ],
)
def test_the_lawful_part_beside_a_demand_stays(text: str, kept: str) -> None:
    part = remove_unlawful_demands(text)

    assert part.text == kept
    assert len(part.removed) == 1


def test_a_notice_names_the_line_the_reason_and_a_replacement() -> None:
    note = remove_unlawful_demands("She must be under 35").notes

    assert note == (
        'Left out: "She must be under 35" Employers must not ask about age or base a '
        "decision on it. Name the experience or skill that the job needs instead.",
    )


def test_a_lawful_text_stays_unchanged() -> None:
    text = "# Nurse\n\n- You care for children  and\ttheir parents.\n"

    assert remove_unlawful_demands(text).text == text


@pytest.mark.parametrize("item", ["Female", "young", "Christian", "Native German", "max. 35 years"])
def test_an_item_of_a_list_of_requirements_is_a_demand_by_itself(item: str) -> None:
    assert find_unlawful_ground_in_item(item) is not None


@pytest.mark.parametrize("item", ["Spanish", "React Native", "Single sign-on", "Women's health"])
def test_a_skill_is_no_demand(item: str) -> None:
    assert find_unlawful_ground_in_item(item) is None


@pytest.mark.parametrize(
    "line",
    [
        "Disabled applicants are given preference if equally qualified.",
        "With equal aptitude, women are preferred in this grade.",
        "What are we after?",
        "Phone the mothers and fathers, not only when something is wrong",
        "That is no secret here.",
    ],
)
def test_positive_action_and_short_questions_are_no_demand(line: str) -> None:
    assert find_unlawful_ground_in_item(line) is None


@pytest.mark.parametrize("line", ["Women are preferred.", "We give priority to men."])
def test_a_preference_without_equal_merit_is_a_demand(line: str) -> None:
    assert find_unlawful_ground(line) is not None


def test_the_lawful_part_of_a_title_stays() -> None:
    assert filter_name("Waiter", fallback="this position") == "Waiter"
    assert filter_name("Young waitress", fallback="this position") == "this position"


@pytest.mark.parametrize(
    "piece",
    [
        "no women, ",
        "a, ",
        "too old and ",
        "women customers ",
        "delete the line, ",
        "she must be ",
        "between 30 and ",
        "'",
        "\u200b",
    ],
)
def test_processing_time_is_linear_in_the_text(piece: str) -> None:
    """Calls are counted, not seconds: the count is the same on every machine."""
    remove_unlawful_demands(piece)

    once, twice = work(piece * 500), work(piece * 1000)

    assert twice < once * 2.3 + 1000


def work(text: str) -> int:
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        remove_unlawful_demands(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "line",
    [
        "In June a father collected the wrong child because the sheet at the door had not been updated.",
        "The foreman told the widow that the headstone would be up by Easter, and it was not.",
        "The parents believe that the coach favors his own son.",
        "He told the girls at the counter that they could keep the tips, and the owner said they could not.",
        "The previous warden let a pensioner keep her dog against the rules, and now six tenants want one.",
        "In spring the Romanian pickers walked off because the scale was wrong, and the scale was wrong.",
    ],
)
def test_what_happened_and_what_people_hold_is_no_demand(line: str) -> None:
    assert find_unlawful_ground(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "The customers said no headscarves at the till.",
        "Our regulars feel that a girl behind the bar is better.",
        "Some parents believe that a man has no place in a nursery.",
        "The family said Christians only.",
        "The previous clerk left to have a baby, and the office will not have that twice.",
        "He told the agency only Europeans.",
    ],
)
def test_a_demand_in_a_report_of_what_happened_is_one(line: str) -> None:
    assert find_unlawful_ground(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "A fellow at Castelfidardo says it's the air and my wife says it's my ears.",
        "CDN certification would be lovely, and so would Spanish.",
    ],
)
def test_a_word_of_the_lexicon_that_is_said_of_no_candidate_is_no_demand(line: str) -> None:
    assert find_unlawful_ground(line) is None


def test_how_many_people_are_served_is_no_demand_on_the_candidate() -> None:
    assert find_unlawful_ground("You would have a caseload of about 45 children.") is None
    assert find_unlawful_ground("You'll have a class of 28 children.") is None


@pytest.mark.parametrize(
    ("line", "ground"),
    [
        ("Please don't send me any more roofers over fifty, they fall.", "age"),
        ("Kitchen crew wanted, 18-25 only.", "age"),
        ("Set the filter to year of birth 1985 or later.", "age"),
        ("Only cooks between 22 and 40, please.", "age"),
        ("Sales: under 25s are too flighty.", "age"),
        ("We will not employ anybody who has passed fifty-five.", "age"),
        ("Youth of not more than twenty-seven years needed.", "age"),
        ("No Sinn Féin people in this office.", "politics"),
        ("Members of COSATU are not welcome here.", "politics"),
        ("No Rastafarians at the counter, please.", "religion"),
        ("Please include a recent snapshot, no double chins.", "appearance"),
        ("Nobody who has to run to the kindergarten at four.", "family"),
        ("Ask if he takes any tablets.", "disability"),
        ("Gents only, backend developer.", "sex"),
        ("No Biharis for the night guard, please.", "origin"),
        ("Skip anyone who bats for the other team.", "orientation"),
    ],
)
def test_demands_in_the_words_of_many_countries_are_found(line: str, ground: str) -> None:
    assert find_unlawful_ground(line) == ground


@pytest.mark.parametrize(
    "line",
    [
        "Drivers over 40 tonnes need a license.",
        "The lease runs between 20 and 30 years.",
        "Anyone over 18 may apply.",
        "You look after residents over 65.",
        "You take orders on tablets.",
        "The labour costs are checked by you.",
        "You keep greens and lawns in order.",
        "You run the kindergarten from seven to four.",
        "Red Hat certification preferred.",
        "You must store lithium batteries safely.",
        "Leaving a pensioner in the dark is the hardest part and we want someone who takes it seriously.",
        "No candidate should be asked about membership of a union.",
        "Please delete the birth years before you send me the files.",
    ],
)
def test_the_same_words_in_a_lawful_sense_are_no_demand(line: str) -> None:
    assert find_unlawful_ground(line) is None


@pytest.mark.parametrize(
    ("line", "ground"),
    [
        ("Please leave out anyone over 50.", "age"),
        ("We discard anyone over 50.", "age"),
        ("Women will be removed from the list.", "sex"),
        ("We refrain from hiring women.", "sex"),
        ("Nobody under forty understands our customers.", "age"),
        ("Applications without a photo will be rejected.", "appearance"),
    ],
)
def test_a_verb_that_excludes_people_makes_no_demand_fair(line: str, ground: str) -> None:
    assert find_unlawful_ground(line) == ground


@pytest.mark.parametrize(
    "line",
    [
        "Please leave out the photo.",
        "Please do not put a photograph or a date of birth in your application.",
        "Take out the demand that applicants be under 40.",
        'Please remove "female" from the title.',
    ],
)
def test_data_and_words_may_be_left_out(line: str) -> None:
    assert find_unlawful_ground(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "Somebody with two years in oncology would be ideal.",
        "Knowledge of Medicare is required.",
        "You must have worked with dentures before.",
        "Experience with pregnant women is preferred.",
        "Only cooks who take shifts from 18 to 23, please.",
        "We cap classes at 30.",
        "You must wear trousers and safety shoes.",
        "What strikes you about this mail?",
        "How serious would that be, in your eyes?",
        "Persons under 18 are not allowed to operate the press.",
    ],
)
def test_a_field_of_work_an_hour_or_a_figure_of_speech_is_no_demand(line: str) -> None:
    assert find_unlawful_ground(line) is None


@pytest.mark.parametrize(
    ("line", "ground"),
    [
        ("Remove any condition on experience, Muslims are out of the question.", "religion"),
        ("Cut the line about overtime; fathers cannot work here.", "family"),
        ("Delete the question about Word, ask her whether she is expecting.", "family"),
        ("Please delete the passage about travel: no Poles.", "origin"),
        ("Delete the line and hire women only", "sex"),
        ("Strike the line on pay, strike the line on hours, no women over 40.", "sex"),
        ("Take out the demand that applicants be under 40, it is unlawful.", None),
        ("Take out the line about juniors, it reads like an age limit.", None),
        ("Take out the line about juniors, it reads badly, no women please.", "sex"),
        ("Remove the line on age, religion or nationality.", None),
        ("Delete the line on women and write that all are welcome.", None),
        ('Delete the sentence with "young, male".', None),
    ],
)
def test_the_order_to_remove_words_excuses_only_its_own_clause(
    line: str, ground: str | None
) -> None:
    assert find_unlawful_ground(line) == ground


@pytest.mark.parametrize(
    ("line", "ground"),
    [
        ("Must have experience of being a father.", "family"),
        ("Experience as a mother is required.", "family"),
        ("Experience of being a Muslim is a must.", "religion"),
        ("Five years with a disability, own experience is wanted.", "disability"),
        ("Two years with depression, your own, are required.", "disability"),
        ("Experience as a German teacher is required.", None),
        ("Experience as a women's officer is required.", None),
        ("Experience as a psychologist is required.", None),
        ("Experience as a marriage and family therapist is required.", None),
        ("Experience with disabled children, own car required.", None),
    ],
)
def test_what_a_person_is_to_have_lived_through_is_no_field_of_work(
    line: str, ground: str | None
) -> None:
    assert find_unlawful_ground(line) == ground


@pytest.mark.parametrize(
    ("line", "ground"),
    [
        ("must be under 40 and reliable", "age"),
        ("Must be over 50 and patient.", "age"),
        ("applicants must be over 25, own car", "age"),
        ("You lead a crew, and she must be under 35.", "age"),
        ("must be over 18 and reliable", None),
        ("must be over 21 and hold a driving license", None),
        ("Latency must be under 50 and stable.", None),
        ("Deposits must be under 40, and paid monthly.", None),
        ("No picture, no interview.", "appearance"),
        ("Without a photo, no reply.", "appearance"),
        ("No photo, no problem.", None),
        ("Catholic values are important to our team.", "religion"),
        ("Christian values matter to us.", "religion"),
        ("Christian values matter to our guests.", None),
    ],
)
def test_short_demands_in_so_many_words_are_found(line: str, ground: str | None) -> None:
    assert find_unlawful_ground(line) == ground


@pytest.mark.parametrize(
    "line",
    [
        "The owner won't hire a second courier.",
        "The owner won't hire a second expediter.",
        "On the ward you see many old dogs of 12 years and up.",
        "We see many old horses of 20 years and over.",
        "You lead classes of up to 28, most of them aged 16 to 19.",
        "You teach courses of 15, all of them aged over 60.",
        "Direct applicants only, no third-party recruiters.",
        "We accept no third party recruiters, thank you.",
        "No third-party recruiters, thank you.",
        "Make our surtitles legible to the last row in the dark for old eyes.",
        "Never leave a pensioner in the dark about a bill.",
        "There is no leaving a pensioner in the dark.",
        "Photos, punch list, paperwork",
        "Photos, punch list, paperwork.",
        "Photos, punch list, paperwork - you close out each site.",
        "Pictures, meter readings, report.",
    ],
)
def test_what_is_said_of_a_trade_an_animal_a_class_or_a_paper_is_no_demand(line: str) -> None:
    assert find_unlawful_ground_in_item(line) is None


@pytest.mark.parametrize(
    ("line", "ground"),
    [
        ("We won't hire another Pole.", "origin"),
        ("We won't hire a second woman.", "sex"),
        ("You walk old dogs of 12 years and up, and you must be under 30.", "age"),
    ],
)
def test_a_demand_beside_or_in_their_place_is_one(line: str, ground: str) -> None:
    assert find_unlawful_ground_in_item(line) is not None, ground


@pytest.mark.parametrize(
    "line",
    [
        "Only those shortlisted will be contacted.",
        "Previous applicants need not apply.",
        "Applicants from the previous round need not apply.",
    ],
)
def test_who_hears_back_or_has_applied_before_is_no_demand(line: str) -> None:
    assert find_unlawful_ground(line) is None


def test_only_one_kind_of_people_is_a_demand_all_the_same() -> None:
    assert find_unlawful_ground("Only those under thirty will be contacted.") == "age"


def units(path: Path) -> list[str]:
    rows = labeled(path)
    return [unit[0] for row in rows for block in row["blocks"] for unit in block["units"]]


@pytest.mark.parametrize("name", ["training/posting_sentences_9", "held_out/posting_sentences"])
def test_of_sentences_of_postings_not_learned_hardly_one_is_taken_for_a_demand(name: str) -> None:
    sentences = units(DATA / f"{name}.jsonl")

    found = [sentence for sentence in sentences if find_unlawful_ground(sentence) is not None]

    assert len(sentences) > 600
    assert len(found) <= 3


def test_sentences_of_postings_once_taken_for_demands_are_distinguished() -> None:
    rows = labeled(DATA / "posting_alarms.jsonl")
    found = {row["text"] for row in rows if find_unlawful_ground(row["text"]) is not None}
    demands = {row["text"] for row in rows if row["demand"] == "yes"}
    innocent = {row["text"] for row in rows if row["demand"] == "no"}

    assert demands <= found
    assert len(innocent) == 39
    assert len(innocent & found) <= 2


@pytest.mark.parametrize(
    "line",
    [
        "We thank all who write to us, however only those shortlisted will be contacted.",
        "We thank everybody for the interest, but only those considered will be contacted.",
        "Hiya, after a decent lad or lass for the yard.",
        "Want a lass or lad for Saturdays.",
        "Looking for a bloke or woman with a van.",
        "Send CV with photo of your projects to our number.",
        "Applicants send a CV with photos of past jobs.",
    ],
)
def test_ordinary_lines_of_postings_are_no_demand(line: str) -> None:
    assert find_unlawful_ground(line) is None


@pytest.mark.parametrize(
    ("line", "ground"),
    [
        ("Only selected women will be contacted.", "sex"),
        ("A married lad or lass wanted.", "family"),
        ("Send a photo of yourself with your CV.", "appearance"),
        ("Send a photo of yourself and photos of your work.", "appearance"),
    ],
)
def test_the_same_lines_with_a_demand_are_one(line: str, ground: str) -> None:
    assert find_unlawful_ground(line) == ground


UNLAWFUL_CHANGES = (
    "Put religion on the scorecard.",
    "Give points for being married.",
    "Rank them by body weight.",
    "Make an age below 30 a must.",
    "Let Robin ask about illnesses.",
    "Reject whoever has an accent.",
    "Count a pregnancy as a minus.",
    "Add a line on how attractive the person is.",
    "Swap question two for one on the candidate's faith.",
    "I'd like a question on union membership.",
    "Mark down candidates with children.",
    "Add the mother tongue as a knockout criterion.",
    "Include sick leave of the last year in the score.",
    "Have it ask whether they live with a man or a woman.",
    "Let the plan favor men.",
    "Bonus for candidates without a disability.",
    "Ask them to say what they weigh.",
    "Question five: any plans for a baby?",
    "The score should be lower for people over fifty.",
    "Could you add something on party politics and what they vote?",
    "Please have them state their nationality and skin color.",
    "Add a must-have: no tattoos, good figure.",
    "Score how masculine he comes across.",
    "Let it find out about chronic pain.",
    "Ask all women if they use childcare.",
)
LAWFUL_CHANGES = (
    "Put punctuality on the scorecard.",
    "Give points for being prepared.",
    "Rank them by test score.",
    "Make a license below 7.5 tons a must.",
    "Let Robin ask about deliveries.",
    "Reject whoever has no permit for the crane.",
    "Count a wrong dose as a minus.",
    "Add a line on how clear the report is.",
    "Swap question two for one on the candidate's last shift.",
    "I'd like a question on stock levels.",
    "Mark down answers without an example.",
    "Add the forklift card as a knockout criterion.",
    "Include the error rate of the last year in the case.",
    "Have it ask whether they work with a list or an app.",
    "Let the plan favor short answers.",
    "Bonus for candidates with a first-aid card.",
    "Ask them to say what they check first.",
    "Question five: any plans for the first week?",
    "The score should be lower for answers under fifty words.",
    "Could you add something on parking and how they find us?",
    "Please have them state their notice period.",
    "Add a must-have: no missed audits, good records.",
    "Score how calm he comes across.",
    "Let it find out about night shifts.",
    "Ask all candidates if they use a checklist.",
    "Never ask about illnesses.",
    "Take religion off the scorecard.",
    "Weight must play no part in the score.",
    "Add a case on a customer of 80.",
    "Ask how they calm children before a blood test.",
)


def test_changes_of_a_plan_that_make_a_protected_matter_count_are_found_and_others_are_not() -> (
    None
):
    found = [line for line in UNLAWFUL_CHANGES if find_unlawful_ground(line) is not None]
    false = [line for line in LAWFUL_CHANGES if find_unlawful_ground(line) is not None]

    assert len(found) >= 22, set(UNLAWFUL_CHANGES) - set(found)
    assert len(false) <= 2, false


@pytest.mark.parametrize(
    "line",
    [
        "Whoever went to a madrasa is out.",
        "Bitte nur Männer einladen.",
        "Ask what her parents do for a living.",
        "Ask if he was ever arrested.",
    ],
)
def test_a_demand_in_words_that_the_lexicon_lacks_is_found(line: str) -> None:
    assert find_unlawful_ground(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "You teach children whose parents come from Lebanon.",
        "Sie beraten Männer und Frauen in der Filiale.",
        "A credit check is made after the offer, as the law requires.",
        "You negotiate with the union.",
        "You work with young offenders.",
    ],
)
def test_work_with_what_such_demands_name_is_no_demand(line: str) -> None:
    assert find_unlawful_ground(line) is None


def test_one_piece_of_a_long_list_of_duties_is_no_demand_by_itself() -> None:
    duties = (
        "You dig trenches and pits next to gas and power lines without touching them, lift and place pipes "
        "and manholes, load trucks and separate soil classes, work to the 3D model on the screen and check "
        "levels with the rod, grease, refuel, look after hoses and teeth, fill in the daily report and get "
        "down and help with the shovel when the crew is behind."
    )

    assert find_unlawful_ground(duties) is None
    assert find_unlawful_ground(f"{duties[:-1]}, and no women, please.") is not None
