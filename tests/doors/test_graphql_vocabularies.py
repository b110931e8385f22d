"""Vocabularies and places: as the room has them, in the languages that they have."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from commons.vocabulary.queries import ConceptRow, all_schemes, concepts_of
from commons.vocabulary.rules import LANGUAGES
from commons_graphql.vocabulary import Language
from tests.doors.graphql_answers import page
from tests.support import data

CONCEPTS = """
query Concepts($scheme: String!, $language: Language!) {
  vocabulary(scheme: $scheme) {
    notation uri source title(language: $language) description(language: $language)
    titles { language text }
    concepts {
      notation uri source label(language: $language) definition(language: $language)
      labels { language text } alternativeLabels { language text }
      broader { notation } narrower { notation } vocabulary { notation }
    }
  }
}
"""


async def rows_of(scheme: str) -> list[ConceptRow]:
    return (await concepts_of([scheme]))[scheme]


async def read(client: httpx.AsyncClient, scheme: str, language: str = "EN") -> Any:
    return (await data(client, CONCEPTS, scheme=scheme, language=language))["vocabulary"]


async def test_all_vocabularies_come_in_reading_order(client: httpx.AsyncClient) -> None:
    rows = await all_schemes()
    answer = await data(client, "{ vocabularies { notation title uri } }")
    assert answer["vocabularies"] == [
        {
            "notation": row.notation,
            "title": row.titles["en"],
            "uri": f"http://127.0.0.1:8000/vocabulary/{row.notation}",
        }
        for row in rows
    ]
    assert len(rows) > 5


async def test_a_vocabulary_shows_its_concepts_as_the_room_has_them(client: httpx.AsyncClient) -> None:
    rows = await rows_of("approach")
    by_id = {row.id: row for row in rows}
    shown = (await read(client, "approach"))["concepts"]
    assert [one["notation"] for one in shown] == [row.notation for row in rows]
    for one, row in zip(shown, rows, strict=True):
        assert one["uri"] == f"http://127.0.0.1:8000/vocabulary/approach/{row.notation}"
        assert one["label"] == row.labels["en"]
        assert one["labels"] == [{"language": language, "text": text} for language, text in row.labels.items()]
        assert {(text["language"], text["text"]) for text in one["alternativeLabels"]} == {
            (language, word) for language, words in row.alternatives.items() for word in words
        }
        assert one["definition"] == row.definitions.get("en")
        assert one["source"] == row.source
        assert one["broader"] == (row.broader and {"notation": by_id[row.broader].notation})
        assert one["narrower"] == [{"notation": other.notation} for other in rows if other.broader == row.id]
        assert one["vocabulary"] == {"notation": "approach"}


async def test_a_vocabulary_is_read_in_french(client: httpx.AsyncClient) -> None:
    scheme = next(row for row in await all_schemes() if row.notation == "approach")
    shown = await read(client, "approach", "FR")
    assert shown["title"] == scheme.titles["fr"] != scheme.titles["en"]
    assert shown["description"] == scheme.descriptions["fr"]
    rows = await rows_of("approach")
    assert [one["label"] for one in shown["concepts"]] == [row.labels["fr"] for row in rows]
    assert sum(row.labels["fr"] != row.labels["en"] for row in rows) > len(rows) / 2


async def test_a_language_that_a_label_lacks_gives_english(client: httpx.AsyncClient) -> None:
    lacking = 0
    for scheme in await all_schemes():
        shown = await read(client, scheme.notation, "RU")
        for one, row in zip(shown["concepts"], await rows_of(scheme.notation), strict=True):
            assert one["label"] == row.labels.get("ru", row.labels["en"])
            lacking += "ru" not in row.labels
    assert lacking


def test_the_languages_are_those_of_the_room() -> None:
    assert [str(language.value) for language in Language] == list(LANGUAGES)


async def test_the_number_of_a_concept_is_what_its_filter_finds(client: httpx.AsyncClient) -> None:
    concepts = (await data(client, '{ vocabulary(scheme: "setting") { concepts { notation practiceCount } } }'))[
        "vocabulary"
    ]["concepts"]
    for one in concepts[:12]:
        found = await page(client, filter={"setting": [one["notation"]]})
        assert one["practiceCount"] == found["totalCount"], one
    assert max(one["practiceCount"] for one in concepts) > 1


@pytest.mark.parametrize("scheme", ["", "nothing", "Approach", "approach "])
async def test_a_vocabulary_that_is_not_there_is_null(client: httpx.AsyncClient, scheme: str) -> None:
    query = "query ($scheme: String!) { vocabulary(scheme: $scheme) { id } }"
    assert await data(client, query, scheme=scheme) == {"vocabulary": None}


@pytest.mark.parametrize(
    ("language", "name"), [("EN", "Brazil"), ("FR", "Brésil"), ("ES", "Brasil"), ("RU", "Бразилия"), ("ZH", "巴西")]
)
async def test_a_country_has_a_name_in_each_language(client: httpx.AsyncClient, language: str, name: str) -> None:
    query = """
    query ($language: Language!) {
      practices(filter: {country: ["BR"]}) { nodes { places { country { code name(language: $language) } } } }
    }
    """
    found = (await data(client, query, language=language))["practices"]["nodes"]
    names = {place["country"]["name"] for node in found for place in node["places"] if place["country"]["code"] == "BR"}
    assert names == {name}
