-- Concept schemes (SKOS). Labels, other words and definitions are objects by language.
CREATE TABLE scheme (
    id uuid PRIMARY KEY,
    notation text NOT NULL UNIQUE CHECK (notation ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    position integer NOT NULL,
    titles jsonb NOT NULL CHECK (titles ?& ARRAY['en', 'fr', 'es']),
    descriptions jsonb NOT NULL CHECK (descriptions ? 'en'),
    source text,
    fingerprint text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$')   -- of the scheme and all its concepts
);

CREATE TABLE concept (
    id uuid PRIMARY KEY,
    scheme text NOT NULL REFERENCES scheme (notation),
    notation text NOT NULL CHECK (notation ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    position integer NOT NULL,
    broader uuid CHECK (broader <> id),
    labels jsonb NOT NULL CHECK (labels ?& ARRAY['en', 'fr', 'es']),
    alternatives jsonb NOT NULL,
    definitions jsonb NOT NULL,
    source text,
    UNIQUE (scheme, notation),
    UNIQUE (id, scheme),
    -- What is broader stands in the same scheme.
    FOREIGN KEY (broader, scheme) REFERENCES concept (id, scheme)
);
CREATE INDEX concept_broader ON concept (broader);

-- The documents that records and concepts cite.
CREATE TABLE document (
    code text PRIMARY KEY,
    title text NOT NULL,
    issued text NOT NULL,               -- as the document gives it: a day, or a year
    position integer NOT NULL
);

-- Every word that a concept is found by, in all its languages.
CREATE FUNCTION concept_words(c concept) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' ',
        (SELECT string_agg(value, ' ') FROM jsonb_each_text(c.labels)),
        (SELECT string_agg(word, ' ')
         FROM jsonb_each(c.alternatives) AS by_language, jsonb_array_elements_text(by_language.value) AS word))
$$;
