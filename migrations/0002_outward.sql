-- What the doors outward must remember beyond a process: how other people's hosts want to be treated, and documents
-- that are the same for all domains.

CREATE TABLE host (
    name         TEXT    NOT NULL PRIMARY KEY,  -- with a port where it is about answering there
    last_asked   INTEGER,
    pauses       INTEGER NOT NULL,  -- in a row that the host gave no length to
    paused_until INTEGER,
    pause_reason TEXT    NOT NULL,
    failures     INTEGER NOT NULL,  -- in a row
    probe_at     INTEGER,
    trouble      TEXT    NOT NULL   -- the last failure
) STRICT;

CREATE TABLE document (
    url           TEXT NOT NULL PRIMARY KEY,
    tried         INTEGER,  -- the last attempt, where it failed
    trouble       TEXT NOT NULL,
    fetched       INTEGER,  -- NULL: never
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    body          BLOB NOT NULL
) STRICT;
