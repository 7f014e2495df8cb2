-- The last time Discord said that the person is a member of the required guild, and the rule that it was checked by. Both are empty
-- if the person was never a member, or is one no longer.
ALTER TABLE logins ADD COLUMN member_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE logins ADD COLUMN member_by TEXT NOT NULL DEFAULT '';
