-- An intent may have several transactions: the first, and those that replace it, each with a higher attempt and the same coins; at most one of them is ever confirmed.
-- automatic: the friends, separated by spaces, who were answered or invited without a click, empty when the user asked for it.
CREATE TABLE outbox_attempts (
    sequence   INTEGER PRIMARY KEY,
    intent_id  TEXT NOT NULL,
    attempt    INTEGER NOT NULL DEFAULT 0,
    purpose    TEXT NOT NULL,
    expiry     INTEGER NOT NULL,
    txid       BLOB NOT NULL UNIQUE,
    raw        BLOB NOT NULL,
    payload    BLOB NOT NULL,
    vsize      INTEGER NOT NULL,
    fee_sat    INTEGER NOT NULL,
    signed_at  INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('SIGNED', 'BROADCAST', 'SEEN', 'CONFIRMED', 'REFUSED', 'REPLACED')),
    released   INTEGER NOT NULL DEFAULT 0,
    height     INTEGER,
    automatic  TEXT NOT NULL DEFAULT '',
    UNIQUE (intent_id, attempt)
);
INSERT INTO outbox_attempts (sequence, intent_id, purpose, expiry, txid, raw, payload, vsize, fee_sat, signed_at, state, released, height)
    SELECT sequence, intent_id, purpose, expiry, txid, raw, payload, vsize, fee_sat, signed_at, state, released, height FROM outbox;
DROP TABLE outbox;
ALTER TABLE outbox_attempts RENAME TO outbox;
CREATE INDEX outbox_unconfirmed ON outbox (sequence) WHERE height IS NULL AND released = 0;
CREATE INDEX outbox_automatic ON outbox (signed_at) WHERE automatic <> '';

-- auto_sat: satoshis a day that answering this friend without a click may cost, 0 for never. pays_answer: our invitations to them pay for their acceptance.
ALTER TABLE friends ADD COLUMN auto_sat INTEGER NOT NULL DEFAULT 0;
ALTER TABLE friends ADD COLUMN pays_answer INTEGER NOT NULL DEFAULT 0;

-- txid: incoming, of the invitation's transaction, which may have paid for the answer. automatic: answered without a click.
ALTER TABLE calls ADD COLUMN txid TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;

-- offer: incoming, of an invitation that came as a reunion frame, until the call has ended; that of an introduction is found in its payload.
ALTER TABLE calls ADD COLUMN offer BLOB;

-- What is kept of a friend after the introduction (protocol.md, section 9). theirs: the DTLS fingerprint they told us; known: the one of ours that they know.
CREATE TABLE pairs (
    friend TEXT PRIMARY KEY,
    state  BLOB NOT NULL,
    theirs BLOB,
    known  BLOB
) STRICT;

-- Public nodes that connected ones told of; failed_at: when one was last found to be of no use.
CREATE TABLE known_nodes (
    address   BLOB NOT NULL,    -- 4 or 16 bytes
    port      INTEGER NOT NULL,
    heard_at  INTEGER NOT NULL,
    failed_at INTEGER,
    PRIMARY KEY (address, port)
) STRICT;
CREATE INDEX known_nodes_by_age ON known_nodes (heard_at);
