"""Why a hit is one: the words that match in its summary, and the concepts that match in its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from commons.kit.database import DATABASE

_START, _STOP = "\x02", "\x03"  # in no stored text that people can type

# Any of the words, where the search itself asks for all; querytree leaves out the words that must be missing.
_ANY = "replace(querytree(websearch_to_tsquery('commons_english', $2)), '&', '|')::tsquery"


async def marked_summaries(versions: Sequence[UUID], words: str) -> dict[UUID, list[tuple[str, bool]]]:
    """Each summary in pieces, and whether the piece matches."""
    sql = f"""
    SELECT id, ts_headline('commons_english', summary, {_ANY},
        'HighlightAll=true, StartSel=' || chr(2) || ', StopSel=' || chr(3)) AS marked
    FROM practice_version WHERE id = ANY($1)
    """
    return {row["id"]: _pieces(row["marked"]) for row in await DATABASE.rows(sql, list(versions), words)}


async def matched_concepts(versions: Sequence[UUID], words: str) -> dict[UUID, list[tuple[UUID, str]]]:
    """Concepts of each version that match where its title and summary do not: (concept, the word of it that does)."""
    sql = f"""
    SELECT v.id, f.concept, min(word.value) AS word
    FROM practice_version v
    JOIN version_facet f ON f.version = v.id
    JOIN concept c ON c.id = f.concept
    CROSS JOIN LATERAL (
        SELECT value FROM jsonb_each_text(c.labels)
        UNION ALL
        SELECT alternative FROM jsonb_each(c.alternatives) AS by_language,
            jsonb_array_elements_text(by_language.value) AS alternative
    ) AS word
    WHERE v.id = ANY($1) AND to_tsvector('commons_english', word.value) @@ {_ANY}
        AND NOT v.search_rank @@ websearch_to_tsquery('commons_english', $2)
    GROUP BY v.id, f.concept, f.position ORDER BY v.id, f.position
    """
    found: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for row in await DATABASE.rows(sql, list(versions), words):
        found[row["id"]].append((row["concept"], row["word"]))
    return found


def _pieces(marked: str) -> list[tuple[str, bool]]:
    pieces: list[tuple[str, bool]] = []
    for place, part in enumerate(marked.split(_START)):
        match, _, rest = part.partition(_STOP) if place else ("", "", part)
        pieces += [(match, True)] if match else []
        pieces += [(rest, False)] if rest else []
    return pieces
