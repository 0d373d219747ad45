-- What Nameward remembers. Times are seconds since 1970 UTC; words are those of the product (docs/), severities count
-- from 0 (info) to 3 (critical). History is appended and never rewritten: what a change, a finding or an incident
-- lives through are rows of its *_event table.

PRAGMA application_id = 0x4E4D5744;  -- "NMWD": this file is Nameward's

-- ---- dictionaries ----

CREATE TABLE domain (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE fact (
    id        INTEGER PRIMARY KEY,
    domain    INTEGER NOT NULL REFERENCES domain (id),
    collector TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    property  TEXT    NOT NULL,
    source    TEXT    NOT NULL,
    epoch     INTEGER NOT NULL,
    last_seen INTEGER,  -- written only where sight.last_ok does not say it: after a gap, beside a blind fact
    UNIQUE (domain, collector, subject, property, source)
) STRICT;

CREATE TABLE content (
    id   INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),  -- SHA-256 of body
    body TEXT NOT NULL CHECK (json_valid(body))           -- the values, sorted, as a JSON array
) STRICT;

-- ---- what was seen ----

-- One row for each stay of a value. A fact holds, at a moment, the value of its last span (by sequence) that began by
-- then and was not retracted. A span that a second look contradicted keeps its row and its evidence, with `retracted`
-- set, and the one before it is open again as if never left.
CREATE TABLE span (
    sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
    fact       INTEGER NOT NULL REFERENCES fact (id),
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER,  -- NULL while open
    state      TEXT    NOT NULL CHECK (state IN ('present', 'absent')),
    content    INTEGER NOT NULL REFERENCES content (id),
    retracted  INTEGER CHECK (retracted IS NULL OR last_seen IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX span_open ON span (fact) WHERE last_seen IS NULL;
CREATE INDEX span_of_fact ON span (fact, sequence);

-- A stretch in which a fact could not be seen: from the first look that failed until one that saw it.
CREATE TABLE gap (
    sequence  INTEGER PRIMARY KEY AUTOINCREMENT,
    fact      INTEGER NOT NULL REFERENCES fact (id),
    since     INTEGER NOT NULL,
    until     INTEGER,  -- NULL while open
    last_seen INTEGER,  -- of the fact, before the gap
    reason    TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX gap_open ON gap (fact) WHERE until IS NULL;
CREATE INDEX gap_of_fact ON gap (fact, sequence);

CREATE TABLE sight (
    domain      INTEGER NOT NULL REFERENCES domain (id),
    collector   TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    last_ok     INTEGER,
    blind_since INTEGER,
    reason      TEXT    NOT NULL,
    applicable  INTEGER NOT NULL CHECK (applicable IN (0, 1)),
    PRIMARY KEY (domain, collector, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE schedule (
    domain          INTEGER NOT NULL REFERENCES domain (id),
    collector       TEXT    NOT NULL,
    last_run        INTEGER,
    next_run        INTEGER,
    second_due      INTEGER,  -- the second look that is owed, if any
    first_suspected INTEGER,
    attempts        INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (domain, collector)
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    id       TEXT    NOT NULL PRIMARY KEY,  -- derived from all that follows
    kind     TEXT    NOT NULL,
    server   TEXT    NOT NULL,
    question TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    size     INTEGER NOT NULL,  -- of the answer as received
    packed   BLOB    NOT NULL   -- the answer, zlib
) STRICT;

CREATE TABLE span_evidence (
    span     INTEGER NOT NULL REFERENCES span (sequence),
    position INTEGER NOT NULL,
    evidence TEXT    NOT NULL REFERENCES evidence (id),
    PRIMARY KEY (span, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX span_evidence_of ON span_evidence (evidence);

-- ---- what changed ----

CREATE TABLE change (
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT    NOT NULL UNIQUE,
    at           INTEGER NOT NULL,
    domain       INTEGER NOT NULL REFERENCES domain (id),
    fact         INTEGER NOT NULL REFERENCES fact (id),
    before       INTEGER NOT NULL REFERENCES content (id),
    after        INTEGER NOT NULL REFERENCES content (id),
    before_since INTEGER NOT NULL,
    before_span  INTEGER REFERENCES span (sequence),
    after_span   INTEGER REFERENCES span (sequence),
    attack       TEXT    NOT NULL CHECK (json_valid(attack))
) STRICT;
CREATE INDEX change_of_domain ON change (domain, sequence);
CREATE INDEX change_of_fact ON change (fact, before, sequence);
CREATE INDEX change_at ON change (at);

CREATE TABLE change_event (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    change   INTEGER NOT NULL REFERENCES change (sequence),
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL CHECK (kind IN ('suspected', 'confirmed', 'retracted', 'unconfirmed',
                                              'planned_by', 'acknowledged_by', 'reverted_by')),
    -- the judgement, with the first four kinds
    severity INTEGER CHECK (severity BETWEEN 0 AND 3),
    layer    TEXT,
    incident TEXT,
    summary  TEXT,
    -- the plan, the note or the change, with the last three
    by_what  TEXT,
    CHECK (CASE WHEN kind IN ('planned_by', 'acknowledged_by', 'reverted_by') THEN by_what IS NOT NULL
                ELSE severity IS NOT NULL AND layer IS NOT NULL AND incident IS NOT NULL AND summary IS NOT NULL END)
) STRICT;
CREATE INDEX change_event_of ON change_event (change, sequence);

-- What second looks at a change heard; what the first one heard is its span's.
CREATE TABLE change_evidence (
    change   INTEGER NOT NULL REFERENCES change (sequence),
    position INTEGER NOT NULL,
    evidence TEXT    NOT NULL REFERENCES evidence (id),
    PRIMARY KEY (change, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_evidence_of ON change_evidence (evidence);

-- Changes that wait for a second look: a queue, not history.
CREATE TABLE pending (
    change INTEGER PRIMARY KEY REFERENCES change (sequence)
) STRICT;

-- A change as it stands now.
CREATE VIEW change_now AS
SELECT c.sequence, c.id, c.at, d.name AS domain, f.collector, f.subject, f.property, f.source,
       b.body AS before, a.body AS after, c.before_since, j.severity, j.kind AS state, j.layer, j.incident, c.attack,
       j.summary,
       (SELECT by_what FROM change_event WHERE change = c.sequence AND kind = 'planned_by'
        ORDER BY sequence DESC LIMIT 1) AS planned_by,
       (SELECT by_what FROM change_event WHERE change = c.sequence AND kind = 'acknowledged_by'
        ORDER BY sequence DESC LIMIT 1) AS acknowledged_by,
       (SELECT by_what FROM change_event WHERE change = c.sequence AND kind = 'reverted_by'
        ORDER BY sequence DESC LIMIT 1) AS reverted_by,
       c.domain AS domain_id, c.fact AS fact_id, c.before AS before_id, c.before_span, c.after_span
FROM change c
JOIN domain d ON d.id = c.domain
JOIN fact f ON f.id = c.fact
JOIN content b ON b.id = c.before
JOIN content a ON a.id = c.after
JOIN change_event j ON j.sequence = (SELECT max(sequence) FROM change_event
                                     WHERE change = c.sequence
                                       AND kind IN ('suspected', 'confirmed', 'retracted', 'unconfirmed'));

-- ---- standing conditions ----

-- As they stand now; finding_event has how they came there.
CREATE TABLE finding (
    id        TEXT    NOT NULL PRIMARY KEY,
    domain    INTEGER NOT NULL REFERENCES domain (id),
    type      TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    collector TEXT    NOT NULL,  -- who judges it
    source    TEXT    NOT NULL,  -- whose word it is; empty where it takes several
    severity  INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 3),
    layer     TEXT    NOT NULL,
    opened    INTEGER NOT NULL,
    closed    INTEGER,
    summary   TEXT    NOT NULL,
    incident  TEXT    NOT NULL
) STRICT;
CREATE INDEX finding_open ON finding (domain) WHERE closed IS NULL;
CREATE INDEX finding_open_in ON finding (incident) WHERE closed IS NULL;
CREATE INDEX finding_of_domain ON finding (domain, opened);

CREATE TABLE finding_event (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    finding  TEXT    NOT NULL REFERENCES finding (id),
    at       INTEGER NOT NULL,
    kind     TEXT    NOT NULL CHECK (kind IN ('opened', 'updated', 'closed', 'dropped', 'told_opened',
                                              'told_closed')),
    -- the condition, with the first four kinds
    severity INTEGER CHECK (severity BETWEEN 0 AND 3),
    layer    TEXT,
    summary  TEXT,
    incident TEXT,
    -- the alert, with the last two
    by_what  TEXT,
    CHECK (CASE WHEN kind IN ('told_opened', 'told_closed') THEN by_what IS NOT NULL
                ELSE severity IS NOT NULL AND layer IS NOT NULL AND summary IS NOT NULL AND incident IS NOT NULL END)
) STRICT;
CREATE INDEX finding_event_of ON finding_event (finding, sequence);

-- Openings and closings of the monitor's own troubles that no alert has told: a queue, not history.
CREATE TABLE untold (
    event INTEGER PRIMARY KEY REFERENCES finding_event (sequence)
) STRICT;

-- Looks in a row in which a condition held.
CREATE TABLE streak (
    domain    INTEGER NOT NULL REFERENCES domain (id),
    collector TEXT    NOT NULL,
    type      TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    source    TEXT    NOT NULL,
    looks     INTEGER NOT NULL CHECK (looks > 0),
    at        INTEGER NOT NULL,  -- the last look that was counted
    PRIMARY KEY (domain, collector, type, subject)
) STRICT, WITHOUT ROWID;

-- ---- stories ----

-- As they stand now; incident_event has how they came there.
CREATE TABLE incident (
    id            TEXT    NOT NULL PRIMARY KEY,
    domain        INTEGER NOT NULL REFERENCES domain (id),
    opened        INTEGER NOT NULL,
    last_activity INTEGER NOT NULL,
    closed        INTEGER,
    severity      INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 3),
    layer         TEXT    NOT NULL,
    summary       TEXT    NOT NULL,
    story         TEXT    NOT NULL
) STRICT;
CREATE INDEX incident_open ON incident (domain) WHERE closed IS NULL;

CREATE TABLE incident_event (
    sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
    incident      TEXT    NOT NULL REFERENCES incident (id),
    at            INTEGER NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('opened', 'grown', 'closed')),
    last_activity INTEGER NOT NULL,
    severity      INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 3),
    layer         TEXT    NOT NULL,
    summary       TEXT    NOT NULL,
    story         TEXT    NOT NULL  -- what came to it; the whole where it does not begin as before
) STRICT;
CREATE INDEX incident_event_of ON incident_event (incident, sequence);

-- The values that the changes of an incident added: finds what happens to several domains at once.
CREATE TABLE incident_value (
    value    TEXT NOT NULL,
    incident TEXT NOT NULL,
    PRIMARY KEY (value, incident)
) STRICT, WITHOUT ROWID;

-- ---- telling ----

CREATE TABLE alert (
    id   TEXT    NOT NULL PRIMARY KEY,
    at   INTEGER NOT NULL,
    body TEXT    NOT NULL CHECK (json_valid(body))
) STRICT;

CREATE TABLE delivery (
    sequence     INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT    NOT NULL UNIQUE,  -- derived from alert and sink
    alert        TEXT    NOT NULL REFERENCES alert (id),
    incident     TEXT    NOT NULL,
    sink         TEXT    NOT NULL,
    domain       TEXT    NOT NULL,
    severity     INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 3),
    state        TEXT    NOT NULL CHECK (state IN ('pending', 'parked', 'sent')),
    attempts     INTEGER NOT NULL,
    created      INTEGER NOT NULL,
    next_attempt INTEGER,
    last_error   TEXT    NOT NULL,
    reached      TEXT    NOT NULL CHECK (json_valid(reached)),
    settled      INTEGER,  -- when it was last written
    UNIQUE (alert, sink)
) STRICT;
CREATE INDEX delivery_unsent ON delivery (sequence) WHERE state <> 'sent';

-- ---- the monitor itself ----

CREATE TABLE breaker (
    server   TEXT    NOT NULL PRIMARY KEY,
    failures INTEGER NOT NULL,
    probe_at INTEGER NOT NULL
) STRICT;

CREATE TABLE note (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
