"""The grammar rules find their planted examples and leave good English alone."""

from __future__ import annotations

from functools import cache
from typing import Any

from bench.plans.grammar import GRAMMAR_RULES, find_grammar_faults
from bench.plans.job_facts import load_question_sets


@cache
def forms() -> list[dict[str, Any]]:
    return [
        form
        for raw in load_question_sets()
        for question in raw["question"]
        for form in (question["form_a"], question["form_b"])
    ]


def test_each_rule_finds_its_planted_examples() -> None:
    planted = [(rule.name, text) for rule in GRAMMAR_RULES for text in rule.finds]

    assert len(planted) >= len(GRAMMAR_RULES)
    assert [
        (rule, text)
        for rule, text in planted
        if rule not in {fault.rule for fault in find_grammar_faults(text)}
    ] == []


def test_no_rule_objects_to_a_correct_question() -> None:
    correct = [text for rule in GRAMMAR_RULES for text in rule.passes]

    assert correct
    assert {text: found for text in correct if (found := find_grammar_faults(text))} == {}


def test_no_rule_objects_to_the_question_sets_in_their_plain_form() -> None:
    faults = {
        form["plain"]: found for form in forms() if (found := find_grammar_faults(form["plain"]))
    }

    assert faults == {}


def test_no_rule_objects_to_a_frame_with_its_place_filled() -> None:
    filled = [
        form["text"]
        .replace("{doing}", "writing weekly reports")
        .replace("{do}", "write weekly reports")
        for form in forms()
    ]

    assert {text: found for text in filled if (found := find_grammar_faults(text))} == {}


def test_a_frame_with_the_wrong_form_in_its_place_is_found_more_often_than_not() -> None:
    swapped = [
        form["text"]
        .replace("{doing}", "write weekly reports")
        .replace("{do}", "writing weekly reports")
        for form in forms()
    ]

    found = [text for text in swapped if find_grammar_faults(text)]

    assert len(found) / len(swapped) > 0.5
