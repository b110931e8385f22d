-- Search understands accents and plurals: words lose their accents, then are stemmed.
CREATE EXTENSION IF NOT EXISTS unaccent;

CREATE TEXT SEARCH CONFIGURATION commons_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION commons_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;

-- Cost points that a client took in an hour. Unlogged: a crash may forgive, and writes stay cheap.
CREATE UNLOGGED TABLE quota (
    client bytea NOT NULL,              -- keyed hash of an address: the address itself is not kept
    hour timestamptz NOT NULL,
    points bigint NOT NULL CHECK (points >= 0),
    PRIMARY KEY (client, hour)
);
CREATE INDEX quota_hour ON quota (hour);
