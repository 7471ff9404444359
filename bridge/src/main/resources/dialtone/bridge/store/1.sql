-- Bitcoin: the block headers we follow, our coins, the transactions we sent, the payloads we handed on.
-- Hashes and txids are in internal byte order; times are milliseconds since 1970 UTC; money is whole satoshis.

-- Headers of every branch we met. stored: bitcoinj's StoredBlock, compact form 2 (chain work, height, header).
CREATE TABLE headers (
    hash   BLOB PRIMARY KEY,
    height INTEGER NOT NULL,
    stored BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX headers_by_height ON headers (height);

-- 'best': the header with the most work. 'scanned': the newest block whose transactions were read; coins and payloads are those of the chain that ends there.
CREATE TABLE tips (
    name TEXT PRIMARY KEY CHECK (name IN ('best', 'scanned')),
    hash BLOB NOT NULL
) WITHOUT ROWID;

-- BIP-84: branch 0 receives, 1 is change. next: above every index that was paid (or, for change, signed for). offered: the newest one shown as a fresh address.
-- confirmed: the highest index paid in a block, -1 for none; change stays within the gap limit above it.
CREATE TABLE key_branches (
    branch    INTEGER PRIMARY KEY CHECK (branch IN (0, 1)),
    next      INTEGER NOT NULL DEFAULT 0,
    offered   INTEGER NOT NULL DEFAULT -1,
    confirmed INTEGER NOT NULL DEFAULT -1
);
INSERT INTO key_branches (branch) VALUES (0), (1);

-- Outputs that pay a key of ours. height: of the block that holds it, NULL while there is none. spent_by: the txid that spends it, ours from the moment of signing;
-- spent_height: of the block that holds that one. A reorganisation sets heights back to NULL.
CREATE TABLE coins (
    txid         BLOB NOT NULL,
    vout         INTEGER NOT NULL,
    value_sat    INTEGER NOT NULL,
    branch       INTEGER NOT NULL,
    key_index    INTEGER NOT NULL,
    coinbase     INTEGER NOT NULL,
    first_seen   INTEGER NOT NULL,
    height       INTEGER,
    spent_by     BLOB,
    spent_height INTEGER,
    PRIMARY KEY (txid, vout)
) WITHOUT ROWID;
CREATE INDEX coins_by_spender ON coins (spent_by);

-- Transactions we signed, one for each intent, written before the first byte of them leaves.
-- height: of the block that holds it. released: given up; its coins may be spent by others.
CREATE TABLE outbox (
    sequence   INTEGER PRIMARY KEY,
    intent_id  TEXT NOT NULL UNIQUE,
    purpose    TEXT NOT NULL,
    expiry     INTEGER NOT NULL,
    txid       BLOB NOT NULL UNIQUE,
    raw        BLOB NOT NULL,
    payload    BLOB NOT NULL,
    vsize      INTEGER NOT NULL,
    fee_sat    INTEGER NOT NULL,
    signed_at  INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('SIGNED', 'BROADCAST', 'SEEN', 'CONFIRMED', 'REFUSED')),
    released   INTEGER NOT NULL DEFAULT 0,
    height     INTEGER
);
CREATE INDEX outbox_unconfirmed ON outbox (sequence) WHERE height IS NULL AND released = 0;

-- Payloads the bridge was told or must be told. id: SHA-256 over outpoints and payload. Those not delivered are kept whole, to be told at the next start.
CREATE TABLE payloads (
    id         BLOB PRIMARY KEY,
    delivered  INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    payload    BLOB,
    outpoints  BLOB,
    txid       TEXT,
    block_hash TEXT,
    height     INTEGER,
    block_time INTEGER
) WITHOUT ROWID;
CREATE INDEX payloads_by_age ON payloads (seen_at);
