"""The lint of the built-in catalog, and what it weighs in memory."""

import gc
import tracemalloc
from collections import defaultdict

from vivavoce.planning.domain.catalog import load_catalog
from vivavoce.planning.domain.catalog_names import normalize_name
from vivavoce.planning.domain.question_bank import load_question_bank
from vivavoce.planning.domain.skills import load_skill_catalog

CATALOG = load_catalog()
SHARED_NAMES = {
    "containers": {"Docker", "Kubernetes"},
    "crossplatformmobile": {"Flutter", "React Native"},
    "dbt": {"Dialectical behavior therapy", "dbt"},
    "gcp": {"Good Clinical Practice", "Google Cloud"},
    "mobileapps": {"Flutter", "React Native", "Swift", "Kotlin"},
    "publiccloud": {"AWS", "Azure", "Google Cloud"},
    "relationaldatabase": {"MySQL", "PostgreSQL"},
    "sqldatabase": {"MySQL", "PostgreSQL"},
}
"""Names of two skills. Only these stop a request, and only when they are typed alone."""


def test_the_catalog_is_as_large_as_it_says() -> None:
    assert len(CATALOG.skills) >= 3_339
    assert len(CATALOG.occupations) >= 609
    assert len(CATALOG.group_names) == 103


def test_skills_occupations_and_groups_have_names_of_their_own() -> None:
    for names in (
        [skill.name for skill in CATALOG.skills],
        [occupation.name for occupation in CATALOG.occupations],
        list(CATALOG.group_names.values()),
    ):
        assert len({name.casefold() for name in names}) == len(names)
        assert all(name == name.strip() and 0 < len(name) <= 120 for name in names)


def test_a_name_belongs_to_one_skill_unless_it_is_listed() -> None:
    owners = defaultdict(set)
    for skill in CATALOG.skills:
        for name in (skill.name, *skill.aliases, *skill.typed_aliases):
            owners[normalize_name(name)].add(skill.name)

    assert "" not in owners
    assert {name: found for name, found in owners.items() if len(found) > 1} == SHARED_NAMES


def test_an_occupation_is_known_by_names_of_its_own() -> None:
    owners = defaultdict(set)
    for occupation in CATALOG.occupations:
        for name in (occupation.name, *occupation.aliases):
            owners[normalize_name(name)].add(occupation.name)

    assert [name for name, found in owners.items() if len(found) > 1] == []


def test_every_group_and_related_skill_exists() -> None:
    skills = {skill.name for skill in CATALOG.skills}

    assert {skill.group for skill in CATALOG.skills} == set(CATALOG.group_names)
    assert {name for skill in CATALOG.skills for name in skill.related} <= skills
    assert {name for one in CATALOG.occupations for name in one.skills} <= skills
    assert {code for one in CATALOG.occupations for code in one.groups} <= set(CATALOG.group_names)


def test_every_skill_has_a_category_that_the_question_bank_knows() -> None:
    known = set(load_question_bank().competency_by_category)

    assert {skill.category for skill in CATALOG.skills} <= known


def test_the_catalog_with_its_indexes_fits_in_25_megabytes() -> None:
    load_catalog.cache_clear()
    load_skill_catalog.cache_clear()
    tracemalloc.start()
    try:
        load_skill_catalog()
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert held < 25_000_000
