"""Data of the installation is closed to every organization's administrator, on every operation.

The rows of a table without ``tenant_id`` belong to no organization. Give ``Role.ADMIN`` the permission
'platform:operate' again, and every test about what an organization may do here fails.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from uuid import uuid4  # noqa: TID251 - marks that stand nowhere else

import psycopg
import pytest
import pytest_asyncio
from psycopg import sql
from tests.fakes.invitations import administrator
from tests.integration.api.gateway import Gateway, Operation
from tests.integration.api.test_roles import NEEDS, unknown_id
from tests.integration.api.valid_bodies import BODIES

from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.kernel.caller import Permission

pytestmark = pytest.mark.asyncio(loop_scope="session")

OF_THE_INSTALLATION = {
    "alert": "alerts that fire",
    "alembic_version": "the schema's version",
    "bus_mode": "what carries the events",
    "catalog_entry": "skills and occupations of an imported release",
    "catalog_label": "their names",
    "catalog_release": "which release was imported, and when",
    "catalog_vector": "what their names mean",
    "installation_role": "who operates the installation",
    "model_certificate": "what models showed when they were qualified",
    "model_qualification": "qualifications that operators started",
    "metric_sample": "what processes measure",
    "price": "what models cost",
    "scheduled_task_lease": "which process runs a task",
}
"""Tables without a tenant that no request of an organization may change."""
WRITTEN_BY_EVERYBODY = {
    "rate_limit": "a limit counts the tries of everybody, also of strangers",
    "model_request": "a limit of the model counts the requests for all organizations",
    "account": "a person's own sign-in: passwords, versions, links",
}
"""Tables without a tenant that any caller's request may change, and why."""
FOR_OPERATORS = {name for name, needed in NEEDS.items() if needed is Permission.PLATFORM_OPERATE}
_ENDS_THE_SIGN_IN = ("change_password", "logout", "logout_everywhere")
"""They come last; the second of them to end it is answered 401."""
_PASSWORD = "Correct horse battery 9"


@pytest_asyncio.fixture(loop_scope="session")
async def callers(gateway: Gateway) -> AsyncIterator[dict[str, dict[str, str]]]:
    """An administrator of an organization of their own, and their key that claims to operate."""
    email = f"{uuid4().hex}@third.example.com"
    await administrator(
        gateway.of.tenancy,
        email=email,
        name="Ines Third",
        password=_PASSWORD,
        organization=f"Third house {uuid4().hex}",
    )
    login = {"email": email, "password": _PASSWORD}
    answer = await gateway.http.post("/api/v1/auth/login", json=login)
    token = {"Authorization": f"Bearer {answer.json()['accessToken']}"}
    gateway.callers["third"] = token
    mine = (await gateway.ask("third", "GET", "/api/v1/auth/me")).json()["permissions"]
    wish = {"name": "Everything", "permissions": [one for one in mine if "platform" not in one]}
    issued = (await gateway.ask("third", "POST", "/api/v1/api-keys", wish)).json()
    async with await psycopg.AsyncConnection.connect(gateway.database.superuser_url) as link:
        await link.execute(
            "UPDATE api_key SET permissions = permissions || '{platform:operate}' WHERE id = %s",
            [issued["id"]],
        )
    gateway.callers["third key"] = {"X-API-Key": issued["key"]}
    yield gateway.callers
    del gateway.callers["third"], gateway.callers["third key"]


def in_order(gateway: Gateway) -> list[Operation]:
    """Return every operation; what ends the caller's sign-in comes last."""
    return sorted(gateway.operations, key=lambda one: one.id in _ENDS_THE_SIGN_IN)


async def sent(gateway: Gateway, who: str, one: Operation) -> tuple[int, str]:
    """Send one operation with a body that would do; ids in the path are unknown."""
    path = one.at(**{name: unknown_id(name) for name in one.path_names})
    answer = await gateway.ask(who, one.method, path, BODIES.get(one.id))
    return answer.status_code, answer.text


async def tables_without_tenant(gateway: Gateway) -> set[str]:
    async with await psycopg.AsyncConnection.connect(gateway.database.superuser_url) as link:
        found = await link.execute(
            "SELECT c.table_name FROM information_schema.columns c"
            " JOIN pg_tables t ON t.schemaname = 'public' AND t.tablename = c.table_name"
            " WHERE c.table_schema = 'public'"
            " GROUP BY 1 HAVING NOT bool_or(c.column_name = 'tenant_id')"
        )
        return {str(row[0]) for row in await found.fetchall()}


async def digests(link: psycopg.AsyncConnection, tables: Sequence[str]) -> dict[str, str]:
    """Return a digest of each table's rows."""
    each = (
        sql.SQL(
            "SELECT {label}, md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM {table} t"
        ).format(label=sql.Literal(name), table=sql.Identifier(name))
        for name in tables
    )
    rows = await (await link.execute(sql.SQL(" UNION ALL ").join(each))).fetchall()
    return dict(rows)


async def test_every_table_without_a_tenant_is_listed_here(gateway: Gateway) -> None:
    known = {*OF_THE_INSTALLATION, *WRITTEN_BY_EVERYBODY}

    assert await tables_without_tenant(gateway) == known


async def test_an_operator_may_do_what_the_administrator_may_not(gateway: Gateway) -> None:
    # Trials of a voice are limited for the whole installation, and other tests here make some.
    await RateLimiter(gateway.on.database, gateway.on.keys).clear("installation-voice")
    statuses = {
        one.id: (await sent(gateway, "admin", one))[0]
        for one in gateway.operations
        if one.id in FOR_OPERATORS
    }

    refused = {name: status for name, status in statuses.items() if status != 200}
    assert refused == {
        "speak_installation_voice": 404,  # it has to name one of the engines
        "start_model_qualification": 409,  # no model is configured here
        "cancel_model_qualification": 404,
    }


async def plant_rows(gateway: Gateway, mark: str) -> None:
    """Write a price and an alert with ``mark``, and delete prices that a request would set again unseen."""
    async with await psycopg.AsyncConnection.connect(gateway.database.superuser_url) as link:
        for price in BODIES["put_prices"]["prices"]:
            await link.execute("DELETE FROM price WHERE provider = %s", [price["provider"]])
        await link.execute(
            "INSERT INTO price (provider, model, kind, valid_from, dollars, per)"
            " VALUES (%s, '*', 'llm_in', now(), 1, 1)",
            [mark],
        )
        await link.execute(
            "INSERT INTO alert (id, rule, severity, labels, value, active_at, fired_at)"
            " VALUES (gen_random_uuid(), 'Odd', 'page', jsonb_build_object('queue', %s::text), 1,"
            " now(), now())",
            [mark],
        )


@pytest.mark.parametrize("who", ["third key", "third"])
async def test_no_request_of_an_organization_operates_the_installation_reads_or_changes_its_rows(
    gateway: Gateway, callers: dict[str, dict[str, str]], who: str
) -> None:
    tables, mark = sorted(OF_THE_INSTALLATION), f"mark-{uuid4().hex}"
    await plant_rows(gateway, mark)
    effective, refused, showing, changed = set(), set(), [], {}
    async with await psycopg.AsyncConnection.connect(
        gateway.database.superuser_url, autocommit=True
    ) as link:
        before = await digests(link, tables)
        for one in in_order(gateway):
            status, text = await sent(gateway, who, one)
            if one.method != "GET" and status < 300:
                effective.add(one.id)
            if status == 403 and Permission.PLATFORM_OPERATE in text:
                refused.add(one.id)
            if mark in text:
                showing.append(one.id)
            after = await digests(link, tables)
            if after != before:
                changed[one.id] = {name for name in tables if after[name] != before[name]}
            before = after

    assert {"get_alerts", "get_kafka_status", "get_prices", "put_prices"} <= FOR_OPERATORS
    assert refused == FOR_OPERATORS
    assert showing == []
    assert changed == {}
    assert {"create_interview", "put_webhook_config", "change_settings"} <= effective
    assert ("logout" in effective) is (who == "third")
    assert len(effective) >= 11


async def test_an_operator_reads_the_rows_of_the_installation(gateway: Gateway) -> None:
    mark = f"mark-{uuid4().hex}"
    await plant_rows(gateway, mark)

    showing = [
        one.id
        for one in gateway.operations
        if one.method == "GET"
        and one.id in FOR_OPERATORS
        and mark in (await sent(gateway, "admin", one))[1]
    ]

    assert sorted(showing) == ["get_alerts", "get_prices"]
