-- How each friend can dial us (protocol.md, 8.3), sealed: the native peer makes the same connection again after a restart.
CREATE TABLE standbys (
    friend  TEXT PRIMARY KEY,
    standby TEXT NOT NULL
) STRICT;
