import pytest

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
    groups = [skill.category for skill in CATALOGUE.skills.values()]

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
        ("medication rounds", "Medication administration", "words"),
        ("Go", "Go", "name"),
        ("forklift licence", "Forklift operation", "name"),
    ],
)
def test_a_skill_is_known_by_name_alias_words_or_with_a_slip(
    asked: str, name: str, by: str
) -> None:
    match = match_skill(asked, CATALOGUE)

    assert (match.status, match.canonical_name, match.matched_by) == ("validated", name, by)


@pytest.mark.parametrize(
    "asked", ["MSSQL", "Redux", "origami", "C++", "go to market", "swift delivery", "-"]
)
def test_a_look_alike_is_not_taken_for_a_known_skill(asked: str) -> None:
    assert match_skill(asked, CATALOGUE).status == "unvalidated"


@pytest.mark.parametrize(
    ("asked", "candidates"),
    [("containers", {"Docker", "Kubernetes"}), ("AWS or Azure", {"AWS", "Azure"})],
)
def test_words_with_two_meanings_are_ambiguous(asked: str, candidates: set[str]) -> None:
    match = match_skill(asked, CATALOGUE)

    assert (match.status, set(match.candidates)) == ("ambiguous", candidates)


def test_closeness_in_meaning_counts_when_it_is_clear() -> None:
    near = [("Food preparation", 0.7), ("Shift planning", 0.2)]

    assert (
        match_skill("making meals", CATALOGUE, similar_skills=near).canonical_name
        == "Food preparation"
    )
    assert match_skill("C++", CATALOGUE, similar_skills=[("C#", 0.48)]).status == "unvalidated"


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


def test_when_no_skill_is_known_the_recruiter_is_asked() -> None:
    (question,) = validate("origami", "juggling").clarification_questions

    assert '"origami", "juggling"' in question


def test_an_ambiguous_skill_is_asked_about_although_others_are_known() -> None:
    (question,) = validate("React", "containers").clarification_questions

    assert question == 'Which skill does "containers" mean: Docker or Kubernetes?'


def test_after_the_recruiter_confirmed_nothing_is_asked_again() -> None:
    assert validate("origami", "containers", is_confirmed=True).clarification_questions == ()


def test_no_skill_at_all_is_no_question() -> None:
    assert validate().clarification_questions == ()


def test_a_search_finds_by_letters_alias_and_with_a_slip() -> None:
    assert [skill.name for skill in CATALOGUE.search("reac")][:2] == ["React", "React Native"]
    assert CATALOGUE.search("k8s")[0].name == "Kubernetes"
    assert CATALOGUE.search("Kubernets")[0].name == "Kubernetes"
    assert len(CATALOGUE.search("", limit=5)) == 5


def test_vectors_of_different_length_are_not_compared() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        cosine_similarity([1.0], [1.0, 2.0])


def test_a_skill_typed_twice_in_another_case_counts_once() -> None:
    report = validate_skills(("Falconry", "falconry"), load_skill_catalog())

    assert [match.requested_name for match in report.matches] == ["Falconry"]
