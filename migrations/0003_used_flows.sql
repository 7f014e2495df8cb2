-- Sign-ins and installs whose code was taken to Discord. A code is exchanged once; a second callback of the same browser gets the
-- outcome of the first. A flow that was only started is in its browser's cookie and has no row.
CREATE TABLE used_flows (
    state_hash TEXT   NOT NULL PRIMARY KEY,
    outcome    TEXT   NOT NULL, -- encrypted; empty while the exchange is under way
    used_at    BIGINT NOT NULL
);
CREATE INDEX used_flows_used_at ON used_flows (used_at, state_hash);

-- Nothing here reads pending_logins any more. A later version drops it: while this one is rolled out, copies of the version before
-- still use the table.
