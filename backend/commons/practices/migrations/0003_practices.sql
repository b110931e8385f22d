CREATE TABLE practice (
    id uuid PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    created_at timestamptz NOT NULL
);

CREATE TABLE practice_version (
    id uuid PRIMARY KEY,
    practice uuid NOT NULL REFERENCES practice (id),
    number integer NOT NULL CHECK (number > 0),
    state text NOT NULL CHECK (state IN ('draft', 'in_review', 'published', 'superseded', 'withdrawn')),
    shelf text NOT NULL CHECK (shelf IN ('registered', 'reviewed')),
    title text NOT NULL CHECK (title <> ''),
    summary text NOT NULL CHECK (summary <> ''),
    language text NOT NULL CHECK (language ~ '^[a-z]{2,3}$'),
    began text,
    place_note text,
    -- Ekblom's 5Is; NULL: the source says nothing about it.
    intelligence text,
    intervention text,
    implementation text,
    involvement text,
    impact text,
    fingerprint text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
    created_at timestamptz NOT NULL,
    published_at timestamptz,
    withdrawn_at timestamptz,
    withdrawn_reason text,
    search_all tsvector NOT NULL DEFAULT '',    -- what is matched: title, summary, concepts, narrative
    search_rank tsvector NOT NULL DEFAULT '',   -- what is ranked: title and summary
    UNIQUE (practice, number),
    CHECK ((state IN ('published', 'superseded', 'withdrawn')) = (published_at IS NOT NULL)),
    CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
);
CREATE UNIQUE INDEX practice_version_one_public ON practice_version (practice)
    WHERE state IN ('published', 'withdrawn');
CREATE UNIQUE INDEX practice_version_one_open ON practice_version (practice) WHERE state IN ('draft', 'in_review');
CREATE INDEX practice_version_newest ON practice_version (published_at, practice) WHERE state = 'published';
CREATE INDEX practice_version_title ON practice_version (lower(title), practice) WHERE state = 'published';
CREATE INDEX practice_version_id ON practice_version ((practice::text)) WHERE state = 'published';
CREATE INDEX practice_version_search ON practice_version USING gin (search_all) WHERE state = 'published';

-- Facets of a version with everything broader: a filter for the broader concept finds it by one look-up.
CREATE TABLE version_facet (
    version uuid NOT NULL REFERENCES practice_version (id) ON DELETE CASCADE,
    concept uuid NOT NULL,
    scheme text NOT NULL,
    direct boolean NOT NULL,            -- false: it stands here as broader than one that was chosen
    position integer NOT NULL,
    PRIMARY KEY (version, concept),
    FOREIGN KEY (concept, scheme) REFERENCES concept (id, scheme)
);
CREATE INDEX version_facet_concept ON version_facet (concept, version);

CREATE TABLE version_place (
    version uuid NOT NULL REFERENCES practice_version (id) ON DELETE CASCADE,
    position integer NOT NULL,
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    subdivision text CHECK (subdivision LIKE country || '-%'),
    locality text,
    PRIMARY KEY (version, position)
);
CREATE INDEX version_place_country ON version_place (country, version);

CREATE TABLE version_partner (
    version uuid NOT NULL REFERENCES practice_version (id) ON DELETE CASCADE,
    position integer NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    sector uuid NOT NULL,
    sector_scheme text NOT NULL DEFAULT 'sector' CHECK (sector_scheme = 'sector'),
    role uuid NOT NULL,
    role_scheme text NOT NULL DEFAULT 'partner-role' CHECK (role_scheme = 'partner-role'),
    task text,
    PRIMARY KEY (version, position),
    FOREIGN KEY (sector, sector_scheme) REFERENCES concept (id, scheme),
    FOREIGN KEY (role, role_scheme) REFERENCES concept (id, scheme)
);

CREATE TABLE version_component (
    version uuid NOT NULL REFERENCES practice_version (id) ON DELETE CASCADE,
    position integer NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    description text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('core', 'adaptable', 'unclassified')),
    PRIMARY KEY (version, position)
);

CREATE TABLE version_citation (
    version uuid NOT NULL REFERENCES practice_version (id) ON DELETE CASCADE,
    position integer NOT NULL,
    document text NOT NULL REFERENCES document (code),
    locator text NOT NULL CHECK (locator <> ''),
    PRIMARY KEY (version, position)
);

-- An evaluation is of the practice, not of a version of its text; a corrected one takes the place of the old.
CREATE TABLE evaluation (
    id uuid PRIMARY KEY,
    practice uuid NOT NULL REFERENCES practice (id),
    position integer NOT NULL,
    title text NOT NULL CHECK (title <> ''),
    maryland smallint CHECK (maryland BETWEEN 1 AND 5),     -- NULL: the source does not describe the design
    design text NOT NULL,
    independence text NOT NULL CHECK (independence IN ('independent', 'internal', 'not_stated')),
    sample text,
    document text NOT NULL REFERENCES document (code),
    locator text NOT NULL,
    fingerprint text NOT NULL CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
    recorded_at timestamptz NOT NULL,
    superseded_at timestamptz CHECK (superseded_at >= recorded_at)
);
CREATE UNIQUE INDEX evaluation_current ON evaluation (practice, title) WHERE superseded_at IS NULL;

CREATE TABLE finding (
    id uuid PRIMARY KEY,
    evaluation uuid NOT NULL REFERENCES evaluation (id),
    position integer NOT NULL,
    outcome text NOT NULL CHECK (outcome <> ''),
    problem uuid,
    problem_scheme text NOT NULL DEFAULT 'crime-problem' CHECK (problem_scheme = 'crime-problem'),
    direction text NOT NULL CHECK (direction IN ('favourable', 'none', 'adverse')),
    statement text NOT NULL,
    unit text CHECK (unit IN ('percent', 'ratio', 'count')),
    before numeric,
    before_when text,
    after numeric,
    after_when text,
    follow_up_months integer CHECK (follow_up_months >= 0),
    UNIQUE (evaluation, position),
    FOREIGN KEY (problem, problem_scheme) REFERENCES concept (id, scheme),
    CHECK ((before IS NULL AND after IS NULL) OR unit IS NOT NULL)
);
