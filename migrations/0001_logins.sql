-- One dialect for SQLite and PostgreSQL: TEXT and BIGINT only. Instants are milliseconds since 1970 (UTC).

-- What tower-sessions stores. The record holds a login's id and nothing else, and is written once.
CREATE TABLE sessions (
    key        TEXT   NOT NULL PRIMARY KEY, -- SHA-256 of the session id: a copy of this table opens no session
    data       TEXT   NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- Tokens. Two sign-ins may be handed the very same token by Discord, so logins share a row.
CREATE TABLE grants (
    id           TEXT   NOT NULL PRIMARY KEY,
    user_id      TEXT   NOT NULL,
    scopes       TEXT   NOT NULL,        -- space-separated
    tokens       TEXT   NOT NULL,        -- access and refresh token, encrypted and bound to this row's id
    refresh_hash TEXT   NOT NULL UNIQUE, -- keyed hash of the refresh token
    expires_at   BIGINT NOT NULL,        -- of the access token
    version      BIGINT NOT NULL,        -- grows with each refresh
    lease_until  BIGINT NOT NULL         -- until then one process refreshes; 0 when none does
);

-- One row per signed-in browser.
CREATE TABLE logins (
    id           TEXT   NOT NULL PRIMARY KEY,
    user_id      TEXT   NOT NULL,
    grant_id     TEXT   NOT NULL REFERENCES grants (id),
    user_agent   TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX logins_user_id ON logins (user_id);
CREATE INDEX logins_grant_id ON logins (grant_id);

-- Sign-ins under way. A row is taken with DELETE ... RETURNING: a callback's address works once.
CREATE TABLE pending_logins (
    state_hash   TEXT   NOT NULL PRIMARY KEY,
    browser_hash TEXT   NOT NULL,
    verifier     TEXT   NOT NULL, -- PKCE, encrypted
    purpose      TEXT   NOT NULL,
    return_to    TEXT   NOT NULL,
    data         TEXT   NOT NULL, -- JSON of the caller's own
    expires_at   BIGINT NOT NULL
);
CREATE INDEX pending_logins_browser_hash ON pending_logins (browser_hash);
