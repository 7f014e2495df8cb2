-- The history of a guild's message: each version, who saved it, and when. The app keeps the newest ones.
CREATE TABLE welcome_changes (
    guild_id      TEXT   NOT NULL,
    version       BIGINT NOT NULL, -- the version in welcome_messages that this change made
    enabled       BIGINT NOT NULL, -- 1 or 0
    channel_id    TEXT,
    text          TEXT   NOT NULL,
    saved_by      TEXT   NOT NULL,
    saved_by_name TEXT   NOT NULL, -- as it was then; empty if it is not known
    saved_at      BIGINT NOT NULL,
    PRIMARY KEY (guild_id, version)
);

-- What was saved before there was a history can be restored too.
INSERT INTO welcome_changes (guild_id, version, enabled, channel_id, text, saved_by, saved_by_name, saved_at)
    SELECT guild_id, version, enabled, channel_id, text, saved_by, '', saved_at FROM welcome_messages;
