"""Vocabularies are written by administrators, over what was there, and what was published stays."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import asyncpg
import pytest

from commons.kit.database import DATABASE
from commons.kit.errors import Code, Refused
from commons.people.actor import Actor, Role
from commons.vocabulary.actions import concept_id, keep_documents, keep_scheme
from commons.vocabulary.content import ConceptContent, DocumentContent, SchemeContent
from commons.vocabulary.queries import all_documents, all_schemes, concept_named, concepts_of, narrower_of
from tests.dumps import dump
from tests.support import ADA, DEE

pytestmark = pytest.mark.usefixtures("empty")

BO = Actor("Bo", frozenset({Role.EDITOR}))
LABELS = {"en": "Town", "fr": "Ville", "es": "Ciudad"}
TOWN = ConceptContent("town", LABELS, {"en": ["borough"]}, {"en": "Where many live."}, source="E/RES/2002/13 annex ¶6")
STREET = ConceptContent("street", {"en": "Street", "fr": "Rue", "es": "Calle"}, broader="town")
SCHEME = SchemeContent("setting", LABELS, {"en": "Where it happens."}, [TOWN, STREET], source="The registry")
DOCUMENTS = [DocumentContent("A/1", "One", "2015"), DocumentContent("A/2", "Two", "undated")]


@pytest.fixture(autouse=True)
async def kept() -> None:
    """The same vocabulary before every test."""
    await DATABASE.rows("TRUNCATE document, concept, scheme CASCADE")
    await keep_scheme(DEE, SCHEME, position=3)
    await keep_documents(DEE, DOCUMENTS)


async def test_what_was_kept_is_read_as_it_was_given() -> None:
    (scheme,) = await all_schemes()
    assert (scheme.notation, scheme.titles, scheme.descriptions, scheme.source) == (
        "setting",
        LABELS,
        {"en": "Where it happens."},
        "The registry",
    )
    town, street = (await concepts_of(["setting"]))["setting"]
    assert (town.notation, town.labels, town.alternatives) == ("town", LABELS, {"en": ["borough"]})
    assert (town.definitions, town.source, town.broader) == ({"en": "Where many live."}, TOWN.source, None)
    assert (street.notation, street.broader) == ("street", town.id)
    assert await narrower_of([town.id]) == {town.id: [street]}
    assert [(row.code, row.title, row.issued) for row in await all_documents()] == [
        ("A/1", "One", "2015"),
        ("A/2", "Two", "undated"),
    ]


async def test_every_installation_gives_a_concept_the_same_id() -> None:
    found = await concept_named("setting", "town")
    assert found is not None
    assert found.id == concept_id("setting", "town") == UUID("ab39b66e-bdec-57d1-b8ea-4b72c6b41f73")


@pytest.mark.parametrize("actor", [ADA, BO], ids=lambda actor: actor.name)
async def test_who_is_no_administrator_changes_nothing(actor: Actor) -> None:
    before = await dump()
    for deed in (keep_scheme(actor, replace(SCHEME, titles=TOWN.labels), position=9), keep_documents(actor, [])):
        with pytest.raises(Refused, match="Only an administrator") as caught:
            await deed
        assert caught.value.code is Code.FORBIDDEN
    assert await dump() == before


async def test_keeping_the_same_again_changes_nothing() -> None:
    before = await dump()
    assert not await keep_scheme(DEE, SCHEME, position=3)
    await keep_documents(DEE, DOCUMENTS)
    assert await dump() == before
    assert len(before["concept"]) == 2


@pytest.mark.parametrize(
    ("changed", "position"),
    [
        (SCHEME, 4),
        (replace(SCHEME, source=None), 3),
        (replace(SCHEME, titles={**LABELS, "en": "Places"}), 3),
        (replace(SCHEME, concepts=[TOWN, replace(STREET, broader=None)]), 3),
        (replace(SCHEME, concepts=[TOWN, replace(STREET, alternatives={"en": ["lane"]})]), 3),
    ],
    ids=["position", "source", "title", "broader", "other words"],
)
async def test_whoever_keeps_a_scheme_learns_whether_it_changed(changed: SchemeContent, position: int) -> None:
    assert await keep_scheme(DEE, changed, position=position)
    assert not await keep_scheme(DEE, changed, position=position)


async def test_a_published_notation_can_not_vanish_and_nothing_else_is_written() -> None:
    before = await dump()
    changed = replace(TOWN, labels={**LABELS, "en": "Big town"})
    with pytest.raises(Refused, match=r"^setting/street was published; its URI must stay\."):
        await keep_scheme(DEE, replace(SCHEME, concepts=[changed]), position=3)
    assert await dump() == before


async def test_everything_of_a_concept_but_its_notation_may_change() -> None:
    village = ConceptContent("village", {"en": "Village", "fr": "Village", "es": "Aldea"})
    street = ConceptContent(
        "street",
        {"en": "Lane", "fr": "Ruelle", "es": "Callejón"},
        alternatives={"en": ["alley"]},
        definitions={"fr": "Petite rue."},
        broader="village",
        source="Another",
    )
    await keep_scheme(DEE, replace(SCHEME, concepts=[village, street, TOWN]), position=3)
    rows = (await concepts_of(["setting"]))["setting"]
    assert [row.notation for row in rows] == ["village", "street", "town"]
    assert rows[1].labels == street.labels
    assert (rows[1].alternatives, rows[1].definitions) == (street.alternatives, street.definitions)
    assert (rows[1].broader, rows[1].source) == (concept_id("setting", "village"), "Another")
    assert rows[1].id == concept_id("setting", "street")


async def test_a_scheme_may_be_renamed_moved_and_described_anew() -> None:
    other = replace(SCHEME, notation="approach", concepts=[])
    await keep_scheme(DEE, other, position=1)
    await keep_scheme(DEE, replace(SCHEME, titles=STREET.labels, descriptions={"en": "New."}, source=None), position=0)
    setting, approach = await all_schemes()
    assert (setting.notation, approach.notation) == ("setting", "approach")
    assert (setting.titles, setting.descriptions, setting.source) == (STREET.labels, {"en": "New."}, None)


async def test_a_document_may_be_renamed_and_moved() -> None:
    await keep_documents(DEE, [DOCUMENTS[1], DocumentContent("A/1", "Uno", "2016")])
    assert [(row.code, row.title, row.issued) for row in await all_documents()] == [
        ("A/2", "Two", "undated"),
        ("A/1", "Uno", "2016"),
    ]


async def test_a_broader_concept_of_another_scheme_is_refused() -> None:
    other = replace(SCHEME, notation="approach", concepts=[replace(STREET, broader="town")])
    with pytest.raises(Refused, match="its broader concept town must stand before it"):
        await keep_scheme(DEE, other, position=4)
    assert [scheme.notation for scheme in await all_schemes()] == ["setting"]


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE scheme SET notation = 'Not A Notation'", asyncpg.CheckViolationError),
        ("UPDATE scheme SET titles = titles - 'es'", asyncpg.CheckViolationError),
        ("UPDATE scheme SET descriptions = '{}'", asyncpg.CheckViolationError),
        ("UPDATE scheme SET fingerprint = 'x'", asyncpg.CheckViolationError),
        ("DELETE FROM scheme", asyncpg.ForeignKeyViolationError),
        ("UPDATE concept SET notation = 'two--hyphens' WHERE notation = 'town'", asyncpg.CheckViolationError),
        ("UPDATE concept SET labels = labels - 'fr'", asyncpg.CheckViolationError),
        ("UPDATE concept SET broader = id", asyncpg.CheckViolationError),
        ("UPDATE concept SET broader = gen_random_uuid()", asyncpg.ForeignKeyViolationError),
        ("UPDATE concept SET notation = 'town'", asyncpg.UniqueViolationError),
        ("UPDATE concept SET scheme = 'nowhere'", asyncpg.ForeignKeyViolationError),
        (
            "INSERT INTO scheme SELECT gen_random_uuid(), 'approach', 1, titles, descriptions, source, fingerprint"
            " FROM scheme;"
            "INSERT INTO concept SELECT gen_random_uuid(), 'approach', 'new', 1, id, labels, '{}', '{}' FROM concept"
            " WHERE notation = 'town'",
            asyncpg.ForeignKeyViolationError,  # broader stands in another scheme
        ),
        ("DELETE FROM concept WHERE notation = 'town'", asyncpg.ForeignKeyViolationError),
    ],
)
async def test_the_database_refuses_what_the_rules_refuse(statement: str, error: type[Exception]) -> None:
    before = await dump()
    with pytest.raises(error):
        async with DATABASE.acquire() as connection:
            await connection.execute(statement)
    assert await dump() == before
