"""What a version is found by: its facets with everything broader, and the words of its search.

Called by actions, inside their transaction. Both follow from rows that are there already, so that a version can be
indexed again when the words of its concepts change.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from commons.kit.database import DATABASE
from commons.practices.queries import parts
from commons.vocabulary.places import country_name, subdivision_name

# What was chosen and everything broader, each once; direct: nothing narrower was chosen beside it.
_FACETS = """
WITH RECURSIVE chosen AS (
    SELECT c.id, c.scheme, c.broader, true AS direct, u.position::integer AS position
    FROM unnest($2::uuid[]) WITH ORDINALITY AS u (id, position) JOIN concept c ON c.id = u.id
    UNION ALL
    SELECT c.id, c.scheme, c.broader, false, chosen.position FROM chosen JOIN concept c ON c.id = chosen.broader
)
INSERT INTO version_facet (version, concept, scheme, direct, position)
SELECT $1, id, scheme, bool_and(direct), min(position) FROM chosen GROUP BY id, scheme
"""

_SEARCH = """
UPDATE practice_version v SET
    search_rank = words.ranked,
    search_all = words.ranked || setweight(to_tsvector('commons_english', words.concepts), 'C')
        || setweight(to_tsvector('commons_english', words.rest), 'D')
FROM (
    SELECT
        setweight(to_tsvector('commons_english', p.title), 'A')
            || setweight(to_tsvector('commons_english', p.summary), 'B') AS ranked,
        (SELECT coalesce(string_agg(concept_words(c), ' '), '')
         FROM version_facet f JOIN concept c ON c.id = f.concept WHERE f.version = p.id) AS concepts,
        concat_ws(' ', p.place_note, p.intelligence, p.intervention, p.implementation, p.involvement, p.impact,
            $2::text) AS rest
    FROM practice_version p WHERE p.id = $1
) AS words
WHERE v.id = $1
"""


async def index(version: UUID, concepts: Sequence[UUID]) -> None:
    """Write a version's facets, from the concepts that were chosen, and its search words."""
    await DATABASE.rows("DELETE FROM version_facet WHERE version = $1", version)
    await DATABASE.rows(_FACETS, version, list(dict.fromkeys(concepts)))
    await DATABASE.rows(_SEARCH, version, await _other_words(version))


async def chosen_concepts(version: UUID) -> list[UUID]:
    """The concepts that a version was filed under, as far as they say more than what they lie under."""
    return [concept for _, concept in (await parts.facets_of([version])).get(version, [])]


async def _other_words(version: UUID) -> str:
    """Words that a reader may search by and that stand in no text of the version: partners, components, places."""
    partners = (await parts.partners_of([version])).get(version, [])
    components = (await parts.components_of([version])).get(version, [])
    words = [partner.name for partner in partners] + [f"{part.name} {part.description}" for part in components]
    for place in (await parts.places_of([version])).get(version, []):
        words += [country_name(place.country, language) for language in ("en", "fr", "es")]
        words += [subdivision_name(place.subdivision)] if place.subdivision else []
        words += [place.locality] if place.locality else []
    return " ".join(words)
