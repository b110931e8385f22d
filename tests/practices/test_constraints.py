"""The database is the last wall: it refuses by itself what the rules refuse."""

from __future__ import annotations

import asyncpg
import pytest

from commons.kit.database import DATABASE
from commons.practices import actions
from commons.practices.content import ComponentContent, PartnerContent, PlaceContent
from commons.practices.states import State
from tests.conftest import NOW
from tests.dumps import dump
from tests.practices.people import practice_of, version_in
from tests.practices.study import STUDY
from tests.support import DEE

pytestmark = pytest.mark.usefixtures("library")

CHECK = asyncpg.CheckViolationError
UNIQUE = asyncpg.UniqueViolationError
FOREIGN = asyncpg.ForeignKeyViolationError
NULL = asyncpg.NotNullViolationError

SECOND = (
    "INSERT INTO practice_version (id, practice, number, state, shelf, title, summary, language, fingerprint,"
    " created_at, published_at, withdrawn_at, withdrawn_reason)"
    " SELECT gen_random_uuid(), practice, {number}, '{state}', shelf, title, summary, language, fingerprint,"
    " created_at, {stamps} FROM practice_version WHERE id = '{version}'"
)

# $v: a published version with all parts, its practice $p and its study $e.
VERSION = "UPDATE practice_version SET {} WHERE id = '$v'"
STATEMENTS = [
    ("UPDATE practice SET slug = 'No Slug' WHERE id = '$p'", CHECK),
    ("UPDATE practice SET slug = 'koban-policing-japan' WHERE id = '$p'", UNIQUE),
    ("DELETE FROM practice WHERE id = '$p'", FOREIGN),
    (VERSION.format("state = 'lost', published_at = NULL"), CHECK),
    (VERSION.format("state = 'draft'"), CHECK),  # it has a day of publication
    (VERSION.format("published_at = NULL"), CHECK),
    (VERSION.format("state = 'withdrawn'"), CHECK),  # neither day nor reason
    (VERSION.format("state = 'withdrawn', withdrawn_at = now()"), CHECK),
    (VERSION.format("withdrawn_at = now(), withdrawn_reason = 'x'"), CHECK),
    (VERSION.format("shelf = 'top'"), CHECK),
    (VERSION.format("title = ''"), CHECK),
    (VERSION.format("title = NULL"), NULL),
    (VERSION.format("summary = ''"), CHECK),
    (VERSION.format("language = 'English'"), CHECK),
    (VERSION.format("fingerprint = 'x'"), CHECK),
    (VERSION.format("number = 0"), CHECK),
    (VERSION.format("practice = gen_random_uuid()"), FOREIGN),
    (SECOND.format(number=1, state="draft", stamps="NULL, NULL, NULL", version="$v"), UNIQUE),
    (SECOND.format(number=2, state="published", stamps="now(), NULL, NULL", version="$v"), UNIQUE),
    (SECOND.format(number=2, state="withdrawn", stamps="now(), now(), 'x'", version="$v"), UNIQUE),
    (
        SECOND.format(number=2, state="draft", stamps="NULL, NULL, NULL", version="$v")
        + ";"
        + SECOND.format(number=3, state="in_review", stamps="NULL, NULL, NULL", version="$v"),
        UNIQUE,
    ),
    ("UPDATE version_facet SET concept = gen_random_uuid() WHERE version = '$v'", FOREIGN),
    ("UPDATE version_facet SET scheme = 'sector' WHERE version = '$v'", FOREIGN),
    ("UPDATE version_place SET country = 'br', subdivision = NULL WHERE version = '$v'", CHECK),
    ("UPDATE version_place SET subdivision = 'US-NY' WHERE version = '$v'", CHECK),
    ("UPDATE version_partner SET name = '' WHERE version = '$v'", CHECK),
    ("UPDATE version_partner SET sector = role WHERE version = '$v'", FOREIGN),
    ("UPDATE version_partner SET role = sector WHERE version = '$v'", FOREIGN),
    ("UPDATE version_partner SET role = sector, role_scheme = 'sector' WHERE version = '$v'", CHECK),
    ("UPDATE version_partner SET sector = role, sector_scheme = 'partner-role' WHERE version = '$v'", CHECK),
    ("UPDATE version_component SET kind = 'nice' WHERE version = '$v'", CHECK),
    ("UPDATE version_component SET name = '' WHERE version = '$v'", CHECK),
    ("UPDATE version_citation SET document = 'A/1' WHERE version = '$v'", FOREIGN),
    ("UPDATE version_citation SET locator = '' WHERE version = '$v'", CHECK),
    ("UPDATE evaluation SET title = '' WHERE id = '$e'", CHECK),
    ("UPDATE evaluation SET maryland = 0 WHERE id = '$e'", CHECK),
    ("UPDATE evaluation SET maryland = 6 WHERE id = '$e'", CHECK),
    ("UPDATE evaluation SET independence = 'somewhat' WHERE id = '$e'", CHECK),
    ("UPDATE evaluation SET document = 'A/1' WHERE id = '$e'", FOREIGN),
    ("UPDATE evaluation SET fingerprint = '' WHERE id = '$e'", CHECK),
    ("UPDATE evaluation SET superseded_at = recorded_at - interval '1 second' WHERE id = '$e'", CHECK),
    (
        "INSERT INTO evaluation SELECT gen_random_uuid(), practice, 1, title, maryland, design, independence, sample,"
        " document, locator, fingerprint, recorded_at FROM evaluation WHERE id = '$e'",
        UNIQUE,
    ),
    ("UPDATE finding SET outcome = '' WHERE evaluation = '$e'", CHECK),
    ("UPDATE finding SET direction = 'up' WHERE evaluation = '$e'", CHECK),
    ("UPDATE finding SET unit = 'litres' WHERE evaluation = '$e'", CHECK),
    ("UPDATE finding SET unit = NULL WHERE evaluation = '$e'", CHECK),  # its figures would mean nothing
    ("UPDATE finding SET follow_up_months = -1 WHERE evaluation = '$e'", CHECK),
    ("UPDATE finding SET position = 0 WHERE evaluation = '$e'", UNIQUE),
    ("UPDATE finding SET problem = gen_random_uuid() WHERE evaluation = '$e'", FOREIGN),
    ("UPDATE finding SET problem_scheme = 'setting' WHERE evaluation = '$e'", CHECK),
    ("DELETE FROM evaluation WHERE id = '$e'", FOREIGN),
    ("DELETE FROM document WHERE code = 'A/CONF.222/9'", FOREIGN),
]


@pytest.fixture(scope="module")
async def names(library: None) -> dict[str, str]:
    """The ids of one practice that has everything."""
    version = await version_in(
        State.PUBLISHED,
        places=[PlaceContent("BR", "BR-PA")],
        partners=[PartnerContent("The court", "courts", "delivery")],
        components=[ComponentContent("Walk", "People walk.", "core")],
    )
    practice = await practice_of(version)
    await actions.record_evaluation(DEE, practice, STUDY, position=0, now=NOW)
    evaluation = await DATABASE.value("SELECT id FROM evaluation WHERE practice = $1", practice)
    return {"$v": str(version), "$p": str(practice), "$e": str(evaluation)}


async def refusal(names: dict[str, str], statement: str) -> asyncpg.IntegrityConstraintViolationError:
    for name, value in names.items():
        statement = statement.replace(name, value)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as caught:
        async with DATABASE.acquire() as connection:
            await connection.execute(statement)
    return caught.value


def constraint(error: asyncpg.IntegrityConstraintViolationError) -> str:
    return str(getattr(error, "constraint_name", None))  # set from the server's answer


@pytest.mark.parametrize(("statement", "error"), STATEMENTS, ids=[text[:90] for text, _ in STATEMENTS])
async def test_it_refuses(names: dict[str, str], statement: str, error: type[Exception]) -> None:
    before = await dump()
    assert type(await refusal(names, statement)) is error
    assert await dump() == before


async def test_every_check_and_unique_name_of_the_library_is_tried_here(names: dict[str, str]) -> None:
    tried = {constraint(await refusal(names, statement)) for statement, _ in STATEMENTS}
    rows = await DATABASE.rows(
        "SELECT c.conname AS name FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"
        " WHERE c.contype = 'c' AND t.relname ~ '^(practice|version|evaluation|finding)'"
        " UNION SELECT x.indexrelid::regclass::text FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid"
        " WHERE x.indisunique AND NOT x.indisprimary AND t.relname ~ '^(practice|version|evaluation|finding)'"
    )
    assert {row["name"] for row in rows} - tried == set()
    assert len(rows) > 30
