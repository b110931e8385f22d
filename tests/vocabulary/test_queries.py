"""Reads of the vocabularies: in reading order, for many at once, and nothing for what is not there."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest

from commons.vocabulary.actions import concept_id
from commons.vocabulary.queries import (
    all_documents,
    all_schemes,
    concept_named,
    concepts_by_id,
    concepts_of,
    documents_by_code,
    narrower_of,
    scheme_named,
    schemes_by_id,
    unknown_notations,
)
from commons_seeds.library import SCHEME_ORDER
from tests.delivered import delivered, schemes

pytestmark = pytest.mark.usefixtures("library")


async def test_schemes_stand_in_reading_order() -> None:
    assert [scheme.notation for scheme in await all_schemes()] == list(SCHEME_ORDER)
    assert set(schemes()) == set(SCHEME_ORDER)


async def test_concepts_stand_in_the_order_of_their_file() -> None:
    found = await concepts_of(list(schemes()))
    for notation, entry in schemes().items():
        assert [row.notation for row in found[notation]] == [concept.notation for concept in entry.concepts]
        assert [row.labels for row in found[notation]] == [dict(concept.label) for concept in entry.concepts]


async def test_what_is_broader_stands_before_what_is_narrower() -> None:
    for rows in (await concepts_of(list(schemes()))).values():
        place = {row.id: number for number, row in enumerate(rows)}
        assert all(place[row.broader] < place[row.id] for row in rows if row.broader is not None)


async def test_narrower_concepts_are_those_whose_file_says_so() -> None:
    parents = {
        concept_id(notation, broader): [concept.notation for concept in entry.concepts if concept.broader == broader]
        for notation, entry in schemes().items()
        for broader in {concept.broader for concept in entry.concepts if concept.broader is not None}
    }
    assert len(parents) > 10
    found = await narrower_of(list(parents))
    assert {parent: [row.notation for row in rows] for parent, rows in found.items()} == parents


async def test_what_is_not_there_is_left_out() -> None:
    town, nothing = concept_id("setting", "city"), uuid4()
    assert await scheme_named("nothing") is None
    assert await concept_named("setting", "nothing") is None
    assert await concept_named("approach", "city") is None
    assert list(await concepts_by_id([nothing, town])) == [town]
    assert await concepts_of(["nothing"]) == {}
    assert await narrower_of([nothing]) == {}
    assert list(await documents_by_code(["A/CONF.222/9", "nothing"])) == ["A/CONF.222/9"]


async def test_a_scheme_is_found_by_notation_and_by_id() -> None:
    scheme = await scheme_named("setting")
    assert scheme is not None
    assert scheme.titles["fr"] == schemes()["setting"].title["fr"]
    assert await schemes_by_id([scheme.id, uuid4()]) == {scheme.id: scheme}


async def test_unknown_notations_are_those_that_the_scheme_lacks() -> None:
    assert await unknown_notations("setting", ["city", "b", "school", "a"]) == ["a", "b"]
    assert await unknown_notations("approach", ["city"]) == ["city"]
    assert await unknown_notations("setting", []) == []


async def test_documents_stand_in_the_order_of_their_file() -> None:
    codes = [document.code for document in delivered().documents]
    assert [row.code for row in await all_documents()] == codes


async def test_many_are_read_with_as_many_statements_as_one(statements: Counter[str]) -> None:
    ids = [row.id for row in (await concepts_of(["setting"]))["setting"]]
    scheme_ids = [row.id for row in await all_schemes()]
    for few, many in (
        (concepts_of(["setting"]), concepts_of(list(schemes()))),
        (concepts_by_id(ids[:1]), concepts_by_id(ids)),
        (narrower_of(ids[:1]), narrower_of(ids)),
        (schemes_by_id(scheme_ids[:1]), schemes_by_id(scheme_ids)),
        (documents_by_code(["A/CONF.222/9"]), documents_by_code(["A/CONF.222/9", "E/RES/2002/13", "x"])),
    ):
        statements.clear()
        await few
        asked = statements.total()
        await many
        assert (asked, statements.total()) == (1, 2)
