-- reserved: a tag that no frame has used yet, for the next invitation: id of its generation(8), counter(4). Tabs gather with the ICE credentials that follow from it.
ALTER TABLE pairs ADD COLUMN reserved BLOB;

-- derived: sealed; the ICE credentials of both sides of an invitation that can be dialled, until the call has ended.
ALTER TABLE calls ADD COLUMN derived BLOB;

-- quiet: it was for a link and no call; shown nowhere.
ALTER TABLE calls ADD COLUMN quiet INTEGER NOT NULL DEFAULT 0;
