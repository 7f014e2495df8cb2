-- How a guild greets who joins it; the bot reads this. The dialect is that of migrations/.
CREATE TABLE welcome_messages (
    guild_id   TEXT   NOT NULL PRIMARY KEY,
    enabled    BIGINT NOT NULL, -- 1 or 0
    channel_id TEXT,            -- there when enabled; it may have been deleted at Discord since
    text       TEXT   NOT NULL, -- `{user}` and `{server}` stand for names
    version    BIGINT NOT NULL, -- grows with each time: who saves names the version they saw
    saved_by   TEXT   NOT NULL,
    saved_at   BIGINT NOT NULL
);
