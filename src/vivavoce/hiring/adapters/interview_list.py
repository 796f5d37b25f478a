"""The statements of a list of interviews, put together from the filters that it has.

A statement names only the filters in use: an index is then chosen for them, and not for all that there could
be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from vivavoce.hiring.adapters.statements import SELECT
from vivavoce.hiring.domain.hiring_decision import DecisionFilter
from vivavoce.hiring.domain.request import tokenize_name_for_search
from vivavoce.hiring.ports.interviews import MAX_COUNTED_INTERVIEWS, InterviewOrder, InterviewQuery
from vivavoce.infra.cursors import read_time_and_id, write_cursor
from vivavoce.infra.database import Row

Params = dict[str, Any]  # Any: SQL values
BlindIndex = Callable[[str], bytes]

_SORT_COLUMNS: dict[InterviewOrder, tuple[LiteralString, LiteralString]] = {
    "newest": ("created_at", "DESC"),
    "oldest": ("created_at", "ASC"),
    "longest_wait": ("state_since", "ASC"),
    "last_changed": ("updated_at", "DESC"),
    "last_state": ("state_since", "DESC"),
}
# The newest decision counts, as in the list itself.
_HAS_DECISION: LiteralString = """EXISTS (
        SELECT 1
        FROM hiring_decision d
        WHERE d.tenant_id = i.tenant_id AND d.interview_id = i.id AND d.outcome = ANY (%(outcomes)s::text[])
          AND NOT EXISTS (
              SELECT 1
              FROM hiring_decision newer
              WHERE newer.tenant_id = d.tenant_id AND newer.interview_id = d.interview_id
                AND (newer.decided_at, newer.id) > (d.decided_at, d.id)))"""
_HAS_NO_DECISION: LiteralString = """NOT EXISTS (
        SELECT 1
        FROM hiring_decision d
        WHERE d.tenant_id = i.tenant_id AND d.interview_id = i.id)"""
# An interview of no chosen conversation is one of its own, by its run id.
_IS_IN_CONVERSATION: LiteralString = """(
        i.conversation_index = %(conversation)s
        OR (i.conversation_index IS NULL AND i.run_id = %(conversation_run_id)s))"""
LIST_POSITIONS: LiteralString = """
    WITH RECURSIVE known AS (
        (SELECT position
         FROM interview
         WHERE deleted_at IS NULL AND is_test = %(is_test)s AND position IS NOT NULL
           AND (%(profiles)s::text[] IS NULL OR profile = ANY (%(profiles)s::text[]))
         ORDER BY position
         LIMIT 1)
        UNION ALL
        SELECT (SELECT i.position
                FROM interview i
                WHERE i.deleted_at IS NULL AND i.is_test = %(is_test)s AND i.position > known.position
                  AND (%(profiles)s::text[] IS NULL OR i.profile = ANY (%(profiles)s::text[]))
                ORDER BY i.position
                LIMIT 1)
        FROM known
        WHERE known.position IS NOT NULL
    )
    SELECT position
    FROM known
    WHERE position IS NOT NULL
    LIMIT %(limit)s
"""
"""Steps from each position to the next in the index: reading every row would be slow."""


def build_where(
    query: InterviewQuery, profiles: Sequence[str] | None, blind_index: BlindIndex
) -> tuple[str, Params]:
    """Return the condition of the filters of ``query``, and its values."""
    filters: tuple[tuple[LiteralString, str, Any], ...] = (  # Any: SQL values
        ("i.profile = ANY (%(profiles)s::text[])", "profiles", profiles),
        ("i.profile = ANY (%(asked_profiles)s::text[])", "asked_profiles", query.profiles),
        ("i.state = ANY (%(states)s::text[])", "states", query.states),
        ("i.position = %(position)s", "position", query.position),
        ("i.recommendation = ANY (%(advice)s::text[])", "advice", query.recommendations),
        ("i.flags && %(flags)s::text[]", "flags", query.flags),
        ("i.created_at >= %(created_from)s", "created_from", query.created_from),
        ("i.created_at < %(created_before)s", "created_before", query.created_before),
        ("i.created_by_id = %(created_by)s", "created_by", query.created_by),
        ("(i.failure IS NOT NULL) = %(has_failed)s", "has_failed", query.has_failed),
        ("i.id = ANY (%(ids)s::uuid[])", "ids", query.ids),
        ("i.external_id = %(external_id)s", "external_id", query.external_id),
        ("i.state_since >= %(in_state_from)s", "in_state_from", query.in_state_from),
    )
    used = [(condition, name, value) for condition, name, value in filters if value]
    conditions = ["i.deleted_at IS NULL", *(condition for condition, _, _ in used)]
    params = {name: list(value) if isinstance(value, tuple) else value for _, name, value in used}
    if query.is_test is not None:
        conditions.append("i.is_test = %(is_test)s")
        params["is_test"] = query.is_test
    if query.decisions:
        condition, values = _build_decisions(query.decisions)
        conditions.append(condition)
        params |= values
    if query.conversation_id is not None:
        conditions.append(_IS_IN_CONVERSATION)
        params |= {
            "conversation": index_conversation(query.conversation_id, blind_index),
            "conversation_run_id": query.conversation_id,
        }
    if text := (query.search or "").strip():
        condition, values = _build_search(text, blind_index)
        conditions.append(condition)
        params |= values
    return " AND ".join(conditions), params


def index_conversation(conversation_id: str, blind_index: BlindIndex) -> bytes:
    """Return the blind index of a conversation's id; unlike in a name, each character counts."""
    return blind_index(f"conversation {conversation_id.encode().hex()}")


def build_count(where: str) -> str:
    """Return the statement that counts up to one more than ``MAX_COUNTED_INTERVIEWS``."""
    return f"""
        SELECT count(*) AS total
        FROM (SELECT 1 FROM interview i WHERE {where} LIMIT {MAX_COUNTED_INTERVIEWS + 1}) AS found
    """  # noqa: S608 - made of constants only


def build_page(where: str, query: InterviewQuery) -> tuple[str, Params]:
    """Return the statement of one page with one row more, and its own values."""
    column, direction = _SORT_COLUMNS[query.order]
    params: Params = {"limit": query.limit + 1, "offset": 0}
    after = ""
    place = read_time_and_id(query.order, query.cursor)
    if place is None:
        params["offset"] = (query.page - 1) * query.limit
    else:
        at, last_id = place
        sign = "<" if direction == "DESC" else ">"
        after = f"AND (i.{column}, i.id) {sign} (%(after_at)s, %(after_id)s)"
        params |= {"after_at": at, "after_id": last_id}
    statement = f"""
        {SELECT}
        WHERE {where} {after}
        ORDER BY i.{column} {direction}, i.id {direction}
        LIMIT %(limit)s
        OFFSET %(offset)s
    """
    return statement, params


def build_cursor(row: Row, order: InterviewOrder) -> str:
    """Return the opaque text that continues a list after ``row``."""
    at: datetime = row[_SORT_COLUMNS[order][0]]
    return write_cursor(order, at, row["id"])


def _build_decisions(decisions: Sequence[DecisionFilter]) -> tuple[str, Params]:
    """Return the condition of the newest decision, and its values."""
    outcomes = [decision for decision in decisions if decision != "NONE"]
    if not outcomes:
        return _HAS_NO_DECISION, {}
    if "NONE" not in decisions:
        return _HAS_DECISION, {"outcomes": outcomes}
    return f"({_HAS_DECISION} OR {_HAS_NO_DECISION})", {"outcomes": outcomes}


def _build_search(text: str, blind_index: BlindIndex) -> tuple[str, Params]:
    """Return the condition of a search, and its values; personal data is found by keyed hashes."""
    if "@" in text:
        email = "(SELECT p.id FROM person p WHERE p.email_index = %(email)s)"
        return f"i.person_id IN {email}", {"email": blind_index(text)}
    escaped = re.sub(r"([\\%_])", r"\\\1", text)
    params: Params = {"text": text, "like": f"%{escaped}%"}
    named = "p.reference = %(text)s"
    if words := [blind_index(word) for word in tokenize_name_for_search(text)]:
        named = "p.reference = %(text)s OR p.name_index @> %(words)s::bytea[]"
        params["words"] = words
    is_id = ""
    try:
        params["id"] = UUID(text)
        is_id = "OR i.id = %(id)s"
    except ValueError:
        pass
    people = f"(SELECT p.id FROM person p WHERE {named})"  # noqa: S608 - made of constants only
    return (
        f"(i.person_id IN {people} OR i.position ILIKE %(like)s OR i.run_id = %(text)s "
        f"OR i.external_id = %(text)s {is_id})"
    ), params
