-- The name by which an admin recognises a person, from the time of the sign-in. Empty in rows that a version before this one wrote.
ALTER TABLE logins ADD COLUMN user_name TEXT NOT NULL DEFAULT '';

-- People who may not sign in.
CREATE TABLE bans (
    user_id   TEXT   NOT NULL PRIMARY KEY,
    reason    TEXT   NOT NULL, -- for admins; may be empty
    banned_by TEXT   NOT NULL, -- the admin's user id
    banned_at BIGINT NOT NULL
);

-- Whose login a ban has ended, so that the next page of this browser can say why. Empty in all other rows.
ALTER TABLE sessions ADD COLUMN banned_user_id TEXT;

-- One row for each action of an admin.
CREATE TABLE audit_log (
    id       TEXT   NOT NULL PRIMARY KEY,
    at       BIGINT NOT NULL,
    admin_id TEXT   NOT NULL, -- who
    action   TEXT   NOT NULL, -- what
    user_id  TEXT   NOT NULL  -- whom
);
CREATE INDEX audit_log_at ON audit_log (at, id);

-- How many sign-ins failed in each hour, by reason. It does not say whose.
CREATE TABLE sign_in_failures (
    hour    BIGINT NOT NULL, -- when the hour began
    reason  TEXT   NOT NULL,
    count   BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (hour, reason)
);
