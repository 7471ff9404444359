-- How each friend can dial us (protocol.md, 8.3), sealed: the native peer makes the same connection again after a restart.
CREATE TABLE standbys (
    friend  TEXT PRIMARY KEY,
    standby TEXT NOT NULL
) STRICT;

-- Files to and from friends (protocol.md, 8.6). id: chosen by the sender. done: bytes that are safe on the receiver's disk, as far as this side knows.
-- path: mine, the file; theirs, the folder, and from VERIFIED on the file with its name. why: what it failed of; told: the friend's side says so.
CREATE TABLE transfers (
    friend TEXT NOT NULL,
    id     TEXT NOT NULL,
    mine   INTEGER NOT NULL,
    name   TEXT NOT NULL,
    size   INTEGER NOT NULL,
    done   INTEGER NOT NULL DEFAULT 0,
    path   TEXT NOT NULL,
    state  TEXT NOT NULL CHECK (state IN ('OFFERED', 'ACCEPTED', 'VERIFIED', 'DONE', 'DECLINED', 'CANCELLED', 'FAILED')),
    why    TEXT NOT NULL DEFAULT '',
    told   INTEGER NOT NULL DEFAULT 0,
    at     INTEGER NOT NULL,
    PRIMARY KEY (friend, id, mine)
) STRICT;
CREATE INDEX transfers_by_age ON transfers (friend, at);

-- What a friend may connect to through us (protocol.md, 8.7): exactly these, nothing by default.
CREATE TABLE forwards (
    friend TEXT NOT NULL,
    host   TEXT NOT NULL,    -- lower case
    port   INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (friend, host, port)
) STRICT;

-- reserved: a tag that no frame has used yet, for the next invitation: id of its generation(8), counter(4). Tabs gather with the ICE credentials that follow from it.
ALTER TABLE pairs ADD COLUMN reserved BLOB;

-- derived: sealed; the ICE credentials of both sides of an invitation that can be dialled, until the call has ended.
ALTER TABLE calls ADD COLUMN derived BLOB;

-- quiet: it was for a link and no call; shown nowhere.
ALTER TABLE calls ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;
