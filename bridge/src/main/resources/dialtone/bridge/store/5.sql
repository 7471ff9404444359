-- A file of ours that ends while its friend cannot be told is taken back on the next link (protocol.md, 8.6): whether they were offered it, and were not told by us that it is over.
ALTER TABLE transfers ADD COLUMN heard INTEGER NOT NULL DEFAULT 0;
-- Of what is not over, they may have been.
UPDATE transfers SET heard = 1 WHERE mine = 1 AND state IN ('OFFERED', 'ACCEPTED');
