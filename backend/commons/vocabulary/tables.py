"""Concept schemes, concepts and cited documents."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Integer, Text
from piccolo.table import Table

from commons.kit.database import DATABASE


class Scheme(Table, db=DATABASE, tablename="scheme"):
    """A SKOS concept scheme; its notation is part of its URI and never changes."""

    id = UUID(primary_key=True, default=None)
    notation = Text(unique=True, required=True)
    position = Integer(default=None, required=True)
    titles = JSONB(required=True)
    descriptions = JSONB(required=True)
    source = Text(null=True, default=None)
    fingerprint = Text(required=True)


class Concept(Table, db=DATABASE, tablename="concept"):
    """A SKOS concept; (scheme, notation) is part of its URI and never changes."""

    id = UUID(primary_key=True, default=None)
    scheme = Text(required=True)
    notation = Text(required=True)
    position = Integer(default=None, required=True)
    broader = UUID(null=True, default=None)
    labels = JSONB(required=True)
    alternatives = JSONB(required=True)
    definitions = JSONB(required=True)
    source = Text(null=True, default=None)


class Document(Table, db=DATABASE, tablename="document"):
    """A document that records and concepts cite, by its short code."""

    code = Text(primary_key=True, default=None)
    title = Text(required=True)
    issued = Text(required=True)
    position = Integer(default=None, required=True)
