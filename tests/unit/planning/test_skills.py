import pytest

from vivavoce.planning.domain.catalog import DOCUMENTED_CATEGORIES
from vivavoce.planning.domain.skills import (
    SkillReport,
    cosine_similarity,
    load_skill_catalog,
    match_skill,
    validate_skills,
)

CATALOGUE = load_skill_catalog()


def validate(*asked: str, is_confirmed: bool = False) -> SkillReport:
    return validate_skills(asked, CATALOGUE, is_confirmed=is_confirmed)


def test_the_documented_groups_hold_their_23_skills() -> None:
    documented = [skill for skill in CATALOGUE.skills.values() if skill.description]
    groups = [skill.category for skill in documented]

    counts = [groups.count(g) for g in ("FRONTEND", "BACKEND", "DATABASE", "CLOUD", "MOBILE")]

    assert counts == [4, 6, 4, 5, 4]


@pytest.mark.parametrize(
    ("asked", "name", "by"),
    [
        ("ReactJS", "React", "name"),
        ("react.js", "React", "name"),
        ("React 18", "React", "name"),
        ("React Native", "React Native", "name"),
        ("Typscript", "TypeScript", "spelling"),
        ("Kubernets", "Kubernetes", "spelling"),
        ("k8s", "Kubernetes", "name"),
        ("5+ years of Python (Django)", "Python", "name"),
        ("React/Redux", "React", "words"),
        ("Pyhton", "Python", "spelling"),
        ("medication rounds at night", "Medication administration", "words"),
        ("managing the inventory", "Inventory control", "lemma"),
        ("Go", "Go", "name"),
        ("forklift licence", "Forklift license", "name"),
    ],
)
def test_a_skill_is_known_by_name_alias_words_or_with_a_slip(
    asked: str, name: str, by: str
) -> None:
    match = match_skill(asked, CATALOGUE)

    assert (match.status, match.canonical_name, match.matched_by) == ("validated", name, by)


@pytest.mark.parametrize(
    "asked",
    [
        *("reach", "wedding", "goo", "gulp", "Postgras", "origami", "swift delivery", "-"),
        *("inspections", "protection", "recording", "evaluation", "cooperation", "polishing"),
        *("crop management", "security", "horsewalk", "object handling", "handling objects"),
    ],
)
def test_a_look_alike_is_not_taken_for_a_known_skill(asked: str) -> None:
    assert match_skill(asked, CATALOGUE).status == "unvalidated"


@pytest.mark.parametrize("asked", ["MSSQL", "Redux", "planting", "Scala", "Rust"])
def test_a_look_alike_that_is_a_skill_of_its_own_is_itself(asked: str) -> None:
    match = match_skill(asked, CATALOGUE)

    assert (match.status, match.matched_by) == ("validated", "name")
    assert match.canonical_name not in {"MySQL", "React", "Java", "Planning"}


def test_a_name_that_two_skills_share_is_ambiguous() -> None:
    match = match_skill("containers", CATALOGUE)

    assert (match.status, set(match.candidates)) == ("ambiguous", {"Docker", "Kubernetes"})


def test_a_text_that_names_several_skills_means_all_of_them() -> None:
    report = validate("AWS or Azure", "React/Redux")

    assert set(report.validated_skills) == {"AWS", "Azure", "React", "Redux"}
    assert report.clarification_questions == ()


def test_a_long_sentence_is_not_taken_for_the_one_skill_that_it_mentions() -> None:
    asked = "communication with suppliers in complex warehouses of our group"

    assert match_skill(asked, CATALOGUE).status == "unvalidated"


def test_an_everyday_word_is_a_skill_only_beside_words_of_its_field() -> None:
    assert CATALOGUE.find_in_text("You keep the flask of coffee filled.") == ()
    assert "Flask" in CATALOGUE.find_in_text("You write a web backend with Flask.")


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        (
            "Lessons planned, inventories controlled",
            {"Lesson planning": "Lessons planned", "Inventory control": "inventories controlled"},
        ),
        ("You excelled and reacted", {}),
        ("Tests by the QA team, no ad", {"Quality assurance": "QA"}),
        ("Build services in Go", {"Go": "Go"}),
        ("On the go, go home in a swift car", {}),
        ("Reports in Photshop", {"Adobe Photoshop": "Photshop"}),
        (
            "\ufb01ve years \u2013 Kubernetes, sauté station",
            {"Kubernetes": "Kubernetes", "Sauté station": "sauté station"},
        ),
    ],
)
def test_mentions_are_found_in_any_form_with_the_words_of_the_text(
    text: str, mentions: dict[str, str]
) -> None:
    found = {mention.name: mention.words for mention in CATALOGUE.find_mentions(text)}

    assert found == mentions


def test_closeness_in_meaning_counts_when_it_is_clear() -> None:
    near = [("Food preparation", 0.7), ("Shift planning", 0.2)]

    assert (
        match_skill("making meals", CATALOGUE, similar_skills=near).canonical_name
        == "Food preparation"
    )
    assert match_skill("Zig", CATALOGUE, similar_skills=[("C#", 0.48)]).status == "unvalidated"


def test_two_meanings_as_near_are_ambiguous() -> None:
    match = match_skill(
        "relational stores", CATALOGUE, similar_skills=[("MySQL", 0.8), ("PostgreSQL", 0.78)]
    )

    assert match.status == "ambiguous"


def test_a_name_beats_a_meaning() -> None:
    assert (
        match_skill("React", CATALOGUE, similar_skills=[("Vue.js", 0.99)]).canonical_name == "React"
    )


def test_one_known_skill_is_enough_to_go_on() -> None:
    report = validate("ReactJS", "origami", "react.js")

    assert report.validated_skills == ("React",)
    assert report.unvalidated_skills == ("origami",)
    assert report.clarification_questions == ()


def test_unknown_skills_are_planned_as_typed_and_nobody_is_asked() -> None:
    report = validate("origami", "juggling")

    assert report.unvalidated_skills == ("origami", "juggling")
    assert report.clarification_questions == ()


def test_a_near_miss_is_offered_as_a_correction_and_not_demanded() -> None:
    report = validate("Postgras")

    assert report.corrections == {"Postgras": ("PostgreSQL",)}
    assert report.clarification_questions == ()


def test_two_skills_of_similar_meaning_are_offered_and_not_asked_about() -> None:
    near = {"relational stores": [("MySQL", 0.8), ("PostgreSQL", 0.78)]}
    report = validate_skills(["relational stores"], CATALOGUE, similar_skills=near)

    assert report.corrections == {"relational stores": ("MySQL", "PostgreSQL")}
    assert report.clarification_questions == ()


def test_an_ambiguous_skill_is_asked_about_although_others_are_known() -> None:
    (question,) = validate("React", "containers").clarification_questions

    assert question == 'Which skill does "containers" mean: Docker or Kubernetes?'


def test_after_the_recruiter_confirmed_nothing_is_asked_again() -> None:
    assert validate("origami", "containers", is_confirmed=True).clarification_questions == ()


def test_no_skill_at_all_is_no_question() -> None:
    assert validate().clarification_questions == ()


@pytest.mark.parametrize(
    ("query", "name", "by"),
    [
        ("reac", "React", "name"),
        ("k8s", "Kubernetes", "name"),
        ("plan lessons", "Lesson planning", "lemma"),
        ("managed wounds care", "Wound care", "nothing"),
        ("Kubernets", "Kubernetes", "spelling"),
        ("lessno plannign", "Lesson planning", "spelling"),
    ],
)
def test_a_search_tells_how_it_found_a_skill(query: str, name: str, by: str) -> None:
    hits = {hit.skill.name: hit.matched_by for hit in CATALOGUE.search(query)}

    assert hits.get(name, "nothing") == by


def test_a_search_lists_names_before_other_forms_of_the_words() -> None:
    found = [hit.matched_by for hit in CATALOGUE.search("planning", limit=500)]

    assert found == sorted(found, key=["name", "lemma"].index)
    assert set(found) == {"name", "lemma"}


def test_an_empty_search_lists_the_documented_skills() -> None:
    hits = CATALOGUE.search("", limit=23)

    assert {hit.skill.category for hit in hits} == set(DOCUMENTED_CATEGORIES)


@pytest.mark.parametrize("query", ["", "x", "\n", "👩‍🚒", "+", "a" * 100, "%_\\", "C#"])
def test_any_query_is_answered(query: str) -> None:
    assert len(CATALOGUE.search(query, limit=5)) <= 5


def test_vectors_of_different_length_are_not_compared() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        cosine_similarity([1.0], [1.0, 2.0])


def test_a_skill_typed_twice_in_another_case_counts_once() -> None:
    report = validate_skills(("Falconry", "falconry"), load_skill_catalog())

    assert [match.requested_name for match in report.matches] == ["Falconry"]


@pytest.mark.parametrize(
    ("skills", "posting", "meant"),
    [
        (["dbt", "Kafka", "SQL"], "", "dbt"),
        (["DBT"], "Therapist\nGroup therapy for clients with borderline", "Dialectical behavior therapy"),
        (["GCP", "Terraform"], "", "Google Cloud"),
        (["GCP"], "Coordinator\nYou keep the site file of our clinical trials.", "Good Clinical Practice"),
    ],
)  # fmt: skip
def test_the_surroundings_decide_what_a_shared_name_means(
    skills: list[str], posting: str, meant: str
) -> None:
    report = validate_skills(skills, CATALOGUE, posting=posting)

    assert report.matches[0].canonical_name == meant
    assert report.clarification_questions == ()


@pytest.mark.parametrize("posting", ["", "Group sessions for clients; you know SQL, too."])
def test_a_shared_name_is_asked_about_where_nothing_or_too_much_speaks_for_a_sense(
    posting: str,
) -> None:
    assert len(validate_skills(["dbt"], CATALOGUE, posting=posting).clarification_questions) == 1
