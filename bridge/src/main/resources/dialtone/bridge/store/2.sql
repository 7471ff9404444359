-- Who we are and who we know. Keys are lower-case hex, instants milliseconds since 1970 UTC.
CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE friends (
    id       TEXT PRIMARY KEY, -- identity public key, 33 bytes
    name     TEXT NOT NULL,
    verified INTEGER NOT NULL DEFAULT 0,
    redial   TEXT NOT NULL DEFAULT '',
    added_at INTEGER NOT NULL,
    read_at  INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One row a call. A call outlives its friend: the history stays.
CREATE TABLE calls (
    id            TEXT PRIMARY KEY,
    friend        TEXT NOT NULL,
    incoming      INTEGER NOT NULL,
    state         TEXT NOT NULL,    -- a state of the handshake, see Calls
    outcome       TEXT NOT NULL,
    why           TEXT NOT NULL,
    started_at    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    talked_ms     INTEGER NOT NULL DEFAULT 0,
    invitation_id BLOB UNIQUE,      -- 16 bytes; null for a call rung over a link
    secret        BLOB,             -- outgoing, until the call has ended: the invitation's ephemeral secret
    payload       BLOB,             -- incoming, until the call has ended: the invitation as it came,
    outpoints     BLOB              -- and the outpoints (36 bytes each) of its transaction
) STRICT;

CREATE INDEX calls_by_friend ON calls (friend, started_at);

CREATE TABLE call_steps (
    call     TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    step     TEXT NOT NULL,
    origin   TEXT NOT NULL,
    target   TEXT NOT NULL,
    at       REAL NOT NULL,
    bytes    INTEGER NOT NULL,
    fee_sat  INTEGER NOT NULL,
    txid     TEXT NOT NULL,
    note     TEXT NOT NULL,
    PRIMARY KEY (call, position)
) STRICT;

CREATE TABLE messages (
    friend TEXT NOT NULL,
    id     TEXT NOT NULL,
    mine   INTEGER NOT NULL,
    text   TEXT NOT NULL,
    at     INTEGER NOT NULL,        -- when its author wrote it, by their clock
    stored INTEGER NOT NULL,        -- when it came here, by ours: the order of the conversation
    state  TEXT NOT NULL,           -- queued, sent, delivered; received for theirs
    PRIMARY KEY (friend, mine, id)
) STRICT;

CREATE INDEX messages_by_time ON messages (friend, stored);
