"""The library's tables. What a version holds hangs from it and never changes once it is published."""

from __future__ import annotations

from piccolo.columns import UUID, Boolean, Integer, Numeric, SmallInt, Text, Timestamptz
from piccolo.table import Table

from commons.kit.database import DATABASE


class Practice(Table, db=DATABASE, tablename="practice"):
    """One practice under its lasting name."""

    id = UUID(primary_key=True, default=None)
    slug = Text(unique=True, required=True)
    created_at = Timestamptz(default=None, required=True)


class PracticeVersion(Table, db=DATABASE, tablename="practice_version"):
    """What was said of a practice at one time. ``search_all`` and ``search_rank`` are written by SQL alone."""

    id = UUID(primary_key=True, default=None)
    practice = UUID(default=None, required=True)
    number = Integer(default=None, required=True)
    state = Text(required=True)
    shelf = Text(required=True)
    title = Text(required=True)
    summary = Text(required=True)
    language = Text(required=True)
    began = Text(null=True, default=None)
    place_note = Text(null=True, default=None)
    intelligence = Text(null=True, default=None)
    intervention = Text(null=True, default=None)
    implementation = Text(null=True, default=None)
    involvement = Text(null=True, default=None)
    impact = Text(null=True, default=None)
    fingerprint = Text(required=True)
    created_at = Timestamptz(default=None, required=True)
    published_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_reason = Text(null=True, default=None)


class VersionFacet(Table, db=DATABASE, tablename="version_facet"):
    """A concept of a version; ``direct`` is false where it is only broader than one that was chosen."""

    version = UUID(primary_key=True, default=None)
    concept = UUID(primary_key=True, default=None)
    scheme = Text(required=True)
    direct = Boolean(default=None, required=True)
    position = Integer(default=None, required=True)


class VersionPlace(Table, db=DATABASE, tablename="version_place"):
    """A place of a version: ISO 3166 codes, and the locality in the source's words."""

    version = UUID(primary_key=True, default=None)
    position = Integer(primary_key=True, default=None)
    country = Text(required=True)
    subdivision = Text(null=True, default=None)
    locality = Text(null=True, default=None)


class VersionPartner(Table, db=DATABASE, tablename="version_partner"):
    """A body that took part, named as in the source."""

    version = UUID(primary_key=True, default=None)
    position = Integer(primary_key=True, default=None)
    name = Text(required=True)
    sector = UUID(default=None, required=True)
    role = UUID(default=None, required=True)
    task = Text(null=True, default=None)


class VersionComponent(Table, db=DATABASE, tablename="version_component"):
    """A part of the practice: core, adaptable or unclassified."""

    version = UUID(primary_key=True, default=None)
    position = Integer(primary_key=True, default=None)
    name = Text(required=True)
    description = Text(required=True)
    kind = Text(required=True)


class VersionCitation(Table, db=DATABASE, tablename="version_citation"):
    """Where a document speaks of the practice."""

    version = UUID(primary_key=True, default=None)
    position = Integer(primary_key=True, default=None)
    document = Text(required=True)
    locator = Text(required=True)


class Evaluation(Table, db=DATABASE, tablename="evaluation"):
    """One study of a practice."""

    id = UUID(primary_key=True, default=None)
    practice = UUID(default=None, required=True)
    position = Integer(default=None, required=True)
    title = Text(required=True)
    maryland = SmallInt(null=True, default=None)
    design = Text(required=True)
    independence = Text(required=True)
    sample = Text(null=True, default=None)
    document = Text(required=True)
    locator = Text(required=True)
    fingerprint = Text(required=True)
    recorded_at = Timestamptz(default=None, required=True)
    superseded_at = Timestamptz(null=True, default=None)


class Finding(Table, db=DATABASE, tablename="finding"):
    """One outcome at one follow-up."""

    id = UUID(primary_key=True, default=None)
    evaluation = UUID(default=None, required=True)
    position = Integer(default=None, required=True)
    outcome = Text(required=True)
    problem = UUID(null=True, default=None)
    direction = Text(required=True)
    statement = Text(required=True)
    unit = Text(null=True, default=None)
    before = Numeric(null=True, default=None)
    before_when = Text(null=True, default=None)
    after = Numeric(null=True, default=None)
    after_when = Text(null=True, default=None)
    follow_up_months = Integer(null=True, default=None)
